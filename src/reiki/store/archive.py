"""The whole store in one file (控え), and a store made from it: any database to any other.

A zip of one JSON-lines file a table, with a list of them and their digests. Written in one reading transaction, read in one
writing transaction: what comes out is the store at one moment, and what goes in is whole or not there.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Column, Connection, Date, LargeBinary, Table, func, insert, select, text, update

from reiki.store import search
from reiki.store.errors import StoreError
from reiki.store.instant import Instant
from reiki.store.migrations import HEAD
from reiki.store.session import Store
from reiki.store.tables import METADATA, SOURCES

_LIST: Final = "list.json"
_BATCH: Final = 500


class BadArchive(StoreError):
    """A file that is no whole copy of a store."""


def write_archive(store: Store, path: Path) -> dict[str, int]:
    """Copies the store into ``path``, whole or not at all; rows by table. Raises :class:`StoreError`."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    listed: dict[str, Any] = {}
    try:
        with store.reading() as connection, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for table in METADATA.sorted_tables:
                listed[table.name] = _write_table(connection, table, archive)
            archive.writestr(_LIST, json.dumps({"schema": HEAD, "tables": listed}, indent=1))
        os.replace(part, path)
    except OSError as error:
        raise StoreError(f"{path}: the copy cannot be written ({error.strerror})") from error
    finally:
        with suppress(OSError):
            part.unlink()
    return {name: entry["rows"] for name, entry in listed.items()}


def read_archive(store: Store, path: Path) -> dict[str, int]:
    """Fills an empty store from a copy; rows by table. Raises :class:`BadArchive` for a file that is no whole copy and
    :class:`StoreError` for a store that holds something; then nothing is changed."""
    try:
        with zipfile.ZipFile(path) as archive:
            listed = _checked(archive, path)
            with store.writing() as connection:
                if connection.execute(select(func.count()).select_from(SOURCES)).scalar():
                    raise StoreError("the store holds something already; restore into a new one (--db).")
                for table in METADATA.sorted_tables:
                    _read_table(connection, table, archive)
                search.restore_words(connection)
    except (OSError, zipfile.BadZipFile, KeyError, EOFError) as error:
        raise BadArchive(f"{path}: this is no whole copy of a store ({error}).") from error
    return {name: entry["rows"] for name, entry in listed.items()}


# ------------------------------------------------------------------------------------------------------------- writing


def _write_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as file:
        for row in connection.execution_options(yield_per=_BATCH).execute(
            select(table).order_by(*table.primary_key.columns)
        ):
            line = json.dumps(
                {c.name: _out(row[n]) for n, c in enumerate(table.columns)},
                ensure_ascii=False,
                separators=(",", ":"),
            )
            data = line.encode() + b"\n"
            digest.update(data)
            file.write(data)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _out(value: Any) -> Any:
    match value:
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case datetime.date():  # a moment is one too
            return value.isoformat()
        case _:
            return value


# ------------------------------------------------------------------------------------------------------------- reading


def _checked(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """The list of a copy whose every table has the digest that it names."""
    try:
        about = json.loads(archive.read(_LIST))
        listed: dict[str, Any] = about["tables"]
        schema = about["schema"]
    except (ValueError, TypeError) as error:
        raise BadArchive(f"{path}: this is no whole copy of a store (its list cannot be read).") from error
    if schema != HEAD:
        raise BadArchive(
            f"{path}: this copy has the tables of revision {schema}, this version those of {HEAD}; "
            "restore it with the version that wrote it and upgrade that store."
        )
    for table in METADATA.sorted_tables:
        digest = hashlib.sha256()
        with archive.open(f"{table.name}.jsonl") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        if digest.hexdigest() != listed[table.name]["sha256"]:
            raise BadArchive(f"{path}: the table {table.name} is not as it was written; take another copy.")
    return listed


def _read_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> None:
    own = [c for c in table.columns if any(key.column.table is table for key in c.foreign_keys)]
    batch: list[dict[str, Any]] = []
    later: list[tuple[Any, dict[str, Any]]] = []
    for row in _rows(table, archive):
        # A row may point to a later one of its own table.
        points = {c.name: row[c.name] for c in own if row[c.name] is not None}
        if points:
            later.append((row["id"], points))
            row.update(dict.fromkeys(points))
        batch.append(row)
        if len(batch) == _BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    for key, points in later:
        connection.execute(update(table).where(table.c.id == key).values(**points))
    if connection.dialect.name == "postgresql" and "id" in table.c:
        connection.execute(
            text(
                f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT coalesce(max(id), 1) FROM {table.name}))"
            )
        )


def _rows(table: Table, archive: zipfile.ZipFile) -> Iterator[dict[str, Any]]:
    with archive.open(f"{table.name}.jsonl") as file, io.TextIOWrapper(file, encoding="utf-8") as lines:
        for line in lines:
            row: Mapping[str, Any] = json.loads(line)
            yield {c.name: _in(c, row[c.name]) for c in table.columns}


def _in(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, Instant):
        return datetime.datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return datetime.date.fromisoformat(value)
    return value
