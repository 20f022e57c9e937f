"""A regulation as text (例規のテキスト): the canonical plain form, and whatever offices print, to provisions."""

from reiki.law.plain_text.parse import (
    Line,
    Note,
    Parsed,
    Reading,
    lines_of_blocks,
    lines_of_text,
    parse_provisions,
    parse_regulation,
)

__all__ = [
    "Line",
    "Note",
    "Parsed",
    "Reading",
    "lines_of_blocks",
    "lines_of_text",
    "parse_provisions",
    "parse_regulation",
]
