"""`reiki demo`: the whole main job on the embedded corpus, as expected, and nothing left behind."""

from pathlib import Path

import pytest


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go during the test."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    monkeypatch.chdir(tmp_path)
    return place


@pytest.mark.slow
def test_the_tour_comes_out_as_the_corpus_expects_and_leaves_nothing(reiki, temporary, tmp_path):
    said = reiki("demo")
    assert said.complaint == ""
    assert said.code == 0
    assert "31 of 31 texts" in said.text
    assert "改正前 quotes" in said.text, "the held clause says why"
    assert list(temporary.iterdir()) == []
    assert list(tmp_path.iterdir()) == [temporary]


@pytest.mark.slow
def test_the_store_of_the_tour_can_be_kept_and_asked(reiki, temporary, tmp_path, monkeypatch):
    said = reiki("demo", "--keep", "kirihama")
    assert said.code == 0
    assert sorted(p.name for p in (tmp_path / "kirihama").iterdir()) == ["reiki.db"]
    suggested = [
        line.split() for line in said.text.partition("== To go on")[2].splitlines() if line.startswith("  ")
    ]
    for words in suggested:
        if words[0] == "export":
            monkeypatch.setenv(*words[1].split("=", 1))
        else:
            assert reiki(*words[1:]).code == 0, words
    again = reiki("demo", "--keep", "kirihama")
    assert again.code == 2
    assert "kirihama" in again.complaint


def test_a_folder_that_cannot_be_made_is_refused(reiki, temporary, tmp_path):
    (tmp_path / "file").write_text("")
    said = reiki("demo", "--keep", str(tmp_path / "file" / "in"))
    assert (said.code, said.complaint.count("\n")) == (2, 1)
