"""An amendment of an amending instrument that is not yet in force (未施行の改正規則の改正): the instrument is read as amended.

It changes what will come into force, so nothing of the regulation itself is touched. Words are exchanged in the instrument's
own text, and only where they stand exactly once in the part that is named (its 附則, or its main provision), and there in the
place that is named (附則第1項, 第2条の表).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from reiki.amend.operations import Finding
from reiki.gazette.columns import InnerTable, read_columns
from reiki.gazette.errata import exchanged, occurrences
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.gazette.model import Clause, Issue, Notice
from reiki.gazette.rewording_place import stands_in_place
from reiki.gazette.supplementary import supplement_of
from reiki.law.address import Address, AddressError
from reiki.law.kinds import Kind
from reiki.law.provision import Provision
from reiki.source.model import Block, Document, Paragraph

Part = Literal["suppl", "main"]

_QUOTED: Final = r"「(?:[^「」]|「[^「」]*」)+」"
_ORDER: Final = re.compile(
    rf"(?P<where>[^「」]*?中)?(?P<pairs>{_QUOTED}を{_QUOTED}に(?:、{_QUOTED}を{_QUOTED}に)*)(?P<end>改め、|改める。?)"
)
_SENTENCE: Final = re.compile(r"(ただし書|本文|前段|後段)?(?:の規定)?$")
_PAIR: Final = re.compile(rf"(?P<wrong>{_QUOTED})を(?P<right>{_QUOTED})に")


@dataclass(frozen=True, slots=True)
class Rewording:
    """Words of an instrument's 附則 or main provision, and what stands for them from now on. ``place``: as the order names it
    (``附則第1項``, ``第2条の表``), half-width; ``""`` where it names none (a table). ``clause``: the key of the clause that
    orders it, where it comes from a store: what one clause orders is carried out as a whole."""

    part: Part
    before: str
    after: str
    place: str = ""
    clause: str = field(default="", compare=False)


def read_rewordings(clause: Clause, issue: Issue) -> tuple[tuple[Rewording, ...], tuple[Finding, ...]]:
    """What a clause on an amending instrument orders of its text; an error for anything but an exchange of words."""
    out: list[Rewording] = []
    for block in _said(clause):
        said = sentences(squeeze(block.text.text)) if isinstance(block, Paragraph) else ["a table or figure"]
        for sentence in said:
            read = _exchanges(sentence) if isinstance(block, Paragraph) else None
            if read is None:
                return (), (_not_read(sentence),)
            out.extend(read)
    for n, table in enumerate(clause.tables):
        columns = read_columns(table, clause.loose[n] if n < len(clause.loose) else (), issue.drawn, n + 1)
        if any(isinstance(piece, InnerTable) for piece in (*columns.before, *columns.after)):
            return (), (_not_read("a table inside the columns"),)
        before = [p.text.text.strip() for p in columns.before if not isinstance(p, InnerTable)]
        after = [p.text.text.strip() for p in columns.after if not isinstance(p, InnerTable)]
        if len(before) != len(after):
            return (), (_not_read("columns of which one has more lines"),)
        suppl: Part = (
            "suppl" if any(re.sub(r"\s", "", line).startswith("附則") for line in before) else "main"
        )
        out.extend(Rewording(suppl, b, a) for b, a in zip(before, after, strict=True) if b != a)
    if not out:
        return (), (_not_read(clause.head),)
    return tuple(out), ()


def _said(clause: Clause) -> list[Block]:
    """The blocks that must all be read as exchanges. A line that speaks of columns (``本則の表改正後の欄中「A」を「B」に改める``)
    looks like a lead text, and is none where it quotes words, or where no table follows."""
    lead = [b for b in clause.lead if not clause.tables or _PAIR.search(squeeze(b.text.text))]
    after = () if clause.tables else clause.remarks
    blocks: list[Block] = [*lead, *(clause.matter or clause.sentences), *after]
    return [b for b in blocks if not isinstance(b, Paragraph) or b.text.text.strip()]


def _exchanges(sentence: str) -> list[Rewording] | None:
    """``附則第1項中「A」を「B」に改め、附則第2項中「C」を「D」に改める。``; ``None`` for a sentence that says anything else."""
    out: list[Rewording] = []
    place, start, end = "", 0, "改め、"
    while end == "改め、":
        match = _ORDER.match(sentence, start)
        if match is None:
            return None
        named = fold(match["where"] or "").removesuffix("中")
        if named.startswith("同"):
            same = re.match(r"同([条項])", named)
            upto = place.rfind(same[1]) + 1 if same is not None else 0
            named = place[:upto] + named[2:] if upto else ""
        place = named or ("" if match["where"] else place)
        if not place:
            return None
        part: Part = "suppl" if "附則" in place else "main"
        out.extend(
            Rewording(part, p["wrong"][1:-1], p["right"][1:-1], place) for p in _PAIR.finditer(match["pairs"])
        )
        start, end = match.end(), match["end"]
    return out if start == len(sentence) else None


def reworded(
    document: Document, rewordings: Sequence[Rewording], position: int, parse: Callable[[Document], Issue]
) -> tuple[Document, tuple[Finding, ...]]:
    """A source in which the notice at ``position`` reads as reworded by one clause; or the source as it is, with an error for
    each rewording that does not fit exactly.

    All of them quote the text before. Which occurrence stands in that notice is found by reading the source again with each of
    them exchanged.
    """
    findings: list[Finding] = []
    done = document
    for rewording in rewordings:
        before = _fitting(document, rewording, position, parse)
        now = before if done is document else _fitting(done, rewording, position, parse)
        if len(before) == len(now) == 1:
            done = now[0]
        else:
            findings.append(_does_not_fit(rewording, len(now) if len(before) == 1 else len(before)))
    return (document if findings else done), tuple(findings)


def _fitting(
    document: Document, rewording: Rewording, position: int, parse: Callable[[Document], Issue]
) -> list[Document]:
    """The source with each occurrence of the words exchanged that stands in the place named."""
    issue = parse(document)
    count = occurrences(document, rewording.before)
    return [
        c
        for nth in _touching(document, issue, rewording, position, parse, range(count))
        if _only(
            issue,
            parse(c := exchanged(document, rewording.before, rewording.after, nth)),
            position,
            rewording,
        )
    ]


def _touching(
    document: Document,
    issue: Issue,
    rewording: Rewording,
    position: int,
    parse: Callable[[Document], Issue],
    among: range,
) -> list[int]:
    """Those occurrences, of a stretch of them, that stand in the notice at ``position``: a stretch that is exchanged as a whole
    and leaves the notice as it is holds none, so that a day which a whole issue names is not tried one by one."""
    if len(among) < 2:
        return list(among)
    changed = document
    for nth in reversed(among):
        changed = exchanged(changed, rewording.before, rewording.after, nth)
    anew = parse(changed)
    if [n.position for n in anew.notices] == [n.position for n in issue.notices]:
        pairs = zip(issue.notices, anew.notices, strict=True)
        if all(a.position != position or _same(a, b) for a, b in pairs):
            return []
    half = len(among) // 2
    return [
        nth
        for part in (among[:half], among[half:])
        for nth in _touching(document, issue, rewording, position, parse, part)
    ]


def _does_not_fit(rewording: Rewording, stands: int) -> Finding:
    where = "nowhere" if not stands else f"{stands} times"
    part = rewording.place or ("附則" if rewording.part == "suppl" else "main provision")
    message = f"「{rewording.before}」, which is to read 「{rewording.after}」, stands {where} in the {part} of the amending"
    return Finding("error", "rewording_does_not_fit", f"{message} instrument")


def _only(before: Issue, after: Issue, position: int, rewording: Rewording) -> bool:
    """True when the notice at ``position`` changed in the place named, and no other notice did."""
    if [n.position for n in before.notices] != [n.position for n in after.notices]:
        return False
    changed = [a.position for a, b in zip(before.notices, after.notices, strict=True) if not _same(a, b)]
    if changed != [position]:
        return False
    old, new = (next(n for n in issue.notices if n.position == position) for issue in (before, after))
    in_suppl = old.suppl_blocks != new.suppl_blocks
    if rewording.part == "main":
        # A table names no place: what its columns quote is the place, and stands once.
        return not in_suppl and (
            not rewording.place or stands_in_place(old, new, rewording.place, before, after)
        )
    return in_suppl and _in_supplement(old, new, rewording, after.drawn)


def _in_supplement(old: Notice, new: Notice, rewording: Rewording, drawn: bool) -> bool:
    """``附則第1項``: the change is there, and only there."""
    if not rewording.place:
        return True
    said = _SENTENCE.search(rewording.place)
    named = rewording.place[: said.start()] if said is not None else rewording.place
    try:
        at = Address.parse(named)
    except AddressError:
        return False
    suppl = Address().child(Kind.SUPPL)
    if not at.is_under(suppl):
        return False
    first, second = (dict(_lines(suppl, supplement_of(n, drawn)[0])) for n in (old, new))
    changed = [a for a in first if first[a] != second.get(a)]
    if first.keys() != second.keys() or len(changed) != 1 or not changed[0].is_under(at):
        return False
    words = first[changed[0]][0] or ""
    proviso, stands = words.find("ただし、"), words.find(rewording.before)
    if said is None or not said[1]:
        return True
    return proviso >= 0 and (
        stands > proviso if said[1] == "ただし書" else said[1] == "本文" and stands < proviso
    )


def _lines(
    parent: Address, provisions: Sequence[Provision]
) -> Iterator[tuple[Address, tuple[str | None, ...]]]:
    """Every provision with what is its own: words, label, 見出し."""
    for p in provisions:
        at = parent.child(p.kind, p.num)
        yield at, (p.text, p.label, p.caption, repr(p.grid))
        yield from _lines(at, p.children)


def _same(a: Notice, b: Notice) -> bool:
    return replace(a, findings=()) == replace(b, findings=())


def _not_read(said: str) -> Finding:
    return Finding(
        "error",
        "rewording_not_understood",
        f"what is to be changed in the amending instrument, which is not yet in force, was not read: {said[:80]}",
    )


def described(rewordings: Iterable[Rewording]) -> str:
    """As a sentence for people."""
    return "、".join(f"「{r.before}」 → 「{r.after}」" for r in rewordings)
