"""A certified print confirmed or refuted (印刷の照合): by its certificate, and by its words.

The print is made again from the store as it was known then, and both are read by the same reader and compared: whatever that
reader leaves out, it leaves out of both.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection

from reiki.law.equality import Fidelity, key
from reiki.office.certificate import Certificate, UnreadableCertificate, certificate_in
from reiki.office.certified import PRINTERS, NotCertifiable, Printer, certificate_of, limits_of
from reiki.office.errors import OfficeError
from reiki.source.model import Block, Figure, Paragraph, Table
from reiki.source.open import read
from reiki.store import versions as versioning
from reiki.store.session import Store
from reiki.store.works import (
    Identity,
    Work,
    canonical_number,
    match_work,
    same_but_body,
    title_key,
    works_named,
)


class NotAPrint(OfficeError):
    """The file holds no certified print that can be checked."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the store says of a print. ``reasons``: why it is refuted, none when it is confirmed. ``exact``: the file is byte for
    byte what the store prints. ``notes``: what has changed since it was printed."""

    certificate: Certificate
    form: str
    reasons: tuple[str, ...]
    exact: bool
    notes: tuple[str, ...] = ()

    @property
    def confirmed(self) -> bool:
        """True when certificate and words are those of the store."""
        return not self.reasons

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "confirmed": self.confirmed,
            "format": self.form,
            "exact": self.exact,
            "reasons": list(self.reasons),
            "notes": list(self.notes),
            "certificate": self.certificate.as_json(),
        }


def check_print(
    store: Store,
    data: bytes,
    name: str,
    *,
    now: datetime.datetime,
    printers: Mapping[str, Printer] = PRINTERS,
) -> Checked:
    """Whether a print is what the store prints: its certificate is recomputed as known at its instant, and the words of the
    print are compared with those of that text, character by character.

    Raises :class:`NotAPrint` for a file without a readable certificate, ``UnreadableSource``.
    """
    form = _form_of(data)
    lines = lines_of(data, name, form)
    try:
        printed, begins, ends = certificate_in(lines)
    except UnreadableCertificate as error:
        raise NotAPrint(f"{name}: {error}") from error
    if form not in printers:
        raise NotAPrint(f"{name} is {form}; certified prints are {'、'.join(printers)}.")
    if printed.known > now:
        return Checked(printed, form, ("its certificate names a moment (収録) that is yet to come",), False)
    with store.reading() as connection:
        work = _work_of(connection, printed)
        if work is None:
            why = f"the store has no regulation {printed.law_id} 「{printed.title}」"
            return Checked(printed, form, (why,), False)
        try:
            actual, document = certificate_of(connection, work, printed.on, printed.known)
        except NotCertifiable as error:
            return Checked(printed, form, (str(error),), False)
        notes = tuple(_since(connection, work, printed, actual))
    # What was in doubt when it was printed is not asked for again: it may have been settled.
    same = replace(actual, limits=printed.limits, law_id=_settled(printed.law_id, actual.law_id),
                   number=_completed(printed.number, actual.number, document.number))  # fmt: skip
    again = printers[form](document, same)
    exact = data == again
    reasons = list(_certificate_differs(printed, same))
    if not exact:
        reasons += _words_differ(lines, begins, ends, lines_of(again, name, form))
        reasons += _shows_more(data, again, form)
    return Checked(printed, form, tuple(reasons), exact, notes)


def _work_of(connection: Connection, printed: Certificate) -> Work | None:
    """By its law id; one that was provisional when it was printed, by number or title."""
    found = match_work(connection, Identity("", law_id=printed.law_id))
    if not found and printed.law_id.startswith("0"):
        found = match_work(connection, Identity(printed.title, printed.number))
        found = found or works_named(connection, title_key(printed.title))
    return found[0] if len(found) == 1 else None


def _settled(printed: str, actual: str) -> str:
    return printed if printed.startswith("0") else actual


def _completed(printed: str, actual: str, own: str) -> str:
    """The number as printed, where it has become known since, or known with its body; ``own``: in the text itself."""
    if not printed:
        return actual if own else printed
    return (
        printed if canonical_number(printed) and same_but_body(canonical_number(printed), actual) else actual
    )


def _since(connection: Connection, work: Work, printed: Certificate, actual: Certificate) -> Iterator[str]:
    now = versioning.version_on(connection, work.id, printed.on)
    if now is None or now.text_digest != actual.text_digest:
        yield f"the store knows another text of {printed.on} today; print it anew"
    then = {key(limit, Fidelity.DRAWN) for limit in (*printed.limits, *actual.limits)}
    for limit in actual.limits:
        if key(limit, Fidelity.DRAWN) not in printed.limits:
            yield f"in doubt as known then, and not said in the print: {limit}"
    for limit in limits_of(connection, work, printed.on):
        if key(limit, Fidelity.DRAWN) not in then:
            yield f"found since it was printed: {limit}"


def _certificate_differs(printed: Certificate, actual: Certificate) -> Iterator[str]:
    """Every line of the certificate that is not what the store says, beside what it says."""
    said = [key(line, Fidelity.DRAWN) for line in printed.lines()]
    right = [key(line, Fidelity.DRAWN) for line in actual.lines()]
    if said == right:
        return
    wrong, lacking = (
        list((Counter(said) - Counter(right)).elements()),
        list((Counter(right) - Counter(said)).elements()),
    )
    for line in wrong:
        beside = next((r for r in lacking if _name(r) == _name(line)), None)
        if beside is None:
            yield f"its certificate says 「{line}」, which the store does not"
        else:
            lacking.remove(beside)
            yield f"its certificate says 「{line}」, the store 「{beside}」"
    yield from (f"its certificate lacks 「{line}」" for line in lacking)
    if not wrong and Counter(said) == Counter(right):
        yield "the lines of its certificate stand in another order than the store prints them"


def _name(line: str) -> str:
    return line.partition("：")[0]


def _words_differ(lines: Sequence[str], begins: int, ends: int, again: Sequence[str]) -> Iterator[str]:
    """The first words that differ between the print and the text, and words behind the certificate."""
    _, first, last = certificate_in(again)
    body, right = _filled(lines[:begins]), _filled(again[:first])
    for n in range(max(len(body), len(right))):
        said = body[n] if n < len(body) else ""
        text = right[n] if n < len(right) else ""
        if said != text:
            yield f"line {n + 1} of the print says 「{_short(said, text)}」, the text 「{_short(text, said)}」"
            break
    behind, printed_behind = _filled(lines[ends:]), _filled(again[last:])
    if behind != printed_behind:
        yield f"words follow the certificate: 「{_short(next(iter(behind), ''), '')}」"


def _filled(lines: Sequence[str]) -> list[str]:
    """Without empty lines at both ends; between lines they part tables."""
    filled = [n for n, line in enumerate(lines) if line.strip()]
    return list(lines[filled[0] : filled[-1] + 1]) if filled else []


_AROUND: Final = 12


def _short(text: str, other: str) -> str:
    """The text around where it parts from the other."""
    n = next(
        (i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other))
    )
    begin, end = max(0, n - _AROUND), n + _AROUND
    return ("…" if begin else "") + text[begin:end].replace("\n", " ") + ("…" if end < len(text) else "")


# What would show a reader other words than stand in the file, or hide some that do.
_SHOWING: Final = re.compile(
    r"<\s*(?:script|img|svg|object|embed|iframe|link|canvas|picture|video|base)\b|http-equiv|content\s*:\s*[\"'][^\"']"
    r"|\son[a-z]+\s*=|@import|@font-face|url\s*\(|font-size\s*:\s*0|(?:left|top|right|text-indent|margin[a-z-]*)\s*:\s*-"
    r"|color\s*:\s*transparent|display\s*:\s*none|visibility|opacity|transform|clip|\shidden\b"
    r"|<\s*(?:s|del|strike)\b|line-through|color\s*:\s*(?:white|#f{3}\b|#f{6}\b)|<w:color w:val=\"f{6}\"|<w:d?strike\b|<w:del\b"
    r"|<w:(?:drawing|pict|object|vanish|fldSimple|altChunk|instrText|webHidden)\b",
    re.IGNORECASE,
)


def _shows_more(data: bytes, again: bytes, form: str) -> Iterator[str]:
    """A file that is not the print itself may hold the words and show others."""
    had = {m.group().lower() for m in _SHOWING.finditer(_markup(again, form))}
    for match in _SHOWING.finditer(_markup(data, form)):
        if match.group().lower() not in had:
            yield f"the file holds 「{match.group()}」, which the print does not and which may show other words than it holds"
            return


def _markup(data: bytes, form: str) -> str:
    if form == "text":
        return ""
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return "".join(
                parts.read(n).decode("utf-8", "replace") for n in parts.namelist() if n.endswith(".xml")
            )
    return data.decode("utf-8", "replace")


# ---------------------------------------------------------------------------------------------------------------- lines


def _form_of(data: bytes) -> str:
    if data[:2] == b"PK":
        return "docx"
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "html" if head.startswith((b"<!doctype html", b"<html", b"<!--")) else "text"


def lines_of(data: bytes, name: str, form: str) -> list[str]:
    """The lines of a print: those of a text as they are, white space at their ends off; the paragraphs and the rows of tables
    of a page or a Word file. Raises :class:`NotAPrint`, ``UnreadableSource``."""
    if form == "text":
        try:
            decoded = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise NotAPrint(
                f"{name} is not text in UTF-8; give the file that reiki text --certify wrote."
            ) from error
        # Only what an editor or a transfer does to line ends is layout; a form feed or a TAB is not.
        return [line.rstrip(" \r") for line in decoded.split("\n")]
    return [line for block in read(data, name).blocks for line in _block_lines(block) if line]


def _block_lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from (key(line, Fidelity.DRAWN) for line in block.text.text.split("\n"))
        case Table():
            for row in block.rows:
                yield "\t".join(
                    f"{cell.rowspan}×{cell.colspan}:{key(cell.plain(), Fidelity.DRAWN)}" for cell in row.cells
                )
        case Figure():
            yield f"{block.alternative}[{block.digest}]"
