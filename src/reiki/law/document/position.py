"""Where a new or moved provision comes to stand among its siblings. Read only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from reiki.law.address import Address, Step
from reiki.law.document.anatomy import HEADING_TAGS
from reiki.law.document.lookup import Lookup, Node
from reiki.law.document.markup import Element, tag_of
from reiki.law.document.reading import articles_in, is_toc_line, kind_of, label_element, num_of
from reiki.law.document.wording import plain
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, RANK, SUBITEMS, Kind
from reiki.law.labels import label_key, reading_in, style_of_sequence

FIRST: Final = Address(())
"""As ``following``: first among its siblings."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Directly after the child ``previous`` of ``parent``; ``None``: as its first child."""

    parent: Element
    previous: Element | None


class NoPlace(ValueError):
    """There is nothing that the provision could stand in or after; the message is a sentence."""


def container_of(lookup: Lookup, address: Address) -> Node:
    """What a provision at an address stands in, as the law is now: the main provision for an article, the only
    paragraph of the article for ``第5条第1号``, the Table for a row. Raises :class:`NoPlace`."""
    last = address.last
    if last is None:
        raise NoPlace("全部 names no place inside a regulation.")
    found = lookup.resolve(address.parent)
    if len(found) != 1:
        what = "nothing stands" if not found else f"{len(found)} provisions stand"
        raise NoPlace(f"{what} at {address.parent}, where {address} would belong.")
    node = found[0]
    if node.kind is Kind.LAW:
        return _part_of_law(lookup, last)
    if last.kind in (Kind.ITEM, *SUBITEMS, Kind.TABLE) and node.kind in (Kind.ARTICLE, Kind.SUPPL, Kind.MAIN):
        paragraphs = node.element.findall("Paragraph")
        if len(paragraphs) != 1:
            raise NoPlace(
                f"{address.parent} has {len(paragraphs)} paragraphs; {address} does not say which one."
            )
        return Node(paragraphs[0], Kind.PARAGRAPH)
    if last.kind is Kind.ROW:
        return _table_in(node, address)
    if last.kind is Kind.COLUMN:
        raise NoPlace(
            f"{address} is a cell; cells are changed in words, and rows are added and removed whole."
        )
    return node


def _part_of_law(lookup: Lookup, step: Step) -> Node:
    if (
        step.kind is Kind.SUPPL
        or step.kind in APPENDIX_KINDS
        or step.kind in (Kind.TOC, Kind.PREAMBLE, Kind.TITLE)
    ):
        return Node(lookup.body, Kind.LAW)
    main = lookup.main()
    if main is None:
        raise NoPlace("The law has no main provision (本則).")
    return Node(main, Kind.MAIN)


def _table_in(node: Node, address: Address) -> Node:
    tables = [node.element] if node.kind is Kind.TABLE else node.element.findall("TableStruct")
    if not tables and node.kind is Kind.ARTICLE:
        tables = node.element.findall("Paragraph/TableStruct")
    if len(tables) != 1:
        raise NoPlace(f"{address.parent} holds {len(tables)} tables; {address} does not say which one.")
    table = tables[0].find("Table")
    if table is None:
        raise NoPlace(f"{address.parent} is a table without rows.")
    return Node(table, Kind.TABLE)


def siblings_in(container: Node, kind: Kind) -> list[Element]:
    """The provisions of a kind in a container in document order; articles through its headings, rows head and body."""
    element = container.element
    if kind is Kind.ARTICLE and not is_toc_line(element):
        return list(articles_in(element))
    if kind in HEADINGS and container.kind is not Kind.TOC and not is_toc_line(element):
        return _headings(element, kind)
    return [e for e in element if kind_of(e) is kind]


def _headings(element: Element, kind: Kind) -> list[Element]:
    direct = [e for e in element if e.tag == kind.value]
    return direct or [e for child in element if child.tag in HEADING_TAGS for e in _headings(child, kind)]


Key = tuple[object, ...]


def order_keys(elements: Sequence[Element], kind: Kind) -> list[Key]:
    """Keys by which provisions of one kind stand in order. 細目 in the sequence that their labels together count in."""
    if kind not in SUBITEMS:
        return [_number_key(kind, num_of(e, kind)) for e in elements]
    labels = [plain(label_element(e, kind)) or num_of(e, kind) for e in elements]
    style = (
        style_of_sequence(labels)
        or style_of_sequence(labels[:-1])
        or style_of_sequence([labels[-1], *labels[:-1]])
    )
    out: list[Key] = []
    for label in labels:
        try:
            reading = reading_in(label, style) if style is not None else None
        except ValueError:
            reading = None
        out.append((0, reading.ordinal, *reading.branches) if reading else (1, *label_key(label)[0]))
    return out


@lru_cache(maxsize=16384)
def _number_key(kind: Kind, num: str) -> Key:
    return Address((Step(kind, num),)).sort_key()


def in_order(elements: Sequence[Element], kind: Kind) -> bool:
    """True when every provision stands before the next by number."""
    return all(a < b for a, b in pairwise(order_keys(elements, kind)))


def spot_by_number(container: Node, kind: Kind, element: Element) -> Spot:
    """After the last sibling whose number comes before; in the heading of that one. Without siblings, where the schema
    has such provisions."""
    others = [e for e in siblings_in(container, kind) if e is not element]
    if not others:
        return _spot_without_siblings(container, kind)
    if kind in (Kind.SUPPL, Kind.ROW, Kind.REMARKS):
        return _after(others[-1])
    *keys, own = order_keys([*others, element], kind)
    before = [e for e, key in zip(others, keys, strict=True) if key < own]
    if before:
        return _after(before[-1])
    first = others[0]
    return Spot(_parent(first), first.getprevious())


def spot_after(container: Node, kind: Kind, previous: Node) -> Spot:
    """Directly after a sibling, or first inside a heading or container that stands there as ``previous``."""
    element = previous.element
    if element is container.element or stands_inside(previous.kind, kind):
        return Spot(element, _last_of_head(element))
    return _after(element)


def spot_first(container: Node, kind: Kind) -> Spot:
    """Before every sibling of its kind; where there is none, directly after what heads the container."""
    others = siblings_in(container, kind)
    if kind is Kind.ROW:
        others = [e for e in others if e.tag == "TableRow"]
    if (others and kind in (Kind.ROW, Kind.SUPPL, Kind.ARTICLE)) or (others and kind in APPENDIX_KINDS):
        return Spot(_parent(others[0]), others[0].getprevious())
    return Spot(container.element, _last_of_head(container.element))


def nudged(spot: Spot, place: int) -> Spot:
    """The spot after what is no provision (a figure, a comment) and stands before the recorded place among all children."""
    children = list(spot.parent)
    if not 0 < place <= len(children):
        return spot if place else _only_before(spot)
    wanted = children[place - 1]
    return Spot(spot.parent, wanted) if _last_provision(wanted) is _last_provision(spot.previous) else spot


def _only_before(spot: Spot) -> Spot:
    return Spot(spot.parent, None) if _last_provision(spot.previous) is None else spot


def _last_provision(element: Element | None) -> Element | None:
    if element is None or kind_of(element) is not None:
        return element
    return provision_before(element)


def provision_before(element: Element) -> Element | None:
    """The provision directly before an element among its siblings; what is no provision is passed over."""
    return next((e for e in element.itersiblings(preceding=True) if kind_of(e) is not None), None)


def stands_inside(previous: Kind, kind: Kind) -> bool:
    """True when what follows a provision of kind ``previous`` stands inside it: an article behind its heading."""
    return previous in HEADINGS and (
        kind is Kind.ARTICLE or (kind in HEADINGS and RANK[kind] > RANK[previous])
    )


def _after(element: Element) -> Spot:
    return Spot(_parent(element), element)


def _parent(element: Element) -> Element:
    parent = element.getparent()
    if parent is None:
        raise NoPlace("A whole law stands in nothing.")
    return parent


_HEAD_ENDS: Final = ("Title", "Caption", "Num", "Label", "Sentence", "EnactStatement")


def _last_of_head(element: Element) -> Element | None:
    """The last of the elements that head a provision: label, caption, related articles, its own sentences."""
    last: Element | None = None
    for child in element:
        if tag_of(child).endswith(_HEAD_ENDS) or child.tag in ("LawNum", "RelatedArticleNum", "ArticleRange"):
            last = child
        elif tag_of(child):
            break
    return last


def _spot_without_siblings(container: Node, kind: Kind) -> Spot:
    element = container.element
    if kind is Kind.CAPTION:
        return Spot(element, None)
    if kind is Kind.SUPPL:
        return Spot(element, element.find("MainProvision"))
    if kind in APPENDIX_KINDS:
        kinds = [(e, kind_of(e)) for e in element]
        later = [e for e, k in kinds if k is not None and k in APPENDIX_KINDS and RANK[k] > RANK[kind]]
        return Spot(element, later[0].getprevious() if later else _last(element))
    if kind is Kind.ARTICLE:
        headings = [e for e in element if e.tag in HEADING_TAGS]
        if headings:
            return _spot_without_siblings(Node(headings[-1], Kind.CHAPTER), kind)
    if kind in (Kind.ITEM, *SUBITEMS, Kind.PARAGRAPH, Kind.TOC, Kind.PREAMBLE):
        return Spot(element, _last_of_head(element))
    return Spot(element, _last(element))


def _last(element: Element) -> Element | None:
    return element[-1] if len(element) else None
