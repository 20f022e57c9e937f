"""`law_data`, `law_file`, `attachment`: the very text, in every form that clients of the national service ask for."""

import base64
import io
import json
import zipfile
from xml.etree import ElementTree

import pytest

from reiki.law.document import LawDocument
from reiki.render.text import render_text

ID = "410KA3129900009"
NUMBER = "平成10年霧浜市規則第9号"


def data(client, name=ID, **parameters):
    answer = client.get(f"/api/2/law_data/{name}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_text_written_by_hand_is_served_character_for_character(client, checkpoints, law_ids):
    assert len(checkpoints) == 30
    for checkpoint in checkpoints:
        law_id = law_ids[checkpoint["title"]]
        answer = client.get(f"/api/2/law_file/xml/{law_id}?asof={checkpoint['on']}")
        document = LawDocument.parse(answer.content)
        assert render_text(document.regulation()) == checkpoint["text"]
        assert document.digest() == answer.headers["x-reiki-text-digest"]


@pytest.mark.parametrize("name", [ID, ID.lower(), NUMBER, "平成十年霧浜市規則第九号", "%E5%B9%B3%E6%88%90%E5%8D%81%E5%B9%B4%E9%9C%A7%E6%B5%9C%E5%B8%82%E8%A6%8F%E5%89%87%E7%AC%AC%E4%B9%9D%E5%8F%B7"])  # fmt: skip
def test_a_regulation_by_id_or_number(client, name):
    assert data(client, name)["law_info"]["law_id"] == ID


def test_a_revision_by_its_id_whatever_the_day(client):
    revision = f"{ID}_20240331_000000000000000"
    for asof in ({}, {"asof": "2025-04-01"}, {"asof": "1990-01-01"}):
        answer = data(client, revision, **asof)
        assert answer["revision_info"]["law_revision_id"] == revision
        assert answer["revision_info"]["current_revision_status"] == "PreviousEnforced"


def test_the_text_is_nested_elements(client):
    law = data(client)["law_full_text"]
    assert (law["tag"], law["attr"]["LawType"]) == ("Law", "Rule")
    assert [child["tag"] for child in law["children"]] == ["LawNum", "LawBody"]
    assert data(client, json_format="full")["law_full_text"] == law


def test_the_text_in_another_format_than_the_answer_is_base64(client):
    as_json = data(client)["law_full_text"]
    xml = base64.b64decode(data(client, law_full_text_format="xml")["law_full_text"]).decode()
    assert xml.startswith("<Law ")
    outer = client.get(f"/api/2/law_data/{ID}?response_format=xml&law_full_text_format=json")
    inner = ElementTree.fromstring(outer.content).findtext("law_full_text")
    assert json.loads(base64.b64decode(inner)) == as_json
    both = client.get(f"/api/2/law_data/{ID}?response_format=xml&law_full_text_format=xml")
    assert both.headers["content-type"] == "application/xml"
    law = ElementTree.fromstring(both.content).find("law_full_text/Law")
    assert ElementTree.tostring(law, encoding="unicode") == ElementTree.tostring(
        ElementTree.fromstring(xml), encoding="unicode"
    )


def test_light_json_is_the_text_by_element_names(client):
    article = data(client, elm="MainProvision-Article_4", json_format="light")["law_full_text"]["Article"]
    assert list(article) == ["ArticleCaption", "ArticleTitle", "Paragraph"]
    assert article["ArticleTitle"] == "第4条"
    assert list(article["Paragraph"][0]) == ["ParagraphNum", "Num", "ParagraphSentence"]
    assert (article["Paragraph"][0]["ParagraphNum"], article["Paragraph"][1]["Num"]) == (None, "2")
    whole = data(client, json_format="light")["law_full_text"]["Law"]["LawBody"]
    assert whole["LawTitle"] == "霧浜市職員の特殊勤務手当の支給に関する規則"


@pytest.mark.parametrize(
    ("elm", "tag", "num"),
    [
        ("MainProvision-Article_4", "Article", "4"),
        ("Article_4", "Article", "4"),
        ("MainProvision-Article[4]", "Article", "4"),
        ("MainProvision[1]-Article_4-Paragraph_2", "Paragraph", "2"),
        ("MainProvision", "MainProvision", None),
        ("LawTitle[1]", "LawTitle", None),
        ("SupplProvision[1]", "SupplProvision", None),
        ("SupplProvision", "SupplProvision", None),
    ],
)
def test_a_part_by_elm(client, elm, tag, num):
    part = data(client, elm=elm)["law_full_text"]
    assert (part["tag"], part["attr"].get("Num")) == (tag, num)


def test_an_article_is_found_inside_its_chapter(client, law_ids):
    ordinance = law_ids["霧浜市小型船舶係留施設条例"]
    whole = json.dumps(data(client, ordinance)["law_full_text"], ensure_ascii=False)
    assert '"Chapter"' in whole
    part = data(client, ordinance, elm="MainProvision-Article_9")["law_full_text"]
    assert (part["tag"], part["attr"]["Num"]) == ("Article", "9")
    assert data(client, ordinance, elm="Chapter_2")["law_full_text"]["tag"] == "Chapter"


@pytest.mark.parametrize(
    "elm",
    ["MainProvision-Article_999", "MainProvision-Paragraph_1", "MainProvision/Article_4", "MainProvision-Article_4;DROP", "Nothing", "-",
     "MainProvision-Article_4-Item_1", "SupplProvision[99]", "第4条", "Article", "a" * 301],
)  # fmt: skip
def test_an_elm_at_which_not_one_thing_stands_is_refused(client, elm):
    answer = client.get(f"/api/2/law_data/{ID}", params={"elm": elm})
    assert answer.status_code == 400
    assert answer.json()["code"] in ("400021", "400907")


def test_the_supplementary_provisions_of_amendments_may_be_left_out(client):
    def heads(**parameters):
        body = data(client, **parameters)["law_full_text"]["children"][1]
        return [c["attr"].get("AmendLawNum") for c in body["children"] if c["tag"] == "SupplProvision"]

    assert None in heads()
    assert any(heads())
    assert heads(omit_amendment_suppl_provision="true") == [None]
    assert heads(omit_amendment_suppl_provision="false") == heads()


def test_what_must_be_told_beside_a_text_is_told(client, law_ids):
    held = client.get(f"/api/2/law_data/{ID}")
    assert held.headers["x-reiki-held-since"] == "2025-04-01"
    assert "保留" in held.json()["notes"][0]
    assert "<notes><note>" in client.get(f"/api/2/law_data/{ID}?response_format=xml").text
    before = client.get(f"/api/2/law_data/{ID}?asof=2025-03-30")
    assert "notes" not in before.json()
    assert "x-reiki-held-since" not in before.headers
    repealed = data(client, law_ids["霧浜市市民農園規則"])
    assert "廃止" in repealed["notes"][0]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("law_data/410KA3129900099", 404, "404004"),
        ("law_data/平成10年霧浜市規則第99号", 404, "404004"),
        (f"law_data/{ID}?asof=2017-01-01", 404, "404004"),
        (f"law_data/{ID}_20200101_000000000000000", 404, "404004"),
        ("law_data/霧浜市公印取扱規程", 400, "400043"),
        ("law_data/ZZZ", 400, "400043"),
        (f"law_data/{ID}?asof=2025-02-30", 400, "400004"),
        (f"law_data/{ID}?json_format=medium", 400, "400901"),
        (f"law_data/{ID}?law_full_text_format=yaml", 400, "400901"),
        ("law_file/xml/410KA3129900099", 404, "404004"),
        ("law_file/xml/ZZZ", 400, "400043"),
        (f"law_file/rtf/{ID}", 400, "400906"),
        (f"law_file/pdf/{ID}", 400, "400906"),
        (f"law_file/XML/{ID}", 400, "400906"),
        (f"attachment/{ID}_20240331_000000000000000", 400, "404003"),
        ("attachment/x?src=../../etc/passwd", 400, "404003"),
        ("unknown", 404, "404000"),
        ("law_file/xml/..%2F..%2F..%2Fetc%2Fpasswd", 404, "404000"),
    ],
)
def test_what_is_not_there_is_told_with_the_national_codes(client, path, status, code):
    answer = client.get(f"/api/2/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("kind", ["xml", "json", "html", "docx"])
def test_files(client, kind):
    answer = client.get(f"/api/2/law_file/{kind}/{ID}?asof=2025-03-01")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{ID}_20250301_')
    match kind:
        case "xml":
            assert ElementTree.fromstring(answer.content).tag == "Law"
        case "json":
            assert answer.json() == data(client, asof="2025-03-01")["law_full_text"]
            assert answer.text.startswith('{\n  "tag": "Law"')
        case "html":
            assert "用地交渉手当" in answer.text
        case "docx":
            with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
                assert "用地交渉手当" in package.read("word/document.xml").decode()


def test_only_reading(client):
    answer = client.post("/api/2/laws", content=b"")
    assert (answer.status_code, answer.json()["code"]) == (405, "405000")
    assert client.head(f"/api/2/law_data/{ID}").status_code == 200
