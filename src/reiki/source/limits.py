"""How much a reader takes on, in one place for all formats."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader takes on.

    ``size``: bytes of the file. ``depth``: how deep elements may stand in each other. Of packed files (DOCX, ODT):
    ``expanded``, bytes of all parts unpacked; ``entries``, how many parts; ``ratio``, how many times a part of more than a
    megabyte may grow when it is unpacked. Of PDF: ``pdf_size``, bytes of the file; ``pages``; ``seconds`` for reading it.
    """

    size: int = 20_000_000
    depth: int = 150
    expanded: int = 200_000_000
    entries: int = 5_000
    ratio: int = 250
    pdf_size: int = 100_000_000
    pages: int = 2_000
    seconds: float = 600.0
