"""What an amending sentence (改め文の一文) orders, before anything is known of the regulation.

``第3条第1項中「A」を「B」に改め、同条第2項を削る。`` is a :class:`Words` with a scope and a :class:`Drop`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final, Literal

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput
from lark.lexer import Lexer

from reiki.gazette.prose_lexer import Fresh, Named, NotProse, tokens


@dataclass(frozen=True, slots=True)
class Ref:
    """A place, or all from one to another (``第5条から第7条まで``)."""

    first: Named
    last: Named | None = None

    @property
    def text(self) -> str:
        """As printed."""
        return self.first.text if self.last is None else f"{self.first.text}から{self.last.text}まで"


Refs = tuple[Ref, ...]
Scope = tuple[Refs, ...]
"""What stands before 中, outermost first; empty: nothing does, or for words the place that the sentence named last."""
Where = Literal["after", "before", "end"]


@dataclass(frozen=True, slots=True)
class Words:
    """Words change: ``verb`` ``substitute`` (改める), ``delete`` (削る), ``after`` and ``before`` (…の次に…を加える)."""

    scope: Scope
    verb: Literal["substitute", "delete", "after", "before"]
    olds: tuple[str, ...]
    new: str = ""


@dataclass(frozen=True, slots=True)
class Drop:
    """Provisions go (削る)."""

    scope: Scope
    places: Refs


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Provisions are given a new text (改める): ``quote``, or the lines after the sentence."""

    scope: Scope
    places: Refs
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Renumber:
    """Provisions move (…を…とし)."""

    scope: Scope
    places: Refs
    targets: Refs


@dataclass(frozen=True, slots=True)
class Shift:
    """Provisions move by ``by`` numbers, down when positive (…を1項ずつ繰り下げ)."""

    scope: Scope
    places: Refs
    by: int


@dataclass(frozen=True, slots=True)
class Grow:
    """New provisions, rows or sentences come (加える), in the lines after the sentence. ``fresh`` ``None``: 次のように.
    ``part``: ``ただし書`` or ``後段`` that they come as."""

    scope: Scope
    places: Refs
    where: Where
    fresh: Fresh | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class Attach:
    """A quoted part comes (見出しとして「（趣旨）」を付する)."""

    scope: Scope
    places: Refs
    part: str
    quote: str


Order = Words | Drop | Rewrite | Renumber | Shift | Grow | Attach


def read_sentence(sentence: str) -> tuple[Order, ...]:
    """The orders of one sentence, in order. Raises :class:`NotProse` for a sentence that the grammar does not know."""
    found = tokens(sentence)
    try:
        tree = _parser().parse(found)
    except UnexpectedInput as error:
        token = getattr(error, "token", None)
        shown = _shown(token) if isinstance(token, Token) else ""
        raise NotProse(f"the sentence goes on in a way that is not understood at 「{shown}」") from error
    return tuple(_orders(tree))


def wants_lines(order: Order) -> bool:
    """True when the lines after the sentence belong to the order."""
    return isinstance(order, Grow) or (isinstance(order, Rewrite) and order.quote is None)


class _Given(Lexer):
    """Hands on the tokens that :mod:`reiki.gazette.prose_lexer` found."""

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
        """The tokens as given."""
        yield from data


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = resources.files("reiki.gazette").joinpath("prose_grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer=_Given, maybe_placeholders=True)


def _shown(token: Token) -> str:
    value = token.value
    if isinstance(value, Named):
        return value.text
    if isinstance(value, Fresh):
        return f"次の{value.count or ''}{value.counter}"
    return str(value)


_Branch = Tree[Token]


def _orders(tree: _Branch) -> Iterator[Order]:
    for clause in _trees(tree):
        match clause.data:
            case "scoped":
                among, order = _trees(clause)
                yield _order(order, _scope(among))
            case "substitutes" | "deletes" | "inserts":
                yield from (_words(part) for part in _trees(clause))
            case _:
                yield _order(clause, ())


_VERBS: Final[dict[str, Literal["substitute", "delete", "after", "before"]]] = {
    "pair": "substitute", "gone": "delete", "put_after": "after", "put_before": "before",
}  # fmt: skip


def _words(part: _Branch) -> Words:
    among = next((t for t in _trees(part) if t.data == "among"), None)
    quotes = next(t for t in _trees(part) if t.data == "quotes")
    olds = tuple(str(t.value) for t in _tokens(quotes, "QUOTE"))
    verb = _VERBS[str(part.data)]
    new = next((str(t.value) for t in _tokens(part, "QUOTE")), "")
    if verb in ("after", "before") and len(olds) > 1:
        raise NotProse("words come after several quotations at once")
    return Words(_scope(among) if among is not None else (), verb, olds, new)


def _order(order: _Branch, scope: Scope) -> Order:
    places, *targets = [_places(t) for t in _trees(order) if t.data == "places"]
    quote = next((str(t.value) for t in _tokens(order, "QUOTE")), None)
    part = next((str(t.value) for t in _tokens(order, "ASPART")), "")
    fresh = next((t.value for t in _tokens(order, "NEW")), None)
    match order.data:
        case "drop":
            return Drop(scope, places)
        case "rewrite" | "rewrite_quote":
            return Rewrite(scope, places, quote)
        case "renumber":
            return Renumber(scope, places, targets[0])
        case "shift":
            return Shift(scope, places, next(t.value for t in _tokens(order, "SHIFT")))
        case "grow_after" | "grow_before" | "grow_end" | "grow_part":
            where: Where = {"grow_after": "after", "grow_before": "before"}.get(str(order.data), "end")  # type: ignore[assignment]
            return Grow(scope, places, where, fresh, part)
        case "attach":
            return Attach(scope, places, part, quote or "")
    raise NotProse(f"an order of a kind that is not known: {order.data}")


def _scope(among: _Branch) -> Scope:
    out: list[Refs] = []
    for child in _trees(among):
        out.extend(_scope(child) if child.data == "among" else (_places(child),))
    return tuple(out)


def _places(tree: _Branch) -> Refs:
    return tuple(Ref(*(t.value for t in _tokens(place, "PLACE"))) for place in _trees(tree))


def _trees(tree: _Branch) -> list[_Branch]:
    return [c for c in tree.children if isinstance(c, Tree)]


def _tokens(tree: _Branch, name: str) -> Iterable[Any]:
    return (c for c in tree.children if isinstance(c, Token) and c.type == name)
