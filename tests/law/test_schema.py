"""Our schema accepts what offices and the nation print, and says where something else departs from it."""

from pathlib import Path

import pytest

from reiki.law.document.markup import UnreadableLaw, parse_element
from reiki.law.schema import SchemaError, validate

LAW = """<?xml version="1.0" encoding="UTF-8"?>
<Law Era="Heisei" Year="18" Num="12" LawType="Misc" Lang="ja">
<LawNum>平成18年霧浜市規則第12号</LawNum>
<LawBody><LawTitle>規則</LawTitle>
<MainProvision>{}</MainProvision>{}</LawBody></Law>"""
ARTICLE = '<Article Num="1"><ArticleTitle>第1条</ArticleTitle><Paragraph Num="1"><ParagraphNum/>{}</Paragraph></Article>'
WORDS = "<ParagraphSentence><Sentence>本文。</Sentence></ParagraphSentence>"


@pytest.fixture
def schema(project: Path) -> Path:
    return project / "schemas" / "reiki-law.xsd"


def law(main: str = "", after: str = "") -> bytes:
    return LAW.format(main, after).encode()


@pytest.mark.parametrize(
    ("main", "after"),
    [
        ("", ""),
        ("<Gap/>", ""),
        (ARTICLE.format(WORDS), ""),
        (ARTICLE.format("<ParagraphSentence><Sentence><Gap/></Sentence></ParagraphSentence><Gap/>"), ""),
        (
            ARTICLE.format(
                WORDS + "<Item><ItemSentence><Column><Sentence>甲</Sentence></Column></ItemSentence></Item>"
            ),
            "",
        ),
        (ARTICLE.format(WORDS + "<List><ListSentence><Sentence>甲</Sentence></ListSentence></List>"), ""),
        (
            "",
            '<AppdxTable Num="1_2" Delete="true"><AppdxTableTitle>別表第1の2　削除</AppdxTableTitle></AppdxTable>',
        ),
        (
            "",
            "<AppdxTable><TableStruct><Table><TableRow><Gap/></TableRow><TableRow><TableColumn/></TableRow></Table></TableStruct></AppdxTable>",
        ),
        (
            "",
            '<AppdxStyle Num="3_2"><AppdxStyleTitle>様式第3号の2</AppdxStyleTitle><StyleStruct><Style><p>甲</p></Style></StyleStruct></AppdxStyle>',
        ),
        ('<m:note xmlns:m="urn:example">注</m:note>', ""),
    ],
)
def test_what_municipal_law_needs_is_valid(schema: Path, main: str, after: str) -> None:
    assert validate(law(main, after), schema) == ()


def test_a_regulation_without_number_and_date_is_valid(schema: Path) -> None:
    assert (
        validate(b'<Law LawType="Misc" Lang="ja"><LawNum/><LawBody><MainProvision/></LawBody></Law>', schema)
        == ()
    )


def test_a_violation_names_line_and_element(schema: Path) -> None:
    violations = validate(law(ARTICLE.format("<Sentence>ここではない。</Sentence>")), schema)
    assert [(v.line, v.element) for v in violations] == [(5, "Sentence")]
    assert str(violations[0]).startswith("line 5, Sentence: ")


@pytest.mark.parametrize(
    ("element", "attribute"),
    [(ARTICLE.format(WORDS).replace('Num="1">', 'Num="一">', 1), "Article/@Num"),
     (ARTICLE.format(WORDS).replace('Num="1">', 'Numb="1">', 1), "Article/@Numb")],
)  # fmt: skip
def test_wrong_attributes_are_named(schema: Path, element: str, attribute: str) -> None:
    assert [v.element for v in validate(law(element), schema)] == [attribute]


def test_an_element_serves_as_well_as_bytes(schema: Path) -> None:
    root = parse_element(law("<Chapter/><Nonsense/>").decode().partition("\n")[2])
    assert [v.element for v in validate(root, schema)] == ["Nonsense"]


def test_history_is_metadata(schema: Path) -> None:
    good = '<m:History xmlns:m="urn:reiki:metadata"><m:Instrument number="甲" promulgated="2006-03-24"/></m:History>'
    bad = good.replace("2006-03-24", "平成18年")
    text = law().decode()
    assert validate(text.replace("<LawBody>", good + "<LawBody>").encode(), schema) == ()
    assert len(validate(text.replace("<LawBody>", bad + "<LawBody>").encode(), schema)) == 1


def test_bytes_that_are_no_law(schema: Path) -> None:
    with pytest.raises(UnreadableLaw):
        validate(b"<html/>", schema)


def test_a_schema_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="cannot be read"):
        validate(law(), tmp_path / "missing.xsd")
    (tmp_path / "wrong.xsd").write_text("<a/>")
    with pytest.raises(SchemaError, match="is not an XML Schema"):
        validate(law(), tmp_path / "wrong.xsd")


@pytest.mark.shared
def test_every_element_of_the_national_schema_is_known(shared: Path, schema: Path) -> None:
    import re

    structure = (shared / "egov" / "xsd-structure.txt").read_text("utf-8")
    names = {line.split()[0] for line in structure.splitlines() if line.strip()}
    known = set(re.findall(r'<xs:element name="(\w+)"', schema.read_text("utf-8")))
    assert names - known - {"xs"} == set()


@pytest.mark.shared
def test_the_national_laws_of_the_cases_are_valid(shared: Path, schema: Path) -> None:
    files = sorted((shared / "cases" / "table").glob("*/before.xml"))
    assert files
    assert {
        f.parent.name: validate(f.read_bytes(), schema) for f in files if validate(f.read_bytes(), schema)
    } == {}
