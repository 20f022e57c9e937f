"""Amendments by chance over further laws, drawn in every family: exact or held, never another text.

The bases are the regulations of the embedded corpus, and where the shared reference data are, real regulations from plain
text and from 例規集 pages. ``REIKI_RENDERINGS=all`` draws ten amendments of each in each family.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from editing import amended
from redrawn import ALL, outcome
from reiki.office.importing import read_regulation
from rendering import Style, plain_style, state_of

SEEDS = 10 if ALL else 2


def survey(paths: list[Path], seeds: int) -> tuple[Counter[str], list[str]]:
    """The outcomes, and those that are not exact."""
    outcomes: Counter[str] = Counter()
    other: list[str] = []
    for path in paths:
        document = read_regulation(path.read_bytes(), path.name)[0]
        law = document.to_bytes()
        before = state_of(law)
        for family in "ABCDEFG":
            for seed in range(seeds):
                name = f"{path.name} {family} {seed}"
                after = amended(Random(name), before)
                if after == before:
                    continue
                style = plain_style(family) if seed == 0 else Style.drawn(family, seed % 2 == 0, name)
                what = outcome(law, after, (document.title, document.number), style)
                outcomes[what.split(":")[0]] += 1
                if what != "exact":
                    other.append(f"{name}: {what}")
    return outcomes, other


def judged(outcomes: Counter[str], other: list[str]) -> None:
    wrong = [x for x in other if ": held: " not in x]
    assert not wrong, "\n".join(wrong)
    assert outcomes["exact"] >= 0.97 * outcomes.total(), "\n".join(other)


def test_the_corpus(corpus: Path) -> None:
    paths = sorted((corpus / "regulations").glob("*.txt"))
    assert len(paths) > 5
    judged(*survey(paths, SEEDS))


@pytest.mark.shared
def test_real_regulations(shared: Path) -> None:
    texts = sorted((shared / "real" / "kanpo" / "laws").glob("*.txt"))
    pages = sorted((shared / "real" / "reiki-html").rglob("*.html"))
    assert texts
    assert pages
    judged(*survey([*texts, *pages], SEEDS if ALL else 1))
