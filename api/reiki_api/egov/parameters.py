"""Parameters of a request as 法令API Version 2 takes them: unknown ones are ignored, an empty one counts as absent, a list is
joined by commas or given several times, and what cannot be used is refused with 400 and a code, never with 422."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable
from typing import Final

from starlette.requests import Request

from reiki_api.egov import vocabulary as v

LONGEST: Final = 200
"""Characters of a text."""
MOST: Final = 2**31 - 1


class Parameters:
    """The query of one request; of a parameter given twice that takes one value the last counts."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            if value.strip():
                self._values.setdefault(name, []).append(value)

    @classmethod
    def of(cls, request: Request) -> Parameters:
        """The query of a request."""
        return cls(request.query_params.multi_items())

    def only(self, names: Collection[str]) -> Parameters:
        """Those that an endpoint takes; any other is ignored, whatever another endpoint makes of it."""
        return Parameters((name, value) for name in names for value in self._values.get(name, ()))

    def given(self, name: str) -> bool:
        """True where the parameter is not absent."""
        return name in self._values

    def text(self, name: str, longest: int = LONGEST) -> str:
        """A text; ``""`` where it is absent."""
        value = self._values.get(name, [""])[-1].strip()
        if len(value) > longest:
            raise v.too_long(name, longest)
        return value

    def whole(self, name: str, default: int | None = None, *, low: int = 0, high: int = MOST) -> int | None:
        """A whole number."""
        value = self.text(name)
        if not value:
            return default
        if not re.fullmatch(r"[+-]?[0-9]{1,10}", value) or not low <= int(value) <= high:
            raise v.bad_whole_number(name, low, high)
        return int(value)

    def day(self, name: str) -> datetime.date | None:
        """A date as `2023-07-01`."""
        value = self.text(name)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise v.bad_day()
        try:
            return datetime.date.fromisoformat(value)
        except ValueError as error:
            raise v.bad_day() from error

    def flag(self, name: str) -> bool | None:
        """True or false; ``None`` where it is absent."""
        value = self.text(name).lower()
        if value not in ("", "true", "false"):
            raise v.bad_flag(name)
        return None if not value else value == "true"

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """One value of an enumeration; ``""`` where it is absent."""
        value = self.text(name)
        if value and value not in allowed:
            raise _unknown(name, allowed)
        return value

    def several(self, name: str, allowed: tuple[str, ...]) -> frozenset[str]:
        """Values of an enumeration, joined by commas, or repeated, or both; empty where none is given."""
        given = [part.strip() for value in self._values.get(name, ()) for part in value.split(",")]
        wanted = frozenset(part for part in given if part)
        if not wanted <= frozenset(allowed):
            raise _unknown(name, allowed)
        return wanted

    def order(self) -> list[tuple[str, str, bool]]:
        """By what to order: (``law_info``, ``law_id``, descending) …. A ``+`` that nobody encoded arrives as a space."""
        given = ",".join(value for value in self._values.get("order", ()))
        if len(given) > LONGEST * 5:
            raise v.too_long("order", LONGEST * 5)
        out = []
        for part in given.split(","):
            name = part.strip().lstrip("+-").strip()
            if not name:
                continue
            place, _, member = name.rpartition(".")
            known = {"law_info": v.LAW_INFO, "revision_info": v.REVISION_INFO}.get(place, ())
            if member not in known:
                raise v.bad_order(name)
            out.append((place, member, part.strip().startswith("-")))
        return out or [("law_info", "law_id", False)]

    def title_test(self, name: str) -> Callable[[str], bool] | None:
        """A part of a title, or between slashes a regular expression for the whole of it."""
        value = self.text(name)
        if not value:
            return None
        if len(value) > 2 and value.startswith("/") and value.endswith("/"):
            pattern = safe_pattern(name, value[1:-1])
            return lambda title: pattern.fullmatch(title) is not None
        return lambda title: value in title


_SIMPLE: Final = re.compile(
    r"(?:\\[^0-9A-Za-z]|[^\\()\[\]{}*+?|^$]|\.|\[\^?(?:[^\\\[\]]|\\[^0-9A-Za-z])+\])[*+?]?"
)
_MOST_REPEATS: Final = 3


def safe_pattern(name: str, pattern: str) -> re.Pattern[str]:
    """A regular expression that cannot be made slow: characters, classes and ``.``, each with at most one of ``* + ?``, and
    only a few of them; no groups. Raises :class:`Refused`."""
    bare = (
        pattern.removeprefix("^").removesuffix("$")
        if not pattern.endswith("\\$")
        else pattern.removeprefix("^")
    )
    at = repeats = 0
    while at < len(bare):
        match = _SIMPLE.match(bare, at)
        if match is None:
            raise v.bad_pattern(name, "文字、文字クラス、. と、その直後の * + ? だけが使えます")
        repeats += match[0][-1] in "*+?" and len(match[0]) > 1
        at = match.end()
    if repeats > _MOST_REPEATS:
        raise v.bad_pattern(name, f"繰返しは {_MOST_REPEATS} 個までです")
    try:
        return re.compile(bare)
    except re.error as error:
        raise v.bad_pattern(name, "読み取れません") from error


def _unknown(name: str, allowed: tuple[str, ...]) -> v.Refused:
    return v.bad_law_type() if allowed == v.LAW_TYPES else v.bad_value(name, allowed)
