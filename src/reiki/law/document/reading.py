"""An element of 法令標準XML as a :class:`Provision`. Read only."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from reiki.law.address import Address, AddressError, Step
from reiki.law.document.anatomy import (
    BARE_TOC_LINES,
    CAPTION_TAG,
    ENACTMENT,
    GAP,
    HEADING_TAGS,
    KIND_OF_TAG,
    LABEL_TAG,
    RANGE_TAG,
    RELATED_TAG,
    SENTENCE_TAG,
    TOC_KIND_OF_TAG,
)
from reiki.law.document.markup import METADATA, Element, canonical, tag_of
from reiki.law.document.wording import plain, sentences_of, wording_of
from reiki.law.era import ERAS
from reiki.law.identity import LawNumber
from reiki.law.kinds import APPENDIX_KINDS, OUT_OF_SUPPL, SUBITEMS, Kind
from reiki.law.labels import LABEL, item_num, normalise_label
from reiki.law.numerals import NUMERAL
from reiki.law.provision import Grid, GridCell, Provision, Regulation

_RELATED: Final = re.compile(r"[ \u3000]*([（(][^（()）]*関係[^（()）]*[）)])[ \u3000]*\Z")
_LABEL: Final = re.compile(LABEL)
_BY_NUM: Final = frozenset({Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM})
DAY: Final = re.compile(rf"(?<=年){NUMERAL}月{NUMERAL}日")


def kind_of(element: Element) -> Kind | None:
    """The kind of provision that an element is; ``None`` for what is part of one (a title, a sentence)."""
    tag = tag_of(element)
    if tag.startswith("TOC") and tag != "TOC":
        return TOC_KIND_OF_TAG.get(tag)
    return Kind.PREAMBLE if tag == "EnactStatement" else KIND_OF_TAG.get(tag)


def in_order(body: Element) -> Iterator[Element]:
    """The provisions of a LawBody in document order; those of its MainProvision stand directly among the others."""
    for child in body:
        if child.tag == "MainProvision":
            yield from (c for c in child if kind_of(c) is not None)
        elif kind_of(child) is not None:
            yield child


def articles_in(container: Element) -> Iterator[Element]:
    """The articles of a main provision or a 附則, through its headings, and no article quoted inside another provision."""
    for child in container:
        if child.tag == "Article":
            yield child
        elif child.tag in HEADING_TAGS:
            yield from articles_in(child)


def label_element(element: Element, kind: Kind) -> Element | None:
    """The element that prints the label."""
    if element.tag in BARE_TOC_LINES:
        return element
    if is_toc_line(element):
        return next((c for c in element if tag_of(c).endswith(("Title", "Label"))), None)
    name = LABEL_TAG.get(kind)
    return element.find(name) if name else None


def caption_element(element: Element, kind: Kind) -> Element | None:
    """The element that prints the 見出し."""
    name = CAPTION_TAG.get(kind)
    return element.find(name) if name else None


def label_of(element: Element, kind: Kind) -> tuple[str, str]:
    """The label as printed and, of an appendix, its （第五条関係）, also where one element prints both; of an amending 附則
    the day and number of its instrument, as 例規集 print them: （令和6年6月28日霧浜市規則第21号）."""
    text = plain(label_element(element, kind))
    if kind is Kind.SUPPL and not is_toc_line(element) and element.find(RELATED_TAG) is None:
        brought_by = element.get("AmendLawNum") or ""
        return text, f"（{brought_by}）" if DAY.search(brought_by) else ""
    related = plain(element.find(RELATED_TAG)) or (
        plain(element.find(RANGE_TAG)) if is_toc_line(element) else ""
    )
    if kind in APPENDIX_KINDS and not related and not is_toc_line(element):
        match = _RELATED.search(text)
        if match:
            return text[: match.start()], match[1]
    return text, related


def num_of(element: Element, kind: Kind) -> str:
    """The ``num`` of a provision as addresses have it (see :class:`Step`)."""
    given = element.get("Num") or ""
    if given and kind in _BY_NUM:
        return given
    if kind in SUBITEMS:
        return normalise_label(plain(label_element(element, kind))) or given
    if kind in APPENDIX_KINDS:
        return _appendix_num(element, kind, given)
    match kind:
        case Kind.SUPPL:
            return suppl_num(element.get("AmendLawNum") or "")
        case Kind.TABLE:
            return _table_num(element)
        case Kind.ITEM if not given:
            return _item_num(element)
        case Kind.PREAMBLE:
            return ENACTMENT if element.tag == "EnactStatement" else ""
        case Kind.PARAGRAPH if not given:
            return str(1 + sum(1 for _ in element.itersiblings("Paragraph", preceding=True)))
    return given


@lru_cache(maxsize=4096)
@lru_cache(maxsize=4096)
def suppl_num(law_number: str) -> str:
    """The canonical number of the instrument that brought a 附則 (``平成一一年五月一四日法律第四一号``: the day is no part of
    it); what is no law number stays, without white space."""
    try:
        return str(LawNumber.parse(DAY.sub("", law_number))) if law_number else ""
    except ValueError:
        return re.sub(r"\s", "", law_number)


def is_toc_line(element: Element) -> bool:
    """True for a line of the 目次."""
    return element.tag in TOC_KIND_OF_TAG


def _appendix_num(element: Element, kind: Kind, given: str) -> str:
    """``2`` for 別表第二, ``""`` for the only 別表: its title tells it, else its Num, else its place."""
    title = label_of(element, kind)[0]
    for text in (title, *title.split()[:1]):
        step = _named_appendix(text)
        if step is not None and OUT_OF_SUPPL.get(step.kind, step.kind) is OUT_OF_SUPPL.get(kind, kind):
            return step.num
    if given or is_toc_line(element):
        return given
    before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
    alone = not before and next(element.itersiblings(element.tag), None) is None
    return "" if alone else f"#{before + 1}"


def _named_appendix(title: str) -> Step | None:
    try:
        step = Address.parse(title).last if title else None
    except AddressError:
        return None
    return step if step is not None and step.kind in APPENDIX_KINDS else None


def _table_num(element: Element) -> str:
    """``ア`` for a table titled ア　行政職給料表, ``""`` for the only table, else its place: ``#2``."""
    title = plain(element.find("TableStructTitle"))
    label = table_label(title)
    if label:
        return label
    before = sum(1 for _ in element.itersiblings("TableStruct", preceding=True))
    return "" if not before and next(element.itersiblings("TableStruct"), None) is None else f"#{before + 1}"


def table_label(title: str) -> str:
    """The label with which a table's title begins, normalised; ``""`` when it begins with words."""
    match = _LABEL.match(title)
    if match is None or (match.end() < len(title) and title[match.end()] not in " \u3000\t.．"):
        return ""
    return normalise_label(match[0])


def _item_num(element: Element) -> str:
    try:
        return item_num(plain(element.find("ItemTitle")))
    except ValueError:
        return str(1 + sum(1 for _ in element.itersiblings("Item", preceding=True)))


# ----------------------------------------------------------------------------------------------------------- provisions


def read_provision(element: Element, kind: Kind) -> Provision:
    """An element and everything under it as a :class:`Provision`; words that no field holds go to ``opaque``."""
    label, related = label_of(element, kind)
    if element.tag == "EnactStatement":
        return Provision(kind, ENACTMENT, text=_words(element, kind))
    if element.tag in BARE_TOC_LINES:
        return Provision(kind, num_of(element, kind), label)
    sentence_tag = SENTENCE_TAG.get(kind)
    handled = {LABEL_TAG.get(kind), CAPTION_TAG.get(kind), sentence_tag, GAP}
    handled |= {RELATED_TAG, RANGE_TAG} if related else set()
    handled |= {"Table"} if kind is Kind.TABLE else {"Sentence"} if sentence_tag is None else set()
    own_label = label_element(element, kind)
    children: list[Provision] = []
    opaque: list[str] = (
        [canonical(t).decode() for t in element.iterfind(f"{sentence_tag}/Table")] if sentence_tag else []
    )
    for child in element:
        if not tag_of(child) or child.tag in handled or child is own_label:
            continue
        inner = kind_of(child)
        if inner is None or (inner in (Kind.ROW, Kind.MAIN, Kind.PREAMBLE) and kind is not Kind.TOC):
            opaque.append(canonical(child).decode())
        else:
            children.append(read_provision(child, inner))
    grid = None
    if kind is Kind.TABLE:
        grid = read_grid(element)
        opaque += [canonical(f).decode() for f in element.iterfind("Table/*/*/FigStruct")]
    return Provision(
        kind, num_of(element, kind), label, plain(caption_element(element, kind)), _words(element, kind), tuple(children),
        related, grid, tuple(opaque), element.find(GAP) is not None,
    )  # fmt: skip


def _words(element: Element, kind: Kind) -> str | None:
    """The provision's own words: of its sentence element, or of sentences that stand in it directly."""
    sentence_tag = SENTENCE_TAG.get(kind)
    if sentence_tag is not None:
        return sentences_of(element.find(sentence_tag))
    if element.tag == "EnactStatement":
        return plain(element)
    wording = wording_of(element.iterchildren("Sentence"))
    return wording.text if wording.known else None


def cells_of(row: Element) -> list[Element]:
    """The cells of a row, head or body."""
    return [c for c in row if c.tag in ("TableColumn", "TableHeaderColumn")]


def rows_of(table: Element) -> list[Element]:
    """The rows of a TableStruct, head and body, in order."""
    return [r for r in table.iterfind("Table/*") if r.tag in ("TableRow", "TableHeaderRow")]


def is_in_table(row: Element) -> bool:
    """True for a row of a TableStruct."""
    table = row.getparent()
    struct = None if table is None else table.getparent()
    return struct is not None and struct.tag == "TableStruct"


def table_of(row: Element) -> Element:
    """The TableStruct that a row stands in. Raises ``ValueError`` for a row that stands in none."""
    table = row.getparent()
    struct = None if table is None else table.getparent()
    if struct is None or struct.tag != "TableStruct":
        raise ValueError("This row stands in no table.")
    return struct


def read_grid(table: Element) -> Grid:
    """The rows of a TableStruct as a :class:`Grid`."""
    rows = rows_of(table)
    return Grid(
        tuple(tuple(_read_cell(c, r.tag == "TableHeaderRow") for c in cells_of(r)) for r in rows),
        frozenset(n for n, r in enumerate(rows) if r.find(GAP) is not None),
    )


HEAD_CELL: Final = f"{{{METADATA}}}head"


def _read_cell(cell: Element, head: bool) -> GridCell:
    wording = wording_of((cell,))
    return GridCell(
        wording.text if wording.known else None, _span(cell.get("rowspan")), _span(cell.get("colspan")),
        head or cell.get(HEAD_CELL) == "true",
    )  # fmt: skip


def _span(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and int(value) > 0 else 1


# ----------------------------------------------------------------------------------------------------------- regulation


def read_regulation(root: Element) -> Regulation:
    """A whole law as words."""
    body = root.find("LawBody")
    provisions = (
        () if body is None else tuple(read_provision(e, kind) for e in in_order(body) if (kind := kind_of(e)))
    )
    main = root.find("LawBody/MainProvision")
    return Regulation(
        plain(root.find("LawBody/LawTitle")), suppl_num(plain(root.find("LawNum"))), date_of(root), provisions,
        main is not None and main.find(GAP) is not None,
    )  # fmt: skip


def read_supplements(root: Element) -> tuple[Provision, ...]:
    """The 附則 of a law as words, in document order."""
    body = root.find("LawBody")
    found = () if body is None else in_order(body)
    return tuple(read_provision(e, Kind.SUPPL) for e in found if kind_of(e) is Kind.SUPPL)


_ERA_NAMES: Final = {"Meiji": "明治", "Taisho": "大正", "Showa": "昭和", "Heisei": "平成", "Reiwa": "令和"}


def date_of(root: Element) -> str:
    """The day of promulgation from the attributes of Law, ISO; ``""`` where they do not name a day."""
    era = next((e for e in ERAS if e.name == _ERA_NAMES.get(root.get("Era") or "")), None)
    parts = [root.get(name) or "" for name in ("Year", "PromulgateMonth", "PromulgateDay")]
    if era is None or not all(p.isdecimal() for p in parts):
        return ""
    try:
        return datetime.date(era.base + int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
    except ValueError:
        return ""
