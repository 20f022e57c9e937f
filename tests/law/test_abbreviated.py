"""Numbers without their body, or with it cut short."""

import pytest

from reiki.law.abbreviated import readings, spelled_out, spellings
from reiki.law.identity import LawNumber

MAYOR = LawNumber.parse("令和6年霧浜市規則第4号")
EDUCATION = LawNumber.parse("令和6年霧浜市教育委員会規則第2号")


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("令和6年規則第3号", "令和6年霧浜市規則第3号"),
        ("令和6年市規則第3号", "令和6年霧浜市規則第3号"),
        ("令和6年教委規則第3号", "令和6年霧浜市教育委員会規則第3号"),
        ("令和6年霧浜市人委規則第3号", "令和6年霧浜市人事委員会規則第3号"),
        ("令和6年水道局管理規程第3号", "令和6年霧浜市水道局管理規程第3号"),
        ("昭和40年市川市条例第3号", "昭和40年市川市条例第3号"),
        ("令和6年法律第3号", "令和6年法律第3号"),
        ("令和6年鳥取県規則第3号", "令和6年鳥取県規則第3号"),
    ],
)
def test_spelled_out(printed, full):
    assert str(spelled_out(LawNumber.parse(printed), "霧浜市")) == full
    assert printed in spellings(LawNumber.parse(full))


@pytest.mark.parametrize("printed", ["令和6年県規則第3号", "令和6年某規則第3号"])
def test_a_body_that_nobody_knows_is_not_guessed(printed):
    assert spelled_out(LawNumber.parse(printed), "霧浜市") is None
    assert readings(LawNumber.parse(printed), MAYOR, "霧浜市") == ()


@pytest.mark.parametrize(
    ("printed", "by", "meant"),
    [
        ("令和6年規則第3号", MAYOR, ["令和6年霧浜市規則第3号"]),
        ("令和6年規則第3号", None, ["令和6年霧浜市規則第3号"]),
        ("令和6年規則第3号", EDUCATION, ["令和6年霧浜市教育委員会規則第3号", "令和6年霧浜市規則第3号"]),
        ("令和6年条例第3号", EDUCATION, ["令和6年霧浜市条例第3号"]),
        ("令和6年教育委員会規則第3号", MAYOR, ["令和6年霧浜市教育委員会規則第3号"]),
        ("令和6年政令第3号", EDUCATION, ["令和6年政令第3号"]),
    ],
)
def test_what_a_notice_means_by_a_number(printed, by, meant):
    assert [str(n) for n in readings(LawNumber.parse(printed), by, "霧浜市")] == meant
