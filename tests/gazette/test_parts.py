"""What a ただし書 of a 附則 names, and what it does not: a part that is read wrongly would start on a wrong day."""

import pytest

from columns import B, cell
from reiki.gazette.compile import compile_clause
from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Issue
from reiki.gazette.proviso import read_subjects
from reiki.gazette.units import part_addresses, units_of
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.source.open import read

BASE = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

第1条　甲とする。
第2条　乙とする。
　　　附　則
　この規則は、平成18年4月1日から施行する。
"""


def issue(body: str, suppl: str) -> Issue:
    page = f"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><h1>霧浜市公報</h1>
<p>令和6年6月28日　第1234号</p><p>霧浜市見本規則の一部を改正する規則をここに公布する。</p><p>令和6年6月28日</p>
<p>霧浜市長　三雲　航平</p><p>霧浜市規則第21号</p><p>霧浜市見本規則の一部を改正する規則</p>
<p>霧浜市見本規則（平成18年霧浜市規則第12号）の一部を次のように改正する。</p>{body}
<p>附　則</p>{suppl}</body></html>"""
    return parse_issue(read(page.encode(), "issue.html"))


def table(before: str, after: str) -> str:
    return (
        f'<p>{B}</p><table border="1"><tr><th>改正前</th><th>改正後</th></tr>'
        f"<tr><td>{cell(before)}</td><td>{cell(after)}</td></tr></table>"
    )


BOTH = table("第1条　【甲】とする。\n第2条　【乙】とする。", "第1条　【丙】とする。\n第2条　【丁】とする。")


@pytest.mark.parametrize(
    ("subject", "articled", "want"),
    [
        ("第1条中第5条の改正規定", True, [("1", "第5条の改正規定")]),
        ("第1条中第5条の改正規定", False, [("", "第1条中第5条の改正規定")]),
        ("第5条中第2項の改正規定", False, [("", "第5条中第2項の改正規定")]),
        ("附則第3項の規定", False, [("附則3", "")]),
        ("附則第2条第3項の規定", True, [("附則2-3", "")]),
        ("第2条第3項の規定", True, []),
    ],
)
def test_subjects(subject: str, articled: bool, want: list[tuple[str, str]]) -> None:
    assert read_subjects(subject, articled) == want


@pytest.mark.parametrize(
    ("part", "want"),
    [
        ("第5条中第2項の改正規定", ("第5条第2項",)),
        ("第5条第2項中第1号の改正規定", ("第5条第2項第1号",)),
        ("第5条の改正規定", ("第5条",)),
        ("第1条中第5条の改正規定", None),
        ("第5条中「甲」を「乙」に改める改正規定", None),
    ],
)
def test_parts(part: str, want: tuple[str, ...] | None) -> None:
    found = part_addresses(part)
    assert (None if found is None else tuple(map(str, found))) == want


def test_an_article_of_the_notice_that_has_none_is_held() -> None:
    """``第1条中第2条の改正規定`` in a notice without articles names nothing, and no part may start on another day for it."""
    said = "<p>この規則は、公布の日から施行する。ただし、第1条中第2条の改正規定は、令和7年4月1日から施行する。</p>"
    (unit,) = units_of(issue(BOTH, said).notices[0].clauses[0])
    assert [f.code for f in unit.findings] == ["part_commencement"]


def test_a_place_within_an_article_of_the_regulation_is_a_part() -> None:
    said = "<p>この規則は、公布の日から施行する。ただし、第2条の改正規定は、令和7年4月1日から施行する。</p>"
    main, part = units_of(issue(BOTH, said).notices[0].clauses[0])
    assert [str(a) for a in main.scope.exclude] == ["第2条"]
    assert part.scope.include == main.scope.exclude


def test_a_paragraph_of_an_article_of_the_suppl_that_amends_nothing() -> None:
    """附則第2条第3項 is not the whole of 附則第2条; where that amends nothing, no clause hangs on it."""
    suppl = (
        "<p>（施行期日）</p><p>第1条　この規則は、公布の日から施行する。ただし、附則第2条第3項の規定は、令和7年4月1日から施行する。</p>"
        "<p>（経過措置）</p><p>第2条　なお従前の例による。</p><p>２　市長は、公表する。</p><p>３　市長は、通知する。</p>"
    )
    (notice,) = issue(BOTH, suppl).notices
    codes = {
        f.code
        for f in (*notice.findings, *(f for c in notice.clauses for f in c.findings))
        if f.severity == "error"
    }
    assert codes == set()
    assert len(units_of(notice.clauses[0])) == 1


def test_a_conversion_does_not_start_in_parts() -> None:
    body = "<p>本則中「とする」を「である」に改める。</p><p>本則を左横書きに改める。</p>"
    said = "<p>この規則は、公布の日から施行する。ただし、第2条の改正規定は、令和7年4月1日から施行する。</p>"
    found = issue(body, said)
    clause = found.notices[0].clauses[0]
    base = LawDocument.from_regulation(parse_regulation(BASE).regulation)
    for unit in units_of(clause):
        compiled = compile_clause(clause, found, base, None, unit.scope)
        assert "conversion_in_parts" in {f.code for f in compiled.findings}
        assert compiled.held
