"""Attacks on what joins the parts of the service: whatever is written, by whoever, every answer is the new one at once."""

import datetime
import hashlib
import io
import itertools
import json
import os
import re
import zipfile
from functools import partial
from random import Random
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from desk_pages import DOUBTFUL, FIRST, NOW, Desk, hidden
from reiki.office import choosing, decide
from reiki.office.fixing import fix_event
from reiki.office.importing import import_regulation
from reiki.office.imports import disputed_imports
from reiki.office.ingest import ingest
from reiki.office.review import review_list
from reiki.store.session import open_store
from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings
from reiki_api.pages.citations import Citations
from written import HEAD, Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
OTHER, OTHER_NUMBER = "霧浜市公印規則", "平成9年霧浜市規則第6号"
BY = {"person": "文書課 山田", "reason": "原本を確認した"}
NO_LIMITS = Settings(
    **{name: Rate(0, 0) for name in ("rate_reading", "rate_heavy", "rate_writing", "rate_sign_in")}
)
TODAY = datetime.datetime(2024, 10, 2, 3, 0, tzinfo=datetime.UTC)
MOST = None if os.environ.get("ADVERSARY") else 70
TICK = datetime.timedelta(milliseconds=40)
"""Writes may follow each other within a second."""


def base_text(years="十年間", office="係"):
    return regulation(
        TITLE,
        NUMBER,
        "平成9年3月25日",
        [
            f"文書は、{office}が扱う。",
            f"文書は、{years}保存する。",
            "前条の文書は、霧浜市公印規則第1条の公印を押す。",
        ],
    )


def rule(number, serial, date, n, before, after, start, title=TITLE, num=NUMBER):
    change = Change(f"第{n}条　{before}", f"第{n}条　{after}")
    return issue(number, date, Decree(serial, (Order(title, num, (change,)),), start))


WRONG = rule(1, 3, "2024-06-28", 1, "文書は、_係_が扱う。", "文書は、_謀_が扱う。", "令和6年7月1日")
NEXT = rule(
    2, 8, "2024-08-30", 2, "文書は、_十年間_保存する。", "文書は、_五年間_保存する。", "令和6年9月1日"
)
MISPRINT = rule(3, 9, "2024-08-31", 1, "文書は、_孫_が扱う。", "文書は、_室_が扱う。", "令和6年9月2日")
UNFIXED = rule(
    4,
    10,
    "2024-09-02",
    3,
    "前条の文書は、_霧浜市公印規則第1条の_公印を押す。",
    "前条の文書は、_別に定める_公印を押す。",
    "霧浜市印章条例の施行の日",
)
FUTURE = rule(
    5, 11, "2024-09-10", 2, "文書は、_五年間_保存する。", "文書は、_三年間_保存する。", "令和7年4月1日"
)
ERRATUM = (
    HEAD
    + "<h1>霧浜市公報</h1><p>令和6年10月1日（火曜日）　第6号</p><h2>正誤</h2>"
    + "<p>令和6年6月28日付け霧浜市公報第1号に登載した霧浜市規則第3号中「文書は、謀が扱う。」とあるのは、「文書は、課が扱う。」の誤り</p></body></html>"
).encode()
REPEAL = issue(7, "2024-09-20", Decree(12, (Order(OTHER, OTHER_NUMBER, repeal=True),), "令和6年10月1日"))
WORDS = ("係", "課", "謀", "室", "年間", "五年", "文書", "公印", "別に", "ぶんしょ")
DAYS = ("", "1990-01-01", "2024-06-30", "2024-07-01", "2024-09-01", "2024-10-01", "2024-10-02", "2025-04-01")


def bring(store, now, data, as_of, name):
    import_regulation(
        store, data, name, now=now, today=day("2024-10-02"), as_of=day(as_of), jurisdiction="31299"
    )


def held(store):
    return next(c.key for c in review_list(store) if c.status == "held")


def disputed(store):
    return next(i.key for i in disputed_imports(store) if i.name == "later.txt")


EVENT = "霧浜市印章条例の施行の日"
WRITES = {
    "base": lambda s, now: bring(s, now, base_text(), "2024-03-31", "first.txt"),
    "other": lambda s, now: bring(
        s, now, regulation(OTHER, OTHER_NUMBER, "平成9年3月25日", ["公印は、市長が管理する。"]), "2024-03-31", "seal.txt"
    ),
    "ingest": lambda s, now: ingest(s, WRONG, "1.html", now=now),
    "ingest more": lambda s, now: ingest(s, NEXT, "2.html", now=now),
    "unfixed": lambda s, now: ingest(s, UNFIXED, "4.html", now=now),
    "fix": lambda s, now: fix_event(s, EVENT, day("2024-09-15"), "官報", "山田", now=now),
    "fix again": lambda s, now: fix_event(
        s, EVENT, day("2024-09-20"), "官報", "山田", now=now, replace=day("2024-09-15"), reason="写し間違い"
    ),
    "future": lambda s, now: ingest(s, FUTURE, "5.html", now=now),
    "held": lambda s, now: ingest(s, MISPRINT, "3.html", now=now),
    "reject": lambda s, now: decide.reject(s, held(s), now=now, **BY),
    "undo reject": lambda s, now: decide.undo(s, decided(s), now=now, **BY),
    "give": lambda s, now: decide.give(s, held(s), GIVEN, now=now, **BY),
    "undo give": lambda s, now: decide.undo(s, decided(s), now=now, **BY),
    "erratum": lambda s, now: ingest(s, ERRATUM, "6.html", now=now),
    "repeal": lambda s, now: ingest(s, REPEAL, "7.html", now=now),
    "import": lambda s, now: bring(s, now, base_text("七年間", "部"), "2024-08-15", "later.txt"),
    "reject import": lambda s, now: choosing.reject(s, disputed(s), now=now, **BY),
    "undo import": lambda s, now: choosing.undo(s, decided(s), now=now, **BY),
}  # fmt: skip
GIVEN = [
    {"op": "substitute", "at": "第1条第1項", "before": "謀", "after": "室", "basis": "stated", "source": {}}
]


def decided(store):
    from sqlalchemy import select

    from reiki.store.tables import DECISIONS

    with store.reading() as connection:
        return connection.execute(
            select(DECISIONS.c.clause).order_by(DECISIONS.c.id.desc()).limit(1)
        ).scalar_one()


DESK_ID = "409KA3129900005"
IDS = ("409KA3129900005", "409KA3129900006")
KNOWN = ("2024-09-25", "2024-10-01T00:00:01Z")


def questions(store):
    """Every address that reads."""
    out = ["/health", "/", "/about", "/issues", "/review", "/changed?month=2024-09", "/changed?month=2024-10", "/feed.atom", "/upcoming", "/upcoming.ics",
           "/v1/works", "/v1/issues", "/v1/review", "/v1/upcoming", "/v1/upcoming?on=2024-08-01", "/upcoming?on=2024-08-01", "/api/2/laws?repeal_status=Repeal"]  # fmt: skip
    for on in DAYS:
        out += [f"/api/2/laws?asof={on}", f"/v1/works?on={on}"]
        out += [f"/find?q={word}&on={on}" for word in WORDS[::2]]
        out += [f"/api/2/keyword?keyword={word}&asof={on}" for word in WORDS]
        out += [f"/v1/resolve?citation={TITLE}第1条&on={on}"]
    for law in IDS:
        out += [
            f"/works/{law}/feed.atom",
            f"/api/2/law_revisions/{law}",
            f"/v1/works/{law}/versions",
            f"/v1/works/{law}/history",
            f"/v1/works/{law}/history?at=第1条",
        ]
        for on in DAYS:
            q = f"?on={on}"
            out += [
                f"/works/{law}{q}",
                f"/works/{law}{q}&layout=vertical",
                f"/works/{law}{q}&lang=en",
                f"/works/{law}/print.css{q}",
                f"/works/{law}/compare{q}",
                f"/works/{law}/compare.docx{q}",
            ]
            out += [
                f"/works/{law}/history{q}",
                f"/works/{law}/files/xml{q}",
                f"/works/{law}/files/text{q}",
                f"/works/{law}/files/html{q}",
                f"/works/{law}/files/akn{q}",
            ]
            out += [
                f"/v1/works/{law}{q}",
                f"/v1/works/{law}/text{q}",
                f"/v1/works/{law}/text{q}&at=第1条",
                f"/v1/works/{law}/text{q}&format=json",
                f"/v1/works/{law}/blame{q}",
                f"/v1/works/{law}/references{q}",
            ]
            out += [
                f"/api/2/law_data/{law}?asof={on}",
                f"/api/2/law_data/{law}?asof={on}&response_format=xml",
                f"/api/2/law_file/xml/{law}?asof={on}",
                f"/akn/jp/act/1997-03-25/{law}/jpn@{on}.xml",
            ]
        for a, b in itertools.combinations(DAYS[2:], 2):
            out += [
                f"/works/{law}/compare?from={a}&to={b}&form=inline",
                f"/v1/works/{law}/diff?from={a}&to={b}",
            ]
        for known in KNOWN:
            out += [
                f"/v1/works/{law}/text?known={known}&on=2024-10-01",
                f"/works/{law}?known={known}&on=2024-10-01",
                f"/v1/works/{law}/versions?known={known}",
                f"/v1/works/{law}/references?known={known}",
                f"/works/{law}/history?known={known}",
            ]
    with store.reading() as connection:
        from sqlalchemy import select

        from reiki.store.tables import CLAUSES, SOURCES, VERSIONS

        for key in connection.execute(select(CLAUSES.c.key)).scalars():
            out += [f"/v1/clauses/{quote(key)}", f"/review/{quote(key)}"]
        for sha in connection.execute(select(SOURCES.c.sha256)).scalars():
            out += [f"/issues/{sha}", f"/v1/issues/{sha}"]
        for revision in connection.execute(select(VERSIONS.c.revision_id).distinct()).scalars():
            out += [f"/api/2/law_data/{revision}"]
    return list(dict.fromkeys(out))


def said(answer):
    """What an answer says, without what tells one request from another."""
    body = (
        re.sub(rb'[0-9a-f]{32}|name="csrf" value="[^"]*"', b"", answer.content)
        if answer.status_code >= 400
        else answer.content
    )
    if answer.headers.get("content-type", "").startswith("application/vnd.openxml"):
        body = zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml")
    return (
        answer.status_code,
        body,
        answer.headers.get("x-reiki-text-digest"),
        answer.headers.get("location"),
        answer.headers.get("link"),
    )


def ask(client, path, **headers):
    accept = (
        {} if path.startswith(("/v1", "/api", "/akn")) else {"Accept": "text/html", "Accept-Language": "ja"}
    )
    return client.get(path, headers={**accept, **headers}, follow_redirects=False)


def test_after_every_kind_of_write_every_address_tells_the_new_truth(tmp_path, monkeypatch):
    # Links on what a text cites may come a little later than the text; here they are waited for.
    monkeypatch.setattr("reiki_api.pages.read.Citations", partial(Citations, patience=60.0))
    url = f"sqlite:///{tmp_path / 'a.db'}"
    store = open_store(url)  # another office than the service
    warm_app = create_app(url, clock=lambda: TODAY, settings=NO_LIMITS)
    now = TODAY
    older: dict[str, list] = {}
    wrong = []
    with TestClient(warm_app, raise_server_exceptions=False) as warm:
        for name, write in WRITES.items():
            now += TICK
            write(store, now)
            with TestClient(
                create_app(url, clock=lambda: TODAY, settings=NO_LIMITS), raise_server_exceptions=False
            ) as cold:
                asked = questions(store)
                for path in asked if MOST is None else Random(name).sample(asked, min(len(asked), MOST)):
                    warm.cookies.clear(), cold.cookies.clear()
                    fresh, now_told = ask(cold, path), ask(warm, path)
                    if fresh.status_code >= 500:
                        wrong.append((name, path, fresh.status_code, fresh.text[:200]))
                    if said(fresh) != said(now_told):
                        wrong.append((name, path, "warm is not cold"))
                    for status, body, etag, modified in older.get(path, []):
                        same = (status, body) == (fresh.status_code, fresh.content)
                        if (
                            etag
                            and not same
                            and ask(warm, path, **{"If-None-Match": etag}).status_code == 304
                        ):
                            wrong.append((name, path, "304 by etag"))
                        if (
                            modified
                            and not same
                            and ask(warm, path, **{"If-Modified-Since": modified}).status_code == 304
                        ):
                            wrong.append((name, path, "304 by date", modified))
                    if fresh.status_code == 200:
                        older.setdefault(path, []).append(
                            (
                                200,
                                fresh.content,
                                fresh.headers.get("etag"),
                                fresh.headers.get("last-modified"),
                            )
                        )
                        older[path] = older[path][-2:]
                    again = ask(warm, path)
                    if said(again) != said(fresh):
                        wrong.append((name, path, "the second answer is not the first"))
    store.close()
    assert not wrong, json.dumps(wrong[:60], ensure_ascii=False, indent=0) + f"\n{len(wrong)}"


# ------------------------------------------------------------------------------------------------------------- two at work


def test_a_decision_is_on_what_was_shown_or_on_nothing(tmp_path):
    desk = Desk(tmp_path, DOUBTFUL)
    with desk.client:
        desk.sign_in()
        at = f"/review/{quote(desk.held(), safe='/')}"
        page = desk.get(at).text
        said = {
            "verb": "waive",
            "code": "target_title_differs",
            "reason": "見た",
            "seen": hidden(page, "seen"),
        }
        # Meanwhile another office takes an erratum in, and the columns say something else.
        page = "<h1>霧浜市公報</h1><p>令和6年9月30日（月曜日）　第9号</p><h2>正誤</h2><p>令和6年6月28日付け霧浜市公報第1号に登載した"
        page += "霧浜市規則第3号中「文書は、課が扱う。」とあるのは、「文書は、室が扱う。」の誤り</p></body></html>"
        ingest(desk.store, (HEAD + page).encode(), "9.html", now=NOW)
        assert hidden(desk.get(at).text, "seen") != said["seen"]
        for tampered in (said, {**said, "seen": ""}, {**said, "seen": "0" * 64}):
            for verb in ("waive", "reject"):
                assert desk.post(at, {**tampered, "verb": verb}).status_code == 409
        first = f"/v1/works/{DESK_ID}/text?on=2024-07-01&at=第1条"
        assert desk.get(first).json()["content"].endswith("係が扱う。")
        fresh = {**said, "seen": hidden(desk.get(at).text, "seen")}
        assert desk.post(at, fresh).status_code == 303
        assert desk.get(first).json()["content"].endswith("室が扱う。")
        # Two editors: the second undoes only the decision that stood on the page.
        back = {**said, "verb": "undo", "seen": hidden(desk.get(at).text, "seen")}
        assert desk.post(at, back).status_code == 303
        assert desk.post(at, back).status_code == 409
    desk.close()


def test_what_is_committed_is_what_was_shown_under_the_name_that_it_had(tmp_path):
    desk = Desk(tmp_path)
    with desk.client:
        desk.sign_in()
        page = desk.upload(FIRST, "第1号.html").text
        fields = {name: hidden(page, name) for name in ("entry", "state", "name")}
        # The same bytes come again as something else: read so, they order nothing, or another thing.
        desk.upload(FIRST, "第1号.txt")
        digest = hashlib.sha256(FIRST).hexdigest()
        answer = desk.post(f"/upload/{digest}/commit", fields)
        assert "moved" in answer.headers.get("location", "moved")
        assert desk.get("/v1/issues").json()["issues"] == []
    desk.close()


def test_a_regulation_of_which_nothing_was_known_then_is_not_found(tmp_path):
    desk = Desk(tmp_path, FIRST)
    with desk.client:
        for path in (
            f"/v1/works/{DESK_ID}",
            f"/v1/works/{DESK_ID}/text",
            f"/works/{DESK_ID}",
            f"/works/{DESK_ID}/history",
        ):
            assert desk.get(f"{path}?known=2001-01-01").status_code in (200, 404), path
        assert desk.get(f"/v1/works/{DESK_ID}/text?known=2001-01-01").status_code == 404
        assert desk.get(f"/works/{DESK_ID}?known=2001-01-01").status_code == 404
    desk.close()


@pytest.mark.parametrize("on", ["0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31"])
def test_the_first_and_the_last_day_that_there_is(tmp_path, on):
    desk = Desk(tmp_path, FIRST)
    with desk.client:
        law = DESK_ID
        paths = [f"/v1/works/{law}/{each}?on={on}" for each in ("text", "blame", "references", "history")]
        paths += [
            f"/works/{law}{each}?on={on}"
            for each in ("", "/history", "/compare", "/files/docx", "/print.css")
        ]
        paths += [
            f"/v1/works/{law}/diff?from=0001-01-01&to={on}",
            f"/works/{law}/compare?from=0001-01-01&to={on}",
            f"/api/2/law_data/{law}?asof={on}",
        ]
        paths += [
            f"/upcoming?on={on}",
            f"/v1/upcoming?on={on}",
            f"/find?q=文書&on={on}",
            f"/api/2/keyword?keyword=文書&asof={on}",
            f"/upcoming.ics?on={on}",
            f"/v1/works/{law}?on={on}",
        ]
        for path in paths:
            assert desk.get(path).status_code in (200, 303, 400, 404), path
    desk.close()
