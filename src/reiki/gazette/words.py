"""Words that change inside one provision: from marks where the source draws them, from the columns where it does not.

Both ways end in operations whose ``before`` is cut from the stored text, character for character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from reiki.amend.operations import Basis, Delete, Finding, Insert, Place, Source, Substitute, WordOperation
from reiki.gazette.breaks import BreakInDoubt, Edit, Gaps, with_breaks
from reiki.gazette.columns import source_of
from reiki.gazette.quoted import Quoted
from reiki.law.address import Address
from reiki.law.differences import changes
from reiki.law.equality import Convention, Fidelity, index_map, key, tidy_spaces
from reiki.source.model import Mark, MarkedText

WORD_MARKS: Final = Mark.UNDERLINE | Mark.DOUBLE | Mark.INSERTED | Mark.DELETED | Mark.DOTTED
_CONTEXT: Final = 12
_TOKEN: Final = re.compile(r"[0-9]+(?:[,.][0-9]+)*|[０-９]+|[〇一二三四五六七八九十百千]+|.", re.DOTALL)
_AT_PARENTHESES: Final = re.compile(r" +(?=[()（）])|(?<=[()（）]) +(?=[ぁ-ん。、）)])")
_BETWEEN: Final = re.compile(r"(?<![A-Za-z\s]) +(?=[^\sA-Za-z])")
_PRIVATE: Final = 0xF0000  # a plane of private use: no text has its characters
_PHRASE: Final = re.compile(r"[、。（）「」\n\u3000]")


@dataclass(frozen=True, slots=True)
class WordRules:
    """What may happen to words: the verbs that the lead text grants, and how the source speaks.

    ``drawn``: marks are obeyed and must explain every difference; else the columns say what changes and the operations
    are ``inferred``. ``convention``: the widths in which new text enters; ``None`` keeps it as printed.
    """

    substitute: bool
    insert: bool
    delete: bool
    drawn: bool
    fidelity: Fidelity
    convention: Convention | None = None


@dataclass(slots=True)
class WordResult:
    """The edits of one provision and what was noticed. ``inferred``: they are taken from the columns although the source draws
    its marks; a finding holds them, and they are what a person may accept."""

    edits: list[Edit] = field(default_factory=list)
    inferred: bool = False
    findings: list[Finding] = field(default_factory=list)


def exchange(
    before: MarkedText, after: MarkedText, stored: str, rules: WordRules, at: Address, source: Source
) -> WordResult:
    """The edits that turn ``stored`` (which the 改正前 column quotes as ``before``) into what ``after`` says.

    The caller has checked that ``before`` and ``stored`` are the same text under ``rules.fidelity``.
    """
    result = WordResult()
    bkey, bmap = index_map(before.text, rules.fidelity)
    akey, amap = index_map(after.text, rules.fidelity)
    skey, smap = index_map(stored, rules.fidelity)
    new_text = render_new(
        after.text, rules
    )  # rendered whole: what a space means depends on what stands around it
    nkey, nmap = index_map(new_text, rules.fidelity)
    if bkey != skey:
        raise ValueError(f"the quoted text is not the stored text at {at}")
    if nkey != akey:
        raise ValueError(f"rendering changed the words of {at}")
    spans = _by_marks(before, after, bkey, bmap, akey, amap) if rules.drawn else None
    if rules.drawn and spans is None:
        result.findings.append(_unmarked(before, after, bkey, akey, bmap, amap, at, source))
        result.inferred = True
        spans = [(c.start, c.end, c.at, c.to) for c in changes(bkey, akey)]
    if spans is None:
        spans = _by_columns(bkey, akey, rules, _breaks(stored, smap))
        result.findings.extend(_mark_warnings(before, after, bkey, bmap, akey, amap, spans, at, source))
    for b0, b1, a0, a1 in spans:
        old, new = bkey[b0:b1], akey[a0:a1]
        if old == new:
            if rules.drawn:
                result.findings.append(
                    Finding(
                        "warning",
                        "mark_over_equal_text",
                        f"marked in both columns, but equal: {new[:40]}",
                        source,
                        at,
                    )
                )
            continue
        verb = "substitute" if old and new else "delete" if old else "insert"
        if not getattr(rules, verb) and not result.inferred:
            result.findings.append(
                Finding("error", "verb_not_ordered", _not_ordered(verb, old, new), source, at)
            )
            continue
        start, end = _stretch(smap, b0, b1, len(stored))
        begin, stop = _stretch(amap, a0, a1, len(after.text))
        first, last = _stretch(nmap, a0, a1, len(new_text))
        edit = Edit(start, end, new_text[first:last], begin, stop)
        parted = Gaps(MarkedText(stored), smap)
        if rules.drawn or parted.at(b0) or parted.at(b1):  # beside the end of a column, in converted text too
            try:
                edit = with_breaks(edit, (b0, b1, a0, a1), Gaps(before, bmap), Gaps(after, amap),
                                   parted, at)  # fmt: skip
            except BreakInDoubt as error:
                result.findings.append(
                    Finding("error", "column_break_in_doubt", f"{at}: {error}", source, at)
                )
        result.edits.append(edit)
    return result


def render_new(text: str, rules: WordRules) -> str:
    """New words as they enter the regulation: a converted source's widths and layout spaces give way to its own."""
    if rules.drawn:
        return text
    return without_layout(text, rules.convention)


def without_layout(text: str, convention: Convention | None) -> str:
    """Converted words as they enter a regulation: no spaces around numbers and parentheses, what spaces remain between
    words are columns (``イ 5号給 1万円``) and become U+3000, widths as in ``convention``."""
    tidy = _AT_PARENTHESES.sub("", tidy_spaces(text))
    tidy = _BETWEEN.sub("\u3000", tidy)
    return convention.render(tidy) if convention else tidy


def _stretch(positions: Sequence[int], start: int, end: int, length: int) -> tuple[int, int]:
    """Offsets in the original of a stretch in key space; an empty stretch lies directly before the next character."""
    if start == end:
        at = positions[start] if start < len(positions) else (positions[-1] + 1 if positions else length)
        return at, at
    return positions[start], positions[end - 1] + 1


def _marked(text: MarkedText, positions: Sequence[int]) -> list[bool]:
    inside = text.inside(WORD_MARKS)
    return [inside[p] for p in positions]


Span = tuple[int, int, int, int]


def _by_marks(
    before: MarkedText, after: MarkedText, bkey: str, bmap: Sequence[int], akey: str, amap: Sequence[int]
) -> list[Span] | None:
    """The marked stretches of both columns, paired by their place in the unmarked rest; ``None`` when the rests differ.

    Exchanging the marked words gives the 改正後 column exactly when the unmarked rests are equal.
    """
    bmarks, amarks = _marked(before, bmap), _marked(after, amap)
    i = j = 0
    out: list[Span] = []
    while True:
        b0, a0 = i, j
        while i < len(bkey) and bmarks[i]:
            i += 1
        while j < len(akey) and amarks[j]:
            j += 1
        if i > b0 or j > a0:
            out.append((b0, i, a0, j))
        if i == len(bkey) or j == len(akey):
            return out if i == len(bkey) and j == len(akey) else None
        if bkey[i] != akey[j]:
            return None
        i, j = i + 1, j + 1


def _by_columns(bkey: str, akey: str, rules: WordRules, breaks: frozenset[int]) -> list[Span]:
    """The differences between the columns, put into the verbs that the lead text grants.

    Differences inside one phrase are one change (``次の各号に掲げる方法の一により`` → ``次に掲げる方法のうち2以上を併せて``);
    under a lead text that only says 改める an insertion or deletion takes a neighbouring word with it.
    """
    spans = [_widen(span, bkey, akey, rules) for span in _token_changes(bkey, akey)]
    out: list[Span] = []
    for span in spans:
        last = out[-1] if out else None
        if last and (span[0] <= last[1] or span[2] <= last[3]):
            out[-1] = (
                min(last[0], span[0]),
                max(last[1], span[1]),
                min(last[2], span[2]),
                max(last[3], span[3]),
            )
        elif (
            last
            and not any(last[1] <= at <= span[0] for at in breaks)
            and _same_phrase(bkey, akey, last, span)
        ):
            out[-1] = (last[0], span[1], last[2], span[3])
        else:
            out.append(span)
    return out


def _breaks(stored: str, positions: Sequence[int]) -> frozenset[int]:
    """The places in key space before which the stored words go on in another column (U+3000) or line."""
    return frozenset(
        i
        for i in range(1, len(positions))
        if any(c in "\u3000\n" for c in stored[positions[i - 1] + 1 : positions[i]])
    )


def _token_changes(bkey: str, akey: str) -> list[Span]:
    """The changes with every number as one token: 6,700 becomes 6,600, not 7 becomes 6."""
    names: dict[str, str] = {}
    coded: list[str] = []
    places: list[list[int]] = []
    for text in (bkey, akey):
        found = list(_TOKEN.finditer(text))
        coded.append("".join(names.setdefault(m.group(), chr(_PRIVATE + len(names))) for m in found))
        places.append([m.start() for m in found] + [len(text)])
    b, a = places
    return [_slid((b[c.start], b[c.end], a[c.at], a[c.to]), bkey, akey) for c in changes(coded[0], coded[1])]


def _slid(span: Span, bkey: str, akey: str) -> Span:
    """An insertion or deletion at the place where a reader would make it: ``…とする。）［及び任期付職員…。）］`` and not
    ``…とする［。）及び任期付職員…とする］。）``, which gives the same words."""
    b0, b1, a0, a1 = span
    if (b0 == b1) == (a0 == a1):
        return span
    text = akey if b0 == b1 else bkey
    start, end = (a0, a1) if b0 == b1 else (b0, b1)
    first = start
    while (
        first > 0 and min(a0, b0) - (start - first) > 0 and text[first - 1] == text[first - 1 + end - start]
    ):
        first -= 1
    last = start
    while last + end - start < len(text) and text[last] == text[last + end - start]:
        last += 1
    best = max(range(first, last + 1), key=lambda at: (_joint(text, at), -abs(at - start))) - start
    return b0 + best, b1 + best, a0 + best, a1 + best


def _joint(text: str, at: int) -> int:
    """How natural a cut before ``text[at]`` is."""
    if at <= 0 or at >= len(text):
        return 3
    if text[at - 1].isdigit() and text[at].isdigit():
        return -1
    if text.startswith(("及び", "並びに", "又は", "若しくは", "、"), at):
        return 3
    if text[at - 1] in "、。）)」』":
        return 2
    return 1 if _class(text[at - 1]) != _class(text[at]) else 0


def _same_phrase(bkey: str, akey: str, first: Span, second: Span) -> bool:
    between = bkey[first[1] : second[0]]
    if _PHRASE.search(between):
        return False
    if len(between) <= 3:
        return True
    touched = max(first[1] - first[0], first[3] - first[2]) + max(
        second[1] - second[0], second[3] - second[2]
    )
    return len(between) < 10 and len(between) <= touched


def _widen(span: Span, bkey: str, akey: str, rules: WordRules) -> Span:
    """``span`` with a neighbouring word when its own verb is not granted and 改める is."""
    b0, b1, a0, a1 = span
    pure_insert, pure_delete = b0 == b1, a0 == a1
    granted = (
        (pure_insert and rules.insert) or (pure_delete and rules.delete) or not (pure_insert or pure_delete)
    )
    if granted or not rules.substitute:
        return b0, b1, a0, a1
    size = _word_before(bkey, b0)
    if size:
        return b0 - size, b1, a0 - size, a1
    size = _word_after(bkey, b1)
    return b0, b1 + size, a0, a1 + size


def _class(c: str) -> str:
    if "ぁ" <= c <= "ん":
        return "hiragana"
    if "ァ" <= c <= "ヶ" or c == "ー":
        return "katakana"
    if c.isascii() and c.isalnum():
        return "latin"
    if c in "、。（）「」()":
        return c
    return "kanji"


def _word_before(text: str, at: int) -> int:
    """Length of the run of one script that ends at ``at`` (0 at the start of a text or after a comma)."""
    if at == 0 or text[at - 1] in "、。（）「」()":
        return 0
    kind = _class(text[at - 1])
    size = 0
    while at - size > 0 and _class(text[at - size - 1]) == kind:
        size += 1
    return size


def _word_after(text: str, at: int) -> int:
    if at >= len(text):
        return 0
    kind = _class(text[at])
    size = 0
    while at + size < len(text) and _class(text[at + size]) == kind:
        size += 1
    return size


# ------------------------------------------------------------------------------------------------------------ findings


def _not_ordered(verb: str, old: str, new: str) -> str:
    what = {
        "substitute": f"「{old}」 would become 「{new}」",
        "delete": f"「{old}」 would go",
        "insert": f"「{new}」 would be added",
    }[verb]
    return f"{what}, but the lead text orders no {verb} of words"


def _unmarked(
    before: MarkedText, after: MarkedText, bkey: str, akey: str, bmap: Sequence[int], amap: Sequence[int],
    at: Address, source: Source,
) -> Finding:  # fmt: skip
    """What differs between the columns without a mark, shown in its context."""
    bmarks, amarks = _marked(before, bmap), _marked(after, amap)
    rest_b = "".join(c for c, m in zip(bkey, bmarks, strict=True) if not m)
    rest_a = "".join(c for c, m in zip(akey, amarks, strict=True) if not m)
    shown: list[str] = []
    for c in changes(rest_b, rest_a)[:3]:
        left = rest_b[max(0, c.start - 10) : c.start]
        shown.append(
            f"…{left}［{rest_b[c.start : c.end][:40]}→{rest_a[c.at : c.to][:40]}］{rest_b[c.end : c.end + 10]}…"
        )
    return Finding(
        "error",
        "unmarked_difference",
        "the columns differ where nothing is marked: " + " ".join(shown),
        source,
        at,
    )


def _mark_warnings(
    before: MarkedText, after: MarkedText, bkey: str, bmap: Sequence[int], akey: str, amap: Sequence[int],
    spans: list[Span], at: Address, source: Source,
) -> list[Finding]:  # fmt: skip
    """In converted text marks order nothing; where some survived and disagree with the columns a person should know."""
    bmarks, amarks = _marked(before, bmap), _marked(after, amap)
    if not any(bmarks) and not any(amarks):
        return []
    out: list[Finding] = []
    in_b = {i for s in spans for i in range(s[0], s[1])}
    in_a = {i for s in spans for i in range(s[2], s[3])}
    loose_b = [i for i, m in enumerate(bmarks) if not m and i in in_b]
    loose_a = [i for i, m in enumerate(amarks) if not m and i in in_a]
    if loose_b or loose_a:
        words = "".join(bkey[i] for i in loose_b) + "→" + "".join(akey[i] for i in loose_a)
        out.append(
            Finding(
                "warning",
                "unmarked_difference",
                f"changed, but the mark did not survive: {words[:80]}",
                source,
                at,
            )
        )
    return out


# -------------------------------------------------------------------------------------------------------------- places


def place_of(words: str, start: int, end: int) -> Place:
    """The context that makes ``words[start:end]`` unique in ``words``; where none does, the whole count."""
    for size in (_CONTEXT, 40, len(words)):
        prefix, suffix = words[max(0, start - size) : start], words[end : end + size]
        pattern = prefix + words[start:end] + suffix
        found = _occurrences(words, pattern)
        if len(found) == 1:
            return Place(prefix, suffix)
    found = _occurrences(words, pattern)
    return Place(prefix, suffix, found.index(start - len(prefix)) + 1, len(found))


def _occurrences(words: str, pattern: str) -> list[int]:
    out: list[int] = []
    at = words.find(pattern)
    while at >= 0:
        out.append(at)
        at = words.find(pattern, at + 1)
    return out


def operations_of(
    edits: Sequence[Edit], stored: str, at: Address, basis: Basis, after: Quoted | None, fallback: Source
) -> list[WordOperation]:
    """The edits of one provision as operations; sources point into the 改正後 column where it quotes the place."""
    out: list[WordOperation] = []
    for e in edits:
        source = _source(after, e, fallback)
        place = place_of(stored, e.start, e.end)
        old = stored[e.start : e.end]
        if old and e.new:
            out.append(Substitute(at, old, e.new, place, basis, source))
        elif old:
            out.append(Delete(at, old, place, basis, source))
        else:
            out.append(Insert(at, e.new, place, basis, source))
    return out


def _source(after: Quoted | None, edit: Edit, fallback: Source) -> Source:
    """Where the new words stand in the column; ``offsets`` map the joined words back to the lines they came from."""
    if after is None:
        return fallback
    for begin, start, piece in reversed(after.offsets):
        if edit.at >= begin:
            return source_of(piece, start + edit.at - begin, start + edit.to - begin)
    return fallback


def same_words(a: str, b: str, fidelity: Fidelity) -> bool:
    """Whether two texts are the same under ``fidelity``."""
    return a == b or key(a, fidelity) == key(b, fidelity)
