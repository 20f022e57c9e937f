"""Gazette issues for a store of made-up regulations: notices, clauses and what became of them, some held, some waiting.

Rows alone, as large as the real ones: no gazette is read and nothing is folded, so tens of thousands of issues are made in a
minute. Nothing that stands in them is to be applied; they are for lists, counts and what grows with them.
"""

from __future__ import annotations

import datetime
import hashlib
import random
import sys
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, insert, select

from reiki.history.model import BY_DATE
from reiki.law.era import era_of
from reiki.store import audit
from reiki.store.session import Store
from reiki.store.tables import CLAUSES, ISSUES, NOTICES, OUTCOMES, SOURCES, WORKS

CITY = "霧浜市"
NOW = datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC)
FIRST, DAYS = datetime.date(2005, 1, 1), 7990
"""Promulgations from that day on, spread over so many days."""
HELD, WAITING, UNDATED = 0.04, 0.04, 0.005
"""Shares of the clauses: held; waiting behind one that is held; waiting for a day that nobody has fixed."""
NOTICES_EACH, CLAUSES_EACH = 3, 2
_AT_ONCE = 500

_SAID = "所属長は、前項の特殊勤務実績簿を、これを作成した日の属する年度の翌年度から起算して5年間保存しなければならない。"
_LEAD = "次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。"
_CODES = ("base_differs", "unresolved", "content_not_published", "order_not_read")
Row = dict[str, Any]


@dataclass
class _Rows:
    """Rows that are put into the store together."""

    sources: list[Row] = field(default_factory=list)
    issues: list[Row] = field(default_factory=list)
    notices: list[Row] = field(default_factory=list)
    clauses: list[Row] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)

    def put(self, connection: Connection) -> None:
        """Into the store."""
        tables = (SOURCES, ISSUES, NOTICES, CLAUSES, OUTCOMES)
        rows = (self.sources, self.issues, self.notices, self.clauses, self.outcomes)
        for table, some in zip(tables, rows, strict=True):
            if some:
                connection.execute(insert(table), some)


def fill_issues(store: Store, count: int, seed: int = 1, say: bool = False) -> None:
    """Puts so many issues into an open store that has regulations; the same ones for a count and a seed."""
    chance = random.Random(seed)
    started = time.perf_counter()
    with store.reading() as connection:
        works = connection.execute(
            select(WORKS.c.id, WORKS.c.title, WORKS.c.number).order_by(WORKS.c.id)
        ).all()
        last = connection.execute(
            select(func.max(ISSUES.c.id), func.max(NOTICES.c.id), func.max(CLAUSES.c.id))
        ).one()
    places = [iter(range((each or 0) + 1, 1 << 40)) for each in last]
    for start in range(0, count, _AT_ONCE):
        rows = _Rows()
        for n in range(start, min(count, start + _AT_ONCE)):
            _issue(rows, chance, n, FIRST + datetime.timedelta(n * DAYS // count), works, places)
        with store.writing() as connection:
            rows.put(connection)
            audit.record(connection, "fill", {"issues": len(rows.issues)}, NOW)
        if say:
            print(
                f"{start + len(rows.issues):,} issues, {time.perf_counter() - started:.0f} s", file=sys.stderr
            )
    with store.writing() as connection:
        connection.exec_driver_sql("ANALYZE")


def _issue(
    rows: _Rows, chance: random.Random, n: int, day: datetime.date, works: Any, places: list[Iterator[int]]
) -> None:
    source = hashlib.sha256(f"issue {n}".encode()).hexdigest()
    issue = next(places[0])
    data = zlib.compress(f"{CITY}公報 第{n}号".encode())
    rows.sources.append(
        {
            "sha256": source,
            "name": f"{n}.txt",
            "format": "text",
            "size": 200,
            "data": data,
            "recorded_at": NOW,
        }
    )
    rows.issues.append({
        "id": issue, "source": source, "publisher": CITY, "name": f"{CITY}公報", "number": f"第{n + 1}号", "date": day,
        "findings": [], "recorded_at": NOW, "series": f"{CITY}/第/", "ordinal": n + 1,
    })  # fmt: skip
    era = era_of(day)
    for position in range(NOTICES_EACH):
        notice = next(places[1])
        number = f"{era.name}{day.year - era.base}年{CITY}規則第{notice}号"
        rows.notices.append({
            "id": notice, "key": f"{source}/{position}", "issue": issue, "position": position,
            "title": "規則の一部を改正する規則", "number": number, "kind": "amend", "promulgated": day,
            "commencement": {"kind": "fixed"}, "duplicate_of": None, "findings": [],
            "series": f"{era.name}{day.year - era.base}年{CITY}規則第", "ordinal": notice,
        })  # fmt: skip
        for at in range(CLAUSES_EACH):
            _clause(rows, chance, next(places[2]), notice, f"{source}/{position}", at, day, works)


def _clause(
    rows: _Rows,
    chance: random.Random,
    clause: int,
    notice: int,
    notice_key: str,
    at: int,
    day: datetime.date,
    works: Any,
) -> None:
    work = chance.choice(works)
    drawn = chance.random()
    held = drawn < HELD
    behind = HELD <= drawn < HELD + WAITING and rows.outcomes
    undated = HELD + WAITING <= drawn < HELD + WAITING + UNDATED
    starts = None if undated else day + datetime.timedelta(chance.choice((0, 30, 90, 200)))
    # Behind one that is held and stands not far before it.
    blocker = next(
        (c["key"] for c, o in zip(rows.clauses[::-1], rows.outcomes[::-1], strict=True) if o["status"] == "held"), ""
    ) if behind else ""  # fmt: skip
    waits = BY_DATE if undated else blocker
    rows.clauses.append({
        "id": clause, "key": f"{notice_key}/{at + 1}", "notice": notice, "clause": str(at + 1), "position": at, "part": 0,
        "verb": "amend", "path": "", "target_title": work.title, "target_number": work.number, "work": work.id, "within": "",
        "duplicate_of": None,
        "commencement": {"kind": "unfixed" if undated else "fixed", "text": "この規則は、公布の日から施行する。"},
        "in_force_from": starts, "turn": None, "lead": [_LEAD], "source": {"line": 1}, "recorded_at": NOW, "withdrawn_at": None,
    })  # fmt: skip
    operation = {
        "op": "substitute", "at": "第9条第2項", "before": "5年間", "after": "10年間", "basis": "marked",
        "place": {"prefix": "年度の翌年度から起算して", "suffix": "保存しなければならない。", "nth": 1, "of": 1},
        "source": {"line": 104, "table": 1, "row": 2, "column": "after", "start": 55, "end": 59},
    }  # fmt: skip
    quote = {"at": "第9条第2項", "part": "text", "text": _SAID, "source": operation["source"]}
    finding = {
        "severity": "error", "code": chance.choice(_CODES), "at": "第4条第2項", "source": {"line": 103, "table": 1, "row": 1},
        "message": f"第4条第2項: 改正前 quotes 「{_SAID}」, stored is 「{_SAID}」",
    }  # fmt: skip
    rows.outcomes.append({
        "clause": clause, "work": work.id, "status": "held" if held else "waiting" if waits else "applied", "effective": starts,
        "operations": [operation] * 8, "inverse": [operation] * 8, "guard": [quote] * 5,
        "supplement": {"operations": [], "inverse": []}, "compiler": "1", "findings": [finding] if held else [],
        "waits_for": waits, "recorded_at": NOW, "superseded_at": None,
    })  # fmt: skip
