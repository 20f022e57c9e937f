"""Which clauses are meant where a day is fixed for a part of an instrument (附則第1項ただし書に規定する規定)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from reiki.gazette.lines import fold, squeeze
from reiki.law.numerals import NUMERAL, parse_number
from reiki.store.clauses import StoredClause

_OF_SUPPLEMENT: Final = rf"附則(?:第{NUMERAL}[条項])*"
_MEANT: Final = r"(?:に規定する|に掲げる|に定める|の)?(?:改正)?(?:規定|部分)?"
_PROVISO: Final = re.compile(rf"{_OF_SUPPLEMENT}(?P<which>ただし書|本文|各号列記以外の部分|各号){_MEANT}")
_ITEMS: Final = re.compile(
    rf"{_OF_SUPPLEMENT}(?P<items>第{NUMERAL}号(?:(?:、|及び|並びに)第{NUMERAL}号)*){_MEANT}"
)
_NUMBERED: Final = re.compile(rf"第(?P<number>{NUMERAL})号")
_BUT: Final = re.compile(r"\((?P<but>[^()]+)を除く。?\)(?:の規定)?")
_ARTICLE: Final = re.compile(rf"^第{NUMERAL}条(?:の{NUMERAL})*(?=の規定|の改正規定|$)")
_LABEL: Final = re.compile(rf"^(?:\((?P<number>{NUMERAL})\)|(?P<bare>{NUMERAL})(?![年月日条項]))")


def excepts(part: str) -> bool:
    """True for a part that is told by what it is not: ``(附則ただし書に規定する規定を除く。)``."""
    return _BUT.fullmatch(part) is not None


def clauses_meant(
    part: str, waiting: Sequence[StoredClause], every: Sequence[StoredClause] | None
) -> tuple[StoredClause, ...] | None:
    """The clauses that a part of an instrument names (half-width), among those that are ``waiting`` for a day.

    ``附則第2号及び第3号に掲げる規定``, ``第2条の規定``, ``(附則ただし書に規定する規定を除く。)``. ``None`` where
    nothing answers to all of it. ``every``: the clauses among which what is excepted must be found; ``None`` where that was
    looked for before.
    """
    if but := _BUT.fullmatch(part):
        among = waiting if every is None else every
        excepted = clauses_meant(but["but"], among, None)
        if excepted is None and every is not None:
            return None
        gone = {c.id for c in excepted or ()}
        rest = tuple(c for c in waiting if c.id not in gone)
        return rest or None
    if match := _PROVISO.fullmatch(part):
        return tuple(c for c in waiting if _stands_in(match["which"], _said(c))) or None
    if match := _ITEMS.fullmatch(part):
        wanted = {parse_number(m["number"]) for m in _NUMBERED.finditer(match["items"])}
        mine = [c for c in waiting if _item(_said(c)) in wanted]
        return tuple(mine) if {_item(_said(c)) for c in mine} == wanted else None
    if match := _ARTICLE.match(part):
        bare = part[match.end() :] in ("", "の規定", "の改正規定")
        mine = [c for c in waiting if fold(squeeze(c.path)) == match[0]] if bare else []
        if mine:
            return tuple(mine)
    return tuple(c for c in waiting if _subject(_said(c)) == part) or None


def _said(clause: StoredClause) -> str:
    return fold(squeeze(str(clause.commencement.get("text", ""))))


def _stands_in(which: str, said: str) -> bool:
    proviso = said.startswith(("ただし", "但し"))
    match which:
        case "ただし書":
            return proviso
        case "各号":
            return _item(said) is not None
        case _:
            return not proviso and _item(said) is None


def _item(said: str) -> int | None:
    label = _LABEL.match(said)
    return parse_number(label["number"] or label["bare"]) if label is not None else None


def _subject(said: str) -> str:
    """What a sentence on commencement speaks of: ``ただし、第2条の改正規定は、規則で定める日から…`` → ``第2条の改正規定``."""
    match = re.match(r"(?:ただし|但し)、?(?P<what>[^は、]+)は、", said)
    return match["what"] if match else ""
