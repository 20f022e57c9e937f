"""Comparison tables in the layouts that offices use, and in none of which the columns may be exchanged."""

import pytest

from columns import B, cell
from reiki.gazette.consolidate import Outcome, consolidate
from reiki.gazette.issue import parse_issue
from reiki.gazette.stacked import side_by_side
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.render.text import render_text
from reiki.source.model import Cell, MarkedText, Paragraph, Row, Table
from reiki.source.open import read

BASE = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

第1条　この規則は、見本について定める。
第2条　届出は、30日以内に行う。
第3条　市長は、届出を受理する。
2　市長は、台帳を置く。
　　　附　則
　この規則は、平成18年4月1日から施行する。
"""
OLD, NEW = cell("第2条　届出は、【30日】以内に行う。"), cell("第2条　届出は、【14日】以内に行う。")
OLD3, NEW3 = (
    cell("第3条　市長は、【届出】を受理する。\n２　略"),
    cell("第3条　市長は、【申請】を受理する。\n２　略"),
)
BARE_OLD, BARE_NEW = cell("届出は、【30日】以内に行う。"), cell("届出は、【14日】以内に行う。")
HEAD = "<tr><th>改正前</th><th>改正後</th></tr>"


def outcome(tables: str) -> Outcome:
    text = f"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><h1>霧浜市公報</h1>
<p>令和6年6月28日　第1234号</p><p>霧浜市見本規則の一部を改正する規則をここに公布する。</p><p>令和6年6月28日</p>
<p>霧浜市長　三雲　航平</p><p>霧浜市規則第21号</p><p>霧浜市見本規則の一部を改正する規則</p>
<p>霧浜市見本規則（平成18年霧浜市規則第12号）の一部を次のように改正する。</p><p>{B}</p>{tables}
<p>附　則</p><p>この規則は、公布の日から施行する。</p></body></html>"""
    issue = parse_issue(read(text.encode(), "issue.html"))
    notice = issue.notices[0]
    document = LawDocument.from_regulation(parse_regulation(BASE).regulation)
    return consolidate(document, notice.clauses[0], notice, issue)


def table(*rows: str) -> str:
    return (
        "<table border='1'>"
        + "".join(r if r.startswith("<tr>") else f"<tr>{r}</tr>" for r in rows)
        + "</table>"
    )


ONE = BASE.replace("30日", "14日")
BOTH = ONE.replace("届出を受理", "申請を受理")


@pytest.mark.parametrize(
    ("tables", "want"),
    [
        # a column of remarks, a column of the articles, and one of labels on each side
        (table("<th>改正前</th><th>改正後</th><th>備考</th>", f"<td>{OLD}</td><td>{NEW}</td><td>文言の整理</td>"), ONE),
        (table("<th>条項</th><th>改正前</th><th>改正後</th>", f"<td>第2条</td><td>{OLD}</td><td>{NEW}</td>"), ONE),
        (table("<th>条項</th><th>改正前</th><th>改正後</th>", f"<td>第2条</td><td>{BARE_OLD}</td><td>{BARE_NEW}</td>"), ONE),
        (table("<th colspan='2'>改正前</th><th colspan='2'>改正後</th>", f"<td>第2条</td><td>{BARE_OLD}</td><td>第2条</td><td>{BARE_NEW}</td>"), ONE),
        # cut into tables of which only the first has a head; heads again, also the other way round
        (table(HEAD, f"<td>{OLD}</td><td>{NEW}</td>") + table(f"<td>{OLD3}</td><td>{NEW3}</td>"), BOTH),
        (table(HEAD, f"<td>{OLD}</td><td>{NEW}</td>", HEAD, f"<td>{OLD3}</td><td>{NEW3}</td>"), BOTH),
        (table(HEAD, f"<td>{OLD}</td><td>{NEW}</td>", "<th>改正後</th><th>改正前</th>", f"<td>{NEW3}</td><td>{OLD3}</td>"), BOTH),
        # a cell beside two
        (table(HEAD, f"<td rowspan='2'>{OLD}{OLD3}</td><td>{NEW}</td>", f"<td>{NEW3}</td>"), BOTH),
        (table("<th>改正後</th><th>改正前</th>", f"<td rowspan='2'>{NEW}{NEW3}</td><td>{OLD}</td>", f"<td>{OLD3}</td>"), BOTH),
        # one above the other
        (table(f"<th>改正後</th><td>{NEW}</td>", f"<th>改正前</th><td>{OLD}</td>"), ONE),
        (table("<th>改　正　後</th>", f"<td>{NEW}</td>", "<th>改　正　前</th>", f"<td>{OLD}</td>"), ONE),
        (table(f"<th>改正前</th><td>{OLD}</td><td>{OLD3}</td>", f"<th>改正後</th><td>{NEW}</td><td>{NEW3}</td>"), BOTH),
        (table(f"<th>現行</th><td>{OLD}</td>", f"<th>改正案</th><td>{NEW}</td>", f"<th>現行</th><td>{OLD3}</td>", f"<th>改正案</th><td>{NEW3}</td>"), BOTH),
    ],
)  # fmt: skip
def test_layouts(tables: str, want: str) -> None:
    done = outcome(tables)
    assert done.document is not None, [f.message for f in done.findings]
    assert render_text(done.document.regulation()) == want


@pytest.mark.parametrize(
    "tables",
    [
        # heads exchanged
        table(f"<th>改正前</th><td>{NEW}</td>", f"<th>改正後</th><td>{OLD}</td>"),
        table(
            "<th>改正前</th><th>改正後</th>",
            f"<td rowspan='2'>{NEW}{NEW3}</td><td>{OLD}</td>",
            f"<td>{OLD3}</td>",
        ),
        # a second table of another width, or beside a text
        table(HEAD, f"<td>{OLD}</td><td>{NEW}</td>") + table(f"<td>{OLD3}</td><td>{NEW3}</td><td></td>"),
        table(HEAD, f"<td>{OLD}</td><td>{NEW}</td>") + "<p>第3条　市長は、申請を受理する。</p>",
        # the column of the articles names another
        table(
            "<th>条項</th><th>改正前</th><th>改正後</th>",
            f"<td>第3条</td><td>{BARE_OLD}</td><td>{BARE_NEW}</td>",
        ),
    ],
)
def test_held(tables: str) -> None:
    assert outcome(tables).document is None


def rows(*texts: tuple[str, ...]) -> Table:
    return Table(tuple(Row(tuple(Cell((Paragraph(MarkedText(t)),)) for t in row)) for row in texts))


def test_what_is_not_stacked() -> None:
    assert side_by_side(rows(("改正後", "甲"), ("改正後", "乙"))) is None
    assert (
        side_by_side(
            rows(
                ("改正後", "甲"),
            )
        )
        is None
    )
    assert side_by_side(rows(("表題",), ("改正後", "甲"), ("改正前", "乙"))) is None
    assert side_by_side(rows(("改正後", "甲"), ("改正前", "乙"), ("改正前", "丙"), ("改正後", "丁"))) is None
    found = side_by_side(rows(("改正後", "甲", "乙"), ("改正前", "丙")))
    assert found is not None
    assert [c.plain() for r in found.rows for c in r.cells] == ["改正前", "改正後", "丙", "甲\n乙"]
