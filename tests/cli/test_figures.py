"""`reiki import` takes the pictures beside a file, and never anything else of the machine."""

import json
import os

import pytest

from pictures import LAW, PICT, archive, download
from reiki.cli.beside import beside_file
from reiki.source.limits import Limits, limits_in_force, set_limits
from reiki.source.pictures import UnreadablePicture

LINKS = pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")


@pytest.fixture
def folder(tmp_path):
    """A law with pict/ beside it, and a file outside."""
    (tmp_path / "outside.jpg").write_bytes(PICT["./pict/a.jpg"])
    (tmp_path / "law" / "pict").mkdir(parents=True)
    (tmp_path / "law" / "law.xml").write_bytes(LAW)
    for name, data in PICT.items():
        (tmp_path / "law" / name).write_bytes(data)
    return tmp_path / "law"


def test_what_lies_in_the_folder_is_read(folder):
    taken = []
    read = beside_file(str(folder / "law.xml"), taken.append)
    assert {name: read(name) for name in PICT} == PICT
    assert taken == [folder / "pict" / name.rpartition("/")[2] for name in PICT]
    assert read("./pict/none.jpg") is None
    assert read("law.xml/a.jpg") is None
    assert beside_file("-") is None


@pytest.mark.parametrize(
    "name", ["../outside.jpg", "pict/../../outside.jpg", "%2e%2e/outside.jpg", "..\\outside.jpg"]
)
def test_nothing_above_the_folder_is_read(folder, name):
    assert beside_file(str(folder / "law.xml"))(name) is None
    assert beside_file(str(folder / "law.xml"))(str(folder.parent / "outside.jpg")) is None


@LINKS
def test_links_are_not_followed(folder):
    (folder / "pict" / "link.jpg").symlink_to(folder.parent / "outside.jpg")
    (folder / "linked").symlink_to(folder.parent)
    read = beside_file(str(folder / "law.xml"))
    with pytest.raises(UnreadablePicture, match="links are not followed"):
        read("pict/link.jpg")
    assert read("linked/outside.jpg") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_keeps_nobody_waiting(folder):
    os.mkfifo(folder / "pict" / "pipe.jpg")
    with pytest.raises(UnreadablePicture):
        beside_file(str(folder / "law.xml"))("pict/pipe.jpg")
    with pytest.raises(UnreadablePicture):
        beside_file(str(folder / "law.xml"))("pict")


def test_no_more_is_read_than_is_kept(folder):
    before = limits_in_force()
    set_limits(Limits(picture=100))
    try:
        assert len(beside_file(str(folder / "law.xml"))("./pict/a.jpg")) == 101
    finally:
        set_limits(before)


@pytest.fixture
def run(tmp_path):
    from typer.testing import CliRunner

    from reiki.cli.commands import app

    def running(*arguments):
        return CliRunner().invoke(app, ["--db", f"sqlite:///{tmp_path / 'reiki.db'}", *map(str, arguments)])

    return running


def test_a_folder_an_archive_and_again(folder, run, tmp_path):
    done = run("import", folder, "--as-of", "2024-03-31", "--json")
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)["figures"]) == 3
    (tmp_path / "law.zip").write_bytes(download())
    again = json.loads(run("import", tmp_path / "law.zip", "--as-of", "2024-03-31", "--json").stdout)
    assert again["already_imported"]
    assert len(again["figures"]) == 3
    verified = json.loads(run("verify", "--json").stdout)
    assert (verified["figures"], verified["differences"]) == (3, [])


def test_an_archive_of_several_laws_gives_each(run, tmp_path):
    other = LAW.replace("第12号".encode(), "第13号".encode()).replace(b'Num="12"', b'Num="13"')
    other = other.replace("見本規則".encode(), "別の規則".encode())
    (tmp_path / "both.zip").write_bytes(archive({"a/a.xml": LAW, "b/b.xml": other, "c/c.xml": b"<no/>"}))
    done = run("import", tmp_path / "both.zip", "--as-of", "2024-03-31", "--json")
    assert done.exit_code == 3
    assert len(json.loads(done.stdout)["regulations"]) == 2
    assert len(json.loads(done.stdout)["failed"]) == 1
    assert "c.xml" in done.stderr


def test_pictures_in_the_folder_of_a_page_are_no_regulations_of_their_own(run, tmp_path):
    page = """<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><h1>霧浜市見本規則</h1>
<p>平成18年3月31日規則第12号</p><p>（趣旨）</p><p>第1条　この規則は、図による。</p>
<p>様式第1号（第1条関係）</p><p><img src="a.jpg"></p></body></html>"""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "pages" / "a.jpg").write_bytes(PICT["./pict/a.jpg"])
    done = run("import", tmp_path / "pages", "--as-of", "2024-03-31", "--jurisdiction", "31299", "--json")
    assert done.exit_code == 0, done.output
    (figure,) = json.loads(done.stdout)["figures"]
    assert figure["src"] == "a.jpg"
    (tmp_path / "pages" / "b.jpg").write_bytes(PICT["./pict/s1.jpg"])
    done = run("import", tmp_path / "pages", "--as-of", "2024-03-31", "--jurisdiction", "31299", "--json")
    assert done.exit_code == 3, "what no text shows is said"
    assert "b.jpg" in done.stderr
