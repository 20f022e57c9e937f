"""Style rules: the properties that draw marks, frames and absence, and which elements they fall on.

Of CSS only what changes what a reader sees on the page: underlines, borders, hidden parts, alignment, white space. Simple
selectors (``td.add``, ``#x u``, ``table > tr td``) are matched; a rule with any other selector that would draw a mark is
told, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from reiki.source.markup import Node
from reiki.source.model import UnreadableSource

SIDES: Final = ("top", "right", "bottom", "left")
STYLES: Final = frozenset("none hidden solid dotted dashed double groove ridge inset outset".split())
_WIDTHS: Final = frozenset(("thin", "medium", "thick"))
_DRAWING: Final = re.compile(r"text-(?:decoration|underline)|border|outline|content")
_KEPT: Final = re.compile(
    r"text-decoration.*|text-underline|text-align|border.*|outline.*|display|visibility|white-space|writing-mode|opacity"
    r"|font-size|list-style.*|content"
)
_TOO_MANY: Final = 3_000_000

_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_PUNCTUATION: Final = re.compile(r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[{};]""")
_IMPORTANT: Final = re.compile(r"!\s*important\s*$", re.IGNORECASE)
_NAME: Final = r"[\w\-\u0080-\U0010ffff]+"
_COMPOUND: Final = re.compile(
    rf"(\*|{_NAME})?((?:[#.]{_NAME}|\[\s*{_NAME}\s*(?:=\s*(?:\"[^\"]*\"|'[^']*'|[^\]\s]*)\s*)?\])*)"
)
_PARTS: Final = re.compile(r"(?:\[[^\]]*\]|[^\s>\[])+|>")
_SIMPLE: Final = re.compile(
    rf"([#.])({_NAME})|\[\s*({_NAME})\s*(=)?\s*(?:\"([^\"]*)\"|'([^']*)'|([^\]\s]*))\s*\]"
)
# what holds only while somebody points or types is not on the page
_PASSING: Final = re.compile(
    r":(?:hover|active|focus|focus-within|focus-visible|visited|target|checked|disabled)\b"
)

Declarations = Mapping[str, str]
_NOTHING: Final[Declarations] = {}


@dataclass(frozen=True, slots=True)
class Compound:
    """A simple selector: ``td.add#first[lang=ja]``. ``above``: how the one to its left is related, ``" "`` or ``">"``."""

    tag: str
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    attributes: tuple[tuple[str, str | None], ...]
    above: str = " "

    def matches(self, node: Node) -> bool:
        """Whether it fits this very element."""
        if self.tag not in ("*", node.tag):
            return False
        if self.ids and any(i != node.get("id") for i in self.ids):
            return False
        if self.classes and not set(self.classes) <= set(node.get("class").split()):
            return False
        return all(
            name in node.attributes and (value is None or node.get(name) == value)
            for name, value in self.attributes
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """Declarations under one selector (compounds from left to right)."""

    selector: tuple[Compound, ...]
    declarations: Declarations
    important: Declarations
    order: int

    @property
    def specificity(self) -> tuple[int, int, int]:
        """Ids, classes and attributes, tags."""
        return (
            sum(len(c.ids) for c in self.selector),
            sum(len(c.classes) + len(c.attributes) for c in self.selector),
            sum(c.tag != "*" for c in self.selector),
        )


@dataclass(slots=True)
class Sheet:
    """All rules of a page, found by what their last part asks for."""

    notes: list[str] = field(default_factory=list)
    _rules: dict[str, list[Rule]] = field(default_factory=dict)
    _count: int = 0
    _tried: int = 0
    _known: dict[Node, Declarations] = field(default_factory=dict)
    _same: dict[tuple[str, str, str, str], Declarations] = field(default_factory=dict)
    _alike: dict[tuple[str, ...], tuple[list[Rule], bool]] = field(default_factory=dict)
    _styles: dict[str, tuple[Declarations, Declarations, Declarations]] = field(default_factory=dict)

    def add(self, text: str) -> None:
        """One ``<style>``."""
        for prelude, body in _blocks(_COMMENT.sub(" ", text), self.notes):
            normal, important = declarations(body)
            if not normal and not important:
                continue
            for selector in prelude.split(","):
                self._add(selector.strip(), normal, important)

    def of(self, node: Node) -> Declarations:
        """What the page's rules and the element's own ``style`` declare for it; the stronger ones have won.

        Raises :class:`UnreadableSource` when rules times elements pass all measure.
        """
        if not self._rules:
            return self._own(node)[2] if "style" in node.attributes else _NOTHING
        if (known := self._known.get(node)) is None:
            known = self._known[node] = self._cascade(node)
        return known

    def _own(self, node: Node) -> tuple[Declarations, Declarations, Declarations]:
        """The element's own ``style``: its declarations without and with ``!important``, and all of them."""
        style = node.get("style")
        if style not in self._styles:
            normal, important = declarations(style)
            self._styles[style] = (normal, important, {**normal, **important})
        return self._styles[style]

    def _cascade(self, node: Node) -> Declarations:
        keys = tuple(k for k in _keys(node) if k in self._rules)
        if keys not in self._alike:
            # rules of one part without attributes ask for nothing but what the keys and the class say
            rules = [r for k in keys for r in self._rules[k]]
            self._alike[keys] = (
                rules,
                all(len(r.selector) == 1 and not r.selector[0].attributes for r in rules),
            )
        rules, simple = self._alike[keys]
        alike = (node.tag, node.get("id"), node.get("class"), node.get("style"))
        if simple and alike in self._same:
            return self._same[alike]
        self._tried += len(rules)
        if self._tried > _TOO_MANY:
            raise UnreadableSource(
                "The page has too many style rules for its size: save it without them and give it again."
            )
        found = sorted((r for r in rules if _fits(r.selector, node)), key=lambda r: (r.specificity, r.order))
        normal, important, _ = self._own(node)
        out: dict[str, str] = {}
        for rule in found:
            out.update(rule.declarations)
        out.update(normal)
        for rule in found:
            out.update(rule.important)
        out.update(important)
        if simple:
            self._same[alike] = out
        return out

    def _add(self, selector: str, normal: Declarations, important: Declarations) -> None:
        compounds = parse_selector(selector)
        if compounds is None:
            self._tell(selector, {**normal, **important})
            return
        self._count += 1
        last = compounds[-1]
        keys = [*(f"#{i}" for i in last.ids), *(f".{c}" for c in last.classes), last.tag]
        self._rules.setdefault(keys[0], []).append(Rule(compounds, normal, important, self._count))

    def _tell(self, selector: str, declared: Declarations) -> None:
        if _PASSING.search(selector):
            return
        draws = [n for n, v in declared.items() if _DRAWING.match(n) and not _draws_nothing(n, v)]
        if draws and not (selector.endswith(("before", "after")) and "content" not in draws):
            self.notes.append(
                f"the style rule 「{selector[:60]}」 ({draws[0]}) is not understood: what it draws is not seen"
            )


def _draws_nothing(name: str, value: str) -> bool:
    return value in ("none", "hidden", "normal", "0", "0px", '""', "''") or name.endswith(
        ("-color", "-radius", "-width")
    )


def _keys(node: Node) -> Iterator[str]:
    if "id" in node.attributes:
        yield f"#{node.get('id')}"
    for name in dict.fromkeys(node.get("class").split()):
        yield f".{name}"
    yield node.tag
    yield "*"


def _fits(selector: tuple[Compound, ...], node: Node) -> bool:
    """Whether the whole selector fits, from right to left; linear in the depth for each part."""
    if not selector[-1].matches(node):
        return False
    reached = [node]
    for k in range(len(selector) - 2, -1, -1):
        candidates = _parents(reached) if selector[k + 1].above == ">" else _ancestors(reached)
        reached = [n for n in candidates if selector[k].matches(n)]
        if not reached:
            return False
    return True


def _parents(nodes: Iterable[Node]) -> list[Node]:
    return [n.outer for n in nodes if n.outer is not None]


def _ancestors(nodes: list[Node]) -> list[Node]:
    """The ancestors of the innermost (all are on one line of descent, innermost first)."""
    out = []
    around = nodes[0].outer
    while around is not None:
        out.append(around)
        around = around.outer
    return out


def parse_selector(text: str) -> tuple[Compound, ...] | None:
    """The compounds of a selector; ``None`` for one that is not simple."""
    out: list[Compound] = []
    above = " "
    for part in _PARTS.findall(text.replace(":link", "")):
        if part == ">":
            above = ">"
            continue
        found = _COMPOUND.fullmatch(part)
        if found is None:
            return None
        out.append(_compound(found, above))
        above = " "
    return tuple(out) if out and above == " " else None


def _compound(found: re.Match[str], above: str) -> Compound:
    ids, classes, attributes = [], [], []
    for m in _SIMPLE.finditer(found[2]):
        if m[1] == "#":
            ids.append(m[2])
        elif m[1] == ".":
            classes.append(m[2])
        else:
            value = next((v for v in m.groups()[4:] if v is not None), "")
            attributes.append((m[3].lower(), value if m[4] else None))
    return Compound((found[1] or "*").lower(), tuple(ids), tuple(classes), tuple(attributes), above)


# ------------------------------------------------------------------------------------------------------- declarations


def declarations(body: str) -> tuple[dict[str, str], dict[str, str]]:
    """The declarations that matter here, shorthands taken apart: those without and those with ``!important``."""
    normal: dict[str, str] = {}
    important: dict[str, str] = {}
    for part in body.split(";"):
        name, colon, value = part.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        if not colon or not _KEPT.fullmatch(name):
            continue
        stripped = _IMPORTANT.sub("", value).strip()
        (important if stripped != value else normal).update(_longhands(name, stripped))
    return normal, important


def _longhands(name: str, value: str) -> Iterator[tuple[str, str]]:
    words = re.sub(r"\([^)]*\)", "()", value).split()
    if name == "text-decoration":
        lines = [w for w in words if w in ("underline", "overline", "line-through", "none")]
        yield "text-decoration-line", " ".join(lines) or "none"
        yield (
            "text-decoration-style",
            next((w for w in words if w in STYLES | {"wavy"} and w != "none"), "solid"),
        )
        yield "text-decoration-color", "transparent" if "transparent" in words else ""
    elif name in ("border", "outline", *(f"border-{side}" for side in SIDES)):
        sides = [f"border-{side}" for side in SIDES] if name == "border" else [name]
        for side in sides:
            yield f"{side}-style", next((w for w in words if w in STYLES), "none")
            yield f"{side}-width", next((w for w in words if w in _WIDTHS or re.match(r"[\d.]", w)), "medium")
    elif name in ("border-style", "border-width") and words:
        right = words[1] if len(words) > 1 else words[0]
        bottom = words[2] if len(words) > 2 else words[0]
        left = words[3] if len(words) > 3 else right
        kind = name.removeprefix("border-")
        for side, word in zip(SIDES, (words[0], right, bottom, left), strict=True):
            yield f"border-{side}-{kind}", word
    else:
        yield name, value


def _blocks(text: str, notes: list[str]) -> Iterator[tuple[str, str]]:
    """Prelude and body of each rule that holds on a screen; rules within ``@media screen`` and ``@supports`` too."""
    at = 0
    prelude: str | None = None
    shown: list[bool] = []  # for each open @-rule whether it and all around it hold
    for m in _PUNCTUATION.finditer(text):
        mark = m[0]
        if mark == "{":
            if prelude is not None:
                continue  # a brace within a declaration block: damaged, skipped with the block
            head = text[at : m.start()].strip()
            if head.startswith("@"):
                shown.append(_holds(head) and all(shown[-1:]))
            else:
                prelude = head
            at = m.end()
        elif mark == "}":
            if prelude is not None:
                if all(shown[-1:]):
                    yield prelude, text[at : m.start()]
                prelude = None
            elif shown:
                shown.pop()
            at = m.end()
        elif mark == ";" and prelude is None and all(shown[-1:]):
            if text[at : m.start()].strip().lower().startswith("@import"):
                notes.append("the page takes in another style sheet (@import): what that draws is not seen")
            at = m.end()


def _holds(head: str) -> bool:
    """``@media screen``, ``@media all``, ``@supports …``, ``@layer``: yes; print, fonts, conditions on the window: no."""
    name, _, rest = head[1:].strip().lower().partition(" ")
    if name in ("supports", "layer"):
        return True
    if name != "media":
        return False
    return any(query.strip() in ("", "all", "screen", "only screen") for query in rest.split(","))
