"""An amending rule amended before it is in force: what will come into force changes, and nothing before."""

import itertools

import pytest

from reiki.office import ask
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.review import review_list
from reiki.office.verify import verify
from written import HEAD, Change, Decree, Order, day, issue, japanese, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
AMENDING = "霧浜市文書規則の一部を改正する規則（令和6年霧浜市規則第3号）"
BASE = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])


def order(n, before, after, title=TITLE, number=NUMBER):
    return Order(title, number, (Change(f"第{n}条　{before}", f"第{n}条　{after}"),))


PENDING = issue(
    1,
    "2024-06-28",
    Decree(3, (order(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。"),), "令和7年4月1日"),
    Decree(
        4,
        (order(1, "別の、_係_が扱う。", "別の、_課_が扱う。", "霧浜市別規則", "平成9年霧浜市規則第6号"),),
        "令和7年4月1日",
    ),
)


def rule(body, number=8, on="2024-12-27", starts="公布の日"):
    on = day(on)
    title = f"{AMENDING.partition('（')[0]}の一部を改正する規則"
    page = (
        f"<h1>霧浜市公報</h1><p>{japanese(on)}（金曜日）　第2号</p><h2>規則</h2><p>{title}をここに公布する。</p><p>{japanese(on)}</p>"
        f"<p>霧浜市長　三雲　航平</p><p>霧浜市規則第{number}号</p><h3>{title}</h3><p>{AMENDING}の一部を次のように改正する。</p>{body}"
        f"<p>附　則</p><p>この規則は、{starts}から施行する。</p>"
    )
    return (HEAD + page + "</body></html>").encode()


LATER = rule("<p>附則中「令和7年4月1日」を「令和7年10月1日」に改める。</p>")
OTHERWISE = rule("<p>本則の表中「文書は、課が扱う。」を「文書は、部が扱う。」に改める。</p>")


def bring(store, now):
    import_regulation(store, BASE, "base.txt", now=now, today=day("2026-04-01"), as_of=day("2024-03-31"))


def article(store, on):
    return ask.text(store, TITLE, on=day(on), at="第1条").content.partition("　")[2]


@pytest.mark.parametrize("turn", list(itertools.permutations(range(2))))
def test_the_day_is_put_off_in_whatever_order_they_come(store, now, turn):
    bring(store, now)
    for i in turn:
        ingest(store, (PENDING, LATER)[i], f"{i}.html", now=now)
    assert article(store, "2025-04-01") == "文書は、係が扱う。"
    assert article(store, "2025-09-30") == "文書は、係が扱う。"
    assert article(store, "2025-10-01") == "文書は、課が扱う。"
    text = ask.text(store, TITLE, on=day("2025-10-01")).content
    assert "令和7年10月1日から施行する" in text
    assert [c for c in review_list(store) if "文書規則" in c.target_title] == []
    assert verify(store).differences == ()


@pytest.mark.parametrize("turn", list(itertools.permutations(range(2))))
def test_other_words_come_into_force(store, now, turn):
    bring(store, now)
    for i in turn:
        ingest(store, (PENDING, OTHERWISE)[i], f"{i}.html", now=now)
    assert article(store, "2025-04-01") == "文書は、部が扱う。"
    assert verify(store).differences == ()


@pytest.mark.parametrize(
    "body",
    [
        "<p>附則中「令和9年4月1日」を「令和7年10月1日」に改める。</p>",
        "<p>附則を次のように改める。</p><p>この規則は、令和7年10月1日から施行する。</p>",
    ],
)
def test_what_cannot_be_carried_out_holds_itself_and_what_it_amends(store, now, body):
    bring(store, now)
    ingest(store, PENDING, "1.html", now=now)
    report = ingest(store, rule(body), "2.html", now=now)
    assert [c.status for c in report.clauses] == ["held"]
    assert article(store, "2025-04-01") == "文書は、係が扱う。"
    assert ask.text(store, TITLE, on=day("2025-04-01")).held_since == day("2025-04-01")
    assert ask.text(store, TITLE, on=day("2025-03-31")).held_since is None


def test_the_day_of_an_instrument_in_force_is_past(store, now):
    bring(store, now)
    ingest(store, PENDING, "1.html", now=now)
    late = rule("<p>附則中「令和7年4月1日」を「令和7年10月1日」に改める。</p>", on="2025-05-30")
    report = ingest(store, late, "2.html", now=now)
    assert article(store, "2025-04-01") == "文書は、課が扱う。"
    assert [c.status for c in report.clauses] == ["held"]
    assert "start_is_past" in {f["code"] for f in report.clauses[0].findings}
    assert "令和7年4月1日から施行する" in ask.text(store, TITLE, on=day("2025-06-01")).content


# -------------------------------------------------------------------------------------------------- the place that is named

WIDE = issue(
    1,
    "2024-06-28",
    Decree(
        3,
        (
            Order(
                TITLE,
                NUMBER,
                (
                    Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。"),
                    Change("第2条　文書は、_十年間_保存する。", "第2条　文書は、_五年間_保存する。"),
                ),
            ),
        ),
        "令和7年4月1日",
    ),
)


@pytest.mark.parametrize(
    ("place", "fits"),
    [
        ("第2条の改正規定", True),
        ("本則中第2条の改正規定", True),
        ("第2条第1項の改正規定", True),
        ("本則の表第2条の項", True),
        ("本則の表", True),
        ("本則の表改正後の欄", True),
        ("第1条の改正規定", False),
        ("第2条第2項の改正規定", False),
        ("第2条の2の改正規定", False),
        ("本則の表第1条の項", False),
        ("本則の表改正前の欄", False),
        ("別表の改正規定", False),
        ("第2条の表", False),
        ("第2条の次に1条を加える改正規定", False),
        ("第2条に係る部分", False),
    ],
)
@pytest.mark.parametrize("turn", [(0, 1), (1, 0)])
def test_words_are_exchanged_in_the_place_named_or_held(store, now, place, fits, turn):
    """五年間 stands once in the instrument: in what it orders of 第2条, on the right."""
    bring(store, now)
    later = rule(f"<p>{place}中「五年間」を「七年間」に改める。</p>")
    for i in turn:
        ingest(store, (WIDE, later)[i], f"{i}.html", now=now)
    text = ask.text(store, TITLE, on=day("2025-04-01"))
    assert ("七年間" in text.content) is fits
    assert ("十年間" in text.content) is not fits
    assert text.held_since == (None if fits else day("2025-04-01"))


def test_a_day_that_a_whole_issue_names_is_not_tried_one_by_one(monkeypatch):
    """The issue is read again a few times for each doubling of what it names, not once for each occurrence."""
    from reiki.gazette import rewording
    from reiki.gazette.issue import parse_issue
    from reiki.source.open import read

    decrees = [Decree(3, (order(1, "文書は、_係_が扱う。", "文書は、_課_が扱う。"),), "令和7年4月1日")]
    for n in range(4, 36):
        decrees.append(
            Decree(
                n,
                (order(1, "別の、_係_が扱う。", "別の、_課_が扱う。", f"霧浜市別規則{n}", ""),),
                "令和7年4月1日",
            )
        )
    document = read(issue(1, "2024-06-28", *decrees), "x.html")
    count = 0

    def parse(source):
        nonlocal count
        count += 1
        return parse_issue(source)

    wanted = rewording.Rewording("suppl", "令和7年4月1日", "令和7年10月1日", "附則")
    done, findings = rewording.reworded(document, [wanted], 0, parse)
    assert findings == ()
    starts = [n.commencement.date.month for n in parse_issue(done).notices]
    assert starts == [10] + [4] * 32
    assert count < 20
