"""Evidence pictures (根拠の図): what the gazette printed at the place that a finding of a clause means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reiki.office.errors import OfficeError, UnknownClause
from reiki.store import clauses as clausing
from reiki.store.session import Store
from reiki.store.sources import source_bytes


class NoSuchFinding(OfficeError):
    """The clause has fewer findings."""


def evidence_picture(store: Store, key: str, index: int, scale: float = 2.0) -> bytes | None:
    """The page region that finding ``index`` (from 0) of a clause means, as PNG; ``scale``: pixels per point.

    The whole page where only the page is known. A finding that names a provision and no place is shown where the first
    operation on that provision stands. ``None`` where the source is no PDF or the place is not known. Raises
    :class:`UnknownClause`, :class:`NoSuchFinding`.
    """
    with store.reading() as connection:
        clause = clausing.clauses_by_key(connection, [key]).get(key)
        if clause is None:
            raise UnknownClause(f"no clause has the id {key}; reiki review lists those that are held.")
        outcome = clausing.outcomes_of(connection, [clause.id])[clause.id]
        if not 0 <= index < len(outcome.findings):
            raise NoSuchFinding(
                f"clause {key} has {len(outcome.findings)} findings; there is no number {index + 1}."
            )
        data, _ = source_bytes(connection, clause.source)
    place = place_of(outcome.findings[index], outcome.operations)
    if place is None or b"%PDF-" not in data[:1024]:
        return None
    from reiki.source.pdf.picture import page_picture

    page, box = place
    return page_picture(data, page, box, scale)


def place_of(
    finding: Mapping[str, Any], operations: Sequence[Mapping[str, Any]]
) -> tuple[int, tuple[float, float, float, float] | None] | None:
    """The page that a finding means (from 1) and the box on it, as far as they are known."""
    sources = [finding.get("source") or {}]
    at = finding.get("at")
    if at is not None:
        sources += [op.get("source") or {} for op in operations if op.get("at") == at]
    found = next((s for s in sources if s.get("page")), None)
    if found is None:
        return None
    box = found.get("box")
    return found["page"], None if box is None else (box[0], box[1], box[2], box[3])
