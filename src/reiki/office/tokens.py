"""Who may do what (利用者証): tokens are made, shown once, recognised and revoked here, for every front.

A token is 256 random bits. Kept of it is its SHA-256 alone: there is nothing to guess, so a slow password hash would protect
nothing and would let anybody keep the service busy by sending wrong tokens.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import re
import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from reiki.office.errors import OfficeError
from reiki.store import audit
from reiki.store import tokens as token_store
from reiki.store.session import Store
from reiki.store.tokens import StoredToken

PREFIX: Final = "reiki_"
"""By which programs that look for leaked secrets know one."""

LONGEST_NAME: Final = 80
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET, _CHECK = 43, 6
_TOKEN: Final = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{_SECRET + _CHECK}}}", re.ASCII)


class CannotIssue(OfficeError):
    """A token that cannot be made, or not be revoked; nothing was changed."""


class Role(StrEnum):
    """What a token allows. Ordered: who has the greater role may do all that the smaller allows."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """True when what needs ``needed`` is allowed to this role."""
        order = list(Role)
        return order.index(self) >= order.index(needed)

    def __lt__(self, other: str) -> bool:
        return not self.covers(Role(other))

    def __le__(self, other: str) -> bool:
        return Role(other).covers(self)

    def __gt__(self, other: str) -> bool:
        return not Role(other).covers(self)

    def __ge__(self, other: str) -> bool:
        return self.covers(Role(other))


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a token that stands."""

    token_id: int
    name: str
    role: Role
    used_on: datetime.date | None


@dataclass(frozen=True, slots=True)
class TokenReport:
    """A token without its secret."""

    name: str
    role: str
    state: str
    created_at: datetime.datetime
    created_by: str
    expires_at: datetime.datetime | None
    used_on: datetime.date | None
    revoked_at: datetime.datetime | None

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "name": self.name,
            "role": self.role,
            "state": self.state,
            "created_at": self.created_at.isoformat(),
            "created_by": self.created_by,
            "expires_at": self.expires_at.isoformat() if self.expires_at else None,
            "used_on": self.used_on.isoformat() if self.used_on else None,
            "revoked_at": self.revoked_at.isoformat() if self.revoked_at else None,
        }


def create_token(
    store: Store,
    name: str,
    role: Role,
    *,
    by: str,
    now: datetime.datetime,
    expires_at: datetime.datetime | None = None,
) -> str:
    """A new token, told here and never again. Raises :class:`CannotIssue`."""
    asked = " ".join(name.split())
    if not asked or len(asked) > LONGEST_NAME or not asked.isprintable():
        raise CannotIssue(f"a token needs a name of at most {LONGEST_NAME} printable characters.")
    if expires_at is not None and expires_at <= now:
        raise CannotIssue(f"{expires_at.isoformat()} is over: name a later day.")
    token = new_token()
    with store.writing() as connection:
        standing = token_store.unrevoked(connection, asked)
        if standing is not None:
            raise CannotIssue(
                f"there is a token 「{asked}」 ({standing.role}); revoke it first, or take another name."
            )
        token_store.add_token(
            connection, asked, role.value, digest_of(token), created_by=by, now=now, expires_at=expires_at
        )
        entry = {
            "name": asked,
            "role": role.value,
            "expires": expires_at.isoformat() if expires_at else None,
            "by": by,
        }
        audit.record(connection, "token_create", entry, now)
    return token


def revoke_token(store: Store, name: str, *, by: str, now: datetime.datetime) -> None:
    """The token opens nothing from now on, and who signed in with it is signed out. Raises :class:`CannotIssue`."""
    with store.writing() as connection:
        token = token_store.unrevoked(connection, " ".join(name.split()))
        if token is None:
            raise CannotIssue(f"no token 「{name}」 stands; reiki token list shows them.")
        token_store.revoke_token(connection, token.id, by, now)
        audit.record(connection, "token_revoke", {"name": token.name, "role": token.role, "by": by}, now)


def list_tokens(store: Store, *, now: datetime.datetime) -> tuple[TokenReport, ...]:
    """All tokens ever made, without their secrets, oldest first."""
    with store.reading() as connection:
        tokens = token_store.all_tokens(connection)
    return tuple(
        TokenReport(
            t.name, t.role, _state(t, now), t.created_at, t.created_by, t.expires_at, t.used_on, t.revoked_at
        )
        for t in tokens
    )


def _state(token: StoredToken, now: datetime.datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "standing" if token.stands(now) else "expired"


# ---------------------------------------------------------------------------------------------------------- recognising


def holder_of(store: Store, token: str, *, now: datetime.datetime) -> Holder | None:
    """Who holds a token; ``None`` for one that is none, is revoked or has expired. One that was mistyped costs no query."""
    if not well_formed(token):
        return None
    digest = digest_of(token)
    with store.reading() as connection:
        found = token_store.token_with(connection, digest)
    # The look-up is by a digest, of which nobody can choose the first digits; the whole is compared in constant time.
    if found is None or not hmac.compare_digest(found.digest, digest):
        return None
    return _holder(found, now)


def sign_in(
    store: Store, token: str, *, now: datetime.datetime, lasting: datetime.timedelta
) -> tuple[Holder, str] | None:
    """Who holds a token, and the secret of a new session that ends by itself; ``None`` as :func:`holder_of`."""
    holder = holder_of(store, token, now=now)
    if holder is None:
        return None
    session = secrets.token_urlsafe(32)
    with store.writing() as connection:
        again = token_store.token_with(connection, digest_of(token))
        if again is None or not again.stands(now):  # revoked meanwhile
            return None
        ends = now + lasting if again.expires_at is None else min(now + lasting, again.expires_at)
        token_store.add_session(connection, digest_of(session), holder.token_id, now, ends)
    return holder, session


def holder_in_session(store: Store, session: str, *, now: datetime.datetime) -> Holder | None:
    """Who signed in; ``None`` when the session has ended or its token stands no more."""
    with store.reading() as connection:
        found = token_store.token_of_session(connection, digest_of(session), now)
    return None if found is None else _holder(found, now)


def sign_out(store: Store, session: str) -> None:
    """The session ends, wherever a copy of its cookie may be."""
    with store.writing() as connection:
        token_store.end_session(connection, digest_of(session))


def note_used(store: Store, tokens: Iterable[int], day: datetime.date) -> None:
    """Records the day on which tokens were used; coarse, so that it tells who still needs one and not who works when."""
    used = sorted(set(tokens))
    if used:
        with store.writing() as connection:
            token_store.note_used(connection, used, day)


def _holder(token: StoredToken, now: datetime.datetime) -> Holder | None:
    return Holder(token.id, token.name, Role(token.role), token.used_on) if token.stands(now) else None


# --------------------------------------------------------------------------------------------------------- what one is


def new_token() -> str:
    """A prefix, 256 random bits, and a checksum that tells a mistyped one from a revoked one without a look-up."""
    secret = _in_digits(secrets.randbits(256), _SECRET)
    return PREFIX + secret + _checksum(secret)


def well_formed(token: str) -> bool:
    """True when a text can be a token: its shape and its checksum are right."""
    if not _TOKEN.fullmatch(token):
        return False
    secret, check = token[len(PREFIX) : -_CHECK], token[-_CHECK:]
    return hmac.compare_digest(check, _checksum(secret))


def digest_of(secret: str) -> str:
    """By which a secret is kept: SHA-256 in hex."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _checksum(secret: str) -> str:
    return _in_digits(zlib.crc32(secret.encode("ascii")), _CHECK)


def _in_digits(number: int, places: int) -> str:
    out = []
    for _ in range(places):
        number, digit = divmod(number, len(_DIGITS))
        out.append(_DIGITS[digit])
    return "".join(reversed(out))
