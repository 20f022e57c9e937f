"""Does a sentence go on in the next line? What a converted or paged text leaves to tell."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final


class Ending(Enum):
    """How a text ends. DONE: 。 or a closed parenthesis. OPEN: it cannot end here. MAYBE: anything else; items often end
    so (本庁の職員), and so does a line cut by a page break."""

    DONE = auto()
    MAYBE = auto()
    OPEN = auto()


PARTICLE: Final = re.compile(
    r"(?:の(?!うち)|に(?!掲)|を|は(?=、)|が|及び|又は|若しくは|並びに|から|まで|中「|[、。,，）)」])"
)
"""How a sentence goes on behind 第3条 or (2), and no provision begins. か, と, も begin words: かじき漁業."""

_COUNTED: Final = re.compile(
    r"(?:条(?!例|件|約)|項(?!目)|号|月(?!額|例)|年(?!次|度)|日(?!額|当|割)|円|級(?!別)|種|歳|分の|以上|以下|人以|％|%)"
)
_CANNOT_END: Final = re.compile(
    r"(?:[、，,「（(・]|第|及び|又は|若しくは|並びに|[はがをに](?<!次に)|する|した|ける|として)$"
)
_FORMULA_WORDS: Final = re.compile(r"次の(?:算定|計算|算)?[式]|次に掲げる(?:算|計算)?式|算式")
_FORMULA: Final = re.compile(r"\$.+\$|\\frac|^\s*[+＋×÷=＝－-]\s|[×÷]\s*$|[×÷].*[=＝]|[=＝].*[×÷]")
_TABLE_WORDS: Final = re.compile(r"(?:次の|下の|左の|右の|次に掲げる)(?:各)?表|下表|別表|表の")
_CLOSED: Final = "。）)」』］]略"


def depth(text: str) -> int:
    """How many parentheses and 「 are open at the end of a text."""
    return max(0, sum((c in "（(「") - (c in "）)」") for c in text))


def ending(text: str) -> Ending:
    """How a text ends."""
    bare = text.rstrip()
    if not bare:
        return Ending.DONE
    if bare[-1] == "。" and depth(bare) == 0:
        return Ending.DONE
    if _CANNOT_END.search(bare) or (depth(bare) and bare[-1] != "。"):
        return Ending.OPEN
    return Ending.DONE if bare[-1] in _CLOSED else Ending.MAYBE


def starts_counted(rest: str) -> bool:
    """True for what goes on after a number in a sentence (`2` + `号中「…`), not after a label."""
    return bool(_COUNTED.match(rest))


def speaks_of_formula(text: str) -> bool:
    """True for 「次の式により算定した額とする。」."""
    return bool(_FORMULA_WORDS.search(text))


def is_formula(line: str) -> bool:
    """True for a line that no sentence has: TeX, or a line that begins or ends with an operator."""
    return bool(_FORMULA.search(line))


def speaks_of_table(text: str) -> bool:
    """True for 「次の表に定めるとおりとする。」."""
    return bool(_TABLE_WORDS.search(text))
