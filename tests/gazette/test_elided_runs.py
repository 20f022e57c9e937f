"""Lists whose provisions are elided (略): long renumbered runs, what goes unquoted, provisions that change places."""

import pytest

from columns import B, page
from laws import obey
from reiki.gazette.consolidate import Outcome, consolidate
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.render.text import render_text
from reiki.source.open import read

ITEMS = "子丑寅卯辰巳午未申酉戌亥"
BASE = (
    "霧浜市見本規則\n平成18年3月24日\n霧浜市規則第12号\n\n第1条　次に掲げる。\n"
    + "".join(f"　({n})　{word}とする。\n" for n, word in enumerate(ITEMS, 1))
    + "2　二項とする。\n3　三項とする。\n第2条　乙とする。\n第3条　丙とする。\n第4条　丁とする。\n"
    + "　　　附　則\n　この規則は、平成18年4月1日から施行する。\n"
)


def law() -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(BASE).regulation)


def outcome(*rows: tuple[str, str]) -> Outcome:
    issue = parse_issue(read(page(*rows, lead=B), "issue.html"))
    notice = issue.notices[0]
    return consolidate(law(), notice.clauses[0], notice, issue)


def applied(*rows: tuple[str, str]) -> str:
    done = outcome(*rows)
    assert done.document is not None, [f.message for f in done.findings]
    obey(law(), list(done.operations), list(done.guard))
    return render_text(done.document.regulation())


def errors(*rows: tuple[str, str]) -> set[str]:
    done = outcome(*rows)
    assert done.document is None
    return {f.code for f in done.findings if f.severity == "error"}


def items(words: list[str]) -> str:
    text = BASE
    for n, word in enumerate(ITEMS, 1):
        text = text.replace(f"　({n})　{word}とする。\n", "@" if n == 1 else "")
    return text.replace("@", "".join(f"　({n})　{w}\n" for n, w in enumerate(words, 1)))


def told(*rows: str) -> str:
    return "\n".join(["第1条　略", *rows, "２・３　略"])


OLD = [f"{w}とする。" for w in ITEMS]


def test_a_long_run_moves_down_by_more_than_one() -> None:
    """``十一～十六　略`` becomes ``十七～二十二　略``."""
    before = told("(1)～(6)　略", "【(7)～(12)】　略")
    after = told("(1)～(6)　略", *(f"【({n})　新{n}とする。】" for n in range(7, 13)), "【(13)～(18)】　略")
    assert applied((before, after)) == items([*OLD[:6], *(f"新{n}とする。" for n in range(7, 13)), *OLD[6:]])


def test_a_run_moves_up_behind_a_quoted_one_that_goes() -> None:
    row = (
        told("(1)・(2)　略", "【(3)　寅とする。】", "【(4)～(12)】　略"),
        told("(1)・(2)　略", "【(3)～(11)】　略"),
    )
    assert applied(row) == items(OLD[:2] + OLD[3:])


def test_an_elided_provision_goes_by_the_mark_on_its_label() -> None:
    row = (told("(1)～(11)　略", "【(12)】　略"), told("(1)～(11)　略"))
    assert applied(row) == items(OLD[:11])
    assert applied(("第1条　略\n２　略\n【３】　（略）", "第1条　略\n２　略")) == BASE.replace(
        "3　三項とする。\n", ""
    )
    assert applied(("第3条　略\n【第4条】　略", "第3条　略")) == BASE.replace("第4条　丁とする。\n", "")
    both = (told("(1)～(10)　略", "【(11)・(12)】　略"), told("(1)～(10)　略"))
    assert applied(both) == items(OLD[:10])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        # unmarked
        ((told("(1)～(11)　略", "(12)　略"), told("(1)～(11)　略")), "unmarked_difference"),
        # 【(4)】　略 was perhaps lost in print: then (3) moved, and did not go
        ((told("(1)・(2)　略", "【(3)】　略", "(4)～(12)　略"), told("(1)・(2)　略", "【(3)　新】", "(4)～(12)　略")), "elided_removed"),
        # or it moved up behind what goes
        ((told("(1)～(10)　略", "【(11)　戌とする。】", "【(12)】　略"), told("(1)～(10)　略")), "elided_removed"),
        # one of ten goes: which is not said
        ((told("(1)・(2)　略", "【(3)】　略", "【(4)～(12)】　略"), told("(1)・(2)　略", "【(3)～(11)】　略")), "ambiguous_correspondence"),
        # a range printed too wide and too narrow
        ((told("(1)・(2)　略", "【(3)～(12)】　略"), told("(1)・(2)　略", "【(3)　新】", "【(4)～(14)】　略")), "ambiguous_correspondence"),
        ((told("(1)・(2)　略", "【(3)～(12)】　略"), told("(1)・(2)　略", "【(3)　新】", "【(4)～(12)】　略")), "ambiguous_correspondence"),
        # nothing stands there
        (("第4条　略\n【第5条】　略", "第4条　略"), "not_in_base"),
    ],
)  # fmt: skip
def test_what_nobody_can_check_is_held(row: tuple[str, str], code: str) -> None:
    assert code in errors(row)


def test_provisions_change_places() -> None:
    row = (
        "【第2条】　乙とする。\n【第3条】　丙とする。",
        "【第2条】　丙とする。\n【第3条】　乙とする。",
    )
    assert applied(row) == BASE.replace("第2条　乙", "@").replace("第3条　丙", "第3条　乙").replace(
        "@", "第2条　丙"
    )
    of_items = (
        told("(1)　略", "【(2)】　丑とする。", "【(3)】　寅とする。", "(4)～(12)　略"),
        told("(1)　略", "【(2)】　寅とする。", "【(3)】　丑とする。", "(4)～(12)　略"),
    )
    assert applied(of_items) == items([OLD[0], OLD[2], OLD[1], *OLD[3:]])


def test_places_changed_without_marks_are_held() -> None:
    row = ("【第2条】　乙とする。\n第3条　丙とする。", "【第2条】　丙とする。\n第3条　乙とする。")
    assert "unmarked_difference" in errors(row)


def test_a_new_item_of_an_article_that_is_elided_as_a_whole() -> None:
    """第1条　略 speaks of all of it; only its first paragraph has items, so the new one stands there."""
    assert applied(("第1条　略", "第1条　略\n【(13)　新とする。】")) == items([*OLD, "新とする。"])
    assert "label_gap" in errors(("第1条　略", "第1条　略\n【(14)　新とする。】"))
