"""The closed vocabulary of operations, on one screen.

An operation is plain data. Positions (``at``) cite the regulation as it stood before the clause; ``to`` and the ``at``
of an ``Add`` cite it as it stands after. All operations of a clause read the state before (conventions.md §1).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal, assert_never

from reiki.law.address import Address
from reiki.source.model import Origin

Basis = Literal["marked", "inferred", "stated"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where in the gazette an operation stands: the origin and the end offset."""

    origin: Origin = Origin()
    end: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The contract's ``source`` object."""
        return self.origin.as_json(self.end)


@dataclass(frozen=True, slots=True)
class Place:
    """Which occurrence of words is meant: ``prefix`` and ``suffix`` are the words directly before and after it.

    ``prefix + before + suffix`` must occur exactly ``of`` times in the provision's words (overlaps counted), and the
    ``nth`` (from 1) of them is meant. ``of`` is 1 wherever the context suffices. This count is part of the guard.
    """

    prefix: str = ""
    suffix: str = ""
    nth: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class Substitute:
    """``before`` becomes ``after`` (改める)."""

    at: Address
    before: str
    after: str
    place: Place = Place()
    basis: Basis = "marked"
    source: Source = Source()
    exact: str | None = None


@dataclass(frozen=True, slots=True)
class Insert:
    """``after`` is put between ``place.prefix`` and ``place.suffix`` (加える)."""

    at: Address
    after: str
    place: Place = Place()
    basis: Basis = "marked"
    source: Source = Source()
    exact: str | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """``before`` goes (削る)."""

    at: Address
    before: str
    place: Place = Place()
    basis: Basis = "marked"
    source: Source = Source()
    exact: str | None = None


@dataclass(frozen=True, slots=True)
class Add:
    """A provision, table or row comes to stand at ``at`` (加える). ``xml``: its element, one root.

    ``following``: the sibling that it comes after, cited as in the state *after* (``None``: by number among its
    siblings; the empty address: first). ``layout``: white space around it, kept so that an inverse is exact to the byte.
    """

    at: Address
    xml: str
    following: Address | None = None
    basis: Basis = "marked"
    source: Source = Source()
    layout: tuple[str | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """The provision, table or row at ``at`` goes (削る). ``words``: its text, which must be what stands there, or
    ``None`` where the notice elides it."""

    at: Address
    words: str | None = None
    basis: Basis = "marked"
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class Move:
    """The provision at ``at`` comes to stand at ``to`` under ``label`` as printed (移動, 繰下げ); what stands under it
    goes with it."""

    at: Address
    to: Address
    label: str
    following: Address | None = None
    basis: Basis = "marked"
    source: Source = Source()
    layout: tuple[str | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Replace:
    """The provision, table or row at ``at`` is replaced as a whole by ``xml`` (全改). ``words`` as in :class:`Remove`.

    ``layout``: not ``None`` in an inverse, whose ``xml`` keeps the white space inside it as it is."""

    at: Address
    xml: str
    words: str | None = None
    basis: Basis = "marked"
    source: Source = Source()
    layout: tuple[str | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Enact:
    """A regulation comes into being (制定). ``xml``: the whole Law element."""

    xml: str
    basis: Basis = "stated"
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class Repeal:
    """The regulation goes out of force (廃止)."""

    basis: Basis = "stated"
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Something the notice orders and the compiler does not understand, verbatim. A clause that has one is held."""

    text: str
    reason: str
    at: Address | None = None
    basis: Basis = "stated"
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class Convert:
    """The regulation goes over to another manner of writing (左横書きへの改正, 漢数字 → アラビア数字), as one operation.

    ``rules``: what is ordered, as the notice says it; ``scope``: the parts of the regulation that it names; ``exceptions``:
    words that stay. ``steps``: every change that this makes, each guarded on its own; all read the state before. An inverse
    is a conversion back: its steps are the inverses.
    """

    rules: tuple[str, ...]
    steps: tuple[Operation, ...]
    scope: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    basis: Basis = "stated"
    source: Source = Source()


Operation = (
    Substitute | Insert | Delete | Add | Remove | Move | Replace | Convert | Enact | Repeal | Unresolved
)
WordOperation = Substitute | Insert | Delete


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that a column quotes: ``text`` stands at ``at`` exactly, as the provision's own words (``part`` ``text``),
    its 見出し (``caption``) or its label (``label``). The guard of a clause is a set of these."""

    at: Address
    text: str
    part: Literal["text", "caption", "label"] = "text"
    source: Source = Source()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a person should know. ``severity`` ``error`` holds the clause; ``code`` is stable, ``message`` is for people."""

    severity: Literal["error", "warning", "note"]
    code: str
    message: str
    source: Source = Source()
    at: Address | None = None

    def as_json(self) -> dict[str, Any]:
        """The contract's finding object."""
        out: dict[str, Any] = {"severity": self.severity, "code": self.code, "message": self.message}
        if self.at is not None:
            out["at"] = str(self.at)
        out["source"] = self.source.as_json()
        return out


_NAMES: dict[type, str] = {
    Substitute: "substitute", Insert: "insert", Delete: "delete", Add: "add", Remove: "remove", Move: "move",
    Replace: "replace", Convert: "convert", Enact: "enact", Repeal: "repeal", Unresolved: "unresolved",
}  # fmt: skip
_TYPES = {name: cls for cls, name in _NAMES.items()}


def to_json(op: Operation) -> dict[str, Any]:
    """The contract's operation object; :func:`from_json` reads it back to an equal operation."""
    out: dict[str, Any] = {"op": _NAMES[type(op)]}
    for f in fields(op):
        value = getattr(op, f.name)
        match value:
            case None:
                continue
            case Address():
                out[f.name] = str(value)
            case Source():
                out[f.name] = value.as_json()
            case Place():
                if value != Place():
                    out["place"] = {
                        "prefix": value.prefix,
                        "suffix": value.suffix,
                        "nth": value.nth,
                        "of": value.of,
                    }
            case tuple() if f.name == "steps":
                out[f.name] = [to_json(step) for step in value]
            case tuple():
                if value or f.name not in ("scope", "exceptions"):
                    out[f.name] = list(value)
            case _:
                out[f.name] = value
    return out


def from_json(data: dict[str, Any]) -> Operation:
    """An operation from its JSON object. Raises ``ValueError`` for an unknown ``op``."""
    cls = _TYPES.get(data.get("op", ""))
    if cls is None:
        raise ValueError(f"unknown operation {data.get('op')!r}; known: {', '.join(sorted(_TYPES))}")
    args: dict[str, Any] = {}
    for f in fields(cls):
        if f.name not in data:
            continue
        value = data[f.name]
        match f.name:
            case "at" | "to" | "following":
                args[f.name] = Address.parse(value) if value else Address(())
            case "source":
                args[f.name] = source_from_json(value)
            case "place":
                args[f.name] = Place(**value)
            case "steps":
                args[f.name] = tuple(from_json(step) for step in value)
            case "layout" | "rules" | "scope" | "exceptions":
                args[f.name] = tuple(value)
            case _:
                args[f.name] = value
    op: Operation = cls(**args)
    return op


def source_from_json(data: dict[str, Any]) -> Source:
    """A :class:`Source` from the contract's ``source`` object."""
    known = {k: v for k, v in data.items() if k in {"page", "line", "table", "row", "column", "start"}}
    if box := data.get("box"):
        known["box"] = tuple(box)
    return Source(Origin(**known), data.get("end"))


def is_words(op: Operation) -> bool:
    """True for the operations on words, False for those on provisions and whole regulations."""
    match op:
        case Substitute() | Insert() | Delete():
            return True
        case Add() | Remove() | Move() | Replace() | Convert() | Enact() | Repeal() | Unresolved():
            return False
        case _:
            assert_never(op)
