"""The nouns of a gazette: issue, notice, clause, lead text rules, commencement. Plain values, no behaviour beyond JSON."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any, Literal

from reiki.amend.operations import Finding, Source
from reiki.gazette.beside import Application, Transitional
from reiki.source.model import Block, Origin, Paragraph, Table

Side = Literal["before", "after"]


# ---------------------------------------------------------------------------------------------------------------- rules


@dataclass(frozen=True, slots=True)
class Rule:
    """One order of a lead text (柱書き): what a mark on something means, by which columns have it.

    ``mark``: ``underline`` ``double`` ``thick`` ``dotted`` or ``none`` (a lead text that relies on the columns alone).
    ``on``: ``words``; ``label:条`` ``label:項`` ``label:号`` ``label:細目`` ``label:別表`` ``label:様式`` ``label:章`` …, or
    ``label`` for any label (二重傍線を付した標記部分); ``table`` (rows and regions of a table); ``heading`` ``title`` ``toc``
    ``preamble``. ``both``/``before_only``/``after_only``: the verb when both columns have it, only 改正前, only 改正後;
    ``None`` where the lead text orders nothing. Verbs: ``substitute`` ``insert`` ``delete`` (words), ``add`` ``remove``
    ``move`` ``replace`` (provisions, tables, rows). ``both_same``: the verb for equal labels where it differs from
    ``both`` (標記部分が同一のものは…改め). ``names``: local names the sentence coins (追加号 …); ``excludes``: the names that it
    excepts. ``sentence``: index of its sentence in the lead text.
    """

    mark: str
    on: str
    both: str | None = None
    before_only: str | None = None
    after_only: str | None = None
    both_same: str | None = None
    names: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    sentence: int = 0

    def as_json(self) -> dict[str, Any]:
        """The contract's rule object: only what is ordered."""
        out: dict[str, Any] = {"mark": self.mark, "on": self.on}
        for name in ("both", "both_same", "before_only", "after_only"):
            if getattr(self, name):
                out[name] = getattr(self, name)
        return out


@dataclass(frozen=True, slots=True)
class LeadText:
    """A lead text read: its sentences, the rules they give, the family (A…H), and what was not understood."""

    sentences: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    family: str = ""
    findings: tuple[Finding, ...] = ()
    brackets_are_notes: bool = False
    underline_is_note: bool = False

    def grants_on(self, verb: str, on: str) -> bool:
        """True when some rule orders that verb on ``on`` (``label`` rules speak for every ``label:…``), and of the side
        that the verb belongs to: what only 改正後 has is added, what only 改正前 has is removed."""
        return any(
            verb in _slots(rule, verb) and (rule.on == on or (rule.on == "label" and on.startswith("label:")))
            for rule in self.rules
        )


def _slots(rule: Rule, verb: str) -> tuple[str | None, ...]:
    match verb:
        case "add" | "insert":
            return (rule.after_only,)
        case "remove" | "delete":
            return (rule.before_only,)
        case _:
            return (rule.both, rule.both_same)


# -------------------------------------------------------------------------------------------------------- commencement


@dataclass(frozen=True, slots=True)
class Fixed:
    """Starts on ``date`` (施行期日). ``text``: the sentence that says so; ``""`` when the statute's default applies."""

    date: datetime.date
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """The contract's commencement object."""
        return {"kind": "fixed", "date": self.date.isoformat(), "text": self.text}


@dataclass(frozen=True, slots=True)
class Unfixed:
    """Starts on a day that nobody has fixed yet; ``waits_for`` names what fixes it; ``not_after`` and ``not_before`` are its
    limits if any, both days included."""

    text: str
    waits_for: str = ""
    not_after: datetime.date | None = None
    not_before: datetime.date | None = None

    def as_json(self) -> dict[str, Any]:
        """The contract's commencement object."""
        out: dict[str, Any] = {"kind": "unfixed", "text": self.text}
        if self.waits_for:
            out["waits_for"] = self.waits_for
        if self.not_after:
            out["not_after"] = self.not_after.isoformat()
        if self.not_before:
            out["not_before"] = self.not_before.isoformat()
        return out


Commencement = Fixed | Unfixed


@dataclass(frozen=True, slots=True)
class PartCommencement:
    """A part of a clause (第1条中第5条の改正規定) that starts on a day of its own. ``part``: addresses as printed."""

    part: str
    commencement: Commencement


# --------------------------------------------------------------------------------------------------------------- clause


@dataclass(frozen=True, slots=True)
class Target:
    """The regulation that a clause amends, as the notice names it.

    ``number`` is canonical (``昭和27年鳥取県人事委員会規則第11号``), or ``""`` where the notice gives none.
    """

    title: str = ""
    number: str = ""

    def as_json(self) -> dict[str, str]:
        """The contract's target object."""
        return {"title": self.title, "number": self.number}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause (改正規定): everything a notice orders of one regulation.

    ``id``: article number (``1``), ``附則2``, or ``1`` for the only clause of an unarticled notice; in articles the
    number of the article. ``verb``: ``amend`` (table and/or 改め文), ``repeal``, ``replace`` (全部改正). ``head``: the
    sentence that names the target. ``lead``: the sentences between it and the table(s). ``tables``: comparison tables in
    order. ``loose``: blocks that stood after a table and before whatever ended the clause, by table index: converted
    text whose table was cut at a page break goes on there. ``remarks``: 備考 under the tables. ``sentences``: 改め文 beside
    the table. ``matter``: the same sentences with the tables and figures that they bring, in order (a 別表 that is added in
    words). ``path``: where the clause stands in the notice (``第1条``, ``附則第2項``), ``""`` for the whole main provision.
    """

    id: str
    target: Target
    verb: Literal["amend", "repeal", "replace"]
    head: str
    path: str = ""
    lead: tuple[Paragraph, ...] = ()
    tables: tuple[Table, ...] = ()
    loose: tuple[tuple[Block, ...], ...] = ()
    remarks: tuple[Paragraph, ...] = ()
    sentences: tuple[Paragraph, ...] = ()
    matter: tuple[Block, ...] = ()
    commencement: Commencement | None = None
    commencements: tuple[PartCommencement, ...] = ()
    findings: tuple[Finding, ...] = ()
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True)
class Notice:
    """A promulgated instrument (公布された条例、規則等 or 告示, 訓令) as it stands in an issue.

    ``number``: canonical law number. ``kind``: as in the contract. ``suppl``: the lines of its 附則 (all of them, clauses
    included), for the 改正附則. ``body``: the blocks of the main provision, for an enactment. ``suppl_blocks``: the blocks
    of the 附則. ``applies_from``, ``transitional``: what the 附則 says beside the commencement (適用, 経過措置).
    """

    title: str
    number: str
    kind: Literal["enact", "amend", "replace", "repeal", "erratum", "other"]
    promulgated: datetime.date | None
    clauses: tuple[Clause, ...] = ()
    body: tuple[Block, ...] = ()
    suppl_blocks: tuple[Block, ...] = ()
    suppl_of_clauses: frozenset[str] = frozenset()
    commencement: Commencement | None = None
    applies_from: tuple[Application, ...] = ()
    transitional: tuple[Transitional, ...] = ()
    issuer: str = ""
    statement: str = ""
    findings: tuple[Finding, ...] = ()
    origin: Origin = Origin()
    position: int = 0


@dataclass(frozen=True, slots=True)
class Issue:
    """A gazette issue (公報の号)."""

    publisher: str
    name: str
    number: str
    date: datetime.date | None
    sha256: str
    format: str
    drawn: bool
    notices: tuple[Notice, ...] = ()
    contents: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Report:
    """Findings gathered while something is read; passes append to it, callers freeze it."""

    findings: list[Finding] = field(default_factory=list)

    def add(
        self,
        severity: Literal["error", "warning", "note"],
        code: str,
        message: str,
        source: Source | None = None,
    ) -> None:
        """Append one finding."""
        self.findings.append(Finding(severity, code, message, source or Source()))


class NotAGazette(ValueError):
    """No notice was found in the source; the message is one sentence for the person who gave it."""
