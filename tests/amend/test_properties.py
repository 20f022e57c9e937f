"""What holds for every clause, tried on laws and clauses that nobody thought of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

import laws
from reiki.amend.locate import place_of
from reiki.amend.operations import Add, Delete, Insert, Move, Operation, Remove, Replace, Substitute
from reiki.law.address import Address, Kind, Step
from reiki.law.document import LawDocument
from reiki.law.document.elements import build, build_row
from reiki.law.document.markup import serialised
from reiki.law.provision import Grid, GridCell, Provision, Regulation

LETTERS = "甲乙丙丁。、（）「」Ａ1　"
NEW_LETTERS = "子丑寅。、（）ただし　"
IROHA = "イロハニホヘト"

words = st.text(LETTERS, min_size=0, max_size=14)
new_words = st.text(NEW_LETTERS, min_size=0, max_size=6) | st.sampled_from(
    ["ただし、子の場合は、この限りでない。", "丑。"]
)


# ------------------------------------------------------------------------------------------------------- random regulations


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """A table whose first column may be merged over rows and whose cells may have lines."""
    width = draw(st.integers(2, 3))
    cell = st.builds(GridCell, st.text("甲乙丙丁。\n", max_size=6))
    rows: list[tuple[GridCell, ...]] = []
    for n in range(draw(st.integers(1, 4))):
        rows.append((GridCell(f"{n}級"), *draw(st.lists(cell, min_size=width - 1, max_size=width - 1))))
    if len(rows) > 2 and draw(st.booleans()):
        rows[1] = (replace(rows[1][0], rowspan=2), *rows[1][1:])
        rows[2] = rows[2][1:]
    if draw(st.booleans()):
        rows.insert(0, tuple(GridCell(f"頭{n}", head=True) for n in range(width)))
    return Grid(tuple(rows))


@st.composite
def items(draw: st.DrawFn) -> tuple[Provision, ...]:
    out = []
    for n in range(1, draw(st.integers(0, 4)) + 1):
        inner = tuple(
            Provision(Kind.SUBITEM1, IROHA[k], IROHA[k], text=draw(words))
            for k in range(draw(st.integers(0, 3)))
        )
        out.append(Provision(Kind.ITEM, str(n), f"({n})", text=draw(words), children=inner))
    return tuple(out)


@st.composite
def paragraphs(draw: st.DrawFn, least: int = 1) -> tuple[Provision, ...]:
    out = []
    for n in range(1, draw(st.integers(least, 3)) + 1):
        inner = draw(items())
        if draw(st.integers(0, 4)) == 0:
            inner = (*inner, Provision(Kind.TABLE, grid=draw(grids())))
        opaque = ('<FigStruct><Fig src="a.jpg"></Fig></FigStruct>',) if draw(st.integers(0, 9)) == 0 else ()
        label = "" if n == 1 else str(n)
        out.append(Provision(Kind.PARAGRAPH, str(n), label, text=draw(words), children=inner, opaque=opaque))
    return tuple(out)


@st.composite
def articles(draw: st.DrawFn, first: int, most: int = 4) -> tuple[Provision, ...]:
    return tuple(
        Provision(
            Kind.ARTICLE,
            str(n),
            f"第{n}条",
            draw(st.sampled_from(["", "（趣旨）"])),
            children=draw(paragraphs()),
        )
        for n in range(first, first + draw(st.integers(1, most)))
    )


@st.composite
def regulations(draw: st.DrawFn) -> Regulation:
    main: list[Provision] = []
    if draw(st.booleans()):
        main += draw(articles(1))
    else:
        at = 1
        for n in range(1, 3):
            inner = draw(articles(at, 2))
            at += len(inner)
            main.append(Provision(Kind.CHAPTER, str(n), f"第{n}章　総則", children=inner))
    suppl = Provision(Kind.SUPPL, "", "附　則", children=draw(paragraphs()))
    tables = [
        Provision(Kind.APPDX_TABLE, str(n), f"別表第{n}", related="（第2条関係）",
                  children=(Provision(Kind.TABLE, grid=draw(grids())),))
        for n in range(1, draw(st.integers(0, 3)) + 1)
    ]  # fmt: skip
    return Regulation("何々条例", "平成14年鳥取県条例第1号", "2002-12-25", (*main, suppl, *tables))


RUBY = "<Ruby>丙<Rt>へい</Rt></Ruby>"


@st.composite
def documents(draw: st.DrawFn) -> LawDocument:
    """A regulation as files print it: indented or in one line, with ruby, comments and attributes of others."""
    text = LawDocument.from_regulation(draw(regulations())).to_bytes().decode()
    in_one_line = draw(st.booleans())
    if in_one_line:
        text = re.sub(r">\n\s*<", "><", text)
    if draw(st.booleans()):
        text = text.replace("乙丙", f"乙{RUBY}").replace(">丙", f">{RUBY}")
    if draw(st.booleans()):
        text = text.replace("</Item>", "</Item><!-- 注 -->", 1).replace(
            "</Paragraph>", "</Paragraph><!-- 注 -->", 1
        )
    if draw(st.booleans()):
        text = text.replace('<Sentence Num="1">', '<Sentence WritingMode="vertical">')
    if draw(st.booleans()):
        text = text.replace("甲乙", "甲\n  乙")
    if not in_one_line and draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    return LawDocument.parse(text.encode())


# ----------------------------------------------------------------------------------------------------------- random clauses


@dataclass
class Clause:
    """Operations being collected, with what they leave for others to touch and what must be true afterwards."""

    operations: list[Operation] = field(default_factory=list)
    gone: list[Address] = field(default_factory=list)
    moved: dict[Address, Address] = field(default_factory=dict)
    expected: dict[Address, str] = field(default_factory=dict)

    def survives(self, at: Address) -> bool:
        return not any(at.is_under(gone) for gone in self.gone)

    def after(self, at: Address) -> Address:
        """Where a place stands after the clause."""
        for n in range(len(at.steps), 0, -1):
            to = self.moved.get(Address(at.steps[:n]))
            if to is not None:
                return Address((*to.steps, *at.steps[n:]))
        return at


def label(kind: Kind, num: int) -> tuple[str, str]:
    """Number and printed label of the n-th provision of a kind."""
    match kind:
        case Kind.ARTICLE:
            return str(num), f"第{num}条"
        case Kind.PARAGRAPH:
            return str(num), "" if num == 1 else str(num)
        case Kind.ITEM:
            return str(num), f"({num})"
        case Kind.SUBITEM1:
            return IROHA[num - 1], IROHA[num - 1]
        case _:
            return str(num), f"別表第{num}"


@st.composite
def fresh(draw: st.DrawFn, kind: Kind, num: int) -> Provision:
    number, printed = label(kind, num)
    match kind:
        case Kind.ARTICLE:
            return Provision(kind, number, printed, "（新設）", children=draw(paragraphs()))
        case Kind.APPDX_TABLE:
            return Provision(kind, number, printed, children=(Provision(Kind.TABLE, grid=draw(grids())),))
        case _:
            return Provision(kind, number, printed, text=draw(new_words))


def rearranged(draw: st.DrawFn, clause: Clause, document: LawDocument, parent: Address, kind: Kind) -> None:
    """The provisions of one kind in one place are removed, moved and added at random; numbers count from 1 afterwards."""
    standing = [
        a for a in document.addresses() if a.parent == parent and a.last is not None and a.last.kind is kind
    ]
    if not standing or not clause.survives(parent):
        return
    keep = [a for a in standing if draw(st.integers(0, 3))]
    order = draw(st.permutations(keep)) if draw(st.booleans()) else keep
    sequence: list[Address | None] = list(order)
    for _ in range(draw(st.integers(0, 3))):
        sequence.insert(draw(st.integers(0, len(sequence))), None)
    if kind in (Kind.PARAGRAPH, Kind.ARTICLE) and not sequence:
        return
    home = clause.after(parent)
    clause.gone += [a for a in standing if a not in keep]
    clause.operations += [Remove(a) for a in standing if a not in keep]
    for n, at in enumerate(sequence[: len(IROHA)], 1):
        number, printed = label(kind, n)
        to = home.child(kind, number)
        if at is None:
            clause.operations.append(Add(to, serialised(build(draw(fresh(kind, n)), num=str(n)))))
        elif at.last != to.last:
            clause.operations.append(Move(at, to, printed))
            clause.moved[at] = to
    for at in sequence[len(IROHA) :]:
        if at is not None:
            clause.operations.append(Remove(at))
            clause.gone.append(at)


def rewritten(draw: st.DrawFn, clause: Clause, document: LawDocument, at: Address) -> None:
    """One or two stretches of the words at a place change."""
    text = document.words(at)
    if text is None or not clause.survives(at):
        return
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    out, last, inserted = "", 0, -1
    for start, end in (cuts[:2], cuts[2:])[: draw(st.integers(1, 2))]:
        new = draw(new_words).replace("\u3000", "")
        if text[start:end] == new or start == inserted:
            continue
        inserted = start if start == end else -1
        place, before = place_of(text, start, end), text[start:end]
        if not before:
            clause.operations.append(Insert(at, new, place))
        elif not new:
            clause.operations.append(Delete(at, before, place))
        else:
            clause.operations.append(Substitute(at, before, new, place))
        out, last = out + text[last:start] + new, end
    clause.expected[at] = out + text[last:]


def rows_changed(draw: st.DrawFn, clause: Clause, document: LawDocument, table: Address) -> None:
    """Cells change in words; a row is added after another; an unmerged row goes."""
    if not clause.survives(table):
        return
    rows = [a for a in document.children(table) if a.last is not None and a.last.kind is Kind.ROW]
    cells = [c for row in rows for c in document.children(row)]
    grid = document.provision(table)
    if draw(st.booleans()) and cells:
        cell = draw(st.sampled_from(cells))
        if cell not in clause.expected and len(document.resolve(cell)) == 1:
            rewritten(draw, clause, document, cell)
    elif rows and grid is not None and grid.grid is not None:
        width = sum(c.colspan for c in grid.grid.rows[0])
        new = [GridCell("新級"), *(GridCell(draw(new_words)) for _ in range(width - 1))]
        after = draw(st.sampled_from([Address(()), clause.after(rows[-1])]))
        to = clause.after(table).child(Kind.ROW, "新級")
        clause.operations.append(Add(to, serialised(build_row(new)), after))


@st.composite
def clauses(draw: st.DrawFn, document: LawDocument) -> Clause:
    clause = Clause()
    every = document.addresses()
    if draw(st.booleans()):
        rearranged(draw, clause, document, Address(()), Kind.ARTICLE)
    if draw(st.booleans()):
        rearranged(draw, clause, document, Address(()), Kind.APPDX_TABLE)
    holders = [
        a
        for a in every
        if a.last is not None and a.last.kind in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.ITEM, Kind.SUPPL)
    ]
    inner = {
        Kind.ARTICLE: Kind.PARAGRAPH,
        Kind.PARAGRAPH: Kind.ITEM,
        Kind.ITEM: Kind.SUBITEM1,
        Kind.SUPPL: Kind.PARAGRAPH,
    }
    chosen = draw(st.lists(st.sampled_from(holders), max_size=3, unique=True)) if holders else []
    for parent in sorted(chosen, key=lambda a: len(a.steps)):
        assert parent.last is not None
        rearranged(draw, clause, document, parent, inner[parent.last.kind])
    worded = [
        a for a in every if a.last is not None and a.last.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.SUBITEM1)
    ]
    for at in draw(st.lists(st.sampled_from(worded), max_size=4, unique=True)) if worded else []:
        rewritten(draw, clause, document, at)
    tables = [a for a in every if a.last is not None and a.last.kind is Kind.TABLE]
    for at in draw(st.lists(st.sampled_from(tables), max_size=2, unique=True)) if tables else []:
        rows_changed(draw, clause, document, at)
    titled = [a for a in every if a.last is not None and a.last.kind in (Kind.CHAPTER, Kind.APPDX_TABLE)]
    if titled and draw(st.booleans()):
        retitled(draw, clause, document, draw(st.sampled_from([*titled, Address.parse("題名")])))
    if holders:
        captioned(draw, clause, document, draw(st.sampled_from(holders)))
        replaced(draw, clause, document, draw(st.sampled_from(holders)))
    return clause


def retitled(draw: st.DrawFn, clause: Clause, document: LawDocument, at: Address) -> None:
    """A heading or a title changes behind its number."""
    text = document.words(at)
    if text is None or not clause.survives(at):
        return
    start = draw(st.integers(min(4, len(text)), len(text)))
    if text[start:]:
        clause.operations.append(Substitute(at, text[start:], "子丑（寅）", place_of(text, start, len(text))))
    else:
        clause.operations.append(Insert(at, "（第9条関係）", place_of(text, start, start)))


def captioned(draw: st.DrawFn, clause: Clause, document: LawDocument, parent: Address) -> None:
    """A 見出し comes, changes or goes."""
    if parent.last is None or parent.last.kind is not Kind.ARTICLE or not clause.survives(parent):
        return
    at = parent.child(Kind.CAPTION)
    text = document.words(at)
    if text is None:
        clause.operations.append(Insert(at, "（目的）"))
    else:
        clause.operations.append(draw(st.sampled_from([Delete(at, text), Substitute(at, "趣旨", "目的")])))


def replaced(draw: st.DrawFn, clause: Clause, document: LawDocument, at: Address) -> None:
    """A provision that nothing else touches is replaced as a whole."""
    touched = [op.at for op in clause.operations if not isinstance(op, Add)] + [
        getattr(op, "to", op.at) for op in clause.operations if isinstance(op, Add | Move)
    ]
    if at.last is None or at.last.kind is Kind.SUPPL or not clause.survives(at):
        return
    if any(t.is_under(at) or at.is_under(t) for t in touched) or clause.after(at) != at:
        return
    new = draw(fresh(at.last.kind, int(at.last.num)))
    clause.operations.append(Replace(at, serialised(build(new))))
    clause.gone.append(at)


# ------------------------------------------------------------------------------------------------------------- the laws


@settings(max_examples=150)
@given(st.data())
def test_every_clause_obeys_the_laws_of_operations(data: st.DataObject) -> None:
    document = data.draw(documents())
    clause = data.draw(clauses(document))
    if not clause.operations:
        return
    result = laws.obey(document, clause.operations)
    for at, text in clause.expected.items():
        if clause.survives(at) and at.steps[-1].kind is not Kind.COLUMN:  # a changed head is another address
            assert result.words(clause.after(at)) == text


@settings(max_examples=100)
@given(st.data())
def test_what_moves_keeps_its_words_and_what_is_not_named_stays(data: st.DataObject) -> None:
    document = data.draw(documents())
    clause = Clause()
    rearranged(data.draw, clause, document, Address(()), Kind.ARTICLE)
    if not clause.operations:
        return
    result = laws.obey(document, clause.operations)
    for at in document.addresses():
        if at.last is not None and at.last.kind is Kind.ARTICLE and clause.survives(at):
            before, after = document.provision(at), result.provision(clause.after(at))
            assert before is not None
            assert after is not None
            assert replace(after, num="", label="") == replace(before, num="", label="")
    nums = [int(a.steps[0].num) for a in result.addresses() if [s.kind for s in a.steps] == [Kind.ARTICLE]]
    assert nums == sorted(nums)


@settings(max_examples=100)
@given(regulations())
def test_a_regulation_survives_xml(regulation: Regulation) -> None:
    document = LawDocument.from_regulation(regulation)
    assert document.regulation() == regulation
    assert LawDocument.parse(document.to_bytes()).regulation() == regulation


@settings(max_examples=60)
@given(documents())
def test_every_address_finds_its_place(document: LawDocument) -> None:
    for at in document.addresses():
        node = document.find(at)
        assert node is not None, str(at)
        assert document.address_of(node) == at
        assert Address.parse(str(at)) == at
        for row in (
            document.children(at) if at.last == Step(Kind.TABLE, at.last.num if at.last else "") else ()
        ):
            assert document.find(row) is not None, str(row)
