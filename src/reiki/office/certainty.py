"""How certain a text is (条文の確かさ): what is held behind it, known of it in part, at its end, waiting for a day.

Made once for the versions that an answer tells of, with one query for all of them (two where something is held), and part of
whatever names a version: no answer can leave it out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, select

from reiki.history.model import BY_DATE
from reiki.office.holding import leaves_uncertain, restarts_among
from reiki.store import anchors as anchoring
from reiki.store.tables import CLAUSES, NOTICES, OUTCOMES
from reiki.store.versions import Version, known_at

if TYPE_CHECKING:
    from reiki.office.catalogue import Edition
    from reiki.store.session import Store

_AT_ONCE: Final = 500
"""Works asked for in one query: below the limit of bound values of every SQLite."""

ENDED: Final = {"repealed": "廃止", "replaced": "全部改正", "lapsed": "失効"}


@dataclass(frozen=True, slots=True)
class Hold:
    """A clause that is held (保留), and from which day on the text before it is uncertain."""

    since: datetime.date
    clause: str


@dataclass(frozen=True, slots=True)
class Certainty:
    """How certain a version is. ``held``: on the day asked; ``within``: the first hold that touches any of its days; ``pending``:
    the notices promulgated by its last day that amend it from a day that nobody has fixed; ``pending_on``: those promulgated by
    the day asked. ``on``: ``None`` where a version is told of and no day of it."""

    edition: Edition
    on: datetime.date | None
    held: Hold | None
    within: Hold | None
    pending: tuple[str, ...]
    pending_on: tuple[str, ...]

    @property
    def since(self) -> datetime.date | None:
        """From which day on the version is the last certain one; ``None`` where it is certain on the day asked."""
        return self.held.since if self.held else None

    @property
    def ended(self) -> str:
        """``""``, ``repealed``, ``replaced`` or ``lapsed``."""
        return self.edition.version.ended

    @property
    def partial(self) -> bool:
        """True where only what gazettes quote of it is known."""
        return self.edition.version.partial

    def notes(self) -> tuple[str, ...]:
        """To be said wherever the version is named, in the words that stand beside its text; of the day asked, without one of
        all its days."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[str]:
        version = self.edition.version
        if version.ended:
            yield ended_note(version)
        yield from known_notes(version)
        hold, pending = (self.within, self.pending) if self.on is None else (self.held, self.pending_on)
        if hold is not None:
            yield held_note(hold)
        yield from map(pending_note, pending)


# ---------------------------------------------------------------------------------------------------------------- words


def ended_note(version: Version, by: str = "") -> str:
    """`廃止: 2025-04-01 から効力なし（…）。` ``by``: what ended it."""
    told = f"（{by}）" if by else ""
    return f"{ENDED[version.ended]}: {version.day} から効力なし{told}。以下は最後の条文です。"


def known_notes(version: Version) -> Iterator[str]:
    """What is not known of a text: the parts that no gazette quotes, the day from which on it stood."""
    if version.partial:
        yield "部分収録: 公報の改正前・改正後の欄に掲げられた部分だけが分かっています（evidence: quoted）。"
    if version.day is None:
        yield "この条文がいつから施行されていたかは分かっていません。"


def held_note(hold: Hold) -> str:
    """A clause is held behind the text."""
    return f"{hold.since} 以後の改正が保留されています（{hold.clause}）。以下は最後に確かな条文です。"


def pending_note(notice: str) -> str:
    """A notice amends the text from a day that nobody has fixed."""
    return f"公布済みで施行期日が定まっていない改正があります（{notice}）。"


# ------------------------------------------------------------------------------------------------------------ certainty


def certainties(
    store: Store,
    asked: Iterable[tuple[Edition, datetime.date | None]],
    known: datetime.datetime | None = None,
) -> tuple[Certainty, ...]:
    """How certain versions are, each on its day or (``None``) in all its days, as known at a moment; in the order asked."""
    pairs = list(asked)
    with store.reading() as connection:
        of = _of_works(connection, dict.fromkeys(edition.work.id for edition, _ in pairs), known)
    return tuple(_certainty(edition, on, of.get(edition.work.id, _NOTHING)) for edition, on in pairs)


def certainty(
    store: Store, edition: Edition, on: datetime.date | None, known: datetime.datetime | None = None
) -> Certainty:
    """How certain one version is."""
    return certainties(store, [(edition, on)], known)[0]


def held_within(connection: Connection, work: int, first: datetime.date, last: datetime.date) -> Hold | None:
    """The first hold, at latest knowledge, that leaves any of some days of a regulation uncertain."""
    return _of_works(connection, (work,), None).get(work, _NOTHING).within(first, last)


def behind(
    connection: Connection, works: Iterable[int], on: datetime.date
) -> dict[int, tuple[Hold | None, tuple[str, ...]]]:
    """Of works, at latest knowledge: what leaves their texts of a day uncertain, and the notices promulgated by then that amend
    them from a day that nobody has fixed."""
    return {work: (of.on(on), of.pending_by(on)) for work, of in _of_works(connection, works, None).items()}


@dataclass(slots=True)
class _OfWork:
    """What is held on a work, by day; when its text began anew; what waits for a day, with the promulgation of each."""

    holds: list[Hold] = field(default_factory=list)
    restarts: Sequence[datetime.date] = ()
    pending: list[tuple[datetime.date, str]] = field(default_factory=list)

    def on(self, day: datetime.date) -> Hold | None:
        """What leaves a day uncertain."""
        return next((h for h in self.holds if h.since <= day and not self._anew(h.since, day)), None)

    def within(self, first: datetime.date, last: datetime.date) -> Hold | None:
        """The first that leaves any of some days uncertain."""
        return next(
            (h for h in self.holds if h.since <= last and not self._anew(h.since, max(first, h.since))), None
        )

    def _anew(self, since: datetime.date, until: datetime.date) -> bool:
        return any(since <= restart <= until for restart in self.restarts)

    def pending_by(self, day: datetime.date) -> tuple[str, ...]:
        """The notices promulgated by a day."""
        return tuple(dict.fromkeys(name for promulgated, name in self.pending if promulgated <= day))


_NOTHING: Final = _OfWork()


def _certainty(edition: Edition, on: datetime.date | None, of: _OfWork) -> Certainty:
    first = edition.version.day or datetime.date.min
    last = edition.until or datetime.date.max
    return Certainty(
        edition,
        on,
        of.on(on) if on is not None else None,
        of.within(first, last),
        of.pending_by(last),
        of.pending_by(on) if on is not None else (),
    )


def _of_works(
    connection: Connection, works: Iterable[int], known: datetime.datetime | None
) -> Mapping[int, _OfWork]:
    wanted = list(works)
    out: dict[int, _OfWork] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        query = (
            select(
                OUTCOMES.c.work, OUTCOMES.c.status, OUTCOMES.c.effective, OUTCOMES.c.waits_for, OUTCOMES.c.findings,
                CLAUSES.c.key, NOTICES.c.number, NOTICES.c.title, NOTICES.c.promulgated,
            )
            .join(CLAUSES, OUTCOMES.c.clause == CLAUSES.c.id)
            .join(NOTICES, CLAUSES.c.notice == NOTICES.c.id)
            .where(
                OUTCOMES.c.work.in_(wanted[start : start + _AT_ONCE]),
                OUTCOMES.c.status.in_(("held", "waiting")),
                known_at(OUTCOMES.c.recorded_at, OUTCOMES.c.superseded_at, known),
            )
            .order_by(OUTCOMES.c.effective, CLAUSES.c.id)
        )  # fmt: skip
        for row in connection.execute(query):
            if row.status == "held" and row.effective is not None and leaves_uncertain(row.findings):
                out.setdefault(row.work, _OfWork()).holds.append(Hold(row.effective, row.key))
            elif row.status == "waiting" and row.waits_for == BY_DATE and row.promulgated is not None:
                out.setdefault(row.work, _OfWork()).pending.append((row.promulgated, row.number or row.title))
    held = [work for work, of in out.items() if of.holds]
    for work, whole in anchoring.anchors_of_works(connection, held, known).items():
        out[work].restarts = restarts_among(whole, {a.key for a in whole if a.set_aside}, known)
    return out
