"""Which operations may have changed a provision: how far back what a column quotes (改正前) can be known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

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
)
from reiki.law.address import Address, Kind, Step


def touches(op: Operation, at: Address) -> bool:
    """True when an operation may have changed the provision at ``at``, its address, or something under it."""
    match op:
        case Substitute() | Insert() | Delete():
            return _under(op.at, at) or (_under(at, op.at) and _only_paragraph(at.steps[len(op.at.steps) :]))
        case Add() | Remove() | Replace():
            return _meets(op.at, at)
        case Move():
            return _meets(op.at, at) or _meets(op.to, at) or _siblings(op.at, at) or _siblings(op.to, at)
        case Convert():
            return any(touches(step, at) for step in op.steps)
        case Enact() | Repeal() | Unresolved():
            return True
        case _:
            assert_never(op)


def _under(inner: Address, outer: Address) -> bool:
    return inner.is_under(outer)


def _meets(a: Address, b: Address) -> bool:
    return _under(a, b) or _under(b, a) or _in_range(a, b) or _in_range(b, a)


def _in_range(a: Address, b: Address) -> bool:
    """``第11条から第12条まで`` meets every article beside it: which ones it holds is not told by comparing names."""
    for i, step in enumerate(a.steps):
        if (
            ":" in step.num
            and b.steps[:i] == a.steps[:i]
            and len(b.steps) > i
            and b.steps[i].kind is step.kind
        ):
            return True
    return False


def _siblings(moved: Address, at: Address) -> bool:
    """True when ``moved`` stands beside ``at`` or beside something that holds it: a renumbering may reach it."""
    depth = len(moved.steps)
    return (
        0 < depth <= len(at.steps)
        and at.steps[: depth - 1] == moved.steps[:-1]
        and at.steps[depth - 1].kind is moved.steps[-1].kind
    )


def _only_paragraph(rest: Sequence[Step]) -> bool:
    """Words cited by an article alone stand in its only paragraph: 第16条 and 第16条第1項 are the same words."""
    return len(rest) == 1 and rest[0].kind is Kind.PARAGRAPH
