"""鳥取県公報 平成14年12月25日 号外第175号, read in place: into an empty store, with what its columns tell."""

import datetime
import re
from collections import Counter

import pytest

from reiki.amend.operations import to_json
from reiki.law.numerals import to_kanji
from reiki.office import ask
from reiki.office.desk import DESK
from reiki.office.errors import UNUSABLE
from reiki.office.ingest import ingest
from reiki.office.parse import parse_clause, parse_source
from reiki.store.session import open_store

pytestmark = pytest.mark.shared

NOW = datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC)
ALLOWANCE = "期末手当及び勤勉手当の支給に関する規則"
AMENDING = "職員の給料の調整額に関する規則の一部を改正する規則"


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture(scope="module")
def data(shared):
    return (shared / "real" / "tottori-2002-12-25-extra-175.txt").read_bytes()


@pytest.fixture(scope="module")
def store(data):
    opened = open_store("sqlite://")
    ingest(opened, data, "tottori.txt", now=NOW, partial=True)
    yield opened
    opened.close()


def text(store, name, on, at="", **options):
    return ask.text(store, name, on=day(on), at=at, **options)


def test_eleven_clauses_on_their_days(store, data):
    report = ingest(store, data, "again.txt", now=NOW, partial=True)
    assert report.already
    assert [(c.notice[-5:], c.clause, str(c.effective)) for c in report.clauses] == [
        ("則第23号", "附則2", "2003-01-01"),
        ("則第23号", "附則3", "2003-01-01"),
        ("則第23号", "附則4", "2003-01-01"),
        *[("則第25号", str(n), "2003-04-01") for n in range(1, 6)],
        ("則第26号", "1", "2002-12-25"),
        ("則第27号", "1", "2003-01-01"),
        ("則第27号", "2", "2003-01-01"),
    ]
    assert [c.status for c in report.clauses] == ["applied"] * 11
    assert [(e.number[-5:], str(e.day)) for e in report.enacted] == [
        ("則第23号", "2003-01-01"),
        ("則第24号", "2003-01-01"),
    ]


def test_the_same_regulation_changes_twice(store):
    changes = [c for c in ask.history(store, ALLOWANCE) if c.how == "amended"]
    assert [str(c.in_force_from) for c in changes] == ["2003-01-01", "2003-04-01"]


@pytest.mark.parametrize(
    ("on", "cited"),
    [("1990-01-01", "第20条の3"), ("2003-03-31", "第20条の3"), ("2003-04-01", "第20条の5")],
)
def test_what_the_later_column_tells_of_earlier_days(store, on, cited):
    report = text(store, ALLOWANCE, on, "第1条の2第1項第9号")
    assert cited in report.content
    assert report.evidence == "quoted"


def test_a_list_before_and_after(store):
    before = text(store, "職員の任用に関する規則", "2002-12-24", "第16条", form="xml").content
    after = text(store, "職員の任用に関する規則", "2002-12-25", "第16条", form="xml").content
    assert "次の各号に掲げる方法の一により" in before
    assert before.count("<Item ") == 3
    assert "次に掲げる方法のうち2以上を併せて" in after
    assert after.count("<Item ") == 8


def test_an_item_with_its_details_exists_from_its_day(store):
    title = "管理職員特別勤務手当の支給に関する規則"
    content = text(store, title, "2003-01-01", "第3条第1項第3号").content
    assert [line.strip()[0] for line in content.splitlines()[1:]] == list("アイウエ")


def test_a_cell_of_a_table(store):
    rows = ask.diff(
        store, "職員の給料の調整額に関する規則", from_day=day("2002-12-31"), to_day=day("2003-01-01")
    ).as_json()["rows"]
    assert any("6,700円" in str(r["before"]) and "6,600円" in str(r["after"]) for r in rows)


def test_the_surviving_supplement_answers_to_both_addresses(store):
    number = "平成7年鳥取県人事委員会規則第21号"
    host = text(store, "職員の給料の調整額に関する規則", "2003-01-01", f"附則（{number}）")
    own = text(store, AMENDING, "2003-01-01")
    assert text(store, number, "2003-01-01", "附則").content == host.content == own.content
    assert "平成18年3月31日" in text(store, AMENDING, "2003-01-01", "附則第2項").content
    assert "平成18年3月31日" not in text(store, AMENDING, "2002-12-31", "附則第2項").content


def test_every_work_is_named(store):
    found = {w.law_id: w.status for w in ask.works(store, on=day("2003-04-01"))}
    assert len(found) == 11
    assert found["341KJ3100000004"] == "partial"
    assert found["414KJ3100000023"] == "in_force"


# ------------------------------------------------------------------------------------------------------------- parsed


@pytest.fixture(scope="module")
def report(data):
    return parse_source(data, "tottori.txt")


def clause_of(report, notice, clause):
    return next(c for c in report.notices[notice].clauses if c.clause.id == clause)


def operations(clause):
    return [to_json(op) for op in clause.operations]


NUMBER = "平成14年鳥取県人事委員会規則第%d号"
TARGETS = {
    (23, "附則2"): (
        "期末手当及び勤勉手当の支給に関する規則",
        "昭和41年鳥取県人事委員会規則第4号",
        "2003-01-01",
    ),
    (23, "附則3"): ("職員の旅費に関する条例施行規則", "昭和45年鳥取県人事委員会規則第25号", "2003-01-01"),
    (23, "附則4"): (
        "管理職員特別勤務手当の支給に関する規則",
        "平成3年鳥取県人事委員会規則第26号",
        "2003-01-01",
    ),
    (25, "1"): ("職員の給与の支給に関する規則", "昭和27年鳥取県人事委員会規則第3号", "2003-04-01"),
    (25, "2"): (
        "職員の初任給、昇格、昇給等の基準に関する規則",
        "昭和32年鳥取県人事委員会規則第10号",
        "2003-04-01",
    ),
    (25, "3"): ("寒冷地手当の支給に関する規則", "昭和39年鳥取県人事委員会規則第31号", "2003-04-01"),
    (25, "4"): ("期末手当及び勤勉手当の支給に関する規則", "昭和41年鳥取県人事委員会規則第4号", "2003-04-01"),
    (25, "5"): ("職員の育児休業等に関する規則", "平成4年鳥取県人事委員会規則第4号", "2003-04-01"),
    (26, "1"): ("職員の任用に関する規則", "昭和27年鳥取県人事委員会規則第11号", "2002-12-25"),
    (27, "1"): ("職員の給料の調整額に関する規則", "昭和31年鳥取県人事委員会規則第18号", "2003-01-01"),
    (27, "2"): (AMENDING, "平成7年鳥取県人事委員会規則第21号", "2003-01-01"),
}


def test_five_notices_eleven_clauses_their_targets_and_dates(report):
    told = report.as_json()
    assert (told["issue"]["publisher"], told["issue"]["number"], told["issue"]["date"]) == (
        "鳥取県",
        "号外第175号",
        "2002-12-25",
    )
    assert [(n["number"], n["kind"], n["promulgated"]) for n in told["notices"]] == [
        (NUMBER % k, kind, "2002-12-25")
        for k, kind in zip(range(23, 28), ["enact", "enact", "amend", "amend", "amend"], strict=True)
    ]
    found = {}
    for k, notice in zip(range(23, 28), told["notices"], strict=True):
        for c in notice["clauses"]:
            assert c["commencement"]["kind"] == "fixed"
            found[k, c["id"]] = (c["target"]["title"], c["target"]["number"], c["commencement"]["date"])
    assert found == TARGETS
    assert not report.held


def test_a_misprint_in_the_contents_is_a_warning(report):
    (warning,) = [f for f in report.findings if f.severity != "note"]
    assert (warning.severity, warning.code) == ("warning", "contents_title_differs")
    assert "最高の号級を" in warning.message
    assert "最高の号給を" in warning.message


# How the columns of the tables that a page break cut go on, told by eye: the lines at which the side changes.
SIDES = {
    (23, "附則2"): ("after", ["以下「育児休業条例」という。)第5条の2", "備考 略", "備考 略"]),
    (23, "附則4"): ("after", ["2 略", "2 略"]),
    (27, "1"): ("after", ["5 級\t11,600円", "オ 研究職給料表", "オ 研究職給料表"]),
    (27, "2"): ("before", ["(経過措置)", "- 4 前2項に規定"]),
}
FOLD = str.maketrans({chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | {"〜": "~"})


CAPTION = re.compile(r"<(\w+)Caption>.*?</\1Caption>")


def bare(text):
    return re.sub(r"<[^>]+>|^- |\s|\|", "", text, flags=re.MULTILINE).translate(FOLD)


def printed_columns(source):
    """Both columns of every comparison table of the file, without layout: by lines, tabs and the eye, not by the reader."""
    lines = source.split("\n")
    heads = [i for i, line in enumerate(lines) if line.startswith("改 正 後\t")]
    out = {}
    for k, (clause, at) in enumerate(zip(TARGETS, heads, strict=True)):
        side, marks = SIDES.get(clause, ("after", []))
        marks = list(marks)
        columns = {"after": "", "before": ""}
        stop = heads[k + 1] if k + 1 < len(heads) else len(lines)
        for line in lines[at + 1 : stop]:
            if re.match(r"附 則$|最高の号給を超える|\(.*一部改正\)$|第 ?\d 条 .*改正する。$", line):
                break
            cells = line.split("\t")
            if marks and line.startswith(marks[0]):
                side = "before" if side == "after" else "after"
                del marks[0]
            if len(cells) in (2, 4) and (
                len(cells) == 4 or "</p>" in line or cells[0][:3] == cells[1][:3] == "別表第"
            ):
                columns["after"] += bare("".join(cells[: len(cells) // 2]))
                columns["before"] += bare("".join(cells[len(cells) // 2 :]))
            else:
                columns[side] += bare(line)
        assert not marks
        out[clause] = columns
    return out


def moved(op):
    """The characters that an operation brings and those that it takes."""
    words = {k: bare(str(op.get(k) or "")) for k in ("before", "after", "xml", "words")}
    label = (
        re.search(r"第(\d+)項$", op["at"]) if op["op"] in ("remove", "move") and "項" in op["at"] else None
    )
    new = Counter(words["after"] + words["xml"])
    old = Counter(words["before"] + words["words"])
    if op["op"] == "move":
        new += Counter(re.sub(r"^附則(?=第\d+項)|[第項](?=\d|$)", "", op["to"]) if label else op["to"])
        old += Counter(label[1] if label else op["at"])
    elif op["op"] == "remove" and label:
        old += Counter(label[1])
    elif op["op"] == "remove":
        old += Counter("({})".format(re.search(r"第(\d+)号$", op["at"])[1]))
    return new, old


def test_every_difference_between_the_columns_is_an_operation(data, report):
    # What the operations bring and take, character by character, is what the columns differ in: nothing lost or invented.
    for (number, clause), columns in printed_columns(data.decode()).items():
        brought, taken = Counter(), Counter()
        ordered = operations(clause_of(report, number - 23, clause))
        removed = {op["at"] for op in ordered if op["op"] == "remove"}
        for op in ordered:
            # `words` of a removal holds no caption: both columns have it
            captioned = op["op"] == "add" and op["at"] in removed
            new, old = moved(op | {"xml": CAPTION.sub("", op["xml"])} if captioned else op)
            brought += new
            taken += old
        after, before = Counter(columns["after"]), Counter(columns["before"])
        assert after - before == brought - taken, (number, clause)
        assert before - after == taken - brought, (number, clause)


def test_two_enactments_can_be_read_whole(report, store):
    whole = [ask.text(store, NUMBER % k, on=day("2003-01-01")) for k in (23, 24)]
    assert [t.evidence for t in whole] == ["whole", "whole"]
    source = "".join(report.notices[0].regulation.split())
    third = source[source.index("<ArticleTitle>第3条") : source.index("<ArticleTitle>第4条")]
    assert third.count("<TableRow>") == 7
    assert "<Item" not in third
    for n in range(1, 8):
        assert f"({n})" in third
        assert f"{n}号給" in third
    formula = r"$\frac{\text{その者の切替日の前日における給料月額(以下「旧給料月額」という。)} - \text{切替日の前日における"
    assert formula in whole[1].content
    assert "formula" in [f.code for f in report.notices[1].findings]
    for n, text in zip((8, 5), whole, strict=True):
        assert re.findall(r"^第(\d+)条\u3000", text.content, re.MULTILINE) == [
            str(k) for k in range(1, n + 1)
        ]


def test_one_substitution_three_items_removed_eight_added(report):
    told = [(op["op"], op["at"]) for op in operations(clause_of(report, 3, "1"))]
    assert sorted(told) == sorted(
        [("substitute", "第16条第1項")]
        + [("remove", f"第16条第1項第{n}号") for n in range(1, 4)]
        + [("add", f"第16条第1項第{n}号") for n in range(1, 9)]
    )


def test_the_amounts_are_inferred_and_only_changed(report):
    clause = clause_of(report, 4, "1")
    told = operations(clause)
    assert {op["op"] for op in told} == {"substitute"}
    assert {op["basis"] for op in told} == {"inferred"}
    assert ("別表第2ア 行「2級」 列「調整基本額」", "6,700", "6,600") in {
        (o["at"], o["before"], o["after"]) for o in told
    }
    assert all(re.fullmatch(r"別表第2[ア-ク] 行「\d+級」 列「調整基本額」", op["at"]) for op in told)
    # 11 + 10 + 4 + 4 + 5 + 4 + 7 + 7 rows; 1級 of 行政職 alone stays
    assert len({op["at"] for op in told}) == 51
    warned = " ".join(f.message for f in clause.findings if f.severity == "warning")
    assert "8,700→8,600" in warned


def test_item_nine_before_and_after(store):
    before = text(store, ALLOWANCE, "2003-03-31", "第1条の2第1項第9号")
    after = text(store, ALLOWANCE, "2003-04-01", "第1条の2第1項第9号")
    assert before.content.replace("第20条の3", "第20条の5") == after.content
    assert before.evidence == after.evidence == "quoted"
    assert any("quoted" in note for note in before.notes)


def test_the_thick_box_added_three_rows_under_one_cell(store):
    table = text(store, ALLOWANCE, "2003-01-01", "別表第1", form="xml").content
    rows = re.findall(r"<TableRow>.*?</TableRow>", table)
    assert 'rowspan="3"><Sentence>任期付職員条例第4条第1項の給料表<' in rows[-3]
    assert [re.findall(r"100分の(\d+)", row) for row in rows[-3:]] == [["20"], ["15"], ["10"]]
    assert [row.count("<TableColumn") for row in rows[-3:]] == [3, 2, 2]
    assert "任期付職員条例" not in text(store, ALLOWANCE, "2002-12-31", "別表第1", form="xml").content


# --------------------------------------------------------------------------------------------------------- bad inputs


def nothing_in(store):
    return ask.works(store, on=day("2030-01-01")) == ()


@pytest.mark.parametrize("k", [0, 1, 2])
def test_what_is_no_gazette(shared, k):
    refused((shared / f"real/not-a-gazette-{k}.txt").read_bytes(), "report.txt")


def test_an_empty_file_and_a_picture():
    refused(b"", "empty.txt")
    refused(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "issue.html")


def refused(data, name):
    """Exit code 2: one sentence, and nothing stored."""
    store = open_store("sqlite://")
    for act in (lambda: parse_source(data, name), lambda: ingest(store, data, name, now=NOW, partial=True)):
        with pytest.raises(UNUSABLE) as caught:
            act()
        assert str(caught.value)
        assert "\n" not in str(caught.value)
    assert nothing_in(store)
    store.close()


def told_of(report):
    """What each clause orders and on what day, where nothing holds it; what each enactment says, where it was read whole."""
    clauses, enacted = {}, {}
    for n in report.notices:
        for c in n.clauses:
            start = c.parts[0].commencement.as_json().get("date")
            if not c.unresolved and start:
                ordered = [{k: v for k, v in op.items() if k != "source"} for op in operations(c)]
                clauses[n.notice.number, c.clause.id] = (c.clause.target, start, ordered)
        if (
            n.regulation
            and n.notice.commencement.as_json().get("date")
            and not any(f.severity == "error" for f in n.findings)
        ):
            enacted[n.notice.number] = n.regulation
    return clauses, enacted


@pytest.mark.parametrize("share", range(4))
def test_a_copy_that_is_cut_off_tells_nothing_wrong(data, report, share):
    whole = told_of(report)
    cuts = list(range(2000, len(data) - 80, 2311)) + [
        data.index(b"\n", n) + 1 for n in range(3000, len(data) - 900, 4001)
    ]
    for cut in cuts[share::4]:
        try:
            short = parse_source(data[:cut], "cut.txt")
        except UNUSABLE:
            continue
        assert short.held, cut
        for known, found in zip(whole, told_of(short), strict=True):
            assert (
                found.items() <= known.items()
                if isinstance(next(iter(found.values()), ""), str)
                else all(known[k] == v for k, v in found.items())
            ), cut


def test_a_copy_that_is_cut_off_serves_no_other_text(data, store):
    # in a table of the first notice's 附則, at the end of a line
    cut = data.index("ア～エ 略</p>\n".encode()) + len("ア～エ 略</p>\n".encode())
    short = open_store("sqlite://")
    assert ingest(short, data[:cut], "cut.txt", now=NOW, partial=True).held
    for work in ask.works(short, on=day("2003-06-01")):
        assert work.status in ("no_text", "not_yet", "partial"), work
        if work.status == "partial":
            served = text(short, work.law_id, "2003-06-01")
            assert served.held_since or served.content == text(store, work.law_id, "2003-06-01").content
    short.close()


# ----------------------------------------------------------------------------------------------------------- variants

ERAS = r"(明治|大正|昭和|平成|令和) ?(\d+) ?年"


def kanji_years(text):
    return re.sub(ERAS, lambda m: m[1] + to_kanji(int(m[2])) + "年", text)


def pipes(source):
    out, open_table = [], False
    for line in source.split("\n"):
        cells = line.split("\t")
        if len(cells) > 1:
            out.append("| " + " | ".join(cells) + " |")
            out += [] if open_table else ["|" + " --- |" * len(cells)]
        else:
            out.append(line)
        open_table = len(cells) > 1
    return "\n".join(out)


def outside_tags(change):
    return lambda text: "".join(
        p if p.startswith("<") else change(p) for p in re.split(r"(</?[a-z]+>)", text)
    )


RENDERINGS = {
    "full-width digits": outside_tags(lambda t: re.sub("[0-9]", lambda m: chr(ord(m[0]) + 0xFEE0), t)),
    "full-width parentheses": outside_tags(lambda t: t.replace("(", "（").replace(")", "）")),
    "half-width parentheses": lambda t: t.replace("（", "(").replace("）", ")"),
    "spaces around numbers": outside_tags(lambda t: re.sub(r" ?([0-9][0-9,]*) ?", r" \1 ", t)),
    "kanji years": kanji_years,
    "CRLF": lambda t: t.replace("\n", "\r\n"),
    "breaks in cells": lambda t: re.sub(r"</p> *<p>", "<br>", t).replace("<p>", "").replace("</p>", ""),
    "pipe tables": pipes,
    "no marks": lambda t: t.replace("<u>", "").replace("</u>", ""),
}


def in_one_form(value, plain):
    return bare(plain(str(value)))


def texts_of(report):
    """For every clause: what it orders, in one form of numbers and widths, or that it is held."""
    years = {to_kanji(n): str(n) for n in range(1, 100)}

    def plain(text):
        return re.sub(
            r"(明治|大正|昭和|平成|令和)([一二三四五六七八九十]+)年",
            lambda m: m[1] + years[m[2]] + "年",
            text,
        )

    out = {}
    for n in report.notices:
        for c in n.clauses:
            ordered = [
                tuple(
                    in_one_form(op.get(k) or "", plain)
                    for k in ("op", "at", "to", "before", "after", "xml", "words")
                )
                for op in operations(c)
            ]
            start = c.parts[0].commencement.as_json().get("date")
            out[n.notice.number, c.clause.id] = "held" if c.unresolved else (start, sorted(ordered))
    return out


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_another_rendering_says_the_same(data, report, rendering):
    other = parse_source(RENDERINGS[rendering](data.decode()).encode(), "other.txt")
    assert texts_of(other) == texts_of(report)


def test_another_prefecture_body_numbers_and_dates(data, report):
    def elsewhere(text):
        text = (
            text.replace("鳥取県", "岩手県")
            .replace("人事委員会", "教育委員会")
            .replace("奥 田 悦 子", "甲 乙 丙")
        )
        return re.sub(
            ERAS,
            lambda m: f"平成{int(m[2]) % 20 + 3}年" if m[1] == "平成" else f"昭和{int(m[2]) % 30 + 2}年",
            text,
        )

    other = parse_source(elsewhere(data.decode()).encode(), "other.txt")
    assert (other.issue.publisher, str(other.issue.date)) == ("岩手県", "2005-12-25")
    found = texts_of(other)
    assert "held" not in found.values()
    assert [(k[1], [op[:3] for op in v[1]]) for k, v in found.items()] == [
        (k[1], [op[:3] for op in v[1]]) for k, v in texts_of(report).items()
    ]


# ---------------------------------------------------------------------------------------- page breaks at other places

CUT_TABLES = [(23, "附則3"), (25, "1"), (25, "2"), (25, "3"), (25, "5"), (26, "1")]


def pieces(source, head):
    """The row under a head as two lists of paragraphs."""
    row = source[source.index("\n", head) + 1 :]
    row = row[: row.index("</p>\n") + len("</p>")]
    cells = [re.findall(r"<p>(.*?)</p>", cell) for cell in re.sub("</?u>", "", row).split("\t")]
    return row, cells


def page_breaks(cells, width):
    """(left above, right above, left below, right below) for a break after each line of ``width`` characters."""
    for n in range(1, max(len(c) for c in cells)):
        yield [c[:n] for c in cells], [c[n:] for c in cells]
        if all(len(c) > n and len(c[n]) > width for c in cells):
            for at in range(width, min(len(c[n]) for c in cells), width):
                yield [[*c[:n], c[n][:at]] for c in cells], [[c[n][at:], *c[n + 1 :]] for c in cells]


@pytest.mark.parametrize("which", CUT_TABLES)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_page_break_elsewhere_changes_no_text(data, report, which, swapped):
    source = data.decode()
    heads = [m.start() for m in re.finditer("^改 正 後\t", source, re.MULTILINE)]
    head = heads[list(TARGETS).index(which)]
    row, cells = pieces(source, head)
    title = "改 正 後\t改 正 前"
    if swapped:
        cells, title = cells[::-1], "改 正 前\t改 正 後"
    whole = texts_of(report)[NUMBER % which[0], which[1]]
    held = []
    for above, below in list(page_breaks(cells, 23))[::2]:
        printed = title + "\n" + "\t".join("".join(f"<p>{p}</p>" for p in c) for c in above)
        printed += "\n\n" + "\n\n".join(p.strip() for c in below for p in c)
        changed = source[:head] + printed + source[head:][len("改 正 後\t改 正 前\n") + len(row) :]
        issue = DESK.read_issue(changed.encode(), "cut.txt")
        notice = issue.notices[which[0] - 23]
        clause = parse_clause(next(c for c in notice.clauses if c.id == which[1]), notice, issue)
        held.append(clause.unresolved)
        if not clause.unresolved:
            found = sorted(
                tuple(
                    bare(str(op.get(k) or "")) for k in ("op", "at", "to", "before", "after", "xml", "words")
                )
                for op in operations(clause)
            )
            assert (whole[0], found) == whole
    assert held.count(True) * 2 <= len(held)
