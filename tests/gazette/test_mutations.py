"""Damaged notices and bases: held, or right; never a silently different text (issue 3, *It must show*).

``REIKI_MUTATIONS=all`` runs every kind on every case with several seeds; otherwise a sample that is the same on every run.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from zlib import crc32

import pytest

from mutations import (
    CONVERTED_KINDS,
    KINDS,
    Case,
    Kind,
    Mutant,
    Page,
    case_articles,
    first_difference,
    judge,
)
from reiki.office.consolidating import consolidate
from reiki.office.errors import UNUSABLE

pytestmark = [pytest.mark.shared, pytest.mark.slow]
ALL = os.environ.get("REIKI_MUTATIONS") == "all"
SEEDS = range(4 if ALL else 1)
OUTCOMES = ("held", "refused", "exact", "as ordered", "SILENT")


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[Case]:
    """The real amendments as bases, pages and what should come out."""
    return [
        Case(
            folder.name,
            (folder / "before.xml").read_text(encoding="utf-8"),
            Page.read((folder / "gazette.html").read_text(encoding="utf-8")),
            json.loads((folder / "expected.json").read_text(encoding="utf-8")),
        )
        for folder in sorted((shared / "cases" / "table").iterdir())
    ]


def outcome(case: Case, mutant: Mutant, drawn: bool) -> tuple[str, str]:
    """What became of a mutant, and where its text is another when it is silently wrong."""
    page = mutant.page.html() if drawn else mutant.page.converted()
    try:
        report = consolidate(
            mutant.base.encode(), page, "before.xml", "gazette.html" if drawn else "gazette.md"
        )
    except UNUSABLE as refusal:
        return "refused", str(refusal)
    if report.xml is None:
        errors = [f for c in report.clauses for f in c.result.findings if f.severity == "error"]
        assert all(f.code and f.message for f in errors), "held without a reason"
        return "held", "; ".join(f.code for f in errors)
    found = judge(mutant, case.expected, report.xml, drawn)
    return found, first_difference(
        case.expected["articles"], case_articles(report.xml)
    ) if found == "SILENT" else ""


def survey(
    cases: list[Case], kinds: Mapping[str, Kind], drawn: bool, one_in: int
) -> tuple[dict[str, Counter[str]], list[str]]:
    """The outcomes by kind, and every silent error. ``one_in``: of the cases, each kind takes this part."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    silent: list[str] = []
    for name, kind in kinds.items():
        for case in cases:
            if not ALL and crc32(f"{name} {case.name}".encode()) % one_in:
                continue
            for seed in SEEDS:
                mutant = kind(case, Random(f"{case.name} {name} {seed}"))
                if mutant is None:
                    continue
                found, why = outcome(case, mutant, drawn)
                table[name][found] += 1
                if found == "SILENT":
                    silent.append(f"{case.name}, {name}, seed {seed}: {mutant.what}: {why[:300]}")
    return table, silent


def shown(table: Mapping[str, Counter[str]]) -> str:
    """The table of outcomes by kind."""
    width = max(len(name.encode("shift_jis")) for name in table)
    lines = ["".join([" " * width, *(f"{o:>11}" for o in OUTCOMES)])]
    for name, counts in sorted(table.items()):
        pad = " " * (width - len(name.encode("shift_jis")))
        lines.append("".join([name, pad, *(f"{counts[o]:>11}" for o in OUTCOMES)]))
    total = sum(table.values(), Counter[str]())
    lines.append("".join(["all kinds".ljust(width), *(f"{total[o]:>11}" for o in OUTCOMES)]))
    return "\n".join(lines)


@pytest.mark.parametrize("drawn", [True, False], ids=["drawn", "converted"])
def test_no_damage_gives_a_silently_different_text(
    cases: list[Case], drawn: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = KINDS if drawn else CONVERTED_KINDS
    table, silent = survey(cases, kinds, drawn, one_in=4 if drawn else 6)
    with capsys.disabled():
        print(f"\n{'drawn pages' if drawn else 'converted text'}\n{shown(table)}")  # noqa: T201
    assert not silent, "\n".join(silent)
    assert sum(c["held"] for c in table.values()) > 100, "the damage did no harm: the suite tests nothing"


@pytest.mark.parametrize("drawn", [True, False], ids=["drawn", "converted"])
def test_what_changes_the_guarded_words_is_always_held(cases: list[Case], drawn: bool) -> None:
    for name in ("base: character changed", "改正前: unmarked character dropped", "heads exchanged"):
        for case in cases[::4]:
            mutant = KINDS[name](case, Random(case.name))
            if mutant is not None:
                assert outcome(case, mutant, drawn)[0] == "held", f"{case.name}: {mutant.what}"


@pytest.mark.parametrize("read", [Page.html], ids=["drawn"])
def test_an_undamaged_page_is_exact(cases: list[Case], read: Callable[[Page], bytes]) -> None:
    for case in cases:
        assert outcome(case, Mutant(case.base, case.page, "nothing"), True) == ("exact", ""), case.name
