"""A law as {tag, attr, children}, and back: nothing of it is lost."""

import json
from pathlib import Path

import pytest

from odd_law import corpus_laws, odd_law, shared_laws
from reiki.law.document import LawDocument
from reiki.law.document.markup import canonical, parse_element
from reiki.law.document.nested import Tag, nested, nested_xml


def round_trip(law: LawDocument) -> None:
    written = json.dumps(nested(law).as_json(), ensure_ascii=False)
    again = Tag.from_json(json.loads(written))
    assert again.as_json() == json.loads(written)
    for xml in (again.as_xml(), again.as_xml("  ")):
        assert canonical(parse_element(xml)) == canonical(law.lookup.root)


def test_an_odd_law_and_the_corpus_come_back(corpus: Path) -> None:
    round_trip(odd_law())
    for _, law in corpus_laws(corpus):
        round_trip(law)


@pytest.mark.shared
def test_real_laws_come_back(shared: Path) -> None:
    laws = list(shared_laws(shared))
    assert laws
    for _, law in laws:
        round_trip(law)


def test_shape_is_that_of_the_national_service() -> None:
    tag = nested_xml('<Sentence Num="1">十<Ruby>例<Rt>れい</Rt></Ruby>規</Sentence>')
    assert tag.as_json() == {
        "tag": "Sentence", "attr": {"Num": "1"}, "children": [
            "十", {"tag": "Ruby", "attr": {}, "children": ["例", {"tag": "Rt", "attr": {}, "children": ["れい"]}]}, "規"],
    }  # fmt: skip
    assert tag.words() == "十例規"


def test_an_empty_attr_may_be_a_string() -> None:
    assert Tag.from_json({"tag": "Article", "attr": "", "children": []}) == Tag("Article")


def test_metadata_is_no_part_of_json() -> None:
    law = odd_law()
    assert "Instrument" not in json.dumps(nested(law).as_json())
    assert any(tag.is_foreign for tag in nested(law).walk())


def test_markup_is_escaped() -> None:
    tag = nested_xml('<Sentence a="&quot;&lt;">&lt;b&gt; &amp;c</Sentence>')
    assert nested_xml(tag.as_xml()) == tag
