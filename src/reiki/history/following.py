"""One provision followed through renumbering (条項の移動を追う): which address it had before a clause, and which after.

All operations of a clause read the state before it: ``at`` cites that state; ``to`` of a move and ``at`` of an addition cite the
state after. What nothing moved keeps its address; what stands in something that moved goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from reiki.amend.locate import NotThere, locate
from reiki.amend.operations import (
    Add,
    Convert,
    Delete,
    Enact,
    Insert,
    Move,
    Operation,
    Remove,
    Repeal,
    Replace,
    Substitute,
    Unresolved,
    WordOperation,
)
from reiki.history.touching import touches
from reiki.law.address import Address, Kind, Step
from reiki.law.document.splice import edited
from reiki.law.numerals import branch_key


def bare(at: Address) -> Address:
    """The address without the step of a sole table, which a citation may leave out: 別表第2の表 行「甲」 is 別表第2 行「甲」."""
    return Address(tuple(s for s in at.steps if s.kind is not Kind.TABLE or s.num))


def address_before(at: Address, operations: Sequence[Operation]) -> Address | None:
    """Where the provision that stands at ``at`` after a clause stood before it; ``None`` when the clause brought it."""
    at = found = bare(at)
    depth = came = -1
    operations = tuple(_each(operations))
    for op in operations:
        if isinstance(op, Move):
            to = bare(op.to)
            if at.is_under(to) and len(to.steps) > depth:
                found, depth = Address((*bare(op.at).steps, *at.steps[len(to.steps) :])), len(to.steps)
        elif isinstance(op, Add) and at.is_under(here := bare(op.at)):
            came = max(came, len(here.steps))
    return None if came > depth else _row_before(found, operations)


def address_after(at: Address, operations: Sequence[Operation]) -> Address | None:
    """Where the provision that stands at ``at`` before a clause stands after it; ``None`` when the clause removed it."""
    at = found = bare(at)
    depth = gone = -1
    operations = tuple(_each(operations))
    for op in operations:
        if isinstance(op, Move):
            here = bare(op.at)
            if at.is_under(here) and len(here.steps) > depth:
                found, depth = Address((*bare(op.to).steps, *at.steps[len(here.steps) :])), len(here.steps)
        elif isinstance(op, Remove) and at.is_under(here := bare(op.at)):
            gone = max(gone, len(here.steps))
    return None if gone > depth else _row_after(found, at, operations)


def leaves(at: Address, operations: Sequence[Operation]) -> bool:
    """True when what stands at ``at`` before a clause stands elsewhere or nowhere after it."""
    return address_after(at, operations) != bare(at)


def concerns(op: Operation, before: Address | None, after: Address | None) -> bool:
    """True when an operation changed the provision that stands at ``before`` before its clause and at ``after`` after it: it,
    something in it, or something that holds it as a whole."""
    match op:
        case Substitute() | Insert() | Delete():
            return before is not None and touches(replace(op, at=bare(op.at)), bare(before))
        case Remove() | Replace():
            return _meets(op.at, before)
        case Add():
            return _meets(op.at, after)
        case Move():
            return _meets(op.at, before) or _meets(op.to, after)
        case Convert(steps=steps):
            return any(concerns(step, before, after) for step in steps)
        case Enact() | Repeal() | Unresolved():
            return True
        case _:
            assert_never(op)


def _each(operations: Sequence[Operation]) -> Iterator[Operation]:
    """The operations, a conversion as the steps that it takes."""
    for op in operations:
        if isinstance(op, Convert):
            yield from _each(op.steps)
        else:
            yield op


def _meets(cited: Address, at: Address | None) -> bool:
    """True when one holds the other; 第11条から第12条まで and 第12条 do."""
    if at is None:
        return False
    return all(_same_step(a, b) for a, b in zip(bare(cited).steps, bare(at).steps, strict=False))


def _same_step(a: Step, b: Step) -> bool:
    if a == b or a.kind is not b.kind or (":" in a.num) == (":" in b.num):
        return a == b
    span, one = (a, b) if ":" in a.num else (b, a)
    first, _, last = span.num.partition(":")
    if not all(re.fullmatch(r"[0-9]+(_[0-9]+)*", num) for num in (first, last, one.num)):
        return False
    return branch_key(first) <= branch_key(one.num) <= branch_key(last)


# A row is cited by its head, so that words changed in the head give it another address without any move.


def _row_before(at: Address, operations: Sequence[Operation]) -> Address:
    for n, step in enumerate(at.steps):
        if step.kind is Kind.ROW:
            table = at.steps[:n]
            for named, head in _renamed(table, operations):
                if head == step.num:
                    return Address((*table, Step(Kind.ROW, named), *at.steps[n + 1 :]))
    return at


def _row_after(at: Address, was: Address, operations: Sequence[Operation]) -> Address:
    for n, (step, old) in enumerate(zip(at.steps, was.steps, strict=False)):
        if step.kind is Kind.ROW:
            for named, head in _renamed(was.steps[:n], operations):
                if named == old.num:
                    return Address((*at.steps[:n], replace(step, num=head), *at.steps[n + 1 :]))
    return at


def _renamed(table: Sequence[Step], operations: Sequence[Operation]) -> Iterator[tuple[str, str]]:
    """The rows of a table that are cited by the whole words of a cell which the clause changed: the citation before and after."""
    cells: dict[Address, list[WordOperation]] = {}
    for op in operations:
        if isinstance(op, Substitute | Insert | Delete):
            at = bare(op.at)
            if len(at.steps) > 2 and at.steps[:-2] == tuple(table):
                cells.setdefault(at, []).append(op)
    for at, ops in cells.items():
        row = at.steps[-2]
        head = _changed(row.num, ops) if row.kind is Kind.ROW and not row.num.startswith("#") else None
        if head:
            yield row.num, head


def _changed(head: str, operations: Sequence[WordOperation]) -> str | None:
    """The head with all these changes; ``None`` where they speak of other words, those of a cell that is not the head."""
    try:
        edits = sorted((locate(head, op) for op in operations), key=lambda e: (e.start, e.end))
    except NotThere:
        return None
    return edited(head, edits)
