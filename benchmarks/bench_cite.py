"""The citations of long regulations: found for the first time, and again, when their texts are known.

A regulation of 500 and of 2,000 articles is made of sentences such as regulations have, no two alike, so that nothing is known
from the sentence before. CPU time of this process; the analyser of words is loaded beforehand.

    python -m pytest benchmarks/bench_cite.py -s
"""

import time
from dataclasses import dataclass
from typing import Final

import pytest

from reiki.cite.finding import mentions
from reiki.cite.reading import read_references
from reiki.cite.standing import place_in
from reiki.cite.units import units_of
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation

WARM_BOUND: Final = 1.0
"""Seconds for 500 articles whose texts are known."""

SENTENCES: Final = (
    "{n}番の許可を受けようとする者は、条例第{a}条第1項の申請書に前条第1項の書類を添えて、市長に提出しなければならない。",
    "市長は、{n}番の申請が第{a}条から第{b}条までの規定に適合すると認めるときは、法第{a}条第2項各号に掲げる場合を除き、同条第3項の許可をする。",
    "前項の規定は、{n}番の届出（第{a}条第1項の規定によるものに限る。）について準用する。この場合において、同項中「甲」とあるのは「乙」とする。",
    "地方自治法（昭和22年法律第67号）第{a}条及び第{b}条の規定により{n}番の委託を受けた者は、別表第1に定める額を納付する。",
)


@dataclass(frozen=True)
class Measure:
    """CPU seconds."""

    articles: int
    references: int
    cold: float
    warm: float


def regulation(articles: int) -> LawDocument:
    """A regulation of so many articles, three paragraphs each."""
    lines = ["霧浜市見本規則", "平成11年3月31日", "霧浜市規則第5号", ""]
    lines.append(
        "第1条　この規則は、霧浜市見本条例（平成10年霧浜市条例第9号。以下「条例」という。）及び見本法（昭和25年法律第261号。"
        "以下「法」という。）の施行に関し必要な事項を定める。"
    )
    for n in range(2, articles + 1):
        a = 1 + n * 7 % articles
        words = [SENTENCES[(n + k) % 4].format(n=3 * n + k, a=a, b=a + 1) for k in range(3)]
        lines += [f"第{n}条　{words[0]}", f"2　{words[1]}", f"3　{words[2]}"]
    lines += ["別表第1（第2条関係）", "　見本", ""]
    return LawDocument.from_regulation(parse_regulation("\n".join(lines)).regulation)


def resolved(document: LawDocument) -> int:
    """How many references of a regulation there are; those within it are looked up."""
    count = 0
    for reading in read_references(document, units_of(document)):
        for reference in reading.references:
            count += 1
            if not reference.work and not reference.reason:
                place_in(document, reference.places)
    return count


def measure(articles: int) -> Measure:
    """The first reading and the second."""
    document = regulation(articles)
    mentions("第1条の規定により、前項の条例を定める。")  # loads the analyser
    mentions.cache_clear()
    start = time.process_time()
    references = resolved(document)
    cold = time.process_time() - start
    warm = min(_timed(document) for _ in range(5))
    return Measure(articles, references, cold, warm)


def _timed(document: LawDocument) -> float:
    start = time.process_time()
    resolved(document)
    return time.process_time() - start


@pytest.mark.parametrize("articles", [500, 2000])
def test_citations_of_a_long_regulation(articles: int) -> None:
    """A page of a known text waits for its links no longer than a second."""
    found = measure(articles)
    print(
        f"\n{found.articles:,} articles, {found.references:,} references: first {found.cold:.2f} s, "
        f"again {found.warm:.2f} s ({found.warm / found.articles * 500:.2f} s for 500 articles)"
    )
    assert found.references > 5 * articles
    assert found.warm / articles * 500 < WARM_BOUND
