"""A provision alone, as text."""

from reiki.law.kinds import Kind
from reiki.law.provision import Grid, GridCell, Provision, Regulation
from reiki.render.text import render_provision, render_text


def test_an_article_prints_its_first_paragraph_in_its_line() -> None:
    item = Provision(Kind.ITEM, "1", "(1)", text="本庁の職員　月額3,000円")
    paragraph = Provision(Kind.PARAGRAPH, "1", text="次のとおりとする。", children=(item,))
    article = Provision(Kind.ARTICLE, "2", "第2条", "（額）", children=(paragraph,))
    assert render_provision(article) == "（額）\n第2条　次のとおりとする。\n　(1)　本庁の職員　月額3,000円"


def test_words_that_are_not_known_are_said() -> None:
    paragraph = Provision(Kind.PARAGRAPH, "1", text=None, unlisted=True)
    article = Provision(Kind.ARTICLE, "2", "第2条", children=(paragraph,), unlisted=True)
    assert render_provision(article).split("\n") == [
        "第2条　〔未収録〕", "〔この項に未収録の規定あり〕", "〔この条に未収録の規定あり〕"]  # fmt: skip


def test_an_amending_supplement_without_its_printed_date_shows_its_number() -> None:
    suppl = Provision(Kind.SUPPL, "令和3年霧浜市規則第9号", "附　則")
    assert render_provision(suppl) == "　　　附　則（令和3年霧浜市規則第9号）"


def test_merged_cells_stand_as_arrows() -> None:
    rows = ((GridCell("甲", 2, 2), GridCell("乙")), (GridCell("丙"),))
    assert render_provision(Provision(Kind.TABLE, grid=Grid(rows))) == "甲\t←\t乙\n↑\t←\t丙"


def test_a_gap_of_the_whole_main_provision_stands_before_the_supplement() -> None:
    article = Provision(Kind.ARTICLE, "9", "第9条", children=(Provision(Kind.PARAGRAPH, "1", text="甲。"),))
    suppl = Provision(Kind.SUPPL, "", "附　則", children=(Provision(Kind.PARAGRAPH, "1", text="乙。"),))
    text = render_text(Regulation("規則", "", "", (article, suppl), unlisted=True))
    assert text == "規則\n\n第9条　甲。\n〔この本則に未収録の規定あり〕\n　　　附　則\n　乙。\n"
