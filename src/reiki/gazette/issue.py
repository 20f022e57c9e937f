"""From a document to an issue: header and contents, notices, their clauses, and when each of them starts."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from reiki.amend.operations import Finding, Source
from reiki.gazette.clauses import Stretch, find_stretches, is_amending_caption, read_clauses
from reiki.gazette.commencement import read_commencement
from reiki.gazette.contents import compare_contents
from reiki.gazette.cutting import breaks_off, headless, mark_cut, mark_gaps
from reiki.gazette.head_days import read_head_commencement
from reiki.gazette.heads import Head, find_heads
from reiki.gazette.lines import Line, lines_of
from reiki.gazette.masthead import Masthead, read_masthead, without_colophon
from reiki.gazette.model import Clause, Commencement, Issue, NotAGazette, Notice, Unfixed
from reiki.gazette.starting_days import Commencements
from reiki.gazette.statutory import instrument_kind
from reiki.gazette.struck import hold_struck
from reiki.gazette.suppl import Halves, SupplParagraph, split_suppl, suppl_paragraphs
from reiki.gazette.targets import Gazetteer, join_broken_orders
from reiki.gazette.transitional import Transitions, labelled
from reiki.gazette.unread import hold_missing
from reiki.law.identity import LawNumber
from reiki.law.jurisdictions import split_body
from reiki.law.numerals import format_article_label, is_next
from reiki.source.model import WORDS_MISSING, Block, Document

Kind = Literal["enact", "amend", "replace", "repeal", "erratum", "other"]

_AMENDS: Final = re.compile(
    r"[一全]部(?:を改正する|改正)|改正する(?:条例|規則|規程|訓令|告示|要綱|法律|.{0,6}令)|(?:に伴う|関係).*の整[理備](?:等)?に関する"
)
_REPEALS: Final = re.compile(r"の廃止$|廃止する(?:等の)?(?:条例|規則|規程|訓令|告示|要綱|法律|政令|.{0,6}令)")
# Such a title names what another instrument amended: 「…の一部を改正する法律の施行期日を定める政令」.
_SETTLES: Final = re.compile(
    r"(?:施行期日を定める|(?<!整備及び)(?<!整理及び)経過措置(?:等)?(?:に関する|を定める))[^、。]{0,10}$"
)
_UNNUMBERED: Final = re.compile(r"(?:要綱|要領|要項|基準|指針|綱領)$")
_ENACTS: Final = re.compile(r"第(?:1|一)条|(?:目的|趣旨|設置)")


def parse_issue(document: Document) -> Issue:
    """The issue that a document is.

    Raises :class:`NotAGazette` when it holds no notice. Whatever is missing or inconsistent is a finding: of the clause,
    of the notice, or of the issue.
    """
    lines = without_colophon(lines_of(document.blocks))
    if not document.drawn:
        lines = join_broken_orders(lines)
    heads = find_heads(lines)
    masthead = read_masthead(lines[: heads[0].start] if heads else lines)
    before, stray = headless(lines[: heads[0].start] if heads else lines) if masthead.name else (None, [])
    if before:
        heads.insert(0, before)
    if not heads:
        raise NotAGazette(
            "no notice was found: neither a 公布文 nor the number of a 条例, 規則, 訓令, 告示 or law stands in it"
        )
    if masthead.name:
        for head in heads:
            head.body = [x for x in head.body if not masthead.is_running_head(x)]
    notices = [read_notice(h, k, masthead, document.drawn) for k, h in enumerate(heads)]
    notices = hold_missing(notices, document.missing)
    if document.drawn:
        notices = hold_struck(notices, heads, lines)
    notices, cut = mark_cut(notices, heads, document)
    notices = mark_gaps(notices, heads, document.gaps)
    publisher = masthead.publisher or _publisher_of(notices)
    said = [_of_reader(note, document.drawn) for note in document.notes]
    listed = compare_contents(masthead.contents, notices)
    if not cut and any(f.code == "notice_missing" and f.severity == "error" for f in listed):
        notices[-1] = breaks_off(notices[-1])
    findings = [*said, *masthead.findings(), *stray, *listed, *cut]
    return Issue(
        publisher=publisher, name=masthead.name, number=masthead.number,
        date=masthead.date or _only_date(heads), sha256=document.sha256, format=document.format, drawn=document.drawn,
        notices=tuple(notices), contents=tuple(e.title for e in masthead.contents), findings=tuple(findings),
    )  # fmt: skip


def _of_reader(note: str, drawn: bool) -> Finding:
    """What the reader could not place. In a page it may have been a mark; in converted text it is the converter's doing."""
    if "cut off" in note or WORDS_MISSING in note:
        return Finding("error", "source_note", note)
    return Finding("warning" if drawn else "note", "source_note", note)


def _publisher_of(notices: Sequence[Notice]) -> str:
    """Whose numbers the notices carry, when the header does not say."""
    for notice in notices:
        try:
            body = LawNumber.parse(notice.number).body
        except ValueError:
            continue
        return split_body(body)[0] if body else ""
    return ""


def _only_date(heads: Sequence[Head]) -> datetime.date | None:
    days = {h.date for h in heads if h.date}
    return days.pop() if len(days) == 1 else None


# ---------------------------------------------------------------------------------------------------------- one notice


def read_notice(head: Head, position: int, masthead: Masthead, drawn: bool) -> Notice:
    """One notice from its head and the lines under it; ``position`` counts from 0 in the issue."""
    findings: list[Finding] = []
    source = Source(head.body[0].origin) if head.body else Source()
    promulgated = head.date or masthead.date
    number = head.law_number(promulgated)
    unnumbered = (
        not head.number_line and _UNNUMBERED.search(head.title) is not None
    )  # 要綱 and their like have no number
    if not number and not head.erratum and not unnumbered:
        shown = head.number_line or head.title
        message = (
            f"the number of the notice was not read: {shown}" if shown else "the notice's head is missing"
        )
        findings.append(Finding("error", "number_not_read", message, source))
    if head.date is None and promulgated is not None:
        findings.append(
            Finding("note", "date_from_issue", "no day stands in the notice: the issue's was taken", source)
        )
    base = Notice(
        title=head.title, number=number, kind="other", promulgated=promulgated, issuer=head.issuer,
        statement=head.statement or (head.ordering.block_text() if head.ordering else ""),
        origin=source.origin, position=position, findings=tuple(findings),
    )  # fmt: skip
    if head.erratum:
        return replace(base, kind="erratum", body=_blocks(head.body))
    return _with_provisions(base, head, drawn)


def _with_provisions(base: Notice, head: Head, drawn: bool) -> Notice:
    halves = split_suppl(head.body, drawn)
    everything = [*head.body, *([head.ordering] if head.ordering else [])]
    known = Gazetteer(everything)
    enacts = _is_enactment(base.title, halves.main)
    stretches, refused = ([], []) if enacts else find_stretches(halves.main, drawn)
    clauses = [c for s in stretches for c in read_clauses(s, halves.main, known, drawn)]
    heading = 1 if halves.suppl and halves.suppl[0].bare.startswith("附則") else 0
    suppl_lines = halves.suppl[heading:]
    paragraphs = suppl_paragraphs(suppl_lines, drawn)
    of_suppl = [c for p in paragraphs if p.order for c in _suppl_clauses(p, suppl_lines, known, drawn)]
    articled = any(s.order.article for s in stretches)
    kind = _kind(base.title, clauses, halves)
    findings = [*base.findings, *_gaps(base.title, kind, clauses, stretches, halves)]
    findings.extend(_unread_heads(halves.main, [s.at for s in stretches], refused) if stretches else [])
    findings.extend(_unread_heads(suppl_lines, [p.start for p in paragraphs if p.order], []))
    findings.extend(_tables_outside(suppl_lines, paragraphs))
    said = read_commencement(
        _suppl_text(suppl_lines, paragraphs), base.promulgated, instrument_kind(base.title, base.number),
        base.number, articled, kind in ("enact", "replace"), [c.target.title for c in clauses],
    )  # fmt: skip
    dated = _dated([*clauses, *of_suppl], said, base, articled)
    findings.extend(said.findings)
    findings.extend(_stray_parts(said, dated, paragraphs, kind))
    unread = [
        f
        for f in findings
        if f.severity == "error" and f.code.startswith(("commencement", "head_", "article_"))
    ]
    return replace(
        base, kind=kind, clauses=tuple(replace(c, findings=(*c.findings, *unread)) for c in dated),
        body=_body(kind, halves, stretches), suppl_blocks=_blocks(halves.suppl),
        suppl_of_clauses=frozenset(c.id for c in of_suppl), commencement=_own(said, dated, base), findings=tuple(findings),
        applies_from=said.applications,
        transitional=Transitions(kind in ("enact", "replace"), [c.target.title for c in clauses]).read(
            _suppl_labelled(suppl_lines, paragraphs)
        ),
    )  # fmt: skip


def _own(said: Commencements, clauses: Sequence[Clause], base: Notice) -> Commencement:
    """The day of the notice; that of its clauses, or of an enactment, where only a head sentence tells it."""
    days = {c.commencement for c in clauses}
    if not clauses and isinstance(said.default, Unfixed) and not said.default.text:
        kind = instrument_kind(base.title, base.number)
        return read_head_commencement(base.statement, base.promulgated, kind) or said.default
    if isinstance(said.default, Unfixed) and not said.default.text and len(days) == 1:
        return days.pop() or said.default
    return said.default


def _dated(clauses: Sequence[Clause], said: Commencements, base: Notice, articled: bool) -> list[Clause]:
    """Each clause with its day and the parts of it that start on other days."""
    out: list[Clause] = []
    kind = instrument_kind(base.title, base.number)
    for clause in clauses:
        day, parts = said.for_clause(clause.id, articled, clause.target.title)
        if isinstance(day, Unfixed) and not day.text:
            day = (
                read_head_commencement(clause.head, base.promulgated, kind)
                or read_head_commencement(base.statement, base.promulgated, kind)
                or day
            )
        out.append(replace(clause, commencement=day, commencements=parts))
    return out


def _suppl_clauses(
    paragraph: SupplParagraph, lines: Sequence[Line], known: Gazetteer, drawn: bool
) -> list[Clause]:
    num = paragraph.num or "1"
    order = paragraph.order
    if order is None:
        return []
    label = format_article_label(num) if paragraph.article else f"第{num}項"
    stretch = Stretch(
        order, paragraph.start, paragraph.end, f"附則{num}", f"附則{label}" if paragraph.num else "附則"
    )
    return read_clauses(stretch, lines, known, drawn)


def _suppl_text(lines: Sequence[Line], paragraphs: Sequence[SupplParagraph]) -> list[str]:
    """The paragraphs of the 附則 that amend nothing."""
    return [
        x.paragraph.text.text
        for p in paragraphs
        if p.order is None
        for x in lines[p.start : p.end]
        if x.paragraph is not None and not x.caption()
    ]


def _suppl_labelled(lines: Sequence[Line], paragraphs: Sequence[SupplParagraph]) -> list[tuple[str, str]]:
    """The same with the address of each, its items with it."""
    return labelled(
        [
            (
                p.num,
                p.article,
                [
                    x.paragraph.text.text
                    for x in lines[p.start : p.end]
                    if x.paragraph is not None and not x.caption()
                ],
            )
            for p in paragraphs
            if p.order is None
        ]
    )


def _stray_parts(
    said: Commencements, clauses: Sequence[Clause], paragraphs: Sequence[SupplParagraph], kind: Kind
) -> list[Finding]:
    """A ただし書 that names a provision which is no clause: an article of an enactment, or something not understood."""
    ids = (
        {c.id for c in clauses} | {c.id.split("-")[0] for c in clauses} | {f"附則{p.num}" for p in paragraphs}
    )
    idle = {f"附則{p.num}" for p in paragraphs} - {c.id for c in clauses}  # a part of one that amends nothing
    stray = [
        o
        for o in said.overrides
        if (o.clause and o.clause not in ids and o.clause.split("-")[0] not in idle)
        or (kind == "enact" and not o.clause)
    ]
    return [
        Finding(
            "error",
            "commencement_of_part",
            f"「{o.subject}」 starts on a day of its own and is no clause of this notice",
        )
        for o in stray
    ]


def _is_enactment(title: str, main: Sequence[Line]) -> bool:
    """A new regulation with articles of its own: nothing in its main provision is a clause."""
    if not title or _amends(title) or _REPEALS.search(title):
        return False
    if _SETTLES.search(title):
        return True
    return not any("改正" in x.bare[-40:] or "廃止" in x.bare[-12:] for x in main[:3] if x.bare) and any(
        _ENACTS.match(x.bare.lstrip("(")) for x in main[:8]
    )


def _amends(title: str) -> bool:
    return _AMENDS.search(title) is not None and not _SETTLES.search(title)


def _kind(title: str, clauses: Sequence[Clause], halves: Halves) -> Kind:
    verbs = {c.verb for c in clauses}
    if clauses and clauses[0].verb == "replace" and len(clauses) == 1:
        return "replace"
    if verbs == {"repeal"}:
        return "repeal"
    if verbs or _amends(title):
        return "amend"
    if _REPEALS.search(title):
        return "repeal"
    if title and any(x.bare for x in halves.main):
        return "enact"
    return "other"


def _body(kind: Kind, halves: Halves, stretches: Sequence[Stretch]) -> tuple[Block, ...]:
    """The main provision of an enactment, with the 別表 and 様式 behind its 附則; else what stands in no clause."""
    match kind:
        case "enact" | "other" | "replace":
            start = stretches[0].at + 1 if stretches else 0
            return _blocks([*halves.main[start:], *halves.appendix])
        case "amend" | "repeal" | "erratum":
            return _blocks([*halves.main[: _first(stretches, halves)], *halves.appendix])


def _first(stretches: Sequence[Stretch], halves: Halves) -> int:
    """Where the first clause begins, its caption included."""
    if not stretches:
        return len(halves.main)
    at = stretches[0].at
    return at - 1 if at and halves.main[at - 1].caption() else at


def _blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    return tuple(x.block for x in lines)


def _gaps(
    title: str, kind: Kind, clauses: Sequence[Clause], stretches: Sequence[Stretch], halves: Halves
) -> list[Finding]:
    """What a notice says it does and no clause was read for."""
    out: list[Finding] = []
    outside = [x for x in halves.main[: _first(stretches, halves)] if x.comparison]
    if kind in ("amend", "repeal") and not clauses:
        out.append(
            Finding("error", "clause_missing", f"no sentence that names a target was read in 「{title}」")
        )
    if outside:
        out.append(
            Finding(
                "error",
                "table_without_clause",
                "a comparison table stands in no clause",
                Source(outside[0].origin),
            )
        )
    if kind == "amend" and halves.appendix:
        where = Source(halves.appendix[0].origin)
        out.append(Finding("error", "matter_after_suppl", "text after the 附則 belongs to no clause", where))
    articles = [s.order.article for s in stretches if s.order.article]
    if any(not is_next(a, b) for a, b in itertools.pairwise(articles)) or (articles and articles[0] != "1"):
        out.append(
            Finding(
                "error",
                "article_skipped",
                f"of its articles only {', '.join(articles)} were read as amending",
            )
        )
    return out


def _unread_heads(lines: Sequence[Line], heads: Sequence[int], refused: Sequence[int]) -> list[Finding]:
    """A caption ``（…の一部改正）`` over a line that was not read as naming a target, and targets named out of place."""
    captions = [i for i, x in enumerate(lines) if is_amending_caption(x) and i + 1 not in heads]
    return [
        Finding(
            "error",
            "head_not_read",
            f"no clause was made of 「{lines[i].printed[:80]}」",
            Source(lines[i].origin),
        )
        for i in sorted({*captions, *refused})
    ]


def _tables_outside(lines: Sequence[Line], paragraphs: Sequence[SupplParagraph]) -> list[Finding]:
    """A comparison table in a paragraph of the 附則 that amends nothing."""
    inside = {i for p in paragraphs if p.order for i in range(p.start, p.end)}
    return [
        Finding("error", "table_without_clause", "a comparison table stands in no clause", Source(x.origin))
        for i, x in enumerate(lines)
        if x.comparison and i not in inside
    ]
