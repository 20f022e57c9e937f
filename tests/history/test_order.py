"""The turn of a clause: in force, promulgated, number, place; the number counts only where there is one."""

import datetime

import pytest

from reiki.history.order import turn_of

DAY = datetime.date(2003, 1, 1)
EARLIER = datetime.date(2002, 12, 25)


def turn(
    in_force=DAY, promulgated=EARLIER, number="平成14年鳥取県人事委員会規則第9号", notice=0, clause=0, part=0
):
    return turn_of(in_force, promulgated, number, notice, clause, part)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (turn(in_force=EARLIER, number="平成14年鳥取県人事委員会規則第27号"), turn()),
        (turn(promulgated=datetime.date(2002, 12, 24), number="平成14年鳥取県人事委員会規則第27号"), turn()),
        (turn(), turn(number="平成14年鳥取県人事委員会規則第10号")),
        (turn(number="平成14年鳥取県告示第9号"), turn(number="平成14年鳥取県告示第9号の2")),
        (turn(clause=1), turn(clause=2)),
        (turn(number="", notice=1), turn(number="", notice=2)),
        (turn(part=0), turn(part=1)),
    ],
)
def test_which_comes_first(first, second):
    assert first < second


def test_unknown_promulgation_counts_as_the_day_itself():
    assert turn(promulgated=None).promulgated == DAY
