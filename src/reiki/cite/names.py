"""Which regulation a place belongs to, as the words before it say (法第3条, ○○条例（平成10年霧浜市条例第9号）第3条), and
regulations that are named without a place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reiki.cite.forms import (
    AFTER,
    AFTER_TITLE,
    BEFORE,
    BEFORE_TITLE,
    DEFINITION,
    ITEM_DEFINITION,
    OWN_NAMES,
    RUN,
    SURE_BEGINNING,
    TITLE_BEGINS,
    TITLE_GOES_ON,
    WITHIN_TITLE,
    WORK_END,
)
from reiki.cite.model import Mention, State, WorkName
from reiki.cite.sheet import COVER, Sheet
from reiki.law.kinds import APPENDIX_KINDS

LONGEST_TITLE: Final = 90
_RUN_BEFORE: Final = re.compile(rf"{RUN.pattern}$")
_WINDOW: Final = re.compile(r"[^。「」\n]*$")
_PLAIN_HEADS: Final = ("前", "次", "同", "この")


def named_places(sheet: Sheet, places: Sequence[Mention]) -> list[Mention]:
    """The places, each with the regulation that stands before it, its span begun where the name begins."""
    out: list[Mention] = []
    for place in places:
        edge = out[-1].end if out else 0
        if place.head in _PLAIN_HEADS:
            state = _state_before(sheet.covered[edge : place.start])
            out.append(
                replace(place, work=WorkName("unknown", "", place.start, place.start, "", state))
                if state
                else place
            )
            continue
        name = _name_before(sheet, place, edge, out)
        if name is None:
            out.append(place)
        else:
            out.append(replace(place, start=name.start, work=name, depth=sheet.depths[name.start]))
    return out


def _name_before(sheet: Sheet, place: Mention, edge: int, before: Sequence[Mention]) -> WorkName | None:
    """The name directly before a place; ``None`` for none."""
    at = place.start
    text = sheet.covered
    while at > edge and text[at - 1] in " \t":
        at -= 1
    if at > edge and text[at - 1] in "）)":
        opened = sheet.pairs.get(at - 1, 0)
        return _bracketed_name(sheet, at, max((m.end for m in before if m.end <= opened), default=0))
    numbered = sheet.number_ending(at)
    if numbered is not None and numbered[1] >= edge:
        return _by_number(sheet, numbered)
    possessive = at > edge and text[at - 1] == "の"
    found = run_before(sheet, at - 1 if possessive else at, edge)
    if found is None:
        state = _state_before(text[edge:at])
        return WorkName("unknown", "", place.start, place.start, "", state) if state else None
    name = work_name(sheet, *found, edge)
    if name is not None:
        return None if possessive and name.form == "unknown" else name
    state = _state_before(text[found[0] : found[1]])
    if state:
        return WorkName("unknown", "", place.start, place.start, "", state)
    if possessive or (place.steps and place.steps[0].kind in APPENDIX_KINDS):
        return None  # 許可申請書様式第1号 is this regulation's 様式第1号
    if text[found[0] : found[1]] in ("本則", "以下"):
        return None
    if text[found[0] : found[1]] in ("新", "旧"):
        state = "after" if text[found[0]] == "新" else "before"
        return WorkName("unknown", "", found[0], found[1], "", state)
    return WorkName("unknown", text[found[0] : found[1]], place.start, place.start)


def run_before(sheet: Sheet, at: int, edge: int) -> tuple[int, int] | None:
    """The characters of a name that end here, as a span; 中 behind a name is none of it."""
    match = _RUN_BEFORE.search(sheet.covered, edge, at)
    if match is None:
        return None
    start, end = match.span()
    if match[0].endswith("中") and len(match[0]) > 1:
        end -= 1
    if start == edge and edge and match[0].startswith("中") and len(match[0]) > 1:
        start += 1  # 第1条中消防法施行規則第3条
    return start, end


def work_name(sheet: Sheet, start: int, end: int, edge: int) -> WorkName | None:
    """The name of an instrument that is a run of characters, with what stands before it; ``None`` where it names none."""
    text = sheet.covered
    run = text[start:end]
    if not WORK_END.search(run) or COVER in run or not sheet.ends_word(end):
        return None
    before = text[max(edge, start - LONGEST_TITLE) : start]
    if run in OWN_NAMES and before.endswith("この"):
        return WorkName("own", run, start - 2, end)
    if run[0] == "本" and run[1:] in OWN_NAMES:
        return WorkName("own", run[1:], start, end)
    if run[0] == "同" and len(run) > 1:
        return WorkName("same", run[1:], start, end)
    if run.startswith("当該") and len(run) > 2:
        return WorkName("same", run[2:], start, end)
    state: State = _state_before(before)
    if run.startswith(("改正前", "改正後")):
        state, start = ("before" if run[2] == "前" else "after"), start + 3
    elif len(run) > 1 and run[0] in "新旧":
        state = "after" if run[0] == "新" else "before"
    name = text[start:end]
    if not name:
        return None
    titles = tuple(_title_starts(sheet, start, edge))
    longer = (
        len(name) > 1 and bool(TITLE_GOES_ON.search(before)) and not state
    )  # no title ends with a lone 法
    if longer:
        window = re.sub(r"\A.*[、（(はが]", "", before)
        state = "before" if BEFORE_TITLE.search(window) else "after" if AFTER_TITLE.search(window) else ""
    return WorkName("title", name, start, end, "", state, titles, longer)


def _title_starts(sheet: Sheet, start: int, edge: int) -> Iterator[int]:
    """Where a title that ends with a run may begin, the furthest first."""
    window = _WINDOW.search(sheet.covered, max(edge, start - LONGEST_TITLE), start)
    low = window.start() if window else start
    for at in range(low, start + 1):
        if at < start and not sheet.begins_word(at):
            continue
        near = max(edge, at - 8)
        if WITHIN_TITLE.search(sheet.covered, near, at):
            continue
        if at == edge or TITLE_BEGINS.search(sheet.covered, near, at):
            yield at


def _bracketed_name(sheet: Sheet, at: int, edge: int) -> WorkName | None:
    """The name before parentheses that tell its number or its short name: ○○条例（平成10年条例第9号。以下「条例」という。）."""
    opened = sheet.pairs.get(at - 1)
    if opened is None:
        return WorkName("unknown", "", at, at)
    number = sheet.number_inside(opened, at)
    found = run_before(sheet, opened, min(edge, opened))
    if found is None:
        return WorkName("unknown", "", at, at)
    name = work_name(sheet, *found, min(edge, found[0]))
    if name is None:
        return WorkName("unknown", sheet.text[found[0] : found[1]], at, at)
    if number is not None and number[1] <= opened + 2:
        return with_number(sheet, name, number, min(edge, name.start))
    return name


def with_number(sheet: Sheet, name: WorkName, number: tuple[object, int, int], edge: int) -> WorkName:
    """A name with the number that follows it in parentheses; begun where the title most likely begins."""
    start = name.start
    goes_on = name.name in OWN_NAMES and not SURE_BEGINNING.search(sheet.covered, max(edge, start - 8), start)
    if (name.longer or goes_on) and name.titles:
        likely = [at for at in name.titles if SURE_BEGINNING.search(sheet.covered, max(edge, at - 8), at)]
        start = likely[-1] if likely else name.titles[0]
    return replace(
        name,
        form="number",
        number=str(number[0]),
        start=start,
        name=sheet.text[start : name.end],
        longer=False,
    )


def _by_number(sheet: Sheet, numbered: tuple[object, int, int]) -> WorkName:
    number, start, end = numbered
    if number is None:
        return WorkName("unknown", sheet.text[start:end], start, end)
    state = _state_before(sheet.covered[max(0, start - 8) : start])
    return WorkName("number", "", start, end, str(number), state)


def _state_before(before: str) -> State:
    if BEFORE.search(before):
        return "before"
    return "after" if AFTER.search(before) else ""


def works_named(sheet: Sheet, taken: Sequence[Mention]) -> Iterator[Mention]:
    """Regulations named without a place: by number, as この条例 or 同法, or by what may be a title or a short name."""
    spans = [(m.start, m.end) for m in taken]
    last = 0
    for match in RUN.finditer(sheet.covered):
        start, end = match.span()
        if sheet.covered[start] == COVER:
            yield from _numbers_alone(sheet, spans, start, end)
            continue
        edge = max([last, *(b for _, b in spans if b <= start)])
        name = work_name(sheet, start, end, edge)
        if name is None or _overlaps(spans, name.start, end):
            continue
        made = _alone(sheet, name, edge)
        last = last if made.tentative else made.end
        yield made


def _alone(sheet: Sheet, name: WorkName, edge: int) -> Mention:
    end, named = name.end, name
    if sheet.text[end : end + 1] in ("（", "(") and end in sheet.pairs:
        number = sheet.number_inside(end, sheet.pairs[end])
        if number is not None and number[1] <= end + 2 and name.form != "own":
            named = with_number(sheet, name, number, edge)
            if number[2] == sheet.pairs[end]:
                end += 1 + number[2] - number[1] + 1
    return Mention(
        named.start, end, work=named, depth=sheet.depths[named.start], quoted=sheet.quoted[named.start],
        tentative=named.form in ("title", "same", "unknown"),
    )  # fmt: skip


def _numbers_alone(sheet: Sheet, spans: list[tuple[int, int]], start: int, end: int) -> Iterator[Mention]:
    for number, first, last in sheet.numbers:
        if number is None or not start <= first < end or _overlaps(spans, first, last):
            continue
        if sheet.text[first - 1 : first] in ("（", "("):
            continue  # it stands behind a name
        work = WorkName("number", "", first, last, str(number), _state_before(sheet.covered[:first][-8:]))
        yield Mention(first, last, work=work, depth=sheet.depths[first], quoted=sheet.quoted[first])


def _overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and start < b for a, b in spans)


def apart(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions in order, without what is part of the name of another (消防法 of 消防法の一部を改正する法律)."""
    out: list[Mention] = []
    for mention in mentions:
        while out and out[-1].end > mention.start and out[-1].tentative:
            out.pop()
        if not out or out[-1].end <= mention.start:
            out.append(mention)
    return out


def with_definitions(sheet: Sheet, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, each with the short name that it is given where it stands."""
    return [m if m.work is None else replace(m, defines=_definition(sheet, m)) for m in mentions]


def _definition(sheet: Sheet, mention: Mention) -> tuple[str, str] | None:
    work = mention.work
    if work is None or work.form not in ("number", "title") or mention.quoted:
        return None
    opened = work.end
    if sheet.text[opened : opened + 1] in ("（", "(") and opened in sheet.pairs:
        inside = sheet.text[opened + 1 : sheet.pairs[opened]]
        for match in DEFINITION.finditer(inside):
            scope = re.sub(r"\A.*[。、]", "", match["scope"])
            if ("以下" in scope or "において" in scope) and not match["plural"].startswith("と総称"):
                return match["name"], scope
    if not mention.steps and not mention.head and sheet.text.startswith("をいう", mention.end):
        label = ITEM_DEFINITION.match(sheet.text)
        if label is not None and label.end() >= min([work.start, *work.titles]):
            return label["name"], ""
    return None
