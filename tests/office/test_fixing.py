"""Days left open, and what fixes them: another notice, or a person with a source."""

import datetime
import itertools

import pytest

from reiki.office import ask
from reiki.office.fixing import AlreadyFixed, NothingWaits, fix_event
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.verify import verify
from reiki.store.session import open_store
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
BASE = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])


def order(n, before, after):
    return Order(TITLE, NUMBER, (Change(f"第{n}条　{before}", f"第{n}条　{after}"),))


WAITS = issue(
    1,
    "2024-06-28",
    Decree(3, (order(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。"),), "別に規則で定める日"),
)
LIMITED = issue(
    1,
    "2024-06-28",
    Decree(
        3,
        (order(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。"),),
        "公布の日から起算して3月を超えない範囲内において規則で定める日",
    ),
)


def fixes(words, on="2024-08-30"):
    title = "霧浜市文書規則の一部を改正する規則の施行期日を定める規則"
    return issue(2, on, Decree(9, body=(words,), title=title))


FIXES = fixes(
    "霧浜市文書規則の一部を改正する規則（令和6年霧浜市規則第3号）の施行期日は、令和6年9月1日とする。"
)


def bring(store, now):
    import_regulation(store, BASE, "base.txt", now=now, today=day("2026-04-01"), as_of=day("2024-03-31"))


def article(store, on):
    return ask.text(store, TITLE, on=day(on), at="第1条").content.partition("　")[2]


@pytest.mark.parametrize("turn", [(WAITS, FIXES), (FIXES, WAITS)])
def test_a_later_notice_fixes_the_day_in_whatever_order_they_come(store, now, turn):
    bring(store, now)
    for n, data in enumerate(turn):
        ingest(store, data, f"{n}.html", now=now)
    assert article(store, "2024-08-31") == "文書は、係が扱う。"
    assert article(store, "2024-09-01") == "文書は、課が扱う。"
    assert not [u for u in ask.upcoming(store, on=day("2024-12-31")) if u.in_force_from is None]
    assert verify(store).differences == ()


def test_until_then_the_text_says_that_something_waits(store, now):
    bring(store, now)
    ingest(store, WAITS, "1.html", now=now)
    notes = ask.text(store, TITLE, on=day("2024-12-31")).notes
    assert any("施行期日が定まっていない" in note and "規則第3号" in note for note in notes)
    assert ask.text(store, TITLE, on=day("2024-06-01")).notes == ()
    ingest(store, FIXES, "2.html", now=now)
    assert ask.text(store, TITLE, on=day("2024-12-31")).notes == ()


def test_taking_the_fixing_notice_in_again_changes_nothing(store, now):
    bring(store, now)
    for _ in range(2):
        ingest(store, WAITS, "1.html", now=now)
        ingest(store, FIXES, "2.html", now=now)
        ingest(store, FIXES.replace(b"<body>", b"<body> "), "3.html", now=now)
    assert article(store, "2024-09-01") == "文書は、課が扱う。"


def test_a_day_after_the_last_that_is_allowed_fixes_nothing_and_says_so(store, now):
    bring(store, now)
    ingest(store, LIMITED, "1.html", now=now)
    report = ingest(
        store,
        fixes(
            "霧浜市文書規則の一部を改正する規則（令和6年霧浜市規則第3号）の施行期日は、令和6年10月1日とする。"
        ),
        "2.html",
        now=now,
    )
    assert "fixing_too_late" in {f["code"] for f in report.findings}
    assert article(store, "2025-12-31") == "文書は、係が扱う。"


@pytest.mark.parametrize(
    "words",
    [
        "霧浜市文書規則の一部を改正する規則の施行期日は、令和6年9月1日とする。",
        "霧浜市文書規則の一部を改正する規則（令和6年霧浜市規則第3号）の施行期日は、別に定める。",
    ],
)
def test_what_is_not_understood_is_said_and_fixes_nothing(store, now, words):
    bring(store, now)
    ingest(store, WAITS, "1.html", now=now)
    report = ingest(store, fixes(words), "2.html", now=now)
    assert "fixing_not_understood" in {f["code"] for f in report.findings}
    assert article(store, "2025-12-31") == "文書は、係が扱う。"


def test_another_instrument_is_not_fixed(store, now):
    bring(store, now)
    ingest(store, WAITS, "1.html", now=now)
    other = "霧浜市文書規則の一部を改正する規則（令和6年霧浜市規則第4号）の施行期日は、令和6年9月1日とする。"
    ingest(store, fixes(other), "2.html", now=now)
    assert article(store, "2025-12-31") == "文書は、係が扱う。"


def test_an_enactment_without_a_day_begins_when_it_is_fixed(store, now):
    enacted = issue(
        1,
        "2024-06-28",
        Decree(7, body=("第1条　倉庫を置く。",), title="霧浜市倉庫規則", starts="別に市長が定める日"),
    )
    ingest(store, enacted, "1.html", now=now)
    words = "霧浜市倉庫規則（令和6年霧浜市規則第7号）の施行期日は、令和6年9月1日とする。"
    ingest(store, fixes(words), "2.html", now=now)
    assert ask.text(store, "霧浜市倉庫規則", on=day("2024-09-01")).in_force_from == day("2024-09-01")


def test_a_person_fixes_an_event_with_a_source(store, now):
    bring(store, now)
    event = "地方自治法の一部を改正する法律の施行の日"
    data = issue(
        1, "2024-06-28", Decree(3, (order(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。"),), event)
    )
    ingest(store, data, "1.html", now=now)
    (waiting,) = ask.upcoming(store, on=day("2024-12-31"))
    assert waiting.commencement["waits_for"] == event
    for _ in range(2):
        report = fix_event(store, event, day("2025-04-01"), "令和6年政令第12号", "文書課 山田", now=now)
        assert report.day == day("2025-04-01")
    assert article(store, "2025-03-31") == "文書は、係が扱う。"
    assert article(store, "2025-04-01") == "文書は、課が扱う。"
    assert verify(store).differences == ()


def test_an_event_for_which_nothing_waits_is_refused(store, now):
    with pytest.raises(NothingWaits, match="upcoming"):
        fix_event(store, "どこかの法律の施行の日", day("2025-04-01"), "官報", "山田", now=now)


# ------------------------------------------------------------------------------------------------- a wrong day corrected

EVENT = "地方自治法の一部を改正する法律の施行の日"
INSTRUMENT = "令和6年霧浜市規則第3号"
ON_EVENT = issue(
    1, "2024-06-28", Decree(3, (order(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。"),), EVENT)
)
LATER = datetime.timedelta(hours=1)


def say(store, what, on, now, **more):
    return fix_event(store, what, day(on), "令和6年政令第1号", "文書課 山田", now=now, **more)


def known_article(store, on, known):
    return ask.text(store, TITLE, on=day(on), at="第1条", known=known).content.partition("　")[2]


@pytest.mark.parametrize(("data", "what"), [(ON_EVENT, EVENT), (WAITS, INSTRUMENT)])
def test_a_wrong_day_is_put_right_and_what_was_answered_stays_with_known(store, now, data, what):
    bring(store, now)
    ingest(store, data, "1.html", now=now)
    say(store, what, "2024-09-01", now)
    with pytest.raises(AlreadyFixed, match="--replace 2024-09-01"):
        say(store, what, "2024-10-01", now + LATER)
    with pytest.raises(AlreadyFixed, match="reason"):
        say(store, what, "2024-10-01", now + LATER, replace=day("2024-09-01"))
    with pytest.raises(AlreadyFixed, match="not a day that is fixed"):
        say(store, what, "2024-10-01", now + LATER, replace=day("2024-09-02"), reason="誤記")
    assert article(store, "2024-09-01") == "文書は、課が扱う。"
    report = say(store, what, "2024-10-01", now + LATER, replace=day("2024-09-01"), reason="政令の日を誤記")
    assert (len(report.clauses), report.replaced) == (1, day("2024-09-01"))
    assert [article(store, on) for on in ("2024-09-30", "2024-10-01")] == [
        "文書は、係が扱う。",
        "文書は、課が扱う。",
    ]
    assert known_article(store, "2024-09-30", now) == "文書は、課が扱う。"
    assert known_article(store, "2024-09-30", now + LATER) == "文書は、係が扱う。"
    # and back again
    say(store, what, "2024-09-01", now + 2 * LATER, replace=day("2024-10-01"), reason="もとの日が正しい")
    assert article(store, "2024-09-01") == "文書は、課が扱う。"
    assert known_article(store, "2024-09-30", now + LATER) == "文書は、係が扱う。"
    assert verify(store).differences == ()


def test_a_day_that_a_notice_fixes_is_never_replaced_without_naming_it(store, now):
    bring(store, now)
    for n, data in enumerate((WAITS, FIXES)):
        ingest(store, data, f"{n}.html", now=now)
    with pytest.raises(AlreadyFixed, match="by a notice: 2024-09-01"):
        say(store, INSTRUMENT, "2024-11-01", now)
    assert article(store, "2024-09-01") == "文書は、課が扱う。"
    say(store, INSTRUMENT, "2024-11-01", now + LATER, replace=day("2024-09-01"), reason="官報の正誤による")
    assert article(store, "2024-10-31") == "文書は、係が扱う。"
    findings = ingest(store, FIXES, "1.html", now=now + LATER).findings
    assert "fixing_replaced" in {f["code"] for f in findings}


@pytest.mark.parametrize("turn", [(0, 1), (1, 0)])
def test_a_notice_counts_against_a_day_that_a_person_said_before_it_came(store, now, turn):
    """A person who knew of no notice did not mean to stand against it, whichever the store learnt first."""
    bring(store, now)
    ingest(store, WAITS, "1.html", now=now)
    say(store, INSTRUMENT, "2024-11-01", now)
    things = [FIXES, FIXES.replace(b"<body>", b"<body> ")]
    reports = [ingest(store, things[n], f"{n}.html", now=now) for n in turn]
    assert article(store, "2024-09-01") == "文書は、課が扱う。"
    assert "fixing_contradicted" in {f["code"] for f in reports[0].findings}


def test_an_earlier_day_of_an_event_takes_nothing_from_a_later_one_without_a_word(store, now):
    bring(store, now)
    ingest(store, ON_EVENT, "1.html", now=now)
    say(store, EVENT, "2025-10-01", now)
    with pytest.raises(AlreadyFixed, match="--replace 2025-10-01"):
        say(store, EVENT, "2024-09-01", now)
    assert article(store, "2025-09-30") == "文書は、係が扱う。"


# ------------------------------------------------------------------------------------------ parts, other bodies, limits

TWO_ARTICLES = (
    Order(
        TITLE,
        NUMBER,
        (
            Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。"),
            Change("第2条　文書は、_十年間_保存する。", "第2条　文書は、_五年間_保存する。"),
        ),
    ),
)
RULE = "霧浜市文書規則の一部を改正する規則（令和6年霧浜市規則第3号）"
OPEN = issue(1, "2024-06-28", Decree(3, TWO_ARTICLES, "規則で定める日"))
IN_TWO = issue(
    1,
    "2024-06-28",
    Decree(
        3,
        TWO_ARTICLES,
        "規則で定める日から施行する。ただし、第2条の改正規定は、公布の日から起算して1年を超えない範囲内において規則で定める日",
    ),
)


def on_days(now, data, words, *asked):
    """Articles on days in both orders of the two notices, and the codes of the findings on the second where it came last."""
    seen, codes = set(), set()
    for turn in ((data, fixes(words)), (fixes(words), data)):
        store = open_store("sqlite://")
        bring(store, now)
        reports = [ingest(store, d, f"{n}.html", now=now) for n, d in enumerate(turn)]
        text = ask.text(store, TITLE, on=day("2026-01-01"))
        told = tuple(
            ask.text(store, TITLE, on=day(on), at=f"第{n}条").content.partition("、")[2][0] for n, on in asked
        )
        seen.add((*told, bool(text.notes)))
        if turn[0] is data:
            codes = {f["code"] for f in reports[1].findings} - {"number_gap"}
        assert verify(store).differences == ()
        store.close()
    (one,) = seen
    return one, codes


LOOK = ((1, "2024-08-31"), (1, "2024-09-01"), (2, "2024-09-01"), (2, "2025-04-01"))


@pytest.mark.parametrize(
    "words",
    [
        f"{RULE}の施行期日は、令和6年9月1日とする。ただし、第2条の改正規定については、令和7年4月1日とする。",
        f"{RULE}の施行期日は、令和6年9月1日とする。ただし、同規則第2条の改正規定は、令和7年4月1日から施行する。",
        f"{RULE}の施行期日は、令和6年9月1日とし、附則ただし書に規定する規定の施行期日は、令和7年4月1日とする。",
    ],
)
def test_an_exception_starts_on_its_own_day_or_nothing_starts(now, words):
    assert on_days(now, IN_TWO, words, *LOOK) == (("係", "課", "十", "五", False), set())
    found, codes = on_days(now, OPEN, words, *LOOK)
    assert found == ("係", "係", "十", "十", True)
    assert codes == {"fixing_not_understood"}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (f"{RULE}（附則ただし書に規定する規定を除く。）の施行期日は、令和6年9月1日とする。", ("係", "課", "十", "十", True)),
        (f"{RULE}附則第1項ただし書に規定する改正規定の施行期日は、令和6年9月1日とする。", ("係", "係", "五", "五", True)),
        (f"{RULE}附則本文に規定する規定の施行期日は、令和6年9月1日とする。", ("係", "課", "十", "十", True)),
        (f"{RULE}附則第2号に掲げる規定の施行期日は、令和6年9月1日とする。", ("係", "係", "十", "十", True)),
        (f"{RULE}中別表の改正規定の施行期日は、令和6年9月1日とする。", ("係", "係", "十", "十", True)),
        (f"{RULE}（第1条の改正規定を除く。）の施行期日は、令和6年9月1日とする。", ("係", "係", "十", "十", True)),
        (f"{RULE}の施行期日は、令和6年9月1日とする。ただし、別表の改正規定は、令和7年4月1日から施行する。",
         ("係", "係", "十", "十", True)),
    ],
)  # fmt: skip
def test_only_what_is_named_starts(now, words, found):
    assert on_days(now, IN_TWO, words, *LOOK)[0] == found


@pytest.mark.parametrize(
    ("number", "starts"),
    [
        ("令和6年規則第3号", True),
        ("令和6年市規則第3号", True),
        ("令和6年教育委員会規則第3号", False),
        ("令和6年教委規則第3号", False),
        ("令和6年某規則第3号", False),
    ],
)
def test_a_number_without_its_body_is_the_mayors_and_never_anothers(now, number, starts):
    words = f"霧浜市文書規則の一部を改正する規則（{number}）の施行期日は、令和6年9月1日とする。"
    found, codes = on_days(now, OPEN, words, *LOOK)
    assert found == (("係", "課", "五", "五", False) if starts else ("係", "係", "十", "十", True))
    assert codes <= {"fixing_waits", "fixing_not_understood"}
    assert bool(codes) is not starts


def test_a_day_for_what_left_none_open_says_so(store, now):
    bring(store, now)
    ingest(store, issue(1, "2024-06-28", Decree(3, TWO_ARTICLES, "令和6年7月1日")), "1.html", now=now)
    report = ingest(store, fixes(f"{RULE}の施行期日は、令和6年9月1日とする。"), "2.html", now=now)
    assert "fixing_starts_nothing" in {f["code"] for f in report.findings}


@pytest.mark.parametrize(
    ("left", "fixed", "code"),
    [
        (
            "令和7年4月1日から同年12月31日までの範囲内において規則で定める日",
            "令和6年11月1日",
            "fixing_too_early",
        ),
        ("令和7年4月1日以後において規則で定める日", "令和7年3月31日", "fixing_too_early"),
        (
            "令和7年4月1日から同年12月31日までの範囲内において規則で定める日",
            "令和8年1月1日",
            "fixing_too_late",
        ),
        ("令和7年4月1日から同年12月31日までの範囲内において規則で定める日", "令和7年4月1日", ""),
    ],
)
def test_a_day_outside_its_limits_starts_nothing(now, left, fixed, code):
    data = issue(1, "2024-06-28", Decree(3, TWO_ARTICLES, left))
    found, codes = on_days(now, data, f"{RULE}の施行期日は、{fixed}とする。", (1, "2025-04-01"))
    assert found == (("係", True) if code else ("課", False))
    assert codes == ({code} if code else set())


@pytest.mark.parametrize("number", ["令和6年霧浜市規則第9号", "令和6年規則第9号", ""])
@pytest.mark.parametrize("said", ["amended", "repealed"])
def test_a_fixing_rule_that_is_itself_amended_or_repealed_fixes_no_day(now, number, said):
    title = "霧浜市文書規則の一部を改正する規則の施行期日を定める規則"
    named = f"{title}（{number}）" if number else title
    body = (
        f"{named}の一部を次のように改正する。", "本則中「令和6年9月1日」を「令和7年1月1日」に改める。"
    ) if said == "amended" else (f"{named}は、廃止する。",)  # fmt: skip
    last = f"{title}{'の一部を改正する' if said == 'amended' else 'を廃止する'}規則"
    things = (
        OPEN,
        fixes(f"{RULE}の施行期日は、令和6年9月1日とする。", "2024-07-31"),
        issue(3, "2024-08-20", Decree(10, body=body, title=last)),
    )
    for turn in itertools.permutations(things):
        store = open_store("sqlite://")
        bring(store, now)
        for n, data in enumerate(turn):
            ingest(store, data, f"{n}.html", now=now)
        text = ask.text(store, TITLE, on=day("2025-02-01"))
        assert "係が扱う" in text.content
        assert text.notes
        store.close()
