"""When a regulation says that it will be reviewed or end, in the words in which ordinances say it."""

import datetime

import pytest

from reiki.history.reviews import promises
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation

DAY = datetime.date.fromisoformat


def law(said: str, starts: str = "平成26年4月1日から") -> LawDocument:
    text = (
        "霧浜市灯台条例\n平成26年3月20日\n霧浜市条例第3号\n\n第1条　灯台を保全する。\n"
        f"　　　附　則\n1　この条例は、{starts}施行する。\n2　{said}\n"
    )
    return LawDocument.from_regulation(parse_regulation(text).regulation)


REVIEWED = "この条例の規定について検討を加え、必要な措置を講ずるものとする。"


@pytest.mark.parametrize(
    ("said", "day", "each"),
    [
        (f"市長は、この条例の施行後5年を目途として、{REVIEWED}", "2019-04-01", False),
        (f"市長は、この条例の施行後３年を経過した場合において、{REVIEWED}", "2017-04-01", False),
        (f"市長は、この条例の施行後三年以内に、{REVIEWED}", "2017-03-31", False),
        (f"市は、この条例の施行の日から起算して5年を経過した日以後速やかに、{REVIEWED}", "2019-04-01", False),
        (f"市は、この条例の施行後6月以内に、{REVIEWED}", "2014-09-30", False),
        (f"市は、この条例の施行後おおむね4年ごとに、{REVIEWED}", "2018-04-01", True),
        (f"市は、この条例の施行の日から3年を超えない期間ごとに、{REVIEWED}", "2017-03-31", True),
        (f"市は、令和10年3月31日までに、{REVIEWED}", "2028-03-31", False),
        (f"市は、令和10年度末までに、{REVIEWED}", "2029-03-31", False),
        ("市は、令和10年3月31日を目途に、この条例の在り方を見直すものとする。", "2028-03-31", False),
        (f"市長は、この条例の施行後適当な時期において、{REVIEWED}", None, False),
    ],
)  # fmt: skip
def test_the_day_of_a_review(said, day, each):
    (found,) = promises(law(said), DAY("2014-04-01"))
    assert (found.day, found.each) == (DAY(day) if day else None, each)
    assert str(found.at) == "附則第2項"


@pytest.mark.parametrize(
    "said",
    [
        "市長は、3年ごとに計画を検討し、必要があると認めるときは、これを変更する。",
        "この条例の施行の際現に存する灯台については、なお従前の例による。",
        "市長は、申請の内容を検討して、許可するかどうかを決める。",
    ],
)
def test_what_is_reviewed_is_not_the_regulation(said):
    assert promises(law(said), DAY("2014-04-01")) == ()


def test_a_review_that_has_passed_is_not_to_come_and_one_that_returns_is():
    assert promises(law(f"市は、この条例の施行後5年以内に、{REVIEWED}"), DAY("2019-03-31")) == ()
    every = law(f"市は、この条例の施行後4年ごとに、{REVIEWED}")
    assert [p.day for p in promises(every, DAY("2026-03-31"))] == [DAY("2026-04-01")]
    assert [p.day for p in promises(every, DAY("2026-04-01"))] == [DAY("2030-04-01")]


def test_the_commencement_of_the_instrument_whose_suppl_it_is():
    text = (
        "霧浜市灯台条例\n平成26年3月20日\n霧浜市条例第3号\n\n第1条　灯台を保全する。\n"
        "　　　附　則\n　この条例は、規則で定める日から施行する。\n"
        "　　　附　則（令和6年6月28日霧浜市条例第21号）\n1　この条例は、公布の日から起算して3月を経過した日から施行する。\n"
        f"2　市は、この条例の施行後3年以内に、{REVIEWED}\n"
    )
    document = LawDocument.from_regulation(parse_regulation(text).regulation)
    (found,) = promises(document, DAY("2025-01-01"))
    assert found.day == DAY("2027-09-27")  # in force on 2024-09-28
    told = {"令和6年霧浜市条例第21号": DAY("2024-10-01")}
    assert [p.day for p in promises(document, DAY("2025-01-01"), told)] == [DAY("2027-09-30")]


def test_without_a_known_commencement_nothing_is_counted():
    (found,) = promises(
        law(f"市は、この条例の施行後5年以内に、{REVIEWED}", "規則で定める日から"), DAY("2014-04-01")
    )
    assert found.day is None
