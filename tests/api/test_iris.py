"""Regulations by their Akoma Ntoso IRIs."""

import re

import pytest
from lxml import etree

NS = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}
TITLE = "霧浜市公印取扱規程"


@pytest.fixture(scope="module")
def akn(client):
    """Our own file says which IRIs it has."""
    told = client.get(f"/v1/works/{TITLE}/text", params={"on": "2025-01-01", "format": "akn"}).json()
    return etree.fromstring(told["content"].encode())


def uri(akn, level):
    return akn.find(f".//a:{level}/a:FRBRuri", NS).get("value")


@pytest.mark.parametrize(
    ("accept", "place"), [("text/html,*/*;q=0.8", "/works/"), ("application/json", "/v1/works/")]
)
def test_a_work_and_its_text_on_a_day_lead_where_they_are_read(client, akn, accept, place):
    for level, asked in (("FRBRWork", ""), ("FRBRExpression", "on=2024-07-01")):
        answer = client.get(uri(akn, level), headers={"Accept": accept}, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith(place)
        assert answer.headers["location"].endswith(asked)
        assert answer.headers["vary"].startswith("Accept")


def test_the_file_of_an_iri_is_that_file_and_names_it(client, akn):
    place = uri(akn, "FRBRManifestation")
    answer = client.get(place)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/akn+xml"
    assert answer.headers["content-location"] == place
    assert etree.tostring(etree.fromstring(answer.content), method="c14n") == etree.tostring(
        akn, method="c14n"
    )
    negotiated = client.get(uri(akn, "FRBRExpression"), headers={"Accept": "application/akn+xml"})
    assert negotiated.content == answer.content


def test_a_day_in_the_middle_of_a_version_gives_the_version_that_holds_then(client, akn):
    work = uri(akn, "FRBRWork")
    answer = client.get(f"{work}/jpn@2024-12-24.xml")
    assert answer.headers["content-location"] == uri(akn, "FRBRManifestation")
    earlier = client.get(f"{work}/jpn@2024-06-30.xml")
    assert earlier.content != answer.content
    assert (
        re.search(r"jpn@(?!2024-07-01)", earlier.text) or "/jpn@" not in earlier.headers["content-location"]
    )


@pytest.mark.parametrize("end", ["/jpn@2025-13-01", "/eng@2025-01-01", "/jpn@2025-01-01/~art_1", ".pdf"])
def test_what_is_no_iri_is_refused_and_said(client, akn, end):
    answer = client.get(uri(akn, "FRBRWork") + end, headers={"Accept": "application/json"})
    assert answer.status_code in (400, 404)


def test_date_and_id_of_two_regulations_name_nothing(client, akn):
    wrong = re.sub(r"/\d{4}-\d\d-\d\d/", "/1999-01-01/", uri(akn, "FRBRWork"))
    assert client.get(wrong, headers={"Accept": "application/json"}).status_code == 404
