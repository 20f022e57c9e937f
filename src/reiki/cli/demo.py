"""`reiki demo`: the main job on the embedded sample municipality, in a store of its own that is gone afterwards."""

from __future__ import annotations

import datetime
import json
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from reiki.cli import output, reports
from reiki.cli.answers import column_width
from reiki.cli.exits import IN_PART
from reiki.cli.given import Unusable, now, path_of, reason
from reiki.cli.progress import each

if TYPE_CHECKING:
    from reiki.store.session import Store

Json = Mapping[str, Any]

STORE: Final = "reiki.db"
SHOWN: Final = ("霧浜市防災備蓄倉庫管理規則", datetime.date(2025, 2, 28), datetime.date(2025, 3, 1))
"""The regulation that is shown on two days; one of the issues enacted it."""


def demo(
    keep: Annotated[
        str,
        typer.Option(
            "--keep", metavar="DIR", help="Keep the store in this folder; otherwise nothing is left behind."
        ),
    ] = "",
) -> None:
    """The tour: load the sample municipality into a fresh store, consolidate its gazette issues, show the result."""
    from sqlalchemy import URL

    from reiki.resources import corpus_dir
    from reiki.store.session import open_store

    corpus = corpus_dir()
    manifest = json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    with folder(keep) as place:
        url = URL.create("sqlite", database=str(place / STORE)).render_as_string()
        opened = open_store(url)
        try:
            unexpected = tour(opened, corpus, manifest)
        finally:
            opened.close()
        say_what_next(url if keep else "")
    for line in unexpected:
        output.complain(line)
    if unexpected:
        raise typer.Exit(IN_PART)


@contextmanager
def folder(keep: str) -> Iterator[Path]:
    """The folder of the store: a temporary one, or the one to keep, which must not hold a store already."""
    if not keep:
        with tempfile.TemporaryDirectory(prefix="reiki-demo-", ignore_cleanup_errors=True) as temporary:
            yield Path(temporary)
        return
    place = path_of(keep)
    if (place / STORE).exists():
        raise Unusable(f"{keep}: holds a store already ({STORE}); name another folder")
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(
            f"{keep}: cannot be made ({reason(error)}); name a place where you may write"
        ) from error
    yield place.resolve()


def tour(opened: Store, corpus: Path, manifest: Json) -> list[str]:
    """The whole tour; gives, one sentence each, what came out other than ``corpus.json`` says."""
    output.say(
        f"{manifest['city']} is invented: its regulations and its gazette were written for this project."
    )
    load(opened, corpus, manifest)
    unexpected: list[str] = []
    for issue in each(manifest["issues"], "ingesting"):
        unexpected += take_in(opened, corpus, manifest, issue)
    show_change(opened)
    show_held(opened)
    unexpected += check_texts(opened, corpus, manifest)
    return unexpected


def load(opened: Store, corpus: Path, manifest: Json) -> None:
    """The regulations as they stood at the end of the base date."""
    from reiki.office.importing import import_regulation

    base = datetime.date.fromisoformat(manifest["base_date"])
    done = []
    for regulation in each(manifest["regulations"], "importing"):
        name = regulation["file"]
        report = import_regulation(
            opened, (corpus / name).read_bytes(), Path(name).name,
            now=now(), today=base, as_of=base,
        )  # fmt: skip
        done.append(report.as_json())
    heading(f"{reports.counted(len(done), 'regulation')} as in force on {base}")
    output.print_table(("law id", "regulation"), [(r["law_id"], reports.named(r)) for r in done])


def take_in(opened: Store, corpus: Path, manifest: Json, issue: Json) -> Iterator[str]:
    """One issue: what was applied, what is held; and what of it the manifest does not expect."""
    from reiki.office.ingest import ingest

    data = (corpus / issue["file"]).read_bytes()
    report = ingest(opened, data, Path(issue["file"]).name, now=now()).as_json()
    heading(f"{manifest['gazette']} {issue['number']} ({issue['file']})")
    output.print_table(reports.OUTCOME_HEADS, reports.outcome_rows(report["clauses"]))
    for enacted in report["enacted"]:
        output.say(f"enacted, in force from {enacted['in_force_from']}: {reports.named(enacted)}")
    for notice in issue["notices"]:
        for clause in notice["clauses"]:
            found = {
                c["status"]
                for c in report["clauses"]
                if (c["notice"] or c["notice_title"]) == (notice["number"] or notice["title"])
                and c["clause"] == clause["id"]
            }
            if found != {clause["expected"]} and notice["kind"] != "enact":
                said = " and ".join(sorted(found)) or "not found"
                yield f"{notice['number'] or notice['title']}, clause {clause['id']}: expected {clause['expected']}, is {said}"


def show_change(opened: Store) -> None:
    """One regulation on two days, side by side."""
    from reiki.office.ask import diff

    title, before, after = SHOWN
    heading(f"{title}, {before} and {after}")
    comparison = diff(opened, title, from_day=before, to_day=after).comparison
    output.write(comparison.as_table(f"改正前（{before}）", f"改正後（{after}）", column_width()))


def show_held(opened: Store) -> None:
    """What is held, and why."""
    from reiki.office.review import review_list

    heading("What is held, and why")
    clauses = [clause.as_json() for clause in review_list(opened)]
    for line in reports.outcome_findings(clauses):
        output.say(line)
    for clause in clauses:
        output.say(
            f"Its id is {reports.short_key(clause['id'])}. Nothing of it is written, also not the rows that are right."
        )
    if not clauses:
        output.say("Nothing.")


def check_texts(opened: Store, corpus: Path, manifest: Json) -> list[str]:
    """Every text that the manifest expects, compared character for character; what differs, one sentence each."""
    from reiki.office.ask import text

    titles = {r["slug"]: r["title"] for r in (*manifest["regulations"], *manifest["enacted"])}
    different = []
    for checkpoint in manifest["checkpoints"]:
        title, day = titles[checkpoint["slug"]], datetime.date.fromisoformat(checkpoint["on"])
        report = text(opened, title, on=day)
        if checkpoint["file"].endswith(".repealed"):
            as_expected = report.status == "repealed"
        else:
            expected = (corpus / checkpoint["file"]).read_text(encoding="utf-8")
            as_expected = report.status == "in_force" and report.content == expected
        if not as_expected:
            different.append(f"{title} on {day} is not what {checkpoint['file']} says")
    total = len(manifest["checkpoints"])
    heading("The texts against those that were written by hand")
    output.say(f"{total - len(different)} of {total} texts on dates are the same, character for character.")
    return different


def say_what_next(url: str) -> None:
    """Commands to type next."""
    heading("To go on")
    if not url:
        output.say("The store of this tour is gone. Keep one, and ask it:")
        output.say()
        output.say("  reiki demo --keep kirihama")
        url = f"sqlite:///{Path('kirihama') / STORE}"
    else:
        output.say("Ask the store:")
        output.say()
    title, before, after = SHOWN
    output.say(f"  export REIKI_DB={shlex.quote(url)}")
    output.say("  reiki works")
    output.say(f"  reiki text {title} --on {after} --at 第6条")
    output.say(f"  reiki diff {title} --from {before} --to {after}")
    output.say(f"  reiki history {title}")
    output.say("  reiki review list")
    output.say("  reiki verify")


def heading(text: str) -> None:
    """A line that begins a part of the tour."""
    output.say(f"\n== {text}")
