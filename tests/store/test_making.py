"""How a gazette cites an instrument that has no number."""

import datetime

import pytest

from reiki.store.works import without_making


@pytest.mark.parametrize(
    ("cited", "title", "day"),
    [
        ("補助金交付要綱（平成20年3月28日制定）", "補助金交付要綱", datetime.date(2008, 3, 28)),
        ("補助金交付要綱(平成二十年三月二十八日決裁)", "補助金交付要綱", datetime.date(2008, 3, 28)),
        ("補助金交付要綱（案）", "補助金交付要綱（案）", None),
        ("補助金交付要綱", "補助金交付要綱", None),
    ],
)
def test_the_day_of_making_is_no_part_of_the_title(cited, title, day):
    assert without_making(cited) == (title, day)
