"""The worked story of docs/story.md: one regulation, eight notices, told in any order, from the first text and from the last."""

import datetime
import random

import pytest

from reiki.office import ask, decide
from reiki.office.blame import blame
from reiki.office.errors import NoTextOn
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.review import review_list
from reiki.office.verify import verify
from reiki.store.session import open_store
from written import HEAD, Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
LABELS = "次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。"
ARTICLES = [
    "文書は、係が扱う。",
    "文書は、十年間保存する。",
    "文書には、番号を付ける。",
    "文書の閲覧は、窓口で行う。",
    "文書の写しは、有料とする。",
    "雑則は、別に定める。",
]
MOMENT = datetime.datetime(2026, 4, 1, 9, tzinfo=datetime.UTC)


def order(*changes, title=TITLE, number=NUMBER, lead=LABELS):
    return Order(title, number, changes, lead=lead)


def change(n, before, after):
    return Change(f"第{n}条　{before}", f"第{n}条　{after}")


FIXING = "霧浜市文書規則の一部を改正する規則の施行期日を定める規則"
ERRATUM = (
    HEAD
    + "<h1>霧浜市公報</h1><p>令和4年8月31日（水曜日）　第7号</p><h2>正誤</h2><p>令和4年6月30日付け霧浜市公報第6号中</p>"
    "<table><tr><td>誤</td><td>正</td></tr><tr><td>文書には、審号を</td><td>文書には、記号を</td></tr></table></body></html>"
).encode()

NOTICES = {
    "words": issue(1, "2021-03-31", Decree(1, (order(change(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。")),), "令和3年4月1日")),
    "unfixed": issue(2, "2021-09-30", Decree(2, (order(change(2, "文書は、_十年間_保存する。", "文書は、_五年間_保存する。")),), "別に規則で定める日")),
    "repeal": issue(3, "2021-12-28", Decree(3, (order(change(4, "_文書の閲覧は、窓口で行う。_", "_削除_")),), "令和4年1月1日")),
    "move": issue(
        4,
        "2022-02-28",
        Decree(
            4,
            (order(Change("", "_第5条_　文書は、持ち出してはならない。"), Change("_第5条_　文書の写しは、有料とする。", "_第6条_　文書の写しは、有料とする。"), Change("_第6条_　雑則は、別に定める。", "_第7条_　雑則は、別に定める。")),),
            "令和4年4月1日",
        ),
    ),
    "fixing": issue(5, "2022-03-31", Decree(5, body=("霧浜市文書規則の一部を改正する規則（令和3年霧浜市規則第2号）の施行期日は、令和4年5月1日とする。",), title=FIXING)),
    "misprint": issue(6, "2022-06-30", Decree(6, (order(change(3, "文書には、_番号_を付ける。", "文書には、_審号_を付ける。")),), "令和4年7月1日")),
    "erratum": ERRATUM,
    "doubt": issue(8, "2023-03-31", Decree(8, (order(change(1, "文書は、_課_が扱う。", "文書は、_部_が扱う。"), title="霧浜市文章規則"),), "令和5年4月1日")),
}  # fmt: skip

DAYS = (
    "2021-03-31",
    "2021-04-01",
    "2021-12-31",
    "2022-01-01",
    "2022-04-01",
    "2022-05-01",
    "2022-07-01",
    "2023-04-01",
    "2030-01-01",
)


def expected(on):
    """第1条, 第2条, 第3条, 第4条 and the last article on a day, told by hand."""
    return (
        "文書は、係が扱う。" if on < "2021-04-01" else "文書は、課が扱う。" if on < "2023-04-01" else "文書は、部が扱う。",
        "文書は、十年間保存する。" if on < "2022-05-01" else "文書は、五年間保存する。",
        "文書には、番号を付ける。" if on < "2022-07-01" else "文書には、記号を付ける。",
        "文書の閲覧は、窓口で行う。" if on < "2022-01-01" else "削除",
        "第6条" if on < "2022-04-01" else "第7条",
    )  # fmt: skip


def told(store, on, **options):
    text = ask.text(store, TITLE, on=day(on), **options)
    lines = [line for line in text.content.split("\n") if line.startswith("第")]
    by_label = dict(line.split("　", 1) for line in lines)
    return (*(by_label[f"第{n}条"] for n in (1, 2, 3, 4)), lines[-1].split("　")[0])


def settle(store, now):
    (key,) = [c.key for c in review_list(store) if c.status == "held"] or [_undecided(store)]
    decide.waive(
        store, key, ["target_title_differs"], person="文書課 山田", reason="番号で特定できる", now=now
    )


def _undecided(store):
    changes = ask.history(store, TITLE)
    return next(c.key for c in changes if any(f["code"] == "known_history_begins" for f in c.findings))


def forward(turn, now=MOMENT, step=datetime.timedelta(0)):
    store = open_store("sqlite://")
    text = regulation(TITLE, NUMBER, "平成9年3月25日", ARTICLES)
    import_regulation(store, text, "base.txt", now=now, today=day("2026-04-01"), as_of=day("2020-12-31"))
    for name in turn:
        now += step
        ingest(store, NOTICES[name], f"{name}.html", now=now)
    return store


def digests(store):
    return {on: ask.text(store, TITLE, on=day(on)).text_digest for on in DAYS}


@pytest.fixture(scope="module")
def whole():
    """The story told in order, the doubt settled."""
    store = forward(NOTICES)
    settle(store, MOMENT)
    yield store
    store.close()


def test_the_story_in_order(whole):
    assert {on: told(whole, on) for on in DAYS} == {on: expected(on) for on in DAYS}
    assert len(set(digests(whole).values())) == 7, "seven texts"
    assert verify(whole).differences == ()


@pytest.mark.parametrize("seed", range(12))
def test_in_any_order_the_same_statuses_and_digests(whole, seed):
    turn = list(NOTICES)
    random.Random(seed).shuffle(turn)
    store = forward(turn)
    settle(store, MOMENT)
    assert digests(store) == digests(whole)
    statuses = [
        {c.key.split("/", 1)[1] + c.notice: c.status for c in ask.history(s, TITLE) if c.how == "amended"}
        for s in (store, whole)
    ]
    assert statuses[0] == statuses[1]
    assert verify(store).differences == ()
    store.close()


def test_what_was_known_when(whole):
    day_long = datetime.timedelta(days=1)
    store = forward(NOTICES, step=day_long)
    when = {name: MOMENT + n * day_long for n, name in enumerate(NOTICES, 1)}
    now = when["doubt"] + day_long
    settle(store, now)
    known = {
        ("2030-01-01", "words"): ("課", "十年間", "番号", "窓口", "第6条"),
        ("2030-01-01", "move"): ("課", "十年間", "番号", "削除", "第7条"),
        ("2030-01-01", "fixing"): ("課", "五年間", "番号", "削除", "第7条"),
        ("2030-01-01", "misprint"): ("課", "五年間", "審号", "削除", "第7条"),
        ("2030-01-01", "erratum"): ("課", "五年間", "記号", "削除", "第7条"),
        ("2030-01-01", "doubt"): ("課", "五年間", "記号", "削除", "第7条"),
        ("2022-07-01", "misprint"): ("課", "五年間", "審号", "削除", "第7条"),
        ("2022-04-30", "fixing"): ("課", "十年間", "番号", "削除", "第7条"),
    }  # fmt: skip
    for (on, name), words in known.items():
        got = told(store, on, known=when[name])
        assert all(word in line for word, line in zip(words, got, strict=True)), (on, name, got)
    held = ask.text(store, TITLE, on=day("2030-01-01"), known=when["doubt"])
    assert held.held_since == day("2023-04-01")
    assert digests(store) == digests(whole)
    store.close()


@pytest.mark.parametrize(
    "turn",
    [list(NOTICES), list(reversed(NOTICES)), [*list(NOTICES)[4:], *list(NOTICES)[:4]]],
    ids=["forwards", "backwards", "mixed"],
)
def test_the_same_story_told_backwards_from_the_last_text(whole, turn):
    store = open_store("sqlite://")
    last = ask.text(whole, TITLE, on=day("2030-01-01")).content.encode()
    import_regulation(store, last, "last.txt", now=MOMENT, today=day("2026-04-01"), as_of=day("2025-12-31"))
    for name in turn:
        ingest(store, NOTICES[name], f"{name}.html", now=MOMENT)
    with pytest.raises(NoTextOn):
        ask.text(store, TITLE, on=day("2021-03-31"))
    settle(store, MOMENT)
    assert {on: told(store, on) for on in DAYS} == {on: expected(on) for on in DAYS}
    assert digests(store) == digests(whole)
    assert verify(store).differences == ()
    store.close()


# ------------------------------------------------------------------------------------------- the history as it was known


def history_told(store, known=None, at=""):
    """What a history says, but for the findings, which may be worded anew."""
    changes = ask.history(store, TITLE, at=at, on=day("2026-04-01"), known=known)
    return [
        (c.how, c.key, c.status, c.in_force_from, c.at_then, c.operations, c.applies_from, c.transitional)
        for c in changes
    ]


def brought(store, known=None):
    report = blame(store, TITLE, on=day("2026-04-01"), known=known, at="第3条")
    return [bringer.key for bringer in report.bringers]


@pytest.mark.parametrize("turn", [list(NOTICES), list(reversed(NOTICES))], ids=["in order", "backwards"])
def test_a_history_as_known_then_is_the_one_that_was_told_then(turn):
    hour = datetime.timedelta(hours=1)
    store, now = forward(()), MOMENT
    moments = {}
    for name in [*turn, None]:
        moments[now] = history_told(store), history_told(store, at="第3条"), brought(store)
        now += hour
        if name is not None:
            ingest(store, NOTICES[name], f"{name}.html", now=now)
        elif any(c.status == "held" for c in review_list(store)):
            settle(store, now)
            moments[now] = history_told(store), history_told(store, at="第3条"), brought(store)
    for moment, (whole, third, bringers) in moments.items():
        known = moment + hour / 2
        assert history_told(store, known) == whole, moment
        assert history_told(store, known, at="第3条") == third, moment
        assert brought(store, known) == bringers, moment
    assert len({str(told) for told in moments.values()}) > 5, "the moments tell of different states"
    with pytest.raises(NoTextOn, match="as known on 2026-03-31"):
        history_told(store, MOMENT - datetime.timedelta(days=1))
    store.close()
