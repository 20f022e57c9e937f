"""An amending rule repealed or replaced, or amended under an abbreviated number: what it still orders never starts in silence, and
the regulation that it amended is not the one that ends."""

import itertools

import pytest

from reiki.office import ask, decide
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.review import review_list
from reiki.office.verify import verify
from reiki.store.session import open_store
from written import HEAD, WEEKDAYS, Change, Decree, Order, day, issue, japanese, regulation

HARBOUR, HARBOUR_NUMBER = "霧浜市桟橋規則", "平成11年霧浜市規則第12号"
LIGHT, LIGHT_NUMBER = "霧浜市灯台規則", "平成12年霧浜市規則第7号"
BASES = (
    regulation(HARBOUR, HARBOUR_NUMBER, "平成11年3月26日", ["桟橋は、班が守る。", "桟橋は、朝に開く。"]),
    regulation(LIGHT, LIGHT_NUMBER, "平成12年3月24日", ["灯台は、班が守る。", "灯台は、夜に灯す。"]),
)
ONE = f"{HARBOUR}の一部を改正する規則"
TWO = f"{HARBOUR}等の一部を改正する規則"
BY = {"person": "総務課 川島", "reason": "公布原本を確認した"}


def order(title, number, subject, n=1, before="班", after="隊", words="が守る。"):
    return Order(
        title,
        number,
        (Change(f"第{n}条　{subject}は、_{before}_{words}", f"第{n}条　{subject}は、_{after}_{words}"),),
    )


HARBOURS = order(HARBOUR, HARBOUR_NUMBER, "桟橋")
LIGHTS = order(LIGHT, LIGHT_NUMBER, "灯台")


def amending(starts, *orders, number=21):
    return issue(1, "2024-05-31", Decree(number, orders, starts))


SINGLE = amending("令和7年6月1日", HARBOURS)
BOTH = amending("令和7年6月1日", HARBOURS, LIGHTS)
STARTED = amending("令和6年7月1日", HARBOURS)
IN_PART = amending("令和6年7月1日から施行する。ただし、第2条の規定は、令和7年6月1日", HARBOURS, LIGHTS)


def page(title, body, on="2024-09-27", number=33, starts="公布の日から施行する。", series="霧浜市規則"):
    on = day(on)
    text = (
        f"<h1>霧浜市公報</h1><p>{japanese(on)}（{WEEKDAYS[on.weekday()]}曜日）　第{on.month}号</p><h2>規則</h2>"
        f"<p>{title}をここに公布する。</p><p>{japanese(on)}</p><p>霧浜市長　三雲　航平</p><p>{series}第{number}号</p>"
        f"<h3>{title}</h3>{body}<p>附　則</p><p>この規則は、{starts}</p>"
    )
    return (HEAD + text + "</body></html>").encode()


def ends(title, number="令和6年霧浜市規則第21号", **more):
    named = f"{title}（{number}）" if number else title
    return page(f"{title}を廃止する規則", f"<p>{named}は、廃止する。</p>", **more)


def amends(title, said, number="令和6年霧浜市規則第21号", **more):
    body = f"<p>{title}（{number}）の一部を次のように改正する。</p><p>{said}</p>"
    return page(f"{title}の一部を改正する規則", body, **more)


def stores(now, things):
    """A store for every order in which the issues may come; the texts come before them in one, behind them in the next."""
    for k, issues in enumerate(itertools.permutations(things)):
        turn = (*issues, *BASES) if k % 2 else (*BASES, *issues)
        store = open_store("sqlite://")
        for n, data in enumerate(turn):
            if data in BASES:
                import_regulation(
                    store, data, f"{n}.txt", now=now, today=day("2026-04-01"), as_of=day("2024-04-30")
                )
            else:
                ingest(store, data, f"{n}.html", now=now)
        assert verify(store).differences == ()
        yield store
        store.close()


def told(store, title, on, n=1):
    """The words of an article, how the regulation stands, and whether anything is said beside it."""
    text = ask.text(store, title, on=day(on), at=f"第{n}条")
    return text.content.partition("、")[2].strip()[0], text.status, bool(text.notes)


def in_every_order(now, things, *asked):
    seen = {tuple(told(store, *each) for each in asked) for store in stores(now, things)}
    (one,) = seen
    return one


BEFORE = (HARBOUR, "2025-05-31")
AFTER = (HARBOUR, "2025-06-01")
LIGHT_AFTER = (LIGHT, "2025-06-01")


@pytest.mark.parametrize(
    "number", ["令和6年霧浜市規則第21号", "令和6年規則第21号", "令和6年市規則第21号", ""]
)
def test_a_repealed_rule_that_is_pending_does_not_start(now, number):
    found = in_every_order(now, (SINGLE, ends(ONE, number)), BEFORE, AFTER)
    assert found == (("班", "in_force", False), ("班", "in_force", True))


@pytest.mark.parametrize("number", ["令和6年霧浜市規則第21号", "令和6年規則第21号", ""])
def test_nor_does_one_that_amends_several(now, number):
    found = in_every_order(now, (BOTH, ends(TWO, number)), AFTER, LIGHT_AFTER)
    assert found == (("班", "in_force", True), ("班", "in_force", True))


@pytest.mark.parametrize("instrument", [STARTED, None])
def test_the_repeal_of_a_rule_in_force_or_unknown_ends_no_regulation(now, instrument):
    things = (ends(ONE),) if instrument is None else (instrument, ends(ONE))
    word = "班" if instrument is None else "隊"
    assert in_every_order(now, things, AFTER) == ((word, "in_force", True),)


def test_as_an_item_of_a_list(now):
    body = (
        "<p>次に掲げる規則は、廃止する。</p><p>(1)　霧浜市荷役規則（平成3年霧浜市規則第2号）</p>"
        f"<p>(2)　{TWO}（令和6年規則第21号）</p>"
    )
    listed = page("霧浜市荷役規則等を廃止する規則", body)
    found = in_every_order(now, (BOTH, listed), AFTER, LIGHT_AFTER)
    assert found == (("班", "in_force", True), ("班", "in_force", True))


def test_in_the_supplement_of_another_notice(now):
    other = page(
        "霧浜市荷役規則",
        "<p>第1条　荷役は、昼に行う。</p>",
        starts=f"公布の日から施行する。</p><p>（{ONE}の廃止）</p><p>2　{ONE}（令和6年霧浜市規則第21号）は、廃止する。",
    )
    assert in_every_order(now, (SINGLE, other), AFTER) == (("班", "in_force", True),)


def test_the_whole_of_it_replaced(now):
    body = (
        f"<p>{ONE}（令和6年霧浜市規則第21号）の全部を次のように改正する。</p>"
        f"<p>第1条　{HARBOUR}（{HARBOUR_NUMBER}）の一部を次のように改正する。</p><p>第2条中「朝」を「昼」に改める。</p>"
    )
    anew = page(f"{ONE}の全部を改正する規則", body, starts="令和6年12月1日から施行する。")
    found = in_every_order(now, (SINGLE, anew), (HARBOUR, "2024-12-01", 2), AFTER)
    assert found == (("昼", "in_force", False), ("班", "in_force", True))


def test_while_a_part_of_it_is_in_force_and_another_to_come(now):
    found = in_every_order(
        now, (IN_PART, ends(TWO)), (HARBOUR, "2024-07-01"), AFTER, (LIGHT, "2025-05-31"), LIGHT_AFTER
    )
    assert found == (
        ("隊", "in_force", False),
        ("隊", "in_force", True),
        ("班", "in_force", True),
        ("班", "in_force", True),
    )


def test_the_day_of_the_part_to_come_is_not_moved_in_silence(now):
    later = amends(TWO, "附則ただし書中「令和7年6月1日」を「令和8年6月1日」に改める。", "令和6年規則第21号")
    found = in_every_order(now, (IN_PART, later), (HARBOUR, "2024-07-01"), LIGHT_AFTER)
    assert found == (("隊", "in_force", False), ("班", "in_force", True))


@pytest.mark.parametrize("starts", ["別に規則で定める日から施行する。", "令和7年6月1日から施行する。"])
def test_a_repeal_on_the_very_day_or_on_one_that_nobody_has_fixed(now, starts):
    (word, status, noted) = in_every_order(now, (BOTH, ends(TWO, starts=starts)), AFTER)[0]
    assert (status, noted) == ("in_force", True)
    assert word == ("班" if "定める日" in starts else "隊")


@pytest.mark.parametrize("said", ["令和7年3月31日限り、廃止する。", "漁港法の一部を改正する法律の施行の日に廃止する。",
                                  "廃止する。ただし、第2条の規定は、なおその効力を有する。"])  # fmt: skip
def test_a_repeal_with_a_day_or_a_reserve_of_its_own_is_held(now, said):
    for title, number in ((HARBOUR, HARBOUR_NUMBER), (ONE, "令和6年霧浜市規則第21号")):
        notice = page(f"{title}を廃止する規則", f"<p>{title}（{number}）は、{said}</p>")
        found = in_every_order(now, (SINGLE, notice), AFTER)
        assert found == (("班", "in_force", True),)


@pytest.mark.parametrize("place", ["第2条の規定", "第2条", "の別表"])
def test_a_repeal_of_a_part_ends_nothing_and_is_said(now, place):
    notice = page(
        f"{HARBOUR}の一部を廃止する規則", f"<p>{HARBOUR}（{HARBOUR_NUMBER}）{place}は、廃止する。</p>"
    )
    assert in_every_order(now, (notice,), AFTER) == (("班", "in_force", True),)


# ------------------------------------------------------------------------------------------------------- other bodies


@pytest.mark.parametrize(
    "number", ["令和6年教育委員会規則第21号", "令和6年教委規則第21号", "令和6年霧浜市教育委員会規則第21号"]
)
def test_the_same_number_of_another_body_is_not_meant(now, number):
    found = in_every_order(now, (BOTH, ends(TWO, number)), AFTER, LIGHT_AFTER)
    assert found == (("隊", "in_force", False), ("隊", "in_force", False))


def test_an_abbreviated_number_in_a_notice_of_another_body_is_in_doubt(now):
    """規則第21号 may be the 教育委員会's own, which is not in the store, or the mayor's of just that title."""
    notice = ends(TWO, "令和6年規則第21号", series="霧浜市教育委員会規則")
    found = in_every_order(now, (BOTH, notice), AFTER, LIGHT_AFTER)
    assert found == (("班", "in_force", True), ("班", "in_force", True))


def test_of_two_bodies_with_one_number_each_means_its_own(now):
    school = Order("霧浜市図書規則", "平成10年霧浜市教育委員会規則第1号", HARBOURS.changes)
    theirs = page(
        "霧浜市図書規則の一部を改正する規則",
        f"<p>{school.title}（{school.number}）の一部を次のように改正する。</p><p>第1条中「甲」を「乙」に改める。</p>",
        on="2024-06-28",
        number=21,
        series="霧浜市教育委員会規則",
    )
    found = in_every_order(now, (SINGLE, theirs, ends(ONE, "令和6年規則第21号")), AFTER)
    assert found == (("班", "in_force", True),)


def test_a_number_that_is_anothers_by_the_title_is_in_doubt(now):
    wrong = ends("霧浜市灯台規則の一部を改正する規則")
    assert in_every_order(now, (SINGLE, wrong), AFTER) == (("班", "in_force", True),)


@pytest.mark.parametrize("number", ["令和6年規則第21号", "令和6年霧浜市規則第21号", "令和6年本市規則第21号"])
def test_a_day_is_moved_under_an_abbreviated_number(now, number):
    later = amends(TWO, "附則中「令和7年6月1日」を「令和7年9月1日」に改める。", number)
    asked = [(title, on) for title in (HARBOUR, LIGHT) for on in ("2025-06-01", "2025-08-31", "2025-09-01")]
    found = in_every_order(now, (BOTH, later), *asked)
    assert [f[0] for f in found] == ["班", "班", "隊"] * 2
    assert not any(f[2] for f in found)


# ---------------------------------------------------------------------------------------- enactments with other clauses

ENACTS = page(
    "霧浜市荷役規則",
    "<p>第1条　荷役は、昼に行う。</p>",
    on="2024-05-31",
    number=21,
    starts=f"令和7年6月1日から施行する。</p><p>（{HARBOUR}の一部改正）</p><p>2　{HARBOUR}（{HARBOUR_NUMBER}）の一部を次のように改正する。</p>"
    "<p>第1条中「班」を「隊」に改める。",
).replace("<p>この規則は、".encode(), "<p>1　この規則は、".encode())


def test_what_the_supplement_of_an_enactment_orders_starts_with_it(now):
    assert in_every_order(now, (ENACTS,), BEFORE, AFTER) == (
        ("班", "in_force", False),
        ("隊", "in_force", False),
    )


def test_and_does_not_where_the_enactment_is_repealed_before(now):
    found = in_every_order(now, (ENACTS, ends("霧浜市荷役規則", "令和6年規則第21号")), AFTER)
    assert found == (("班", "in_force", True),)


def test_nor_where_its_day_is_moved_and_neither_is_its_own_start_told(now):
    later = amends("霧浜市荷役規則", "附則第1項中「令和7年6月1日」を「令和8年6月1日」に改める。")
    found = in_every_order(now, (ENACTS, later), AFTER, ("霧浜市荷役規則", "2025-07-01"))
    assert found == (("班", "in_force", True), ("昼", "in_force", True))


def test_an_amendment_of_its_main_provision_moves_nothing(now):
    later = amends("霧浜市荷役規則", "第1条中「昼」を「夜」に改める。")
    found = in_every_order(now, (ENACTS, later), AFTER, ("霧浜市荷役規則", "2025-07-01"))
    assert found == (("隊", "in_force", False), ("夜", "in_force", False))


# ------------------------------------------------------------------------------------------------------ errata, decisions


def errata(*pairs):
    rows = "".join(f"<tr><td>{wrong}</td><td>{right}</td></tr>" for wrong, right in pairs)
    table = f"<table><tr><td>誤</td><td>正</td></tr>{rows}</table>"
    head = "<h1>霧浜市公報</h1><p>令和6年11月29日（金曜日）　第11号</p>"
    named = "<p>令和6年9月27日付け霧浜市公報第9号中</p>"
    return (HEAD + head + f"<h2>正誤</h2>{named}{table}</body></html>").encode()


def test_errata_tell_that_another_rule_is_repealed(now):
    wrong = errata(("令和6年霧浜市規則第21号", "令和5年霧浜市規則第40号"))
    found = in_every_order(now, (BOTH, ends(TWO), wrong), AFTER, LIGHT_AFTER)
    assert [f[0] for f in found] == ["隊", "隊"]


def test_errata_tell_that_just_this_rule_is_repealed(now):
    wrong = errata(("令和5年霧浜市規則第40号", "令和6年霧浜市規則第21号"))
    found = in_every_order(now, (BOTH, ends(TWO, "令和5年霧浜市規則第40号"), wrong), AFTER, LIGHT_AFTER)
    assert found == (("班", "in_force", True), ("班", "in_force", True))


def test_a_person_rejects_what_was_repealed_and_nothing_is_left_open(now):
    for store in stores(now, (BOTH, ends(TWO))):
        for held in [c for c in review_list(store) if c.target_title in (HARBOUR, LIGHT)]:
            decide.reject(store, held.key, **BY, now=now)
        assert told(store, *AFTER) == ("班", "in_force", False)
        assert told(store, *LIGHT_AFTER) == ("班", "in_force", False)


def test_a_person_rejects_the_repeal_and_takes_that_back(now):
    for store in stores(now, (BOTH, ends(TWO))):
        (repeal,) = [c for c in review_list(store) if c.target_title == TWO]
        decide.reject(store, repeal.key, **BY, now=now)
        assert (told(store, *AFTER), told(store, *LIGHT_AFTER)) == (("隊", "in_force", False),) * 2
        decide.undo(store, repeal.key, **BY, now=now)
        assert (told(store, *AFTER), told(store, *LIGHT_AFTER)) == (("班", "in_force", True),) * 2
        assert verify(store).differences == ()


def test_what_was_known_before_the_repeal_came_stays_known(store, now):
    from datetime import timedelta

    for n, data in enumerate(BASES):
        import_regulation(store, data, f"{n}.txt", now=now, today=day("2026-04-01"), as_of=day("2024-04-30"))
    ingest(store, BOTH, "1.html", now=now)
    ingest(store, ends(TWO), "2.html", now=now + timedelta(hours=1))
    then = ask.text(store, HARBOUR, on=day("2025-06-01"), known=now)
    assert ("隊" in then.content, then.notes) == (True, ())
    later = ask.text(store, HARBOUR, on=day("2025-06-01"), known=now + timedelta(hours=1))
    assert ("隊" in later.content, later.held_since) == (False, day("2025-06-01"))
