"""One provision through a clause, there and back."""

import pytest

from reiki.amend.operations import Add, Delete, Insert, Move, Place, Remove, Replace, Substitute
from reiki.history.following import address_after, address_before, concerns, leaves
from reiki.law.address import Address


def at(text):
    return Address.parse(text)


def move(a, b):
    return Move(at(a), at(b), b)


SHIFT = (move("第8条", "第9条の2"), move("第9条", "第8条"), Add(at("第9条"), "<Article/>"))
INSIDE = (move("第8条", "第9条"), move("第8条第2項", "第9条第3項"), Add(at("第9条第2項"), "<Paragraph/>"))
INTO = (Add(at("第9条"), "<Article/>"), move("第5条第1項", "第9条第2項"))
OUT = (Remove(at("第5条")), move("第5条第2項", "第6条第3項"))
HEAD = (Substitute(at("別表 行「甲」 列「区分」"), "甲", "甲種"),)


@pytest.mark.parametrize(
    ("operations", "before", "after"),
    [
        (SHIFT, "第8条", "第9条の2"),
        (SHIFT, "第8条第1項第2号イ", "第9条の2第1項第2号イ"),
        (SHIFT, "第9条", "第8条"),
        (SHIFT, None, "第9条"),
        (SHIFT, None, "第9条第1項"),
        (SHIFT, "第7条", "第7条"),
        (INSIDE, "第8条第2項第1号", "第9条第3項第1号"),
        (INSIDE, "第8条第1項", "第9条第1項"),
        (INSIDE, None, "第9条第2項第1号"),
        (INSIDE[::-1], "第8条第2項第1号", "第9条第3項第1号"),
        (INTO, "第5条第1項第1号", "第9条第2項第1号"),
        (INTO, None, "第9条第1項"),
        (OUT[::-1], "第5条第2項", "第6条第3項"),
        (OUT, "第5条第2項", "第6条第3項"),
        (OUT, "第5条第1項", None),
        (OUT, "第5条", None),
        (HEAD, "別表 行「甲」 列「額」", "別表 行「甲種」 列「額」"),
        (HEAD, "別表 行「乙」", "別表 行「乙」"),
        ((Replace(at("第3条"), "<Article/>"),), "第3条", "第3条"),
        ((move("別表", "別表第1"),), "別表 行「甲」", "別表第1 行「甲」"),
    ],
)
def test_there_and_back(operations, before, after):
    if before is not None:
        assert address_after(at(before), operations) == (at(after) if after else None)
    if after is not None:
        assert address_before(at(after), operations) == (at(before) if before else None)


def test_a_sole_table_may_be_left_out_of_a_citation():
    assert address_after(at("別表の表 行「甲」"), HEAD) == at("別表 行「甲種」")
    assert not leaves(at("別表の表 行「乙」"), HEAD)


@pytest.mark.parametrize(
    ("op", "before", "after", "expected"),
    [
        (Substitute(at("第8条第1項"), "a", "b"), "第8条", "第9条", True),
        (Substitute(at("第8条第1項"), "a", "b"), "第8条第2項", "第8条第2項", False),
        (Insert(at("第8条"), "b", Place("a")), "第8条第1項", "第8条第1項", True),
        (Delete(at("第9条"), "a"), "第8条", "第9条", False),
        (Add(at("第9条第3項"), "<Paragraph/>"), "第8条", "第9条", True),
        (Add(at("第8条第3項"), "<Paragraph/>"), "第8条", "第9条", False),
        (Add(at("第9条"), "<Article/>"), None, "第9条第1項", True),
        (Remove(at("第8条第3項")), "第8条", "第9条", True),
        (Remove(at("第11条から第13条まで")), "第12条の2", None, True),
        (Remove(at("第11条から第13条まで")), "第14条", "第14条", False),
        (move("第8条", "第9条"), "第8条第1項", "第9条第1項", True),
        (move("第7条", "第8条"), "第8条", "第9条", False),
    ],
)
def test_what_concerns_a_provision(op, before, after, expected):
    assert concerns(op, at(before) if before else None, at(after) if after else None) is expected
