"""Today's text and a cupboard of old gazettes: earlier texts found by undoing, never guessed."""

import datetime
import itertools
import json

import pytest

from reiki.office import ask
from reiki.office.errors import NoTextOn
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.verify import verify
from reiki.resources import corpus_dir
from written import Change, Decree, Order, day, issue, regulation

CORPUS = corpus_dir()
MANIFEST = json.loads((CORPUS / "corpus.json").read_text("utf-8"))
TITLES = {r["slug"]: r["title"] for r in (*MANIFEST["regulations"], *MANIFEST["enacted"])}
CHECKPOINTS = sorted((CORPUS / "checkpoints").rglob("*.txt"))
UNDOABLE = {"bichiku-kisoku", "keikan-yoko", "keiryu-jorei", "koin-kitei", "noen-kisoku", "toshokan-kisoku"}

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"


def the_last_texts(store, now):
    last = {path.parent.name: path for path in CHECKPOINTS}
    for path in last.values():
        on = datetime.date.fromisoformat(path.stem)
        import_regulation(
            store, path.read_bytes(), path.name, now=now, today=on, as_of=on, jurisdiction="99201"
        )


@pytest.mark.parametrize("turn", ["oldest first", "newest first", "the middle first"])
def test_the_corpus_told_backwards(store, now, turn):
    the_last_texts(store, now)
    issues = [CORPUS / i["file"] for i in MANIFEST["issues"]]
    if turn == "newest first":
        issues.reverse()
    elif turn == "the middle first":
        issues = [issues[i] for i in (2, 6, 4, 0, 5, 3, 1)]
    for path in issues:
        ingest(store, path.read_bytes(), path.name, now=now)
    told, untold = set(), set()
    for path in CHECKPOINTS:
        try:
            text = ask.text(store, TITLES[path.parent.name], on=datetime.date.fromisoformat(path.stem))
        except NoTextOn:
            untold.add(path.parent.name)
        else:
            assert text.content.strip() == path.read_text("utf-8").strip(), path
            told.add((path.parent.name, path.stem))
    # A clause in sentences and a clause that the gazette misprints end what can be known of two regulations.
    assert untold == {"keiryu-kisoku", "tokusyu-kisoku"}
    assert {slug for slug, _ in told} == set(TITLES)
    assert len(told) == 23
    assert verify(store).differences == ()


# ---------------------------------------------------------------------------------------------- a story of our own

ARTICLES = ["文書は、課が扱う。", "文書は、三十年間保存する。", "雑則は、別に定める。"]


def order(n, before, after):
    return Order(TITLE, NUMBER, (Change(f"第{n}条　{before}", f"第{n}条　{after}"),))


def told(number, on, n, before, after):
    when = day(on)
    starts = f"令和{when.year - 2018}年{when.month}月{when.day}日"
    return issue(number, on, Decree(number, (order(n, before, after),), starts))


STORY = (
    told(1, "2021-04-01", 1, "文書は、_係_が扱う。", "文書は、_班_が扱う。"),
    told(2, "2022-04-01", 2, "文書は、_十年間_保存する。", "文書は、_三十年間_保存する。"),
    told(3, "2023-04-01", 1, "文書は、_班_が扱う。", "文書は、_課_が扱う。"),
)


def supplement(number, on):
    when = day(on)
    dated = f"令和{when.year - 2018}年{when.month}月{when.day}日"
    return f"　　　附　則（{dated}霧浜市規則第{number}号）\nこの規則は、{dated}から施行する。\n"


def base(*supplements):
    own = "　　　附　則\nこの規則は、公布の日から施行する。\n"
    return regulation(TITLE, NUMBER, "平成9年3月25日", ARTICLES) + (own + "".join(supplements)).encode()


WHOLE = base(supplement(1, "2021-04-01"), supplement(2, "2022-04-01"), supplement(3, "2023-04-01"))


def bring(store, now, data=WHOLE):
    return import_regulation(
        store, data, "base.txt", now=now, today=day("2026-04-01"), as_of=day("2025-03-31")
    )


def article(store, n, on):
    return ask.text(store, TITLE, on=day(on), at=f"第{n}条").content.partition("　")[2].strip()


@pytest.mark.parametrize("turn", list(itertools.permutations(range(3))))
def test_whatever_the_order_the_same_is_known(store, now, turn):
    bring(store, now)
    for i in turn:
        ingest(store, STORY[i], f"{i}.html", now=now)
    assert [article(store, 1, f"{year}-12-31") for year in (2020, 2021, 2022, 2023)] == [
        "文書は、係が扱う。",
        "文書は、班が扱う。",
        "文書は、班が扱う。",
        "文書は、課が扱う。",
    ]
    assert article(store, 2, "2021-12-31") == "文書は、十年間保存する。"
    assert "附　則（令和4年" not in ask.text(store, TITLE, on=day("2021-12-31")).content
    assert "附　則（令和3年" in ask.text(store, TITLE, on=day("2021-12-31")).content
    before = ask.text(store, TITLE, on=day("2020-12-31"))
    assert before.in_force_from is None
    assert any("分かっていません" in note for note in before.notes)
    assert verify(store).differences == ()


def test_where_an_issue_is_missing_the_known_history_begins_and_its_arrival_joins_up(store, now):
    bring(store, now)
    ingest(store, STORY[2], "3.html", now=now)
    report = ingest(store, STORY[0], "1.html", now=now)
    (clause,) = report.clauses
    assert clause.status == "skipped"
    assert [f["code"] for f in clause.findings] == ["contained_in_base", "known_history_begins"]
    assert "令和4年霧浜市規則第2号" in clause.findings[1]["message"]
    assert article(store, 1, "2022-12-31") == "文書は、班が扱う。"
    ingest(store, STORY[1], "2.html", now=now)
    assert article(store, 1, "2020-12-31") == "文書は、係が扱う。"


def test_a_clause_that_does_not_fit_is_not_undone(store, now):
    other = told(3, "2023-04-01", 1, "文書は、_班_が扱う。", "文書は、_部_が扱う。")
    bring(store, now)
    report = ingest(store, other, "3.html", now=now)
    assert [f["code"] for f in report.clauses[0].findings] == ["contained_in_base", "known_history_begins"]
    with pytest.raises(NoTextOn, match="2025-03-31"):
        ask.text(store, TITLE, on=day("2024-01-01"))


def test_a_text_without_amending_supplements_says_what_it_cannot_tell(store, now):
    bring(store, now, base())
    report = ingest(store, STORY[2], "3.html", now=now)
    assert report.clauses[0].status == "applied"
    assert "completeness_unknown" in {f["code"] for f in report.clauses[0].findings}
    assert "附　則（" not in ask.text(store, TITLE, on=day("2022-12-31")).content


def test_nothing_is_told_of_days_before_the_regulation(store, now):
    bring(store, now)
    for n, data in enumerate(STORY):
        ingest(store, data, f"{n}.html", now=now)
    with pytest.raises(NoTextOn):
        ask.text(store, TITLE, on=day("1990-01-01"))
