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


# -------------------------------------------------------------------------------------------------------- attachments


@pytest.fixture(scope="module")
def with_tables(client, law_ids):
    """The Akoma Ntoso file of every regulation that has attachments."""
    found = []
    for law_id in law_ids.values():
        told = client.get(f"/v1/works/{law_id}/text", params={"format": "akn", "on": "2025-01-15"})
        if told.status_code == 200 and "<attachment " in told.json()["content"]:
            found.append(etree.fromstring(told.json()["content"].encode()))
    assert found
    return found


def test_every_iri_in_our_files_leads_somewhere(client, with_tables):
    """Whatever our own files call something by is answered."""
    seen = 0
    for akn in with_tables:
        for element in akn.iterfind(".//{*}meta//*[@value]"):
            value = element.get("value")
            if not value.startswith("/akn/"):
                continue
            seen += "!att" in value
            answer = client.get(value, follow_redirects=False)
            assert answer.status_code in (200, 303), value
            if answer.status_code == 303:
                assert client.get(answer.headers["location"]).status_code == 200, value
    assert seen


def test_an_attachment_is_a_file_of_its_own_with_the_same_words(client, with_tables):
    for akn in with_tables:
        for attachment in akn.iterfind(".//a:attachment", NS):
            place = attachment.find(".//a:FRBRManifestation/a:FRBRthis", NS).get("value")
            answer = client.get(place)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "application/akn+xml")
            assert answer.headers["content-location"] == place
            assert answer.headers["x-reiki-text-digest"]
            alone = etree.fromstring(answer.content)
            words = "".join(alone.find(".//a:mainBody", NS).itertext())
            assert words == "".join(attachment.find(".//a:mainBody", NS).itertext())
            title = "".join(attachment.find("a:heading", NS).itertext())
            assert "".join(alone.find(".//a:docTitle", NS).itertext()) == title
            # A person is led to the very provision.
            page = client.get(
                place.removesuffix(".xml"), headers={"Accept": "text/html"}, follow_redirects=False
            )
            assert "at=" in page.headers["location"]


def test_an_attachment_that_there_is_not(client, akn):
    answer = client.get(uri(akn, "FRBRExpression") + "/!att_99.xml", headers={"Accept": "application/json"})
    assert answer.status_code == 404


# ------------------------------------------------------------------------------------------------------------ mementos


def test_the_work_is_a_timegate_and_its_files_are_mementos(client, akn):
    work = uri(akn, "FRBRWork")
    headers = {"Accept": "application/akn+xml", "Accept-Datetime": "Wed, 01 Jan 2025 00:00:00 GMT"}
    answer = client.get(work, headers=headers)
    assert answer.headers["memento-datetime"] == "Sun, 30 Jun 2024 15:00:00 GMT"
    assert f'<{work}>; rel="original timegate"' in answer.headers["link"]
    assert answer.headers["vary"].startswith("Accept, Accept-Datetime")
    following = re.search(r'<([^>]+)>; rel="next memento"', answer.headers["link"])[1]
    assert client.get(following).headers["memento-datetime"] == "Sun, 09 Mar 2025 15:00:00 GMT"
    headers["Accept"] = "text/html"
    led = client.get(work, headers=headers, follow_redirects=False).headers["location"]
    assert led.endswith("?on=2025-01-01")
