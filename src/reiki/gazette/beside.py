"""What a 附則 says beside the commencement: since when provisions apply (適用), and how cases of before are treated (経過措置).

Neither moves the day on which anything is in force; both are kept beside it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from reiki.gazette.qualified import Named

TransitionalKind = Literal["従前の例", "適用区分", "みなし", "なお効力", "読替え", "特例", "経過措置"]

APPLIES_FROM: Final = "applies_from"
TRANSITIONAL: Final = "transitional"
"""Keys of both in the JSON of a commencement."""


@dataclass(frozen=True, slots=True)
class Application:
    """Provisions that apply from a day other than that of their commencement (遡及適用). ``day``: ``None`` where the words name
    none (``令和7年度分の補助金``), which ``since`` holds as printed. ``provisions``: none for the whole. ``clauses``: those of
    the notice that it names, none for all."""

    day: datetime.date | None
    since: str
    said: str
    provisions: tuple[Named, ...] = ()
    clauses: tuple[str, ...] = ()

    def as_json(self, notice: str) -> dict[str, Any]:
        """As an object; ``notice``: the number of the instrument that says so."""
        return {
            "day": self.day.isoformat() if self.day else None,
            "since": self.since,
            "provisions": [p.citation for p in self.provisions],
            "said": self.said,
            "notice": notice,
        }


@dataclass(frozen=True, slots=True)
class Transitional:
    """A paragraph of a 附則 on cases of before (経過措置). ``at``: where it stands in its own 附則; ``qualifies``: the provisions
    whose effect it changes, none where it speaks of the whole or names nothing that was read; ``clauses`` as in
    :class:`Application`."""

    at: str
    kind: TransitionalKind
    said: str
    qualifies: tuple[Named, ...] = ()
    clauses: tuple[str, ...] = ()

    def as_json(self, notice: str) -> dict[str, Any]:
        """As an object. ``of_before``: those of ``qualifies`` that are cited as they were numbered before the amendment."""
        return {
            "at": self.at,
            "qualifies": list(dict.fromkeys(n.citation for n in self.qualifies)),
            "of_before": [n.citation for n in self.qualifies if n.before],
            "said": self.said,
            "kind": self.kind,
            "notice": notice,
        }


class _Notice(Protocol):
    @property
    def number(self) -> str: ...
    @property
    def applies_from(self) -> tuple[Application, ...]: ...
    @property
    def transitional(self) -> tuple[Transitional, ...]: ...


class _Clause(Protocol):
    @property
    def id(self) -> str: ...


def beside_json(notice: _Notice, clause: _Clause | None = None) -> dict[str, Any]:
    """What stands beside the commencement of a notice, or of one of its clauses: keys of that commencement's JSON, each only
    where there is something to say."""
    applications = [a.as_json(notice.number) for a in notice.applies_from if _of(a.clauses, clause)]
    transitional = [t.as_json(notice.number) for t in notice.transitional if _of(t.clauses, clause)]
    out: dict[str, Any] = {}
    if applications:
        out[APPLIES_FROM] = applications
    if transitional:
        out[TRANSITIONAL] = transitional
    return out


def _of(named: tuple[str, ...], clause: _Clause | None) -> bool:
    """What names a clause concerns that clause; what names none concerns the main provision's, not the 附則's own clauses."""
    if clause is None:
        return True
    if not named:
        return not clause.id.startswith("附則")
    return any(clause.id == n or clause.id.startswith(f"{n}-") for n in named)
