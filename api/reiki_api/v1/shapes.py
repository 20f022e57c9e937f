"""Regulations and versions as `/v1/` tells them."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import quote, urlencode

from reiki.office.catalogue import Edition, Facts, Holding

Json = dict[str, Any]
BASE = "/v1"


def version_id(edition: Edition) -> Json:
    """Which text it is."""
    version = edition.version
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
    }


def work(holding: Holding, on: datetime.date) -> Json:
    """A regulation on a day."""
    edition = holding.on(on)
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
        "version": version_id(edition) if edition else None,
        "titles": list(dict.fromkeys(e.version.title for e in holding.editions)),
        "links": {
            "self": root,
            "text": f"{root}/text",
            "versions": f"{root}/versions",
            "history": f"{root}/history",
            "diff": f"{root}/diff",
        },
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


def permalink(
    edition: Edition, on: datetime.date, at: str = "", known: datetime.datetime | None = None
) -> str:
    """Where this text is told again: by the first day of the version, so that one version has one link."""
    query = {"on": iso(edition.version.day or on), "at": at, "known": known.isoformat() if known else ""}
    kept = urlencode({name: value for name, value in query.items() if value})
    return f"{BASE}/works/{quote(edition.work.law_id)}/text?{kept}"


def iso(day: datetime.date | None) -> str | None:
    """A day as JSON says it."""
    return day.isoformat() if day else None
