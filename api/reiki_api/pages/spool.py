"""Uploaded files between preview and commit: in a folder of the service, by digest, for a while.

Kept here and not sent again: a form without script cannot send a file twice, and what is committed must be what was previewed.
Kept beside the store and not in it: a preview writes nothing. The folder is new for every run, readable by its owner alone, and
gone when the service ends; a file that is no longer there is uploaded again.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final

AGE: Final = 3600.0
"""Seconds that a file is kept after it was last asked for."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(slots=True)
class _Kept:
    name: str
    size: int
    used: float


@dataclass(slots=True, weakref_slot=True)
class Spool:
    """The files uploaded last. ``limit``: bytes of all of them; may be shared by threads. The folder goes with it, also where
    nobody closes it."""

    limit: int
    age: float = AGE
    clock: Callable[[], float] = time.monotonic
    _files: OrderedDict[str, _Kept] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _folder: Path | None = None
    _end: weakref.finalize[..., Spool] | None = None

    def put(self, data: bytes, name: str) -> str:
        """Keeps a file and gives its digest. Those that were not asked for longest go where there is no room."""
        digest = hashlib.sha256(data).hexdigest()
        with self._lock:
            self._tidy(room=len(data), but=digest)
            self._path(digest).write_bytes(data)
            self._files[digest] = _Kept(name, len(data), self.clock())
            self._files.move_to_end(digest)
        return digest

    def get(self, digest: str) -> tuple[bytes, str] | None:
        """A file and its name; ``None`` where it is not kept any more, or is not what it was."""
        if not _DIGEST.fullmatch(digest):
            return None
        with self._lock:
            self._tidy()
            kept = self._files.get(digest)
            if kept is None:
                return None
            try:
                data = self._path(digest).read_bytes()
            except OSError:
                data = b""
            if hashlib.sha256(data).hexdigest() != digest:
                self._drop(digest)
                return None
            kept.used = self.clock()
            self._files.move_to_end(digest)
            return data, kept.name

    def drop(self, digest: str) -> None:
        """A file that is not needed any more."""
        with self._lock:
            self._drop(digest)

    def close(self) -> None:
        """The folder goes, with all that is in it."""
        with self._lock:
            self._files.clear()
            if self._end is not None:
                self._end()
            self._folder = self._end = None

    def _tidy(self, room: int = 0, but: str = "") -> None:
        now = self.clock()
        for digest in [d for d, kept in self._files.items() if now - kept.used > self.age]:
            self._drop(digest)
        while sum(kept.size for kept in self._files.values()) + room > self.limit:
            oldest = next((d for d in self._files if d != but), None)
            if oldest is None:
                return
            self._drop(oldest)

    def _drop(self, digest: str) -> None:
        if self._files.pop(digest, None) is not None:
            self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="reiki-spool-"))
            self._end = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder / digest
