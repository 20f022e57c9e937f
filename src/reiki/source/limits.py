"""How much a reader takes on, in one place for all formats."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, fields, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader takes on.

    ``size``: bytes of the file. ``depth``: how deep elements may stand in each other. Of packed files (DOCX, ODT):
    ``expanded``, bytes of all parts unpacked; ``entries``, how many parts; ``ratio``, how many times a part of more than a
    megabyte may grow when it is unpacked. Of PDF: ``pdf_size``, bytes of the file; ``pages``; ``seconds`` for reading it.
    ``picture``: bytes of one picture that a text shows.
    """

    size: int = 20_000_000
    depth: int = 150
    expanded: int = 200_000_000
    entries: int = 5_000
    ratio: int = 250
    pdf_size: int = 100_000_000
    pages: int = 2_000
    seconds: float = 600.0
    picture: int = 20_000_000

    def changed(self, settings: str) -> Limits:
        """These limits with some set otherwise: ``pages=500,seconds=60``. Raises ``ValueError``, one sentence."""
        names = {f.name: type(getattr(self, f.name)) for f in fields(self)}
        given: dict[str, int | float] = {}
        for setting in filter(None, (part.strip() for part in settings.split(","))):
            name, _, value = setting.partition("=")
            kind = names.get(name.strip())
            try:
                given[name.strip()] = kind(value.replace("_", "")) if kind else int("")
            except ValueError as error:
                raise ValueError(
                    f"「{setting}」 is no limit; expected some of {', '.join(names)}, each with a number, such as pages=500"
                ) from error
            if given[name.strip()] <= 0:
                raise ValueError(f"「{setting}」 would read nothing; a limit is a positive number")
        return replace(self, **given)  # type: ignore[arg-type]


_IN_FORCE: Final[ContextVar[Limits]] = ContextVar("limits", default=Limits())  # noqa: B039 - frozen


def limits_in_force() -> Limits:
    """The limits that readers keep to where none are given."""
    return _IN_FORCE.get()


def set_limits(limits: Limits) -> None:
    """Makes limits those that readers keep to from now on (of this process, or of the task that sets them)."""
    _IN_FORCE.set(limits)
