"""Kanji numerals in running words: which are numbers that a conversion to アラビア数字 rewrites, and what they become.

Only what its neighbours show to be a number is rewritten: 第二条, 第三条の二, 平成十八年四月一日, 五百円, 三分の一, 二以上.
Whatever else has the characters (一般, 四日市市, 二、三日, 数十人) is left to a person, unless the notice names it as a word
that stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reiki.law.document.splice import Edit
from reiki.law.numerals import parse_number

_DIGIT: Final = "〇一二三四五六七八九"
_RUN: Final = re.compile(
    rf"[{_DIGIT}十百千万億兆](?:[{_DIGIT}十百千万億兆]|、(?=[{_DIGIT}]{{3}}(?![{_DIGIT}])))*"
)
_ERA: Final = "明治|大正|昭和|平成|令和|西暦"
_KANJI: Final = "一-龥々〆ヶ"
_END: Final = rf"(?![{_KANJI}])"
_ORDINAL: Final = re.compile(
    rf"(?:条|項|号|章|節|款|編|表|回|期|種|類|学年|目(?![的標次録印]))(?:{_END}|(?=[中第関及又並若各前後本以に]|様式|見出し))"
)
_APPENDIX: Final = re.compile(r"(?:別表|付表|様式|別記|別紙|別図|付録|書式)第$")
_BRANCH_ENDS: Final = re.compile(rf"{_END}|(?=第|中|及|又|並|若|関係|各号|前段|後段|本文|見出し)")
_COUNTERS: Final = (
    "円|箇月|か月|カ月|ヶ月|ケ月|週間|日間|年間|時間|分間|人|名|件|回|枚|通|個|台|歳|号俸|号給|パーセント|平方メートル|立方メートル"
    "|センチメートル|ミリメートル|キロメートル|メートル|キログラム|グラム|リットル|ヘクタール|アール|年|月|日"
)
_AFTER_COUNTER: Final = (
    rf"(?!り)(?:{_END}|(?=以[内上下前後]|未満|間|目|当たり|前|後|限り|現在|付け|分の|及び|又は|並びに|若しくは"
    rf"|[{_DIGIT}十]))"
)
_SET_PHRASE: Final = re.compile(r"円(?!未満|以|に満たない|の端数|につき|[)）])|人(?:ひとり|一人)|日も")
"""Behind 一: 市の一円, 一人ひとり, 一日も早く."""
_COUNTED: Final = re.compile(rf"(?:{_COUNTERS}){_AFTER_COUNTER}")
_BOUND: Final = re.compile(r"以[上下内]|未満|を(?:超え|下回|上回)|に満たない")
_FREE_BEFORE: Final = re.compile(rf"(?:^|[^{_KANJI}]|約|満|各|毎|金|年|月|日|前|後|は)$")
_CITED: Final = re.compile(
    rf"(?:条|項|号|表|章|節|款|編|様式|(?:表|様式|別記|別紙)第[{_DIGIT}十百]+)(?:の[{_DIGIT}十百]+)*の$"
)
_BEFORE_ME: Final = re.compile(r"前$")
_BACK: Final = re.compile(rf"(?:条|項|号){_END}|(?:条|項|号)(?=[第及又並若各中])")
_IDIOMS: Final = re.compile(
    r"一般|一切|一定|一体|一層|一括|一覧|一環|一律|一致|一連|一身|一部改正|一部を改正|一部事務組合|一時保護|一時的|統一|同一|唯一|均一|画一|単一|万一|第三者|十分(?=な|に|で|配慮|留意|考慮)"
)
_MYRIADS: Final = "万億兆"


@dataclass(frozen=True, slots=True)
class Numbers:
    """How numbers are rewritten. ``commas``: cardinals take one at every three digits. ``units``: 万, 億 … that stay in kanji.
    ``spared``: words that stay as they are. ``idioms``: whether the notice spares set phrases without listing them."""

    commas: bool = False
    units: frozenset[str] = frozenset()
    spared: tuple[str, ...] = ()
    idioms: bool = False


def has_numeral(text: str) -> bool:
    """True when kanji numerals stand in the text."""
    return _RUN.search(text) is not None


def rewrite(text: str, rule: Numbers) -> tuple[list[Edit], list[str]]:
    """The edits of the numbers in a text, in order, and the numerals of which nobody can say what they are, with their
    surroundings."""
    edits: list[Edit] = []
    doubts: list[str] = []
    kept = list(_kept(text, rule))
    for run in _RUN.finditer(text):
        start, end = run.span()
        if any(a <= start and end <= b for a, b in kept):
            continue
        new = None if any(a < end and start < b for a, b in kept) else _new(text, start, end, rule)
        if new is None:
            doubts.append(text[max(0, start - 6) : end + 6])
        elif new != run[0]:
            edits.append(Edit(start, end, new))
    return edits, doubts


def _kept(text: str, rule: Numbers) -> Iterator[tuple[int, int]]:
    for word in rule.spared:
        at = text.find(word) if word else -1
        while at >= 0:
            yield at, at + len(word)
            at = text.find(word, at + 1)
    if rule.idioms:
        yield from (m.span() for m in _IDIOMS.finditer(text))


def _new(text: str, start: int, end: int, rule: Numbers) -> str | None:
    """The number in Arabic digits; ``None`` where its neighbours do not show that it is one, or what it is."""
    before, after, run = text[:start], text[end:], text[start:end]
    if before.endswith("第"):
        named = _APPENDIX.search(before) is not None and not re.match(rf"[{_KANJI}]", after)
        return _plain(run) if named or _ORDINAL.match(after) else None
    if _CITED.search(before) and _BRANCH_ENDS.match(after):
        return _plain(run)
    if _BEFORE_ME.search(before):
        return _plain(run) if _BACK.match(after) else None
    if re.search(rf"(?:{_ERA})$", before):
        return _plain(run) if after.startswith("年") else None
    if after.startswith("分の") and _FREE_BEFORE.search(before):
        return _plain(run) if _RUN.match(after, 2) else None
    if re.search(rf"[{_DIGIT}十百千]分の$", before):
        return _plain(run) if not re.match(rf"[{_KANJI}]", after) or re.match(r"以|を|に|と", after) else None
    if (
        not _FREE_BEFORE.search(before)
        or _is_list(before, after)
        or (run == "一" and _SET_PHRASE.match(after))
    ):
        return None
    if rule.commas and re.match(r"年(?!間)", after) and (_value(run) or 0) >= 1000:
        return None  # a year takes no comma, and a period of years would
    return _cardinal(run, rule) if _COUNTED.match(after) or _BOUND.match(after) else None


def _is_list(before: str, after: str) -> bool:
    """二、三日: digits beside digits are a rough number, or a list that only a person can tell from one."""
    return bool(
        re.search(rf"[{_DIGIT}十百千万][、・]$", before) or re.match(rf"[、・][{_DIGIT}十百千万]", after)
    )


def _plain(run: str) -> str | None:
    value = _value(run)
    return None if value is None else str(value)


def _value(run: str) -> int | None:
    """The number; ``None`` for what is none, and for two digits side by side (二三 may be 23 or a rough number)."""
    parted = re.fullmatch(rf"[{_DIGIT}]{{1,3}}(?:、[{_DIGIT}]{{3}})+", run)
    if re.fullmatch(rf"[{_DIGIT[1:]}]{{2}}", run) or ("、" in run and not parted):
        return None
    try:
        return parse_number(run.replace("、", ""))
    except ValueError:
        return None


def _cardinal(run: str, rule: Numbers) -> str | None:
    """A number of things: 一万二千円 is 12,000円, or 1万2,000円 where 万 stays."""
    value = _value(run)
    if value is None:
        return None
    out = ""
    rest = run
    for unit in _MYRIADS[::-1]:
        if unit not in rule.units or unit not in rest:
            continue
        head, _, rest = rest.partition(unit)
        count = _value(head)
        if count is None:
            return None
        out += _printed(count, rule) + unit
    if not rest:
        return out
    number = _value(rest) if out else value
    return None if number is None else out + _printed(number, rule)


def _printed(value: int, rule: Numbers) -> str:
    return f"{value:,}" if rule.commas else str(value)
