"""Formulas, figures and forms in the columns: carried by digest, unchanged unless the provision comes as a whole."""

import base64
import hashlib

import pytest

from columns import DOUBLE, B, page
from laws import obey
from reiki.gazette.consolidate import Outcome, consolidate
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.source.open import read

LAW = """<Law Era="Heisei" Year="18" Num="12" LawType="Misc" Lang="ja"><LawNum>平成18年霧浜市規則第12号</LawNum>
<LawBody><LawTitle>霧浜市見本規則</LawTitle><MainProvision>
<Article Num="1"><ArticleTitle>第1条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence>
<Sentence Num="1">額は、次の式による。</Sentence></ParagraphSentence><FigStruct><Fig src="./a.jpg"/></FigStruct></Paragraph></Article>
<Article Num="2"><ArticleTitle>第2条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence>
<Sentence Num="1">次の式<ArithFormula Num="1"><Fig src="./b.jpg"/></ArithFormula>により、市長が定める。</Sentence>
</ParagraphSentence></Paragraph></Article></MainProvision>
<AppdxStyle Num="1"><AppdxStyleTitle>様式第1号</AppdxStyleTitle><RelatedArticleNum>（第1条関係）</RelatedArticleNum>
<StyleStruct><Style><Fig src="./s1.jpg"/></Style></StyleStruct></AppdxStyle>
</LawBody></Law>"""


def image(name: str) -> str:
    return f"<img src='data:image/png;base64,{base64.b64encode(name.encode()).decode()}' alt='{name}'>"


def digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


OLD, NEW = image("old"), image("new")


def outcome(before: str, after: str, lead: str = B) -> Outcome:
    issue = parse_issue(read(page((before, after), lead=lead), "issue.html"))
    notice = issue.notices[0]
    return consolidate(LawDocument.parse(LAW.encode()), notice.clauses[0], notice, issue)


def applied(before: str, after: str, lead: str = B) -> str:
    done = outcome(before, after, lead)
    assert done.document is not None, [f.message for f in done.findings]
    obey(LawDocument.parse(LAW.encode()), list(done.operations), list(done.guard))
    return done.document.to_bytes().decode()


@pytest.mark.parametrize("figure", ["", OLD, "（式略）", "式　略"])
def test_words_beside_a_figure_that_stays(figure: str) -> None:
    text = applied(
        f"第1条　額は、次の【式】による。\n{figure}", f"第1条　額は、次の【算式】による。\n{figure}"
    )
    assert "./a.jpg" in text
    assert "算式" in text


@pytest.mark.parametrize("figure", [OLD, "（略）"])
def test_words_around_a_formula(figure: str) -> None:
    text = applied(
        f"第2条　次の式{figure}により、【市長】が定める。", f"第2条　次の式{figure}により、【知事】が定める。"
    )
    assert "</ArithFormula>により、知事が定める。" in text


@pytest.mark.parametrize(
    ("before", "after", "lead"),
    [
        # another figure, one more, one less
        (f"第1条　額は、次の【式】による。\n{OLD}", f"第1条　額は、次の【算式】による。\n{NEW}", B),
        (f"第1条　額は、次の【式】による。\n{OLD}", f"第1条　額は、次の【算式】による。\n{OLD}{NEW}", B),
        (f"第1条　額は、次の【式】による。\n{OLD}", "第1条　額は、次の【算式】による。", B),
        (f"第1条　額は、次の【式】による。\n<div style='border: 1px dashed'>{OLD}</div>",
         f"第1条　額は、次の【算式】による。\n<div style='border: 1px dashed'>{NEW}</div>", B),
        # a formula in the words that the columns do not show
        ("第2条　次の式により、【市長】が定める。", "第2条　次の式により、【知事】が定める。", B),
        # a form under a label that carries no mark
        (f"様式第1号（第1条関係）\n{OLD}", f"様式第1号（第1条関係）\n{NEW}", B),
        # replaced as a whole, and no column shows what is stored
        ("《第1条》　額は、次の式による。", "《第1条》　額は、次の算式による。", DOUBLE),
    ],
)  # fmt: skip
def test_held(before: str, after: str, lead: str) -> None:
    assert outcome(before, after, lead).document is None


def test_a_form_is_replaced_and_added_whole() -> None:
    text = applied(f"《様式第1号》（第1条関係）\n{OLD}", f"《様式第1号》（第1条関係）\n{NEW}", DOUBLE)
    assert f'<Fig src="sha256:{digest("new")}"/>' in text
    assert "s1.jpg" not in text
    text = applied("（新設）", f"【様式第2号】（【第1条関係】）\n{NEW}")
    assert "s1.jpg" in text
    assert f'<StyleStruct><Style><Fig src="sha256:{digest("new")}"/></Style></StyleStruct>' in text.replace(
        "\n", ""
    ).replace("  ", "")
