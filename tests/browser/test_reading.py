"""The way of an officer who reads: find, read on a date, step through the versions, compare, take a file away."""

import datetime
import io
import unicodedata

import docx
import pdfplumber
import pytest
from lxml import etree
from playwright.sync_api import expect

from reiki.office.importing import import_regulation
from reiki.store.session import open_store
from written import regulation

pytestmark = pytest.mark.slow

ORDINANCE = "霧浜市小型船舶係留施設条例"
ALLOWANCES = "霧浜市職員の特殊勤務手当の支給に関する規則"

FOCUS_SHOWS = """() => { const s = getComputedStyle(document.activeElement);
  return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 1; }"""


def download(page, link):
    """The bytes that a link gives, and under what name."""
    with page.expect_download() as started:
        link.click()
    return started.value.path().read_bytes(), started.value.suggested_filename


def menu(page):
    page.get_by_text("ダウンロード", exact=True).click()


def text_of_docx(data):
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def walk(page, site):
    """Find → read on a date → the version after it → compare → a file: the same steps with and without script."""
    page.goto(site.address)
    finder = page.get_by_role("search")
    finder.get_by_label("題名").fill("係留施設 主たる事務所")
    finder.get_by_label("基準日").fill("2024-06-30")
    finder.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("令和6年6月30日現在")
    expect(page.locator(".why mark").first).to_be_visible()
    page.get_by_role("link", name=ORDINANCE, exact=True).first.click()
    law = page.locator("article.law, .law").first
    expect(page.locator(".which")).to_contain_text("令和6年3月31日")
    expect(law).to_contain_text("主たる事務所")
    page.get_by_role("link", name="次の版").click()
    expect(page.locator(".which")).to_contain_text("令和6年7月1日施行の版")
    expect(law).to_contain_text("事務所又は事業所")
    expect(law).not_to_contain_text("主たる事務所")
    page.locator(".version").get_by_role("link", name="新旧対照").click()
    table = page.get_by_role("table").first
    expect(table).to_contain_text("改正後（令和6年7月1日）")
    changed = table.get_by_role("cell").filter(has_text="事務所又は事業所")
    expect(changed.locator("u").first).to_be_visible()
    word, name = download(page, page.get_by_role("link", name="Wordで保存"))
    assert name.endswith(".docx")
    assert "事務所又は事業所" in text_of_docx(word)
    page.get_by_role("link", name="条文へ").click()
    menu(page)
    xml, name = download(page, page.get_by_role("link", name="XML（法令標準）"))
    assert name == f"{ORDINANCE}_20240701.xml"
    assert etree.fromstring(xml).findtext(".//LawTitle") == ORDINANCE


def test_find_read_step_compare_and_take_a_file_away(page, site):
    walk(page, site)


def test_the_same_without_script(visitor, site):
    walk(visitor(java_script_enabled=False), site)


def test_every_form_of_the_text_can_be_taken_away(desk_page, works):
    desk_page.goto(works[ORDINANCE])
    taken = {}
    for name in ("Word", "テキスト", "XML（法令標準）", "JSON", "HTML"):
        menu(desk_page)
        data, file = download(
            desk_page, desk_page.locator(".menu").get_by_role("link", name=name, exact=True)
        )
        taken[file.rpartition(".")[2]] = data
        desk_page.keyboard.press("Escape")
    assert set(taken) == {"docx", "txt", "xml", "json", "html"}
    assert ORDINANCE in text_of_docx(taken["docx"])
    assert taken["txt"].decode().startswith(ORDINANCE)


def test_the_line_of_versions_leads_to_each(page, site, works):
    page.goto(works[ORDINANCE])
    line = page.get_by_role("complementary", name="版の一覧")
    if not line.locator("ol").is_visible():
        line.get_by_text("版の一覧").click()
    days = line.locator("a.since, .since").all_inner_texts()
    assert days == ["令和7年4月1日", "令和7年3月28日", "令和7年1月1日", "令和6年7月1日", "令和6年3月31日"]
    expect(line.locator("[aria-current=true]")).to_contain_text("現行")
    line.get_by_role("link", name="令和7年1月1日").first.click()
    expect(page.locator(".which")).to_contain_text("令和7年1月1日施行の版")
    expect(page.locator(".which")).to_contain_text("全5版のうち3番目")
    page.get_by_role("link", name="現在の条文へ").click()
    expect(page.locator(".which")).to_contain_text("現行")


def test_a_text_on_a_day_before_it_started_is_marked(visitor, site, works):
    page = visitor()
    page.goto(f"{works[ORDINANCE]}?on=2024-06-30")
    page.locator(".version").get_by_label("基準日").fill("2025-03-31")
    page.locator(".version").get_by_role("button", name="表示").click()
    expect(page.locator(".which")).to_contain_text("令和7年3月28日施行の版")
    expect(page.locator(".which")).to_contain_text("令和7年3月31日まで")


def test_a_notice_in_the_text_opens_the_gazette(page, works):
    page.goto(works[ORDINANCE])
    page.locator(".law .noted a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("霧浜市公報")


def test_a_provision_has_a_link_of_its_own(page, works):
    page.goto(f"{works[ORDINANCE]}?on=2025-04-15&at=第5条第2項")
    assert page.url.endswith("#Mp-At_5-Pr_2")
    target = page.locator(":target")
    expect(target).to_be_in_viewport()
    expect(target).to_contain_text("2")


def test_a_citation_in_the_text_leads_to_what_it_cites(desk_page, works):
    desk_page.goto(works["霧浜市小型船舶係留施設条例施行規則"])
    cited = desk_page.locator(".law a.cited[href^='/works/']").first
    cited.click()
    expect(desk_page.locator(".law-title")).to_have_text(ORDINANCE)


def test_the_links_of_a_long_text_come_into_the_page_that_is_read(visitor, served, tmp_path, accessible):
    """A long regulation is shown at once; its links come later, into the page as it stands: nothing moves, nothing is lost."""
    path = tmp_path / "long.db"
    store = open_store(f"sqlite:///{path}")
    text = regulation(
        "霧浜市長文規則",
        "平成9年霧浜市規則第5号",
        "平成9年3月25日",
        [f"第{max(n - 1, 1)}条に規定する事項{n}は、市長が定める。" for n in range(1, 501)],
    )
    base = datetime.date(2024, 4, 1)
    import_regulation(
        store,
        text,
        "long.txt",
        now=datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC),
        today=base,
        as_of=base,
    )
    store.close()
    page = visitor()
    with served(path) as site:
        page.goto(f"{site.address}/works/霧浜市長文規則#Mp-At_250")
        marked = page.locator("#Mp-At_250")
        expect(marked).to_be_in_viewport()
        page.evaluate("window.kept = document.querySelector('#Mp-At_250')")
        place = page.evaluate("scrollY")
        expect(marked.locator("a.cited")).to_have_attribute("href", "#Mp-At_249")
        assert page.locator("a.cited").count() == 500
        assert page.evaluate(
            "window.kept === document.querySelector('#Mp-At_250') && window.kept.matches(':target')"
        )
        assert page.evaluate("scrollY") == place
        assert page.locator(".page[data-linked]").count() == 0
        accessible(page)
        page.goto("about:blank")


def test_two_days_are_compared_in_both_ways(page, works):
    page.goto(f"{works[ORDINANCE]}/compare")
    expect(page.locator("thead th").first).to_contain_text("改正後")
    page.get_by_role("link", name="改正後を右に").click()
    expect(page.locator("thead th").first).to_contain_text("改正前")
    page.get_by_label("改正前").select_option(label="令和6年7月1日施行")
    page.get_by_role("button", name="対照する").click()
    expect(page.locator("thead th").first).to_contain_text("令和6年7月1日")
    page.get_by_role("link", name="見え消し").click()
    expect(page.locator(".merged del").first).to_be_visible()
    expect(page.locator(".merged ins").first).to_be_visible()


def test_another_form_of_a_comparison_comes_into_the_page(desk_page, works):
    page = desk_page
    page.goto(f"{works[ORDINANCE]}/compare")
    page.evaluate("() => { window.stays = true; scrollTo(0, 120); }")
    place = page.evaluate("scrollY")
    title = page.title()
    page.get_by_role("navigation", name="表示").get_by_role("link").nth(1).click()
    expect(page.locator(".merged")).to_be_visible()
    assert page.evaluate("window.stays"), "the page was loaded anew"
    assert (page.evaluate("scrollY"), page.title()) == (place, title)
    assert "form=inline" in page.url
    page.go_back()
    expect(page.locator("table.comparison")).to_be_visible()


@pytest.mark.parametrize("by", ["home", "changed"])
def test_what_changed_yesterday_is_found_in_two_clicks(visitor, whole, served, by):
    """On the day after 2025-04-01, from the first page, by somebody who has never seen it."""
    morning = datetime.datetime(2025, 4, 2, 0, 0, tzinfo=datetime.UTC)
    page, clicks = visitor(), 0
    with served(whole, morning) as site:
        page.goto(site.address)
        if by == "changed":
            page.get_by_role("navigation").get_by_role("link", name="最近の改正").click()
            clicks += 1
        expect(page.get_by_text("昨日").first).to_be_visible()
        entry = (
            page.get_by_role("listitem")
            .filter(has_text=ORDINANCE)
            .filter(has_text="令和7年霧浜市条例第1号")
            .first
        )
        entry.get_by_role("link", name="新旧対照").click()
        clicks += 1
        expect(page.locator("thead")).to_contain_text("改正後（令和7年4月1日）")
        expect(page.locator(".comparison u").first).to_be_visible()
        assert clicks <= 2
        page.goto("about:blank")


# ------------------------------------------------------------------------------------------------------------- keyboard


def tab_to(page, matches, most=200):
    """Goes on by Tab to what matches; where the focus is must be visible all the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_SHOWS), page.evaluate("document.activeElement.outerHTML")[:200]
        if page.evaluate(
            "([s, t]) => document.activeElement.matches(s) && document.activeElement.innerText.includes(t)",
            matches,
        ):
            return
    raise AssertionError(f"{matches} is not reached by keyboard")


def test_by_keyboard_alone(desk_page, site):
    page = desk_page
    page.goto(site.address)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    tab_to(page, ["input[name=q]", ""])
    page.keyboard.type("用地交渉手当")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("用地交渉手当")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, ["main a", ALLOWANCES])
    page.keyboard.press("Enter")
    expect(page.locator(".law-title")).to_have_text(ALLOWANCES)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, ["a.label", "第4条"])
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_contain_text("用地交渉手当")
    assert page.url.endswith("#Mp-At_4")


def test_a_menu_opens_and_closes_by_keyboard(desk_page, works):
    page = desk_page
    page.goto(works[ORDINANCE])
    summary = page.get_by_text("ダウンロード", exact=True)
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="テキスト")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="テキスト")).not_to_be_visible()
    expect(summary).to_be_focused()
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("input[name=q]")).to_be_focused()


# ---------------------------------------------------------------------------------------------- language, feeds, looks


def test_the_language_is_kept_until_it_is_changed(page, site, works):
    page.goto(works[ORDINANCE])
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Previous version")).to_be_visible()
    page.get_by_role("navigation", name="Main pages").get_by_role("link", name="Gazette").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def test_the_feeds_are_reached_from_the_pages(desk_page, site, works):
    page = desk_page
    page.goto(site.address)
    for where, selector in (
        (site.address, "footer a[href$='feed.atom']"),
        (works[ORDINANCE], "link[type='application/atom+xml']"),
    ):
        page.goto(where)
        answer = page.request.get(f"{site.address}{page.locator(selector).first.get_attribute('href')}")
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = etree.fromstring(answer.body())
        assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
        assert len(feed.findall("{*}entry")) >= 4
    page.goto(f"{site.address}/upcoming")
    calendar = page.request.get(
        f"{site.address}{page.get_by_role('link', name='カレンダー').get_attribute('href')}"
    )
    assert calendar.text().startswith("BEGIN:VCALENDAR")


def test_vertical_writing(page, works, accessible):
    page.goto(works[ORDINANCE])
    page.get_by_role("link", name="縦書き").click()
    law = page.locator(".law")
    assert law.evaluate("e => getComputedStyle(e).writingMode") == "vertical-rl"
    digit = page.locator(".law .upright").first
    assert digit.evaluate("e => getComputedStyle(e).textCombineUpright") == "all"
    title, article = (
        page.locator(".law-title").bounding_box(),
        page.locator(".law .article").first.bounding_box(),
    )
    assert title["x"] > article["x"], "the text runs from the right to the left"
    accessible(page)
    page.get_by_role("link", name="横書き").click()
    assert law.evaluate("e => getComputedStyle(e).writingMode") == "horizontal-tb"


@pytest.mark.parametrize("path", ["", "/compare", "/history"])
def test_in_the_dark(visitor, works, accessible, path):
    page = visitor(color_scheme="dark")
    page.goto(works[ORDINANCE] + path)
    light = "e => getComputedStyle(e)[{!r}].match(/[0-9.]+/g).slice(0, 3).reduce((a, b) => a + +b, 0) / 3"
    html = page.locator("html")
    assert html.evaluate(light.replace("{!r}", "'backgroundColor'")) < 60
    assert html.evaluate(light.replace("{!r}", "'color'")) > 180
    accessible(page)


def test_on_paper(desk_page, works, tmp_path):
    desk_page.goto(works[ORDINANCE])
    digest = desk_page.locator(".identity code").last.inner_text()
    with pdfplumber.open(io.BytesIO(desk_page.pdf(prefer_css_page_size=True, format="A4"))) as printed:
        pages = [unicodedata.normalize("NFKC", page.extract_text()) for page in printed.pages]
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert f"sha256:{digest}" in text.replace(" ", "")
        assert f"{number} / {len(pages)}" in text
        assert f"{ORDINANCE}" in text
    whole = "".join(pages)
    assert "第23条" in whole
    for control in ("検索", "サインイン", "前の版", "ダウンロード", "版の一覧"):
        assert control not in whole


def test_what_is_not_there_is_said_in_japanese(browser, site):
    page = browser.new_page(locale="ja-JP")
    answer = page.goto(f"{site.address}/works/nothing")
    assert answer.status == 404
    expect(page.get_by_role("main")).to_contain_text("見つかりません")
    expect(page.get_by_role("search")).to_be_visible()
    page.close()
