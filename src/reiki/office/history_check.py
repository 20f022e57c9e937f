"""The amendments that a page notes, checked against what the store derives from the gazette (改正注記の照合)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import assert_never

from sqlalchemy import Connection

from reiki.amend.operations import (
    Add,
    Convert,
    Delete,
    Enact,
    Finding,
    Insert,
    Move,
    Operation,
    Remove,
    Repeal,
    Replace,
    Substitute,
    Unresolved,
)
from reiki.law.address import Address
from reiki.law.reiki_page import DerivedChange, RegulationPage, compare_history
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing


def check_history(
    connection: Connection, work: int, page: RegulationPage, as_of: datetime.date
) -> tuple[Finding, ...]:
    """A warning for each place where a page and the store tell another history, from the first whole text in the store on
    (``history_note_differs``); () where the store has nothing but this page."""
    days = [a.day for a in anchoring.anchors_of(connection, work) if a.day is not None and not a.set_aside]
    begin = min(days, default=as_of)
    if begin >= as_of:
        return ()
    differences = compare_history(page, derived_changes(connection, work), begin, as_of)
    return tuple(
        Finding("warning", "history_note_differs", d.message, at=d.address if d.address.steps else None)
        for d in differences
    )


def derived_changes(connection: Connection, work: int) -> tuple[DerivedChange, ...]:
    """What the applied clauses on a work changed, in their order."""
    return tuple(
        DerivedChange(
            clause.notice_number, outcome.effective, tuple(_places(clausing.operations_of(outcome)))
        )
        for clause, outcome in clausing.standing(connection, work)
        if outcome.status == "applied" and outcome.effective is not None
    )


def _places(operations: Iterable[Operation]) -> Iterable[Address]:
    """Where an operation leaves its trace in the text after it."""
    for op in operations:
        match op:
            case Move():
                yield op.to
            case Add():
                yield op.at
            case Convert():
                yield from _places(op.steps)
            case Enact() | Repeal() | Unresolved():
                continue
            case Substitute() | Insert() | Delete() | Remove() | Replace():
                yield op.at
            case _:
                assert_never(op)
