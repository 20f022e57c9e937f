"""Sentences that convert a whole regulation (左横書きへの改正, 漢数字 → アラビア数字), read into what they order.

``本則及び附則を左横書きに改める。この場合において、漢数字はアラビア数字に、号の番号は括弧書きのアラビア数字に改める。``

A sentence that leaves something to be judged (``左横書きに適合するよう必要な調整を行う``) is not read: it cannot be carried out
exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.amend.operations import Source
from reiki.gazette.prose_lexer import NotProse, set_aside
from reiki.gazette.prose_numerals import Numbers
from reiki.law.document.sentences import sentences
from reiki.law.kinds import SUBITEMS, Kind
from reiki.law.labels import Count, LabelStyle, Parens, readings
from reiki.source.model import Block, Paragraph

_Q: Final = "\ue000"
_PART: Final = r"題名|目次|前文|本則|附則|別表|様式|(?:この|本)(?:条例|規則|規程|要綱|訓令|告示)|全文|全部"
_SCOPE: Final = rf"(?:{_PART})(?:(?:、|及び|並びに)(?:{_PART}))*"
_ARABIC: Final = r"(?:アラビア|アラビヤ|算用)数字"
_PARENTHESISED: Final = r"(?:丸|横)?(?:括弧|かっこ)(?:書き|付き|を付けた|を付した|で囲んだ)(?:の)?"
_MAKE: Final = r"に(?:改め(?:る|、)?|する|し、|、|。|$)"
_NUMERALS_OUT: Final = r"(?:\((?P<out>[^()]*)(?:を除く。?)\))?"
_RULES: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        (
            "direction",
            rf"(?P<scope>{_SCOPE})(?:の規定)?(?:中|の)?(?:縦書き(?:の(?:部分|規定))?)?を左横書き(?:の形式)?{_MAKE}",
        ),
        (
            "numerals",
            rf"(?:(?P<scope>{_SCOPE})(?:中の?|の)、?)?漢数字{_NUMERALS_OUT}[はを]、?(?:(?P<but>[^はを。]*(?:を除き))、?)?{_ARABIC}{_MAKE}",
        ),
        (
            "except",
            r"ただし、(?P<out>.*?)(?:は、この限りでない|を除く|(?:は|については)、?漢数字(?:を用いる|のままとする))",
        ),
        (
            "commas",
            rf"(?:当該{_ARABIC}は、)?(?:3|三)(?:位|桁)ごとに{_Q}(?:で|を付して)?区切(?:る|り)(?:ものとする)?",
        ),
        (
            "items",
            rf"(?:各)?号(?:の番号|番号|を表す(?:漢)?(?:数字|番号))[はを]、?(?P<parens>{_PARENTHESISED})?{_ARABIC}(?P<boxed>を(?:括弧|かっこ)で囲んだもの)?{_MAKE}",
        ),
        (
            "subitems",
            rf"(?P<deep>号の細目を更に細分(?:する|した)|号を細分したものを(?:更|さら)に細分する)?(?:号の細目|号の細分|号を細分する)?(?:の番号|を表す文字|の文字|を表す|の)?"
            rf"(?P<old>{_Q})(?P<cited>\((?:これを)?引用(?:する|している)場合を含む。?\))?[はを]、?(?P<new>{_Q}){_MAKE}",
        ),
        (
            "announces",
            r"(?:左横書きに(?:伴う|伴い)[^。]*?は?、?)?次(?:の各号)?に(?:定める|掲げる)(?:ところに)?よ(?:る|り[^。]*)",
        ),
    )
)
_LEAD_IN: Final = re.compile(r"(?:この場合において、?|その際、)")
_TAIL: Final = re.compile(r"[、。]+|$")
_ABOUT: Final = re.compile(r"横書き|漢数字|アラビ[アヤ]数字|算用数字")
_GOES_ON: Final = re.compile(
    r"[ \u3000]*(?:この場合において|ただし、|「|[(（]?(?:[0-9０-９]+|[一二三四五六七八九十]+)[)）]?[ \u3000])"
)
_ITEM: Final = re.compile(r"[ \u3000]*[(（]?(?:[0-9０-９]+|[一二三四五六七八九十]+)[)）]?[ \u3000]+")
_CATEGORY: Final = re.compile(
    r"固有名詞(?:の(?:全部又は一部|一部又は全部|全部|一部)(?:をなすもの)?)?|概数を示す(?:語|語句)|数量的な意味の(?:薄い|うすい)(?:語|語句)|慣用(?:的な)?(?:語|語句|句)"
    r"|熟語|慣用の確立(?:した|されている)(?:語|熟語)|数字を基礎としない(?:語|語句)"
)
_UNITS: Final = re.compile(
    rf"(?:数(?:字)?の)?単位として(?:用いる|用いられている)(?P<units>(?:[{'万億兆'}]|又は|及び|、|{_Q})+|語)"
)


@dataclass(slots=True)
class Conversion:
    """A conversion as the notice orders it. ``items``: the style of 号 afterwards, ``None`` where nothing is said of them.
    ``subitems``: by level, the sequence before and after; ``cited``: where they are cited too. ``problem``: not read."""

    said: list[str]
    source: Source
    scope: tuple[str, ...] = ()
    numerals: Numbers | None = None
    items: LabelStyle | None = None
    subitems: dict[Kind, tuple[Count, Count]] = field(default_factory=dict)
    cited: bool = False
    words: list[tuple[str, str]] = field(default_factory=list)
    problem: str = ""


def take_conversions(blocks: Sequence[Block]) -> tuple[list[Conversion], list[Block]]:
    """The conversions among the blocks of a clause, each with the sentences and items that go on from it, and the rest."""
    out: list[Conversion] = []
    rest: list[Block] = []
    group: list[Paragraph] = []
    for block in (*blocks, None):
        text = block.text.text if isinstance(block, Paragraph) else ""
        about = is_conversion(text)
        if isinstance(block, Paragraph) and (about or (group and _GOES_ON.match(text))):
            group.append(block)
            continue
        if group:
            out.append(_read(group))
            group = []
        if block is not None:
            rest.append(block)
    return out, rest


def is_conversion(text: str) -> bool:
    """True for a line that speaks of 横書き or of kinds of numerals outside what it quotes."""
    return _ABOUT.search(set_aside(text, strict=False)[0]) is not None


def _read(group: Sequence[Paragraph]) -> Conversion:
    out = Conversion([p.text.text.strip() for p in group], Source(group[0].origin))
    try:
        for n, paragraph in enumerate(group):
            text = paragraph.text.text
            item = _ITEM.match(text) if n else None
            for sentence in sentences(text[item.end() :] if item else text):
                if sentence.strip():
                    _sentence(out, sentence)
        if not out.scope:
            raise NotProse("which parts of the regulation are converted is not said")
    except NotProse as error:
        out.problem = str(error)
    return out


def _sentence(out: Conversion, sentence: str) -> None:
    text, quotes = set_aside(sentence)
    at = 0
    while at < len(text):
        if tail := _LEAD_IN.match(text, at):
            at = tail.end()
            continue
        at = _rule(out, text, at, quotes)
        tail = _TAIL.match(text, at)
        at = tail.end() if tail else at


def _rule(out: Conversion, text: str, at: int, quotes: Sequence[str]) -> int:
    pairs = re.compile(rf"(?:{_Q}を{_Q}に、?)+(?:それぞれ)?(?:改める|改め)").match(text, at)
    if pairs is not None:
        first = text[:at].count(_Q)
        found = quotes[first : first + pairs[0].count(_Q)]
        out.words.extend(zip(found[::2], found[1::2], strict=True))
        return pairs.end()
    for name, pattern in _RULES:
        match = pattern.match(text, at)
        if match is not None and match.end() > at:
            seen = text[:at].count(_Q)
            _take(out, name, match, quotes[seen : seen + match[0].count(_Q)])
            return match.end()
    shown = text[at : at + 40].replace(_Q, "「…」")
    raise NotProse(f"it cannot be carried out exactly, or is not understood, from 「{shown}」 on")


def _take(out: Conversion, name: str, match: re.Match[str], quotes: Sequence[str]) -> None:
    groups = match.groupdict()
    if groups.get("scope"):
        named = tuple(re.findall(_PART, groups["scope"]))
        if out.scope and named != out.scope:
            raise NotProse(f"parts of the regulation are converted in different ways: 「{groups['scope']}」")
        out.scope = named
    match name:
        case "numerals":
            out.numerals = _spared(out.numerals or Numbers(), groups["out"] or groups["but"] or "", quotes)
        case "except":
            if out.numerals is None:
                raise NotProse("an exception stands before the rule")
            out.numerals = _spared(out.numerals, groups["out"], quotes)
        case "commas":
            if out.numerals is None or quotes[:1] not in ([","], ["，"]):
                raise NotProse("how numbers are parted is not understood")
            out.numerals = replace(out.numerals, commas=True)
        case "items":
            boxed = groups["parens"] or groups["boxed"]
            out.items = LabelStyle(Count.DIGITS, parens=Parens.HALF if boxed else Parens.NONE)
        case "subitems":
            _sequence(out, bool(groups["deep"]), quotes)
            out.cited = out.cited or bool(groups["cited"])


def _spared(numbers: Numbers, said: str, quotes: Sequence[str]) -> Numbers:
    """固有名詞、概数を示す語及び「一般」: what stays in kanji."""
    given = iter(quotes)
    text = said.removesuffix("を除き").removesuffix("を除く")
    while text:
        if match := _UNITS.match(text):
            named = "".join(next(given) if c == _Q else c for c in match["units"])
            found = frozenset("万億兆") if named == "語" else frozenset(c for c in named if c in "万億兆")
            numbers = replace(numbers, units=numbers.units | found)
        elif match := _CATEGORY.match(text):
            numbers = replace(numbers, idioms=True)
        elif match := re.match(r"万以上の数の単位として用いる語", text):
            numbers = replace(numbers, units=numbers.units | frozenset("万億兆"))
        elif match := re.match(_Q, text):
            word = next(given)
            if word and all(c in "万億兆" for c in word):
                numbers = replace(numbers, units=numbers.units | frozenset(word))
            else:
                numbers = replace(numbers, spared=(*numbers.spared, word))
        elif not (match := re.match(r"、|及び|並びに|又は|若しくは|その他の?", text)):
            raise NotProse(f"what stays in kanji is not understood at 「{text[:30].replace(_Q, '「…」')}」")
        text = text[match.end() :]
    return numbers


def _sequence(out: Conversion, deep: bool, quotes: Sequence[str]) -> None:
    styles = [list(_counted(q)) for q in quotes]
    if len(styles) != 2 or not all(styles):
        raise NotProse("the sequences of labels are not understood")
    level = SUBITEMS[1] if deep or (quotes[0].strip()[:1] in "(（") else SUBITEMS[0]
    if len(styles[0]) != 1 or len(styles[1]) != 1:
        raise NotProse(f"in which sequence 「{quotes[0]}」 or 「{quotes[1]}」 counts is not clear")
    if bool(quotes[0].strip()[:1] in "(（") is not bool(quotes[1].strip()[:1] in "(（"):
        raise NotProse("the parentheses of labels change")
    out.subitems[level] = (styles[0][0], styles[1][0])


def _counted(sample: str) -> Iterator[Count]:
    """The sequences in which ``イ、ロ、ハ…`` counts from its first place on."""
    labels = re.findall(r"[(（]?[ァ-ヶa-z一二三1-9][)）]?", sample)[:3]
    for r in readings(labels[0]) if len(labels) >= 2 else ():
        places = [next((x.ordinal for x in readings(y) if x.style.count is r.style.count), 0) for y in labels]
        if places == list(range(1, len(places) + 1)):
            yield r.style.count
