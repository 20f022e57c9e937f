"""The store: migrations, one writer, content addressing, lookups that do not grow, the audit chain."""

import datetime
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import event, func, inspect, select, update
from sqlalchemy.exc import IntegrityError

from reiki.law.document import LawDocument
from reiki.law.kinds import Kind
from reiki.law.provision import Provision, Regulation
from reiki.store import audit, corrections, fixings, migrations, rewordings, sources, versions, works
from reiki.store.errors import StoreError
from reiki.store.migrations import upgrade
from reiki.store.session import data_folder, default_url, make_engine, open_store
from reiki.store.tables import AUDIT, CLAUSES, METADATA, PROVISIONS, VERSIONS

NOW = datetime.datetime(2026, 4, 1, 9, tzinfo=datetime.UTC)


def regulation(words, articles=20, title="霧浜市文書規則"):
    def article(n):
        text = words if n == 1 else f"第{n}条の文。"
        paragraph = Provision(Kind.PARAGRAPH, "1", "", text=text)
        return Provision(Kind.ARTICLE, str(n), f"第{n}条", children=(paragraph,))

    provisions = tuple(article(n) for n in range(1, articles + 1))
    return LawDocument.from_regulation(Regulation(title, "平成9年霧浜市規則第5号", "1997-03-25", provisions))


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'deep' / 'er' / 'reiki.db'}")
    yield opened
    opened.close()


@pytest.fixture
def work(store):
    with store.writing() as connection:
        identity = works.Identity("霧浜市文書規則", "平成9年霧浜市規則第5号", "霧浜市", "31299")
        return works.add_work(connection, identity, NOW)


def put(connection, work, day, document, now=NOW, replaced=()):
    new = versions.NewVersion(day, f"{work.law_id}_{day:%Y%m%d}", document, False, "", "", ())
    versions.record_versions(connection, work.id, {day: new}, replaced, now)


# ---------------------------------------------------------------------------------------------------------- migrations


def test_migrations_build_what_the_code_expects(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    found = inspect(engine)
    for table in METADATA.sorted_tables:
        columns = {c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(table.name)}
        expected = {c.name: (str(c.type.compile(engine.dialect)), bool(c.nullable)) for c in table.columns}
        assert columns == expected, table.name
        assert {i["name"] for i in found.get_indexes(table.name)} == {i.name for i in table.indexes}
    engine.dispose()


def test_alembic_sees_no_difference(tmp_path):
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    # What the words of the search index stand in is no table that SQLAlchemy knows (FTS5 keeps five for each).
    ours = {
        "include_name": lambda name, kind, _: (
            kind != "table" or not name.startswith(("search_grams", "search_forms", "search_state"))
        )
    }
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), METADATA) == []
    engine.dispose()


def test_upgrading_twice_changes_nothing(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    upgrade(engine)
    before = sqlite3.connect(tmp_path / "a.db").execute("select sql from sqlite_master").fetchall()
    upgrade(engine)
    assert sqlite3.connect(tmp_path / "a.db").execute("select sql from sqlite_master").fetchall() == before
    engine.dispose()


OLD_ROWS = """
insert into sources values ('aa', 'a.html', 'html', 1, x'00', '2026-01-01 00:00:00');
insert into issues values (1, 'aa', '霧浜市', '霧浜市公報', '号外第１７号', '2024-06-28', '[]', '2026-01-01 00:00:00');
insert into notices values (1, 'aa/0', 1, 0, '規則', '令和6年霧浜市規則第3号', 'amend', '2024-06-28', null, null, '[]');
insert into works values (1, '000000000000001', 1, '', '霧浜市', 'rule', '', '規則', '規則', 0, '2026-01-01 00:00:00');
insert into anchors values
  (1, 'import:aa:2024-03-31', 1, 'imported', '2024-03-31', 1, 'aa', null, null, 'd', '', 1, '[]', '2026-01-01 00:00:00');
insert into fixings values
  (7, 'aa/0/0', '令和6年霧浜市規則第2号', '', '', '2024-09-01', '文', 1, '', '2026-01-02 00:00:00');
insert into corrections values
  (8, 'aa/0/0000', '霧浜市', '2024-06-28', null, 0, '誤', '正', '文', 1, '合わない', '2026-01-03 00:00:00');
insert into rewordings values (9, 'aa/0/1', 'aa', 0, 'suppl', '甲', '乙', '', '2026-01-04 00:00:00');
insert into decisions values
  (1, 'aa/0/1', 'reject', '[]', '山田', '誤植', '2026-01-05 00:00:00', null, '', '');
"""


def test_a_store_of_the_second_schema_keeps_every_row(tmp_path):
    """What was recorded before there were two ends of knowledge is known from when it was recorded on."""
    file = tmp_path / "old.db"
    engine = make_engine(f"sqlite:///{file}")
    upgrade(engine, "0002")
    engine.dispose()
    with sqlite3.connect(file) as old:
        old.executescript(OLD_ROWS)
        before = {t: old.execute(f"select * from {t}").fetchall() for t in OLD_TABLES}
    store = open_store(f"sqlite:///{file}")
    with sqlite3.connect(file) as new:
        after = {t: new.execute(f"select * from {t}").fetchall() for t in OLD_TABLES}
        assert after["decisions"] == before["decisions"]
        assert after["fixings"] == [(*before["fixings"][0][:9], "2026-01-02 00:00:00", "", "[]", None)]
        assert after["corrections"] == [(*before["corrections"][0], None)]
        assert after["rewordings"] == [(*before["rewordings"][0], None)]
        assert after["anchors"] == [tuple(v for n, v in enumerate(before["anchors"][0]) if n != 5)]
        assert new.execute("select series, ordinal from issues").fetchall() == [("霧浜市/号外第/2024", 17)]
        assert new.execute("select series, ordinal from notices").fetchall() == [("令和6年霧浜市規則第", 3)]
    with store.reading() as connection:
        assert [f.day for f in fixings.fixings(connection)] == [datetime.date(2024, 9, 1)]
        early = datetime.datetime(2026, 1, 2, 12, tzinfo=datetime.UTC)
        assert [f.id for f in fixings.fixings(connection, early)] == [7]
        assert corrections.all_corrections(connection, "霧浜市", early) == ()
        assert [c.problem for c in corrections.all_corrections(connection, "霧浜市")] == ["合わない"]
    store.close()


OLD_TABLES = ("fixings", "corrections", "rewordings", "decisions", "anchors")


def test_what_is_known_no_longer_is_kept_and_never_changed(tmp_path):
    """A correction that is found not to fit later was not known not to fit before."""
    file = tmp_path / "a.db"
    upgrade(engine := make_engine(f"sqlite:///{file}"), "0002")
    engine.dispose()
    with sqlite3.connect(file) as old:
        old.executescript(OLD_ROWS)
    store = open_store(f"sqlite:///{file}")
    hour = datetime.timedelta(hours=1)
    with store.writing() as connection:
        corrections.record_problem(connection, "aa/0/0000", "", NOW)
        corrections.record_problem(connection, "aa/0/0000", "", NOW + hour)
        corrections.record_problem(connection, "aa/0/0000", "二度ある", NOW + 2 * hour)
        fixings.supersede_fixings(connection, 1, NOW)
        rewordings.supersede_rewordings(connection, "aa", 0, NOW)
    moments = (NOW - hour, NOW, NOW + hour, NOW + 2 * hour, None)
    with store.reading() as connection:
        told = [[c.problem for c in corrections.all_corrections(connection, "霧浜市", m)] for m in moments]
        assert told == [["合わない"], [""], [""], ["二度ある"], ["二度ある"]]
        assert [len(fixings.fixings(connection, m)) for m in moments] == [1, 0, 0, 0, 0]
        assert [len(rewordings.rewordings_of(connection, "aa", m)) for m in moments] == [1, 0, 0, 0, 0]
    store.close()


def test_a_store_goes_back_to_the_second_schema_with_what_is_known_now(tmp_path):
    file = tmp_path / "a.db"
    upgrade(engine := make_engine(f"sqlite:///{file}"), "0002")
    with sqlite3.connect(file) as old:
        old.executescript(OLD_ROWS)
        before = {t: old.execute(f"select * from {t}").fetchall() for t in OLD_TABLES}
    upgrade(engine)
    downgrade(engine, "0002")
    engine.dispose()
    with sqlite3.connect(file) as again:
        for name in ("fixings", "corrections", "rewordings", "decisions"):
            assert again.execute(f"select * from {name}").fetchall() == before[name]
        assert again.execute("select leading from anchors").fetchall() == [(1,)]


def downgrade(engine, revision):
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with engine.connect() as connection:
        config.attributes["connection"] = connection.execution_options(reiki_writes=True)
        command.downgrade(config, revision)


# ------------------------------------------------------------------------------------------------------------- session


def test_where_the_store_is():
    home = Path("/home/a")
    assert default_url({"REIKI_DB": "postgresql://x/y"}, home) == "postgresql://x/y"
    assert data_folder({"XDG_DATA_HOME": "/data"}, home, "linux") == Path("/data/reiki")
    assert data_folder({"XDG_DATA_HOME": "relative"}, home, "linux") == home / ".local/share/reiki"
    assert data_folder({}, home, "darwin") == home / "Library/Application Support/reiki"
    assert data_folder({"APPDATA": "/roaming"}, home, "win32") == Path("/roaming/reiki")


@pytest.mark.parametrize("url", ["no url at all", "sqlite:////proc/nowhere/reiki.db"])
def test_a_store_that_cannot_be_opened_is_one_sentence(url):
    with pytest.raises(StoreError) as caught:
        open_store(url)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_store_says_so(tmp_path):
    (tmp_path / "x.db").write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{tmp_path / 'x.db'}")


def test_an_exception_undoes_the_whole_transaction(store):
    def write_and_fail():
        with store.writing() as connection:
            sources.keep_source(connection, b"abc", "a.txt", "text", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with store.reading() as connection, pytest.raises(LookupError):
        sources.source_bytes(connection, sources.digest_of(b"abc"))


def test_a_store_that_only_reads_says_so(tmp_path):
    open_store(f"sqlite:///{tmp_path / 'a.db'}").close()
    opened = open_store(f"sqlite:///file:{tmp_path / 'a.db'}?mode=ro&uri=true")
    with pytest.raises(StoreError, match="readonly"), opened.writing() as connection:
        sources.keep_source(connection, b"1", "1", "text", NOW)
    opened.close()


def test_foreign_keys_are_kept(store):
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(
            CLAUSES.insert().values(
                key="k",
                notice=99,
                clause="1",
                position=0,
                part=0,
                verb="amend",
                path="",
                target_title="",
                target_number="",
                within="",
                commencement={},
                lead=[],
                source={},
                recorded_at=NOW,
            )
        )


def test_two_writers_never_interleave(store):
    order = []
    entered = threading.Event()

    def second():
        entered.wait()
        with store.writing() as connection:
            order.append("second in")
            sources.keep_source(connection, b"2", "2", "text", NOW)

    thread = threading.Thread(target=second)
    thread.start()
    with store.writing() as connection:
        entered.set()
        thread.join(0.2)
        sources.keep_source(connection, b"1", "1", "text", NOW)
        order.append("first out")
    thread.join()
    assert order == ["first out", "second in"]


def test_a_moment_without_a_zone_is_refused(store):
    with pytest.raises(Exception, match="time zone"), store.writing() as connection:
        sources.keep_source(connection, b"1", "1", "text", NOW.replace(tzinfo=None))


# -------------------------------------------------------------------------------------------------------------- content


def test_an_unchanged_article_is_stored_once(store, work):
    with store.writing() as connection:
        for year in range(2001, 2011):
            put(connection, work, datetime.date(year, 4, 1), regulation(f"{year}年の文。"))
        count = connection.execute(select(func.count()).select_from(PROVISIONS)).scalar()
    assert count == 19 + 10


def test_every_version_comes_back_to_the_byte(store, work):
    documents = {datetime.date(y, 4, 1): regulation(f"{y}年の文。") for y in range(2001, 2006)}
    with store.writing() as connection:
        for day, document in documents.items():
            put(connection, work, day, document)
    with store.reading() as connection:
        for day, document in documents.items():
            version = versions.version_on(connection, work.id, day)
            assert versions.text_bytes(connection, version.manifest) == document.to_bytes()
            assert version.text_digest == document.digest()
        assert versions.version_on(connection, work.id, datetime.date(2001, 3, 31)) is None
        last = versions.version_on(connection, work.id, datetime.date(2099, 1, 1))
        assert last.day == datetime.date(2005, 4, 1)


@pytest.mark.parametrize("count", [1, 10, 100])
def test_a_lookup_reads_the_same_however_many_versions(store, work, count):
    with store.writing() as connection:
        for n in range(count):
            put(
                connection,
                work,
                datetime.date(2001, 1, 1) + datetime.timedelta(n),
                regulation(f"第{n}版。", 5),
            )
    asked, rows = [], []

    def before(connection, cursor, statement, parameters, context, many):
        asked.append((statement, parameters))

    with store.reading() as connection:
        event.listen(store.engine, "before_cursor_execute", before)
        version = versions.version_on(connection, work.id, datetime.date(2030, 1, 1))
        versions.document_of(connection, version)
        event.remove(store.engine, "before_cursor_execute", before)
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            rows += [step.detail for step in plan]
    assert len(asked) == 3
    assert all("SCAN" not in detail and "TEMP B-TREE" not in detail for detail in rows), rows


def test_known_before_and_after_a_correction(store, work):
    day, later = datetime.date(2001, 4, 1), NOW + datetime.timedelta(days=10)
    with store.writing() as connection:
        put(connection, work, day, regulation("誤った文。"))
    with store.writing() as connection:
        put(connection, work, day, regulation("正しい文。"), later, versions.versions_of(connection, work.id))
    with store.reading() as connection:

        def text(known):
            version = versions.version_on(connection, work.id, day, known)
            return (
                version
                and versions.document_of(connection, version).regulation().provisions[0].children[0].text
            )

        assert text(None) == "正しい文。"
        assert text(later) == "正しい文。"
        assert text(later - datetime.timedelta(seconds=1)) == "誤った文。"
        assert text(NOW - datetime.timedelta(seconds=1)) is None
        assert connection.execute(select(func.count()).select_from(VERSIONS)).scalar() == 2


def test_recording_the_same_again_is_no_new_knowledge(store, work):
    day = datetime.date(2001, 4, 1)
    with store.writing() as connection:
        put(connection, work, day, regulation("文。"))
        put(
            connection,
            work,
            day,
            regulation("文。"),
            NOW + datetime.timedelta(1),
            versions.versions_of(connection, work.id),
        )
        assert connection.execute(select(func.count()).select_from(VERSIONS)).scalar() == 1


# ---------------------------------------------------------------------------------------------------------------- works


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (works.Identity("", "平成9年霧浜市規則第5号"), True),
        (works.Identity("霧浜市文書規則", "平成9年規則第5号"), True),
        (works.Identity("別の規則", "平成9年規則第5号"), False),
        (works.Identity("霧 浜 市 文書規則"), True),
        (works.Identity("霧浜市文書規則", "平成10年霧浜市規則第5号"), False),
        (works.Identity("霧浜市文書規則", body="灯台町"), False),
    ],
)
def test_which_work_is_meant(store, work, asked, found):
    with store.reading() as connection:
        assert bool(works.match_work(connection, asked)) is found


def test_an_id_is_provisional_until_the_jurisdiction_is_known(store):
    identity = works.Identity("灯台町規則", "平成9年灯台町規則第6号", "灯台町")
    with store.writing() as connection:
        stub = works.add_work(connection, identity, NOW)
        assert stub.provisional
        assert stub.law_id.startswith("0")
        named = works.complete_work(connection, stub, works.Identity("", jurisdiction="31298"))
        assert (named.law_id, named.provisional) == ("409KA3129800006", False)


@pytest.mark.parametrize(
    ("title", "host"),
    [
        ("職員の給料の調整額に関する規則の一部を改正する規則", "職員の給料の調整額に関する規則"),
        ("職員の給料の調整額に関する規則等の一部を改正する規則", ""),
        ("職員の給料の調整額に関する規則", ""),
    ],
)
def test_what_an_amending_instrument_amends(title, host):
    assert works.amended_title(title) == host


# ---------------------------------------------------------------------------------------------------------------- audit


def test_the_audit_chain_notices_any_change(store):
    with store.writing() as connection:
        for n in range(3):
            audit.record(connection, "ingest", {"source": f"第{n}"}, NOW)
        assert audit.verify_chain(connection) == 3
    with store.writing() as connection:
        connection.execute(update(AUDIT).where(AUDIT.c.id == 2).values(entry='{"source": "第9"}'))
        with pytest.raises(audit.BrokenChain, match="entry 2"):
            audit.verify_chain(connection)
