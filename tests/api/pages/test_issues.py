"""Gazette issues as pages: the list, an issue beside what was printed, its pages, its file."""

import base64
import hashlib
import re

import pytest

from desk_pages import FIRST, MISPRINT, NEXT, NOW, Desk, decree, words
from reiki.office.ingest import ingest
from reiki_api.pages.issues import attachment

DIGEST = hashlib.sha256(FIRST).hexdigest()


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path, FIRST, NEXT)
    with made.client:
        yield made
    made.close()


def test_the_list_has_the_newest_first_with_what_became_of_its_clauses(tmp_path):
    desk = Desk(tmp_path, MISPRINT, NEXT)
    with desk.client:
        page = desk.get("/issues").text
        assert re.findall(r"第[0-9]+号(?=</a>)", page) == ["第2号", "第1号"]
        said = words(page)
        assert said.index("待機 1") < said.index("保留 1")
        assert "公報を取り込む" not in said
        desk.sign_in()
        assert "公報を取り込む" in words(desk.get("/issues").text)
    desk.close()


def test_the_list_goes_on_page_by_page(tmp_path):
    issues = [
        decree(n, n, "2024-06-28", 1, "文書は、_孫_が扱う。", "文書は、_課_が扱う。", "令和6年7月1日")
        for n in range(1, 34)
    ]
    desk = Desk(tmp_path)
    for n, data in enumerate(issues):
        ingest(desk.store, data, f"{n}.html", now=NOW)
    with desk.client:
        first, second = desk.get("/issues").text, desk.get("/issues?page=2").text
        links = [re.findall(r'href="(/issues/[0-9a-f]{64})"', page) for page in (first, second)]
        assert [len(found) for found in links] == [30, 3]
        assert not set(links[0]) & set(links[1])
        assert 'rel="next" href="/issues?page=2"' in first
        assert 'rel="prev" href="/issues?page=1"' in second
        assert desk.get("/issues?page=3").status_code == 404
        for wrong in ("0", "-1", "x", "1" * 40):
            assert desk.get(f"/issues?page={wrong}").status_code == 400
    desk.close()


def test_an_empty_store_says_so(tmp_path):
    desk = Desk(tmp_path)
    with desk.client:
        assert "まだ公報は取り込まれていません" in words(desk.get("/issues").text)
    desk.close()


def test_an_issue_tells_what_it_ordered_beside_what_was_printed(desk):
    page = desk.get(f"/issues/{DIGEST}").text
    said = words(page)
    assert "霧浜市文書規則の一部を改正する規則" in said
    assert "反映済" in said
    assert "第1条中「係」を「課」に改める。" in said
    # The table as printed, with its marks.
    assert '文書は、<span class="m-underline ">課</span>が扱う。' in page
    assert '文書は、<span class="m-underline ">係</span>が扱う。' in page
    assert "改正後" in said
    assert DIGEST in page


def test_an_issue_links_to_the_text_on_its_day_and_to_the_comparison(desk):
    page = desk.get(f"/issues/{DIGEST}").text
    law = re.search(r'href="/works/([0-9A-Z]{15})\?on=2024-07-01"', page)[1]
    assert f"/works/{law}/compare?from=2024-06-30&amp;to=2024-07-01" in page
    assert desk.get(f"/works/{law}?on=2024-07-01").status_code == 200
    assert desk.get(f"/works/{law}/compare?from=2024-06-30&to=2024-07-01").status_code == 200


def test_a_held_clause_says_why_and_marks_the_row(tmp_path):
    desk = Desk(tmp_path, MISPRINT, NEXT)
    with desk.client:
        held = desk.get(f"/issues/{hashlib.sha256(MISPRINT).hexdigest()}").text
        assert "改正前の欄と、収録されている条文が一致しません" in words(held)
        assert held.count('<tr class="meant">') == 1
        assert "/compare" not in held
        waiting = words(desk.get(f"/issues/{hashlib.sha256(NEXT).hexdigest()}").text)
        assert "先行する保留の解決を待っています" in waiting
    desk.close()


def test_an_issue_in_english(desk):
    page = desk.get(f"/issues/{DIGEST}?lang=en").text
    assert "What it orders" in page
    assert '<html lang="en">' in page


def test_what_is_not_there_is_a_page_not_found(desk):
    for path in (
        f"/issues/{'0' * 64}",
        "/issues/abc",
        f"/issues/{DIGEST.upper()}",
        f"/issues/{'0' * 64}/source",
    ):
        assert desk.get(path).status_code == 404, path
    assert desk.get(f"/issues/{DIGEST}/pages/1.png").status_code == 404
    assert desk.get(f"/issues/{DIGEST}/pages/x.png").status_code in (400, 404)


# ----------------------------------------------------------------------------------------------------------- the file


def test_the_file_is_saved_and_never_shown(desk):
    answer = desk.get(f"/issues/{DIGEST}/source")
    assert answer.content == FIRST
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    digest = base64.b64encode(bytes.fromhex(DIGEST)).decode()
    assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"


@pytest.mark.parametrize(
    "name", ['a".html', "改行\r\nSet-Cookie: x=1.html", "../../x", "", "公報 第1号.pdf", "\x7f\x00"]
)
def test_no_name_breaks_out_of_its_header(name):
    said = attachment(name)["Content-Disposition"]
    assert said.isascii()
    assert said.isprintable()
    assert said.count('"') == 2
    assert "\r" not in said


# --------------------------------------------------------------------------------------------------------------- pages


def test_the_pages_of_a_pdf_are_pictures(tmp_path, corpus):
    desk = Desk(tmp_path)
    data = (corpus / "gazette" / "renderings" / "2024-06-28-no1234-horizontal.pdf").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    ingest(desk.store, data, "1234.pdf", now=NOW)
    with desk.client:
        page = desk.get(f"/issues/{digest}").text
        assert f"/issues/{digest}/pages/2.png" in page
        picture = desk.get(f"/issues/{digest}/pages/2.png")
        assert picture.headers["content-type"] == "image/png"
        assert picture.content.startswith(b"\x89PNG")
        assert desk.get(f"/issues/{digest}/pages/2.png").content == picture.content
        for none in ("0", "99", "-1"):
            assert desk.get(f"/issues/{digest}/pages/{none}.png").status_code == 404
    desk.close()


# ------------------------------------------------------------------------------------------------------------- hostile


def test_hostile_titles_are_shown_as_words(tmp_path):
    hostile = "霧浜市&lt;/h2&gt;&lt;svg onload=alert(1)&gt;規則"
    data = FIRST.replace("霧浜市文書規則".encode(), hostile.encode())
    desk = Desk(tmp_path)
    ingest(desk.store, data, "<b>1</b>.html", now=NOW)
    digest = hashlib.sha256(data).hexdigest()
    with desk.client:
        for path in (
            f"/issues/{digest}",
            "/issues",
            "/review",
            "/changed?month=2024-06",
            "/upcoming?on=2024-06-28",
        ):
            page = desk.get(path)
            assert page.status_code == 200, path
            assert "<svg" not in page.text, path
            assert "<b>1</b>" not in page.text, path
        assert "&lt;svgonload=alert(1)&gt;" in desk.get(f"/issues/{digest}").text
        feed = desk.get("/feed.atom").text
        assert "<svg" not in feed
    desk.close()
