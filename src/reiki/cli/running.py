"""From arguments to an exit code: 0 done, 2 unusable input, 3 done in part. An error is one line on standard error.

Only what is meant for the person who typed is caught here; a mistake in the program shows its traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final

import typer

from reiki.cli.exits import DONE, INTERRUPTED, UNUSABLE, refusals
from reiki.cli.output import complain, one_line, speak_utf8

Misuse: Final[type[Exception]] = typer.BadParameter.__mro__[1]
"""What typer raises when options and arguments are not as declared: the base of its one public name for it."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    from reiki.cli.commands import app

    speak_utf8()
    given = readable(sys.argv[1:] if arguments is None else arguments)
    try:
        code = app(args=given or ["--help"], prog_name="reiki", standalone_mode=False)
    except Misuse as misuse:
        complain(_usage(misuse))
        return UNUSABLE
    except typer.Abort:
        return INTERRUPTED
    except refusals() as refusal:
        complain(str(refusal))
        return UNUSABLE
    if not given:
        return UNUSABLE
    return code if isinstance(code, int) else DONE


def readable(arguments: Sequence[str]) -> list[str]:
    """The arguments as typed: UTF-8, also where the locale made something else of the bytes."""
    out = []
    for argument in arguments:
        try:
            out.append(os.fsencode(argument).decode("utf-8"))
        except UnicodeError:
            out.append(argument)
    return out


def _usage(misuse: Exception) -> str:
    message = getattr(misuse, "format_message", lambda: str(misuse))()
    context = getattr(misuse, "ctx", None)
    command = context.command_path if context is not None else "reiki"
    return f"{one_line(message).rstrip('.')} (see {command} --help)"
