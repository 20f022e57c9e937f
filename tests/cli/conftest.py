"""The command as people run it: in this process where that is enough, in a process of its own where it is not."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from reiki.cli.running import run


@dataclass(frozen=True)
class Said:
    """What a command printed, as bytes and as text, and its exit code."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def complaint(self) -> str:
        return self.err.decode("utf-8")


Reiki = Callable[..., Said]


@pytest.fixture
def reiki(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Reiki:
    """`reiki ARGUMENTS…` in this process, with a store of its own in a folder that the test has to itself."""
    monkeypatch.setenv("REIKI_DB", f"sqlite:///{tmp_path / 'store' / 'reiki.db'}")

    def call(*arguments: str, stdin: bytes = b"") -> Said:
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            patch.setattr("sys.stdout", io.TextIOWrapper(out, encoding="ascii"))
            patch.setattr("sys.stderr", io.TextIOWrapper(err, encoding="ascii"))
            code = run(arguments)
            sys.stdout.flush()
            sys.stderr.flush()
            return Said(code, out.getvalue(), err.getvalue())

    return call


@pytest.fixture
def process(tmp_path: Path, project: Path) -> Reiki:
    """`reiki ARGUMENTS…` in a process of its own; ``environ`` adds to its environment."""

    def call(
        *arguments: str, environ: dict[str, str] | None = None, stdin: bytes = b"", shell: str = ""
    ) -> Said:
        search = os.pathsep.join([str(project / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
        store = f"sqlite:///{tmp_path / 'store' / 'reiki.db'}"
        env = {**os.environ, "PYTHONPATH": search, "REIKI_DB": store, **(environ or {})}
        command: Sequence[str] = [sys.executable, "-m", "reiki.cli", *arguments]
        done = subprocess.run(command, env=env, input=stdin, capture_output=True, cwd=tmp_path)
        return Said(done.returncode, done.stdout, done.stderr)

    return call
