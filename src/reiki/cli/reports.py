"""For people: what an issue orders and what became of its clauses, worded from the same JSON that programs get."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from reiki.cli.output import one_line

Json = Mapping[str, Any]

_TAG: Final = re.compile(r"<[^>]*>")
_SHOWN: Final = 60
"""Characters of new content that a line of an operation shows; the whole stands in the JSON."""

DIGEST_LENGTH: Final = 64

SEVERITIES: Final = {"error": "error", "warning": "warning", "note": "note"}


def issue_lines(document: Json) -> Iterator[str]:
    """`reiki parse`: the issue, its notices, their clauses, and the operations of each."""
    issue, notices = document["issue"], document["notices"]
    clauses = [clause for notice in notices for clause in notice["clauses"]]
    yield headline(issue)
    yield f"{counted(len(notices), 'notice')}, {counted(len(clauses), 'clause')}"
    yield from finding_lines(document["findings"])
    for notice in notices:
        yield ""
        yield from notice_lines(notice)


def headline(issue: Json) -> str:
    """鳥取県公報 号外第175号 2002-12-25."""
    parts = [
        issue.get("name") or issue.get("publisher") or "gazette issue",
        issue.get("number"),
        issue.get("date"),
    ]
    return "  ".join(str(part) for part in parts if part)


def notice_lines(notice: Json) -> Iterator[str]:
    """A notice and, under it, its clauses."""
    number = notice.get("number") or "without a number"
    day = notice.get("promulgated") or "no day of promulgation"
    yield f"{notice['title'] or 'no title'}（{number}）  {notice['kind']}, {day}"
    if notice.get("regulation"):
        yield "  enacts a regulation; its text is in the JSON"
    yield from finding_lines(notice.get("findings", ()), "  ")
    for clause in notice["clauses"]:
        yield from clause_lines(clause)


def clause_lines(clause: Json) -> Iterator[str]:
    """A clause: what it amends, from when, and every operation."""
    yield f"  clause {clause['id']}: {named(clause['target'])}; {commencement(clause)}"
    for operation in clause["operations"]:
        yield f"    {operation_line(operation)}"
    yield from finding_lines(clause["findings"], "    ")


def named(target: Json) -> str:
    """職員の任用に関する規則（昭和27年鳥取県人事委員会規則第11号）."""
    title, number = target.get("title", ""), target.get("number", "")
    return (
        f"{title}（{number}）" if title and number else title or number or "what has neither title nor number"
    )


def commencement(clause: Json) -> str:
    """In force from when, in a few words."""
    parts = clause.get("commencements") or ()
    days = [clause.get("commencement"), *(part.get("commencement", part) for part in parts)]
    said = [start(day) for day in days if day]
    return ", ".join(dict.fromkeys(said)) if said else "in force: not said"


def start(day: Json) -> str:
    """`in force 2003-01-01`, or what is known of the day."""
    if day.get("kind") == "fixed":
        return f"in force {day['date']}"
    waits = day.get("waits_for")
    return f"in force on a day not yet fixed ({waits or day.get('text') or 'not said'})"


def operation_line(operation: Json) -> str:
    """`substitute 第16条第1項: 「…」 → 「…」 (inferred)`."""
    words = [str(operation["op"]), str(operation.get("at", ""))]
    if operation.get("to"):
        words.append(f"→ {operation['to']}")
    line = " ".join(word for word in words if word)
    before, after = operation.get("before"), operation.get("after")
    if before is not None or after is not None:
        line += ": " + " → ".join(f"「{one_line(text)}」" for text in (before, after) if text is not None)
    elif operation.get("xml") and operation["op"] != "enact":
        line += f": {shortened(_TAG.sub(' ', operation['xml']))}"
    elif operation.get("reason"):
        line += f": {operation['reason']}: 「{shortened(operation.get('text', ''))}」"
    return f"{line} ({operation['basis']})" if operation.get("basis") else line


def shortened(text: str) -> str:
    """The text on one line, its end left out where it is long."""
    whole = re.sub(r"\s+", " ", text).strip()
    return whole if len(whole) <= _SHOWN else whole[: _SHOWN - 1] + "…"


def finding_lines(findings: Iterable[Json], indent: str = "") -> Iterator[str]:
    """One line a finding, the worst first."""
    for finding in _worst_first(findings):
        yield f"{indent}{finding['severity']} {finding['code']}: {one_line(finding['message'])}{_where(finding)}"


def _worst_first(findings: Iterable[Json]) -> list[Json]:
    order = list(SEVERITIES)
    return sorted(findings, key=lambda f: order.index(f["severity"]))


def _where(finding: Json) -> str:
    source = finding.get("source") or {}
    parts = [f"{name} {source[name]}" for name in ("page", "line", "table", "row") if source.get(name)]
    return f" [{', '.join(parts)}]" if parts else ""


# ---------------------------------------------------------------------------------------------------- what became of it

OUTCOME_HEADS: Final = ("status", "in force", "clause", "regulation", "operations")


def outcome_rows(clauses: Sequence[Json]) -> list[tuple[str, ...]]:
    """The rows of the table of clauses after `consolidate`, `ingest` and `import`."""
    names = {clause["id"]: short_name(clause) for clause in clauses if clause.get("id")}
    return [
        (
            status_words(clause, names),
            clause.get("effective") or "",
            short_name(clause),
            named(clause["target"]),
            str(clause["operations"]),
        )
        for clause in clauses
    ]


def status_words(clause: Json, names: Mapping[str, str] | None = None) -> str:
    """`applied`, `held`, `waiting for a date`, `waiting for 令和7年霧浜市規則第2号 2`."""
    waits = clause.get("waits_for")
    if clause["status"] != "waiting" or not waits:
        return str(clause["status"])
    return f"waiting for {'a date' if waits == 'date' else (names or {}).get(waits, short_key(waits))}"


def short_name(clause: Json) -> str:
    """The notice and the clause in it: `令和7年霧浜市規則第2号 2`."""
    notice = clause.get("notice") or clause.get("notice_title") or ""
    return f"{notice} {clause['clause']}".strip()


def short_key(key: str) -> str:
    """A clause's key with its digest cut short: people compare its beginning and its end."""
    digest, slash, rest = key.partition("/")
    return f"{digest[:8]}{slash}{rest}" if len(digest) == DIGEST_LENGTH else key


def outcome_findings(clauses: Sequence[Json]) -> Iterator[str]:
    """The findings of each clause that has some, under its name."""
    for clause in clauses:
        if clause["findings"]:
            yield f"clause {clause['clause']}, {named(clause['target'])}: {clause['status']}"
            yield from finding_lines(clause["findings"], "  ")


def counted(number: int, what: str) -> str:
    """`1 clause`, `2 clauses`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def has_errors(part: Json) -> bool:
    """True when a finding of this part is an error."""
    return any(finding["severity"] == "error" for finding in part.get("findings", ()))


# --------------------------------------------------------------------------------------------- history, what is held


def change_lines(change: Json) -> Iterator[str]:
    """One event of a history and, under it, its operations with their place in the gazette."""
    day = change["in_force_from"] or "day not known"
    day += f"  {change['at_then']}:" if change.get("at_then") else ""
    gap = " " if change.get("at_then") else "  "
    notice = change["notice"]
    source = f"[source {change['source_sha256'][:8]}]"
    if change["how"] == "imported":
        yield f"{day}{gap}imported as it stood at the end of that day {source}"
    else:
        name = named(notice)
        clause = f" clause {change['clause']}" if change["clause"] else ""
        status = "" if change["status"] in ("", "applied") else f", {change['status']}"
        promulgated = (
            f"promulgated {change['promulgated']}"
            if change["promulgated"]
            else "day of promulgation not known"
        )
        yield f"{day}{gap}{change['how']} by {name}{clause} ({promulgated}{status}) {source}"
    for operation in change["operations"]:
        yield f"    {operation_line(operation)}{_where(operation)}"
    for applied in change["applies_from"]:
        yield f"    適用: {one_line(applied['said'])}"
    for case in change["transitional"]:
        yield f"    経過措置 {case['at']}: {one_line(case['said'])}"
    yield from finding_lines(change["findings"], "    ")


def blame_rows(document: Json) -> Iterator[tuple[str, str, str, str]]:
    """`reiki blame`: a row for each span of words, and for each provision that came or moved."""
    origins = {origin["id"]: origin for origin in document["origins"]}
    for provision in document["provisions"]:
        at = provision["at"]
        for move in provision["moved"]:
            yield at, *_brought(origins, move), f"（{move['from']} から移動）"
        spans = provision["spans"]
        if spans is None:
            yield at, *_brought(origins, provision), "（未収録）"
        elif not spans and provision["label"]:
            yield at, *_brought(origins, provision), shortened(provision["label"])
        for span in spans or ():
            yield at, *_brought(origins, span), shortened(span["text"])


def _brought(origins: Mapping[str, Json], credit: Json) -> tuple[str, str]:
    """The day in force and the notice with its clause; of a known text the day of which it is."""
    if credit.get("quoted"):
        return "", "quoted in a 改正前 or 改正後 column"
    origin = origins[credit["by"]]
    day = origin["in_force_from"] or "day not known"
    if origin["how"] == "imported":
        return "", f"the text imported as of {day}"
    name = origin["notice"]["number"] or origin["notice"]["title"]
    clause = f" {origin['clause']}" if origin["clause"] else ""
    return day, f"{name}{clause}{_where(credit)}"


def held_lines(clause: Json) -> Iterator[str]:
    """`reiki review show`: everything that a person needs to decide; under each finding the same in Japanese."""
    from reiki.office.messages import message_ja

    yield f"{short_name(clause)}: {named(clause['target'])}"
    yield f"id {clause['id']}"
    effective = clause["effective"] or start(clause["commencement"]).removeprefix("in force ")
    yield f"{status_words(clause)}; in force {effective}"
    for finding in _worst_first(clause["findings"]):
        yield from finding_lines([finding])
        said = message_ja(finding)
        if said is not None:
            yield f"  {one_line(said)}"
    if clause["lead_text"]:
        yield "lead text"
        yield from (f"  {one_line(sentence)}" for sentence in clause["lead_text"])
    if clause["candidate"]:
        yield "what it would do"
        yield from (f"  {operation_line(op)}{_where(op)}" for op in clause["candidate"])
    if clause["guard"]:
        yield "what it presupposes"
        yield from (f"  {q['at']}: 「{one_line(q['text'])}」{_where(q)}" for q in clause["guard"])
    if clause["behind"]:
        yield "what waits behind it"
        yield from (f"  {short_key(key)}" for key in clause["behind"])


def why(clause: Json) -> str:
    """The first error of a clause, in its own words."""
    errors = [finding for finding in clause["findings"] if finding["severity"] == "error"]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return one_line(errors[0]["message"]) + more if errors else ""


def means(given: str, key: str) -> bool:
    """True when ``given`` is an id or an id with its digest cut short."""
    digest, slash, rest = key.partition("/")
    short, also, end = given.partition("/")
    return given == key or (
        bool(short) and digest.startswith(short) and (not also or (slash, rest) == (also, end))
    )
