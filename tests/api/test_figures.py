"""Pictures of figures over HTTP: as the national service gives them, at `/v1/`, on the pages; harmless whatever they are."""

import base64
import datetime
import hashlib
import io
import zipfile
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from pictures import PDF, PICT, TITLE, A, download, picture
from reiki.office.importing import import_regulation
from reiki.store.session import open_store
from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings

NOW = datetime.datetime(2025, 4, 15, 3, 0, tzinfo=datetime.UTC)
UNCOUNTED = Rate(0, 0)
UNLIMITED = Settings(
    rate_reading=UNCOUNTED, rate_heavy=UNCOUNTED, rate_writing=UNCOUNTED, rate_sign_in=UNCOUNTED
)
DAY = datetime.date(2024, 3, 31)
S1 = "./pict/s1.jpg"


def sha(data):
    return hashlib.sha256(data).hexdigest()


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """One regulation, of whose three figures two are held: a JPEG and a PDF."""
    made = f"sqlite:///{tmp_path_factory.mktemp('figures') / 'reiki.db'}"
    store = open_store(made)
    held = {name: data for name, data in PICT.items() if name != S1}
    import_regulation(store, download(pict=held), "law.zip", now=NOW, today=DAY, as_of=DAY)
    store.close()
    return made


@pytest.fixture(scope="module")
def served(url):
    with TestClient(create_app(url, clock=lambda: NOW, settings=UNLIMITED)) as opened:
        yield opened


@pytest.fixture(scope="module")
def revision(served):
    return served.get("/api/2/laws").json()["laws"][0]["revision_info"]["law_revision_id"]


@pytest.fixture(scope="module")
def law_id(revision):
    return revision[:15]


# ------------------------------------------------------------------------------------------------- as the national service


def test_the_text_lists_its_attached_files(served, revision):
    told = served.get(f"/api/2/law_data/{revision}").json()
    info = told["attached_files_info"]
    assert info == {
        "image_data": "",
        "attached_files": [
            {"law_revision_id": revision, "src": src, "updated": "2025-04-15T12:00:00+09:00"}
            for src in ("./pict/a.jpg", "./pict/s2.pdf")
        ],
    }
    assert told["notes"][-1] == "図は収録されていません：様式第1号（./pict/s1.jpg）"


def test_and_their_content_where_it_is_asked_for(served, revision):
    told = served.get(f"/api/2/law_data/{revision}?include_attached_file_content=true").json()
    data = base64.b64decode(told["attached_files_info"]["image_data"])
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert {n: made.read(n) for n in made.namelist()} == {"pict/a.jpg": A, "pict/s2.pdf": PDF}


def test_in_xml_as_the_description_has_it(served, revision):
    told = served.get(f"/api/2/law_data/{revision}?response_format=xml").content
    info = ElementTree.fromstring(told).find("attached_files_info")
    assert [child.tag for child in info] == ["image_data", "attached_files"]
    assert [f.findtext("src") for f in info.findall("attached_files/attached_file")] == [
        "./pict/a.jpg",
        "./pict/s2.pdf",
    ]


def test_a_file_by_its_name(served, revision):
    answer = served.get(f"/api/2/attachment/{revision}", params={"src": "./pict/a.jpg"})
    assert (answer.status_code, answer.content) == (200, A)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith('inline; filename="a.jpg"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    saved = served.get(f"/api/2/attachment/{revision}", params={"src": "./pict/s2.pdf"})
    assert saved.content == PDF
    assert saved.headers["content-type"] == "application/pdf"
    assert saved.headers["content-disposition"].startswith('attachment; filename="s2.pdf"')
    kept = served.get(
        f"/api/2/attachment/{revision}",
        params={"src": "./pict/a.jpg"},
        headers={"If-None-Match": answer.headers["etag"]},
    )
    assert kept.status_code == 304


def test_all_files_without_a_name(served, revision):
    answer = served.get(f"/api/2/attachment/{revision}")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{revision}.zip"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        assert sorted(made.namelist()) == ["pict/a.jpg", "pict/s2.pdf"]


@pytest.mark.parametrize(
    "src",
    [
        S1,
        "pict/a.jpg",
        "./pict/../pict/a.jpg",
        "../../etc/passwd",
        "/etc/passwd",
        "sha256:" + "0" * 64,
        "' OR 1=1 --",
    ],
)
def test_a_file_that_is_not_there(served, revision, src):
    answer = served.get(f"/api/2/attachment/{revision}", params={"src": src})
    assert (answer.status_code, answer.json()["code"]) == (400, "404003")


@pytest.mark.parametrize(
    "name", ["418AC0000000000_20240331_000000000000000", "nothing", "..%2f..%2fetc%2fpasswd"]
)
def test_files_of_a_text_that_is_not_there(served, name):
    answer = served.get(f"/api/2/attachment/{name}")
    assert answer.status_code in (400, 404)
    assert answer.headers["content-type"] == "application/json"


def test_a_law_without_figures_has_no_attached_files(client, law_ids):
    told = client.get(f"/api/2/law_data/{next(iter(law_ids.values()))}").json()
    assert told["attached_files_info"] is None


# ------------------------------------------------------------------------------------------------------------------- /v1


def test_each_figure_has_a_link(served, law_id):
    told = served.get(f"/v1/works/{law_id}/figures").json()
    assert [(f["src"], f["label"], f["held"]) for f in told["figures"]] == [
        ("./pict/a.jpg", "第1条の図", True),
        ("./pict/s1.jpg", "様式第1号", False),
        ("./pict/s2.pdf", "様式第2号", True),
    ]
    first, missing, _ = told["figures"]
    assert served.get(first["link"]).content == A
    assert first["media_type"] == "image/jpeg"
    assert (first["width"], first["height"]) == (40, 60)
    assert missing["link"] is None
    assert (
        served.get(f"/v1/works/{law_id}").json()["work"]["links"]["figures"] == f"/v1/works/{law_id}/figures"
    )
    assert "図は収録されていません" in served.get(f"/v1/works/{law_id}/text").json()["notes"][-1]
    before = served.get(f"/v1/works/{law_id}/figures?known=2025-04-16").json()
    assert before["figures"] == told["figures"]


# ----------------------------------------------------------------------------------------------------------------- pages


def test_a_page_shows_its_pictures_and_says_which_are_missing(served, law_id):
    page = served.get(f"/works/{law_id}").text
    assert f'<img src="/figures/{sha(A)}" alt="第1条の図" width="40" height="60" loading="lazy">' in page
    assert "図は収録されていません：様式第1号" in page
    assert f'<a href="/figures/{sha(PDF)}">様式第2号（PDF、{len(PDF)}バイト）</a>' in page


def test_a_picture_is_kept_for_ever_and_runs_nothing(served):
    for address in (f"/figures/{sha(A)}", f"/v1/figures/{sha(A)}"):
        answer = served.get(address)
        assert (answer.status_code, answer.content) == (200, A)
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        again = served.get(address, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    saved = served.get(f"/figures/{sha(PDF)}")
    assert saved.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("digest", ["0" * 64, "A" * 64, "..%2f" * 4, "x"])
def test_a_picture_that_is_not_there(served, digest):
    assert served.get(f"/figures/{digest}").status_code == 404


def test_where_reading_needs_a_token_a_picture_does_too(url):
    import dataclasses

    shut = dataclasses.replace(UNLIMITED, reading="token")
    with TestClient(create_app(url, clock=lambda: NOW, settings=shut)) as opened:
        for address in (f"/figures/{sha(A)}", f"/v1/figures/{sha(A)}"):
            assert opened.get(address, follow_redirects=False).status_code in (303, 401)


def test_what_a_figure_says_of_itself_is_never_taken_for_markup(tmp_path):
    """A picture's name and the labels around it come from the text."""
    law = (
        b'<Law Era="Heisei" Year="18" Num="13" LawType="Misc" Lang="ja"><LawNum>\xe5\xb9\xb3\xe6\x88\x9018\xe5\xb9\xb4\xe9\x9c\xa7'
        b"\xe6\xb5\x9c\xe5\xb8\x82\xe8\xa6\x8f\xe5\x89\x87\xe7\xac\xac13\xe5\x8f\xb7</LawNum><LawBody><LawTitle>T</LawTitle><MainProvision>"
        b'<Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>a</Sentence></ParagraphSentence></Paragraph></MainProvision>'
        b'<AppdxStyle Num="1"><AppdxStyleTitle>"&gt;&lt;script&gt;alert(1)&lt;/script&gt;</AppdxStyleTitle><StyleStruct><Style>'
        b'<Fig src="pict/&quot;&gt;&lt;img onerror=alert(1)&gt;.png"/><Fig src="pict/a.png"/></Style></StyleStruct></AppdxStyle>'
        b"</LawBody></Law>"
    )
    made = f"sqlite:///{tmp_path / 'a.db'}"
    store = open_store(made)
    report = import_regulation(
        store, law, "law.xml", now=NOW, today=DAY, as_of=DAY, beside=lambda _: picture()
    )
    store.close()
    with TestClient(create_app(made, clock=lambda: NOW, settings=UNLIMITED)) as opened:
        page = opened.get(f"/works/{report.law_id}").text
        assert "<script>alert" not in page
        assert "<img onerror" not in page
        assert "&lt;script&gt;alert(1)" in page
        revision = opened.get("/api/2/laws").json()["laws"][0]["revision_info"]["law_revision_id"]
        src = 'pict/"><img onerror=alert(1)>.png'
        answer = opened.get(f"/api/2/attachment/{revision}", params={"src": src})
        assert answer.status_code == 200
        assert "\n" not in answer.headers["content-disposition"]
        assert 'filename="___img' in answer.headers["content-disposition"]


def test_the_title_of_the_regulation_is_the_one_imported(served):
    assert served.get("/api/2/laws").json()["laws"][0]["revision_info"]["law_title"] == TITLE
