"""`/v1/`: texts by citation and date, each with the identity of its version."""

import datetime
import hashlib
import re
from urllib.parse import quote

import pytest

from reiki_api.v1 import models

TITLE = "霧浜市職員の特殊勤務手当の支給に関する規則"
NUMBER = "平成10年霧浜市規則第9号"
ID = "410KA3129900009"
SEAL = "霧浜市公印取扱規程"


def get(client, path, **parameters):
    answer = client.get(f"/v1{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def problem(client, path, status, kind, **parameters):
    answer = client.get(f"/v1{path}", params=parameters)
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    models.Problem.model_validate(document)
    assert (answer.status_code, document["status"], document["type"]) == (
        status,
        status,
        f"/v1/problems#{kind}",
    )
    assert document["request_id"] == answer.headers["x-request-id"]
    return document


# ---------------------------------------------------------------------------------------------------------------- works


def test_regulations_page_by_page(client):
    pages, cursor = [], ""
    while cursor is not None:
        page = get(client, "/works", limit=3, cursor=cursor)
        models.WorkPage.model_validate(page)
        pages += [work["law_id"] for work in page["works"]]
        cursor = page["next"]
    assert pages == sorted(pages)
    assert len(pages) == 8
    assert pages == [w["law_id"] for w in get(client, "/works", limit=200)["works"]]


@pytest.mark.parametrize("query", ["特殊勤務手当", "平成十年霧浜市規則第九号", "規則第9号", " 特殊 勤務手当"])
def test_regulations_by_title_or_number(client, query):
    assert TITLE in [w["title"] for w in get(client, "/works", query=query)["works"]]


def test_a_regulation_on_a_day(client):
    now = get(client, f"/works/{NUMBER}")
    models.WorkAnswer.model_validate(now)
    assert (now["on"], now["work"]["status"], now["work"]["version"]["in_force_from"]) == (
        "2025-04-15",
        "in_force",
        "2025-03-01",
    )
    before = get(client, f"/works/{ID}", on="令和6年12月31日")
    assert before["work"]["version"]["in_force_until"] == "2024-12-31"
    store_room = get(client, "/works/霧浜市防災備蓄倉庫管理規則", on="2024-12-31")["work"]
    assert (store_room["status"], store_room["version"]) == ("not_yet", None)
    assert get(client, "/works/霧浜市市民農園規則")["work"]["status"] == "repealed"


def test_versions_newest_first_each_with_its_permalink(client):
    versions = get(client, f"/works/{ID}/versions")
    models.VersionPage.model_validate(versions)
    assert [v["version"]["in_force_from"] for v in versions["versions"]] == [
        "2025-03-01",
        "2025-01-01",
        "2024-10-01",
        "2024-03-31",
    ]
    assert versions["versions"][0]["amendment"]["number"] == "令和7年霧浜市規則第1号"
    for each in versions["versions"]:
        text = client.get(each["permalink"]).json()
        assert text["version"] == each["version"]


# ---------------------------------------------------------------------------------------------------------------- texts


def test_every_text_written_by_hand(client, checkpoints):
    for checkpoint in checkpoints:
        text = get(client, f"/works/{checkpoint['title']}/text", on=checkpoint["on"])
        models.Text.model_validate(text)
        assert text["content"] == checkpoint["text"]
        assert text["digest"] == text["version"]["text_digest"]


def test_a_provision_by_citation(client):
    for at in ("第4条第2項", "4条2項", "第四条第二項", "MainProvision-Article_4-Paragraph_2"):
        text = get(client, f"/works/{ID}/text", at=at, on="2025-03-01")
        models.Text.model_validate(text)
        assert text["at"] == "第4条第2項"
        assert "1日につき650円" in text["content"]
    again = client.get(text["permalink"]).json()
    assert again["digest"] == text["digest"]
    assert again["content"] == text["content"]


def test_the_digest_of_a_provision_is_that_of_its_xml(client):
    text = get(client, f"/works/{ID}/text", at="第4条", format="xml")
    assert text["digest"] == hashlib.sha256(text["content"].encode()).hexdigest()
    same = get(client, f"/works/{ID}/text", at="第4条", on="2024-10-01")
    assert (same["digest"] == text["digest"]) is (
        same["content"] == get(client, f"/works/{ID}/text", at="第4条")["content"]
    )


@pytest.mark.parametrize("form", ["text", "xml", "json", "html", "egov", "lawtext", "akn"])
def test_formats(client, form):
    text = get(client, f"/works/{ID}/text", format=form)
    models.Text.model_validate(text)
    assert "用地交渉手当" in str(text["content"])


def test_what_is_held_is_told(client):
    text = get(client, f"/works/{ID}/text")
    assert text["held_since"] == "2025-04-01"
    clause = get(client, f"/clauses/{quote(text['held_clause'])}")
    assert clause["status"] == "held"
    assert any(text["held_clause"] in note for note in text["notes"])
    assert get(client, f"/works/{ID}/text", on="2025-03-30")["held_since"] is None


def test_what_the_store_knew(client):
    """The issues were taken in on 2025-04-02 … 04-06 (UTC), so at the end of 04-01 none was known."""
    knew = get(client, f"/works/{ID}/text", on="2025-03-15", known="2025-04-01")
    assert knew["version"]["in_force_from"] == "2024-03-31"
    assert knew["known"] == "2025-04-01T23:59:59.999999+09:00"
    moment = get(client, f"/works/{ID}/text", on="2025-03-15", known="2025-04-06T00:00:00+09:00")
    assert moment["version"]["in_force_from"] == "2025-03-01"
    assert client.get(knew["permalink"]).json()["digest"] == knew["digest"]


def test_a_date_by_content_negotiation(client):
    gate = client.get(f"/v1/works/{ID}/text", headers={"Accept-Datetime": "Sat, 05 Oct 2024 00:00:00 GMT"})
    assert gate.json()["on"] == "2024-10-05"
    assert gate.headers["memento-datetime"] == "Mon, 30 Sep 2024 15:00:00 GMT", (
        "midnight of 2024-10-01 in Japan"
    )
    assert "accept-datetime" in gate.headers["vary"].lower()
    assert f'</v1/works/{ID}/text>; rel="original timegate"' in gate.headers["link"]
    assert 'rel="prev memento"' in gate.headers["link"]
    assert 'rel="next memento"' in gate.headers["link"]
    memento = client.get(gate.headers["content-location"])
    assert memento.json()["digest"] == gate.json()["digest"]
    assert memento.headers["memento-datetime"] == gate.headers["memento-datetime"]
    assert client.get(f"/v1/works/{ID}/text", headers={"Accept-Datetime": "yesterday"}).status_code == 400


# ----------------------------------------------------------------------------------------------------------------- diff


def test_what_changed_between_two_days(client):
    diff = get(client, "/works/霧浜市防災備蓄倉庫管理規則/diff", **{"from": "2025-02-28", "to": "2025-03-01"})
    models.Diff.model_validate(diff)
    assert diff["before"]["text_digest"] != diff["after"]["text_digest"]
    assert any(row["after"] and "防災安全" in row["after"]["text"] for row in diff["rows"])
    same = get(client, f"/works/{SEAL}/diff", **{"from": "2025-03-10", "to": "2025-04-15"})
    assert same["same"] is True
    assert same["rows"] == []


# -------------------------------------------------------------------------------------------------------------- resolve


@pytest.mark.parametrize(
    ("citation", "title", "at"),
    [
        ("平成17年霧浜市訓令第4号第3条", SEAL, "第3条"),
        ("平成十七年霧浜市訓令第四号第三条", SEAL, "第3条"),
        ("霧浜市公印取扱規程第3条", SEAL, "第3条"),
        ("霧浜市公印取扱規程（平成17年霧浜市訓令第4号）第3条", SEAL, "第3条"),
        ("公印取扱規程の第3条", SEAL, "第3条"),
        ("霧浜市公印取扱規程", SEAL, None),
        ("霧浜市公印取扱規程別表", SEAL, "別表"),
        (f"{TITLE}第4条第2項", TITLE, "第4条第2項"),
    ],
)
def test_a_citation(client, citation, title, at):
    found = get(client, "/resolve", citation=citation, on="2025-04-01")
    models.Resolved.model_validate(found)
    assert (found["version"]["title"], found["at"]) == (title, at)
    again = client.get(found["permalink"]).json()
    assert (again["digest"], again["content"]) == (found["digest"], found["content"])


@pytest.mark.parametrize(
    ("citation", "status", "kind"),
    [
        ("平成17年霧浜市訓令第99号第3条", 404, "unknown-work"),
        ("霧浜市公印取扱規程第999条", 404, "no-such-provision"),
        ("第3条", 404, "unknown-work"),
        ("霧浜市", 409, "ambiguous-work"),
        ("   ", 400, "no-citation"),
    ],
)
def test_a_citation_of_what_is_not_there(client, citation, status, kind):
    problem(client, "/resolve", status, kind, citation=citation)


# -------------------------------------------------------------------------------------------------------------- changed


def test_which_of_many_kept_texts_have_changed(client):
    old = get(client, f"/works/{ID}/text", on="2024-10-01")["digest"]
    now = get(client, f"/works/{ID}/text", on="2025-04-15")["digest"]
    article = get(client, f"/works/{SEAL}/text", at="第3条", on="2024-07-01")["digest"]
    farm = get(client, "/works/霧浜市市民農園規則/text", on="2024-07-01")["digest"]
    asked = [
        {"work": ID, "digest": old}, {"work": ID, "digest": now.upper()}, {"work": SEAL, "digest": article, "at": "第3条"},
        {"work": SEAL, "digest": article, "at": "第99条"}, {"work": "無い規則", "digest": old}, {"work": "霧浜市", "digest": old},
        {"work": ID, "digest": old, "at": "どこか"}, {"work": "霧浜市市民農園規則", "digest": farm},
    ]  # fmt: skip
    answer = client.post("/v1/changed", json={"items": asked})
    assert answer.status_code == 200, answer.text
    models.Verdicts.model_validate(answer.json())
    assert [item["status"] for item in answer.json()["items"]] == [
        "changed", "uncertain", "same", "gone", "unknown", "ambiguous", "unusable", "ended",
    ]  # fmt: skip
    assert answer.json()["items"][0]["digest"] == now
    # Behind a held clause the last certain text may not be the one in force; on the day before it is.
    overtaken = answer.json()["items"][1]
    assert (overtaken["held_since"], overtaken["version"]["held_since"]) == ("2025-04-01", "2025-04-01")
    assert any("保留" in note for note in overtaken["notes"])
    certain = client.post("/v1/changed", json={"on": "2025-03-31", "items": asked[1:2]}).json()
    assert (certain["items"][0]["status"], certain["items"][0]["notes"], certain["changed"]) == (
        "same",
        [],
        0,
    )
    then = client.post("/v1/changed", json={"on": "2024-10-01", "items": asked[:1]}).json()
    assert (then["items"][0]["status"], then["changed"]) == ("same", 0)


@pytest.mark.parametrize(
    "body", [{}, {"items": []}, {"items": [{"work": ID}]}, {"items": [{"work": ID, "digest": "x"}]}, [], {"items": "x"},
             {"items": [{"work": ID, "digest": "0" * 64}] * 1001}, {"on": "いつか", "items": [{"work": ID, "digest": "0" * 64}]}]
)  # fmt: skip
def test_a_question_that_cannot_be_used(client, body):
    answer = client.post("/v1/changed", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert answer.json()["errors"]


# -------------------------------------------------------------------------------------------------------------- records


def test_history(client):
    history = get(client, f"/works/{ID}/history", limit=2)
    models.History.model_validate(history)
    assert history["changes"][0]["how"] == "imported"
    rest = get(client, f"/works/{ID}/history", limit=200, cursor=history["next"])
    assert rest["next"] is None
    everything = history["changes"] + rest["changes"]
    assert everything[-1]["status"] == "held"
    touching = get(client, f"/works/{ID}/history", at="第4条")
    assert touching["at"] == "第4条"
    assert len(touching["changes"]) < len(everything)


def test_who_put_it_there(client):
    blame = get(client, f"/works/{ID}/blame", at="第4条", on="2025-03-01")
    models.Blame.model_validate(blame)
    assert blame["version"]["in_force_from"] == "2025-03-01"
    assert {origin["how"] for origin in blame["origins"]} <= {"imported", "amended"}
    assert blame["provisions"]
    problem(client, f"/works/{ID}/blame", 404, "no-such-provision", at="第999条")


def test_issues_notices_clauses(client):
    first = get(client, "/issues", limit=2)
    models.IssuePage.model_validate(first)
    rest = get(client, "/issues", cursor=first["next"])
    issues = first["issues"] + rest["issues"]
    assert len(issues) == 7
    assert rest["next"] is None
    seen = 0
    for issue in issues:
        whole = get(client, f"/issues/{issue['source_sha256']}")
        for notice in whole["notices"]:
            for clause in notice["clauses"]:
                shown = get(client, f"/clauses/{quote(clause['id'])}")
                assert (shown["id"], shown["status"]) == (clause["id"], clause["status"])
                assert len(shown["operations"]) == clause["operations"] or clause["status"] in (
                    "held",
                    "waiting",
                )
                seen += 1
    assert seen >= 20


def test_what_is_held_and_what_is_to_come(client):
    review = get(client, "/review")
    models.ReviewPage.model_validate(review)
    assert review["clauses"][0]["status"] == "held"
    coming = get(client, "/upcoming", on="2024-12-26")
    models.UpcomingAnswer.model_validate(coming)
    days = [each["in_force_from"] for each in coming["upcoming"]]
    assert days == sorted(days, key=lambda day: day or "9999")
    assert "2025-04-01" in days


# ------------------------------------------------------------------------------------------------------------- problems


@pytest.mark.parametrize(
    ("path", "parameters", "status", "kind"),
    [
        ("/works/無い規則", {}, 404, "unknown-work"),
        ("/works/霧浜市", {}, 409, "ambiguous-work"),
        (f"/works/{ID}/text", {"on": "2020-01-01"}, 404, "no-text-on"),
        (f"/works/{ID}/text", {"at": "第999条"}, 404, "no-such-provision"),
        (f"/works/{ID}/text", {"at": "どこか"}, 400, "unusable"),
        (f"/works/{ID}/text", {"on": "2025-02-30"}, 400, "bad-parameter"),
        (f"/works/{ID}/text", {"known": "soon"}, 400, "bad-parameter"),
        (f"/works/{ID}/text", {"known": "0001-01-01T00:00:00+09:00"}, 400, "bad-parameter"),
        (f"/works/{ID}/text", {"format": "papyrus"}, 400, "bad-parameter"),
        (f"/works/{ID}/text", {"format": "akn", "at": "第4条"}, 400, "unusable"),
        (f"/works/{ID}/diff", {"from": "2025-01-01"}, 400, "bad-parameter"),
        (f"/works/{ID}/diff", {"from": "", "to": "2025-01-01"}, 400, "bad-parameter"),
        ("/works", {"limit": "0"}, 400, "bad-parameter"),
        ("/works", {"limit": "201"}, 400, "bad-parameter"),
        ("/works", {"cursor": "!!!"}, 400, "bad-parameter"),
        ("/issues", {"cursor": "WyJ4Il0"}, 400, "bad-parameter"),
        ("/issues/abc", {}, 400, "bad-parameter"),
        (f"/issues/{'0' * 64}", {}, 404, "unknown-issue"),
        ("/clauses/none/such", {}, 404, "unknown-clause"),
        ("/nothing", {}, 404, "http"),
        ("/works", {"query": "長" * 201}, 400, "bad-parameter"),
    ],
)
def test_problems(client, path, parameters, status, kind):
    problem(client, path, status, kind, **parameters)


def test_every_day_is_a_day(client):
    for day in ("0001-01-01", "9999-12-31"):
        for path in (f"/works/{ID}", f"/works/{ID}/text", "/works", "/upcoming"):
            assert client.get(f"/v1{path}", params={"on": day}).status_code in (200, 404)
        assert client.get(f"/api/2/law_data/{ID}?asof={day}").status_code in (200, 404)
        assert client.get(f"/api/2/laws?asof={day}").status_code == 200


def test_the_description(client):
    document = client.get("/v1/openapi.json").json()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert "422" not in operation["responses"]
            assert "application/problem+json" in str(operation["responses"]["400"]), path
    assert document["components"]["schemas"]["Text"]["properties"]["at"]["examples"] == ["第3条第2項"]
    assert datetime.date.fromisoformat(
        document["components"]["schemas"]["Amendment"]["properties"]["promulgated"]["examples"][0]
    )


# ------------------------------------------------------------------------------------------------------------ mementos


def links(answer):
    return {
        rel: target for target, rels in re.findall(r'<([^>]+)>; rel="([^"]+)"', answer.headers["link"]) for rel in rels.split()
    }  # fmt: skip


def test_the_mementos_of_a_provision_are_of_that_provision(client):
    answer = client.get(f"/v1/works/{ID}/text", params={"at": "第4条第2項", "on": "2025-03-01"})
    found = links(answer)
    assert client.get(found["original"]).json()["at"] == "第4条第2項"
    assert (
        client.get(found["timegate"], headers={"Accept-Datetime": "Sat, 05 Oct 2024 00:00:00 GMT"}).json()[
            "at"
        ]
        == "第4条第2項"
    )
    before = re.search(r'<([^>]+)>; rel="prev memento"', answer.headers["link"])
    if before:
        assert client.get(before[1]).json()["at"] == "第4条第2項"
    assert "timemap" not in found
    # Where the neighbour has no such provision, no link promises one.
    for on in ("2024-10-01", "2025-01-01", "2025-03-01"):
        for at in ("第4条", "第4条第2項", "第9条の2", "別表", "附則"):
            told = client.get(f"/v1/works/{ID}/text", params={"at": at, "on": on})
            if told.status_code == 200:
                for place in links(told).values():
                    assert client.get(place).status_code == 200, (on, at, place)


def test_the_versions_are_a_timemap_for_who_reads_links(client):
    """RFC 7089, 5: a TimeMap can be had as links."""
    timemap = links(client.get(f"/v1/works/{ID}/text"))["timemap"]
    answer = client.get(timemap, headers={"Accept": "application/link-format"})
    assert answer.headers["content-type"] == "application/link-format"
    found = re.findall(r'<([^>]+)>; rel="([^"]+)"(?:; datetime="([^"]+)")?', answer.text)
    mementos = [(target, when) for target, rel, when in found if "memento" in rel.split()]
    assert [rel for _, rel, _ in found if "memento" in rel.split()] == [
        "first memento", "memento", "memento", "last memento",
    ]  # fmt: skip
    for target, when in mementos:
        told = client.get(target)
        assert told.status_code == 200
        assert told.headers.get("memento-datetime", "") == when
    assert client.get(timemap).headers["content-type"] == "application/json"


def test_a_neighbour_of_unknown_beginning_is_linked_by_a_day_of_its_own(client):
    """A link by the day asked would lead back to where one is."""
    answer = client.get(f"/v1/works/{ID}/text?on=2024-10-01")
    before = links(answer).get("prev")
    assert before is None or client.get(before).json()["version"] != answer.json()["version"]
