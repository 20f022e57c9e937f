"""What is printed: one JSON document for programs, text and tables for people, always in UTF-8.

Tables have frames on a terminal; elsewhere they are plain columns, never cut and never wrapped, so that a search or a
pipe finds whole values.
"""

from __future__ import annotations

import io
import json
import os
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any, TextIO


def speak_utf8() -> None:
    """From now on both outputs are UTF-8, whatever the locale says; half a surrogate is shown escaped, not fatal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def write(text: str) -> None:
    """Text to standard output. A reader that has gone (`| head`) is no error: what is left goes nowhere."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_the_pipe(sys.stdout)


def write_bytes(data: bytes) -> None:
    """Bytes to standard output, as they are."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _close_the_pipe(sys.stdout)


def say(line: str = "") -> None:
    """One line to standard output."""
    write(line + "\n")


def note(message: str) -> None:
    """One line for people to standard error; standard output stays what was asked for."""
    try:
        sys.stderr.write(one_line(message) + "\n")
        sys.stderr.flush()
    except BrokenPipeError:
        _close_the_pipe(sys.stderr)


def complain(message: str) -> None:
    """An error to standard error, in one line: what is wrong, where, what to do."""
    note(f"reiki: {message}")


def one_line(text: str) -> str:
    """The text without line breaks and without characters that would move a terminal's cursor."""
    return "".join(
        " " if c in "\r\n\t\u2028\u2029\x85" else c
        for c in text.strip()
        if unicodedata.category(c) != "Cc" or c in "\r\n\t\x85"
    )


def _close_the_pipe(stream: TextIO) -> None:
    # The interpreter flushes standard output once more at its end, and would complain then.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def print_json(document: Any) -> None:
    """One JSON document, unescaped, ended by a line feed."""
    write(json_text(document))


def json_text(document: Any) -> str:
    """A JSON document as it is printed."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def is_terminal() -> bool:
    """True where standard output is shown to a person."""
    return sys.stdout.isatty()


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table with these column heads; nothing for no rows."""
    if not rows:
        return
    if sys.stdout.isatty():
        write(_framed(heads, rows))
    else:
        write(plain_table(heads, rows))


def plain_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns two places apart; full-width characters count two places."""
    lines = [[one_line(cell) for cell in line] for line in (heads, *rows)]
    widths = [max(places(line[n]) for line in lines) for n in range(len(heads))]
    return "".join(
        "  ".join(
            cell + " " * (width - places(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )


def places(text: str) -> int:
    """How many half-width places a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text
    )


def _framed(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        table.add_column(Text(head), overflow="fold")
    for row in rows:
        table.add_row(*[Text(one_line(cell)) for cell in row])
    console = Console(file=sys.stdout, highlight=False)
    with console.capture() as capture:
        console.print(table)
    return capture.get()
