"""Clauses on an amending instrument in force, of which only the 附則 lives on: what stands in the way of changing it there."""

from __future__ import annotations

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.law.abbreviated import spellings
from reiki.law.address import Address
from reiki.office.instruments import full_number, numbers_meant
from reiki.store.clauses import StoredClause
from reiki.store.instruments import clauses_of_instrument, instruments_numbered
from reiki.store.works import work_by_id


def surviving_findings(connection: Connection, stored: StoredClause) -> tuple[Finding, ...]:
    """Error findings of a clause on a surviving 附則, from what the store knows of the instrument; none of any other clause.

    The instrument may have amended several regulations, each of which carries its 附則: a clause changes one text, and the
    others would keep the old words in silence. And a part of it may still be to come: what the clause then does to that part
    nobody has worked out.
    """
    place = Address.parse(stored.within).last if stored.within else None
    if place is None:
        return ()
    meant = numbers_meant(place.num, stored.notice_number, stored.publisher)
    alike = instruments_numbered(connection, (form for m in meant for form in spellings(m)))
    mine = [i for i in alike if full_number(i.number, i.publisher) in meant]
    parts = [c for i in mine for c in clauses_of_instrument(connection, i.notice)]
    out = []
    others = sorted(
        {work_by_id(connection, c.work).title for c in parts if c.work is not None and c.work != stored.work}
    )
    if others and stored.work is not None:
        own = work_by_id(connection, stored.work).title
        message = (
            f"{place.num} amended more than one regulation, and each carries its 附則: {'、'.join((own, *others))}. "
            "A clause changes one of them; the others would keep the old words"
        )
        out.append(Finding("error", "supplement_in_several", message))
    day = stored.in_force_from
    pending = [c for c in parts if c.in_force_from is None or (day is not None and c.in_force_from > day)]
    if pending and len(pending) < len(parts):
        named = "、".join(f"{c.clause} ({c.in_force_from or 'no day yet'})" for c in pending)
        message = (
            f"{place.num} is in force in part only when this clause starts; still to come: {named}. Whether the clause changes "
            "what is to come has not been worked out"
        )
        out.append(Finding("error", "partly_in_force", message))
    return tuple(out)
