"""Reading: short names where they hold, JSON, and what every reference keeps to."""

import json

import pytest

from reiki.cite.reading import read_references
from reiki.cite.reasons import REASONS
from reiki.cite.standing import place_in
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation


def of(text: str):
    document = LawDocument.from_regulation(parse_regulation(text).regulation)
    return document, {
        (str(r.unit.at), ref.text): ref for r in read_references(document) for ref in r.references
    }


HEAD = "霧浜市見本規則\n平成11年3月31日\n霧浜市規則第5号\n\n"


def test_a_short_name_holds_where_it_says():
    _, found = of(
        HEAD + "第1条　見本法（昭和25年法律第261号。以下この条において「法」という。）第3条の届出\n"
        "2　法第4条の届出\n第2条　法第5条の届出\n"
    )
    assert found["第1条第2項", "法第4条"].work == "昭和25年法律第261号"
    assert found["第2条第1項", "法第5条"].reason == "undefined_name"


def test_a_short_name_does_not_hold_before_it_is_given():
    _, found = of(
        HEAD + "第1条　法第4条の届出\n第2条　見本法（昭和25年法律第261号。以下「法」という。）第3条の届出\n"
    )
    assert found["第1条第1項", "法第4条"].reason == "undefined_name"


def test_one_name_for_several_regulations_means_none_of_them():
    _, found = of(
        HEAD
        + "第1条　甲条例（平成1年霧浜市条例第1号）及び乙条例（平成2年霧浜市条例第2号。以下「両条例」という。）の施行\n"
        + "第2条　両条例第3条の届出\n"
    )
    assert found["第2条第1項", "両条例第3条"].reason == "ambiguous"


def test_an_item_that_defines_gives_a_short_name():
    _, found = of(
        HEAD
        + "第1条　用語は、次に定めるところによる。\n　(1)　条例　霧浜市見本条例（平成10年霧浜市条例第9号）をいう。\n第2条　条例第4条の許可\n"
    )
    assert found["第2条第1項", "条例第4条"].work == "平成10年霧浜市条例第9号"


def test_what_was_cited_with_its_number_is_cited_by_its_title_from_then_on():
    _, found = of(
        HEAD + "第1条　建築基準法（昭和25年法律第201号）第2条の建築物\n第2条　建築基準法第3条の建築物\n"
    )
    assert found["第2条第1項", "建築基準法第3条"].work == "昭和25年法律第201号"


def test_what_an_amending_instrument_defines_holds_in_its_supplement_alone():
    _, found = of(
        HEAD
        + "第1条　見本法（昭和25年法律第261号。以下「法」という。）第3条の届出\n\n　　　附　則\n法第4条の届出\n\n"
        "　　　附　則（平成20年霧浜市規則第7号）\n1　この規則は、公布の日から施行する。\n2　法第5条の届出\n"
    )
    by_text = {text: ref for (_, text), ref in found.items()}
    assert by_text["法第4条"].work == "昭和25年法律第261号"
    assert by_text["法第5条"].reason == "undefined_name"


def test_the_cells_of_a_table_of_words_to_be_read_otherwise_cite_nothing_here():
    document = LawDocument.parse(
        """<Law Lang="ja"><LawNum>平成十一年霧浜市規則第五号</LawNum><LawBody><LawTitle>見本規則</LawTitle><MainProvision>
<Article Num="1"><ArticleTitle>第一条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence>
<Sentence>第二条の規定を準用する。この場合において、次の表の上欄の字句は、下欄の字句に読み替えるものとする。</Sentence></ParagraphSentence>
<TableStruct><Table><TableRow><TableColumn><Sentence>第一条第一項</Sentence></TableColumn></TableRow></Table></TableStruct></Paragraph></Article>
<Article Num="2"><ArticleTitle>第二条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>見本</Sentence></ParagraphSentence>
<TableStruct><Table><TableRow><TableColumn><Sentence>第一条第一項の届出</Sentence></TableColumn></TableRow></Table></TableStruct></Paragraph></Article>
</MainProvision></LawBody></Law>""".encode()
    )
    cells = [r for r in read_references(document) if r.unit.apart]
    assert [ref.reason for r in cells for ref in r.references] == ["quoted", ""]
    assert [str(r.unit.around) for r in cells] == ["第1条", "第2条"]


def test_a_reference_is_plain_data(read):
    (reference,) = next(
        r.references for r in read("第3条から第4条までの規定") if r.unit.text.startswith("第3条から")
    )
    assert json.loads(json.dumps(reference.as_json(), ensure_ascii=False)) == {
        "start": 0, "end": 10, "text": "第3条から第4条まで", "kind": "internal", "work": "", "title": "",
        "places": [{"first": "第3条", "last": "第4条"}], "qualifier": "", "state": "", "reason": "",
    }  # fmt: skip


def check(document: LawDocument) -> int:
    """What every reference of a regulation keeps to; how many there are."""
    count = 0
    for reading in read_references(document):
        end = 0
        for reference in reading.references:
            count += 1
            assert end <= reference.start < reference.end <= len(reading.unit.text)
            assert reading.unit.text[reference.start : reference.end] == reference.text
            end = reference.end
            assert not reference.reason or reference.reason in REASONS
            if not reference.reason and not reference.work and not reference.state:
                found = place_in(document, reference.places)
                assert bool(found.reason) or all(
                    not at.steps or len(document.resolve(at)) == 1 for r in found.places for at in r.ends
                )
                assert not found.reason or found.reason in REASONS
    return count


def test_every_reference_of_the_corpus_keeps_to_it(corpus):
    files = sorted((corpus / "checkpoints").rglob("*.txt"))
    documents = [
        LawDocument.from_regulation(parse_regulation(f.read_text(encoding="utf-8")).regulation) for f in files
    ]
    assert sum(check(d) for d in documents) > 500


def test_every_citation_within_the_corpus_leads_to_a_provision(corpus):
    """The sample's regulations cite nothing of their own that is not there."""
    lost = []
    for file in sorted((corpus / "checkpoints").rglob("*.txt")):
        document = LawDocument.from_regulation(parse_regulation(file.read_text(encoding="utf-8")).regulation)
        for reading in read_references(document):
            for ref in reading.references:
                if not ref.reason and not ref.work and not ref.state and (
                    reason := place_in(document, ref.places).reason
                ):  # fmt: skip
                    lost.append((file.name, str(reading.unit.at), ref.text, reason))
    assert lost == []


@pytest.mark.shared
def test_every_reference_of_real_laws_keeps_to_it(shared):
    laws = {f.parent.name[:15]: f for f in sorted((shared / "cases" / "table").glob("*/before.xml"))}
    assert sum(check(LawDocument.parse(f.read_bytes())) for f in laws.values()) > 1000


@pytest.mark.shared
def test_national_laws_cite_nothing_of_their_own_that_is_not_there(shared):
    """The laws as e-Gov has them are whole: a citation of one's own article that is not there would be one of another's. Two
    are: an article that a later law took away, and 別表第一号, which is the first line of the only 別表."""
    lost = set()
    for file in sorted((shared / "cases" / "table").glob("*/before.xml")):
        document = LawDocument.parse(file.read_bytes())
        for reading in read_references(document):
            for ref in reading.references if reading.unit.supplement is None else ():
                open_ = not ref.work and not ref.reason and not ref.state
                if open_ and place_in(document, ref.places).reason:
                    lost.add((document.title, ref.text))
    assert lost == {("原子力基本法", "第十六条の二第二項"), ("意匠法", "別表第一号")}
