"""What the 附則 that a regulation carries say beside their commencement: since when something applies (適用), and how cases of
before are treated (経過措置). Read from the text, so that an amendment of a 附則 counts and an imported text tells of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reiki.gazette.beside import Application, Transitional
from reiki.gazette.commencement import read_commencement
from reiki.gazette.statutory import instrument_kind
from reiki.gazette.transitional import Transitions
from reiki.history.starts import promulgation_in
from reiki.law.address import Address, Step
from reiki.law.kinds import Kind

if TYPE_CHECKING:
    from reiki.law.document import LawDocument
    from reiki.law.provision import Provision


@dataclass(frozen=True, slots=True)
class Beside:
    """What one 附則 says. ``number``: of the amending instrument, ``""`` for the regulation's own."""

    number: str
    applies_from: tuple[Application, ...]
    transitional: tuple[Transitional, ...]


def beside_in(document: LawDocument) -> tuple[Beside, ...]:
    """What each 附則 of a text says, in document order; those that say nothing of the kind left out."""
    out = []
    for suppl in document.supplementary():
        paragraphs = [(str(at), text) for at, text in _paragraphs(suppl, (Step(suppl.kind, suppl.num),))]
        promulgated, number = promulgation_in(document, suppl)
        kind = instrument_kind(document.title if not suppl.num else "", number)
        said = read_commencement([t for _, t in paragraphs], promulgated, kind, number, own=not suppl.num)
        found = Beside(suppl.num, said.applications, Transitions(not suppl.num).read(paragraphs))
        if found.applies_from or found.transitional:
            out.append(found)
    return tuple(out)


def _paragraphs(p: Provision, steps: tuple[Step, ...]) -> Iterator[tuple[Address, str]]:
    """The paragraphs, each with the words of its items."""
    if p.kind is Kind.PARAGRAPH:
        words = [q.text for q in p.walk() if q.text]
        if words:
            yield Address(steps), "\n".join(words)
        return
    if p.text and re.search(r"\S", p.text):
        yield Address(steps), p.text
    for child in p.children:
        if child.kind in (Kind.PARAGRAPH, Kind.ARTICLE):
            yield from _paragraphs(child, (*steps, Step(child.kind, child.num)))
