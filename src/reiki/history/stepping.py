"""What one clause does to one text: the fold's questions, answered by the floors below."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from reiki.amend.engine import Applied, Conflict, apply
from reiki.amend.operations import Finding, Operation
from reiki.gazette import consolidate, partial, reversal
from reiki.gazette.commencement import read_commencement
from reiki.gazette.model import Fixed
from reiki.gazette.statutory import instrument_kind
from reiki.gazette.supplementary import find_supplement, same_instrument, supplement_number
from reiki.history.lapse import lapse_day
from reiki.history.model import LACKING, Known, Step, Unit
from reiki.law.address import Address
from reiki.law.address import Step as AddressStep
from reiki.law.document import LawDocument
from reiki.law.era import find_dates
from reiki.law.provision import Provision


class Stepping:
    """The :class:`~reiki.history.model.Machine` that applies clauses under their guards."""

    def apply(self, document: LawDocument, unit: Unit) -> Step:
        """A clause on a whole text."""
        return _consolidated(document, unit)

    def apply_partial(self, document: LawDocument | None, unit: Unit) -> Step:
        """A clause on a partial text: 改正前 fills gaps first, the clause is applied under the guard of what was known,
        改正後 fills what is still a gap."""
        target = unit.clause.target
        title = document.title if document is not None else _host_title(unit)
        number = document.number if document is not None else ("" if unit.within else target.number)
        before = partial.fill(
            document,
            title,
            number,
            _in_scope(unit, partial.quoted_before(unit.clause, unit.issue, unit.within)),
        )
        done = _consolidated(before.document, unit)
        if done.document is None:
            return replace(done, findings=(*done.findings, *before.findings))
        after = partial.fill(
            done.document,
            title,
            number,
            _in_scope(unit, partial.quoted_after(unit.clause, unit.issue, unit.within)),
        )
        findings = (*done.findings, *before.findings, *after.findings)
        if any(f.severity == "error" for f in findings):
            return replace(done, document=None, findings=findings)
        quoted = () if document is None else newly_known(document, before.document, before.filled)
        # No guard is claimed where the text before is itself what the column quotes (design, decision 11).
        return Step(after.document, done.operations, done.inverse, (), findings, quoted, before.document)

    def append_supplementary(self, document: LawDocument, unit: Unit) -> Step:
        """The 改正附則 of the unit's notice joins the regulation."""
        return _step(consolidate.append_supplementary(document, unit.notice, unit.issue))

    def undo(self, document: LawDocument, unit: Unit, known: frozenset[str], *, first: bool) -> Step:
        """The text before a clause; held where a 改正附則 shows an amendment in between that nobody ever brought."""
        doubts = consolidate.without((*unit.clause.findings, *unit.findings), _waived(unit))
        if any(f.severity == "error" for f in doubts):
            return Step(None, findings=doubts)
        own = find_supplement(document, self.supplement_number(unit))
        findings = unaccounted(document, unit, own, known)
        if any(f.severity == "error" for f in findings):
            return Step(None, findings=findings)
        before = reversal.undo_supplementary(document, own) if first and own is not None else None
        if before is not None and before.document is None:
            return Step(None, findings=before.findings)
        text = document if before is None or before.document is None else before.document
        undone = reversal.undo(
            text, unit.clause, unit.notice, unit.issue, unit.within, unit.scope, _waived(unit)
        )
        if undone.document is None:
            return Step(None, findings=(*findings, *undone.findings, *_lacking(text, unit)))
        if moved := _start_moved(undone.document, text, unit):
            return Step(None, findings=(*findings, *moved))
        return Step(undone.document, inverse=() if before is None else before.inverse, findings=findings)

    def lapse_day(self, document: LawDocument, start: datetime.date | None) -> datetime.date | None:
        """The first day on which its own words leave it without force."""
        return lapse_day(document, start)

    def supplement_number(self, unit: Unit) -> str:
        """The number of the notice, or its day where it has none."""
        return supplement_number(unit.notice)

    def amended_by(self, document: LawDocument) -> frozenset[str]:
        """The numbers of its 改正附則."""
        numbers = (at.steps[0].num for at in document.supplements())
        return frozenset(number for number in numbers if number[:1] not in ("", "#"))

    def without(self, findings: Sequence[Finding], waived: frozenset[str]) -> tuple[Finding, ...]:
        """Doubts that were waived stay visible as warnings."""
        return consolidate.without(tuple(findings), waived)

    def replay(self, document: LawDocument, operations: Sequence[Operation]) -> Step:
        """Operations that were worked out before."""
        match apply(document, operations):
            case Applied(document=after, inverse=inverse):
                return Step(after, tuple(operations), inverse)
            case Conflict(findings=findings):
                return Step(None, findings=findings)

    def fill(self, document: LawDocument, known: Sequence[Known]) -> LawDocument:
        """The text with gaps filled."""
        pairs = tuple((k.at, k.provision) for k in known)
        return partial.fill(document, document.title, document.number, pairs).document

    def same(self, a: LawDocument, b: LawDocument) -> bool:
        """True when two texts have one title and say the same at every place; dates, numbers and ids are metadata."""
        return a.digest() == b.digest() or (_title(a) == _title(b) and _texts(a) == _texts(b))

    def contradictions(self, partial_text: LawDocument, whole: LawDocument) -> tuple[Finding, ...]:
        """The provisions that columns quoted otherwise than a whole text has them."""
        out = []
        for at, provision in _places(Address(), partial_text.regulation().provisions):
            if provision.text is None or not provision.text:
                continue
            stands = whole.provision(at)
            if stands is None or stands.text != provision.text:
                there = "nothing" if stands is None else f"「{stands.text}」"
                out.append(
                    Finding(
                        "warning",
                        "quoted_otherwise",
                        f"{at}: the gazette's column says 「{provision.text}」, the imported text has {there}.",
                        at=at,
                    )
                )
        return tuple(out)


def _is_known(number: str, known: frozenset[str]) -> bool:
    return number in known or any(same_instrument(number, k) for k in known)


def unaccounted(
    document: LawDocument, unit: Unit, own: Address | None, known: frozenset[str]
) -> tuple[Finding, ...]:
    """What the 改正附則 of a text tell against undoing a clause now: an amendment behind it that is not known.

    A regulation carries the 附則 of everything that amended it, in the order of promulgation. One that carries none of this
    notice tells nothing, and that is said.
    """
    supplements = document.supplements()
    unknown = [a for a in supplements if a.steps[0].num and not _is_known(a.steps[0].num, known)]
    untold: list[str] = []
    for at in (a for a in unknown if a != own):
        days = starts_of(document, at)
        if any(day is not None and day >= unit.day for day in days):
            return (_missing(at.steps[0].num),)
        if None in days:
            untold.append(at.steps[0].num)
    if own is None:
        said = f"the later text carries no 附則 of {supplement_number(unit.notice)}"
        return (_incomplete(said),)
    behind = supplements[supplements.index(own) + 1 :]
    missing = tuple(_missing(a.steps[0].num) for a in behind if a in unknown)[:1]
    return missing or tuple(
        _incomplete(f"since when {number} is in force is not told by its 附則 in the later text")
        for number in untold[:1]
    )


def _incomplete(said: str) -> Finding:
    return Finding(
        "note",
        "completeness_unknown",
        f"{said}: whether something amended it in between cannot be told from it.",
    )


def _lacking(document: LawDocument, unit: Unit) -> tuple[Finding, ...]:
    """A table whose 改正前 column fits where its 改正後 column does not: the text is older than it says."""
    if unit.clause.verb != "amend" or unit.clause.sentences:
        return ()
    forwards = _consolidated(document, unit).document
    if forwards is None or forwards.digest() == document.digest():
        return ()
    message = (
        "the text known later reads as it did before this clause, which is in force by then: it is older than it says, or "
        "lacks this amendment."
    )
    return (Finding("error", LACKING, message),)


def _missing(number: str) -> Finding:
    return Finding(
        "error",
        "amendment_missing",
        f"{number} amended the regulation afterwards; ingest its issue first",
    )


def starts_of(document: LawDocument, at: Address) -> tuple[datetime.date | None, ...]:
    """The days on which a 改正附則 says that it, first as a whole and then in parts, starts; ``None``: a day that it does not
    tell. Whatever its place among the others, what it changed is undone before what started earlier."""
    provision = document.provision(at)
    if provision is None:
        return ()
    dates = [found for found, _, _ in find_dates(provision.related)]
    return _days_of(at.steps[0].num, dates[0] if dates else None, _words(provision))


def _words(provision: Provision) -> tuple[str, ...]:
    """Its paragraphs, each in one line; of an article the first paragraph's words."""
    own = (provision.text,) if provision.text else ()
    return (*own, *(line for child in provision.children for line in _words(child)))


@lru_cache(maxsize=1024)
def _days_of(
    number: str, promulgated: datetime.date | None, paragraphs: tuple[str, ...]
) -> tuple[datetime.date | None, ...]:
    said = read_commencement(paragraphs, promulgated, instrument_kind("", number), number)
    found = (said.default, *(o.commencement for o in said.overrides))
    return tuple(c.date if isinstance(c, Fixed) else None for c in found)


def newly_known(old: LawDocument, new: LawDocument, filled: Iterable[Address]) -> tuple[Known, ...]:
    """The provisions, each as small as can be said, whose words ``new`` has and ``old`` has not.

    An article that was known but for 第9号 tells 第9号 alone, so that it can hold for a day before the rest was amended.
    """
    out: list[Known] = []
    for at in dict.fromkeys(filled):
        now = new.provision(at)
        if now is not None:
            out.extend(_news(at, old.provision(at), now))
    return tuple(out)


def _news(at: Address, old: Provision | None, new: Provision) -> Iterator[Known]:
    """The whole first, which holds back to whatever touched any of it, then its parts, which may hold further."""
    if old == new:
        return
    yield Known(at, new)
    if old is None:
        return
    if replace(old, children=(), unlisted=True) != replace(new, children=(), unlisted=True):
        yield Known(at, replace(new, children=(), unlisted=True))
    for child in new.children:
        yield from _news(at.child(child.kind, child.num), old.child(child.kind, child.num), child)


def _consolidated(document: LawDocument, unit: Unit) -> Step:
    done = _step(
        consolidate.consolidate(
            document, unit.clause, unit.notice, unit.issue, unit.within, unit.scope, _waived(unit)
        )
    )
    moved = () if done.document is None else _start_moved(document, done.document, unit)
    return replace(done, document=None, inverse=(), findings=(*done.findings, *moved)) if moved else done


def _start_moved(before: LawDocument, after: LawDocument, unit: Unit) -> tuple[Finding, ...]:
    """The surviving 附則 of an amending instrument would say of another day that it started then: that is past, and what was
    in force since then does not change with the words."""
    if unit.within is None:
        return _own_start_moved(before, after, unit)
    number = unit.within.last.num if unit.within.last is not None else ""
    at = find_supplement(before, number) if number else None
    if at is None or starts_of(before, at) == starts_of(after, at):
        return ()
    message = (
        f"{number} is in force already, and its 施行期日 would be another: whether anything of it is still to start is for a "
        "person to say"
    )
    return (Finding("error", "start_is_past", message, at=at),)


def _waived(unit: Unit) -> frozenset[str]:
    return unit.decision.codes if unit.decision is not None else frozenset()


def _in_scope(unit: Unit, quotes: partial.Quotes) -> partial.Quotes:
    return tuple((at, provision) for at, provision in quotes if unit.scope.touches(at))


def _step(outcome: consolidate.Outcome) -> Step:
    return Step(outcome.document, outcome.operations, outcome.inverse, outcome.guard, outcome.findings)


def _host_title(unit: Unit) -> str:
    """職員の給料の調整額に関する規則の一部を改正する規則 amends, and survives in, 職員の給料の調整額に関する規則."""
    title = unit.clause.target.title
    return title if unit.within is None else title.rpartition("の一部を改正する")[0]


def _places(base: Address, provisions: Sequence[Provision]) -> Iterator[tuple[Address, Provision]]:
    for provision in provisions:
        at = Address((*base.steps, AddressStep(provision.kind, provision.num)))
        yield at, provision
        yield from _places(at, provision.children)


def _title(document: LawDocument) -> str:
    """Layouts space titles out."""
    return re.sub(r"\s", "", document.title)


def _texts(document: LawDocument) -> object:
    return document.regulation().provisions


def _own_start_moved(before: LawDocument, after: LawDocument, unit: Unit) -> tuple[Finding, ...]:
    """The regulation's own 附則 would name another day that is still to come, for it or a part of it: words change, and what
    starts on the day that they named before does not."""
    for at in (a for a in before.supplements() if not a.steps[0].num):
        if before.provision(at) == after.provision(at):
            continue
        moved = set(starts_of(before, at)) ^ set(starts_of(after, at))
        coming = sorted(day for day in moved if day is not None and day > unit.day)
        if coming:
            message = (
                f"the 施行期日 in the regulation's own 附則 would be another ({'、'.join(map(str, coming))}) while still to "
                "come: on which day what starts is for a person to say"
            )
            return (Finding("error", "start_moved", message, at=at),)
    return ()
