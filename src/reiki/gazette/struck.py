"""Words that are struck out where no column says what that means: a tracked deletion left in a lead text, a number, a 附則.

In 改正前 a line through words marks what goes. Everywhere else nobody can tell whether the words count, so the clauses of
that notice are held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reiki.amend.operations import Finding, Source
from reiki.gazette.heads import Head
from reiki.gazette.lines import Line
from reiki.gazette.model import Notice
from reiki.source.model import Mark


def hold_struck(notices: Sequence[Notice], heads: Sequence[Head], lines: Sequence[Line]) -> list[Notice]:
    """The notices (of ``heads``, which stand in ``lines``), those with struck words outside the columns held."""
    ends = [*(h.start for h in heads[1:]), len(lines)]
    out = []
    for k, (notice, head, end) in enumerate(zip(notices, heads, ends, strict=True)):
        finding = _struck(lines[head.start if k else 0 : end])
        if finding is None:
            out.append(notice)
            continue
        held = tuple(replace(c, findings=(*c.findings, finding)) for c in notice.clauses)
        out.append(replace(notice, clauses=held, findings=(*notice.findings, finding)))
    return out


def _struck(lines: Sequence[Line]) -> Finding | None:
    for line in lines:
        paragraph = line.paragraph
        if paragraph is None or not paragraph.text.touched(Mark.DELETED):
            continue
        start, end = paragraph.text.runs(Mark.DELETED)[0]
        message = (
            f"words are struck out outside the columns: 「{paragraph.text.text[start:end][:40]}」; accept or reject the "
            "changes in the document and give it again"
        )
        return Finding("error", "struck_in_prose", message, Source(paragraph.origin))
    return None
