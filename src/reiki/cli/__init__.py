"""The command line (`reiki`): arguments in, an office's answer out, printed for people or as JSON. No logic of its own.

Commands import what they need when they are called; the command starts fast because this package imports little.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: runs a command and leaves the process with its exit code (0, 2 or 3; see docs)."""
    from reiki.cli.running import run

    sys.exit(run(arguments))
