"""Who is told of changes (通知先), what one transaction changed, and what is still to be told (送信箱)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from reiki.store.tables import CLAUSES, DELIVERIES, ISSUES, OUTCOMES, VERSIONS, WEBHOOKS, WORKS


@dataclass(frozen=True, slots=True)
class StoredHook:
    """A webhook as recorded. ``work``: ``None`` for every regulation; ``law_id`` and ``title`` are then ``""``."""

    id: int
    url: str
    work: int | None
    law_id: str
    title: str
    events: tuple[str, ...]
    salt: str
    key_check: str
    created_at: datetime.datetime
    created_by: str
    ended_at: datetime.datetime | None
    ended_because: str


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """Something to be told, once taken up. ``attempts``: how often it was tried before."""

    id: int
    webhook: int
    message: str
    event: str
    payload: dict[str, Any]
    created_at: datetime.datetime
    attempts: int


def add_hook(
    connection: Connection,
    *,
    url: str,
    work: int | None,
    events: Sequence[str],
    salt: str,
    key_check: str,
    by: str,
    now: datetime.datetime,
) -> int:
    """Records a webhook and gives its number."""
    values = {
        "url": url, "work": work, "events": list(events), "salt": salt, "key_check": key_check, "created_at": now,
        "created_by": by, "ended_at": None, "ended_because": "",
    }  # fmt: skip
    return int(connection.execute(insert(WEBHOOKS).values(values).returning(WEBHOOKS.c.id)).scalar_one())


def hooks(connection: Connection, *, standing: bool = True) -> tuple[StoredHook, ...]:
    """The webhooks that stand, or all that ever did, oldest first."""
    query = _HOOKS.order_by(WEBHOOKS.c.id)
    if standing:
        query = query.where(WEBHOOKS.c.ended_at.is_(None))
    return tuple(_hook(row) for row in connection.execute(query))


def hook(connection: Connection, number: int) -> StoredHook | None:
    """One webhook, ended or not."""
    row = connection.execute(_HOOKS.where(WEBHOOKS.c.id == number)).first()
    return None if row is None else _hook(row)


def end_hook(connection: Connection, number: int, because: str, now: datetime.datetime) -> None:
    """Nothing more is told there; what was still to be told is given up."""
    ended = {"ended_at": now, "ended_because": because}
    connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == number).values(**ended))
    waiting = (DELIVERIES.c.webhook == number) & DELIVERIES.c.next_at.is_not(None)
    connection.execute(
        update(DELIVERIES).where(waiting).values(next_at=None, last_answer="the webhook has ended")
    )


_HOOKS = select(WEBHOOKS, WORKS.c.law_id, WORKS.c.title).outerjoin(WORKS, WORKS.c.id == WEBHOOKS.c.work)


def _hook(row: Row[Any]) -> StoredHook:
    return StoredHook(
        row.id, row.url, row.work, row.law_id or "", row.title or "", tuple(row.events), row.salt, row.key_check,
        row.created_at, row.created_by, row.ended_at, row.ended_because,
    )  # fmt: skip


# --------------------------------------------------------------------------------------------- what a transaction changed


def new_versions(connection: Connection, now: datetime.datetime) -> list[Row[Any]]:
    """The versions that were recorded at a moment, with their works, by work and day."""
    query = (
        select(
            VERSIONS.c.id, VERSIONS.c.work, VERSIONS.c.in_force_from, VERSIONS.c.revision_id, VERSIONS.c.title,
            VERSIONS.c.text_digest, VERSIONS.c.partial, VERSIONS.c.ended, WORKS.c.law_id, WORKS.c.number,
        )
        .join(WORKS, WORKS.c.id == VERSIONS.c.work)
        .where(VERSIONS.c.recorded_at == now, VERSIONS.c.superseded_at.is_(None))
        .order_by(VERSIONS.c.work, VERSIONS.c.in_force_from)
    )  # fmt: skip
    return list(connection.execute(query))


def changed_outcomes(connection: Connection, now: datetime.datetime) -> list[tuple[Row[Any], str]]:
    """What became of clauses at a moment, each with the status before, ``""`` for a clause that is new."""
    asked: list[Any] = [
        OUTCOMES.c.id, OUTCOMES.c.clause, OUTCOMES.c.work, OUTCOMES.c.status, OUTCOMES.c.effective, OUTCOMES.c.findings,
        CLAUSES.c.key, CLAUSES.c.target_title, CLAUSES.c.target_number, WORKS.c.law_id,
    ]  # fmt: skip
    query = (
        select(*asked)
        .join(CLAUSES, CLAUSES.c.id == OUTCOMES.c.clause)
        .outerjoin(WORKS, WORKS.c.id == OUTCOMES.c.work)
        .where(OUTCOMES.c.recorded_at == now, OUTCOMES.c.superseded_at.is_(None))
        .order_by(OUTCOMES.c.id)
    )
    rows = list(connection.execute(query))
    earlier = select(OUTCOMES.c.clause, OUTCOMES.c.status).where(
        OUTCOMES.c.superseded_at == now, OUTCOMES.c.recorded_at < now
    )
    before = {row.clause: str(row.status) for row in connection.execute(earlier.order_by(OUTCOMES.c.id))}
    return [(row, before.get(row.clause, "")) for row in rows]


def new_issues(connection: Connection, now: datetime.datetime) -> list[Row[Any]]:
    """The issues that were taken in at a moment."""
    return list(connection.execute(select(ISSUES).where(ISSUES.c.recorded_at == now).order_by(ISSUES.c.id)))


# --------------------------------------------------------------------------------------------------------------- outbox


def add_delivery(
    connection: Connection,
    number: int,
    message: str,
    event: str,
    payload: dict[str, Any],
    now: datetime.datetime,
) -> None:
    """Puts something into the outbox, due at once; the same message to the same place only once."""
    there = select(DELIVERIES.c.id).where(DELIVERIES.c.webhook == number, DELIVERIES.c.message == message)
    if connection.execute(there).first() is None:
        connection.execute(
            insert(DELIVERIES).values(
                webhook=number, message=message, event=event, payload=payload, created_at=now, next_at=now, attempts=0,
                sent_at=None, last_answer="",
            )
        )  # fmt: skip


def any_due(connection: Connection, now: datetime.datetime) -> bool:
    """True when something is due."""
    return (
        connection.execute(select(DELIVERIES.c.id).where(DELIVERIES.c.next_at <= now).limit(1)).first()
        is not None
    )


def take_up(
    connection: Connection,
    now: datetime.datetime,
    until: datetime.datetime,
    limit: int,
    only: Iterable[int] | None = None,
) -> tuple[StoredDelivery, ...]:
    """What is due, taken up by whoever asks: nobody else gets it before ``until``. Of one place only the earliest, so that a
    slow one holds up no other."""
    first = select(func.min(DELIVERIES.c.id)).where(DELIVERIES.c.next_at <= now)
    if only is not None:
        first = first.where(DELIVERIES.c.webhook.in_(list(only)))
    query = (
        select(DELIVERIES)
        .where(DELIVERIES.c.id.in_(first.group_by(DELIVERIES.c.webhook)))
        .order_by(DELIVERIES.c.id)
        .limit(limit)
    )
    out = []
    for row in list(connection.execute(query)):
        mine = (DELIVERIES.c.id == row.id) & (DELIVERIES.c.next_at == row.next_at)
        if connection.execute(update(DELIVERIES).where(mine).values(next_at=until)).rowcount:
            out.append(
                StoredDelivery(
                    row.id, row.webhook, row.message, row.event, row.payload, row.created_at, row.attempts
                )
            )
    return tuple(out)


def close_delivery(
    connection: Connection,
    delivery: int,
    *,
    attempts: int,
    answer: str,
    sent_at: datetime.datetime | None,
    next_at: datetime.datetime | None,
) -> None:
    """Records how an attempt went. Without ``next_at`` there is no further one."""
    values = {"attempts": attempts, "last_answer": answer, "sent_at": sent_at, "next_at": next_at}
    connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == delivery).values(**values))


def put_off(connection: Connection, number: int, until: datetime.datetime) -> None:
    """What waits for one place is not sent before ``until``; no attempt is counted."""
    waiting = (DELIVERIES.c.webhook == number) & (DELIVERIES.c.next_at < until)
    connection.execute(update(DELIVERIES).where(waiting).values(next_at=until))


def counts_of(connection: Connection, number: int) -> tuple[int, int, int, str]:
    """Of one place: how much was told, is still to be told, was given up; and the last answer."""
    query = select(
        DELIVERIES.c.sent_at, DELIVERIES.c.next_at, DELIVERIES.c.last_answer, DELIVERIES.c.attempts
    )
    told = waiting = given_up = 0
    last = ""
    for row in connection.execute(query.where(DELIVERIES.c.webhook == number).order_by(DELIVERIES.c.id)):
        told += row.sent_at is not None
        waiting += row.next_at is not None
        given_up += row.sent_at is None and row.next_at is None
        last = row.last_answer or last
    return told, waiting, given_up, last
