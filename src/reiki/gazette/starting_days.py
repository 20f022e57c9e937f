"""The days on which a notice and the parts of it start, and which of them are those of one clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reiki.amend.operations import Finding
from reiki.gazette.beside import Application
from reiki.gazette.model import Commencement, Fixed, PartCommencement, Unfixed
from reiki.gazette.proviso import of_clause


@dataclass(frozen=True, slots=True)
class Override:
    """A ただし書: ``subject`` as printed; ``clause``: the id of the clause it names (``2``, ``附則3``) or ``""`` for the main
    provision; ``part``: the 改正規定 within it, as printed, or ``""`` for the whole."""

    subject: str
    clause: str
    part: str
    commencement: Commencement


@dataclass(frozen=True, slots=True)
class Commencements:
    """What a 附則 says: the day of the whole (``default``), the exceptions, since when what applies (適用), and notes."""

    default: Commencement
    overrides: tuple[Override, ...] = ()
    findings: tuple[Finding, ...] = ()
    applications: tuple[Application, ...] = ()

    def for_clause(
        self, clause_id: str, articled: bool, title: str = ""
    ) -> tuple[Commencement, tuple[PartCommencement, ...]]:
        """The day of a clause, and the parts of it that start on other days.

        ``articled``: the notice's main provision has articles, so that ``第2条の規定`` means its second clause; in an
        unarticled notice ``第5条の改正規定`` means a part of its only clause. ``title``: of what the clause amends, which a
        ただし書 may name with the provision (``第1条中霧浜市税条例第5条の改正規定``).
        """
        default, parts = self.default, []
        for o in self.overrides:
            whole = o.clause == clause_id or (bool(o.clause) and clause_id.startswith(f"{o.clause}-"))
            if o.clause and whole and not o.part:
                default = o.commencement
            elif o.part and (whole or (not o.clause and not articled and not clause_id.startswith("附則"))):
                part, but = of_clause(o.part, title)
                if but and any(p is not o and p.clause == o.clause and p.part for p in self.overrides):
                    # What else starts apart may be what is left out: nobody may guess.
                    part, but = o.part, False
                if but:
                    default = o.commencement
                    parts.append(PartCommencement(part, self.default))
                else:
                    parts.append(PartCommencement(part, o.commencement))
        return default, tuple(parts)


def agreeing(overrides: Sequence[Override]) -> tuple[tuple[Override, ...], tuple[str, ...]]:
    """The overrides, and what of them is said to start on two days, as printed the second time: a clause, or the same part of
    one. Such a one bears the earlier day, from which on nobody knows."""
    known: dict[tuple[str, str], Commencement] = {}
    twice = []
    for o in overrides:
        first = known.setdefault(_place(o), o.commencement)
        if not same_start(first, o.commencement):
            twice.append(o.subject)
            known[_place(o)] = _earlier(first, o.commencement)
    return tuple(replace(o, commencement=known[_place(o)]) for o in overrides) if twice else tuple(
        overrides
    ), tuple(twice)


def _place(o: Override) -> tuple[str, str]:
    whole = not o.part or re.search(r"を除く。?$", o.part) is not None
    return (o.clause, "" if whole else o.part)


def _earlier(one: Commencement, other: Commencement) -> Commencement:
    if isinstance(one, Fixed) and isinstance(other, Fixed):
        return min(one, other, key=lambda day: day.date)
    return Unfixed(one.text)


def same_start(one: Commencement, other: Commencement) -> bool:
    """True when two commencements are one, in whatever words."""
    match one, other:
        case Fixed(date=a), Fixed(date=b):
            return a == b
        case Unfixed(), Unfixed():
            return replace(one, text="") == replace(other, text="")
    return False


def with_text(found: Commencement, text: str) -> Commencement:
    """A commencement with the words that say it."""
    return replace(found, text=text)
