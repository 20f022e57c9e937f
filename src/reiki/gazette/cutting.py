"""A copy of an issue that is not whole: it breaks off, it begins within a notice, or pages are missing between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reiki.amend.operations import Finding, Source
from reiki.gazette.heads import Head, take_signatures
from reiki.gazette.lines import Line
from reiki.gazette.model import Clause, Fixed, Notice, Unfixed
from reiki.gazette.statutory import instrument_kind
from reiki.gazette.targets import read_order
from reiki.law.identity import InstrumentKind
from reiki.source.model import Document, Table

# 訓令 and 告示 often have no 附則: its absence says nothing about a cut.
_WITHOUT_SUPPL: Final = frozenset(
    {InstrumentKind.DIRECTIVE, InstrumentKind.NOTIFICATION, InstrumentKind.GUIDELINE, InstrumentKind.OTHER}
)
_SENTENCE_END: Final = re.compile(r"[。)）」』略〕］\]]$|[0-9]$|備考$")

_ORDERS: Final = re.compile(r"(?:改める|削る|加える|施行する|適用する)。$|従前の例による。$")


def headless(lines: Sequence[Line]) -> tuple[Head | None, list[Finding]]:
    """What stands before the first notice that has a head, when it belongs to an instrument: its clauses as a notice
    without number, else a warning with its words. The file begins within that instrument.

    ``lines``: those between the issue's own head (masthead, contents) and the first notice.
    """
    at = next((i for i, x in enumerate(lines) if x.comparison or read_order(x)), None)
    if at is not None:
        begin = at - 1 if at and lines[at - 1].caption() else at
        head = Head(begin, body=list(lines[begin:]))
        take_signatures(head)
        return head, _stray(lines[:begin])
    return None, _stray(lines)


def mark_gaps(notices: Sequence[Notice], heads: Sequence[Head], gaps: Sequence[int]) -> list[Notice]:
    """Notices between whose lines pages are missing, or that stand last before such a gap and say no day: what they order may
    not be all there, and no day is taken for granted."""
    pages = [_pages(h) for h in heads]
    out: list[Notice] = []
    for n, notice in enumerate(notices):
        first, last = pages[n]
        after = pages[n + 1][0] if n + 1 < len(notices) else None
        inside = next((g for g in gaps if first <= g < last), None)
        said = notice.commencement is not None and bool(notice.commencement.text)
        behind = (
            last
            if last in gaps and not said and notice.kind != "other" and (after is None or after > last)
            else None
        )
        page = inside if inside is not None else behind
        if page is None:
            out.append(notice)
            continue
        name = notice.title or notice.number or "a notice without its head"
        finding = Finding(
            "error", "pages_missing", f"pages are missing behind page {page} of the file, in 「{name}」"
        )
        day = notice.commencement if said else Unfixed("")
        clauses = tuple(
            replace(
                c,
                findings=(*c.findings, finding),
                commencement=c.commencement if said or _told(c) else Unfixed(""),
            )
            for c in notice.clauses
        )
        out.append(replace(notice, clauses=clauses, commencement=day, findings=(*notice.findings, finding)))
    return out


def _told(clause: Clause) -> bool:
    return clause.commencement is not None and bool(clause.commencement.text)


def _pages(head: Head) -> tuple[int, int]:
    found = [p for x in head.body for p in _pages_of(x)]
    return (min(found), max(found)) if found else (0, 0)


def _pages_of(line: Line) -> list[int]:
    block = line.block
    origins = [block.origin]
    if isinstance(block, Table):
        origins += [r.origin for r in block.rows]
        origins += [b.origin for r in block.rows for c in r.cells for b in c.blocks]
    return [o.page for o in origins if o.page is not None]


def _stray(lines: Sequence[Line]) -> list[Finding]:
    found = next((x for x in lines if _ORDERS.search(x.bare)), None)
    if found is None:
        return []
    message = (
        f"what stands before the first notice belongs to one whose head is missing: 「{found.printed[:80]}」"
    )
    return [Finding("warning", "matter_before_first_notice", message, Source(found.origin))]


def mark_cut(
    notices: list[Notice], heads: Sequence[Head], document: Document
) -> tuple[list[Notice], list[Finding]]:
    """A copy that breaks off: its last notice lacks the 附則 that the others have, or ends in the middle of a sentence."""
    last = notices[-1]
    if not document.truncated and isinstance(last.commencement, Fixed) and last.commencement.text:
        return notices, []  # …次のように改正し、令和6年7月1日から施行する。 needs no 附則
    if document.truncated and last.clauses:
        finding = Finding(
            "error",
            "truncated",
            f"the file is cut off in 「{last.title or last.number}」: rows may be missing",
        )
        held = tuple(replace(c, findings=(*c.findings, finding)) for c in last.clauses)
        return [*notices[:-1], replace(last, clauses=held, findings=(*last.findings, finding))], [finding]
    if last.kind in ("erratum", "other") or last.suppl_blocks:
        return notices, []
    kind = instrument_kind(last.title, last.number)
    others = kind not in _WITHOUT_SUPPL and any(n.suppl_blocks for n in notices[:-1])
    end = next((x.bare for x in reversed(heads[-1].body) if x.bare or x.comparison), "")
    whole_sentence = not end or _SENTENCE_END.search(end) is not None
    if whole_sentence and not others and heads[-1].body:
        return notices, []
    finding = Finding(
        "error", "truncated", f"the issue breaks off in 「{last.title or last.number}」: its 附則 is missing"
    )
    clauses = tuple(
        replace(
            c,
            commencement=Unfixed(""),
            findings=(*c.findings, finding) if c is last.clauses[-1] else c.findings,
        )
        for c in last.clauses
    )
    cut = replace(last, clauses=clauses, commencement=Unfixed(""), findings=(*last.findings, finding))
    return [*notices[:-1], cut], [finding]


def breaks_off(last: Notice) -> Notice:
    """The last notice that was found, when the contents list others behind it: nobody knows where it ends."""
    message = (
        f"the issue breaks off in or after 「{last.title or last.number}」: the contents list more behind it"
    )
    finding = Finding("error", "truncated", message)
    held = tuple(replace(c, findings=(*c.findings, finding)) for c in last.clauses)
    return replace(last, clauses=held, findings=(*last.findings, finding))
