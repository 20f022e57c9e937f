"""Kinds of damage to a case: small functions over its base and its page, each deterministic from a seed.

A mutant says itself what a faithful reader may make of it. Three things can be right: nothing is written (held), the text of
the unmutated case comes out (exact: the damage orders nothing), or the text comes out that the damaged columns order
(``readings``: the damage is itself a valid notice). Every other text is a silent error.

``readings`` is only given where no reader could know better from the page and the base:

- words of 改正後 that are marked, or that stand in a provision that comes as a whole, say what is ordered, and nothing else
  in the page says the same again;
- where no marks survived (converted text) all of 改正後 says what is ordered: ``unmarked`` are the readings that come to it;

- what is lost from *both* columns (a line, a row) or elided (略) in both was perhaps never ordered: the provision stays.

Nothing else has a reading: a 改正前 column that does not say what the base says, a difference that nobody marked, a label
that only one column has and nobody marked, must be held.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, Final

from lxml import etree
from lxml import html as lxml_html

Run = tuple[str, str]
"""Words and their mark: ``""``, ``u`` (underlined) or ``d`` (double)."""
Line = tuple[Run, ...]
Cell = tuple[Line, ...]
Json = Any
Reading = Callable[[Json], Json]
"""From what the unmutated case should say to what the mutant should say."""

BEFORE, AFTER = "改正前", "改正後"


# ------------------------------------------------------------------------------------------------------------- the page


@dataclass(frozen=True)
class Page:
    """A page with one comparison table: what stands before it, its heads, its rows (one cell a column), what follows."""

    top: str
    heads: tuple[str, str]
    rows: tuple[tuple[Cell, Cell], ...]
    bottom: str

    @classmethod
    def read(cls, text: str) -> Page:
        """The page of a case; raises ``ValueError`` when its table is not two columns of paragraphs."""
        start, end = text.index("<table"), text.index("</table>") + len("</table>")
        table = lxml_html.fragment_fromstring(text[start:end])
        heads = tuple(th.text_content() for th in table.iter("th"))
        rows = []
        for tr in table.iter("tr"):
            cells = list(tr.iter("td"))
            if cells:
                rows.append(tuple(tuple(_line(p) for p in td.iter("p")) for td in cells))
        if len(heads) != 2 or any(len(row) != 2 for row in rows):
            raise ValueError("not a table of two columns")
        return cls(text[:start], heads, tuple(rows), text[end:])  # type: ignore[arg-type]

    def html(self) -> bytes:
        """The page as it would be published."""
        head = "".join(f"<th>{h}</th>" for h in self.heads)
        rows = "".join("<tr>" + "".join(_td(c) for c in row) + "</tr>\n" for row in self.rows)
        table = f'<table border="1"><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>'
        return (self.top + table + self.bottom).encode()

    def converted(self) -> bytes:
        """The page as a converter leaves it: tab-separated rows of ``<p>`` cells, no marks."""
        top = re.sub(r"</(?:p|h\d)>", "\n\n", self.top.split("<body>")[1])
        bottom = re.sub(r"</(?:p|h\d)>", "\n\n", self.bottom.split("</body>")[0])
        lines = ["\t".join(f"<p>{h}</p>" for h in self.heads)]
        lines += ["\t".join("".join(f"<p>{plain(x)}</p>" for x in cell) for cell in row) for row in self.rows]
        return (
            re.sub(r"<[^>]+>", "", top) + "\n".join(lines) + "\n\n" + re.sub(r"<[^>]+>", "", bottom)
        ).encode()

    def side(self, name: str) -> int:
        """Index of the 改正前 or 改正後 column."""
        return next(i for i, h in enumerate(self.heads) if h.startswith(name))

    def lines(self, name: str) -> list[Place]:
        """Where the lines of one column stand."""
        at = self.side(name)
        return [Place(r, at, i) for r, row in enumerate(self.rows) for i in range(len(row[at]))]

    def at(self, place: Place) -> Line:
        """The line at a place."""
        return self.rows[place.row][place.column][place.line]

    def put(self, place: Place, *lines: Line) -> Page:
        """The page with the line at a place replaced by these (none: it is gone)."""
        cell = self.rows[place.row][place.column]
        return self.cell(place.row, place.column, (*cell[: place.line], *lines, *cell[place.line + 1 :]))

    def cell(self, row: int, column: int, cell: Cell) -> Page:
        """The page with one cell replaced."""
        rows = [list(r) for r in self.rows]
        rows[row][column] = cell
        return replace(self, rows=tuple((r[0], r[1]) for r in rows))

    def article(self, place: Place) -> str:
        """The label of the article that a line belongs to."""
        cell = self.rows[place.row][place.column]
        found = [cut(plain(x).lstrip("［"))[0] for x in cell[: place.line + 1]]
        return next((x for x in reversed(found) if x.startswith("第")), "")

    def twin(self, place: Place) -> Place | None:
        """The line of the other column with the same label, or the same elision, in the same row."""
        other = self.rows[place.row][1 - place.column]
        mine = plain(self.at(place))
        label, _ = cut(mine)
        for i, line in enumerate(other):
            text = plain(line)
            if text == mine or (label and cut(text)[0] == label):
                return Place(place.row, 1 - place.column, i)
        return None


@dataclass(frozen=True)
class Place:
    """A line: row, column and line, counted from 0."""

    row: int
    column: int
    line: int


def _line(p: Any) -> Line:
    runs: list[Run] = [(p.text or "", "")]
    for child in p:
        runs.append((child.text_content(), "u" if child.tag == "u" else "d"))
        runs.append((child.tail or "", ""))
    return tidy(runs)


def tidy(runs: Iterable[Run]) -> Line:
    """Runs without empty ones."""
    return tuple(run for run in runs if run[0])


def _td(cell: Cell) -> str:
    return (
        "<td>" + "".join("<p>" + "".join(_marked(*run) for run in line) + "</p>" for line in cell) + "</td>"
    )


def _marked(text: str, mark: str) -> str:
    words = html.escape(text, quote=False)
    match mark:
        case "u":
            return f"<u>{words}</u>"
        case "d":
            return f'<span style="text-decoration: underline double">{words}</span>'
        case _:
            return words


def plain(line: Line) -> str:
    """The words of a line."""
    return "".join(text for text, _ in line)


def marks(line: Line) -> str:
    """One character a character: its mark, or ``.``."""
    return "".join((mark or ".") * len(text) for text, mark in line)


def of(text: str, signs: str) -> Line:
    """A line from its words and their marks."""
    out: list[list[str]] = []
    for c, m in zip(text, signs, strict=True):
        if out and out[-1][1] == m:
            out[-1][0] += c
        else:
            out.append([c, m])
    return tuple((t, "" if m == "." else m) for t, m in out)


_DIGITS: Final = "一二三四五六七八九十百"
_LABEL: Final = re.compile(
    rf"(?P<label>第[{_DIGITS}]+条(?:の[{_DIGITS}]+)*(?:(?:及び|から)第[{_DIGITS}]+条(?:まで)?)?|[０-９]+|[{_DIGITS}]+(?:の[{_DIGITS}]+)*|[ア-ン]|（[０-９]+）)　"
)
_ELIDED: Final = re.compile(r"［?(?P<labels>.*?)　?[［（]?(?:略|同上)[］）]?")
_RANGE: Final = re.compile(rf"(?P<first>[{_DIGITS}]+|[０-９]+)～(?P<last>[{_DIGITS}]+|[０-９]+)")


def cut(text: str) -> tuple[str, str]:
    """Label and words of a line; ``""`` for no label."""
    match = _LABEL.match(text)
    return (match["label"], text[match.end() :]) if match else ("", text)


def elided(text: str) -> bool:
    """True for a line that says only 略 or 同上 beside its labels, or is a note in brackets."""
    return len(text) < 40 and (
        _ELIDED.fullmatch(text) is not None or re.fullmatch(r"［.*］|（(新設|削る)）", text) is not None
    )


def caption(text: str) -> bool:
    """True for ``（趣旨）``."""
    return re.fullmatch(r"（[^（）]*(?:（[^（）]*）[^（）]*)*）", text) is not None


# ------------------------------------------------------------------------------------------------------------- mutants


@dataclass(frozen=True)
class Case:
    """A real amendment: the base, the page, and what should come out."""

    name: str
    base: str
    page: Page
    expected: Json


@dataclass(frozen=True)
class Mutant:
    """A damaged case and the texts that a faithful reader may make of it, beside holding it or leaving the damage aside."""

    base: str
    page: Page
    what: str
    readings: tuple[Reading, ...] = ()
    exact: bool = True
    unmarked: tuple[Reading, ...] = ()
    stays: tuple[str, str] = ("", "")
    """Converted text: a character of the text after that may stand in the base's own width, once: (there, here)."""


Kind = Callable[[Case, Random], Mutant | None]


def body_becomes(article: str, old: str, new: str, label: str = "") -> Reading:
    """The provision of ``article`` (its label) that reads ``old`` reads ``new`` instead; ``label``: only one so labelled."""

    def below(node: Json) -> Json:
        says, own, body, children = node
        meant = body == old and label in ("", own)
        return [says, own, new if meant else body, [below(c) for c in children]]

    return lambda says: {n: below(a) if a[1] == article else a for n, a in says.items()}


def without_body(article: str, label: str, body: str) -> Reading:
    """The provision of ``article`` with that label and words, and what is under it, is not there."""

    def below(node: Json) -> Json:
        says, own, text, children = node
        return [says, own, text, [below(c) for c in children if (c[1], c[2]) != (label, body)]]

    return lambda says: {n: below(a) if a[1] == article else a for n, a in says.items()}


def caption_becomes(article: str, new: str) -> Reading:
    """The 見出し of an article reads ``new``."""
    return lambda says: {n: [new, *a[1:]] if a[1] == article else a for n, a in says.items()}


def without_articles(labels: Sequence[str]) -> Reading:
    """The articles of these labels are not there."""
    return lambda says: {n: a for n, a in says.items() if a[1] not in labels}


def _another(c: str, rng: Random) -> str:
    pool = "亜井宇江男加木久毛子" if c >= "一" else "あいうえおかきくけこ"
    return rng.choice([x for x in pool if x != c])


VARIANTS: Final = dict(
    zip(
        "国学関権発実経会当号条区対続変証録総売応価仮拠戻歩毎産争為届辺",
        "國學關權發實經會當號條區對續變證錄總賣應價假據戾步每產爭爲屆邊",
        strict=True,
    )
)
"""異体字: never the same character (design, decision 6)."""
WIDTHS: Final = dict(zip("（）０１２３４５６７８９～", "()0123456789〜", strict=True))


def _may(line: Line, at: int, how: str) -> bool:
    """Whether this damage can be done to the character."""
    text, signs = plain(line), marks(line)
    match how:
        case "exchanged for its variant":
            return text[at] in VARIANTS
        case "of the other width":
            return text[at] in WIDTHS
        case "exchanged with the next":
            following = text[at + 1 : at + 2]
            return (
                following not in ("", text[at])
                and following not in "　（）［］"
                and signs[at] == signs[at + 1]
            )
        case _:
            return text[at] not in "　（）［］"


def _changed(line: Line, at: int, how: str, rng: Random) -> Line:
    text, signs = plain(line), marks(line)
    match how:
        case "changed":
            return of(text[:at] + _another(text[at], rng) + text[at + 1 :], signs)
        case "dropped":
            return of(text[:at] + text[at + 1 :], signs[:at] + signs[at + 1 :])
        case "exchanged for its variant":
            return of(text[:at] + VARIANTS[text[at]] + text[at + 1 :], signs)
        case "of the other width":
            return of(text[:at] + WIDTHS[text[at]] + text[at + 1 :], signs)
        case "exchanged with the next":
            return of(text[:at] + text[at + 1] + text[at] + text[at + 2 :], signs)
        case _:
            return of(text[: at + 1] + text[at:], signs[: at + 1] + signs[at:])


def _characters(line: Line, marked: bool, how: str = "") -> list[int]:
    """Characters of the words of a line that carry a mark, or carry none, and to which this damage can be done."""
    text, signs = plain(line), marks(line)
    start = len(text) - len(cut(text)[1])
    return [i for i in range(start, len(text)) if (signs[i] != ".") == marked and _may(line, i, how)]


def _quoted(page: Page, name: str) -> list[Place]:
    return [p for p in page.lines(name) if not elided(plain(page.at(p))) and not caption(plain(page.at(p)))]


def comes_whole(page: Page, place: Place) -> bool:
    """True when the line's words come as a whole: no line of 改正前 in its row has the same unmarked rest."""

    def rest(line: Line) -> str:
        text, signs = plain(line), marks(line)
        start = len(text) - len(cut(text)[1])
        return "".join(c for c, s in zip(text[start:], signs[start:], strict=True) if s == ".")

    mine = rest(page.at(place))
    others = page.rows[place.row][1 - place.column]
    return not mine or all(rest(line) != mine for line in others)


# --------------------------------------------------------------------------------------------------- the base is another


def _main(base: str) -> tuple[int, int]:
    return base.index("<MainProvision"), base.index("</MainProvision>")


def _base_spot(case: Case, rng: Random, how: str) -> int | None:
    """Where in the base a quoted stretch of words stands that stands nowhere else, and can be damaged so."""
    start, end = _main(case.base)
    places = _quoted(case.page, BEFORE)
    for _ in range(30):
        if not places:
            return None
        words = cut(plain(case.page.at(rng.choice(places))))[1]
        if len(words) < 12:
            continue
        at = rng.randrange(len(words) - 10)
        window = words[at : at + 10]
        if "　" in window or case.base.count(window, start, end) != 1:
            continue
        spots = [n for n in range(2, 8) if _may(((window, ""),), n, how)]
        if spots:
            return case.base.index(window, start, end) + rng.choice(spots)
    return None


def _base(how: str) -> Kind:
    def kind(case: Case, rng: Random) -> Mutant | None:
        at = _base_spot(case, rng, how)
        if at is None:
            return None
        b = case.base
        old = b[at - 4 : at + 5]
        new = plain(_changed(((old, ""),), 4, how, rng))
        widths = how == "of the other width"
        # Converted text: the words are the same ones, and they stay as the base has them.
        stays = (old[4], new[4]) if widths else ("", "")
        what = f"base …{b[at - 6 : at + 6]}… {how}"
        return Mutant(b[: at - 4] + new + b[at + 5 :], case.page, what, exact=widths, stays=stays)

    return kind


def _addressed(case: Case, rng: Random) -> tuple[etree._Element, etree._Element] | None:
    """The base, and in it an article of which 改正前 lists the paragraphs."""
    root = etree.fromstring(case.base.encode())
    labels = [cut(plain(case.page.at(p)))[0] for p in _quoted(case.page, BEFORE)]
    named = [x for x in labels if x.startswith("第")]
    articles = [a for a in root.iterfind(".//MainProvision//Article") if a.findtext("ArticleTitle") in named]
    return (root, rng.choice(articles)) if articles else None


def base_has_one_more(case: Case, rng: Random) -> Mutant | None:
    """The base has a paragraph or item after the last one of the list, which no column names: it stays, or is held."""
    found = _addressed(case, rng)
    if found is None:
        return None
    root, article = found
    lists = [article, *(p for p in article.iter("Paragraph") if p.find("Item") is not None)]
    parent = rng.choice(lists)
    last = parent.findall("Paragraph" if parent is article else "Item")[-1]
    new = etree.fromstring(etree.tostring(last, with_tail=False))
    for child in list(new):
        if child.tag in ("Item", "Subitem1", "TableStruct", "ParagraphCaption"):
            new.remove(child)
    n = int(last.get("Num", "1").split("_")[0]) + 1
    new.set("Num", str(n))
    label = "".join(chr(0xFF10 + int(c)) for c in str(n)) if parent is article else kanji(n)
    new.find("ParagraphNum" if parent is article else "ItemTitle").text = label
    for sentence in list(new.iter("ParagraphSentence", "ItemSentence")):
        for child in list(sentence):
            sentence.remove(child)
        etree.SubElement(sentence, "Sentence").text = "この列にない規定である。"
    new.tail = last.tail
    last.addnext(new)
    title = article.findtext("ArticleTitle") or ""
    own = parent.findtext("ParagraphNum") if parent is not article else None

    def reading(says: Json) -> Json:
        out = {}
        for num, a in says.items():
            children = a[3]
            if a[1] == title:
                extra = ["", label, "この列にない規定である。", []]
                if own is None:
                    children = [*children, extra]
                else:
                    children = [[*c[:3], [*c[3], extra]] if c[1] == (own or "") else c for c in children]
            out[num] = [*a[:3], children]
        return out

    return Mutant(etree.tostring(root, encoding="unicode"), case.page, f"base has one more: {title}{own or ''} {label}",
                  (reading,), exact=False)  # fmt: skip


def base_lacks_one(case: Case, rng: Random) -> Mutant | None:
    """The base lacks the last paragraph or item of a list that 改正前 names to its end."""
    found = _addressed(case, rng)
    if found is None:
        return None
    root, article = found
    lists = [article, *(p for p in article.iter("Paragraph") if p.find("Item") is not None)]
    parent = rng.choice(lists)
    children = parent.findall("Paragraph" if parent is article else "Item")
    if len(children) < 2:
        return None
    title, gone = article.findtext("ArticleTitle") or "", children[-1]
    label = gone.findtext("ParagraphNum" if parent is article else "ItemTitle") or ""
    named = {x for row in case.page.rows for x in labels_of(row[case.page.side(BEFORE)], title)}
    sentence = node(parent)[2] if parent is not article else ""
    quoted = {cut(plain(case.page.at(p)))[1] for p in _quoted(case.page, BEFORE)}
    if parent is not article and (label not in named or sentence not in quoted):
        return None  # the paragraph itself is elided, so nobody names its items
    parent.remove(gone)
    return Mutant(
        etree.tostring(root, encoding="unicode"), case.page, f"base lacks {title} {label}", exact=False
    )


def labels_of(cell: Cell, article: str) -> set[str]:
    """The labels that a cell names under an article, ranges counted out."""
    out: set[str] = set()
    inside = False
    for line in cell:
        text = plain(line).lstrip("［")
        if text.startswith("第"):
            inside = cut(text)[0] == article or text.startswith(article + "　")
        if not inside:
            continue
        if found := _RANGE.match(text):
            first, last = number(found["first"]), number(found["last"])
            out |= {kanji(n) for n in range(first, last + 1)}
        else:
            out |= set(re.findall(rf"[{_DIGITS}]+(?:の[{_DIGITS}]+)*|[０-９]+", text.split("　")[0]))
    return out


# ---------------------------------------------------------------------------------------------------- words are others


def _words(name: str, marked: bool, how: str) -> Kind:
    def kind(case: Case, rng: Random) -> Mutant | None:
        places = [p for p in _quoted(case.page, name) if _characters(case.page.at(p), marked, how)]
        if not places:
            return None
        place = rng.choice(places)
        line = case.page.at(place)
        at = rng.choice(_characters(line, marked, how))
        new = _changed(line, at, how, rng)
        old, words = cut(plain(line))[1], cut(plain(new))[1]
        ordered = name == AFTER and (marked or comes_whole(case.page, place))
        label = cut(plain(line))[0]
        reading = body_becomes(case.page.article(place), old, words, "" if label.startswith("第") else label)
        all_readings = (reading,) if name == AFTER else ()
        readings = all_readings if ordered else ()
        return Mutant(case.base, case.page.put(place, new), f"{name} {how}: …{plain(line)[max(0, at - 5) : at + 5]}…",
                      readings, how == "of the other width", all_readings)  # fmt: skip

    return kind


def caption_changed(name: str) -> Kind:
    """A character of a 見出し is another, in one column."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        places = [p for p in case.page.lines(name) if caption(x := plain(case.page.at(p))) and not elided(x)]
        if not places:
            return None
        place = rng.choice(places)
        line = case.page.at(place)
        new = _changed(line, rng.randrange(1, len(plain(line)) - 1), "changed", rng)
        others = case.page.rows[place.row][1 - place.column]
        alone = name == AFTER and plain(line) not in [plain(x) for x in others]
        article = next((a for a in articles_of(case.page.rows[place.row][place.column][place.line :])), "")
        ordered = (caption_becomes(article, plain(new)),) if name == AFTER else ()
        what = f"{name} caption {plain(line)}→{plain(new)}"
        return Mutant(case.base, case.page.put(place, new), what, ordered if alone else (), False, ordered)

    return kind


# ---------------------------------------------------------------------------------------------------- marks are others


def _marked_runs(line: Line, labels: bool) -> list[int]:
    """Indices of the marked runs that are the label of a line, or are not."""
    at, out = 0, []
    label = len(cut(plain(line))[0])
    for i, (text, mark) in enumerate(line):
        if mark and (at < label) == labels:
            out.append(i)
        at += len(text)
    return out


def _remark(change: Callable[[Line, int, Random], Line | None], labels: bool, columns: Sequence[str]) -> Kind:
    """A mark is changed in one column, or likewise in both."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        places = [p for p in page.lines(columns[0]) if _marked_runs(page.at(p), labels)]
        if not places:
            return None
        place = rng.choice(places)
        nth = rng.randrange(len(_marked_runs(page.at(place), labels)))
        seed = rng.random()
        for spot in [place, page.twin(place)][: len(columns)]:
            if spot is None:
                return None
            runs = _marked_runs(page.at(spot), labels)
            if nth >= len(runs):
                return None
            new = change(page.at(spot), runs[nth], Random(seed))
            if new is None:
                return None
            page = page.put(spot, new)
        return Mutant(case.base, page, f"{'+'.join(columns)}: {plain(case.page.at(place))[:20]}")

    return kind


def _drop(line: Line, run: int, rng: Random) -> Line | None:
    return (*line[:run], (line[run][0], ""), *line[run + 1 :])


def _other_mark(line: Line, run: int, rng: Random) -> Line | None:
    return (*line[:run], (line[run][0], "d" if line[run][1] == "u" else "u"), *line[run + 1 :])


def _split(gap: int) -> Callable[[Line, int, Random], Line | None]:
    def change(line: Line, run: int, rng: Random) -> Line | None:
        text, mark = line[run]
        if len(text) < 2 + gap:
            return None
        at = rng.randrange(1, len(text) - gap)
        parts = ((text[:at], mark), (text[at : at + gap], ""), (text[at + gap :], mark))
        return (*line[:run], *tidy(parts), *line[run + 1 :])

    return change


def _ends(left: int, right: int) -> Callable[[Line, int, Random], Line | None]:
    """A mark whose ends are moved by 1 to 3 characters: ``left`` and ``right`` give the direction of each."""

    def change(line: Line, run: int, rng: Random) -> Line | None:
        text, signs = plain(line), marks(line)
        n = rng.randrange(1, 4)
        start = sum(len(t) for t, _ in line[:run])
        end = start + len(line[run][0])
        first, last = start + left * n, end + right * n
        low = len(text) - len(cut(text)[1])
        if (
            first < low
            or last > len(text)
            or first >= last
            or "　" in text[min(first, start) : max(last, end)]
        ):
            return None
        bare = signs[:start] + "." * (end - start) + signs[end:]
        return of(text, bare[:first] + line[run][1] * (last - first) + bare[last:])

    return change


def _mark_over_nothing(columns: Sequence[str]) -> Kind:
    """An underline over words that do not change."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        places = [p for p in _quoted(page, columns[0]) if _characters(page.at(p), False)]
        if not places:
            return None
        place = rng.choice(places)
        text, signs = plain(page.at(place)), marks(page.at(place))
        at = rng.choice(_characters(page.at(place), False))
        size = rng.randrange(1, 6)
        stretch = text[at : at + size]
        if any(s != "." for s in signs[at : at + size]):
            return None
        page = page.put(place, of(text, signs[:at] + "u" * len(stretch) + signs[at + len(stretch) :]))
        if len(columns) == 2:
            other = page.twin(place)
            if other is None or plain(page.at(other)).count(stretch) != 1 or text.count(stretch) != 1:
                return None
            text, signs = plain(page.at(other)), marks(page.at(other))
            at = text.index(stretch)
            if any(s != "." for s in signs[at : at + len(stretch)]):
                return None
            page = page.put(other, of(text, signs[:at] + "u" * len(stretch) + signs[at + len(stretch) :]))
        return Mutant(case.base, page, f"{'+'.join(columns)} mark over 「{stretch}」")

    return kind


def label_marked(columns: Sequence[str]) -> Kind:
    """An underline under a label that nothing happens to."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        places = [
            p
            for p in page.lines(columns[0])
            if cut(plain(page.at(p)))[0] and not _marked_runs(page.at(p), True)
        ]
        if not places:
            return None
        place = rng.choice(places)
        for spot in [place, page.twin(place)][: len(columns)]:
            if spot is None:
                return None
            text, signs = plain(page.at(spot)), marks(page.at(spot))
            size = len(cut(text)[0])
            page = page.put(spot, of(text, "u" * size + signs[size:]))
        return Mutant(case.base, page, f"{'+'.join(columns)} label marked: {plain(case.page.at(place))[:16]}")

    return kind


# ------------------------------------------------------------------------------------------------------ something is lost


def _row_lost(columns: Sequence[str]) -> Kind:
    """The cell of one column, or a whole row, is lost."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        full = [r for r, row in enumerate(page.rows) if all(row[page.side(c)] for c in columns)]
        if not full or len(page.rows) < 2:
            return None
        r = rng.choice(full)
        row = page.rows[r]
        what = (
            f"row {r + 1} of {'+'.join(columns)} lost: {'|'.join(plain(c[0])[:14] if c else '' for c in row)}"
        )
        if len(columns) == 1:
            after = articles_of(row[page.side(AFTER)]) if columns == (AFTER,) else []
            new = columns == (AFTER,) and not row[page.side(BEFORE)]
            gone = (without_articles(after),)
            return Mutant(
                case.base,
                page.cell(r, page.side(columns[0]), ()),
                what,
                gone if new else (),
                unmarked=gone,
            )
        rest = replace(page, rows=page.rows[:r] + page.rows[r + 1 :])
        return Mutant(case.base, rest, what, (_row_not_ordered(case, r),))

    return kind


def articles_of(cell: Cell) -> list[str]:
    """The labels of the articles that a cell names."""
    return [x for line in cell for x in [cut(plain(line).lstrip("［"))[0]] if x.startswith("第")]


def _row_not_ordered(case: Case, r: int) -> Reading:
    """What the row orders does not happen: its articles read as in the base, those that it adds are not there."""
    from_base = case_articles(case.base)
    before, after = (articles_of(case.page.rows[r][case.page.side(c)]) for c in (BEFORE, AFTER))

    def reading(says: Json) -> Json:
        out = {n: a for n, a in says.items() if a[1] not in after}
        out |= {n: a for n, a in from_base.items() if a[1] in before}
        return out

    return reading


def _line_lost(columns: Sequence[str]) -> Kind:
    """A line is lost in one column, or in both."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        places = [p for p in page.lines(columns[0]) if cut(plain(page.at(p)))[0] or elided(plain(page.at(p)))]
        if not places:
            return None
        place = rng.choice(places)
        text = plain(page.at(place))
        twin = page.twin(place)
        what = f"line of {'+'.join(columns)} lost: {text[:16]}"
        label, body = cut(text)
        if len(columns) == 1:
            comes = twin is None and columns == (AFTER,) and not elided(text) and bool(label)
            gone = (
                (without_body(page.article(place), label, body),)
                if comes and not label.startswith("第")
                else ()
            )
            missing: tuple[Reading, ...] = ()
            if columns == (AFTER,) and label.startswith("第"):
                missing = (without_articles([label]),)
            elif columns == (AFTER,) and label and not elided(text):
                missing = (without_body(page.article(place), label, body),)
            return Mutant(case.base, page.put(place), what, gone, unmarked=missing)
        if twin is None:
            return None
        if elided(text):
            return Mutant(case.base, page.put(place).put(twin), what)
        other = cut(plain(page.at(twin)))[1]
        return Mutant(
            case.base, page.put(place).put(twin), what, (body_becomes(page.article(twin), other, body),)
        )

    return kind


# ------------------------------------------------------------------------------------------------- labels and elisions


def kanji(n: int) -> str:
    """一, 十, 二十三 …, below a hundred."""
    tens, ones = divmod(n, 10)
    return (("" if tens == 1 else _DIGITS[tens - 1]) + "十" if tens else "") + (
        _DIGITS[ones - 1] if ones else ""
    )


def number(text: str) -> int:
    """The number that a label of digits or kanji says."""
    if not set(text) - set("０１２３４５６７８９"):
        return int(text.translate({0xFF10 + i: str(i) for i in range(10)}))
    tens, _, ones = text.rpartition("十")
    return (10 * (_DIGITS.index(tens) + 1 if tens else 1) if "十" in text else 0) + (
        _DIGITS.index(ones) + 1 if ones else 0
    )


def next_label(label: str, by: int = 1) -> str | None:
    """The label after (before) this one; ``None`` where there is none of a plain kind."""
    if match := re.fullmatch(rf"第([{_DIGITS}]+)条(.*)", label):
        branch = re.fullmatch(rf"の([{_DIGITS}]+)", match[2])
        if branch:
            n = number(branch[1]) + by
            return f"第{match[1]}条の{kanji(n)}" if n > 1 else None
        n = number(match[1]) + by
        return f"第{kanji(n)}条{match[2]}" if 0 < n < 100 and "百" not in label else None
    if re.fullmatch(r"[０-９]+", label):
        n = number(label) + by
        return "".join(chr(0xFF10 + int(c)) for c in str(n)) if n > 0 else None
    if re.fullmatch(rf"[{_DIGITS[:10]}]+", label):
        n = number(label) + by
        return kanji(n) if 0 < n < 100 else None
    if re.fullmatch("[イロハニホヘト]", label):
        i = "イロハニホヘト".index(label) + by
        return "イロハニホヘト"[i] if 0 <= i < 7 else None
    return None


def relabelled(line: Line, label: str) -> Line:
    """The line with another label, marked as the label was."""
    text, signs = plain(line), marks(line)
    size = len(cut(text)[0])
    return of(label + text[size:], signs[:1] * len(label) + signs[size:])


def _misprint(columns: Sequence[str]) -> Kind:
    """一 printed as 二, 第五条 as 第六条."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        places = [p for p in page.lines(columns[0]) if cut(plain(page.at(p)))[0]]
        if not places:
            return None
        place = rng.choice(places)
        label, body = cut(plain(page.at(place)))
        new = next_label(label, rng.choice((1, -1)))
        twin = page.twin(place)
        if new is None or (len(columns) == 2 and twin is None):
            return None
        readings: tuple[Reading, ...] = ()
        for spot in [place, twin][: len(columns)]:
            assert spot is not None
            page = page.put(spot, relabelled(page.at(spot), new))
        return Mutant(case.base, page, f"{'+'.join(columns)} label {label}→{new}: {body[:10]}", readings)

    return kind


def _swapped_labels(columns: Sequence[str]) -> Kind:
    """The labels of two lines of one cell change places."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        side = page.side(columns[0])
        cells = [
            (r, [i for i, x in enumerate(row[side]) if cut(plain(x))[0]]) for r, row in enumerate(page.rows)
        ]
        cells = [(r, lines) for r, lines in cells if len(lines) > 1]
        if not cells:
            return None
        r, lines = rng.choice(cells)
        at = rng.randrange(len(lines) - 1)
        pair = [Place(r, side, lines[at]), Place(r, side, lines[at + 1])]
        groups = [pair]
        if len(columns) == 2:
            twins = [page.twin(p) for p in pair]
            if None in twins:
                return None
            groups.append([t for t in twins if t is not None])
        for first, second in groups:
            a, b = cut(plain(page.at(first)))[0], cut(plain(page.at(second)))[0]
            x, y = relabelled(page.at(first), b), relabelled(page.at(second), a)
            page = page.put(first, x).put(second, y)
        return Mutant(
            case.base,
            page,
            f"{'+'.join(columns)} labels swapped in row {r + 1}, lines {lines[at] + 1}, {lines[at + 1] + 1}",
        )

    return kind


def rows_swapped(case: Case, rng: Random) -> Mutant | None:
    """Two rows stand in each other's place."""
    page = case.page
    if len(page.rows) < 2:
        return None
    i, j = sorted(rng.sample(range(len(page.rows)), 2))
    rows = list(page.rows)
    rows[i], rows[j] = rows[j], rows[i]
    return Mutant(case.base, replace(page, rows=tuple(rows)), f"rows {i + 1} and {j + 1} swapped")


def _elision(columns: Sequence[str], by: int) -> Kind:
    """``一～三　略`` printed as ``一～四　略`` (``by`` 1) or ``一及び二`` (-1)."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        places = [
            p
            for p in page.lines(columns[0])
            if elided(plain(page.at(p))) and _RANGE.search(plain(page.at(p)))
        ]
        if not places:
            return None
        place = rng.choice(places)
        edge = rng.choice(("first", "last"))
        for spot in [place, page.twin(place)][: len(columns)]:
            if spot is None:
                return None
            line = page.at(spot)
            text, signs = plain(line), marks(line)
            found = _RANGE.search(text)
            if found is None:
                return None
            new = next_label(found[edge], by if edge == "last" else -by)
            if new is None:
                return None
            a, b = found.span(edge)
            page = page.put(
                spot, of(text[:a] + new + text[b:], signs[:a] + signs[a : a + 1] * len(new) + signs[b:])
            )
        return Mutant(
            case.base,
            page,
            f"{'+'.join(columns)} elision {plain(case.page.at(place))}→{plain(page.at(place))}",
        )

    return kind


def _elided_instead(columns: Sequence[str]) -> Kind:
    """略 where the words were quoted."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        places = [p for p in _quoted(page, columns[0]) if cut(plain(page.at(p)))[0]]
        if not places:
            return None
        place = rng.choice(places)
        twin = page.twin(place)
        if len(columns) == 2 and twin is None:
            return None
        readings: tuple[Reading, ...] = ()
        for spot in [place, twin][: len(columns)]:
            assert spot is not None
            text, signs = plain(page.at(spot)), marks(page.at(spot))
            size = len(cut(text)[0])
            page = page.put(spot, of(text[:size] + "　略", signs[:size] + ".."))
        label, body = cut(plain(case.page.at(place)))
        if len(columns) == 2 and twin is not None:
            readings = (body_becomes(case.page.article(twin), cut(plain(case.page.at(twin)))[1], body),)
        return Mutant(case.base, page, f"{'+'.join(columns)} 略 for {label} {body[:12]}", readings)

    return kind


def _merged_lines(columns: Sequence[str]) -> Kind:
    """Two items in one line, the line feed between them lost."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        side = page.side(columns[0])
        places = [
            Place(r, side, i)
            for r, row in enumerate(page.rows)
            for i in range(len(row[side]) - 1)
            if cut(plain(row[side][i]))[0] and cut(plain(row[side][i + 1]))[0]
        ]
        if not places:
            return None
        place = rng.choice(places)
        twin = page.twin(place)
        for spot in [place, twin][: len(columns)]:
            if spot is None or spot.line + 1 >= len(page.rows[spot.row][spot.column]):
                return None
            below = Place(spot.row, spot.column, spot.line + 1)
            page = page.put(spot, (*page.at(spot), *page.at(below))).put(below)
        return Mutant(case.base, page, f"{'+'.join(columns)} one line: {plain(page.at(place))[:20]}")

    return kind


# ------------------------------------------------------------------------------------------ something stands twice or bare


def row_doubled(case: Case, rng: Random) -> Mutant | None:
    """A row is printed twice."""
    r = rng.randrange(len(case.page.rows))
    rows = (*case.page.rows[: r + 1], *case.page.rows[r:])
    return Mutant(case.base, replace(case.page, rows=rows), f"row {r + 1} twice")


def cells_exchanged(case: Case, rng: Random) -> Mutant | None:
    """The columns are exchanged in one row."""
    rows = list(case.page.rows)
    r = rng.randrange(len(rows))
    rows[r] = (rows[r][1], rows[r][0])
    return Mutant(
        case.base, replace(case.page, rows=tuple(rows)), f"cells of row {r + 1} exchanged", exact=False
    )


def _line_doubled(columns: Sequence[str]) -> Kind:
    """A line is printed twice."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        places = page.lines(columns[0])
        if not places:
            return None
        place = rng.choice(places)
        for spot in [place, page.twin(place)][: len(columns)]:
            if spot is None:
                return None
            page = page.put(spot, page.at(spot), page.at(spot))
        return Mutant(case.base, page, f"{'+'.join(columns)} twice: {plain(case.page.at(place))[:16]}")

    return kind


def _label_lost(columns: Sequence[str]) -> Kind:
    """A line has lost its label."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        places = [p for p in _quoted(page, columns[0]) if cut(plain(page.at(p)))[0]]
        if not places:
            return None
        place = rng.choice(places)
        for spot in [place, page.twin(place)][: len(columns)]:
            if spot is None:
                return None
            text, signs = plain(page.at(spot)), marks(page.at(spot))
            size = len(text) - len(cut(text)[1])
            page = page.put(spot, of(text[size:], signs[size:]))
        what = f"{'+'.join(columns)} label lost: {plain(case.page.at(place))[:16]}"
        return Mutant(case.base, page, what, _goes_on(case, place) if columns == (AFTER,) else ())

    return kind


def _goes_on(case: Case, place: Place) -> tuple[Reading, ...]:
    """New words whose label is lost go on from the line above where that ends in mid-sentence, as after a page break."""
    cell = case.page.rows[place.row][place.column]
    above = cut(plain(cell[place.line - 1]))[1] if place.line else ""
    if not above or above.endswith("。") or caption(above) or not comes_whole(case.page, place):
        return ()
    (label, body), article = cut(plain(case.page.at(place))), case.page.article(place)
    lost, joined = without_body(article, label, body), body_becomes(article, above, above + body)
    return (lambda says: joined(lost(says)),)


def _caption_lost(columns: Sequence[str]) -> Kind:
    """A 見出し is lost."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        places = [p for p in page.lines(columns[0]) if caption(x := plain(page.at(p))) and not elided(x)]
        if not places:
            return None
        place = rng.choice(places)
        twin = page.twin(place)
        if len(columns) == 2 and twin is None:
            return None
        what = f"{'+'.join(columns)} 見出し lost: {plain(page.at(place))}"
        article = next((a for a in articles_of(page.rows[place.row][place.column][place.line :])), "")
        bare = (caption_becomes(article, ""),) if columns == (AFTER,) else ()
        page = page.put(place)
        if len(columns) == 2 and twin is not None:
            page = page.put(twin)
        return Mutant(case.base, page, what, bare if twin is None else (), unmarked=bare)

    return kind


# ----------------------------------------------------------------------------------------------- heads, lead text, target


def heads_exchanged(case: Case, rng: Random) -> Mutant | None:
    """The heads say 改正前 over what is 改正後."""
    a, b = case.page.heads
    return Mutant(case.base, replace(case.page, heads=(b, a)), "heads exchanged", exact=False)


_LEAD: Final = re.compile(r"<p>(?:次の表[^<]*|[^<]*一部を次の表[^<]*)</p>")


def verb_weakened(case: Case, rng: Random) -> Mutant | None:
    """The lead text only says 改める: what comes, goes or moves is not ordered."""
    leads = _LEAD.findall(case.page.top)
    only = "<p>次の表の改正前の欄中下線が引かれた部分を同表の改正後の欄中下線が引かれた部分に改める。</p>"
    if not leads or leads == [only]:
        return None
    top = case.page.top
    for lead in leads[1:]:
        top = top.replace(lead, "")
    head = "の一部を次の表のように改正する。"
    top = top.replace(head, "の一部を次のように改正する。").replace(leads[0], only) if head not in leads[0] else top.replace(
        leads[0], leads[0].replace(head, "の一部を次のように改正する。") + only)  # fmt: skip
    top = top.replace("<p>（傍線部分は改正部分）</p>", "")
    return Mutant(case.base, replace(case.page, top=top), "only 改める")


def sentence_lost(case: Case, rng: Random) -> Mutant | None:
    """A sentence of the lead text is lost."""
    leads = _LEAD.findall(case.page.top)
    if not leads:
        return None
    lead = rng.choice(leads)
    return Mutant(
        case.base, replace(case.page, top=case.page.top.replace(lead, "", 1)), f"lost: {lead[3:40]}"
    )


def lead_exchanged(case: Case, rng: Random) -> Mutant | None:
    """The lead text says 改正前 for 改正後 and the other way."""
    leads = _LEAD.findall(case.page.top)
    if not any(BEFORE in lead for lead in leads):
        return None
    top = case.page.top
    for lead in leads:
        turned = lead.replace(BEFORE, "\0").replace(AFTER, BEFORE).replace("\0", AFTER)
        top = top.replace(lead, turned)
    return Mutant(case.base, replace(case.page, top=top), "改正前 and 改正後 exchanged in the lead text")


def other_number(case: Case, rng: Random) -> Mutant | None:
    """The notice amends a regulation of another number."""
    found = re.search(r"（([^（）]*第[^（）]*)号）の一部を", case.page.top)
    if found is None:
        return None
    at = found.end(1)
    top = case.page.top[:at] + "一" + case.page.top[at:]
    return Mutant(case.base, replace(case.page, top=top), f"{found[1]}一号", exact=False)


def _digit_of_number(case: Case, rng: Random) -> Mutant | None:
    """A digit of the year or the number of the target is another."""
    found = re.search(r"（([^（）]*第[^（）]*号)）の一部を", case.page.top)
    if found is None:
        return None
    at = rng.choice([i for i in range(found.start(1), found.end(1)) if case.page.top[i] in _DIGITS[:9]])
    new = rng.choice([d for d in _DIGITS[:9] if d != case.page.top[at]])
    top = case.page.top[:at] + new + case.page.top[at + 1 :]
    return Mutant(case.base, replace(case.page, top=top), f"{found[1]} with {new}", exact=False)


def _title_changed(case: Case, rng: Random) -> Mutant | None:
    """A character of the target's title is another."""
    found = re.search(r"<p>([^<（）]{3,})（[^（）]*第[^（）]*号）の一部を", case.page.top)
    if found is None:
        return None
    at = rng.randrange(found.start(1), found.end(1))
    top = case.page.top[:at] + _another(case.page.top[at], rng) + case.page.top[at + 1 :]
    return Mutant(case.base, replace(case.page, top=top), f"{found[1]} at {at - found.start(1)}", exact=False)


_OTHER_LEADS: Final = (
    "<p>次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。</p>",
    "<p>次の表により、改正前欄に掲げる規定の傍線を付した部分をこれに対応する改正後欄に掲げる規定の傍線を付した部分のように改める。</p>",
    "<p>次の表の改正後の欄中下線が引かれた部分を加える。</p>",
    "<p>次の表の改正前の欄中号の表示に下線が引かれた号（以下「削除号」という。）を削る。</p>",
)


def lead_of_another_family(case: Case, rng: Random) -> Mutant | None:
    """Another office's lead text stands over the table."""
    leads = _LEAD.findall(case.page.top)
    if not leads or "の一部を次の表" in leads[0]:
        return None
    new = rng.choice([x for x in _OTHER_LEADS if x != leads[0]])
    top = case.page.top.replace(leads[0], new)
    for lead in leads[1:]:
        top = top.replace(lead, "")
    return Mutant(case.base, replace(case.page, top=top), f"lead: {new[3:40]}")


def marks_of_the_other_kind(case: Case, rng: Random) -> Mutant | None:
    """Every single line is a double one and the other way."""
    other = {"u": "d", "d": "u", "": ""}
    rows = [
        [tuple(tuple((t, other[m]) for t, m in line) for line in cell) for cell in row]
        for row in case.page.rows
    ]
    return Mutant(case.base, replace(case.page, rows=tuple((r[0], r[1]) for r in rows)), "single for double")


def _merged_cells(columns: Sequence[str]) -> Kind:
    """The cell below is printed with the one above it."""

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        if len(page.rows) < 2:
            return None
        r = rng.randrange(len(page.rows) - 1)
        for name in columns:
            side = page.side(name)
            joined = (*page.rows[r][side], *page.rows[r + 1][side])
            page = page.cell(r, side, joined).cell(r + 1, side, ())
        return Mutant(case.base, page, f"{'+'.join(columns)} rows {r + 1} and {r + 2} in one cell")

    return kind


def _note_changed(lost: bool) -> Kind:
    """A note in brackets says the opposite, or is lost."""
    opposite = {"加える": "削る", "削る": "加える", "新設": "削る"}

    def kind(case: Case, rng: Random) -> Mutant | None:
        page = case.page
        found = re.compile(r"［.*を(加える|削る)。］|（(新設|削る)）")
        places = [p for name in _BOTH for p in page.lines(name) if found.fullmatch(plain(page.at(p)))]
        if not places:
            return None
        place = rng.choice(places)
        text = plain(page.at(place))
        verb = next(v for v in ("加える", "新設", "削る") if v in text)
        new = (
            ()
            if lost
            else (of(text.replace(verb, opposite[verb]), "." * len(text.replace(verb, opposite[verb]))),)
        )
        return Mutant(case.base, page.put(place, *new), f"note {text} {'lost' if lost else 'changed'}")

    return kind


# ------------------------------------------------------------------------------------------------------------ all kinds

_BOTH: Final = (BEFORE, AFTER)
HOW: Final = (
    "changed",
    "dropped",
    "doubled",
    "exchanged for its variant",
    "of the other width",
    "exchanged with the next",
)

KINDS: Final[dict[str, Kind]] = {
    **{f"base: character {how}": _base(how) for how in HOW},
    "base: has one more": base_has_one_more,
    "base: lacks one": base_lacks_one,
    **{
        f"{name}: {'marked' if marked else 'unmarked'} character {how}": _words(name, marked, how)
        for name in _BOTH
        for marked in (False, True)
        for how in HOW
    },
    "改正前: 見出し changed": caption_changed(BEFORE),
    "改正後: 見出し changed": caption_changed(AFTER),
    **{
        f"{'+'.join(columns)}: {what}": _remark(change, labels, columns)
        for columns in ((BEFORE,), (AFTER,), _BOTH)
        for what, change, labels in (
            ("mark dropped", _drop, False),
            ("mark of a label dropped", _drop, True),
            ("mark single for double", _other_mark, False),
            ("mark of a label single for double", _other_mark, True),
            ("mark split", _split(0), False),
            ("mark with a hole", _split(1), False),
            ("mark of a label with a hole", _split(1), True),
            ("mark shifted left", _ends(-1, -1), False),
            ("mark shifted right", _ends(1, 1), False),
            ("mark shorter", _ends(0, -1), False),
            ("mark begins late", _ends(1, 0), False),
            ("mark longer", _ends(0, 1), False),
            ("mark begins early", _ends(-1, 0), False),
        )
    },
    **{
        f"{'+'.join(columns)}: {what}": kind(columns)
        for columns in ((BEFORE,), (AFTER,), _BOTH)
        for what, kind in (
            ("mark over unchanged words", _mark_over_nothing),
            ("mark under an unchanged label", label_marked),
            ("row lost", _row_lost),
            ("line lost", _line_lost),
            ("label misprinted", _misprint),
            ("labels swapped", _swapped_labels),
            ("elision widened", lambda c: _elision(c, 1)),
            ("elision narrowed", lambda c: _elision(c, -1)),
            ("略 for words", _elided_instead),
            ("two lines in one", _merged_lines),
            ("line twice", _line_doubled),
            ("label lost", _label_lost),
            ("見出し lost", _caption_lost),
        )
    },
    "rows swapped": rows_swapped,
    "row twice": row_doubled,
    "cells of a row exchanged": cells_exchanged,
    "heads exchanged": heads_exchanged,
    "lead text: only 改める": verb_weakened,
    "lead text: a sentence lost": sentence_lost,
    "lead text: columns exchanged": lead_exchanged,
    "lead text: another family's": lead_of_another_family,
    "marks: all of the other kind": marks_of_the_other_kind,
    **{
        f"{'+'.join(columns)}: two cells in one": _merged_cells(columns)
        for columns in ((BEFORE,), (AFTER,), _BOTH)
    },
    "note: 加える for 削る": _note_changed(False),
    "note: lost": _note_changed(True),
    "target: another number": other_number,
    "target: a digit of the number": _digit_of_number,
    "target: a character of the title": _title_changed,
}

# A label lost in 改正後 of converted text looks like a line that goes on: where lines break, the converter decides.
_UNMARKED_KINDS: Final = re.compile(r"mark|lead text|target|^改正後: label lost")
CONVERTED_KINDS: Final[dict[str, Kind]] = {
    name: kind for name, kind in KINDS.items() if not _UNMARKED_KINDS.search(name) or "character" in name
}
"""Kinds that mean something where no marks survive."""


# --------------------------------------------------------------------------------------------------- what comes out


def node(element: etree._Element) -> Json:
    """An article of 法令標準XML as ``[見出し, label, words, [children …]]``."""

    def words(e: etree._Element | None) -> str:
        if e is None:
            return ""
        out = e.text or ""
        for c in e:
            if c.tag == "Ruby":
                out += c.text or ""
            elif c.tag != "Rt" and isinstance(c.tag, str):
                out += words(c)
            out += c.tail or ""
        return re.sub(r"\s*\n\s*", "", out)

    def sentences(e: etree._Element | None) -> str:
        if e is None:
            return ""
        columns = e.findall("Column")
        if columns:
            return "　".join("".join(words(s) for s in c.findall("Sentence")) for c in columns)
        return "".join(words(s) for s in e.findall("Sentence"))

    match element.tag:
        case "Article":
            return [words(element.find("ArticleCaption")), words(element.find("ArticleTitle")), "",
                    [node(p) for p in element.findall("Paragraph")]]  # fmt: skip
        case "Paragraph":
            return [words(element.find("ParagraphCaption")), words(element.find("ParagraphNum")),
                    sentences(element.find("ParagraphSentence")), [node(p) for p in element.findall("Item")]]  # fmt: skip
        case tag:
            below = "Subitem1" if tag == "Item" else f"Subitem{int(tag[7:]) + 1}"
            return ["", words(element.find(f"{tag}Title")), sentences(element.find(f"{tag}Sentence")),
                    [node(p) for p in element.findall(below)]]  # fmt: skip


def beside_articles(law: str | bytes) -> list[bytes]:
    """Everything that is no article of the main provision and no amending 附則: it must never change."""
    root = etree.fromstring(law.encode() if isinstance(law, str) else law)
    for article in list(root.iterfind(".//MainProvision//Article")):
        article.getparent().remove(article)
    for suppl in list(root.iterfind(".//SupplProvision[@AmendLawNum]")):
        suppl.getparent().remove(suppl)
    for element in root.iter():
        element.text, element.tail = (element.text or "").strip(), (element.tail or "").strip()
    return [etree.tostring(child, method="c14n") for child in root]


def case_articles(law: str | bytes) -> dict[str, Json]:
    """The articles of the main provision by number."""
    root = etree.fromstring(law.encode() if isinstance(law, str) else law)
    return {a.get("Num", ""): node(a) for a in root.iterfind(".//MainProvision//Article")}


def judge(mutant: Mutant, expected: Json, law: bytes, drawn: bool = True) -> str:
    """``exact``, ``as ordered`` (a reading of the mutant) or ``SILENT``."""
    readings = mutant.readings if drawn else (*mutant.readings, *mutant.unmarked)
    got = case_articles(law)
    if beside_articles(law) != beside_articles(mutant.base):
        return "SILENT"
    if mutant.exact and got == expected["articles"]:
        return "exact"
    if any(got == reading(expected["articles"]) for reading in readings):
        return "as ordered"
    if not drawn and mutant.stays[0] and one_character(expected["articles"], got) == mutant.stays:
        return "as ordered"
    return "SILENT"


def one_character(want: Json, got: Json) -> tuple[str, str] | None:
    """The only character in which two sets of articles differ: as it was wanted, as it came."""
    ours, theirs = (json.dumps(says, ensure_ascii=False, sort_keys=True) for says in (want, got))
    if len(ours) != len(theirs):
        return None
    parts = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    return parts[0] if len(parts) == 1 else None


def first_difference(want: Json, got: Json) -> str:
    """Where two sets of articles part, for a message."""
    for num in [*want, *(n for n in got if n not in want)]:
        if num not in got or num not in want:
            return f"article {num} {'missing' if num not in got else 'should not be there'}"
        if want[num] != got[num]:
            return _parts(want[num], got[num], num)
    return "the order differs"


def _parts(want: Json, got: Json, at: str) -> str:
    for i in range(3):
        if want[i] != got[i]:
            return f"{at}: {want[i][:300]!r} became {got[i][:300]!r}"
    if [c[1] for c in want[3]] != [c[1] for c in got[3]]:
        return f"{at}: {[c[1] for c in want[3]]} became {[c[1] for c in got[3]]}"
    for w, g in zip(want[3], got[3], strict=True):
        if w != g:
            return _parts(w, g, f"{at}/{w[1]}")
    return ""
