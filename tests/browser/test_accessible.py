"""Every page by axe, at a desk and on a phone: no serious violation, nothing wider than the window, nothing that fails to load."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

ORDINANCE = "霧浜市小型船舶係留施設条例"
OPEN = {
    "home": "/",
    "find": "/find",
    "found": "/find?q=手当",
    "found nothing": "/find?q=灯台守の宿直",
    "read": "{work}",
    "read in the past": "{work}?on=2024-07-01#Mp-At_13_2",
    "read held": "{held_work}",
    "compare": "{work}/compare",
    "compare inline": "{work}/compare?form=inline&whole=1",
    "history": "{work}/history",
    "history of a provision": "{work}/history?at=第5条",
    "issues": "/issues",
    "issue drawn": "{first_issue}",
    "issue held": "{last_issue}",
    "review": "/review",
    "held": "{held}",
    "upcoming": "/upcoming",
    "changed": "/changed",
    "about": "/about",
    "sign in": "/sign-in",
}


@pytest.fixture(scope="module")
def places(site, works, browser):
    """Where the pages are that have names of their own."""
    context = browser.new_context()
    issues = context.request.get(f"{site.address}/v1/issues").json()["issues"]
    (held,) = context.request.get(f"{site.address}/v1/review").json()["clauses"]
    context.close()
    return {
        "work": works[ORDINANCE].removeprefix(site.address),
        "held_work": works[held["target"]["title"]].removeprefix(site.address),
        "first_issue": f"/issues/{issues[0]['source_sha256']}",
        "last_issue": f"/issues/{issues[-1]['source_sha256']}",
        "held": f"/review/{held['id']}",
    }


@pytest.mark.parametrize("name", OPEN)
def test_a_page_that_anybody_reads(page, site, places, accessible, name):
    page.goto(site.address + OPEN[name].format(**places))
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    accessible(page)


def test_a_page_in_english(desk_page, site, places, accessible):
    page = desk_page
    for name in ("home", "read", "held"):
        page.goto(site.address + OPEN[name].format(**places))
        if name == "home":
            page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        accessible(page)


def test_the_desk_of_who_has_signed_in(page, desk, places, accessible, corpus):
    desk.sign_in(page)
    accessible(page)
    page.goto(desk.address + places["held"])
    for choice in page.locator("details.verb summary").all():
        choice.click()
    accessible(page)
    page.goto(f"{desk.address}/upload")
    accessible(page)
    page.get_by_label("公報の資料").set_input_files(
        corpus / "gazette" / "renderings" / "2025-03-28-no1238.docx"
    )
    page.get_by_role("button", name="内容を確かめる").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第1238号")
    for each in page.locator("main details summary").all():
        if each.is_visible():
            each.click()
    accessible(page)
    page.goto(f"{desk.address}/sign-in")
    accessible(page)
