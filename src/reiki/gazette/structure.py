"""Headings (編章節款目) that come, move, go or change, and the articles that thereby stand under another one.

Which article stands under which heading follows from the printed order (:mod:`chapters`). What changes its heading is moved
there, under its own number if it keeps that; a heading goes only when everything under it is accounted for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final, Literal

from reiki.amend.operations import Add, Finding, Move, Remove
from reiki.gazette.chapters import Line, Order, Unplaced, address_after, lines_of, out_of_order
from reiki.gazette.draft import Draft, Expected, element_xml, source_at
from reiki.gazette.entries import Entry
from reiki.gazette.headings import compile_heading
from reiki.gazette.pairing import Ambiguous, Pair, pair
from reiki.gazette.quoted import Quoted
from reiki.gazette.quoting import quoted_provision
from reiki.gazette.sequences import continues
from reiki.gazette.wholes import compile_added
from reiki.gazette.words import same_words
from reiki.law.address import Address
from reiki.law.kinds import HEADINGS, Kind
from reiki.law.provision import Provision
from reiki.source.model import MarkedText

_GAP: Final = MarkedText("\u3000")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A heading or article as a column lists it: ``above`` are the headings over it in that column, outermost first."""

    node: Quoted
    above: tuple[Quoted, ...]


@dataclass(slots=True)
class _Structure:
    """What the columns say of headings: ``kept`` and ``gone`` stored ones, ``new`` ones; and the lines that 改正後 lists."""

    draft: Draft
    order: Order
    kept: list[tuple[Entry, Entry, Line]] = field(default_factory=list)
    gone: list[tuple[Entry, Line]] = field(default_factory=list)
    new: list[tuple[Entry, Line]] = field(default_factory=list)
    before: dict[int, Line] = field(default_factory=dict)
    after: dict[int, Line] = field(default_factory=dict)


def compile_structure(draft: Draft, before: Quoted, after: Quoted, pairs: Sequence[Pair]) -> None:
    """Operations on headings, and on articles only so far as their heading changes. ``pairs``: of the outermost level."""
    _articles_count_up(draft, pairs)
    olds, news = list(_shown(before, ())), list(_shown(after, ()))
    articles = [p for p in pairs if (p.after or p.before or _nothing()).kind is Kind.ARTICLE]
    changes = any(
        p.before is None or p.after is None or p.before.num != p.after.num for p in articles
    ) or any(x.node.kind in HEADINGS for x in (*olds, *news))
    lines = lines_of(draft.base) if changes else []
    if not any(x.heading for x in lines) and not any(x.node.kind in HEADINGS for x in (*olds, *news)):
        return
    work = _Structure(draft, Order(list(lines)))
    if not _pair_headings(work, olds, news, lines):
        return
    moved, coming, by_old, by_new = _articles(draft, articles, work.order)
    listed_b = [x for s in olds for x in _lines_for(s, work.before, by_old)]
    listed_a = [x for s in news for x in _lines_for(s, work.after, by_new)]
    wrong = out_of_order(listed_b, lines)
    if wrong is not None:
        _misplaced(draft, wrong, "stands elsewhere among the headings than 改正前 shows it")
        return
    try:
        work.order.settle_moved(moved, listed_a)
        work.order.put_in([*coming, *(line for _, line in work.new)], listed_a)
    except Unplaced as error:
        _misplaced(draft, error.line, str(error), work.new)
        return
    wrong = out_of_order(listed_a, work.order.lines)
    if wrong is not None:
        _misplaced(draft, wrong, "stands on another side of a heading in 改正後, and no move says so")
        return
    _compile(work, lines, by_new, {id(x): p for p in articles for x in _line_of(p, by_new)})


def _articles_count_up(draft: Draft, pairs: Sequence[Pair]) -> None:
    """改正後 lists articles in their order: one that comes or moves to a number out of it is misprinted."""
    listed = [p for p in pairs if p.after is not None and p.after.kind is Kind.ARTICLE]
    for p, q in pairwise(listed):
        assert p.after is not None
        assert q.after is not None
        changes = any(x.before is None or x.after is None or x.before.num != x.after.num for x in (p, q))
        if (
            changes
            and draft.drawn
            and Line(Kind.ARTICLE, q.after.num).place() <= Line(Kind.ARTICLE, p.after.num).place()
        ):
            draft.error("label_gap", f"{q.after.label} stands behind {p.after.label} in 改正後", q.after)


def _nothing() -> Entry:
    return Entry(Quoted(Kind.LAW), "", MarkedText(""))


def _shown(node: Quoted, above: tuple[Quoted, ...]) -> Iterator[_Shown]:
    for child in node.children:
        if child.kind in HEADINGS:
            yield _Shown(child, above)
            yield from _shown(child, (*above, child))
        elif child.kind is Kind.ARTICLE:
            yield _Shown(child, above)


def _misplaced(draft: Draft, line: Line, why: str, new: Sequence[tuple[Entry, Line]] = ()) -> None:
    entry = next((e for e, x in new if x is line), None)
    at = line.was or Address().child(line.kind, line.num)
    draft.error("heading_place", f"{at} {why}", entry, at)


# ------------------------------------------------------------------------------------------------------------- pairing


def _pair_headings(
    work: _Structure, olds: Sequence[_Shown], news: Sequence[_Shown], lines: Sequence[Line]
) -> bool:
    """Fills ``work`` from both columns. A number counts inside the headings that the column shows over it."""
    draft = work.draft
    before = {id(e): (e, s) for e, s in _entries(olds)}
    after = {id(e): (e, s) for e, s in _entries(news)}
    try:
        pairs = pair([e for e, _ in before.values()], [e for e, _ in after.values()], draft.pairing)
    except Ambiguous as error:
        draft.error("ambiguous_correspondence", str(error), None)
        return False
    for p in pairs:
        b = _own(p.before) if p.before is not None else None
        a = _own(p.after) if p.after is not None else None
        line: Line | None = None
        if p.before is not None and b is not None:
            line = _stored(before[id(p.before)][1], olds, lines)
            if line is None:
                draft.error(
                    "not_in_base", f"改正前 names {b.label}, which is not in the stored regulation", b
                )
                return False
            if any(line is x for x in work.before.values()):
                draft.error("ambiguous_correspondence", f"改正前 names {line.was} twice", b, line.was)
                return False
            assert line.was is not None
            if not draft.scope.covers(line.was):
                work.before[id(before[id(p.before)][1].node)] = line
                if p.after is not None:
                    work.after[id(after[id(p.after)][1].node)] = line
                continue
            work.before[id(before[id(p.before)][1].node)] = line
        elif a is not None and not draft.scope.covers(Address().child(a.kind, a.num)):
            continue
        if b is not None and a is not None and line is not None:
            line.num = a.num
            work.kept.append((b, a, line))
        elif b is not None and line is not None:
            work.order.take_out(line)
            work.gone.append((b, line))
        elif a is not None:
            line = Line(a.kind, a.num)
            work.new.append((a, line))
        if p.after is not None and line is not None:
            work.after[id(after[id(p.after)][1].node)] = line
    return True


def _entries(shown: Sequence[_Shown]) -> Iterator[tuple[Entry, _Shown]]:
    for s in shown:
        if s.node.kind in HEADINGS:
            bare = replace(s.node, children=[])
            key = "_".join((*(n.num for n in s.above), s.node.num))
            yield Entry(bare, key, s.node.label), s


def _own(entry: Entry) -> Entry:
    """The entry under its own number again."""
    return Entry(entry.node, entry.node.num, entry.label)


def _stored(shown: _Shown, listed: Sequence[_Shown], lines: Sequence[Line]) -> Line | None:
    """The stored heading that 改正前 names: by number, then by the headings over it, its title, the article under it."""
    node = shown.node
    found = [
        x
        for x in lines
        if x.heading and x.was and x.was.last and (x.kind, x.was.last.num) == (node.kind, node.num)
    ]
    if shown.above and len(found) > 1:
        found = [x for x in found if _under(x, shown.above)]
    if len(found) > 1:
        at = next(n for n, s in enumerate(listed) if s is shown)
        under = next((s.node.num for s in listed[at + 1 :] if s.node.kind is Kind.ARTICLE), None)
        found = [x for x in found if any(y.home is x and y.num == under for y in lines)]
    return found[0] if len(found) == 1 else None


def _under(line: Line, above: Sequence[Quoted]) -> bool:
    home = line.home
    for node in reversed(above):
        while home is not None and home.kind is not node.kind:
            home = home.home
        if home is None or home.was is None or home.was.last is None or home.was.last.num != node.num:
            return False
    return True


# ------------------------------------------------------------------------------------------------------------ articles


def _articles(
    draft: Draft, pairs: Sequence[Pair], order: Order
) -> tuple[list[Line], list[Line], dict[str, Line], dict[str, Line]]:
    """The articles that move and that come, and all that the columns list by their numbers before and after."""
    stored = {x.num: x for x in order.lines if not x.heading}
    moved: list[Line] = []
    coming: list[Line] = []
    by_old: dict[str, Line] = {}
    by_new: dict[str, Line] = {}
    seen: set[int] = set()
    for p in pairs:
        old, new = p.before, p.after
        line = stored.get(old.num) if old is not None else None
        if old is not None and line is not None:
            by_old[old.num] = line
        named = new if old is None else old
        assert named is not None
        if not draft.scope.covers(Address().child(Kind.ARTICLE, named.num)):
            if new is not None and line is not None:
                by_new[new.num] = line
            continue
        if new is None:
            if line is not None:
                order.take_out(line)
            continue
        if line is not None and id(line) in seen:
            continue  # named twice: its operations collide where they are compiled
        if old is None:
            line = Line(Kind.ARTICLE, new.num)
            coming.append(line)
        elif line is not None and old.num != new.num:
            line.num = new.num
            moved.append(line)
        if line is not None:
            by_new[new.num] = line
            seen.add(id(line))
    return moved, coming, by_old, by_new


def _lines_for(shown: _Shown, headings: Mapping[int, Line], articles: Mapping[str, Line]) -> Iterator[Line]:
    node = shown.node
    if node.kind in HEADINGS:
        if id(node) in headings:
            yield headings[id(node)]
        return
    last = node.several[-1] if node.several else node.last
    whole = articles.get(f"{node.num}:{last}") if last else None
    for num in (node.num, last) if whole is None else ():
        if num and num in articles:
            yield articles[num]
    if whole is not None:
        yield whole


def _line_of(p: Pair, by_new: Mapping[str, Line]) -> Iterator[Line]:
    if p.after is not None and p.after.num in by_new:
        yield by_new[p.after.num]


# ---------------------------------------------------------------------------------------------------------- operations


def _compile(
    work: _Structure, before: Sequence[Line], by_new: Mapping[str, Line], pair_of: Mapping[int, Pair]
) -> None:
    draft, homes = work.draft, work.order.homes()
    for b, a, line in work.kept:
        _kept(draft, b, a, line, homes)
    for b, line in work.gone:
        _goes(draft, b, line, before)
    _count(work, homes)
    inside = [x for entry, line in work.new for x in _comes(work, entry, line, homes, pair_of)]
    _move_under(work, homes, {id(x) for x in inside}, pair_of)
    _expect(work, before, homes)


def _kept(draft: Draft, b: Entry, a: Entry, line: Line, homes: Mapping[int, Line | None]) -> None:
    assert line.was is not None
    to = address_after(line, homes)
    if homes[id(line)] is not line.home:
        draft.error(
            "heading_place", f"{line.was} would stand under another heading: not compiled", b, line.was
        )
        return
    stored = draft.base.provision(line.was)
    if stored is None:
        draft.error("not_in_base", f"{line.was} stands more than once in the stored regulation", b, line.was)
        return
    result = compile_heading(draft, b, a, line.was, to, stored, b.num != a.num)
    draft.expected.append(Expected(to, result, listed=False))
    if to != line.was:
        draft.expected.append(Expected(line.was))


def _count(work: _Structure, homes: Mapping[int, Line | None]) -> None:
    """A chapter that comes to a number that continues nothing is a misprint, or a line was lost; one that moves there is worth
    a look. A chapter that had articles and keeps none has lost the line on which it goes."""
    came = [(a, x) for b, a, x in work.kept if b.num != a.num] + work.new
    held = {id(x.home) for x in (*work.order.lines, *work.order.gone) if x.home is not None and not x.heading}
    holds = {id(home) for x in work.order.lines if (home := homes[id(x)]) is not None}
    for line in work.order.lines:
        if line.heading and id(line) in held and id(line) not in holds:
            message = f"{line.was} would stand over nothing"
            work.draft.findings.append(Finding("error", "heading_place", message, at=line.was))
    for entry, line in came:
        beside = [x for x in work.order.lines if x.kind is line.kind and homes[id(x)] is homes[id(line)]]
        if not continues(line.place(), {x.place() for x in beside}):
            message = f"{address_after(line, homes)} would come, but nothing stands before it in the count"
            severity: Literal["error", "warning"] = "error" if line.was is None else "warning"
            work.draft.findings.append(Finding(severity, "label_gap", message, source_at(entry), line.was))


def _goes(draft: Draft, b: Entry, line: Line, before: Sequence[Line]) -> None:
    """A heading that goes; what stood under it goes with it by its own operations, or to the heading before."""
    at = line.was
    assert at is not None
    draft.ordered("remove", b.kind, b, f"{at} is not in 改正後")
    stored = draft.base.provision(at)
    if stored is None:
        draft.error("not_in_base", f"{at} stands more than once in the stored regulation", b, at)
        return
    if b.node.whole_elision():
        draft.error("elided_removed", f"{at} is elided (略) in 改正前 and not in 改正後", b, at)
        return
    printed = b.label + _GAP + b.node.text
    if same_words(b.node.text.text, "", draft.fidelity):
        printed = b.label
    if not draft.guarded(printed, stored.label, at, b, "label"):
        return
    if stored.unlisted:
        draft.error("heading_removed", f"{at} goes, and what stands under it is not all known", b, at)
        return
    draft.operations.append(Remove(at, None, draft.basis, source_at(b)))
    draft.expected.append(Expected(at))


def _comes(
    work: _Structure, entry: Entry, line: Line, homes: Mapping[int, Line | None], pair_of: Mapping[int, Pair]
) -> Iterator[Line]:
    """A new heading; one of new articles only comes as one with them. Gives those that came in it."""
    draft, to = work.draft, address_after(line, homes)
    under = [x for x in work.order.lines if homes[id(x)] is line]
    if not under:
        draft.error("heading_place", f"{to} is new, but nothing stands under it", entry, to)
        return
    articles = [p.after for x in under if x.was is None and (p := pair_of.get(id(x))) is not None and p.after]
    if len(articles) < len(under):
        result = compile_added(draft, replace_children(entry), to, None)
        draft.expected.append(Expected(to, result, listed=False))
        return
    draft.ordered("add", entry.kind, entry, f"{to} is new in 改正後")
    children = tuple(quoted_provision(replace(e.node, num=e.num), draft.render) for e in articles)
    label = f"{draft.printed(entry.label)}\u3000{draft.printed(entry.node.text)}"
    whole = Provision(entry.kind, entry.num, label, children=children)
    draft.operations.append(Add(to, element_xml(whole), None, draft.basis, source_at(entry)))
    draft.inside.update(Address().child(Kind.ARTICLE, e.num) for e in articles)
    yield from under


def replace_children(entry: Entry) -> Entry:
    """The heading alone."""
    return Entry(replace(entry.node, children=[]), entry.num, entry.label)


def _move_under(
    work: _Structure, homes: Mapping[int, Line | None], inside: set[int], pair_of: Mapping[int, Pair]
) -> None:
    """Articles that come to stand under another heading, or that come: each behind the one before it there."""
    draft = work.draft
    previous: Line | None = None
    for line in work.order.lines:
        home = homes[id(line)]
        stays = line.was is not None and line.home is home
        if not line.heading and id(line) not in inside and not stays:
            behind = (
                previous
                if previous is not None and (previous is home or homes[id(previous)] is home)
                else None
            )
            if previous is not None and behind is None:
                draft.error("heading_place", f"{line.num}: nothing stands before it under its heading", None)
                return
            _put(draft, line, behind, homes, pair_of)
        previous = line


def _put(
    draft: Draft,
    line: Line,
    behind: Line | None,
    homes: Mapping[int, Line | None],
    pair_of: Mapping[int, Pair],
) -> None:
    follows = address_after(behind, homes) if behind is not None else Address()
    to = address_after(line, homes)
    if line.was is None or line.was != to:
        draft.follows[to] = follows
        return
    p = pair_of.get(id(line))
    source = source_at(p.after if p is not None else None)
    draft.operations.append(Move(line.was, to, draft.base.label(line.was), follows, draft.basis, source))


def _expect(work: _Structure, before: Sequence[Line], homes: Mapping[int, Line | None]) -> None:
    """Second derivation: under each heading of which the articles change, those that the printed order gives it."""
    olds: dict[int | None, list[str]] = {}
    for line in before:
        if not line.heading and line.was is not None and line.was.last is not None:
            olds.setdefault(id(line.home) if line.home else None, []).append(line.was.last.num)
    news: dict[int | None, list[str]] = {}
    at: dict[int | None, Address] = {None: Address().child(Kind.MAIN)}
    for line in work.order.lines:
        if line.heading:
            at[id(line)] = address_after(line, homes)
            continue
        home = homes[id(line)]
        news.setdefault(id(home) if home else None, []).append(line.num)
    for key, nums in news.items():
        if nums != olds.get(key):
            work.draft.expected.append(Expected(at[key], holds=tuple(nums)))
