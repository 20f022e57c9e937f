"""Pages of a collection of regulations (例規集): the regulation whole, and what editors note beside it."""

import datetime
import html
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reiki_pages
from reiki import resources
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.kinds import Kind
from reiki.law.plain_text import parse_regulation
from reiki.law.provision import Regulation
from reiki.law.reiki_page import (
    Amendment,
    DerivedChange,
    HistoryNote,
    NoRegulation,
    RegulationPage,
    Revision,
    compare_history,
    read_regulation_document,
    read_regulation_page,
)
from reiki.law.reiki_page.comparing import is_same, unit_of
from reiki.law.reiki_page.head import read_revisions
from reiki.law.reiki_page.history import notes_begin, read_history, split_trailing
from reiki.render.text import render_text
from reiki.source.model import Cell, Document, Figure, MarkedText, Paragraph, Row, Table


def corpus_texts() -> list[Path]:
    corpus = resources.corpus_dir()
    return sorted([*corpus.glob("regulations/*.txt"), *corpus.glob("checkpoints/*/*.txt")])


def page_of(*lines: str, before: str = "", after: str = "", title: str = "題名") -> str:
    """A page with a block for each line; a line that begins with `<` is markup."""
    body = "".join(line if line.startswith("<") else f"<div>{html.escape(line)}</div>" for line in lines)
    return f"<html><head><title>{title}</title></head><body>{before}<div>{body}</div>{after}</body></html>"


HEAD = ("○霧浜市文書規則", "平成9年3月25日", "規則第5号")


def read(*lines: str, **options: str) -> RegulationPage:
    return read_regulation_page(page_of(*HEAD, *lines, **options))


def text_of(page: RegulationPage) -> str:
    return render_text(page.document.regulation()).split("\n\n", 1)[1]


def codes(page: RegulationPage) -> list[str]:
    return [note.code for note in page.notes]


def without_blank_form_lines(regulation: Regulation) -> str:
    """A page's reader drops blank lines of a form; nothing is said in them."""
    return re.sub(r"^｜\n", "", render_text(regulation), flags=re.MULTILINE)


# ------------------------------------------------------------------------------------------------ both layouts, the corpus


@pytest.mark.parametrize("layout", [reiki_pages.honbun, reiki_pages.danraku])
@pytest.mark.parametrize("path", corpus_texts(), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_page_gives_the_regulation_that_it_was_drawn_from(path: Path, layout) -> None:
    regulation = parse_regulation(path.read_text(encoding="utf-8")).regulation
    page = read_regulation_page(layout(regulation))
    got = page.document.regulation()
    assert without_blank_form_lines(got) == without_blank_form_lines(regulation)
    assert (got.title, got.number, got.date) == (regulation.title, regulation.number, regulation.date)
    assert [p.kind for q in got.provisions for p in q.walk()] == [
        p.kind for q in regulation.provisions for p in q.walk()
    ]
    assert not [n for n in page.notes if n.code != "source"]


@pytest.mark.parametrize("path", corpus_texts(), ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_page_to_text_and_back_is_the_same(path: Path) -> None:
    regulation = parse_regulation(path.read_text(encoding="utf-8")).regulation
    page = read_regulation_page(reiki_pages.honbun(regulation))
    text = render_text(page.document.regulation())
    again = parse_regulation(text).regulation
    assert again == page.document.regulation()
    assert LawDocument.from_regulation(again).digest() == page.document.digest()


def test_the_pages_of_the_corpus_are_those_that_the_script_draws(corpus: Path) -> None:
    drawn = reiki_pages.corpus_pages(corpus)
    found = {str(p.relative_to(corpus / "pages")): p.read_bytes() for p in (corpus / "pages").rglob("*.html")}
    assert found == drawn
    assert len(found) == 2 * 7


def test_notes_of_the_corpus_are_kept_out_of_the_text(corpus: Path) -> None:
    own = parse_regulation((corpus / "regulations/keiryu-jorei.txt").read_text(encoding="utf-8")).regulation
    bare = read_regulation_page(reiki_pages.honbun(own))
    noted = read_regulation_page(
        reiki_pages.honbun(own, {"別表第1": "(令4条例7・一部改正)", "目次": "(令4条例7・改正)"})
    )
    assert noted.document.digest() == bare.document.digest()
    assert [(str(n.address), n.amendments[0].number) for n in noted.history] == [("目次", 7), ("別表第1", 7)]


# ----------------------------------------------------------------------------------------------------------- real pages


class Body(HTMLParser):
    """The text of `#primaryInner2`, read without any of the project's code."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in ("img", "br", "meta", "link"):
            return
        if self.depth or ("id", "primaryInner2") in attrs:
            self.depth += 1

    def handle_endtag(self, tag):
        if self.depth:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.words.append(data)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["k518RG00000012.html", "k518RG00000080.html"])
def test_real_pages_are_read_whole(shared: Path, name: str) -> None:
    source = (shared / "real" / "reiki-html" / name).read_text(encoding="utf-8")
    body = Body()
    body.feed(source)
    page = read_regulation_page(source)
    printed = "".join(line for line in render_text(page.document.regulation()).split("\n") if line[:1] != "┆")
    # 附　則　抄（…） for 附則(…)抄: the national files' order; tables are printed with TABs
    printed = re.sub(r"附　則　抄(（[^）]*）)", r"附　則\1抄", printed)
    fold = str.maketrans("（）", "()")
    expected = re.sub(r"\s", "", "".join(body.words)).removeprefix("○").translate(fold)
    assert re.sub(r"\s", "", printed).translate(fold) == expected
    assert page.notes == ()
    assert not page.history


@pytest.mark.shared
def test_a_real_page_has_its_table_its_supplements_and_its_list(shared: Path) -> None:
    page = read_regulation_page((shared / "real/reiki-html/k518RG00000080.html").read_text(encoding="utf-8"))
    grid = page.document.provision(Address.parse("第3条第1項")).children[0].grid
    assert (len(grid.rows), len(grid.rows[0]), all(c.head for c in grid.rows[0])) == (6, 2, True)
    supplements = [p for p in page.document.regulation().provisions if p.kind is Kind.SUPPL]
    assert [p.num for p in supplements][:2] == ["", "平成10年条例第5号"]
    assert supplements[4].label.endswith("抄")
    assert page.in_force == datetime.date(2016, 6, 23)
    assert page.revisions[0] == Revision(datetime.date(1998, 3, 30), "条例第5号")
    assert len(page.revisions) == len(supplements) - 1
    other = read_regulation_page((shared / "real/reiki-html/k518RG00000012.html").read_text(encoding="utf-8"))
    assert [p.src for p in other.pictures] == ["word/k518FG00000004s.png"]
    assert other.document.provision(Address.parse("様式")).related == "(第7条関係)"


# -------------------------------------------------------------------------------------------------------- history notes


def amendment(era, year, kind, number, *what, body="", branch=None):
    return Amendment(era, year, kind, number, body, branch, what)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("(平14人委規則26・一部改正)", [amendment("平成", 14, "規則", 26, "一部改正", body="人委")]),
        (
            "(昭62条例21・追加、平11条例28・旧第3条の2繰下・一部改正)",
            [
                amendment("昭和", 62, "条例", 21, "追加"),
                amendment("平成", 11, "条例", 28, "旧第3条の2繰下", "一部改正"),
            ],
        ),
        (
            "（昭三五条例四四・昭六二条例七四・一部改正）",
            [amendment("昭和", 35, "条例", 44, "一部改正"), amendment("昭和", 62, "条例", 74, "一部改正")],
        ),
        (
            "(昭49条例18、昭52条例3・一部改正)",
            [amendment("昭和", 49, "条例", 18, "一部改正"), amendment("昭和", 52, "条例", 3, "一部改正")],
        ),
        ("(令元規則18・全改)", [amendment("令和", 1, "規則", 18, "全改")]),
        ("(平20条例22の2・一部改正)", [amendment("平成", 20, "条例", 22, "一部改正", branch=2)]),
        ("（平20条例22一部改正）", [amendment("平成", 20, "条例", 22, "一部改正")]),
        ("(昭和49年条例第18号・追加)", [amendment("昭和", 49, "条例", 18, "追加")]),
        ("(平12条例3・旧附則・一部改正)", [amendment("平成", 12, "条例", 3, "旧附則", "一部改正")]),
        ("(平20規則3)", [amendment("平成", 20, "規則", 3)]),
        (
            "一部改正〔平成3年条例5号・6年4号〕",
            [amendment("平成", 3, "条例", 5, "一部改正"), amendment("平成", 6, "条例", 4, "一部改正")],
        ),
        (
            "追加〔平成8年条例10号〕、一部改正〔令和元年条例2号〕",
            [amendment("平成", 8, "条例", 10, "追加"), amendment("令和", 1, "条例", 2, "一部改正")],
        ),
        ("（全部改正〔昭和55年条例7号〕）", [amendment("昭和", 55, "条例", 7, "全部改正")]),
        (
            "1項一部改正・2項追加〔平成16年条例21号〕",
            [amendment("平成", 16, "条例", 21, "1項一部改正", "2項追加")],
        ),
    ],
)
def test_notes_on_amendments_are_read(line, expected):
    assert read_history(line) == (tuple(expected), True)


@pytest.mark.parametrize(
    "line",
    [
        "(趣旨)",
        "（平成14年3月25日条例第3号）",
        "(平成14年条例第3号の一部改正)",
        "(昭和35年法律第105号。以下「法」という。)",
        "文書は、係が扱う。",
        "(平成14年度の改正)",
        "平成14年条例第3号",
        "改正〔別に定める。〕",
        "",
        "（改正）",
    ],
)
def test_what_is_no_note_stays_text(line):
    assert read_history(line) is None


def test_a_note_that_is_understood_in_part_is_kept_whole_and_said():
    page = read("第1条　甲とする。", "(平10規則3・なにか・一部改正)")
    (note,) = page.history
    assert (note.text, note.read) == ("(平10規則3・なにか・一部改正)", False)
    assert codes(page) == ["history_unread"]
    assert "なにか" not in text_of(page)


def test_a_note_at_the_end_of_a_line_is_told_from_the_text():
    assert split_trailing("甲とする。　(平14条例26・一部改正)") == ("甲とする。", "(平14条例26・一部改正)")
    assert split_trailing("地方自治法(昭和22年法律第67号)") == ("地方自治法(昭和22年法律第67号)", "")
    assert split_trailing("(平14条例26・一部改正)") == ("(平14条例26・一部改正)", "")


def test_notes_stand_under_what_they_speak_of():
    page = read(
        "(平17規則3・改称)",
        "目次",
        "第1章　総則(第1条―第3条)",
        "第2章　雑則(第4条)",
        "附則",
        "(平15規則8・改正)",
        "第1章　総則",
        "(趣旨)",
        "第1条　甲とする。",
        "2　乙とする。",
        "(1)　丙",
        "(平15規則8・一部改正)",
        "第2条　甲とする。",
        "第3条　削除",
        "(平20規則3)",
        "第2章　雑則",
        "(平21規則3・改称)",
        "第4条　委任する。",
        "附　則",
        "1　公布の日から施行する。",
        "2　特例とする。",
        "(平20規則4・追加)",
        "別表第1(第2条関係)",
        "<table border=1><tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2</td></tr></table>",
        "(平4規則3・全改)",
        "様式第1号(第3条関係)",
        '<p><img src="a.gif"></p>',
        "(平5規則3・全改)",
    )
    assert [(str(n.address), n.amendments[0].number) for n in page.history] == [
        ("題名", 3),
        ("目次", 8),
        ("第1条", 8),
        ("第3条", 3),
        ("第2章", 3),
        ("附則第2項", 4),
        ("別表第1", 3),
        ("様式第1号", 3),
    ]
    assert not codes(page)


def test_from_when_on_amendments_are_noted():
    assert notes_begin("注　平成11年12月から改正経過を注記した。") == (True, datetime.date(1999, 12, 1))
    assert notes_begin("注　平成元年7月26日規則第28号から条文注記入る。") == (
        True,
        datetime.date(1989, 7, 26),
    )
    assert notes_begin("注　この表において「甲」とは、乙をいう。") == (False, None)
    page = read("注　平成11年12月から改正経過を注記した。", "第1条　甲とする。")
    assert page.since == datetime.date(1999, 12, 1)
    assert [a.code for a in page.asides] == ["notes_from"]


# ------------------------------------------------------------------------------------------------------------- the head


def test_the_list_of_amendments_is_no_text():
    for lines in (
        ("改正　平成12年3月31日規則第3号", "平成13年4月1日規則第9号"),
        ("改正", "平成12年3月31日規則第3号", "平成13年4月1日規則第9号"),
        ("平成12年3月31日規則第3号", "平成13年4月1日規則第9号"),
        ("沿革", "平成12年3月31日", "規則第3号", "平成13年4月1日", "規則第9号"),
        (
            "<table><tr><td>改正</td><td>平成12年3月31日規則第3号</td></tr>"
            "<tr><td></td><td>平成13年4月1日規則第9号</td></tr></table>",
        ),
    ):
        page = read(*lines, "（趣旨）", "第1条　甲とする。")
        assert [r.number for r in page.revisions] == ["規則第3号", "規則第9号"], lines
        assert text_of(page) == "（趣旨）\n第1条　甲とする。\n"
        assert page.document.number == "平成9年規則第5号"


def test_several_amendments_may_stand_in_one_line():
    assert len(read_revisions("平成12年3月31日規則第3号、平成13年4月1日規則第9号")) == 2
    assert read_revisions("平成12年3月31日から施行する。") == ()


def test_promulgation_and_the_title_again_are_no_text():
    page = read_regulation_page(
        page_of(
            "○霧浜県食品条例",
            "平成二十七年三月十六日",
            "霧浜県条例第四号",
            "霧浜県食品条例をここに公布する。",
            "霧浜県知事　甲野　太郎",
            "霧浜県食品条例",
            "（目的）",
            "第一条　この条例は、目的とする。",
            "一　食品",
            "イ　甲",
            "（平二八条例三・一部改正）",
        )
    )
    assert text_of(page) == "（目的）\n第一条　この条例は、目的とする。\n　一　食品\n　　イ　甲\n"
    assert page.document.number == "平成27年霧浜県条例第4号"
    assert [a.code for a in page.asides] == ["promulgation", "promulgation", "repeated"]


def test_a_head_that_is_printed_twice_counts_once():
    twice = ("霧浜市規則", "平成11年3月31日　規則第20号", "霧浜市規則", "平成11年3月31日", "規則第20号")
    page = read_regulation_page(page_of(*twice, "第1条　甲とする。"))
    assert text_of(page) == "第1条　甲とする。\n"
    assert (page.document.number, page.revisions) == ("平成11年規則第20号", ())
    assert [a.code for a in page.asides] == ["repeated"] * 3


def test_day_and_number_on_one_line_and_a_title_without_a_mark():
    page = read_regulation_page(page_of("霧浜市規則", "平成11年３月31日規則第20号", "第１条　甲とする。"))
    assert (page.document.title, page.document.number, page.document.date) == (
        "霧浜市規則",
        "平成11年規則第20号",
        "1999-03-31",
    )


# ------------------------------------------------------------------------------------------------------- what is not text


def test_the_frame_around_the_text_is_left_out_and_listed():
    page = read(
        "第1条　甲とする。",
        "附則",
        "公布の日から施行する。",
        before='<table><tr><td><a href="m.html">条文目次</a> <a href="javascript:print()">印刷</a></td></tr></table>',
        after='<div><ul><li>条項目次</li></ul><a href="#j1">第1条</a></div><div>Copyright 霧浜市</div>',
    )
    assert text_of(page) == "第1条　甲とする。\n　　　附　則\n　公布の日から施行する。\n"
    assert {a.code for a in page.asides} <= {"frame", "navigation"}
    assert any("Copyright" in a.text for a in page.asides)


def test_links_in_the_text_are_text():
    page = read(
        '<div><a href="#a">第1条</a>　<a href="#b">前条</a>の規定による。</div>',
        '<div><a href="w.doc">様式第1号</a>(第1条関係)</div>',
        '<img src="w.png">',
    )
    assert text_of(page).startswith("第1条　前条の規定による。\n様式第1号(第1条関係)\n┆<FigStruct>")


def test_a_provision_outside_the_text_is_said():
    page = read(
        "第1条　甲とする。",
        "2　乙とする。",
        "3　乙とする。",
        after="<div><p>条項目次</p><p>第2条　乙とする。</p></div><p>第3条　丙とする。</p>",
    )
    said = [n.message for n in page.notes if n.code == "outside_the_text"]
    assert len(said) == 1
    assert "第2条" in said[0]
    assert "第3条　丙とする。" in text_of(page)


def test_tables_that_lay_out_the_page_are_no_tables():
    rows = (
        ("", "○霧浜市規則"), ("", "平成9年3月25日"), ("", "規則第5号"), ("第1条", "甲とする。"), ("(1)", "乙"),
        ("第2条", "次の表のとおりとする。<table border=1><tr><td>区分</td><td>年</td></tr><tr><td>甲</td><td>10</td></tr></table>"),
        ("", "附　則"), ("", "公布の日から施行する。"),
    )  # fmt: skip
    inner = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in rows)
    page = read_regulation_page(
        f"<html><body><table><tr><td>メニュー</td><td><table>{inner}</table></td></tr></table></body></html>"
    )
    assert text_of(page) == (
        "第1条　甲とする。\n　(1)　乙\n第2条　次の表のとおりとする。\n区分\t年\n甲\t10\n　　　附　則\n　公布の日から施行する。\n"
    )


@pytest.mark.parametrize("between", ["<br>", "\n"])
def test_lines_may_be_parted_in_any_way(between):
    lines = (
        "<a href=/>ホーム</a>",
        *HEAD,
        "(趣旨)",
        "第1条　甲とする。",
        "　(1)　乙",
        "(平10規則3・追加)",
        "　　　附　則",
        "　公布の日から施行する。",
    )
    inner = between.join(lines)
    page = read_regulation_page(
        f"<html><body>{f'<pre>{inner}</pre>' if between != '<br>' else inner}</body></html>"
    )
    assert text_of(page) == "(趣旨)\n第1条　甲とする。\n　(1)　乙\n　　　附　則\n　公布の日から施行する。\n"
    assert [str(n.address) for n in page.history] == ["第1条"]


def test_a_table_whose_cells_name_articles_stays_a_table():
    page = read(
        "第1条　次の表のとおり読み替える。",
        "<table border=1><tr><td>読み替える規定</td><td>語</td></tr><tr><td>第1条</td><td>甲</td></tr><tr><td>附則</td><td>乙</td></tr></table>",
    )
    assert text_of(page) == "第1条　次の表のとおり読み替える。\n読み替える規定\t語\n第1条\t甲\n附則\t乙\n"


def test_ruby_and_images_among_words_are_said():
    page = read('<div>第1条　<ruby>塡<rt>てん</rt></ruby>補する<img src="gaiji/1.gif">。</div>')
    assert [(a.code, a.text) for a in page.asides] == [("ruby", "てん")]
    assert "image_in_text" in codes(page)
    assert [p.src for p in page.pictures] == ["gaiji/1.gif"]


def test_an_image_that_the_page_holds_is_named_by_its_bytes():
    page = read("第1条　甲とする。", "別表", '<img src="data:image/png;base64,AAAA">')
    (picture,) = page.pictures
    assert picture.src == f"sha256:{picture.digest}"
    assert picture.src in text_of(page)


# ---------------------------------------------------------------------------------------------------- nothing is dropped


def test_what_has_no_place_is_kept_and_reported():
    page = read(
        "（報酬）", "第1条　次のとおりとする。", "議長　月額　3円", "委員　月額　2円", "第2条　支給する。"
    )
    assert (
        text_of(page)
        == "（報酬）\n第1条　次のとおりとする。\n　議長　月額　3円\n　委員　月額　2円\n第2条　支給する。\n"
    )
    assert codes(page) == ["not_placed", "not_placed"]


def test_an_open_parenthesis_swallows_nothing():
    page = read("第1条　文書は（係が扱う。", "第2条　文書は、保存する、", "第3条　委任する。")
    assert text_of(page) == "第1条　文書は（係が扱う。\n第2条　文書は、保存する、\n第3条　委任する。\n"


def test_supplementary_heads_in_all_their_spellings():
    for printed, label, related in (
        ("附則", "附　則", ""),
        ("附 則", "附　則", ""),
        ("附則(平成10年3月30日条例第5号)", "附　則", "（平成10年3月30日条例第5号）"),
        ("附則(平成10年3月30日条例第5号)抄", "附　則　抄", "（平成10年3月30日条例第5号）"),
        ("附則(平成10年3月30日条例第5号抄)", "附　則　抄", "（平成10年3月30日条例第5号）"),
        ("附則　抄", "附　則　抄", ""),
        ("附則(抄)", "附　則　抄", ""),
    ):
        page = read("第1条　甲とする。", printed, "公布の日から施行する。")
        suppl = page.document.regulation().provisions[-1]
        assert (suppl.label, suppl.related) == (label, related), printed
    for lines in (
        ("附則　平成10年3月30日条例第5号",),
        ("附　則", "(平成10年3月30日条例第5号)"),
        ("附則(平10条例5)",),
    ):
        page = read("第1条　甲とする。", *lines, "公布の日から施行する。")
        assert [p.num for p in page.document.regulation().provisions][-1] in (
            "平成10年条例第5号",
            "平10条例5",
        ), lines
        assert not page.history
    page = read("第1条　甲とする。", "附則（施行期日）", "1　公布の日から施行する。")
    assert text_of(page).endswith("　　　附　則\n（施行期日）\n1　公布の日から施行する。\n")


PIECES = (
    "第1条　甲とする。", "第2条　乙とする。", "第1条の2　丙は（丁", "第3条　削除", "(趣旨)", "（定義）", "2　次の表のとおりとする。",
    "３　丙", "(1)　甲", "(2)　乙　丙", "ア　甲", "イ　乙", "(ア)　丙", "一　甲", "二　乙", "①　甲", "ａ　乙", "附　則",
    "附則(平成10年3月30日条例第5号)", "附則(平成10年3月30日条例第5号)抄", "附則（施行期日）", "別表第1(第1条関係)", "別表",
    "様式第1号(第3条関係)", "別記様式", "備考", "備考　甲", "1　甲", "目次", "第1章　総則", "第1章　総則(第1条―第4条)",
    "第1節　通則", "前文", "(平14規則26・一部改正)", "追加〔平成8年条例10号〕", "ただし、甲とする。", "公布の日から施行する。",
    "甲　乙", "次の式により算定する。", "甲×乙＝丙", "｜甲", "┆<a>", "┃乙", "〔未収録〕", "〔この条に未収録の規定あり〕", "\\甲", "↵",
    "第1条", "(1)", "第3条及び第4条　削除", "別表第1中「甲」", "$x$", "甲、", "○甲", "注　甲", "第5条から第7条まで　削除",
    "(2)から(5)まで　略", "1の2　丙", "別紙　丁", "平成10年3月30日", "条例第5号", "「甲」という。)", "改正",
    "改正　平成10年3月30日条例第5号", "甲をここに公布する。", "霧浜市文書規則", "<p>甲", "第1 &amp; <乙>",
)  # fmt: skip


@given(st.data())
def test_whatever_stands_on_a_page_is_in_the_text_or_beside_it(data) -> None:
    lines = data.draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=20))
    cells = data.draw(st.lists(st.sampled_from(PIECES), max_size=6))
    rows = "".join(f"<tr><td>{html.escape(c)}</td><td>甲</td></tr>" for c in cells)
    body = "".join(f"<div>{html.escape(line)}</div>" for line in (*HEAD, "第1条　始まる。", *lines))
    try:
        page = read_regulation_page(f"<html><body>{body}<table border=1>{rows}</table></body></html>")
    except NoRegulation as nothing:
        pytest.fail(f"{nothing}: {lines} {cells}")
    kept = Counter[str]()
    for provision in page.document.regulation().provisions:
        for p in provision.walk():
            grid = [c.text or "" for row in (p.grid.rows if p.grid else ()) for c in row]
            opaque = [html.unescape(re.sub("<[^>]*>", "", xml)) for xml in p.opaque]
            kept.update("".join((p.label, p.caption, p.text or "", p.related, *grid, *opaque)))
    kept.update("".join(n.text for n in page.history) + "".join(a.text for a in page.asides))
    given_text = "".join((*lines, *cells, "甲" * len(cells), "第1条始まる。"))
    fold = str.maketrans("（）", "()", " \u3000\t\n｜↑←┃\\↵")
    missing = Counter(given_text.translate(fold)) - Counter("".join(kept.elements()).translate(fold))
    assert not missing, (missing, lines, cells)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<html><body><p>ようこそ。</p><p>お知らせです。</p></body></html>", "no regulation"),
        ('<html><frameset><frame src="a.html"></frameset></html>', "frames"),
        ("<html><body><p>○霧浜市規則</p></body></html>", "no regulation"),
        (page_of("○霧浜市規則", "平成10年13月40日", "第1条　甲\u0001とする。"), "."),
    ],
)
def test_what_is_no_regulation_is_refused(page, message):
    with pytest.raises(NoRegulation, match=message):
        read_regulation_page(page)


# ------------------------------------------------------------------------------------------------------ office documents


def test_a_document_of_any_format_is_read_the_same_way():
    lines = (
        *HEAD,
        "（趣旨）",
        "第1条\t甲とする。",
        "(1)\t乙",
        "(平14規則26・一部改正)",
        "附　則",
        "公布の日から施行する。",
        "別表",
    )
    blocks = [Paragraph(MarkedText(line)) for line in lines]
    cells = [Cell((Paragraph(MarkedText(t)),)) for t in ("区分", "額", "甲", "1円")]
    table = Table((Row(tuple(cells[:2])), Row(tuple(cells[2:]))))
    document = Document((*blocks, table, Figure("word/media/image1.png", "ab" * 32)), "docx", True, "0" * 64)
    page = read_regulation_document(document)
    assert text_of(page) == (
        "（趣旨）\n第1条　甲とする。\n　(1)　乙\n　　　附　則\n　公布の日から施行する。\n別表\n"
        f'┆<FigStruct><Fig src="sha256:{"ab" * 32}"></Fig></FigStruct>\n区分\t額\n甲\t1円\n'
    )
    assert [str(n.address) for n in page.history] == ["第1条"]


# ------------------------------------------------------------------------------------------------- against what is derived

NUMBER = "平成14年霧浜市人事委員会規則第26号"


def noted(*notes: tuple[str, str], since=None, revisions=()) -> RegulationPage:
    document = read("第1条　甲とする。", "第2条　乙とする。", "附則", "1　丙とする。").document
    history = tuple(HistoryNote(Address.parse(at), text, read_history(text)[0]) for at, text in notes)
    return RegulationPage(document, history, revisions, since=since)


def compared(page, *derived: tuple[str, str, str]):
    day = datetime.date.fromisoformat
    changes = [DerivedChange(number, day(on), (Address.parse(at),)) for number, on, at in derived]
    found = compare_history(page, changes, day("2000-01-01"), day("2010-12-31"))
    return [(str(d.address), d.number) for d in found]


def test_an_abbreviated_citation_and_a_number():
    (cited,) = read_history("(平14人委規則26・一部改正)")[0]
    assert is_same(cited, NUMBER)
    assert is_same(cited, "平成14年規則第26号")
    assert not is_same(cited, "平成14年霧浜市規則第26号")
    assert not is_same(cited, "平成14年霧浜市人事委員会規則第27号")
    (mayor,) = read_history("(平14規則26・一部改正)")[0]
    assert is_same(mayor, "平成14年霧浜市規則第26号")
    assert not is_same(mayor, NUMBER)


def test_notes_and_derived_changes_agree():
    page = noted(("第1条", "(平14人委規則26・一部改正)"), ("第2条", "(平2規則3・追加)"))
    assert compared(page, (NUMBER, "2002-12-25", "第1条第1項")) == []


def test_a_change_that_nobody_noted():
    page = noted(("第1条", "(平14人委規則26・一部改正)"))
    assert compared(page, (NUMBER, "2002-12-25", "第1条"), (NUMBER, "2002-12-25", "第2条")) == [
        ("第2条", NUMBER)
    ]
    assert compared(noted(), (NUMBER, "2002-12-25", "第2条")) == []
    late = noted(("第1条", "(平2規則3・追加)"), since=datetime.date(2005, 4, 1))
    assert compared(late, (NUMBER, "2002-12-25", "第2条")) == []


def test_a_note_on_a_provision_that_was_not_changed():
    page = noted(("第1条", "(平14人委規則26・一部改正)"), ("第2条", "(平14人委規則26・一部改正)"))
    assert compared(page, (NUMBER, "2002-12-25", "第1条")) == [("第2条", NUMBER)]


def test_an_amendment_in_the_list_that_the_gazette_did_not_bring():
    day = datetime.date(2003, 3, 31)
    page = noted(revisions=(Revision(day, "規則第3号"), Revision(datetime.date(1999, 1, 1), "規則第1号")))
    assert compared(page) == [("全部", "平成15年規則第3号")]
    assert compared(page, ("平成15年霧浜市規則第3号", "2003-04-01", "第1条")) == []


def test_units_under_which_editors_note():
    assert str(unit_of(Address.parse("第3条第2項第1号"))) == "第3条"
    assert str(unit_of(Address.parse("附則第2項第1号"))) == "附則第2項"
    assert str(unit_of(Address.parse("別表第1備考"))) == "別表第1"
