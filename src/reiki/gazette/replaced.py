"""What a provision is after it was replaced as a whole (二重傍線を付した規定を改正後欄に掲げるもののように改める): what 改正後
quotes, and what is stored wherever both columns elide.

An elision stands for what is stored between the provisions quoted beside it, and for nothing else: where the columns do not
elide at the same places, where nothing is stored for an elision, or where a part of what is stored is neither quoted nor
elided, nobody can say what the provision becomes, and the clause is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Final

from reiki.gazette.draft import Draft
from reiki.gazette.elided import Unclear, elisions
from reiki.gazette.entries import Entry, expand
from reiki.gazette.figures import opaque_of
from reiki.gazette.grids import heads_as_stored, plan_rows
from reiki.gazette.quoted import Quoted
from reiki.gazette.quoting import quoted_grid, quoted_provision
from reiki.gazette.succession import stretch
from reiki.law.equality import key
from reiki.law.kinds import HEADINGS, Kind
from reiki.law.labels import normalise_label
from reiki.law.provision import Grid, Provision


@dataclass(slots=True)
class _Column:
    """The provisions directly under one that a column lists: ``runs[n]`` stands before the n-th elision (略) without a name, the
    last one behind the last."""

    runs: list[list[Entry]] = field(default_factory=lambda: [[]])

    @property
    def gaps(self) -> int:
        """How many elisions there are."""
        return len(self.runs) - 1

    def entries(self) -> Iterator[Entry]:
        """All of them, in order."""
        for run in self.runs:
            yield from run


def replaced(draft: Draft, b: Quoted, a: Quoted, stored: Provision) -> Provision:
    """``stored`` as 改正後 has it. Raises :class:`Unclear`."""
    own = quoted_provision(replace(a, children=[]), draft.render)
    if b.elided and not a.elided and a.kind not in _WITHOUT_WORDS:
        raise Unclear("改正前 elides its words, and 改正後 quotes them")
    text = stored.text if own.text is None or a.elided else own.text
    if text is None or (not a.elided and elisions(text) and text != stored.text):
        raise Unclear("改正後 elides something of which nothing is stored")
    children, gaps = _children(draft, b, a, stored)
    new = replace(
        own,
        label=_label(b, a, own.label, stored),
        caption=_caption(draft, b, a, stored),
        text=text,
        related=_related(draft, b, a, own.related, stored),
        children=children,
        grid=_grid(draft, b, a, stored),
        opaque=opaque_of(a) or (stored.opaque if a.elided or gaps else ()),
        unlisted=stored.unlisted and bool(gaps or a.elided),
    )
    return new


def all_told(draft: Draft, new: Provision, a: Quoted, stored: Provision) -> None:
    """A second look that knows nothing of places: all words that 改正後 quotes are in the provision, in their order, and every
    other word in it is stored, in its order. Raises :class:`Unclear`."""
    said = iter(
        [
            draft.render(n.text.text)
            for n in (a, *a.under())
            if n.text and n.kind not in _SILENT and not n.elided
        ]
    )
    wanted = next(said, None)
    rest: list[str] = []
    for text in (p.text for p in new.walk() if p.text):
        if text == wanted:
            wanted = next(said, None)
        else:
            rest.append(text)
    stays = iter([p.text for p in stored.walk()])
    if wanted is not None or not all(text in stays for text in rest):
        raise Unclear("words of 改正後, or of what it elides, would be lost")


_WITHOUT_WORDS: Final = frozenset({Kind.ARTICLE, Kind.SUPPL, Kind.TOC, Kind.TABLE, *HEADINGS})
_SILENT: Final = frozenset({Kind.LAW, *_WITHOUT_WORDS})


def _label(b: Quoted, a: Quoted, said: str, stored: Provision) -> str:
    if a.kind is Kind.TABLE and not a.text:
        # ア　略: the title of a table is of its label
        if b.text or (b.elided != a.elided):
            raise Unclear(f"only one column says the title of the table {stored.label}")
        return stored.label
    return stored.label if normalise_label(said) == normalise_label(stored.label) else said


def _caption(draft: Draft, b: Quoted, a: Quoted, stored: Provision) -> str:
    if a.caption is not None:
        said = draft.render(a.caption.text)
        same = key(said, draft.fidelity) == key(stored.caption, draft.fidelity)
        if b.caption is None and stored.caption and not same:
            raise Unclear(f"改正前 does not quote the 見出し {stored.caption}, and 改正後 has {said}")
        return stored.caption if same else said
    return stored.caption if b.caption is None else ""


def _related(draft: Draft, b: Quoted, a: Quoted, said: str, stored: Provision) -> str:
    if a.related:
        same = key(said, draft.fidelity) == key(stored.related, draft.fidelity)
        if not b.related and stored.related and not same:
            raise Unclear(f"改正前 does not quote {stored.related}, and 改正後 has {said}")
        return said
    if b.related:
        raise Unclear(f"改正後 does not say whether {b.related.text} stays")
    return stored.related


def _grid(draft: Draft, b: Quoted, a: Quoted, stored: Provision) -> Grid | None:
    if a.rows is None:
        return stored.grid if a.elided or b.rows is None else None
    if b.rows is None and stored.grid is not None:
        raise Unclear("改正前 elides the table that 改正後 quotes")
    new = quoted_grid(a.rows, draft.render)
    if not new.gap_rows and all(c.text is not None for row in new.rows for c in row):
        return heads_as_stored(new, b.rows, stored.grid)
    if b.rows is None or stored.grid is None:
        raise Unclear("改正後 elides rows or cells of a table that 改正前 does not quote")
    plan = plan_rows(b.rows, a.rows, stored.grid, draft.fidelity, draft.render)
    if plan.problem or plan.grid is None:
        raise Unclear(plan.problem or "the table after the amendment is not told")
    if plan.grid.gap_rows and not stored.grid.gap_rows:
        raise Unclear("改正後 elides rows of which nothing is stored")
    return plan.grid


def _children(draft: Draft, b: Quoted, a: Quoted, stored: Provision) -> tuple[tuple[Provision, ...], int]:
    """What stands under it afterwards, and how many elisions without a name 改正後 has there."""
    if a.whole_elision():
        if not b.whole_elision():
            raise Unclear("改正後 elides all of it, and 改正前 quotes a part")
        return stored.children, 1
    old, new = _column(b, stored), _column(a, stored)
    if old.gaps != new.gaps:
        raise Unclear("the columns do not elide at the same places")
    between = _between(old, stored)
    quoted = {(e.kind, e.num): e.node for e in old.entries()}
    kept = {(c.kind, c.num): c for c in stored.children}
    coming = {(e.kind, e.num) for e in new.entries()}
    lost = [n for n, node in quoted.items() if n in kept and n not in coming and node.whole_elision()]
    if lost:
        raise Unclear(f"{_shown(kept[lost[0]])} is elided in 改正前 and not in 改正後")
    for e in new.entries():
        if (e.kind, e.num) in kept and (e.kind, e.num) in quoted:
            _stays_itself(draft, e, list(old.entries()))
    out: list[Provision] = []
    for n, run in enumerate(new.runs):
        out += (_one(draft, e, quoted.get((e.kind, e.num)), kept.get((e.kind, e.num))) for e in run)
        if n < new.gaps:
            out += between[n]
    names = [(c.kind, c.num) for c in out]
    twice = next((n for k, n in enumerate(names) if n in names[:k]), None)
    if twice is not None:
        raise Unclear(f"{twice[1]} would stand there twice")
    return tuple(out), new.gaps


def _stays_itself(draft: Draft, a: Entry, before: list[Entry]) -> None:
    """Provisions may change places inside what is replaced as a whole. What is elided under one that now has the words of
    another may have come with them; no mark says so."""
    if not a.node.text or not any(x.elided for x in a.node.under()):
        return
    said = key(a.node.text.text, draft.fidelity)

    def alike(b: Entry) -> float:
        return SequenceMatcher(None, key(b.node.text.text, draft.fidelity), said, autojunk=False).ratio()

    own = max((alike(b) for b in before if (b.kind, b.num) == (a.kind, a.num)), default=0.0)
    if own == 1.0:
        return
    other = max(
        (b for b in before if b.kind is a.kind and b.num != a.num and b.node.text), key=alike, default=None
    )
    if other is not None and alike(other) > own:
        name, was = a.label.text or a.num, other.label.text or other.num
        raise Unclear(f"{name} has the words of {was}: what is elided under it may be of either")


def _column(node: Quoted, stored: Provision) -> _Column:
    def between(kind: Kind, first: str, last: str) -> list[str]:
        return stretch([c.num for c in stored.children if c.kind is kind], first, last)

    out = _Column()
    children = list(node.children)
    first = (Kind.PARAGRAPH, "1")
    if node.kind is Kind.ARTICLE and node.elided and all((c.kind, c.num) != first for c in children):
        # 第二条　略, and on the next line ２: what is elided is the first paragraph.
        children.insert(0, Quoted(*first, elided=True, row=node.row, piece=node.piece))
    run: list[Quoted] = []
    for child in children:
        if child.kind is Kind.LAW and child.elided:
            out.runs[-1] = expand(run, between)
            out.runs.append([])
            run = []
        else:
            run.append(child)
    out.runs[-1] = expand(run, between)
    return out


def _between(old: _Column, stored: Provision) -> list[list[Provision]]:
    """What is stored for each elision of 改正前: everything between what stands beside it there."""
    place = {(c.kind, c.num): n for n, c in enumerate(stored.children)}
    out: list[list[Provision]] = []
    at = 0
    for n, run in enumerate(old.runs):
        for k, e in enumerate(run):
            name, here = e.label.text or e.num, place.get((e.kind, e.num))
            if here is None:
                raise Unclear(f"改正前 names {name}, which is not stored")
            if here < at:
                raise Unclear(f"{name} is not stored where 改正前 has it")
            if n and not k:
                out.append(list(stored.children[at:here]))
            elif here > at:
                raise Unclear(f"改正前 neither quotes nor elides {_shown(stored.children[at])}")
            at = here + 1
        if n and not run:
            if n < old.gaps:
                raise Unclear("two elisions stand side by side")
            out.append(list(stored.children[at:]))
            at = len(stored.children)
    if at < len(stored.children):
        raise Unclear(f"改正前 neither quotes nor elides {_shown(stored.children[at])}")
    if not all(out) and not stored.opaque:
        raise Unclear("an elision (略) stands for nothing that is stored")
    return out


def _shown(provision: Provision) -> str:
    return provision.label or provision.num or provision.kind.value


def _one(draft: Draft, a: Entry, before: Quoted | None, own: Provision | None) -> Provision:
    if own is not None and a.node.whole_elision() and before is not None and not before.whole_elision():
        raise Unclear(f"only 改正後 elides {_shown(own)}")
    node = replace(a.node, num=a.num, label=a.label)
    if own is None or before is None:
        new = quoted_provision(node, draft.render)
        if not new.known() or any(elisions(p.text or "") for p in new.walk()):
            raise Unclear(f"{a.label.text or a.num} is new, and 改正後 does not quote all of it")
        return with_figures(new, node)
    return replaced(draft, before, node, own)


def with_figures(new: Provision, node: Quoted) -> Provision:
    """``new`` with the figures that the column shows of it and of what stands under it."""
    under: dict[tuple[Kind, str], Quoted] = {
        (c.kind, c.num): c for c in node.children if c.kind is not Kind.LAW
    }
    children = tuple(
        with_figures(c, under[c.kind, c.num]) if (c.kind, c.num) in under else c for c in new.children
    )
    return replace(new, children=children, opaque=opaque_of(node))
