"""The headers that say which text an answer holds, and how certain it is."""

from __future__ import annotations

import datetime

from reiki.office.catalogue import Edition

DIGEST = "X-Reiki-Text-Digest"
EVIDENCE = "X-Reiki-Evidence"
HELD_SINCE = "X-Reiki-Held-Since"


def identity(edition: Edition, held_since: datetime.date | None) -> dict[str, str]:
    """``X-Reiki-Text-Digest``; ``X-Reiki-Evidence``: ``quoted`` where only what gazettes quote is known, else ``whole``;
    ``X-Reiki-Held-Since``: from that day on a clause is held, absent where none is."""
    headers = {
        DIGEST: edition.version.text_digest,
        EVIDENCE: "quoted" if edition.version.partial else "whole",
    }
    return headers | ({HELD_SINCE: held_since.isoformat()} if held_since is not None else {})


def marked_name(title: str, edition: Edition, held_since: datetime.date | None) -> str:
    """The name of a file, which goes with it wherever it goes: `…規則（保留あり）（部分収録）`."""
    held = "（保留あり）" if held_since is not None else ""
    return title + held + ("（部分収録）" if edition.version.partial else "")
