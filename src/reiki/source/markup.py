"""HTML as a tree, built as browsers build it where it matters for what a page shows.

Own code, because libxml2 closes ``<u>`` before a ``<p>`` inside it (``<u><p>第2項</p></u>`` loses its mark), and a lost mark is
a lost order. Formatting elements (``u``, ``s``, ``b``, ``font`` …) are no nodes of the tree here: each text carries those that
were open where it stands, which is what the HTML standard's reconstruction of formatting elements comes to, however
badly they are nested. One pass, linear in the text; no network, no entities but those of HTML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from reiki.source.model import UnreadableSource

FORMATTING: Final = frozenset("a b big code em font i nobr s small strike strong tt u".split())
VOID: Final = frozenset("area base br col embed hr img input link meta param source track wbr".split())
BLOCKS: Final = frozenset(
    "address article aside blockquote center details dialog dd dir div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hgroup hr legend li listing main menu nav ol p plaintext pre search section summary ul xmp".split()
)
_HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
_GROUPS: Final = frozenset("tbody thead tfoot".split())
_CELLS: Final = frozenset("td th caption".split())
_TABLE_PARTS: Final = frozenset("tr td th caption colgroup col".split()) | _GROUPS
_SCOPE: Final = frozenset("td th caption table button object template".split())
_SPECIAL: Final = BLOCKS | _SCOPE | _TABLE_PARTS
_RAW: Final = frozenset("script style xmp iframe noembed noframes textarea title".split())
_PAGE: Final = frozenset("html head body".split())

_START: Final = re.compile(r"<([a-zA-Z][^\s/>]*)")
_ATTRIBUTE: Final = re.compile(r"""[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?""")
_TAG_END: Final = re.compile(r"[\s/]*>")
_ENDLESS: Final = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,});?")  # Python refuses to count that far
_STRAY: Final = re.compile(r"[\s/=]+")
_NAME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9]*(?=[\s/>])")
_END_NAME: Final = re.compile(r"[^\s/>]+")
_COMMENT_END: Final = re.compile(r"--!?>")


@dataclass(slots=True, eq=False)
class Text:
    """Characters as written (references resolved), and the formatting elements open around them, outermost first."""

    value: str
    formats: tuple[Node, ...]
    line: int


@dataclass(slots=True, eq=False)
class Node:
    """An element. ``outer``: what it stands in for style rules, formatting elements included; ``line`` counts from 1."""

    tag: str
    attributes: dict[str, str]
    line: int
    outer: Node | None = None
    formats: tuple[Node, ...] = ()
    children: list[Node | Text] = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute, ``""`` where it is absent."""
        return self.attributes.get(name, "")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a tree: ``root`` is its body; ``styles`` the texts of its ``<style>``; ``links`` the style sheets it names."""

    root: Node
    styles: tuple[str, ...]
    links: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    line: int
    attributes: dict[str, str] | None  # None: an end tag
    raw: str = ""


def parse(source: str, *, depth: int, known: frozenset[str] | None = None, line: int = 1) -> Page:
    """The tree of ``source``, whose first line is number ``line``.

    ``known``: the only tags that are tags; all other ``<`` are characters (converted text). Raises
    :class:`UnreadableSource` where elements stand more than ``depth`` deep.
    """
    builder = _Builder(depth)
    tokens = _Tokens(source.replace("\r\n", "\n").replace("\r", "\n"), known, line)
    for token in tokens.read():
        if isinstance(token, _Tag):
            builder.tag(token)
        else:
            builder.text(*token)
    return Page(builder.root, tuple(builder.styles), tuple(builder.links), tuple(tokens.notes))


def resolve(text: str) -> str:
    """The text with its character references (``&lt;`` ``&#12354;``) resolved; one that names no character is U+FFFD."""
    return html.unescape(_ENDLESS.sub("\ufffd", text)) if "&" in text else text


# ------------------------------------------------------------------------------------------------------------- tokens


@dataclass(slots=True)
class _Tokens:
    """Tags and text in order."""

    source: str
    known: frozenset[str] | None
    line: int
    at: int = 0
    counted: int = 0
    ends: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def read(self) -> Iterator[_Tag | tuple[str, int]]:
        begin = 0
        while (found := self.source.find("<", self.at)) >= 0:
            self.at = found
            following = self.source[found + 1 : found + 3]
            if following[:1].isascii() and following[:1].isalpha() and self._is_known(found + 1):
                token = self._start_tag
            elif (
                following[:1] == "/"
                and following[1:].isascii()
                and following[1:].isalpha()
                and self._is_known(found + 2)
            ):
                token = self._end_tag
            elif following[:1] in ("!", "?") and (self.known is None or self._whole_comment()):
                token = self._comment
            else:
                self.at += 1
                continue
            if found > begin:
                yield self._text(begin, found)
            if (tag := token()) is not None:
                yield tag
            begin = self.at
        if begin < len(self.source):
            yield self._text(begin, len(self.source))

    def _text(self, begin: int, end: int) -> tuple[str, int]:
        """Characters and the line that the first visible one stands in."""
        text = self.source[begin:end]
        return text, self._line_of(begin + len(text) - len(text.lstrip(" \t\n\f")))

    def _is_known(self, at: int) -> bool:
        if self.known is None:
            return True
        name = _NAME.match(self.source, at)
        return name is not None and name[0].lower() in self.known and self._last(">") >= at

    def _whole_comment(self) -> bool:
        return self.source.startswith("<!--", self.at) and self._last("-->") >= self.at + 4

    def _last(self, end: str) -> int:
        """Where the last ``end`` of the source stands, looked for once."""
        if end not in self.ends:
            self.ends[end] = self.source.rfind(end)
        return self.ends[end]

    def _line_of(self, at: int) -> int:
        """Positions come in rising order, so that every line feed is counted once."""
        self.line += self.source.count("\n", self.counted, at)
        self.counted = max(at, self.counted)
        return self.line

    def _start_tag(self) -> _Tag | None:
        begin = self.at
        line = self._line_of(begin)
        name = _START.match(self.source, begin)
        assert name is not None
        at = name.end()
        attributes: dict[str, str] = {}
        while (end := _TAG_END.match(self.source, at)) is None:
            attribute = _ATTRIBUTE.match(self.source, at)
            if attribute is None:  # only `=` or the end of the file stands here
                stray = _STRAY.match(self.source, at)
                at = stray.end() if stray else at
                if at >= len(self.source):
                    self._cut_tag(line)
                    return None
                continue
            at = attribute.end()
            value = next((v for v in attribute.groups()[1:] if v is not None), "")
            attributes.setdefault(attribute[1].lower(), resolve(value))
        self.at = end.end()
        tag = name[1].lower()
        return _Tag(tag, line, attributes, self._raw_text(tag) if tag in _RAW else "")

    def _raw_text(self, tag: str) -> str:
        """What stands up to the end tag: nothing in it is a tag."""
        end = re.compile(rf"</{tag}(?=[\s/>])[^>]*>?", re.IGNORECASE).search(self.source, self.at)
        text = self.source[self.at : end.start() if end else len(self.source)]
        self.at = end.end() if end else len(self.source)
        return resolve(text) if tag in ("textarea", "title") else text

    def _end_tag(self) -> _Tag | None:
        line = self._line_of(self.at)
        end = self.source.find(">", self.at)
        if end < 0:
            self._cut_tag(line)
            return None
        name = _END_NAME.match(self.source, self.at + 2)
        assert name is not None
        self.at = end + 1
        return _Tag(name[0].lower(), line, None)

    def _comment(self) -> None:
        if not self.source.startswith("<!--", self.at):
            end = self.source.find(">", self.at)
            self.at = len(self.source) if end < 0 else end + 1
        elif self.source.startswith((">", "->"), self.at + 4):
            self.at = self.source.index(">", self.at) + 1
        else:
            found = _COMMENT_END.search(self.source, self.at + 4)
            if found is None:
                self.notes.append(
                    f"the comment of line {self._line_of(self.at)} has no end: nothing behind it was read"
                )
            self.at = len(self.source) if found is None else found.end()

    def _cut_tag(self, line: int) -> None:
        self.notes.append(f"the file ends within a tag (line {line}): it is cut off")
        self.at = len(self.source)


# --------------------------------------------------------------------------------------------------------------- tree


class _Builder:
    """The tree while it grows: the open elements, and the formatting elements that are active."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.page = Node("html", {}, 1)
        self.root = Node("body", {}, 1, self.page)
        self.open: list[Node] = [self.root]
        self.active: tuple[Node, ...] = ()
        self.styles: list[str] = []
        self.links: list[str] = []

    def text(self, value: str, line: int) -> None:
        self.open[-1].children.append(Text(resolve(value), self.active, line))

    def tag(self, tag: _Tag) -> None:
        if tag.attributes is None:
            self._end(tag.name)
        elif tag.name in _PAGE:
            # browsers give these two to the one element that is there; <head> draws nothing
            known = self.root if tag.name == "body" else self.page
            for name, value in tag.attributes.items() if tag.name != "head" else ():
                known.attributes.setdefault(name, value)
        elif tag.name in FORMATTING:
            self._format(tag.name, tag.attributes, tag.line)
        else:
            self._start(tag.name, tag.attributes, tag.line, tag.raw)

    # -- start tags

    def _format(self, name: str, attributes: dict[str, str], line: int) -> None:
        if name == "a":
            self._end_format("a")
        outer = self._outer()
        same = [f for f in self.active if f.tag == name and f.attributes == attributes]
        if len(same) >= 3:  # `<font size="2">` opened in every paragraph and never closed
            self.active = tuple(f for f in self.active if f is not same[0])
            outer = same[0].outer or outer  # else the line of descent grows with every one
        self.active = (*self.active, Node(name, attributes, line, outer))
        self._check_depth(len(self.active), line)

    def _start(self, name: str, attributes: dict[str, str], line: int, raw: str) -> None:
        self._close_implied(name)
        node = Node(name, attributes, line, self._outer(), self.active)
        if name == "style":
            media = attributes.get("media", "").strip()
            self.styles.append(f"@media {media} {{{raw}}}" if media else raw)
            return
        if name == "link" and "stylesheet" in attributes.get("rel", "").lower():
            self.links.append(attributes.get("href", ""))
        if name == "form" and self.open[-1].tag in _GROUPS | {"table", "tr"}:
            return
        if name in ("td", "th") and self.open[-1].tag in _GROUPS | {"table"}:
            self._push(Node("tr", {}, line, self._outer(), self.active))
            node.outer = self.open[-1]
        if name in VOID:
            self.open[-1].children.append(node)
        elif name in _RAW:
            node.children.append(Text(raw, self.active, line))
            self.open[-1].children.append(node)
        else:
            self._push(node)
            if name in _CELLS:
                self.active = ()

    def _push(self, node: Node) -> None:
        self.open[-1].children.append(node)
        self.open.append(node)
        self._check_depth(len(self.open), node.line)

    def _check_depth(self, reached: int, line: int) -> None:
        if reached > self.depth:
            raise UnreadableSource(
                f"In line {line} elements stand more than {self.depth} deep in each other: the page is damaged or no document."
            )

    def _outer(self) -> Node:
        """The innermost element around what comes next, formatting elements among them."""
        last = self.active[-1] if self.active else None
        return (
            last if last is not None and last.outer is not None and self._stands_in(last) else self.open[-1]
        )

    def _stands_in(self, node: Node) -> bool:
        around = node.outer
        while around is not None and around.tag in FORMATTING:
            around = around.outer
        return around is self.open[-1]

    def _close_implied(self, name: str) -> None:
        """End tags that authors leave out, and those that a start tag forces."""
        if name in BLOCKS or name == "table":
            self._pop_to(frozenset({"p"}), _SCOPE)
        if name in _HEADINGS and self.open[-1].tag in _HEADINGS:
            self._pop(len(self.open) - 1)
        if name == "li":
            self._pop_to(frozenset({"li"}), _SCOPE | {"ul", "ol", "menu", "dir"})
        elif name in ("dt", "dd"):
            self._pop_to(frozenset({"dt", "dd"}), _SCOPE | {"dl"})
        elif name in ("rt", "rp", "rb"):
            self._pop_to(frozenset({"rt", "rp", "rb"}), _SPECIAL | {"ruby"})
        elif name in ("option", "optgroup"):
            self._pop_to(frozenset({"option"}), _SPECIAL | {"select"})
        elif name == "table" and self.open[-1].tag in _GROUPS | {"table", "tr"}:
            self._pop_to(frozenset({"table"}), frozenset())
        elif name in ("td", "th"):
            self._pop_to(frozenset({"td", "th", "caption"}), frozenset({"table", "tr"}))
            self._pop_above(_GROUPS | {"table", "tr"})
        elif name == "tr":
            self._pop_to(frozenset({"tr", "caption"}), frozenset({"table"}))
            self._pop_above(_GROUPS | {"table"})
        elif name in _GROUPS or name in ("caption", "colgroup"):
            self._pop_to(_GROUPS | {"caption", "tr"}, frozenset({"table"}))
            self._pop_above(frozenset({"table"}))

    def _pop_above(self, kept: frozenset[str]) -> None:
        """Close whatever stands within a table and in none of its cells."""
        for i in range(len(self.open) - 1, 0, -1):
            if self.open[i].tag in kept:
                self._pop(i + 1)
                return
            if self.open[i].tag in _CELLS:
                return

    # -- end tags

    def _end(self, name: str) -> None:
        if name in FORMATTING:
            self._end_format(name)
        elif name == "br":
            self._start("br", {}, self.open[-1].line, "")
        elif name in _HEADINGS:
            self._pop_to(_HEADINGS, _SCOPE)
        elif name in ("table", *_TABLE_PARTS):
            self._pop_to(frozenset({name}), frozenset({"table"}) - {name})
        elif name in _SPECIAL:
            self._pop_to(frozenset({name}), _SCOPE - {name})
        else:
            self._pop_to(frozenset({name}), _SPECIAL)

    def _end_format(self, name: str) -> None:
        for i in range(len(self.active) - 1, -1, -1):
            if self.active[i].tag == name:
                self.active = self.active[:i] + self.active[i + 1 :]
                return

    def _pop_to(self, wanted: frozenset[str], barriers: frozenset[str]) -> None:
        """Close the innermost open element of ``wanted`` and all in it, unless a barrier stands between."""
        for i in range(len(self.open) - 1, 0, -1):
            if self.open[i].tag in wanted:
                self._pop(i)
                return
            if self.open[i].tag in barriers:
                return

    def _pop(self, at: int) -> None:
        for node in reversed(self.open[at:]):
            if node.tag in _CELLS:
                self.active = node.formats
        del self.open[at:]
