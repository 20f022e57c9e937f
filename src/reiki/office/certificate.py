"""A certificate (条文の証明): what a printed text says of itself, so that the store can confirm or refute the print.

It ends a print as lines of text, one paragraph each in every format, between two lines of its own. What the lines say is all
that is needed to make the print again: the regulation, the day asked, and the moment of knowledge.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from reiki.law.equality import Fidelity, key

HEAD: Final = "〔条文の証明〕"
END: Final = "〔条文の証明おわり〕"

Role = Literal["base", "amended", "corrected", "fixed", "undone"]

ROLES: Final[dict[Role, str]] = {
    "base": "基の条文",
    "amended": "改正",
    "corrected": "正誤",
    "fixed": "施行期日",
    "undone": "遡って除いた改正",
}

_STATUS: Final = {"": "施行中", "repealed": "廃止", "replaced": "全部改正", "lapsed": "失効"}
_FORMED: Final = re.compile(
    r"(?P<number>[^「」]*)「(?P<title>.*)」[（(](?:(?P<issue>.+)、)?(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}|日付不明)、原本"
    r"sha256:(?P<source>[0-9a-f]{64})[）)]"
)
_NAMES: Final = frozenset(
    "題名 番号 法令ID 履歴ID 現在 施行 状態 収録 証拠 照合値 注記 留保".split() + list(ROLES.values())
)
_LINE: Final = re.compile(r"(?P<name>[^：]+)：(?P<value>.*)")


class UnreadableCertificate(ValueError):
    """A print has no certificate, or one that cannot be read; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Formed:
    """One thing that formed a text. ``role``: the text it began with (制定 or 取込み), an amendment, an erratum, a notice that
    fixed a day, or, in a text found by going back, an amendment that was undone. ``issue``: name and number of the gazette issue,
    ``""`` for an import; ``day``: of the issue, or as of which the text was imported; ``source``: SHA-256 of its bytes."""

    role: Role
    number: str
    title: str
    issue: str
    day: datetime.date | None
    source: str

    def line(self) -> str:
        """As a line of the certificate."""
        day = self.day.isoformat() if self.day else "日付不明"
        where = f"{self.issue}、" if self.issue else ""
        return f"{ROLES[self.role]}：{self.number}「{self.title}」（{where}{day}、原本sha256:{self.source}）"

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "role": self.role,
            "number": self.number,
            "title": self.title,
            "issue": self.issue or None,
            "date": self.day.isoformat() if self.day else None,
            "source_sha256": self.source,
        }


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a print certifies: the whole text of a regulation as in force ``on`` a day, as ``known`` at an instant.

    ``status``: ``""`` in force, or how it ended. ``evidence``: always ``whole``, for nothing else is certified. ``text_digest``:
    SHA-256 of the C14N, in hex. ``formed``: oldest first. ``notes``: what holds at ``known`` and a reader must know;
    ``limits``: what was in doubt when it was printed and may have been settled since.
    """

    law_id: str
    title: str
    number: str
    revision_id: str
    on: datetime.date
    known: datetime.datetime
    in_force_from: datetime.date | None
    status: str
    text_digest: str
    formed: tuple[Formed, ...] = ()
    notes: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()

    def lines(self) -> tuple[str, ...]:
        """The certificate as it ends a print."""
        return tuple(self._lines())

    def _lines(self) -> Iterator[str]:
        yield HEAD
        yield f"題名：{self.title}"
        if self.number:
            yield f"番号：{self.number}"
        yield f"法令ID：{self.law_id}"
        yield f"履歴ID：{self.revision_id}"
        yield f"現在：{self.on.isoformat()}"
        yield f"施行：{self.in_force_from.isoformat() if self.in_force_from else '不明'}"
        yield f"状態：{_STATUS[self.status]}"
        yield f"収録：{_instant(self.known)}"
        yield "証拠：全文"
        yield f"照合値：sha256:{self.text_digest}"
        yield from (f"注記：{note}" for note in self.notes)
        yield from (f"留保：{limit}" for limit in self.limits)
        yield from (each.line() for each in self.formed)
        yield END

    def as_json(self) -> dict[str, Any]:
        """As an object."""
        return {
            "law_id": self.law_id,
            "title": self.title,
            "number": self.number,
            "revision_id": self.revision_id,
            "on": self.on.isoformat(),
            "known": self.known.isoformat(),
            "in_force_from": self.in_force_from.isoformat() if self.in_force_from else None,
            "status": self.status or "in_force",
            "evidence": "whole",
            "text_digest": self.text_digest,
            "formed": [each.as_json() for each in self.formed],
            "notes": list(self.notes),
            "limits": list(self.limits),
        }


def certificate_in(lines: Sequence[str]) -> tuple[Certificate, int, int]:
    """The last certificate among the lines of a print, and where it begins and ends (end excluded). White space that a layout
    put in counts for nothing. Raises :class:`UnreadableCertificate`."""
    bare = [key(line, Fidelity.DRAWN) for line in lines]
    begins = max((n for n, line in enumerate(bare) if line == HEAD), default=None)
    if begins is None:
        raise UnreadableCertificate(
            f"there is no certificate in it: a line {HEAD} was looked for; reiki text --certify prints one."
        )
    ends = next((n for n in range(begins, len(bare)) if bare[n] == END), None)
    if ends is None:
        raise UnreadableCertificate(f"its certificate breaks off: the line {END} is missing.")
    return _read([line for line in bare[begins + 1 : ends] if line]), begins, ends + 1


def _read(lines: Sequence[str]) -> Certificate:
    said: dict[str, list[str]] = {}
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            raise UnreadableCertificate(f"a line of its certificate cannot be read: 「{line[:60]}」.")
        said.setdefault(match["name"], []).append(match["value"])
    formed = tuple(_formed(line) for line in lines if _role(line) is not None)
    for name in said:
        if name not in _NAMES:
            raise UnreadableCertificate(f"its certificate has a line 「{name}」, which none has.")

    def one(name: str) -> str:
        values = said.get(name, [])
        if len(values) != 1:
            raise UnreadableCertificate(
                f"its certificate must have one line 「{name}」; it has {len(values)}."
            )
        return values[0]

    statuses = {word: status for status, word in _STATUS.items()}
    if one("状態") not in statuses or one("証拠") != "全文":
        raise UnreadableCertificate("its certificate names a state or an evidence that none has.")
    digest = one("照合値").removeprefix("sha256:")
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise UnreadableCertificate("the digest (照合値) of its certificate is no SHA-256.")
    try:
        return Certificate(
            law_id=one("法令ID"),
            title=one("題名"),
            number=one("番号") if "番号" in said else "",
            revision_id=one("履歴ID"),
            on=datetime.date.fromisoformat(one("現在")),
            known=_moment(one("収録")),
            in_force_from=None if one("施行") == "不明" else datetime.date.fromisoformat(one("施行")),
            status=statuses[one("状態")],
            text_digest=digest,
            formed=formed,
            notes=tuple(said.get("注記", ())),
            limits=tuple(said.get("留保", ())),
        )
    except ValueError as error:
        raise UnreadableCertificate(f"a day or moment of its certificate cannot be read: {error}.") from error


def _role(line: str) -> Role | None:
    name = line.partition("：")[0]
    return next((role for role, word in ROLES.items() if word == name), None)


def _formed(line: str) -> Formed:
    role, match = _role(line), _FORMED.fullmatch(line.partition("：")[2])
    if role is None or match is None:
        raise UnreadableCertificate(f"a line of its certificate cannot be read: 「{line[:60]}」.")
    try:
        day = None if match["day"] == "日付不明" else datetime.date.fromisoformat(match["day"])
    except ValueError as error:
        raise UnreadableCertificate(f"a day of its certificate cannot be read: {error}.") from error
    return Formed(role, match["number"], match["title"], match["issue"] or "", day, match["source"])


def _instant(moment: datetime.datetime) -> str:
    """In UTC, with microseconds: no digit may be lost, or another state of the store might be meant."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.UTC)
