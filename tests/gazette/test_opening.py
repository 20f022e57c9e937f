"""What a line of a column begins with."""

import pytest

from reiki.gazette.opening import read_opening
from reiki.law.kinds import Kind


@pytest.mark.parametrize(
    ("line", "shape", "nums", "body"),
    [
        ("第1条の2 条例第16条の4", "article", ("1_2",), "条例第16条の4"),
        ("第 1 条の 2 条例第16条の 4", "article", ("1_2",), "条例第16条の 4"),
        ("第四十一条　特許法", "article", ("41",), "特許法"),
        ("第五条から第八条まで　削除", "article", ("5", "8"), "削除"),
        ("第二章　審査", "heading", ("2",), "審査"),
        ("2 略", "label", ("2",), "略"),
        ("(1)～(6) 略", "label", ("(1)", "(6)"), "略"),
        ("（4）及び（5）略", "label", ("(4)", "(5)"), "略"),
        ("２・３　［略］", "label", ("2", "3"), "［略］"),
        ("一及び二　（略）", "label", ("一", "二"), "（略）"),
        ("アからウまで　略", "label", ("ア", "ウ"), "略"),
        ("（1）筆記試験 （2）口述試験", "label", ("(1)",), "筆記試験 （2）口述試験"),
        ("別表第1(第2条の3関係)", "appendix", ("1",), "(第2条の3関係)"),
        ("附則別表第1 略", "appendix", ("1",), "略"),
        ("様式第1号(第5条関係)", "appendix", ("1",), "(第5条関係)"),
        ("備考 略", "remarks", ("",), "略"),
    ],
)
def test_labels(line: str, shape: str, nums: tuple[str, ...], body: str) -> None:
    opening = read_opening(line)
    assert (opening.shape, opening.nums, line[opening.body :]) == (shape, nums, body)


@pytest.mark.parametrize(
    "line",
    [
        "第五条の規定により",
        "条例第1条",
        "任期付職員",
        "２号中「第7条の規定」",
        "一月以内に",
        "１３か月",
        "別表第2に掲げる額",
        "第4条第1項に規定する",
    ],
)
def test_references_and_numbers_are_no_labels(line: str) -> None:
    assert read_opening(line).shape == "text"


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ("第六条　略", False),
        ("［２・３　略］", False),
        ("［第六十三条　同上］", True),
        ("（略）", False),
        ("［同上］", True),
        ("(4) 略", False),
    ],
)
def test_elisions(line: str, same: bool) -> None:
    opening = read_opening(line)
    assert opening.elided
    assert opening.same is same


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("（新設）", "add"),
        ("［項を加える。］", "add"),
        ("［号を削る。］", "remove"),
        ("（削る）", "remove"),
        ("〔条を加える〕", "add"),
    ],
)
def test_notes_stand_for_an_absent_counterpart(line: str, verb: str) -> None:
    opening = read_opening(line)
    assert (opening.shape, opening.verb) == ("note", verb)


def test_captions() -> None:
    assert read_opening("(試験の方法)").shape == "caption"
    assert read_opening("（給与条例（昭和26年条例第3号）の特例）").shape == "caption"
    assert read_opening("（甲）及び（乙）").shape != "caption"


def test_kinds_of_appendices() -> None:
    assert read_opening("別表第二").kind is Kind.APPDX_TABLE
    assert read_opening("附則別表").kind is Kind.SUPPL_APPDX_TABLE
    assert read_opening("第三号様式（第二条関係）").kind is Kind.APPDX_STYLE
    assert read_opening("別記第2号様式").kind is Kind.APPDX_STYLE
