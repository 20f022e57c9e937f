"""Numbers that were never taken in."""

import datetime
from pathlib import Path

from reiki.office.ingest import ingest
from reiki.store.session import open_store

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def codes(corpus: Path, tmp_path: Path, *names: str) -> list[set[tuple[str, str]]]:
    store = open_store(f"sqlite:///{tmp_path / 'gaps.db'}")
    out = []
    for name in names:
        file = corpus / "gazette" / name
        report = ingest(store, file.read_bytes(), file.name, now=NOW).as_json()
        out.append({(f["code"], f["message"]) for f in report["findings"] if f["code"].endswith("_gap")})
    store.close()
    return out


def test_an_issue_and_a_notice_that_were_left_out(corpus: Path, tmp_path: Path) -> None:
    first, second = codes(corpus, tmp_path, "2024-06-28-no1234.html", "2024-12-25-no1236.html")
    assert first == set()
    assert ("issue_gap", "never taken in, before 霧浜市公報第1236号: 霧浜市公報第1235号") in second
    assert ("number_gap", "never taken in, before 令和6年霧浜市規則第23号: 令和6年霧浜市規則第22号") in second


def test_no_gap_where_nothing_is_missing(corpus: Path, tmp_path: Path) -> None:
    names = sorted(p.name for p in (corpus / "gazette").iterdir() if p.suffix in (".html", ".txt"))
    assert all(found == set() for found in codes(corpus, tmp_path, *names))
