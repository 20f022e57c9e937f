"""Draws docs/pictures anew: ``python -m pytest tests/browser/pictures.py`` (not collected with the tests).

The same store, day, window and fonts give the same pictures: look at each before it is kept.
"""

from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

ORDINANCE = "霧浜市小型船舶係留施設条例"
ALLOWANCES = "霧浜市職員の特殊勤務手当の支給に関する規則"
LARGEST = 200_000
ALL_TOGETHER = 2_000_000


@pytest.fixture(scope="session")
def folder(project):
    """Where the pictures stand; what stood there goes when all are drawn anew."""
    place = project / "docs" / "pictures"
    place.mkdir(exist_ok=True)
    return place


@pytest.fixture
def draw(folder):
    """``draw(page, name)``: the window as it stands."""

    def drawn(page, name, **how):
        page.evaluate("document.fonts.ready")
        file = folder / f"{name}.png"
        page.screenshot(path=file, animations="disabled", caret="hide", **how)
        _small(file)

    return drawn


def _small(file: Path) -> None:
    """A picture in 256 colours where it has more: an eye sees no difference."""
    from PIL import Image

    with Image.open(file) as full:
        reduced = full.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    reduced.save(file, optimize=True)
    assert file.stat().st_size < LARGEST, file


WINDOW = {"width": 1200, "height": 800}
TALL = {"width": 1200, "height": 1100}


def test_home(visitor, site, draw):
    page = visitor(viewport=WINDOW)
    page.goto(site.address)
    draw(page, "home")


def test_find(visitor, site, draw):
    page = visitor(viewport=WINDOW)
    page.goto(f"{site.address}/find?q=手当&on=2025-04-15")
    expect(page.locator("mark").first).to_be_visible()
    draw(page, "find")


def test_read(visitor, works, draw):
    page = visitor(viewport=TALL)
    page.goto(f"{works[ORDINANCE]}?on=2025-03-28")
    draw(page, "read")
    draw(page, "timeline", clip={"x": 900, "y": 110, "width": 300, "height": 480})
    page.goto(f"{works[ORDINANCE]}?on=2025-04-15&at=別表第1")
    draw(page, "table")


def test_read_on_a_phone(visitor, works, draw):
    page = visitor(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(f"{works[ORDINANCE]}?on=2025-04-15")
    draw(page, "read-phone")


def test_compare(visitor, works, draw):
    page = visitor(viewport=WINDOW)
    page.goto(f"{works[ORDINANCE]}/compare?from=2025-03-28&to=2025-04-01")
    draw(page, "compare")


def test_issue(visitor, site, draw):
    page = visitor(viewport=TALL)
    page.goto(f"{site.address}/issues")
    page.get_by_role("link", name="第1234号").click()
    draw(page, "issue")


def test_preview(visitor, begun, corpus, draw):
    page = visitor(viewport=TALL)
    begun.sign_in(page)
    page.goto(f"{begun.address}/upload")
    page.get_by_label("公報の資料").set_input_files(
        corpus / "gazette" / "renderings" / "2024-06-28-no1234-horizontal.pdf"
    )
    page.get_by_role("button", name="内容を確かめる").click()
    expect(page.get_by_role("status")).to_contain_text("まだ何も書き込んでいません")
    draw(page, "preview")


def test_review(visitor, desk, draw):
    page = visitor(viewport={"width": 1200, "height": 1380})
    desk.sign_in(page)
    page.goto(f"{desk.address}/review")
    page.get_by_role("main").get_by_role("link", name=ALLOWANCES).click()
    expect(page.locator("table.contrast")).to_be_visible()
    draw(page, "review")


def test_upcoming(visitor, site, draw):
    page = visitor(viewport={"width": 1200, "height": 900})
    page.goto(f"{site.address}/upcoming?on=2024-12-31")
    draw(page, "upcoming")


def test_changed(visitor, site, draw):
    page = visitor(viewport={"width": 1200, "height": 900})
    page.goto(f"{site.address}/changed?month=2025-04")
    draw(page, "changed")


def test_history(visitor, works, draw):
    page = visitor(viewport=TALL)
    page.goto(f"{works[ORDINANCE]}/history?at=第5条")
    draw(page, "history")


def test_dark(visitor, works, draw):
    page = visitor(viewport=WINDOW, color_scheme="dark")
    page.goto(f"{works[ORDINANCE]}?on=2025-04-15&at=第5条")
    draw(page, "dark")


def test_vertical(visitor, works, draw):
    page = visitor(viewport={"width": 1200, "height": 1000})
    page.goto(f"{works[ORDINANCE]}?on=2025-04-15&layout=vertical")
    draw(page, "vertical")


def test_paper(visitor, works, folder):
    page = visitor(viewport=WINDOW)
    page.goto(f"{works[ORDINANCE]}?on=2025-04-15")
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    document[0].render(scale=1.25).to_pil().save(folder / "print.png")
    document.close()
    _small(folder / "print.png")


def test_together_they_are_small(folder):
    assert sum(file.stat().st_size for file in folder.glob("*.png")) < ALL_TOGETHER
