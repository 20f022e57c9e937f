"""In which order amendments take effect, said once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from reiki.law.identity import LawNumber


@dataclass(frozen=True, order=True, slots=True)
class Turn:
    """The turn of a clause among all clauses of one regulation; the fields are compared from first to last.

    ==============  =====================================================================================
    in_force        a clause works on the text that stands on the day it starts (施行)
    promulgated     on one day, what was promulgated (公布) first is part of what the later one read
    number          in one series the number tells the order of promulgation within a day
    series          numbers of two series (条例, 規則, another body) do not order each other: this only makes
                    the fold the same in every store; if another order were right, a guard fails and holds
    notice          instruments without number: their order in the issue
    clause          第1条 before 第2条 before 附則 of the same notice
    part            parts of one clause that start on one day are applied as the clause orders them
    ==============  =====================================================================================
    """

    in_force: datetime.date
    promulgated: datetime.date
    number: tuple[int, int]
    series: str
    notice: int
    clause: int
    part: int = 0

    def as_row(self) -> tuple[str | int, ...]:
        """The fields in their order, as they are stored."""
        return (
            self.in_force.isoformat(),
            self.promulgated.isoformat(),
            *self.number,
            self.series,
            self.notice,
            self.clause,
            self.part,
        )


def turn_of(
    in_force: datetime.date,
    promulgated: datetime.date | None,
    number: str,
    notice: int,
    clause: int,
    part: int = 0,
) -> Turn:
    """The turn of the ``clause``-th clause of a notice; ``number`` is its canonical law number or ``""``.

    A notice whose promulgation is unknown counts as promulgated on the day it starts, as late as it can have been.
    """
    series, ordinal = "", (0, 0)
    try:
        parsed = LawNumber.parse(number)
    except ValueError:
        pass  # no number: the place in the issue decides
    else:
        series = f"{parsed.ad_year}{parsed.body or ''}{parsed.kind}{parsed.chain}"
        ordinal = (parsed.number, parsed.branch or 0)
    return Turn(in_force, promulgated or in_force, ordinal, series, notice, clause, part)
