"""The places that a text names (条・項・号・別表・様式 …), each by itself: shape by ``re``, steps by the grammar of addresses,
words by Sudachi, so that 第三者, 次条例, 目前条件 and 第1号被保険者 are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reiki.cite.forms import AFTER_ITEM, CITATION, COUNTERS, LABELS, RUN
from reiki.cite.model import Mention
from reiki.cite.sheet import Sheet
from reiki.law.address import Address, AddressError, Step
from reiki.law.kinds import COUNTERS as KINDS
from reiki.law.kinds import SUBITEMS, Kind
from reiki.law.labels import normalise_label
from reiki.law.numerals import parse_number

_LABELS_ALONE: Final = re.compile(rf"{LABELS}{{1,3}}")


def places_in(sheet: Sheet) -> Iterator[Mention]:
    """Every place named in a text, in order, not overlapping."""
    at = 0
    while match := CITATION.search(sheet.covered, at):
        if match.end() == match.start():
            at = match.end() + 1
            continue
        mention = _read(sheet, match)
        if mention is None:
            at = match.start() + 1
            continue
        yield mention
        at = mention.end


def _read(sheet: Sheet, match: re.Match[str]) -> Mention | None:
    start, end = match.span()
    if not sheet.begins_word(start):
        return None
    body_end = end - len(match["tail"])
    if not match["tail"] and not sheet.ends_word(end):
        return None
    if _is_bare_item(match) and (
        RUN.fullmatch(sheet.covered[start - 1 : start] or "。")
        or not AFTER_ITEM.match(sheet.text[body_end : body_end + 3])
    ):
        return None
    made = _mention(sheet, match, start, body_end)
    if made is None:
        return None
    tail = re.sub(r"\A\s*の?|\s", "", match["tail"])
    return replace(made, tail=tail, depth=sheet.depths[start], quoted=sheet.quoted[start], end=end)


def _is_bare_item(match: re.Match[str]) -> bool:
    chain = match["chain"]
    return bool(chain) and "条" not in chain and "項" not in chain and "号" in chain


def _mention(sheet: Sheet, match: re.Match[str], start: int, end: int) -> Mention | None:
    text = sheet.text
    if match["every"]:
        return Mention(start, end, "前", KINDS[match["every_of"]], 0)
    if match["own_suppl"]:
        return Mention(start, end, "この", Kind.SUPPL)
    for n, counter in enumerate(COUNTERS):
        if head := match[f"h{n}"]:
            kind = KINDS[counter]
            steps = _below(counter, match[f"h{n}_rest"])
            if steps is None:
                return Mention(start, end, head[0], kind, unreadable=True)
            word = "この" if head in ("この", "本") else head[0]
            count = _count(head)
            if count == 0:
                return None
            return Mention(start, end, word, kind, count, steps)
    try:
        return Mention(start, end, steps=Address.parse(text[start:end]).steps)
    except AddressError:
        return Mention(start, end, unreadable=True)


def _count(head: str) -> int:
    number = re.sub(r"\A[前次]\s*|\s*\Z", "", head)
    if not number or head in ("同", "この", "本"):
        return 1
    try:
        return parse_number(number)
    except ValueError:
        return 0


def _below(counter: str, rest: str) -> tuple[Step, ...] | None:
    """The steps behind a head that ends with a counter: of 前条第2項 the 項, of 同号イ the イ."""
    if not rest.strip():
        return ()
    try:
        steps = Address.parse(f"第1{counter}{rest}").steps
    except AddressError:
        return None
    return steps[1:] if steps and steps[0].kind is KINDS[counter] else steps


def label_after(sheet: Sheet, at: int, before: Sequence[Step]) -> Mention | None:
    """A bare label of 細目 that follows another in a list, at the level of the last that looks like it: the ロ of 第1号イ又はロ,
    the ハ(ロ) of ロ(ロ)及びハ(ロ)."""
    match = _LABELS_ALONE.match(sheet.covered, at)
    if match is None or before[-1].kind not in SUBITEMS or not sheet.begins_word(at):
        return None
    if RUN.match(sheet.covered[match.end() : match.end() + 1]) and not sheet.ends_word(match.end()):
        return None
    wanted = _shape(normalise_label(match[0]))
    like = [n for n, s in enumerate(before) if s.kind in SUBITEMS and _shape(s.num) == wanted]
    if not like:
        return None
    upper = "".join(s.num for s in before[: like[-1]] if s.kind in SUBITEMS)
    try:
        steps = Address.parse(f"第1号{upper}{match[0]}").steps
    except AddressError:
        return None
    below = steps[1 + sum(s.kind in SUBITEMS for s in before[: like[-1]]) :]
    if not below or below[0].kind is not before[like[-1]].kind:
        return None
    return Mention(
        at, match.end(), steps=below, depth=sheet.depths[at], quoted=sheet.quoted[at], joined="list"
    )


def _shape(label: str) -> str:
    """What a label begins with: イ, (1), (ア), a."""
    if not label.startswith("("):
        return "a" if label[:1].isascii() else "イ"
    return (
        "(ア)"
        if label[1:2] >= "ァ"
        else "(1)"
        if label[1:2].isdigit() or label[1:2] in "一二三四五六七八九十"
        else "(a)"
    )
