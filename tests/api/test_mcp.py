"""The tools for assistants: through the protocol, in memory and as the command that assistants start."""

import datetime
import json
import os
import sys
from functools import partial

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.shared.memory import create_connected_server_and_client_session

from reiki.office.catalogue import open_store
from reiki_api.mcp_server import LONGEST, mcp_server
from reiki_api.service import Service

NOW = datetime.datetime(2025, 4, 15, 3, 0, tzinfo=datetime.UTC)
TITLE = "霧浜市公印取扱規程"


@pytest.fixture(scope="module")
def server(store_url):
    store = open_store(store_url)
    yield mcp_server(Service(store, clock=lambda: NOW), "https://reiki.example/")
    store.close()


@pytest.fixture
def ask(server):
    """Calls a tool as an assistant does; its structured answer."""

    async def called(tool, given):
        async with create_connected_server_and_client_session(server._mcp_server) as session:
            return await session.call_tool(tool, given)

    def asked(tool, **given):
        answer = anyio.run(partial(called, tool, given))
        if answer.isError:
            raise LookupError(answer.content[0].text)
        assert json.loads(answer.content[0].text) == answer.structuredContent
        return answer.structuredContent

    return asked


def test_every_tool_says_that_it_only_reads(server):
    async def tools():
        async with create_connected_server_and_client_session(server._mcp_server) as session:
            return (await session.list_tools()).tools

    listed = {tool.name: tool for tool in anyio.run(tools)}
    assert set(listed) == {
        "search",
        "text_on_date",
        "versions",
        "diff",
        "history",
        "resolve_citation",
        "upcoming",
    }
    for tool in listed.values():
        assert tool.annotations.readOnlyHint
        assert tool.description
        for name, said in tool.inputSchema["properties"].items():
            assert said.get("description") or name in ("limit",), f"{tool.name}.{name}"


def test_a_text_has_the_digest_and_permalink_that_the_api_gives(ask, client):
    told = ask("text_on_date", work=TITLE, on="令和7年4月1日", at="第3条")
    same = client.get(f"/v1/works/{TITLE}/text", params={"on": "2025-04-01", "at": "第3条"}).json()
    assert told["content"] == same["content"]
    assert told["digest"] == same["digest"]
    assert told["version"]["text_digest"] == same["version"]["text_digest"]
    assert told["permalink"] == "https://reiki.example" + same["permalink"]
    again = client.get(told["permalink"].removeprefix("https://reiki.example")).json()
    assert again["digest"] == told["digest"]


def test_without_a_day_it_is_today_in_japan(ask):
    assert ask("text_on_date", work=TITLE)["on"] == "2025-04-15"


def test_a_text_behind_a_held_clause_says_so(ask):
    told = ask("text_on_date", work="霧浜市職員の特殊勤務手当の支給に関する規則", on="2025-04-10")
    assert told["held_since"]
    assert told["notes"]


def test_a_long_text_is_told_in_parts_that_make_the_whole(ask, client, monkeypatch):
    monkeypatch.setattr("reiki_api.mcp_server.LONGEST", 300)
    assert LONGEST > 300
    start, parts = 0, []
    while True:
        told = ask("text_on_date", work=TITLE, on="2025-04-01", start=start)
        parts.append(told["content"])
        start = told["characters"]["to"]
        if start == told["characters"]["of"]:
            break
        assert any(f"start={start}" in note for note in told["notes"])
    whole = client.get(f"/v1/works/{TITLE}/text", params={"on": "2025-04-01"}).json()["content"]
    assert "".join(parts) == whole
    with pytest.raises(LookupError, match="characters"):
        ask("text_on_date", work=TITLE, start=len(whole) + 1)


def test_what_changed_and_what_ever_changed(ask):
    changed = ask("diff", work="霧浜市防災備蓄倉庫管理規則", from_day="2025-02-28", to_day="2025-03-01")
    assert changed["rows"]
    assert changed["before"]["text_digest"] != changed["after"]["text_digest"]
    assert ask("history", work=TITLE, at="第3条")["changes"]
    told = ask("versions", work=TITLE)["versions"]
    assert [each["version"]["in_force_from"] for each in told] == sorted(
        (each["version"]["in_force_from"] for each in told), reverse=True, key=lambda day: day or ""
    )


def test_search_tells_why(ask):
    told = ask("search", query="手当", on="2025-04-01")
    assert told["total"] >= 1
    assert all("【手当】" in "".join(why["text"] for why in each["why"]) for each in told["results"])


def test_a_citation_is_resolved(ask):
    told = ask("resolve_citation", citation="平成17年霧浜市訓令第4号第3条", on="2025-04-01")
    assert told["version"]["title"] == TITLE
    assert told["at"] == "第3条"


def test_what_is_to_come(ask):
    assert ask("upcoming", on="2024-12-26")["upcoming"]


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("text_on_date", {"work": "無い規則"}, "無い規則"),
        ("text_on_date", {"work": TITLE, "at": "第999条"}, "第999条"),
        ("text_on_date", {"work": TITLE, "on": "昨日"}, "on:"),
        ("text_on_date", {"work": "霧浜市"}, "Candidates"),
        ("diff", {"work": TITLE, "from_day": "", "to_day": "2025-01-01"}, "from_day"),
        ("resolve_citation", {"citation": "第3条"}, "第3条"),
        ("search", {"query": "手当", "limit": 500}, "limit"),
    ],
)
def test_a_refusal_says_why(ask, tool, given, said):
    with pytest.raises(LookupError, match=said):
        ask(tool, **given)


def test_the_command_speaks_the_protocol_and_nothing_else(store_url):
    command = StdioServerParameters(
        command=sys.executable, args=["-c", "from reiki.cli import main; main(['mcp'])"],
        env={**os.environ, "REIKI_DB": store_url},
    )  # fmt: skip

    async def talk():
        async with stdio_client(command) as (read, write), ClientSession(read, write) as session:
            begun = await session.initialize()
            answer = await session.call_tool("resolve_citation", {"citation": TITLE, "on": "2025-01-01"})
            return begun.serverInfo.name, answer.structuredContent["version"]["title"]

    assert anyio.run(talk) == ("reiki", TITLE)
