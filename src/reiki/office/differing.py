"""What changed in a regulation between two days (新旧対照), with what must be told beside the text of each."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reiki.law.provision import Provision, Regulation
from reiki.office.certainty import ENDED
from reiki.office.naming import find_work
from reiki.office.telling import Beside, beside, refuse_too_early, version_for
from reiki.render.comparison import Comparison, compare, compare_provisions
from reiki.store import versions as versioning
from reiki.store.session import Store
from reiki.store.versions import Version

if TYPE_CHECKING:
    from reiki.render.side_by_side import Row


@dataclass(frozen=True, slots=True)
class DiffReport:
    """What changed in a regulation between two days. ``beside``: what must be told of the text of the first day, and of that of
    the last."""

    law_id: str
    title: str
    before: Version
    after: Version
    from_day: datetime.date
    to_day: datetime.date
    comparison: Comparison
    beside: tuple[Beside, Beside]
    _texts: tuple[Regulation | Provision | None, Regulation | Provision | None] = (None, None)

    @property
    def notes(self) -> tuple[str, ...]:
        """To be shown with it; what is true of one side alone says of which."""
        quoted = "部分収録: 公報の改正前・改正後の欄に掲げられた部分だけを比べています（evidence: quoted）。"
        first, last = self.beside
        sides = zip((f"改正前（{self.from_day}）", f"改正後（{self.to_day}）"), self.beside, strict=True)
        both = [note for note in first.notes if note in last.notes]
        alone = [f"{head}: {note}" for head, side in sides for note in side.notes if note not in both]
        partial = (quoted,) if self.before.partial or self.after.partial else ()
        return (*partial, *both, *alone)

    @property
    def held_since(self) -> datetime.date | None:
        """From which day on either text is the last certain one; ``None`` where both are certain."""
        return min((side.held_since for side in self.beside if side.held_since), default=None)

    @property
    def heads(self) -> tuple[str, str]:
        """The heads of both columns, with what nobody may overlook of either text."""
        first, last = self.beside
        return (
            f"改正前（{self.from_day}{_marks(self.before, first)}）",
            f"改正後（{self.to_day}{_marks(self.after, last)}）",
        )

    def rows(self, *, elide: bool = True) -> tuple[Row, ...]:
        """The rows of the 新旧対照表, what is equal elided or in full."""
        from reiki.render.side_by_side import side_by_side, side_by_side_provisions

        match self._texts:
            case (Regulation() as before, Regulation() as after):
                return side_by_side(before, after, elide=elide)
            case (Provision() | None as before, Provision() | None as after):
                return side_by_side_provisions(before, after, elide=elide)
        return ()

    def as_html(self, *, after_first: bool = True) -> str:
        """The 新旧対照表 as a standalone page."""
        from reiki.render.side_by_side_html import comparison_page

        before, after = self.heads
        return comparison_page(
            self.title, self.rows(), before=before, after=after, notes=self.notes, after_first=after_first
        )

    def as_docx(self, *, after_first: bool = True) -> bytes:
        """The 新旧対照表 as a Word file."""
        from reiki.render.side_by_side_docx import comparison_docx

        before, after = self.heads
        return comparison_docx(
            self.title, self.rows(), before=before, after=after, notes=self.notes, after_first=after_first
        )

    def as_json(self) -> dict[str, Any]:
        """As an object; ``rows`` of the 新旧対照表."""
        before, after = self.beside
        return {
            "law_id": self.law_id,
            "title": self.title,
            "from": {"on": self.from_day.isoformat(), "revision_id": self.before.revision_id}
            | before.as_json(),
            "to": {"on": self.to_day.isoformat(), "revision_id": self.after.revision_id} | after.as_json(),
            "partial": self.before.partial or self.after.partial,
            "notes": list(self.notes),
            "rows": self.comparison.as_json(),
        }


def _marks(version: Version, told: Beside) -> str:
    """`・保留あり`, `・部分収録`, `・廃止`."""
    marks = [ENDED[version.ended]] if version.ended else []
    marks += ["保留あり"] if told.held_since is not None else []
    marks += ["部分収録"] if version.partial else []
    return "".join(f"・{mark}" for mark in marks)


def diff(
    store: Store,
    name: str,
    *,
    from_day: datetime.date,
    to_day: datetime.date,
    known: datetime.datetime | None = None,
) -> DiffReport:
    """What changed between the texts in force on two days. Raises as :func:`text` does."""
    with store.reading() as connection:
        found = find_work(connection, name, to_day)
        old = version_for(connection, found.work, from_day, known)
        new = version_for(connection, found.work, to_day, known)
        before = versioning.document_of(connection, old)
        after = versioning.document_of(connection, new)
        refuse_too_early(before, old, from_day)
        refuse_too_early(after, new, to_day)
        told = (
            beside(connection, found, old, from_day, known),
            beside(connection, found, new, to_day, known),
        )
        texts: tuple[Regulation | Provision | None, Regulation | Provision | None]
        if found.within is None:
            whole = before.regulation(), after.regulation()
            texts, comparison = whole, compare(*whole)
        else:
            parts = before.provision(found.within), after.provision(found.within)
            texts, comparison = parts, compare_provisions(*parts, found.within.parent)
        return DiffReport(found.work.law_id, new.title, old, new, from_day, to_day, comparison, told, texts)
