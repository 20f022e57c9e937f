"""Notes of amendment as 例規集 print them (条文注記、改正沿革).

Under an article: ``（平14人委規則26・一部改正）``, ``（平19規則44・追加、平24規則23・令5規則8・一部改正）``; where instruments
that follow each other did the same, that is said once. Under the title: 改正 and the numbers of all that amended.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from reiki.history.provenance import Deed
from reiki.law.address import Address
from reiki.law.era import era_of, format_date
from reiki.law.identity import LawNumber
from reiki.law.jurisdictions import split_body
from reiki.law.kinds import HEADINGS, Kind
from reiki.law.numerals import NumeralStyle

ORGANS: Final = (
    ("人事委員会", "人委"), ("教育委員会", "教委"), ("公安委員会", "公委"), ("公平委員会", "公平委"),
    ("選挙管理委員会", "選管"), ("農業委員会", "農委"), ("監査委員", "監委"), ("収用委員会", "収用委"),
    ("労働委員会", "労委"), ("固定資産評価審査委員会", "固評委"), ("警察本部長", "警本"), ("警察本部", "警本"),
)  # fmt: skip
"""How the organs of a municipality are cut short in a note; an organ that is not listed is not cut."""

_POSITIONAL: Final = str.maketrans("0123456789", "〇一二三四五六七八九")


@dataclass(frozen=True, slots=True)
class Instrument:
    """An amending instrument: number (canonical, ``""`` for none), title, day of promulgation where known."""

    number: str
    title: str = ""
    promulgated: datetime.date | None = None


def abbreviated(instrument: Instrument, body: str = "", *, kanji: bool = False) -> str:
    """`平14人委規則26`: era, year, series and number. ``body``: the jurisdiction whose own name is left out. Without a number its
    day: `令6.9.30`. ``kanji``: numbers as vertical texts have them, digit by digit (`平一〇規則八七`)."""
    try:
        number = LawNumber.parse(instrument.number)
    except ValueError:
        out = _short_day(instrument)
    else:
        jurisdiction, _ = split_body(number.body or "")
        organ = (number.body or "").removeprefix(jurisdiction)
        series = (
            f"{jurisdiction if jurisdiction != body else ''}{dict(ORGANS).get(organ, organ)}{number.kind}"
        )
        branch = f"の{number.branch}" if number.branch else ""
        out = f"{number.era[0]}{number.year if number.year > 1 else '元'}{series}{number.number}{branch}"
    return out.translate(_POSITIONAL) if kanji else out


def _short_day(instrument: Instrument) -> str:
    day = instrument.promulgated
    if day is None:
        return instrument.title or "番号のない改正"
    era = era_of(day)
    year = day.year - era.base
    return f"{era.name[0]}{year if year > 1 else '元'}.{day.month}.{day.day}"


def full(instrument: Instrument, body: str = "", *, kanji: bool = False) -> str:
    """`平成14年12月25日人事委員会規則第26号`, as the list under the title has it; the day alone where there is no number."""
    style = NumeralStyle.KANJI if kanji else NumeralStyle.HALF
    try:
        number = LawNumber.parse(instrument.number)
    except ValueError:
        day = instrument.promulgated
        return format_date(day, style) if day is not None else instrument.title
    printed = number.text(style)
    year, _, series = printed.partition("年")
    jurisdiction, _ = split_body(number.body or "")
    series = series.removeprefix(jurisdiction) if jurisdiction and jurisdiction == body else series
    day = instrument.promulgated
    return (format_date(day, style) if day is not None else f"{year}年") + series


def note(deeds: Sequence[Deed], names: Mapping[str, str], unit: Kind) -> str:
    """The note under a unit, ``""`` for none. ``names``: key of a clause → its instrument, cut short. A name that stands for
    several clauses of one instrument is printed once."""
    done: dict[str, list[str]] = {}
    for deed in deeds:
        did = done.setdefault(names[deed.key], [])
        word = _word(deed, unit)
        if word not in did:
            did.append(word)
    said = [(name, "・".join(_settled(words))) for name, words in done.items()]
    groups = [("・".join(name for name, _ in group), words) for words, group in _by_words(said)]
    return f"（{'、'.join(f'{names}・{words}' for names, words in groups)}）" if groups else ""


def _by_words(said: Iterable[tuple[str, str]]) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    for words, group in groupby(said, key=lambda pair: pair[1]):
        yield words, list(group)


def _settled(words: list[str]) -> list[str]:
    """What came or was replaced as a whole by an instrument was not besides amended in part by it; moves come first."""
    whole = [w for w in words if w in ("追加", "全改", "削除")]
    moves = [w for w in words if w.startswith("旧")]
    if "追加" in whole and "削除" not in whole:
        return ["追加"]
    return [*moves, *whole[-1:]] if whole else [*moves, *(w for w in words if not w.startswith("旧"))]


def _word(deed: Deed, unit: Kind) -> str:
    match deed.what:
        case "added":
            return "追加"
        case "replaced":
            return "全改"
        case "deleted":
            return "削除"
        case "moved":
            return f"旧{_own(deed.was)}{'繰下' if deed.was < deed.to else '繰上'}"
        case "amended":
            return "改称" if unit is Kind.TITLE or unit in HEADINGS else "一部改正"


def _own(at: Address) -> str:
    """第8条, 第3項, 別表第1: a note names the place without what it stands in."""
    return str(Address(at.steps[-1:]))
