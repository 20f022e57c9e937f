"""The review desk: what is held and why, the decisions of people and what comes of them."""

import json
import re
from urllib.parse import quote

import pytest

from desk_pages import DOUBTFUL, FIRST, MISPRINT, NEXT, NOW, OPERATIONS, TITLE, Desk, decree, words
from reiki.office import ask
from reiki.office.contrasts import contrasts
from reiki.office.ingest import ingest
from reiki.office.tokens import Role
from written import day

REASON = "原本の公報で確かめた"


@pytest.fixture
def misprint(tmp_path):
    made = Desk(tmp_path, MISPRINT, NEXT)
    with made.client:
        yield made
    made.close()


@pytest.fixture
def doubtful(tmp_path):
    made = Desk(tmp_path, DOUBTFUL, NEXT)
    with made.client:
        yield made
    made.close()


def at(desk):
    return f"/review/{quote(desk.held(), safe='/')}"


def article(desk, n, on):
    return ask.text(desk.store, TITLE, on=day(on), at=f"第{n}条").content.partition("　")[2]


def decide(desk, verb, *, file=None, **fields):
    files = {"operations": ("operations.json", file, "application/json")} if file is not None else None
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', desk.get(at(desk)).text)
    said = {"verb": verb, "reason": REASON, "seen": seen[1] if seen else ""}
    return desk.post(at(desk), {**said, **fields}, files)


# ------------------------------------------------------------------------------------------------------------ what is held


def test_the_desk_lists_what_is_held_and_what_waits_behind(misprint):
    page = misprint.get("/review").text
    said = words(page)
    assert "保留1件" in said
    assert "霧浜市文書規則" in said
    assert "改正前の欄と、収録されている条文が一致しません" in said
    assert "後に1件が待機" in said
    assert f'href="{at(misprint)}"' in page


def test_nothing_held_says_so(tmp_path):
    desk = Desk(tmp_path, FIRST)
    with desk.client:
        assert "保留されているものはありません" in words(desk.get("/review").text)
    desk.close()


def test_a_held_clause_shows_both_texts_with_what_differs(misprint):
    page = misprint.get(at(misprint)).text
    contrast = re.search(r'<table class="contrast".*?</table>', page, re.DOTALL)[0]
    assert re.findall(r"<mark>(.*?)</mark>", contrast) == ["孫", "係"]
    assert "改正前の欄" in contrast
    assert "収録されている条文" in contrast
    assert '<tr class="meant">' in page
    assert "この後で待っているもの" in words(page)
    assert misprint.get(at(misprint)).headers["content-security-policy"].startswith("default-src 'none'")


def test_the_contrast_is_of_the_words_themselves(misprint):
    (found,) = contrasts(misprint.store, misprint.held()).values()
    (one,) = found
    assert (one.what, one.at) == ("base", "第1条")
    assert [one.said[a:b] for a, b in one.said_spans] == ["孫"]
    assert [one.stands[a:b] for a, b in one.stands_spans] == ["係"]


def test_a_pdf_shows_the_place_on_its_page(tmp_path, corpus):
    """The corpus's held clause, from its PDF."""
    desk = Desk(tmp_path)
    data = (corpus / "gazette" / "renderings" / "2025-03-28-no1238-horizontal.pdf").read_bytes()
    from reiki.office.importing import import_regulation

    base = (corpus / "regulations" / "tokusyu-kisoku.txt").read_bytes()
    import_regulation(
        desk.store, base, "tokusyu.txt", now=NOW, today=day("2024-03-31"), as_of=day("2024-03-31"), jurisdiction="31299"
    )  # fmt: skip
    report = ingest(desk.store, data, "1238.pdf", now=NOW)
    key = next(c.key for c in report.clauses if c.status == "held" and c.clause == "2")
    with desk.client:
        page = desk.get(f"/review/{key}").text
        address = re.search(r'<img src="(/pictures/[^"]+)"', page)[1]
        picture = desk.get(address)
        assert picture.headers["content-type"] == "image/png"
        assert picture.content.startswith(b"\x89PNG")
        assert desk.get(f"/pictures/99/{key}").status_code == 404
    desk.close()


def test_an_unknown_clause_is_not_found(misprint):
    assert misprint.get("/review/nothing").status_code == 404
    assert misprint.get(f"/pictures/0/{misprint.held()}").status_code == 404
    assert misprint.sign_in().post("/review/nothing", {"verb": "reject", "reason": "x"}).status_code == 404


def test_a_key_with_a_number_sign_has_an_address(tmp_path):
    """A clause whose parts start on different days is one clause for each."""
    from written import Change, Decree, Order, issue

    changes = (
        Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。"),
        Change("第2条　文書は、_百年間_保存する。", "第2条　文書は、_五年間_保存する。"),
    )
    starts = "令和6年7月1日から施行する。ただし、第2条の改正規定は、令和6年8月1日"
    data = issue(1, "2024-06-28", Decree(3, (Order(TITLE, "平成9年霧浜市規則第5号", changes),), starts))
    desk = Desk(tmp_path, data)
    keys = [c.key for c in desk.reports[0].clauses]
    assert any("#" in key for key in keys)
    with desk.client:
        for key in keys:
            page = desk.get(f"/review/{quote(key, safe='/')}")
            assert page.status_code == 200
            assert "霧浜市文書規則" in page.text
        issue_page = desk.get(f"/issues/{keys[0].partition('/')[0]}").text
        assert f'href="/review/{quote(keys[-1], safe="/")}"' in issue_page
    desk.close()


# ----------------------------------------------------------------------------------------------------------------- decisions


def test_a_doubt_is_waived_and_what_waited_goes_on(doubtful):
    doubtful.sign_in()
    page = doubtful.get(at(doubtful)).text
    assert "疑義を解消済みとする" in page
    answer = decide(doubtful, "waive", code="target_title_differs")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{at(doubtful)}?done=waive&freed=1"
    after = words(doubtful.get(answer.headers["location"]).text)
    assert "疑義を解消済みとしました" in after
    assert "1件が先へ進みました" in after
    assert "反映済" in after
    assert "editorの山田" in after
    assert REASON in after
    assert article(doubtful, 1, "2024-07-01") == "文書は、課が扱う。"
    assert article(doubtful, 2, "2024-10-01") == "文書は、五年間保存する。"


def test_a_candidate_is_accepted(tmp_path):
    after = "文書は、_課_が扱うものとする。"
    desk = Desk(tmp_path, decree(1, 3, "2024-06-28", 1, "文書は、_係_が扱う。", after, "令和6年7月1日"))
    with desk.client:
        desk.sign_in()
        page = desk.get(at(desk)).text
        assert "線のない違いがあります" in words(page)
        assert "示された改正を認める" in page
        assert decide(desk, "accept").status_code == 303
        assert article(desk, 1, "2024-07-01") == "文書は、課が扱うものとする。"
    desk.close()


def test_what_is_no_doubt_is_not_offered_and_not_accepted(misprint):
    misprint.sign_in()
    page = misprint.get(at(misprint)).text
    assert 'value="accept"' not in page
    assert 'value="waive"' not in page
    for fields in (
        {"verb": "accept"},
        {"verb": "waive", "code": "base_differs"},
        {"verb": "waive"},
        {"verb": "x"},
    ):
        answer = decide(misprint, **{"verb": "", **fields})
        assert answer.status_code == 409
        assert "記録しませんでした" in words(answer.text)
        assert REASON in answer.text
    assert article(misprint, 1, "2024-07-01") == "文書は、係が扱う。"


def test_operations_are_given_as_a_file(misprint):
    misprint.sign_in()
    answer = decide(misprint, "give", file=json.dumps(OPERATIONS).encode())
    assert answer.headers["location"].endswith("?done=give&freed=1")
    assert article(misprint, 1, "2024-07-01") == "文書は、課が扱う。"


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"no json",
        b"{}",
        b"[]",
        b'[{"op": "explode"}]',
        b"[" * 100_000,
        b"[" + b" " * 600_000 + b"]",
        b"\xff\xfe",
    ],
)
def test_operations_that_cannot_be_read_are_told_and_nothing_is_recorded(misprint, file):
    answer = decide(misprint.sign_in(), "give", file=file)
    assert answer.status_code == 409
    assert "記録しませんでした" in words(answer.text)
    assert "判断の記録" not in words(answer.text)


def test_operations_that_do_not_fit_are_told_and_nothing_is_recorded(misprint):
    wrong = [{**OPERATIONS[0], "before": "孫"}]
    answer = decide(misprint.sign_in(), "give", file=json.dumps(wrong).encode())
    assert answer.status_code == 409
    assert article(misprint, 1, "2024-07-01") == "文書は、係が扱う。"


def test_a_clause_is_rejected_and_the_decision_taken_back(misprint):
    misprint.sign_in()
    assert decide(misprint, "reject").headers["location"].endswith("?done=reject&freed=1")
    assert article(misprint, 1, "2024-07-01") == "文書は、係が扱う。"
    assert article(misprint, 2, "2024-10-01") == "文書は、五年間保存する。"
    page = misprint.get(at(misprint)).text
    assert 'value="undo"' in page
    assert 'value="reject"' not in page
    assert decide(misprint, "undo").headers["location"].endswith("?done=undo&freed=0")
    after = words(misprint.get(at(misprint)).text)
    assert "取消し：editorの山田" in after
    assert "保留" in after
    assert article(misprint, 2, "2024-10-01") == "文書は、十年間保存する。"


def test_a_reason_is_required(misprint):
    misprint.sign_in()
    for reason in ("", "  \n"):
        answer = decide(misprint, "reject", reason=reason)
        assert answer.status_code == 409
    assert "判断の記録" not in words(misprint.get(at(misprint)).text)


def test_who_decides_is_who_is_signed_in(misprint):
    misprint.sign_in()
    decide(misprint, "reject", person="市長", by="市長")
    said = words(misprint.get(at(misprint)).text)
    assert "editorの山田" in said
    assert "市長" not in said


# ------------------------------------------------------------------------------------------------------------------ refusals


def test_readers_see_and_do_not_decide(misprint):
    assert "編集者としてサインインしてください" in words(misprint.get(at(misprint)).text)
    assert "<textarea" not in misprint.get(at(misprint)).text
    answer = misprint.client.post(
        at(misprint), data={"verb": "reject", "reason": "x"}, headers={"Accept": "text/html"}
    )
    assert answer.status_code in (303, 403)
    misprint.sign_in(Role.READER)
    assert "<textarea" not in misprint.get(at(misprint)).text
    assert decide(misprint, "reject").status_code == 403
    assert article(misprint, 2, "2024-10-01") == "文書は、十年間保存する。"


def test_a_form_that_is_not_ours_decides_nothing(misprint):
    misprint.sign_in()
    answer = misprint.post(at(misprint), {"verb": "reject", "reason": "x"}, csrf=False)
    assert answer.status_code == 403
    assert misprint.get("/review").text.count("保留") > 0
    assert article(misprint, 2, "2024-10-01") == "文書は、十年間保存する。"


def test_a_hostile_reason_is_shown_as_words(misprint):
    misprint.sign_in()
    decide(misprint, "reject", reason="<script>alert(1)</script>")
    page = misprint.get(at(misprint)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    wrong = decide(misprint, "accept", reason="</textarea><script>x</script>")
    assert wrong.status_code == 409
    assert "</textarea><script>x" not in wrong.text


# -------------------------------------------------------------------------------------------------------- in whose language


def test_the_reason_is_told_in_japanese(misprint):
    """With the differing characters exactly as printed and as stored, on the list and on the clause's own page."""
    for path in ("/review", at(misprint)):
        found = re.search(r'<span class="message" lang="ja">(.*?)</span>', misprint.get(path).text)
        assert "［孫］" in found[1]
        assert "［係］" in found[1]
        assert found[1].startswith("改正前の欄は「")
        assert found[1].endswith("の中が違います。")
    assert "quotes" not in misprint.get(at(misprint)).text


def test_in_english_it_stays_the_english_sentence(misprint):
    page = misprint.client.get(at(misprint), headers={"Accept": "text/html", "Accept-Language": "en"}).text
    found = re.search(r'<span class="message" lang="en">(.*?)</span>', page)
    assert "改正前 quotes 「" in found[1]
    assert "収録されている条文は" not in page


def test_a_refusal_is_told_in_japanese_with_the_names_of_the_codes(doubtful):
    answer = decide(doubtful.sign_in(), "waive")
    assert answer.status_code == 409
    said = words(answer.text)
    assert "解消済みとする疑義が選ばれていません。" in said
    assert "「線のない違いがあります」" in said
    assert "cannotbewaived" not in said
    answer = decide(doubtful, "reject", seen="0" * 64)
    assert answer.status_code == 409
    said = words(answer.text)
    assert "この改正規定を表示した後に、収録内容が変わりました。" in said
    assert doubtful.held()[:64] not in said.partition("保留の理由")[0]


def test_the_api_sets_the_japanese_beside_the_english(misprint):
    key = quote(misprint.held(), safe="/")
    for path in ("/v1/review", f"/v1/clauses/{key}"):
        document = misprint.client.get(path).json()
        clause = document["clauses"][0] if path == "/v1/review" else document
        finding = clause["findings"][0]
        assert "改正前 quotes 「" in finding["message"]
        assert finding["message_ja"].startswith(f"{finding['at']}：改正前の欄は「")
