"""A PostgreSQL server of the tests' own: a cluster in a temporary folder, reached by its socket only, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = ("/usr/lib/postgresql", "/usr/local/opt/postgresql", "/opt/homebrew/opt/postgresql")


def programs() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl``: on the path, or where packages put the newest; ``None`` without a server."""
    named = shutil.which("initdb")
    if named:
        return Path(named).parent
    found = [p.parent for place in PLACES for p in Path(place).glob("**/bin/initdb")]
    return max(
        found,
        key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()],
        default=None,
    )


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """A running server; gives the end of a database URL (``?host=…``)."""
    # PostgreSQL refuses to be run by root; the package makes a user for it. A socket's path may have 107 bytes.
    user = {"user": "postgres", "group": "postgres", "extra_groups": ()} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="reiki-pg-"))
    if user:
        shutil.chown(folder, "postgres", "postgres")
    data, log = folder / "data", folder / "log"

    def run(program, *given):
        ended = subprocess.run(
            [programs / program, *given], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, check=False, **user,
        )  # fmt: skip
        said = log.read_text("utf-8", "replace")[-2000:] if log.exists() else ""
        assert ended.returncode == 0, f"{program}: {ended.stderr}\n{said}"

    run("initdb", "-D", data, "-U", "reiki", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
    try:
        yield f"?host={folder}"
    finally:
        run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
