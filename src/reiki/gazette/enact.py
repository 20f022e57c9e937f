"""A newly enacted regulation (制定) from the notice that brings it."""

from __future__ import annotations

from dataclasses import dataclass

from reiki.amend.operations import Finding, Source
from reiki.gazette.model import Issue, Notice
from reiki.gazette.supplementary import enacted_supplement, in_convention
from reiki.law.document import LawDocument
from reiki.law.equality import Convention
from reiki.law.kinds import APPENDIX_KINDS
from reiki.law.plain_text import lines_of_blocks, parse_provisions
from reiki.law.provision import Provision, Regulation


def words_of(provision: Provision) -> str:
    """All words of a provision, for statistics on them."""
    return provision.caption + (provision.text or "") + "".join(words_of(c) for c in provision.children)


@dataclass(frozen=True, slots=True)
class Enacted:
    """The regulation as enacted, and what could not be placed in it (kept as printed)."""

    document: LawDocument
    findings: tuple[Finding, ...]


def enacted(notice: Notice, issue: Issue) -> Enacted:
    """The regulation that a notice enacts: title, number, main provision, 附則, tables and forms."""
    drawn = issue.drawn
    reading = parse_provisions(lines_of_blocks(notice.body), inline_labels=not drawn, tidy=not drawn)
    supplement, more = enacted_supplement(notice, drawn)
    main = [p for p in reading.provisions if p.kind not in APPENDIX_KINDS]
    appendices = [p for p in reading.provisions if p.kind in APPENDIX_KINDS]
    provisions = (*main, *((supplement,) if supplement else ()), *appendices)
    if not drawn:
        convention = Convention.of("".join(words_of(p) for p in provisions))
        provisions = tuple(in_convention(p, convention) for p in provisions)
    regulation = Regulation(
        notice.title, notice.number, notice.promulgated.isoformat() if notice.promulgated else "", provisions
    )
    findings = tuple(
        Finding("warning", n.code, f"{notice.title}: {n.message}", Source(n.origin)) for n in reading.notes
    )
    return Enacted(LawDocument.from_regulation(regulation), (*findings, *more))
