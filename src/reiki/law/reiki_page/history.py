"""改正注記, the notes on amendments in a collection of regulations, read from their abbreviated form.

Two ways of writing, in any numerals and widths:

    (昭62条例21・追加、平11条例28・旧第3条の2繰下・一部改正)     citations, then what they did, group by group
    追加〔平成8年条例10号〕、一部改正〔平成12年条例23号・13年5号〕   what was done, then the citations in brackets

In both a citation inherits what it leaves out from the one before it: 〔平成4年条例3号・6年4号〕.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from reiki.law.era import ERAS, find_dates
from reiki.law.numerals import NUMERAL, parse_number
from reiki.law.reiki_page.model import Amendment

_S: Final = r"[ \u3000]*"
_ERAS: Final = {key: era.name for era in ERAS for key in (era.name, era.name[0])}
_ERA: Final = "|".join(sorted(_ERAS, key=len, reverse=True))
_FORM: Final = r"(?:企業管理規程|管理規程|条例|規則|規程|訓令甲|訓令乙|訓令|告示|公告|要綱|要領|内規|訓|達|企管規|規|告|条)"
_CITATION: Final = re.compile(
    rf"(?:(?P<era>{_ERA})?{_S}(?P<year>元|{NUMERAL}){_S}年?{_S}(?:(?:{NUMERAL}){_S}月{_S}(?:(?:{NUMERAL}){_S}日{_S})?)?)?"
    rf"(?:(?P<body>[^0-9０-９〇一二三四五六七八九十百元年月日号・、（）()〔〕]{{0,12}}?)(?P<kind>{_FORM}){_S})?"
    rf"第?{_S}(?P<number>{NUMERAL}){_S}号?(?:{_S}の{_S}(?P<branch>{NUMERAL}))?"
)
_DONE: Final = (
    r"(?:一部改正|全部改正|全文改正|改正|改題|改称|追加|全改|削除|削る|加える|繰上げ?|繰下げ?|繰入|移動|挿入|廃止|復活|失効|制定|変更"
    r"|正誤|訂正|整理|旧[^・、]+)"
)
_ACTION: Final = re.compile(rf"(?:{_DONE}|.*{_DONE})")
_OLD: Final = re.compile(r"(?:旧|第|附則|別表|様式|本則|前文|目次|見出|題名|本条|本項|本号|本表|備考).*")
_BRACKETED: Final = re.compile(r"(?P<what>[^〔〕\[\]［］]+)[〔\[［](?P<numbers>[^〔〕\[\]［］]+)[〕\]］]")
_STARTS: Final = re.compile(rf"(?:{_ERA}){_S}(?:元|{NUMERAL}){_S}年?")
_DONE_ANYWHERE: Final = re.compile(r"改正|追加|全改|削除|繰[上下]|改称|改題")
_FROM: Final = re.compile(
    r"(?:注|（注）|\(注\)|※|〔注〕|［注］)?[ \u3000:：]*.{0,40}?(?:から|以降|以後|より)"
    r".{0,30}?(?:改正経過|条文注記|改正注記|注記|改正沿革).{0,20}"
)
_MONTH: Final = re.compile(rf"(?P<era>{_ERA}){_S}(?P<year>元|{NUMERAL}){_S}年{_S}(?P<month>{NUMERAL}){_S}月")
_OPEN: Final = "(（〔[［"
_CLOSE: Final = ")）〕]］"


def read_history(line: str) -> tuple[tuple[Amendment, ...], bool] | None:
    """The amendments that a line notes, and whether all of it was understood; ``None`` for a line that is no such note.

    Nothing of a regulation's own text looks so: a note holds citations and what was done, and nothing else.
    """
    bare = line.strip(" \u3000\u00a0")
    if found := _in_brackets(bare):
        return found
    inner = _inside(bare)
    if inner is None:
        return None
    if found := _in_brackets(inner):
        return found
    if not _STARTS.match(inner) or "。" in inner:
        return None
    return _grouped(inner) if _DONE_ANYWHERE.search(inner) else _cited(inner)


def split_trailing(line: str) -> tuple[str, str]:
    """A text and the note that ends its line: ``…とする。(平14条例26・一部改正)``. The note is ``""`` where none does."""
    at = _last_group(line.rstrip(" \u3000"))
    if at is None or not line[:at].strip():
        return line, ""
    found = read_history(line[at:])
    if found is None or not found[1] or not _inside(line[at:].strip(" \u3000")):
        return line, ""
    return line[:at].rstrip(" \u3000"), line[at:].strip(" \u3000")


def notes_begin(line: str) -> tuple[bool, datetime.date | None]:
    """Whether a line says from when on the editor notes amendments (``注　平成11年12月から改正経過を注記した。``), and the
    first day of it."""
    bare = line.strip(" \u3000()（）")
    if len(bare) > 80 or _FROM.fullmatch(bare) is None:
        return False, None
    for day, _, _ in find_dates(bare):
        return True, day
    match = _MONTH.search(bare)
    if match is None:
        return bare.startswith(("注", "※")), None
    era = next(e for e in ERAS if e.name == _ERAS[match["era"]])
    return True, datetime.date(era.base + _number(match["year"]), max(1, min(12, _number(match["month"]))), 1)


# ------------------------------------------------------------------------------------------------- citations, then deeds


def _grouped(inner: str) -> tuple[tuple[Amendment, ...], bool] | None:
    out: list[Amendment] = []
    cited: list[Amendment] = []
    what: list[str] = []
    before: Amendment | None = None
    whole = True

    def close() -> None:
        out.extend(replace(a, what=tuple(what)) for a in cited)
        cited.clear()
        what.clear()

    for part in _split(inner, "、，,"):
        if what:
            close()
        for token in _split(part, "・･"):
            citation, glued = _glued(token, before)
            if citation is not None:
                if what:
                    close()
                before = citation
                cited.append(citation)
                what.extend([glued] if glued else [])
            elif _ACTION.fullmatch(token) or (cited and _OLD.fullmatch(token)):
                what.append(token)
            else:
                whole = False
    whole = whole and bool(what) and bool(cited or out)
    close()
    return (tuple(out), whole) if out else None


def _cited(inner: str) -> tuple[tuple[Amendment, ...], bool] | None:
    """Citations alone, by the short names of eras that no text has: ``(平20規則3)`` under 第3条　削除."""
    out: list[Amendment] = []
    for token in _split(inner, "、，,・･"):
        citation = _citation(token, out[-1] if out else None)
        if citation is None or re.match(r"..年|.{2}[0-9０-９元〇一二三四五六七八九十]+年", token):
            return None
        out.append(citation)
    return tuple(out), True


# ------------------------------------------------------------------------------------------------- deeds, then citations


def _in_brackets(text: str) -> tuple[tuple[Amendment, ...], bool] | None:
    """``一部改正〔平成3年条例5号・6年4号〕、旧6条…繰下〔…〕`` from end to end."""
    out: list[Amendment] = []
    at, whole = 0, True
    before: Amendment | None = None
    while at < len(text):
        match = _BRACKETED.match(text, at)
        if match is None:
            return None
        deeds = tuple(t for t in _split(match["what"], "・･、，,") if t)
        if not deeds or not all(_ACTION.fullmatch(d) or _OLD.fullmatch(d) for d in deeds):
            return None
        if not any(_DONE_ANYWHERE.search(d) or d.startswith("旧") for d in deeds):
            return None
        for token in _split(match["numbers"], "・･、，,"):
            citation = _citation(token, before)
            if citation is None:
                whole = False
                continue
            before = citation
            out.append(replace(citation, what=deeds))
        end = re.compile(r"[ \u3000]*[、，,・]?[ \u3000]*").match(text, match.end())
        at = end.end() if end else match.end()
    return (tuple(out), whole) if out else None


# --------------------------------------------------------------------------------------------------------------- pieces


def _citation(token: str, before: Amendment | None) -> Amendment | None:
    match = _CITATION.fullmatch(token.strip(" \u3000"))
    if match is None:
        return None
    if before is None and not (match["era"] and match["kind"]):
        return None
    if match["year"] is None and match["kind"] is None:
        return None  # a bare number: 「2」 is no citation
    assert before is not None or match["era"]
    try:
        year = _number(match["year"]) if match["year"] else before.year if before else 0
        number = parse_number(match["number"])
        branch = parse_number(match["branch"]) if match["branch"] else None
    except ValueError:
        return None
    era = _ERAS[match["era"]] if match["era"] else before.era if before else ""
    kind = match["kind"] or (before.kind if before else "")
    body = match["body"] if match["kind"] else before.body if before else ""
    return Amendment(era, year, kind, number, (body or "").strip(" \u3000"), branch)


def _glued(token: str, before: Amendment | None) -> tuple[Amendment | None, str]:
    """A citation, with what it did where no sign parts the two: ``平20条例22一部改正``. 「…第3号の一部改正」 is a caption."""
    citation = _citation(token, before)
    done = None if citation is not None else re.search(rf"{_DONE}$", token)
    if done is None:
        return citation, ""
    return _citation(token[: done.start()], before), done[0]


def _number(text: str) -> int:
    return 1 if text == "元" else parse_number(text)


def _split(text: str, signs: str) -> Iterator[str]:
    """The parts between any of ``signs`` outside parentheses, white space off."""
    depth, begin = 0, 0
    for at, char in enumerate(text):
        depth += (char in _OPEN) - (char in _CLOSE)
        if char in signs and depth <= 0:
            yield text[begin:at].strip(" \u3000")
            begin = at + 1
    yield text[begin:].strip(" \u3000")


def _inside(text: str) -> str | None:
    """What stands in the one pair of parentheses around a text."""
    if len(text) < 3 or text[0] not in _OPEN or text[-1] not in _CLOSE:
        return None
    depth = 0
    for at, char in enumerate(text):
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth == 0 and at < len(text) - 1:
            return None
    return text[1:-1] if depth == 0 else None


def _last_group(text: str) -> int | None:
    """Where the last pair of parentheses of a text begins, if it ends the text."""
    if not text or text[-1] not in _CLOSE:
        return None
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] in _CLOSE) - (text[at] in _OPEN)
        if depth == 0:
            return at
    return None
