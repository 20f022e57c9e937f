"""Provisions that an amending sentence adds, removes, replaces and moves, as operations on the state before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.amend.operations import (
    Add,
    Delete,
    Finding,
    Insert,
    Move,
    Operation,
    Place,
    Remove,
    Replace,
    Source,
    Substitute,
)
from reiki.gazette.prose_additions import FIXED, Coming, added, home_of_new, kind_of_new
from reiki.gazette.prose_headings import heading_before, number_of, under_others
from reiki.gazette.prose_moves import Moves, destinations, first_label, new_label
from reiki.gazette.prose_new import Matter, read_new, read_rows
from reiki.gazette.prose_orders import Attach, Drop, Grow, Renumber, Rewrite, Shift
from reiki.gazette.prose_places import Misplaced, Places, Spot
from reiki.gazette.prose_rows import Rows
from reiki.gazette.prose_words import Wordings, exchange_stretch, part_of, stretches_of
from reiki.gazette.words import place_of
from reiki.law.address import Address
from reiki.law.document.elements import build
from reiki.law.document.markup import serialised
from reiki.law.document.sentences import sentences
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, SUBITEMS, Kind
from reiki.law.provision import Provision

_ONE_LINE: Final = frozenset({Kind.TITLE, Kind.CAPTION, Kind.COLUMN})


@dataclass(slots=True)
class Provisions:
    """The orders on provisions of one clause. ``finish`` gives the operations that follow only from all of them."""

    wordings: Wordings
    places: Places
    operations: list[Operation] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    moves: Moves = field(default_factory=Moves)
    rows: Rows = field(init=False)
    coming: list[Coming] = field(default_factory=list)
    moving: list[tuple[Address, str, Source]] = field(default_factory=list)
    behind: dict[Address, Address] = field(default_factory=dict)
    headless: list[tuple[Address, Source]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rows = Rows(self.wordings.base)

    def carry_out(
        self, order: Drop | Rewrite | Renumber | Shift | Grow | Attach, matter: Matter, source: Source
    ) -> None:
        """Takes one order in. Raises :class:`Misplaced` where it does not fit the regulation."""
        within = self.places.scope(order.scope)
        match order:
            case Drop():
                for spot in self.places.all(order.places, within):
                    self._drop(spot, source)
            case Rewrite():
                self._rewrite(self.places.all(order.places, within), order.quote, matter, source)
            case Renumber():
                self._renumber(order, within, source)
            case Shift():
                self._shift(self.places.all(order.places, within), order.by, source)
            case Grow():
                self._grow(order, self.places.one(order.places, within), matter, source)
            case Attach():
                self._attach(order, self.places.one(order.places, within), source)

    def finish(self) -> Iterator[Operation]:
        """Moves and additions, cited as the whole clause leaves them; rows. What does not fit becomes an error finding."""
        for n, op in enumerate(self.operations):
            if isinstance(op, Add) and op.at in self.behind:
                self.operations[n] = replace(op, following=self.moves.after(self.behind[op.at]))
        follows = dict(under_others(self.wordings.base, dict(self.headless), self.moves.gone))
        for at, source in [(at, source) for at, (_, source) in follows.items() if at not in self.moves.to]:
            label, behind = self.wordings.base.label(at), self.moves.after(follows[at][0])
            yield Move(at, at, label, behind, "stated", source)
        for at, printed, source in self.moving:
            to = self.moves.after(at)
            assert to.last is not None
            try:
                label = new_label(self.wordings.base, at, to.last.num, printed)
            except Misplaced as error:
                self.findings.append(Finding("error", error.code, str(error), source, error.at))
                continue
            previous = self.moves.after(follows[at][0]) if at in follows else None
            yield Move(at, to, label, previous, "stated", source)
        for come in self.coming:
            try:
                yield from added(come, self.moves, self.wordings.base)
            except Misplaced as error:
                self.findings.append(Finding("error", error.code, str(error), come.source, error.at))
        yield from self.rows.operations()

    # ------------------------------------------------------------------------------------------------------------ 削る

    def _drop(self, spot: Spot, source: Source) -> None:
        kind = spot.at.last.kind if spot.at.last is not None else Kind.LAW
        if spot.part == "各号":
            for item in self._items(spot.at):
                self._remove(item, source)
        elif spot.part in ("ただし書", "前段", "後段", "本文"):
            self.operations.append(exchange_stretch(part_of(self.wordings.base, spot), "", source))
        elif spot.part == "own" and kind in HEADINGS:
            self.headless.append((spot.at, source))
            self._remove(spot.at, source)
        elif spot.part or kind in FIXED:
            raise Misplaced("not_understood", f"{spot.at}{spot.part} cannot be taken out alone", spot.at)
        elif kind is Kind.CAPTION:
            stored = self._stored_caption(spot.at)
            self.operations.append(Delete(spot.at, stored, Place(), "stated", source))
        elif kind is Kind.ROW:
            self.rows.remove(spot.at, source)
        else:
            self._remove(spot.at, source)

    def _remove(self, at: Address, source: Source) -> None:
        self.moves.gone.add(at)
        self.operations.append(Remove(at, None, "stated", source))

    def _items(self, at: Address) -> list[Address]:
        home = self.places.home(at, Kind.ITEM)
        found = [
            a for a in self.wordings.base.children(home) if a.last is not None and a.last.kind is Kind.ITEM
        ]
        if not found:
            raise Misplaced("not_in_base", f"{at} has no items (各号)", at)
        return found

    def _stored_caption(self, at: Address) -> str:
        stored = self.wordings.base.words(at)
        if not stored:
            raise Misplaced("not_in_base", f"{at.parent} has no 見出し", at)
        return stored

    # ------------------------------------------------------------------------------------------------- 次のように改める

    def _rewrite(self, spots: tuple[Spot, ...], quote: str | None, matter: Matter, source: Source) -> None:
        kinds = {s.at.last.kind if s.at.last is not None else Kind.LAW for s in spots}
        parts = {s.part for s in spots}
        kind = kinds.pop()
        if kinds or len(parts) > 1 or kind in (Kind.LAW, Kind.MAIN, Kind.PREAMBLE):
            raise Misplaced("not_understood", "these provisions cannot be replaced together", spots[0].at)
        if parts == {"各号"}:
            self._replace_items(spots, quote, matter, source)
        elif kind in _ONE_LINE or parts != {""}:
            new = self.wordings.render(quote) if quote is not None else matter.text()
            for spot in spots:
                self._one_line(spot, new, source)
        elif quote is not None:
            raise Misplaced("not_understood", f"{spots[0].at} is replaced by a quotation", spots[0].at)
        elif kind is Kind.ROW:
            self._replace_rows(spots, matter, source)
        else:
            self._replace_provisions([s.at for s in spots], kind, matter, source)

    def _one_line(self, spot: Spot, new: str, source: Source) -> None:
        """題名, 見出し, 章名, a cell, or a part of the words, as a whole."""
        kind = spot.at.last.kind if spot.at.last is not None else Kind.LAW
        if kind is Kind.CAPTION:
            stored = self._stored_caption(spot.at)
            if stored[:1] in "(（" and new[:1] not in "(（":
                raise Misplaced(
                    "new_text",
                    f"{spot.at}: 「{new}」 has no parentheses, the stored 「{stored}」 has",
                    spot.at,
                )
        if kind in HEADINGS and number_of(new) != number_of(self.wordings.base.label(spot.at)):
            message = f"{spot.at}: 「{new}」 does not bear its number, which a 章名 that is replaced shows"
            raise Misplaced("new_text", message, spot.at)
        if spot.part == "own" and kind not in HEADINGS:
            raise Misplaced(
                "not_understood", f"{spot.at}: the words before its items are replaced as a whole", spot.at
            )
        stretch = (
            part_of(self.wordings.base, spot) if spot.part else stretches_of(self.wordings.base, spot)[0][0]
        )
        if stretch.start == stretch.end:
            raise Misplaced("base_differs", f"{spot.at}: no words stand there", spot.at)
        if stretch.text[stretch.start : stretch.end] == new:
            raise Misplaced("base_differs", f"{spot.at} already reads 「{new[:80]}」", spot.at)
        self.operations.append(exchange_stretch(stretch, new, source))

    def _replace_items(
        self, spots: tuple[Spot, ...], quote: str | None, matter: Matter, source: Source
    ) -> None:
        if len(spots) != 1 or quote is not None:
            raise Misplaced(
                "not_understood",
                "the items of one provision are replaced by the lines that follow",
                spots[0].at,
            )
        olds = self._items(spots[0].at)
        news = read_new(matter, self.wordings.base, olds[0].parent, Kind.ITEM)
        self._exchange(olds, news, olds[0].parent, source)

    def _replace_rows(self, spots: tuple[Spot, ...], matter: Matter, source: Source) -> None:
        rows = read_rows(matter)
        if len(rows) != len(spots) or any(c.rowspan != 1 for row in rows for c in row):
            raise Misplaced(
                "not_understood",
                f"{len(spots)} rows are replaced by {len(rows)} or by merged cells",
                spots[0].at,
            )
        for spot, row in zip(spots, rows, strict=True):
            self.rows.write(spot.at, row, source)

    def _replace_provisions(self, olds: list[Address], kind: Kind, matter: Matter, source: Source) -> None:
        first = olds[0].last
        assert first is not None
        parent = olds[0].parent
        if any(at.parent != parent for at in olds):
            raise Misplaced("not_understood", "provisions of several places are replaced at once", olds[0])
        stored = self.wordings.base.provision(olds[0])
        unprinted = kind is Kind.PARAGRAPH and stored is not None and not stored.label
        news = read_new(matter, self.wordings.base, parent, kind, first.num if unprinted else "")
        if {n.num for n in news} != {at.last.num for at in olds if at.last} and _covered(
            kind, (n.num for n in news)
        ) != _covered(kind, (at.last.num for at in olds if at.last)):
            said, stands = "、".join(n.label or n.num for n in news), "、".join(map(str, olds))
            raise Misplaced(
                "new_text", f"the notice replaces {stands}, and the lines that follow are {said}", olds[0]
            )
        self._exchange(olds, news, parent, source)

    def _exchange(
        self, olds: Sequence[Address], news: Sequence[Provision], parent: Address, source: Source
    ) -> None:
        """Old provisions for new: number by number where both have it."""
        coming = {parent.child(n.kind, n.num): n for n in news}
        for at in olds:
            if at in coming:
                self._note_caption(at, coming[at], source)
                self.operations.append(Replace(at, serialised(build(coming.pop(at))), None, "stated", source))
                self.moves.gone.discard(at)
            else:
                self._remove(at, source)
        previous = heading_before(self.wordings.base, olds[0])
        for at, new in coming.items():
            xml = serialised(build(new))
            self.operations.append(Add(at, xml, None, "stated", source))
            if previous is not None:
                self.behind[at] = previous
            previous = at if previous is not None else None

    def _note_caption(self, at: Address, new: Provision, source: Source) -> None:
        """``第5条を次のように改める`` takes the 見出し with it; whether the new text has one was perhaps lost in print."""
        caption = at.child(Kind.CAPTION)
        repealed = any(p.text == "削除" for p in new.children)
        if not new.caption and not repealed and self.wordings.base.resolve(caption):
            stored = self.wordings.base.words(caption)
            message = f"{at}: the stored 見出し 「{stored}」 goes, as the new text shows none"
            self.findings.append(Finding("warning", "caption_goes", message, source, at))

    # --------------------------------------------------------------------------------------------------- とし, 繰り下げる

    def _renumber(self, order: Renumber, within: tuple[Spot, ...], source: Source) -> None:
        spots = self.places.all(order.places, within)
        if any(s.part for s in spots):
            raise Misplaced("not_understood", "a part of a provision moves", spots[0].at)
        targets = destinations(self.places, order.targets, spots, within)
        if len(targets) != len(spots):
            raise Misplaced("count_differs", f"{len(spots)} provisions become {len(targets)}", spots[0].at)
        for spot, (to, printed) in zip(spots, targets, strict=True):
            self._move(spot.at, to, printed, source)

    def _move(self, at: Address, to: Address, printed: str, source: Source) -> None:
        assert to.last is not None
        if at.last is not None and at.last.kind is Kind.SUPPL and to.last.kind is Kind.PARAGRAPH:
            self._number_first(at, to, source)
            return
        if at.last is None or at.last.kind is not to.last.kind:
            raise Misplaced("not_understood", f"{at} becomes {to}, which is another kind of provision", at)
        if at in self.moves.to:
            raise Misplaced("moved_twice", f"{at} is moved twice", at)
        if at.parent == to.parent and at.last == to.last:
            raise Misplaced("not_understood", f"{at} would stay where it is", at)
        self.moves.to[at] = (to.parent, to.last.num)
        self.moving.append((at, printed, source))

    def _number_first(self, suppl: Address, to: Address, source: Source) -> None:
        """``附則を附則第1項とし``: the only paragraph, which had no number, is given one."""
        inner = [a for a in self.wordings.base.children(suppl) if a.last is not None]
        stored = self.wordings.base.provision(inner[0]) if len(inner) == 1 else None
        if (
            stored is None
            or stored.kind is not Kind.PARAGRAPH
            or stored.label
            or to != inner[0]
            or to.last is None
        ):
            raise Misplaced("not_understood", f"{suppl} cannot become {to}", suppl)
        label = first_label(self.wordings.base)
        self.operations.append(
            Replace(to, serialised(build(replace(stored, label=label))), None, "stated", source)
        )

    def _shift(self, spots: tuple[Spot, ...], by: int, source: Source) -> None:
        for spot in spots:
            last = spot.at.last
            if last is None or spot.part or not last.num.isdecimal() or int(last.num) + by < 1:
                raise Misplaced("not_understood", f"{spot.at} cannot be shifted by {by}", spot.at)
            to = spot.at.parent.child(last.kind, str(int(last.num) + by))
            self._move(spot.at, to, str(to), source)

    # ------------------------------------------------------------------------------------------------------- 加える

    def _grow(self, order: Grow, spot: Spot, matter: Matter, source: Source) -> None:
        counter = order.fresh.counter if order.fresh is not None else ""
        part = order.part or (counter if counter in ("ただし書", "後段") else "")
        if part:
            self._append_sentence(spot, part, matter.text(), source)
            return
        kind = kind_of_new(spot.at, counter, order.where)
        if spot.part or kind is None:
            raise Misplaced(
                "not_understood", f"what is added to {spot.at}{spot.part} is not understood", spot.at
            )
        if kind is Kind.ROW:
            self._grow_table(order, spot.at, matter, source)
            return
        parent, anchor = home_of_new(self.places, spot.at, kind, order.where)
        news = read_new(matter, self.wordings.base, parent, kind)
        count = order.fresh.count if order.fresh is not None else None
        if count is not None and count != len(news):
            message = f"the notice announces {count} ({counter}), and {len(news)} follow: {'、'.join(n.label for n in news)}"
            raise Misplaced("count_differs", message, spot.at)
        other = anchor is not None and anchor.last is not None and anchor.last.kind is not kind
        pinned = kind in SUBITEMS or (kind in APPENDIX_KINDS and (other or not all(n.num for n in news)))
        self.coming.append(Coming(parent, news, source, anchor, order.where == "before", pinned))

    def _append_sentence(self, spot: Spot, part: str, text: str, source: Source) -> None:
        """A ただし書 or 後段 comes behind the only sentence of a provision, or behind the 前段 or 後段 that is named."""
        whole = replace(spot, part="own")
        stretch = part_of(self.wordings.base, whole if not spot.part else spot)
        words = stretch.text[stretch.start : stretch.end]
        if not spot.part and not _is_one_sentence(words):
            message = f"{spot.at} has more than one sentence; where its {part} belongs does not follow: 「{words[:80]}」"
            raise Misplaced("ambiguous", message, spot.at)
        if not text.endswith("。") or (part == "ただし書" and not text.startswith(("ただし", "但し"))):
            raise Misplaced("new_text", f"「{text[:40]}」 does not read like a {part}", spot.at)
        place = place_of(stretch.text, stretch.end, stretch.end)
        self.operations.append(Insert(stretch.at, text, place, "stated", source))

    def _grow_table(self, order: Grow, at: Address, matter: Matter, source: Source) -> None:
        kind = at.last.kind if at.last is not None else Kind.LAW
        rows = read_rows(matter)
        if kind is not Kind.ROW:
            inside = [
                a for a in self.wordings.base.children(at) if a.last is not None and a.last.kind is Kind.TABLE
            ]
            table = at if kind is Kind.TABLE else inside[0] if len(inside) == 1 else None
            if table is None:
                raise Misplaced("ambiguous", f"{at} has {len(inside)} tables", at)
            self.rows.put(table, None, rows, source)
        elif order.where == "after":
            self.rows.put(at.parent, at, rows, source)
        else:
            above = self.rows.before(at)
            if above is None:
                raise Misplaced("not_understood", f"rows come before {at}, the first of the table", at)
            self.rows.put(at.parent, above, rows, source)

    def _attach(self, order: Attach, spot: Spot, source: Source) -> None:
        text = self.wordings.render(order.quote)
        if order.part != "見出し":
            self._append_sentence(spot, order.part, text, source)
            return
        at = spot.at.child(Kind.CAPTION)
        for n, op in enumerate(self.operations):
            if isinstance(op, Delete) and op.at == at:
                self.operations[n] = Substitute(at, op.before, text, op.place, "stated", source)
                return
        if self.wordings.base.resolve(at):
            raise Misplaced(
                "base_differs", f"{spot.at} already has the 見出し 「{self.wordings.base.words(at)}」", at
            )
        self.operations.append(Insert(at, text, Place(), "stated", source))


def _is_one_sentence(words: str) -> bool:
    return len(sentences(words)) == 1


def _covered(kind: Kind, nums: Iterator[str]) -> set[int] | set[str]:
    """The whole numbers that numbers and ranges cover."""
    out: set[int] = set()
    plain: set[str] = set()
    for num in nums:
        first, _, last = num.partition(":")
        plain.add(num)
        if kind is Kind.ARTICLE and first.isdecimal() and (last or first).isdecimal():
            out.update(range(int(first), int(last or first) + 1))
    return out or plain
