"""`/v1/works/{work}/references`: every citation with where it leads or why it leads nowhere; what it leads to is there."""

import pytest

RULE = "霧浜市小型船舶係留施設条例施行規則"


@pytest.fixture(scope="module")
def answer(client):
    got = client.get(f"/v1/works/{RULE}/references", params={"on": "2025-04-01"})
    assert got.status_code == 200, got.text
    return got.json()


def test_each_citation_leads_somewhere_or_says_why_not(answer):
    assert answer["version"]["title"] == RULE
    assert len(answer["references"]) > 30
    for reference in answer["references"]:
        assert (reference["leads"] is None) == bool(reference["reason"]) == bool(reference["detail"])
        assert reference["end"] - reference["start"] == len(reference["text"])


def test_what_a_citation_leads_to_is_told_at_its_permalink(client, answer):
    links = {r["text"]: r["leads"] for r in answer["references"] if r["leads"]}
    told = client.get(links["条例第5条第1項前段"]["permalink"])
    assert told.status_code == 200
    assert told.json()["at"] == "第5条第1項"
    assert told.json()["version"]["title"] == "霧浜市小型船舶係留施設条例"
    for leads in links.values():
        assert client.get(leads["permalink"]).status_code == 200


def test_one_provision_tells_its_own_citations_only(client):
    got = client.get(f"/v1/works/{RULE}/references", params={"on": "2025-04-01", "at": "第2条"}).json()
    assert got["at"] == "第2条"
    assert {r["at"].split("項")[0] for r in got["references"]} <= {"第2条第1", "第2条第2", "第2条第3"}
    assert len(got["references"]) >= 6


@pytest.mark.parametrize(("work", "status"), [("そのような名の規則はない", 404), (RULE, 400)])
def test_what_cannot_be_answered_is_a_problem(client, work, status):
    params = {"on": "2025-04-01"} if status == 404 else {"on": "昨日"}
    got = client.get(f"/v1/works/{work}/references", params=params)
    assert got.status_code == status
    assert got.headers["content-type"].startswith("application/problem+json")
