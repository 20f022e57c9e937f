"""A regulation as plain text with the notes that a 例規集 prints: its amendments under the title, each unit's under the unit.

The notes are no part of the regulation: this text is for reading, and :mod:`reiki.law.plain_text` does not read it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from reiki.law.address import Address, Step
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, Kind
from reiki.law.plain_text.header import header_lines
from reiki.law.provision import Provision, Regulation
from reiki.render.text import render_provision, render_text

__all__ = ["render_annotated", "render_annotated_unit"]


def render_annotated(regulation: Regulation, under_title: Sequence[str], notes: Mapping[Address, str]) -> str:
    """The whole text; without notes it is :func:`~reiki.render.text.render_text`. ``under_title``: lines after title, date and
    number. ``notes``: by the address of an article, a heading, a paragraph outside articles, an appendix, the 題名."""
    header = header_lines(regulation)
    head = [line for line in header if line]
    lines = [*head[:1], *_lines(notes, Address((Step(Kind.TITLE),))), *head[1:], *under_title]
    lines += header[len(head) :]
    after = (Kind.SUPPL, *APPENDIX_KINDS)
    main = [p for p in regulation.provisions if p.kind not in after]
    for provision in main:
        lines += _unit(provision, Address(), notes)
    lines += _gap_of_main(regulation)
    suppl = 0
    seen: set[str] = set()
    for provision in regulation.provisions[len(main) :]:
        suppl += provision.kind is Kind.SUPPL
        num = provision.num if provision.num not in seen or provision.kind is not Kind.SUPPL else f"#{suppl}"
        seen |= {provision.num} if provision.kind is Kind.SUPPL else set()
        lines += _unit(provision, Address(), notes, num)
    return "\n".join(lines) + "\n"


def render_annotated_unit(provision: Provision, at: Address, notes: Mapping[Address, str]) -> str:
    """One provision with the notes on it and in it; no line feed at the end."""
    return "\n".join(_unit(provision, at.parent, notes, at.steps[-1].num if at.steps else ""))


def _unit(
    p: Provision, above: Address, notes: Mapping[Address, str], num: str | None = None
) -> Iterator[str]:
    at = above.child(p.kind, p.num if num is None else num)
    if p.kind in HEADINGS or p.kind is Kind.SUPPL:
        whole = render_provision(replace(p, children=())).split("\n")
        head = render_provision(replace(p, children=(), unlisted=False)).split("\n")
        yield from head
        yield from _lines(notes, at)
        for child in p.children:
            yield from _unit(child, at, notes)
        yield from whole[len(head) :]
    elif p.kind in APPENDIX_KINDS:
        title, *rest = render_provision(p).split("\n")
        yield title
        yield from _lines(notes, at)
        yield from rest
    else:
        yield from render_provision(p).split("\n")
        yield from _lines(notes, at)


def _lines(notes: Mapping[Address, str], at: Address) -> list[str]:
    return [notes[at]] if notes.get(at) else []


def _gap_of_main(regulation: Regulation) -> list[str]:
    """The sign that the 本則 may hold more, as the plain text has it."""
    if not regulation.unlisted:
        return []
    without = render_text(replace(regulation, provisions=(), unlisted=False))
    return render_text(replace(regulation, provisions=()))[len(without) :].splitlines()
