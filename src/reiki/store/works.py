"""Works (例規): which regulation is meant by a number or a title, and the names that it has had."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from sqlalchemy import Connection, Row, Select, delete, or_, select, update

from reiki.law.era import find_dates
from reiki.law.identity import InstrumentKind, LawNumber, assigned_id, kind_of, law_id
from reiki.law.instruments import KIND
from reiki.law.jurisdictions import code_of_body, split_body
from reiki.store import search
from reiki.store.tables import ANCHORS, CLAUSES, SURVIVALS, TITLES, UNKNOWN_START, WORKS
from reiki.store.versions import Version

_AMENDING: Final = re.compile(rf"(?P<host>.+)の一部を改正する{KIND}$")

_MADE: Final = re.compile(
    r"(?P<title>.+?)\s*[（(](?P<day>[^（()）]*日)(?:制定|決裁|施行|公布|伺定|告示)?[）)]"
)


@dataclass(frozen=True, slots=True)
class Work:
    """A regulation as the store names it. ``law_id`` is ``provisional`` (it begins with 0) until number and jurisdiction
    are known. ``jurisdiction``: municipality code or ``""``; ``body``: its name."""

    id: int
    law_id: str
    provisional: bool
    jurisdiction: str
    body: str
    kind: str
    number: str
    title: str
    partial_allowed: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a regulation by which to find it. ``day``: of promulgation or making, where known."""

    title: str
    number: str = ""
    body: str = ""
    jurisdiction: str = ""
    law_id: str = ""
    day: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Survival:
    """A surviving 附則: the amending instrument's own number and title, and where its 附則 stands in ``work``."""

    work: int
    number: str
    title: str
    address: str


@lru_cache(maxsize=262_144)
def title_key(title: str) -> str:
    """A title without white space: layouts space titles out (``霧 浜 市 …``)."""
    return re.sub(r"\s", "", title)


def canonical_number(text: str) -> str:
    """A law number in its canonical spelling; ``""`` for what is none."""
    try:
        return str(LawNumber.parse(text))
    except ValueError:
        return ""


def body_of(number: str) -> str:
    """The name of the jurisdiction in a canonical number: 鳥取県人事委員会規則 → 鳥取県; ``""`` where it names none."""
    try:
        return split_body(LawNumber.parse(number).body or "")[0]
    except ValueError:
        return ""


def amended_title(title: str) -> str:
    """What an amending instrument amends, by its title: ``Xの一部を改正する規則`` → ``X``; ``""`` for any other title, and
    where the title names several (``X等の一部を…``)."""
    match = _AMENDING.fullmatch(title_key(title))
    host = match["host"] if match else ""
    return "" if host.endswith("等") else host


def without_making(title: str) -> tuple[str, datetime.date | None]:
    """A title without the day of making by which a gazette cites an instrument that has no number:
    ``霧浜市灯台周辺景観保全活動補助金交付要綱（平成20年3月28日制定）``."""
    match = _MADE.fullmatch(title)
    day = next((day for day, _, _ in find_dates(match["day"])), None) if match else None
    return (match["title"], day) if match and day else (title, None)


# ------------------------------------------------------------------------------------------------------------- finding


def work_by_id(connection: Connection, work: int) -> Work:
    """A work by its key in the store. Raises ``LookupError``."""
    row = connection.execute(select(WORKS).where(WORKS.c.id == work)).first()
    if row is None:
        raise LookupError(f"the store has no work {work}")
    return work_of(row)


def match_work(connection: Connection, identity: Identity) -> tuple[Work, ...]:
    """The works that an identity may mean: by law id; else by number; else by exact title in one jurisdiction.

    A number without its body (``平成9年規則第5号``, as 例規集 print it) is that with one when the titles are the same.
    """
    if identity.law_id:
        found = _works(connection, select(WORKS).where(WORKS.c.law_id == identity.law_id))
        if found:
            return found
    key = title_key(identity.title)
    named = select(WORKS).where(or_(WORKS.c.title_key == key, WORKS.c.id.in_(_titled(key))))
    if identity.number:
        found = _works(connection, select(WORKS).where(WORKS.c.number == identity.number))
        if not found and key:
            found = tuple(w for w in _works(connection, named) if same_but_body(w.number, identity.number))
        if not found and key:
            found = tuple(w for w in _works(connection, named) if not w.number)
    else:
        found = _works(connection, named) if key else ()
    return tuple(w for w in found if not (w.body and identity.body) or w.body == identity.body)


def title_keys(connection: Connection, work: int) -> frozenset[str]:
    """Every title that a work has or had, white space off."""
    own = connection.execute(select(WORKS.c.title_key).where(WORKS.c.id == work)).scalars()
    return frozenset(
        (*own, *connection.execute(select(TITLES.c.title_key).where(TITLES.c.work == work)).scalars())
    )


def works_named(connection: Connection, key: str) -> tuple[Work, ...]:
    """The works that have or had exactly this title (white space off)."""
    return _works(
        connection, select(WORKS).where(or_(WORKS.c.title_key == key, WORKS.c.id.in_(_titled(key))))
    )


def works_like(connection: Connection, part: str = "") -> tuple[Work, ...]:
    """The works of whose title, present or past, this is a part (white space off); all of them for ``""``."""
    pattern = "%" + re.sub(r"([%_\\])", r"\\\1", part) + "%"
    titled = select(TITLES.c.work).where(TITLES.c.title_key.like(pattern, escape="\\"))
    query = select(WORKS).where(or_(WORKS.c.title_key.like(pattern, escape="\\"), WORKS.c.id.in_(titled)))
    return _works(connection, query)


def _titled(key: str) -> Select[tuple[int]]:
    return select(TITLES.c.work).where(TITLES.c.title_key == key)


def _works(connection: Connection, query: Select[tuple[object, ...]]) -> tuple[Work, ...]:
    return tuple(work_of(row) for row in connection.execute(query.order_by(WORKS.c.id)))


def same_but_body(a: str, b: str) -> bool:
    """``平成9年規則第5号``, as 例規集 print it, beside ``平成9年霧浜市規則第5号``."""
    if not a or not b:
        return False
    first, second = LawNumber.parse(a), LawNumber.parse(b)
    if first.body and second.body:
        return False
    return replace(first, body=None) == replace(second, body=None)


# ------------------------------------------------------------------------------------------------------------- keeping


def add_work(connection: Connection, identity: Identity, now: datetime.datetime) -> Work:
    """A work that nothing in the store names yet."""
    body = identity.body or body_of(identity.number)
    jurisdiction = identity.jurisdiction or known_code(connection, body)
    law, provisional = derive_id(replace(identity, body=body, jurisdiction=jurisdiction))
    attempt = 0
    while connection.execute(select(WORKS.c.id).where(WORKS.c.law_id == law)).first() is not None:
        attempt += 1
        law, provisional = derive_id(replace(identity, body=body, jurisdiction=jurisdiction), attempt)
    values = {
        "law_id": law,
        "provisional": provisional,
        "jurisdiction": jurisdiction,
        "body": body,
        "kind": _kind(identity).value,
        "number": identity.number,
        "title": identity.title,
        "title_key": title_key(identity.title),
        "partial_allowed": False,
        "recorded_at": now,
    }
    key = connection.execute(WORKS.insert().values(**values)).inserted_primary_key
    assert key is not None
    return work_by_id(connection, key[0])


def complete_work(connection: Connection, work: Work, identity: Identity) -> Work:
    """What an identity tells beyond what was known of a work: number, jurisdiction, title, and with them its law id."""
    number = work.number
    if identity.number and (not number or (body_of(identity.number) and not body_of(number))):
        number = identity.number
    body = work.body or identity.body or body_of(number)
    jurisdiction = work.jurisdiction or identity.jurisdiction or known_code(connection, body)
    title = work.title or identity.title
    law, provisional = work.law_id, work.provisional
    if provisional:
        full = Identity(title, number, body, jurisdiction, identity.law_id, identity.day)
        derived, still = derive_id(full)
        taken = connection.execute(select(WORKS.c.id).where(WORKS.c.law_id == derived)).first()
        if not still and taken is None:
            law, provisional = derived, False
    changed = replace(
        work,
        law_id=law,
        provisional=provisional,
        jurisdiction=jurisdiction,
        body=body,
        number=number,
        title=title,
    )
    if changed != work:
        kind = _kind(Identity(title, number)).value
        connection.execute(
            update(WORKS)
            .where(WORKS.c.id == work.id)
            .values(
                law_id=law,
                provisional=provisional,
                jurisdiction=jurisdiction,
                body=body,
                number=number,
                kind=kind,
                title=title,
                title_key=title_key(title),
            )
        )
        search.touch(connection, work.id)
    return replace(changed, kind=_kind(Identity(title, number)).value)


def allow_partial(connection: Connection, work: int) -> None:
    """From now on what columns quote of this work is kept."""
    connection.execute(update(WORKS).where(WORKS.c.id == work).values(partial_allowed=True))


def derive_id(identity: Identity, attempt: int = 0) -> tuple[str, bool]:
    """The law id, and whether it is provisional: ``0`` and 14 hex digits where number or jurisdiction do not tell it."""
    if identity.law_id and not attempt:
        return identity.law_id, False
    if identity.number and not attempt:
        try:
            return law_id(LawNumber.parse(identity.number), identity.jurisdiction or None), False
        except ValueError:
            pass  # a code that nobody has told: provisional
    kind = _kind(identity)
    if not identity.number and identity.jurisdiction and identity.day:
        try:
            return assigned_id(
                identity.jurisdiction, kind, identity.day, identity.title, attempt=attempt
            ), False
        except ValueError:
            pass  # a national kind without a number
    facts = "|".join((identity.number, identity.body, title_key(identity.title), str(attempt)))
    return "0" + hashlib.sha256(facts.encode()).hexdigest()[:14].upper(), True


def known_code(connection: Connection, body: str) -> str:
    """The municipality code of a name: a prefecture's, or the one that an import told; ``""`` else."""
    if not body:
        return ""
    if code := code_of_body(body):
        return code
    query = select(WORKS.c.jurisdiction).where(WORKS.c.body == body, WORKS.c.jurisdiction != "").limit(1)
    return connection.execute(query).scalar() or ""


def amending_id(connection: Connection, number: str, title: str, day: datetime.date | None) -> str:
    """The law id of an amending instrument, for a revision id."""
    body = body_of(number)
    return derive_id(Identity(title, number, body, known_code(connection, body), day=day))[0]


def _kind(identity: Identity) -> InstrumentKind:
    number = LawNumber.parse(identity.number) if identity.number else None
    return kind_of(identity.title, number)


# ------------------------------------------------------------------------------------------------------ titles, 改正附則


def write_titles(connection: Connection, work: Work, versions: Sequence[Version]) -> None:
    """The titles that a work's versions have, with the days on which they began and ended (題名改正)."""
    rows: list[dict[str, object]] = []
    for version in versions:
        if not version.title:
            continue
        if rows and rows[-1]["title"] == version.title:
            continue
        day = version.day or UNKNOWN_START
        if rows:
            rows[-1]["to_day"] = day - datetime.timedelta(1)
        key = title_key(version.title)
        rows.append(
            {"work": work.id, "from_day": day, "to_day": None, "title": version.title, "title_key": key}
        )
    connection.execute(delete(TITLES).where(TITLES.c.work == work.id))
    if rows:
        connection.execute(TITLES.insert(), rows)
        last = str(rows[-1]["title"])
        if last != work.title:
            connection.execute(
                update(WORKS).where(WORKS.c.id == work.id).values(title=last, title_key=title_key(last))
            )


def adopt_named(connection: Connection, work: int, keys: Iterable[str]) -> frozenset[int]:
    """The clauses that named, by a title alone, a regulation that nothing else told of are on ``work``, which turns out to
    have had that title then; the works that they were on."""
    own = work_by_id(connection, work)
    adopted: set[int] = set()
    for key in keys:
        begins = select(TITLES.c.from_day).where(TITLES.c.work == work, TITLES.c.title_key == key)
        first = min(connection.execute(begins).scalars(), default=None)
        for other in works_named(connection, key):
            known = connection.execute(
                select(ANCHORS.c.id).where(ANCHORS.c.work == other.id).limit(1)
            ).first()
            if other.id == work or other.number or known is not None or other.body not in ("", own.body):
                continue
            mine = [CLAUSES.c.work == other.id, CLAUSES.c.target_number == "", CLAUSES.c.within == ""]
            if first is not None:
                mine.append(or_(CLAUSES.c.in_force_from.is_(None), CLAUSES.c.in_force_from >= first))
            done = connection.execute(update(CLAUSES).where(*mine).values(work=work))
            if done.rowcount:
                adopted.add(other.id)
    return frozenset(adopted)


def keep_survival(connection: Connection, survival: Survival) -> None:
    """Keeps, once, under which number and title a 附則 of a work is known besides."""
    query = select(SURVIVALS.c.id).where(
        SURVIVALS.c.work == survival.work, SURVIVALS.c.address == survival.address
    )
    if connection.execute(query).first() is None:
        connection.execute(
            SURVIVALS.insert().values(
                work=survival.work,
                number=survival.number,
                title=survival.title,
                title_key=title_key(survival.title),
                address=survival.address,
            )
        )


def survivals_named(connection: Connection, number: str, key: str) -> tuple[Survival, ...]:
    """The surviving 附則 of an amending instrument, by its canonical number or, without one, its title (white space off)."""
    condition = SURVIVALS.c.number == number if number else SURVIVALS.c.title_key == key
    rows: Iterable[Row[tuple[object, ...]]] = connection.execute(select(SURVIVALS).where(condition))
    return tuple(Survival(r.work, r.number, r.title, r.address) for r in rows)


def work_of(row: Row[tuple[object, ...]]) -> Work:
    """A work of its row."""
    return Work(
        row.id,
        row.law_id,
        row.provisional,
        row.jurisdiction,
        row.body,
        row.kind,
        row.number,
        row.title,
        row.partial_allowed,
    )
