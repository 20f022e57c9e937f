"""Which provisions of the amended regulation a sentence of a 附則 names: ``改正後の霧浜市税条例第36条の2及び第41条の規定``.

Only what is named as of the regulation counts: after 改正後の, 改正前の, 新条例, 旧条例 and names coined for these, and, where
the 附則 is the regulation's own, without any name. Provisions of laws, of the amending notice and of the 附則 itself are none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from reiki.law.address import Address, AddressError
from reiki.law.instruments import KIND, OWN
from reiki.law.numerals import NUMERAL, branch_key, parse_number

Side = Literal["after", "before"]

_N: Final = rf"{NUMERAL}"
# 「第11号ハ(イ)、第3号イ及びロ」: what is in a 号 is cited with the 号
_LETTER: Final = r"[ア-ン](?![ァ-ヶー]|(?!及び|並びに|又は|若しくは)[一-龥])"
_WITHIN: Final = rf"(?:{_LETTER}(?:(?:、|及び|並びに|又は|若しくは|から){_LETTER}(?:まで)?)*)?"
_ELEMENT: Final = re.compile(
    rf"(?P<other>別表(?:第{_N}(?:の{_N})*)?|(?:別記)?様式第{_N}号(?:の{_N})*|(?:別記)?第{_N}号(?:の{_N})*様式(?:の{_N})*|別記様式"
    rf"|第{_N}章)"
    rf"|(?P<suppl>附則)?(?P<article>第{_N}条(?:の{_N})*|同条)?(?P<paragraph>第{_N}項|同項)?(?:(?P<item>第{_N}号(?:の{_N})*){_WITHIN})?"
)
_START: Final = re.compile(
    rf"附則第{_N}[条項]|第{_N}条|別表|(?:別記)?様式第{_N}号|別記様式|第{_N}号(?:の{_N})*様式|第{_N}章"
)
_JOINT: Final = re.compile(
    r"(?:前段|後段|本文|ただし書|各号列記以外の部分)?(?:の規定)?(?P<how>、|及び|並びに|又は|若しくは|から)"
)
_QUOTED: Final = re.compile(r"「[^「」]*」")
_PARENTHESES: Final = re.compile(r"\([^()]*\)")
_BY_CLAUSE: Final = re.compile(rf"(?:この[^、。]{{1,6}})?第(?P<clause>{_N})条の規定による改正")
_COINED: Final = re.compile(
    r"改正(?P<side>後|前)の(?P<title>[^()「」、。]*?)(?:の規定)?\((?:[^()]*?)(?:以下|次[項条]|この[項条])(?:[^()「」]*?)「(?P<name>[^「」]+)」という"
)
_NEW_OR_OLD: Final = re.compile(
    rf"(?:^|[はがをにのでと、。及]|並びに|よる)(?P<side>新|旧)(?:[^、。はがを]{{0,10}})?(?:{KIND}|法|令)(?:の)?$"
)
_NAME: Final = re.compile(r"(?:以下|次[項条]|この[項条])[^()「」]*「(?P<name>[^「」]+)」という")
_NO_NAME: Final = re.compile(rf"(?:ただし|但し|この場合において|なお)?(?:{OWN}(?:の)?)?")
_OF_OTHERS: Final = re.compile(rf"(?:{KIND}|法|令|同|附則)(?:の)?$")


@dataclass(frozen=True, slots=True)
class Named:
    """A provision as cited, in the project's form where it is an address (``第3条``, ``第3条から第5条まで``). ``before``: of the
    text before the amendment."""

    citation: str
    before: bool = False


Coined = Mapping[str, Side]
_TITLE: Final = "〓"
"""Stands for a title with a provision's number in it, which is none that anything names."""


def coined_in(text: str, titles: Sequence[str] = ()) -> dict[str, Side]:
    """The names that a folded text coins for the regulation after and before (``以下「新条例」という。``); ``titles`` as in
    :func:`named_in`."""
    return {
        m["name"]: ("after" if m["side"] == "後" else "before")
        for m in _COINED.finditer(text)
        if _of_titles(m["title"], titles)
    }


def names_in(text: str) -> tuple[str, ...]:
    """Every name that a folded text coins, of whatever."""
    return tuple(m["name"] for m in _NAME.finditer(text))


def named_in(
    text: str, coined: Coined, own: bool = False, titles: Sequence[str] = (), others: Collection[str] = ()
) -> tuple[Named, ...]:
    """The provisions of the amended regulation that a folded sentence without white space names, in order, each once. ``own``:
    the 附則 is the regulation's own, so that a provision without a name is meant as well. ``titles``: of what is amended (none:
    not known), so that 改正前の刑法第9条 is not taken for one of them; ``others``: names coined for something else."""
    bare = _without_asides(_BY_CLAUSE.sub("改正", text))
    for title in titles:
        bare = bare.replace(_without_asides(title), _TITLE if _START.search(title) else title)
    found: list[Named] = []
    end = 0
    for start, stop, citations in _lists(bare):
        side = _side(bare[max(end, _boundary(bare, start)) : start], coined, own, titles, others)
        if side is not None:
            found.extend(Named(c, side == "before") for c in citations)
        end = stop
    return tuple(dict.fromkeys(found))


def clauses_named(text: str) -> tuple[str, ...]:
    """The clauses of the notice by whose amendment a folded sentence tells the regulation (``第1条の規定による改正後の``)."""
    without = _PARENTHESES.sub("", _QUOTED.sub("", text))
    return tuple(dict.fromkeys(str(parse_number(m["clause"])) for m in _BY_CLAUSE.finditer(without)))


def covers(citation: str, at: Address) -> bool:
    """True when a citation names the provision at an address, something in it or something that holds it."""
    first, _, last = citation.removesuffix("まで").partition("から")
    try:
        ends = [Address.parse(first), *([Address.parse(last)] if last else [])]
    except AddressError:
        return False
    if len(ends) == 1:
        return at.is_under(ends[0]) or ends[0].is_under(at)
    low, high = ends
    depth = len(low.steps)
    if len(high.steps) < depth:  # 「第3条第1項から第3項まで」
        high = Address((*low.steps[: depth - len(high.steps)], *high.steps))
    if len(high.steps) != depth or low.steps[:-1] != high.steps[:-1]:
        return False
    if len(at.steps) < depth:
        return low.is_under(at)
    step = at.steps[depth - 1]
    if at.steps[: depth - 1] != low.steps[:-1] or step.kind is not low.steps[-1].kind:
        return False
    try:
        return branch_key(low.steps[-1].num) <= branch_key(step.num) <= branch_key(high.steps[-1].num)
    except ValueError:
        return False


def _without_asides(text: str) -> str:
    text = _QUOTED.sub("", text)
    while (cut := _PARENTHESES.sub("", text)) != text:
        text = cut
    return text


def _boundary(text: str, start: int) -> int:
    """Where the phrase begins in which a citation stands."""
    return max(text.rfind(c, 0, start) for c in "、。") + 1


def _of_titles(said: str, titles: Sequence[str]) -> bool:
    """True for what can be said of one of the titles: itself, its end or ``条例`` alone, and what is of it
    (``霧浜市税条例の規定により交付された``)."""
    if not titles:
        return True
    short = _without_asides(said).removeprefix("同")
    if short.startswith("規定"):
        return not _OF_OTHERS.search(short)
    ends = [_TITLE, *(_without_asides(t) for t in titles)]
    cuts = [m.start() for m in re.finditer("の", short)]
    return any(
        any(t.endswith(short[:cut]) for t in ends) and not _OF_OTHERS.search(short[cut:])
        for cut in (*cuts, len(short))
    )


def _side(
    before: str, coined: Coined, own: bool, titles: Sequence[str], others: Collection[str]
) -> Side | None:
    """Of which text a citation speaks, by the words before it."""
    for name, side in coined.items():
        if re.search(rf"{re.escape(name)}の?$", before):
            return side
    if any(re.search(rf"{re.escape(name)}の?$", before) for name in others):
        return None
    after, earlier = before.rfind("改正後の"), before.rfind("改正前の")
    if (place := max(after, earlier)) >= 0:
        if not _of_titles(before[place + 4 :], titles):
            return None
        return "after" if after > earlier else "before"
    if match := _NEW_OR_OLD.search(before):
        return "after" if match["side"] == "新" else "before"
    return "after" if own and (_NO_NAME.fullmatch(before) or not _OF_OTHERS.search(before)) else None


def _lists(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Every run of citations joined by 、 及び から, with its place: ``第3条第1項及び第2項`` is two of 第3条."""
    at = 0
    while match := _START.search(text, at):
        start = match.start()
        element = _ELEMENT.match(text, start)
        assert element is not None
        first, levels = _completed(element, ("", "", ""))
        out, at = [first], element.end()
        while joint := _JOINT.match(text, at):
            element = _ELEMENT.match(text, joint.end())
            if element is None or not element[0] or element[0] == "附則":
                break
            whole, levels = _completed(element, levels)
            if joint["how"] == "から":
                if not text.startswith("まで", element.end()):
                    break
                out[-1] = f"{out[-1]}から{whole}まで"
                at = element.end() + 2
            else:
                out.append(whole)
                at = element.end()
        yield start, at, [_citation(c) for c in out]


def _levels(element: re.Match[str], before: tuple[str, str, str]) -> tuple[str, str, str]:
    suppl, article, paragraph = element["suppl"] or "", element["article"] or "", element["paragraph"] or ""
    if article == "同条":
        suppl, article = before[:2]
    return suppl, article, before[2] if paragraph == "同項" else paragraph


def _completed(element: re.Match[str], before: tuple[str, str, str]) -> tuple[str, tuple[str, str, str]]:
    """An element of a list with the levels that it leaves to the one before it."""
    if element["other"]:
        return element["other"], ("", "", "")
    suppl, article, paragraph = _levels(element, before)
    item = element["item"] or ""
    if article:
        suppl = suppl or before[0]
    elif not suppl and paragraph:
        suppl, article = before[:2]
    elif not suppl and item:
        suppl, article, paragraph = before
    return f"{suppl}{article}{paragraph}{item}", (suppl, article, paragraph)


def _citation(printed: str) -> str:
    ends = printed.removesuffix("まで").split("から")
    try:
        parsed = [str(Address.parse(end)) for end in ends]
    except AddressError:
        return printed
    return f"{parsed[0]}から{parsed[1]}まで" if len(parsed) == 2 else parsed[0]
