"""A provision followed through its renumbering, and what a 例規集 prints of it."""

import pytest

from reiki.office.annals import annals, annotated_text
from reiki.office.ask import text
from reiki.office.chronicle import chronicle, history
from reiki.office.errors import NoSuchProvision
from reiki.render.annotated import render_annotated
from reiki.render.text import render_text
from renumbered import AGAIN, BASE, DAY, MOVES, TITLE, WORDS, notice, take_base, take_issues
from written import Change

TODAY = DAY(2025, 5, 1)


@pytest.fixture
def filled(store, now):
    take_base(store, now)
    take_issues(store, now)
    return store


def steps(told):
    return [(c.how, str(c.in_force_from), c.at_then, [op["op"] for op in c.operations]) for c in told.changes]


OLD_SECOND = [
    ("imported", "2024-03-31", "第2条", []),
    ("amended", "2024-07-01", "第2条", ["substitute"]),
    ("amended", "2024-10-01", "第3条", ["move"]),
    ("amended", "2025-01-01", "第3条", ["substitute"]),
]


def test_a_provision_is_followed_back_to_its_former_number(filled):
    told = chronicle(filled, TITLE, at="第3条", on=TODAY)
    assert steps(told) == OLD_SECOND
    assert "条項の移動: 第2条 → 第3条" in told.notes
    assert any("2024-03-31 現在として取り込まれた" in said for said in told.notes)


def test_and_on_to_its_later_one(filled):
    assert steps(chronicle(filled, TITLE, at="第2条", on=DAY(2024, 4, 1))) == OLD_SECOND


def test_what_stands_in_it_goes_with_it(filled):
    told = chronicle(filled, TITLE, at="第3条第1項", on=TODAY)
    assert [at for _, _, at, _ in steps(told)] == ["第2条第1項", "第2条第1項", "第3条第1項", "第3条第1項"]


def test_what_was_added_begins_there(filled):
    told = chronicle(filled, TITLE, at="第2条", on=TODAY)
    assert steps(told) == [("amended", "2024-10-01", "第2条", ["add"])]
    assert told.notes == ("2024-10-01 に設けられました（令和6年霧浜市規則第2号）。",)


def test_what_is_gone_is_followed_from_where_it_stood_last(filled):
    told = chronicle(filled, TITLE, at="第4条", on=TODAY)
    assert steps(told) == [
        ("imported", "2024-03-31", "第3条", []),
        ("amended", "2024-10-01", "第4条", ["move"]),
        ("amended", "2025-04-01", "第4条", ["remove"]),
    ]
    assert told.notes[0].startswith("第4条 は、2025-04-01 以後")


def test_what_never_stood_there_is_said(filled):
    with pytest.raises(NoSuchProvision, match="第9条"):
        history(filled, TITLE, at="第9条", on=TODAY)


def test_a_held_clause_on_it_is_told_too(store, now):
    wrong = notice(
        9, "2024-08-01", "令和6年8月15日", Change("第1条　甲は、_丑_とする。", "第1条　甲は、_寅_とする。")
    )
    take_base(store, now)
    take_issues(store, now, [wrong, WORDS, AGAIN])
    told = chronicle(store, TITLE, at="第1条", on=TODAY)
    assert [(c.how, c.status) for c in told.changes] == [("imported", ""), ("amended", "held")]
    assert any("令和6年霧浜市規則第3号" in said and "分かりません" in said for said in told.notes)
    assert [c.status for c in chronicle(store, TITLE, at="第2条", on=TODAY).changes] == ["", "applied"]


# --------------------------------------------------------------------------------------------------------------- notes


def test_the_list_under_the_title_and_the_notes_under_the_articles(filled):
    told = annals(filled, TITLE, on=TODAY)
    assert told.lines() == [
        "改正　令和6年6月1日規則第1号",
        "　　　令和6年9月1日規則第2号",
        "　　　令和6年12月1日規則第3号",
        "　　　令和7年3月1日規則第4号",
        "注　令和6年6月1日規則第1号から条文注記入る。",
    ]
    assert [(str(at), said) for at, said in told.notes] == [
        ("第2条", "（令6規則2・追加）"),
        ("第3条", "（令6規則1・一部改正、令6規則2・旧第2条繰下、令6規則3・一部改正）"),
    ]
    assert [a.in_force_from for a in told.amendments[:1]] == [(DAY(2024, 7, 1),)]


def test_the_notes_of_a_past_day_are_those_of_that_day(filled):
    told = annals(filled, TITLE, on=DAY(2024, 8, 1))
    assert [(str(at), said) for at, said in told.notes] == [("第2条", "（令6規則1・一部改正）")]
    assert len(told.amendments) == 1


def test_what_an_imported_text_says_amended_it_is_in_the_list(store, now):
    before = (
        BASE
        + "　　　附　則（平成20年3月28日霧浜市規則第7号）\n　この規則は、平成20年4月1日から施行する。\n".encode()
    )
    take_base(store, now, before)
    take_issues(store, now, [WORDS])
    told = annals(store, TITLE, on=TODAY)
    assert told.lines() == [
        "改正　平成20年3月28日規則第7号",
        "　　　令和6年6月1日規則第1号",
        "注　令和6年6月1日規則第1号から条文注記入る。",
    ]
    assert [a.recorded for a in told.amendments] == [False, True]


def test_instruments_of_which_only_the_year_is_known_stand_in_its_place(store, now):
    suppl = "　　　附　則（平成{}）\n　この規則は、公布の日から施行する。\n"
    before = BASE.decode() + suppl.format("20年霧浜市規則第7号") + suppl.format("12年3月28日霧浜市規則第2号")
    take_base(store, now, before.encode())
    assert annals(store, TITLE, on=TODAY).lines() == [
        "改正　平成12年3月28日規則第2号",
        "　　　平成20年規則第7号",
    ]


def test_notes_stand_in_the_printed_text_and_not_in_its_digest(filled):
    plain, noted = text(filled, TITLE, on=TODAY), annotated_text(filled, TITLE, on=TODAY)
    assert noted.text_digest == plain.text_digest
    lines = noted.content.split("\n")
    assert lines[3] == "改正　令和6年6月1日規則第1号"
    assert lines[lines.index("第2条　新たに、辛とする。") + 1] == "（令6規則2・追加）"
    kept = [line for line in lines if not line.startswith(("改正　", "　　　令和", "注　", "（令"))]
    assert "\n".join(kept) == plain.content
    assert (
        annotated_text(filled, TITLE, on=TODAY, at="第2条").content
        == "第2条　新たに、辛とする。\n（令6規則2・追加）"
    )


def test_without_notes_the_printed_text_is_the_plain_one(corpus):
    from reiki.law.plain_text import parse_regulation

    for path in sorted((corpus / "checkpoints").glob("*/*.txt")):
        regulation = parse_regulation(path.read_text(encoding="utf-8")).regulation
        assert render_annotated(regulation, (), {}) == render_text(regulation)


# ---------------------------------------------------------------------------------------- what a 附則 says beside its day


CASES = (
    "改正後の第3条の規定は、施行の日以後の申請について適用し、同日前の申請については、なお従前の例による。"
)
OF_BEFORE = "改正前の第2条の規定によりされた処分は、改正後の第3条の規定によりされたものとみなす。"
APPLIED = "改正後の第3条の規定は、令和6年4月1日から適用する。"
FOR_ALL = "この規則の施行に関し必要な経過措置は、市長が定める。"


def with_suppl(data, *more):
    said = "".join(f"<p>{n}　{words}</p>" for n, words in enumerate(more, 2))
    return (
        data.decode()
        .replace("<p>この規則は、", "<p>1　この規則は、")
        .replace("</body>", f"{said}</body>")
        .encode()
    )


@pytest.fixture
def qualified(store, now):
    take_base(store, now)
    take_issues(store, now, [WORDS, with_suppl(MOVES, APPLIED, CASES, OF_BEFORE, FOR_ALL), AGAIN])
    return store


def beside(told):
    return {
        (str(c.in_force_from), c.at_then): [(t["at"], t["qualifies"], t["kind"]) for t in c.transitional]
        for c in told.changes
        if c.transitional or c.applies_from
    }


def test_a_provision_has_the_transitional_paragraphs_that_qualify_it(qualified):
    all_of_it = [
        ("附則第3項", ["第3条"], "従前の例"),
        ("附則第4項", ["第2条", "第3条"], "みなし"),
        ("附則第5項", [], "経過措置"),
    ]
    told = chronicle(qualified, TITLE, at="第3条", on=TODAY)
    assert beside(told) == {("2024-10-01", "第3条"): all_of_it}
    (moved,) = (c for c in told.changes if c.transitional)
    assert [(a["day"], a["provisions"], a["said"]) for a in moved.applies_from] == [
        ("2024-04-01", ["第3条"], APPLIED)
    ]
    assert str(moved.in_force_from) == "2024-10-01", (
        "what applies from an earlier day is in force from its own"
    )
    assert moved.as_json()["transitional"][0]["said"] == CASES
    # What bears the number before is another provision than what bears it after.
    assert beside(chronicle(qualified, TITLE, at="第2条", on=TODAY)) == {
        ("2024-10-01", "第2条"): all_of_it[2:]
    }
    assert beside(chronicle(qualified, TITLE, at="第2条", on=DAY(2024, 4, 1))) == {
        ("2024-10-01", "第3条"): all_of_it
    }


def test_all_of_them_stand_in_the_whole_history_and_in_the_annals(qualified):
    (change,) = (c for c in chronicle(qualified, TITLE, on=TODAY).changes if c.transitional)
    assert [t["said"] for t in change.transitional] == [CASES, OF_BEFORE, FOR_ALL]
    (amendment,) = (a for a in annals(qualified, TITLE, on=TODAY).amendments if a.transitional)
    assert [t["said"] for t in amendment.transitional] == [CASES, OF_BEFORE, FOR_ALL]
    assert amendment.as_json()["applies_from"][0]["day"] == "2024-04-01"
    assert amendment.instrument.number == "令和6年霧浜市規則第2号"


def test_what_an_imported_text_says_is_told_with_it(store, now):
    own = "　　　附　則\n1　この規則は、平成9年4月1日から施行する。\n2　第2条の規定は、施行の日以後の文書について適用する。\n"
    take_base(store, now, BASE + own.encode())
    (begun,) = chronicle(store, TITLE, at="第2条", on=TODAY).changes
    assert [(t["at"], t["qualifies"], t["kind"]) for t in begun.transitional] == [
        ("附則第2項", ["第2条"], "適用区分")
    ]
    (other,) = chronicle(store, TITLE, at="第1条", on=TODAY).changes
    assert other.transitional == ()


def test_a_clause_recorded_without_them_is_told_by_its_suppl_in_the_text(qualified):
    from sqlalchemy import update

    from reiki.store.tables import CLAUSES

    with qualified.writing() as connection:
        bare = {"kind": "fixed", "date": "2024-10-01", "text": ""}
        connection.execute(update(CLAUSES).values(commencement=bare))
    (change,) = (c for c in chronicle(qualified, TITLE, at="第3条", on=TODAY).changes if c.transitional)
    assert [t["said"] for t in change.transitional] == [CASES, OF_BEFORE, FOR_ALL]
