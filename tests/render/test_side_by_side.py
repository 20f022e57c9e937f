"""新旧対照表 in both columns: what is elided, marked, moved; as HTML and as a Word file."""

import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn

from odd_law import corpus_laws
from reiki.law.plain_text import parse_regulation
from reiki.law.provision import Regulation
from reiki.render.side_by_side import ELIDED, Line, Row, TableShown, side_by_side, side_by_side_provisions
from reiki.render.side_by_side_docx import comparison_docx
from reiki.render.side_by_side_html import comparison_page

HEAD = "規則\n平成18年3月24日\n霧浜市規則第12号\n\n"
BEFORE = """（趣旨）
第1条　この規則は、使用料の額を定める。
第2条　届出をする。
第3条　次の各号に掲げる者とする。
　(1)　甲
　(2)　乙
　(3)　使用料を納めた者
　(4)　丁
2　市長は、許可する。
（委任）
第4条　市長が別に定める。
第5条　廃止する事項
別表（第3条関係）
区分	級	額
甲	1級	100円
↑	2級	6,700円
乙	1級	300円
"""
AFTER = """（趣旨）
第1条　この規則は、使用料の額を定める。
第2条　届出をする。
第3条　次の各号に掲げる者とする。
　(1)　甲
　(2)　乙
　(3)　利用料を納めた者
　(4)　新しい者
　(5)　丁
2　市長は、許可する。
3　前項の許可は、書面でする。
（委任）
第5条　市長が別に定める。
別表（第3条関係）
区分	級	額
甲	1級	100円
↑	2級	6,600円
乙	1級	300円
"""


def regulation(text: str) -> Regulation:
    return parse_regulation(HEAD + text).regulation


def shown() -> tuple[Row, ...]:
    return side_by_side(regulation(BEFORE), regulation(AFTER))


def marked(side: Line | TableShown | None) -> str:
    """A column's line with 《》 around what is underlined; a table by its rows."""
    if side is None:
        return ""
    if isinstance(side, TableShown):
        return " / ".join(
            "|".join(marked(Line(c.text, c.spans)) for c in row) if row else ELIDED for row in side.rows
        )
    out, end = "", 0
    for start, stop in side.spans:
        out += f"{side.text[end:start]}《{side.text[start:stop]}》"
        end = stop
    return out + side.text[end:]


def test_a_comparison_as_an_office_lays_it_out() -> None:
    assert [(marked(row.before), marked(row.after)) for row in shown()] == [
        ("第1条・第2条　（略）", "第1条・第2条　（略）"),
        ("第3条　（略）", "第3条　（略）"),
        ("(1)・(2)　（略）", "(1)・(2)　（略）"),
        ("(3)　《使用》料を納めた者", "(3)　《利用》料を納めた者"),
        ("", "《(4)　新しい者》"),
        ("《(4)》　（略）", "《(5)》　（略）"),
        ("2　（略）", "2　（略）"),
        ("", "《3　前項の許可は、書面でする。》"),
        ("《第4条》　（略）", "《第5条》　（略）"),
        ("《第5条　廃止する事項》", ""),
        ("別表（第3条関係）", "別表（第3条関係）"),
        (
            "区分|級|額 / （略） / 甲|2級|《6,700》円 / （略）",
            "区分|級|額 / （略） / 甲|2級|《6,600》円 / （略）",
        ),
    ]


def test_rules_are_drawn_above_provisions_of_the_first_level() -> None:
    firsts = [marked(row.after) or marked(row.before) for row in shown() if row.begins]
    assert firsts == [
        "第1条・第2条　（略）",
        "第3条　（略）",
        "《第5条》　（略）",
        "《第5条　廃止する事項》",
        "別表（第3条関係）",
    ]


def test_equal_texts_give_no_rows() -> None:
    assert side_by_side(regulation(BEFORE), regulation(BEFORE)) == ()
    assert "違いはありません" in comparison_page("規則", ())
    provision = regulation(BEFORE).provisions[0]
    assert side_by_side_provisions(provision, provision) == ()


def test_enactment_and_repeal_stand_in_one_column() -> None:
    assert all(row.before is None and row.after is not None for row in side_by_side(None, regulation(AFTER)))
    assert all(row.after is None and row.before is not None for row in side_by_side(regulation(AFTER), None))


def rest(line: Line) -> str:
    out, end = "", 0
    for start, stop in line.spans:
        out += line.text[end:start]
        end = stop
    return out + line.text[end:]


def corpus_pairs(corpus: Path) -> Iterator[tuple[Regulation, Regulation]]:
    folders: dict[str, list[Regulation]] = {}
    for name, law in corpus_laws(corpus):
        folders.setdefault(name.rpartition("/")[0], []).append(law.regulation())
    for name, texts in folders.items():
        if name.startswith("checkpoints"):
            yield from ((texts[0], text) for text in texts[1:])


def test_every_difference_is_marked(corpus: Path) -> None:
    pairs = list(corpus_pairs(corpus))
    assert pairs
    for before, after in pairs:
        rows = side_by_side(before, after)
        assert rows
        for row in rows:
            if isinstance(row.before, Line) and isinstance(row.after, Line):
                assert rest(row.before) == rest(row.after)
            elif row.before is None or row.after is None:
                alone = row.before or row.after
                assert not isinstance(alone, Line) or rest(alone) == ""


def test_what_the_new_text_has_and_the_old_has_not_is_there(corpus: Path) -> None:
    for before, after in corpus_pairs(corpus):
        said = "\n".join(
            marked(row.after).replace("《", "").replace("》", "") for row in side_by_side(before, after)
        )
        old = {p.text for q in before.provisions for p in q.walk()}
        for provision in (p for q in after.provisions for p in q.walk()):
            if provision.text and provision.text not in old:
                assert provision.text in said


def test_html() -> None:
    page = comparison_page("規則<>", shown(), before="改正前（2024）", after="改正後（2025）", notes=["注意"])
    assert page.index("改正後（2025）") < page.index("改正前（2024）")
    left = comparison_page(
        "規則", shown(), before="改正前（2024）", after="改正後（2025）", after_first=False
    )
    assert left.index("改正前（2024）") < left.index("改正後（2025）")
    assert "規則&lt;&gt;" in page
    assert "(3)　<u>利用</u>料を納めた者" in page
    assert "<td><u>6,600</u>円</td>" in page
    assert re.search(r'<aside class="notice" role="note">注意</aside>', page)
    for tag in ("table", "tr", "td", "p", "u"):
        assert len(re.findall(rf"<{tag}[ >]", page)) == page.count(f"</{tag}>")


def test_a_word_file() -> None:
    data = comparison_docx("規則", shown(), before="改正前", after="改正後")
    assert data == comparison_docx("規則", shown(), before="改正前", after="改正後")
    document = Document(io.BytesIO(data))
    assert document.sections[0].page_width > document.sections[0].page_height
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == ["改正後", "改正前"]
    assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    marks = [
        run.text for row in table.rows for p in row.cells[0].paragraphs for run in p.runs if run.underline
    ]
    assert marks == ["利用", "(4)　新しい者", "(5)", "3　前項の許可は、書面でする。", "第5条"]
    inner = [t for row in table.rows for t in row.cells[0].tables]
    assert next([c.text for c in row.cells] for row in inner[0].rows) == ["区分", "級", "額"]


def test_both_forms_say_the_same(corpus: Path) -> None:
    for before, after in list(corpus_pairs(corpus))[:4]:
        rows = side_by_side(before, after)
        page = re.sub(
            r"<style>.*?</style>|<title>.*?</title>", "", comparison_page("甲", rows), flags=re.DOTALL
        )
        html = re.sub(r"\s", "", unescape(re.sub(r"<[^>]*>", "", page)))
        body = Document(io.BytesIO(comparison_docx("甲", rows))).element.body
        word = re.sub(r"\s", "", "".join(t.text or "" for t in body.iter(qn("w:t"))))
        assert html == word
