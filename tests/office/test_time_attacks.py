"""Attempts to make the store tell a wrong text, or another one in another order, without a word of reserve."""

import datetime
import itertools

import pytest

from reiki.office import ask, decide
from reiki.office.errors import NoTextOn
from reiki.office.fixing import NothingWaits, fix_event
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.review import review_list
from reiki.office.verify import verify
from reiki.store.archive import read_archive, write_archive
from reiki.store.session import open_store
from written import HEAD, WEEKDAYS, Change, Decree, Order, day, issue, japanese, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
ARTICLES = ["文書は、係が扱う。", "文書は、十年間保存する。", "雑則は、別に定める。"]
BASE = regulation(TITLE, NUMBER, "平成9年3月25日", ARTICLES)
FIXING = "霧浜市文書規則の一部を改正する規則の施行期日を定める規則"
AMENDING = "霧浜市文書規則の一部を改正する規則（令和6年霧浜市規則第3号）"
HOUR = datetime.timedelta(hours=1)
BY = {"person": "文書課 山田", "reason": "原本を確認した"}
OF_FIRST = "<p>令和6年6月28日付け霧浜市公報第1号中</p>"


def change(n, before, after):
    return Change(f"第{n}条　{before}", f"第{n}条　{after}")


def order(*changes, title=TITLE, number=NUMBER):
    return Order(title, number, changes)


def office(before, after):
    return order(change(1, f"文書は、_{before}_が扱う。", f"文書は、_{after}_が扱う。"))


def years(before, after):
    return order(change(2, f"文書は、_{before}_保存する。", f"文書は、_{after}_保存する。"))


def page(number, on, body):
    on = day(on)
    head = f"<h1>霧浜市公報</h1><p>{japanese(on)}（{WEEKDAYS[on.weekday()]}曜日）　第{number}号</p>"
    return (HEAD + head + body + "</body></html>").encode()


def errata(number, on, named, *pairs):
    rows = "".join(f"<tr><td>{wrong}</td><td>{right}</td></tr>" for wrong, right in pairs)
    return page(number, on, f"<h2>正誤</h2>{named}<table><tr><td>誤</td><td>正</td></tr>{rows}</table>")


def on_the_amending_rule(body, number, issued, on):
    title = f"{AMENDING.partition('（')[0]}の一部を改正する規則"
    return page(
        issued,
        on,
        f"<h2>規則</h2><p>{title}をここに公布する。</p><p>{japanese(day(on))}</p><p>霧浜市長　三雲　航平</p>"
        f"<p>霧浜市規則第{number}号</p><h3>{title}</h3><p>{AMENDING}の一部を次のように改正する。</p>{body}"
        "<p>附　則</p><p>この規則は、公布の日から施行する。</p>",
    )


def fixes(when, issued=2, on="2024-08-30", number=9):
    words = f"{AMENDING}の施行期日は、{when}とする。"
    return issue(issued, on, Decree(number, body=(words,), title=FIXING))


PLAIN = issue(1, "2024-06-28", Decree(3, (office("係", "課"),), "令和6年7月1日"))
MISPRINT = issue(1, "2024-06-28", Decree(3, (office("係", "謀"),), "令和6年7月1日"))
WAITS = issue(1, "2024-06-28", Decree(3, (office("係", "課"),), "別に規則で定める日"))


def bring(store, now, data=BASE, as_of="2024-03-31"):
    return import_regulation(store, data, "base.txt", now=now, today=day("2026-04-01"), as_of=day(as_of))


def article(store, n, on, name=TITLE, **options):
    return ask.text(store, name, on=day(on), at=f"第{n}条", **options).content.partition("　")[2]


def notes(store, on, name=TITLE, **options):
    return " ".join(ask.text(store, name, on=day(on), **options).notes)


def in_every_order(now, things, look, as_of="2024-03-31"):
    """What ``look`` sees in a store for each order in which the things come: one value, given back."""
    seen = set()
    for turn in itertools.permutations(things):
        store = open_store("sqlite://")
        bring(store, now, as_of=as_of)
        for n, data in enumerate(turn):
            ingest(store, data, f"{n}.html", now=now)
        seen.add(look(store))
        assert verify(store).differences == ()
        store.close()
    (one,) = seen
    return one


def offices(*days):
    return lambda store: tuple(article(store, 1, on).removeprefix("文書は、")[0] for on in days)


# ---------------------------------------------------------------------------------------------------------------- errata


def test_errata_that_split_a_clause_count_in_whatever_order_they_come(now):
    two = order(
        change(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。"),
        change(2, "文書は、_十年間_保存する。", "文書は、_五年間_保存する。"),
    )
    said = "この規則は、令和6年7月1日から施行する。"
    more = said + "ただし、第2条の改正規定は、令和7年4月1日から施行する。"
    other = order(change(3, "雑則は、別に_定める_。", "雑則は、別に_示す_。"))
    things = (
        issue(1, "2024-06-28", Decree(3, (two,), "令和6年7月1日")),
        errata(3, "2024-10-31", OF_FIRST, (said, more)),
        issue(4, "2024-11-29", Decree(9, (other,), "令和6年12月1日")),
    )

    def look(store):
        told = ((1, "2024-07-01"), (2, "2025-03-31"), (2, "2025-04-01"), (3, "2024-12-01"))
        return (*(article(store, n, on) for n, on in told), notes(store, "2025-12-31"), *statuses(store))

    found = in_every_order(now, things, look)
    assert found[:5] == (
        "文書は、課が扱う。",
        "文書は、十年間保存する。",
        "文書は、五年間保存する。",
        "雑則は、別に示す。",
        "",
    )
    assert [status for _, status, _ in found[5:]] == ["applied"] * 3


def statuses(store):
    """Every clause that counts, with what became of it and its day."""
    changes = (c for c in ask.history(store, NUMBER) if c.how == "amended")
    return sorted((c.key.partition("/")[2], c.status, str(c.in_force_from)) for c in changes)


SECOND_CLAUSE = (
    f"<p>（保存期間の改正）</p><p>第2条　{TITLE}（{NUMBER}）の一部を次のように改正する。</p>"
    "<p>第2条中「十年間」を「五年間」に改める。</p>"
)
TAKES_IT_AWAY = (
    ("（保存期間の改正）", ""),
    (f"第2条　{TITLE}（{NUMBER}）の一部を次のように改正する。", ""),
    ("第2条中「十年間」を「五年間」に改める。", ""),
)


def two_clauses(second=SECOND_CLAUSE):
    """A rule with two clauses in sentences, the second as given."""
    return page(
        1,
        "2024-06-28",
        f"<h2>規則</h2><p>{TITLE}等の一部を改正する規則をここに公布する。</p><p>令和6年6月28日</p><p>霧浜市長　三雲　航平</p>"
        f"<p>霧浜市規則第3号</p><h3>{TITLE}等の一部を改正する規則</h3>"
        f"<p>（{TITLE}の一部改正）</p><p>第1条　{TITLE}（{NUMBER}）の一部を次のように改正する。</p>"
        f"<p>第1条中「係」を「課」に改める。</p>{second}"
        "<p>附　則</p><p>この規則は、令和6年7月1日から施行する。</p>",
    )


def test_errata_that_take_a_clause_away_withdraw_it_in_whatever_order_they_come(now):
    gone = errata(3, "2024-10-31", OF_FIRST, *TAKES_IT_AWAY)

    def look(store):
        return article(store, 1, "2024-12-31"), article(store, 2, "2024-12-31"), *statuses(store)

    found = in_every_order(now, (two_clauses(), gone), look)
    assert found[:2] == ("文書は、課が扱う。", "文書は、十年間保存する。")
    assert len(found) == 3


def test_a_clause_that_errata_took_away_in_error_comes_back_in_whatever_order_they_come(now):
    """The errata meant another issue, as errata of them say; a second rendering changes nothing of it."""
    gone = errata(3, "2024-10-31", OF_FIRST, *TAKES_IT_AWAY)
    meant = errata(
        4,
        "2024-11-29",
        "<p>令和6年10月31日付け霧浜市公報第3号中</p>",
        ("霧浜市公報第1号中", "霧浜市公報第7号中"),
    )
    again = two_clauses().replace(b"<body>", b"<body> ")

    def look(store):
        return article(store, 1, "2024-12-31"), article(store, 2, "2024-12-31"), *statuses(store)

    found = in_every_order(now, (two_clauses(), gone, meant, again), look)
    assert found[:2] == ("文書は、課が扱う。", "文書は、五年間保存する。")
    assert [status for _, status, _ in found[2:]] == ["applied", "applied"]


def test_a_rendering_with_a_clause_that_errata_take_from_the_other_is_told_alike_in_every_order(now):
    """The errata fit one rendering only, so that which came first decides what counts; but never in silence."""
    gone = errata(3, "2024-10-31", OF_FIRST, *TAKES_IT_AWAY)
    spaced = two_clauses(SECOND_CLAUSE.replace("（保存期間の改正）", "（保存　期間の改正）"))
    for turn in itertools.permutations((two_clauses(), spaced, gone)):
        store = open_store("sqlite://")
        bring(store, now)
        for n, data in enumerate(turn):
            ingest(store, data, f"{n}.html", now=now)
        told = article(store, 2, "2024-12-31") == "文書は、十年間保存する。"
        assert told or "正誤" in notes(store, "2024-12-31"), [t is gone for t in turn]
        assert verify(store).differences == ()
        store.close()


def test_what_errata_took_away_stays_known_as_it_was_and_says_why_it_went(store, now):
    bring(store, now)
    report = ingest(store, two_clauses(), "1.html", now=now)
    second = report.clauses[1].key
    gone = errata(3, "2024-10-31", OF_FIRST, *TAKES_IT_AWAY)
    ingest(store, gone, "3.html", now=now + HOUR)
    assert article(store, 2, "2024-12-31", known=now) == "文書は、五年間保存する。"
    assert article(store, 2, "2024-12-31") == "文書は、十年間保存する。"
    (left,) = [c for c in ingest(store, two_clauses(), "1.html", now=now).clauses if c.key == second]
    assert (left.status, [f["code"] for f in left.findings]) == ("skipped", ["withdrawn_by_errata"])
    assert verify(store).differences == ()


def test_errata_that_change_which_notices_an_issue_has_are_left_out_in_every_order_and_said(now):
    ordered = f"{TITLE}（{NUMBER}）の一部を次のように改正する。"
    wrong = errata(3, "2024-10-31", OF_FIRST, (ordered, f"{TITLE}（{NUMBER}）は、廃止する。"))

    def look(store):
        assert "正誤が反映されていません" in notes(store, "2024-12-31")
        return article(store, 1, "2024-12-31"), *statuses(store)

    assert in_every_order(now, (PLAIN, wrong), look)[0] == "文書は、課が扱う。"


def test_a_day_that_errata_quote_is_not_the_day_of_the_issue_that_they_correct(store, now):
    other = issue(2, "2024-07-01", Decree(4, (years("十年間", "五年間"),), "令和6年7月1日"))
    sentence = "<p>「令和6年7月1日から施行」とあるのは、「令和6年8月1日から施行」の誤り</p>"
    bring(store, now)
    for n, data in enumerate((PLAIN, other, page(3, "2024-10-31", f"<h2>正誤</h2>{OF_FIRST}{sentence}"))):
        ingest(store, data, f"{n}.html", now=now)
    assert article(store, 1, "2024-07-31") == "文書は、係が扱う。"
    assert article(store, 2, "2024-07-31") == "文書は、五年間保存する。"


def test_a_number_alone_means_the_issue_of_the_last_year(now):
    old = issue(1, "2023-06-30", Decree(3, (office("係", "謀"),), "令和5年7月1日"))
    new = issue(1, "2024-06-28", Decree(3, (years("十年間", "謀年間"),), "令和6年7月1日"))
    correction = errata(3, "2024-10-31", "<p>霧浜市公報第1号中</p>", ("謀", "五"))
    look = lambda store: (article(store, 1, "2024-12-31"), article(store, 2, "2024-12-31"))  # noqa: E731
    found = in_every_order(now, (old, new, correction), look, "2023-03-31")
    assert found == ("文書は、謀が扱う。", "文書は、五年間保存する。")


def test_of_two_issues_of_a_day_none_is_corrected_by_the_day_alone(now):
    other = issue(2, "2024-06-28", Decree(4, (years("十年間", "謀年間"),), "令和6年7月1日"))
    correction = errata(3, "2024-10-31", "<p>令和6年6月28日付け霧浜市公報中</p>", ("謀", "課"))

    def look(store):
        assert "正誤が反映されていません" in notes(store, "2024-12-31")
        return article(store, 1, "2024-12-31"), article(store, 2, "2024-12-31")

    found = in_every_order(now, (MISPRINT, other, correction), look)
    assert found == ("文書は、謀が扱う。", "文書は、謀年間保存する。")


@pytest.mark.parametrize("first", [0, 1])
def test_errata_that_fit_one_of_two_renderings_are_told_by_the_one_that_counts(store, now, first):
    spaced = MISPRINT.replace("<u>謀</u>が".encode(), "<u>謀</u>　が".encode())
    renderings = (MISPRINT, spaced)
    bring(store, now)
    ingest(store, renderings[first], "a.html", now=now)
    ingest(store, renderings[1 - first], "b.html", now=now)
    ingest(store, errata(3, "2024-10-31", OF_FIRST, ("謀が", "課が")), "3.html", now=now)
    corrected = article(store, 1, "2024-12-31") == "文書は、課が扱う。"
    assert corrected is (first == 0)
    assert corrected or "正誤が反映されていません" in notes(store, "2024-12-31")


def test_errata_of_errata_count(now):
    first = errata(3, "2024-10-31", OF_FIRST, ("謀が", "課が"))
    second = errata(4, "2024-11-29", "<p>令和6年10月31日付け霧浜市公報第3号中</p>", ("課が", "部が"))
    assert in_every_order(now, (MISPRINT, first, second), offices("2024-12-31")) == ("部",)


def test_a_second_rendering_of_errata_that_could_not_be_read_counts(store, now):
    bring(store, now)
    ingest(store, MISPRINT, "1.html", now=now)
    ingest(store, page(3, "2024-10-31", "<h2>正誤</h2><p>おわびします。</p>"), "poor.html", now=now)
    ingest(store, errata(3, "2024-10-31", OF_FIRST, ("謀が", "課が")), "good.html", now=now)
    assert article(store, 1, "2024-12-31") == "文書は、課が扱う。"


def test_a_regulation_misnamed_in_a_notice_is_the_one_that_errata_name(now):
    wrong = issue(
        1,
        "2024-06-28",
        Decree(
            3, (Order("霧浜市別規則", "平成9年霧浜市規則第6号", office("係", "課").changes),), "令和6年7月1日"
        ),
    )
    correction = errata(
        3,
        "2024-10-31",
        OF_FIRST,
        (
            "霧浜市別規則（平成9年霧浜市規則第6号）の一部を次のように",
            f"{TITLE}（{NUMBER}）の一部を次のように",
        ),
    )
    assert in_every_order(now, (wrong, correction), offices("2024-06-30", "2024-07-01")) == ("係", "課")


def test_a_decision_does_not_outlive_errata_that_change_the_clause(store, now):
    bad = issue(1, "2024-06-28", Decree(3, (office("孫", "謀"),), "令和6年7月1日"))
    bring(store, now)
    ingest(store, bad, "1.html", now=now)
    (held,) = review_list(store)
    given = {
        "op": "substitute",
        "at": "第1条第1項",
        "before": "係",
        "after": "謀",
        "basis": "stated",
        "source": {},
    }
    decide.give(store, held.key, [given], **BY, now=now + HOUR)
    assert article(store, 1, "2024-12-31") == "文書は、謀が扱う。"
    correction = errata(3, "2024-10-31", OF_FIRST, ("孫", "係"), ("謀", "課"))
    ingest(store, correction, "3.html", now=now + 2 * HOUR)
    assert article(store, 1, "2024-12-31") == "文書は、課が扱う。"
    assert article(store, 1, "2024-12-31", known=now + HOUR) == "文書は、謀が扱う。"
    (clause,) = [c for c in ask.history(store, TITLE) if c.key == held.key]
    assert "decision_overtaken" in {f["code"] for f in clause.findings}


# ----------------------------------------------------------------------------------------------------------- days fixed


def test_a_day_misprinted_in_the_notice_that_fixes_it_is_corrected(now):
    correction = errata(
        3, "2024-10-31", "<p>令和6年8月30日付け霧浜市公報第2号中</p>", ("令和6年9月1日と", "令和6年11月1日と")
    )
    look = offices("2024-09-01", "2024-10-31", "2024-11-01")
    assert in_every_order(now, (WAITS, fixes("令和6年9月1日"), correction), look) == ("係", "係", "課")


def test_a_notice_that_fixes_a_day_and_is_repealed_before_it_fixes_nothing(store, now):
    repeal = Order(FIXING, "令和6年霧浜市規則第9号", repeal=True)
    bring(store, now)
    things = (WAITS, fixes("令和6年12月1日"), issue(3, "2024-10-31", Decree(10, (repeal,))))
    reports = [ingest(store, data, f"{n}.html", now=now) for n, data in enumerate(things)]
    assert article(store, 1, "2024-12-01") == "文書は、係が扱う。"
    assert "施行期日が定まっていない" in notes(store, "2024-12-01")
    assert not [f for f in reports[2].findings if f["severity"] == "error"]
    fix_event(store, "令和6年霧浜市規則第3号", day("2025-01-01"), "令和6年告示第8号", "文書課 山田", now=now)
    assert article(store, 1, "2025-01-01") == "文書は、課が扱う。"


def test_a_repeal_after_the_day_has_come_unsays_nothing(store, now):
    repeal = Order(FIXING, "令和6年霧浜市規則第9号", repeal=True)
    bring(store, now)
    for n, data in enumerate((WAITS, fixes("令和6年9月1日"), issue(3, "2024-10-31", Decree(10, (repeal,))))):
        ingest(store, data, f"{n}.html", now=now)
    assert article(store, 1, "2024-09-01") == "文書は、課が扱う。"


def test_two_notices_that_fix_two_days_fix_none(now):
    things = (WAITS, fixes("令和6年9月1日"), fixes("令和6年10月1日", 3, "2024-09-13", 10))

    def look(store):
        return offices("2024-12-31")(store), "施行期日が定まっていない" in notes(store, "2024-12-31")

    assert in_every_order(now, things, look) == (("係",), True)


def test_words_that_name_no_event_fix_nothing(store, now):
    bring(store, now)
    ingest(store, WAITS, "1.html", now=now)
    with pytest.raises(NothingWaits, match="number"):
        fix_event(store, "規則", day("2024-09-01"), "公報", "山田", now=now)


def test_an_event_that_happened_before_a_notice_was_promulgated_is_another_one(store, now):
    event = "地方自治法の一部を改正する法律の施行の日"
    bring(store, now)
    ingest(store, issue(1, "2024-06-28", Decree(3, (office("係", "課"),), event)), "1.html", now=now)
    fix_event(store, event, day("2024-09-01"), "令和6年政令第1号", "山田", now=now)
    ingest(store, issue(2, "2025-06-27", Decree(4, (years("十年間", "五年間"),), event)), "2.html", now=now)
    assert article(store, 1, "2024-09-01") == "文書は、課が扱う。"
    assert article(store, 2, "2026-01-01") == "文書は、十年間保存する。"
    fix_event(store, event, day("2025-10-01"), "令和7年政令第1号", "山田", now=now)
    assert article(store, 1, "2024-09-01") == "文書は、課が扱う。"
    assert article(store, 2, "2025-10-01") == "文書は、五年間保存する。"


def test_a_day_before_the_promulgation_is_a_misprint(store, now):
    bring(store, now, as_of="2023-03-31")
    ingest(store, WAITS, "1.html", now=now)
    report = ingest(store, fixes("令和5年9月1日"), "2.html", now=now)
    assert "fixing_too_early" in {f["code"] for f in report.findings}
    early = issue(4, "2024-10-31", Decree(11, (years("十年間", "五年間"),), "令和5年11月1日"))
    report = ingest(store, early, "4.html", now=now)
    assert [c.status for c in report.clauses] == ["held"]
    assert ask.text(store, TITLE, on=day("2024-10-31")).held_since == day("2024-10-31")
    assert article(store, 2, "2024-10-30") == "文書は、十年間保存する。"
    assert article(store, 1, "2023-12-31") == "文書は、係が扱う。"


# ------------------------------------------------------------------------------------------ instruments not yet in force


def test_whether_an_instrument_was_in_force_when_it_was_amended_is_told_by_the_day_fixed_whenever_that_comes(
    now,
):
    body = "<p>本則の表中「文書は、課が扱う。」を「文書は、部が扱う。」に改める。</p>"
    things = (WAITS, fixes("令和6年9月1日"), on_the_amending_rule(body, 8, 3, "2024-12-27"))
    assert in_every_order(now, things, offices("2024-09-01", "2024-12-26")) == ("課", "課")
    later = (WAITS, fixes("令和7年4月1日"), on_the_amending_rule(body, 8, 3, "2024-12-27"))
    assert in_every_order(now, later, offices("2025-03-31", "2025-04-01")) == ("係", "部")


@pytest.mark.parametrize("blank", ["", " ", "  ", "   "])
def test_two_amendments_of_an_instrument_take_their_turn_by_day(now, blank):
    pending = issue(1, "2024-06-28", Decree(3, (office("係", "課"),), "令和7年4月1日"))
    first = "<p>附則中「令和7年4月1日」を「令和7年10月1日」に改める。</p>"
    second = "<p>附則中「令和7年10月1日」を「令和8年4月1日」に改める。</p>" + blank
    things = (
        pending,
        on_the_amending_rule(first, 8, 2, "2024-12-27"),
        on_the_amending_rule(second, 9, 3, "2025-01-31"),
    )
    look = offices("2025-04-01", "2025-10-01", "2026-03-31", "2026-04-01")
    assert in_every_order(now, things, look) == ("係", "係", "係", "課")


def test_errata_of_what_amends_an_instrument(now):
    pending = issue(1, "2024-06-28", Decree(3, (office("係", "課"),), "令和7年4月1日"))
    body = "<p>附則中「令和7年4月1日」を「令和7年10月1日」に改める。</p>"
    named = "<p>令和6年12月27日付け霧浜市公報第2号中</p>"
    correction = errata(3, "2025-01-31", named, ("「令和7年10月1日」に", "「令和8年10月1日」に"))
    things = (pending, on_the_amending_rule(body, 8, 2, "2024-12-27"), correction)
    assert in_every_order(now, things, offices("2025-04-01", "2025-10-01", "2026-10-01")) == (
        "係",
        "係",
        "課",
    )


# ------------------------------------------------------------------------------------------------------ what was known


def test_a_later_import_does_not_hide_what_was_held_then(store, now):
    bad = issue(1, "2024-06-28", Decree(3, (office("孫", "課"),), "令和6年7月1日"))
    bring(store, now)
    ingest(store, bad, "1.html", now=now + HOUR)
    bring(store, now + 2 * HOUR, BASE.replace("係".encode(), "課".encode()), "2024-12-31")
    then = ask.text(store, TITLE, on=day("2025-01-01"), known=now + HOUR)
    assert then.held_since == day("2024-07-01")
    assert ask.text(store, TITLE, on=day("2025-01-01")).held_since is None


def test_a_later_import_that_disagrees_is_said_from_then_on_only(store, now):
    bring(store, now)
    bring(store, now + HOUR, BASE.replace("係".encode(), "課".encode()), "2024-12-31")
    assert notes(store, "2025-01-01", known=now) == ""
    assert "一致しない" in notes(store, "2025-01-01")
    assert "一致しない" in notes(store, "2025-01-01", known=now + HOUR)


# ----------------------------------------------------------------------------------------------------------- renderings


@pytest.mark.parametrize("base_first", [True, False])
def test_renderings_that_differ_are_said_with_every_text_whenever_the_base_comes(store, now, base_first):
    if base_first:
        bring(store, now)
    ingest(store, PLAIN, "a.html", now=now)
    report = ingest(store, PLAIN.replace("課".encode(), "謀".encode()), "b.html", now=now)
    assert [f["code"] for f in report.clauses[0].findings] == ["renderings_differ"]
    if not base_first:
        bring(store, now)
    assert article(store, 1, "2024-07-01") == "文書は、課が扱う。"
    assert "食い違っている" in notes(store, "2024-07-01")
    assert notes(store, "2024-06-30") == ""


def test_a_number_without_a_body_is_another_ones_number_elsewhere(store, now):
    bring(store, now)
    bring(store, now, regulation("川田町文書規則", "平成9年川田町規則第5号", "平成9年3月25日", ARTICLES))
    bare = PLAIN.replace("<p>霧浜市規則第3号</p>".encode(), "<p>規則第3号</p>".encode())
    there = bare.decode().replace("霧浜市", "川田町").encode()
    for n, data in enumerate((bare, there)):
        ingest(store, data, f"{n}.html", now=now)
    assert article(store, 1, "2024-07-01") == "文書は、課が扱う。"
    assert article(store, 1, "2024-07-01", "川田町文書規則") == "文書は、課が扱う。"


# ------------------------------------------------------------------------------------------------------------ backwards


def supplement(number, on, starts):
    return f"　　　附　則（{japanese(day(on))}霧浜市規則第{number}号）\nこの規則は、{starts}から施行する。\n"


def later(text, *supplements):
    return text + ("　　　附　則\nこの規則は、公布の日から施行する。\n" + "".join(supplements)).encode()


def test_an_imported_text_that_is_older_than_it_says(store, now):
    bring(store, now, as_of="2024-12-31")
    report = ingest(store, PLAIN, "1.html", now=now)
    assert "import_lacks_amendment" in {f["code"] for f in report.clauses[0].findings}
    assert "一致しない" in notes(store, "2025-01-01")
    assert "一致しない" in notes(store, "2025-01-01", known=now)


def test_what_was_promulgated_before_and_starts_after_is_undone_first(store, now):
    text = BASE.replace("係".encode(), "課".encode()).replace("十年間".encode(), "五年間".encode())
    text = later(
        text, supplement(1, "2023-01-31", "令和6年4月1日"), supplement(2, "2023-03-31", "令和5年4月1日")
    )
    known = issue(2, "2023-03-31", Decree(2, (years("十年間", "五年間"),), "令和5年4月1日"))
    bring(store, now, text, "2025-03-31")
    ingest(store, known, "2.html", now=now)
    for on in ("2023-03-31", "2023-04-01", "2024-03-31"):
        with pytest.raises(NoTextOn):
            ask.text(store, TITLE, on=day(on))
    missing = issue(1, "2023-01-31", Decree(1, (office("係", "課"),), "令和6年4月1日"))
    ingest(store, missing, "1.html", now=now)
    assert [article(store, 1, on)[4] for on in ("2023-04-01", "2024-03-31", "2024-04-01")] == [
        "係",
        "係",
        "課",
    ]
    assert verify(store).differences == ()


def test_going_back_over_a_text_without_amending_supplements_arrives_at_it_and_says_what_it_cannot_tell(
    store, now
):
    bring(store, now, BASE.replace("係".encode(), "課".encode()), "2025-03-31")
    ingest(store, PLAIN, "1.html", now=now)
    assert article(store, 1, "2024-06-30") == "文書は、係が扱う。"
    assert "一致しない" not in notes(store, "2025-03-31")
    assert "確かめられません" in notes(store, "2024-06-30")
    assert "確かめられません" in notes(store, "2024-12-31")
    assert notes(store, "2025-03-31") == ""


def test_a_rejected_clause_does_not_end_the_way_back(store, now):
    bad = issue(
        2, "2024-06-28", Decree(3, (order(change(3, "雑則は、_孫_。", "雑則は、_孫孫_。")),), "令和6年7月1日")
    )
    good = issue(1, "2023-06-30", Decree(3, (office("係", "課"),), "令和5年7月1日"))
    bring(store, now, BASE.replace("係".encode(), "課".encode()), "2024-12-31")
    ingest(store, good, "1.html", now=now)
    ingest(store, bad, "2.html", now=now)
    with pytest.raises(NoTextOn):
        article(store, 1, "2023-06-30")
    (key,) = [
        c.key
        for c in ask.history(store, TITLE)
        if any(f["code"] == "known_history_begins" for f in c.findings)
    ]
    decide.reject(store, key, **BY, now=now)
    assert article(store, 1, "2023-06-30") == "文書は、係が扱う。"
    assert verify(store).differences == ()


def test_another_title_is_another_text(store, now):
    bring(store, now, as_of="2023-12-31")
    renamed = BASE.replace(TITLE.encode(), "霧浜市公文書規則".encode())
    assert not bring(store, now, renamed, "2024-12-31").agreed
    assert "一致しない" in notes(store, "2025-01-01", NUMBER)


def test_a_text_taken_in_after_its_own_end_says_so(store, now):
    ends = (
        BASE
        + "　　　附　則\nこの規則は、令和2年4月1日から施行し、令和6年3月31日限り、その効力を失う。\n".encode()
    )
    bring(store, now, ends, "2024-06-30")
    assert "既に失効" in notes(store, "2024-07-01")
    assert "既に失効" in notes(store, "2024-07-01", known=now)


# ------------------------------------------------------------------------------------------------- names, ends, archives


TITLED = page(
    1,
    "2022-03-31",
    "<h2>規則</h2><p>霧浜市文書規則の一部を改正する規則をここに公布する。</p><p>令和4年3月31日</p><p>霧浜市長　三雲　航平</p>"
    f"<p>霧浜市規則第3号</p><h3>霧浜市文書規則の一部を改正する規則</h3><p>{TITLE}（{NUMBER}）の一部を次のように改正する。</p>"
    "<p>題名を次のように改める。</p><p>霧浜市公文書規則</p><p>附　則</p><p>この規則は、令和4年4月1日から施行する。</p>",
)


@pytest.mark.parametrize("number", [NUMBER, ""])
def test_a_clause_that_names_the_new_title_before_the_new_title_is_known(now, number):
    clause = order(*office("係", "課").changes, title="霧浜市公文書規則", number=number)
    after = issue(2, "2023-06-30", Decree(3, (clause,), "令和5年7月1日"))

    def look(store):
        text = ask.text(store, NUMBER, on=day("2023-12-31"))
        return text.title, article(store, 1, "2023-12-31", NUMBER), article(store, 1, "2023-06-30", NUMBER)

    found = in_every_order(now, (TITLED, after), look, "2021-12-31")
    assert found == ("霧浜市公文書規則", "文書は、課が扱う。", "文書は、係が扱う。")


def test_amended_and_repealed_on_one_day_and_made_again_under_the_same_title(store, now):
    repeal = issue(2, "2024-06-28", Decree(4, (Order(TITLE, NUMBER, repeal=True),), "令和6年7月1日"))
    again = issue(
        3, "2024-12-27", Decree(9, body=("第1条　文書は、局が扱う。",), title=TITLE, starts="令和7年1月1日")
    )
    bring(store, now)
    for n, data in enumerate((again, repeal, PLAIN)):
        ingest(store, data, f"{n}.html", now=now)
    assert ask.text(store, NUMBER, on=day("2024-06-30")).status == "in_force"
    assert ask.text(store, NUMBER, on=day("2024-07-01")).status == "repealed"
    assert article(store, 1, "2024-07-01", NUMBER) == "文書は、課が扱う。"
    assert article(store, 1, "2025-01-01") == "文書は、局が扱う。"
    assert verify(store).differences == ()


def test_an_end_on_the_day_of_an_amendment_comes_first(store, now):
    ends = (
        BASE
        + "　　　附　則\nこの規則は、平成9年4月1日から施行し、令和6年6月30日限り、その効力を失う。\n".encode()
    )
    bring(store, now, ends)
    report = ingest(store, PLAIN, "1.html", now=now)
    assert [f["code"] for f in report.clauses[0].findings] == ["out_of_force"]
    assert ask.text(store, TITLE, on=day("2024-07-01")).status == "lapsed"


def test_of_two_regulations_in_one_notice_the_one_that_fits_starts(store, now):
    other = "霧浜市別規則", "平成9年霧浜市規則第6号"
    bring(store, now)
    bring(store, now, regulation(*other, "平成9年3月25日", ARTICLES))
    both = Decree(3, (office("孫", "課"), Order(*other, office("係", "課").changes)), "令和6年7月1日")
    report = ingest(store, issue(1, "2024-06-28", both), "1.html", now=now)
    assert [c.status for c in report.clauses] == ["held", "applied"]
    assert ask.text(store, TITLE, on=day("2024-07-01")).held_since == day("2024-07-01")
    assert article(store, 1, "2024-07-01", other[0]) == "文書は、課が扱う。"


def test_what_comes_after_a_restore_comes_as_it_would_have(store, now, tmp_path):
    things = [
        WAITS,
        errata(
            3,
            "2024-10-31",
            "<p>令和6年8月30日付け霧浜市公報第2号中</p>",
            ("令和6年9月1日と", "令和6年11月1日と"),
        ),
    ]
    bring(store, now)
    for n, data in enumerate(things):
        ingest(store, data, f"{n}.html", now=now)
    write_archive(store, tmp_path / "copy.zip")
    other = open_store("sqlite://")
    read_archive(other, tmp_path / "copy.zip")
    for each in (store, other):
        ingest(each, fixes("令和6年9月1日"), "2.html", now=now + HOUR)
        assert offices("2024-10-31", "2024-11-01")(each) == ("係", "課")
        assert verify(each).differences == ()
    other.close()


@pytest.mark.parametrize(
    ("promulgated", "period", "first"),
    [
        ("2024-02-29", "公布の日から起算して1年を経過した日", "2025-03-01"),
        ("2023-11-30", "公布の日から起算して3月を経過した日", "2024-03-01"),
        ("2024-01-31", "公布の日から起算して1月を経過した日", "2024-03-01"),
        ("2024-01-31", "公布の日から1月を経過した日", "2024-03-01"),
        ("2024-02-28", "公布の日から起算して2日を経過した日", "2024-03-01"),
    ],
)
def test_periods_over_the_end_of_february(store, now, promulgated, period, first):
    bring(store, now, as_of="2023-03-31")
    ingest(store, issue(1, promulgated, Decree(3, (office("係", "課"),), period)), "1.html", now=now)
    before = day(first) - datetime.timedelta(1)
    assert article(store, 1, before.isoformat()) == "文書は、係が扱う。"
    assert article(store, 1, first) == "文書は、課が扱う。"
