"""The words of an amending sentence (改め文): places, quotations, particles and verbs.

``同条第3項中「C」の次に「D」を加え、`` is PLACE AMONG QUOTE AFTER QUOTE WO ADD COMMA. White space counts only inside 「」, the
widths of digits and parentheses nowhere; a quotation goes to the 」 that closes it, quotations inside it included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from lark import Token

from reiki.law.address import Address, AddressError
from reiki.law.kinds import APPENDIX_KINDS, COUNTERS, HEADINGS, SUBITEMS, Kind
from reiki.law.labels import normalise_label
from reiki.law.numerals import NUMERAL, parse_branch, parse_number


class NotProse(ValueError):
    """The sentence has words that this language does not know; the message says where it stopped."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a place. ``step``: a provision by kind and number (第3条, 別表第1). ``same``: 同条 同項 …. ``label``: a bare
    細目 (ア). ``row`` and ``column``: of a table by head. ``part``: ただし書 前段 後段 本文 各号 各号列記以外の部分, or 章名 as
    ``own``, or what parentheses say of the 見出し: ``with_caption`` ``without_caption``."""

    what: Literal["step", "same", "label", "row", "column", "part"]
    kind: Kind | None = None
    num: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A place as a sentence names it: its units, and the words that name it."""

    units: tuple[Unit, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """What is announced (``次の2項``): how many (``None``: not said) of what (``条`` ``項`` … ``ただし書`` ``後段``)."""

    count: int | None
    counter: str


_FOLD: Final = str.maketrans("（）０１２３４５６７８９，", "()0123456789、")
_MARK: Final = "\ue000"
_N: Final = rf"(?>{NUMERAL})"
_BRANCHES: Final = rf"(?:の{_N}(?!の項|部|方|覧|[条項号表]))*"

_COUNTED: Final = re.compile(rf"第({_N})([編章節款目条項号])(?!様式)({_BRANCHES})")
_SAME: Final = re.compile(r"同(条|項|号|様式|附則|別表|表|章|節|款|編)")
_SUPPL: Final = re.compile(r"附則(?:\([^()]*第[^()]*号\))?")
_NAME: Final = re.compile(r"題名|目次|前文|本則")
_WHOLE: Final = re.compile(r"次に掲げる[^、。\ue000]{1,30}?(?=の規定中)")
_APPENDIX: Final = re.compile(
    rf"(?:(?:別記)?第{_N}号{_BRANCHES}様式{_BRANCHES}|(?:別記)?様式(?:第{_N}{_BRANCHES}(?:号{_BRANCHES})?)?"
    rf"|(?:別表|付表|別紙|別図|付録|書式|別記)(?:第{_N}{_BRANCHES}(?:号(?!様式))?)?)(?:\([^()]*関係\))?"
)
_CAPTION: Final = re.compile(r"(?:の前)?の?(?:共通)?見出し")
_OWN: Final = re.compile(r"の?[編章節款目]名")
_PART: Final = re.compile(r"の?(ただし書|前段|後段|本文|各号列記以外の部分|各号(?!列記)|柱書き?)")
_SAID: Final = re.compile(r"\((?:の)?見出し(?:を(含む|除く)|(含む|除く))。?\)")
_REMARKS: Final = re.compile(r"の?備考")
_REMARK: Final = re.compile(rf"第?({_N})(?:[項号])?({_BRANCHES})")
_TABLE: Final = re.compile(r"の?表(?!示|彰|題|記)")
_LABEL: Final = re.compile(
    rf"((?:\((?:[ァ-ヶ]|[a-z]|[ivx]+|{_N})\)|[ァ-ヶ]|[a-z])(?:の{_N})*)(?=[をにのと、中第(ァ-ヶ及並かま各列])"
)
_LINE: Final = re.compile(r"の?([^、。をに中]+?|\ue000)の(項|欄)(?!目)")
_TOKENS: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("END", r"。"),
        ("COMMA", r"、"),
        ("AND", r"及び|並びに|・"),
        ("FROM", r"から"),
        ("UNTIL", r"まで"),
        ("AMONG", r"の規定中|の規定のうち|中|のうち"),
        ("AFTER", r"の(?:次|下)に"),
        ("BEFORE", r"の(?:前|上)に"),
        ("LIKE", r"次の(?:よう|とおり)に"),
        (
            "NEW",
            rf"(?:次の)?(?:({_N})(編|章|節|款|目|条|項|号|表|様式|細目)(?!ずつ|繰)"
            r"|(?<=次の)(ただし書|後段|表|様式|別表|備考))",
        ),
        ("ASPART", r"(ただし書|後段|見出し)として"),
        ("SHIFT", rf"(?:({_N})[条項号表章節](?:ずつ)?)(?:、)?繰り?(下げ|上げ)(?:る)?"),
        ("AMEND", r"改める|改め"),
        ("ADD", r"加える|加え|付する|付し"),
        ("DELETE", r"削る|削り"),
        ("BECOME", r"とする|とし"),
        ("WO", r"を(?:それぞれ)?"),
        ("NI", r"に"),
    )
)
_JOIN: Final = re.compile(r"(?:、|及び|並びに|・|から|まで)+")
_PARTICLE: Final = re.compile(r"(?:まで)?(?:の規定中|中|のうち|を|に(?:次|見出|後段|ただし)|の[次前]に)")
_NEXT: Final = re.compile(r"次の(?=ただし書|後段|表|様式|別表|備考)")

_OUTER: Final = frozenset({Kind.ARTICLE, Kind.SUPPL, Kind.MAIN, Kind.PREAMBLE})
_LISTS: Final = frozenset({Kind.ITEM, *SUBITEMS})


def tokens(sentence: str) -> list[Token]:
    """The tokens of one sentence, 。 included. Raises :class:`NotProse` where it goes on in words that are not of it."""
    text, quotes = set_aside(sentence)
    out: list[Token] = []
    at = 0
    seen = 0
    while at < len(text):
        if text[at] == _MARK and not _LINE.match(text, at):
            out.append(Token("QUOTE", quotes[seen]))
            seen, at = seen + 1, at + 1
            continue
        if _NEXT.match(text, at):
            at += 2
        place = _place(text, at, quotes[seen:]) if not _is_announced(text, at) else None
        if place is not None:
            named, at = place
            seen += named.text.count(_MARK)
            shown = named.text
            for quote in quotes[seen - named.text.count(_MARK) : seen]:
                shown = shown.replace(_MARK, f"「{quote}」", 1)
            out.append(Token("PLACE", Named(named.units, shown)))
            continue
        found = next(((n, m) for n, p in _TOKENS if (m := p.match(text, at))), None)
        if found is None:
            raise NotProse(f"not understood from 「{_shown(text[at:], quotes[seen:])[:40]}」 on")
        name, match = found
        out.append(Token(name, _value(name, match)))
        at = match.end()
    if not out or out[-1].type != "END":
        out.append(Token("END", "。"))
    return out


def begins_with_place(text: str) -> bool:
    """True for a line that begins as amending sentences do: a place, and then a particle (``第3条第1項中``)."""
    folded, quotes = set_aside(text, strict=False)
    found = _place(folded, 0, quotes)
    at = 0
    while found is not None:
        at = found[1]
        join = _JOIN.match(folded, at)
        found = _place(folded, join.end(), quotes) if join is not None else None
    return at > 0 and _PARTICLE.match(folded, at) is not None


def set_aside(sentence: str, strict: bool = True) -> tuple[str, list[str]]:
    """The sentence without white space and with a sign for each quotation, and the quotations."""
    out: list[str] = []
    quotes: list[str] = []
    start, depth = 0, 0
    for at, char in enumerate(sentence):
        if char == "「":
            start, depth = (at + 1 if depth == 0 else start), depth + 1
        elif char == "」" and depth:
            depth -= 1
            if depth == 0:
                quotes.append(sentence[start:at].replace("\n", ""))
                out.append(_MARK)
        elif depth == 0 and not char.isspace():
            out.append(char)
    if depth and strict:
        raise NotProse(f"the quotation 「{sentence[start : start + 20]} is not closed")
    return "".join(out).translate(_FOLD), quotes


def _shown(text: str, quotes: list[str]) -> str:
    for quote in quotes:
        text = text.replace(_MARK, f"「{quote}」", 1)
    return text


def _is_announced(text: str, at: int) -> bool:
    """``次のただし書を加える``, ``後段として次のように``: a name of something that is to come, not a place."""
    if re.compile(r"(?:ただし書|後段|見出し)として").match(text, at):
        return True
    return text[max(0, at - 2) : at] == "次の"


def _value(name: str, match: re.Match[str]) -> object:
    if name == "NEW":
        return Fresh(parse_number(match[1]) if match[1] else None, match[2] or match[3])
    if name == "SHIFT":
        return parse_number(match[1]) * (1 if match[2] == "下げ" else -1)
    return match[1] if name == "ASPART" else match[0]


# -------------------------------------------------------------------------------------------------------------- places


def _place(text: str, at: int, quotes: list[str]) -> tuple[Named, int] | None:
    """The longest place that begins at ``at``, and where it ends."""
    units: list[Unit] = []
    start = at
    marks = 0
    while at < len(text):
        found = _unit(text, at, units, quotes[marks:])
        if found is None:
            break
        new, end = found
        units.extend(new)
        marks += text[at:end].count(_MARK)
        at = end
    return (Named(tuple(units), text[start:at]), at) if units else None


def _unit(text: str, at: int, before: list[Unit], quotes: list[str]) -> tuple[list[Unit], int] | None:
    last = before[-1] if before else None
    kind = last.kind if last is not None else None
    if last is None:
        found = _first_unit(text, at)
        if found is not None:
            return found
    if last is not None and kind is Kind.SUPPL and (match := _APPENDIX.match(text, at)):
        return _appendix(match)
    if last is not None and kind is Kind.REMARKS and (match := _REMARK.match(text, at)):
        return [Unit("step", Kind.ITEM, parse_branch(match[1] + match[2]))], match.end()
    if (match := _COUNTED.match(text, at)) and _may_follow(COUNTERS[match[2]], last):
        counter = COUNTERS[match[2]]
        return [Unit("step", counter, parse_branch(match[1] + match[3]))], match.end()
    if last is not None and (match := _SAID.match(text, at)):
        said = match[1] or match[2]
        return [Unit("part", kind, "with_caption" if said == "含む" else "without_caption")], match.end()
    for pattern, unit in ((_CAPTION, Unit("step", Kind.CAPTION)), (_REMARKS, Unit("step", Kind.REMARKS))):
        if (match := pattern.match(text, at)) and (last is None or last.what != "part"):
            return [unit], match.end()
    if last is not None and kind in HEADINGS and (match := _OWN.match(text, at)):
        return [Unit("part", kind, "own")], match.end()
    if (match := _PART.match(text, at)) and (last is None or last.what != "part"):
        own = match[1] == "各号列記以外の部分" or match[1].startswith("柱書")
        return [Unit("part", kind, "own" if own else match[1])], match.end()
    if _is_tabular(last) and (line := _line(text, at, quotes)) is not None:
        return line
    if (
        last is not None
        and last.what != "part"
        and kind not in APPENDIX_KINDS
        and (match := _TABLE.match(text, at))
    ):
        return [Unit("step", Kind.TABLE)], match.end()
    if (last is None or kind in _LISTS or kind in APPENDIX_KINDS or last.what == "label") and (
        match := _LABEL.match(text, at)
    ):
        return [Unit("label", None, normalise_label(match[1]))], match.end()
    return None


def _first_unit(text: str, at: int) -> tuple[list[Unit], int] | None:
    if match := _SAME.match(text, at):
        names = {"表": Kind.TABLE, "別表": Kind.APPDX_TABLE, "様式": Kind.APPDX_STYLE, "附則": Kind.SUPPL}
        kind = names.get(match[1]) or COUNTERS[match[1]]
        return [Unit("same", kind)], match.end()
    if match := _SUPPL.match(text, at):
        return _steps(match[0]), match.end()
    if match := _NAME.match(text, at):
        return _steps(match[0]), match.end()
    if match := _APPENDIX.match(text, at):
        return _appendix(match)
    if match := _WHOLE.match(text, at):
        return [Unit("step", Kind.LAW)], match.end()
    return None


def _appendix(match: re.Match[str]) -> tuple[list[Unit], int]:
    return _steps(re.sub(r"\(.*", "", match[0])), match.end()


def _steps(text: str) -> list[Unit]:
    try:
        return [Unit("step", s.kind, s.num) for s in Address.parse(text).steps]
    except AddressError as error:
        raise NotProse(str(error)) from error


def _may_follow(kind: Kind, last: Unit | None) -> bool:
    """第1項 after 第3条, but never 第3条 after 第9条: that is a new article whose words begin with a citation."""
    if last is None:
        return True
    if last.what in ("part", "row", "column", "label") or last.kind is None:
        return False
    if kind in HEADINGS:
        return last.kind in (Kind.SUPPL, Kind.MAIN) or (last.kind in HEADINGS and last.kind is not kind)
    if kind is Kind.ARTICLE:
        return last.kind in (Kind.SUPPL, Kind.MAIN, *HEADINGS)
    if kind is Kind.PARAGRAPH:
        return last.kind in _OUTER
    return last.kind in (*_OUTER, Kind.PARAGRAPH)


def _is_tabular(last: Unit | None) -> bool:
    return last is not None and (last.what == "row" or last.kind in APPENDIX_KINDS or last.kind is Kind.TABLE)


def _line(text: str, at: int, quotes: list[str]) -> tuple[list[Unit], int] | None:
    """``別表第1甲の項``, ``の1の項``, ``「2級」の項額の欄``."""
    match = _LINE.match(text, at)
    if match is None or (_MARK in match[1] and match[1] != _MARK):
        return None
    head = quotes[0] if match[1] == _MARK else match[1]
    return [
        Unit("row" if match[2] == "項" else "column", Kind.ROW if match[2] == "項" else Kind.COLUMN, head)
    ], match.end()
