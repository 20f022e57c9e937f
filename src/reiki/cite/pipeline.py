"""The spaCy pipeline that finds citations: ``blank("ja")`` over Sudachi with components of our own. Importing it costs a second:
:mod:`reiki.cite.finding` does when a text is first read.

The citations of a text are the spans ``doc.spans["citations"]``, each with what it says in ``span._.mention``; a span covers
whole words, the mention has the exact characters.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.vocab import Vocab

from reiki.cite.joins import joined
from reiki.cite.model import Mention
from reiki.cite.names import apart, named_places, with_definitions, works_named
from reiki.cite.places import places_in
from reiki.cite.sheet import Sheet

CITATIONS: Final = "citations"
_ONE_AT_A_TIME: Final = Lock()


class Words:
    """Text to words by Sudachi, in short units, and nothing else of what spaCy's own reading of Japanese works out."""

    def __init__(self, vocab: Vocab) -> None:
        from sudachipy import Dictionary, SplitMode

        self.vocab = vocab
        self.sudachi = Dictionary(dict="core").tokenizer(SplitMode.A)

    def __call__(self, text: str) -> Doc:
        words = [morpheme.surface() for morpheme in self.sudachi.tokenize(text)]
        return Doc(self.vocab, words=words, spaces=[False] * len(words))


@Language.component("reiki_sheet")
def lay_out(doc: Doc) -> Doc:
    """Covers law numbers, matches brackets."""
    doc._.sheet = Sheet.of(doc.text, (token.idx for token in doc))
    return doc


@Language.component("reiki_places")
def find_places(doc: Doc) -> Doc:
    """Places: 第3条第2項, 前項, 別表第1."""
    doc._.mentions = list(places_in(doc._.sheet))
    return doc


@Language.component("reiki_names")
def find_names(doc: Doc) -> Doc:
    """The regulations that places belong to, regulations without a place, short names given to them."""
    sheet = doc._.sheet
    placed = named_places(sheet, doc._.mentions)
    every = sorted([*placed, *works_named(sheet, placed)], key=lambda m: (m.start, -m.end))
    doc._.mentions = with_definitions(sheet, apart(every))
    return doc


@Language.component("reiki_citations")
def find_citations(doc: Doc) -> Doc:
    """How they hang together: lists, ranges and parentheses; each citation as a span."""
    doc._.mentions = joined(doc._.sheet, doc._.mentions)
    spans = []
    for n, mention in enumerate(doc._.mentions):
        covered = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if covered is None:
            raise ValueError(f"no words at {mention.start}–{mention.end} of 「{doc.text[:40]}」")
        # What is kept with a span belongs to its place and label: two citations that share a word have labels of their own.
        span = Span(doc, covered.start, covered.end, label=f"CITATION-{n}")
        span._.mention = mention
        spans.append(span)
    doc.spans[CITATIONS] = SpanGroup(doc, name=CITATIONS, spans=spans)
    return doc


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The pipeline, made once."""
    for owner, name in ((Doc, "sheet"), (Doc, "mentions"), (Span, "mention")):
        if not owner.has_extension(name):
            owner.set_extension(name, default=None)
    nlp = spacy.blank("ja")
    nlp.tokenizer = Words(nlp.vocab)
    for component in ("reiki_sheet", "reiki_places", "reiki_names", "reiki_citations"):
        nlp.add_pipe(component)
    return nlp


def read(text: str) -> tuple[Mention, ...]:
    """The citations of a text that Sudachi takes in one call. Threads take turns: the analyser keeps a state of its own."""
    with _ONE_AT_A_TIME:
        doc = pipeline()(text)
        return tuple(span._.mention for span in doc.spans[CITATIONS])
