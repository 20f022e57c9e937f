"""When a notice and each of its clauses start (施行期日), read from its 附則.

The days that phrases name are read by :mod:`reiki.gazette.day_phrases` (conventions.md §4). A sentence that is not understood
gives an :class:`Unfixed` with its words and a finding, never a guess.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from reiki.amend.operations import Finding
from reiki.gazette.beside import Application
from reiki.gazette.day_phrases import read_day, with_years, without_names
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.gazette.model import Commencement, Fixed, Unfixed
from reiki.gazette.proviso import read_subjects
from reiki.gazette.starting_days import Commencements, Override
from reiki.gazette.statutory import PROMULGATED, applies_by_application, default_commencement
from reiki.gazette.transitional import LABEL, Transitions, is_application, topic
from reiki.law.identity import InstrumentKind
from reiki.law.numerals import NUMERAL, parse_number

# The verb of a sentence, not that of 「4月1日から施行された条例」 or of 「事業を適切に実施する」
_END: Final = r"(?:(?:する|される)(?:もの|こと)?(?:とする|とし)?(?=[。()、]|$)|し(?=[。、]|$))"
_STARTS: Final = (
    rf"(?:(?:から|に|より|をもって|をもつて)、?(?:これを)?施行|(?:から|より|をもって|をもつて)、?(?:これを)?実施){_END}"
    r"|施行(?:期日|の日|の期日)は"
)
_COMMENCES: Final = re.compile(_STARTS)
_TAKES_EFFECT: Final = re.compile(
    rf"{_STARTS}|から、?(?:これを)?適用(?:する|し)|から、?(?:その)?効力を(?:発生|生)(?:する|じる|ずる)"
)
_LOOSELY: Final = re.compile(r"から、?(?:これを)?施行(?:する|し|され)")
_NOTWITHSTANDING: Final = re.compile(
    r"^(?:ただし、?)?(?:前(?:[0-9一二三四五]*項|条)|第[0-9一二三四五]+項)(?:本文|ただし書)?の規定にかかわらず、?"
)
_WORDS: Final = r"(?:[^「」]|「(?:[^「」]|「[^「」]*」)*」)*?"
_SUBJECT: Final = re.compile(
    rf"(?:ただし、?|この場合において、?)?(?P<subject>{_WORDS})"
    r"(?:(?<=規定)は|(?<=部分)は|(?<=[)則例程令示綱律])は|は、|については、)、?(?P<when>.+)$"
)
_HEAD_DAY: Final = re.compile(
    r"(?:改正|廃止|変更|定め|制定|解除|追加|改め)(?:し|したので)?、(?P<when>[^。]*?から(?P<verb>施行|適用)する)。$"
)
# 「第2条の規定は公布の日から、第3条の規定は規則で定める日から施行する。」
_SEVERAL: Final = re.compile(rf"(?<=から)、(?={_WORDS}(?:規定|部分|[)])は)")
# 「…は6月1日から施行し、改正後の…の規定は4月1日から適用する。」「…から施行し、令和10年3月31日限り、その効力を失う。」
_OF_OWN_DAY: Final = re.compile(r"(?:この|本)(?:[^、。の]{1,8})の施行の日")
_AND: Final = re.compile(r"(?<=から)、?(?:これを)?(?P<verb>施行|実施|適用)し、")
_KIND: Final = (
    r"(?:条例|規則|規程|訓令|告示|要綱|要領|法律|政令|省令|府令|庁令|命令|規定|基準|細則|内規|指針|改正|決定"
    r"|[^、。の]{0,10}令)"
)
_OWN: Final = re.compile(rf"(?:この|本){_KIND}")
_OWN_SUBJECT: Final = re.compile(rf"{_OWN.pattern}は")
_OF_ITS_DAY: Final = re.compile(r"の施行(?:期日|の日|の期日)$")
_WHOLE: Final = re.compile(rf"{_OWN.pattern}(?:による改正(?:後の[^第]*)?)?(?:の(?:全ての)?(?:改正)?規定)?")
_REST: Final = re.compile(r"(?:ただし、?)?(?:その他|これら以外|その余)の(?:改正)?規定")
_PARTLY: Final = re.compile(r"以外")
_CASES: Final = re.compile(r"について(?:も)?(?:、)?適用(?:する|し)|に適用する|なお従前の例|の適用については")
_UNFORESEEN: Final = re.compile(r"(?:この|本)[^、。]{0,14}の施行(?:日)?は、")
"""``この規則の施行は、平成15年6月1日とする。``: a commencement, in words that are not read."""

_BY: Final = re.compile(r"(?P<by>.*[でが](?:別に)?定める)(?:ものとする)?。?$")
_LAPSE: Final = re.compile(
    r"効力を失う|失効する|(?:限り|をもって|をもつて)、?(?:これを)?廃止する|(?:間|まで|に限り)、?(?:その)?効力を有する"
)
_OF_ANOTHER: Final = re.compile(
    r"^(?!この|本|前|同|改正|新|旧|第)(?P<what>[^、。「」は]{2,}?(?:条例|規則|規程|訓令|告示|要綱|要領)(?:\([^()]*\))?)は、"
    r".*(?:効力を失う|失効する)"
)
_OF_LAW: Final = re.compile(rf"規定|{_KIND}|別表|様式|附則|[条項号]$")
"""What 失効 of law speaks of; a permit or a registration loses its force otherwise."""

_LISTED: Final = re.compile(r"次(?:の各号)?に(?:掲げる|定める)|各号に|次のとおり|次の各号")
_NUMERALS: Final = (
    r"(?:[(（][0-9０-９一二三四五六七八九十]{1,3}[)）]|[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[①-⑳]"
    r"|[(（]?[イロハニホヘトチリヌア-ン][)）]?)"
)
_ITEM: Final = re.compile(rf"\s*{_NUMERALS}[\s\u3000]+(?P<what>.+?)[\s\u3000]+(?P<when>[^\s\u3000]+)\s*$")
_ITEM_BEGINS: Final = re.compile(
    r"\s*(?:[(（][0-9０-９一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}[\s\u3000]|[①-⑳]|[(（]?[イロハニホヘトチリヌア-ン][)）]?[\s\u3000])"
)
_SUB_ITEM: Final = re.compile(
    r"\s*[(（]?[イロハニホヘトチリヌア-ン][)）]?[\s\u3000]+(?P<what>[^\s\u3000].*?)\s*$"
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


def read_head_commencement(
    sentence: str, promulgated: datetime.date | None, kind: InstrumentKind
) -> Commencement | None:
    """The day in a head sentence (``…次の表のように改正し、令和七年六月一日から適用する。``); ``None`` when it gives none."""
    match = _HEAD_DAY.search(fold(squeeze(sentence)))
    if match is None or (match["verb"] == "適用" and not applies_by_application(kind)):
        return None
    # 「…次のように改正し、同法第七条の規定に基づき、公示し、令和七年六月二十九日から施行する。」: the shortest
    # phrase that is a day counts; of 「公布の日から施行し、四月一日から適用する」 the first
    when = match["when"]
    if apart := _AND.search(when):
        if apart["verb"] == "適用":
            return Unfixed(sentence)
        when = when[: apart.start()]
    pieces = when.split("、")
    for k in range(len(pieces) - 1, -1, -1):
        if (found := read_day("、".join(pieces[k:]), promulgated)) is not None:
            return _with_text(found, sentence)
    return Unfixed(sentence)


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
        self.unfinished = ""
        self.last: datetime.date | None = None
        self.at = ""
        self.read: set[int] = set()
        self.next = 0

    def paragraph(self, text: str, following: Sequence[str], begins: int) -> None:
        """Every sentence of one paragraph; ``begins``: the place of the first of those that follow it."""
        self.next = begins
        label = LABEL.match(text)
        self.at = squeeze(label[0]) if label else ""
        printed = squeeze(text[label.end() :] if label else text)
        at = 0
        for sentence in sentences(fold(printed)):
            said = printed[at : at + len(sentence)]
            dated, self.last = with_years(without_names(sentence), self.last)
            self.sentence(_NOTWITHSTANDING.sub("", dated), said, following)
            self.beside.learn(sentence)
            at += len(sentence)

    def sentence(self, bare: str, printed: str, following: Sequence[str]) -> None:
        """One sentence: commencements, applications and a 失効, each told by a part of it, or nothing of the kind."""
        if _UNFORESEEN.search(bare):
            self.unread(printed)
            self.default = self.default if isinstance(self.default, Unfixed) else Unfixed(printed)
            return
        if bare.startswith("("):
            return
        if not _TAKES_EFFECT.search(bare):
            self.ends(bare, printed)
            if _LOOSELY.search(bare) and re.match(r"ただし|(?:この|本)[^、。]*は、|[^、。「」]*規定は", bare):
                self.unread(printed)
            if (_OWN_SUBJECT.match(bare) and re.search("施行|適用", bare) and not _LAPSE.search(bare)) or (
                not bare.endswith(("。", "」", ")"))
            ):
                self.unfinished = printed
            return
        starts = _COMMENCES.search(bare) is not None
        if not starts and _CASES.search(bare):
            return
        for part in _parts(bare):
            self.part(part, printed, starts, following)

    def part(self, part: str, printed: str, starts: bool, following: Sequence[str]) -> None:
        """A part of a sentence with one verb. ``starts``: the sentence tells a commencement; 適用 in it is something else."""
        if not _TAKES_EFFECT.search(part):
            if _LAPSE.search(part) or not starts:
                self.ends(part, printed)
            elif not _CASES.search(part):
                self.unread(printed)
            return
        applies = _COMMENCES.search(part) is None and re.search(r"効力を(?:発生|生)", part) is None
        if applies and (starts or self.default is not None or not applies_by_application(self.kind)):
            self.applies(part, printed)
        elif _LISTED.search(part):
            self.items(part, printed, following)
        else:
            for one in _SEVERAL.split(part):
                self.one(one, printed)

    def one(self, part: str, printed: str) -> None:
        """One subject and its day."""
        match = _SUBJECT.match(part)
        if match:
            when = by["by"] + "日" if (by := _BY.match(match["when"])) else match["when"]
            self.day(_OF_ITS_DAY.sub("", match["subject"]), self.named(when), printed)
        elif part.startswith("ただし"):
            self.unread(printed)
        else:
            self.day("", self.named(part), printed)

    def named(self, when: str) -> Commencement | None:
        """The day of a phrase, which may hang on the day of the whole (``この条例の施行の日から起算して6月を経過した日``)."""
        if isinstance(self.default, Fixed):
            own = self.default.date
            when = _OF_OWN_DAY.sub(f"{own.year}年{own.month}月{own.day}日", when)
        return read_day(when, self.promulgated)

    def applies(self, part: str, printed: str) -> None:
        """適用: recorded beside the commencement."""
        found = self.beside.application(part) if is_application(part) else None
        if found is not None:
            self.applications.append(
                Application(found.day, found.since, printed, found.provisions, found.clauses)
            )
        self.note("retroactive_application", f"適用 (recorded, moves no date): {printed}")

    def ends(self, part: str, printed: str) -> None:
        """失効; of an instrument that is not this one it is an order that nothing carries out."""
        if _OF_ANOTHER.match(part):
            message = f"this ends another instrument, and nothing was made of it: {printed}"
            self.findings.append(Finding("error", "lapse_of_another", message))
        elif _LAPSE.search(part) and (_OF_LAW.search(subject := topic(part)[0]) or not subject):
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
        for n, text in enumerate(following):
            match = _ITEM.match(text)
            sub = _SUB_ITEM.match(text) if under is not None else None
            if sub is not None:
                self.day(fold(squeeze(sub["what"])), under, squeeze(text), listed=True)
            elif match is None:
                if not _ITEM_BEGINS.match(text):
                    break
                self.unread(squeeze(text))
            else:
                when, self.last = with_years(fold(squeeze(match["when"])), self.last)
                found, what = self.named(without_names(when)), fold(squeeze(match["what"]))
                if _LISTED.search(when):
                    found = None  # 「次に掲げる区分に応じ、次に定める日」
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
        if own and not _LISTED.search(own["when"]):
            self.day("", read_day(own["when"], self.promulgated), printed)
        elif _OWN.match(bare) and self.default is None:
            self.default = Unfixed(printed)  # what no item names has no day
        if not read:
            self.unread(printed)

    def day(self, subject: str, found: Commencement | None, printed: str, listed: bool = False) -> None:
        """One subject starts on one day."""
        if found is None:
            self.unread(printed)
        when = _with_text(found, printed) if found else Unfixed(printed)
        subject = self.absolute(subject)
        own = not subject or _OWN.fullmatch(subject) or "による改正" in subject
        named = [] if own else read_subjects(subject, self.articled)
        vague = self.articled and any(not clause for clause, _ in named)
        if named and not vague:
            self.overrides.extend(Override(subject, clause, part, when) for clause, part in named)
        elif (
            not subject
            or _WHOLE.fullmatch(subject)
            or _REST.fullmatch(subject)
            or (listed and _PARTLY.search(subject))
        ):
            if self.default is not None and not _same_day(self.default, when):
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
        self.before_promulgation(default, *(o.commencement for o in self.overrides))
        return Commencements(
            default, tuple(self.overrides), tuple(dict.fromkeys(self.findings)), tuple(self.applications)
        )


def _parts(bare: str) -> Iterator[str]:
    """A folded sentence cut behind each 施行し、 and 適用し、, every part with its verb."""
    at = 0
    for match in _AND.finditer(bare):
        yield f"{bare[at : match.start()]}{match['verb']}する。"
        at = match.end()
    yield bare[at:]


def _with_text(found: Commencement, text: str) -> Commencement:
    match found:
        case Fixed(date=day):
            return Fixed(day, text)
        case Unfixed(waits_for=waits, not_after=limit):
            return Unfixed(text, waits, limit)


def _same_day(a: Commencement, b: Commencement) -> bool:
    return isinstance(a, Fixed) and isinstance(b, Fixed) and a.date == b.date
