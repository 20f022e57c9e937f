"""How a line of a column begins: with a label (標記), a range of labels, a caption, an elision (略), a note, or plain text.

One function, :func:`read_opening`, says what stands at the start of a line; which level a label belongs to is decided by
the fragment that knows what stands above it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from reiki.law.kinds import Kind
from reiki.law.labels import LABEL, normalise_label, readings
from reiki.law.numerals import NUMERAL, parse_article_label, parse_branch

Shape = Literal[
    "article", "heading", "suppl", "appendix", "remarks", "toc", "label", "caption", "elision", "note", "text"
]

_S: Final = r"[ \u3000\t]*"
_OPEN: Final = "［〔﹇\\[（(〈＜"
_CLOSE: Final = "］〕﹈\\]）)〉＞"
_WORD: Final = "略|省略|同上|同左|同右|同下|略す|以下略"
ELISION: Final = re.compile(rf"{_S}[{_OPEN}]?{_S}(?P<word>{_WORD}){_S}[{_CLOSE}]?{_S}。?{_S}")
"""A whole text that only says that something is not quoted: ``略`` ``（略）`` ``［同上］``."""

INNER_ELISION: Final = re.compile(rf"[［〔﹇\[（(]{_S}(?:中略|{_WORD}){_S}[］〕﹈\])）]")
_NOTE: Final = re.compile(
    rf"{_S}[{_OPEN}]{_S}(?:(?P<add>新設|新規|追加|新設規定|[^［］（）]{{0,20}}?を(?:新たに)?(?:加える|追加する|新設する|新設))"
    rf"|(?P<remove>削る|削除する|[^［］（）]{{0,20}}?を(?:削る|削除する|削除)))。?{_S}[{_CLOSE}]{_S}"
)
_SAME: Final = frozenset({"同上", "同左", "同右", "同下"})

_ONE_ARTICLE: Final = rf"第{_S}(?:{NUMERAL}){_S}条(?:{_S}の{_S}(?:{NUMERAL}))*"
_JOIN: Final = rf"{_S}(?:～|〜|~|―|－|から|及び|並びに|・|、|，){_S}"
_ARTICLE: Final = re.compile(
    rf"(?P<label>{_ONE_ARTICLE}(?:{_JOIN}{_ONE_ARTICLE})*(?:{_S}まで)?)(?P<gap>[ \u3000\t]*)"
)
_ONE_NUMBER: Final = rf"第{_S}(?:{NUMERAL})(?:{_S}号)?(?:{_S}の{_S}(?:{NUMERAL}))*"
_ONE_APPENDIX: Final = re.compile(_ONE_NUMBER)
_APPENDICES: Final = re.compile(
    rf"{_S}[{_OPEN}]?{_S}(?P<label>(?P<name>別表|様式|別記様式){_S}{_ONE_NUMBER}(?:{_JOIN}(?:(?P=name){_S})?{_ONE_NUMBER})+"
    rf"(?:{_S}まで)?){_S}[{_OPEN}]?{_S}(?P<word>{_WORD}){_S}[{_CLOSE}]{{0,2}}{_S}。?{_S}"
)
_ARTICLES: Final = re.compile(_ONE_ARTICLE)
_HEADING: Final = re.compile(
    rf"(?P<label>第{_S}(?:{NUMERAL}){_S}(?P<unit>[編章節款目])(?:{_S}の{_S}(?:{NUMERAL}))*"
    rf"(?:{_JOIN}第{_S}(?:{NUMERAL}){_S}[編章節款目](?:{_S}の{_S}(?:{NUMERAL}))*)?(?:{_S}まで)?)(?P<gap>[ \u3000\t]+|$)"
)
_UNITS: Final = {
    "編": Kind.PART, "章": Kind.CHAPTER, "節": Kind.SECTION, "款": Kind.SUBSECTION, "目": Kind.DIVISION,
}  # fmt: skip
_SUPPL: Final = re.compile(rf"(?P<label>附{_S}則)(?P<gap>{_S})(?P<rest>(?:[（(〔［].*)?)$")
_NUMBER: Final = rf"(?:第{_S})?(?:{NUMERAL})(?:{_S}の{_S}(?:{NUMERAL}))*"
_APPENDIX: Final = re.compile(
    rf"(?P<label>(?P<within>附{_S}則{_S})?(?P<name>別{_S}表|別記様式|別記|別図|付録|附録|様{_S}式|別紙様式|別紙|別添)"
    rf"(?:{_S}(?P<num>{_NUMBER})(?P<tail>{_S}(?:号様式|様式|号|表))?)?"
    rf"|(?P<numfirst>第{_S}(?:{NUMERAL}){_S}号(?:{_S}の{_S}(?:{NUMERAL}))*)(?P<formtail>様式))"
    rf"(?P<gap>{_S})(?=$|[（(［〔﹇\[ \u3000\t略削])"
)
_REMARKS: Final = re.compile(
    rf"(?P<label>備{_S}考|注)(?P<gap>[ \u3000\t]*)(?=$|[ \u3000\t0-9０-９（(［〔\[略])"
)
_TOC: Final = re.compile(rf"(?P<label>目{_S}次){_S}$")
_LETTER: Final = LABEL.replace(
    r"([A-Za-zＡ-Ｚａ-ｚ])\1*", "[A-Za-zＡ-Ｚａ-ｚ]{1,2}"
)  # a repeated pattern holds no group
_ONE: Final = rf"(?:{_LETTER})(?:{_S}の{_S}(?:{NUMERAL}))*(?:(?<=[0-9０-９])[.．](?![0-9０-９]))?"
_LABELS: Final = re.compile(rf"(?P<label>{_ONE}(?:{_JOIN}{_ONE})*(?:{_S}まで)?)(?P<gap>[ \u3000\t]*)")
_ONE_LABEL: Final = re.compile(_ONE)
# 第一　基本原則, 第２　施設に関する事項, 第二～第四　（略）: what 基準 and 指針 have in place of 章. 第 1 項 is a reference.
_ORDINAL: Final = rf"第{_S}(?:{NUMERAL})(?:{_S}の{_S}(?:{NUMERAL}))*"
_ORDINALS: Final = re.compile(
    rf"(?P<label>{_ORDINAL}(?:{_JOIN}{_ORDINAL})*(?:{_S}まで)?)(?P<gap>[ \u3000\t]+|(?=[［〔﹇\[（(]{_S}(?:{_WORD})))"
    r"(?![編章節款目条項号部種級類回次期表欄様附別位階])"
)
_ONE_ORDINAL: Final = re.compile(_ORDINAL)
_RANGE: Final = re.compile(r"[～〜~―－]|から")

_ERA_OR_ORDINAL: Final = re.compile(r"(?:第|明治|大正|昭和|平成|令和)\s*$")
_DATE_CUT: Final = {
    "年": re.compile(r"[0-9０-９]\s*$"),
    "月": re.compile(r"[0-9０-９]\s*年?\s*$"),
    "日": re.compile(r"[0-9０-９]\s*月?\s*$"),
}
_UNSPACED: Final = re.compile(
    rf"{_S}{_ONE_ARTICLE}(?=[^\s０-９0-9の第にをはがとでかもへま、，及又若並各本た前後中以以～~・－\-「」)）］\]])"
)
_UNIT_CUT: Final = re.compile(r"条(?!例)|項(?!目)|号(?![給俸])")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a line begins with.

    ``end`` offset where the label ends, ``body`` where the words begin. ``nums``: the number of a single label or the
    numbers at both ends of a range (``ranged``) or of a list; for ``label`` shapes these are normalised labels. ``kind``:
    for headings and appendices. ``elided``: the words are only an elision; ``same``: one of 同上 同左 同右. ``bracketed``:
    the bracket of the elision opens before the label (``［２・３　略］``).
    """

    shape: Shape
    start: int = 0
    end: int = 0
    body: int = 0
    nums: tuple[str, ...] = ()
    ranged: bool = False
    kind: Kind | None = None
    elided: bool = False
    same: bool = False
    verb: Literal["", "add", "remove"] = ""


def read_opening(text: str) -> Opening:
    """What ``text`` (one line, as laid out) begins with. Never fails: plain text is shape ``text``."""
    return _read(text)


@lru_cache(maxsize=8192)
def _read(text: str) -> Opening:
    lead = len(text) - len(text.lstrip())
    note = _NOTE.fullmatch(text)
    if note:
        return Opening("note", verb="add" if note["add"] else "remove", body=len(text))
    whole = ELISION.fullmatch(text)
    if whole:
        return Opening("elision", body=len(text), elided=True, same=whole["word"] in _SAME)
    if text[lead : lead + 1] in set("［〔﹇[") and text.rstrip("。 \u3000")[-1:] in set("］〕﹈]"):
        inner = text.rstrip("。 \u3000")[:-1]
        found = _labelled(inner, lead + 1)
        if found and found.elided:
            return found
    found = _labelled(text, lead)
    if found:
        return found
    if _is_caption(text):
        return Opening("caption", start=lead, body=lead)
    return Opening("text", start=lead, body=lead)


def is_number_cut_off(before: str, line: str, opening: Opening) -> bool:
    """Whether the line begins with a number that a page break parted from the words ``before`` it: no label.

    ``…関する法律第`` / ``2 条の規定により…``, ``(平成`` / ``3 年法律第110号。``, ``20条の`` / ``5 第 1 項``.
    """
    if opening.shape != "label" or opening.elided or len(opening.nums) > 1 or not opening.nums[0].isdigit():
        return False
    if _ERA_OR_ORDINAL.search(before) or re.search(r"条\s*の\s*$", before):
        return True
    rest = line[opening.body :]
    if rest[:1] in _DATE_CUT and _DATE_CUT[rest[0]].search(before):
        return True
    return before.rstrip()[-1:] not in {"", *"。）)」』略"} and _UNIT_CUT.match(rest) is not None


def may_be_unspaced(line: str) -> bool:
    """Whether an article's label may stand here without the space that sets it off: ``第16条試験は、…``, and not a reference
    such as ``第16条の規定は``, ``第16条第1項``."""
    return _UNSPACED.match(line) is not None


def _labelled(text: str, start: int) -> Opening | None:
    """The opening of a text whose label, if any, starts at ``start``."""
    start += len(text) - start - len(text[start:].lstrip())
    if (m := _ARTICLE.match(text, start)) and _ends_label(text, m.end("label"), m["gap"]):
        nums = tuple(parse_article_label(a) for a in _ARTICLES.findall(m["label"]))
        return _finish(text, m, "article", nums, Kind.ARTICLE)
    if m := _HEADING.match(text, start):
        unit = _UNITS[m["unit"]]
        nums = tuple(
            parse_branch(re.sub(r"[第編章節款目\s]", "", part))
            for part in re.split(_JOIN, m["label"].removesuffix("まで"))
        )
        return _finish(text, m, "heading", nums, unit)
    if m := _TOC.match(text, start):
        return Opening("toc", start, m.end("label"), len(text), kind=Kind.TOC)
    if m := _APPENDICES.fullmatch(text, start):
        return _appendices(m, start)
    if m := _APPENDIX.match(text, start):
        kind, num = _appendix(m)
        return _finish(text, m, "appendix", (num,), kind)
    if m := _SUPPL.match(text, start):
        rest = m["rest"]
        elided = bool(rest) and bool(ELISION.fullmatch(rest))
        return Opening("suppl", start, m.end("label"), m.end("gap"), kind=Kind.SUPPL, elided=elided)
    if m := _REMARKS.match(text, start):
        return _finish(text, m, "remarks", ("",), Kind.REMARKS)
    if (m := _ORDINALS.match(text, start)) and (found := _ordinals(text, m)):
        return found
    if m := _LABELS.match(text, start):
        return _label(text, m)
    return None


def _ordinals(text: str, m: re.Match[str]) -> Opening | None:
    """``第一　基本原則``, ``第二～第四　（略）``; several only where their words are elided."""
    nums = tuple(normalise_label(x) for x in _ONE_ORDINAL.findall(m["label"]))
    found = _finish(text, m, "label", nums, None)
    return None if len(nums) > 1 and not found.elided else found


def _finish(text: str, m: re.Match[str], shape: Shape, nums: tuple[str, ...], kind: Kind | None) -> Opening:
    rest = ELISION.fullmatch(text, m.end("label")) if text[m.end("label") :].strip() else None
    ranged = bool(_RANGE.search(m["label"])) and len(nums) == 2
    return Opening(
        shape, m.start("label"), m.end("label"), m.end("gap"), nums, ranged, kind,
        elided=rest is not None, same=rest is not None and rest["word"] in _SAME,
    )  # fmt: skip


def _label(text: str, m: re.Match[str]) -> Opening | None:
    """A label of 項, 号 or 細目: it must be set off by white space, a bracket, or the end; ``（1）筆記試験`` sets itself off."""
    parts = _ONE_LABEL.findall(m["label"]) and [x.group() for x in _ONE_LABEL.finditer(m["label"])]
    if not parts or not all(readings(p) for p in parts):
        return None
    rest_at = m.end("label")
    following = text[rest_at : rest_at + 1]
    alone = not text[rest_at:].strip()
    parenthesised = m["label"].rstrip()[-1:] in set(")）") or normalise_label(parts[-1])[-1:] == ")"
    elided = ELISION.fullmatch(text, rest_at) if not alone else None
    circled = len(parts[0]) == 1 and 0x2460 <= ord(parts[0]) <= 0x32BF
    if not (
        alone
        or m["gap"]
        or parenthesised
        or circled
        or elided
        or (following in set("（(「［〔﹇[") and len(parts) > 1)
    ):
        return None
    if parenthesised and len(parts) == 1 and _is_caption(text) and not alone:
        return None
    if len(parts) > 1 and not elided:
        first = _ONE_LABEL.match(text, m.start("label"))
        if first is None:
            return None
        gap = re.compile(r"[ \u3000\t]+").match(text, first.end())
        if not gap:
            return None
        return Opening("label", first.start(), first.end(), gap.end(), (normalise_label(first.group()),))
    ranged = len(parts) == 2 and bool(_RANGE.search(m["label"]))
    return Opening(
        "label", m.start("label"), rest_at, m.end("gap"), tuple(normalise_label(p) for p in parts), ranged,
        elided=elided is not None, same=elided is not None and elided["word"] in _SAME,
    )  # fmt: skip


def _ends_label(text: str, end: int, gap: str) -> bool:
    """An article's label is followed by white space, a bracket, 略, 削除 or the end; ``第五条の規定`` is a reference."""
    rest = text[end:]
    return bool(gap) or not rest or rest[0] in "［〔﹇[（(略削"


def _appendices(m: re.Match[str], start: int) -> Opening:
    """``別表第一～第四　（略）``, ``様式第一号及び様式第二号　略``: several of one kind, elided."""
    nums = tuple(parse_branch(re.sub(r"[第号\s]", "", x)) for x in _ONE_APPENDIX.findall(m["label"]))
    kind = Kind.APPDX_STYLE if "様式" in m["name"] else Kind.APPDX_TABLE
    ranged = len(nums) == 2 and re.search("[～〜~―－]|から", m["label"]) is not None
    same = m["word"] in _SAME
    return Opening("appendix", start, m.end("label"), m.end(), nums, ranged, kind, elided=True, same=same)


def _appendix(m: re.Match[str]) -> tuple[Kind, str]:
    """Kind and number of an appendix label: 別表第一, 様式第1号, 別記第2号様式, 第三号様式, 附則別表第2."""
    if m["formtail"]:
        return Kind.APPDX_STYLE, parse_branch(re.sub(r"[第号\s]", "", m["numfirst"]))
    name = re.sub(r"\s", "", m["name"])
    raw = re.sub(r"[第号\s]", "", m["num"] or "")
    num = parse_branch(raw) if raw else ""
    if name == "別表":
        return (Kind.SUPPL_APPDX_TABLE if m["within"] else Kind.APPDX_TABLE), num
    if "様式" in name or (m["tail"] and "様式" in m["tail"]):
        return (Kind.SUPPL_APPDX_STYLE if m["within"] else Kind.APPDX_STYLE), num
    if name == "別図":
        return Kind.APPDX_FIG, num
    if name in ("付録", "附録"):
        return Kind.APPDX, num
    return Kind.APPDX_NOTE, num


def _is_caption(text: str) -> bool:
    """A line wholly in one pair of parentheses: （趣旨）, (試験の方法)."""
    bare = text.strip()
    if len(bare) < 3 or bare[0] not in "（(" or bare[-1] not in "）)":
        return False
    depth = 0
    for i, c in enumerate(bare):
        depth += (c in "（(") - (c in "）)")
        if depth == 0:
            return i == len(bare) - 1
    return False
