"""Two versions beside each other (新旧対照): as a table with what differs underlined, or as one text with ins and del; as a Word
file."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from reiki.office.ask import DiffReport, diff
from reiki.office.certainty import Hold, held_note
from reiki.office.citing import edition_on
from reiki.office.reading import Stage, stages
from reiki.render.side_by_side import ELIDED, Line, Row, TableShown
from reiki_api.answers import answer
from reiki_api.identity import EVIDENCE, HELD_SINCE
from reiki_api.kept import SettledRoute
from reiki_api.pages.days import question
from reiki_api.pages.frame import HEADERS, link, render
from reiki_api.service import Service
from reiki_api.v1.parameters import day

Name = Annotated[str, Path(min_length=1, max_length=300)]
Piece = tuple[str, str]
"""Words and what became of them: ``""``, ``ins`` or ``del``."""

_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DEEPEST: Final = 8


@dataclass(frozen=True, slots=True)
class Merged:
    """A line of the inline form. ``table``: shown instead of words, with what became of it."""

    pieces: tuple[Piece, ...] = ()
    level: int = 0
    hanging: bool = True
    begins: bool = False
    elided: bool = False
    table: TableShown | None = None
    what: Literal["", "ins", "del"] = ""


def routes(service: Service) -> APIRouter:
    """`/works/{law_id}/compare` and its Word file."""
    router = APIRouter(route_class=SettledRoute)

    def compared(request: Request, law_id: str) -> tuple[str, str, tuple[Stage, ...], DiffReport | None]:
        asked = question(service, request, law_id)
        line = stages(service.store, asked.holding, service.today())
        if not line:
            edition_on(asked.holding, asked.on)  # says that no text of it is known
        first, last = _days(request, line, asked.on)
        if first is None or last is None:
            return asked.law_id, asked.known_text, line, None
        report = diff(service.store, asked.law_id, from_day=first, to_day=last, known=asked.known)
        return asked.law_id, asked.known_text, line, report

    def compare(request: Request, law_id: Name) -> Response:
        found, known, line, report = compared(request, law_id)
        if law_id != found:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/works/{quote(found)}/compare{query}", 307)
        form = "inline" if request.query_params.get("form") == "inline" else "table"
        side = "after-right" if request.query_params.get("side") == "after-right" else "after-left"
        whole = request.query_params.get("whole") == "1"
        rows = report.rows(elide=not whole) if report else ()
        return render(
            request,
            "compare.html",
            fragment="result",
            law_id=found,
            line=line,
            report=report,
            form=form,
            side=side,
            whole=whole,
            known=known,
            rows=rows,
            merged=[each for row in rows for each in merge(row)] if form == "inline" else (),
            pieces=pieces,
            is_table=lambda entry: isinstance(entry, TableShown),
            is_elided=lambda entry: isinstance(entry, Line) and entry.text.endswith(ELIDED),
            deep=lambda level: min(level, _DEEPEST),
            day_of=lambda stage: stage.since or stage.edition.until,
            stands=lambda stage, on: stage.edition.stands_on(on),
            here=_here(found, report, form, side, whole, known),
            notes=_but_held(report) if report else (),
            headers=_certain(report) if report else None,
        )

    def word(request: Request, law_id: Name) -> Response:
        found, known, _, report = compared(request, law_id)
        if report is None:
            return RedirectResponse(link("", f"/works/{found}/compare", known=known), 303)
        data = report.as_docx(after_first=request.query_params.get("side") != "after-right")
        held = "（保留あり）" if report.held_since is not None else ""
        name = f"{report.title}_新旧対照表{held}_{report.from_day:%Y%m%d}_{report.to_day:%Y%m%d}.docx"
        said = f"attachment; filename=\"comparison.docx\"; filename*=UTF-8''{quote(name, safe='')}"
        headers = {
            **HEADERS,
            **_certain(report),
            "Content-Disposition": said,
        }
        return answer(request, data, _DOCX, headers=headers)

    router.add_api_route("/works/{law_id}/compare", compare, methods=["GET"], response_model=None)
    router.add_api_route("/works/{law_id}/compare.docx", word, methods=["GET"], response_model=None)
    return router


def _certain(report: DiffReport) -> dict[str, str]:
    """The headers that say how certain both texts are."""
    headers = {EVIDENCE: "quoted" if report.before.partial or report.after.partial else "whole"}
    held = report.held_since
    return headers | ({HELD_SINCE: held.isoformat()} if held is not None else {})


def _but_held(report: DiffReport) -> list[str]:
    """The notes without those on what is held, which the page says with where the reason stands."""
    held = tuple(
        held_note(Hold(side.held_since, side.held_clause)) for side in report.beside if side.held_since
    )
    return [note for note in report.notes if not (held and note.endswith(held))]


def _days(
    request: Request, line: Sequence[Stage], on: datetime.date
) -> tuple[datetime.date | None, datetime.date | None]:
    """The days asked for; otherwise those of the version of a day and of the one before it. ``line`` is newest first."""
    query = request.query_params
    shown = next((n for n, stage in enumerate(line) if stage.edition.stands_on(on)), None)
    here = line[shown] if shown is not None else None
    before = line[shown + 1] if shown is not None and shown + 1 < len(line) else None
    given = {name: query.get(name, "")[:40] for name in ("from", "to")}
    days: list[datetime.date | None] = []
    for name, stage in (("from", before), ("to", here)):
        text = given[name]
        otherwise = (stage.since or stage.edition.until) if stage is not None else None
        days.append(day(text, name, on) if text.strip() else otherwise)
    return days[0], days[1]


def _here(law_id: str, report: DiffReport | None, form: str, side: str, whole: bool, known: str) -> object:
    """Where the same comparison stands in another form."""

    def address(**changed: object) -> str:
        fields: dict[str, object] = {
            "form": form,
            "side": side,
            "whole": "1" if whole else "",
            "known": known,
        }
        if report is not None:
            fields |= {"from_": report.from_day, "to": report.to_day}
        fields |= changed
        path = f"/works/{law_id}/compare" + str(fields.pop("suffix", ""))
        return link("", path, **fields)

    return address


# ---------------------------------------------------------------------------------------------------------- two in one


def pieces(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is marked."""
    out: list[tuple[str, bool]] = []
    end = 0
    for start, stop in spans:
        out += [(text[end:start], False), (text[start:stop], True)]
        end = stop
    return [each for each in (*out, (text[end:], False)) if each[0]]


def merge(row: Row) -> list[Merged]:
    """Both sides of a row as one text: first what went, then what came. Words outside the marks are the same on both sides; where
    they are not, both stand."""
    before, after = row.before, row.after
    if isinstance(before, Line) and isinstance(after, Line):
        return [_lines(before, after, row.begins)]
    out: list[Merged] = []
    if before == after and isinstance(after, TableShown):
        return [Merged(table=after, begins=row.begins)]
    sides: tuple[tuple[Line | TableShown | None, Literal["ins", "del"]], ...] = (
        (before, "del"), (after, "ins"),
    )  # fmt: skip
    for side, what in sides:
        if isinstance(side, TableShown):
            out.append(Merged(table=side, what=what, begins=row.begins and not out))
        elif side is not None:
            own: tuple[Piece, ...] = ((side.text, what if side.spans else ""),) if side.text else ()
            out.append(Merged(own, side.level, side.hanging, row.begins and not out, what=what))
    return out


def _lines(before: Line, after: Line, begins: bool) -> Merged:
    gone, come = _marked(before), _marked(after)
    found: list[Piece] = []
    i = j = 0
    while i < len(before.text) or j < len(after.text):
        if i < len(before.text) and gone[i]:
            found.append((before.text[i], "del"))
            i += 1
        elif j < len(after.text) and come[j]:
            found.append((after.text[j], "ins"))
            j += 1
        elif i < len(before.text) and j < len(after.text) and before.text[i] == after.text[j]:
            found.append((after.text[j], ""))
            i, j = i + 1, j + 1
        else:  # the marks leave out something that differs: both stand, whole
            found += [(before.text[i:], "del"), (after.text[j:], "ins")]
            break
    return Merged(
        tuple(_joined(found)),
        after.level,
        after.hanging,
        begins,
        not before.spans and after.text.endswith(ELIDED),
    )


def _marked(line: Line) -> list[bool]:
    out = [False] * len(line.text)
    for start, end in line.spans:
        out[start:end] = [True] * (end - start)
    return out


def _joined(found: Sequence[Piece]) -> list[Piece]:
    out: list[Piece] = []
    for text, what in found:
        if out and out[-1][1] == what:
            out[-1] = (out[-1][0] + text, what)
        elif text:
            out.append((text, what))
    return out
