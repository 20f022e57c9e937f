"""What people type, turned into values or refused in one sentence."""

import datetime
from pathlib import Path

import pytest
import typer

from reiki.cli import given
from reiki.cli.running import readable


@pytest.mark.parametrize(
    "text", ["2003-01-01", "平成15年1月1日", "平成十五年一月一日", "H15.1.1", "平成15年１月１日"]
)
def test_a_day_in_any_of_its_spellings(text: str) -> None:
    assert given.parse_day(text) == datetime.date(2003, 1, 1)


@pytest.mark.parametrize("text", ["2003-02-30", "平成15年13月1日", "昨日", "", "20030101", "2003-1"])
def test_what_is_no_day_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(typer.BadParameter) as refusal:
        given.parse_day(text)
    assert f"「{text}」" in str(refusal.value)


def test_a_bare_day_of_knowledge_means_its_end_in_japan() -> None:
    moment = given.parse_moment("平成15年1月1日")
    assert moment == datetime.datetime(2003, 1, 1, 14, 59, 59, 999999, datetime.UTC)


def test_a_moment_keeps_its_zone_and_has_japans_without_one() -> None:
    assert given.parse_moment("2003-01-01T09:00:00Z") == datetime.datetime(2003, 1, 1, 9, tzinfo=datetime.UTC)
    assert given.parse_moment("2003-01-01T09:00:00") == datetime.datetime(2003, 1, 1, 0, tzinfo=datetime.UTC)
    with pytest.raises(typer.BadParameter):
        given.parse_moment("2003-01-01T25:00:00")


def test_a_folder_stands_for_its_files_by_name(tmp_path: Path) -> None:
    for name in ("no2.html", "no1.txt", ".hidden"):
        (tmp_path / name).write_text("x")
    (tmp_path / "older").mkdir()
    files = given.files_in([str(tmp_path), "-"])
    assert [Path(f).name for f in files] == ["no1.txt", "no2.html", "-"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(given.Unusable, match="holds no files"):
        given.files_in([str(tmp_path)])


def test_a_file_that_is_not_there_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(given.Unusable, match=r"号外\.txt: cannot be read"):
        given.read_source(str(tmp_path / "号外.txt"))
    with pytest.raises(given.Unusable, match="cannot be read"):
        given.read_source(str(tmp_path))


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    place = tmp_path / "統合.xml"
    place.write_bytes(b"old")
    given.write_file(str(place), b"<Law/>")
    assert place.read_bytes() == b"<Law/>"
    assert [p.name for p in tmp_path.iterdir()] == ["統合.xml"]


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(given.Unusable, match="cannot be written"):
        given.write_file(str(tmp_path / "absent" / "out.xml"), b"<Law/>")


def test_arguments_are_read_as_utf8_even_if_the_locale_could_not() -> None:
    garbled = "第16条".encode().decode("utf-8", "surrogateescape")
    ascii_locale = "第16条".encode().decode("ascii", "surrogateescape")
    assert readable([garbled, ascii_locale, "--at"]) == ["第16条", "第16条", "--at"]
