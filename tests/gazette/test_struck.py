"""Words struck out where no column says what that means hold the clauses, in pages and Word documents alike."""

import pytest

from office_files import p, packed, r, tbl, tc, tr, u, word_parts
from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Issue
from reiki.office.parse import parse_source
from reiki.source.open import read

HEAD = (
    "霧浜市公報", "令和6年3月29日　第10号", "規則", "市民農園規則の一部を改正する規則をここに公布する。", "令和6年3月29日",
    "霧浜市長　見本　太郎", "霧浜市規則第5号", "市民農園規則の一部を改正する規則",
    "{target}の一部を次のように改正する。",
    "次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。",
)  # fmt: skip
TARGET = r("市民農園規則（平成12年霧浜市規則第21号）")
STRUCK = '<w:del w:id="1"><w:r><w:delText>{}</w:delText></w:r></w:del>'
ADDED = '<w:ins w:id="2">{}</w:ins>'


def issue(
    after: str, before: str, target: str = TARGET, start: str = r("この規則は、令和6年4月1日から施行する。")
) -> bytes:
    lines = "".join(
        p(target + r("の一部を次のように改正する。")) if "{target}" in line else p(r(line)) for line in HEAD
    )
    rows = (
        tr(tc(p(r("改正後"))), tc(p(r("改正前")))),
        tr(*(tc(p(r("第2条　利用の期間は、") + words + r("とする。"))) for words in (after, before))),
    )
    return packed(word_parts(lines + tbl(*rows) + p(r("附　則")) + p(start)))


def codes(data: bytes) -> list[str]:
    report = parse_source(data, "issue.docx").as_json()
    (notice,) = report["notices"]
    (clause,) = notice["clauses"]
    return [f["code"] for f in clause["findings"] if f["severity"] == "error"]


def test_nothing_struck() -> None:
    assert codes(issue(u("3年"), u("2年"))) == []


def test_tracked_changes_are_the_comparison() -> None:
    assert codes(issue(ADDED.format(r("3年")), STRUCK.format("2年"))) == []


def test_words_struck_in_the_column_of_the_new_text() -> None:
    assert "struck_in_after" in codes(issue(STRUCK.format("2年") + ADDED.format(r("3年")), u("2年")))


@pytest.mark.parametrize(
    "given",
    [
        issue(u("3年"), u("2年"), target=STRUCK.format("公園規則（平成11年霧浜市規則第1号）") + TARGET),
        issue(u("3年"), u("2年"), start=STRUCK.format("この規則は、公布の日から施行する。") + r("この規則は、令和6年4月1日から施行する。")),
    ],
)  # fmt: skip
def test_words_struck_outside_the_columns(given: bytes) -> None:
    assert "struck_in_prose" in codes(given)


def test_only_the_notice_that_has_them_is_held() -> None:
    lines = "".join(f"<p>{line}</p>" for line in HEAD).replace(
        "{target}", "市民農園規則（平成12年霧浜市規則第21号）"
    )
    table = "<table><tr><th>改正後</th><th>改正前</th></tr><tr><td>第2条　<u>甲</u></td><td>第2条　<u>乙</u></td></tr></table>"
    suppl = "<p>附　則</p><p>この規則は、{}公布の日から施行する。</p>"
    second = "".join(f"<p>{line}</p>" for line in HEAD[3:]).replace("規則第5号", "規則第6号").replace(
        "{target}", "公園規則（平成11年霧浜市規則第1号）"
    ).replace("市民農園規則の一部", "公園規則の一部")  # fmt: skip
    page = f"<html><body>{lines}{table}{suppl.format('<del>明日</del>')}{second}{table}{suppl.format('')}</body></html>"
    found: Issue = parse_issue(read(page.encode(), "a.html"))
    assert [[f.code for c in n.clauses for f in c.findings if f.code.startswith("struck")] for n in found.notices] == [
        ["struck_in_prose"], [],
    ]  # fmt: skip
