"""Pictures that come with a regulation or a gazette issue (図, 様式): found in the file or beside it, checked, kept in the
transaction that takes in the text."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection

from reiki.amend.operations import Finding
from reiki.gazette.model import Issue
from reiki.law.document.nested import nested
from reiki.office.regulation_source import RegulationSource
from reiki.render.figures import figures_in
from reiki.source.embedded import embedded
from reiki.source.limits import limits_in_force
from reiki.source.model import Block, Figure, Table, UnreadableSource
from reiki.source.pictures import Beside, Picture, UnreadablePicture, picture_of
from reiki.store import figures as figure_store
from reiki.store.anchors import StoredAnchor, anchors_of
from reiki.store.figures import issue_origin

DIGEST: Final = "sha256:"
"""Begins the name of a figure whose bytes the source itself held."""
_LISTED: Final = 5


@dataclass(slots=True)
class Gathered:
    """The pictures of a source by the names in it, ``None`` where it holds none by that name; and what a person should know."""

    pictures: dict[str, Picture | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def pictures_of_regulation(given: RegulationSource, data: bytes, beside: Beside | None) -> Gathered:
    """The pictures that a regulation shows: held in its file, or lying beside it."""
    names = list(figures_in(nested(given.document)))
    if given.page is not None:
        names += [picture.src for picture in given.page.pictures]
    out = _gathered(names, data, beside)
    missing = [name for name, picture in out.pictures.items() if picture is None]
    refused = {finding.message.partition(": ")[0] for finding in out.findings}
    unknown = [name for name in missing if name not in refused]
    if unknown:
        listed = "、".join(unknown[:_LISTED]) + (" …" if len(unknown) > _LISTED else "")
        message = (
            f"figures of the text whose pictures are not with it: {len(unknown)} ({listed}); they are shown as missing: give the "
            "folder or the archive that holds them"
        )
        out.findings.append(Finding("warning", "figure_not_held", message))
    return out


def pictures_of_issue(issue: Issue, data: bytes, beside: Beside | None) -> Gathered:
    """The pictures that a gazette issue shows."""
    return _gathered(names_in_issue(issue), data, beside)


def pictures_named(names: Iterable[str], data: bytes, beside: Beside | None) -> Gathered:
    """The pictures that some names mean in a source."""
    return _gathered(names, data, beside)


def names_in_issue(issue: Issue) -> list[str]:
    """How operations on an issue name the figures that it shows: by the digest of their bytes, or else as the issue does."""
    blocks: list[Block] = []
    for notice in issue.notices:
        blocks += [*notice.body, *notice.suppl_blocks]
        for clause in notice.clauses:
            blocks += [*clause.tables, *(block for each in clause.loose for block in each), *clause.matter]
    found = (f"{DIGEST}{f.digest}" if f.digest else f.reference for f in _figures(blocks))
    return list(dict.fromkeys(found))


def _figures(blocks: Iterable[Block]) -> Iterator[Figure]:
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _figures(cell.blocks)


def _gathered(names: Iterable[str], data: bytes, beside: Beside | None) -> Gathered:
    limits = limits_in_force()
    wanted = list(dict.fromkeys(names))
    out = Gathered(dict.fromkeys(wanted))
    digests = {name.removeprefix(DIGEST) for name in wanted if name.startswith(DIGEST)}
    try:
        held = embedded(data, digests, limits)
    except UnreadableSource as error:
        held = {}
        out.findings.append(_refused("the file", error))
    room = limits.expanded
    for name in wanted:
        try:
            content = _content(name, held, beside)
            if content is None:
                continue
            room -= len(content)
            if room < 0:
                raise UnreadablePicture(
                    f"the pictures have more than {limits.expanded:,} bytes in all: save them smaller"
                )
            out.pictures[name] = picture_of(content, limits)
        except UnreadablePicture as error:
            out.findings.append(_refused(name, error))
    return out


def _content(name: str, held: dict[str, bytes], beside: Beside | None) -> bytes | None:
    if name.startswith(DIGEST):
        return held.get(name.removeprefix(DIGEST))
    return beside(name) if beside is not None else None


def _refused(name: str, error: UnreadableSource) -> Finding:
    return Finding("warning", "figure_refused", f"{name}: {str(error).rstrip('.')}; it is shown as missing")


# -------------------------------------------------------------------------------------------------------------- keeping


def keep_of_import(
    connection: Connection, anchor: StoredAnchor, gathered: Gathered, now: datetime.datetime
) -> tuple[bool, tuple[Finding, ...]]:
    """Keeps the pictures of an import: whether anything is new, and what a person should know. A picture that it came with before
    is never exchanged; where another import of the regulation has one of the same name and other bytes, each keeps its own."""
    known = figure_store.placements_of(connection, anchor.key)
    others = {a.key: a for a in anchors_of(connection, anchor.work) if a.how == "imported"}
    findings: list[Finding] = []
    new = False
    for name, picture in gathered.pictures.items():
        if picture is None:
            continue
        before = known.get(name)
        if before is not None and before.figure is not None:
            if before.figure.sha256 != picture.digest:
                message = f"{name}: this import came with another picture before, which stays"
                findings.append(Finding("warning", "figure_differs", message))
            continue
        new = figure_store.place(connection, anchor.key, name, picture, now) or new
    own = {n: p.digest for n, p in gathered.pictures.items() if p is not None and not n.startswith(DIGEST)}
    for each in figure_store.placements_named(connection, own):
        other = others.get(each.origin)
        if (
            other is None
            or other.key == anchor.key
            or each.figure is None
            or each.figure.sha256 == own[each.src]
        ):
            continue
        message = f"{each.src}: the import as of {other.day} has another picture of that name; each text keeps its own"
        findings.append(Finding("warning", "figure_differs", message))
    return new, tuple(findings)


@dataclass(frozen=True, slots=True)
class HeldFigure:
    """A figure of an import with its picture."""

    src: str
    figure: figure_store.Figure

    def as_json(self) -> dict[str, object]:
        """As an object."""
        f = self.figure
        return {"src": self.src, "sha256": f.sha256, "media_type": f.media_type, "size": f.size}


def held_of_import(connection: Connection, anchor: StoredAnchor) -> tuple[HeldFigure, ...]:
    """The pictures that the store holds of an import."""
    placed = figure_store.placements_of(connection, anchor.key).values()
    return tuple(HeldFigure(p.src, p.figure) for p in placed if p.figure is not None)


def names_not_held(connection: Connection, source: str) -> tuple[str, ...] | None:
    """The figures that an issue shows and whose pictures the store does not hold; ``None`` where nobody has looked for any."""
    placed = figure_store.placements_of(connection, issue_origin(source))
    return tuple(p.src for p in placed.values() if p.src and p.figure is None) if placed else None


def keep_of_issue(connection: Connection, source: str, gathered: Gathered, now: datetime.datetime) -> bool:
    """Keeps the pictures of an issue, with the names of those that it does not hold; whether anything is new."""
    origin = issue_origin(source)
    new = False
    for name, picture in gathered.pictures.items():
        new = figure_store.place(connection, origin, name, picture, now) or new
    if not gathered.pictures and not figure_store.is_looked_through(connection, origin):
        new = figure_store.place(connection, origin, "", None, now)
    return new
