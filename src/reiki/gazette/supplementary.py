"""The 附則 of an amending notice, as the regulations that it amends carry it on (改正附則, design decision 15)."""

from __future__ import annotations

from dataclasses import replace

from reiki.amend.operations import Finding, Source
from reiki.gazette.model import Notice
from reiki.law.era import format_date
from reiki.law.identity import LawNumber
from reiki.law.kinds import Kind
from reiki.law.plain_text import lines_of_blocks, parse_provisions
from reiki.law.provision import Provision


def supplement_of(notice: Notice, drawn: bool) -> tuple[tuple[Provision, ...], tuple[Finding, ...]]:
    """The paragraphs or articles of a notice's 附則 and the tables after them, as provisions."""
    if not notice.suppl_blocks:
        return (), ()
    reading = parse_provisions(lines_of_blocks(notice.suppl_blocks), inline_labels=not drawn, tidy=not drawn)
    inner: list[Provision] = []
    for p in reading.provisions:
        inner.extend(p.children if p.kind is Kind.SUPPL else (p,))
    findings = tuple(
        Finding("warning", n.code, f"附則: {n.message}", Source(n.origin)) for n in reading.notes
    )
    return tuple(inner), findings


def amending_supplement(notice: Notice, drawn: bool) -> tuple[Provision | None, tuple[Finding, ...]]:
    """The 附則 under its amending number, less the paragraphs that amend other regulations (抄). ``None``: there is none,
    or the notice has no number under which it could be kept."""
    inner, findings = supplement_of(notice, drawn)
    if not inner or not notice.number:
        return None, findings
    amending = {c.id.removeprefix("附則") for c in notice.clauses if c.id.startswith("附則")}
    kept = tuple(p for p in inner if not (p.kind in (Kind.PARAGRAPH, Kind.ARTICLE) and p.num in amending))
    if not kept:
        return None, findings
    return (
        Provision(Kind.SUPPL, notice.number, "附\u3000則", related=_cited(notice), text="", children=kept),
        findings,
    )


def _cited(notice: Notice) -> str:
    """``（平成14年12月25日鳥取県人事委員会規則第27号）``: day and number as 例規集 print them over a 改正附則."""
    try:
        number = LawNumber.parse(notice.number)
    except ValueError:
        return f"（{notice.number}）"
    if notice.promulgated is None:
        return f"（{number}）"
    bare = str(number).split("年", 1)[1]
    return f"（{format_date(notice.promulgated)}{bare}）"


def enacted_supplement(notice: Notice, drawn: bool) -> tuple[Provision | None, tuple[Finding, ...]]:
    """The 附則 of a newly enacted regulation, whole."""
    inner, findings = supplement_of(notice, drawn)
    if not inner:
        return None, findings
    return replace(Provision(Kind.SUPPL, "", "附\u3000則"), children=inner), findings
