"""The contents (目次) of an issue held against the notices that were found in it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Literal

from reiki.amend.operations import Finding, Source
from reiki.gazette.lines import squeeze
from reiki.gazette.masthead import Entry
from reiki.gazette.model import Notice
from reiki.law.equality import Fidelity, key
from reiki.law.numerals import parse_number


def compare_contents(contents: Sequence[Entry], notices: Sequence[Notice]) -> list[Finding]:
    """Where contents and notices disagree: another title, a notice that is listed and not there, one that is not listed.

    An entry of an instrument behind the last one found is an error: the copy was probably cut.
    """
    if not contents:
        return []
    left = {k: n for k, n in enumerate(notices) if n.kind != "erratum"}
    found: dict[int, int] = {}
    for i, entry in enumerate(contents):
        same = next((k for k, n in left.items() if _title_key(n.title) == _title_key(entry.title)), None)
        if same is not None:
            found[i] = same
            del left[same]
    findings: list[Finding] = []
    for i, entry in enumerate(contents):
        if i in found:
            continue
        near = _nearest(entry, left)
        if near is None:
            continue
        notice = left.pop(near)
        found[i] = near
        if not notice.title:
            continue
        message = f"the contents say 「{entry.title}」, the notice 「{notice.title}」"
        findings.append(Finding("warning", "contents_title_differs", message, Source(notice.origin)))
    last = max(found, default=-1)
    for i, entry in enumerate(contents):
        if i not in found and entry.instrument():
            severity: Literal["error", "warning"] = "error" if i > last else "warning"
            findings.append(
                Finding(
                    severity, "notice_missing", f"the contents list 「{entry.title}」, which was not found"
                )
            )
    for notice in left.values():
        message = f"「{notice.title or notice.number}」 is not in the contents"
        findings.append(Finding("warning", "contents_lack_notice", message, Source(notice.origin)))
    return findings


def _title_key(title: str) -> str:
    return key(squeeze(title), Fidelity.CONVERTED)


def _nearest(entry: Entry, left: dict[int, Notice]) -> int | None:
    """The notice that an entry with another title must mean: the same number, and a title much alike."""
    best: tuple[float, int] | None = None
    for k, notice in left.items():
        serial = re.search(r"第([0-9]+)号", notice.number)
        same_number = (
            entry.number is not None and serial is not None and parse_number(serial[1]) == entry.number
        )
        ratio = difflib.SequenceMatcher(
            None, _title_key(entry.title), _title_key(notice.title), autojunk=False
        ).ratio()
        if (same_number and (ratio > 0.5 or not notice.title)) or (entry.number is None and ratio > 0.85):
            best = max(best or (0.0, k), (ratio, k))
    return best[1] if best else None
