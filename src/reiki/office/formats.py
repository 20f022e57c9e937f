"""A text in the formats that a person or a program asks for."""

from __future__ import annotations

import datetime
import json
from typing import Any, Literal

from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.document.elements import build
from reiki.law.document.markup import serialised
from reiki.law.provision import GridCell, Provision, Regulation
from reiki.office.errors import NoSuchProvision
from reiki.render.text import render_provision, render_text
from reiki.store.versions import Version

TextFormat = Literal["text", "xml", "json"]


def whole(document: LawDocument, form: TextFormat) -> str:
    """A whole regulation."""
    match form:
        case "xml":
            return document.to_bytes().decode("utf-8")
        case "json":
            return json.dumps(regulation_json(document.regulation()), ensure_ascii=False, indent=2)
        case "text":
            return render_text(document.regulation())


def part(document: LawDocument, at: Address, form: TextFormat, version: Version, on: datetime.date) -> str:
    """One provision with everything under it. Raises :class:`NoSuchProvision`."""
    provision = document.provision(at)
    if provision is None:
        gap = " (the text is partial: it may stand there unquoted)" if version.partial else ""
        raise NoSuchProvision(f"{version.title} has no {at} on {on}{gap}.")
    match form:
        case "xml":
            return serialised(build(provision))
        case "json":
            return json.dumps(provision_json(provision), ensure_ascii=False, indent=2)
        case "text":
            return render_provision(provision)


def regulation_json(regulation: Regulation) -> dict[str, Any]:
    """A regulation as nested objects."""
    return {
        "title": regulation.title,
        "number": regulation.number,
        "date": regulation.date or None,
        "provisions": [provision_json(p) for p in regulation.provisions],
    }


def provision_json(provision: Provision) -> dict[str, Any]:
    """A provision as nested objects; ``text`` is null where the words are not known."""
    out: dict[str, Any] = {"kind": provision.kind.value, "num": provision.num, "label": provision.label}
    for name in ("caption", "related"):
        if getattr(provision, name):
            out[name] = getattr(provision, name)
    out["text"] = provision.text
    if provision.grid is not None:
        out["rows"] = [[_cell_json(cell) for cell in row] for row in provision.grid.rows]
    if provision.unlisted:
        out["unlisted"] = True
    if provision.children:
        out["children"] = [provision_json(c) for c in provision.children]
    return out


def _cell_json(cell: GridCell) -> dict[str, Any]:
    out: dict[str, Any] = {"text": cell.text}
    if cell.rowspan > 1:
        out["rowspan"] = cell.rowspan
    if cell.colspan > 1:
        out["colspan"] = cell.colspan
    if cell.head:
        out["head"] = True
    return out
