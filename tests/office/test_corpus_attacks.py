"""The corpus's amendment of a rule that is not yet in force, and its sentence on a rule that is, damaged in every way that we can
think of: what must then stand on which day."""

import datetime
import itertools
import json

import pytest

from reiki.office import ask
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.verify import verify
from reiki.resources import corpus_dir
from written import Decree, Order, day, issue

CORPUS = corpus_dir()
MANIFEST = json.loads((CORPUS / "corpus.json").read_text("utf-8"))
STORES = "霧浜市防災備蓄倉庫管理規則"
BERTHS = "霧浜市小型船舶係留施設条例施行規則"
FILES = {i["number"][1:5]: CORPUS / i["file"] for i in MANIFEST["issues"]}
RULE, AMENDS = FILES["1239"], FILES["1240"]
PRINTED, MOVED = "2025-10-01", "2025-12-01"


def expected(slug, on):
    return (CORPUS / "checkpoints" / slug / f"{on}.txt").read_text("utf-8")


def other(path, *changes):
    """An issue in which words stand for others; each stands there exactly once."""
    text = path.read_text("utf-8")
    for wrong, right in changes:
        assert text.count(wrong) == 1, wrong
        text = text.replace(wrong, right)
    return text.encode()


def take_in(store, now, *issues):
    """Issues as given: data, or the number of one of the corpus."""
    reports = {}
    for n, given in enumerate(issues):
        data = FILES[given].read_bytes() if isinstance(given, str) else given
        name = f"{n}.html" if data.lstrip().startswith(b"<") else f"{n}.txt"
        reports[given] = ingest(store, data, name, now=now)
    return reports


def bring(store, now, *issues):
    """The two regulations as they stood when the new fiscal year began, and issues."""
    for slug in ("bichiku-kisoku", "keiryu-kisoku"):
        since = day("2025-04-01")
        data = expected(slug, "2025-04-01").encode()
        import_regulation(store, data, f"{slug}.txt", now=now, today=since, as_of=since)
    return take_in(store, now, *issues)


def text(store, on, title=STORES):
    return ask.text(store, title, on=day(on))


def statuses(report):
    return [c.status for c in report.clauses]


def codes(report, n):
    return {f["code"] for f in report.clauses[n].findings if f["severity"] == "error"}


def as_expected(store, since="2025-04-01"):
    for slug, title in (("bichiku-kisoku", STORES), ("keiryu-kisoku", BERTHS)):
        for on in (c["on"] for c in MANIFEST["checkpoints"] if c["slug"] == slug and c["on"] >= since):
            assert text(store, on, title).content == expected(slug, on), on
    assert verify(store).differences == ()


def stands_still(store, until="2030-01-01", since=PRINTED):
    """The regulation stays as it was, and says since when that is uncertain."""
    for on in (since, MOVED, until):
        report = text(store, on)
        assert report.content == expected("bichiku-kisoku", "2025-04-01"), on
        assert report.held_since == day(since), on
    assert text(store, "2025-08-30").held_since is None
    assert verify(store).differences == ()


# ------------------------------------------------------------------------------------------------------------- arrival


@pytest.mark.parametrize("turn", list(itertools.permutations(("1239", "1240"))))
def test_whichever_comes_first(store, now, turn):
    bring(store, now, *turn)
    as_expected(store)


@pytest.mark.parametrize("turn", ["1240 1239 1238 1237 1236 1235 1234", "1238 1240 1236 1234 1239 1235 1237"])
def test_in_whatever_order_all_issues_come(store, now, turn):
    base = day(MANIFEST["base_date"])
    path = CORPUS / "regulations" / "keiryu-kisoku.txt"
    import_regulation(store, path.read_bytes(), path.name, now=now, today=base, as_of=base)
    take_in(store, now, *turn.split())
    as_expected(store, since="2024-03-31")


def test_taken_in_twice(store, now):
    bring(store, now, "1239", "1240", "1240", "1239")
    as_expected(store)


def test_before_it_came_the_printed_day_was_known(store, now):
    then = now - datetime.timedelta(days=30)
    bring(store, then, "1239")
    ingest(store, AMENDS.read_bytes(), "1240.txt", now=now)
    knew = ask.text(store, STORES, on=day(PRINTED), known=then + datetime.timedelta(days=1))
    assert "毎年度6回以上" in knew.content
    assert text(store, PRINTED).content == expected("bichiku-kisoku", PRINTED)
    as_expected(store)


# --------------------------------------------------------------- the amendment of the rule that is not yet in force: held


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("附則第 1 項中「令和 7 年10月 1 日」", "附則第 1 項中「令和 7 年11月 1 日」"),
        ("附則第 1 項中", "附則第 2 項中「3回以上」を「4回以上」に改め、附則第 3 項中"),
        ("附則第 1 項中「令和", "附則第 2 項中「令和"),
        ("附則第 2 項中「毎年度", "附則第 1 項中「毎年度"),
        ("附則第 2 項中「毎年度 6 回以上」", "附則第 2 項中「毎年度 7 回以上」"),
        ("本則の表改正後の欄中「毎年度 6 回以上」", "本則の表改正後の欄中「毎年度 7 回以上」"),
        ("本則の表改正後の欄中「毎年度 6 回以上」を「毎年度 5 回以上」", "本則の表中「毎年度」を「毎年」"),
        ("本則の表改正後の欄中「毎年度 6 回以上」", "第 2 条の表中「毎年度 6 回以上」"),
        ("本則の表改正後の欄中「毎年度 6 回以上」", "本則の表改正後の欄中「 6 回」を「 7 回」に、「 7 回以上」"),
        ("附則第 2 項中「毎年度 6 回以上」を「毎年度 5 回以上」に改める。", "附則第 2 項を削る。"),
        ("附則第 2 項中「毎年度 6 回以上」を「毎年度 5 回以上」に改める。", "同条中「毎年度 6 回以上」を「毎年度 5 回以上」に改める。"),
        ("本則の表改正後の欄中「毎年度 6 回以上」を「毎年度 5 回以上」に改める。", "本則の表を次のように改める。"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("late", [False, True])
def test_what_does_not_fit_holds_the_rule_that_it_amends(store, now, wrong, right, late):
    data = other(AMENDS, (wrong, right))
    bring(store, now, *((data, "1239") if late else ("1239", data)))
    report = ingest(store, data, "again.txt", now=now)
    assert statuses(report) == ["applied", "held"]
    assert codes(report, 1) == {"rewording_does_not_fit"}
    stands_still(store)
    assert text(store, "2025-09-01", BERTHS).content == expected("keiryu-kisoku", "2025-09-01")


# -------------------------------------------------------------------------------------- too late, or of something else


@pytest.mark.parametrize("starts", ["令和 7 年10月 1 日", "令和 7 年11月 1 日"])
def test_it_starts_when_the_rule_is_in_force_already(store, now, starts):
    """The rule was carried out as printed; what would change it now is held, and says so."""
    data = other(AMENDS, ("この規則は、公布の日から施行する。", f"この規則は、{starts}から施行する。"))
    report = bring(store, now, "1239", data)[data]
    assert statuses(report) == ["applied", "held"]
    assert {"main_provision_executed", "table_missing"} & codes(report, 1)
    assert "毎年度6回以上" in text(store, PRINTED).content
    assert text(store, MOVED).held_since == (day("2025-11-01") if "11月" in starts else day(PRINTED))
    assert verify(store).differences == ()


def test_it_names_a_rule_that_nobody_has(store, now):
    """規則第33号: the rule itself cannot know, and starts as printed; the amendment is held and blocks what comes after it."""
    data = other(AMENDS, ("(令和 7 年霧浜市規則第 3 号)", "(令和 7 年霧浜市規則第33号)"))
    report = bring(store, now, "1239", data)[data]
    assert statuses(report) == ["applied", "held"]
    assert text(store, PRINTED).held_since == day("2025-08-29")
    assert text(store, PRINTED).content == expected("bichiku-kisoku", "2025-04-01")
    assert verify(store).differences == ()


def test_the_rule_never_came(store, now):
    report = bring(store, now, AMENDS.read_bytes())[AMENDS.read_bytes()]
    assert statuses(report) == ["applied", "held"]
    assert text(store, MOVED).content == expected("bichiku-kisoku", "2025-04-01")
    assert text(store, MOVED).held_since == day("2025-08-29")


@pytest.mark.parametrize("first", [True, False])
def test_the_regulation_is_gone_before_the_day(store, now, first):
    order = Order(STORES, "令和6年霧浜市規則第23号", repeal=True)
    gone = issue(1241, "2025-09-30", Decree(6, (order,), "令和7年11月1日"))
    bring(store, now, *((gone, "1239", "1240") if first else ("1239", "1240", gone)))
    assert text(store, PRINTED).content == expected("bichiku-kisoku", PRINTED)
    assert text(store, "2025-11-01").status == "repealed"
    assert text(store, MOVED).status == "repealed"
    assert verify(store).differences == ()


@pytest.mark.parametrize("turn", list(itertools.permutations(range(3))))
def test_amended_a_second_time_before_the_day(store, now, turn):
    second = other(
        AMENDS,
        ("令和7年8月29日(金)", "令和7年9月30日(火)"),
        ("第1240号", "第1241号"),
        ("本則の表改正後の欄中「毎年度 6 回以上」を「毎年度 5 回以上」に改める。\n\n", ""),
        ("附則第 1 項中「令和 7 年10月 1 日」を「令和 7 年12月 1 日」に改め、附則第 2 項中「毎年度 6 回以上」を「毎年度 5 回以上」に改める。",
         "附則第 1 項中「令和 7 年12月 1 日」を「令和 8 年 2 月 1 日」に改める。"),
        ("霧浜市規則第5号", "霧浜市規則第7号"),
        ("霧浜市規則第4号", "霧浜市規則第6号"),
        ("附則第 2 項中「当分の間」を「令和 8 年 3 月31日までの間」に改める。", "附則第 2 項中「令和 8 年 3 月31日」を「令和 9 年 3 月31日」に改める。"),
    ).replace("令和7年8月29日".encode(), "令和7年9月30日".encode())  # fmt: skip
    second = second.replace("令和 7 年 9 月 1 日".encode(), "令和 7 年 9 月30日".encode())
    things = ("1239", "1240", second)
    bring(store, now, *(things[i] for i in turn))
    assert text(store, MOVED).content == expected("bichiku-kisoku", PRINTED)
    assert "毎年度5回以上" in text(store, "2026-02-01").content
    assert "この規則は、令和8年2月1日から施行する。" in text(store, "2026-02-01").content
    assert "令和9年3月31日までの間" in text(store, "2025-09-30", BERTHS).content
    assert text(store, "2025-09-01", BERTHS).content == expected("keiryu-kisoku", "2025-09-01")
    assert verify(store).differences == ()


def test_the_day_is_left_open(store, now):
    data = other(
        AMENDS, ("を「令和 7 年12月 1 日」に改め、附則第 2 項", "を「規則で定める日」に改め、附則第 2 項")
    )
    bring(store, now, "1239", data)
    report = text(store, MOVED)
    assert report.content == expected("bichiku-kisoku", PRINTED)
    assert any("規則で定める日" in note or "定ま" in note or "未定" in note for note in report.notes), (
        report.notes
    )


# ------------------------------------------------------------------------------------------ the sentence on a rule in force


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("「当分の間」", "「当面の間」"),
        ("附則第 2 項中「当分の間」", "附則第 1 項中「当分の間」"),
        ("附則第 2 項中「当分の間」", "附則第 3 項中「当分の間」"),
        ("附則第 2 項中「当分の間」", "附則第 2 項中「この規則」"),
        ("附則第 2 項中「当分の間」", "第 2 条第 1 項中「市長」"),
        ("(令和 6 年霧浜市規則第21号)", "(令和 6 年霧浜市規則第22号)"),
        ("(令和 6 年霧浜市規則第21号)", "(平成29年霧浜市規則第41号)"),
    ],
)
def test_a_damaged_sentence_on_a_rule_in_force_changes_nothing(store, now, wrong, right):
    data = other(AMENDS, (wrong, right))
    report = bring(store, now, "1239", data)[data]
    assert statuses(report) == ["held", "applied"]
    answer = text(store, "2025-09-01", BERTHS)
    assert answer.content == expected("keiryu-kisoku", "2025-04-01")
    assert answer.held_since == day("2025-09-01")
    assert text(store, MOVED).content == expected("bichiku-kisoku", MOVED)
    assert verify(store).differences == ()


def test_the_rule_of_2017_is_amended_by_the_same_sentence(store, now):
    """Both 改正附則 hold the same words: only the one that is named changes."""
    data = other(AMENDS, ("(令和 6 年霧浜市規則第21号)", "(平成29年霧浜市規則第14号)"))
    report = bring(store, now, "1239", data)[data]
    assert statuses(report) == ["applied", "applied"]
    content = text(store, "2025-09-01", BERTHS).content
    first, second = content.partition("附　則（平成29年")[2].split("附　則（令和6年6月28日")
    assert "令和8年3月31日までの間" in first
    assert "当分の間" in second
