"""A sentence of a lead text (柱書きの一文) as the grammar sees it: words by longest match, then orders of phrases in cases.

``次の表の改正後の欄中項の表示に下線が引かれた項（以下「追加項」という。）を加える。`` is one order: its verb is 加える, its
object a phrase that stands in the column 改正後, is a 項, carries an underline on its label and coins a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal, cast, get_args

from reiki.gazette.dialects import Meaning, Vocabulary, base_grammar

_FOLD: Final = str.maketrans(
    "（）［］〔〕【】﹇﹈︹︺０１２３４５６７８９，､：︵︶﹁﹂", "()[][][][][]0123456789、、:()「」"
)
_QUOTED: Final = re.compile(r"「[^「」]*」")
_COINED: Final = re.compile(r"「([^「」]+)」(?:という|と総称|と略称|とする)")
_HENCEFORTH: Final = re.compile(r"以下(?:[^「」()。]{0,40}?において)?(?:単に)?(?=、?(?:「|同じ|同様))")
_UNITS: Final = frozenset(
    {"KIND", "PART", "PROVISION", "NAME", "THIS", "THING", "COLUMN", "TABLE", "LABEL", "BRACKETS"}
)


class Unreadable(ValueError):
    """A sentence that the grammar does not know; the message says where it stopped."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence with the meanings that it may have."""

    text: str
    meanings: tuple[Meaning, ...]

    def may_be(self, *terminals: str) -> bool:
        """True when one of its meanings belongs to one of these terminals."""
        return any(m[0] in terminals for m in self.meanings)


@dataclass(frozen=True, slots=True)
class Unit:
    """A noun: terminal, meaning, and whether its 表示 is meant (``号の表示``)."""

    terminal: str
    meaning: str
    text: str
    display: bool = False


@dataclass(slots=True)
class Core:
    """A noun phrase without its counterpart: what stands before the head, the head, and what its parentheses add.

    ``places``: nouns that locate it (次の表の, 改正前の欄中, 規定の). ``marks``: the marks it carries; ``carriers``: the nouns
    whose 表示 carries them (empty: the head itself). ``body``: 表中. ``coined``: names; ``excluded``: nouns after を除く.
    """

    heads: tuple[Unit, ...] = ()
    places: tuple[Unit, ...] = ()
    marks: tuple[str, ...] = ()
    carriers: tuple[Unit, ...] = ()
    body: bool = False
    coined: tuple[str, ...] = ()
    excluded: tuple[Unit, ...] = ()


Chain = tuple[Core, ...]
"""``A に対応する B``: the phrases from left to right; the last one is the head."""
Phrase = tuple[Chain, ...]
"""``A 及び B``."""
Case = Literal[
    "object", "into", "target", "topic", "among", "by", "exists", "missing", "same", "different", "shown"
]
_CASES: Final = frozenset(get_args(Case))


@dataclass(frozen=True, slots=True)
class Frame:
    """A phrase in its case; ``shown`` has marks alone (下線及び太線で示すように)."""

    case: Case
    phrase: Phrase = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """One verb with its frames. ``verb``: the terminal in lower case (``amend`` ``add`` ``make`` …)."""

    verb: str
    frames: tuple[Frame, ...]


@dataclass(slots=True)
class Remark:
    """What a remark says: the marks that mean the amended parts, or that brackets or underlines are notes."""

    marks: tuple[str, ...] = ()
    meant: bool = False
    annotation: bool = False
    brackets: bool = False
    overall: bool = False


def bare(text: str) -> str:
    """The sentence as it is looked up: without white space, parentheses, brackets and digits half-width."""
    return "".join(text.split()).translate(_FOLD)


def unquoted(text: str) -> str:
    """``text`` without what stands in 「」."""
    return _QUOTED.sub("", text)


def coined_names(text: str) -> list[str]:
    """The names that a bare sentence coins: ``（以下「追加号」という。）``."""
    return [m[1] for m in _COINED.finditer(text)]


def read_words(text: str, words: Vocabulary, names: Sequence[str], remark: bool = False) -> list[Word]:
    """The words of a bare sentence; words without a meaning are left out, commas too unless they make a list (条、項及び号).
    Raises ``Unreadable``."""
    out: list[Word] = []
    names = sorted(names, key=len, reverse=True)
    at = 0
    comma = False
    while at < len(text):
        if text[at] in "、。":
            comma = text[at] == "、"
            at += 1
            continue
        word = _word_at(text, at, words, names, remark)
        at += len(word.text)
        if comma and out and out[-1].may_be("KIND", "NAME", "DISPLAY") and word.may_be("KIND", "NAME"):
            out.append(Word("、", (("JOIN", ""),)))
        comma = False
        if not word.may_be("FILLER"):
            out.append(word)
    return _by_what_follows(out)


def _word_at(text: str, at: int, words: Vocabulary, names: Sequence[str], remark: bool) -> Word:
    if text[at] in "()":
        return Word(text[at], (("LPAR" if text[at] == "(" else "RPAR", ""),))
    found = words.longest_at(text, at)
    size = len(found)
    if match := _HENCEFORTH.match(text, at):
        return Word(match[0], (("HENCEFORTH", ""),))
    if text[at] == "「" and not size and (match := _QUOTED.match(text, at)):
        return Word(match[0], (("QUOTED", match[0][1:-1]),))
    for name in names:
        if len(name) >= size and text.startswith(name, at):
            return Word(name, (("NAME", name),))
    if (match := words.coined.match(text, at)) and len(match[0]) > size:
        return Word(match[0], (("NAME", match[0]),))
    if found:
        fitting = tuple(m for m in words.meanings[found] if remark or m[0] != "MEANT")
        if fitting:
            return Word(found, fitting)
        if match := words.coined.match(text, at):
            return Word(match[0], (("NAME", match[0]),))
    raise Unreadable(f"at 「{text[at : at + 12]}」")


def _by_what_follows(words: list[Word]) -> list[Word]:
    """に before a mark that is drawn is ON (表示に下線が引かれた); 及び joins nouns, marks or phrases by what stands next."""
    return [_placed(words, i) for i in range(len(words))]


def _placed(words: Sequence[Word], i: int) -> Word:
    word = words[i]
    following = words[i + 1] if i + 1 < len(words) else None
    if following is None:
        return Word(word.text, (("SHOWS_BY", ""),)) if word.may_be("SHOWS_BY") else word
    if word.may_be("NI") and following.may_be("MARK") and not _is_shown(words, i + 1):
        return Word(word.text, (("ON", ""),))
    if word.may_be("JOIN") and i:
        return Word(word.text, ((_join(words[i - 1], following), ""),))
    return word


def _is_shown(words: Sequence[Word], at: int) -> bool:
    """下線及び太線で示すように: marks up to SHOWN."""
    while at < len(words) and words[at].may_be("MARK", "JOIN"):
        at += 1
    return at < len(words) and words[at].may_be("SHOWN")


def _join(previous: Word, following: Word) -> str:
    if following.may_be("MARK") and previous.may_be("MARK", "DRAWN_AND"):
        return "JOIN_MARK"
    if previous.may_be("COLUMN") and following.may_be("COLUMN"):
        return "JOIN"
    if following.may_be("COLUMN", "TABLE", "MARK", "THAT"):
        return "JOIN_NP"
    return "JOIN" if following.may_be(*_UNITS) else "JOIN_NP"


# -------------------------------------------------------------------------------------------------------------- parsing


def parse_orders(words: Sequence[Word]) -> tuple[Order, ...]:
    """The orders of a sentence of a lead text. Raises ``Unreadable``."""
    return cast("tuple[Order, ...]", _parse(words, "lead"))


def parse_remark(words: Sequence[Word]) -> Remark:
    """What a remark (備考) or the line over a table (（傍線部分は改正部分）) says. Raises ``Unreadable``."""
    return cast(Remark, _parse(words, "remark"))


def _parse(words: Sequence[Word], start: str) -> object:
    from lark.exceptions import UnexpectedInput, UnexpectedToken

    try:
        return _parser().parse(list(words), start=start)
    except UnexpectedToken as error:
        where = "the end" if error.token.type == "$END" else f"「{error.token}」"
        raise Unreadable(f"at {where}") from None
    except UnexpectedInput as error:
        raise Unreadable(str(error).splitlines()[0]) from None


@lru_cache(maxsize=1)
def _parser() -> Any:
    """Built once, at the first sentence."""
    from lark import Lark, Token, Transformer, Tree
    from lark.lexer import Lexer

    class ByWhatFits(Lexer):
        """Of a word's terminals the first that the grammar can take where it stands."""

        __future_interface__ = 1

        def __init__(self, lexer_conf: Any) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Token]:
            for word in lexer_state.text:
                accepted = parser_state.parse_conf.states[parser_state.position]
                terminal, meaning = next((m for m in word.meanings if m[0] in accepted), word.meanings[0])
                token = Token(terminal, word.text)
                token.value = meaning
                yield token

    class Build(Transformer[Token, Any]):
        """Trees to the values above; every method takes the children in order."""

        def lead(self, orders: list[Any]) -> tuple[Order, ...]:
            return tuple(o for o in orders if isinstance(o, Order))

        def order(self, parts: list[Any]) -> Order:
            return Order(parts[-1].type.lower(), tuple(parts[:-1]))

        def make_order(self, parts: list[Any]) -> Order:
            return Order("make", (*parts[:-2], Frame("target", parts[-2])))

        def shown(self, parts: list[Any]) -> Frame:
            return Frame("shown", (), parts[0].marks)

        def np(self, parts: list[Any]) -> Phrase:
            return tuple(p for p in parts if not isinstance(p, Token))

        def chain(self, parts: list[Any]) -> Chain:
            return tuple(p for p in parts if isinstance(p, Core))

        def core(self, parts: list[Any]) -> Core:
            return _core(parts)

        def location(self, parts: list[Any]) -> _Units:
            parts[0].role = "place"
            return cast(_Units, parts[0])

        def in_body(self, parts: list[Any]) -> _Units:
            parts[0].role = "body"
            return cast(_Units, parts[0])

        def marked_label(self, parts: list[Any]) -> _Units:
            parts[0].role = "carrier"
            parts[0].marks = parts[-1].marks
            return cast(_Units, parts[0])

        def marked(self, parts: list[Any]) -> _Units:
            return cast(_Units, parts[0])

        def drawn(self, parts: list[Any]) -> _Units:
            return cast(_Units, parts[0])

        def nothing(self, parts: list[Any]) -> _Units:
            return _Units(role="nothing")

        def marks(self, parts: list[Token]) -> _Units:
            return _Units(role="marks", marks=tuple(str(p.value) for p in parts if p.type == "MARK"))

        def units(self, parts: list[Any]) -> _Units:
            return _units([p for p in parts if isinstance(p, _Units)])

        def unit(self, parts: list[Any]) -> _Units:
            noun, display = parts[0], any(isinstance(p, Token) and p.type == "DISPLAY" for p in parts[1:])
            out = _Units([Unit(noun.type, str(noun.value), str(noun), display)])
            for p in parts[1:]:
                if isinstance(p, _Units):
                    out.coined += p.coined
                    out.excluded += p.excluded
            return out

        def paren(self, parts: list[Any]) -> _Units:
            out = _Units(role="paren")
            for p in parts:
                if isinstance(p, _Units):
                    out.coined += p.coined
                    out.excluded += p.excluded
            return out

        def coined(self, parts: list[Any]) -> _Units:
            return _Units(coined=[str(p.value) for p in parts if p.type == "QUOTED"])

        def excluded(self, parts: list[Any]) -> _Units:
            return _Units(excluded=[u for chain in parts[0] for u in chain[-1].heads])

        def subject(self, parts: list[Any]) -> list[Any]:
            return parts

        def predicate(self, parts: list[Any]) -> list[Any]:
            return parts

        def remark(self, parts: list[Any]) -> Remark:
            return _remark(parts[0], parts[-1])

        def __default__(self, data: Any, children: list[Any], meta: Any) -> Any:
            if data in _CASES:
                return Frame(cast(Case, str(data)), children[0])
            return Tree(data, children, meta)

    return Lark(
        base_grammar(), parser="lalr", lexer=ByWhatFits, start=["lead", "remark"], transformer=Build(),
        maybe_placeholders=False,
    )  # fmt: skip


@dataclass(slots=True)
class _Units:
    """Nouns on their way into a phrase."""

    units: list[Unit] = field(default_factory=list)
    role: str = "head"
    marks: tuple[str, ...] = ()
    coined: list[str] = field(default_factory=list)
    excluded: list[Unit] = field(default_factory=list)


def _units(parts: list[_Units]) -> _Units:
    """A list of nouns; in ``条、項、号及び号の細目の表示`` the 表示 is that of all of them."""
    out = _Units()
    for part in parts:
        out.units += part.units
        out.coined += part.coined
        out.excluded += part.excluded
    shared = False
    for i in range(len(out.units) - 1, -1, -1):
        unit = out.units[i]
        shared = unit.terminal == "KIND" and (shared or unit.display)
        out.units[i] = Unit(unit.terminal, unit.meaning, unit.text, shared or unit.display)
    return out


def _core(parts: list[_Units]) -> Core:
    core = Core(tuple(parts[-1].units), coined=tuple(parts[-1].coined), excluded=tuple(parts[-1].excluded))
    for part in parts[:-1]:
        core.coined += tuple(part.coined)
        core.excluded += tuple(part.excluded)
        match part.role:
            case "place":
                core.places += tuple(part.units)
            case "body":
                core.places += tuple(part.units)
                core.body = True
            case "carrier":
                core.carriers += tuple(part.units)
                core.marks += part.marks
            case _:
                core.marks += part.marks
    return core


def _remark(subject: list[Any], predicate: list[Any]) -> Remark:
    out = Remark()
    overall = any(getattr(p, "type", "") == "OVERALL" for p in subject)
    for part in [*subject, *predicate]:
        kind = getattr(part, "type", "")
        if kind == "MEANT":
            out.meant = True
        elif kind == "ANNOTATION":
            out.annotation = True
        elif isinstance(part, _Units):
            out.marks += part.marks
        elif isinstance(part, tuple):
            cores = [core for chain in part for core in chain]
            out.brackets |= any(u.terminal == "BRACKETS" for c in cores for u in (*c.heads, *c.places))
            out.marks += tuple(m for c in cores for m in c.marks)
    out.overall = overall
    return out
