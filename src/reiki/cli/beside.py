"""What lies beside a file that is given: its pictures, read from its own folder and from nowhere else."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from reiki.cli.given import STDIN, path_of, reason
from reiki.source.limits import limits_in_force
from reiki.source.pictures import Beside, UnreadablePicture, inner_path

__all__ = ["beside_file", "is_picture_name"]

_ENDINGS: Final = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg")
_NO_LINKS: Final = getattr(os, "O_NOFOLLOW", 0)
# A pipe that lies there must not keep us waiting.
_FILE: Final = os.O_RDONLY | _NO_LINKS | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_FOLDER: Final = os.O_RDONLY | _NO_LINKS | getattr(os, "O_DIRECTORY", 0)


def is_picture_name(name: str) -> bool:
    """True for the name of what may be a picture of some text."""
    return name.lower().endswith(_ENDINGS)


def beside_file(name: str, took: Callable[[Path], object] = lambda _: None) -> Beside | None:
    """What lies in the folder of a file, or below it; nothing for standard input. Links are never followed, whatever they lead
    to: a page from elsewhere must not tell which file of this machine is read. ``took`` hears of each file that is read."""
    if name == STDIN:
        return None
    folder = path_of(name).parent

    def read(reference: str) -> bytes | None:
        parts = inner_path(reference)
        if not parts:
            return None
        try:
            data = _bytes_in(folder, parts)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise UnreadablePicture(f"it cannot be read ({reason(error)}); links are not followed") from error
        except ValueError:  # a name that no file can have
            return None
        took(folder.joinpath(*parts))
        return data

    return read


def _bytes_in(folder: Path, parts: tuple[str, ...]) -> bytes:
    """Each folder is opened in the one before, so that nothing can be exchanged for a link on the way."""
    if os.open not in os.supports_dir_fd or not _NO_LINKS:
        return _by_path(folder, parts)
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            below = os.open(part, _FOLDER, dir_fd=here)
            os.close(here)
            here = below
        return _read(os.open(parts[-1], _FILE, dir_fd=here))
    finally:
        os.close(here)


def _by_path(folder: Path, parts: tuple[str, ...]) -> bytes:
    """Where the system opens no file in an open folder."""
    path = folder
    for part in parts:
        path = path / part
        if path.is_symlink() or path.resolve().parent != path.parent.resolve():
            raise OSError("a link lies there")
    return _read(os.open(path, _FILE))


def _read(opened: int) -> bytes:
    with os.fdopen(opened, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError("no file lies there")
        return file.read(limits_in_force().picture + 1)
