"""Notes in the form that 例規集 print."""

import datetime

import pytest

from reiki.history.notes import Instrument, abbreviated, full, note
from reiki.history.provenance import Deed
from reiki.law.address import Address
from reiki.law.kinds import Kind

DAY = datetime.date(2002, 12, 25)


@pytest.mark.parametrize(
    ("number", "body", "short", "whole"),
    [
        (
            "平成14年鳥取県人事委員会規則第26号",
            "鳥取県",
            "平14人委規則26",
            "平成14年12月25日人事委員会規則第26号",
        ),
        (
            "平成14年鳥取県教育委員会規則第5号",
            "鳥取県",
            "平14教委規則5",
            "平成14年12月25日教育委員会規則第5号",
        ),
        ("令和元年霧浜市規則第3号", "霧浜市", "令元規則3", "平成14年12月25日規則第3号"),
        ("昭和53年霧浜市条例第12号", "霧浜市", "昭53条例12", "平成14年12月25日条例第12号"),
        ("令和6年霧浜市訓令第6号", "霧浜市", "令6訓令6", "平成14年12月25日訓令第6号"),
        ("令和6年霧浜市告示第6号の2", "霧浜市", "令6告示6の2", "平成14年12月25日告示第6号の2"),
        ("平成5年旧浜町規則第21号", "霧浜市", "平5旧浜町規則21", "平成14年12月25日旧浜町規則第21号"),
        ("平成14年規則第9号", "霧浜市", "平14規則9", "平成14年12月25日規則第9号"),
        ("", "霧浜市", "平14.12.25", "平成14年12月25日"),
    ],
)
def test_an_instrument_is_named_in_both_forms(number, body, short, whole):
    instrument = Instrument(number, "", DAY)
    assert abbreviated(instrument, body) == short
    assert full(instrument, body) == whole


def test_a_text_that_counts_in_kanji_has_its_notes_so():
    instrument = Instrument("平成10年徳島県規則第87号", "", DAY)
    assert abbreviated(instrument, "徳島県", kanji=True) == "平一〇規則八七"
    assert full(instrument, "徳島県", kanji=True) == "平成十四年十二月二十五日規則第八十七号"


def test_without_a_day_the_year_stands_for_it():
    assert full(Instrument("平成14年鳥取県規則第9号"), "鳥取県") == "平成14年規則第9号"


A, B, C = "平19規則44", "平24規則23", "令5規則8"
NAMES = {"a": A, "b": B, "c": C, "c2": C}


def moved(key, was, to):
    return Deed(key, "moved", Address.parse(was), Address.parse(to))


@pytest.mark.parametrize(
    ("deeds", "expected"),
    [
        ([], ""),
        ([Deed("a", "amended")], f"（{A}・一部改正）"),
        (
            [Deed("a", "added"), Deed("b", "amended"), Deed("c", "amended")],
            f"（{A}・追加、{B}・{C}・一部改正）",
        ),
        ([moved("a", "第8条", "第9条")], f"（{A}・旧第8条繰下）"),
        ([moved("a", "第8条第3項", "第8条第2項"), Deed("a", "amended")], f"（{A}・旧第3項繰上・一部改正）"),
        ([Deed("a", "amended"), moved("a", "第8条", "第9条")], f"（{A}・旧第8条繰下・一部改正）"),
        ([Deed("a", "amended"), Deed("b", "replaced")], f"（{A}・一部改正、{B}・全改）"),
        ([Deed("a", "deleted")], f"（{A}・削除）"),
        ([Deed("c", "amended"), Deed("c2", "amended")], f"（{C}・一部改正）"),
        ([Deed("a", "added"), Deed("a", "amended")], f"（{A}・追加）"),
        (
            [Deed("a", "amended"), Deed("b", "added"), Deed("c", "amended")],
            f"（{A}・一部改正、{B}・追加、{C}・一部改正）",
        ),
    ],
)
def test_notes(deeds, expected):
    assert note(deeds, NAMES, Kind.ARTICLE) == expected


def test_titles_and_headings_are_renamed():
    assert note([Deed("a", "amended")], NAMES, Kind.CHAPTER) == f"（{A}・改称）"
    assert note([Deed("a", "amended")], NAMES, Kind.TITLE) == f"（{A}・改称）"
