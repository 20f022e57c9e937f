"""What stands before the first notice of an issue: the gazette's name, date and number, and its contents (目次)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reiki.amend.operations import Finding
from reiki.gazette.lines import Line, fold, squeeze
from reiki.law.era import find_dates
from reiki.law.numerals import NUMERAL, parse_number
from reiki.source.model import Table

_REPORT: Final = "公報|都報|道報|府報|県報|市報|区報|町報|村報|組合報"
_NAME: Final = re.compile(rf"官報|[一-龥々〆ヶヵァ-ヶーぁ-ん]{{1,14}}?(?:{_REPORT})")
_PLACED_NAME: Final = re.compile(rf"官報|[一-龥々ヶヵァ-ヶーぁ-ん]{{1,8}}?[都道府県市区町村合](?:{_REPORT})")
_NUMBER: Final = re.compile(
    rf"(?:特別)?(?:号外|増刊|本紙|本号|政府調達)?\(?(?:号外)?\(?特?第{NUMERAL}号\)?|(?:特別)?号外(?!特?第)"
)
_NOT_AN_ISSUE: Final = re.compile(r"(?:条例|規則|規程|訓令|告示|法律|令)第")
_WEEKDAY: Final = re.compile(r"\(?[月火水木金土日](?:曜日|曜)?\)?|発行|公布")
_CONTENTS: Final = re.compile(r"[◎○●【\[〔]*(?:本号で公布された条例等の|主要)?目次[】\]〕]*")
_LEADER: Final = re.compile(
    r"(?:[\s\u3000.．…‥・･―─－-]+|\t)[(（]?(?:[0-9０-９]+|[一二三四五六七八九十百]+)[)）]?(?:頁|ページ)?\s*$"
)
_OFFICE: Final = re.compile(r"\((?:[^()]*(?:課|局|室|部|係|所|署|委員会|センター|事務局)[^()]*)?\)$")
# (23), (第23号); the national gazette's contents name the body with it: (法務三〇), (同一四六), (国家公安委二二)
_SERIAL: Final = re.compile(rf"\((?:第|[一-龥ァ-ヶー・ぁ-ん、]{{1,40}}?)?({NUMERAL})(?:号)?\)$")
_LEADING_NUMBER: Final = re.compile(rf"^[◎○●]?[^第]{{0,24}}?第({NUMERAL})号(?=.)")
_PAGE: Final = re.compile(r"[0-9一二三四五六七八九〇十百]{1,4}")
_TITLE_END: Final = re.compile(r"(?:条例|規則|規程|訓令|告示|要綱|要領|法律|令|法|件|基準|細則)$")


_COLOPHON: Final = re.compile(
    r"(?:発行|編集|印刷|定価|購読|毎週|電話|〒|TEL|ホームページ)[^。]*|[^。]{0,20}(?:発行所|発行者|印刷所)[^。]*"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the contents: the title as printed, its number if it has one."""

    title: str
    number: int | None = None

    def instrument(self) -> bool:
        """True when the title is one of a regulation."""
        return self.number is not None or _TITLE_END.search(self.title) is not None


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of an issue; ``""`` and ``None`` for what was not found."""

    name: str = ""
    number: str = ""
    date: datetime.date | None = None
    date_text: str = ""
    contents: tuple[Entry, ...] = ()

    @property
    def publisher(self) -> str:
        """鳥取県公報 → 鳥取県; 官報 → 国."""
        if self.name == "官報":
            return "国"
        return self.name.removesuffix("公報") if self.name.endswith("公報") else self.name.removesuffix("報")

    def findings(self) -> Iterator[Finding]:
        """A warning for each part of the head that is absent."""
        for code, word, value in (
            ("header_name_missing", "name (…公報)", self.name),
            ("header_date_missing", "date", self.date),
            ("header_number_missing", "number (第…号)", self.number),
        ):
            if not value:
                yield Finding("warning", code, f"the gazette's {word} was not found at the head of the issue")

    def is_running_head(self, line: Line) -> bool:
        """True for the head repeated on a page: the name with the date, number or page and nothing else."""
        if not self.name or self.name not in line.bare or len(line.bare) > 80:
            return False
        rest = line.bare.replace(self.name, "", 1)
        for known in (self.date_text, fold(self.number)):
            if known:
                rest = rest.replace(known, "", 1)
        rest = _WEEKDAY.sub("", rest)
        return re.fullmatch(r"[0-9()\-－―─・.頁ページ号外第]*", rest) is not None


def read_masthead(lines: Sequence[Line]) -> Masthead:
    """The head of an issue from the lines before its first notice."""
    contents_at = next((i for i, x in enumerate(lines) if _CONTENTS.fullmatch(x.bare)), None)
    name, number, day, day_text = "", "", None, ""
    for line in lines[: contents_at if contents_at is not None else 25]:
        bare = line.bare
        if len(bare) > 100 or not bare:
            continue
        for found, start, end in find_dates(bare):
            if day is None:
                day, day_text = found, bare[start:end]
            bare = bare[:start] + "\u3000" + bare[end:]
            break
        if not number and not _NOT_AN_ISSUE.search(bare) and (match := _NUMBER.search(bare)):
            number = re.sub(r"[()]", "", match[0])
            bare = bare[: match.start()] + "\u3000" + bare[match.end() :]
        name = name or _name_in(bare)
    entries = tuple(_entries(lines[contents_at + 1 :])) if contents_at is not None else ()
    return Masthead(name, number, day, day_text, entries)


def without_colophon(lines: Sequence[Line]) -> list[Line]:
    """The lines without what closes a gazette (``発行　鳥取県　鳥取市東町…``): publisher, printer, price."""
    end = len(lines)
    for i in range(len(lines) - 1, max(-1, len(lines) - 8), -1):
        if not lines[i].bare or lines[i].bare.endswith("。"):
            break
        if _COLOPHON.fullmatch(lines[i].bare):
            end = i
    return list(lines[:end])


def _name_in(bare: str) -> str:
    for part in re.split(r"[\u3000()\[\]【】]", _WEEKDAY.sub("\u3000", bare)):
        if _NAME.fullmatch(part):
            return part
    match = _PLACED_NAME.search(bare)
    return match[0] if match else ""


def _whole_entries(lines: Sequence[Line]) -> list[str]:
    """The contents of the national gazette, an entry a line: it begins with 〇, and may run on to the line with its number
    (``（外務二〇〇）``); a page number and the name of a section end it."""
    out: list[str] = []
    open_entry = False
    for line in lines:
        bare = line.bare
        if bare[:1] in "○〇":
            out.append(line.block_text())
            open_entry = True
        elif open_entry and not _PAGE.fullmatch(bare) and bare[:1] not in "〔[【":
            out[-1] += line.block_text()
        else:
            open_entry = False
            continue
        open_entry = open_entry and _SERIAL.search(bare) is None
    return out


def _entries(lines: Sequence[Line]) -> Iterator[Entry]:
    if sum(x.bare[:1] in ("○", "〇") and len(x.bare) > 3 for x in lines):
        for text in _whole_entries(lines):
            yield from _entry(text)
        return
    for line in lines:
        if isinstance(line.block, Table):
            for row in line.block.rows:
                yield from _entry("\t".join(" ".join(c.plain().split("\n")) for c in row.cells))
        elif line.paragraph:
            yield from _entry(line.paragraph.text.text)


def _entry(text: str) -> Iterator[Entry]:
    """``人委規則<TAB>任期付職員の採用等に関する条例施行規則(23)(任用課).....<TAB>1``."""
    bare = fold(text)
    has_leader = _LEADER.search(bare) is not None
    bare = _LEADER.sub("", bare)
    bare = squeeze(max(bare.split("\t"), key=len)).rstrip(".．…‥・･―─－-")
    number: int | None = None
    for _ in range(3):
        if match := _SERIAL.search(bare):
            number = _as_number(match[1])
            bare = bare[: match.start()]
        elif match := _OFFICE.search(bare):
            bare = bare[: match.start()]
    if number is None and (match := _LEADING_NUMBER.match(bare)):
        number, bare = _as_number(match[1]), bare[match.end() :]
    bare = bare.lstrip("◎○〇●・*-")
    if len(bare) > 3 and (has_leader or number is not None or (_TITLE_END.search(bare) and len(bare) > 10)):
        yield Entry(bare, number)


def _as_number(text: str) -> int | None:
    try:
        return parse_number(text)
    except ValueError:
        return None
