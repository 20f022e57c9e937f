"""Upload, preview, commit: by form, without script."""

import hashlib

import pytest

from desk_pages import FIRST, MISPRINT, NEXT, NOW, Desk, hidden, words
from reiki.office.catalogue import state_of
from reiki.office.ingest import ingest
from reiki.office.records import issues
from reiki.office.tokens import Role
from reiki_api.pages.spool import Spool
from written import Change, Decree, Order, issue

DIGEST = hashlib.sha256(FIRST).hexdigest()


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    with made.client:
        yield made
    made.close()


def stored(desk):
    return [each["source_sha256"] for each in issues(desk.store)[0]]


def commit_fields(page):
    return {name: hidden(page, name) for name in ("entry", "state", "name")}


def test_an_issue_goes_in_as_its_preview_said(desk):
    desk.sign_in()
    before = state_of(desk.store)
    page = desk.upload(FIRST, "第1号.html")
    assert page.status_code == 200
    said = words(page.text)
    assert "まだ何も書き込んでいません" in said
    assert "反映されます" in said
    assert "第1条中「係」を「課」に改める。" in said
    assert "令和6年7月1日から" in said
    assert state_of(desk.store) == before
    answer = desk.post(f"/upload/{DIGEST}/commit", commit_fields(page.text))
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/issues/{DIGEST}?taken"
    assert stored(desk) == [DIGEST]
    assert "取り込みました" in words(desk.get(answer.headers["location"]).text)
    # The file that was committed has the name that it came with.
    assert "第1号.html" in desk.get(f"/issues/{DIGEST}").text


def test_a_held_clause_is_told_before_and_after(desk):
    desk.sign_in()
    page = desk.upload(MISPRINT)
    said = words(page.text)
    assert "保留になります" in said
    assert "改正前の欄と、収録されている条文が一致しません" in said
    assert "変わる条文はありません" in said
    digest = hashlib.sha256(MISPRINT).hexdigest()
    answer = desk.post(f"/upload/{digest}/commit", commit_fields(page.text))
    assert "保留になった改正規定があります" in words(desk.get(answer.headers["location"]).text)


def test_a_store_that_changed_in_between_shows_a_new_preview(desk):
    desk.sign_in()
    page = desk.upload(FIRST)
    fields = commit_fields(page.text)
    ingest(desk.store, NEXT, "2.html", now=NOW)
    answer = desk.post(f"/upload/{DIGEST}/commit", fields)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/upload/{DIGEST}?moved"
    assert DIGEST not in stored(desk)
    again = desk.get(answer.headers["location"])
    assert "取り込みませんでした" in words(again.text)
    fresh = commit_fields(again.text)
    assert fresh != fields
    assert desk.post(f"/upload/{DIGEST}/commit", fresh).headers["location"] == f"/issues/{DIGEST}?taken"
    assert DIGEST in stored(desk)


def test_bytes_that_are_here_already_offer_no_commit(desk):
    ingest(desk.store, FIRST, "1.html", now=NOW)
    page = desk.sign_in().upload(FIRST)
    assert "既に取り込まれています" in words(page.text)
    assert "/commit" not in page.text


def test_what_columns_quote_is_kept_when_asked_for(desk):
    order = Order("霧浜市公印規則", "平成9年霧浜市規則第6号", (Change("第1条　_係_", "第1条　_課_"),))
    data = issue(1, "2024-06-28", Decree(3, (order,), "令和6年7月1日"))
    desk.sign_in()
    assert "改正の対象となる条文が収録されていません" in words(desk.upload(data).text)
    page = desk.upload(data, partial="yes")
    assert "部分収録" in words(page.text)
    digest = hashlib.sha256(data).hexdigest()
    fields = {**commit_fields(page.text), "partial": hidden(page.text, "partial")}
    assert desk.post(f"/upload/{digest}/commit", fields).headers["location"].startswith("/issues/")
    assert "反映済" in words(desk.get(f"/issues/{digest}").text)


# ------------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "この資料は読み取れません"),
        (b"PK\x03\x04rubbish", "この資料は読み取れません"),
        ("夏祭りのお知らせ".encode(), "公布文が見当たりません"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line_and_not_kept(desk, data, said):
    page = desk.sign_in().upload(data, "x.html")
    assert page.status_code == 400
    assert said in words(page.text)
    assert stored(desk) == []
    assert desk.get(f"/upload/{hashlib.sha256(data).hexdigest()}").status_code == 410


def test_a_form_without_a_file_is_told(desk):
    assert "資料が選ばれていません" in words(desk.sign_in().post("/upload").text)


def test_a_file_beyond_the_limit_is_refused(tmp_path):
    desk = Desk(tmp_path, largest_upload=20_000)
    with desk.client:
        answer = desk.sign_in().upload(b"<p>" + b"x" * 30_000)
        assert answer.status_code == 413
    desk.close()


@pytest.mark.parametrize("path", ["/upload", f"/upload/{DIGEST}"])
def test_only_editors_see_the_upload_pages(desk, path):
    assert desk.get(path).status_code == 303
    assert desk.get(path).headers["location"].startswith("/sign-in")
    assert desk.sign_in(Role.READER).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/upload", f"/upload/{DIGEST}/commit"])
def test_only_editors_write(desk, path):
    files = {"file": ("1.html", FIRST, "text/html")} if path == "/upload" else None
    answer = desk.client.post(path, files=files or {"x": ("", b"")}, headers={"Accept": "text/html"})
    assert answer.status_code in (303, 403)
    assert "/upload" not in answer.headers.get("location", "")
    assert desk.sign_in(Role.READER).post(path, {"entry": "1", "state": ""}, files).status_code == 403
    assert stored(desk) == []


def test_a_form_that_is_not_ours_is_refused(desk):
    desk.sign_in()
    fields = commit_fields(desk.upload(FIRST).text)
    files = {"file": ("1.html", FIRST, "text/html")}
    assert desk.post("/upload", files=files, csrf=False).status_code == 403
    assert desk.post(f"/upload/{DIGEST}/commit", fields, csrf=False).status_code == 403
    assert desk.post(f"/upload/{DIGEST}/commit", {**fields, "csrf": "0" * 64}, csrf=False).status_code == 403
    assert stored(desk) == []


@pytest.mark.parametrize("entry", ["", "-1", "x", "9" * 40])
def test_a_commit_without_its_entry_is_refused(desk, entry):
    fields = commit_fields(desk.sign_in().upload(FIRST).text)
    answer = desk.post(f"/upload/{DIGEST}/commit", {**fields, "entry": entry})
    assert answer.status_code == 400
    assert stored(desk) == []


def test_a_file_that_is_gone_is_uploaded_again(desk):
    desk.sign_in()
    page = desk.get(f"/upload/{'0' * 64}")
    assert page.status_code == 410
    assert "もう一度選んでください" in words(page.text)
    answer = desk.post(f"/upload/{'0' * 64}/commit", {"entry": "1", "state": ""})
    assert answer.status_code == 410
    assert desk.get("/upload/..%2F..%2Fetc").status_code == 404


def test_a_hostile_name_is_shown_as_words(desk):
    page = desk.sign_in().upload(FIRST, "../../<script>alert(1)</script>.html")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "script&gt;.html" in page.text


def test_hostile_words_of_a_gazette_are_shown_as_words(desk):
    data = FIRST.replace("霧浜市文書規則".encode(), "霧浜市&lt;img src=x onerror=alert(1)&gt;規則".encode())
    page = desk.sign_in().upload(data)
    assert page.status_code == 200
    assert "<img src=x" not in page.text
    assert "&lt;imgsrc=xonerror=alert(1)&gt;" in page.text


def test_the_page_runs_nothing_inline(desk):
    page = desk.sign_in().upload(FIRST)
    assert "style=" not in page.text
    assert "onclick" not in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"


# ---------------------------------------------------------------------------------------------------------------- spool


def test_the_spool_keeps_a_file_for_a_while():
    clock = [0.0]
    spool = Spool(limit=100, age=10, clock=lambda: clock[0])
    digest = spool.put(b"abc", "a.html")
    clock[0] = 9
    assert spool.get(digest) == (b"abc", "a.html")
    clock[0] = 18
    assert spool.get(digest) == (b"abc", "a.html")
    clock[0] = 29
    assert spool.get(digest) is None
    spool.close()


def test_the_spool_has_a_size():
    spool = Spool(limit=10)
    first, second = spool.put(b"a" * 6, "a"), spool.put(b"b" * 6, "b")
    assert spool.get(first) is None
    assert spool.get(second) == (b"b" * 6, "b")
    spool.close()


def test_the_spool_gives_what_it_was_given_or_nothing():
    spool = Spool(limit=100)
    digest = spool.put(b"abc", "a")
    spool._path(digest).write_bytes(b"abd")
    assert spool.get(digest) is None
    assert spool.get("../../etc/passwd") is None
    spool.close()


def test_the_spool_leaves_nothing_behind():
    spool = Spool(limit=100)
    folder = spool._path(spool.put(b"abc", "a")).parent
    assert folder.stat().st_mode & 0o077 == 0
    spool.close()
    assert not folder.exists()
