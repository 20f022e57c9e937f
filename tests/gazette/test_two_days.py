"""Parts that are said to start on two days, and what a day that was not read keeps back."""

from __future__ import annotations

import datetime

import pytest

from columns import B, cell
from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Fixed, Notice
from reiki.gazette.units import first_day, units_of
from reiki.source.open import read

D = datetime.date
BOTH = (
    f'<p>{B}</p><table border="1"><tr><th>改正前</th><th>改正後</th></tr><tr>'
    f"<td>{cell('第1条　【甲】とする。')}{cell('第2条　【乙】とする。')}</td>"
    f"<td>{cell('第1条　【丙】とする。')}{cell('第2条　【丁】とする。')}</td></tr></table>"
)


def notice(suppl: str) -> Notice:
    page = f"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><h1>霧浜市公報</h1>
<p>令和8年3月24日　第1301号</p><p>霧浜市見本規則の一部を改正する規則をここに公布する。</p><p>令和8年3月24日</p>
<p>霧浜市長　三雲　航平</p><p>霧浜市規則第7号</p><p>霧浜市見本規則の一部を改正する規則</p>
<p>霧浜市見本規則（平成18年霧浜市規則第12号）の一部を次のように改正する。</p>{BOTH}<p>附　則</p><p>{suppl}</p></body></html>"""
    (found,) = parse_issue(read(page.encode(), "issue.html")).notices
    return found


START = "この規則は、令和8年4月1日から施行する。ただし、"


@pytest.mark.parametrize(
    "proviso",
    [
        "第2条の改正規定は令和8年7月1日から、第2条第1項の改正規定は令和8年10月1日から施行する。",
        "第2条第1項の改正規定は令和8年7月1日から、第2条の改正規定は令和8年10月1日から施行する。",
        "第1条及び第2条の改正規定は令和8年7月1日から、第2条第1項第1号の改正規定は規則で定める日から施行する。",
    ],
)
def test_a_part_in_a_part_of_another_day_is_held(proviso: str) -> None:
    (clause,) = notice(START + proviso).clauses
    (unit,) = units_of(clause)
    assert [(f.severity, f.code) for f in unit.findings] == [("error", "part_commencement")]


def test_parts_of_one_day_are_one_unit_in_whatever_sentences() -> None:
    found = notice(
        f"{START}第1条の改正規定は、令和8年7月1日から施行する。なお、第2条の改正規定は、令和8年7月1日とする。"
    )
    (clause,) = found.clauses
    units = units_of(clause)
    assert [u.commencement.date for u in units if isinstance(u.commencement, Fixed)] == [
        D(2026, 4, 1),
        D(2026, 7, 1),
    ]
    assert [str(a) for a in units[1].scope.include or ()] == ["第1条", "第2条"]


@pytest.mark.parametrize(
    ("proviso", "turn"),
    [
        ("第2条の改正規定は、令和8年7月1日から施行する。", D(2026, 4, 1)),
        ("第2条の改正規定は、この限りでない。", D(2026, 3, 24)),
    ],
)
def test_what_was_not_read_may_start_at_once(proviso: str, turn: D) -> None:
    """A day that nobody read may be the promulgation itself: from then on the clause is held, not only from the day read."""
    found = notice(START + proviso)
    (clause,) = found.clauses
    main = units_of(clause)[0]
    assert main.commencement is not None
    assert first_day(main.commencement, clause, found) == turn
