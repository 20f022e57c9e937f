"""Law numbers, kinds and ids: one identity per regulation, whatever the numerals and widths."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.law.identity import (
    InstrumentKind,
    LawNumber,
    assigned_id,
    find_law_numbers,
    kind_code,
    kind_of,
    law_id,
    revision_id,
)
from reiki.law.jurisdictions import PREFECTURES, Organ, code_of_body, municipality_code, split_body
from reiki.law.numerals import NumeralStyle


@pytest.mark.parametrize(
    ("text", "canonical", "body", "kind"),
    [
        (
            "昭和27年鳥取県人事委員会規則第11号",
            "昭和27年鳥取県人事委員会規則第11号",
            "鳥取県人事委員会",
            "規則",
        ),
        (
            "昭和二十七年鳥取県人事委員会規則第十一号",
            "昭和27年鳥取県人事委員会規則第11号",
            "鳥取県人事委員会",
            "規則",
        ),
        (
            "昭和２７年鳥取県人事委員会規則第１１号",
            "昭和27年鳥取県人事委員会規則第11号",
            "鳥取県人事委員会",
            "規則",
        ),
        (
            "平成 4 年鳥取県人事委員会規則第 4 号",
            "平成4年鳥取県人事委員会規則第4号",
            "鳥取県人事委員会",
            "規則",
        ),
        ("昭和41年12月鳥取県条例第39号", "昭和41年鳥取県条例第39号", "鳥取県", "条例"),
        ("平成10年3月30日条例第5号", "平成10年条例第5号", None, "条例"),
        ("昭和三十四年法律第百二十五号", "昭和34年法律第125号", None, "法律"),
        ("令和元年農林水産省令第3号", "令和元年農林水産省令第3号", None, "農林水産省令"),
        (
            "平成二十八年農林水産省告示第千八百二十七号",
            "平成28年農林水産省告示第1827号",
            "農林水産省",
            "告示",
        ),
        ("平成10年総理府・厚生省令第1号", "平成10年総理府・厚生省令第1号", None, "総理府・厚生省令"),
        ("令和3年霧浜市教育委員会規則第2号", "令和3年霧浜市教育委員会規則第2号", "霧浜市教育委員会", "規則"),
        ("昭和35年三重県条例第1号", "昭和35年三重県条例第1号", "三重県", "条例"),
        ("平成2年つくば市告示第1号の2", "平成2年つくば市告示第1号の2", "つくば市", "告示"),
        ("平成17年にかほ市規則第3号", "平成17年にかほ市規則第3号", "にかほ市", "規則"),
        ("平成5年鳥取県企業管理規程第3号", "平成5年鳥取県企業管理規程第3号", "鳥取県", "企業管理規程"),
    ],
)
def test_reads_law_numbers(text: str, canonical: str, body: str | None, kind: str) -> None:
    number = LawNumber.parse(text)
    assert (str(number), number.body, number.kind) == (canonical, body, kind)


def test_the_month_is_kept_and_does_not_distinguish() -> None:
    with_month, without = (
        LawNumber.parse("昭和41年12月鳥取県条例第39号"),
        LawNumber.parse("昭和四十一年鳥取県条例第三十九号"),
    )
    assert with_month.month == 12
    assert with_month == without
    assert hash(with_month) == hash(without)


@pytest.mark.parametrize(
    "text",
    ["", "鳥取県条例第3号", "昭和27年鳥取県第11号", "昭和27年規則", "平成14年12月25日に公布された規則第3号"],
)
def test_refuses_what_is_no_law_number(text: str) -> None:
    with pytest.raises(ValueError, match="is not a law number"):
        LawNumber.parse(text)


def test_the_number_over_a_notice_takes_its_year_from_the_promulgation() -> None:
    number = LawNumber.of_heading("鳥取県人事委員会規則第26号", date(2002, 12, 25))
    assert str(number) == "平成14年鳥取県人事委員会規則第26号"
    with pytest.raises(ValueError, match="not the number of a notice"):
        LawNumber.of_heading("職員の任用に関する規則", date(2002, 12, 25))


def test_a_promulgation_date_and_the_number_below_it_are_not_one_number() -> None:
    heading = "平成14年12月25日\n\n鳥取県人事委員会委員長 奥 田 悦 子\n\n鳥取県人事委員会規則第23号\n"
    assert list(find_law_numbers(heading)) == []
    assert (
        str(LawNumber.parse("平成14年 鳥取県 人事委員会規則 第 23 号"))
        == "平成14年鳥取県人事委員会規則第23号"
    )


def test_finds_numbers_in_running_text() -> None:
    text = ("教育公務員特例法(昭和24年法律第 1 号)及び給与条例(昭和41年12月鳥取県条例第39号。以下「条例」という。)により平成14年の規則第3号は、"
            "平成12年鳥取県人事委員会規則第21号第1条")  # fmt: skip
    found = list(find_law_numbers(text))
    assert [str(number) for number, _, _ in found] == [
        "昭和24年法律第1号", "昭和41年鳥取県条例第39号", "平成12年鳥取県人事委員会規則第21号",
    ]  # fmt: skip
    assert text[found[0][1] : found[0][2]] == "昭和24年法律第 1 号"


bodies = st.sampled_from(
    ["鳥取県", "鳥取県人事委員会", "霧浜市教育委員会", "四日市市", "千葉県公安委員会", None]
)
kinds = st.sampled_from(["条例", "規則", "訓令", "告示", "規程", "要綱"])
law_numbers = st.builds(LawNumber, st.sampled_from(["明治", "大正", "昭和", "平成", "令和"]), st.integers(1, 64), bodies, kinds,
                        st.integers(1, 9999), st.none() | st.integers(2, 4))  # fmt: skip


@given(law_numbers, st.sampled_from(NumeralStyle))
def test_numbers_round_trip_in_every_style(number: LawNumber, style: NumeralStyle) -> None:
    printed = number.text(style)
    assert LawNumber.parse(printed) == number
    assert [found for found, _, _ in find_law_numbers(f"（{printed}）の一部")] == [number]


@given(law_numbers, law_numbers)
def test_ids_are_fifteen_characters_and_tell_numbers_apart(a: LawNumber, b: LawNumber) -> None:
    code = "31201"
    assert len(law_id(a, code)) == 15
    assert law_id(a, code).isalnum()
    if law_id(a, code) == law_id(b, code):
        assert (a.ad_year, a.kind, a.number, a.branch) == (b.ad_year, b.kind, b.number, b.branch)
        assert split_body(a.body or "")[1] is split_body(b.body or "")[1]


def test_no_municipal_kind_is_a_national_one() -> None:
    forms = "条例 規則 規程 訓令 告示 要綱 要領".split()
    codes = {kind_code(LawNumber("平成", 1, None, form, 1)) for form in forms}
    assert len(codes) == len(forms)
    assert not codes & {"AC", "CO", "IO", "DF", "DT", "DH"}
    assert not {code[0] for code in codes} & {"M", "R", "A", "C", "I", "D"}


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("昭和27年鳥取県人事委員会規則第11号", None, "327KJ3100000011"),
        ("昭和41年12月鳥取県条例第39号", None, "341JA3100000039"),
        ("令和3年霧浜市教育委員会規則第2号", "31999", "503KE3199900002"),
        ("平成9年条例第25号", "303411", "409JA3034100025"),
        ("平成5年鳥取県企業管理規程第3号", None, "405PB3100000003"),
        ("平成2年鳥取県告示第1号の2", None, "402NA3100020001"),
        ("昭和三十四年法律第百二十五号", None, "334AC0000000125"),
        ("昭和三十四年政令第三百八十号", None, "334CO0000000380"),
    ],
)
def test_law_ids(text: str, code: str | None, expected: str) -> None:
    assert law_id(LawNumber.parse(text), code) == expected


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("令和3年霧浜市規則第2号", None, "--jurisdiction"),
        ("令和元年農林水産省令第3号", None, "--id"),
        ("平成9年条例第25000号", "31000", "does not fit"),
        ("平成9年条例第25号の9", "31000", "does not fit"),
        ("平成9年条例第25号", "3100", "five digits"),
        ("平成9年条例第25号", "48000", "five digits"),
        ("平成9年条例第25号", "303410", "check digit"),
    ],
)
def test_an_id_that_the_number_does_not_tell_is_refused(text: str, code: str | None, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        law_id(LawNumber.parse(text), code)


def test_assigned_ids_are_stable_and_apart_from_numbered_ones() -> None:
    facts = ("31000", InstrumentKind.GUIDELINE, date(2003, 4, 1))
    first = assigned_id(*facts, "霧浜市補助金交付要綱")
    assert first == assigned_id(*facts, "霧浜市 補助金交付要綱") == "415YA3100093229"
    assert assigned_id(*facts, "霧浜市補助金交付要領") != first
    assert assigned_id(*facts, "霧浜市補助金交付要綱", attempt=1) != first
    assert int(first[-5:]) >= 50000
    with pytest.raises(ValueError, match="national"):
        assigned_id("31000", InstrumentKind.ACT, date(2003, 4, 1), "x")


def test_revision_ids() -> None:
    assert (
        revision_id("327KJ3100000011", date(2002, 12, 25), "414KJ3100000026")
        == "327KJ3100000011_20021225_414KJ3100000026"
    )
    assert revision_id("327KJ3100000011", date(1952, 4, 1)) == "327KJ3100000011_19520401_000000000000000"


@pytest.mark.parametrize(
    ("title", "number", "kind"),
    [
        ("霧浜市職員服務規程", "平成5年霧浜市訓令第3号", InstrumentKind.DIRECTIVE),
        ("霧浜市職員服務規程", None, InstrumentKind.REGULATION),
        ("霧浜市補助金交付要綱", None, InstrumentKind.GUIDELINE),
        ("日本の国際 条例", None, InstrumentKind.ORDINANCE),
        ("職員の任用に関する規則(抄)", None, InstrumentKind.RULE),
        ("農薬取締法", None, InstrumentKind.ACT),
        ("品質表示基準", "平成12年農林水産省告示第513号", InstrumentKind.NOTIFICATION),
        ("施行規則", "令和元年農林水産省令第3号", InstrumentKind.MINISTERIAL_ORDINANCE),
        ("霧浜市防災指針", None, InstrumentKind.OTHER),
        ("企業局規程", "平成5年鳥取県企業管理規程第3号", InstrumentKind.REGULATION),
    ],
)
def test_the_number_names_the_kind_before_the_title(
    title: str, number: str | None, kind: InstrumentKind
) -> None:
    assert kind_of(title, LawNumber.parse(number) if number else None) is kind


@pytest.mark.parametrize(
    ("body", "jurisdiction", "organ"),
    [
        ("鳥取県", "鳥取県", Organ.HEAD), ("鳥取県人事委員会", "鳥取県", Organ.PERSONNEL), ("霧浜市教育委員会", "霧浜市", Organ.EDUCATION),
        ("霧浜市", "霧浜市", Organ.HEAD), ("鳥取県公安委員会", "鳥取県", Organ.PUBLIC_SAFETY), ("鳥取県警察本部", "鳥取県", Organ.POLICE),
        ("霧浜市固定資産評価審査委員会", "霧浜市", Organ.ASSESSMENT), ("霧浜市議会", "霧浜市", Organ.ASSEMBLY), ("霧浜市長", "霧浜市", Organ.HEAD),
        ("霧浜市消防本部", "霧浜市", Organ.FIRE), ("霧浜市水道事業", "霧浜市", Organ.ENTERPRISE), ("霧浜市上下水道局", "霧浜市", Organ.ENTERPRISE),
        ("鳥取県病院局企業管理", "鳥取県", Organ.HOSPITAL), ("鳥取県企業管理", "鳥取県", Organ.ENTERPRISE), ("農林水産省", "農林水産省", Organ.OTHER),
        ("教育委員会", "", Organ.EDUCATION), ("東部広域行政管理組合", "東部広域行政管理組合", Organ.HEAD),
        ("鳥取県選挙管理委員会", "鳥取県", Organ.ELECTION), ("霧浜市農業委員会", "霧浜市", Organ.AGRICULTURE),
        ("鳥取県監査委員", "鳥取県", Organ.AUDIT), ("霧浜市公平委員会", "霧浜市", Organ.EQUITY),
    ],
)  # fmt: skip
def test_bodies_split_into_jurisdiction_and_organ(body: str, jurisdiction: str, organ: Organ) -> None:
    assert split_body(body) == (jurisdiction, organ)


def test_prefectures_have_their_codes() -> None:
    assert len(PREFECTURES) == len(set(PREFECTURES)) == 47
    assert [code_of_body(name) for name in ("北海道", "東京都", "鳥取県", "沖縄県")] == [
        "01000",
        "13000",
        "31000",
        "47000",
    ]
    assert code_of_body("鳥取県人事委員会") == "31000"
    assert code_of_body("霧浜市") is None


def test_codes_are_read_with_and_without_their_check_digit() -> None:
    assert municipality_code("312011") == municipality_code("31201") == "31201"
    assert municipality_code("010006") == "01000"
    with pytest.raises(ValueError, match="check digit of 31201 is 1"):
        municipality_code("312012")
