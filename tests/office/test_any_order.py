"""The order in which issues and the base arrive does not change what is known in the end."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.store import audit, clauses, versions
from reiki.store.session import open_store
from written import Change, Decree, Order, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
BASE = regulation(TITLE, NUMBER, "平成9年3月25日", ["甲は、乙とする。", "丙は、乙とする。"])
START = datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
WORDS = "乙丁戊"
DAYS = ("令和6年7月1日", "令和6年10月1日", "令和7年4月1日", "規則で定める日")

CHANGES = st.lists(
    st.tuples(st.sampled_from((1, 2)), st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(DAYS)),
    min_size=2,
    max_size=4,
)


def gazette(n, place, before, after, starts):
    subject = "甲丙"[place - 1]
    change = Change(
        f"第{place}条　{subject}は、_{before}_とする。", f"第{place}条　{subject}は、_{after}_とする。"
    )
    return issue(n, datetime.date(2024, 6, n), Decree(n, (Order(TITLE, NUMBER, (change,)),), starts))


def outcome(issues, base_at, partial):
    store = open_store("sqlite://")
    moments = (START + datetime.timedelta(hours=n) for n in range(99))
    for n, data in enumerate([*issues, None]):
        if n == base_at:
            moment = next(moments)
            as_of = datetime.date(2024, 6, 1)
            import_regulation(
                store, BASE, "b.txt", now=moment, today=as_of, as_of=as_of, jurisdiction="31299"
            )
        if data is not None:
            ingest(store, data, "i.html", now=next(moments), partial=partial)
    with store.reading() as connection:
        audit.verify_chain(connection)
        work = 1
        texts = [
            (v.day, v.text_digest, v.partial, v.clauses, v.revision_id)
            for v in versions.versions_of(connection, work)
        ]
        found = sorted(
            (c.key, o.status, o.waits_for, o.effective, str(o.findings))
            for c, o in clauses.standing(connection, work)
        )
    store.close()
    return texts, found


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(changes=CHANGES, seed=st.randoms(use_true_random=False), whole=st.booleans())
def test_any_order_gives_the_same_statuses_and_digests(changes, seed, whole):
    issues = [gazette(n, *change) for n, change in enumerate(changes, 1)]
    shuffled = list(issues)
    seed.shuffle(shuffled)
    expected = outcome(issues, 0 if whole else None, partial=not whole)
    assert outcome(shuffled, seed.randint(0, len(issues)) if whole else None, partial=not whole) == expected


def further(n, which, how, number):
    """A notice on the amending rule ``which`` as it is abbreviated: its repeal, another day for it, or the day left open."""
    rule = f"{TITLE}の一部を改正する規則"
    named = f"{rule}（{number.format(which)}）"
    title, body = {
        "repeal": (f"{rule}を廃止する規則", (f"{named}は、廃止する。",)),
        "moved": (
            f"{rule}の一部を改正する規則",
            (f"{named}の一部を次のように改正する。", "附則中「令和7年4月1日」を「令和7年9月1日」に改める。"),
        ),
        "fixed": (f"{rule}の施行期日を定める規則", (f"{named}の施行期日は、令和7年2月1日とする。",)),
    }[how]
    return issue(n, datetime.date(2024, 6, n), Decree(n, body=body, title=title))


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(
    changes=CHANGES,
    seed=st.randoms(use_true_random=False),
    how=st.sampled_from(("repeal", "moved", "fixed")),
    number=st.sampled_from(("令和6年規則第{}号", "令和6年霧浜市規則第{}号", "令和6年教育委員会規則第{}号")),
)
def test_and_so_do_notices_on_the_amending_rules_themselves(changes, seed, how, number):
    issues = [gazette(n, *change) for n, change in enumerate(changes, 1)]
    issues.append(further(9, seed.randint(1, len(issues)), how, number))
    shuffled = list(issues)
    seed.shuffle(shuffled)
    assert outcome(shuffled, seed.randint(0, len(issues)), partial=False) == outcome(issues, 0, partial=False)


@pytest.mark.parametrize("base_at", [0, 1, 2, 3])
def test_a_base_completes_a_partial_work_whenever_it_comes(base_at):
    issues = [
        gazette(1, 1, "乙", "丁", DAYS[0]),
        gazette(2, 2, "乙", "戊", DAYS[1]),
        gazette(3, 1, "丁", "戊", DAYS[2]),
    ]
    texts, found = outcome(issues, base_at, partial=True)
    assert [(day.isoformat(), partial) for day, _, partial, _, _ in texts] == [
        ("2024-06-01", False),
        ("2024-07-01", False),
        ("2024-10-01", False),
        ("2025-04-01", False),
    ]
    assert {status for _, status, *_ in found} == {"applied"}
