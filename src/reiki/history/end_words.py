"""The words without which no text ends by itself (失効): what looks for them first need not load what reads them."""

from __future__ import annotations

from typing import Final

MARKS: Final = ("効力を失", "失効", "廃止する", "効力を有する")
"""A text without any of these words does not end by itself."""
