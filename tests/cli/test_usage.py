"""How the command takes what is typed wrongly: one line, exit code 2, and never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (
    "parse", "consolidate", "import", "ingest", "works", "text", "diff", "history", "blame", "review", "upcoming", "gaps", "compare",
    "check-certificate", "fix", "backup", "restore", "verify", "index", "serve", "mcp", "demo", "token",
    "webhook",
)  # fmt: skip


def test_help_names_every_command(reiki):
    said = reiki("--help")
    assert said.code == 0
    listed = {line.split()[0] for line in said.text.partition("Commands:")[2].splitlines() if line.strip()}
    assert listed == set(COMMANDS)


@pytest.mark.parametrize(
    "command",
    [
        *COMMANDS, "review list", "review show", "review resolve", "review undo", "token create", "token list", "token revoke",
        "webhook add", "webhook list", "webhook remove", "webhook test", "webhook deliver",
    ],
)  # fmt: skip
def test_every_command_has_help(reiki, command):
    said = reiki(*command.split(), "--help")
    assert said.code == 0
    assert said.text.startswith(f"Usage: reiki {command}")


def test_nothing_typed_shows_the_help_and_is_no_success(reiki):
    said = reiki()
    assert said.code == 2
    assert said.text.startswith("Usage: reiki")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["blamed"], "blamed"),
        (["blame"], "WORK"),
        (["blame", "存在しない規則"], "存在しない規則"),
        (["text", "規則", "--notes", "--format", "xml"], "--notes"),
        (["history", "規則", "--format", "enkaku", "--at", "第1条"], "--at"),
        (["text"], "WORK"),
        (["text", "規則", "--certify", "--at", "第1条"], "--at"),
        (["text", "規則", "--certify", "--format", "xml"], "xml"),
        (["text", "存在しない規則", "--certify"], "存在しない規則"),
        (["gaps", "--publisher", "霞浦市"], "霞浦市"),
        (["compare", "規則"], "FILE"),
        (["compare", "規則", "absent.txt"], "absent.txt"),
        (["check-certificate"], "FILE"),
        (["check-certificate", "absent.txt"], "absent.txt"),
        (["upcoming", "--format", "xml"], "xml"),
        (["text", "規則", "--on", "昨日"], "「昨日」"),
        (["text", "規則", "--on", "2003-02-30"], "2003-02-30"),
        (["text", "規則", "--format", "papyrus"], "papyrus"),
        (["text", "規則", "--colour"], "--colour"),
        (["diff", "規則", "--from", "2003-01-01"], "--to"),
        (["diff", "規則", "--from", "2003-01-01", "--to", "平成15年13月1日"], "平成15年13月1日"),
        (["parse"], "FILE"),
        (["parse", "absent.txt"], "absent.txt"),
        (["parse", "."], "."),
        (["consolidate", "--base", "-", "--gazette", "-"], "--base"),
        (["ingest", "absent"], "absent"),
        (["import", "a.txt", "b.txt", "--id", "415M31000000001"], "--id"),
        (["works", "--db", "no url"], "no url"),
        (["--db", "nosuch://x", "works"], "nosuch"),
        (["text", "存在しない規則"], "存在しない規則"),
        (["text", ""], ""),
        (["review", "show", "no/such/clause"], "no/such/clause"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_said_in_one_line(reiki, arguments, named):
    said = reiki(*arguments)
    assert said.code == 2
    assert said.out == b""
    assert said.complaint.count("\n") == 1
    assert said.complaint.startswith("reiki: ")
    assert named in said.complaint


def test_a_store_that_is_a_folder_is_said_in_one_line(reiki, tmp_path: Path):
    said = reiki("works", "--db", f"sqlite:///{tmp_path}")
    assert (said.code, said.complaint.count("\n")) == (2, 1)


def test_a_store_that_is_another_file_is_said_and_left_alone(reiki, tmp_path: Path):
    place = tmp_path / "letters.db"
    place.write_text("My letters, not a database.\n" * 100)
    said = reiki("works", "--db", f"sqlite:///{place}")
    assert (said.code, said.complaint.count("\n")) == (2, 1)
    assert place.read_text() == "My letters, not a database.\n" * 100


def test_the_store_may_be_named_before_the_command_or_behind_it(reiki, tmp_path: Path):
    for number, arguments in enumerate((["--db", "URL", "works"], ["works", "--db", "URL"])):
        place = tmp_path / f"{number}.db"
        said = reiki(*[f"sqlite:///{place}" if a == "URL" else a for a in arguments])
        assert said.code == 0
        assert place.is_file()


def test_a_mistake_in_the_program_is_not_swallowed(reiki, monkeypatch):
    def mistaken(*_: object, **__: object) -> None:
        raise KeyError("a mistake of ours")

    monkeypatch.setattr("reiki.office.ask.works", mistaken)
    with pytest.raises(KeyError):
        reiki("works")


@pytest.mark.parametrize(
    "locale",
    [
        {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "C.UTF-8"},
    ],
)
def test_output_and_arguments_are_utf8_in_any_locale(process, locale):
    said = process("text", "霧浜市の規則", environ=locale)
    assert said.code == 2
    assert "「霧浜市の規則」" in said.complaint
    assert "改正前" in process("--help", environ=locale).text


def test_help_starts_no_heavy_library(project: Path):
    code = (
        "import sys\nfrom reiki.cli.running import run\nrun(['--help'])\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'spacy','sudachipy','sqlalchemy','lxml','lark','rich'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env={"PYTHONPATH": str(project / "src")},
        check=True,
    )
    assert done.stdout.decode().splitlines()[-1] == "[]"
