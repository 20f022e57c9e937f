"""Every answer of `/api/2/` has the shape that the national description gives it; the shared file is read in place."""

import re
from xml.etree import ElementTree

import pytest
import srsly

from openapi_shapes import null_members, shape_errors
from reiki_api.egov import vocabulary as v

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def national(shared):
    """lawapi-v2.yaml."""
    return srsly.yaml_loads((shared / "egov" / "lawapi-v2.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nullable(national):
    """Members that the description's examples show as null, and two that the live service is recorded to send as null."""
    shown = {n for e in national["components"]["examples"].values() for n in null_members(e["value"])}
    # An instrument without 改正 of its own has no amending law.
    return frozenset(shown | {"attached_files_info", "amendment_promulgate_date"})


QUERIES = [
    ("laws_response", "/api/2/laws"),
    ("laws_response", "/api/2/laws?asof=2024-07-01&limit=3"),
    ("laws_response", "/api/2/laws?asof=2099-12-31&order=-law_info.promulgation_date"),
    ("laws_response", "/api/2/laws?law_title=無い題名"),
    *(("laws_response", f"/api/2/laws?order={sign}{place}.{member}&limit=1")
      for sign in ("%2B", "-") for place, members in (("law_info", v.LAW_INFO), ("revision_info", v.REVISION_INFO)) for member in members),
    *(("laws_response", f"/api/2/laws?{name}={value}") for name, values in (
        ("law_type", v.LAW_TYPES), ("law_num_type", v.LAW_TYPES), ("law_num_era", v.ERAS), ("category_cd", v.CATEGORIES),
        ("mission", v.MISSIONS), ("repeal_status", v.REPEAL_STATUSES)) for value in values),
    ("keyword_response", "/api/2/keyword?keyword=市長&limit=20"),
    ("keyword_response", "/api/2/keyword?keyword=無い言葉だ"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "url"), QUERIES)
def test_lists_have_the_national_shape(client, national, nullable, name, url):
    answer = client.get(url)
    assert answer.status_code == 200
    schema = national["components"]["schemas"][name]
    assert list(shape_errors(national, schema, answer.json(), nullable=nullable)) == []


def test_every_regulation_and_every_revision_has_the_national_shape(client, national, nullable, law_ids):
    schemas = national["components"]["schemas"]
    seen = 0
    for law_id in law_ids.values():
        revisions = client.get(f"/api/2/law_revisions/{law_id}").json()
        assert (
            list(shape_errors(national, schemas["law_revisions_response"], revisions, nullable=nullable))
            == []
        )
        for revision in revisions["revisions"]:
            for options in ("", "?law_full_text_format=xml", "?json_format=light"):
                answer = client.get(f"/api/2/law_data/{revision['law_revision_id']}{options}")
                assert answer.status_code == 200
                errors = list(
                    shape_errors(national, schemas["law_data_response"], answer.json(), nullable=nullable)
                )
                assert errors == []
                seen += 1
    assert seen > 60


def test_our_members_are_those_of_the_examples(client, national, law_ids):
    """Nothing that the examples have is missing, in the same order."""
    examples = national["components"]["examples"]
    law = client.get("/api/2/laws?limit=1").json()["laws"][0]
    example = examples["example_laws_json"]["value"]["laws"][0]
    assert list(law["law_info"]) == list(example["law_info"])
    assert [m for m in law["revision_info"] if m != "notes"] == list(example["revision_info"])
    assert list(law) == list(example)
    data = client.get(f"/api/2/law_data/{next(iter(law_ids.values()))}").json()
    assert [m for m in data if m != "notes"] == list(examples["example_law_data_json"]["value"])
    item = client.get("/api/2/keyword?keyword=市長").json()["items"][0]
    assert list(item) == list(examples["example_keyword_json"]["value"]["items"][0])


@pytest.mark.parametrize(
    ("example", "url"),
    [
        ("example_laws_xml", "/api/2/laws?limit=1&response_format=xml"),
        ("example_law_revisions_xml", "/api/2/law_revisions/平成10年霧浜市規則第9号?response_format=xml"),
        ("example_keyword_xml", "/api/2/keyword?keyword=市長&limit=1&response_format=xml"),
        ("example_law_data_xml", "/api/2/law_data/平成10年霧浜市規則第9号?response_format=xml"),
    ],
)
def test_xml_has_the_elements_of_the_examples(client, national, example, url):
    text = national["components"]["examples"][example]["value"]
    if example != "example_keyword_xml":
        shown = ElementTree.fromstring(text)
    else:  # its example does not escape the marks in the text, though the description says that they are
        shown = ElementTree.fromstring(re.sub(r"</?span>", "", text))
    answer = client.get(url)
    assert answer.headers["content-type"] == "application/xml"
    ours = ElementTree.fromstring(answer.content)
    assert ours.tag == shown.tag
    assert not _missing(shown, ours), _missing(shown, ours)


def _missing(shown: ElementTree.Element, ours: ElementTree.Element) -> set[str]:
    """Elements of the example outside the law's own text that we do not send; of files attached we have none."""
    names = {e.tag for e in shown.iter() if e.tag[0].islower()}
    attached = {"image_data", "attached_files", "attached_file", "src"}
    return names - {e.tag for e in ours.iter()} - attached


@pytest.mark.parametrize("name", ["laws", "law_revisions", "law_data", "law_file", "attachment", "keyword"])
def test_every_national_parameter_is_described_and_read(client, national, name):
    path = next(p for p in national["paths"] if p.split("/")[1] == name)
    wanted = {p["name"] for p in national["paths"][path]["get"]["parameters"]}
    ours = client.get("/api/2/openapi.json").json()
    described = {p["name"] for p in ours["paths"][path]["get"]["parameters"]}
    assert wanted <= described


def test_the_national_examples_of_errors_are_ours(client, national):
    examples = national["components"]["examples"]
    assert client.get("/api/2/laws?asof=2026-02-30").json() == examples["example_laws_400error_json"]["value"]
    answer = client.get("/api/2/attachment/410KA3129900009_20240331_000000000000000?src=./pict/a.jpg")
    assert (answer.status_code, answer.json()) == (400, examples["example_attachment_400error_json"]["value"])


@pytest.mark.slow
def test_file_downloads_are_laws_of_the_national_schema_or_say_what_departs(client, shared, law_ids):
    """What we send as the text of a law is read by the national schema's names: every element but ours is known to it."""
    known = set(
        re.findall(
            r'<xs:element name="(\w+)"',
            (shared / "egov" / "XMLSchemaForJapaneseLaw_v3.xsd").read_text("utf-8"),
        )
    )
    for law_id in law_ids.values():
        law = ElementTree.fromstring(client.get(f"/api/2/law_file/xml/{law_id}").content)
        assert {e.tag for e in law.iter()} <= known
