"""What people type: files, dates, moments, the store; each turned into a value or refused in one sentence."""

from __future__ import annotations

import datetime
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from reiki.store.session import Store

STDIN: Final = "-"
JAPAN: Final = datetime.timezone(datetime.timedelta(hours=9), "JST")
"""A date in force is a day in Japan; a bare date of knowledge means the end of that day there."""


class Unusable(Exception):
    """What was given cannot be used; the message is one sentence: what is wrong, where, what to do."""


def now() -> datetime.datetime:
    """The moment of recording. Only the command line looks at the clock; below it a moment is an argument."""
    return datetime.datetime.now(datetime.UTC)


def today() -> datetime.date:
    """The day it is in Japan."""
    return now().astimezone(JAPAN).date()


def parse_day(text: str) -> datetime.date:
    """A day: 2003-01-01, 平成15年1月1日, H15.1.1."""
    from reiki.law.era import parse_date

    try:
        return parse_date(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def parse_moment(text: str) -> datetime.datetime:
    """A moment of knowledge: an ISO time with its zone, or a day, which means its end in Japan."""
    if "T" in text or ":" in text:
        try:
            moment = datetime.datetime.fromisoformat(text.strip())
        except ValueError as error:
            raise typer.BadParameter(
                f"「{text}」 is no moment; expected a date or a time such as 2003-01-01T09:00:00+09:00"
            ) from error
        return moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)
    day = parse_day(text)
    from reiki.office.ask import end_of_day

    return end_of_day(day)


# ------------------------------------------------------------------------------------------------------------ options

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document for programs.")]
Db = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="URL",
        help="The store: an SQLAlchemy URL; otherwise REIKI_DB, otherwise a file in your data folder.",
    ),
]
On = Annotated[
    datetime.date | None,
    typer.Option(
        "--on", parser=parse_day, metavar="DATE", help="As in force on this day; otherwise today in Japan."
    ),
]
Known = Annotated[
    datetime.datetime | None,
    typer.Option(
        "--known",
        parser=parse_moment,
        metavar="DATE",
        help="As the store knew it then; a date means its end in Japan.",
    ),
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="ADDRESS", help="One provision: 第3条第2項, 附則第2項, 別表第1 …"),
]
WorkName = Annotated[
    str,
    typer.Argument(
        metavar="WORK", help="A law id, a number, a title or an unambiguous part of one.", show_default=False
    ),
]


# -------------------------------------------------------------------------------------------------------------- files


def path_of(name: str) -> Path:
    """The path that an argument names, also where the locale is not that of the file system's names."""
    return Path(os.fsdecode(name.encode("utf-8", "surrogateescape")))


def read_source(name: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. Raises :class:`Unusable`."""
    try:
        return sys.stdin.buffer.read() if name == STDIN else path_of(name).read_bytes()
    except OSError as error:
        raise Unusable(
            f"{name}: cannot be read ({reason(error)}); name a file that exists, or - for standard input"
        ) from error
    except ValueError as error:  # a NUL in the name
        raise Unusable(f"{name!r} is no file name") from error


def source_name(given: str) -> str:
    """What readers call a source: its name without folders, the end of which may tell the format."""
    return given if given == STDIN else PurePath(given).name


def write_file(name: str, data: bytes) -> None:
    """Bytes to a file, whole or not at all: a reader never sees half of it. Raises :class:`Unusable`."""
    path = path_of(name)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(data)
            return
        try:
            beside.write_bytes(data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise Unusable(
            f"{name}: cannot be written ({reason(error)}); name a place where you may write"
        ) from error


def files_in(names: list[str]) -> list[str]:
    """The files named, a folder standing for the files in it by name; hidden files and folders in it are passed over."""
    out: list[str] = []
    for name in names:
        if name == STDIN or not path_of(name).is_dir():
            out.append(name)
            continue
        try:
            inside = sorted(p for p in path_of(name).iterdir() if p.is_file() and not p.name.startswith("."))
        except OSError as error:
            raise Unusable(f"{name}: cannot be read ({reason(error)})") from error
        if not inside:
            raise Unusable(f"{name}: the folder holds no files; name one that holds gazette issues")
        out += [str(p) for p in inside]
    return out


def reason(error: OSError) -> str:
    """What the system says, without the name again."""
    return (error.strerror or str(error)).lower()


# -------------------------------------------------------------------------------------------------------------- store


def store_url(context: typer.Context, db: str | None) -> str:
    """The store that is meant: ``--db`` of the command, ``--db`` before it, REIKI_DB, the user's data folder."""
    from reiki.store.session import default_url

    before = context.find_root().obj
    return db or (before if isinstance(before, str) else None) or default_url(os.environ, Path.home())


@contextmanager
def store(context: typer.Context, db: str | None) -> Iterator[Store]:
    """The store, open for one command."""
    from reiki.cli.indexing import telling
    from reiki.store.session import open_store

    opened = open_store(store_url(context, db), indexing=telling())
    try:
        yield opened
    finally:
        opened.close()
