"""Words that change inside one provision."""

import pytest

from reiki.amend.operations import Delete, Insert, Place, Source, Substitute
from reiki.gazette.words import WordRules, exchange, operations_of, place_of
from reiki.law.address import Address
from reiki.law.equality import Convention, Fidelity
from reiki.source.model import Mark, MarkedText, MarkSpan

AT = Address.parse("第1条第1項")
DRAWN = WordRules(True, True, True, True, Fidelity.DRAWN)
ONLY_SUBSTITUTE = WordRules(True, False, False, True, Fidelity.DRAWN)


def marked(text: str) -> MarkedText:
    """``【】`` around what is underlined."""
    out, spans, start = "", [], 0
    for c in text:
        if c == "【":
            start = len(out)
        elif c == "】":
            spans.append(MarkSpan(start, len(out), Mark.UNDERLINE))
        else:
            out += c
    return MarkedText(out, tuple(spans))


def apply(stored: str, edits: list[object]) -> str:
    for e in reversed(edits):
        stored = stored[: e.start] + e.new + stored[e.end :]  # type: ignore[attr-defined]
    return stored


def test_marks_exchanged_give_the_other_column() -> None:
    before, after = (
        marked("学術の進歩【と】産業の【振興とを】図り"),
        marked("学術の進歩【、】産業の【振興及び防止を】図り"),
    )
    result = exchange(before, after, before.text, DRAWN, AT, Source())
    assert not result.findings
    assert apply(before.text, list(result.edits)) == after.text
    assert len(result.edits) == 2


def test_insertion_deletion_and_marks_wider_than_the_change() -> None:
    before, after = (
        marked("商号【を】登記し、【遅滞なく】届け出る"),
        marked("商号【及び本店を】登記し、届け【直ちに】出る"),
    )
    result = exchange(before, after, before.text, DRAWN, AT, Source())
    ops = operations_of(result.edits, before.text, AT, "marked", None, Source())
    assert [type(o) for o in ops] == [Substitute, Delete, Insert]
    assert apply(before.text, list(result.edits)) == after.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("三月以内に【甲】が届け出る", "四月以内に【乙】が届け出る"),  # a difference nobody marked
        ("知【事】は", "【町長】は"),  # a mark that begins late
        ("甲は届け出る", "甲は直ちに届け出る"),  # no mark at all
    ],
)
def test_what_marks_do_not_explain_is_held(before: str, after: str) -> None:
    b, a = marked(before), marked(after)
    result = exchange(b, a, b.text, DRAWN, AT, Source())
    assert [f.code for f in result.findings] == ["unmarked_difference"]
    assert result.inferred, "what the columns say is shown, and held"


def test_a_mark_over_equal_words_orders_nothing() -> None:
    text = marked("第2条の【規定】により")
    result = exchange(text, text, text.text, DRAWN, AT, Source())
    assert result.edits == []
    assert [(f.severity, f.code) for f in result.findings] == [("warning", "mark_over_equal_text")]


def test_a_verb_that_the_lead_text_does_not_order_is_held() -> None:
    before, after = marked("甲は届け出る"), marked("甲は【直ちに】届け出る")
    result = exchange(before, after, before.text, ONLY_SUBSTITUTE, AT, Source())
    assert [f.code for f in result.findings] == ["verb_not_ordered"]


def converted(*verbs: str) -> WordRules:
    return WordRules(
        "substitute" in verbs, "insert" in verbs, "delete" in verbs, False, Fidelity.CONVERTED, Convention.of("第1条（甲）")
    )  # fmt: skip


def test_converted_text_one_phrase_is_one_substitution() -> None:
    before = MarkedText("判定するため、次の各号に掲げる方法の一により行うものとする。")
    after = MarkedText("判定するため、次に掲げる方法のうち2以上を併せて行うものとする。")
    result = exchange(before, after, before.text, converted("substitute"), AT, Source())
    ops = operations_of(result.edits, before.text, AT, "inferred", None, Source())
    assert [(o.before, o.after) for o in ops if isinstance(o, Substitute)] == [
        ("次の各号に掲げる方法の一により", "次に掲げる方法のうち2以上を併せて")
    ]
    assert apply(before.text, list(result.edits)) == after.text


def test_converted_numbers_change_whole_and_widths_follow_the_regulation() -> None:
    before, after = MarkedText("6,700 円"), MarkedText("６,６００円")
    result = exchange(before, after, "6,700円", converted("substitute"), AT, Source())
    assert [(e.start, e.end, e.new) for e in result.edits] == [(0, 5, "6,600")]


def test_converted_pure_insertion_keeps_its_verb_when_granted() -> None:
    before, after = (
        MarkedText("（次項において「職務」という。）"),
        MarkedText("（次項及び第3項において「職務」という。）"),
    )
    result = exchange(before, after, before.text, converted("insert"), AT, Source())
    assert [(e.start, e.end, e.new) for e in result.edits] == [(3, 3, "及び第3項")]


def test_the_base_must_be_what_is_quoted() -> None:
    with pytest.raises(ValueError, match="not the stored text"):
        exchange(MarkedText("甲"), MarkedText("乙"), "丙", DRAWN, AT, Source())


def test_places_are_unique_or_counted() -> None:
    words = "甲は甲に甲を"
    assert place_of(words, 2, 3) == Place("甲は", "に甲を")
    assert place_of("甲甲", 0, 1) == Place("", "甲")
    nth = place_of("甲" * 200, 100, 101)
    assert nth.of == 1 or nth.nth <= nth.of
