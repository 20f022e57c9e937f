"""Regulations and versions as `/v1/` tells them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from reiki.office.catalogue import Edition, Facts, Holding, Store
from reiki.office.certainty import Certainty, certainties
from reiki.office.figures import VersionFigure

Json = dict[str, Any]
BASE = "/v1"


def version_id(certainty: Certainty) -> Json:
    """Which text it is, and how certain: of all its days, so that one version is told of alike wherever it is."""
    edition, version = certainty.edition, certainty.edition.version
    return {
        "law_id": edition.work.law_id,
        "revision_id": edition.revision_id,
        "title": version.title,
        "number": edition.work.number,
        "in_force_from": iso(version.day),
        "in_force_until": iso(edition.until),
        "status": version.ended or "in_force",
        "evidence": "quoted" if version.partial else "whole",
        "text_digest": version.text_digest,
        "recorded_at": version.recorded_at.isoformat(),
        "held_since": iso(certainty.within.since) if certainty.within else None,
        "held_clause": certainty.within.clause if certainty.within else None,
        "pending": list(certainty.pending),
    }


def works(
    store: Store, holdings: Iterable[Holding], on: datetime.date, known: datetime.datetime | None = None
) -> list[Json]:
    """Regulations on a day."""
    listed = [(holding, holding.on(on)) for holding in holdings]
    told = iter(certainties(store, [(edition, on) for _, edition in listed if edition is not None], known))
    return [_work(holding, next(told) if edition else None, on) for holding, edition in listed]


def _work(holding: Holding, certainty: Certainty | None, on: datetime.date) -> Json:
    edition = certainty.edition if certainty else None
    status = "not_yet"
    if edition is not None:
        status = edition.version.ended or ("partial" if edition.version.partial else "in_force")
    shown = edition or (holding.editions[0] if holding.editions else None)
    root = f"{BASE}/works/{quote(holding.work.law_id)}"
    return {
        "law_id": holding.work.law_id,
        "title": shown.version.title if shown else holding.work.title,
        "number": holding.work.number,
        "kind": holding.work.kind,
        "status": status,
        "version": version_id(certainty) if certainty else None,
        **on_day(certainty),
        "titles": list(dict.fromkeys(e.version.title for e in holding.editions)),
        "links": {
            "self": root,
            "text": f"{root}/text",
            "versions": f"{root}/versions",
            "history": f"{root}/history",
            "diff": f"{root}/diff",
            "figures": f"{root}/figures",
        },
    }


def on_day(certainty: Certainty | None) -> Json:
    """What is held behind a version on the day asked, and what must be said of it wherever it is named."""
    held = certainty.held if certainty else None
    return {
        "held_since": iso(held.since) if held else None,
        "held_clause": held.clause if held else None,
        "notes": list(certainty.notes()) if certainty else [],
    }


def amendment(facts: Facts) -> Json | None:
    """What brought a version; ``None`` where the store does not know."""
    brought = facts.amendment
    if brought is None:
        return None
    return {
        "law_id": brought.law_id or None,
        "number": brought.number,
        "title": brought.title,
        "promulgated": iso(brought.promulgated),
    }


def figure(found: VersionFigure) -> Json:
    """A figure with where its picture is served."""
    held = found.figure
    return {
        "src": found.src,
        "label": found.label,
        "held": held is not None,
        "link": f"{BASE}/figures/{held.sha256}" if held else None,
        "sha256": held.sha256 if held else None,
        "media_type": held.media_type if held else None,
        "size": held.size if held else None,
        "width": held.width or None if held else None,
        "height": held.height or None if held else None,
        "origin": found.origin or None,
        "as_of": iso(found.lent_on),
        "others": [
            {
                "as_of": iso(other.day),
                "sha256": other.figure.sha256,
                "link": f"{BASE}/figures/{other.figure.sha256}",
            }
            for other in found.others
        ],
    }


def permalink(
    edition: Edition,
    on: datetime.date,
    at: str = "",
    known: datetime.datetime | None = None,
    form: str = "text",
) -> str:
    """Where a text is told again. ``on``: the day that names it (:func:`reiki.office.editions.told_on`)."""
    query = {
        "on": iso(on),
        "at": at,
        "format": "" if form == "text" else form,
        "known": known.isoformat() if known else "",
    }
    kept = urlencode({name: value for name, value in query.items() if value})
    return f"{BASE}/works/{quote(edition.work.law_id)}/text?{kept}"


def day_of(edition: Edition, on: datetime.date) -> datetime.date:
    """A day on which a version stands, to be asked for: its first; of unknown beginning its last, or ``on``."""
    return edition.version.day or min(edition.until or on, on)


def iso(day: datetime.date | None) -> str | None:
    """A day as JSON says it."""
    return day.isoformat() if day else None
