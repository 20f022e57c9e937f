"""What must be told beside a text (注記), written into its file: a file that is passed on takes it along.

Word, HTML and Akoma Ntoso files have a place for it of their own. Lawtext has none, nor comments: there only the name of the
file and the headers that it is sent with can tell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

_OPENING: Final = "<!-- reiki:notes\n"
_CLOSING: Final = "\n-->\n"
_DECLARATION: Final = re.compile(r"<\?xml[^>]*\?>\s*")
_COMMENT: Final = re.compile(rb"<!-- reiki:notes\r?\n.*?\r?\n-->\r?\n?", re.DOTALL)
_LINES: Final = re.compile(r"(?:\ufeff?〔※[^\r\n]*〕\r?\n)+(?:\r?\n)?")


def with_notes(content: str, form: str, notes: Sequence[str]) -> str:
    """A text in a form with its notes before it: in XML a comment, in JSON a member ``notes``, in plain text lines in 〔※…〕.
    Other forms are given back as they are; so is a text without notes."""
    if not notes:
        return content
    match form:
        case "xml" | "egov":
            declared = _DECLARATION.match(content)
            at = declared.end() if declared else 0
            return content[:at] + _comment(notes) + content[at:]
        case "json":
            told = json.dumps(list(notes), ensure_ascii=False)
            return f'{{\n  "notes": {told},{content.removeprefix("{")}'
        case "text":
            return "".join(f"〔※ {_one_line(note)}〕\n" for note in notes) + "\n" + content
    return content


def _comment(notes: Sequence[str]) -> str:
    # No two hyphens may stand beside each other in a comment, nor one at its end.
    told = "\n".join(re.sub("-(?=-)", "- ", _one_line(note)).removesuffix("-") for note in notes)
    return f"{_OPENING}{told}{_CLOSING}"


def _one_line(note: str) -> str:
    return " ".join(note.split())


def xml_without_notes(data: bytes) -> bytes:
    """An XML file without the notes that :func:`with_notes` put into it: they are no part of the text."""
    head, marked = data[:65536], b"<!-- reiki:notes"
    return _COMMENT.sub(b"", head, count=1) + data[65536:] if marked in head else data


def text_without_notes(text: str) -> str:
    """A plain text without the lines that :func:`with_notes` put before it."""
    found = _LINES.match(text)
    return text[found.end() :] if found else text
