"""What statutes say of an instrument by its kind alone: whether it binds from its promulgation (公布) on, whether 適用 is how it
commences, and when it starts where it names no day."""

from __future__ import annotations

import datetime
import re
from typing import Final

from reiki.gazette.model import Commencement, Fixed, Unfixed
from reiki.law.identity import InstrumentKind, LawNumber, kind_of

PROMULGATED: Final = frozenset(
    {
        InstrumentKind.ORDINANCE,
        InstrumentKind.RULE,
        InstrumentKind.ACT,
        InstrumentKind.CABINET_ORDER,
        InstrumentKind.MINISTERIAL_ORDINANCE,
    }
)
"""What takes force by promulgation (公布), and binds nobody before it."""

# 規則 of the state's own bodies: the ten days of the 地方自治法 are not theirs.
_NATIONAL_RULES: Final = re.compile(
    r"人事院|会計検査院|国家公安委員会|公正取引委員会|最高裁判所|衆議院|参議院|中央労働委員会|原子力規制委員会"
    r"|個人情報保護委員会|カジノ管理委員会|公害等調整委員会|運輸安全委員会|公安審査委員会"
)


def applies_by_application(kind: InstrumentKind) -> bool:
    """適用 is the commencement itself in 告示, 訓令, 要綱 and their like; in 条例 and 規則 it is retroactive application."""
    return kind in {
        InstrumentKind.DIRECTIVE, InstrumentKind.NOTIFICATION, InstrumentKind.GUIDELINE, InstrumentKind.PROCEDURE,
        InstrumentKind.REGULATION, InstrumentKind.OTHER,
    }  # fmt: skip


def default_commencement(
    promulgated: datetime.date | None, kind: InstrumentKind, number: str = ""
) -> Commencement:
    """Where no day is given: municipal 条例 and 規則 when 10 days have passed, promulgation counted (地方自治法16条3項・5項);
    法律 when 20 have (法の適用に関する通則法2条); everything else is unfixed."""
    days = 0
    if kind is InstrumentKind.ORDINANCE or (kind is InstrumentKind.RULE and _municipal(number)):
        days = 10
    elif kind is InstrumentKind.ACT:
        days = 20
    if promulgated is None or not days:
        return Unfixed("")
    return Fixed(promulgated + datetime.timedelta(days=days))


def _municipal(number: str) -> bool:
    try:
        body = LawNumber.parse(number).body or ""
    except ValueError:
        return False
    return _NATIONAL_RULES.search(body) is None


def instrument_kind(title: str, number: str) -> InstrumentKind:
    """What kind of instrument a notice is, from its canonical number or, without one, its title."""
    try:
        return kind_of(title, LawNumber.parse(number))
    except ValueError:
        return kind_of(title, None)
