"""Numbers of which the body is left out or cut short (番号の略記): ``令和6年規則第3号`` in a notice of 霧浜市 is
``令和6年霧浜市規則第3号``, and never that of its 教育委員会.

A number is printed where everybody knows whose gazette he reads. Beside others it means something only with the jurisdiction and
the organ of the notice that prints it, and where both the head and the organ may be meant, that is not told.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from reiki.law.identity import InstrumentKind, LawNumber, kind_of
from reiki.law.jurisdictions import Organ, split_body

_NATIONAL: Final = frozenset(
    {
        InstrumentKind.CONSTITUTION,
        InstrumentKind.ACT,
        InstrumentKind.CABINET_ORDER,
        InstrumentKind.IMPERIAL_ORDER,
        InstrumentKind.MINISTERIAL_ORDINANCE,
        InstrumentKind.DECREE,
        InstrumentKind.DECREE_DIRECTIVE,
        InstrumentKind.DECREE_PROCLAMATION,
    }
)
_SHORT_ORGANS: Final = {
    "教委": "教育委員会",
    "教育委": "教育委員会",
    "人委": "人事委員会",
    "人事委": "人事委員会",
    "公安委": "公安委員会",
    "公平委": "公平委員会",
    "選管": "選挙管理委員会",
    "選管委": "選挙管理委員会",
    "選委": "選挙管理委員会",
    "農委": "農業委員会",
    "監委": "監査委員",
    "監査委": "監査委員",
    "労委": "労働委員会",
}
_OWN: Final = re.compile(r"(?:本|当)?(?P<what>[都道府県市区町村])(?P<organ>.*)")
"""``市規則第3号``, ``県教育委員会規則第3号``: the jurisdiction by what it is, not by its name."""


def is_national(number: LawNumber) -> bool:
    """True for a law, an order or an ordinance of the state: such a number names no body and needs none."""
    return kind_of("", number) in _NATIONAL


def spelled_out(number: LawNumber, jurisdiction: str) -> LawNumber | None:
    """A number with the jurisdiction that it leaves out, and its organ's whole name; a full number as it is.

    ``jurisdiction``: of whoever prints it, ``""`` where that is not known (then what lacks it stays without). ``None``: its body
    is none that is known, or is another's.
    """
    body = number.body or ""
    if is_national(number) or number.chain or "・" in body:
        return number
    if not body:
        return replace(number, body=jurisdiction or None)
    if jurisdiction and body.startswith(jurisdiction):
        organ = body.removeprefix(jurisdiction)
        return replace(number, body=jurisdiction + _SHORT_ORGANS.get(organ, organ))
    if (own := _OWN.fullmatch(body)) and _is_organ(own["organ"]):
        if jurisdiction and not jurisdiction.endswith(own["what"]):
            return None
        body = own["organ"]
        if not body:
            return replace(number, body=jurisdiction or None)
    body = _SHORT_ORGANS.get(body, body)
    named, organ = split_body(body)
    if named == "" and organ is not Organ.OTHER:
        return replace(number, body=jurisdiction + body)
    return number if organ is not Organ.OTHER or _is_name(named) else None


def readings(number: LawNumber, printed_by: LawNumber | None, jurisdiction: str) -> tuple[LawNumber, ...]:
    """What a number may mean that a notice prints; several where that is not told, none where its body is not known.

    ``printed_by``: the full number of that notice, ``None`` where it has none. An organ of its own (教育委員会, 水道事業管理者)
    may mean its own series or that of the head (市長) by ``規則第3号``; a 条例 is always the jurisdiction's.
    """
    full = spelled_out(number, jurisdiction)
    if full is None:
        return ()
    own = printed_by.body if printed_by is not None else None
    if number.body or not own or own == full.body or is_national(number) or number.kind == "条例":
        return (full,)
    if split_body(own)[1] is Organ.HEAD:
        return (replace(full, body=own),)
    return (replace(full, body=own), full)


def spellings(number: LawNumber) -> tuple[str, ...]:
    """Every form in which a full number may be printed: whole, with the organ alone or cut short, without a body."""
    if is_national(number) or number.chain or not number.body:
        return (str(number),)
    jurisdiction, _ = split_body(number.body)
    organ = number.body.removeprefix(jurisdiction)
    organs = [organ, *(short for short, whole in _SHORT_ORGANS.items() if whole == organ)]
    heads = [jurisdiction, "", *(f"{own}{jurisdiction[-1:]}" for own in ("", "本", "当") if jurisdiction)]
    bodies = dict.fromkeys([number.body, *(head + o for head in heads for o in organs), ""])
    return tuple(str(replace(number, body=body or None)) for body in bodies)


def _is_organ(words: str) -> bool:
    """An organ by its name alone, or no organ at all: of ``市教育委員会``, not of ``市川市``."""
    named, organ = split_body(_SHORT_ORGANS.get(words, words))
    return not words or (named == "" and organ is not Organ.OTHER)


def _is_name(named: str) -> bool:
    """A body whose organ is of no known name is still a body of its own (組合, 人事院, 最高裁判所)."""
    return len(named) > 3 or named.endswith(("院", "庁", "組合", "連合"))
