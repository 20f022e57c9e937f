"""The contents (目次) beside a regulation, as HTML. Made once for a version, like its text: of a long regulation it is the most
of what a page has besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from reiki.office.reading import Entry

ARTICLE = 5
"""The level of articles; headings stand above it, 附則 and appendices below."""


def contents_html(entries: Sequence[Entry]) -> str:
    """Lists within lists: articles under their headings, 附則 and appendices at the top."""
    return "".join(_lists(entries))


def _lists(entries: Iterable[Entry]) -> Iterator[str]:
    open_: list[int] = []  # the ranks of the lines that stand open, each within the one before
    for entry in entries:
        # What stands apart (附則, 別表) is under no heading; articles of a 附則 stand under it.
        rank = -1 if entry.level > ARTICLE else entry.level
        closed = 0
        while open_ and open_[-1] >= rank:
            yield "</ol></li>" if closed else "</li>"
            open_.pop()
            closed += 1
        yield ("" if closed else '<ol class="lines">') + f'<li class="level{entry.level}">{_line(entry)}'
        open_.append(rank)
    yield "</li></ol>" * len(open_)


def _line(entry: Entry) -> str:
    label, caption = escape(entry.label), entry.caption
    if entry.level == ARTICLE:
        said = f'<span class="no">{label}</span> {escape(caption.strip("（）()"))}'
    else:
        said = label + (f' <span class="soft">{escape(caption)}</span>' if caption else "")
    return f'<a href="#{escape(entry.id)}">{said}</a>'
