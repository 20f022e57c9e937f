"""`law_data`, `law_file`, `attachment`: the text of a version."""

from __future__ import annotations

import base64
import datetime
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from reiki.office.catalogue import (
    Edition,
    Facts,
    Holding,
    facts_of,
    is_law_id,
    is_number,
    is_revision_id,
    numbered,
    revision_named,
)
from reiki.office.editions import EditionText, Tag, read_edition, rendered
from reiki.office.elm import NoSuchElement, select_element
from reiki.office.errors import AmbiguousWork, NoTextOn, UnknownWork
from reiki.render.light import light
from reiki_api.answers import json_bytes
from reiki_api.egov import vocabulary as v
from reiki_api.egov.answering import Markup
from reiki_api.egov.parameters import Parameters
from reiki_api.egov.shapes import law_info, revision_info
from reiki_api.service import Service


@dataclass(frozen=True, slots=True)
class Answer:
    """A document, and the headers that say which text it is."""

    document: dict[str, Any]
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class File:
    """A file to be saved."""

    data: bytes
    name: str
    headers: dict[str, str]


def law_data(service: Service, name: str, parameters: Parameters, form: str) -> Answer:
    """`law_data_response`. What a reader must be told beside the text (a clause is held behind it, it is known in part, it is no
    longer in force) stands in ``notes``, a member of our own that is absent where there is nothing to say."""
    full_text_form = parameters.one_of("law_full_text_format", v.FORMATS) or form
    json_form = parameters.one_of("json_format", v.JSON_FORMATS) or "full"
    elm = parameters.text("elm", 300)
    without_amending = parameters.flag("omit_amendment_suppl_provision") or False
    parameters.flag("include_attached_file_content")
    holding, edition, day = _meant(service, name, parameters)
    text = _read(service, edition, day)
    tag = _without_amending(text.tag) if without_amending else text.tag
    if elm:
        try:
            tag = select_element(tag, elm)
        except NoSuchElement as error:
            raise v.no_element(elm) from error
    facts = facts_of(service.store, [edition])[edition.revision_id]
    return _law_data(service, holding, edition, facts, text, _full_text(tag, form, full_text_form, json_form))


def _law_data(
    service: Service, holding: Holding, edition: Edition, facts: Facts, text: EditionText, full_text: Any
) -> Answer:
    document = {
        "attached_files_info": None,
        "law_info": law_info(holding, facts),
        "revision_info": revision_info(holding, edition, facts, service.today()),
        "law_full_text": full_text,
    }
    if text.notes:
        document["notes"] = list(text.notes)
    return Answer(document, _identity(edition, text.held))


def law_file(service: Service, file_type: str, name: str, parameters: Parameters) -> File:
    """The text as a file."""
    if file_type not in ("xml", "json", "html", "docx"):
        raise v.no_such_file_type()
    _, edition, day = _meant(service, name, parameters)
    text = _read(service, edition, day)
    match file_type:
        case "xml":
            data = f'<?xml version="1.0" encoding="UTF-8"?>\n{text.tag.as_xml("  ")}\n'.encode()
        case "json":
            data = json_bytes(text.tag.as_json(), indent=2)
        case _:
            data, _ = rendered(service.store, edition, "html" if file_type == "html" else "docx", day)
    file_name = f"{edition.revision_id}.{file_type}"
    headers = _identity(edition, text.held) | {
        "Content-Disposition": f"attachment; filename=\"{file_name}\"; filename*=UTF-8''{quote(file_name)}"
    }
    return File(data, file_name, headers)


def attachment(service: Service, revision_id: str, parameters: Parameters) -> File:
    """An attached file. The store keeps none: figures of a regulation stay in the source that it was taken from."""
    parameters.text("src", 300)
    raise v.no_attachment()


def _meant(service: Service, name: str, parameters: Parameters) -> tuple[Holding, Edition, datetime.date]:
    """The version that a revision id names, else that of the day, and the day as of which it is read."""
    asof = parameters.day("asof")
    today = service.today()
    if is_revision_id(name):
        named = revision_named(service.store, name)
        if named is None:
            raise v.no_text()
        holding = numbered(service.store, named.work.law_id)
        edition = holding.named(name) or named
        # Read on the last day on which it stood, so that what is said beside it is what is true of it.
        day = edition.until or max(today, edition.version.day or today)
        return holding, edition, day
    if not is_law_id(name) and not is_number(name):
        raise v.bad_id()
    try:
        holding = numbered(service.store, name)
    except UnknownWork as error:
        raise v.no_text() from error
    except AmbiguousWork as error:
        raise v.no_text("この番号の例規が複数あります。法令IDを指定してください。") from error
    day = asof or today
    found = holding.on(day)
    if found is None:
        raise v.no_text()
    return holding, found, day


def _read(service: Service, edition: Edition, day: datetime.date) -> EditionText:
    try:
        return read_edition(service.store, edition, day)
    except NoTextOn as error:
        raise v.no_text() from error


def _without_amending(law: Tag) -> Tag:
    """The law without the 附則 of instruments that amended it."""
    children = tuple(
        child if isinstance(child, str) else _without_amending(child) if child.name == "LawBody" else child
        for child in law.children
        if isinstance(child, str) or not (child.name == "SupplProvision" and child.get("AmendLawNum"))
    )
    return replace(law, children=children)


def _full_text(tag: Tag, form: str, full_text_form: str, json_form: str) -> Any:
    """The text in its format; base64 where that is not the format of the answer."""
    tree = (light(tag) if json_form == "light" else tag.as_json()) if full_text_form == "json" else None
    if form == full_text_form:
        return Markup(tag.as_xml()) if tree is None else tree
    data = tag.as_xml().encode() if tree is None else json_bytes(tree)
    return base64.b64encode(data).decode("ascii")


def _identity(edition: Edition, held: tuple[str, datetime.date] | None) -> dict[str, str]:
    headers = {
        "X-Reiki-Text-Digest": edition.version.text_digest,
        "X-Reiki-Evidence": "quoted" if edition.version.partial else "whole",
    }
    if held is not None:
        headers["X-Reiki-Held-Since"] = held[1].isoformat()
    return headers
