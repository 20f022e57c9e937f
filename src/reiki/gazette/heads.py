"""Where notices begin in an issue: 公布文, number line, date, issuer, addressees, title, in whatever order they stand.

A notice is recognised by its number line (``鳥取県人事委員会規則第23号``) or its 公布文 (``…をここに公布する。``). What stands
around them is taken off as head until the main provision begins.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from reiki.gazette.lines import Line, first_sentence
from reiki.law.era import ERA_NAME, find_dates
from reiki.law.identity import LawNumber, split_name
from reiki.law.instruments import KINDS
from reiki.law.national import JOINT_NAME
from reiki.law.numerals import NUMERAL

_BULLET: Final = "◎○●◇◆□■☆★▽▼△▲〇"
_INSTRUMENT: Final = "|".join(KINDS)
_NUMBER: Final = re.compile(
    rf"[{_BULLET}]?(?P<dated>{ERA_NAME}(?:元|{NUMERAL})年)?(?P<name>{JOINT_NAME}|[^第、。()「」0-9]{{1,40}}?)"
    rf"第(?P<n>{NUMERAL})号(?:の{NUMERAL})?(?P<title>.*(?:{_INSTRUMENT}|件))?"
)
# 人事院規則一―三四―一二: numbered by subject, rule and amendment.
_CHAIN: Final = re.compile(
    rf"[{_BULLET}]?(?P<dated>(?!))?(?P<name>人事院規則)(?P<n>{NUMERAL}(?:[―—–‐－ー─-]{NUMERAL})+)(?P<title>(?!))?"
)
_NOT_A_SERIES: Final = re.compile(r"を|は|年|関する|による|について|別記|別表|様式")
# 〇外務省告示第九百号: no other line of the national gazette looks so, wherever day and minister stand.
_STATE_SERIES: Final = re.compile(rf"[○〇◎]{JOINT_NAME}第{NUMERAL}号$")
_STATEMENT: Final = re.compile(
    rf"[{_BULLET}]?(?P<title>.+?)を(?:制定し、|定め、|改正し、)?(?:ここに|次のように|次のとおり)?(?:公布|公表)(?:する|します)。?"
)
_BODY_MAKES: Final = re.compile(r"[^。]{2,20}は、.*次の[^。、]{0,8}規則を制定する。")
_ORDERING: Final = re.compile(
    r"(?P<title>.+?)を(?:次|別紙|別記|別表|以下|下記)の(?:よう|とおり)に?(?:、)?(?:定める|制定する|定め(?:、|て).*する)。"
)
_MADE: Final = re.compile(r"(?:要綱|要領|要項|基準|指針|規程|規則|条例|訓令|告示|細則|綱領|憲章)$")
_ENDS_AS_TITLE: Final = re.compile(rf"(?:{_INSTRUMENT}|法|令|件|綱領|憲章|規約)(?:[（(][^()（）]*[)）])?$")
_BASIS: Final = re.compile(
    r"(?:に基づき|に基づいて|により|に鑑み|ため|に伴い|に従い|の規定に依り)、(?:及び)?"
)
_SEAL: Final = re.compile(r"御名御璽|\(?公印省略\)?|印")
_WEEKDAY: Final = re.compile(r"\(?[月火水木金土日]?(?:曜日?)?\)?(?:公布|発行|制定|告示|令達)?")
_OFFICE: Final = (
    "知事|市長|町長|村長|区長|委員長|教育長|大臣|長官|管理者|議長|本部長|会長|理事長|総裁|院長|消防長|監査委員|企業局長"
    "|病院局長|交通局長|水道局長|公安委員会|教育委員会|人事委員会|選挙管理委員会|監理官|組合長|連合長|局長"
)
_ISSUER: Final = re.compile(
    rf"[^。、「」()第]{{0,40}}?(?:{_OFFICE})(?:職務代理者?|臨時代理)?[^。、「」()第]{{0,14}}印?(?:\(公印省略\))?"
)
_ADDRESSEE: Final = re.compile(
    r"(?:庁中|庁内|本庁|部内|局内|全庁|各|知事部局|市長部局|県下|市中|出先機関|関係)[^。、「」第]{0,24}"
    r"|[^。、「」第]{1,20}(?:一般|各課|各部局|各機関|各所属)"
)
_SECTION: Final = re.compile(
    rf"[{_BULLET}\[【〔<＜]*[^。、()のにをはが第]{{0,12}}?(?:{_INSTRUMENT}|達|正誤|人事|雑報|公布|辞令|議会|企業管理規程|監査)[\]】〕>＞]*"
)
_TITLE: Final = re.compile(
    rf"[{_BULLET}]?[^。]{{2,300}}?(?:{_INSTRUMENT}|法|令|件|方針|計画|憲章|規約|定款)(?:\([^()]*\))?"
)
_SECTIONS: Final = frozenset(
    "法規的告示 その他告示 府令・省令 内閣官房告示 憲法改正 詔書 条約 最高裁判所規則".split()
)
# Sections of the national gazette that hold no instruments: whatever stood before them has ended.
_CLOSING: Final = frozenset(
    "国会事項 人事異動 皇室事項 官庁報告 官庁事項 叙位・叙勲 叙位叙勲 褒賞 国家試験 公告諸事項".split()
)
_ERRATUM: Final = re.compile(rf"[{_BULLET}\[【〔<＜]*正誤(?:表)?[\]】〕>＞]*")
_AMENDING_TITLE: Final = re.compile(
    rf"(?P<named>[^。「」]{{3,180}})の[一全]部を改正する(?:{_INSTRUMENT}|命令|件|内閣府令|人事院規則|[^。、]{{0,8}}令)"
)
_ARTICLE_LABEL: Final = re.compile(rf"^第{NUMERAL}条(?!第)")
_BODY_BEGINS: Final = re.compile(rf"第{NUMERAL}[条章編]|附則")
_FRONT: Final = 14
_LISTED: Final = re.compile(
    rf"[(（]?(?:{NUMERAL}|[ア-ン])[)）]?[\s.．、]+.*[(（].*第(?:{NUMERAL})号[)）][。、]?\Z"
)


@dataclass(slots=True)
class Head:
    """The head of one notice and the lines of its body (everything that is not head)."""

    start: int
    number_line: str = ""
    title: str = ""
    stated_title: str = ""
    issuer: str = ""
    statement: str = ""
    date: datetime.date | None = None
    erratum: bool = False
    addressees: list[str] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    ordering: Line | None = None

    def law_number(self, promulgated: datetime.date | None) -> str:
        """The canonical number, or ``""`` when there is no number line, no day, or a series that is not known."""
        match = _CHAIN.fullmatch(self.number_line) or _NUMBER.fullmatch(self.number_line)
        if match is None:
            return ""
        try:
            if match["dated"]:
                return str(LawNumber.parse(_numbering(match)))
            return str(LawNumber.of_heading(_numbering(match), promulgated)) if promulgated else ""
        except ValueError:
            return ""


def is_number_line(bare: str) -> re.Match[str] | None:
    """``鳥取県人事委員会規則第23号``, ``○農林水産省令第三十一号``, with the title behind it or not; the match, or ``None``."""
    if chain := _CHAIN.fullmatch(bare):
        return chain
    if len(bare) > 200 or "第" not in bare or "号" not in bare:
        return None
    match = _NUMBER.fullmatch(bare)
    if match is None or _NOT_A_SERIES.search(match["name"]):
        return None
    try:
        split_name(match["name"])
    except ValueError:
        return None
    return match


def is_statement(bare: str) -> re.Match[str] | None:
    """公布文: ``…をここに公布する。``, ``人事院は、…に関し次の人事院規則を制定する。``; the match, or ``None``."""
    if bare.endswith("規則を制定する。") and (makes := _BODY_MAKES.fullmatch(bare)):
        return makes
    if not bare.endswith(("公布する。", "公布する", "公表する。", "公布します。")) or len(bare) > 400:
        return None
    return _STATEMENT.fullmatch(bare)


def is_section(bare: str) -> bool:
    """The head of a section of the gazette: ``人事委員会規則``, ``◎条例``, ``条　例``, ``官庁報告``."""
    return len(bare) <= 20 and (bare in _CLOSING or bare in _SECTIONS or _SECTION.fullmatch(bare) is not None)


def day_of(bare: str) -> datetime.date | None:
    """The day of a line that is nothing but a date, a weekday and the word 公布 or 発行 allowed."""
    if len(bare) > 30:
        return None
    for day, start, end in find_dates(bare):
        rest = bare[:start].lstrip("(" + _BULLET) + bare[end:]
        return day if _WEEKDAY.fullmatch(rest) else None
    return None


def signed_day(bare: str) -> tuple[datetime.date, int] | None:
    """The day of a line that holds day and issuer, and where the issuer begins: ``令和六年六月二十八日　霧浜市長　三雲航平``."""
    if len(bare) > 70:
        return None
    for day, start, end in find_dates(bare):
        return (day, end) if start == 0 and is_issuer(bare[end:]) else None
    return None


def is_issuer(bare: str) -> bool:
    """``鳥取県人事委員会委員長奥田悦子``, ``内閣総理大臣 …``."""
    if len(bare) > 60 or "に関する" in bare or "を" in bare or is_section(bare) or _ends_like_title(bare):
        return False
    return _ISSUER.fullmatch(bare) is not None


def _ends_like_title(bare: str) -> bool:
    return re.search(rf"(?:{_INSTRUMENT})$", bare) is not None


def is_title(bare: str) -> bool:
    """A line that can be a title (題名)."""
    return (
        bare[:1] not in "(「"
        and not _BODY_BEGINS.match(bare)
        and not is_section(bare)
        and _TITLE.fullmatch(bare) is not None
    )


def _headish(line: Line) -> bool:
    bare = line.bare
    return bool(bare) and (
        day_of(bare) is not None
        or signed_day(bare) is not None
        or _SEAL.fullmatch(bare) is not None
        or is_issuer(bare)
        or is_title(bare)
        or _ORDERING.fullmatch(bare) is not None
    )


def find_heads(lines: Sequence[Line]) -> list[Head]:
    """Every notice of the issue in order, each with its head read and its body lines.

    A number line without 公布文 needs a day, an issuer, a 制定文 or an order to amend (``…改正する。``) to be a notice.
    """
    tried = _starts(lines)
    heads = [_read(lines, start, end) for start, end in _extents(lines, tried)]
    kept = [h.start for h in _without_contents_entries([h for h in heads if _is_notice(h)])]
    if kept == tried:
        return heads
    # What only looked like a notice (a number in a list) goes back to the notice that it stands in.
    return [_read(lines, start, end) for start, end in _extents(lines, kept)]


def _extents(lines: Sequence[Line], starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Each notice's first line and the line after its last; section heads before the next notice belong to neither."""
    for k, start in enumerate(starts):
        end = starts[k + 1] if k + 1 < len(starts) else len(lines)
        end = next((i for i in range(start + 1, end) if lines[i].bare in _CLOSING), end)
        while end > start + 1 and is_section(lines[end - 1].bare) and k + 1 < len(starts):
            end -= 1
        yield start, end


def _is_notice(head: Head) -> bool:
    if head.erratum:
        return bool(head.body)
    if not (head.number_line or head.statement or head.ordering):
        return bool(head.body) and _names_target(head.title, head.body)
    if not head.number_line and head.statement and not _ENDS_AS_TITLE.search(head.title or head.stated_title):
        return False  # 「…事業計画を公表する。」
    if head.statement or (head.ordering and _MADE.search(head.stated_title) and (head.issuer or head.date)):
        return True
    orders = any(
        re.search(r"改正(?:する|し、)|廃止する|定める。|告示する", first_sentence(x.bare))
        for x in head.body[:6]
    )
    known = bool(head.issuer) or head.date is not None or orders or _STATE_SERIES.match(head.number_line)
    return bool(head.number_line) and bool(known) and (bool(head.body) or head.ordering is not None)


def _without_contents_entries(heads: list[Head]) -> list[Head]:
    """A number line with nothing under it, whose number comes again, was an entry of the contents."""
    last = {h.number_line: h for h in heads}
    return [h for h in heads if h.body or h.ordering or not h.number_line or last[h.number_line] is h]


def _starts(lines: Sequence[Line]) -> list[int]:
    starts: list[int] = []
    has_number = has_statement = False
    run_end = -1
    for i, line in enumerate(lines):
        bare = line.bare
        number, statement = is_number_line(bare), is_statement(bare) or _makes(lines, i)
        if _ERRATUM.fullmatch(bare):
            starts.append(i)
            has_number = has_statement = True
            run_end = -1
        elif statement or (number and (not number["dated"] or run_end == i)):
            joins = run_end == i and not (has_number if number else has_statement)
            if not joins:
                starts.append(_back(lines, i, starts[-1] if starts else -1))
                has_number = has_statement = False
            has_number |= bool(number)
            has_statement |= bool(statement)
            run_end = i + 1
        elif run_end == i and _headish(line):
            run_end = i + 1
        elif _without_head(lines, i, starts[-1] if starts else None):
            starts.append(i)
            has_number = has_statement = True
            run_end = i + 1
    return starts


def _without_head(lines: Sequence[Line], i: int, started: int | None) -> bool:
    """True for the title of an amending instrument whose number stands on a page that the file lacks: right under it a
    sentence amends just the regulation that the title names, and no head is near above it."""
    if len(lines[i].bare) > 200 or (started is not None and i - started <= _FRONT):
        return False
    return _names_target(lines[i].bare, lines[i + 1 : i + 4])


def _names_target(title_line: str, below: Sequence[Line]) -> bool:
    title = _AMENDING_TITLE.fullmatch(title_line)
    following = next((x for x in below[:3] if x.bare and not x.caption()), None)
    if title is None or following is None:
        return False
    if not re.search(r"の[一全]部を[^。]{0,40}改正(?:する。|し、)", following.bare):
        return False
    named = _ARTICLE_LABEL.sub("", following.bare)
    return named.startswith(title["named"]) or title["named"].startswith(named.split("(")[0])


def _makes(lines: Sequence[Line], i: int) -> bool:
    """True for the 制定文 of an instrument without a number (要綱): ``…補助金交付要綱の一部を改正する要綱を次のように定める。``,
    with the day or the issuer right under it. ``別表を次のように定める。`` makes no instrument."""
    match = _ORDERING.fullmatch(lines[i].bare)
    if match is None or not _MADE.search(match["title"]) or is_statement(lines[i].bare):
        return False
    if any(is_number_line(x.bare) for x in lines[max(0, i - 6) : i]):
        return False  # it has a number, and is its 制定文: 霧浜市訓令第3号, 庁中一般, …を次のように定める。
    following = [x.bare for x in lines[i + 1 : i + 4]]
    return any(day_of(b) is not None or is_issuer(b) for b in following)


def _back(lines: Sequence[Line], at: int, floor: int) -> int:
    """Day and issuer over a number line belong to it when none follow it; a title just over it likewise."""
    if is_statement(lines[at].bare):
        return at
    following = [x.bare for x in lines[at + 1 : at + 8]]
    if any(day_of(b) or is_issuer(b) or signed_day(b) for b in following):
        return at
    start = at
    while start - 1 > floor and (
        day_of(lines[start - 1].bare) is not None
        or is_issuer(lines[start - 1].bare)
        or (start == at and is_title(lines[start - 1].bare))
    ):
        start -= 1
    # A day alone over the first number is the issue's own.
    return start if any(is_issuer(x.bare) or is_title(x.bare) for x in lines[start:at]) else at


def _read(lines: Sequence[Line], start: int, end: int) -> Head:
    head = Head(start)
    if _ERRATUM.fullmatch(lines[start].bare):
        head.erratum, head.title = True, "正誤"
        head.body = list(lines[start + 1 : end])
        return head
    i, prose, lifted = start, False, False
    while i < min(end, start + _FRONT):
        line = lines[i]
        if (
            not line.bare
            or _BODY_BEGINS.match(line.bare)
            or (line.caption() and not _SEAL.fullmatch(line.bare))
        ):
            break
        taken = _take(head, lines, i, end, prose, lifted)
        if taken == 0:
            prose, lifted = True, False
            head.body.append(line)
        else:
            lifted = True
        i += max(taken, 1)
    head.body.extend(lines[i:end])
    # 「…の単位面積当たりの額を次のように定める。」 makes no instrument with that title.
    if not head.title and _ENDS_AS_TITLE.search(head.stated_title):
        head.title = head.stated_title
    take_signatures(head)
    return head


def take_signatures(head: Head) -> None:
    """法律 and 政令 are signed at their end, one minister a line; what lacks its head may be one of them."""
    if not head.number_line or re.match(rf"[{_BULLET}]?(?:法律|政令)第", head.number_line):
        signed: list[str] = []
        while head.body and is_issuer(head.body[-1].bare):
            signed.insert(0, " ".join(head.body.pop().block_text().split()))
        head.issuer = "、".join([x for x in (head.issuer, *signed) if x])


def _take(head: Head, lines: Sequence[Line], i: int, end: int, prose: bool, lifted: bool) -> int:
    """How many lines from ``i`` on are head; what they say goes into ``head``."""
    line = lines[i]
    bare = line.bare
    if match := is_number_line(bare):
        if not head.number_line:
            head.number_line = match[0]
            head.title = head.title or (line.printed[match.start("title") :] if match["title"] else "")
            return 1
        return 0
    if statement := is_statement(bare):
        if not head.statement:
            head.statement = line.block_text()
            if "title" in statement.re.groupindex:
                stated = line.printed[statement.start("title") : statement.end("title")]
                head.stated_title = stated.strip("「」")
            return 1
        return 0
    day = day_of(bare)
    if day is not None and head.date is None:
        head.date = day
        return 1
    if head.date is None and (signed := signed_day(bare)) and (not head.issuer or lifted):
        head.date = signed[0]
        rest = line.after(signed[1])
        head.issuer = " ".join(rest.text.text.split()) if rest else ""
        return 1
    if _SEAL.fullmatch(bare):
        return 1
    if is_issuer(bare) and (not head.issuer or lifted):
        text = " ".join(line.block_text().split())
        head.issuer = f"{head.issuer}、{text}" if head.issuer else text
        return 1
    # 一　霧の基準（…告示第三号） is a target of the sentence above it, not the notice's title.
    listed = i < end and _LISTED.match(lines[i].block_text().strip()) is not None
    if (
        not head.title
        and not listed
        and (not prose or lifted)
        and (count := _title_lines(head, lines, i, end))
    ):
        head.title = "".join(x.printed for x in lines[i : i + count]).lstrip(_BULLET)
        return count
    if not prose and "訓令" in head.number_line and _ADDRESSEE.fullmatch(bare):
        head.addressees.append(bare)
        return 1
    if not prose and (ordering := _ORDERING.fullmatch(bare)):
        head.ordering = line
        span = ordering.span("title")
        begins = max((m.end() for m in _BASIS.finditer(bare[: span[1]])), default=0)
        head.stated_title = head.stated_title or line.printed[begins : span[1]]
        return 1
    return 0


def _title_lines(head: Head, lines: Sequence[Line], i: int, end: int) -> int:
    """How many lines the title takes: the 公布文 tells where a long title runs on to a second or third line."""
    joined = ""
    for count in range(1, 4):
        if i + count > end or not lines[i + count - 1].bare:
            break
        joined += lines[i + count - 1].printed
        if head.stated_title and joined == head.stated_title:
            return count
    return 1 if is_title(lines[i].bare) else 0


def _numbering(match: re.Match[str]) -> str:
    """The number line without its bullet and without the title behind it."""
    end = match.start("title") if match["title"] else match.end()
    start = match.start("dated") if match["dated"] else match.start("name")
    return match.string[start:end]
