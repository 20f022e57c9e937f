"""The contents beside a regulation, and what is listed in them."""

from lxml import html

from reiki.office.importing import read_regulation
from reiki.office.reading import Entry
from reiki.render.dressing import Dressing
from reiki.render.html import dressed_regulation
from reiki_api.pages.contents import contents_html

TEXT = """霧浜市文書規則
平成9年3月25日
霧浜市規則第5号

　　　第1章　総則
（趣旨）
第1条　文書は、係が扱う。
第2条　削除
　　　第2章　雑則
第3条及び第4条　削除
第5条　この条は、第4条の削除について定める。

　　　附　則
この規則は、公布の日から施行する。
"""


def nested(element):
    return [
        (
            item.find("a").text_content().strip(),
            nested(item.find("ol")) if item.find("ol") is not None else [],
        )
        for item in element.findall("li")
    ]


def contents(entries):
    return nested(html.fromstring(contents_html(entries)))


def test_articles_stand_under_their_headings_and_what_is_deleted_says_so():
    _, entries = dressed_regulation(read_regulation(TEXT.encode(), "a.txt")[0], Dressing("/x"))
    assert contents(entries) == [
        ("第1章　総則", [("第1条 趣旨", []), ("第2条 削除", [])]),
        ("第2章　雑則", [("第3条及び第4条 削除", []), ("第5条", [])]),
        ("附　則", []),
    ]


def test_levels_may_be_left_out_and_come_in_any_order():
    def entry(level, name):
        return Entry(f"id-{name}", level, name)

    given = [
        entry(5, "a"),
        entry(1, "b"),
        entry(3, "c"),
        entry(5, "d"),
        entry(2, "e"),
        entry(6, "f"),
        entry(5, "g"),
        entry(6, "h"),
    ]
    assert contents(given) == [
        ("a", []), ("b", [("c", [("d", [])]), ("e", [])]), ("f", [("g", [])]), ("h", []),
    ]  # fmt: skip
    assert contents_html([]) == ""


def test_words_stay_words():
    made = contents_html([Entry('a"b', 5, "<b>", "（<i>&）")])
    assert html.fromstring(made).find(".//a").text_content() == "<b> <i>&"
    assert html.fromstring(made).find(".//a").get("href") == '#a"b'
