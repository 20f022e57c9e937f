"""Where the store is and how it is opened: one writer at a time, every write in one transaction."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError, TimeoutError

from reiki.store.errors import StoreBusy, StoreError
from reiki.store.migrations import upgrade

_WRITES: Final = "reiki_writes"
_BUSY_SECONDS: Final = 60
_NOT_ALLOWED: Final = ("42501", "25006")
"""PostgreSQL's states for a write that this user, or this server (a read-only copy), may not do."""
CONNECTIONS: Final = 48
"""How many connections one process opens at most: one for each thread that answers, and some for what runs beside."""
CONNECTION_SECONDS: Final = 5.0
"""How long one waits for a connection."""
_WRITERS_LOCK: Final = int.from_bytes(b"reiki")
"""The advisory lock of a PostgreSQL database that a writer holds until its transaction ends."""


def default_url(environ: Mapping[str, str], home: Path) -> str:
    """``REIKI_DB``, else an SQLite file in the user's data folder (XDG_DATA_HOME, ~/Library/Application Support, %APPDATA%)."""
    if named := environ.get("REIKI_DB"):
        return named
    return f"sqlite:///{data_folder(environ, home, sys.platform) / 'reiki.db'}"


def data_folder(environ: Mapping[str, str], home: Path, platform: str) -> Path:
    """The folder for a user's data on a platform; it may not exist yet."""
    if platform == "win32":
        return Path(environ.get("APPDATA") or home / "AppData" / "Roaming") / "reiki"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "reiki"
    named = environ.get("XDG_DATA_HOME", "")
    return (Path(named) if os.path.isabs(named) else home / ".local" / "share") / "reiki"


Indexing = Callable[[int, int], None]
"""Told how many works of how many the search index holds while it is made."""
_FEW: Final = 200
"""Works that are indexed in a moment."""

_OPEN: Final[ContextVar[tuple[Store, Connection] | None]] = ContextVar("reiki_snapshot", default=None)


class Store:
    """An open store. :meth:`reading` and :meth:`writing` give a connection in a transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store throughout; within :meth:`snapshot`, that one."""
        around = _OPEN.get()
        if around is not None and around[0] is self:
            yield around[1]
            return
        with self._connected() as connection, connection.begin():
            yield connection

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            connection = self.engine.connect()
        except TimeoutError as error:
            raise StoreBusy("every connection to the store is in use; try again in a moment") from error
        with connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Whatever this thread reads until the end is of one state of the store, in as many steps as it likes. What it writes
        meanwhile it does not see."""
        with self.reading() as connection:
            token = _OPEN.set((self, connection))
            try:
                yield
            finally:
                _OPEN.reset(token)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes: committed at the end, undone as a whole by an exception. Two never interleave.

        Raises :class:`StoreError` when the store is read-only, the disk is full or another writer does not finish.
        """
        try:
            with self._connected() as opened:
                connection = opened.execution_options(**{_WRITES: True})
                with connection.begin():
                    yield connection
        except DatabaseError as error:
            if (
                not isinstance(error, OperationalError)
                and getattr(error.orig, "sqlstate", "") not in _NOT_ALLOWED
            ):
                raise
            raise StoreError(f"the store cannot be written: {error.orig}") from error

    def close(self) -> None:
        """Closes the files; the store may be opened again."""
        self.engine.dispose()


def open_store(url: str, *, indexing: Indexing | None = None, leave: bool = False) -> Store:
    """Opens the store at an SQLAlchemy URL, making it and bringing its tables up to date where needed.

    A store that a migration, or another version, left without a search index is given one: minutes for tens of thousands of
    regulations. ``indexing`` is told how many are done, of how many; ``leave``: unless it is done in a moment the index is left
    as it is, for :func:`fill_index`, and nothing can be found until then. Raises :class:`StoreError`.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            f"「{url}」 is not a database URL; expected one such as sqlite:///reiki.db"
        ) from error
    file = _file_of(parsed)
    try:
        if file:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        engine = make_engine(url)
        try:
            upgrade(engine)
            store = Store(engine)
            _complete_index(store, indexing, leave)
        except BaseException:
            engine.dispose()
            raise
    except (ArgumentError, DatabaseError, OSError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise StoreError(f"the store {parsed.render_as_string()} cannot be opened: {reason}") from error
    return store


def _file_of(url: URL) -> str:
    """The file of an SQLite store; ``""`` for one in memory, and for a database server."""
    file = url.database if url.get_backend_name() == "sqlite" else None
    return file if file and file != ":memory:" and not file.startswith("file:") else ""


def _complete_index(store: Store, indexing: Indexing | None, leave: bool) -> None:
    """Fills the search index of a store that a migration has just given one: its tables alone do not tell what they hold."""
    from reiki.store import search

    with store.reading() as connection:
        if search.is_complete(connection) or (leave and len(search.standing_works(connection)) > _FEW):
            return
    fill_index(store, indexing)


def fill_index(
    store: Store, indexing: Indexing | None = None, stop: Callable[[], bool] = lambda: False
) -> bool:
    """Goes on filling the search index of an open store; ``stop`` is asked every half second. True when it is complete."""
    from reiki.store import search
    from reiki.store.filling import fill

    with store.reading() as connection:
        if search.is_complete(connection):
            return True
    return fill(store.writing, indexing or (lambda done, of: None), stop)


def make_engine(url: str) -> Engine:
    """An engine with one writer at a time, whose readers see one state throughout; on SQLite with write-ahead logging."""
    kept = _file_of(make_url(url)) or not url.startswith("sqlite")
    pool = {"pool_size": CONNECTIONS, "max_overflow": 0, "pool_timeout": CONNECTION_SECONDS} if kept else {}
    engine = create_engine(url, json_serializer=_json, hide_parameters=True, **pool)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "begin", _begin_postgresql)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling begins late and never locks first; here BEGIN is said explicitly.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get(_WRITES, False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return
    # READ COMMITTED: the state that counts is the one after the wait for the writer before, not the one before it.
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE")
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_BUSY_SECONDS}s'")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")
