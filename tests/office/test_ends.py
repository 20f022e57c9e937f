"""失効 that is counted from the commencement, of a part, or on a day that cannot be told: in the store, whatever comes first."""

import pytest

from reiki.office.ahead import upcoming
from reiki.office.ask import text
from reiki.office.fixing import fix_event
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.verify import verify
from written import Change, Decree, Order, day, issue

TITLE, NUMBER = "霧浜市灯台規則", "令和6年霧浜市規則第3号"
THREE = "この規則は、施行の日から起算して3年を経過した日に、その効力を失う。"
FIXES = Decree(
    9,
    body=(f"{TITLE}（{NUMBER}）の施行期日は、令和6年10月1日とする。",),
    title=f"{TITLE}の施行期日を定める規則",
)


def enacted(starts, *more):
    decree = Decree(
        3, starts=starts, title=TITLE, body=("第1条　灯台を保全する。", "第2条　灯火を点検する。")
    )
    data = issue(3, "2024-06-28", decree).decode()
    added = "".join(f"<p>{n}　{words}</p>" for n, words in enumerate(more, 2))
    return data.replace("<p>この規則は、", "<p>1　この規則は、").replace("から施行する。</p></body>", f"から施行する。</p>{added}</body>").encode()  # fmt: skip


def imported(starts, *more):
    lines = [
        TITLE,
        "令和6年6月28日",
        NUMBER,
        "",
        "第1条　灯台を保全する。",
        "第2条　灯火を点検する。",
        "　　　附　則",
    ]
    lines += [f"{n}　{words}" for n, words in enumerate((f"この規則は、{starts}から施行する。", *more), 1)]
    return "\n".join([*lines, ""]).encode()


def put(store, now, data, as_of="2024-12-31"):
    import_regulation(
        store, data, "a.txt", now=now, today=day("2025-06-01"), as_of=day(as_of), jurisdiction="31299"
    )


def status(store, on):
    return text(store, TITLE, on=day(on)).status


def notes(store, on):
    return "\n".join(text(store, TITLE, on=day(on)).notes)


def test_an_enactment_ends_when_its_period_has_passed(store, now):
    ingest(store, enacted("令和6年10月1日", THREE), "3.html", now=now)
    assert (status(store, "2027-09-30"), status(store, "2027-10-01")) == ("in_force", "lapsed")
    (found,) = (u for u in upcoming(store, on=day("2025-01-01")) if u.what == "lapse")
    assert (found.status, found.day) == ("lapsed", day("2027-10-01"))
    assert notes(store, "2027-09-30") == ""
    assert verify(store).differences == ()


@pytest.mark.parametrize("first", [True, False])
def test_a_day_that_another_notice_fixes_is_what_is_counted_from(store, now, first):
    both = [("3.html", enacted("規則で定める日", THREE)), ("9.html", issue(9, "2024-09-13", FIXES))]
    for name, data in both if first else both[::-1]:
        ingest(store, data, name, now=now)
    assert (status(store, "2027-09-30"), status(store, "2027-10-01")) == ("in_force", "lapsed")


def test_an_amendment_of_the_suppl_in_time_moves_the_end(store, now):
    ingest(store, enacted("令和6年10月1日", THREE), "3.html", now=now)
    change = Change(
        f"附　則\n2　{THREE.replace('3年', '_3年_')}", f"附　則\n2　{THREE.replace('3年', '_5年_')}"
    )
    ingest(store, issue(4, "2027-03-26", Decree(4, (Order(TITLE, NUMBER, (change,)),), "令和9年4月1日")), "4.html", now=now)  # fmt: skip
    assert (status(store, "2027-10-01"), status(store, "2029-10-01")) == ("in_force", "lapsed")


def test_an_imported_text_counts_from_the_day_that_it_names(store, now):
    put(store, now, imported("令和6年10月1日", THREE))
    assert (status(store, "2027-09-30"), status(store, "2027-10-01")) == ("in_force", "lapsed")


def test_without_a_known_commencement_the_text_says_so_and_nothing_ends(store, now):
    put(store, now, imported("規則で定める日", THREE))
    assert "数えられません" not in notes(store, "2027-06-27"), (
        "three years from the promulgation have not passed"
    )
    assert "施行の日が分からず、その日を数えられません" in notes(store, "2027-06-28")
    assert status(store, "2030-01-01") == "in_force"
    (found,) = upcoming(store, on=day("2025-01-01"))
    assert (found.what, found.status, found.day, found.at) == ("lapse", "not_counted", None, "附則第2項")


@pytest.mark.parametrize("first", [True, False])
def test_a_day_fixed_for_an_imported_text_is_counted_from_whatever_comes_first(store, now, first):
    def fixes():
        ingest(store, issue(9, "2024-09-13", FIXES), "9.html", now=now)

    if first:
        fixes()
    put(store, now, imported("規則で定める日", THREE))
    if not first:
        fixes()
    assert (status(store, "2027-09-30"), status(store, "2027-10-01")) == ("in_force", "lapsed")
    assert "数えられません" not in notes(store, "2027-09-30")


def test_a_person_may_say_since_when_an_imported_text_is_in_force(store, now):
    put(store, now, imported("規則で定める日", THREE))
    fix_event(store, NUMBER, day("2024-10-01"), "令和6年霧浜市規則第9号", "係", now=now)
    assert (status(store, "2027-09-30"), status(store, "2027-10-01")) == ("in_force", "lapsed")


def test_a_part_that_ends_stays_in_the_words_and_is_said(store, now):
    put(store, now, imported("令和6年10月1日", "第2条の規定は、令和9年3月31日限り、その効力を失う。"))
    assert notes(store, "2027-03-31") == ""
    assert "第2条の規定は、2027-04-01 から効力がありません" in notes(store, "2027-04-01")
    assert status(store, "2027-04-01") == "in_force"
    (found,) = upcoming(store, on=day("2025-01-01"))
    assert (found.what, found.status, found.day) == ("lapse", "part", day("2027-04-01"))


@pytest.mark.parametrize(
    "words",
    [
        "この規則は、灯台の移設が完了した日に、その効力を失う。",
        "この規則は、市長が別に定める日限り、その効力を失う。",
        "この規則は、施行の日から起算して3年を経過する日に、その効力を失う。",
    ],
)
def test_an_end_that_is_not_understood_is_said(store, now, words):
    put(store, now, imported("令和6年10月1日", words))
    assert "その日を読み取れません" in notes(store, "2025-01-01")
    assert [u.status for u in upcoming(store, on=day("2025-01-01"))] == ["not_counted"]


def test_two_ends_are_said(store, now):
    put(store, now, imported("令和6年10月1日", THREE, "この規則は、令和8年3月31日限り、その効力を失う。"))
    assert "二つ以上" in notes(store, "2025-01-01")


def test_an_amending_instrument_that_ends_is_said_and_ends_nothing(store, now):
    suppl = "　　　附　則（令和6年11月1日霧浜市規則第20号）\n1　この規則は、令和6年11月1日から施行する。\n2　この規則は、令和9年3月31日限り、その効力を失う。\n"
    put(store, now, imported("令和6年10月1日") + suppl.encode())
    assert status(store, "2027-04-01") == "in_force"
    assert "改正した例規が 2027-04-01 から効力を失っています" in notes(store, "2027-04-01")
