"""The examples in docs/api.md run as they stand against the store of the demo."""

import datetime
import json
import shlex
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from reiki.cli.running import run
from reiki_api.app import create_app

ADDRESS = "http://127.0.0.1:8000"
NOW = datetime.datetime(2025, 4, 15, 3, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    place = tmp_path_factory.mktemp("demo") / "kirihama"
    assert run(["demo", "--keep", str(place)]) == 0
    with TestClient(create_app(f"sqlite:///{place / 'reiki.db'}", clock=lambda: NOW)) as client:
        yield client


@pytest.mark.slow
def test_every_example_is_answered(demo, project: Path):
    lines = (project / "docs" / "api.md").read_text(encoding="utf-8").splitlines()
    examples = [shlex.split(line) for line in lines if line.startswith("curl ")]
    assert len(examples) > 15
    for words in examples:
        url = next(word for word in words if word.startswith(ADDRESS)).removeprefix(ADDRESS)
        given = dict(_after(words, "--data-urlencode"))
        headers = dict(part.split(": ", 1) for part in _values(words, "-H"))
        body = next(iter(_values(words, "-d")), None)
        if body is not None:
            answer = demo.post(url, content=body.encode(), headers=headers)
            assert [item["status"] for item in answer.json()["items"]] == ["changed"]
        else:
            answer = demo.get(url, params=given or None, headers=headers)
        assert answer.status_code == 200, (words, answer.text)
        if "json" in answer.headers["content-type"]:
            document = answer.json()
            listed = [
                v
                for k, v in document.items()
                if k in ("laws", "items", "works", "versions", "rows", "changes", "upcoming", "clauses")
            ]
            assert all(listed), f"{words} finds nothing"


@pytest.mark.slow
def test_the_version_that_is_shown_is_the_one_of_the_demo(demo, project: Path):
    text = (project / "docs" / "api.md").read_text(encoding="utf-8")
    shown = json.loads(text.partition("```json\n")[2].partition("```")[0])
    version = demo.get(f"/v1/works/{shown['law_id']}/text?on=2025-03-01").json()["version"]
    assert list(version) == list(shown)
    assert all(shown[name] in ("…", value) for name, value in version.items())


def _values(words: list[str], option: str) -> list[str]:
    return [words[n + 1] for n, word in enumerate(words) if word == option]


def _after(words: list[str], option: str) -> list[tuple[str, str]]:
    return [(name, value) for name, _, value in (each.partition("=") for each in _values(words, option))]
