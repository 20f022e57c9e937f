"""The sentence that names what is amended (改正規定の柱): its verb and its targets, with title and number of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from reiki.gazette.lines import Line, first_sentence, fold, squeeze
from reiki.gazette.model import Target
from reiki.law.era import ERA_NAME
from reiki.law.identity import find_law_numbers
from reiki.law.numerals import NUMERAL, parse_article_label
from reiki.source.model import Table

Verb = Literal["amend", "repeal", "replace"]

_ARTICLE: Final = re.compile(rf"第{NUMERAL}条(?:の{NUMERAL})*")
_TAIL: Final = r"(?:する。|(?:し|したので)、(?:(?!の[一全]部を)[^。]){0,200}。)$"
# The last の一部を counts: 「○○規則の一部を改正する規則（平成7年…）の一部を次のように改正する。」
_AMEND: Final = re.compile(rf"の一部を(?:(?!の[一全]部を)[^。「」]){{0,60}}?改正{_TAIL}")
# What amends only if it names an instrument by its number: 「…告示第2045号（…）の一部を次のように変更したので、…公表する。」,
# 「「…を指定する件」（…）について、別表のとおり指定を一部解除する。」, 「…公示第16号の一部改正に関し、次のとおり決定した。」
_AMEND_NUMBERED: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"の一部を(?:(?!の[一全]部を)[^。「」]){{0,60}}?(?:変更|修正|解除|追加){_TAIL}",
        rf"について、?(?:別表|別紙|次|左)の(?:とおり|ように)[^。「」]{{0,20}}?一部を?(?:改正|変更|解除){_TAIL}",
        r"の一部改正(?:に関し|について|を)、?次の(?:とおり|ように)、?(?:決定した|決定する|定めた|定める|行う|改正する)。$",
        rf"(?<!一部)(?<!全部)を次の(?:各?表の)?(?:よう|とおり)に?改正{_TAIL}",
    )
)
_REPLACE: Final = re.compile(
    r"の全部を(?:(?!の[一全]部を)[^。「」]){0,40}?改正(?:する。|し、[^。]{0,120}。)$"
)
_REPEAL: Final = re.compile(
    r"(?:は|を)、?(?:[^。、「」()]{0,30}(?:限り|もって|から|に))?、?廃止(?:する。|し、[^。]{0,80}。)$"
)
_LISTED: Final = re.compile(
    r"次(?:の各号)?に掲げる(?P<what>[^「」。、]{1,30}?)(?:の規定)?中「.*(?:改める|削る|加える)。$"
)
_DIRECT: Final = re.compile(
    r"(?:の(?:本則|題名|附則|別表))?(?:第[^。「」]{0,40})?中「.*(?:改める|削る|加える)。$"
)
_NEXT_LIST: Final = re.compile(r"次(?:の各号)?(?:に掲げる|の)(?:[^。、「」]{0,20})$")
_BASIS: Final = re.compile(
    r"(?:に基づき|に基づいて|に基き|により|に鑑み|するため|に伴い|に従い|に沿い|を踏まえ|に応じ)、(?:及び|並びに)?"
)
# The number of what is promulgated on the same day may be left blank: （令和七年法律第　　号）
_BLANK_NUMBER: Final = re.compile(rf"{ERA_NAME}(?:元|{NUMERAL})年[^()。、]{{1,30}}第号")
_CONCERNING: Final = re.compile(r"(?:を含む[^、。()]{0,20})?に(?:関し|ついて)、")
_PLACE: Final = re.compile(
    r"(?<=\))(?:別表|別記|様式|第|附則|本則)[^()。]{0,40}(?:\([^()]*\)[^()。]{0,20})*$"
)
# 「霧浜市文書規則（平成9年霧浜市規則第5号）第2条の規定」: a title never ends so
_OF_A_TITLE: Final = re.compile(
    r"(?P<title>.+?(?:条例|規則|規程|訓令|告示|要綱|要領|規約|基準|内規))(?:\((?P<number>[^()]*)\))?の?"
    r"(?P<place>(?:第(?=[0-9一二三四五六七八九十百]+[条章節])|別表|別記|様式|附則|本則)"
    r"[0-9〇一二三四五六七八九十百第条項号表章節の及びから、まで規定]*)"
)
_JOINED: Final = re.compile(r"(?:及び|並びに|、|・|又は)$")
_JOIN_START: Final = re.compile(r"(?:及び|並びに|、|・)")
_SHORT: Final = re.compile(r"以下(?:この[条項]において)?(?:単に)?「([^「」]{1,40})」という")
_ITEM: Final = re.compile(
    r"\s*(?:[(（][0-9０-９一二三四五六七八九十ア-ンイロハ]{1,3}[)）]\s*|(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[ア-ン]|[・○])[\s.．、]+)"
)
_BARE_TITLE: Final = re.compile(
    r"(?:条例|規則|規程|訓令|告示|要綱|要領|法律|法|令|基準|細則|件)(?:\([^()]*\))?$"
)


_MAY_ORDER: Final = re.compile(
    r"改正(?:する|し、|したので)|の一部改正|廃止|(?:変更|修正|解除|追加)(?:する。|し、|したので)|改める。|削る。|加える。"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A target as its sentence names it, with the short name the sentence gives it (``以下「給与規則」という。``).

    ``place``: what of it alone is meant, where a list says so behind the number (``…告示第五号）第３―４⑶の表``)."""

    target: Target
    short: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A head sentence read. ``article``: ``Num`` of its 条の表示; ``paragraph``: its 項番号. ``lists``: the targets follow as
    items. ``label``: how many characters its label takes.

    ``length``: characters of the line that the sentence takes; ``sentence``: it as printed, without its label.
    ``unclear``: it names several instruments and does not say which of them it amends.
    ``stated``: the sentence itself is 改め文 (``次に掲げる告示の規定中「懲役」を「拘禁刑」に改める。``).
    """

    verb: Verb
    named: tuple[Named, ...]
    sentence: str
    length: int
    article: str = ""
    paragraph: int = 0
    lists: bool = False
    stated: bool = False
    label: int = 0
    unclear: bool = False


def read_order(line: Line) -> Order | None:
    """The head sentence at the start of a line, or ``None``."""
    bare = line.bare
    if not bare or not _MAY_ORDER.search(bare):
        return None
    article, paragraph, label = _label_of(line)
    sentence = first_sentence(bare[label:])
    length = label + len(sentence)
    printed = line.printed[label:length]
    if match := _AMEND.search(sentence):
        verb: Verb = "amend"
    elif match := _REPLACE.search(sentence):
        verb = "replace"
    elif match := _REPEAL.search(sentence):
        verb = "repeal"
    elif numbered := _numbered_amendment(sentence, printed):
        return Order("amend", numbered, printed, length, article, paragraph, False, False, label)
    elif match := _LISTED.match(sentence):
        return Order("amend", (), printed, length, article, paragraph, True, True, label)
    elif (match := _DIRECT.search(sentence)) and sentence[: match.start()].endswith((")", "号")):
        named = read_targets(printed[: match.start()])
        if not named or not named[0].target.number:
            return None
        return Order("amend", named, printed, length, article, paragraph, False, True, label)
    else:
        return None
    prefix = printed[: match.start()]
    if _NEXT_LIST.search(fold(prefix)):
        return Order(verb, (), printed, length, article, paragraph, True, False, label)
    named = read_targets(prefix)
    if not any(n.target.number for n in named) and (several := _concerned(prefix)):
        unclear = len(several) > 1
        return Order(verb, several[:1], printed, length, article, paragraph, False, False, label, unclear)
    return Order(verb, named, printed, length, article, paragraph, False, False, label) if named else None


def _numbered_amendment(sentence: str, printed: str) -> tuple[Named, ...]:
    """The targets of a sentence that amends in other words than 改正する; none unless each has its number."""
    for pattern in _AMEND_NUMBERED:
        if match := pattern.search(sentence):
            named = read_targets(printed[: match.start()])
            return named if named and all(n.target.number for n in named) else ()
    return ()


def _concerned(prefix: str) -> tuple[Named, ...]:
    """The instruments with whose numbers a sentence begins, when what it amends has no number of its own:
    ``平成十三年外務省告示第三百三十二号及び令和七年外務省告示第二百十四号を含む関連の告示に関し、…個人及び団体の一部を…``."""
    bare = fold(prefix)
    out: list[Named] = []
    at = 0
    for number, start, end in find_law_numbers(bare):
        if start != at:
            break
        out.append(Named(Target("", str(number))))
        joined = _JOIN_START.match(bare, end)
        at = joined.end() if joined else end
        if joined is None:
            break
    return tuple(out) if _CONCERNING.match(bare, at) else ()


def join_broken_orders(lines: Sequence[Line]) -> list[Line]:
    """Head sentences that a converter cut at a line or page end become one line again.

    ``職員の任用に関する規則（昭和27年鳥取県人事委員会`` · ``規則第11号）の一部を次のように改正する。``
    """
    out: list[Line] = []
    for line in lines:
        if out and "改正する。" in line.bare[:300] and (joined := _joined(out[-1], line)):
            out[-1] = joined
        else:
            out.append(line)
    return out


def _joined(first: Line, second: Line) -> Line | None:
    if first.paragraph is None or second.paragraph is None or len(first.bare) > 400:
        return None
    open_parenthesis = first.bare.count("(") > first.bare.count(")")
    if first.bare.endswith(("。", "」")) or (not open_parenthesis and read_order(second)):
        return None
    text = first.paragraph.text + second.paragraph.text
    whole = Line(
        replace(first.paragraph, text=text), first.printed + second.printed, first.bare + second.bare
    )
    order = read_order(whole)
    if order is None or order.length <= len(first.bare) or not any(n.target.number for n in order.named):
        return None
    return whole


def _label_of(line: Line) -> tuple[str, int, int]:
    """Article number, paragraph number, and how many characters both labels take."""
    if match := _ARTICLE.match(line.bare):
        after = line.bare[match.end() : match.end() + 1]
        if after not in {"", "の", "中", "を", "か", "及", "、", "第"}:
            return parse_article_label(match[0]), 0, match.end()
    if numbered := line.numbered():
        return "", numbered[0], numbered[1]
    return "", 0, 0


def read_targets(prefix: str) -> tuple[Named, ...]:
    """The targets in the words before ``の一部を`` (white space off): titles with their numbers, one or several.

    ``○○法（…）第三条の規定に基づき、`` before the target is passed over; a title may hold commas and parentheses.
    """
    bare = fold(prefix)
    begin = _after_basis(bare)
    groups = [g for g in _groups(bare) if g[0] >= begin]
    out: list[Named] = []
    at = begin
    for start, end in groups:
        number = _number_in(bare[start + 1 : end])
        if number or _BLANK_NUMBER.fullmatch(bare[start + 1 : end]):
            closes = _past_groups(bare, end + 1)
            rest = bare[closes:]
            if rest and not _JOIN_START.match(rest):
                continue
            joined = _JOIN_START.match(bare[at:])
            title_at = at + (joined.end() if joined and out else 0)
            title_at = _quotation(bare, title_at, start)
            out.append(_named(prefix[title_at:start], number, bare[start + 1 : end]))
            at = closes
    if at >= len(bare):
        return tuple(out)
    return (*out, *(_without_place(n) for n in _unparenthesised(prefix[at:], bare[at:], bool(out))))


def _without_place(named: Named) -> Named:
    """``霧浜市文書規則（平成9年霧浜市規則第5号）第2条の規定`` names a part of what has that number."""
    title = named.target.title
    match = None if named.target.number else _OF_A_TITLE.fullmatch(fold(title))
    number = _number_in(match["number"]) if match and match["number"] else ""
    if match is None or (match["number"] and not number):
        return named
    return replace(
        named, target=Target(title[: match.end("title")], number), place=title[match.start("place") :]
    )


def _past_groups(bare: str, at: int) -> int:
    """Behind the parentheses that follow a number: ``（昭和四十九年農林省告示第五百六十五号）（ＪＡＳ　〇五六五）``."""
    while match := re.compile(r"\([^()]*\)").match(bare, at):
        if _number_in(match[0][1:-1]):
            break
        at = match.end()
    return at


def _quotation(bare: str, begin: int, end: int) -> int:
    """Where the title begins that ends at ``end``: a title in 「」 is all of what they hold, whatever stands before."""
    if bare[end - 1 : end] != "」":
        return begin
    depth = 0
    for i in range(end - 1, begin - 1, -1):
        depth += (bare[i] == "」") - (bare[i] == "「")
        if depth == 0:
            return i
    return begin


def _unparenthesised(prefix: str, bare: str, joined: bool) -> tuple[Named, ...]:
    """A target named by number alone (``平成二十八年農林水産省告示第千八百二十七号``, with its 件名 or not) or by title alone."""
    if joined and (match := _JOIN_START.match(bare)):
        prefix, bare = prefix[match.end() :], bare[match.end() :]
    bare_end = len(bare)
    title = ""
    if bare.endswith(")"):
        start = next((s for s, e in _groups(bare) if e == bare_end - 1), None)
        if start is not None and any(e == start for _, _, e in find_law_numbers(bare)):
            title = re.sub(r"。?以下.*$", "", prefix[start + 1 : -1]).strip("「」")
            bare_end = start
    for number, begin, end in find_law_numbers(bare):
        if end == bare_end and begin == 0:
            return (Named(Target(title, str(number))),)
    return (_named(prefix, "", ""),) if prefix else ()


def _named(title: str, number: str, group: str) -> Named:
    short = _SHORT.search(group)
    return Named(Target(title.strip("「」、"), number), short[1] if short else "")


def _after_basis(bare: str) -> int:
    """Where the target begins after ``…の規定に基づき、`` (outside parentheses)."""
    begin = 0
    closed = _groups(bare)
    for match in _BASIS.finditer(bare):
        if not any(s < match.start() < e for s, e in closed):
            begin = match.end()
    return begin


def _groups(bare: str) -> list[tuple[int, int]]:
    """The outermost pairs of parentheses, as positions of ( and )."""
    out: list[tuple[int, int]] = []
    depth, start = 0, 0
    for i, c in enumerate(bare):
        if c == "(":
            if depth == 0:
                start = i
            depth += 1
        elif c == ")" and depth:
            depth -= 1
            if depth == 0:
                out.append((start, i))
    return out


def _number_in(group: str) -> str:
    """The law number with which the words in parentheses begin, canonical; ``""`` when they begin otherwise."""
    for number, start, end in find_law_numbers(group):
        if start == 0 and (end == len(group) or group[end] in "。、"):
            return str(number)
        break
    return ""


def read_items(lines: Sequence[Line]) -> tuple[list[Named], int]:
    """The targets listed under ``次に掲げる規則は、廃止する。`` and how many lines they take."""
    out: list[Named] = []
    used = 0
    for line in lines:
        if line.paragraph is None:
            break
        raw = line.paragraph.text.text
        match = _ITEM.match(raw)
        text = squeeze(raw[match.end() :] if match else raw).rstrip("。、")
        place = _PLACE.search(fold(text))
        text, rest = (text[: place.start()], text[place.start() :]) if place else (text, "")
        bare = fold(text)
        if not bare or line.caption() or not (_BARE_TITLE.search(bare) or _ends_with_number(bare)):
            break
        out.extend(replace(n, place=rest) for n in read_targets(text))
        used += 1
    return out, used


def _ends_with_number(bare: str) -> bool:
    return bare.endswith(")") or any(end == len(bare) for _, _, end in find_law_numbers(bare))


class Gazetteer:
    """The numbers that a notice gives to the titles that it names, for targets named by title alone.

    ``期末手当及び勤勉手当の支給に関する規則(昭和41年鳥取県人事委員会規則第4号)`` in 第5条 tells the number for 附則第2項.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._text = "\n".join(line.bare for line in lines if line.bare)
        self._tables = [line.block for line in lines if isinstance(line.block, Table)]
        self._short: dict[str, Target] = {}

    def learn(self, named: Named) -> None:
        """Keep the short name of a target that has its number."""
        if named.short and named.target.number:
            self._short[squeeze(named.short)] = named.target

    def resolve(self, target: Target) -> Target:
        """The target with its number, where the notice gives one and only one for that title."""
        if target.number or not target.title:
            return target
        if target.title in self._short:
            return self._short[target.title]
        numbers = _numbers_of(self._text, fold(target.title))
        if not numbers:
            in_tables = "\n".join(
                fold(squeeze(c.plain())) for t in self._tables for r in t.rows for c in r.cells
            )
            numbers = _numbers_of(in_tables, fold(target.title))
        if len(numbers) == 1:
            return Target(target.title, numbers.pop())
        return self._by_short_name(target)

    def _by_short_name(self, target: Target) -> Target:
        """``給与規則`` where the text says ``…（昭和32年…第10号。以下「給与規則」という。）`` of a title it does not repeat."""
        short = re.escape(fold(target.title))
        pattern = rf"\((?P<group>[^()]{{5,60}}号)(?:。|、)?以下(?:単に)?「{short}」という"
        numbers = {n for m in re.finditer(pattern, self._text) if (n := _number_at_start(m["group"]))}
        return Target(target.title, numbers.pop()) if len(numbers) == 1 else target


def _numbers_of(text: str, title: str) -> set[str]:
    """The numbers in parentheses behind a title; a longer title that ends in this one (漢字 right before) is another."""
    found: set[str] = set()
    at = text.find(f"{title}(")
    while at >= 0:
        if at == 0 or not re.match(r"[一-龥々ァ-ヶー]", text[at - 1]) or _labelled(text, at):
            number = _number_at_start(text[at + len(title) + 1 : at + len(title) + 80])
            if number:
                found.add(number)
        at = text.find(f"{title}(", at + 1)
    return found


def _labelled(text: str, at: int) -> bool:
    """True when only a label such as ``第1条`` stands before the title on its line."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return _ARTICLE.fullmatch(line) is not None


def _number_at_start(group: str) -> str:
    for number, start, _ in find_law_numbers(group):
        return str(number) if start == 0 else ""
    return ""
