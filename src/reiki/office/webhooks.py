"""Telling others of changes (webhook): who is told, what is told, how it is signed, when it is tried again.

What is told is written into the outbox in the transaction that it tells of: nothing is told that did not happen, and nothing that
happened is forgotten. The service, or `reiki webhook deliver`, sends it. A place may get a message twice, and tells by its id.
Names of headers and the signature are those of Standard Webhooks.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json
import random
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from sqlalchemy import Connection

from reiki.office.certainty import Hold, held_within
from reiki.office.errors import OfficeError
from reiki.office.naming import find_work
from reiki.store import audit
from reiki.store import hooks as hook_store
from reiki.store.hooks import StoredHook
from reiki.store.key import NoKey, derived, key_of_store
from reiki.store.session import Store
from reiki.store.tables import UNKNOWN_START
from reiki.store.versions import versions_of

__all__ = ["NoKey", "key_of_store"]

VERSION_CHANGED: Final = "version.changed"
CLAUSE_HELD: Final = "clause.held"
CLAUSE_RESOLVED: Final = "clause.resolved"
ISSUE_INGESTED: Final = "issue.ingested"
EVENTS: Final = (VERSION_CHANGED, CLAUSE_HELD, CLAUSE_RESOLVED, ISSUE_INGESTED)
TEST: Final = "webhook.test"

SECRET_PREFIX: Final = "whsec_"
LONGEST_URL: Final = 2000
MOST_VERSIONS: Final = 50
"""How many versions one message lists; it says how many there are."""
ATTEMPTS: Final = 9
"""How often a message is tried: over about a day."""
_FIRST_WAIT, _LONGEST_WAIT, _FACTOR = 15.0, 43_200.0, 4.0
LEASE: Final = datetime.timedelta(minutes=5)
"""How long a message that was taken up is nobody else's; longer than any attempt takes."""


class CannotHook(OfficeError):
    """A webhook that cannot be added, or is not there; nothing was changed."""


@dataclass(frozen=True, slots=True)
class HookReport:
    """A webhook without its secret. ``told``, ``waiting``, ``given_up``: messages."""

    id: int
    url: str
    regulation: str
    title: str
    events: tuple[str, ...]
    created_at: datetime.datetime
    created_by: str
    ended_because: str
    told: int
    waiting: int
    given_up: int
    last_answer: str

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "id": self.id,
            "url": self.url,
            "regulation": {"law_id": self.regulation, "title": self.title} if self.regulation else None,
            "events": list(self.events),
            "created_at": self.created_at.isoformat(),
            "created_by": self.created_by,
            "ended_because": self.ended_because or None,
            "told": self.told,
            "waiting": self.waiting,
            "given_up": self.given_up,
            "last_answer": self.last_answer or None,
        }


# -------------------------------------------------------------------------------------------------------- who is told


def add_webhook(
    store: Store,
    url: str,
    *,
    key: bytes,
    by: str,
    now: datetime.datetime,
    work: str = "",
    events: Sequence[str] = EVENTS,
    http: bool = False,
) -> tuple[int, str]:
    """Adds a webhook; its number, and the secret that signs, told here and never again. ``http``: also without TLS. Raises
    :class:`CannotHook`, ``UnknownWork``, ``AmbiguousWork``."""
    to = checked_url(url, http=http)
    unknown = [event for event in events if event not in EVENTS]
    if unknown or not events:
        raise CannotHook(f"「{'、'.join(unknown)}」: the events are {', '.join(EVENTS)}.")
    salt = secrets.token_hex(32)
    with store.writing() as connection:
        about = find_work(connection, work).work if work else None
        kept = [event for event in EVENTS if event in events]
        number = hook_store.add_hook(
            connection, url=to, work=about.id if about else None, events=kept, salt=salt, key_check=_check(key), by=by,
            now=now,
        )  # fmt: skip
        entry = {
            "webhook": number,
            "url": to,
            "law_id": about.law_id if about else "",
            "events": kept,
            "by": by,
        }
        audit.record(connection, "webhook_add", entry, now)
    return number, SECRET_PREFIX + base64.b64encode(_secret(key, salt)).decode("ascii")


def list_webhooks(store: Store) -> tuple[HookReport, ...]:
    """All webhooks, without their secrets, those that ended too."""
    with store.reading() as connection:
        return tuple(
            HookReport(
                h.id, h.url, h.law_id, h.title, h.events, h.created_at, h.created_by, h.ended_because,
                *hook_store.counts_of(connection, h.id),
            )
            for h in hook_store.hooks(connection, standing=False)
        )  # fmt: skip


def remove_webhook(store: Store, number: int, *, by: str, now: datetime.datetime) -> None:
    """Nothing more is told there. Raises :class:`CannotHook`."""
    with store.writing() as connection:
        _standing(connection, number)
        hook_store.end_hook(connection, number, f"removed by {by}", now)
        audit.record(connection, "webhook_remove", {"webhook": number, "by": by}, now)


def queue_test(store: Store, number: int, *, now: datetime.datetime) -> None:
    """Puts a message into the outbox that tells of nothing. Raises :class:`CannotHook`."""
    with store.writing() as connection:
        _standing(connection, number)
        message = "msg_" + secrets.token_hex(16)
        hook_store.add_delivery(
            connection, number, message, TEST, _payload(TEST, now, {"webhook": number}), now
        )


def _standing(connection: Connection, number: int) -> StoredHook:
    found = hook_store.hook(connection, number)
    if found is None or found.ended_at is not None:
        raise CannotHook(f"no webhook {number} stands; reiki webhook list shows them.")
    return found


def checked_url(url: str, *, http: bool = False) -> str:
    """An address as it is kept: its host in ASCII, its path percent-encoded, nothing secret in it that would be shown. Raises
    :class:`CannotHook`."""
    if len(url) > LONGEST_URL or any(ord(c) <= 0x20 or ord(c) == 0x7F for c in url) or "\\" in url:
        raise CannotHook("the address of a webhook has no spaces, control characters or backslashes.")
    try:
        read = urlsplit(url)
        host, port = (read.hostname or "").rstrip("."), read.port
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii")
    except ValueError as error:
        raise CannotHook(f"「{url}」 is no address ({error}).") from error
    if read.scheme not in ("https", *(("http",) if http else ())):
        raise CannotHook(f"「{url}」: a webhook goes to https:// … (http only where a setting allows it).")
    if not ascii_host or "%" in ascii_host or read.username is not None or read.password is not None:
        raise CannotHook(
            f"「{read.scheme}://{host}」: an address with a host, and without a name or a password in it."
        )
    shown = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    path = quote(read.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(read.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((read.scheme, f"{shown}:{port}" if port else shown, path, query, ""))


# -------------------------------------------------------------------------------------------------------- what is told


def announce(connection: Connection, now: datetime.datetime) -> None:
    """Puts into the outbox what the transaction that records at ``now`` has changed, for every webhook that wants it. To be
    called once, at its end."""
    hooks = hook_store.hooks(connection)
    if not hooks:
        return
    wanted = {event for hook in hooks for event in hook.events}
    for event, works, message, data in _happened(connection, wanted, now):
        payload = _payload(event, now, data)
        for hook in hooks:
            if event in hook.events and (hook.work is None or hook.work in works):
                hook_store.add_delivery(connection, hook.id, message, event, payload, now)


Happened = tuple[str, frozenset[int | None], str, dict[str, Any]]


def _happened(connection: Connection, wanted: set[str], now: datetime.datetime) -> Iterator[Happened]:
    outcomes = hook_store.changed_outcomes(connection, now)
    if ISSUE_INGESTED in wanted:
        works = frozenset(row.work for row, before in outcomes if not before)
        statuses = [str(row.status) for row, before in outcomes if not before]
        for issue in hook_store.new_issues(connection, now):
            yield (
                ISSUE_INGESTED,
                works,
                _message(ISSUE_INGESTED, issue.id),
                {
                    "publisher": issue.publisher,
                    "name": issue.name,
                    "number": issue.number,
                    "date": issue.date.isoformat() if issue.date else None,
                    "source_sha256": issue.source,
                    "clauses": {status: statuses.count(status) for status in sorted(set(statuses))},
                    "permalink": f"/v1/issues/{issue.source}",
                },
            )
    if VERSION_CHANGED in wanted:
        yield from _versions(connection, now)
    for row, before in outcomes:
        held = row.status == "held"
        event = CLAUSE_HELD if held else CLAUSE_RESOLVED
        if event in wanted and held != (before == "held"):
            yield (
                event,
                frozenset({row.work}),
                _message(event, row.id),
                {
                    "clause": row.key,
                    "status": row.status,
                    "law_id": row.law_id,
                    "target": {"title": row.target_title, "number": row.target_number},
                    "effective": row.effective.isoformat() if row.effective else None,
                    "findings": [{"code": f["code"], "severity": f["severity"]} for f in row.findings],
                    "permalink": f"/v1/clauses/{quote(row.key, safe='/')}",
                },
            )


def _versions(connection: Connection, now: datetime.datetime) -> Iterator[Happened]:
    by_work: dict[int, list[Any]] = {}
    for row in hook_store.new_versions(connection, now):
        by_work.setdefault(row.work, []).append(row)
    for work, rows in by_work.items():
        last = rows[-1]
        begins = [v.day for v in versions_of(connection, work) if v.day is not None]
        yield (
            VERSION_CHANGED,
            frozenset({work}),
            _message(VERSION_CHANGED, *(row.id for row in rows)),
            {
                "law_id": last.law_id,
                "title": last.title,
                "number": last.number,
                "count": len(rows),
                "versions": [
                    _version(row, _hold_of(connection, row, begins), now) for row in rows[-MOST_VERSIONS:]
                ],
            },
        )


def _hold_of(connection: Connection, row: Any, begins: Sequence[datetime.date]) -> Hold | None:
    """What is held within the days of a version. ``begins``: the first days of all of its regulation."""
    later = min((day for day in begins if day > row.in_force_from), default=None)
    last = later - datetime.timedelta(1) if later else datetime.date.max
    return held_within(connection, row.work, row.in_force_from, last)


def _version(row: Any, hold: Hold | None, now: datetime.datetime) -> dict[str, Any]:
    day = None if row.in_force_from == UNKNOWN_START else row.in_force_from
    on = {"on": day.isoformat()} if day else {}
    query = urlencode({**on, "known": now.isoformat()})
    return {
        "revision_id": row.revision_id,
        "title": row.title,
        "in_force_from": day.isoformat() if day else None,
        "status": row.ended or "in_force",
        "evidence": "quoted" if row.partial else "whole",
        "text_digest": row.text_digest,
        "held_since": hold.since.isoformat() if hold else None,
        "held_clause": hold.clause if hold else None,
        "permalink": f"/v1/works/{row.law_id}/text?{query}",
    }


def _payload(event: str, now: datetime.datetime, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": event, "timestamp": now.astimezone(datetime.UTC).isoformat(), "data": dict(data)}


def _message(event: str, *rows: int) -> str:
    """The same whenever it is made for the same rows, so that nothing is told twice."""
    return "msg_" + hashlib.sha256(f"{event} {rows}".encode()).hexdigest()[:32]


# -------------------------------------------------------------------------------------------------------- how it is signed


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it is sent: where, what, and under which headers."""

    delivery: int
    webhook: int
    url: str
    event: str
    body: bytes
    headers: Mapping[str, str]
    attempts: int


def signature(secret: bytes, message: str, timestamp: int, body: bytes) -> str:
    """``webhook-signature`` of Standard Webhooks: HMAC-SHA256 over id, moment and body, so that none of them can be exchanged."""
    signed = b".".join((message.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode("ascii")


def _secret(key: bytes, salt: str) -> bytes:
    return derived(key, f"webhook {salt}")


def _check(key: bytes) -> str:
    return derived(key, "check").hex()


def _absolute(data: Any, base: str) -> Any:
    """Links that begin with the address of the service, where it is known."""
    match data:
        case dict():
            return {
                name: base + value
                if name == "permalink" and isinstance(value, str)
                else _absolute(value, base)
                for name, value in data.items()
            }
        case list():
            return [_absolute(each, base) for each in data]
        case _:
            return data


# --------------------------------------------------------------------------------------------------- when it is sent


def letters_due(
    store: Store,
    key: Callable[[], bytes],
    *,
    now: datetime.datetime,
    base_url: str = "",
    limit: int = 20,
    only: Iterable[int] | None = None,
) -> tuple[Letter, ...]:
    """What is due, taken up: to be sent now, and told of to :func:`close_letter`. Raises :class:`NoKey`."""
    with store.reading() as connection:
        if not hook_store.any_due(connection, now):
            return ()
    secret_of = key()
    out = []
    with store.writing() as connection:
        for taken in hook_store.take_up(connection, now, now + LEASE, limit, only):
            hook = hook_store.hook(connection, taken.webhook)
            assert hook is not None
            if not hmac.compare_digest(hook.key_check, _check(secret_of)):
                _give_up(
                    connection, taken.id, taken.attempts, "the store's key is not the one it was added with"
                )
                continue
            payload = _absolute(taken.payload, base_url.rstrip("/")) if base_url else taken.payload
            body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
            moment = int(now.timestamp())
            headers = {
                "Content-Type": "application/json",
                "User-Agent": "reiki-webhook/1",
                "webhook-id": taken.message,
                "webhook-timestamp": str(moment),
                "webhook-signature": signature(_secret(secret_of, hook.salt), taken.message, moment, body),
            }
            out.append(Letter(taken.id, hook.id, hook.url, taken.event, body, headers, taken.attempts))
    return tuple(out)


def close_letter(
    store: Store,
    letter: Letter,
    status: int | None,
    answer: str,
    *,
    now: datetime.datetime,
    chance: float | None = None,
) -> str:
    """Records how sending went: ``told``, ``again`` (it is tried again later), ``given_up``. ``status``: of the answer, ``None``
    without one. ``chance``: between 0 and 1, by which the next attempt is put off a little."""
    attempts = letter.attempts + 1
    with store.writing() as connection:
        if status is not None and 200 <= status < 300:
            hook_store.close_delivery(
                connection, letter.delivery, attempts=attempts, answer=answer, sent_at=now, next_at=None
            )
            return "told"
        if status == 410:
            # Whoever is there wants nothing more (410 Gone).
            _give_up(connection, letter.delivery, attempts, answer)
            hook_store.end_hook(connection, letter.webhook, "the place answered that it is gone (410)", now)
            audit.record(connection, "webhook_gone", {"webhook": letter.webhook}, now)
            return "given_up"
        if attempts >= ATTEMPTS:
            _give_up(connection, letter.delivery, attempts, answer)
            return "given_up"
        wait = wait_after(attempts, random.random() if chance is None else chance)
        hook_store.close_delivery(
            connection, letter.delivery, attempts=attempts, answer=answer, sent_at=None, next_at=now + wait
        )
        if status is None:
            # Nobody answers there: the rest need not find that out one by one, while others wait for their turn.
            hook_store.put_off(connection, letter.webhook, now + wait)
        return "again"


def wait_after(attempts: int, chance: float) -> datetime.timedelta:
    """How long after the n-th attempt the next one comes: four times as long each time, up to half a day; of that between half
    and all, by chance, so that those who failed together do not come back together."""
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * _FACTOR ** (attempts - 1))
    return datetime.timedelta(seconds=longest / 2 * (1 + chance))


def _give_up(connection: Connection, delivery: int, attempts: int, answer: str) -> None:
    hook_store.close_delivery(
        connection, delivery, attempts=attempts, answer=answer, sent_at=None, next_at=None
    )
