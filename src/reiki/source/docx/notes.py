"""Footnotes and endnotes: kept word for word as remarks on the document, because no line of the text holds them."""

from __future__ import annotations

from dataclasses import dataclass, field

from reiki.source.docx.names import Element, W


@dataclass(slots=True)
class Notes:
    """The notes of a document, by kind (``footnote``, ``endnote``) and number; and which of them the text refers to."""

    roots: dict[str, Element | None]
    referred: list[tuple[str, str, int]] = field(default_factory=list)

    def refer(self, kind: str, identifier: str, paragraph: int) -> None:
        """The text refers to a note in that paragraph."""
        self.referred.append((kind, identifier, paragraph))

    def content(self, kind: str, identifier: str) -> Element | None:
        """What a note says."""
        root = self.roots.get(kind)
        if root is None:
            return None
        return next((e for e in root.iterfind(f"{W}{kind}") if e.get(f"{W}id") == identifier), None)
