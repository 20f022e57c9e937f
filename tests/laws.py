"""The laws of an operation, checked in one place. Whoever tests a clause calls :func:`obey`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from reiki.amend.engine import Applied, Conflict, apply, invert
from reiki.amend.operations import Operation, Quote, from_json, to_json
from reiki.law.address import Address
from reiki.law.document import LawDocument


def obey(document: LawDocument, operations: Sequence[Operation], guard: Sequence[Quote] = ()) -> LawDocument:
    """Applies operations that must apply and checks what holds for every clause; returns the law after it.

    The law before is left alone. The inverse gives it back byte for byte, and so does the inverse after JSON, and the
    inverse of the inverse gives the law after. The result is the same in any order of the operations. A guard that does not
    hold stops everything. What comes out can be read again.
    """
    before = document.to_bytes()
    applied = succeed(document, operations, guard)
    after = applied.document.to_bytes()
    assert document.to_bytes() == before, "the law before was changed"
    assert LawDocument.parse(after).to_bytes() == after

    assert invert(applied).to_bytes() == before, "the inverse does not give the law before"
    through_json = tuple(_through_json(op) for op in applied.inverse)
    assert through_json == applied.inverse
    reread = LawDocument.parse(after)
    undone = succeed(reread, through_json)
    assert undone.document.to_bytes() == before, "the inverse does not work on the law as read from its file"
    assert invert(undone).to_bytes() == after, "the inverse of the inverse does not give the law after"

    again = succeed(document, tuple(_through_json(op) for op in operations), guard)
    assert again.document.to_bytes() == after, "the operations do not survive JSON"
    backwards = succeed(document, tuple(reversed(operations)), guard)
    assert backwards.document.digest() == applied.document.digest(), (
        "the order of the operations has a meaning"
    )

    resist(document, operations, [*guard, Quote(_somewhere(document), "そのような文言はない。")])
    return applied.document


def succeed(document: LawDocument, operations: Sequence[Operation], guard: Sequence[Quote] = ()) -> Applied:
    """The outcome of operations that must apply."""
    outcome = apply(document, operations, guard)
    assert isinstance(outcome, Applied), [finding.message for finding in outcome.findings]
    return outcome


def resist(
    document: LawDocument,
    operations: Sequence[Operation],
    guard: Sequence[Quote] = (),
    code: str | None = None,
) -> Conflict:
    """Operations that must not apply: the outcome has located error findings, and the law is as it was."""
    before = document.to_bytes()
    outcome = apply(document, operations, guard)
    assert isinstance(outcome, Conflict), "this should have been held"
    assert outcome.findings
    assert all(finding.severity == "error" and finding.message for finding in outcome.findings)
    assert document.to_bytes() == before
    if code is not None:
        assert code in {finding.code for finding in outcome.findings}, [f.message for f in outcome.findings]
    return outcome


def _through_json(op: Operation) -> Operation:
    return from_json(json.loads(json.dumps(to_json(op), ensure_ascii=False)))


def _somewhere(document: LawDocument) -> Address:
    return next((a for a in document.addresses() if document.words(a) is not None), Address(()))
