"""Who put it there: words, moves and replacements carried out anew on one law."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.amend.operations import Add, Delete, Insert, Move, Place, Remove, Replace, Substitute
from reiki.history.provenance import CannotTrace, Credit, DoesNotFit, Ledger, Span, _edited, _onto
from reiki.law.address import Address
from reiki.law.document import Edit, LawDocument
from reiki.law.plain_text import parse_regulation

TEXT = """\
計測に関する規則
平成14年4月1日
霧浜市規則第1号

　　　第1章　総則
（回数）
第1条　計測の回数は、年3回とする。
2　前項の計測は、春に行う。
第2条　計測の結果は、市長に報告する。
　(1)　水位
　(2)　水温
　　　第2章　雑則
第3条　必要な事項は、市長が定める。
　　　附　則
1　この規則は、平成14年4月1日から施行する。
2　この規則の施行の際の計測は、なお従前の例による。
別表（第1条関係）
区分	額
甲	100円
乙	200円
"""


def at(text):
    return Address.parse(text)


@pytest.fixture
def ledger():
    return Ledger(LawDocument.from_regulation(parse_regulation(TEXT).regulation), Credit("base"))


def spans(ledger, where):
    """The words at one place with the keys of who put them there."""
    found = next(p for p in ledger.blame() if p.at == at(where))
    return [(s.text, s.credit.key) for s in found.spans]


def brought(ledger, where):
    return next(p for p in ledger.blame() if p.at == at(where)).credit.key


ARTICLE = '<Article Num="{0}"><ArticleTitle>第{0}条</ArticleTitle>{1}</Article>'
ONE = '<Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>{}</Sentence></ParagraphSentence></Paragraph>'


def test_what_nothing_touched_came_with_the_known_text(ledger):
    found = ledger.blame()
    assert {p.credit.key for p in found} == {"base"}
    assert [str(p.at) for p in found[:6]] == [
        "題名",
        "第1章",
        "第1条",
        "第1条見出し",
        "第1条第1項",
        "第1条第2項",
    ]
    assert spans(ledger, "別表の表 行「乙」 列「額」") == [("200円", "base")]


def test_every_word_is_told_once_and_in_order(ledger):
    ledger.carry(
        "a",
        [Substitute(at("第1条第1項"), "3", "4"), Insert(at("第1条第2項"), "毎年", Place("計測は、", "春"))],
    )
    for p in ledger.blame():
        if p.spans:
            assert "".join(s.text for s in p.spans) == ledger.document.words(p.at)


def test_words_are_the_clauses_that_last_wrote_them(ledger):
    ledger.carry("a", [Substitute(at("第1条第1項"), "年3回", "年に4回")])
    ledger.carry(
        "b", [Substitute(at("第1条第1項"), "4", "5"), Delete(at("第1条第1項"), "計測の", Place("", "回数"))]
    )
    assert spans(ledger, "第1条第1項") == [
        ("回数は、", "base"),
        ("年に", "a"),
        ("5", "b"),
        ("回", "a"),
        ("とする。", "base"),
    ]


def test_a_move_carries_everything_along(ledger):
    ledger.carry("a", [Substitute(at("第2条第1号"), "水位", "水面の高さ")])
    ledger.carry("b", [
        Move(at("第2条"), at("第3条"), "第3条"),
        Move(at("第3条"), at("第4条"), "第4条"),
        Add(at("第2条"), ARTICLE.format(2, ONE.format("新しい。"))),
    ])  # fmt: skip
    assert spans(ledger, "第3条第1項第1号") == [("水面の高さ", "a")]
    assert spans(ledger, "第2条第1項") == [("新しい。", "b")]
    moved = next(p for p in ledger.blame() if p.at == at("第3条"))
    assert (moved.credit.key, [(str(m.origin), m.credit.key) for m in moved.moved]) == (
        "base",
        [("第2条", "b")],
    )


def test_what_moves_into_something_new_keeps_its_origin(ledger):
    chapter = '<Chapter Num="3"><ChapterTitle>第3章　罰則</ChapterTitle>{}</Chapter>'
    ledger.carry("a", [Add(at("第3章"), chapter.format(ARTICLE.format(4, ONE.format("罰する。"))))])
    ledger.carry("b", [Move(at("第3条"), at("第5条"), "第5条", following=at("第4条"))])
    assert spans(ledger, "第5条第1項") == [("必要な事項は、市長が定める。", "base")]
    assert spans(ledger, "第4条第1項") == [("罰する。", "a")]
    assert brought(ledger, "第4条第1項") == "a"


def test_what_is_replaced_starts_anew(ledger):
    ledger.carry("a", [Substitute(at("第3条"), "市長", "部長")])
    ledger.carry("b", [Replace(at("第3条"), ARTICLE.format(3, ONE.format("必要な事項は、部長が定める。")))])
    assert spans(ledger, "第3条第1項") == [("必要な事項は、部長が定める。", "b")]


def test_a_cell_is_told_by_itself(ledger):
    ledger.carry("a", [Substitute(at("別表 行「乙」 列「額」"), "2", "3")])
    ledger.carry("b", [Substitute(at("別表 行「乙」 列「区分」"), "乙", "丙")])
    assert spans(ledger, "別表の表 行「丙」 列「額」") == [("3", "a"), ("00円", "base")]
    assert spans(ledger, "別表の表 行「丙」 列「区分」") == [("丙", "b")]
    assert spans(ledger, "別表の表 行「甲」 列「額」") == [("100円", "base")]


def test_a_move_prints_the_label_of_an_appendix_and_nothing_else(ledger):
    ledger.carry("a", [Move(at("別表"), at("別表第1"), "別表第1")])
    assert spans(ledger, "別表第1") == [("別表", "base"), ("第1", "a"), ("（第1条関係）", "base")]


def test_a_caption_comes_and_goes(ledger):
    ledger.carry("a", [Insert(at("第2条見出し"), "（報告）")])
    assert spans(ledger, "第2条見出し") == [("（報告）", "a")]
    ledger.carry("b", [Delete(at("第2条見出し"), "（報告）")])
    assert not [p for p in ledger.blame() if p.at == at("第2条見出し")]


def test_what_does_not_fit_is_refused_before_anything_is_done(ledger):
    with pytest.raises(DoesNotFit, match="第1条第1項"):
        ledger.carry("a", [Substitute(at("第1条第1項"), "9回", "4回"), Remove(at("第2条"))])
    assert ledger.document.find(at("第2条")) is not None


def test_goes_on_with_the_same_text_and_refuses_another(ledger):
    ledger.carry("a", [Substitute(at("第1条第1項"), "3", "4")])
    same, other = ledger.document.copy(), ledger.document.copy()
    ledger.onto(same)
    assert spans(ledger, "第1条第1項") == [("計測の回数は、年", "base"), ("4", "a"), ("回とする。", "base")]
    changed = Ledger(other, Credit("x"))
    changed.carry("b", [Substitute(at("第1条第2項"), "春", "秋")])
    with pytest.raises(CannotTrace, match="第1条第2項"):
        ledger.onto(changed.document)


def test_a_text_imported_anew_keeps_what_stands_there_word_for_word(ledger):
    ledger.carry("a", [Substitute(at("第1条第1項"), "3", "4"), Substitute(at("第3条"), "市長", "部長")])
    other = Ledger(ledger.document.copy(), Credit("x"))
    other.carry(
        "y", [Substitute(at("第3条"), "部長", "課長"), Add(at("第4条"), ARTICLE.format(4, ONE.format("新")))]
    )
    ledger.onto(other.document, Credit("import"))
    assert spans(ledger, "第1条第1項")[1] == ("4", "a")
    assert spans(ledger, "第3条第1項") == [("必要な事項は、課長が定める。", "import")]
    assert spans(ledger, "第4条第1項") == [("新", "import")]


# --------------------------------------------------------------------------------------------------------- units, notes


def deeds(ledger, where):
    return next([(d.key, d.what) for d in done] for at_, _, done in ledger.units() if at_ == at(where))


def test_a_unit_knows_what_was_done_to_it(ledger):
    ledger.carry(
        "a", [Substitute(at("第2条第2号"), "水温", "温度"), Substitute(at("附則第2項"), "なお", "引き続き")]
    )
    ledger.carry("b", [
        Replace(at("第3条"), ARTICLE.format(3, ONE.format("削除"))),
        Remove(at("第1条第2項")),
        Substitute(at("別表 行「甲」 列「額」"), "1", "2"),
        Substitute(at("第2章"), "雑則", "補則"),
    ])  # fmt: skip
    ledger.carry("c", [Substitute(at("第3条"), "削除", "市長が定める。")])
    assert deeds(ledger, "第2条") == [("a", "amended")]
    assert deeds(ledger, "附則第2項") == [("a", "amended")]
    assert deeds(ledger, "附則第1項") == []
    assert deeds(ledger, "第3条") == [("b", "deleted"), ("c", "replaced")]
    assert deeds(ledger, "第1条") == [("b", "amended")]
    assert deeds(ledger, "別表") == [("b", "amended")]
    assert deeds(ledger, "第2章") == [("b", "amended")]


def test_what_is_replaced_keeps_the_record_of_what_was_done_to_it(ledger):
    ledger.carry("a", [Substitute(at("第3条"), "市長", "部長")])
    ledger.carry("b", [Replace(at("第3条"), ARTICLE.format(3, ONE.format("部長が定める。")))])
    assert deeds(ledger, "第3条") == [("a", "amended"), ("b", "replaced")]


def test_a_provision_added_to_what_moves_amends_that(ledger):
    ledger.carry("a", [
        Move(at("第2条"), at("第2条の2"), "第2条の2"),
        Add(at("第2条の2第2項"), ONE.format("加える。").replace('Num="1"', 'Num="2"').replace("<ParagraphNum/>", "<ParagraphNum>2</ParagraphNum>")),
    ])  # fmt: skip
    assert deeds(ledger, "第2条の2") == [("a", "moved"), ("a", "amended")]


# ------------------------------------------------------------------------------------------------------ spans as letters

WORDS = st.text("あいう", max_size=6)


@st.composite
def edits(draw, length):
    """Edits in order that do not overlap."""
    cuts = sorted(draw(st.lists(st.integers(0, length), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [Edit(a, b, draw(WORDS)) for a, b in pairs]


@given(
    st.lists(st.tuples(st.text("かきく", min_size=1, max_size=5), st.sampled_from("xyz")), max_size=5),
    st.data(),
)
def test_spans_are_what_a_mark_on_every_letter_gives(parts, data):
    spans_ = tuple(Span(text, Credit(key)) for text, key in parts)
    letters = [(c, key) for text, key in parts for c in text]
    drawn = data.draw(edits(len(letters)))
    expected, last = [], 0
    for edit in drawn:
        expected += letters[last : edit.start] + [(c, "new") for c in edit.new]
        last = edit.end
    expected += letters[last:]
    found = _edited(spans_, [(e, Credit("new")) for e in drawn])
    assert [(c, s.credit.key) for s in found for c in s.text] == expected


@given(st.text("かき", max_size=6), st.text("かき", max_size=6))
def test_one_change_gives_the_words_that_stand_there(old, now):
    found = _onto((Span(old, Credit("old")),) if old else (), now, Credit("new"))
    assert "".join(s.text for s in found) == now
