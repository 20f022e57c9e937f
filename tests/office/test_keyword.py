"""Search expressions, and what of a law is searched."""

import time

import pytest

from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.office.keyword import BadExpression, fold, parse_expression, passages_of
from written import regulation


def true(expression, *texts):
    return parse_expression(expression).test([fold(text) for text in texts])


@pytest.mark.parametrize(
    ("expression", "texts", "expected"),
    [
        ("給料", ["職員の給料は"], True),
        ("給料 手当", ["給料", "手当"], True),
        ("給料 手当", ["給料"], False),
        ("給料　手当", ["給料", "手当"], True),
        ("給料|手当", ["手当"], True),
        ("給料 (手当|旅費)", ["給料", "旅費"], True),
        ("給料 (手当|旅費)", ["手当", "旅費"], False),
        ("給料 !手当", ["給料", "手当"], False),
        ("給料 NOT 手当", ["給料"], True),
        ("給料 !(手当|旅費)", ["給料", "旅費"], False),
        ("給料 !!手当", ["給料", "手当"], True),
        ("第?条", ["第五条"], True),
        ("第?条", ["第十五条"], False),
        ("第*条", ["第二十一条"], True),
        ("第*条", ["第一。条"], False),
        ("ＡＢＣ１", ["abc1"], True),
        ("abc", ["ＡＢＣ"], True),
        ("a.c", ["abc"], False),
        ("\ufa19", ["\u795e"], False),
    ],
)
def test_expressions(expression, texts, expected):
    assert true(expression, *texts) is expected


@pytest.mark.parametrize(
    "expression", ["", "　", "!手当", "(手当", "手当)", "|", "手当 |", "手当 ()", "*", "? *", "手当 !", " ".join("abcdefghijklmnopqrstu"), "長" * 301]
)  # fmt: skip
def test_what_is_no_expression(expression):
    with pytest.raises(BadExpression):
        parse_expression(expression)


def test_wildcards_show_what_they_stand_for():
    text = "用地に関する交渉の手当。用地の手当及び用地交渉手当"
    assert [text[a:b] for a, b in parse_expression("用地*手当").marks(text)] == [
        "用地に関する交渉の手当",
        "用地の手当",
        "用地交渉手当",
    ]


def test_marks_lie_where_the_words_are():
    text = "ＡＢＣ手当及び手当"
    marks = parse_expression("手当|abc").marks(text)
    assert [text[start:end] for start, end in marks] == ["ＡＢＣ手当", "手当"]


def test_wildcards_take_no_time():
    text = "第" * 200_000
    started = time.perf_counter()
    assert parse_expression("第*第*第*第*条").marks(text) == []
    assert parse_expression("第??条 第?*?第*条").marks(text) == []
    assert time.perf_counter() - started < 5


def test_every_word_of_a_law_is_in_one_passage():
    data = regulation(
        "文書規則",
        "平成9年霧浜市規則第5号",
        "平成9年3月25日",
        ["文書は、係が扱う。", "文書は、十年間保存する。"],
    )
    found = list(passages_of(LawDocument.from_regulation(parse_regulation(data.decode()).regulation)))
    assert [p.text for p in found if p.position == "mainprovision"] == [
        "文書は、係が扱う。",
        "文書は、十年間保存する。",
    ]
    assert [p.elm for p in found if p.position == "mainprovision"] == [
        "MainProvision-Article_1-Paragraph_1", "MainProvision-Article_2-Paragraph_1",
    ]  # fmt: skip
    assert found[0].position == "lawtitle"
