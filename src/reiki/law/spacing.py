"""Removing the spaces that a converter puts into Japanese text, and keeping those that separate.

Converters set a space around a short number (`第 1 条の 2`, `2 分の 1 を`) and between the characters of a heading that was
spread over a line (`附 則`, `調 整 基 本 額`).  The same space also separates a label from its text and one column from
the next (`ウ 2号給から4号給まで 8,000円`), and that one has to stay.  Where both readings are open the space stays:
`reiki.law.equality` does not see it.
"""

from __future__ import annotations

import re
from typing import Final

_SP: Final = r"[ \u3000]"
_NUMBER: Final = r"[0-9０-９]+(?:[,，.．][0-9０-９]+)*"
_NUMBERS: Final = re.compile(rf"(?P<left>{_SP}*)(?P<number>{_NUMBER})(?P<right>{_SP}*)")
_LEADING_LABEL: Final = re.compile(
    rf"^{_SP}*第{_SP}*{_NUMBER}{_SP}*条(?:{_SP}*の{_SP}*{_NUMBER})*", re.MULTILINE
)

# A counter is no counter where it begins a word: 「2 人事委員会は」 is the second paragraph, not two persons.
_COUNTER: Final = re.compile(
    r"号給|号(?!外|俸)|条(?!例|件|約|文)|項(?!目)|編|章|節|款|目(?!的|次)|級(?!別)|年(?!次|度|末|金|齢)|月(?!額|例)|箇月|か月"
    r"|日(?!額|当|割|曜|本)|時間(?!外)|時(?!間|刻|期|効)|分の|分(?!限|類|担|割|校|掌)|秒|人(?!事|員|権|口|件)|回(?!数|答|収)"
    r"|点(?!検|数)|割(?!合|増)|倍|件(?!数)|名(?!称|簿|義)|枚|個(?!人|別)|週(?!休)|歳|以上|以下|以内|未満|を|の|から|まで"
)
_MONEY: Final = re.compile(r"[百千万億]*円(?!滑)")
_FRACTION: Final = re.compile(rf"分{_SP}*の{_SP}*[0-9０-９]")
_BINDING: Final = re.compile(r"(?:第|[条項号章節款目表式紙記図録分]の|うち|明治|大正|昭和|平成|令和)$")
_TEXT_BEFORE: Final = re.compile(r"[ぁ-んァ-ヶー々〆一-龥、「（(]$")
_LABEL_BEFORE: Final = re.compile(r"(?:^|\s)[ァ-ヶ一二三四五六七八九十]$")
_TEXT_AFTER: Final = re.compile(r"[ぁ-んァ-ヶ々〆一-龥、。」）)](?<!略)")
_END: Final = re.compile(r"\s|$")

_PAIRS: Final = (
    "附則",
    "目次",
    "別表",
    "別記",
    "前文",
    "題名",
    "備考",
    "様式",
    "削除",
    "改正",
    "現行",
    "本則",
    "抄録",
)
_PAIR: Final = re.compile(rf"(?<!\S)(?:{'|'.join(f'{a}{_SP}+{b}' for a, b in _PAIRS)})(?=[\s（(]|$)")
_SPREAD: Final = re.compile(rf"(?<!\S)[一-龥々ぁ-ん](?:{_SP}+[一-龥々ぁ-ん]){{2,}}(?!\S)")
# Heads of neighbouring columns look like a spread word; these rows of single characters are heads.
_ROWS_OF_HEADS: Final = (
    "甲乙丙丁戊己庚辛壬癸",
    "男女計",
    "日月火水木金土",
    "大中小計",
    "上中下",
    "春夏秋冬",
    "東西南北",
    "正副",
    "年月日",
    "時分秒",
)


def tidy_spaces(text: str) -> str:
    """The text without the spaces that a converter inserted; tabs and line breaks are never touched.

    `第 1 条の 2` → `第1条の2`, `平成 4 年` → `平成4年`, a cell `1 級` → `1級`, `改 正 後` → `改正後`.  A label at the start
    of a line keeps the space after it.
    """
    text = _PAIR.sub(lambda m: re.sub(_SP, "", m[0]), _SPREAD.sub(_joined_spread, text))
    label_ends = {match.end() for match in _LEADING_LABEL.finditer(text)}

    def tidied(match: re.Match[str]) -> str:
        before, after = text[: match.start()], text[match.end() :]
        label_ended = match.end("number") in label_ends
        left, right = match["left"], match["right"]
        if left and _left_is_inserted(before, after, match):
            left = ""
        if right and not label_ended and _right_is_inserted(before, after, match):
            right = ""
        return f"{left}{match['number']}{right}"

    return _NUMBERS.sub(tidied, text)


def _joined_spread(match: re.Match[str]) -> str:
    """`調 整 基 本 額` joined; `甲 乙 丙`, `一 二 三` and what holds an elision as they are."""
    word = re.sub(_SP, "", match[0])
    if (
        "略" in word
        or word[0] in "一二三四五六七八九十"
        or any(set(word) <= set(row) for row in _ROWS_OF_HEADS)
    ):
        return match[0]
    return word


def _left_is_inserted(before: str, after: str, match: re.Match[str]) -> bool:
    """A space before a number: inserted after 第 and its like, or where one stands behind the number as well."""
    if _BINDING.search(before[-4:]):
        return True
    if re.search(r"[年月]$", before) and re.match(rf"{_SP}*[月日]", match["right"] + after):
        return True
    plain = match["number"].isdigit() and not _MONEY.match(after)
    return bool(
        match["right"]
        and plain
        and _COUNTER.match(after)
        and _TEXT_BEFORE.search(before)
        and not _LABEL_BEFORE.search(before[-2:])
    )


def _right_is_inserted(before: str, after: str, match: re.Match[str]) -> bool:
    """A space behind a number: inserted before a counter, unless the number is a label at the start of a cell."""
    if _FRACTION.match(after):
        return True
    counter = _COUNTER.match(after) or _MONEY.match(after)
    at_cell_start = not before or before[-1] in "\n\t"
    if at_cell_start:
        return bool(counter and _END.match(after, counter.end()))
    if _BINDING.search(before[-4:]) and (counter or not before.endswith("第")):
        return bool(_TEXT_AFTER.match(after))
    return bool(counter and (match["left"] or _TEXT_BEFORE.search(before)))
