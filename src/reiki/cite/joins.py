"""How the citations of a text hang together: lists, ranges, what stands in the parentheses behind one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from reiki.cite.forms import AFTER_UNREAD, BEHIND, EXCEPT, FROM, JOIN, LOOSE, NARROWS, UNTIL
from reiki.cite.model import Mention
from reiki.cite.places import label_after
from reiki.cite.sheet import Sheet
from reiki.law.kinds import Kind

LONGEST_LIST: Final = 200
READ_OTHERWISE: Final = "」と、"
"""第3条中「甲」とあるのは「乙」と、第5条中 … goes on with the same regulation as before it."""
FURTHEST: Final = 40
"""Characters between a citation and parentheses that may be about it: 法第5条第1項の許可（第3号に係るものに限る。）."""


def joined(sheet: Sheet, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with their bare labels (イ又はロ), their ranges as one, and how each follows the one before."""
    whole = _ranges(sheet, _with_labels(sheet, mentions))
    return [_follow(sheet, whole, n) for n in range(len(whole))]


def _with_labels(sheet: Sheet, mentions: Sequence[Mention]) -> list[Mention]:
    out: list[Mention] = []
    for n, mention in enumerate(mentions):
        out.append(mention)
        limit = mentions[n + 1].start if n + 1 < len(mentions) else len(sheet.text)
        for _ in range(LONGEST_LIST):
            last = out[-1]
            if last.tail or not last.steps:
                break
            join = JOIN.match(sheet.covered, last.end) or FROM.match(sheet.covered, last.end)
            label = label_after(sheet, join.end(), last.steps) if join else None
            if label is None or label.end > limit:
                break
            out.append(label)
    return out


def _follow(sheet: Sheet, mentions: Sequence[Mention], n: int) -> Mention:
    bare = not mentions[n].head and mentions[n].work is None
    edge = mentions[n - 1].end if n else 0
    if bare and _follows_unread(sheet, mentions[n], edge):
        return replace(mentions[n], joined="unread")
    if not n:
        return mentions[n]
    before, mention = mentions[n - 1], mentions[n]
    between = _between(sheet, before.end, mention.start)
    if JOIN.fullmatch(between) or FROM.fullmatch(between) or between.strip() == "":
        return replace(mention, joined="list")
    if between == "の" and bare:
        return replace(mention, joined="below")
    if LOOSE.fullmatch(between):
        return replace(mention, joined="loose")
    if sheet.text.endswith(READ_OTHERWISE, 0, mention.start) and not mention.quoted:
        spoken = next((k for k in range(n - 1, -1, -1) if not mentions[k].quoted), None)
        if spoken is not None:
            return replace(mention, joined="loose", bracket=spoken)
    continued = _behind_parentheses(sheet, mentions, n)
    opened = _opened_behind(sheet, mentions, n)
    if opened is not None and not continued.joined:
        bracket = _around(sheet, mention)
        directly = BEHIND.fullmatch(sheet.covered[mentions[opened].end : bracket]) is not None
        excepted = directly and EXCEPT.match(sheet.text[bracket + 1 : sheet.pairs[bracket]]) is not None
        return replace(mention, joined="except" if excepted else "inside", bracket=opened)
    return continued


def _between(sheet: Sheet, start: int, end: int) -> str:
    """What stands between two citations, without the まで of a range that parentheses have parted."""
    until = UNTIL.match(sheet.covered, start, end)
    return sheet.covered[until.end() if until else start : end]


def _follows_unread(sheet: Sheet, mention: Mention, edge: int) -> bool:
    """別表第9の漁業の項の第3号, 下欄第2号から第6号まで: the number belongs to something that was not read."""
    text, start = sheet.text, mention.start
    if text[start - 1 : start] == "の" and start - 1 > edge and mention.steps[:1]:
        return mention.steps[0].kind in (Kind.PARAGRAPH, Kind.ITEM)
    return AFTER_UNREAD.search(text, max(edge, start - 40), start) is not None


def _opened_behind(sheet: Sheet, mentions: Sequence[Mention], n: int) -> int | None:
    """Which mention the parentheses around this one stand behind."""
    opened = _around(sheet, mentions[n])
    if opened < 0:
        return None
    for place in range(n - 1, -1, -1):
        if mentions[place].end > opened:
            continue
        between = sheet.covered[mentions[place].end : opened]
        narrows = NARROWS.search(sheet.text[opened + 1 : sheet.pairs[opened]]) is not None
        near = narrows and len(between) <= FURTHEST and "。" not in between
        return place if near or BEHIND.fullmatch(between) else None
    return None


def _around(sheet: Sheet, mention: Mention) -> int:
    """Where the parentheses around a mention open; -1 for none."""
    return max(
        (a for a, b in sheet.pairs.items() if a < mention.start < b and sheet.text[a] in "（("), default=-1
    )


def _behind_parentheses(sheet: Sheet, mentions: Sequence[Mention], n: int) -> Mention:
    """法第3条（…を除く。）及び第5条: the list goes on behind the parentheses."""
    mention = mentions[n]
    for place in range(n - 1, -1, -1):
        before = mentions[place]
        if before.depth != mention.depth:
            continue
        if sheet.text[before.end : before.end + 1] not in ("（", "(") or before.end not in sheet.pairs:
            break
        between = _between(sheet, sheet.pairs[before.end] + 1, mention.start)
        if JOIN.fullmatch(between) or FROM.fullmatch(between):
            return replace(mention, joined="list", bracket=place)  # 第1項（…を除く。）から第3項まで
        if LOOSE.fullmatch(between):
            return replace(mention, joined="loose", bracket=place)
        break
    return mention


def _ranges(sheet: Sheet, mentions: Sequence[Mention]) -> list[Mention]:
    """第3条から第5条まで is one citation; without まで behind it, it is two."""
    out: list[Mention] = []
    for mention in mentions:
        before = out[-1] if out else None
        if before is not None and before.last is None and mention.work is None and not mention.unreadable:
            until = UNTIL.match(sheet.covered, mention.end)
            if until and FROM.fullmatch(sheet.covered[before.end : mention.start]):
                out[-1] = replace(before, end=until.end(), last=mention, tail=mention.tail)
                continue
        out.append(mention)
    return out
