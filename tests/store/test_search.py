"""The search index: what it tells is what a reading of the texts in force tells, whatever was written in whatever order."""

import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from reiki.law.document import LawDocument
from reiki.law.document.nested import nested
from reiki.law.kinds import Kind
from reiki.law.provision import Provision, Regulation
from reiki.office.catalogue import catalogue
from reiki.office.finding import find
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.keyword import Concordance, IndexNotReady, TookTooLong
from reiki.office.names import Names
from reiki.store import search, versions, works
from reiki.store.archive import read_archive, write_archive
from reiki.store.filling import fill, rebuild
from reiki.store.migrations import upgrade
from reiki.store.passages import divided, fold, passages_in
from reiki.store.search import Sought
from reiki.store.session import Store, fill_index, make_engine, open_store
from reiki.store.spread import Spread, Words
from reiki.store.tables import SEARCH_PARTS, SEARCH_SPANS, VERSIONS
from reiki.store.terms import form_spans, forms, grams, is_exact, phrase_of, reading
from written import Change, Decree, Order, issue, regulation

NOW = datetime.datetime(2026, 4, 1, 9, tzinfo=datetime.UTC)
NUMBER = "平成9年霧浜市規則第5号"
DAYS = [datetime.date(2020, 1, 1) + datetime.timedelta(200 * n) for n in range(6)]


@pytest.fixture
def store():
    opened = open_store("sqlite://")
    yield opened
    opened.close()


def law(*articles, title="霧浜市文書規則", starts=1):
    """A law of articles of one paragraph, and as many 附則 that all say the same."""

    def article(n, words):
        paragraph = Provision(Kind.PARAGRAPH, "1", "", text=words)
        return Provision(Kind.ARTICLE, str(n), f"第{n}条", children=(paragraph,))

    same = Provision(Kind.PARAGRAPH, "1", "", text="この規則は、公布の日から施行する。")
    suppl = [
        Provision(Kind.SUPPL, f"平成{n}年霧浜市規則第1号" if n else "", "附　則", children=(same,))
        for n in range(starts)
    ]
    provisions = (*(article(n, words) for n, words in enumerate(articles, 1)), *suppl)
    return LawDocument.from_regulation(Regulation(title, NUMBER, "1997-03-25", provisions))


def put(store, work, editions, replaced=()):
    new = {
        day: versions.NewVersion(day, f"{work.law_id}_{day:%Y%m%d}", document, False, "", "", ())
        for day, document in editions.items()
    }
    with store.writing() as connection:
        versions.record_versions(connection, work.id, new, replaced, NOW)


def added(store, title="霧浜市文書規則", number=NUMBER):
    with store.writing() as connection:
        return works.add_work(connection, works.Identity(title, number, "霧浜市", "31299"), NOW)


def counts(store, words, day):
    with store.reading() as connection:
        return search.counts(connection, Sought("grams", ((fold(words),),)), day)


def read_counts(store, words, day):
    """The same by reading every text in force that day."""
    out = {}
    with store.reading() as connection:
        for work in connection.execute(select(VERSIONS.c.work).distinct()).scalars():
            version = versions.version_on(connection, work, day)
            if version is None:
                continue
            law = nested(versions.document_of(connection, version))
            found = sum(fold(words) in fold(p.text) for p in passages_in(law))
            if found:
                out[work] = found
    return out


def copied(spread, connection, words, day):
    """The same by a copy in memory, brought to the state that the transaction sees."""
    now = spread.following(connection)
    if now is None:
        return None
    rows = Words().rows(connection, Sought("grams", ((fold(words),),)))
    works = {work for work, count in enumerate(now.counts(rows, day).tolist()) if count}
    assert works <= now.ever(rows)
    return {work: count for work, count in enumerate(now.counts(rows, day).tolist()) if count}


def spans(store):
    with store.reading() as connection:
        query = select(SEARCH_PARTS.c.digest, SEARCH_SPANS).join(
            SEARCH_PARTS, SEARCH_PARTS.c.id == SEARCH_SPANS.c.part
        )
        return {(r.digest, r.work, r.from_day, r.to_day, r.times) for r in connection.execute(query)}


# --------------------------------------------------------------------------------------------------------------- terms


@given(st.text(min_size=1, max_size=30), st.data())
def test_a_run_of_pairs_is_in_the_pairs_exactly_where_the_text_is(text, data):
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded) - 1))
    part = folded[start : data.draw(st.integers(start + 1, len(folded)))]
    run = grams(part)[:-1]
    every = grams(folded)
    assert not run or any(every[n : n + len(run)] == run for n in range(len(every)))
    other = data.draw(st.text(min_size=2, max_size=4))
    run = grams(fold(other))[:-1]
    assert any(every[n : n + len(run)] == run for n in range(len(every))) == (fold(other) in folded)


SIGNS = "aZz9 　\t\"'*%_\\()-+^:{}〜～－ー々〇①㈱神\u3099\u0301é😀\U000e0100𠮷ﾞｶ。、「」・"


@pytest.fixture(scope="module")
def signs():
    """A store whose one text stands for the words that hypothesis draws: it is replaced by each."""
    opened = open_store("sqlite://")
    yield opened
    opened.close()


@given(
    text=st.text(alphabet=SIGNS + "給料手当の", min_size=1, max_size=12),
    words=st.text(alphabet=SIGNS + "給料", min_size=1, max_size=3),
)
@settings(max_examples=100)
def test_the_database_finds_what_the_text_holds_and_nothing_else(signs, text, words):
    with signs.writing() as connection:
        search._empty(connection)
        search.index_words(connection, {1: [text], 2: ["帳簿"]})
        wanted = phrase_of(fold(words))
        query = "SELECT rowid >> 20 FROM search_grams WHERE search_grams MATCH ?"
        found = {row[0] for row in connection.exec_driver_sql(query, (wanted,))}
    assert (1 in found) >= (fold(words) in fold(text))
    if is_exact(fold(words)):
        assert (1 in found) == (fold(words) in fold(text))


@pytest.mark.parametrize("spelling", ["取扱", "取扱い", "取り扱い", "とりあつかい"])
def test_spellings_have_one_normal_form(spelling):
    assert [f.normal for f in forms(spelling)] == ["取り扱い"]
    assert form_spans(f"文書の{spelling}を定める", ["取り扱い"]) == [(3, 3 + len(spelling))]


def test_long_lines_do_not_stop_the_words(store):
    text = "給" * 30_000
    assert list(forms(text)) == []
    assert reading("霧浜市公印") == "きりはましこういん" or reading("霧浜市公印").endswith("こういん")
    with store.writing() as connection:
        search.index_words(connection, {1: [text + "。取扱いを定める。"]})


# ---------------------------------------------------------------------------------------------------------- the days


def test_a_law_is_divided_as_it_is_stored():
    document = law("甲", "乙", starts=3)
    around, parts = divided(nested(document))
    assert [p.position for p in around] == ["lawtitle"]
    assert [t.name for t in parts] == ["Article", "Article", "Paragraph", "Paragraph", "Paragraph"]
    whole = [p.text for p in passages_in(nested(document))]
    assert sorted(whole) == sorted([p.text for p in around] + [p.text for t in parts for p in passages_in(t)])


def test_words_stand_from_their_first_day_to_their_last(store):
    work = added(store)
    put(
        store,
        work,
        {DAYS[0]: law("給料は月額。"), DAYS[2]: law("報酬は月額。"), DAYS[4]: law("給料は日額。")},
    )
    one = datetime.timedelta(1)
    stands = {d: counts(store, "給料", d) == {work.id: 1} for d in (
        DAYS[0] - one, DAYS[0], DAYS[2] - one, DAYS[2], DAYS[4] - one, DAYS[4], datetime.date(2999, 1, 1),
    )}  # fmt: skip
    assert list(stands.values()) == [False, True, True, False, False, True, True]


def test_an_article_that_nothing_changed_is_indexed_once(store):
    work = added(store)
    put(store, work, {day: law("変わらない。", f"第{n}版。") for n, day in enumerate(DAYS)})
    kept = [span for span in spans(store) if (span[2], span[3]) == (DAYS[0], search.FOREVER)]
    assert len(kept) == 3  # around the provisions, the article, the 附則
    assert len(spans(store)) == 3 + len(DAYS)


def test_what_stands_twice_counts_twice(store):
    work = added(store)
    put(store, work, {DAYS[0]: law("甲", starts=2), DAYS[1]: law("甲", starts=5)})
    assert counts(store, "公布の日", DAYS[0]) == {work.id: 2} == read_counts(store, "公布の日", DAYS[0])
    assert counts(store, "公布の日", DAYS[1]) == {work.id: 5} == read_counts(store, "公布の日", DAYS[1])


WORDS = ["給料", "手当", "旅費", "報酬"]
EDITIONS = st.dictionaries(
    st.sampled_from(DAYS),
    st.tuples(st.lists(st.sampled_from(WORDS), max_size=4), st.integers(1, 3)),
    max_size=5,
)


@given(st.lists(st.tuples(st.integers(0, 1), EDITIONS), min_size=1, max_size=5))
@settings(max_examples=25)
def test_after_every_writing_the_index_tells_what_the_texts_tell(writings):
    """Each writing makes other versions of a work known in place of all or some of those before."""
    store = open_store("sqlite://")
    mine = [added(store), added(store, "霧浜市旅費規則", "平成9年霧浜市規則第6号")]
    put(store, mine[0], {DAYS[1]: law("給料", "手当", starts=2)})
    with store.reading() as connection:
        kept = Spread.of(connection)
    for which, editions in writings:
        work = mine[which]
        since = min(editions, default=DAYS[2])
        with store.reading() as connection:
            replaced = versions.versions_since(connection, work.id, since)
        put(store, work, {day: law(*words, starts=n) for day, (words, n) in editions.items()}, replaced)
        for day in (*DAYS, DAYS[0] - datetime.timedelta(1)):
            for words in (*WORDS, "規則", "公布の日から"):
                expected = read_counts(store, words, day)
                assert counts(store, words, day) == expected
                with store.reading() as connection:
                    assert copied(kept, connection, words, day) == expected
                    assert copied(Spread.of(connection), connection, words, day) == expected
    before = spans(store)
    with store.writing() as connection:
        rebuild(connection)
    assert spans(store) == before
    expected = read_counts(store, "規則", DAYS[3])
    with store.reading() as connection:
        assert copied(kept, connection, "規則", DAYS[3]) == expected
    store.close()


def test_a_writing_that_fails_leaves_the_index_as_it_was(store):
    work = added(store)
    put(store, work, {DAYS[0]: law("給料は月額。")})
    before = spans(store)

    def write_and_fail():
        with store.writing() as connection:
            new = versions.NewVersion(DAYS[1], "x", law("報酬は月額。"), False, "", "", ())
            versions.record_versions(connection, work.id, {DAYS[1]: new}, (), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert spans(store) == before
    assert counts(store, "報酬", DAYS[1]) == {}
    put(store, work, {DAYS[1]: law("報酬は月額。")})
    assert counts(store, "報酬", DAYS[1]) == {work.id: 1}


# ------------------------------------------------------------------------------------------- made anew, copied, migrated


TITLE = "霧浜市文書規則"


def filled(url):
    store = open_store(url)
    data = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])
    import_regulation(
        store, data, "a.txt", now=NOW, today=datetime.date(2026, 4, 1), as_of=datetime.date(2024, 3, 31)
    )
    change = Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")
    data = issue(1, "2024-06-28", Decree(1, (Order(TITLE, NUMBER, (change,)),), "令和6年7月1日"))
    assert [c.status for c in ingest(store, data, "1.html", now=NOW).clauses] == ["applied"]
    return store


BEFORE, AFTER = datetime.date(2024, 6, 30), datetime.date(2024, 7, 1)


def told(store):
    return [sorted(counts(store, w, d).values()) for w in ("係が", "課が", "文書") for d in (BEFORE, AFTER)]


EXPECTED = [[1], [], [], [1], [3], [3]]


def test_what_an_issue_changes_is_found_from_its_day(tmp_path):
    store = filled(f"sqlite:///{tmp_path / 'a.db'}")
    assert told(store)[:4] == EXPECTED[:4]
    assert told(store)[4:] == [sorted(read_counts(store, "文書", d).values()) for d in (BEFORE, AFTER)]
    store.close()


def test_a_restored_store_finds_the_same(tmp_path):
    store = filled(f"sqlite:///{tmp_path / 'a.db'}")
    write_archive(store, tmp_path / "copy.zip")
    other = open_store(f"sqlite:///{tmp_path / 'b.db'}")
    read_archive(other, tmp_path / "copy.zip")
    assert told(other) == told(store)
    with other.reading() as connection:
        assert search.counts(connection, Sought("forms", (("文書",),)), AFTER)
    store.close()
    other.close()


def test_a_store_of_the_release_before_is_filled_when_it_is_opened(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    store = filled(url)
    expected = told(store)
    store.close()
    engine = make_engine(url)
    from alembic import command
    from alembic.config import Config

    from reiki.store import migrations

    config = Config()
    config.set_main_option("script_location", str(next(iter(migrations.__path__))))
    with engine.connect() as connection:
        config.attributes["connection"] = connection.execution_options(reiki_writes=True)
        command.downgrade(config, "0003")
    names = {row[0] for row in engine.connect().exec_driver_sql("SELECT name FROM sqlite_master")}
    assert not any(name.startswith("search_") for name in names)
    engine.dispose()
    again = open_store(url)
    assert told(again) == expected
    again.close()


def test_an_index_of_another_scheme_is_made_anew(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    store = filled(url)
    expected = told(store)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE search_state SET scheme = 0")
        connection.exec_driver_sql("DELETE FROM search_spans")
    store.close()
    again = open_store(url)
    assert told(again) == expected
    again.close()


def test_a_migration_that_was_cut_short_is_completed(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    store = Store(engine)
    with store.reading() as connection:
        assert not search.is_complete(connection)
    store.close()
    store = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    with store.reading() as connection:
        assert search.is_complete(connection)
        assert re.match(r"SudachiDict-core \d", search.made_by(connection))
    store.close()


def test_every_change_has_a_later_stamp(store):
    first, second = added(store), added(store, "霧浜市旅費規則", "平成9年霧浜市規則第6号")
    put(store, first, {DAYS[0]: law("甲")})
    put(store, second, {DAYS[0]: law("乙")})
    with store.reading() as connection:
        stamp, changed = search.changed_works(connection, 0)
        assert changed == {first.id, second.id}
        assert search.changed_works(connection, stamp) == (stamp, frozenset())
    put(store, first, {DAYS[1]: law("丙")})
    with store.reading() as connection:
        later, changed = search.changed_works(connection, stamp)
        assert later > stamp
        assert changed == {first.id}


def test_a_copy_in_memory_that_is_too_old_says_so(store, monkeypatch):
    monkeypatch.setattr("reiki.store.spread.MOST_LATER", 1)
    mine = [added(store, f"第{n}規則", f"平成9年霧浜市規則第{n}号") for n in (1, 2)]
    with store.reading() as connection:
        kept = Spread.of(connection)
        assert copied(kept, connection, "甲", DAYS[0]) == {}
    put(store, mine[0], {DAYS[0]: law("甲")})
    with store.reading() as connection:
        assert copied(kept, connection, "甲", DAYS[0]) == {mine[0].id: 1}
    put(store, mine[1], {DAYS[0]: law("甲")})
    with store.reading() as connection:
        assert copied(kept, connection, "甲", DAYS[0]) is None


def test_an_index_is_filled_in_lots_while_others_write(store, monkeypatch):
    monkeypatch.setattr("reiki.store.filling.AT_ONCE", 2)
    mine = [added(store, f"第{n}規則", f"平成9年霧浜市規則第{n}号") for n in range(1, 8)]
    for n, work in enumerate(mine):
        put(store, work, {DAYS[0]: law("甲", f"第{n}の版。"), DAYS[2]: law("乙", f"第{n}の版。")})
    expected = spans(store)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE search_state SET scheme = 0")
        before = search.latest_stamp(connection)
    told = []
    stopped = iter([False, False, True])
    assert not fill(store.writing, lambda *each: told.append(each), lambda: next(stopped))
    assert told == [(2, 7), (4, 7)]
    with store.reading() as connection:
        assert not search.is_complete(connection)
        assert search.awaiting(connection) == [work.id for work in mine[4:]]
    # A work that is written meanwhile enters with all its days; one that is only touched, too.
    put(store, mine[5], {DAYS[4]: law("丙")})
    with store.writing() as connection:
        search.touch(connection, mine[6].id)
    with store.reading() as connection:
        assert search.awaiting(connection) == [mine[4].id]
    assert fill(store.writing)
    with store.reading() as connection:
        assert search.is_complete(connection)
        assert search.changed_works(connection, before)[1] == {work.id for work in mine}
    assert {span for span in spans(store) if span[1] != mine[5].id} == {
        span for span in expected if span[1] != mine[5].id
    }
    for day in DAYS:
        for words in ("甲", "乙", "丙", "版"):
            assert counts(store, words, day) == read_counts(store, words, day)


def test_an_index_that_is_not_complete_tells_nothing(store):
    work = added(store)
    put(store, work, {DAYS[0]: law("給料は月額。")})
    asked = Sought("grams", (("給料",),))
    concordance = Concordance(store)
    assert concordance.counts([asked], DAYS[0], 10.0)[0][work.id] == 1
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE search_state SET scheme = 0")
        search.begin(connection)
    with pytest.raises(IndexNotReady):
        concordance.counts([asked], DAYS[0], 10.0)
    with pytest.raises(IndexNotReady):
        find(store, catalogue(store), concordance, "給料", DAYS[0])
    assert fill_index(store)
    assert concordance.counts([asked], DAYS[0], 10.0)[0][work.id] == 1
    assert find(store, catalogue(store), concordance, "給料", DAYS[0]).total == 1


def test_a_search_that_is_not_done_in_time_tells_nothing(store):
    put(store, added(store), {DAYS[0]: law("給料は月額。")})
    with pytest.raises(TookTooLong):
        find(store, catalogue(store), Concordance(store), "給料", DAYS[0], seconds=0.0)
    assert find(store, catalogue(store), Concordance(store), "給料", DAYS[0]).total == 1


@given(
    st.lists(st.text(alphabet="甲乙Ａａ𠮷 ", max_size=5), max_size=8),
    st.text(alphabet="甲乙a𠮷\n", max_size=3),
)
def test_names_are_found_by_any_part(names, part):
    found = Names.of(names[:3]).followed_by(names[3:])
    assert found.holding(part).tolist() == [bool(part) and part in name for name in names]
    assert found.being(part).tolist() == [bool(part) and part == name for name in names]
