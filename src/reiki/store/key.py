"""The key of a store (鍵): what webhooks' secrets are derived from. It is never in the store, so a copy of the store holds none.

``REIKI_KEY`` (32 bytes or more, base64), or a file beside an SQLite store, made when it is first needed and readable by its owner
alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from reiki.store.errors import StoreError

_LENGTH: Final = 32


class NoKey(StoreError):
    """The key cannot be had; the message says how to give it."""


def key_of_store(url: str, environ: Mapping[str, str], *, make: bool = False) -> bytes:
    """The key of the store at a URL. ``make``: make one where there is none. Raises :class:`NoKey`."""
    if named := environ.get("REIKI_KEY", "").strip():
        return _read(named, "REIKI_KEY")
    file = key_file(url)
    if file is None:
        raise NoKey("webhooks of this store need a key: set REIKI_KEY to 32 random bytes in base64.")
    try:
        return _read(file.read_text(encoding="ascii").strip(), str(file))
    except FileNotFoundError:
        if not make:
            raise NoKey(f"{file} is missing: put the store's key back there, or set REIKI_KEY.") from None
    except (OSError, UnicodeError) as error:
        raise NoKey(f"{file}: the store's key cannot be read ({error}).") from error
    key = secrets.token_bytes(_LENGTH)
    try:
        # Never over a key that somebody else made in between, and never readable by others, not even for a moment.
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
            written.write(base64.b64encode(key).decode("ascii") + "\n")
    except FileExistsError:
        return key_of_store(url, environ)
    except OSError as error:
        raise NoKey(f"{file}: the store's key cannot be written ({error.strerror}).") from error
    return key


def key_file(url: str) -> Path | None:
    """Where the key lies beside an SQLite store; ``None`` for other databases."""
    read = make_url(url)
    name = read.database or ""
    if read.get_backend_name() != "sqlite" or name in ("", ":memory:") or name.startswith("file:"):
        return None
    return Path(f"{name}.key")


def derived(key: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose; from them neither the key nor those for another purpose can be told."""
    return hmac.new(key, purpose.encode(), hashlib.sha256).digest()


def _read(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NoKey(f"{where}: this is no key in base64.") from error
    if len(key) < _LENGTH:
        raise NoKey(f"{where}: the key has {len(key)} bytes; {_LENGTH} are needed.")
    return key
