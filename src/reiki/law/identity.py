"""Which regulation: its number (番号), its kind, its law id and its revision ids.

Municipal ids have fifteen characters:

    era digit (1 明治 … 5 令和) · two-digit year · two-letter kind · five-digit municipality code · five-digit number

The two-letter kind is a letter for the form and a letter for the organ (`reiki.law.jurisdictions.Organ`):

    J 条例   K 規則   P 規程 (企業管理規程 among them)   T 訓令   N 告示   Y 要綱   L 要領   X any other form

so 鳥取県人事委員会規則 is `KJ` and a 訓令 of a mayor `TA`.  None of these is a national code (AC CO IO DF DT DH), and no
form letter is M or R, which begin the national codes of ministries and of other rules.

The five-digit number holds the number (1 to 19999), a branched number as branch × 10000 + number (第12号の2 → 20012; the
number up to 9999, the branch 2 to 4), or 50000 to 99999 for an instrument without a number (`assigned_id`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from reiki.law.era import ERA_NAME, era_named, era_of
from reiki.law.jurisdictions import code_of_body, municipality_code, split_body
from reiki.law.national import JOINT_NAME, join_bodies
from reiki.law.numerals import NUMERAL, NumeralStyle, format_number, parse_number


class InstrumentKind(StrEnum):
    """What an instrument is (例規・法令の種別)."""

    CONSTITUTION = "憲法"
    ACT = "法律"
    CABINET_ORDER = "政令"
    IMPERIAL_ORDER = "勅令"
    MINISTERIAL_ORDINANCE = "省令"
    ORDINANCE = "条例"
    RULE = "規則"
    REGULATION = "規程"
    DECREE = "太政官布告"
    DECREE_DIRECTIVE = "太政官達"
    DECREE_PROCLAMATION = "太政官布達"
    DIRECTIVE = "訓令"
    NOTIFICATION = "告示"
    GUIDELINE = "要綱"
    PROCEDURE = "要領"
    OTHER = "その他"


_FORM_LETTER: Final = {
    InstrumentKind.ORDINANCE: "J",
    InstrumentKind.RULE: "K",
    InstrumentKind.REGULATION: "P",
    InstrumentKind.DIRECTIVE: "T",
    InstrumentKind.NOTIFICATION: "N",
    InstrumentKind.GUIDELINE: "Y",
    InstrumentKind.PROCEDURE: "L",
    InstrumentKind.OTHER: "X",
}
_NATIONAL_CODE: Final = {
    InstrumentKind.ACT: "AC",
    InstrumentKind.CABINET_ORDER: "CO",
    InstrumentKind.IMPERIAL_ORDER: "IO",
    InstrumentKind.DECREE: "DF",
    InstrumentKind.DECREE_DIRECTIVE: "DT",
    InstrumentKind.DECREE_PROCLAMATION: "DH",
}

_S: Final = r"[ \u3000\t]*"
_FORMS: Final = tuple(
    "条例 規則 企業管理規程 管理規程 規程 訓令甲 訓令乙 訓令 告示 要綱 要領 公告 公示 内規 達 訓".split()
)
_NATIONAL_FORM: Final = r"法律|政令|勅令|太政官布告|太政官達|太政官布達|\S*(?:省令|府令|庁令|官房令)"
# 平成14年12月25日に公布された規則 is no number: a name starts with no particle, though にかほ市 starts with に.  Nor does a
# name hold a space: under the date of a promulgation stand the signature and the number of the notice.
_NAME: Final = (
    rf"(?:{JOINT_NAME}|(?!まで|から|より|[のはをがで]|に(?!かほ))[一-龥々〆ァ-ヶーぁ-ん・]{{0,40}}?"
    rf"(?:{'|'.join(_FORMS)}|法律|政令|勅令|[省府庁]令|太政官布告|太政官布達))"
)
# 人事院規則一―三四―一二: numbered by subject, rule and amendment, without 第 and 号.
_DASH: Final = r"[―—–‐－ー─-]"
_CHAIN: Final = rf"人事院規則(?P<chain>{NUMERAL}(?:{_DASH}{NUMERAL})*){_DASH}(?P<number>{NUMERAL})"
_CHAIN_NUMBER: Final = re.compile(rf"(?P<era>{ERA_NAME})(?P<year>元|{NUMERAL})年{_CHAIN}")
_CHAIN_HEADING: Final = re.compile(_CHAIN)
_NUMBER: Final = re.compile(
    rf"(?P<era>{ERA_NAME}){_S}(?P<year>元|{NUMERAL}){_S}年{_S}"
    rf"(?:(?P<month>{NUMERAL}){_S}月{_S}(?:{NUMERAL}{_S}日{_S})?)?"
    rf"(?P<name>{_NAME}){_S}第?{_S}(?P<number>{NUMERAL}){_S}号(?:{_S}の{_S}(?P<branch>{NUMERAL}))?"
)
_HEADING: Final = re.compile(
    rf"{_S}(?P<name>{_NAME}){_S}第{_S}(?P<number>{NUMERAL}){_S}号(?:{_S}の{_S}(?P<branch>{NUMERAL}))?{_S}"
)


@dataclass(frozen=True)
class LawNumber:
    """The number of an instrument (法令番号・例規番号): `昭和27年鳥取県人事委員会規則第11号`.

    `year` counts in the era; `body` is who issued it as printed (`鳥取県人事委員会`), `None` for national laws and for
    numbers that name no body (`平成9年条例第25号`); `kind` is the form as printed (`規則`, `農林水産省令`).  The month, which
    some numbers carry, is kept and does not distinguish.  Bodies that issue together are joined by `・`, however the
    gazette sets them (`内閣府、総務省告示`, two names side by side).  `chain` is what stands before the last number of a
    人事院規則 (`1―34` of `人事院規則1―34―12`), which is numbered by subject, rule and amendment.
    """

    era: str
    year: int
    body: str | None
    kind: str
    number: int
    branch: int | None = None
    month: int | None = field(default=None, compare=False)
    chain: str = ""

    @classmethod
    def parse(cls, text: str) -> LawNumber:
        """Reads a number in any numerals and widths, with layout spaces.  Raises ValueError."""
        bare = re.sub(r"\s+", "", text)
        match = _NUMBER.fullmatch(bare) or _CHAIN_NUMBER.fullmatch(bare)
        if match is None:
            raise ValueError(
                f"「{text}」is not a law number; expected one such as 昭和27年鳥取県人事委員会規則第11号"
            )
        return _number_of(match)

    @classmethod
    def of_heading(cls, text: str, promulgated: date) -> LawNumber:
        """The number over a notice (`鳥取県人事委員会規則第26号`), its year from the day of promulgation.

        Raises ValueError.
        """
        bare = re.sub(r"\s+", "", text)
        match = _HEADING.fullmatch(bare) or _CHAIN_HEADING.fullmatch(bare)
        if match is None:
            raise ValueError(f"「{text}」is not the number of a notice; expected one such as 鳥取県条例第3号")
        era = era_of(promulgated)
        return _built(era.name, promulgated.year - era.base, None, match)

    @property
    def ad_year(self) -> int:
        """The year of the common era."""
        return era_named(self.era).base + self.year

    def text(self, style: NumeralStyle = NumeralStyle.HALF) -> str:
        """The number as printed in a numeral style: `昭和二十七年鳥取県人事委員会規則第十一号`; without the month."""
        year = "元" if self.year == 1 else format_number(self.year, style)
        if self.chain:
            parts = [*self.chain.split("―"), str(self.number)]
            chained = "―".join(format_number(int(p), style) for p in parts)
            return f"{self.era}{year}年{self.body or ''}{self.kind}{chained}"
        branch = f"の{format_number(self.branch, style)}" if self.branch else ""
        return (
            f"{self.era}{year}年{self.body or ''}{self.kind}第{format_number(self.number, style)}号{branch}"
        )

    def __str__(self) -> str:
        """The canonical form: half-width digits, no spaces, no month."""
        return self.text()


def _number_of(match: re.Match[str]) -> LawNumber:
    year = 1 if match["year"] == "元" else parse_number(match["year"])
    months = match.groupdict().get("month")
    month = parse_number(months) if months else None
    return _built(re.sub(r"\s", "", match["era"]), year, month, match)


def _built(era: str, year: int, month: int | None, match: re.Match[str]) -> LawNumber:
    if chain := match.groupdict().get("chain"):
        numbers = "―".join(str(parse_number(n)) for n in re.split(_DASH, chain))
        return LawNumber(era, year, "人事院", "規則", parse_number(match["number"]), None, month, numbers)
    name = join_bodies(re.sub(r"\s", "", match["name"]))
    branch = parse_number(match["branch"]) if match["branch"] else None
    body, kind = split_name(name)
    return LawNumber(era, year, body, kind, parse_number(match["number"]), branch, month)


def split_name(name: str) -> tuple[str | None, str]:
    """The body and the form in the name of a series: `鳥取県人事委員会規則` → (`鳥取県人事委員会`, `規則`).

    A national form keeps its whole name and has no body: `農林水産省令` → (None, `農林水産省令`).  Raises ValueError.
    """
    if re.fullmatch(_NATIONAL_FORM, name):
        return None, name
    for form in _FORMS:
        if name.endswith(form):
            return name.removesuffix(form) or None, form
    raise ValueError(
        f"「{name}」is not the name of a series; expected one such as 鳥取県規則 or 農林水産省令"
    )


def find_law_numbers(text: str) -> Iterator[tuple[LawNumber, int, int]]:
    """Every law number in a text, in order, with the span that prints it (offsets into `text`)."""
    found = [*_NUMBER.finditer(text), *_CHAIN_NUMBER.finditer(text)]
    for match in sorted(found, key=lambda m: m.start()):
        try:
            yield _number_of(match), match.start(), match.end()
        except ValueError:
            continue


_BY_FORM: Final = {
    "企業管理規程": InstrumentKind.REGULATION,
    "管理規程": InstrumentKind.REGULATION,
    "訓令甲": InstrumentKind.DIRECTIVE,
    "訓令乙": InstrumentKind.DIRECTIVE,
    "訓": InstrumentKind.DIRECTIVE,
    "達": InstrumentKind.DIRECTIVE,
    "公告": InstrumentKind.NOTIFICATION,
    "公示": InstrumentKind.NOTIFICATION,
    "内規": InstrumentKind.OTHER,
}
_IN_TITLE: Final = (
    ("条例", InstrumentKind.ORDINANCE),
    ("規則", InstrumentKind.RULE),
    ("規程", InstrumentKind.REGULATION),
    ("訓令", InstrumentKind.DIRECTIVE),
    ("告示", InstrumentKind.NOTIFICATION),
    ("要綱", InstrumentKind.GUIDELINE),
    ("要領", InstrumentKind.PROCEDURE),
    ("憲法", InstrumentKind.CONSTITUTION),
    ("法律", InstrumentKind.ACT),
    ("政令", InstrumentKind.CABINET_ORDER),
    ("省令", InstrumentKind.MINISTERIAL_ORDINANCE),
    ("府令", InstrumentKind.MINISTERIAL_ORDINANCE),
    ("庁令", InstrumentKind.MINISTERIAL_ORDINANCE),
    ("官房令", InstrumentKind.MINISTERIAL_ORDINANCE),
    ("法", InstrumentKind.ACT),
)


def kind_of(title: str, number: LawNumber | None) -> InstrumentKind:
    """What an instrument is: its number says so; without one, the end of its title does (`…補助金交付要綱`).

    A 訓令 titled 規程 is a 訓令, because the number, not the title, names the series.
    """
    if number is not None:
        if number.kind in _BY_FORM:
            return _BY_FORM[number.kind]
        if number.kind.endswith(("省令", "府令", "庁令", "官房令")):
            return InstrumentKind.MINISTERIAL_ORDINANCE
        return InstrumentKind(number.kind)
    bare = re.sub(r"[(（][^()（）]*[)）]$|\s", "", title)
    return next((kind for ending, kind in _IN_TITLE if bare.endswith(ending)), InstrumentKind.OTHER)


def kind_code(number: LawNumber) -> str:
    """The two letters of the kind in a law id: `KJ` for 人事委員会規則, `AC` for 法律.

    Raises ValueError for a ministerial ordinance, whose national code lists its ministries and is not derived.
    """
    kind = kind_of("", number)
    if kind in _NATIONAL_CODE:
        return _NATIONAL_CODE[kind]
    if kind not in _FORM_LETTER:
        raise ValueError(f"the id of {number} is not derived from its number; give the national one (--id)")
    # 鳥取県企業管理規程 names its organ in the form, 鳥取県人事委員会規則 in the body.
    organ_in_form = number.kind.removesuffix("規程") if number.kind.endswith("管理規程") else ""
    return _FORM_LETTER[kind] + split_body((number.body or "") + organ_in_form)[1].value


def law_id(number: LawNumber, code: str | None = None) -> str:
    """The fifteen characters that identify a regulation.

    `code` is the municipality code, five or six digits; without it a prefecture's is taken from the body.  A law or
    cabinet order gets the national form (`334AC0000000125`), which for a law is that of a government bill: a member's bill
    has another (`330AC1000000186`), which its number does not tell, so a given id goes before a derived one.

    Raises ValueError where the number does not tell: no code, a ministerial ordinance, a number out of range.
    """
    kind = kind_code(number)
    head = f"{era_named(number.era).digit}{_two_digits(number.year)}{kind}"
    if kind in _NATIONAL_CODE.values():
        return f"{head}{number.number:010}"
    return f"{head}{_code_for(number.body, code)}{_five_digits(number):05}"


def _two_digits(year: int) -> str:
    if not 1 <= year <= 99:
        raise ValueError(f"a law id holds the years 1 to 99 of an era, not {year}")
    return f"{year:02}"


def _code_for(body: str | None, code: str | None) -> str:
    found = municipality_code(code) if code else code_of_body(body or "")
    if found is None:
        raise ValueError(
            f"the municipality code of {body or 'this regulation'} is not known; give it (--jurisdiction)"
        )
    return found


def _five_digits(number: LawNumber) -> int:
    limit = 19999 if number.branch is None else 9999
    if not 1 <= number.number <= limit or not 2 <= (number.branch or 2) <= 4:
        raise ValueError(f"{number} does not fit the five digits of a law id: up to {limit}, branches 2 to 4")
    return number.number + 10000 * (number.branch or 0)


@lru_cache(maxsize=4096)
def known_number(text: str) -> LawNumber | None:
    """A law number, ``None`` for any other words; read once, however many provisions are named by it."""
    try:
        return LawNumber.parse(text)
    except ValueError:
        return None


def assigned_id(
    jurisdiction: str, kind: InstrumentKind, day: date, title: str, *, body: str = "", attempt: int = 0
) -> str:
    """The id of an instrument without a number: the same facts give the same id, in every store.

    `jurisdiction` is its municipality code, `day` the day of its making, `body` the organ where it is not the head.
    The last five digits are 50000 + SHA-256("code|kind|date|title|attempt") mod 50000, titles without white space;
    `attempt` counts up when a store finds the id taken by another title.  Raises ValueError for a national kind.
    """
    if kind not in _FORM_LETTER:
        raise ValueError(f"{kind.value} is national: its id is not assigned here")
    code, era = municipality_code(jurisdiction), era_of(day)
    facts = "|".join((code, kind.value, day.isoformat(), re.sub(r"\s", "", title), str(attempt)))
    place = 50000 + int.from_bytes(hashlib.sha256(facts.encode()).digest(), "big") % 50000
    letters = _FORM_LETTER[kind] + split_body(body)[1].value
    return f"{era.digit}{_two_digits(day.year - era.base)}{letters}{code}{place}"


def revision_id(law: str, in_force: date, amending: str | None = None) -> str:
    """`{law id}_{in force YYYYMMDD}_{amending law id}`; fifteen zeros stand for the original text."""
    return f"{law}_{in_force:%Y%m%d}_{amending or '0' * 15}"
