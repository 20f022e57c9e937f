"""The words without which no text ends by itself (失効): what looks for them first need not load what reads them."""

from __future__ import annotations

from typing import Final

_LAST_DAYS: Final = ("31日", "30日", "三十一日", "三十日", "３１日", "３０日", "末日", "末", "年度")
MARKS: Final = (
    "効力を失", "失効", "廃止する", "廃止とする", "廃止され", "効力を有する", "限りとする", "時限", "もって終了", "限りで終了",
    "限り終了", "存続期", "の適用期", "の実施期", *(f"{last}の有効期" for last in "例則程令示綱領項規約準針"),
    *(f"{day}までとする" for day in _LAST_DAYS),
    "まで適用する", "まで、適用する", "間適用する", "間、適用する", "限り適用する", "限り、適用する", "まで施行する",
    "間施行する", "間、施行する", "まで実施する", "間実施する", "間、実施する",
)  # fmt: skip
"""A text without any of these words does not end by itself."""
