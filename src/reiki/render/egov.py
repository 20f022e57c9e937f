"""A regulation in 法令標準XML v3, valid by construction; what v3 has no place for is moved or left out, and said.

Municipal law needs more than the national schema knows (``schemas/reiki-law.xsd`` is the superset). Here each element is
fitted into what the national one allows (:mod:`reiki.render.egov_schema`): an element without a place goes into the nearest
one that may hold it, so that its words stay where they stood; what must be there and is not comes in empty; what nothing
can hold is left out with its text in the report. Nothing is dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from reiki.law.document import LawDocument
from reiki.law.document.anatomy import GAP
from reiki.law.document.nested import Tag, nested
from reiki.law.plain_text.form import UNKNOWN, UNKNOWN_ROWS
from reiki.render.anatomy import labels_in
from reiki.render.egov_schema import (
    ANY,
    ATTRIBUTES,
    REQUIRED,
    TEXTS,
    Alternative,
    contents_of,
    is_known,
    is_roundabout,
    way,
)

__all__ = ["EgovExport", "LeftOut", "egov", "egov_part", "fitted_law", "fitted_part"]

Kind = Literal["left_out", "moved", "changed", "added"]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One departure from the regulation. ``at``: where, by the labels around it; ``what``: one sentence; ``text``: the words
    that are no longer in the file (``left_out``) or stand elsewhere in it (``moved``)."""

    kind: Kind
    at: str
    what: str
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {"kind": self.kind, "at": self.at, "what": self.what, "text": self.text}

    def __str__(self) -> str:
        where = f"{self.at}: " if self.at else ""
        return f"{where}{self.what}" + (f"（{self.text}）" if self.text else "")


@dataclass(frozen=True, slots=True)
class EgovExport:
    """The file, and everything in which it is not the regulation as stored."""

    xml: bytes
    left_out: tuple[LeftOut, ...]


def egov(document: LawDocument) -> EgovExport:
    """A whole regulation as a file that is valid against the national schema v3."""
    law, notes = fitted_law(document)
    return EgovExport(f'<?xml version="1.0" encoding="UTF-8"?>\n{law.as_xml("  ")}\n'.encode(), notes)


def egov_part(tag: Tag) -> EgovExport:
    """One provision as an element of the national schema."""
    fitted, notes = fitted_part(tag)
    return EgovExport(f"{fitted.as_xml('  ')}\n".encode(), notes)


def fitted_law(document: LawDocument) -> tuple[Tag, tuple[LeftOut, ...]]:
    """A whole law as the national schema allows it, and in what it departs."""
    return fitted_part(nested(document))


def fitted_part(tag: Tag) -> tuple[Tag, tuple[LeftOut, ...]]:
    """Any element of a law as the national schema allows it."""
    writer = _Export()
    return writer.element(tag, ()), tuple(writer.notes)


Path = tuple[str, ...]
SHOWN: Final = 40
"""How much is quoted of words that are still in the file; what is left out is quoted whole."""


@dataclass(slots=True)
class _Plan:
    """How the children of an element go into one alternative: for each slot its children by their place."""

    alternative: Alternative
    slots: list[list[tuple[int, Tag]]]
    carried: list[tuple[Tag, tuple[str, ...]]]
    lost: list[Tag]
    cost: int = 0


@dataclass(slots=True)
class _Export:
    notes: list[LeftOut] = field(default_factory=list)

    def note(self, kind: Kind, at: Path, what: str, text: str = "") -> None:
        if kind != "left_out" and len(text) > SHOWN:
            text = text[:SHOWN] + "…"
        self.notes.append(LeftOut(kind, "　".join(part for part in at if part), what, text))

    # -------------------------------------------------------------------------------------------------------- elements

    def element(self, tag: Tag, at: Path, place: int = 1) -> Tag:
        """The element as v3 allows it. ``place``: which of its kind it is, for a number that is missing."""
        here = (*at, _named(tag))
        attributes = self.attributes(tag, here, place)
        if tag.name in TEXTS:
            return Tag(tag.name, attributes, self.text(tag, TEXTS[tag.name], here))
        if tag.name in ANY:
            return Tag(tag.name, attributes, self.anything(tag, here))
        return Tag(tag.name, attributes, self.fitted(self.prepared(tag, here), here))

    def attributes(self, tag: Tag, at: Path, place: int) -> dict[str, str]:
        known = ATTRIBUTES.get(tag.name, {})
        out: dict[str, str] = {}
        unknown: list[str] = []
        for name, value in tag.attributes.items():
            if name in known and re.fullmatch(known[name], value, re.DOTALL):
                out[name] = value
            elif name == "Num" and tag.name == "Paragraph" and re.match(r"0*[1-9]", value):
                out[name] = re.match(r"[0-9]+", value)[0]  # type: ignore[index]
                self.note("changed", at, f"項番号の属性 {value} は、法令標準XML では {out[name]} とした")
            elif value not in ("", "false", "0"):
                unknown.append(f"{name.rpartition('}')[2]}={value}")
        if unknown:
            self.note("left_out", at, f"法令標準XML の {tag.name} にない属性を除いた", " ".join(unknown))
        for name, value in REQUIRED.get(tag.name, {}).items():
            if name not in out:
                out[name] = str(place) if name == "Num" and tag.name != "Law" else value
                if tag.name == "Law" or name != "Num":
                    self.note("added", at, f"必須の属性 {name} に {out[name] or '空の値'} を置いた")
        return out

    # ----------------------------------------------------------------------------------------------------------- words

    def text(self, tag: Tag, allowed: frozenset[str], at: Path) -> tuple[Tag | str, ...]:
        """Mixed content with only ``allowed`` elements in it; of others the words stay."""
        out: list[Tag | str] = []
        for child in tag.children:
            if isinstance(child, str):
                out.append(child)
            elif child.name == GAP:
                self.note("changed", at, f"分かっていない文言の所に {UNKNOWN} と書いた")
                out.append(UNKNOWN)
            elif child.is_foreign:
                self.foreign(child, at)
            elif child.name in allowed:
                out.append(self.element(child, at))
            elif child.name == "Rt":
                self.note("left_out", at, "読み仮名を置けない", _all_words(child))
            else:
                if child.name != "Sentence":
                    self.note(
                        "changed",
                        at,
                        f"{child.name} の形を保てない所なので、文言だけを書いた",
                        _all_words(child),
                    )
                out += self.text(child, allowed, at)
        return tuple(out)

    def anything(self, tag: Tag, at: Path) -> tuple[Tag | str, ...]:
        out: list[Tag | str] = []
        for place, child in enumerate(tag.children, 1):
            if isinstance(child, str):
                out.append(child)
            elif child.name == GAP:
                out += self.text(Tag("", {}, (child,)), frozenset(), at)
            elif is_known(child.name):
                out.append(self.element(child, at, place))
            elif child.is_foreign:
                self.foreign(child, at)
            else:
                self.unknown(child, at)
                out.append(Tag("Sentence", {}, (_all_words(child),)))
        return tuple(out)

    def foreign(self, tag: Tag, at: Path) -> None:
        name = tag.name.rpartition("}")[2]
        said = " ".join(value for part in tag.walk() for value in part.attributes.values())
        what = "改正沿革" if name == "History" else f"法令標準XML にない情報（{name}）"
        self.note("left_out", at, f"{what}を置けない", (said + " " + _all_words(tag)).strip())

    def unknown(self, tag: Tag, at: Path) -> None:
        self.note("changed", at, f"法令標準XML にない要素 {tag.name} は、文言だけを書いた", _all_words(tag))

    # --------------------------------------------------------------------------------------------------------- content

    def prepared(self, tag: Tag, at: Path) -> Tag:
        """The children as elements of the schema: gaps and metadata noted, loose text in sentences."""
        out: list[Tag | str] = []
        if tag.name == "SupplProvision" and tag.find("RelatedArticleNum") is not None:
            tag = _label_with_related(tag)
            self.note("changed", at, "附則の括弧書きは、法令標準XML では附則の表示に続けた")
        for child in tag.children:
            if isinstance(child, str):
                if child.strip(" \t\r\n"):
                    out.append(Tag("Sentence", {}, (child,)))
            elif child.name == GAP and tag.name in ("TableRow", "TableHeaderRow"):
                self.note("changed", at, f"分かっていない行の所に {UNKNOWN_ROWS} と書いた")
                cell = "TableColumn" if tag.name == "TableRow" else "TableHeaderColumn"
                out.append(Tag(cell, {}, (Tag("Sentence", {}, (UNKNOWN_ROWS,)),)))
            elif child.name == GAP:
                self.note("left_out", at, "まだ分かっていない規定があることを、法令標準XML は書けない")
            elif child.is_foreign:
                self.foreign(child, at)
            elif is_known(child.name):
                fit = _as_row(child, tag)
                if fit is not child and child.name == "TableHeaderRow":
                    self.note(
                        "changed",
                        at,
                        "結合した欄名などのある欄名の行を、本文の行として書いた",
                        _all_words(child),
                    )
                out.append(fit)
            elif _all_words(child):
                self.unknown(child, at)
                out.append(Tag("Sentence", {}, (_all_words(child),)))
        return replace(tag, children=tuple(out))

    def fitted(self, tag: Tag, at: Path) -> tuple[Tag, ...]:
        """The children in the best of the alternatives, what has no place carried or left out, what must be there added."""
        children = list(tag.tags())
        plan = _best_plan(contents_of(tag.name), children)
        for child, path in plan.carried:
            self.note(
                "moved",
                at,
                f"{child.name} は {tag.name} に置けないので、{'／'.join(path)} の中に書いた",
                _all_words(child),
            )
        for child in plan.lost:
            self.note("left_out", at, f"{child.name} を置く所が法令標準XML にない", _all_words(child))
        out: list[Tag] = []
        order: list[int] = []
        for slot, held in zip(plan.alternative, plan.slots, strict=True):
            if slot.required and not held:
                held.append((-1, Tag(slot.names[0])))
                if not _may_be_empty(slot.names[0]):
                    self.note("added", at, f"{tag.name} に必要な {slot.names[0]} を空で置いた")
            counts: dict[str, int] = {}
            for n, child in sorted(held, key=lambda pair: pair[0]):
                counts[child.name] = counts.get(child.name, 0) + 1
                out.append(self.element(child, at, counts[child.name]))
                order += [n] if n >= 0 else []
        if order != sorted(order):
            self.note("moved", at, f"{tag.name} の中の順序を法令標準XML の順序に改めた")
        return tuple(out)


_PLACE_COST, _CARRY_COST, _ROUNDABOUT_COST, _LOSS_COST, _EMPTY_COST = 1, 4, 50, 1000, 2


def _best_plan(alternatives: Sequence[Alternative], children: Sequence[Tag]) -> _Plan:
    """The first alternative that holds everything as it is, else that which departs least."""
    plans: list[_Plan] = []
    for alternative in alternatives:
        plans.append(_plan(alternative, children))
        if not plans[-1].cost:
            return plans[-1]
    return min(plans, key=lambda plan: plan.cost)


def _plan(alternative: Alternative, children: Sequence[Tag]) -> _Plan:
    plan = _Plan(alternative, [[] for _ in alternative], [], [])
    reached = 0
    for n, child in enumerate(children):
        free = [
            i
            for i, slot in enumerate(alternative)
            if child.name in slot.names and (slot.many or not plan.slots[i])
        ]
        target = next((i for i in free if i >= reached), free[-1] if free else None)
        if target is None:
            _carry(plan, n, child)
            continue
        plan.cost += _PLACE_COST if target < reached else 0
        reached = max(reached, target)
        plan.slots[target].append((n, child))
    plan.cost += sum(
        _EMPTY_COST
        for slot, held in zip(alternative, plan.slots, strict=True)
        if slot.required and not held and not _may_be_empty(slot.names[0])
    )
    return plan


def _carry(plan: _Plan, n: int, child: Tag) -> None:
    """Puts a child that has no place into the nearest element that has one and may hold it."""
    ways = []
    for i, slot in enumerate(plan.alternative):
        if slot.many or not plan.slots[i]:
            path = way(slot.names, child.name)
            if path is not None:
                ways.append((is_roundabout(path), len(path), not slot.many, i, path))
    if not ways:
        plan.lost.append(child)
        plan.cost += _LOSS_COST
        return
    roundabout, length, _, target, path = min(ways, key=lambda found: found[:4])
    wrapped = child
    for name in reversed(path):
        wrapped = Tag(name, {}, (wrapped,))
    plan.slots[target].append((n, wrapped))
    plan.carried.append((child, path))
    plan.cost += _CARRY_COST * length + (_ROUNDABOUT_COST if roundabout else 0)


def _all_words(tag: Tag) -> str:
    """Every character in an element, readings and metadata too: a report leaves nothing out."""
    return "".join(c if isinstance(c, str) else _all_words(c) for c in tag.children)


def _may_be_empty(name: str) -> bool:
    """True for labels and words, which a provision may lack without a word about it."""
    return name in TEXTS or name.endswith("Sentence")


def _needs_body_cell(cell: Tag) -> bool:
    return cell.name == "TableColumn" or any(
        not name.startswith("{") and value not in ("", "1") for name, value in cell.attributes.items()
    )


def _label_with_related(suppl: Tag) -> Tag:
    label, related = suppl.find("SupplProvisionLabel"), suppl.find("RelatedArticleNum")
    joined = Tag("SupplProvisionLabel", label.attributes if label else {}, (*(label.children if label else ()),
                 *(related.children if related else ())))  # fmt: skip
    return replace(
        suppl, children=(joined, *(c for c in suppl.children if c is not label and c is not related))
    )


def _body_row(row: Tag) -> Tag:
    return Tag(
        "TableRow", row.attributes, tuple(c if isinstance(c, str) else _body_cell(c) for c in row.children)
    )


def _body_cell(cell: Tag) -> Tag:
    if cell.name != "TableHeaderColumn":
        return cell
    if any(cell.tags("Sentence")):
        return replace(cell, name="TableColumn")
    return Tag("TableColumn", cell.attributes, (Tag("Sentence", {}, cell.children),))


def _as_row(child: Tag, parent: Tag) -> Tag:
    """A head cell in a row of the body is a cell there; rows of heads that v3 cannot hold are rows of the body, and so are
    those that stand below one."""
    if parent.name == "TableRow":
        return _body_cell(child)
    if parent.name != "Table" or child.name != "TableHeaderRow":
        return child
    rows = list(parent.tags("TableRow", "TableHeaderRow"))
    above = rows[: next(n for n, row in enumerate(rows) if row is child) + 1]
    broken = any(row.name == "TableRow" or any(_needs_body_cell(c) for c in row.tags()) for row in above)
    return _body_row(child) if broken else child


def _named(tag: Tag) -> str:
    """What a reader calls the element: its label."""
    if tag.name == "Law" or tag.name in TEXTS:
        return ""
    labels = [t for t in labels_in(tag) if not t.name.endswith("Caption")]
    return "".join(t.words() for t in labels)[:40]
