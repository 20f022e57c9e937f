"""The fold alone, with texts that are mere dictionaries: order, waiting, restarts, and what a column tells of the past."""

import datetime
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.amend.operations import Add, Finding, Insert, Move, Remove, Substitute
from reiki.history.model import Anchor, Known, Start, Step, Unit
from reiki.history.order import turn_of
from reiki.history.timeline import fold, stand_on, unfixed
from reiki.history.touching import touches
from reiki.law.address import Address
from reiki.law.provision import Provision


def day(text):
    return datetime.date.fromisoformat(text)


def at(text):
    return Address.parse(text)


@dataclass(frozen=True)
class Sheet:
    """A text: address → words. ``joined``: the 改正附則 that it carries."""

    words: tuple = ()
    joined: tuple = ()
    title: str = "規則"

    def get(self, place):
        return dict(self.words).get(place)

    def put(self, **changes):
        words = dict(self.words) | changes
        return Sheet(tuple(sorted(words.items())), self.joined)


def sheet(**words):
    return Sheet(tuple(sorted(words.items())))


class Dictionaries:
    """A machine over sheets: an edit is place → (before, after); before ``None`` means that the column elides it."""

    def __init__(self):
        self.applied = 0

    def apply(self, document, unit):
        self.applied += 1
        for place, (before, _) in unit.clause.edits.items():
            if before is not None and document.get(place) != before:
                return Step(None, findings=(Finding("error", "guard", f"{place}: {document.get(place)}"),))
        changed = document.put(
            **{p: after for p, (_, after) in unit.clause.edits.items() if after is not None}
        )
        operations = tuple(
            Substitute(at(p), before, after)
            for p, (before, after) in unit.clause.edits.items()
            if before != after
        )
        return Step(changed, operations)

    def apply_partial(self, document, unit):
        old = document or Sheet()
        told = {
            p: before
            for p, (before, _) in unit.clause.edits.items()
            if before is not None and old.get(p) is None
        }
        before = old.put(**told)
        done = self.apply(before, unit)
        quoted = tuple(Known(at(p), Provision(at(p).last.kind, text=words)) for p, words in told.items())
        return Step(done.document, done.operations, findings=done.findings, quoted=quoted, before=before)

    def append_supplementary(self, document, unit):
        assert unit.notice_id not in document.joined, "the same 改正附則 twice"
        return Step(Sheet(document.words, (*document.joined, unit.notice_id)))

    def undo(self, document, unit, known, *, first):
        for place, (before, after) in unit.clause.edits.items():
            if document.get(place) != after or before is None:
                return Step(None, findings=(Finding("error", "guard", f"{place}: {document.get(place)}"),))
        return Step(document.put(**{p: before for p, (before, _) in unit.clause.edits.items()}))

    def lapse_day(self, document, start):
        words = document.get("附則") or ""
        return day(words) if words else None

    def supplement_number(self, unit):
        return unit.notice_id

    def amended_by(self, document):
        return frozenset(document.joined)

    def without(self, findings, waived):
        return tuple(replace(f, severity="warning") if f.code in waived else f for f in findings)

    def replay(self, document, operations):
        return Step(document, operations)

    def fill(self, document, known):
        return Sheet(document.put(**{str(k.at): k.provision.text for k in known}).words, document.joined)

    def same(self, a, b):
        return a.words == b.words

    def contradictions(self, partial, whole):
        wrong = [p for p, words in partial.words if whole.get(p) != words]
        return tuple(Finding("warning", "quoted_otherwise", p) for p in wrong)


def unit(number, in_force, edits, promulgated="2000-01-01", notice=None, verb="amend", findings=()):
    clause = SimpleNamespace(
        verb=verb, findings=findings, edits=edits, target=SimpleNamespace(title="規則", number="")
    )
    named = notice or f"n{number}"
    turn = turn_of(day(in_force), day(promulgated), f"平成12年鳥取県規則第{number}号", 0, 0)
    return Unit(f"c{number}", named, turn, clause, SimpleNamespace(kind="amend"), None)


BASE = sheet(第1条="甲", 第2条="乙", 第3条="丙")


def base(on="1999-01-01", words=BASE, **options):
    return Anchor("base", day(on), words, "imported", **options)


BASES = (base(),)


def run(units, anchors=BASES, machine=None, start=None, **options):
    return fold(start or Start(), anchors, units, machine or Dictionaries(), **options)


def statuses(folded):
    return {r.unit: r.status for r in folded.results}


def words_on(folded, on, place):
    return stand_on(folded.stands, day(on)).document.get(place)


def test_each_day_that_changes_something_is_one_version():
    folded = run([unit(1, "2001-04-01", {"第1条": ("甲", "甲二")}), unit(2, "2001-04-01", {"第2条": ("乙", "乙二")}),
                  unit(3, "2002-04-01", {"第1条": ("甲二", "甲三")})])  # fmt: skip
    assert [(s.day, s.units) for s in folded.stands] == [
        (day("1999-01-01"), ()),
        (day("2001-04-01"), ("c1", "c2")),
        (day("2002-04-01"), ("c3",)),
    ]
    assert words_on(folded, "2001-03-31", "第1条") == "甲"
    assert words_on(folded, "2001-04-01", "第2条") == "乙二"
    assert words_on(folded, "2009-01-01", "第1条") == "甲三"
    assert stand_on(folded.stands, day("1998-12-31")) is None


def test_on_one_day_the_number_decides_not_the_order_given():
    first = unit(9, "2001-04-01", {"第1条": ("甲", "甲二")})
    second = unit(10, "2001-04-01", {"第1条": ("甲二", "甲三")})
    assert statuses(run([second, first])) == {"c9": "applied", "c10": "applied"}


def test_promulgation_goes_before_number():
    early = unit(20, "2001-04-01", {"第1条": ("甲", "甲二")}, promulgated="2000-12-01")
    late = unit(3, "2001-04-01", {"第1条": ("甲二", "甲三")}, promulgated="2001-03-01")
    assert statuses(run([late, early])) == {"c20": "applied", "c3": "applied"}


def test_behind_a_held_clause_everything_waits_and_the_text_stays():
    folded = run(
        [unit(1, "2001-04-01", {"第1条": ("誤", "甲二")}), unit(2, "2002-04-01", {"第2条": ("乙", "乙二")})]
    )
    assert statuses(folded) == {"c1": "held", "c2": "waiting"}
    assert folded.results[1].waits_for == "c1"
    assert words_on(folded, "2009-01-01", "第2条") == "乙"


def test_an_unread_clause_is_held_before_anything_is_tried():
    machine = Dictionaries()
    wrong = unit(1, "2001-04-01", {"第1条": ("甲", "甲二")}, findings=(Finding("error", "unread", "…"),))
    assert statuses(run([wrong], machine=machine)) == {"c1": "held"}
    assert machine.applied == 0


def test_without_a_text_each_clause_says_so_and_none_waits():
    folded = run([unit(1, "2001-04-01", {}), unit(2, "2002-04-01", {})], anchors=())
    assert statuses(folded) == {"c1": "held", "c2": "held"}
    assert {r.findings[0].code for r in folded.results} == {"no_base"}


def test_an_imported_text_contains_what_was_in_force_by_its_day():
    folded = run(
        [unit(1, "2001-04-01", {"第1条": ("X", "Y")}), unit(2, "2001-04-02", {"第1条": ("甲", "甲二")})],
        anchors=[base("2001-04-01")],
    )
    assert statuses(folded) == {"c1": "skipped", "c2": "applied"}
    assert folded.results[0].findings[0].code == "contained_in_base"


def test_a_second_import_is_an_assertion_that_is_checked():
    change = [unit(1, "2001-04-01", {"第1条": ("甲", "甲二")})]
    right = Anchor("later", day("2001-04-01"), BASE.put(第1条="甲二"), "imported", leading=False)
    wrong = Anchor("later", day("2001-04-01"), BASE, "imported", leading=False)
    assert [a.agreed for a in run(change, anchors=[base(), right]).agreements if a.anchor == "later"] == [
        True
    ]
    disagreeing = run(change, anchors=[base(), wrong])
    assert [a.agreed for a in disagreeing.agreements if a.anchor == "later"] == [False]
    assert words_on(disagreeing, "2001-04-01", "第1条") == "甲二", "an assertion never overwrites"


def test_an_import_restarts_a_held_history():
    later = Anchor("later", day("2003-01-01"), sheet(第1条="甲九"), "imported", leading=False)
    folded = run(
        [
            unit(1, "2001-04-01", {"第1条": ("誤", "甲二")}),
            unit(2, "2002-04-01", {"第1条": ("甲二", "甲九")}),
            unit(3, "2003-04-01", {"第1条": ("甲九", "甲十")}),
        ],
        anchors=[base(), later],
    )
    assert statuses(folded) == {"c1": "held", "c2": "skipped", "c3": "applied"}
    assert words_on(folded, "2002-12-31", "第1条") == "甲"
    assert words_on(folded, "2003-04-01", "第1条") == "甲十"


def test_a_repeal_ends_the_text_and_nothing_amends_it_afterwards():
    folded = run([unit(1, "2001-04-01", {}, verb="repeal"), unit(2, "2002-04-01", {"第1条": ("甲", "甲二")})])
    assert stand_on(folded.stands, day("2001-04-01")).ended == "repealed"
    assert statuses(folded) == {"c1": "applied", "c2": "held"}
    assert folded.results[1].findings[-1].code == "out_of_force"


def test_an_enactment_stands_before_clauses_of_its_day_and_an_import_behind_them():
    enacted = Anchor("enact", day("2001-04-01"), BASE, "enacted", notice_id="n0")
    check = Anchor("check", day("2001-04-01"), BASE.put(第1条="甲二"), "imported", leading=False)
    folded = run([unit(1, "2001-04-01", {"第1条": ("甲", "甲二")})], anchors=[check, enacted])
    assert statuses(folded) == {"c1": "applied"}
    assert [a.agreed for a in folded.agreements] == [True]
    assert len(folded.stands) == 1


def test_the_supplement_of_a_notice_joins_once_with_its_first_clause():
    folded = run([unit(1, "2001-04-01", {"第1条": ("甲", "甲二")}, notice="n"),
                  unit(2, "2002-04-01", {"第2条": ("乙", "乙二")}, notice="n")])  # fmt: skip
    assert [s.document.joined for s in folded.stands] == [(), ("n",), ("n",)]


def test_a_clause_without_a_day_waits_for_one():
    result = unfixed("c1")
    assert (result.status, result.waits_for, result.effective) == ("waiting", "date", None)


# ------------------------------------------------------------------------------------------------- partial regulations


def partial(*units, **options):
    return run(units, anchors=(), partial=True, **options)


def test_before_the_first_clause_the_start_is_not_known():
    folded = partial(unit(1, "2003-01-01", {"第1条": ("甲", "甲二")}))
    assert [(s.day, s.partial) for s in folded.stands] == [(None, True), (day("2003-01-01"), True)]
    assert words_on(folded, "1950-01-01", "第1条") == "甲"


def test_what_a_later_column_tells_holds_back_to_the_unknown_start():
    """期末手当規則 第1条の2第9号: elided on 2003-01-01, quoted by the clause of 2003-04-01."""
    folded = partial(
        unit(
            1, "2003-01-01", {"第1条の2第1項第7号": ("条の二", "条の三"), "第1条の2第1項第9号": (None, None)}
        ),
        unit(2, "2003-04-01", {"第1条の2第1項第9号": ("第20条の3", "第20条の5")}),
    )
    place = "第1条の2第1項第9号"
    assert [words_on(folded, on, place) for on in ("2000-01-01", "2003-03-31", "2003-04-01")] == [
        "第20条の3",
        "第20条の3",
        "第20条の5",
    ]


def test_knowledge_stops_at_the_clause_that_touched_the_provision():
    folded = partial(
        unit(1, "2001-01-01", {"第2条": ("乙", "乙二")}),
        unit(2, "2002-01-01", {"第1条": (None, "甲二")}),
        unit(3, "2003-01-01", {"第3条": ("丙", "丙二")}),
    )
    assert words_on(folded, "2001-06-01", "第1条") is None
    assert words_on(folded, "2002-06-01", "第1条") == "甲二"
    assert words_on(folded, "2000-06-01", "第3条") == "丙"


def test_a_fold_that_begins_late_tells_the_past_what_it_learned():
    first = partial(unit(1, "2001-01-01", {"第2条": ("乙", "乙二")}))
    asked = []

    def past():
        asked.append(True)
        return first.stands

    known = Start(first.stands[-1], past=past)
    quiet = run([unit(2, "2002-01-01", {"第2条": ("乙二", "乙三")})], anchors=(), partial=True, start=known)
    assert not asked
    assert not quiet.earlier
    telling = run([unit(2, "2002-01-01", {"第3条": ("丙", "丙二")})], anchors=(), partial=True, start=known)
    assert [(i, s.document.get("第3条")) for i, s in telling.earlier] == [(0, "丙"), (1, "丙")]


def test_a_partial_text_is_checked_and_completed_by_the_whole_one():
    folded = run([unit(1, "2001-01-01", {"第1条": ("甲", "甲二")}), unit(2, "2003-01-01", {"第1条": ("甲三", "甲四")})],
                 anchors=[Anchor("late", day("2002-01-01"), BASE.put(第1条="甲三"), "imported")], partial=True)  # fmt: skip
    assert statuses(folded) == {"c1": "applied", "c2": "applied"}
    assert [s.partial for s in folded.stands] == [True, True, False, False]
    assert [f.code for a in folded.agreements for f in a.findings] == ["quoted_otherwise"]


# ------------------------------------------------------------------------------------------------- any order, any start

EDITS = st.lists(
    st.tuples(
        st.integers(1, 30),
        st.sampled_from(["2001-01-01", "2001-04-01", "2002-04-01"]),
        st.sampled_from(["第1条", "第2条", "第3条"]),
        st.sampled_from(["甲", "乙", "丙", "丁"]),
        st.sampled_from(["甲", "乙", "丙", "丁"]),
    ),
    max_size=7,
    unique_by=lambda e: e[0],
)


def outcome(folded):
    return [(s.day, s.document.words, s.units) for s in folded.stands], sorted(
        (r.unit, r.status, r.waits_for) for r in folded.results
    )


@given(edits=EDITS, seed=st.randoms(use_true_random=False), whole=st.booleans())
def test_the_order_in_which_clauses_come_does_not_matter(edits, seed, whole):
    units = [unit(n, on, {place: (before, after)}) for n, on, place, before, after in edits]
    shuffled = list(units)
    seed.shuffle(shuffled)
    anchors = (base(),) if whole else ()
    assert outcome(run(units, anchors, partial=True)) == outcome(run(shuffled, anchors, partial=True))


@given(edits=EDITS, cut=st.sampled_from(["2001-04-01", "2002-04-01"]))
def test_going_on_from_a_stand_is_folding_the_whole(edits, cut):
    units = [unit(n, on, {place: (before, after)}) for n, on, place, before, after in edits]
    whole = run(units)
    early = run([u for u in units if u.day < day(cut)])
    blocked = next((r.unit for r in early.results if r.status == "held"), "")
    start = Start(early.stands[-1], blocked, frozenset(early.stands[-1].document.joined))
    late = run([u for u in units if u.day >= day(cut)], anchors=(), start=start)
    assert outcome(whole)[0] == [*outcome(early)[0], *outcome(late)[0]]
    assert outcome(whole)[1] == sorted([*outcome(early)[1], *outcome(late)[1]])


@pytest.mark.parametrize(
    ("operation", "place", "expected"),
    [
        (Substitute(at("第1条第1項第7号"), "a", "b"), "第1条第1項第9号", False),
        (Substitute(at("第1条第1項"), "a", "b"), "第1条第1項第9号", False),
        (Substitute(at("第1条第1項第9号ア"), "a", "b"), "第1条第1項第9号", True),
        (Substitute(at("第16条"), "a", "b"), "第16条第1項", True),
        (Insert(at("第1条第1項"), "b"), "第1条第1項", True),
        (Remove(at("第1条第1項")), "第1条第1項第9号", True),
        (Remove(at("第1条第1項第8号")), "第1条第1項第9号", False),
        (Add(at("第1条第1項第9号"), "<Item/>"), "第1条第1項第9号", True),
        (Move(at("第1条第1項第8号"), at("第1条第1項第10号"), "(10)"), "第1条第1項第9号", True),
        (Move(at("第5条"), at("第6条"), "第6条"), "第1条第1項第9号", True),
        (Move(at("第2条第5項"), at("第2条第6項"), "6"), "第1条第1項第9号", False),
        (Remove(at("第11条から第12条まで")), "第11条第1項", True),
        (Remove(at("第11条")), "第12条", False),
    ],
)
def test_what_touches_a_provision(operation, place, expected):
    assert touches(operation, at(place)) is expected


# ------------------------------------------------------------------------------- 失効, 施行前の改正, and going back


def test_a_text_ends_on_the_day_that_it_names_and_nothing_amends_it_afterwards():
    folded = run(
        [
            unit(1, "2002-04-01", {"第1条": ("甲", "甲二")}),
            unit(2, "2003-04-01", {"第1条": ("甲二", "甲三")}),
        ],
        anchors=[base(words=BASE.put(附則="2003-01-01"))],
    )
    assert statuses(folded) == {"c1": "applied", "c2": "held"}
    assert folded.results[1].findings[-1].code == "out_of_force"
    assert stand_on(folded.stands, day("2002-12-31")).ended == ""
    assert stand_on(folded.stands, day("2003-01-01")).ended == "lapsed"


def test_an_amendment_in_time_moves_the_day_on_which_a_text_ends():
    folded = run(
        [
            unit(1, "2002-12-31", {"附則": ("2003-01-01", "2006-01-01")}),
            unit(2, "2003-04-01", {"第1条": ("甲", "甲二")}),
        ],
        anchors=[base(words=BASE.put(附則="2003-01-01"))],
    )
    assert statuses(folded) == {"c1": "applied", "c2": "applied"}
    assert stand_on(folded.stands, day("2005-12-31")).ended == ""
    assert stand_on(folded.stands, day("2006-01-01")).ended == "lapsed"


def test_what_may_have_moved_the_end_holds_and_the_text_is_not_said_to_have_ended():
    folded = run(
        [unit(1, "2002-12-31", {"附則": ("2002-01-01", "2006-01-01")})],
        anchors=[base(words=BASE.put(附則="2003-01-01"))],
    )
    assert statuses(folded) == {"c1": "held"}
    assert stand_on(folded.stands, day("2004-01-01")).ended == ""


def test_an_imported_text_that_names_a_day_long_past_goes_on():
    folded = run([], anchors=[base(words=BASE.put(附則="1990-01-01"))])
    assert [s.ended for s in folded.stands] == [""]


def test_an_amendment_before_the_enactment_starts_takes_effect_with_it():
    enacted = Anchor(
        "enact", day("2001-04-01"), BASE, "enacted", notice_id="n0", promulgated=day("2000-12-20")
    )
    folded = run(
        [unit(1, "2001-02-01", {"第1条": ("甲", "甲二")}, promulgated="2001-02-01")], anchors=[enacted]
    )
    (result,) = folded.results
    assert (result.status, result.effective) == ("applied", day("2001-04-01"))
    assert stand_on(folded.stands, day("2001-02-01")) is None
    assert words_on(folded, "2001-04-01", "第1条") == "甲二"


def test_what_was_promulgated_before_the_enactment_speaks_of_another_regulation():
    enacted = Anchor(
        "enact", day("2001-04-01"), BASE, "enacted", notice_id="n0", promulgated=day("2000-12-20")
    )
    folded = run([unit(1, "2000-02-01", {"第1条": ("甲", "甲二")})], anchors=[enacted])
    assert statuses(folded) == {"c1": "held"}
    assert folded.results[0].findings[0].code == "no_base"
    assert words_on(folded, "2001-04-01", "第1条") == "甲"


def test_what_an_imported_text_contains_is_undone_from_the_last():
    folded = run(
        [unit(1, "1998-04-01", {"第1条": ("甲〇", "甲一")}), unit(2, "1998-10-01", {"第1条": ("甲一", "甲")})]
    )
    assert statuses(folded) == {"c1": "applied", "c2": "applied"}
    assert [
        words_on(folded, on, "第1条") for on in ("1998-01-01", "1998-04-01", "1998-10-01", "2000-01-01")
    ] == [
        "甲〇",
        "甲一",
        "甲",
        "甲",
    ]
    assert folded.stands[0].day is None
    assert [a.agreed for a in folded.agreements] == [True]


def test_what_cannot_be_undone_ends_what_is_known():
    folded = run(
        [unit(1, "1998-04-01", {"第1条": ("甲〇", "乙〇")}), unit(2, "1998-10-01", {"第1条": ("甲一", "甲")})]
    )
    assert statuses(folded) == {"c1": "skipped", "c2": "applied"}
    assert [f.code for f in folded.results[0].findings] == ["contained_in_base", "known_history_begins"]
    assert stand_on(folded.stands, day("1998-09-30")).document.get("第1条") == "甲一"
