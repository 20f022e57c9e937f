"""Where a notice's own 附則 begins and ends, and which of its paragraphs amend other regulations.

A column that a page break cut may quote a 附則 of its own: ``附則別表第1 略``, or ``附 則`` with a 施行 sentence of another year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reiki.gazette.lines import Line
from reiki.gazette.targets import Order, read_order
from reiki.law.instruments import OWN
from reiki.law.numerals import NUMERAL, is_next, parse_article_label

_HEADING: Final = re.compile(r"附則(?:\((?:抄|令和|平成|昭和)?[^()]{0,20}\))?")
_HEADING_AND_TEXT: Final = re.compile(r"附則(?=この|本|1この|\(施行期日\)|公布の日)")
_COMMENCEMENT: Final = re.compile(r"施行|適用|効力|廃止")
_OWN_SENTENCE: Final = re.compile(
    rf"(?:[0-9]{{1,2}})?(?:{OWN}|(?:この|本)(?:改正|決定))"
    r"[^。、]{0,8}は、[^。]*(?:(?:施行|適用|発効)(?:する|し)|効力を(?:発生|生|発|有)(?:する|ずる|じる))"
)
_APPENDIX: Final = re.compile(
    rf"(?:別表|別紙|別記|別図|様式|別記様式|付録)(?:第?{NUMERAL}(?:の{NUMERAL})*)?(?:号様式|様式|号)?(?:\([^()]*(?:関係|第)[^()]*\))?"
    rf"|第{NUMERAL}号(?:の{NUMERAL})*様式(?:\([^()]*\))?"
)
_ARTICLE: Final = re.compile(rf"第{NUMERAL}条(?:の{NUMERAL})*")
_OWN_WORDS: Final = re.compile(rf"{OWN}|改正(?:後|前)の|従前の例")
_WITHIN_SENTENCE: Final = frozenset("の中をか及、")


@dataclass(frozen=True, slots=True)
class Halves:
    """A notice's lines: main provision, 附則 (its heading first), and what follows it (別表, 様式)."""

    main: list[Line]
    suppl: list[Line]
    appendix: list[Line]


@dataclass(frozen=True, slots=True)
class SupplParagraph:
    """A paragraph or article of a 附則: ``num`` as in ``Num`` (``""`` for a single unnumbered one), its lines from ``start``
    (its caption excluded) to ``end``; ``order`` when it amends another regulation."""

    num: str
    article: bool
    start: int
    end: int
    order: Order | None


def split_suppl(lines: Sequence[Line], drawn: bool) -> Halves:
    """A notice's lines in three."""
    at = _own_heading(lines, drawn)
    if at is None:
        at = _own_sentence(lines)
    if at is None:
        return Halves(list(lines), [], [])
    end = _appendix_start(lines, at)
    suppl = list(lines[at:end])
    if match := _HEADING_AND_TEXT.match(suppl[0].bare):
        rest = suppl[0].after(match.end())
        if rest is not None:
            text = Line(rest, suppl[0].printed[match.end() :], suppl[0].bare[match.end() :])
            suppl[:1] = [text]
    return Halves(list(lines[:at]), suppl, list(lines[end:]))


def _own_heading(lines: Sequence[Line], drawn: bool) -> int | None:
    """The line 附則 of the notice itself.

    Before any comparison table it is the first that is followed by a commencement; after one, the last, unless between it
    and the next a paragraph amends another regulation (then the next is quoted in that paragraph's table).
    """
    candidates = [
        i
        for i, x in enumerate(lines)
        if x.bare.startswith("附則") and _is_heading(x) and _commences(lines, i)
    ]
    first_table = next((i for i, x in enumerate(lines) if x.comparison), len(lines))
    for k, at in enumerate(candidates):
        following = candidates[k + 1] if k + 1 < len(candidates) else None
        if _main_goes_on(lines, at, following):
            continue
        if at < first_table or drawn or following is None:
            return at
        if any(read_order(x) for x in lines[at:following]):
            return at
    return candidates[-1] if candidates else None


def _is_heading(line: Line) -> bool:
    return _HEADING.fullmatch(line.bare) is not None or _HEADING_AND_TEXT.match(line.bare) is not None


def _commences(lines: Sequence[Line], at: int) -> bool:
    """True when a commencement-like sentence follows within the first lines of the 附則."""
    if _HEADING_AND_TEXT.match(lines[at].bare):
        return True
    text = [x for x in lines[at + 1 : at + 6] if x.bare and not x.caption()][:2]
    return any(_COMMENCEMENT.search(x.bare) for x in text)


def _main_goes_on(lines: Sequence[Line], at: int, end: int | None) -> bool:
    """True when an article that amends (``第2条 …の一部を…``) follows and continues the articles before ``at``."""
    before = [o.article for x in lines[:at] if "条" in x.bare[:12] and (o := read_order(x)) and o.article]
    if not before:
        return False
    for x in lines[at + 1 : end]:
        if "条" in x.bare[:12] and (o := read_order(x)) and o.article and is_next(before[-1], o.article):
            return True
    return False


def _own_sentence(lines: Sequence[Line]) -> int | None:
    """``この訓令は、令和5年4月1日から施行する。`` at the end of a notice without 附則."""
    for i in range(len(lines) - 1, max(-1, len(lines) - 5), -1):
        if _OWN_SENTENCE.match(lines[i].bare):
            return i
    return None


def _appendix_start(lines: Sequence[Line], at: int) -> int:
    """Where 別表 or 様式 of the regulation itself begin behind the 附則 (not inside a table of one of its paragraphs)."""
    loose = False
    for i in range(at + 1, len(lines)):
        loose = loose or lines[i].comparison
        if not loose and _APPENDIX.fullmatch(lines[i].bare):
            return i
    return len(lines)


def suppl_paragraphs(lines: Sequence[Line], drawn: bool) -> list[SupplParagraph]:
    """The paragraphs or articles of a 附則 in order; ``lines`` without its heading."""
    starts: list[tuple[int, str, bool, Order | None]] = []
    loose = False
    for i, line in enumerate(lines):
        if line.comparison:
            loose = not drawn
            continue
        label = _label(line)
        if label is None:
            continue
        num, article = label
        if not starts and num == "2" and not article and (body := _first_text(lines[:i])) is not None:
            # An older style: the first paragraph bears no number.
            starts.append((body, "1", False, read_order(lines[body])))
        if not _follows(starts, num, article):
            continue
        order = read_order(line)
        captioned = i > 0 and lines[i - 1].caption() and "改正" in lines[i - 1].bare
        if loose and order is None and not captioned and not _OWN_WORDS.search(line.bare):
            continue
        starts.append((i, num, article, order))
        loose = False
    if not starts:
        starts = _unnumbered(lines)
    out: list[SupplParagraph] = []
    for k, (start, num, article, order) in enumerate(starts):
        end = starts[k + 1][0] if k + 1 < len(starts) else len(lines)
        if k + 1 < len(starts) and lines[end - 1].caption() and end - 1 > start:
            end -= 1
        out.append(SupplParagraph(num, article, start, end, order))
    return out


def _first_text(lines: Sequence[Line]) -> int | None:
    return next((i for i, x in enumerate(lines) if x.bare and not x.caption()), None)


def _unnumbered(lines: Sequence[Line]) -> list[tuple[int, str, bool, Order | None]]:
    """A 附則 without numbers: its first sentence, and from then on each that amends another regulation, counted in order."""
    body = _first_text(lines)
    if body is None:
        return []
    starts: list[tuple[int, str, bool, Order | None]] = [(body, "", False, read_order(lines[body]))]
    for i in range(body + 1, len(lines)):
        if (order := read_order(lines[i])) and not order.stated:
            starts.append((i, str(len(starts) + 1), False, order))
    return starts


def _label(line: Line) -> tuple[str, bool] | None:
    if (match := _ARTICLE.match(line.bare)) and line.bare[
        match.end() : match.end() + 1
    ] not in _WITHIN_SENTENCE:
        return parse_article_label(match[0]), True
    if numbered := line.numbered():
        return str(numbered[0]), False
    return None


def _follows(starts: Sequence[tuple[int, str, bool, Order | None]], num: str, article: bool) -> bool:
    if not starts:
        return num == "1"
    _, last, was_article, _ = starts[-1]
    return article == was_article and is_next(last, num)
