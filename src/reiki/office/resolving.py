"""Which regulation of the store a clause speaks of."""

from __future__ import annotations

import datetime

from sqlalchemy import Connection

from reiki.gazette.model import Clause, Issue, Notice
from reiki.law.address import Address, Kind, Step
from reiki.law.identity import InstrumentKind, LawNumber, kind_of
from reiki.store.anchors import anchors_of
from reiki.store.works import (
    Identity,
    Survival,
    Work,
    add_work,
    amended_title,
    body_of,
    canonical_number,
    complete_work,
    keep_survival,
    match_work,
    without_making,
)

_NATIONAL = frozenset(
    {
        InstrumentKind.CONSTITUTION,
        InstrumentKind.ACT,
        InstrumentKind.CABINET_ORDER,
        InstrumentKind.IMPERIAL_ORDER,
        InstrumentKind.MINISTERIAL_ORDINANCE,
    }
)


def resolve(
    connection: Connection, clause: Clause, notice: Notice, issue: Issue, now: datetime.datetime
) -> tuple[Work | None, Address | None]:
    """The work that a clause amends, and the place within it where the clause's addresses begin.

    A regulation that nothing named before becomes known by name. ``None``: several have that title.

    ``職員の給料の調整額に関する規則の一部を改正する規則（平成7年…第21号）`` has no text of its own any more: its 附則 survives in
    the regulation that it amended, and is amended there. Where it is in the store itself, that is used.
    """
    identity = target_identity(clause, notice, issue)
    found = match_work(connection, identity)
    stored = tuple(work for work in found if anchors_of(connection, work.id))
    host = amended_title(identity.title)
    if host and identity.number and not stored:
        return _surviving(connection, identity, host, now)
    if not found and identity.number and identity.title:
        # A number that nothing has under a title that one regulation has: it is held there (named_otherwise).
        titled = match_work(connection, Identity(identity.title, body=identity.body))
        found = tuple(work for work in titled if anchors_of(connection, work.id))
        if len(found) == 1:
            return found[0], None
        found = ()
    if len(found) > 1:
        found = stored
    if len(found) > 1 or (not identity.title and not identity.number):
        return None, None
    return (
        complete_work(connection, found[0], identity) if found else add_work(connection, identity, now)
    ), None


def _surviving(
    connection: Connection, identity: Identity, host_title: str, now: datetime.datetime
) -> tuple[Work | None, Address | None]:
    wanted = Identity(host_title, body=identity.body)
    hosts = match_work(connection, wanted)
    if len(hosts) > 1:
        return None, None
    host = hosts[0] if hosts else add_work(connection, wanted, now)
    within = Address((Step(Kind.SUPPL, identity.number),))
    keep_survival(connection, Survival(host.id, identity.number, identity.title, str(within)))
    return host, within


def target_identity(clause: Clause, notice: Notice, issue: Issue) -> Identity:
    """What a clause says of the regulation that it amends; a number without its body means the notice's jurisdiction."""
    number = canonical_number(clause.target.number)
    title, day = (clause.target.title, None) if number else without_making(clause.target.title)
    return Identity(title, number, jurisdiction_name(number, notice, issue), day=day)


def jurisdiction_name(number: str, notice: Notice, issue: Issue) -> str:
    """Whose instrument a number names: its body's, else the notice's, else the publisher's; ``""`` for national law."""
    if number and kind_of("", LawNumber.parse(number)) in _NATIONAL:
        return ""
    return body_of(number) or body_of(notice.number) or issue.publisher
