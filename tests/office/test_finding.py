"""Finding regulations: by every name that they have, by words in their text, on the day asked, with why."""

import datetime

import pytest

from reiki.office.catalogue import catalogue
from reiki.office.finding import BadQuery, find
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.keyword import Concordance
from reiki.store.session import open_store
from written import Change, Decree, Order, issue, regulation

TODAY = datetime.date(2026, 4, 1)
BASE = datetime.date(2024, 3, 31)

STAFF = ("霧浜市職員の給与に関する規則", "平成9年霧浜市規則第5号")
SEAL = ("霧浜市公印取扱規則", "平成17年霧浜市規則第4号")
FEES = ("霧浜市使用料規則", "平成18年霧浜市規則第11号")


def take_in(store, now, title, number, articles):
    data = regulation(title, number, f"{number.partition('年')[0]}年3月25日", articles)
    import_regulation(store, data, "x.txt", now=now, today=TODAY, as_of=BASE)


def amend(store, now, n, title, number, *changes, **more):
    data = issue(n, "2024-06-28", Decree(n, (Order(title, number, changes, **more),), "令和6年7月1日"))
    report = ingest(store, data, f"{n}.html", now=now)
    assert [c.status for c in report.clauses] == ["applied"], report.clauses


@pytest.fixture(scope="module")
def filled():
    """Three regulations; on 2024-07-01 給料 becomes 報酬 in the first, and the third is repealed."""
    store, now = open_store("sqlite://"), datetime.datetime(2026, 4, 1, 9, tzinfo=datetime.UTC)
    take_in(store, now, *STAFF, ["職員の給料は、月額とする。", "手当は、市長が定める。"])
    take_in(store, now, *SEAL, ["公印の取扱いについて定める。", "公印は、総務課が保管する。"])
    take_in(store, now, *FEES, ["使用料は、市長が徴収する。"])
    change = Change("第1条　職員の_給料_は、月額とする。", "第1条　職員の_報酬_は、月額とする。")
    amend(store, now, 1, *STAFF, change)
    amend(store, now, 2, *FEES, repeal=True)
    yield store
    store.close()


def asked(store, query, on="2024-05-01", **more):
    return find(store, catalogue(store), Concordance(store), query, datetime.date.fromisoformat(on), **more)


def titles(found):
    return [r.edition.version.title for r in found.results]


def fields(found):
    return [[w.field for w in r.why] for r in found.results]


def marked(found):
    return [text for r in found.results for w in r.why for text, is_marked in w.pieces() if is_marked]


def test_two_characters_are_found_and_marked_with_their_place(filled):
    found = asked(filled, "給料")
    assert titles(found) == [STAFF[0]]
    (why,) = found.results[0].why
    assert (why.field, str(why.at), why.text) == ("text", "第1条第1項", "職員の給料は、月額とする。")
    assert marked(found) == ["給料"]
    assert found.results[0].count == 1


@pytest.mark.parametrize("on", ["2024-06-30", "2024-04-01"])
def test_words_are_found_while_they_stand(filled, on):
    assert titles(asked(filled, "給料", on)) == [STAFF[0]]
    assert titles(asked(filled, "報酬", on)) == []


@pytest.mark.parametrize("on", ["2024-07-01", "2030-01-01"])
def test_words_that_went_are_found_no_longer(filled, on):
    assert titles(asked(filled, "給料", on)) == []
    assert titles(asked(filled, "報酬", on)) == [STAFF[0]]


def test_what_stood_on_another_day_is_said(filled):
    found = asked(filled, "給料", "2025-01-01")
    assert found.results == ()
    assert found.total == 0
    (other,) = found.other_days
    assert other.edition.version.title == STAFF[0]
    assert other.edition.stands_on(datetime.date(2024, 6, 30))
    assert titles(asked(filled, "給料", other.day.isoformat())) == [STAFF[0]]


@pytest.mark.parametrize("spelling", ["取扱", "取扱い", "取り扱い", "とりあつかい"])
def test_every_spelling_finds_every_other(store, now, spelling):
    for n, written in enumerate(("取扱", "取扱い", "取り扱い", "とりあつかい"), 1):
        take_in(store, now, f"第{n}区分規則", f"平成9年霧浜市規則第{n}号", [f"書類の{written}に関し定める。"])
    found = asked(store, spelling)
    assert len(found.results) == 4
    for result in found.results:
        assert any(w.field in ("text", "text_forms") and w.marks for w in result.why)


def test_other_spellings_stand_behind_the_one_asked_for(store, now):
    take_in(store, now, "甲規則", "平成9年霧浜市規則第1号", ["書類の取り扱いに関し定める。"])
    take_in(store, now, "乙規則", "平成9年霧浜市規則第2号", ["書類の取扱いに関し定める。"])
    assert titles(asked(store, "取扱い")) == ["乙規則", "甲規則"]
    assert fields(asked(store, "取扱い")) == [["text"], ["text_forms"]]


def test_a_title_is_found_by_its_reading(filled):
    found = asked(filled, "こういん")
    assert titles(found) == [SEAL[0]]
    assert fields(found) == [["kana"]]


@pytest.mark.parametrize(
    "query",
    ["平成17年霧浜市規則第4号", "平成十七年霧浜市規則第四号", "平成１７年霧浜市規則第４号", "規則第4号"],
)
def test_a_number_is_found_in_any_numerals(filled, query):
    found = asked(filled, query)
    assert titles(found)[0] == SEAL[0]
    assert found.results[0].why[0].field == "number"


def test_a_title_spelt_with_spaces_is_one_title(filled):
    assert titles(asked(filled, "霧 浜 市 公 印 取 扱 規 則")) == [SEAL[0]]


def test_the_exact_title_stands_first(store, now):
    take_in(store, now, "文書規則施行細則", "平成9年霧浜市規則第1号", ["文書規則は、文書規則である。"])
    take_in(store, now, "文書規則", "平成9年霧浜市規則第2号", ["帳簿を置く。"])
    assert titles(asked(store, "文書規則")) == ["文書規則", "文書規則施行細則"]


def test_every_word_must_be_there(filled):
    assert titles(asked(filled, "公印 総務課")) == [SEAL[0]]
    assert titles(asked(filled, "公印　手当")) == []
    assert titles(asked(filled, "市長")) == [STAFF[0], FEES[0]] or titles(asked(filled, "市長")) == [
        FEES[0],
        STAFF[0],
    ]


def test_a_repealed_regulation_says_so_and_can_be_left_out(filled):
    before, after = asked(filled, "使用料", "2024-06-30"), asked(filled, "使用料", "2024-07-01")
    assert [r.status for r in before.results] == ["in_force"]
    assert [r.status for r in after.results] == ["repealed"]
    assert dict(after.statuses) == {"repealed": 1}
    assert asked(filled, "使用料", "2024-07-01", statuses=["in_force"]).results == ()


def test_kinds_are_counted_before_they_are_chosen(filled):
    found = asked(filled, "市長", kinds=["条例"])
    assert found.total == 0
    assert dict(found.kinds) == {"規則": 2}


def test_a_former_title_is_found_and_said(store, now):
    take_in(store, now, *SEAL, ["公印を置く。"])
    order = Order(*SEAL, lead="題名を次のように改める。</p><p>霧浜市印章規則")
    data = issue(1, "2024-06-28", Decree(1, (order,), "令和6年7月1日"))
    data = data.replace("<table><tr><th>改正後</th><th>改正前</th></tr></table>".encode(), b"")
    report = ingest(store, data, "1.html", now=now)
    assert [c.status for c in report.clauses] == ["applied"], report.clauses
    after = asked(store, "公印取扱", "2024-07-01")
    assert titles(after) == ["霧浜市印章規則"]
    assert fields(after)[0][0] == "former_title"
    assert after.results[0].why[0].text == SEAL[0]
    before = asked(store, "印章", "2024-06-30")
    assert titles(before) == [SEAL[0]]
    assert fields(before)[0][0] == "later_title"


def test_what_is_known_in_part_is_found_in_part(store, now):
    change = Change("第1条　職員の_給料_は、月額とする。", "第1条　職員の_報酬_は、月額とする。")
    data = issue(1, "2024-06-28", Decree(1, (Order(*STAFF, (change,)),), "令和6年7月1日"))
    ingest(store, data, "1.html", now=now, partial=True)
    found = asked(store, "報酬", "2024-07-01")
    assert [r.status for r in found.results] == ["partial"]
    assert titles(asked(store, "給料", "2024-06-30")) == [STAFF[0]]
    assert titles(asked(store, "給料", "2024-07-01")) == []


@pytest.mark.parametrize(
    ("query", "name", "at"),
    [
        ("平成17年霧浜市規則第4号第2条", "平成17年霧浜市規則第4号", "第2条"),
        ("霧浜市公印取扱規則第2条第1項", "霧浜市公印取扱規則", "第2条第1項"),
        ("平成17年霧浜市規則第4号", "平成17年霧浜市規則第4号", ""),
        ("霧浜市公印取扱規則", "霧浜市公印取扱規則", ""),
    ],
)
def test_a_citation_leads_to_what_it_cites(filled, query, name, at):
    cited = asked(filled, query).cited
    assert (cited.name, str(cited.at) if cited.at.steps else "") == (name, at)
    assert cited.holding.work.title == SEAL[0]


@pytest.mark.parametrize("query", ["公印", "公印第2条", "第2条", "規則第99号"])
def test_a_part_of_a_title_cites_nothing(filled, query):
    assert asked(filled, query).cited is None


def test_a_title_that_is_nearly_right_finds_similar_ones(filled):
    found = asked(filled, "霧浜市公印取扱規定")
    assert found.results == ()
    assert found.similar[0][1].version.title == SEAL[0]


HOSTILE = [
    '"', '"給料', "給料*", "*", "NEAR(給料 手当)", "給料 OR 手当", "給料 AND NOT 手当", "%", "_", "%給%", "\\", "'; DROP TABLE works; --",
    "-給料", "^給料", "terms:給料", "給料\x00手当", "\ud800", "給\ud800料", "(", ")", "{}", "😀", "\u3099", "\U000e0100", "a" * 200,
    "z", "z0004e00", "．", "〜", "ｶﾞ", "İ", "ß", "ﬁ",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_signs_stand_for_themselves(filled, query):
    assert titles(asked(filled, query)) == []


@pytest.mark.parametrize(
    "sign",
    ['"', "*", "%", "_", "'", "(", "NEAR(", "😀", "z", "－", "〜", "神", "a*b", "%%", "\u845b\U000e0100"],
)
def test_signs_are_found_where_they_stand(store, now, sign):
    take_in(store, now, "甲規則", "平成9年霧浜市規則第1号", [f"記号{sign}を用いる。"])
    take_in(store, now, "乙規則", "平成9年霧浜市規則第2号", ["記号を用いる。"])
    found = asked(store, f"記号{sign}を")
    assert titles(found) == ["甲規則"]
    assert titles(asked(store, sign)) == ["甲規則"]


def test_a_single_character_is_found_also_at_the_end(store, now):
    take_in(store, now, "甲規則", "平成9年霧浜市規則第1号", ["鍵は、部長が持つ帖"])
    assert titles(asked(store, "鍵")) == ["甲規則"]
    assert titles(asked(store, "帖")) == ["甲規則"]


@pytest.mark.parametrize("query", ["長" * 201, " ".join("甲乙丙丁戊己庚辛壬癸子")])
def test_a_query_may_be_too_long(filled, query):
    with pytest.raises(BadQuery):
        asked(filled, query)


def test_nothing_is_asked_by_spaces_alone(filled):
    found = asked(filled, " 　 ")
    assert (found.query, found.total, found.results) == ("", 0, ())


def test_pages_part_the_results(store, now):
    for n in range(1, 8):
        take_in(store, now, f"第{n}号規則", f"平成9年霧浜市規則第{n}号", ["帳簿を備える。" * n])
    first, second = asked(store, "帳簿", limit=4), asked(store, "帳簿", offset=4, limit=4)
    assert (first.total, len(first.results), len(second.results)) == (7, 4, 3)
    assert not {r.holding.work.id for r in first.results} & {r.holding.work.id for r in second.results}


def test_width_and_case_do_not_matter(store, now):
    take_in(store, now, "甲規則", "平成9年霧浜市規則第1号", ["ＩＣカードを用いる。"])
    for query in ("ICカード", "icカード", "ＩＣカード"):
        assert titles(asked(store, query)) == ["甲規則"]
