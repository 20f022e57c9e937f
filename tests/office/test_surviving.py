"""Sentences (改め文) on an amending rule in force: its 附則 lives on in the regulation that it amended, and is amended there,
under exact counts, whole, or not at all; everything else of it has been carried out."""

import itertools

import pytest

from reiki.office import ask
from reiki.office.consolidating import consolidate
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.verify import verify
from written import HEAD, LEAD, day, japanese, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
RULE, RULE_NUMBER = f"{TITLE}の一部を改正する規則", "令和6年霧浜市規則第3号"
OWN = (
    "　　　附　則\n1　この規則は、公布の日から施行する。\n2　従前の用紙は、当分の間、使用することができる。\n"
)
BASE = (
    regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])
    + OWN.encode()
)
OTHER = regulation(
    "霧浜市公印規則", "平成9年霧浜市規則第6号", "平成9年3月25日", ["公印は、係が扱う。", "雑則"]
)
SUPPLEMENT = (
    "1　この規則は、令和6年7月1日から施行する。",
    "2　従前の用紙は、当分の間、使用することができる。",
    "3　従前の係は、令和7年3月31日までの間、課とみなし、同日までの間、文書を扱う。",
)


def page(number, on, title, body, supplement):
    on = day(on)
    said = "".join(f"<p>{line}</p>" for line in supplement)
    text = (
        f"<h1>霧浜市公報</h1><p>{japanese(on)}（金曜日）　第{number}号</p><h2>規則</h2><p>{title}をここに公布する。</p>"
        f"<p>{japanese(on)}</p><p>霧浜市長　三雲　航平</p><p>霧浜市規則第{number}号</p><h3>{title}</h3>{body}"
        f"<p>附　則</p>{said}"
    )
    return (HEAD + text + "</body></html>").encode()


def table(before, after):
    def cell(lines):
        return "".join(f"<p>{line}</p>" for line in lines)

    head = "<tr><th>改正後</th><th>改正前</th></tr>"
    return f"<p>{LEAD}</p><table>{head}<tr><td>{cell(after)}</td><td>{cell(before)}</td></tr></table>"


def change(title, number, who):
    words = table(
        [f"第1条　{who}は、<u>係</u>が扱う。"],
        [f"第1条　{who}は、<u>課</u>が扱う。"],
    )
    return f"<p>{title}（{number}）の一部を次のように改正する。</p>{words}"


INSTRUMENT = page(3, "2024-06-28", RULE, change(TITLE, NUMBER, "文書"), SUPPLEMENT)


def amendment(body, on="2025-01-31", starts="公布の日", target=f"{RULE}（{RULE_NUMBER}）"):
    title = f"{RULE}の一部を改正する規則"
    said = [f"この規則は、{starts}から施行する。"]
    return page(8, on, title, f"<p>{target}の一部を次のように改正する。</p>{body}", said)


def sentences(*said):
    return "".join(f"<p>{line}</p>" for line in said)


def bring(store, now, data=BASE, name="base.txt"):
    import_regulation(store, data, name, now=now, today=day("2026-04-01"), as_of=day("2024-03-31"))


def told(store, on="2025-02-01"):
    """The 附則 that survives, and everything before it."""
    text = ask.text(store, TITLE, on=day(on)).content
    before, _, rest = text.partition("　　　附　則（令和6年6月28日霧浜市規則第3号）\n")
    return before, rest.partition("　　　附　則（")[0].splitlines()


def after(store, now, body, **more):
    bring(store, now)
    ingest(store, INSTRUMENT, "3.html", now=now)
    report = ingest(store, amendment(body, **more), "8.html", now=now)
    assert verify(store).differences == ()
    return report.clauses[0]


def applied(store, now, *said):
    clause = after(store, now, sentences(*said))
    assert clause.status == "applied", clause.findings
    before, lines = told(store)
    assert OWN in before
    assert "第1条　文書は、課が扱う。" in before
    assert told(store, "2025-01-30")[1] == list(SUPPLEMENT)
    return lines


def held(store, now, body, code, **more):
    clause = after(store, now, body, **more)
    assert clause.status == "held"
    assert code in {f["code"] for f in clause.findings if f["severity"] == "error"}, clause.findings
    before, lines = told(store, "2025-12-31")
    assert OWN in before
    assert "第1条　文書は、課が扱う。" in before
    assert lines == list(SUPPLEMENT)
    assert ask.text(store, TITLE, on=day("2025-12-31")).held_since == clause.effective


# ------------------------------------------------------------------------------------------------------------ applied


@pytest.mark.parametrize("turn", list(itertools.permutations(range(3))))
def test_words_change_there_and_not_in_the_regulations_own_supplement(store, now, turn):
    said = amendment(sentences("附則第2項中「当分の間」を「令和8年3月31日までの間」に改める。"))
    for i in turn:
        if i == 2:
            bring(store, now)
        else:
            ingest(store, (INSTRUMENT, said)[i], f"{i}.html", now=now)
    before, lines = told(store)
    assert lines[1] == "2　従前の用紙は、令和8年3月31日までの間、使用することができる。"
    assert OWN in before
    assert told(store, "2025-01-30")[1] == list(SUPPLEMENT)
    assert ask.text(store, RULE_NUMBER, on=day("2025-02-01"), at="附則第2項").content.strip() == lines[1]
    assert verify(store).differences == ()


@pytest.mark.parametrize(
    ("said", "place", "line"),
    [
        ("附則中「従前の係」を「従前の班」に改める。", 2, SUPPLEMENT[2].replace("従前の係", "従前の班")),
        ("附則第二項中「当分の間、」を削る。", 1, "2　従前の用紙は、使用することができる。"),
        ("附則第2項中「用紙」の次に「及び帳簿」を加える。", 1, "2　従前の用紙及び帳簿は、当分の間、使用することができる。"),
        ("附則第2項及び第3項中「従前の」を「改正前の」に改める。", 1, "2　改正前の用紙は、当分の間、使用することができる。"),
        ("附則第3項中「、課」を「、部」に改め、同項中「文書」を「公文書」に改める。", 2,
         "3　従前の係は、令和7年3月31日までの間、部とみなし、同日までの間、公文書を扱う。"),
        ("附則第2項に次のただし書を加える。\nただし、市長が認めるときは、この限りでない。", 1,
         SUPPLEMENT[1] + "ただし、市長が認めるときは、この限りでない。"),
    ],
)  # fmt: skip
def test_words(store, now, said, place, line):
    assert applied(store, now, *said.split("\n"))[place] == line


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("附則に次の一項を加える。\n4　従前の帳簿は、なお使用することができる。",
         [*SUPPLEMENT, "4　従前の帳簿は、なお使用することができる。"]),
        ("附則第3項を削る。", SUPPLEMENT[:2]),
        ("附則第3項を附則第4項とし、附則第2項の次に次の1項を加える。\n3　従前の帳簿は、なお使用することができる。",
         [*SUPPLEMENT[:2], "3　従前の帳簿は、なお使用することができる。", "4" + SUPPLEMENT[2][1:]]),
        ("附則第2項を次のように改める。\n2　従前の用紙は、使用することができない。",
         [SUPPLEMENT[0], "2　従前の用紙は、使用することができない。", SUPPLEMENT[2]]),
        ("附則第2項を削り、附則第3項を附則第2項とする。", [SUPPLEMENT[0], "2" + SUPPLEMENT[2][1:]]),
        ("附則第2項に見出しとして「（経過措置）」を付する。", [SUPPLEMENT[0], "（経過措置）", *SUPPLEMENT[1:]]),
    ],
)  # fmt: skip
def test_paragraphs_come_go_and_move(store, now, said, lines):
    assert applied(store, now, *said.split("\n")) == list(lines)


TABLE = table(
    ["附　則", "1　略", "2　従前の用紙は、<u>当分の間</u>、使用することができる。", "3　略"],
    ["附　則", "1　略", "2　従前の用紙は、<u>令和8年3月31日までの間</u>、使用することができる。", "3　略"],
)


@pytest.mark.parametrize("turn", list(itertools.permutations(range(2))))
def test_the_table_form_of_the_same(store, now, turn):
    bring(store, now)
    for i in turn:
        ingest(store, (INSTRUMENT, amendment(TABLE))[i], f"{i}.html", now=now)
    before, lines = told(store)
    assert lines[1] == "2　従前の用紙は、令和8年3月31日までの間、使用することができる。"
    assert OWN in before
    assert verify(store).differences == ()


SENTENCE = sentences("附則第2項中「当分の間」を「令和8年3月31日までの間」に改める。")


@pytest.mark.parametrize("body", [TABLE, SENTENCE])
@pytest.mark.parametrize("printed", ["令和6年6月28日霧浜市規則第3号", "令和6年6月28日規則第3号"])
def test_a_known_text_may_carry_it_under_an_abbreviated_number(store, now, body, printed):
    carried = BASE + f"　　　附　則（{printed}）\n{chr(10).join(SUPPLEMENT)}\n".encode()
    import_regulation(store, carried, "b.txt", now=now, today=day("2026-04-01"), as_of=day("2024-07-01"))
    report = ingest(store, amendment(body), "8.html", now=now)
    assert report.clauses[0].status == "applied", report.clauses[0].findings
    text = ask.text(store, TITLE, on=day("2025-02-01")).content
    assert text.count("令和8年3月31日までの間") == 1
    assert OWN in text
    once = consolidate(carried, amendment(body), "b.txt", "8.html")
    assert once.xml is not None
    assert "令和8年3月31日までの間" in once.xml.decode()


# --------------------------------------------------------------------------------------------------------------- held


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("附則第4項中「当分の間」を「永久に」に改める。", "not_in_base"),
        ("附則第3項中「当分の間」を「永久に」に改める。", "base_differs"),
        ("附則第2項中「当面の間」を「永久に」に改める。", "base_differs"),
        ("附則第3項中「までの間」を「まで」に改める。", "ambiguous"),
        ("附則中「従前の」を「改正前の」に改める。", "ambiguous"),
        ("附則第2項中「当分」を「A」に、「当分の間」を「永久に」に改める。", "overlap"),
        ("附則第2項中「当分の間」を「永久に」に改め、附則第3項中「班」を「部」に改める。", "base_differs"),
        ("附則第4項を削る。", "not_in_base"),
        ("附則に次の一項を加える。\n5　従前の帳簿は、なお使用することができる。", "label_out_of_sequence"),
        ("附則に次の二項を加える。\n4　従前の帳簿は、なお使用することができる。", "count_differs"),
        ("附則第2条中「当分の間」を「永久に」に改める。", "not_in_base"),
        ("附則第2項及び第1条中「文書」を「公文書」に改める。", "ambiguous"),
        ("附則第1項中「令和6年7月1日」を「令和7年7月1日」に改める。", "start_is_past"),
        ("附則第1項を削る。", "start_is_past"),
        ("附則を削る。", "start_is_past"),
        ("附則を次のように改める。\nこの規則は、令和6年7月1日から施行する。", "new_text"),
    ],
)
def test_what_does_not_fit_exactly_is_held_whole(store, now, said, code):
    body = sentences(*said.split("\n"))
    if code == "overlap":
        clause = after(store, now, body)
        assert clause.status == "held"
        assert told(store)[1] == list(SUPPLEMENT)
        return
    held(store, now, body, code)


@pytest.mark.parametrize(
    "said",
    [
        "第1条中「課」を「部」に改める。",
        "第2項中「当分の間」を「永久に」に改める。",
        "本則中「課」を「部」に改める。",
        "題名を次のように改める。\n霧浜市書類規則の一部を改正する規則",
        "別表中「課」を「部」に改める。",
        "第2条を削る。",
        "附則第2項中「当分の間」を「永久に」に改め、第1条中「課」を「部」に改める。",
        "本則及び附則を左横書きに改める。",
    ],
)
def test_what_has_been_carried_out_cannot_be_amended(store, now, said):
    clause = after(store, now, sentences(*said.split("\n")))
    assert clause.status == "held"
    assert {"main_provision_executed", "unresolved"} & {f["code"] for f in clause.findings}
    before, lines = told(store)
    assert lines == list(SUPPLEMENT)
    assert OWN in before


@pytest.mark.parametrize(
    "said", ["本則の表改正後の欄中「課」を「部」に改める。", "次の表の改正後の欄中「課」を「部」に改める。"]
)
def test_a_sentence_that_looks_like_a_lead_text_is_not_passed_over(store, now, said):
    clause = after(store, now, sentences(said, "附則第2項中「当分の間」を「永久に」に改める。"))
    assert clause.status == "held", clause.findings
    assert told(store)[1] == list(SUPPLEMENT)


def test_a_table_on_what_has_been_carried_out_does_not_touch_the_regulation(store, now):
    body = table(["第2条　文書は、<u>十年間</u>保存する。"], ["第2条　文書は、<u>百年間</u>保存する。"])
    held(store, now, body, "main_provision_executed")


def test_a_table_does_not_move_a_start_that_is_past(store, now):
    body = table(
        ["附　則", "1　この規則は、<u>令和6年7月1日</u>から施行する。", "2及び3　略"],
        ["附　則", "1　この規則は、<u>令和7年7月1日</u>から施行する。", "2及び3　略"],
    )
    held(store, now, body, "start_is_past")


@pytest.mark.parametrize(
    "target",
    [
        f"{RULE}（令和6年霧浜市規則第4号）",
        f"{RULE}（令和5年霧浜市規則第3号）",
        f"霧浜市別規則の一部を改正する規則（{RULE_NUMBER}）",
    ],
)
def test_another_number_or_another_title_touches_nothing(store, now, target):
    clause = after(store, now, SENTENCE, target=target)
    assert clause.status == "held"
    before, lines = told(store)
    assert lines == list(SUPPLEMENT)
    assert OWN in before


@pytest.mark.parametrize("turn", list(itertools.permutations(range(2))))
@pytest.mark.parametrize("body", [TABLE, SENTENCE])
def test_where_two_regulations_carry_it_neither_changes_in_silence(store, now, turn, body):
    more = change("霧浜市公印規則", "平成9年霧浜市規則第6号", "公印").replace("<p>", "<p>4　", 1)
    both = page(3, "2024-06-28", RULE, change(TITLE, NUMBER, "文書"), SUPPLEMENT).replace(
        b"</body>", more.encode() + b"</body>"
    )
    bring(store, now)
    bring(store, now, OTHER, "other.txt")
    for i in turn:
        ingest(store, (both, amendment(body))[i], f"{i}.html", now=now)
    other = ask.text(store, "霧浜市公印規則", on=day("2025-02-01")).content
    assert "公印は、課が扱う。" in other
    assert "当分の間、使用" in other
    assert told(store)[1] == list(SUPPLEMENT)
    assert ask.text(store, TITLE, on=day("2025-02-01")).held_since == day("2025-01-31")
    assert verify(store).differences == ()


@pytest.mark.parametrize("turn", list(itertools.permutations(range(2))))
def test_a_rule_of_which_a_part_is_still_to_come(store, now, turn):
    """Moving the day of that part is no mere change of words."""
    start = "1　この規則は、令和6年7月1日から施行する。ただし、第2条の改正規定は、令和7年4月1日から施行する。"
    first = change(TITLE, NUMBER, "文書").replace(
        "</table>",
        "<tr><td><p>第2条　文書は、<u>百年間</u>保存する。</p></td><td><p>第2条　文書は、<u>十年間</u>保存する。</p></td></tr></table>",
    )
    instrument = page(3, "2024-06-28", RULE, first, [start, SUPPLEMENT[1]])
    later = amendment(sentences("附則第1項ただし書中「令和7年4月1日」を「令和8年4月1日」に改める。"))
    bring(store, now)
    for i in turn:
        ingest(store, (instrument, later)[i], f"{i}.html", now=now)
    text = ask.text(store, TITLE, on=day("2025-04-01"))
    assert "十年間" in text.content
    assert text.held_since == day("2025-01-31")
    assert verify(store).differences == ()


def test_a_regulation_that_is_gone_is_not_touched(store, now):
    gone = page(
        5,
        "2024-12-27",
        f"{TITLE}を廃止する規則",
        f"<p>{TITLE}（{NUMBER}）は、廃止する。</p>",
        ["この規則は、令和7年1月1日から施行する。"],
    )
    bring(store, now)
    ingest(store, INSTRUMENT, "3.html", now=now)
    ingest(store, gone, "5.html", now=now)
    clause = ingest(store, amendment(SENTENCE), "8.html", now=now).clauses[0]
    assert clause.status != "applied"
    assert ask.text(store, TITLE, on=day("2025-02-01")).status == "repealed"


def test_without_the_instrument_the_regulation_waits(store, now):
    bring(store, now)
    clause = ingest(store, amendment(SENTENCE), "8.html", now=now).clauses[0]
    assert clause.status == "held"
    assert "not_in_base" in {f["code"] for f in clause.findings}
    ingest(store, INSTRUMENT, "3.html", now=now)
    assert told(store)[1][1] == "2　従前の用紙は、令和8年3月31日までの間、使用することができる。"
