"""Random histories against a model of the regulation that knows nothing of the store: whatever the order of ingestion and
whatever is missing, a text is the model's, or the store says that it is not certain."""

import datetime
import random
import re
from dataclasses import dataclass, field, replace

import pytest

from reiki.office import ask, choosing, decide
from reiki.office.errors import NoTextOn, UnknownWork
from reiki.office.fixing import fix_event
from reiki.office.importing import import_regulation
from reiki.office.imports import disputed_imports
from reiki.office.ingest import ingest
from reiki.office.review import review_list
from reiki.office.verify import verify
from reiki.store.session import open_store
from reiki.store.sources import digest_of
from written import HEAD, WEEKDAYS, Change, Decree, Order, day, issue, japanese, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
LEAD = "次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。"
FIXING = "霧浜市文書規則の一部を改正する規則の施行期日を定める規則"
START = day("2020-12-31")
END = day("2029-12-31")
MOMENT = datetime.datetime(2030, 4, 1, 9, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
SUBJECTS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
WORDS = "松竹梅桜菊蘭桐柳杉檜楓楠椿萩桂栗柿桃李杏梨柚橘楡樫椎榎槐柏"
UNSURE = ("一致しない", "食い違", "遡って得た", "正誤が反映")


# ------------------------------------------------------------------------------------------------------------ the model


@dataclass(frozen=True)
class Act:
    """One thing that happens to the regulation on a day: what it is, where (an index), and the new words."""

    kind: str
    at: int = 0
    word: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Instrument:
    """An amending rule as it was meant: ``acts`` by the day on which each starts."""

    number: int
    promulgated: datetime.date
    acts: tuple[tuple[datetime.date, Act], ...]
    how: str = "plain"
    starts: str = ""


@dataclass
class Model:
    """The articles on a day, as (subject, word), and the instruments whose 附則 the regulation carries."""

    articles: list[tuple[str, str]]
    carried: list[Instrument] = field(default_factory=list)

    def lines(self):
        return [f"第{n}条　{line(a)}" for n, a in enumerate(self.articles, 1)]

    def text(self):
        body = regulation(TITLE, NUMBER, "平成9年3月25日", [line(a) for a in self.articles]).decode()
        for instrument in self.carried:
            body += f"　　　附　則（{japanese(instrument.promulgated)}霧浜市規則第{instrument.number}号）\n"
            body += f"この規則は、{instrument.starts}から施行する。\n"
        return body.encode()


def line(article):
    return f"{article[0]}は、{article[1]}とする。"


def turns(instruments):
    """Everything that happens, in the order of the law: day, promulgation, number, place."""
    out = [(d, i.promulgated, i.number, n, i, act) for i in instruments for n, (d, act) in enumerate(i.acts)]
    return sorted(out, key=lambda t: t[:4])


def play(first, instruments, until):
    model = Model(list(first))
    for when, _, _, _, instrument, act in turns(instruments):
        if when <= until:
            step(model, act)
            if instrument not in model.carried:
                model.carried.append(instrument)
    return model


def step(model, act):
    """Applies one act; gives the rows of the table that orders it."""
    old = list(model.articles)
    match act.kind:
        case "words":
            model.articles[act.at] = (old[act.at][0], act.word)
            label = f"第{act.at + 1}条　{old[act.at][0]}は、"
            return [Change(f"{label}_{old[act.at][1]}_とする。", f"{label}_{act.word}_とする。")]
        case "add":
            model.articles.insert(act.at, (act.subject, act.word))
            rows = [Change("", f"_第{act.at + 1}条_　{line((act.subject, act.word))}")]
            for n in range(act.at, len(old)):
                rows.append(Change(f"_第{n + 1}条_　{line(old[n])}", f"_第{n + 2}条_　{line(old[n])}"))
            return rows
        case "remove":
            del model.articles[act.at]
            rows = [Change(f"_第{act.at + 1}条_　{line(old[act.at])}", "")]
            for n in range(act.at + 1, len(old)):
                rows.append(Change(f"_第{n + 1}条_　{line(old[n])}", f"_第{n}条_　{line(old[n])}"))
            return rows
    raise AssertionError(act.kind)


# --------------------------------------------------------------------------------------------------------- the gazette


@dataclass(frozen=True)
class History:
    first: tuple[tuple[str, str], ...]
    instruments: tuple[Instrument, ...]
    issues: dict[str, bytes]

    def model(self, on):
        return play(self.first, self.instruments, on)

    def days(self):
        marks = {d for i in self.instruments for d, _ in i.acts}
        one = datetime.timedelta(1)
        return sorted({START, END, *marks, *(d - one for d in marks)} & set(between()))


def between():
    return {START + datetime.timedelta(n) for n in range((END - START).days + 1)}


def history(seed, structure=True):
    """A history drawn by ``seed``; with ``structure`` articles come, go and move, without it clauses start in parts."""
    draw = random.Random(seed)
    words, subjects = list(WORDS), list(SUBJECTS)
    draw.shuffle(words)
    first = tuple((subjects.pop(0), words.pop()) for _ in range(3))
    drafts = []
    for n in range(1, draw.randint(4, 6) + 1):
        promulgated = day("2021-01-20") + datetime.timedelta(50 * n)
        late = promulgated + datetime.timedelta(draw.choice((0, 1, 20, 45, 120, 400)))
        if drafts and draw.random() < 0.3:
            late = max(promulgated, drafts[-1].acts[0][0])
        how = draw.choice(
            ("plain", "plain", "unfixed", "erratum", "wrong day") if n > 1 else ("plain", "unfixed")
        )
        kinds = ("words", "words", "add", "remove") if structure and how != "erratum" else ("words",)
        acts = [(late, Act(draw.choice(kinds)))]
        if not structure and how == "plain" and draw.random() < 0.6:
            acts.append((late + datetime.timedelta(draw.choice((30, 200))), Act("words")))
            how = draw.choice(("plain", "split"))
        if how == "unfixed":
            acts = [(max(when, promulgated + datetime.timedelta(25)), act) for when, act in acts]
        drafts.append(Instrument(n, promulgated, tuple(acts), how))
    return _written(first, drafts, words, subjects, draw)


def _written(first, drafts, words, subjects, draw):
    """Places and words are drawn as the regulation stands when each act takes its turn; so are the tables."""
    model, acts, rows = Model(list(first)), {}, {}
    for _, _, number, n, instrument, drafted in turns(drafts):
        used = {a.at for (k, _), a in acts.items() if k == number}
        size = len(model.articles)
        kind = "words" if drafted.kind == "remove" and size < 3 else drafted.kind
        places = [p for p in range(size + (kind == "add")) if p not in used]
        act = Act(kind, draw.choice(places), words.pop(0), subjects.pop(0) if kind == "add" else "")
        acts[number, n] = act
        rows[number, n] = step(model, act)
        assert instrument is drafts[number - 1]
    instruments, issues, extra = [], {}, 50
    for i in drafts:
        mine = tuple((when, acts[i.number, n]) for n, (when, _) in enumerate(i.acts))
        starts = f"{japanese(mine[0][0])}"
        if len(mine) > 1:
            starts += f"から施行する。ただし、第{mine[1][1].at + 1}条の改正規定は、{japanese(mine[1][0])}"
        if i.how == "unfixed":
            starts = "別に規則で定める日"
        done = replace(i, acts=mine, starts=starts)
        changes = [row for n in range(len(mine)) for row in rows[i.number, n]]
        printed = starts
        if i.how == "erratum":
            right = mine[0][1].word
            changes = [Change(c.before, c.after.replace(f"_{right}_", "_某_")) for c in changes]
            issues[f"erratum {i.number}"] = errata(extra, i, "、某とする", f"、{right}とする")
        elif i.how == "wrong day":
            printed = japanese(mine[0][0] + datetime.timedelta(7))
            issues[f"erratum {i.number}"] = errata(extra, i, f"{printed}から施行", f"{starts}から施行")
        elif i.how == "split":
            # As printed all of it starts on one day: the errata make two clauses × commencement of one.
            printed = japanese(mine[0][0])
            issues[f"erratum {i.number}"] = errata(extra, i, f"{printed}から施行", f"{starts}から施行")
        elif i.how == "unfixed":
            named = f"霧浜市文書規則の一部を改正する規則（令和{i.promulgated.year - 2018}年霧浜市規則第{i.number}号）"
            body = f"{named}の施行期日は、{japanese(mine[0][0])}とする。"
            on = i.promulgated + datetime.timedelta(20)
            issues[f"fixing {i.number}"] = issue(extra, on, Decree(extra, body=(body,), title=FIXING))
        extra += 1
        order = Order(TITLE, NUMBER, tuple(changes), lead=LEAD)
        issues[f"rule {i.number}"] = issue(i.number, i.promulgated, Decree(i.number, (order,), printed))
        instruments.append(done)
    return History(first, tuple(instruments), issues)


def errata(number, of, wrong, right):
    on = of.promulgated + datetime.timedelta(15)
    body = (
        f"<h1>霧浜市公報</h1><p>{japanese(on)}（{WEEKDAYS[on.weekday()]}曜日）　第{number}号</p><h2>正誤</h2>"
        f"<p>{japanese(of.promulgated)}付け霧浜市公報第{of.number}号中</p>"
        f"<table><tr><td>誤</td><td>正</td></tr><tr><td>{wrong}</td><td>{right}</td></tr></table>"
    )
    return (HEAD + body + "</body></html>").encode()


# ----------------------------------------------------------------------------------------------------------- the store


def told(things, *, clock=False):
    """A store that took these in, in this order: issues (bytes) and known texts (day, bytes). With ``clock`` an hour apart, and
    what was answered after each."""
    store, now = open_store("sqlite://"), MOMENT
    for n, thing in enumerate(things):
        now += HOUR if clock else datetime.timedelta(0)
        take(store, thing, n, now)
    return store


def take(store, thing, n, now):
    if isinstance(thing, bytes):
        ingest(store, thing, f"{n}.html", now=now)
    else:
        on, data = thing
        import_regulation(store, data, f"{n}.txt", now=now, today=END, as_of=on)


def answer(store, on, known=None):
    """Everything that is answered for a day, or that nothing is known."""
    try:
        text = ask.text(store, NUMBER, on=on, known=known)
    except (NoTextOn, UnknownWork):
        return None
    return (
        tuple(x for x in text.content.split("\n") if x.startswith("第")),
        text.text_digest,
        text.held_since,
        text.held_clause,
        text.status,
        text.evidence,
        text.notes,
    )


def silent(store, on):
    """The articles of a text that the store tells without any reserve; ``None`` where it has one."""
    said = answer(store, on)
    if said is None or said[2] is not None or said[5] != "whole":
        return None
    return None if any(word in note for note in said[6] for word in UNSURE) else list(said[0])


def statuses(store):
    return sorted(
        (c.notice, c.key.rpartition("/")[2], c.status)
        for c in ask.history(store, NUMBER)
        if c.how == "amended"
    )


@pytest.mark.parametrize("seed", range(12))
def test_in_any_order_every_day_is_the_models(seed):
    history_ = history(seed, structure=seed % 2 == 0)
    draw = random.Random(seed)
    middle = draw.choice(history_.days())
    known = [(START, history_.model(START).text())]
    if seed % 3:
        known += [(on, history_.model(on).text()) for on in {middle, END}]
    things = [*known, *history_.issues.values()]
    shuffled = list(things)
    draw.shuffle(shuffled)
    stores = [told(things), told(shuffled)]
    for store in stores:
        assert review_list(store) == ()
        for on in history_.days():
            assert silent(store, on) == history_.model(on).lines(), on
        assert verify(store).differences == ()
    for on in history_.days():
        assert answer(stores[0], on)[1] == answer(stores[1], on)[1], on
    assert statuses(stores[0]) == statuses(stores[1])


@pytest.mark.parametrize("seed", range(100, 108))
def test_backwards_from_the_last_text_it_is_the_same(seed):
    history_ = history(seed, structure=seed % 2 == 0)
    forwards = told([(START, history_.model(START).text()), *history_.issues.values()])
    last = ask.text(forwards, NUMBER, on=END).content.encode()
    things = [(END, last), *history_.issues.values()]
    random.Random(seed).shuffle(things)
    store = told(things)
    for on in history_.days():
        assert silent(store, on) == history_.model(on).lines(), on
        assert answer(store, on)[1] == answer(forwards, on)[1], on
    assert verify(store).differences == ()


@pytest.mark.parametrize("seed", range(200, 214))
def test_whatever_is_missing_nothing_wrong_is_told_of_the_past_in_silence(seed):
    history_ = history(seed, structure=seed % 2 == 0)
    draw = random.Random(seed)
    things = [(END, history_.model(END).text()), *history_.issues.values()]
    for missing in draw.sample(sorted(history_.issues), 2):
        if missing.startswith("erratum"):
            continue  # a misprint that nobody corrected is the law as printed
        left = [t for t in things if t != history_.issues[missing]]
        draw.shuffle(left)
        store = told(left)
        for on in history_.days():
            lines = silent(store, on)
            assert lines is None or lines == history_.model(on).lines(), (missing, on)
        assert verify(store).differences == ()
        take(store, history_.issues[missing], 99, MOMENT)
        for on in history_.days():
            assert silent(store, on) == history_.model(on).lines(), (missing, on)


@pytest.mark.parametrize("seed", range(300, 306))
def test_what_was_known_then_is_answered_the_same_for_ever(seed):
    history_ = history(seed, structure=seed % 2 == 0)
    draw = random.Random(seed)
    things = [*history_.issues.values(), (draw.choice(history_.days()), history_.model(START).text())]
    things += [(START, history_.model(START).text()), (END, history_.model(END).text())]
    draw.shuffle(things)
    store, then = open_store("sqlite://"), {}
    for n, thing in enumerate(things):
        now = MOMENT + n * HOUR
        take(store, thing, n, now)
        then |= {(on, now): answer(store, on) for on in history_.days()}
        if n in (len(things) // 2, len(things) - 1):
            assert {(on, at): answer(store, on, at) for on, at in then} == then, n
            assert verify(store).differences == ()


@pytest.mark.parametrize("seed", range(400, 406))
def test_a_misprint_holds_and_a_decision_on_it_restores_the_law(seed):
    history_ = history(seed, structure=False)
    draw = random.Random(seed)
    whole = [i for i in history_.instruments if i.how == "plain" and len(i.acts) == 1]
    wrong = draw.choice(whole or [i for i in history_.instruments if i.how == "unfixed"])
    since, act = wrong.acts[0]
    name = f"rule {wrong.number}"
    before = re.findall("<u>(.)</u>", history_.issues[name].decode())[1]
    printed = history_.issues[name].replace(f"<u>{before}</u>".encode(), "<u>某</u>".encode(), 1)
    issues = history_.issues | {name: printed}
    things = [(START, history_.model(START).text()), *issues.values()]
    draw.shuffle(things)
    store = told(things)
    for on in history_.days():
        if on < since:
            assert silent(store, on) == history_.model(on).lines(), on
        else:
            assert answer(store, on)[2] == since, on
    (held,) = [c for c in review_list(store) if c.status == "held"]
    by = {"person": "文書課 山田", "reason": "原本を確認した", "now": MOMENT + HOUR}
    right = {"op": "substitute", "at": f"第{act.at + 1}条第1項", "before": before, "after": act.word}
    decide.give(store, held.key, [{**right, "basis": "stated", "source": {}}], **by)
    for on in history_.days():
        assert silent(store, on) == history_.model(on).lines(), on
    assert verify(store).differences == ()
    decide.undo(store, held.key, **by)
    assert all(answer(store, on)[2] == since for on in history_.days() if on >= since)
    assert verify(store).differences == ()


@pytest.mark.parametrize("seed", range(500, 506))
def test_imports_that_disagree_are_told_alike_in_any_order_and_a_person_puts_them_right(seed):
    history_ = history(seed, structure=seed % 2 == 0)
    draw = random.Random(seed)
    right = [(START, history_.model(START).text()), (END, history_.model(END).text())]
    wrong = [(on, misread(history_.model(on).text(), draw)) for on in {START, draw.choice(history_.days())}]
    things = [*right, *wrong, *history_.issues.values()]
    seen = []
    for _ in range(2):
        draw.shuffle(things)
        store = told(things)
        for on in history_.days():
            lines = silent(store, on)
            assert lines is None or lines == history_.model(on).lines(), on
        imports = [(i.source, i.counts, i.agreed) for i in disputed_imports(store)]
        seen.append(([answer(store, on) for on in history_.days()], statuses(store), imports))
        assert verify(store).differences == ()
    assert seen[0] == seen[1]
    then = {on: answer(store, on) for on in history_.days()}
    misread_ = {digest_of(data) for _, data in wrong}
    for each in [i for i in disputed_imports(store) if i.source in misread_]:
        choosing.reject(store, each.key, person="文書課 山田", reason="誤った写し", now=MOMENT + HOUR)
    for on in history_.days():
        assert silent(store, on) == history_.model(on).lines(), on
        assert answer(store, on, MOMENT) == then[on], on
    assert review_list(store) == ()
    assert verify(store).differences == ()


def misread(text, draw):
    """A text in which one word is another."""
    words = re.findall("は、(.)とする", text.decode())
    return text.replace(f"は、{draw.choice(words)}とする".encode(), "は、某とする".encode(), 1)


@pytest.mark.parametrize("seed", range(600, 606))
def test_days_that_a_person_puts_right_give_the_law_and_what_was_answered_stays(seed):
    history_ = history(seed, structure=seed % 2 == 0)
    draw = random.Random(seed)
    open_days = {i.number: i for i in history_.instruments if i.how == "unfixed"}
    issues = [data for name, data in history_.issues.items() if not name.startswith("fixing")]
    draw.shuffle(issues)
    store, then, now = (
        told([(START, history_.model(START).text()), *issues], clock=True),
        {},
        MOMENT + 90 * HOUR,
    )
    for number, i in open_days.items():
        name = f"令和{i.promulgated.year - 2018}年霧浜市規則第{number}号"
        wrong, right = i.acts[0][0] + datetime.timedelta(draw.choice((-3, 9))), i.acts[0][0]
        by = {"source": "令和3年告示第8号", "person": "文書課 山田"}
        for day_, more in ((wrong, {}), (right, {"replace": wrong, "reason": "日を誤った"})):
            now += HOUR
            fix_event(store, name, day_, **by, **more, now=now)
            then |= {(on, now): answer(store, on) for on in history_.days()}
    for on in history_.days():
        assert silent(store, on) == history_.model(on).lines(), on
    assert {(on, at): answer(store, on, at) for on, at in then} == then
    assert verify(store).differences == ()
