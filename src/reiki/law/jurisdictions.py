"""Jurisdictions (地方公共団体) and their organs: prefecture codes, and who issues an instrument.

Codes are the five digits of the 全国地方公共団体コード without its check digit: two for the prefecture (JIS X 0401), three
for the municipality, `000` for the prefecture itself.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

PREFECTURES: Final = tuple(
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 "
    "福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 "
    "山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県".split()
)
"""The 47 prefectures; the place in the list, from 1, is the two-digit code."""


class Organ(StrEnum):
    """Who issues an instrument (制定機関).  The value is the letter that stands second in a municipal law id."""

    HEAD = "A"
    """知事・市町村長, and the assembly's own 条例"""
    ASSEMBLY = "G"
    """議会"""
    EDUCATION = "E"
    """教育委員会・教育長"""
    PERSONNEL = "J"
    """人事委員会"""
    EQUITY = "F"
    """公平委員会"""
    PUBLIC_SAFETY = "S"
    """公安委員会"""
    POLICE = "P"
    """警察本部長"""
    ELECTION = "V"
    """選挙管理委員会"""
    AUDIT = "W"
    """監査委員"""
    AGRICULTURE = "N"
    """農業委員会"""
    ASSESSMENT = "T"
    """固定資産評価審査委員会"""
    ENTERPRISE = "B"
    """企業管理者・公営企業管理者・水道事業管理者"""
    HOSPITAL = "H"
    """病院事業管理者"""
    FIRE = "D"
    """消防長・消防本部・消防団"""
    LABOUR = "L"
    """労働委員会・地方労働委員会"""
    EXPROPRIATION = "U"
    """収用委員会"""
    FISHERY = "C"
    """海区漁業調整委員会・内水面漁場管理委員会"""
    OTHER = "Z"
    """any other body"""


# Order matters where one name ends in another: 固定資産評価審査委員会 before any shorter 委員会.
_ORGAN_NAMES: Final = (
    (Organ.ASSESSMENT, r"固定資産評価審査委員会"),
    (Organ.ELECTION, r"(?:[^\s]{1,4}区)?選挙管理委員会(?:委員長)?"),
    (Organ.EDUCATION, r"教育委員会(?:教育長)?|教育長"),
    (Organ.PERSONNEL, r"人事委員会"),
    (Organ.EQUITY, r"公平委員会"),
    (Organ.PUBLIC_SAFETY, r"公安委員会"),
    (Organ.POLICE, r"警察本部(?:長)?|警察"),
    (Organ.AUDIT, r"(?:代表)?監査委員"),
    (Organ.AGRICULTURE, r"農業委員会"),
    (Organ.HOSPITAL, r"病院(?:局|事業)(?:企業)?(?:管理者?)?"),
    (Organ.FIRE, r"消防(?:本部|局|長|団|署)?"),
    (
        Organ.ENTERPRISE,
        r"(?:公営|地方)?企業(?:局|団)?(?:管理者?|長)?|(?:上下|簡易|下|工業用)?水道(?:局|部|企業|事業)*(?:管理者?)?"
        r"|(?:交通|ガス)(?:局|事業)*(?:企業)?(?:管理者?)?|管理",
    ),
    (Organ.LABOUR, r"(?:地方)?労働委員会"),
    (Organ.EXPROPRIATION, r"収用委員会"),
    (Organ.FISHERY, r"[^\s]{0,6}海区漁業調整委員会|内水面漁場管理委員会"),
    (Organ.ASSEMBLY, r"議会(?:議長)?"),
    (Organ.HEAD, r"知事|(?<=[市区町村])長"),
)
_PREFECTURE: Final = "|".join(PREFECTURES)
_MUNICIPALITY: Final = re.compile(rf"(?:{_PREFECTURE})?[^\s]{{1,12}}?[市区町村]|{_PREFECTURE}")


def split_body(body: str) -> tuple[str, Organ]:
    """The jurisdiction and the organ of a body: `鳥取県人事委員会` → (`鳥取県`, PERSONNEL), `霧浜市` → (`霧浜市`, HEAD).

    A body with an organ of no known name is `Organ.OTHER` and keeps its whole name as the jurisdiction's.
    """
    if body in PREFECTURES or not body:
        return body, Organ.HEAD
    for organ, pattern in _ORGAN_NAMES:
        match = re.search(f"(?:{pattern})$", body)
        if match is None:
            continue
        rest = body[: match.start()]
        if not rest or rest in PREFECTURES or rest[-1] in "市区町村県都府道合":
            return rest, organ
    if _MUNICIPALITY.fullmatch(body):
        return body, Organ.HEAD
    return body, Organ.HEAD if body.endswith(("組合", "連合", "市", "町", "村", "区")) else Organ.OTHER


def prefecture_code(name: str) -> str | None:
    """The five-digit code of a prefecture: `鳥取県` → `31000`; `None` for any other name."""
    return f"{PREFECTURES.index(name) + 1:02}000" if name in PREFECTURES else None


def code_of_body(body: str) -> str | None:
    """The code of the jurisdiction to which a body belongs, where this module knows it: only prefectures."""
    return prefecture_code(split_body(body)[0])


def municipality_code(text: str) -> str:
    """The five digits of a code given with (`310000` + check digit) or without its check digit.

    Raises ValueError when the digits are not 5 or 6, the prefecture is none of 01 to 47 (99: an invented
    one, as the sample municipality has), or the check digit is wrong.
    """
    if not re.fullmatch(r"[0-9]{5,6}", text) or not (1 <= int(text[:2]) <= 47 or text[:2] == "99"):
        raise ValueError(f"「{text}」is not a municipality code; expected five digits such as 31000 (鳥取県)")
    weighted = sum(int(digit) * weight for digit, weight in zip(text[:5], (6, 5, 4, 3, 2), strict=True))
    check = str((11 - weighted % 11) % 10)
    if len(text) == 6 and text[5] != check:
        raise ValueError(f"「{text}」is not a municipality code: the check digit of {text[:5]} is {check}")
    return text[:5]
