"""The forms of the national gazette's notices (府令, 省令, 規則, 告示 …), in notices written for these tests."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pytest

from reiki.gazette.heads import is_number_line
from reiki.gazette.issue import parse_issue
from reiki.gazette.lines import Line, fold, lines_of, squeeze
from reiki.gazette.model import Commencement, Fixed, Issue, Notice, Unfixed
from reiki.gazette.targets import read_order
from reiki.law.identity import InstrumentKind, LawNumber, find_law_numbers, kind_of
from reiki.law.national import join_bodies
from reiki.source.model import Cell, Document, MarkedText, Paragraph, Row, Table

D = datetime.date
LEAD = "次の表により、改正前欄に掲げる規定の傍線を付した部分をこれに対応する改正後欄に掲げる規定の傍線を付した部分のように改める。"
HEAD = "令和7年6月3日　火曜日　官　報　(号外第50号)　1"


def cell(*lines: str) -> Cell:
    return Cell(tuple(Paragraph(MarkedText(x)) for x in lines))


COMPARISON = Table(
    (Row((cell("改　正　後"), cell("改　正　前"))), Row((cell("第三条　い"), cell("第三条　あ"))))
)


def issue(*lines: str, head: str = HEAD) -> Issue:
    """An issue of one paragraph a line; ``[比較]`` stands for a comparison table."""
    blocks = tuple(COMPARISON if x == "[比較]" else Paragraph(MarkedText(x)) for x in (head, *lines))
    return parse_issue(Document(blocks, "pdf", True, "0" * 64))


def notice(*lines: str) -> Notice:
    found = issue(*lines).notices
    assert len(found) == 1, [n.number for n in found]
    return found[0]


def line(text: str) -> Line:
    return lines_of([Paragraph(MarkedText(text))])[0]


def targets(found: Notice) -> list[tuple[str, str]]:
    return [(c.target.title, c.target.number) for c in found.clauses]


def days(found: Notice) -> list[D]:
    return [day(c.commencement) for c in found.clauses]


def day(commencement: Commencement | None) -> D:
    assert isinstance(commencement, Fixed), commencement
    return commencement.date


def errors(found: Notice) -> list[str]:
    of_clauses = [f for c in found.clauses for f in c.findings]
    return [f.code for f in (*found.findings, *of_clauses) if f.severity == "error"]


# ------------------------------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("printed", "canonical", "kind"),
    [
        ("令和七年外務省財務省令第三号", "令和7年外務省・財務省令第3号", InstrumentKind.MINISTERIAL_ORDINANCE),
        ("令和七年外務省、財務省令第三号", "令和7年外務省・財務省令第3号", InstrumentKind.MINISTERIAL_ORDINANCE),
        ("令和七年デジタル庁・総務省令第三号", "令和7年デジタル庁・総務省令第3号", InstrumentKind.MINISTERIAL_ORDINANCE),
        ("平成三十一年厚生労働省国土交通省環境省告示第九号", "平成31年厚生労働省・国土交通省・環境省告示第9号", InstrumentKind.NOTIFICATION),
        ("令和五年三月内閣府、総務省、法務省、外務省、財務省、文部科学省、厚生労働省、農林水産省、経済産業省、国土交通省、環境省、防衛省告示第九号",
         "令和5年内閣府・総務省・法務省・外務省・財務省・文部科学省・厚生労働省・農林水産省・経済産業省・国土交通省・環境省・防衛省告示第9号",
         InstrumentKind.NOTIFICATION),
        ("平成10年人事院公示第9号", "平成10年人事院公示第9号", InstrumentKind.NOTIFICATION),
        ("令和七年人事院規則九―九九―二一", "令和7年人事院規則9―99―21", InstrumentKind.RULE),
        ("令和七年人事院規則一〇－一一－一〇", "令和7年人事院規則10―11―10", InstrumentKind.RULE),
    ],
)  # fmt: skip
def test_numbers(printed: str, canonical: str, kind: InstrumentKind) -> None:
    number = LawNumber.parse(printed)
    assert str(number) == canonical
    assert LawNumber.parse(canonical) == number
    assert kind_of("", number) is kind
    assert [str(n) for n, start, end in find_law_numbers(f"この{printed}の規定")] == [canonical]


def test_rules_of_one_subject_are_a_series() -> None:
    one, other = (LawNumber.parse(f"令和7年人事院規則{x}") for x in ("9―99―21", "9―24―21"))
    assert one != other
    assert (one.chain, one.number) == ("9―99", 21)


@pytest.mark.parametrize("name", ["霧浜市規則", "鳥取県人事委員会規則", "外務省霧浜局告示", "令"])
def test_only_bodies_of_the_state_are_joined(name: str) -> None:
    assert join_bodies(name) == name


@pytest.mark.parametrize(
    "text",
    ["〇外務省・財務省令第三号", "○厚生労働省国土交通省令第三号", "人事院規則九―九九―二一", "人事院公示第9号", "〇関東地方整備局告示第九百号",
     "〇内閣府、総務省、法務省、外務省、財務省、文部科学省、厚生労働省、農林水産省、経済産業省、国土交通省、環境省、防衛省告示第九号"],
)  # fmt: skip
def test_number_lines(text: str) -> None:
    assert is_number_line(fold(squeeze(text)))


@pytest.mark.parametrize("text", ["人事院規則九―九九（手当）", "人事院規則九―九九の規定により第三号"])
def test_a_rule_that_is_cited_heads_nothing(text: str) -> None:
    assert not is_number_line(fold(squeeze(text)))


# ------------------------------------------------------------------------------------------- sentences that name targets


@pytest.mark.parametrize(
    ("sentence", "title", "number"),
    [
        ("霧浜法（昭和二十五年法律第九十九号）第十七条第二項の規定に基づき、平成二十八年農林水産省告示第千八百九十九号（霧虫の防除に関する告示）の一部を次のように改正する。",
         "霧虫の防除に関する告示", "平成28年農林水産省告示第1899号"),
        ("霧浜法（昭和二十五年法律第九十九号）の規定に基づき、霧浜の価格（基準）（平成二十年厚生労働省告示第九十九号）の一部を次の表のように改正し、令和七年七月一日から適用する。",
         "霧浜の価格（基準）", "平成20年厚生労働省告示第99号"),
        ("霧浜法（昭和三十年法律第九十九号）第二十六条の規定に基づき、平成十二年農林水産省告示第九百九十九号（霧の事務を委任した件）の一部を次のように改正したので、同条第六項の規定に基づき、公示し、公布の日から施行する。",
         "霧の事務を委任した件", "平成12年農林水産省告示第999号"),
        ("霧浜法（昭和二十四年法律第九十九号）第十五条第六項の規定に基づき、令和六年十一月五日農林水産省告示第九百号（霧の数量を公表する件）の一部を次のように変更したので、同条第五項の規定に基づき、次のとおり公表する。",
         "霧の数量を公表する件", "令和6年農林水産省告示第900号"),
        ("現下の霧に鑑み、主要国が講ずる措置の内容に沿い、「霧のための「特別」な措置の対象を指定する件」（平成二十三年九月外務省告示第九百号）について、別表のとおり指定を一部解除する。",
         "霧のための「特別」な措置の対象を指定する件", "平成23年外務省告示第900号"),
        ("人事院は、人事院規則２―９（霧の委任）第２項の規定に基づき、平成10年人事院公示第99号の一部改正に関し、次のとおり決定した。",
         "", "平成10年人事院公示第99号"),
        ("霧浜法（昭和二十五年法律第九十九号）第五条の規定に基づき、霧の規格（昭和四十九年農林省告示第九百号）（ＪＡＳ　〇九九）の一部を次のように改正し、同法第七条の規定に基づき、公示し、令和七年六月二十九日から施行する。",
         "霧の規格", "昭和49年農林省告示第900号"),
        ("平成二十八年農林水産省告示第千八百九十九号を次の表のように改正する。", "", "平成28年農林水産省告示第1899号"),
        ("人事院規則九―九九（霧手当）の一部を次のように改正する。", "人事院規則九―九九（霧手当）", ""),
    ],
)  # fmt: skip
def test_targets(sentence: str, title: str, number: str) -> None:
    order = read_order(line(sentence))
    assert order is not None
    assert [(n.target.title, n.target.number) for n in order.named] == [(title, number)]
    assert not order.unclear


@pytest.mark.parametrize(
    "sentence",
    ["次のように道路の区域の一部を変更したので、告示する。", "霧浜市の区域の一部を次のように変更する。", "陸上における訓練を次のとおり実施する。",
     "霧浜法（昭和二十五年法律第九十九号）第十八条の規定に基づき、その区域の一部を変更したので、公示する。",
     "霧浜法の一部を改正する告示を次のように定め、令和七年七月一日から施行する。"],
)  # fmt: skip
def test_sentences_that_amend_nothing(sentence: str) -> None:
    assert read_order(line(sentence)) is None


def test_several_instruments_named_before_what_is_amended_hold_the_clause() -> None:
    found = notice(
        "〇外務省告示第九百号",
        "平成十三年外務省告示第九百一号及び令和七年外務省告示第九百二号を含む関連の告示に関し、霧浜決議に基づき、措置の対象となる個人の一部を次のように改正する。",
        "令和七年六月三日", "外務大臣　霧島　一郎", LEAD, "[比較]",
    )  # fmt: skip
    assert targets(found) == [("", "平成13年外務省告示第901号")]
    assert "target_ambiguous" in errors(found)


# --------------------------------------------------------------------------------------------------------- whole notices


def ordinance(
    number: str, title: str, target: str, *after: str, issuers: Sequence[str] = ("総務大臣　霧島　一郎",)
) -> list[str]:
    """A 省令 with its 制定文, day, ministers, title, head sentence and what follows."""
    return [
        f"〇{number}", f"霧浜法（平成十年法律第九十九号）第三条の規定に基づき、及び同法を実施するため、{title}を次のように定める。",
        "令和七年六月三日", *issuers, title, f"{target}の一部を次のように改正する。", *after,
    ]  # fmt: skip


def test_an_ordinance_of_two_ministries() -> None:
    found = notice(*ordinance(
        "外務省財務省令第九号", "霧の財務に関する省令の一部を改正する省令", "霧の財務に関する省令（平成十五年外務省令第九十二号）",
        LEAD, "[比較]", "備考　表中の［　］の記載は注記である。", "附　則", "この省令は、霧浜法の一部を改正する法律（令和七年法律第九十号）の施行の日（令和七年七月一日）から施行する。",
        issuers=("外務大臣　霧島　一郎", "財務大臣臨時代理", "国務大臣　霧山　二郎"),
    ))  # fmt: skip
    assert (found.number, found.kind) == ("令和7年外務省・財務省令第9号", "amend")
    assert found.title == "霧の財務に関する省令の一部を改正する省令"
    assert found.issuer == "外務大臣 霧島 一郎、財務大臣臨時代理、国務大臣 霧山 二郎"
    assert targets(found) == [("霧の財務に関する省令", "平成15年外務省令第92号")]
    assert days(found) == [D(2025, 7, 1)]
    assert [len(c.tables) for c in found.clauses] == [1]
    assert [len(c.remarks) for c in found.clauses] == [1]
    assert errors(found) == []


def test_a_commencement_on_another_law_waits() -> None:
    found = notice(*ordinance(
        "総務省令第九号", "霧規則の一部を改正する省令", "霧規則（平成十三年総務省令第九十号）",
        "第三条中「霧」を「靄」に改める。", "附　則", "この省令は、霧浜法の一部を改正する法律の施行の日から施行する。",
    ))  # fmt: skip
    started = found.clauses[0].commencement
    assert isinstance(started, Unfixed)
    assert started.waits_for == "霧浜法の一部を改正する法律の施行の日"


def test_a_notification_names_its_target_before_day_and_minister() -> None:
    found = issue(
        "法規的告示", "〇厚生労働省告示第九百号", "霧浜法（平成十年法律第九十九号）の規定に基づき、霧の価格（平成二十年厚生労働省告示第九十九号）の一部を次の表のように改正し、令和七年七月一日から適用する。",
        "令和七年六月三日　　厚生労働大臣　霧島　一郎", "（傍線部分は改正部分）", "[比較]",
        "〇防衛省告示第九百号", "海上における霧の訓練を次のとおり実施する。", "令和七年六月三日", "防衛大臣　霧山　二郎", "期　間　令和七年七月一日から同年八月三十一日までの間",
        "国会事項", "衆議院", "霧浜規則の一部を次のように改正する。",
    )  # fmt: skip
    first, second = found.notices
    assert (first.number, first.kind, first.promulgated) == (
        "令和7年厚生労働省告示第900号",
        "amend",
        D(2025, 6, 3),
    )
    assert first.issuer == "厚生労働大臣 霧島 一郎"
    assert targets(first) == [("霧の価格", "平成20年厚生労働省告示第99号")]
    assert days(first) == [D(2025, 7, 1)]
    assert errors(first) == []
    assert (second.number, second.kind, second.clauses) == ("令和7年防衛省告示第900号", "other", ())


def test_public_notice_then_day_in_the_last_clause_of_the_sentence() -> None:
    found = notice(
        "〇農林水産省告示第九百号",
        "霧浜法（昭和三十年法律第九十九号）第二十六条の規定に基づき、平成十二年農林水産省告示第九百九十九号（霧の事務を委任した件）の一部を次のように改正したので、同条第六項の規定に基づき、公示し、公布の日から施行する。",
        "令和七年六月三日", "農林水産大臣　霧島　一郎", LEAD, "[比較]",
    )  # fmt: skip
    assert days(found) == [D(2025, 6, 3)]
    assert errors(found) == []


def test_a_day_in_the_sentence_that_makes_the_notice() -> None:
    found = notice(
        "〇海上保安庁告示第九百号", "霧浜法（平成十年法律第九十九号）第三条の規定に基づき、霧の告示等の一部を改正する告示を次のように定め、令和七年七月一日から施行する。",
        "令和七年六月三日", "海上保安庁長官　霧島　一郎", "霧の告示等の一部を改正する告示",
        "（霧の告示の一部改正）", "第一条　霧の告示（平成二十二年海上保安庁告示第九百号）の一部を次のように改正する。", LEAD, "[比較]",
        "（靄の告示の一部改正）", "第二条　靄の告示（平成二十二年海上保安庁告示第九百一号）の一部を次のように改正する。", LEAD, "[比較]",
    )  # fmt: skip
    assert [c.id for c in found.clauses] == ["1", "2"]
    assert days(found) == [D(2025, 7, 1), D(2025, 7, 1)]
    assert errors(found) == []


def test_a_rule_of_the_national_personnel_authority() -> None:
    found = issue(
        "規　則",
        "人事院は、霧浜法（昭和二十五年法律第九十九号）に基づき、人事院規則九―九九（霧手当）の一部改正に関し次の人事院規則を制定する。",
        "令和七年六月三日", "人事院総裁　霧島　一郎", "人事院規則九―九九―二一", "人事院規則九―九九（霧手当）の一部を改正する人事院規則",
        "人事院規則九―九九（霧手当）の一部を次のように改正する。", LEAD, "[比較]",
        "附　則", "（施行期日）", "第一条　この規則は、令和七年十月一日から施行する。ただし、次条の規定は、公布の日から施行する。",
        "（経過措置）", "第二条　各省各庁の長は、この規則の施行の日前においても、霧の措置を講ずることができる。",
        "（人事院規則一五―九八の一部改正）", "第三条　人事院規則一五―九八（霧休暇）の一部を次のように改正する。", LEAD, "[比較]",
        "官庁報告", "官庁事項", "人事院公示第９号", "人事院は、人事院規則２―９（霧の委任）第２項の規定に基づき、平成10年人事院公示第99号の一部改正に関し、次のとおり決定した。",
        "令和７年６月３日　　　　　　人事院総裁　霧島　一郎", f"１　{LEAD}", "[比較]", "２　この決定による改正は、令和７年10月１日から効力を発生する。",
    )  # fmt: skip
    rule, public = found.notices
    assert rule.number == "令和7年人事院規則9―99―21"
    assert rule.title == "人事院規則九―九九（霧手当）の一部を改正する人事院規則"
    assert [(c.id, c.target.title) for c in rule.clauses] == [
        ("1", "人事院規則九―九九（霧手当）"),
        ("附則3", "人事院規則一五―九八（霧休暇）"),
    ]
    assert days(rule) == [D(2025, 10, 1), D(2025, 10, 1)]
    assert errors(rule) == []
    assert public.number == "令和7年人事院公示第9号"
    assert targets(public) == [("", "平成10年人事院公示第99号")]
    assert days(public) == [D(2025, 10, 1)]
    assert errors(public) == []


def test_a_cabinet_order_is_signed_at_its_end() -> None:
    found = notice(
        "霧浜施行令の一部を改正する政令をここに公布する。", "御　名　御　璽", "令和七年六月三日", "内閣総理大臣　霧島　一郎",
        "政令第九百号", "霧浜施行令の一部を改正する政令", "内閣は、霧浜法（平成十年法律第九十九号）第三条の規定に基づき、この政令を制定する。",
        "霧浜施行令（昭和四十八年政令第九百一号）の一部を次のように改正する。", "附則第二項中「霧」を「靄」に改める。",
        "附　則", "この政令は、公布の日から施行する。", "内閣総理大臣　霧島　一郎", "財務大臣臨時代理", "国務大臣　霧山　二郎",
    )  # fmt: skip
    assert (found.number, found.kind) == ("令和7年政令第900号", "amend")
    assert found.issuer.endswith("国務大臣 霧山 二郎")
    assert targets(found) == [("霧浜施行令", "昭和48年政令第901号")]
    assert [p.text.text for p in found.clauses[0].sentences] == ["附則第二項中「霧」を「靄」に改める。"]
    assert days(found) == [D(2025, 6, 3)]
    assert errors(found) == []


def test_an_order_that_fixes_the_day_of_another_amends_nothing() -> None:
    found = notice(
        "霧浜法の一部を改正する法律の施行期日を定める政令をここに公布する。", "御　名　御　璽", "令和七年六月三日", "内閣総理大臣　霧島　一郎",
        "政令第九百号", "霧浜法の一部を改正する法律の施行期日を定める政令", "内閣は、霧浜法の一部を改正する法律（令和六年法律第九十九号）附則第一条本文の規定に基づき、この政令を制定する。",
        "霧浜法の一部を改正する法律の施行期日は、令和七年十月一日とする。", "内閣総理大臣　霧島　一郎",
    )  # fmt: skip
    assert (found.kind, errors(found)) == ("enact", [])


def test_a_list_that_amends_a_place_of_each_target_is_held() -> None:
    found = notice(
        "〇個人情報保護委員会告示第九号", "霧浜法（平成十年法律第九十九号）の施行に伴い、霧関係告示の整理に関する告示を次のように定める。",
        "令和七年六月三日", "個人情報保護委員会委員長　霧島　一郎", "霧関係告示の整理に関する告示", "次に掲げる告示の規定中「霧」を「靄」に改める。",
        "一　霧のガイドライン（事業者編）（平成二十六年個人情報保護委員会告示第九十五号）第３―４⑶の表",
        "二　靄のガイドライン（平成二十六年個人情報保護委員会告示第九十六号）",
        "附　則", "この告示は、公布の日から施行する。",
    )  # fmt: skip
    assert targets(found) == [
        ("霧のガイドライン（事業者編）", "平成26年個人情報保護委員会告示第95号"),
        ("靄のガイドライン", "平成26年個人情報保護委員会告示第96号"),
    ]
    assert [[f.code for f in c.findings] for c in found.clauses] == [["place_in_list"], []]
    assert "第３―４⑶の表" in found.clauses[0].findings[0].message


# ---------------------------------------------------------------------------------------------- pages that are missing


def test_an_instrument_whose_head_stands_on_a_missing_page() -> None:
    above = [
        "法律第九十九号", "霧浜法の一部を改正する法律", "霧浜法（平成九年法律第八十一号）の一部を次のように改正する。", "第三条を削る。",
        *[f"第{n}条中「霧」を「靄」に改める。" for n in range(4, 18)],
    ]  # fmt: skip
    found = issue(
        *above, "道路霧規則の一部を改正する内閣府令", "道路霧規則（昭和三十五年総理府令第九十号）の一部を次のように改正する。", LEAD, "[比較]",
        "附　則", "１　この府令は、公布の日から施行する。",
    )  # fmt: skip
    law, order = found.notices
    assert (law.number, [len(c.tables) for c in law.clauses]) == ("令和7年法律第99号", [0])
    assert (order.number, order.title) == ("", "道路霧規則の一部を改正する内閣府令")
    assert targets(order) == [("道路霧規則", "昭和35年総理府令第90号")]
    assert "number_not_read" in errors(order)


def test_a_file_that_begins_within_an_instrument() -> None:
    found = issue(
        "（霧税法の一部改正）", "第十一条　霧税法（昭和四十二年法律第九十号）の一部を次のように改正する。", "第三条を削る。", "内閣総理大臣　霧島　一郎",
        *ordinance("総務省令第九号", "霧規則の一部を改正する省令", "霧規則（平成十三年総務省令第九十号）", LEAD, "[比較]",
                   "附　則", "この省令は、公布の日から施行する。"),
    )  # fmt: skip
    cut, whole = found.notices
    assert (cut.number, targets(cut)) == ("", [("霧税法", "昭和42年法律第90号")])
    assert {"number_not_read", "article_skipped"} <= set(errors(cut))
    assert (whole.number, errors(whole)) == ("令和7年総務省令第9号", [])


def test_words_before_the_first_head_are_not_passed_over() -> None:
    found = issue(
        "第十六条の十三の次に七条を加える改正規定中「霧」を「靄」に改める。",
        *ordinance("総務省令第九号", "霧規則の一部を改正する省令", "霧規則（平成十三年総務省令第九十号）", LEAD, "[比較]",
                   "附　則", "この省令は、公布の日から施行する。"),
    )  # fmt: skip
    assert len(found.notices) == 1
    assert [f.code for f in found.findings if f.severity == "warning"] == ["matter_before_first_notice"]


def test_a_head_alone_is_a_notice_without_its_clause() -> None:
    first, second = issue(
        "〇総務省令第八号", "霧浜法（平成十年法律第九十九号）第三条の規定に基づき、霧調査規則の一部を改正する省令を次のように定める。", "令和七年六月三日", "総務大臣　霧島　一郎",
        *ordinance("総務省令第九号", "霧規則の一部を改正する省令", "霧規則（平成十三年総務省令第九十号）", LEAD, "[比較]",
                   "附　則", "この省令は、公布の日から施行する。"),
    ).notices  # fmt: skip
    assert (first.number, first.title) == ("令和7年総務省令第8号", "霧調査規則の一部を改正する省令")
    assert errors(first) == ["clause_missing"]
    assert errors(second) == []


# ---------------------------------------------------------------------------------------------------- head and contents


@pytest.mark.parametrize(
    ("head", "number"),
    [(HEAD, "号外第50号"), ("令和7年6月3日　火曜日　官　報　第1475号　2", "第1475号"), ("1　令和7年6月3日　火曜日　官　報　(号外特第13号)", "号外特第13号")],
)  # fmt: skip
def test_the_issue(head: str, number: str) -> None:
    lines = ordinance("総務省令第九号", "霧規則の一部を改正する省令", "霧規則（平成十三年総務省令第九十号）", LEAD, "[比較]",
                      "附　則", "この省令は、公布の日から施行する。")  # fmt: skip
    found = issue(*lines, head=head)
    assert (found.name, found.number, found.date, found.publisher) == ("官報", number, D(2025, 6, 3), "国")
    assert [f for f in found.findings if f.severity != "note"] == []


def test_contents_name_the_ministry_with_the_number() -> None:
    found = issue(
        "目　次", "〔省　令〕", "〇霧規則の一部を改正する省令（総務九）　一", "〔その他告示〕", "〇霧の価格の一部を改正する件（厚生労働九〇〇）　二",
        *ordinance("総務省令第九号", "霧規則の一部を改正する省令", "霧規則（平成十三年総務省令第九十号）", LEAD, "[比較]",
                   "附　則", "この省令は、公布の日から施行する。"),
        "〇厚生労働省告示第九百号", "霧浜法（平成十年法律第九十九号）の規定に基づき、霧の価格（平成二十年厚生労働省告示第九十九号）の一部を次の表のように改正し、令和七年七月一日から適用する。",
        "令和七年六月三日", "厚生労働大臣　霧島　一郎", "（傍線部分は改正部分）", "[比較]",
    )  # fmt: skip
    assert found.contents == ("霧規則の一部を改正する省令", "霧の価格の一部を改正する件")
    assert [f.code for f in found.findings] == []


# ------------------------------------------------------------------------------- several targets, each over its own table


@pytest.mark.parametrize(
    "lines",
    [
        ("次に掲げる告示の一部を次のように改正する。", "令和七年六月三日", "霧務大臣　三雲　航平", "一　霧の基準（平成十年総務省告示第三号）", LEAD, "[比較]",
         "二　靄の基準（平成十一年総務省告示第四号）", "[比較]"),
        ("霧法第三条の規定に基づき、次の各号に掲げる告示の一部を、それぞれ当該各号に定める表のように改正し、令和七年七月一日から適用する。",
         "令和七年六月三日", "霧務大臣　三雲　航平", "一　平成十年総務省告示第三号（霧の基準）", "[比較]", "二　平成十一年総務省告示第四号（靄の基準）", "[比較]"),
    ],
)  # fmt: skip
def test_a_list_of_targets_each_over_its_own_table(lines: Sequence[str]) -> None:
    """No table is taken for that of another target, and the lead text speaks of all of them."""
    found = notice("〇総務省告示第二百号", *lines)
    assert targets(found) == [
        ("霧の基準", "平成10年総務省告示第3号"),
        ("靄の基準", "平成11年総務省告示第4号"),
    ]
    assert [(c.id, len(c.tables)) for c in found.clauses] == [("1-1", 1), ("1-2", 1)]
    assert len({c.lead for c in found.clauses}) == 1
    assert errors(found) == []


def test_a_list_of_targets_that_are_amended_alike_shares_its_table() -> None:
    found = notice(
        "〇総務省告示第二百号", "次に掲げる告示の一部を次の表のように改正する。", "令和七年六月三日", "霧務大臣　三雲　航平",
        "一　霧の基準（平成十年総務省告示第三号）", "二　靄の基準（平成十一年総務省告示第四号）", "（傍線部分は改正部分）", "[比較]",
    )  # fmt: skip
    assert [(c.target.title, len(c.tables)) for c in found.clauses] == [("霧の基準", 1), ("靄の基準", 1)]


# ------------------------------------------------------------------------------------------------- bodies of the state


@pytest.mark.parametrize(
    ("body", "form", "number"),
    [("最高裁判所", "規則", "最高裁判所規則"), ("会計検査院", "規則", "会計検査院規則"), ("公正取引委員会", "規則", "公正取引委員会規則"),
     ("デジタル庁", "庁令", "デジタル庁令"), ("内閣官房", "内閣官房令", "内閣官房令"), ("防衛省", "訓令", "防衛省訓令"), ("カジノ管理委員会", "規則", "カジノ管理委員会規則"),
     ("内閣府・復興庁・厚生労働省", "命令", "内閣府・復興庁・厚生労働省令")],
)  # fmt: skip
def test_orders_of_the_bodies_of_the_state(body: str, form: str, number: str) -> None:
    found = notice(
        f"〇{number}第三号", f"霧{form}の一部を改正する{form}を次のように定める。", "令和七年六月三日", "霧務大臣　三雲　航平",
        f"霧{form}の一部を改正する{form}", f"霧{form}（令和三年{number}第五号）の一部を次のように改正する。", LEAD, "[比較]",
        "附　則", f"この{form}は、令和七年七月一日から施行する。",
    )  # fmt: skip
    assert found.number == f"令和7年{number}第3号"
    assert targets(found) == [(f"霧{form}", f"令和3年{number}第5号")]
    assert days(found) == [D(2025, 7, 1)]
    assert errors(found) == []


def test_sentences_beside_the_table_and_a_form_on_a_sheet_of_its_own() -> None:
    found = notice(
        "〇総務省令第六十三号", "霧規則の一部を改正する省令を次のように定める。", "令和七年六月三日", "霧務大臣　三雲　航平",
        "霧規則の一部を改正する省令", "霧規則（平成十年総務省令第三号）の一部を次のように改正する。", "題名を次のように改める。", "朝霧規則",
        LEAD, "[比較]", "様式第一号中「㊞」を削る。", "附　則", "（施行期日）", "第一条　この省令は、令和七年七月一日から施行する。", "（経過措置）",
        "第二条　この省令の施行の際現にあるこの省令による改正前の様式による書類は、この省令による改正後の様式によるものとみなす。",
    )  # fmt: skip
    (clause,) = found.clauses
    assert (len(clause.tables), len(clause.lead)) == (1, 1)
    assert [p.text.text for p in clause.sentences] == [
        "題名を次のように改める。",
        "朝霧規則",
        "様式第一号中「㊞」を削る。",
    ]
