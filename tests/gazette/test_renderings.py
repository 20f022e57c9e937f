"""The reference amendments drawn anew: in every family of lead text, both column orders, and styles drawn by chance.

The tables are drawn from two states of a law by a renderer of its own (``rendering``), which shares no code with what is
tested: from before to after, backwards from the consolidated text to the text before, and from before one amendment to
after a later one of the same law, which differ more. Every one must be consolidated exactly; only of the composed ones
some may be held. ``REIKI_RENDERINGS=all`` draws every one of them, otherwise a sample that is the same on every run.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from zlib import crc32

import pytest
from lxml import etree

from redrawn import ALL, outcome
from reiki.gazette.consolidate import consolidate
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.source.open import read
from rendering import State, Style, plain_style, says, state_from, state_of

HEADINGS = ("Part", "Chapter", "Section", "Subsection", "Division")
MANNERS = ("plain", "left", "right")
LOOKALIKE = "held: unmarked_difference:"
"""Why a composed amendment may be held: a provision that goes and one that comes look alike, and no word of them is marked."""
EMPTIED = "held: heading_place:"
"""Why one must be held: every article of a chapter goes, and the page, which draws articles only, leaves its heading standing."""


@dataclass(frozen=True)
class Case:
    """An amendment of a law: its title and number, the text before, and the articles after."""

    folder: Path

    @cached_property
    def title(self) -> tuple[str, str]:
        meta = json.loads((self.folder / "meta.json").read_text(encoding="utf-8"))
        return meta["title"], meta["num"]

    @cached_property
    def before(self) -> bytes:
        return (self.folder / "before.xml").read_bytes()

    @cached_property
    def after(self) -> State:
        expected = json.loads((self.folder / "expected.json").read_text(encoding="utf-8"))
        meta = json.loads((self.folder / "meta.json").read_text(encoding="utf-8"))
        order = expected.get("order") or meta.get("order") or list(expected["articles"])
        return state_from(expected["articles"], order)

    @cached_property
    def consolidated(self) -> bytes:
        """The whole law after, from the case's own page; checked against the articles that it should have."""
        issue = parse_issue(read((self.folder / "gazette.html").read_bytes(), "gazette.html"))
        notice = issue.notices[0]
        done = consolidate(LawDocument.parse(self.before), notice.clauses[0], notice, issue)
        assert done.document is not None
        law = done.document.to_bytes()
        assert says(state_of(law)) == says(self.after)
        return law

    @property
    def name(self) -> str:
        return self.folder.name

    def of_law(self) -> str:
        return self.name.split("_")[0]


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[Case]:
    found = [Case(f) for f in sorted((shared / "cases" / "table").iterdir())]
    assert len(found) == 33
    return found


def empties_a_chapter(law: bytes, after: State) -> bool:
    """Whether some heading has articles in ``law`` of which ``after`` has none."""
    main = etree.fromstring(law).find(".//MainProvision")
    assert main is not None
    under = ([a.get("Num") for a in heading.iter("Article")] for heading in main.iter(*HEADINGS))
    return any(nums and not any(num in after for num in nums) for nums in under)


def style_of(family: str, manner: str, seed: str) -> Style:
    if manner == "plain":
        return plain_style(family)
    return Style.drawn(family, manner == "left", f"{seed}{family}{manner}")


def chosen(one_in: int, *what: str) -> bool:
    """Whether a rendering belongs to the sample."""
    return ALL or crc32(" ".join(what).encode()) % one_in == 0


@pytest.mark.shared
@pytest.mark.parametrize("family", list("ABCDEFG"))
@pytest.mark.parametrize("manner", MANNERS)
def test_every_case_in_every_family(cases: list[Case], family: str, manner: str) -> None:
    found = {c.name: outcome(c.before, c.after, c.title, style_of(family, manner, c.name)) for c in cases}
    assert {name: what for name, what in found.items() if what != "exact"} == {}


@pytest.mark.shared
@pytest.mark.parametrize("family", list("ABCDEFG"))
def test_every_case_backwards(cases: list[Case], family: str) -> None:
    """The law after, amended back to the law before: what came goes, what moved moves back."""
    found = {}
    for case in cases:
        for manner in MANNERS:
            if chosen(3, case.name, family, manner):
                style = style_of(family, manner, f"{case.name}-back")
                back = state_of(case.before)
                found[f"{case.name} {manner}"] = outcome(case.consolidated, back, case.title, style)
    assert found
    assert {name: what for name, what in found.items() if what != "exact"} == {}


@pytest.mark.shared
@pytest.mark.slow
def test_several_amendments_in_one(cases: list[Case]) -> None:
    outcomes: Counter[str] = Counter()
    wrong = []
    for a, b in combinations(cases, 2):
        if a.of_law() != b.of_law():
            continue
        for family in "ABCDEFG":
            for manner in MANNERS:
                for back in (False, True):
                    name = f"{a.name}-{b.name}{'-back' * back}"
                    if not chosen(140, name, family, manner):
                        continue
                    law, to = (b.consolidated, state_of(a.before)) if back else (a.before, b.after)
                    what = outcome(law, to, a.title, style_of(family, manner, name))
                    outcomes[what.split(":")[0]] += 1
                    right = (EMPTIED,) if empties_a_chapter(law, to) else ("exact", LOOKALIKE)
                    if not what.startswith(right):
                        wrong.append(f"{name} {family} {manner}: {what}")
    assert not wrong, "\n".join(wrong)
    assert outcomes["exact"] > 9 * outcomes["held"], outcomes
