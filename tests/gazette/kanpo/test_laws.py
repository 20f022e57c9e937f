"""Real gazette pages applied to real law: the text before them, and the text after them with its amendment taken back."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from reiki.amend.engine import Applied, apply
from reiki.gazette.consolidate import consolidate
from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Clause, Issue, Notice
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.source.model import MarkedText, Paragraph, Table
from reiki.source.open import read

pytest.importorskip("pdfminer", reason="needs the extra: pdf")

# What the columns say is taken back with the orders of the ministries' standard form, each the inverse of another.
STANDARD = (
    "次の表により、改正前欄に掲げる規定の傍線を付し又は破線で囲んだ部分をこれに順次対応する改正後欄に掲げる規定の傍線を付し又は破線で囲んだ部分"
    "のように改め、改正前欄及び改正後欄に対応して掲げるその標記部分に二重傍線を付した規定（以下「対象規定」という。）は、その標記部分が同一のものは"
    "当該対象規定を改正後欄に掲げるもののように改め、その標記部分が異なるものは改正前欄に掲げる対象規定を改正後欄に掲げる対象規定として移動し、"
    "改正前欄に掲げる対象規定で改正後欄にこれに対応するものを掲げていないものは、これを削り、改正後欄に掲げる対象規定で改正前欄にこれに対応するものを"
    "掲げていないものは、これを加える。"
)
OTHER = {"改正後": "改正前", "改正前": "改正後"}
AFTER = [
    ("331M50004000018", "20250416g00086", "昭和31年建設省令第18号"),
    ("336M50000008006", "20250530h01475", "昭和36年自治省令第6号"),
    ("358M50400000001", "20250425g00093", "昭和58年国家公安委員会規則第1号"),
    ("360M50400000001", "20250425g00093", "昭和60年国家公安委員会規則第1号"),
    ("415M60000008120", "20250523h01470", "平成15年総務省令第120号"),
]


@cache
def issue_of(path: Path) -> Issue:
    return parse_issue(read(path.read_bytes(), path.name))


def clause_on(shared: Path, stem: str, number: str) -> tuple[Issue, Notice, Clause]:
    issue = issue_of(shared / "real" / "kanpo" / f"{stem}.pdf")
    found = [(n, c) for n in issue.notices for c in n.clauses if c.target.number == number]
    assert len(found) == 1
    return issue, *found[0]


def law(shared: Path, law_id: str) -> LawDocument:
    (path,) = (shared / "real" / "kanpo" / "laws").glob(f"{law_id}_*.txt")
    return LawDocument.from_regulation(parse_regulation(path.read_text("utf-8")).regulation)


def taken_back(clause: Clause) -> Clause:
    """The clause with its columns exchanged."""
    lead = (Paragraph(MarkedText(STANDARD)),)
    return replace(clause, tables=tuple(exchanged(t) for t in clause.tables), lead=lead)


def exchanged(table: Table) -> Table:
    rows = []
    for row in table.rows:
        cells = []
        for cell in row.cells:
            head = OTHER.get("".join(cell.plain().split()))
            cells.append(replace(cell, blocks=(Paragraph(MarkedText(head)),)) if head else cell)
        rows.append(replace(row, cells=tuple(cells)))
    return replace(table, rows=tuple(rows))


@pytest.mark.shared
def test_a_list_in_a_cell_is_renumbered_in_the_real_text(shared: Path) -> None:
    issue, notice, clause = clause_on(shared, "20250620g00137", "昭和38年農林省令第5号")
    before = law(shared, "338M50010000005")
    outcome = consolidate(before, clause, notice, issue)
    assert outcome.document is not None, [f.message for f in outcome.findings]
    assert {op.basis for op in outcome.operations if hasattr(op, "basis")} == {"marked"}
    cell = Address.parse("別表第4 行「かつお・まぐろ漁業」 列「制限又は禁止」")
    old, new = before.words(cell), outcome.document.words(cell)
    assert old is not None
    assert new is not None
    labels = ["".join(x.split("\u3000")[0]) for x in new.split("\n")]
    assert [x for x in labels if x in ("四", "七", "十四", "十五", "十八", "二十二", "三十")] == [
        "四", "七", "十四", "十五", "十八", "二十二", "三十"
    ]  # fmt: skip
    assert len([x for x in labels if x and x[0] in "一二三四五六七八九十"]) == 30
    undone = apply(outcome.document, outcome.inverse)
    assert isinstance(undone, Applied)
    assert undone.document.words(cell) == old


@pytest.mark.shared
@pytest.mark.parametrize(("law_id", "stem", "number"), AFTER)
def test_what_the_columns_say_after_stands_in_the_real_text_and_is_taken_back(
    shared: Path, law_id: str, stem: str, number: str
) -> None:
    issue, notice, clause = clause_on(shared, stem, number)
    after = law(shared, law_id)
    outcome = consolidate(after, taken_back(clause), notice, issue)
    assert outcome.document is not None, [f.message for f in outcome.findings]
    assert outcome.operations
    # And forward again: the gazette as it is printed, on the text that it names.
    again = consolidate(outcome.document, clause, notice, issue)
    assert again.document is not None, [f.message for f in again.findings]
