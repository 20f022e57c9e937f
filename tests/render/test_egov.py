"""法令標準XML v3: always valid, and what it cannot say is reported; no word is lost between the two."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from odd_law import corpus_laws, odd_law, shared_laws
from reiki.law.document import LawDocument
from reiki.law.document.markup import canonical, parse_element
from reiki.law.document.nested import Tag, nested, nested_xml
from reiki.law.schema import validate
from reiki.render.egov import EgovExport, egov, fitted_part
from reiki.render.egov_schema import ANY, TEXTS, inside, is_known


def root(exported: EgovExport) -> Tag:
    return nested_xml(exported.xml.decode("utf-8").partition("?>")[2].strip())


def nothing_lost(law: LawDocument) -> EgovExport:
    exported = egov(law)
    left_out = Counter("".join(note.text for note in exported.left_out if note.kind == "left_out"))
    before = Counter(re.sub(r"\s", "", nested(law).words()))
    assert not before - Counter(root(exported).words()) - left_out
    return exported


@pytest.fixture(scope="session")
def national(shared: Path) -> Path:
    return shared / "egov" / "XMLSchemaForJapaneseLaw_v3.xsd"


def test_no_word_is_lost(corpus: Path) -> None:
    nothing_lost(odd_law())
    for _, law in corpus_laws(corpus):
        nothing_lost(law)


@pytest.mark.shared
def test_the_corpus_and_an_odd_law_are_valid(corpus: Path, national: Path) -> None:
    for name, law in [("odd", odd_law()), *corpus_laws(corpus)]:
        assert validate(egov(law).xml, national) == (), name


@pytest.mark.shared
def test_real_laws_are_valid_and_stay_as_they_are(shared: Path, national: Path) -> None:
    for name, law in shared_laws(shared):
        exported = nothing_lost(law)
        assert validate(exported.xml, national) == (), name
        if name[0].isdigit() and "txt" not in name and not exported.left_out:
            assert canonical(parse_element(exported.xml.decode().partition("?>")[2].strip())) == canonical(
                law.lookup.root
            )


def test_an_ordinary_regulation_has_nothing_left_out() -> None:
    xml = (
        '<Law Era="Heisei" Year="18" Num="12" LawType="Rule" Lang="ja"><LawNum>平成18年霧浜市規則第12号</LawNum><LawBody>'
        '<LawTitle>規則</LawTitle><MainProvision><Article Num="1"><ArticleTitle>第1条</ArticleTitle><Paragraph Num="1">'
        "<ParagraphNum/><ParagraphSentence><Sentence>甲。</Sentence></ParagraphSentence></Paragraph></Article>"
        "</MainProvision></LawBody></Law>"
    )
    exported = egov(LawDocument.parse(xml.encode()))
    assert exported.left_out == ()
    assert canonical(parse_element(root(exported).as_xml())) == canonical(parse_element(xml))


def test_what_is_reported_of_an_odd_law() -> None:
    notes = egov(odd_law()).left_out
    said = "\n".join(map(str, notes))
    for piece in ("改正沿革", "必須の属性 Num に 1", "項番号の属性 1_2", "Num=1_2 Delete=true", "まだ分かっていない規定", "〔未収録〕",
                  "〔この間の行は未収録〕", "欄名の行", "第3章　削除", "附則の括弧書き"):  # fmt: skip
        assert piece in said
    assert {note.kind for note in notes} == {"left_out", "moved", "changed", "added"}
    assert all(set(note.as_json()) == {"kind", "at", "what", "text"} for note in notes)


NAMES = sorted({*TEXTS, *ANY, *(n for t in ("LawBody", "Article", "Paragraph", "Item", "TableStruct", "TableColumn", "AppdxTable")
                                for n in inside(t)), "Chapter", "Section", "Division", "TableRow", "TableHeaderRow",
                "Gap", "Unheard", "{urn:x}Meta"} - {"Law"})  # fmt: skip


def any_law(seed: int) -> Tag:
    """A law of any elements in any place; each text in it is another."""
    draw = random.Random(seed)
    count = 0

    def tree(name: str, depth: int) -> Tag:
        nonlocal count
        children: list[Tag | str] = []
        if name != "Gap":
            for _ in range(draw.choice([0, 1, 1, 2, 3, 4]) if depth else 0):
                pool = inside(name) if draw.random() < 0.6 and inside(name) else NAMES
                children.append(tree(draw.choice([n for n in pool if n != "Law"]), depth - 1))
            if name in TEXTS or name in ANY or not is_known(name) or draw.random() < 0.1:
                count += 1
                children.insert(draw.randrange(len(children) + 1), f"語{count}。")
        values = ["1", "0", "1_2", "2:3", "true", "left", "日", "main"]
        names = ("Num", "Delete", "rowspan", "Align", "Year", "src", "Function")
        return Tag(name, {a: draw.choice(values) for a in names if draw.random() < 0.2}, tuple(children))

    parts = tuple(tree(draw.choice(inside("LawBody")), 5) for _ in range(4))
    return Tag("Law", {"LawType": "Rule"}, (Tag("LawNum", {}, ("号",)), Tag("LawBody", {}, parts)))


def texts(tag: Tag) -> Counter[str]:
    return Counter(
        w for t in tag.walk() for c in t.children if isinstance(c, str) for w in re.findall(r"語\d+。", c)
    )


@pytest.mark.parametrize("seed", range(15))
def test_no_word_of_any_elements_in_any_place_is_lost(seed: int) -> None:
    law = any_law(seed)
    fitted, notes = fitted_part(law)
    left_out = re.findall(r"語\d+。", " ".join(note.text for note in notes if note.kind == "left_out"))
    assert not texts(law) - texts(fitted) - Counter(left_out)


@pytest.mark.shared
@pytest.mark.parametrize("seed", range(15))
def test_any_elements_in_any_place_become_valid(seed: int, national: Path) -> None:
    fitted, _ = fitted_part(any_law(seed))
    assert (
        validate(('<?xml version="1.0" encoding="UTF-8"?>\n' + fitted.as_xml("  ")).encode(), national) == ()
    )
