"""The way of an officer who writes: sign in, look at what an issue would do, take it in, settle what is held."""

import datetime
import json

import pytest
from playwright.sync_api import expect

from desk_pages import BASE, DOUBTFUL, NEXT, TITLE, decree
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.store.session import open_store
from written import day

pytestmark = pytest.mark.slow

ORDINANCE = "霧浜市小型船舶係留施設条例"
ALLOWANCES = "霧浜市職員の特殊勤務手当の支給に関する規則"
REASON = "公報の原本で確かめた。"
FILE = "2024-06-28-no1234-horizontal.pdf"


def read(page, site, title, on):
    """Opens a regulation on a day, as anybody would."""
    page.goto(f"{site.address}/find?q={title}&on={on}")
    page.locator("ol.found").get_by_role("link", name=title, exact=True).first.click()
    expect(page.locator(".law-title")).to_have_text(title)
    return page.locator(".law")


def entry(page, site):
    """The number of the last entry in the store: what nobody can write without changing it."""
    return json.loads(page.request.get(f"{site.address}/health").text())["store"]["entry"]


def take_in(page, site, pdf):
    """Sign in → upload → preview → commit → the new text."""
    page.goto(site.address)
    page.get_by_role("navigation").get_by_role("link", name="公報").click()
    expect(page.get_by_role("main")).to_contain_text("まだ公報は取り込まれていません")
    site.sign_in(page)
    page.get_by_role("navigation").get_by_role("link", name="公報").click()
    page.get_by_role("link", name="公報を取り込む").click()
    before = entry(page, site)
    page.get_by_label("公報の資料").set_input_files(pdf)
    page.get_by_role("button", name="内容を確かめる").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("霧浜市公報 第1234号")
    expect(page.get_by_role("status")).to_contain_text("まだ何も書き込んでいません")
    expect(page.get_by_text("反映されます")).to_have_count(3)
    changes = page.locator(".change").filter(has_text=ORDINANCE).first
    changes.get_by_text("新旧対照表").click()
    expect(changes.get_by_role("table").first).to_contain_text("事務所又は事業所")
    preview = page.url

    law = read(page, site, ORDINANCE, "2024-07-01")
    expect(law).to_contain_text("主たる事務所")
    expect(law).not_to_contain_text("事務所又は事業所")
    assert entry(page, site) == before, "a preview writes nothing"

    page.goto(preview)
    page.get_by_role("button", name="この内容で取り込む").first.click()
    expect(page.get_by_role("status")).to_contain_text("取り込みました")
    expect(page.locator("article.clause.applied")).to_have_count(3)
    assert entry(page, site) > before
    clause = page.locator("article.clause").filter(has_text=ORDINANCE).first
    clause.get_by_role("link", name="令和6年7月1日の条文").click()
    law = page.locator(".law")
    expect(law).to_contain_text("事務所又は事業所")
    expect(law).not_to_contain_text("主たる事務所")
    law = read(page, site, ORDINANCE, "2024-06-30")
    expect(law).to_contain_text("主たる事務所")


def test_a_pdf_is_looked_at_and_then_taken_in(page, begun, corpus):
    take_in(page, begun, corpus / "gazette" / "renderings" / FILE)
    page.goto(f"{begun.address}/issues")
    page.get_by_role("link", name="第1234号").click()
    with page.expect_navigation():
        page.get_by_role("link", name="ページ 1").first.click()
    assert page.locator("img").evaluate("e => e.naturalWidth") > 500, "the page as the gazette printed it"


def test_a_pdf_is_taken_in_without_script(visitor, begun, corpus):
    take_in(visitor(java_script_enabled=False), begun, corpus / "gazette" / "renderings" / FILE)


def test_what_is_no_gazette_is_refused_with_a_word_of_help(browser, begun):
    page = browser.new_page(locale="ja-JP")
    begun.sign_in(page)
    page.goto(f"{begun.address}/upload")
    page.get_by_label("公報の資料").set_input_files(
        {"name": "案内.txt", "mimeType": "text/plain", "buffer": "夏祭りのお知らせ\n会場は港です。".encode()}
    )
    page.get_by_role("button", name="内容を確かめる").click()
    expect(page.get_by_role("alert")).to_contain_text("公布文が見当たりません")
    expect(page.get_by_label("公報の資料")).to_be_visible()
    page.close()


def decide(page, verb):
    """Records a decision: its summary, the reason, its button."""
    choice = page.locator("details.verb").filter(has=page.locator("summary", has_text=verb))
    choice.locator("summary").click()
    choice.get_by_label("理由").fill(REASON)
    return choice


def test_a_held_clause_is_rejected_and_the_decision_taken_back(page, desk):
    page.goto(desk.address)
    page.get_by_role("link", name="保留分の一覧へ").click()
    page.get_by_role("main").get_by_role("link", name=ALLOWANCES).click()
    contrast = page.locator("table.contrast")
    expect(contrast.locator("mark")).to_have_text(["0", "5"])
    expect(page.locator("tr.meant")).to_contain_text("600円")
    page.get_by_role("link", name="サインインしてください").click()
    page.get_by_label("利用者証").fill(desk.token)
    page.get_by_role("main").get_by_role("button", name="サインイン").click()
    expect(page.get_by_role("main")).to_contain_text("山田として記録します")

    choice = decide(page, "この改正規定を反映しない")
    choice.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("反映しないこととしました")
    expect(page.locator(".record")).to_contain_text(REASON)
    expect(page.locator(".record")).to_contain_text("山田")
    law = read(page, desk, ALLOWANCES, "2025-04-15")
    expect(law).to_contain_text("650円")
    expect(page.locator("main .notice", has_text="保留")).to_have_count(0)
    page.goto(f"{desk.address}/review")
    expect(page.get_by_role("main")).to_contain_text("保留されているものはありません")

    page.goto(f"{desk.address}/issues")
    page.get_by_role("link", name="第1238号").click()
    held = page.locator("article.clause").filter(has_text=ALLOWANCES)
    held.get_by_role("link", name="詳細").click()
    choice = decide(page, "判断を取り消す")
    choice.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("判断を取り消しました")
    expect(page.get_by_role("heading", name="保留の理由")).to_be_visible()
    law = read(page, desk, ALLOWANCES, "2025-04-15")
    expect(page.locator("main .notice").first).to_contain_text("保留")


def store_of(folder, *issues):
    """A store's file with a regulation of two articles and some issues."""
    path = folder / "reiki.db"
    store = open_store(f"sqlite:///{path}")
    noon, base = datetime.datetime(2024, 10, 2, 3, tzinfo=datetime.UTC), day("2024-03-31")
    import_regulation(store, BASE, "base.txt", now=noon, today=base, as_of=base)
    for number, data in enumerate(issues, 1):
        ingest(store, data, f"{number}.html", now=noon)
    store.close()
    return path


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_doubt_is_settled_and_what_waited_goes_on(visitor, served, tmp_path, script):
    page = visitor(java_script_enabled=script)
    with served(store_of(tmp_path, DOUBTFUL, NEXT)) as site:
        site.sign_in(page)
        page.goto(f"{site.address}/review")
        expect(page.get_by_role("main")).to_contain_text("後に1件が待機")
        page.locator(".held-list").get_by_role("link").first.click()
        choice = decide(page, "疑義を解消済みとする")
        choice.get_by_role("checkbox").check()
        choice.get_by_role("button").click()
        expect(page.get_by_role("status")).to_contain_text("疑義を解消済みとしました")
        expect(page.get_by_role("status")).to_contain_text("1件が先へ進みました")
        law = read(page, site, TITLE, "2024-10-01")
        expect(law).to_contain_text("文書は、課が扱う。")
        expect(law).to_contain_text("五年間")
        page.goto("about:blank")


def test_a_candidate_is_accepted(desk_page, served, tmp_path):
    after = "文書は、_課_が扱うものとする。"
    unmarked = decree(1, 3, "2024-06-28", 1, "文書は、_係_が扱う。", after, "令和6年7月1日")
    with served(store_of(tmp_path, unmarked)) as site:
        site.sign_in(desk_page)
        desk_page.goto(f"{site.address}/review")
        desk_page.locator(".held-list").get_by_role("link").first.click()
        expect(desk_page.get_by_role("main")).to_contain_text("線のない違いがあります")
        choice = decide(desk_page, "示された改正を認める")
        choice.get_by_role("button").click()
        expect(desk_page.get_by_role("status")).to_contain_text("示された改正を認めました")
        law = read(desk_page, site, TITLE, "2024-10-01")
        expect(law).to_contain_text("課が扱うものとする。")
        desk_page.goto("about:blank")


def test_who_signs_out_writes_nothing_more(page, desk):
    desk.sign_in(page)
    page.goto(f"{desk.address}/upload")
    expect(page.get_by_label("公報の資料")).to_be_visible()
    page.get_by_role("banner").get_by_role("button", name="サインアウト").click()
    expect(page.get_by_role("banner").get_by_role("link", name="サインイン")).to_be_visible()
    page.goto(f"{desk.address}/upload")
    expect(page.get_by_role("heading", level=1)).to_have_text("サインイン")


def test_a_wrong_token_opens_nothing(browser, site):
    page = browser.new_page(locale="ja-JP")
    page.goto(f"{site.address}/sign-in")
    page.get_by_label("利用者証").fill("reiki_wrong")
    page.get_by_role("main").get_by_role("button", name="サインイン").click()
    expect(page.get_by_role("alert")).to_contain_text("その利用者証は使えません")
    expect(page.get_by_label("利用者証")).to_have_attribute("aria-invalid", "true")
    page.close()
