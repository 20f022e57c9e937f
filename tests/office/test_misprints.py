"""Misprints in what a notice says of its target and of its days: held on the regulation, and blocking."""

import datetime
from pathlib import Path

import pytest

from columns import page
from reiki.office.ask import text
from reiki.office.consolidating import consolidate
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.store.session import Store, open_store

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
BASE = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

第1条　甲とする。
第2条　乙とする。
　　　附　則
　この規則は、平成18年4月1日から施行する。
"""
ROWS = (
    ("第1条　【甲】とする。", "第1条　【丙】とする。"),
    ("第2条　【乙】とする。", "第2条　【丁】とする。"),
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    for content in (BASE, BASE.replace("見本", "標本").replace("第12号", "第13号")):
        import_regulation(
            opened, content.encode(), "base.txt", now=NOW, today=NOW.date(), as_of=datetime.date(2024, 3, 31)
        )
    return opened


def taken(store: Store, issue: bytes) -> list[tuple[str, set[str]]]:
    clauses = ingest(store, issue, "issue.html", now=NOW).as_json()["clauses"]
    return [(c["status"], {f["code"] for f in c["findings"] if f["severity"] == "error"}) for c in clauses]


def test_a_title_under_another_regulations_number(store: Store) -> None:
    issue = page(*ROWS).decode().replace("霧浜市規則第12号", "霧浜市規則第13号").encode()
    assert taken(store, issue) == [("held", {"target_title_differs"})]
    assert "甲" in text(store, "霧浜市標本規則", on=datetime.date(2025, 1, 1)).content
    with_base = consolidate(
        BASE.replace("第12号", "第13号").replace("見本", "標本").encode(), issue, "base.txt", "issue.html"
    )
    assert with_base.held


def test_a_number_that_nothing_has_holds_the_regulation_of_that_title(store: Store) -> None:
    issue = page(*ROWS).decode().replace("霧浜市規則第12号", "霧浜市規則第99号").encode()
    assert taken(store, issue) == [("held", {"target_number_differs"})]
    assert text(store, "霧浜市見本規則", on=datetime.date(2025, 1, 1)).held_since is not None


def test_a_day_that_was_not_understood_blocks_from_the_promulgation_on(store: Store) -> None:
    issue = page(*ROWS, suppl="この規則は、令和7年2月29日から施行する。")
    ((status, codes),) = taken(store, issue)
    assert (status, "commencement_not_understood" in codes) == ("held", True)
    assert text(store, "霧浜市見本規則", on=datetime.date(2025, 1, 1)).held_since == datetime.date(
        2024, 6, 28
    )


def test_a_part_that_changes_nothing_holds_the_whole_clause(store: Store) -> None:
    suppl = "この規則は、公布の日から施行する。ただし、第3条の改正規定は、令和7年4月1日から施行する。"
    assert taken(store, page(*ROWS, suppl=suppl))[0] == ("held", {"part_touches_nothing"})
    assert "甲" in text(store, "霧浜市見本規則", on=datetime.date(2025, 1, 1)).content
