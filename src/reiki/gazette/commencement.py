"""When a notice and each of its clauses start (施行期日), read from its 附則.

The days that phrases name are read by :mod:`reiki.gazette.day_phrases` (conventions.md §4). A sentence that is not understood
gives an :class:`Unfixed` with its words and a finding, never a guess.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, Literal

from reiki.amend.operations import Finding
from reiki.gazette.beside import Application
from reiki.gazette.day_phrases import read_day, with_years, without_names
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.gazette.listed_days import ITEM, ITEM_BEGINS, LISTED, SUB_ITEM
from reiki.gazette.model import Commencement, Fixed, Unfixed
from reiki.gazette.proviso import read_subjects
from reiki.gazette.start_words import (
    AND,
    COMMENCES,
    ENDS,
    LOOSELY,
    OF_ITS_DAY,
    TAKES_EFFECT,
    TAKES_FORCE,
    UNAPPLIED,
    UNTIL,
    is_settled,
    may_start,
)
from reiki.gazette.starting_days import Commencements, Override, agreeing, same_start, with_text
from reiki.gazette.statutory import PROMULGATED, applies_by_application, default_commencement
from reiki.gazette.transitional import LABEL, Transitions, is_application, topic
from reiki.law.identity import InstrumentKind
from reiki.law.instruments import KIND, OWN
from reiki.law.numerals import NUMERAL, parse_number

_NOTWITHSTANDING: Final = re.compile(
    r"(?:^(?P<proviso>(?:ただし|但し)、?)?|(?<=は、))(?:附則)?(?:前(?:[0-9一二三四五]*項|条)|第[0-9一二三四五]+[項条](?:第[0-9一二三四五]+項)?)"
    r"(?:本文|ただし書)?の規定にかかわらず、?"
)
_WORDS: Final = r"(?:[^「」]|「(?:[^「」]|「[^「」]*」)*」)*?"
_SUBJECT: Final = re.compile(
    rf"(?:(?:ただし|但し|この場合において)、?|なお、)?(?P<subject>{_WORDS})"
    r"(?:(?<=規定|部分)(?:(?:について|にあって|に限って|に関して)?は|に限り)|(?<=[)則例程令示綱領律])は|は、|については、)、?(?P<when>.+)$"
)
# 「第2条の規定は公布の日から、第3条の規定は規則で定める日から施行する。」
_SEVERAL: Final = re.compile(rf"(?<=から|より)、(?={_WORDS}(?:規定|部分|[)])(?:について|にあって)?は)")
# A day to come begins at midnight and counts (民法140条ただし書), 起算して or not
_OF_OWN_DAY: Final = re.compile(
    rf"(?:この|本)(?:[^、。の]{{1,8}})の施行の日(?P<counted>から(?=、?{NUMERAL}(?:年|月|か月|箇月|ヶ月|カ月|週間|日)))?"
)
_OWN: Final = re.compile(rf"(?:{OWN}|(?:この|本)(?:規定|改正|決定))")
_ASIDE: Final = re.compile(r"\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_ITEM_LABEL: Final = re.compile(r"\((?:[0-9]{1,3}|[一二三四五六七八九十]{1,3}|[ア-ン]|[a-z])\)")
_CAPTION: Final = re.compile(
    r"\s*[(（][^()（）。]*[^()（）。0-9０-９一二三四五六七八九十ア-ンa-z][^()（）。]*[)）]\s*(?=\S)"
)
# 「ただし、第2条の改正規定は、令和7年10月1日とする。」 after 「この規則は、令和7年4月1日から施行する。」
_ELLIPTICAL: Final = re.compile(r"(?<=日)(?:から)?(?:とする)?。$")
_LIMITS: Final = re.compile(
    r"(?:ただし|但し)、?(?:(?:その|当該|施行の?|規則で定める)日は、)?(?P<limit>[^。]+?を(?:超|越|こ)えない)(?:範囲内の)?日(?:で|と)(?:する|定めるもの|なければならない)"
)
_STOPS: Final = re.compile(
    r"(?:限り|まで)(?:の間)?(?:に限り)?、?(?:とする|(?:適用|施行|実施)する|その効力を有する)。$"
)
_WHOLE: Final = re.compile(rf"{_OWN.pattern}(?:による改正(?:後の[^第]*)?)?(?:の(?:全ての)?(?:改正)?規定)?")
_REST: Final = re.compile(r"(?:ただし、?)?(?:その他|これら以外|その余)の(?:改正)?規定")
_PARTLY: Final = re.compile(r"以外")
_CASES: Final = re.compile(r"について(?:も)?(?:、)?適用(?:する|し)|に適用する|なお従前の例|の適用については")
_UNFORESEEN: Final = re.compile(r"(?:この|本)[^、。]{0,14}の施行は、")
"""``この規則の施行は、平成15年6月1日とする。``: a commencement, in words that are not read."""

_BY: Final = re.compile(r"(?P<by>.*[でが](?:別に)?)(?:これを)?定める(?:ものとする)?。?$")
_OF_ANOTHER: Final = re.compile(
    r"^(?!この|本|前|同|改正|新|旧|第)(?P<what>[^、。「」は]{2,}?"
    rf"{KIND}(?:\([^()]*\))?)は、.*(?:効力を失う|失効する)"
)
_OF_LAW: Final = re.compile(rf"規定|{KIND}|別表|様式|附則|[条項号]$")
"""What 失効 of law speaks of; a permit or a registration loses its force otherwise."""

_IS_LAW: Final = re.compile(
    rf"(?:規定|部分|改正|{KIND}|別表[^の]*|様式[^の]*|附則|[条項号])(?:\([^()]*\))?(?:の効力)?$"
)


def read_commencement(
    paragraphs: Sequence[str],
    promulgated: datetime.date | None,
    kind: InstrumentKind,
    number: str = "",
    articled: bool = False,
    own: bool = False,
    titles: Sequence[str] = (),
) -> Commencements:
    """The commencement of a notice from the paragraphs of its 附則 (those that amend others left out).

    ``promulgated``: its day, or ``None`` when unknown (then days that hang on it are unfixed). ``number``: canonical, for
    the default of municipal 規則. ``articled``: as in :meth:`Commencements.for_clause`. ``own``: of a new regulation.
    ``titles``: of what the notice amends.
    """
    reading = _Reading(promulgated, kind, number, articled, own, titles)
    for i, paragraph in enumerate(paragraphs):
        if i not in reading.read:
            reading.paragraph(paragraph, paragraphs[i + 1 :], i + 1)
    return reading.result()


class _Reading:
    def __init__(
        self,
        promulgated: datetime.date | None,
        kind: InstrumentKind,
        number: str,
        articled: bool,
        own: bool,
        titles: Sequence[str],
    ) -> None:
        self.promulgated, self.kind, self.number, self.articled = promulgated, kind, number, articled
        self.default: Commencement | None = None
        self.overrides: list[Override] = []
        self.findings: list[Finding] = []
        self.applications: list[Application] = []
        self.beside = Transitions(own, titles)
        self.unfinished = self.verb = ""
        self.applied = False
        self.later: list[tuple[datetime.date, str]] = []
        self.last: datetime.date | None = None
        self.at = ""
        self.read: set[int] = set()
        self.next = 0

    def paragraph(self, text: str, following: Sequence[str], begins: int) -> None:
        """Every sentence of one paragraph; ``begins``: the place of the first of those that follow it."""
        self.next = begins
        text = text[caption.end() :] if (caption := _CAPTION.match(text)) else text
        label = LABEL.match(text)
        self.at = squeeze(label[0]) if label else ""
        printed = squeeze(text[label.end() :] if label else text)
        if not _NOTWITHSTANDING.match(fold(printed)) or "にかかわらず" not in printed:
            self.verb = ""
        at = 0
        for sentence in sentences(fold(printed)):
            said = printed[at : at + len(sentence)]
            dated, self.last = with_years(without_names(sentence), self.last)
            self.sentence(_NOTWITHSTANDING.sub(lambda m: m["proviso"] or "", dated), said, following)
            self.beside.learn(sentence)
            at += len(sentence)

    def sentence(self, bare: str, printed: str, following: Sequence[str]) -> None:
        """One sentence: commencements, applications and a 失効, each told by a part of it, or something that is known to be
        another matter. What may tell a day and was not read is said."""
        if _UNFORESEEN.search(bare):
            self.unread(printed)
            self.default = self.default if isinstance(self.default, Unfixed) else Unfixed(printed)
            return
        if (aside := _ASIDE.fullmatch(bare)) and "。" in aside["inside"]:
            for inner in sentences(aside["inside"]):
                self.sentence(inner, printed, following)
            return
        if (item := _ITEM_LABEL.match(bare)) and bare.endswith("。"):
            bare = bare[item.end() :]
        if bare.startswith("("):
            return
        subject, rest = topic(bare, loose=True)
        if _OWN.match(bare) and UNTIL.search(bare):
            bare = self.with_its_end(bare, printed)
        elif self.verb and may_start(subject, rest, bare, True) and not TAKES_EFFECT.search(bare):
            if self.limits(bare):
                return
            bare = self.completed(bare)
        takes = TAKES_EFFECT.search(bare) is not None
        starts = COMMENCES.search(bare) is not None
        if takes and not starts and TAKES_FORCE.search(bare) and subject and not _IS_LAW.search(subject):
            takes = False  # 「その登録は、施行日から効力を有する。」
        if not takes:
            self.otherwise(subject, rest, bare, printed)
        elif starts or not _CASES.search(bare) or self.names_clauses(bare):
            parts = list(_parts(bare))
            for part in parts:
                self.part(part, printed, starts, following)
            self.verb = "適用" if not starts and not TAKES_FORCE.search(bare) else "施行"

    def otherwise(self, subject: str, rest: str, bare: str, printed: str) -> None:
        """A sentence without any verb of a commencement that is read."""
        self.ends(bare, printed)
        loosely = LOOSELY.search(bare) and re.match(
            r"(?:ただし|但し)|(?:この|本)[^、。]*は、|[^、。「」]*規定は", bare
        )
        apart = UNAPPLIED.search(bare) and self.clauses(subject)
        if loosely or apart or may_start(subject, rest, bare, bool(self.verb)):
            self.unread(printed)
            self.unfinished = printed
        elif (
            not is_settled(bare)
            or not bare.endswith(("。", "」", ")"))
            or (_OWN.fullmatch(subject) and re.search("施行|適用", rest) and not ENDS.search(bare))
        ):
            self.unfinished = printed

    def with_its_end(self, bare: str, printed: str) -> str:
        """``…から令和8年3月31日まで施行する``: the end noted, the beginning left."""
        begins = UNTIL.sub(r"\g<since>", bare)
        if re.search(r"適用する。$", begins) and not applies_by_application(self.kind):
            return bare
        self.note("lapse", f"失効: {printed}")
        return begins

    def completed(self, bare: str) -> str:
        """``ただし、第2条の改正規定は、令和7年10月1日とする。`` with the verb of the sentence before it, where it says a day and
        no more."""
        match = _SUBJECT.match(bare)
        ended = _ELLIPTICAL.search(bare)
        if ended is not None and re.search(r"各号に(?:定める|掲げる)日(?:から)?とする。$", bare):
            return f"{bare[: ended.start()]}から{self.verb}する。"
        if match is None or ended is None or OF_ITS_DAY.search(match["subject"]):
            return bare
        if self.named(_ELLIPTICAL.sub("", match["when"])) is None or not self.clauses(match["subject"]):
            return bare
        return f"{bare[: ended.start()]}から{self.verb}する。"

    def limits(self, bare: str) -> bool:
        """``ただし、公布の日から起算して3月を超えない日とする。`` after a day left to another: its last day."""
        match = _LIMITS.match(bare)
        if match is None or not isinstance(self.default, Unfixed) or not self.default.waits_for:
            return False
        found = read_day(f"{match['limit']}範囲内において規則で定める日", self.promulgated)
        if not isinstance(found, Unfixed) or found.not_after is None:
            return False
        self.default = replace(self.default, not_after=found.not_after)
        return True

    def clauses(self, subject: str) -> list[tuple[str, str]]:
        """The clauses of the notice, or parts of them (改正規定), that a subject names."""
        absolute = self.absolute(subject)
        if re.search(r"改正[前後]の|による改正|の(?:適用|施行)$", absolute):
            return []
        named = read_subjects(absolute, self.articled)
        return [] if self.articled and any(not clause for clause, _ in named) else named

    def names_clauses(self, bare: str) -> bool:
        """True for ``第2条の改正規定は、…から適用し、…``: not the provisions amended, but what amends them."""
        match = _SUBJECT.match(next(_parts(bare)))
        return match is not None and bool(self.clauses(match["subject"]))

    def part(self, part: str, printed: str, starts: bool, following: Sequence[str]) -> None:
        """A part of a sentence with one verb. ``starts``: the sentence tells a commencement; 適用 in it is something else."""
        if not TAKES_EFFECT.search(part):
            if ENDS.search(part) or not starts or (_OWN.match(fold(printed)) and _STOPS.search(part)):
                self.ends(part, printed)
            elif not _CASES.search(part):
                self.unread(printed)
            return
        applies = COMMENCES.search(part) is None and TAKES_FORCE.search(part) is None
        by_application = applies_by_application(self.kind)
        if applies and self.applied and not starts and self.names_clauses(part):
            for one in _SEVERAL.split(part):
                self.one(one, printed)
        elif applies and (starts or self.default is not None or not by_application):
            self.applies(part, printed)
        elif LISTED.search(part):
            self.items(part, printed, following)
        else:
            self.applied = self.applied or applies
            for one in _SEVERAL.split(part):
                self.one(one, printed)

    def one(self, part: str, printed: str) -> None:
        """One subject and its day."""
        match = _SUBJECT.match(part)
        if match:
            when = f"{by['by']}定める日" if (by := _BY.match(match["when"])) else match["when"]
            self.day(OF_ITS_DAY.sub("", match["subject"]), self.named(when), printed)
        elif part.startswith(("ただし", "但し", "なお、")):
            self.unread(printed)
        else:
            self.day("", self.named(part), printed)

    def named(self, when: str) -> Commencement | None:
        """The day of a phrase, which may hang on the day of the whole (``この条例の施行の日から起算して6月を経過した日``)."""
        if isinstance(self.default, Fixed):
            own = self.default.date
            day = f"{own.year}年{own.month}月{own.day}日"
            when = _OF_OWN_DAY.sub(lambda m: f"{day}から起算して" if m["counted"] else day, when)
        return read_day(when, self.promulgated)

    def applies(self, part: str, printed: str) -> None:
        """適用: recorded beside the commencement."""
        found = self.beside.application(part) if is_application(part) else None
        if found is not None:
            self.applications.append(
                Application(found.day, found.since, printed, found.provisions, found.clauses)
            )
            if found.day is not None and (self.names_clauses(part) or self.applied):
                self.later.append((found.day, printed))
        self.note("retroactive_application", f"適用 (recorded, moves no date): {printed}")

    def ends(self, part: str, printed: str) -> None:
        """失効; of an instrument that is not this one it is an order that nothing carries out."""
        if _OF_ANOTHER.match(part):
            message = f"this ends another instrument, and nothing was made of it: {printed}"
            self.findings.append(Finding("error", "lapse_of_another", message))
        else:
            subject = topic(part)[0]
            itself = not subject or _OWN.fullmatch(subject) is not None
            if (ENDS.search(part) and (itself or _OF_LAW.search(subject))) or (
                itself and _STOPS.search(part)
            ):
                self.note("lapse", f"失効: {printed}")

    def absolute(self, subject: str) -> str:
        """``次項の規定``, ``次条の規定`` in the 附則's first paragraph or article: 附則第2項, 附則第2条."""
        number = re.search(NUMERAL, self.at)
        following = (parse_number(number[0]) if number else 1) + 1
        return re.sub(r"次(項|条)", rf"附則第{following}\1", subject)

    def items(self, bare: str, printed: str, following: Sequence[str]) -> None:
        """``次の各号に掲げる規定は、当該各号に定める日から施行する。`` and its items: ``一　第二条の規定　公布の日``."""
        read = 0
        under: Commencement | None = None
        before: Commencement | None = None
        for n, text in enumerate(following):
            match = ITEM.match(text)
            sub = SUB_ITEM.match(text) if under is not None else None
            if sub is not None:
                self.day(fold(squeeze(sub["what"])), under, squeeze(text), listed=True)
            elif match is None:
                if not ITEM_BEGINS.match(text):
                    break
                self.unread(squeeze(text))
            else:
                when, self.last = with_years(fold(squeeze(match["when"])), self.last)
                found, what = self.named(without_names(when)), fold(squeeze(match["what"]))
                if LISTED.search(when):
                    found = None  # 「次に掲げる区分に応じ、次に定める日」
                elif re.fullmatch(r"前号に(?:定める|掲げる)日", when):
                    found = before
                before = found
                under = (
                    (found or Unfixed(squeeze(text)))
                    if re.fullmatch(r"次に掲げる(?:改正)?規定", what)
                    else None
                )
                if under is None or found is None:
                    self.day(what, found, squeeze(text), listed=True)
            self.read.add(self.next + n)
            read += 1
        own = re.match(r"(?:この|本)[^、。]*?は、(?P<when>[^。]*?)から施行する", bare)
        if own and not LISTED.search(own["when"]):
            self.day("", read_day(own["when"], self.promulgated), printed)
        elif _OWN.match(bare) and self.default is None:
            self.default = Unfixed(printed)  # what no item names has no day
        if not read:
            self.unread(printed)

    def day(self, subject: str, found: Commencement | None, printed: str, listed: bool = False) -> None:
        """One subject starts on one day."""
        if found is None:
            self.unread(printed)
        when = with_text(found, printed) if found else Unfixed(printed)
        subject = self.absolute(subject)
        own = not subject or _WHOLE.fullmatch(subject) or "による改正" in subject
        named = [] if own else self.clauses(subject)
        if named:
            self.overrides.extend(Override(subject, clause, part, when) for clause, part in named)
        elif (
            not subject
            or _WHOLE.fullmatch(subject)
            or _REST.fullmatch(subject)
            or (listed and _PARTLY.search(subject))
        ):
            if self.default is not None and not same_start(self.default, when):
                message = f"the 附則 gives a second day for the whole: {printed}"
                self.findings.append(Finding("error", "commencement_twice", message))
                when = Unfixed(printed)
            self.default = when
        else:
            message = f"what starts on this day was not read: {printed}"
            self.findings.append(Finding("error", "commencement_not_understood", message))

    def unread(self, printed: str) -> None:
        """A sentence on commencement not understood."""
        finding = Finding("error", "commencement_not_understood", f"this day was not read: {printed}")
        if finding not in self.findings:
            self.findings.append(finding)

    def before_promulgation(self, *found: Commencement) -> None:
        """A 条例 or 規則 binds nobody before it is promulgated: such a day is misprinted, or 適用 is meant. Others are made
        first and printed later."""
        for each in found:
            if isinstance(each, Fixed) and self.promulgated is not None and each.date < self.promulgated:
                binding = self.kind in PROMULGATED
                message = (
                    f"this day is before the promulgation ({self.promulgated}): {each.text or each.date}"
                )
                severity: Literal["error", "warning"] = "error" if binding else "warning"
                self.findings.append(Finding(severity, "commencement_before_promulgation", message))

    def note(self, code: Literal["lapse", "retroactive_application"], message: str) -> None:
        """Something recorded beside the commencement."""
        self.findings.append(Finding("note", code, message))

    def result(self) -> Commencements:
        """Everything read; the statute's default where the 附則 gives no day for the whole."""
        if self.default is None and self.unfinished:
            self.unread(self.unfinished)
            self.default = Unfixed(self.unfinished)
        default = self.default or default_commencement(self.promulgated, self.kind, self.number)
        for day, printed in self.later:
            if not isinstance(default, Fixed) or day > default.date:
                self.unread(
                    printed
                )  # amended on one day, to apply from another: nobody may guess which is meant
        overrides, twice = agreeing(self.overrides)
        for subject in twice:
            message = f"the 附則 gives two days for one part: {subject}"
            self.findings.append(Finding("error", "commencement_twice", message))
        self.before_promulgation(default, *(o.commencement for o in overrides))
        return Commencements(
            default, overrides, tuple(dict.fromkeys(self.findings)), tuple(self.applications)
        )


def _parts(bare: str) -> Iterator[str]:
    """A folded sentence cut behind each 施行し、 and 適用し、, every part with its verb."""
    at = 0
    for match in AND.finditer(bare):
        yield f"{bare[at : match.start()]}{match['verb']}する。"
        at = match.end()
    yield bare[at:]
