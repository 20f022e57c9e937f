"""`law_data`, `law_file`, `attachment`: the text of a version."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Sequence
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
from reiki.office.certainty import Certainty, certainty
from reiki.office.editions import EditionText, Tag, read_edition, rendered
from reiki.office.elm import NoSuchElement, select_element
from reiki.office.errors import AmbiguousWork, NoTextOn, UnknownWork
from reiki.office.figures import VersionFigure, edition_figures, figure_file, missing_note, zipped
from reiki.office.moments import JAPAN
from reiki.render.light import light
from reiki.render.noted import with_notes
from reiki_api.answers import json_bytes
from reiki_api.egov import vocabulary as v
from reiki_api.egov.answering import Markup
from reiki_api.egov.parameters import Parameters
from reiki_api.egov.shapes import law_info, revision_info
from reiki_api.figures import HARMLESS
from reiki_api.identity import identity
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
    json_form = parameters.one_of("json_format", v.JSON_FORMATS)
    if form != "json" or not json_form:
        json_form = "full"  # json_format is for answers in JSON alone
    elm = parameters.text("elm", 300)
    without_amending = parameters.flag("omit_amendment_suppl_provision") or False
    with_files = parameters.flag("include_attached_file_content") or False
    holding, edition, day = _meant(service, name, parameters)
    text = _read(service, edition, day)
    tag = _without_amending(text.tag) if without_amending else text.tag
    if elm:
        try:
            tag = select_element(tag, elm)
        except NoSuchElement as error:
            raise v.no_element(elm) from error
    facts = facts_of(service.store, [edition])[edition.revision_id]
    figures = edition_figures(service.store, edition)
    said = _law_data(
        service,
        holding,
        certainty(service.store, edition, day),
        facts,
        text,
        _full_text(tag, form, full_text_form, json_form),
        figures,
    )
    if with_files and said.document["attached_files_info"] is not None:
        data = zipped(service.store, figures)
        said.document["attached_files_info"]["image_data"] = base64.b64encode(data).decode("ascii")
    return said


def _law_data(
    service: Service,
    holding: Holding,
    certain: Certainty,
    facts: Facts,
    text: EditionText,
    full_text: Any,
    figures: Sequence[VersionFigure],
) -> Answer:
    edition = certain.edition
    document: dict[str, Any] = {
        "attached_files_info": _attached(edition, figures),
        "law_info": law_info(holding, facts),
        "revision_info": revision_info(holding, certain, facts, service.today()),
        "law_full_text": full_text,
    }
    notes = [*text.notes, *missing_note(figures)]
    if notes:
        document["notes"] = notes
    return Answer(document, identity(edition, text.held[1] if text.held else None))


def law_file(service: Service, file_type: str, name: str, parameters: Parameters) -> File:
    """The text as a file."""
    if file_type not in ("xml", "json", "html", "docx"):
        raise v.no_such_file_type()
    _, edition, day = _meant(service, name, parameters)
    text = _read(service, edition, day)
    match file_type:
        case "xml":
            xml = f'<?xml version="1.0" encoding="UTF-8"?>\n{text.tag.as_xml("  ")}\n'
            data = with_notes(xml, "xml", text.notes).encode()
        case "json":
            told = {"notes": list(text.notes)} if text.notes else {}
            data = json_bytes(text.tag.as_json() | told, indent=2)
        case _:
            data, _ = rendered(service.store, edition, "html" if file_type == "html" else "docx", day)
    file_name = f"{edition.revision_id}.{file_type}"
    headers = identity(edition, text.held[1] if text.held else None) | {
        "Content-Disposition": f"attachment; filename=\"{file_name}\"; filename*=UTF-8''{quote(file_name)}"
    }
    return File(data, file_name, headers)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A figure's picture, or the archive of all. ``media_type`` as its bytes tell."""

    data: bytes
    media_type: str
    headers: dict[str, str]


def attachment(service: Service, revision_id: str, parameters: Parameters) -> Attachment:
    """The picture that a ``Fig`` of a version shows (``src`` as in the text), or all of them in an archive (without ``src``).
    What browsers draw is shown, all else saved."""
    src = parameters.text("src", 300)
    edition = revision_named(service.store, revision_id) if is_revision_id(revision_id) else None
    if edition is None:
        raise v.no_attachment()
    held = [f for f in edition_figures(service.store, edition) if f.figure is not None]
    if not src:
        if not held:
            raise v.no_attachment()
        return Attachment(
            zipped(service.store, held),
            "application/zip",
            _harmless("attachment", f"{edition.revision_id}.zip"),
        )
    figure = next((f.figure for f in held if f.src == src), None)
    if figure is None:
        raise v.no_attachment()
    file = figure_file(service.store, figure.sha256, _stem(src))
    return Attachment(
        file.data, file.media_type, _harmless("inline" if file.drawn else "attachment", file.name)
    )


def _stem(src: str) -> str:
    """What a picture is called, without folders and ending."""
    return src.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]


def _harmless(how: str, name: str) -> dict[str, str]:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    said = f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return {**HARMLESS, "Content-Disposition": said}


def _attached(edition: Edition, figures: Sequence[VersionFigure]) -> dict[str, Any] | None:
    """The pictures that `attachment` gives; nothing where there are none."""
    files = [
        {
            "law_revision_id": edition.revision_id,
            "src": each.src,
            "updated": (each.recorded_at or edition.version.recorded_at)
            .astimezone(JAPAN)
            .isoformat(timespec="seconds"),
        }
        for each in figures
        if each.figure is not None
    ]
    return {"image_data": "", "attached_files": files} if files else None


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
