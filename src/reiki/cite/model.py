"""What a citation is: as its words print it (:class:`Mention`), and as it stands in its regulation (:class:`Reference`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from reiki.law.address import Address, Step
from reiki.law.kinds import Kind

__all__ = ["Form", "Mention", "Range", "RefKind", "Reference", "State", "WorkName"]

State = Literal["", "before", "after"]
"""Of which text the words speak: the one shown, the one before an amendment (改正前, 旧), the one after it (改正後, 新)."""

Form = Literal["own", "same", "number", "title", "unknown"]
"""How a regulation is named: この条例; 同法; by its number; by a title or a short name; by words that name none."""


@dataclass(frozen=True, slots=True)
class WorkName:
    """The name of a regulation before a place in it. ``name``: as printed, without 同 and この. ``number``: canonical, ``""`` for
    none. ``titles``: where in the text a whole title may begin, the longest first. ``longer``: the name is the end of a longer
    one (…に関する条例), so it is no short name. ``whole``: it stands in the text with its number and what explains it."""

    form: Form
    name: str
    start: int
    end: int
    number: str = ""
    state: State = ""
    titles: tuple[int, ...] = ()
    longer: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation as its words print it, without what stands around it in the regulation.

    ``head``: ``前`` ``次`` ``同`` ``この`` with the kind ``of``, or ``""``; ``count``: the 2 of 前2項, 0 for 前各号. ``steps``:
    the numbered steps behind the head. ``last``: the far end of から…まで. ``tail``: ただし書, 後段, 各号. ``depth``: parentheses
    around it. ``quoted``: inside 「」. ``tentative``: a citation only if the name means a regulation. ``defines``: the short
    name that it is given here, with the words that say where that holds.

    ``joined``: how it follows the mention before it, or the one with the index ``bracket``: ``list`` (及び, 又は, 、), ``loose``
    (の規定及び), ``inside`` (in parentheses about it), ``except`` (there, and they end with を除く or に限る), ``below`` (の),
    ``unread`` (something that is no mention), or ``""``.
    """

    start: int
    end: int
    head: str = ""
    of: Kind | None = None
    count: int = 1
    steps: tuple[Step, ...] = ()
    last: Mention | None = None
    tail: str = ""
    work: WorkName | None = None
    joined: str = ""
    depth: int = 0
    quoted: bool = False
    tentative: bool = False
    defines: tuple[str, str] | None = None
    unreadable: bool = False
    bracket: int = -1


RefKind = Literal["internal", "absolute", "relative", "named"]


@dataclass(frozen=True, slots=True)
class Range:
    """A place, or all places from ``first`` to ``last`` (第3条から第5条まで)."""

    first: Address
    last: Address | None = None

    def __str__(self) -> str:
        return f"{self.first}" if self.last is None else f"{self.first}～{self.last}"

    @property
    def ends(self) -> tuple[Address, ...]:
        """Its one address, or both."""
        return (self.first,) if self.last is None else (self.first, self.last)


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation in a provision of a regulation (引用).

    ``start``, ``end``: characters in the words of the provision; ``text`` is what stands there. ``kind``: ``internal``
    (第3条), ``relative`` (前条, 同項, この条), ``absolute`` (another regulation by number or title), ``named`` (by a short name:
    法第3条, 同法). ``work``: canonical number, else title or name as printed; ``""`` for the regulation itself. ``title``: what
    it is called where it is named. ``places``: none for the regulation as a whole. ``qualifier``: ただし書, 後段, 各号 … behind
    the place. ``state``: ``before`` or ``after`` an amendment, where the words say so. ``reason``: why it cannot be read
    further, a code of :data:`reiki.cite.reasons.REASONS`; ``""`` where it can.
    """

    start: int
    end: int
    text: str
    kind: RefKind
    work: str = ""
    title: str = ""
    places: tuple[Range, ...] = ()
    qualifier: str = ""
    state: State = ""
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain data: ``{"start": 3, "end": 8, "text": "第3条", "kind": "internal", "places": [{"first": "第3条"}], …}``."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "kind": self.kind,
            "work": self.work,
            "title": self.title,
            "places": [{"first": str(r.first), "last": str(r.last) if r.last else None} for r in self.places],
            "qualifier": self.qualifier,
            "state": self.state,
            "reason": self.reason,
        }
