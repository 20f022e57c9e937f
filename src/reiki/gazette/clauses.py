"""The clauses of a notice: which lines belong to which, and what in each is lead text, table, continuation or 改め文."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.amend.operations import Finding, Source
from reiki.gazette.lines import Line, fold, sentences, squeeze
from reiki.gazette.model import Clause, Target
from reiki.gazette.targets import Gazetteer, Named, Order, read_items, read_order
from reiki.law.numerals import NUMERAL, format_article_label, is_next
from reiki.source.model import Block, Paragraph, Row, Table

_ADDRESS: Final = (
    rf"(?:題名|目次|前文|本則|附則|別表|様式|別記|別図|別紙|付録|見出し|同条|同項|同号|同表|同附則|ただし書|前段|後段"
    rf"|各号列記以外の部分|第{NUMERAL}(?:(?:条|項|号(?:様式)?|章|節|款|編)(?:の{NUMERAL})*)?)"
)
# One address after the other, each part once: no nested repetition, or a long list of addresses would take for ever.
_PROSE: Final = re.compile(
    rf"(?:{_ADDRESS}(?:\([^()]*\))?(?:の(?={_ADDRESS})|、|及び|並びに|から|まで)?)+(?:の(?:次|前))?"
    rf"(?:を|に|中|の次|の前|として|\(見出しを含む).*(?:改め|削|加え|とし|とする|繰り?下げ|繰り?上げ|移)(?:る|り|、)?。?"
)
_PROSE_END: Final = re.compile(r"(?:改める|削る|加える|とする|繰り?下げる|繰り?上げる|移す)。$")
_LEAD: Final = re.compile(
    r"次の(?:各)?表(?!を)|改正[前後](?:の)?欄|下線|傍線|太線|太枠|破線|網掛|改正部分|新旧対照表|対照表"
)
_QUOTED: Final = re.compile(r"「[^「」]*」")
_REMARK: Final = re.compile(
    r"\(?(?:備考|注記?)\)?[0-9:：]?.*(?:改正|下線|傍線|太線|太枠|破線|網掛|注記|対象規定|標記部分)"
)
_REMARK_ROW: Final = re.compile(r"\(?(?:備考|注記?|[※*])")
_AMENDING_CAPTION: Final = re.compile(r"\(.*(?:一部改正|全部改正|廃止)\)")
# 「は、令和7年3月31日限り、廃止する。」「を廃止し、公布の日から施行する。」
_REPEALED: Final = re.compile(
    r"(?:は|を)、?(?P<day>[^。、「」()]{0,30}(?:限り|もって|から|に))?、?廃止(?:する。|し、(?P<more>[^。]*。))$"
)
_STARTS: Final = re.compile(r"[^。「」]{1,60}から(?:これを)?(?:施行|適用)する。")
_CAPTION_LINE: Final = re.compile(r"\([^()]*\)|附則")
_FOLLOWING: Final = re.compile(r"次の(?:よう|[0-9一二三]?(?:条|項|号|表|様式|章|節|ただし書|後段))")


@dataclass(slots=True)
class Stretch:
    """The lines of one clause: ``lines[at]`` holds the head sentence, up to ``end`` (excluded)."""

    order: Order
    at: int
    end: int
    id: str
    path: str


@dataclass(slots=True)
class _Parts:
    lead: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    loose: list[list[Block]] = field(default_factory=list)
    remarks: list[Paragraph] = field(default_factory=list)
    sentences: list[Paragraph] = field(default_factory=list)
    matter: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def find_stretches(lines: Sequence[Line], drawn: bool) -> tuple[list[Stretch], list[int]]:
    """The clauses of a main provision (本則), by their head sentences, in order; and the lines that name a target outside
    any table and still fit nowhere.

    After a table of a converted source the columns may go on and quote anything; a head is taken there only if its
    article is the next one, its caption (``（…の一部改正）``) stands over it, or it names a number.
    """
    out: list[Stretch] = []
    refused: list[int] = []
    loose = False
    for i, line in enumerate(lines):
        if line.comparison:
            loose = not drawn
        order = read_order(line)
        if order is None:
            continue
        if not _continues(order, out, lines, i, loose):
            refused.extend([i] if not loose and not order.stated else [])
            continue
        begin = i - 1 if i and lines[i - 1].caption() else i
        if out:
            out[-1].end = begin
        place, path = _place(order, out)
        out.append(Stretch(order, i, len(lines), _of_its_own(place, out), path))
        loose = False
    return out, refused


def _continues(order: Order, out: Sequence[Stretch], lines: Sequence[Line], i: int, loose: bool) -> bool:
    articles = [s.order.article for s in out if s.order.article]
    captioned = i > 0 and is_amending_caption(lines[i - 1])
    if order.article:
        expected = is_next(articles[-1], order.article) if articles else order.article == "1"
        return expected or captioned or not loose
    if articles and not order.paragraph:
        return False
    if order.stated and out and out[-1].order.named == order.named:
        return False
    return not loose or captioned or any(n.target.number for n in order.named)


def is_amending_caption(line: Line) -> bool:
    """``（霧浜市税条例の一部改正）`` over an article or a paragraph."""
    return _AMENDING_CAPTION.fullmatch(line.bare) is not None


def _place(order: Order, out: Sequence[Stretch]) -> tuple[str, str]:
    """Id and path of a clause."""
    if order.article:
        return order.article, format_article_label(order.article)
    if out and out[-1].order.article:
        article = out[-1].order.article
        return f"{article}-{order.paragraph}", f"{format_article_label(article)}第{order.paragraph}項"
    return str(len(out) + 1), ""


def _of_its_own(wanted: str, out: Sequence[Stretch]) -> str:
    """An id that no clause before has: under a head that is no article (…の全部を次のように改正する。) 第1条 may follow."""
    taken = {s.id for s in out}
    return next(i for i in (wanted, *(f"{wanted}.{n}" for n in range(2, len(out) + 3))) if i not in taken)


def read_clauses(stretch: Stretch, lines: Sequence[Line], known: Gazetteer, drawn: bool) -> list[Clause]:
    """The clause of one stretch; several when its head lists its targets: all amended alike, or each by a table under it."""
    body = list(lines[stretch.at + 1 : stretch.end])
    if not stretch.order.lists:
        return _clauses_on(stretch, list(stretch.order.named), body, lines, known, drawn)
    parts = _listed(body, drawn)
    if len(parts) == 1:
        return _clauses_on(stretch, *parts[0], lines, known, drawn)
    found = [c for named, own in parts for c in _clauses_on(stretch, named, own, lines, known, drawn)]
    common = found[0].lead
    return [
        replace(c, id=f"{stretch.id}-{k}", lead=c.lead or common, remarks=c.remarks or found[-1].remarks)
        for k, c in enumerate(found, 1)
    ]


def _listed(body: Sequence[Line], drawn: bool) -> list[tuple[list[Named], list[Line]]]:
    """A list of targets with what is ordered of each: ``一　霧の基準（…告示第三号）`` over a table, ``二　靄の基準
    （…告示第四号）`` over the next one. One part when nothing but the list is read before the tables."""
    named, used = read_items(body)
    out = [(named, list(body[used:]))]
    while drawn and named:
        rest = out[-1][1]
        cut = next((k for k in range(1, len(rest)) if rest[k - 1].comparison and read_items(rest[k:])[0]), 0)
        if not cut:
            break
        named, used = read_items(rest[cut:])
        out[-1] = (out[-1][0], rest[:cut])
        out.append((named, rest[cut + used :]))
    return out


def _clauses_on(
    stretch: Stretch,
    named: list[Named],
    body: list[Line],
    lines: Sequence[Line],
    known: Gazetteer,
    drawn: bool,
) -> list[Clause]:
    line, order = lines[stretch.at], stretch.order
    for n in named:
        known.learn(n)
    targets = [known.resolve(n.target) for n in named] or [Target()]
    taken = [t for n, t in zip(named, targets, strict=False) if t != n.target]
    parts = _parts_of(line, order, body, drawn)
    if order.unclear:
        parts.findings.append(
            _error("target_ambiguous", f"several instruments are named in 「{order.sentence[:80]}」", line)
        )
    if order.lists and not named:
        parts.findings.append(
            _error("targets_not_read", f"no target was read after 「{order.sentence[:80]}」", line)
        )
    parts.findings.extend(_check_table(order, parts, line))
    for t in taken:
        message = f"the number of 「{t.title}」 was taken from elsewhere in the notice: {t.number}"
        parts.findings.append(Finding("note", "target_number_elsewhere", message, Source(line.origin)))
    if order.verb == "replace":
        parts.sentences.clear()
    base = Clause(
        id=stretch.id, target=targets[0], verb=order.verb, head=order.sentence, path=stretch.path,
        lead=tuple(_whole_sentences(parts.lead)), tables=tuple(parts.tables), loose=tuple(tuple(b) for b in parts.loose),
        remarks=tuple(parts.remarks), sentences=tuple(parts.sentences), matter=tuple(parts.matter),
        findings=tuple(parts.findings), origin=line.origin,
    )  # fmt: skip
    found = [_only_a_place(n, line) for n in named] or [()]
    if len(targets) == 1:
        return [replace(base, findings=(*base.findings, *found[0]))]
    return [
        replace(base, id=f"{stretch.id}-{k}", target=t, findings=(*base.findings, *f))
        for k, (t, f) in enumerate(zip(targets, found, strict=True), 1)
    ]


def _whole_sentences(lead: Sequence[Paragraph]) -> list[Paragraph]:
    """The lead text with each sentence in one paragraph: it may be set in lines of two lengths, or go on behind a page break."""
    out: list[Paragraph] = []
    for paragraph in lead:
        before = out[-1].text.text.rstrip() if out else "。"
        if before.endswith(("。", ")", "）", "」")) or _LEAD.search(before) is None:
            out.append(paragraph)
        else:
            out[-1] = replace(out[-1], text=out[-1].text + paragraph.text)
    return out


def _only_a_place(named: Named, line: Line) -> tuple[Finding, ...]:
    """A list that amends only a part of its target (``…告示第五号）第３―４⑶の表``): its sentence does not speak of the whole."""
    if not named.place:
        return ()
    message = (
        f"only 「{named.place}」 of 「{named.target.title or named.target.number}」 is amended: not read"
    )
    return (_error("place_in_list", message, line),)


def _repeals_otherwise(order: Order, parts: _Parts) -> str:
    """What a repeal says beside 廃止する: a day of its own, a condition, an exception. ``""`` where it says nothing else."""
    said = fold(order.sentence)
    between = _REPEALED.search(said)
    if between is None or between["day"] or (between["more"] and not _STARTS.fullmatch(between["more"])):
        return order.sentence
    blocks = (*parts.lead, *parts.sentences, *(b for b in parts.matter if isinstance(b, Paragraph)))
    further = [
        text for b in blocks if (text := squeeze(b.text.text)) and not _CAPTION_LINE.fullmatch(fold(text))
    ]
    return further[0] if further else ("a table or figure" if parts.tables or parts.matter else "")


def _check_table(order: Order, parts: _Parts, line: Line) -> list[Finding]:
    if order.verb == "repeal" and (said := _repeals_otherwise(order, parts)):
        message = f"the repeal says more than that it repeals, and that was not read: {said[:80]}"
        return [_error("repeal_not_understood", message, line)]
    if parts.lead and not parts.tables:
        return [_error("table_missing", "the lead text speaks of a table and none follows", line)]
    if order.verb == "amend" and not parts.tables and not parts.sentences and not parts.matter:
        return [_error("nothing_ordered", f"nothing follows 「{order.sentence[:80]}」", line)]
    return []


def _parts_of(line: Line, order: Order, body: Sequence[Line], drawn: bool) -> _Parts:
    parts = _Parts()
    begins = order.label if order.stated else order.length
    rest = line.after(begins)
    if rest is not None:
        body = [Line(rest, line.printed[begins:], line.bare[begins:]), *body]
    has_table = any(x.comparison for x in body)
    quoting = False
    for x in body:
        paragraph = x.paragraph
        if isinstance(x.block, Table) and x.comparison:
            table, remarks = without_remarks(x.block)
            parts.tables.append(table)
            parts.remarks.extend(remarks)
            parts.loose.append([])
            quoting = False
        elif paragraph is None:
            _carry(parts, x.block, quoting, has_table)
        elif is_remark(x.bare, parts):
            parts.remarks.append(paragraph)
            quoting = False
        elif _is_lead(x.bare) and (not parts.tables or drawn):
            parts.lead.append(paragraph)
            quoting = False
        elif is_prose(x.bare) or quoting or not has_table:
            parts.sentences.append(paragraph)
            parts.matter.append(paragraph)
            if is_prose(x.bare):
                quoting = _FOLLOWING.search(_QUOTED.sub("", x.bare)) is not None
        elif parts.tables:
            parts.loose[-1].append(paragraph)
        else:
            parts.lead.append(paragraph)
    return parts


def without_remarks(table: Table) -> tuple[Table, list[Paragraph]]:
    """A comparison table without the 備考 that its last rows hold across both columns, and those remarks."""
    rows = list(table.rows)
    width = max((sum(c.colspan for c in r.cells) for r in rows), default=0)
    remarks: list[Paragraph] = []
    while len(rows) > 1 and _is_remark_row(rows[-1], width):
        remarks[:0] = rows.pop().cells[0].paragraphs()
    return (replace(table, rows=tuple(rows)) if remarks else table), remarks


def _is_remark_row(row: Row, width: int) -> bool:
    across = len(row.cells) == 1 and row.cells[0].colspan == width > 1
    return across and _REMARK_ROW.match(fold(squeeze(row.cells[0].plain()))) is not None


def _carry(parts: _Parts, block: Block, quoting: bool, has_table: bool) -> None:
    """A table or figure that is no comparison table: it belongs to a 改め文, or to a column cut at a page break."""
    if quoting or not has_table or not parts.tables:
        parts.matter.append(block)
    else:
        parts.loose[-1].append(block)


def _is_lead(bare: str) -> bool:
    return _LEAD.search(_QUOTED.sub("", bare)) is not None and not is_prose(bare)


def is_prose(bare: str) -> bool:
    """改め文: ``題名を次のように改める。``, ``第5条を削る。`` — every sentence begins with an address and ends in a verb."""
    if not _PROSE_END.search(bare):
        return False
    if _LEAD.search(_QUOTED.sub("", bare)) and not re.match(r"別表|様式", bare):
        return False
    return all(_PROSE.fullmatch(s) is not None for s in sentences(bare))


def is_remark(bare: str, parts: _Parts) -> bool:
    """備考 of the comparison table itself (``備考　改正部分は、下線の部分である。``), not one that a column quotes."""
    if not parts.tables:
        return False
    if _REMARK.match(bare):
        return True
    return (
        bool(parts.remarks) and re.match(r"[0-9一二三(]", bare) is not None and _LEAD.search(bare) is not None
    )


def _error(code: str, message: str, line: Line) -> Finding:
    return Finding("error", code, message, Source(line.origin))
