"""An amendment of an amending instrument that is not yet in force (未施行の改正規則の改正): the instrument is read as amended.

It changes what will come into force, so nothing of the regulation itself is touched. Words are exchanged in the instrument's
own text, and only where they stand exactly once in the part that is named (its 附則, or its main provision).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from reiki.amend.operations import Finding
from reiki.gazette.columns import InnerTable, read_columns
from reiki.gazette.errata import exchanged, occurrences
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.gazette.model import Clause, Issue, Notice
from reiki.source.model import Document

Part = Literal["suppl", "main"]

_QUOTED: Final = r"「(?:[^「」]|「[^「」]*」)+」"
_ORDER: Final = re.compile(
    rf"(?P<where>[^「」]*?中)(?P<pairs>{_QUOTED}を{_QUOTED}に(?:(?:、|改め、){_QUOTED}を{_QUOTED}に)*)改める。?"
)
_PAIR: Final = re.compile(rf"(?P<wrong>{_QUOTED})を(?P<right>{_QUOTED})に")


@dataclass(frozen=True, slots=True)
class Rewording:
    """Words of an instrument's 附則 or main provision, and what stands for them from now on."""

    part: Part
    before: str
    after: str


def read_rewordings(clause: Clause, issue: Issue) -> tuple[tuple[Rewording, ...], tuple[Finding, ...]]:
    """What a clause on an amending instrument orders of its text; an error for anything but an exchange of words."""
    out: list[Rewording] = []
    for paragraph in clause.sentences:
        for sentence in sentences(squeeze(paragraph.text.text)):
            match = _ORDER.fullmatch(sentence)
            if match is None:
                return (), (_not_read(sentence),)
            part: Part = "suppl" if "附則" in fold(match["where"]) else "main"
            out.extend(
                Rewording(part, p["wrong"][1:-1], p["right"][1:-1]) for p in _PAIR.finditer(match["pairs"])
            )
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


def reworded(
    document: Document, rewordings: Sequence[Rewording], position: int, parse: Callable[[Document], Issue]
) -> tuple[Document, tuple[Finding, ...]]:
    """A source in which the notice at ``position`` reads as reworded; an error for each rewording that does not fit exactly.

    Which occurrence stands in that notice is found by reading the source again with each of them exchanged.
    """
    findings: list[Finding] = []
    for rewording in rewordings:
        issue = parse(document)
        fitting = []
        for nth in range(occurrences(document, rewording.before)):
            candidate = exchanged(document, rewording.before, rewording.after, nth)
            if _only(issue, parse(candidate), position, rewording.part):
                fitting.append(candidate)
        if len(fitting) == 1:
            document = fitting[0]
        else:
            where = "nowhere" if not fitting else f"{len(fitting)} times"
            part = "附則" if rewording.part == "suppl" else "main provision"
            findings.append(
                Finding(
                    "error",
                    "rewording_does_not_fit",
                    f"「{rewording.before}」, which is to read 「{rewording.after}」, stands {where} in the {part} of the "
                    "amending instrument",
                )
            )
    return document, tuple(findings)


def _only(before: Issue, after: Issue, position: int, part: Part) -> bool:
    """True when the notice at ``position`` changed in the part named, and no other notice did."""
    if [n.position for n in before.notices] != [n.position for n in after.notices]:
        return False
    changed = [a.position for a, b in zip(before.notices, after.notices, strict=True) if not _same(a, b)]
    if changed != [position]:
        return False
    old, new = (next(n for n in issue.notices if n.position == position) for issue in (before, after))
    in_suppl = old.suppl_blocks != new.suppl_blocks
    return in_suppl if part == "suppl" else not in_suppl


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
