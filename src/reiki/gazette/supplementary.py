"""The 附則 of an amending notice, as the regulations that it amends carry it on (改正附則, design decision 15)."""

from __future__ import annotations

from dataclasses import replace

from reiki.amend.operations import Finding, Source
from reiki.gazette.model import Notice
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.equality import Convention
from reiki.law.era import format_date
from reiki.law.identity import LawNumber, known_number
from reiki.law.jurisdictions import Organ, split_body
from reiki.law.kinds import Kind
from reiki.law.plain_text import lines_of_blocks, parse_provisions
from reiki.law.provision import Grid, Provision
from reiki.source.model import Block


def supplement_of(notice: Notice, drawn: bool) -> tuple[tuple[Provision, ...], tuple[Finding, ...]]:
    """The paragraphs or articles of a notice's 附則 and the tables after them, as provisions."""
    if not notice.suppl_blocks:
        return (), ()
    own = _without_clauses(notice)
    reading = parse_provisions(lines_of_blocks(own), inline_labels=not drawn, tidy=not drawn)
    inner: list[Provision] = []
    for p in reading.provisions:
        inner.extend(p.children if p.kind is Kind.SUPPL else (p,))
    findings = tuple(
        Finding("warning", n.code, f"附則: {n.message}", Source(n.origin)) for n in reading.notes
    )
    return tuple(inner), findings


def in_convention(provision: Provision, convention: Convention) -> Provision:
    """Words of a converted source in the widths of the regulation that they enter; labels as they are."""
    return replace(
        provision,
        caption=convention.render(provision.caption),
        text=None if provision.text is None else convention.render(provision.text),
        children=tuple(in_convention(c, convention) for c in provision.children),
        grid=None if provision.grid is None else _grid_in_convention(provision.grid, convention),
    )


def _grid_in_convention(grid: Grid, convention: Convention) -> Grid:
    rows = (
        tuple(replace(c, text=None if c.text is None else convention.render(c.text)) for c in row)
        for row in grid.rows
    )
    return Grid(tuple(rows), grid.gap_rows)


def _without_clauses(notice: Notice) -> list[Block]:
    """The blocks of the 附則 without what its clauses quote of other regulations: lead texts, tables, 改め文 with their
    new provisions. The sentence that names the regulation amended stays."""
    gone = {
        id(block)
        for clause in notice.clauses
        for block in (
            *clause.lead,
            *clause.tables,
            *clause.remarks,
            *clause.sentences,
            *clause.matter,
            *_flat(clause.loose),
        )
    }
    return [b for b in notice.suppl_blocks if id(b) not in gone]


def _flat(parts: tuple[tuple[Block, ...], ...]) -> tuple[Block, ...]:
    return tuple(b for part in parts for b in part)


def amending_supplement(notice: Notice, drawn: bool) -> tuple[Provision | None, tuple[Finding, ...]]:
    """The 附則 under its amending number, less the paragraphs that amend other regulations (抄). ``None``: there is none,
    or the notice has neither a number nor a day under which it could be kept."""
    inner, findings = supplement_of(notice, drawn)
    if not inner or not (notice.number or notice.promulgated):
        return None, findings
    amending = {c.id.removeprefix("附則").split("-")[0] for c in notice.clauses if c.id.startswith("附則")}
    kept = tuple(p for p in inner if not (p.kind in (Kind.PARAGRAPH, Kind.ARTICLE) and p.num in amending))
    if not kept:
        return None, findings
    return (
        Provision(
            Kind.SUPPL,
            supplement_number(notice),
            "附\u3000則",
            related=_cited(notice),
            text="",
            children=kept,
        ),
        findings,
    )


def supplement_number(notice: Notice) -> str:
    """The number under which a regulation carries the 附則 of ``notice``: its law number, or its day where it has none."""
    return notice.number or _day(notice)


def find_supplement(document: LawDocument, number: str) -> Address | None:
    """Where a regulation carries the 改正附則 of an instrument, as ``number`` or as 例規集 abbreviate it; ``None``: nowhere,
    or at several places that the number does not tell apart."""
    places = [a for a in document.supplements() if a.steps[0].num]
    exact = [a for a in places if a.steps[0].num == number]
    found = exact or [a for a in places if same_instrument(a.steps[0].num, number)]
    return found[0] if len(found) == 1 else None


def same_instrument(one: str, other: str) -> bool:
    """True when two law numbers can be of one instrument: year, kind and number agree; the body may be abbreviated
    (``平成14年人委規則第26号``)."""
    if one == other:
        return True
    a, b = known_number(one), known_number(other)
    if a is None or b is None:
        return False
    if (a.ad_year, a.kind, a.chain, a.number, a.branch) != (b.ad_year, b.kind, b.chain, b.number, b.branch):
        return False
    return _same_body(a.body or "", b.body or "")


def _same_body(one: str, other: str) -> bool:
    """鳥取県人事委員会 and 人委 are one body, and so are 鳥取県 and none at all; 鳥取県 and 鳥取県人事委員会 are two, and so are
    霧浜市 and 霧浜市議会."""
    short, long = sorted((one, other), key=len)
    if ("委" in short) != ("委" in long):
        return False
    if (split_body(short)[1] is Organ.HEAD) != (split_body(long)[1] is Organ.HEAD):
        return False
    rest = iter(long)
    return all(c in rest for c in short)


def _day(notice: Notice) -> str:
    """令和6年9月30日: how the 附則 of an instrument without a number (要綱) is told from others."""
    return format_date(notice.promulgated) if notice.promulgated is not None else ""


def _cited(notice: Notice) -> str:
    """``（平成14年12月25日鳥取県人事委員会規則第27号）``: day and number as 例規集 print them over a 改正附則."""
    if not notice.number:
        return f"（{_day(notice)}）"
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
