"""What a reader could not read: numbers and words that a file shows and that were not told from it.

Where the new text would hold a sign that stands for an unread one (〓, U+FFFD, 外字 of a private font, an image among words),
nobody can serve it; the clause is held. Words that a file lacks altogether may be missing anywhere in it; all its clauses are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from reiki.amend.operations import Convert, Finding, Operation
from reiki.gazette.model import Notice
from reiki.source.model import UNKNOWN_SIGN

_UNREAD: Final = re.compile(f"[{UNKNOWN_SIGN}\ufffd\ufffc\ue000-\uf8ff\U000f0000-\U0010fffd]")


def hold_missing(notices: Sequence[Notice], missing: Sequence[str]) -> list[Notice]:
    """The notices of a file whose reader says that words are missing in what was read (``Document.missing``): all held."""
    if not missing:
        return list(notices)
    found = tuple(Finding("error", "source_note", note) for note in missing)
    return [
        replace(
            n,
            clauses=tuple(replace(c, findings=(*c.findings, *found)) for c in n.clauses),
            findings=(*n.findings, *found),
        )
        for n in notices
    ]


def unread_signs(operations: Iterable[Operation]) -> Iterator[Finding]:
    """An error for each operation whose new words hold an unread sign that the old ones do not."""
    for op in operations:
        if isinstance(op, Convert):
            yield from unread_signs(op.steps)
            continue
        new = "".join(getattr(op, name, None) or "" for name in ("after", "xml", "label"))
        old = "".join(getattr(op, name, None) or "" for name in ("before", "words"))
        fresh = Counter(_UNREAD.findall(new)) - Counter(_UNREAD.findall(old))
        if not fresh:
            continue
        sign = next(iter(fresh))
        at = new.index(sign)
        shown = re.sub(r"<[^<>]*>?|[^<>]*>", "", new[max(at - 40, 0) : at + 20])
        message = (
            f"a sign that could not be read (U+{ord(sign):04X}) would come into the text: …{shown}…; give the issue in "
            "another format, or decide by operations"
        )
        yield Finding("error", "unread_sign", message, op.source, getattr(op, "at", None))
