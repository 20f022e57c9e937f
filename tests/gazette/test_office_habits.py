"""One amendment as offices type it: however the table is made in a word processor, the operations are the same."""

from __future__ import annotations

import datetime
from itertools import zip_longest
from typing import Any

import pytest

from office_files import open_parts, p, packed, r, tbl, tc, texts, tr, u, word_parts
from reiki.gazette.issue import parse_issue
from reiki.gazette.model import Fixed
from reiki.office.consolidating import consolidate
from reiki.office.parse import parse_source
from reiki.source.model import Table
from reiki.source.open import read

BASE = """霧浜市駐輪場規則
平成20年4月1日
霧浜市規則第11号

（使用時間）
第1条　使用時間は、午前8時から午後9時までとする。
2　市長は、使用時間を変更することができる。
（使用の制限）
第2条　次に掲げる者は、使用することができない。
(1)　危険物を持つ者
(2)　車両の長さが2メートルを超える者
(3)　市長が不適当と認める者
""".encode()
LEAD = "次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。"
# Rows of (改正前, 改正後); 《 》 stands for the underline.
FIRST = (
    ["（使用時間）", "第1条　使用時間は、午前8時から《午後9時》までとする。", "2　略"],
    ["（使用時間）", "第1条　使用時間は、午前8時から《午後10時》までとする。", "2　略"],
)
SECOND = (
    ["（使用の制限）", "第2条　略", "(1)　略", "(2)　車両の長さが《2メートル》を超える者", "(3)　略"],
    [
        "（使用の制限）",
        "第2条　略",
        "(1)　略",
        "(2)　車両の長さが《2.5メートル》を超える者",
        "(3)　略",
        "《(4)　酒気を帯びた者》",
    ],
)
HEADS = tr(tc(p(r("改正前"))), tc(p(r("改正後"))))
BLANK = p("") + p(r("　"))


def words(text: str, mark: str = "u") -> str:
    out = ""
    for n, piece in enumerate(text.replace("》", "《").split("《")):
        if piece:
            out += r(piece) if n % 2 == 0 else u(piece) if mark == "u" else r(piece, mark)
    return out


def cell(lines: list[str], mark: str = "u") -> str:
    return tc("".join(p(words(x, mark)) for x in lines))


def row(sides: tuple[list[str], list[str]], *more: str) -> str:
    return tr(cell(sides[0]), cell(sides[1]), *more)


def issue(*blocks: str) -> str:
    head = [
        "霧浜市公報　令和7年3月31日　第1300号",
        "霧浜市駐輪場規則の一部を改正する規則をここに公布する。",
        "令和7年3月31日",
        "霧浜市長　　海　野　　渡",
        "霧浜市規則第9号",
        "霧浜市駐輪場規則の一部を改正する規則",
        "霧浜市駐輪場規則（平成20年霧浜市規則第11号）の一部を次のように改正する。",
        LEAD,
    ]
    end = ["　　　附　則", "この規則は、令和7年4月1日から施行する。"]
    return "".join(p(r(x)) for x in head) + "".join(blocks) + "".join(p(r(x)) for x in end)


PLAIN = issue(tbl(HEADS, row(FIRST), row(SECOND)))


def operations(data: bytes) -> list[dict[str, Any]]:
    report = parse_source(data, "issue.docx").as_json()
    found = [op for n in report["notices"] for c in n["clauses"] for op in c["operations"]]
    return [{k: v for k, v in op.items() if k != "source"} for op in found]


def word(body: str, styles: str = "", numbering: str = "") -> bytes:
    return packed(word_parts(body, styles, numbering))


def outcome(data: bytes) -> tuple[bytes | None, list[str]]:
    report = consolidate(BASE, data, "base.txt", "issue.docx")
    return report.xml, [f.code for c in report.clauses for f in c.result.findings if f.severity == "error"]


def _lists(sequence: str) -> str:
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{sequence}"/><w:lvlText w:val="(%1)"/></w:lvl>'
    return "".join(f'<w:abstractNum w:abstractNumId="{n}">{level}</w:abstractNum>' for n in (1, 2)) + "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2)
    )


def _listed(sequence: str) -> bytes:
    """Items whose numbers stand only in lists, one for each column; the new item's number is typed, and underlined."""
    sides = []
    for n, lines in enumerate(SECOND, 1):
        out = "".join(p(words(x)) for x in lines[:2])
        for line in lines[2:5]:
            number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{n}"/></w:numPr>'
            out += p(words(line.split("　", 1)[1]), number)
        sides.append(tc(out + "".join(p(words(x)) for x in lines[5:])))
    return word(issue(tbl(HEADS, row(FIRST), tr(*sides))), numbering=_lists(sequence))


_RUBY = "<w:r><w:ruby><w:rt><w:r><w:t>きけんぶつ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>略</w:t></w:r></w:rubyBase></w:ruby></w:r>"
_STYLE = '<w:style w:type="character" w:styleId="K"><w:name w:val="改正箇所"/><w:rPr><w:u w:val="single"/></w:rPr></w:style>'
_MERGED = tr(tc(p(r("霧浜市駐輪場規則新旧対照表")), '<w:gridSpan w:val="2"/>'))
_THREE = tr(tc(p(r("改正前"))), tc(p(r("改正後"))), tc(p(r("備考"))))
_APART = tr(tc(p(r("改正前"))), tc(p("")), tc(p(r("改正後"))))


def _apart(sides: tuple[list[str], list[str]]) -> str:
    return tr(cell(sides[0]), tc(p("")), cell(sides[1]))


def _lined(sides: tuple[list[str], list[str]]) -> list[str]:
    return [tr(*(cell([x] if x else [""]) for x in pair)) for pair in zip_longest(*sides)]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(issue(tbl(HEADS, tr(cell(FIRST[0] + SECOND[0]), cell(FIRST[1] + SECOND[1])))), id="one row"),
        pytest.param(issue(tbl(_MERGED, HEADS, row(FIRST), row(SECOND))), id="a title over the heads"),
        pytest.param(issue(tbl(_THREE, row(FIRST, tc(p(""))), row(SECOND, tc(p(""))))), id="a column for remarks"),
        pytest.param(issue(tbl(_APART, _apart(FIRST), _apart(SECOND))), id="an empty column between"),
        pytest.param(issue(tbl(HEADS, *_lined(FIRST), *_lined(SECOND))), id="a row for each line"),
        pytest.param(issue(tbl(HEADS, row(FIRST)), BLANK, tbl(HEADS, row(SECOND))), id="a table for each page"),
        pytest.param(issue(tbl(HEADS, row(FIRST)), BLANK, tbl(row(SECOND))), id="goes on without heads"),
        pytest.param(issue(f"<w:sdt><w:sdtContent>{tbl(HEADS, row(FIRST), row(SECOND))}</w:sdtContent></w:sdt>"), id="a control"),
        pytest.param(issue(tbl(tr(tc(tbl(HEADS, row(FIRST), row(SECOND)) + p(""))))), id="in a table for the layout"),
        pytest.param(PLAIN.replace(r("(1)　略"), r("(1)　") + _RUBY), id="ruby"),
        pytest.param(PLAIN.replace("(1)　略", "(1)</w:t><w:tab/><w:t>略"), id="tabs"),
        pytest.param(PLAIN.replace('<w:u w:val="single"/>', '<w:rStyle w:val="K"/>'), id="a style that underlines"),
    ],
)  # fmt: skip
def test_the_same_operations(body: str) -> None:
    exact = outcome(word(PLAIN))
    assert exact[0] is not None
    assert operations(word(body, _STYLE)) == operations(word(PLAIN))
    assert outcome(word(body, _STYLE)) == exact


def test_tracked_changes_as_the_marks() -> None:
    def changed(lines: list[str], tag: str) -> str:
        kind = "del" if tag == "delText" else "ins"
        out = ""
        for line in lines:
            pieces = line.replace("》", "《").split("《")
            out += p("".join(
                (r(x) if n % 2 == 0 else f"<w:{kind}><w:r><w:{tag}>{x}</w:{tag}></w:r></w:{kind}>")
                for n, x in enumerate(pieces) if x
            ))  # fmt: skip
        return tc(out)

    rows = [tr(changed(b, "delText"), changed(a, "t")) for b, a in (FIRST, SECOND)]
    assert outcome(word(issue(tbl(HEADS, *rows)))) == outcome(word(PLAIN))


def test_numbers_that_stand_only_in_lists() -> None:
    assert operations(_listed("decimal")) == operations(word(PLAIN))
    assert outcome(_listed("decimal")) == outcome(word(PLAIN))


def test_numbers_in_an_unknown_sequence_hold_the_clause() -> None:
    xml, codes = outcome(_listed("koreanCounting"))
    assert xml is None
    assert "source_note" in codes
    found = parse_issue(read(_listed("koreanCounting"), "issue.docx"))
    assert [f.severity for f in found.findings if f.code == "source_note"] == ["error"]
    assert any("koreanCounting" in f.message and "〓" in f.message for f in found.findings)


def test_a_table_of_another_width_after_the_table_is_named() -> None:
    other = tbl(tr(tc(p(r("区分"))), tc(p(r("額"))), tc(p(r("期限")))))
    body = issue(tbl(HEADS, row(FIRST), row(SECOND)), other)
    report = consolidate(BASE, word(body), "base.txt", "issue.docx")
    assert report.xml is None
    said = [f.message for c in report.clauses for f in c.result.findings if f.code == "text_after_table"]
    assert said == [
        "a table of 3 columns without heads after the table belongs to neither column: 区分 額 期限"
    ]


def test_a_text_box_beside_the_table_is_not_taken_into_it() -> None:
    box = (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        + p(r("担当　総務課"))
        + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    xml, codes = outcome(word(issue(tbl(HEADS, row(FIRST), row(SECOND)), p(box))))
    assert (xml, codes) == (None, ["text_after_table"])


@pytest.mark.parametrize("sign", ["〓", "\ufffd", "\ue123"])
def test_a_sign_that_could_not_be_read_never_comes_into_the_text(sign: str) -> None:
    exact, _ = outcome(word(PLAIN))
    for old, new in (("午後10時", f"午後{sign}時"), ("(4)　酒気を", f"(4)　{sign}気を")):
        xml, codes = outcome(word(PLAIN.replace(old, new)))
        assert (xml, codes) == (None, ["unread_sign"])
    # What the stored text holds as well, and nobody touches, is no new sign.
    base = BASE.decode().replace("車両の長さ", f"車{sign}の長さ").encode()
    data = word(PLAIN.replace("車両の長さ", f"車{sign}の長さ"))
    report = consolidate(base, data, "base.txt", "issue.docx")
    assert report.xml is not None
    assert exact is not None
    assert report.xml.decode() == exact.decode().replace("車両の長さ", f"車{sign}の長さ")


def test_an_image_among_new_words_holds_the_clause() -> None:
    image = '<w:r><w:pict><v:shape alt="外字"><v:imagedata r:id="rId9"/></v:shape></w:pict></w:r>'
    body = PLAIN.replace(u("(4)　酒気を帯びた者"), u("(4)　酒") + image + u("を帯びた者"))
    assert body != PLAIN
    xml, codes = outcome(word(body))
    assert xml is None
    assert codes


def test_an_open_document_that_goes_on_without_heads() -> None:
    def side(lines: list[str]) -> str:
        out = ""
        for line in lines:
            pieces = line.replace("》", "《").split("《")
            spans = (
                x if n % 2 == 0 else f'<text:span text:style-name="U">{x}</text:span>'
                for n, x in enumerate(pieces)
            )
            out += f"<text:p>{''.join(spans)}</text:p>"
        return f"<table:table-cell>{out}</table:table-cell>"

    def rows(*all_of: tuple[list[str], list[str]]) -> str:
        return "".join(f"<table:table-row>{side(b)}{side(a)}</table:table-row>" for b, a in all_of)

    body = issue("@").replace("<w:p>", "<text:p>").replace("</w:p>", "</text:p>")
    for tag in ('<w:r><w:t xml:space="preserve">', "</w:t></w:r>"):
        body = body.replace(tag, "")
    tables = f"<table:table>{rows((['改正前'], ['改正後']), FIRST)}</table:table><text:p/><table:table>{rows(SECOND)}</table:table>"
    underline = '<style:style style:name="U" style:family="text"><style:text-properties style:text-underline-style="solid"/></style:style>'
    data = packed(open_parts(body.replace("@", tables), underline))
    document = read(data, "issue.odt")
    assert sum(isinstance(b, Table) for b in document.blocks) == 2
    assert texts(document)[-1] == "この規則は、令和7年4月1日から施行する。"
    assert outcome(data) == outcome(word(PLAIN))
    days = [c.commencement for n in parse_issue(document).notices for c in n.clauses]
    assert [d.date for d in days if isinstance(d, Fixed)] == [datetime.date(2025, 4, 1)]
