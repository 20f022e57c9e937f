"""A :class:`Provision` as a detached element of 法令標準XML. Builds only; nothing here touches a law that exists."""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Sequence
from typing import Final

from lxml import etree

from reiki.law.document.anatomy import (
    BARE_TOC_LINES,
    CAPTION_TAG,
    ENACTMENT,
    GAP,
    LABEL_TAG,
    RANGE_TAG,
    RELATED_TAG,
    SENTENCE_TAG,
    TOC_TAG_OF_KIND,
)
from reiki.law.document.markup import Element, is_layout, parse_element
from reiki.law.document.reading import DAY, HEAD_CELL, date_of, suppl_num
from reiki.law.document.sentences import sentences
from reiki.law.era import era_of
from reiki.law.identity import InstrumentKind, LawNumber, kind_of
from reiki.law.kinds import APPENDIX_KINDS, SUBITEMS, Kind
from reiki.law.labels import LabelStyle, reading_in, style_of_sequence
from reiki.law.provision import Grid, GridCell, Provision, Regulation

INDENT: Final = "  "

_LAW_TYPES: Final = {
    InstrumentKind.CONSTITUTION: "Constitution", InstrumentKind.ACT: "Act", InstrumentKind.CABINET_ORDER: "CabinetOrder",
    InstrumentKind.IMPERIAL_ORDER: "ImperialOrder", InstrumentKind.MINISTERIAL_ORDINANCE: "MinisterialOrdinance",
    InstrumentKind.RULE: "Rule",
}  # fmt: skip
_ERA_NAMES: Final = {"明治": "Meiji", "大正": "Taisho", "昭和": "Showa", "平成": "Heisei", "令和": "Reiwa"}
_IN_BODY: Final = frozenset({Kind.TITLE, Kind.TOC, Kind.PREAMBLE, Kind.SUPPL}) | APPENDIX_KINDS


def build_law(regulation: Regulation) -> Element:
    """A whole law, indented by two spaces. Raises ``ValueError`` when the day and the number name different years."""
    law = etree.Element("Law", _law_attributes(regulation))
    _text(law, "LawNum", regulation.number)
    body = etree.SubElement(law, "LawBody")
    _text(body, "LawTitle", regulation.title)
    main = etree.Element("MainProvision")
    before = [p for p in regulation.provisions if p.kind in (Kind.TOC, Kind.PREAMBLE)]
    for p in before:
        body.append(build(p))
    body.append(main)
    for p in regulation.provisions:
        if p.kind not in _IN_BODY:
            main.append(build(p))
        elif p.kind not in (Kind.TOC, Kind.PREAMBLE):
            body.append(build(p))
    if regulation.unlisted:
        etree.SubElement(main, GAP)
    indent(law)
    if date_of(law) != regulation.date:
        raise ValueError(f"{regulation.number} and {regulation.date} do not name one year.")
    return law


def _law_attributes(regulation: Regulation) -> dict[str, str]:
    out: dict[str, str] = {}
    number: LawNumber | None = None
    day = datetime.date.fromisoformat(regulation.date) if regulation.date else None
    try:
        number = LawNumber.parse(regulation.number) if regulation.number else None
    except ValueError:
        number = None
    if number is not None:
        out |= {"Era": _ERA_NAMES[number.era], "Year": str(number.year), "Num": str(number.number)}
    elif day is not None:
        era = era_of(day)
        out |= {"Era": _ERA_NAMES[era.name], "Year": str(day.year - era.base)}
    if day is not None:
        out |= {"PromulgateMonth": f"{day.month:02}", "PromulgateDay": f"{day.day:02}"}
    return out | {"LawType": _LAW_TYPES.get(kind_of(regulation.title, number), "Misc"), "Lang": "ja"}


def build(provision: Provision, *, in_toc: bool = False, num: str | None = None) -> Element:
    """One provision and everything under it, without layout white space. ``num``: its ``Num`` where ``provision.num`` is
    a label (細目)."""
    p = provision
    if p.kind is Kind.PREAMBLE and p.num == ENACTMENT:
        statement = etree.Element("EnactStatement")
        _fill(statement, p.text)
        return statement
    tag = TOC_TAG_OF_KIND[p.kind] if in_toc else p.kind.value
    element = etree.Element(tag, _attributes(p, num, in_toc))
    if tag in BARE_TOC_LINES:
        element.text = p.label or None
        return element
    _head(element, p, in_toc)
    if p.kind is Kind.TABLE:
        element.append(_table(p.grid or Grid(())))
    nums = _subitem_nums(p.children)
    for child, own in zip(p.children, nums, strict=True):
        element.append(build(child, in_toc=in_toc or p.kind is Kind.TOC, num=own))
    for xml in p.opaque:
        element.append(parse_element(xml))
    if p.unlisted:
        etree.SubElement(element, GAP)
    return element


def _attributes(p: Provision, num: str | None, in_toc: bool) -> dict[str, str]:
    if num is not None:
        return {"Num": num}
    if p.kind is Kind.SUPPL:
        return {"AmendLawNum": _brought_by(p) or p.num} if p.num else {}
    if p.kind in APPENDIX_KINDS:
        found = re.search(r"[0-9]+(?:_[0-9]+)*", p.num)
        return {} if found is None or p.num.startswith("#") or in_toc else {"Num": found[0]}
    if p.kind in (Kind.TABLE, Kind.REMARKS, Kind.TOC, Kind.PREAMBLE, Kind.MAIN):
        return {}
    return {"Num": p.num} if p.num else {}


def _brought_by(suppl: Provision) -> str:
    """``令和6年6月28日霧浜市規則第21号``: day and number of the instrument that brought a 附則, where ``related`` prints
    them; the national schema keeps them in ``AmendLawNum`` alone."""
    inner = suppl.related.removeprefix("（").removesuffix("）")
    dated = f"（{inner}）" == suppl.related and DAY.search(inner) is not None
    return inner if dated and suppl_num(inner) == suppl.num else ""


def _head(element: Element, p: Provision, in_toc: bool) -> None:
    """Caption, label, related articles and words, in the order of the schema."""
    caption = CAPTION_TAG.get(p.kind)
    if p.caption and caption and not in_toc:
        _text(element, caption, p.caption)
    label = LABEL_TAG.get(p.kind)
    if label is not None and (p.label or p.kind in (Kind.PARAGRAPH, Kind.ARTICLE)):
        _text(element, label, p.label)
    if p.caption and caption and in_toc:
        _text(element, caption, p.caption)
    if p.related and not (p.kind is Kind.SUPPL and _brought_by(p)):
        _text(element, RANGE_TAG if in_toc else RELATED_TAG, p.related)
    sentence_tag = SENTENCE_TAG.get(p.kind)
    if sentence_tag is not None:
        holder = etree.SubElement(element, sentence_tag)
        for child in worded(p.text, columns=p.kind is not Kind.PARAGRAPH):
            holder.append(child)
    elif p.text != "":
        _fill(etree.SubElement(element, "Sentence"), p.text)


def worded(text: str | None, *, columns: bool = True) -> list[Element]:
    """Words as sentences; with ``columns``, words that hold U+3000 as columns (``企業職員　企業局企業職員の…``)."""
    if text is None:
        return [sentence(None)]
    if not columns or "\u3000" not in text:
        return sentences_as_elements(text)
    out: list[Element] = []
    for n, part in enumerate(text.split("\u3000"), 1):
        column = etree.Element("Column", {"Num": str(n)})
        for child in sentences_as_elements(part):
            column.append(child)
        out.append(column)
    return out


def sentences_as_elements(text: str) -> list[Element]:
    """The sentences of a text, numbered, with ``Function`` where one is a ただし書."""
    parts = sentences(text) or [""]
    out = [sentence(part) for part in parts]
    number(out)
    return out


def sentence(text: str | None) -> Element:
    """One Sentence; ``None`` is a gap."""
    element = etree.Element("Sentence")
    _fill(element, text)
    return element


def number(found: Sequence[Element]) -> None:
    """Numbers the sentences of one holder: Num from 1, a ただし書 and the sentence before it by Function."""
    for n, element in enumerate(found, 1):
        element.set("Num", str(n))
        if "Function" in element.attrib:
            del element.attrib["Function"]
    for before, element in itertools.pairwise(found):
        if (element.text or "").startswith("ただし"):
            before.set("Function", before.get("Function") or "main")
            element.set("Function", "proviso")


def _subitem_nums(children: Sequence[Provision]) -> list[str | None]:
    """Num of each 細目: the place that its label counts, in the sequence that all of them together tell."""
    labels = [c.label or c.num for c in children if c.kind in SUBITEMS]
    style = style_of_sequence(labels)
    out: list[str | None] = []
    place = 0
    for child in children:
        if child.kind not in SUBITEMS:
            out.append(None)
            continue
        place += 1
        out.append(subitem_num(child.label or child.num, style) or str(place))
    return out


def subitem_num(label: str, style: LabelStyle | None) -> str | None:
    """Num of a 細目 with this label in a known sequence; ``None`` where the sequence does not tell it."""
    if style is None:
        return None
    try:
        return reading_in(label, style).num
    except ValueError:
        return None


def _table(grid: Grid) -> Element:
    table = etree.Element("Table")
    heads = next(
        (n for n, row in enumerate(grid.rows) if not row or not all(c.head for c in row)), len(grid.rows)
    )
    for n, row in enumerate(grid.rows):
        is_head = n < heads and n not in grid.gap_rows
        table.append(build_row(row, head=is_head, gap=n in grid.gap_rows))
        heads = heads if is_head else min(heads, n)
    return table


def build_row(cells: Sequence[GridCell], *, head: bool = False, gap: bool = False) -> Element:
    """One row of a table; ``gap``: it stands for rows that nobody has quoted."""
    row = etree.Element("TableHeaderRow" if head else "TableRow")
    if gap:
        etree.SubElement(row, GAP)
    for cell in cells:
        row.append(build_cell(cell, head=head))
    return row


def build_cell(cell: GridCell, *, head: bool = False) -> Element:
    """One cell; each line of its text is a Sentence."""
    element = etree.Element("TableHeaderColumn" if head else "TableColumn")
    for name, span in (("rowspan", cell.rowspan), ("colspan", cell.colspan)):
        if span != 1:
            element.set(name, str(span))
    if head and (cell.text is None or "\n" not in cell.text):
        _fill(element, cell.text)
        return element
    if cell.head and not head:
        element.set(HEAD_CELL, "true")
    for line in [None] if cell.text is None else cell.text.split("\n"):
        element.append(sentence(line))
    return element


def _text(parent: Element, tag: str, text: str) -> None:
    etree.SubElement(parent, tag).text = text or None


def _fill(element: Element, text: str | None) -> None:
    if text is None:
        etree.SubElement(element, GAP)
    else:
        element.text = text or None


def indent(element: Element, base: str = "", unit: str = INDENT) -> None:
    """Puts each child of an element that holds only elements on a line of its own; texts stay as they are. ``base``: how
    far the element itself is indented."""
    children = list(element)
    if not children or not is_layout(element.text) or not all(is_layout(c.tail) for c in children):
        return
    if element.tag in ("Sentence", "TableHeaderColumn") or any(
        c.tag in ("Ruby", "Sup", "Sub", "Line") for c in children
    ):
        return
    inner = "\n" + base + unit
    element.text = inner
    for child in children:
        indent(child, base + unit, unit)
        child.tail = inner
    children[-1].tail = "\n" + base


def compact(element: Element) -> None:
    """Takes the layout white space out of an element that holds only elements, and out of those inside it."""
    children = list(element)
    if not children or not is_layout(element.text) or not all(is_layout(c.tail) for c in children):
        return
    element.text = None
    for child in children:
        compact(child)
        child.tail = None
