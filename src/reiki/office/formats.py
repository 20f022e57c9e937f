"""A text, or what changed in one, in the formats that a person or a program asks for. Renderers load when asked for."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag, nested, nested_node
from reiki.office.errors import NoSuchProvision, OfficeError
from reiki.render.text import render_provision, render_text
from reiki.store.versions import Version

if TYPE_CHECKING:
    from reiki.render.egov import LeftOut
    from reiki.render.figures import Figures

TextFormat = Literal["text", "xml", "json", "html", "egov", "docx", "lawtext", "akn"]

JSON_INDENT: Final = 2
WITH_PICTURES: Final = frozenset({"html", "docx"})
"""Formats that hold the pictures of a text's figures."""


class NoSuchForm(OfficeError):
    """What was asked for cannot be had in that format."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text in a format: ``text``, or for a format of bytes (docx) ``data``. ``left_out``: what the format cannot say."""

    text: str = ""
    data: bytes = b""
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands around a text in formats with room for it: the version, what a reader must know first, the pictures of its
    figures."""

    law_id: str
    number: str
    version: Version
    on: datetime.date
    notes: Sequence[str] = ()
    figures: Figures | None = None

    def about(self) -> list[tuple[str, str]]:
        """Name and value of what identifies the version."""
        since = self.version.day.isoformat() if self.version.day else "不明"
        return [
            ("番号", self.number), ("現在", self.on.isoformat()), ("施行", since), ("法令ID", self.law_id),
            ("履歴ID", self.version.revision_id),
        ]  # fmt: skip


def whole(document: LawDocument, form: TextFormat, shown: Shown) -> Rendered:
    """A whole regulation."""
    match form:
        case "text":
            return Rendered(render_text(document.regulation()))
        case "xml":
            return Rendered(document.to_bytes().decode("utf-8"))
        case "json":
            return Rendered(_json(nested(document)))
        case "html":
            from reiki.render.html_page import regulation_page

            return Rendered(
                regulation_page(document, notes=shown.notes, about=shown.about(), figures=shown.figures)
            )
        case "docx":
            from reiki.render.docx import regulation_docx

            return Rendered(data=regulation_docx(document, notes=shown.notes, figures=shown.figures))
        case "egov":
            from reiki.render.egov import egov

            exported = egov(document)
            return Rendered(exported.xml.decode("utf-8"), left_out=exported.left_out)
        case "lawtext":
            from reiki.render.lawtext import lawtext

            said = lawtext(document)
            return Rendered(said.text, left_out=said.left_out)
        case "akn":
            from reiki.render.akn import Expression, akn

            identity = Expression(
                shown.law_id, shown.version.day, shown.version.revision_id, tuple(shown.notes)
            )
            return Rendered(akn(document, identity))


def part(document: LawDocument, at: Address, form: TextFormat, shown: Shown) -> Rendered:
    """One provision with everything under it. Raises :class:`NoSuchProvision` and, where a format knows whole regulations
    only, :class:`NoSuchForm`."""
    node = document.find(at)
    if node is None:
        gap = " (the text is partial: it may stand there unquoted)" if shown.version.partial else ""
        raise NoSuchProvision(f"{shown.version.title} has no {at} on {shown.on}{gap}.")
    match form:
        case "text":
            return Rendered(render_provision(document.provision_at(node)))
        case "xml":
            return Rendered(nested_node(node).as_xml())
        case "json":
            return Rendered(_json(nested_node(node)))
        case "html":
            from reiki.render.html import provision_fragment
            from reiki.render.html_page import page

            title = f"{shown.version.title}　{at}"
            body = provision_fragment(nested_node(node), shown.figures)
            return Rendered(
                page(title, body, notes=shown.notes, about=[("例規", shown.version.title), *shown.about()])
            )
        case "docx":
            from reiki.render.docx import provision_docx

            title = f"{shown.version.title}　{at}"
            return Rendered(
                data=provision_docx(nested_node(node), title, notes=shown.notes, figures=shown.figures)
            )
        case "egov":
            from reiki.render.egov import egov_part

            exported = egov_part(nested_node(node))
            return Rendered(exported.xml.decode("utf-8"), left_out=exported.left_out)
        case "lawtext":
            from reiki.render.lawtext import lawtext_part

            said = lawtext_part(nested_node(node))
            return Rendered(said.text, left_out=said.left_out)
        case "akn":
            raise NoSuchForm(
                f"akn holds whole regulations; leave out --at, or ask for {at} in another format."
            )


def _json(tag: Tag) -> str:
    """`{tag, attr, children}`, as json_format=full of 法令API Version 2."""
    return json.dumps(tag.as_json(), ensure_ascii=False, indent=JSON_INDENT)


def left_out_json(left_out: Sequence[LeftOut]) -> list[dict[str, Any]]:
    """What a format could not say, as objects."""
    return [each.as_json() for each in left_out]
