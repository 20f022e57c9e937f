"""Lines of a column that elide by name (``各号　略``, ``第2項及び第3項　略``, ``表　略``), or stand for an absent counterpart
without saying of what (``新設``, ``－``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from reiki.gazette.columns import Line
from reiki.gazette.levels import LISTED, Levels
from reiki.gazette.quoted import Quoted
from reiki.law.kinds import APPENDIX_KINDS, Kind
from reiki.law.numerals import NUMERAL, parse_branch
from reiki.source.model import MarkedText

_SAYS: Final = r"[ \u3000]*[［〔﹇\[（(]?[ \u3000]*(?:略す?|省略|同上|同左|同右|同下)[ \u3000]*[］〕﹈\])）]?。?[ \u3000]*"
_SIDES: Final = r"[（(](?:表|裏)面?[）)](?:(?:・|、|及び)[（(](?:表|裏)面?[）)])*"
# 第１部～第５部　（略）: parts of a 別表 that are not provisions of their own
_PARTS: Final = (
    rf"第(?:{NUMERAL})[部類群](?:[～〜~・、](?:第(?:{NUMERAL})[部類群])|から第(?:{NUMERAL})[部類群]まで)?"
)
_ELIDED_THING: Final = re.compile(
    rf"[ \u3000]*[［〔﹇\[（(]?[ \u3000]*"
    rf"(?:各号|各項|次の表|上の?表|表|図|式|算式|計算式|書式|{_SIDES}|{_PARTS}){_SAYS}[］〕﹈\])）]?[ \u3000]*"
)
_UNIT_OF: Final = (
    rf"第[ \u3000]*(?:{NUMERAL})[ \u3000]*(?P<unit>[項号])(?:[ \u3000]*の[ \u3000]*(?:{NUMERAL}))*"
)
_CITED: Final = re.compile(
    rf"[ \u3000]*[［〔﹇\[（(]?[ \u3000]*(?P<label>{_UNIT_OF}(?:(?P<range>から|～|〜|―|－)?(?:及び|並びに|・|、)?"
    rf"第[ \u3000]*(?:{NUMERAL})[ \u3000]*(?P=unit)(?:[ \u3000]*の[ \u3000]*(?:{NUMERAL}))*)*(?:まで)?){_SAYS}[］〕﹈\])）]?"
)
_CITED_NUM: Final = re.compile(
    rf"第[ \u3000]*((?:{NUMERAL})[ \u3000]*[項号](?:[ \u3000]*の[ \u3000]*(?:{NUMERAL}))*)"
)
_NOTHING: Final = re.compile(
    r"[ \u3000]*(?:(?P<add>新設|追加)|削る|削除する|"
    r"[［〔﹇\[（(][ \u3000]*(?:削除|廃止|なし|無し)[ \u3000]*[］〕﹈\])）]|[―－—─‐-]{1,5})。?[ \u3000]*"
)
_SECOND_SENTENCE: Final = re.compile(r"[ \u3000]*(?:ただし、|この場合において、|この場合におい)")


@dataclass(frozen=True, slots=True)
class Cited:
    """Provisions elided by citation: their kind, numbers (the two ends where ``ranged``), and where the citation stands."""

    kind: Kind
    nums: tuple[str, ...]
    ranged: bool
    start: int
    end: int


def cited(line: str) -> Cited | None:
    """``第1号から第3号まで　略``, ``第2項及び第3項（略）``; ``None`` for any other line."""
    m = _CITED.fullmatch(line)
    if m is None:
        return None
    nums = tuple(parse_branch(re.sub(r"[項号 \u3000]", "", n)) for n in _CITED_NUM.findall(m["label"]))
    if m["range"] and len(nums) != 2:
        return None
    kind = Kind.ITEM if m["unit"] == "号" else Kind.PARAGRAPH
    return Cited(kind, nums, bool(m["range"]), m.start("label"), m.end("label"))


def elides_a_thing(line: str) -> bool:
    """True for ``表　略``, ``（式略）``, ``各号　略``."""
    return _ELIDED_THING.fullmatch(line) is not None


def nothing(line: str) -> Literal["", "add", "remove"]:
    """What a line that stands alone in its cell says of the absent counterpart: ``新設``, ``－``; ``""`` for any other line."""
    m = _NOTHING.fullmatch(line)
    return "" if m is None else "add" if m["add"] else "remove"


def second_sentence(line: str) -> bool:
    """True for a line that goes on from the words above: a ただし書 or a 後段."""
    return _SECOND_SENTENCE.match(line) is not None


# --------------------------------------------------------------------------------------------------- into the open levels


def take_cited(levels: Levels, found: Cited, piece: Line, text: MarkedText) -> bool:
    """``第1号から第3号まで　略`` under a paragraph, ``第2項及び第3項　略`` under an article; ``False`` where none is open."""
    kind, nums = found.kind, found.nums
    depth = levels.depth_of(*((Kind.ARTICLE, Kind.SUPPL) if kind is Kind.PARAGRAPH else (Kind.PARAGRAPH,)))
    in_appendix = levels.depth_of(Kind.ARTICLE) < levels.depth_of(Kind.REMARKS, *APPENDIX_KINDS)
    if kind is Kind.PARAGRAPH and in_appendix:
        return False
    if kind is Kind.ITEM and levels.current is not None and levels.current.kind is Kind.ARTICLE:
        levels.below()
        depth = len(levels.stack)
    if not depth:
        return False
    del levels.stack[depth:]
    node = Quoted(kind, nums[0], text.slice(found.start, found.end), row=piece.row, piece=piece)
    node.elided = True
    if found.ranged:
        node.last = nums[-1]
    elif len(nums) > 1:
        node.several = nums
    levels.stack[-1].node.children.append(node)
    return True


def take_second_sentence(levels: Levels, piece: Line, text: MarkedText) -> bool:
    """``第2条　略`` and on the next line ``ただし、…``: the words of which the first part is elided; ``False`` for others."""
    current = levels.current
    if current is None or not second_sentence(text.text):
        return False
    if not current.elided or current.text or current.rows is not None or current.children or current.same:
        return False
    if current.kind is Kind.ARTICLE and not current.last and not current.several:
        current.elided = False
        first = Quoted(Kind.PARAGRAPH, "1", row=piece.row, piece=piece, box=piece.box)
        current = levels.open(first, len(levels.stack))
    elif current.kind not in LISTED or current.last or current.several:
        return False
    current.elided = False
    current.text = MarkedText("（略）") + text
    current.offsets.append((len("（略）"), 0, piece))
    return True
