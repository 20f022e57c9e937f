"""Certified prints (証明付きの印刷): made from the store, and confirmed or refuted by it.

Only a text that is known whole and certain is certified: one of which columns quote a part, or that stands behind a held clause,
is refused, for no line on paper would keep a reader from taking it for the law.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from reiki.gazette.errata import Correction
from reiki.law.document import LawDocument
from reiki.office.ask import refuse_contained, refuse_too_early
from reiki.office.ask import text as text_on
from reiki.office.certificate import Certificate, Formed, Role
from reiki.office.course import Leg, course_of
from reiki.office.doubts import doubts_of
from reiki.office.errors import NoTextOn, OfficeError
from reiki.office.holding import day_after, held_before
from reiki.render.text import render_text
from reiki.store import anchors as anchoring
from reiki.store import clauses as clausing
from reiki.store import ledgers
from reiki.store import versions as versioning
from reiki.store.anchors import StoredAnchor
from reiki.store.ledgers import NoticeRow
from reiki.store.session import Store
from reiki.store.works import Identity, Work, match_work

_ENDED: Final = {"repealed": "廃止", "replaced": "全部改正", "lapsed": "失効"}


class NotCertifiable(OfficeError):
    """The text cannot be certified; the message says why and what to do."""


# --------------------------------------------------------------------------------------------------------------- prints

Printer = Callable[[LawDocument, Certificate], bytes]


def print_text(document: LawDocument, certificate: Certificate) -> bytes:
    """The plain text form, an empty line, and the certificate."""
    lines = "\n".join(certificate.lines())
    return f"{render_text(document.regulation())}\n{lines}\n".encode()


def print_html(document: LawDocument, certificate: Certificate) -> bytes:
    """The typeset page, with the certificate after the text."""
    from reiki.render.html_page import regulation_page

    return regulation_page(document, notes=certificate.notes, ending=certificate.lines()).encode()


def print_docx(document: LawDocument, certificate: Certificate) -> bytes:
    """The Word file, with the certificate after the text."""
    from reiki.render.docx import regulation_docx

    return regulation_docx(document, notes=certificate.notes, ending=certificate.lines())


PRINTERS: Final[Mapping[str, Printer]] = {"text": print_text, "html": print_html, "docx": print_docx}
"""The formats in which a text can be certified. A printer is a function of the text and its certificate and of nothing else,
so that a print can be made again."""


@dataclass(frozen=True, slots=True)
class Print:
    """A certified print: its bytes in ``form``, and the certificate in it."""

    form: str
    data: bytes
    certificate: Certificate


def certified(
    store: Store,
    name: str,
    *,
    on: datetime.date,
    now: datetime.datetime,
    known: datetime.datetime | None = None,
    form: str = "text",
) -> Print:
    """A certified print of the whole text of a regulation on a day, as known at a moment that has passed by ``now``.

    Raises :class:`NotCertifiable` for a text that is partial, held or only a part of a regulation, and as
    :func:`reiki.office.ask.text` does.
    """
    if form not in PRINTERS:
        raise NotCertifiable(f"--certify prints {'、'.join(PRINTERS)}; {form} is for programs.")
    moment = min(known, now) if known is not None else now
    report = text_on(store, name, on=on, known=moment)
    if report.at:
        raise NotCertifiable(
            f"「{name}」 is a part of {report.title} ({report.at}); only whole regulations are certified: name that."
        )
    if report.evidence != "whole":
        raise NotCertifiable(
            f"{report.title} is known in part only (evidence: quoted) on {on} and cannot be certified as a whole; "
            "import the regulation (reiki import)."
        )
    with store.reading() as connection:
        (work,) = match_work(connection, Identity("", law_id=report.law_id))
        certificate, document = certificate_of(connection, work, on, moment)
    return Print(form, PRINTERS[form](document, certificate), certificate)


# ---------------------------------------------------------------------------------------------------------- certificate


def certificate_of(
    connection: Connection, work: Work, on: datetime.date, known: datetime.datetime
) -> tuple[Certificate, LawDocument]:
    """The certificate of a work's text on a day as known at a moment, and that text.

    Raises :class:`NotCertifiable` where none was known, or none that was whole and certain.
    """
    course = course_of(connection, work.id, known)
    legs = [leg for leg in course if leg.version.day is None or leg.version.day <= on]
    if not legs or legs[-1].version.partial:
        raise NotCertifiable(f"as known then, the store had no whole text of {work.title} on {on}.")
    version = legs[-1].version
    known_then = anchoring.anchors_of(connection, work.id, known)
    held = held_before(connection, work.id, day_after(on), known_then, known)
    if held is not None:
        raise NotCertifiable(
            f"the text of {version.title} is uncertain from {held[1]} on, where clause {held[0]} is held; settle it "
            f"(reiki review show {held[0]}) or ask for a day before."
        )
    document = versioning.document_of(connection, version)
    try:
        refuse_contained(connection, version, on, known)
        refuse_too_early(document, version, on)
    except NoTextOn as error:
        raise NotCertifiable(str(error)) from error
    if document.digest() != version.text_digest:
        raise NotCertifiable(
            f"the stored text of {work.title} on {on} is not the one whose digest is recorded; run reiki verify."
        )
    certificate = Certificate(
        law_id=work.law_id,
        title=version.title,
        number=work.number,
        revision_id=version.revision_id,
        on=on,
        known=known,
        in_force_from=version.day,
        status=version.ended,
        text_digest=version.text_digest,
        formed=tuple(_formed(connection, work, course[: len(legs)], course[len(legs) :], known)),
        notes=tuple(_notes(connection, work, legs[-1], on, known)),
        limits=limits_of(connection, work, on, known),
    )
    return certificate, document


def _notes(
    connection: Connection, work: Work, leg: Leg, on: datetime.date, known: datetime.datetime
) -> Iterator[str]:
    """What a reader must know, as known at the moment: the same whenever it is asked again."""
    version = leg.version
    if version.ended:
        by = "、".join(dict.fromkeys(d.clause.notice_number or d.clause.notice_title for d in leg.done))
        yield f"{_ENDED[version.ended]}により{version.day}から効力がない（{by or '附則の定めによる'}）。最後の条文である。"
    if version.day is None:
        yield "この条文がいつから施行されていたかは分かっていない。"
    for clause, outcome in clausing.standing(connection, work.id, known):
        if outcome.waits_for == "date" and clause.promulgated is not None and clause.promulgated <= on:
            yield f"公布済みで施行期日が定まっていない改正がある（{clause.notice_number or clause.notice_title}）。"


def limits_of(
    connection: Connection, work: Work, on: datetime.date, known: datetime.datetime | None = None
) -> tuple[str, ...]:
    """What is in doubt of a text (:mod:`reiki.office.doubts`), as known at a moment."""
    return tuple(doubt.printed for doubt in doubts_of(connection, work.id, on, known))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _formed(
    connection: Connection, work: Work, legs: Sequence[Leg], later: Sequence[Leg], known: datetime.datetime
) -> Iterator[Formed]:
    """From the known text that the day's text goes back to, everything that has formed it since (``legs``) or, where it was
    found by going back, was undone (of ``later``)."""
    begins = max((n for n, leg in enumerate(legs) if leg.anchor is not None), default=0)
    first = legs[begins]
    anchor = _recorded_by(connection, first, work, known) if first.undone else first.anchor
    amending = [
        done.clause
        for leg in legs[begins:]
        if not (leg is first and leg.restarts and not leg.undone)
        for done in leg.done
    ]
    undone = []
    if anchor is not None and anchor.day is not None and first.undone:
        contained = [leg for leg in later if leg.version.day is not None and leg.version.day <= anchor.day]
        undone = [done.clause for leg in contained for done in leg.done]
    ids = {c.notice for c in (*amending, *undone)}
    ids |= {anchor.notice} if anchor is not None and anchor.notice is not None else set()
    found = ledgers.notices_by_id(connection, ids)
    fixing = ledgers.fixings_of(connection, {n.number for n in found.values() if n.number}, known)
    errata = _errata(connection, list(found.values()), known)
    found |= ledgers.notices_by_id(connection, {*fixing, *errata})
    if anchor is not None:
        yield _base(anchor, found, first.undone, legs[-1].version.title)
    parts: tuple[tuple[Role, Sequence[int]], ...] = (
        ("amended", [c.notice for c in amending]),
        ("undone", [c.notice for c in undone]),
        ("corrected", errata),
        ("fixed", fixing),
    )
    for role, notices in parts:
        yield from (_notice(found[n], role) for n in dict.fromkeys(notices))


def _recorded_by(
    connection: Connection, leg: Leg, work: Work, known: datetime.datetime
) -> StoredAnchor | None:
    """The imported text from which the store went back, among those recorded by then."""
    anchors = [
        a for a in anchoring.anchors_of(connection, work.id, known) if a.day is not None and not a.set_aside
    ]
    return min(anchors, key=lambda a: (a.day or datetime.date.max, not a.leading, a.id), default=leg.anchor)


def _base(anchor: StoredAnchor, found: Mapping[int, NoticeRow], undone: bool, title: str) -> Formed:
    if anchor.notice is not None:
        return _notice(found[anchor.notice], "base")
    how = "現在の条文から遡る" if undone else "現在の条文の取込み"
    return Formed("base", how, title, "", anchor.day, anchor.source)


def _notice(notice: NoticeRow, role: Role) -> Formed:
    issue = notice.issue
    name = "".join(f"{issue.name or f'{issue.publisher}公報'}{issue.number}".split())
    return Formed(role, notice.number, _one_line(notice.title), name, issue.date, issue.source)


def _errata(
    connection: Connection, notices: Sequence[NoticeRow], known: datetime.datetime
) -> tuple[int, ...]:
    """The notices of errata on the issues in which some notices stand."""
    out: list[int] = []
    for publisher in dict.fromkeys(n.issue.publisher for n in notices):
        issues = [n.issue for n in notices if n.issue.publisher == publisher]
        for notice, day, number, extra in ledgers.errata_on(connection, publisher, known):
            meant = Correction(day, number, extra, "", "", "")
            if any(meant.means(issue.date, issue.number) for issue in issues):
                out.append(notice)
    return tuple(dict.fromkeys(out))
