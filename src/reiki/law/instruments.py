"""What an instrument may be called (条例, 規則, … 要項), and how it speaks of itself (``この条例``, ``この一部改正規則``)."""

from __future__ import annotations

from typing import Final

KINDS: Final = (
    "条例", "規則", "規程", "細則", "訓令", "告示", "公告", "公示", "要綱", "要領", "要項", "内規", "規約", "基準", "指針",
    "法律", "政令", "勅令", "省令", "府令", "庁令", "官房令", "命令",
)  # fmt: skip
"""The words with which the titles of instruments end, and which follow この and 本 in an instrument's name for itself."""

KIND: Final = rf"(?:{'|'.join(KINDS)})"
"""The same, as a regular expression."""

_SPECIFIED: Final = r"(?:[一-龥々ァ-ヶー]{1,12}?)?"
_OF_A_PLACE: Final = r"(?![都道府県市区町村]{1,2}(?:条例|規則))"
# 「この経済産業省関係令」; 法令 means others as well
OWN: Final = rf"(?:(?:この|本){_OF_A_PLACE}{_SPECIFIED}(?:{'|'.join(KINDS)}|(?<!法)令|憲章|綱領|約款))"
"""An instrument's name for itself, as a regular expression: ``この条例``, ``本要綱``, ``この企業管理規程``, ``この実施要綱``,
``この一部改正条例``; not ``本市条例``, which names any of the city's."""
