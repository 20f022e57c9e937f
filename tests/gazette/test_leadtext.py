"""Lead texts: paired fixtures, the national gazette's sentences, the real issue, the cases, dialects, planted errors."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.gazette.dialects import all_dialects, dialect_for, parse_dialect, vocabulary
from reiki.gazette.leadtext import read_lead
from reiki.gazette.model import LeadText
from reiki.source.model import MarkedText, Origin, Paragraph

FIXTURES = Path(__file__).parent / "leadtexts"
NAMES = sorted(p.stem for p in FIXTURES.glob("*.txt"))


def texts_of(name: str) -> tuple[list[str], list[str]]:
    """Lead text and remarks of a fixture: a paragraph a line, a line of --- between the two."""
    above, _, below = (FIXTURES / f"{name}.txt").read_text("utf-8").partition("\n---\n")
    return above.splitlines(), below.splitlines()


def as_json(lead: LeadText) -> dict[str, Any]:
    out: dict[str, Any] = {"family": lead.family, "rules": [r.as_json() for r in lead.rules]}
    for rule, shown in zip(lead.rules, out["rules"], strict=True):
        shown.update({k: list(v) for k, v in (("names", rule.names), ("excludes", rule.excludes)) if v})
        if rule.sentence:
            shown["sentence"] = rule.sentence
    if lead.findings:
        out["findings"] = [f"{f.severity} {f.code}" for f in lead.findings]
    notes = [n for n in ("brackets_are_notes", "underline_is_note") if getattr(lead, n)]
    return out | ({"notes": notes} if notes else {})


def errors(lead: LeadText) -> list[str]:
    return [f.code for f in lead.findings if f.severity == "error"]


def verbs(lead: LeadText) -> dict[tuple[str, str], tuple[str | None, ...]]:
    return {(r.mark, r.on): (r.both, r.both_same, r.before_only, r.after_only) for r in lead.rules}


@pytest.mark.parametrize("name", NAMES)
def test_fixture(name: str) -> None:
    paragraphs, remarks = texts_of(name)
    assert as_json(read_lead(paragraphs, remarks)) == json.loads(
        (FIXTURES / f"{name}.json").read_text("utf-8")
    )


# ---------------------------------------------------------------------------------------------------- the shared data


@pytest.mark.shared
def test_every_sentence_of_the_national_gazette_gives_the_verbs_it_says(shared: Path) -> None:
    sentences = (shared / "real/kanpo/lead-texts.txt").read_text("utf-8").split()
    odd = 0
    for sentence in sentences:
        lead = read_lead([sentence])
        assert not errors(lead), sentence
        assert lead.family in ("D", "E"), sentence
        assert (lead.family == "E") == bool(re.search("順次|破線|二重", sentence)), sentence
        assert lead.sentences == (sentence,)
        slots = [(r.both or r.both_same, r.before_only, r.after_only) for r in lead.rules]
        said = (
            re.search("改め|移動", sentence),
            re.search("削[りる]", sentence),
            re.search("加え|追加す", sentence),
        )
        if any(f.code == "odd_order" for f in lead.findings):
            odd += 1
            assert ("double", "label") in verbs(lead)
            assert verbs(lead)["double", "label"] == (None, None, "add", None)
            continue
        for i, verb in enumerate(said):
            assert any(s[i] for s in slots) == bool(verb), sentence
        assert {r.mark for r in lead.rules} == {
            mark for word, mark in (("二重傍線", "double"), ("破線", "dotted")) if word in sentence
        } | ({"underline"} if "傍線" in sentence.replace("二重傍線", "") else set()), sentence
    assert len(sentences) == 21
    assert odd == 1


@pytest.mark.shared
def test_the_real_issue_has_eleven_lead_texts(shared: Path) -> None:
    text = (shared / "real/tottori-2002-12-25-extra-175.txt").read_text("utf-8")
    clauses: list[list[str]] = []
    for line in text.splitlines():
        if re.search(r"の一部を次のように改正する。$", line):
            clauses.append([line])
        elif clauses and re.match(r"\s*次の表の", line):
            clauses[-1].append(line)
    clauses = [c for c in clauses if len(c) > 1]
    leads = [read_lead(c) for c in clauses]
    assert [lead.family for lead in leads] == ["A"] * 11
    assert not any(lead.findings for lead in leads)
    w, full = ("underline", "words"), ("substitute", None, "delete", "insert")
    only = {w: ("substitute", None, None, None)}
    add = (None, None, None, "add")
    assert [verbs(lead) for lead in leads] == [
        {w: full, ("thick", "table"): add},
        {("underline", "label:項"): add, w: (None, None, None, "insert")},
        {("underline", "label:号"): add, w: ("substitute", None, None, "insert")},
        only, only, only, only, only,
        {("underline", "label:号"): (None, None, "remove", "add"), **only},
        only,
        {
            ("underline", "label:項"): ("move", None, "remove", "add"),
            **only,
            ("underline", "label:別表"): ("move", None, None, "add"),
        },
    ]  # fmt: skip


@pytest.mark.shared
def test_every_case_reads_as_its_family(shared: Path) -> None:
    from lxml import etree

    cases = sorted((shared / "cases/table").iterdir())
    assert cases
    for case in cases:
        page = etree.HTML((case / "gazette.html").read_text("utf-8"))
        outside = (p for p in page.iter("p") if next(p.iterancestors("table"), None) is None)
        lines = ["".join(map(str, p.itertext())).strip() for p in outside]
        begin = next(i for i, p in enumerate(lines) if "の一部を次の" in p)
        end = next(i for i, p in enumerate(lines) if p.endswith("施行する。"))
        body = lines[begin:end]
        lead = read_lead(
            [p for p in body if not p.startswith("備考")], [p for p in body if p.startswith("備考")]
        )
        assert lead.family == case.name[-1], case.name
        assert lead.rules, case.name
        assert not errors(lead), case.name
        assert all(f.code == "unused_name" for f in lead.findings), case.name


# ------------------------------------------------------------------------------------------------------------ meaning


WORDS = {("underline", "words"): ("substitute", None, "delete", "insert")}
LABELS = {("underline", "label"): ("move", None, "remove", "add")}
TABLES = {("thick", "table"): ("replace", None, "remove", "add")}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に下線で示すように改正する。", WORDS | LABELS),
        ("次の表の現行欄に掲げる規定を同表の改正案欄に掲げる規定に、下線で示すとおり改正する。", WORDS | LABELS),
        ("次の表の旧欄に掲げる規定を新欄に掲げる規定に、下線及び太枠で示すように改正する。", WORDS | LABELS | TABLES),
        ("次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、太枠で示すように改正する。", TABLES),
        ("次の表中改正前の欄の下線部分を改正後の欄の下線部分のように改める。", {("underline", "words"): ("substitute", None, None, None)}),
        ("次の表の改正後の欄中太枠で囲んだ部分を加える。", {("thick", "table"): (None, None, None, "add")}),
        ("次の表の改正前の欄の下線を付した部分で改正後の欄に対応する部分がないものを削る。", {("underline", "words"): (None, None, "delete", None)}),
        ("次の表の改正前の欄中下線を付した部分を削り、又は同表の改正後の欄中下線を付した部分を加える。", {("underline", "words"): (None, None, "delete", "insert")}),
        ("次の表の改正後の欄中章の表示に下線が引かれた章を加える。", {("underline", "label:章"): (None, None, None, "add")}),
        ("次の表の改正後の欄中見出しに下線が引かれた見出しを加える。", {("underline", "heading"): (None, None, None, "add")}),
        ("次の表の改正前の欄中様式の表示に下線が引かれた様式を削る。", {("underline", "label:様式"): (None, None, "remove", None)}),
        ("次の表により、改正前欄に掲げるその標記部分に二重傍線を付した規定で改正後欄にこれに対応するものを掲げているものは、これを改正後欄に掲げるもののように改める。", {("double", "label"): ("replace", None, None, None)}),
        ("次の表により、改正前欄に掲げるその標記部分に二重下線を付した規定を改正後欄に掲げるその標記部分に二重下線を付した規定として移動する。", {("double", "label"): ("move", None, None, None)}),
    ],
)  # fmt: skip
def test_one_sentence(sentence: str, expected: dict[tuple[str, str], tuple[str | None, ...]]) -> None:
    lead = read_lead([sentence])
    assert not lead.findings
    assert verbs(lead) == expected


@pytest.mark.parametrize(
    "line",
    [
        "（傍線部分は改正部分）",
        "(下線の部分は改正部分)",
        "（下線部分は、改正箇所である。）",
        "（改正部分は下線部分）",
        "（傍線を付した部分が改正部分）",
        "なお、改正部分は、下線で示す部分である。",
    ],
)
def test_line_over_the_table(line: str) -> None:
    lead = read_lead(["○○規則（令和元年規則第一号）の一部を次の表のように改正する。", line])
    assert (lead.family, verbs(lead), lead.findings) == ("F", WORDS | LABELS, ())


@pytest.mark.parametrize(
    ("remark", "expected"),
    [
        ("備考　改正部分は、下線の部分である。", WORDS | LABELS),
        ("備考　改正箇所は、下線が引かれた部分である。", WORDS | LABELS),
        ("注　下線は、改正部分を示す。", WORDS | LABELS),
        ("備考　この表において、下線は改正部分を示す。", WORDS | LABELS),
        ("※　下線部が改正部分です。", WORDS | LABELS),
        ("備考　１　改正部分は、下線で示す。", WORDS | LABELS),
        ("備考　改正部分は、下線及び太線で囲まれた部分である。", WORDS | LABELS | TABLES),
    ],
)
def test_remark_that_names_the_mark(
    remark: str, expected: dict[tuple[str, str], tuple[str | None, ...]]
) -> None:
    lead = read_lead(["○○条例の一部を次のように改正する。"], [remark])
    assert (lead.family, verbs(lead), lead.findings) == ("C", expected, ())


def test_nothing_at_all_leaves_it_to_the_underlines() -> None:
    lead = read_lead(["○○条例（昭和五十年条例第五号）の一部を次のように改正する。"])
    assert (lead.family, verbs(lead), lead.findings) == ("G", WORDS | LABELS, ())


def test_a_remark_about_brackets_grants_nothing() -> None:
    lead = read_lead(
        ["次の表により、改正後欄に掲げる規定の傍線を付した部分を加える。"],
        ["備考　表中の〔　〕の記載は注記である。"],
    )
    assert lead.brackets_are_notes
    assert not lead.underline_is_note
    assert verbs(lead) == {
        ("underline", "words"): (None, None, None, "insert"),
        ("underline", "label"): (None, None, None, "add"),
    }


def test_underlines_of_whole_provisions_may_be_notes() -> None:
    lead = read_lead(
        [
            "次の表により、改正後欄に掲げるその標記部分に二重傍線を付した規定（以下「対象規定」という。）は、これを加える。"
        ],
        [
            "備考　表中の［　］の記載及び対象規定の二重傍線を付した標記部分を除く全体に付した傍線は注記である。"
        ],
    )
    assert lead.brackets_are_notes
    assert lead.underline_is_note
    assert not lead.findings


def test_unknown_remark_is_a_warning_with_its_text() -> None:
    lead = read_lead(["○○条例の一部を次のように改正する。"], ["備考　色の付いた部分は別に定める。"])
    assert [(f.severity, f.code) for f in lead.findings] == [("warning", "unknown_remark")]
    assert "色の付いた部分は別に定める。" in lead.findings[0].message


def test_whole_provisions_follow_words_only_where_parts_of_provisions_are_named() -> None:
    of_provisions = read_lead(["次の表により、改正前欄に掲げる規定の傍線を付した部分を削る。"])
    assert of_provisions.grants_on("remove", "label:条")
    of_the_column = read_lead(["次の表の改正前の欄中下線が引かれた部分を削る。"])
    assert not of_the_column.grants_on("remove", "label:条")
    with_labels = read_lead(
        [
            "次の表により、改正前欄に掲げる規定の傍線を付した部分を削り、改正後欄に掲げるその標記部分に二重傍線を付した規定を加える。"
        ]
    )
    assert verbs(with_labels) == {
        ("underline", "words"): (None, None, "delete", None),
        ("double", "label"): (None, None, None, "add"),
    }


def test_head_sentence_may_carry_the_lead_text() -> None:
    head = "職員規則の一部を改正する規則（平成七年規則第二号）の一部を、次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正し、令和七年六月一日から適用する。"
    lead = read_lead([head])
    assert (lead.family, verbs(lead), lead.findings) == ("B", WORDS | LABELS, ())
    assert lead.sentences == (head,)


@pytest.mark.parametrize(
    "prose",
    [
        "題名を次のように改める。",
        "第５条を削る。",
        "本則中「改正前の欄」を「改正後の欄」に改める。",
        "別表第２を別表第３とし、別表第１の次に次の１表を加える。",
        "様式第１号中「下線」を「傍線」に改める。",
        "（給与規則の一部改正）",
    ],
)
def test_amending_sentences_are_not_ours(prose: str) -> None:
    lead = read_lead(["次の表の改正後の欄中下線が引かれた部分を加える。", prose])
    assert not lead.findings
    assert len(lead.sentences) == 1


def test_paragraphs_give_their_origin_to_findings() -> None:
    lead = read_lead([Paragraph(MarkedText("次の表の改正後の欄は空色である。"), Origin(page=3, line=14))])
    finding = lead.findings[0]
    assert (finding.code, finding.source.origin.page, finding.source.origin.line) == (
        "unknown_sentence",
        3,
        14,
    )
    assert "次の表の改正後の欄は空色である。" in finding.message
    assert lead.rules == ()


def test_spaces_widths_and_brackets_of_a_converted_text() -> None:
    drawn = "次の表の改正前の欄中号の表示に下線が引かれた号（以下「削除号」という。）を削る。次の表の改正後の欄中下線が引かれた部分（削除号を除く。）を加える。"
    converted = " 次の表の改正前の欄中 号の表示に下線が引かれた号(以下「削除号」という。)を削る。 次の表の改正後の欄中下線が引かれた部分 (削除号を除く。) を加える。"
    assert verbs(read_lead([drawn])) == verbs(read_lead([converted]))
    assert not read_lead([converted]).findings


# ------------------------------------------------------------------------------------------------------ planted errors


@pytest.mark.parametrize(
    ("sentences", "code"),
    [
        (["次の表の改正後の欄中下線が引かれた部分（追加号を除く。）を加える。"], "undefined_name"),
        (
            ["次の表の改正後の欄中下線が引かれた部分を同表の改正前の欄中下線が引かれた部分に改める。"],
            "reversed_columns",
        ),
        (
            ["次の表の改正後の欄に掲げる規定を同表の改正前の欄に掲げる規定に、下線で示すように改正する。"],
            "reversed_columns",
        ),
        (
            ["次の表の改正前の欄中下線が引かれた部分を同表の改正後の欄中太線で囲まれた部分に改める。"],
            "unknown_sentence",
        ),
        (["次の表の左欄に掲げる規定を同表の右欄に掲げる規定に改める。"], "unknown_sentence"),
        (["次の表の改正前の欄中「甲」を「乙」に改める。"], "unknown_sentence"),
        (["次の表の改正前の欄中網掛けの部分を削る。"], "unknown_sentence"),
        (["次の表の改正前の欄及び改正後の欄中下線が引かれた部分を加える。"], "unknown_sentence"),
        (["本日は晴天なり。"], "unknown_sentence"),
        (
            [
                "次の表により、改正前欄及び改正後欄に対応して掲げるその標記部分に二重傍線を付した規定（以下「対象規定」という。）は、当該対象規定を改正後欄に掲げるもののように改める。",
                "次の表により、改正前欄に掲げる対象規定を改正後欄に掲げる対象規定として移動する。",
            ],
            "contradictory_verbs",
        ),
        (
            [
                "次の表の改正前の欄中下線が引かれた部分（以下「改正部分」という。）に対応する同表の改正後の欄中下線が引かれた部分（以下「改正後部分」という。）が存在しない場合には、当該改正後部分を削る。"
            ],
            "unknown_sentence",
        ),
        (
            [
                "次の表の改正前の欄中下線が引かれた部分（以下「改正部分」という。）に対応する同表の改正後の欄中下線が引かれた部分（以下「改正後部分」という。）が存在する場合には、当該改正部分を削る。"
            ],
            "unknown_sentence",
        ),
    ],
)
def test_slip_holds(sentences: list[str], code: str) -> None:
    lead = read_lead(sentences)
    assert code in errors(lead)
    assert sentences[-1] in next(f for f in lead.findings if f.code == code).message


def test_the_ministrys_slip_is_read_as_it_says() -> None:
    lead = read_lead(["次の表により、改正前欄に掲げる規定の標記部分に二重傍線を付した規定を加える。"])
    assert verbs(lead) == {("double", "label"): (None, None, "add", None)}
    assert [(f.severity, f.code) for f in lead.findings] == [("warning", "odd_order")]


def test_unused_name_is_a_warning() -> None:
    lead = read_lead(["次の表の改正後の欄中項の表示に下線が引かれた項（以下「追加項」という。）を加える。"])
    assert [(f.severity, f.code) for f in lead.findings] == [("warning", "unused_name")]


SOUND = [
    sentence
    for name in NAMES
    if not json.loads((FIXTURES / f"{name}.json").read_text("utf-8")).get("findings")
    for sentence in texts_of(name)[0]
    if "表" in sentence and "の一部を" not in sentence
]


@given(st.sampled_from(SOUND), st.integers(0, 10_000), st.sampled_from(["drop", "swap", "flip"]))
def test_a_misprinted_lead_text_never_means_something_else_in_silence(
    text: str, at: int, damage: str
) -> None:
    i = at % len(text)
    match damage:
        case "drop":
            wrong = text[:i] + text[i + 1 :]
        case "swap":
            wrong = text[:i] + text[i : i + 2][::-1] + text[i + 2 :]
        case _:
            wrong = text[:i] + {"前": "後", "後": "前"}.get(text[i], text[i]) + text[i + 1 :]
    lead = read_lead([wrong])
    assert lead.findings or verbs(lead) == verbs(read_lead([text]))


@given(
    st.text(alphabet="次の表改正前後欄中下線が引かれ部分をに加え削る。、（）「」号項条以という", max_size=60)
)
def test_any_text_is_read_or_found(text: str) -> None:
    lead = read_lead([text])
    assert lead.rules or lead.findings


# ------------------------------------------------------------------------------------------------------------ dialects


@pytest.mark.parametrize("dialect", all_dialects(), ids=lambda d: d.name)
def test_dialect_reads_its_own_examples(dialect: Any) -> None:
    assert dialect.examples
    for example in dialect.examples:
        remark = example.startswith("備考")
        head = "○○規則の一部を次のように改正する。"
        lead = read_lead([head, *([] if remark else [example])], [example] if remark else [], dialect)
        assert (lead.family, errors(lead)) == (dialect.family, [])
        assert verbs(read_lead([head, *([] if remark else [example])], [example] if remark else [])) == verbs(
            lead
        )


def test_dialect_of_an_office_in_a_year() -> None:
    def name(publisher: str, day: date | None) -> str | None:
        found = dialect_for(publisher, day)
        return found.name if found else None

    assert name("鳥取県", date(2002, 12, 25)) == "tottori-2000"
    assert name("鳥取県公報", date(2012, 3, 1)) == "tottori-2012"
    assert name("鳥取県", date(2020, 3, 1)) == "tottori"
    assert name("鳥取県", None) is None
    assert name("架空市", date(2020, 3, 1)) is None


def test_a_word_of_a_dialect_is_known_there_and_nowhere_else() -> None:
    sentence = "次の表の下段に掲げる規定を同表の上段に掲げる規定に、朱線で示すように改正する。"
    assert errors(read_lead([sentence])) == ["unknown_sentence"]
    words = '[dialect]\noffices = ["架空市"]\n[COLUMN]\nbefore = ["下段"]\nafter = ["上段"]\n[MARK]\nunderline = ["朱線"]\n'
    lead = read_lead([sentence], (), parse_dialect("kaku", words))
    assert (verbs(lead), lead.findings) == (WORDS | LABELS, ())
    swapped = words.replace("before", "x").replace("after", "before").replace("x", "after")
    assert errors(read_lead([sentence], (), parse_dialect("gyaku", swapped))) == ["reversed_columns"]


def test_no_word_has_two_meanings_that_the_grammar_cannot_tell_apart() -> None:
    told_apart = {
        frozenset(x)
        for x in (
            {"SHOWN", "LIKE"}, {"DRAWN", "SHOWS_BY"}, {"IN", "DE"}, {"TOIU", "MAKE", "COPULA"},
            {"DRAWN", "COPULA"}, {"IN", "FILLER"}, {"LISTED", "LIKE"},
        )
    }  # fmt: skip
    for word, meanings in vocabulary(None).meanings.items():
        terminals = frozenset(m[0] for m in meanings)
        assert len(terminals) == len(meanings), word
        assert len(terminals) == 1 or terminals in told_apart, (word, terminals)


def test_the_grammar_is_not_built_on_import() -> None:
    code = "import sys, reiki.gazette.leadtext; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
