"""What the orders of a lead text mean: the rule that each makes, the names that it coins, and where it contradicts itself.

The grammar accepts any phrase in any case; here an order has a meaning only in the shapes that offices use (conventions.md
§2): exchange of what corresponds, removal of what has no counterpart, addition of what has none, revision ``下線で示すように``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from reiki.gazette.leadgrammar import Core, Frame, Order, Phrase, Unit, Unreadable
from reiki.gazette.model import Rule

Where = Literal["before", "after"]
Slot = Literal["both", "both_same", "before_only", "after_only"]
_OTHER: Final[dict[Where, Where]] = {"before": "after", "after": "before"}
_ONLY: Final[dict[Where, Slot]] = {"before": "before_only", "after": "after_only"}

# What 「下線で示すように改正する」 and 「改正部分は、下線の部分である」 order, and what no lead text at all leaves to the
# underlines: everything that the mark can say (mark: on, both, both_same, before_only, after_only).
FULL: Final = {
    "underline": (
        ("words", "substitute", None, "delete", "insert"),
        ("label", "move", None, "remove", "add"),
    ),
    "double": (("label", "move", "replace", "remove", "add"),),
    "dotted": (("words", "replace", None, "remove", "add"),),
    "thick": (("table", "replace", None, "remove", "add"),),
    "none": (
        ("words", "substitute", None, "delete", "insert"),
        ("label", "move", None, "remove", "add"),
    ),
}


@dataclass(frozen=True, slots=True)
class Thing:
    """What a phrase means: the column (``None`` where it names none, or ``both``), marks, and on what they lie.

    ``anaphor``: これ, もの, 当該部分. ``plain``: provisions without a mark (改正前の欄に掲げる規定). ``table``: the table itself.
    """

    side: Where | None = None
    both: bool = False
    marks: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    anaphor: bool = False
    plain: bool = False
    table: bool = False


@dataclass(slots=True)
class RuleBook:
    """The rules of a lead text as they grow, and its names."""

    slots: dict[tuple[str, str], Rule] = field(default_factory=dict)
    names: dict[str, Thing] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    of_provisions: bool = False

    @property
    def family(self) -> str:
        """The letter of conventions.md §2 by structure; ``""`` when no sentence gave a rule."""
        return next((f for f in "EDAB" if f in self.families), "")

    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order of their first sentences."""
        return tuple(self.slots.values())

    def unused(self) -> list[str]:
        """Names that were coined and never used."""
        return [name for name in self.names if name not in self.used]

    def forget_unmarked(self) -> None:
        """Drop what the columns alone order: a remark has named the mark."""
        self.slots = {k: r for k, r in self.slots.items() if r.mark != "none"}

    def grant_all(self, marks: Iterable[str], sentence: int) -> None:
        """Everything that these marks can say."""
        for mark in dict.fromkeys(marks):
            for on, both, same, before_only, after_only in FULL[mark]:
                rule = Rule(mark, on, both, before_only, after_only, same, sentence=max(sentence, 0))
                self.slots.setdefault((mark, on), rule)

    def put(self, key: tuple[str, str], slot: Slot, verb: str, sentence: int) -> str | None:
        """Set one verb; the verb that stood there when it is another one."""
        rule = self.slots.setdefault(key, Rule(*key, sentence=sentence))
        known: str | None = getattr(rule, slot)
        if known is not None and known != verb:
            return known
        values: dict[str, str] = {slot: verb}
        self.slots[key] = replace(rule, **values)  # type: ignore[arg-type]
        return None

    def annotate(self, key: tuple[str, str], names: Sequence[str], excludes: Sequence[str]) -> None:
        """Names and exceptions of the sentence that gave the rule."""
        rule = self.slots[key]
        self.slots[key] = replace(
            rule,
            names=tuple(dict.fromkeys((*rule.names, *names))),
            excludes=tuple(dict.fromkeys((*rule.excludes, *excludes))),
        )


class Meaning:
    """One sentence on its way into the rule book. ``findings``: severity, code, message."""

    def __init__(self, book: RuleBook, sentence: int, text: str) -> None:
        self.book = book
        self.sentence = sentence
        self.text = text
        self.topic: list[Thing] = []
        self.findings: list[tuple[Literal["error", "warning", "note"], str, str]] = []

    def read(self, orders: Sequence[Order]) -> None:
        """Put the orders into the book. Raises ``Unreadable`` when one has a shape that means nothing."""
        for order in orders:
            coined = [self._coin(core) for core in _cores(order)]
            _Frames(self, order, tuple(n for names in coined for n in names)).read()

    def _coin(self, core: Core) -> tuple[str, ...]:
        thing = self.thing(core)
        for name in core.coined:
            self.book.names[name] = thing
        return core.coined

    def thing(self, core: Core) -> Thing:
        """What a phrase means, with the names in it resolved."""
        sides = {u.meaning for u in (*core.places, *core.heads) if u.terminal == "COLUMN"}
        named = [self._named(u, sides) for u in core.heads if u.terminal == "NAME"]
        side = _one(sides) if sides else _one({t.side for t in named if t.side})
        marks = core.marks or tuple(dict.fromkeys(m for t in named for m in t.marks))
        on = [*(o for t in named for o in t.on), *self._carriers(core)]
        excludes = [self._excluded(u) for u in core.excluded]
        kinds = {u.terminal for u in core.heads}
        provisions = bool(kinds & {"PROVISION"} or any(u.terminal == "PROVISION" for u in core.places))
        if core.marks and any(u.terminal == "PROVISION" for u in core.places) and "PART" in kinds:
            self.book.of_provisions = True
        marked = bool(marks)
        return Thing(
            _where(side),
            len(sides) > 1 or (not sides and any(t.both for t in named)),
            marks,
            tuple(dict.fromkeys(on)) if marked else (),
            tuple(dict.fromkeys((*(e for t in named for e in t.excludes), *excludes))),
            anaphor=not marked
            and not named
            and bool(kinds & {"THIS", "THING"} or (not sides and not provisions)),
            plain=not marked and not named and (provisions or "COLUMN" in kinds),
            table=not marked and bool(kinds & {"TABLE"}),
        )

    def _carriers(self, core: Core) -> list[str]:
        """``号の表示に下線が引かれた号``: the 表示 and what is named must be of one kind; where they are not quite
        (``条及び項の表示に下線が引かれた条、項及び号``), the marked labels count, and a person should know."""
        if not core.marks:
            return []
        heads = _on(core.heads)
        if not core.carriers:
            return heads
        carriers = _on(core.carriers)
        general = {"label", "words"} & {*heads, *carriers} or any(u.terminal == "NAME" for u in core.heads)
        if not general and set(heads) != set(carriers):
            if not set(heads) & set(carriers):
                raise Unreadable("the marked labels are not those of what is named")
            message = f"the labels that are marked are not quite those of what is named: {self.text}"
            self.find("warning", "odd_labels", message)
        return carriers

    def find(self, severity: Literal["error", "warning", "note"], code: str, message: str) -> None:
        """Note a finding, once."""
        if (severity, code, message) not in self.findings:
            self.findings.append((severity, code, message))

    def _named(self, unit: Unit, sides: set[str]) -> Thing:
        """A coined name. One that is used with the other column as well (``改正後欄に掲げる規定の傍線部分``, coined in 改正前欄)
        means the mark and not the column."""
        self.book.used.add(unit.text)
        if (known := self.book.names.get(unit.text)) is not None:
            if sides and known.side is not None and sides != {known.side}:
                self.book.names[unit.text] = replace(known, side=None)
            return self.book.names[unit.text]
        message = f"the lead text uses the name 「{unit.text}」 and never says what it is: {self.text}"
        self.find("error", "undefined_name", message)
        self.book.names[unit.text] = Thing(anaphor=True)
        return self.book.names[unit.text]

    def _excluded(self, unit: Unit) -> str:
        if unit.terminal == "NAME":
            self._named(unit, set())
        return unit.meaning if unit.terminal == "KIND" else unit.text


class _Frames:
    """One order: who is meant, whether it has a counterpart, and what happens to it."""

    def __init__(self, meaning: Meaning, order: Order, coined: tuple[str, ...]) -> None:
        self.meaning = meaning
        self.verb = order.verb
        self.coined = coined
        self.frames: dict[str, Frame] = {f.case: f for f in order.frames}
        if len(self.frames) < len([f for f in order.frames if f.case != "by"]):
            raise Unreadable("two phrases stand in one case")
        if topic := self._things("topic"):
            meaning.topic = topic
        self.objects = self._things("object")
        self.targets = self._things("target")
        self.place: Where | None = None
        into = self._things("into")
        if {"exists", "missing"} & set(self.frames):
            # 改正後欄にこれに対応するものを掲げていないものは
            self.place = next((t.side for t in into if t.plain), None)
        else:
            self.targets += into

    def read(self) -> None:
        """Give the order its meaning. Raises ``Unreadable``."""
        if marks := self._shown():
            self._revise_as_shown(marks)
        elif self.verb == "revise" and not self.objects and self._refers_to_table():
            return
        elif self.verb in ("add", "remove"):
            self._add_or_remove()
        else:
            self._exchange()

    def _things(self, case: str) -> list[Thing]:
        """The things of a frame that stand for themselves: これ and もの stand for others."""
        frame = self.frames.get(case)
        if frame is None:
            return []
        found = [self.meaning.thing(chain[-1]) for chain in frame.phrase]
        return [t for t in found if not t.anaphor and not t.table]

    def _refers_to_table(self) -> bool:
        """``次の表のように改正する``, ``次の表により改正する``: what the marks mean stands elsewhere or nowhere."""
        cases = [f for c in ("target", "by") if (f := self.frames.get(c))]
        return len(cases) == len(self.frames) and any(
            self.meaning.thing(chain[-1]).table for f in cases for chain in f.phrase
        )

    def _shown(self) -> tuple[str, ...]:
        """下線及び太線で示すように; also ``…を…の下線部分のように改正する`` where the object is unmarked."""
        if shown := self.frames.get("shown"):
            if self.verb not in ("revise", "amend") or any(t.marks for t in self.objects):
                raise Unreadable("下線で示すように goes with 改正する of provisions")
            return shown.marks
        bare = set(self.frames) <= {"object", "into", "target", "by"} and not any(
            t.marks for t in self.objects
        )
        if self.verb in ("revise", "amend") and bare and (self.objects or "object" not in self.frames):
            return tuple(m for t in self.targets for m in t.marks)
        return ()

    def _revise_as_shown(self, marks: tuple[str, ...]) -> None:
        self._check_direction(self.objects)
        self.meaning.book.families.add("B")
        self.meaning.book.grant_all(marks, self.meaning.sentence)

    # ------------------------------------------------------------------------------------------- with no counterpart

    def _add_or_remove(self) -> None:
        """``追加項を加える``; ``削除条項等に対応する…が存在しない場合には、当該…を削る``."""
        if {"exists", "same", "different"} & set(self.frames):
            raise Unreadable("what has a counterpart is neither added nor removed")
        things = self._owners("missing") if "missing" in self.frames else self.objects or self._others()
        home: Where = "after" if self.verb == "add" else "before"
        for thing in things:
            if thing.both and "missing" not in self.frames:
                raise Unreadable("what both columns have is neither added nor removed")
            side = thing.side or home
            if any(t.side not in (None, side) for t in self.objects):
                raise Unreadable("the condition speaks of one column and the verb of the other")
            if side != home:
                where, done = ("改正前", "added") if side == "before" else ("改正後", "removed")
                message = f"what stands only in {where} is ordered to be {done}: {self.meaning.text}"
                self.meaning.find("warning", "odd_order", message)
            self._put(thing, _ONLY[side])

    # ---------------------------------------------------------------------------------------------- with a counterpart

    def _exchange(self) -> None:
        """``当該改正部分を当該改正後部分に改め``; ``対象規定として移動し``; ``その標記部分が同一のものは…のように改め``."""
        if "missing" in self.frames:
            raise Unreadable("what has no counterpart is neither amended nor moved")
        slot: Slot = "both"
        if "exists" in self.frames:
            things = self._owners("exists")
        elif {"same", "different"} & set(self.frames):
            slot = "both_same" if "same" in self.frames else "both"
            if (slot == "both") != (self.verb in ("move", "make")):
                raise Unreadable("the same label is amended, another label moves")
            things = self.meaning.topic or self.objects
        else:
            things = self.objects or self._others()
        self._check_direction(self.objects or things)
        for thing in things:
            if thing.plain and thing.side == "before" and any(t.side == "after" for t in self.targets):
                self.meaning.book.families.add("B")
                self.meaning.book.grant_all(("none",), self.meaning.sentence)
                continue
            self._put(thing, slot)
        if not things:
            raise Unreadable("it does not say what is amended")

    def _check_direction(self, things: Sequence[Thing]) -> None:
        """改正前 becomes 改正後, underlined becomes underlined: anything else is a slip of the office."""
        for thing in things:
            for target in self.targets:
                if thing.side == "after" or target.side == "before":
                    self._reversed()
                if thing.marks and target.marks and set(thing.marks) != set(target.marks):
                    raise Unreadable("the two columns are marked in different ways")
                if thing.on and target.on and set(thing.on) != set(target.on):
                    raise Unreadable("the two columns speak of different things")

    def _reversed(self) -> None:
        message = f"the lead text does not turn 改正前 into 改正後: {self.meaning.text}"
        self.meaning.find("error", "reversed_columns", message)

    # ----------------------------------------------------------------------------------------------------- the parts

    def _owners(self, case: Literal["exists", "missing"]) -> list[Thing]:
        """Whose counterpart exists or not: ``Aに対応するBが存在する場合には``, ``AでこれにBがあるものは``."""
        out: list[Thing] = []
        for chain in self.frames[case].phrase:
            counterpart = self.meaning.thing(chain[-1])
            side = counterpart.side or self.place
            owner = self.meaning.thing(chain[0]) if len(chain) > 1 else Thing(anaphor=True)
            owners = [owner] if owner.marks else self._others() or self.objects
            for thing in owners:
                if side is not None and thing.side == side:
                    raise Unreadable("a thing and its counterpart stand in one column")
                if thing.marks and counterpart.marks and set(thing.marks) != set(counterpart.marks):
                    raise Unreadable("a thing and its counterpart are marked in different ways")
                if thing.on and counterpart.on and set(thing.on) != set(counterpart.on):
                    raise Unreadable("a thing and its counterpart are of different kinds")
                known = thing.side or (_OTHER[side] if side else None)
                excludes = tuple(dict.fromkeys((*thing.excludes, *counterpart.excludes)))
                out.append(replace(thing, side=known, excludes=excludes))
        if not out:
            raise Unreadable("it does not say what has or lacks a counterpart")
        return out

    def _others(self) -> list[Thing]:
        """What an anaphor stands for: the phrase before で, else the topic."""
        return self._things("among") or self.meaning.topic

    def _put(self, thing: Thing, slot: Slot) -> None:
        if not thing.marks or not thing.on:
            raise Unreadable("it does not say which mark is meant")
        book = self.meaning.book
        book.families.add(self._family(thing))
        excludes = (*thing.excludes, *(e for t in self.targets for e in t.excludes))
        for mark in thing.marks:
            for on in thing.on:
                key = (mark, "table" if mark == "thick" and on == "words" else on)
                verb = _verb(slot, self.verb, *key)
                if known := book.put(key, slot, verb, self.meaning.sentence):
                    message = f"{mark} on {key[1]} means both {known} and {verb}: {self.meaning.text}"
                    self.meaning.find("error", "contradictory_verbs", message)
                book.annotate(key, self.coined, excludes)

    def _family(self, thing: Thing) -> str:
        if {"double", "dotted"} & set(thing.marks) or "順次" in self.meaning.text:
            return "E"
        return "D" if self.meaning.book.of_provisions else "A"


def _verb(slot: Slot, verb: str, mark: str, on: str) -> str:
    """The operation that a verb of the lead text means: words and provisions have verbs of their own."""
    words = on == "words" and mark != "dotted"
    if slot == "both_same":
        return "replace"
    match verb:
        case "add":
            return "insert" if words else "add"
        case "remove":
            return "delete" if words else "remove"
        case "move" | "make":
            return "substitute" if words else "move"
        case _:
            return "substitute" if words else "replace"


def _cores(order: Order) -> Iterator[Core]:
    phrases: list[Phrase] = [f.phrase for f in order.frames]
    return (core for phrase in phrases for chain in phrase for core in chain)


def _on(units: Sequence[Unit]) -> list[str]:
    """On what a mark lies: on the label of a 号, on any label (標記部分), on words (部分), on a table."""
    out: list[str] = []
    for unit in units:
        match unit.terminal:
            case "KIND":
                out.append(unit.meaning)
            case "LABEL" | "PROVISION":
                out.append("label")
            case "TABLE":
                out.append("table")
            case "PART" | "THING":
                out.append("words")
            case _:
                pass
    return out


def _one(found: Iterable[str]) -> str:
    sides = set(found)
    return sides.pop() if len(sides) == 1 else ""


def _where(side: str) -> Where | None:
    if side == "before":
        return "before"
    return "after" if side == "after" else None
