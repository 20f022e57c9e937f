"""Where on an HTML page the regulation stands, and what of the page is only there to move about in it.

Told by the shape of the text: the line of the title, then lines that look like provisions and are no links. What holds
them all is the regulation; the frame around it (条項目次, 沿革, buttons, footers) is read for the list of amendments and
otherwise left. Classes and ids differ from vendor to vendor and decide nothing here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reiki.law.plain_text.lines import Line, Shape, shape
from reiki.law.reiki_page.head import is_dating, is_revisions_heading, is_title_mark
from reiki.source.markup import BLOCKS, Node, Page, Text

_UNREAD: Final = frozenset(
    "script style noscript template head title nav select textarea button option".split()
)
_BREAKS: Final = BLOCKS | frozenset("br hr table tr td th tbody thead tfoot caption li".split())
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRONG: Final = frozenset({Shape.ARTICLE, Shape.SUPPL, Shape.APPENDIX, Shape.LABELLED})
_FRAME: Final = re.compile(
    r"(?:条項?目次|条文目次|体系情報|沿革情報|基本情報|書誌情報|改正履歴|関連(?:例規|情報|条文)|例規(?:集)?(?:検索|トップ|メニュー)|メニュー|サイト内検索|五十音(?:検索|索引))"
)
_NAVIGATION: Final = re.compile(
    r"[\s\u3000\[［【〔(（▲△▼↑←→≪＜<]*(?:条文?(?:項)?目次|体系(?:目次|検索)?|沿革(?:一覧|情報)?|本文(?:へ|表示|のみ)?|印刷(?:用|する|画面)?"
    r"|(?:この|当)?ページの?(?:先頭|トップ|上部|一番上).{0,6}|(?:先頭|トップ|TOP|Top|top|上|ホーム|目次|一覧|前画面|前のページ)(?:ページ)?(?:へ|に).{0,6}"
    r"|(?:戻る|閉じる|ウィンドウを閉じる|検索|前へ|次へ|前の?条|次の?条|改正内容|未施行|現行|全条文|様式一覧|別窓で?開く|拡大|縮小))"
    r"[\s\u3000\]］】〕)）▲△▼↑←→≫＞>]*"
)
_FOOTER: Final = re.compile(
    r"(?:copyright|©|\(c\)|（c）|all rights reserved|無断転載"
    r"|お問い?合わ?せ(?:先)?(?:$|[：: ])|アクセシビリティ|サイトマップ|プライバシー)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Shown:
    """One line of the page as a reader sees it: its words, the texts that they are, the blocks around them (outermost
    first), whether all of it is a link."""

    around: tuple[Node, ...]
    parts: list[Text] = field(default_factory=list)
    linked: bool = True
    line: int = 0
    text: str = ""

    def finished(self) -> Shown:
        """With its words, white space of the markup collapsed."""
        joined = "".join(part.value for part in self.parts)
        self.text = re.sub(r"[ \t\r\n\f]+", " ", joined).replace("\u00a0", " ").strip(" ")
        return self


@dataclass(frozen=True, slots=True)
class Body:
    """The part of the page that holds the regulation. ``outside``: the lines around it. ``left_out``: lines within it that
    only lead elsewhere, taken out of the tree. ``readings``: ruby, which the text does not hold."""

    page: Page
    outside: tuple[Shown, ...]
    left_out: tuple[Shown, ...]
    readings: tuple[Text, ...]


def find_body(page: Page, title: str = "") -> Body | None:
    """The regulation's part of a page; ``None`` when no line looks like a title over provisions. ``title``: the page's own.

    Empties the texts that it leaves out: the tree is used up.
    """
    readings: list[Text] = []
    shown = [s for s in _lines(page.root, (page.root,), readings) if s.finished().text]
    begin = title_line([s.text for s in shown], title, [s.linked for s in shown])
    if begin is None:
        return None
    free = [s for s in shown[begin + 1 :] if not s.linked]
    strong = [s for s in free if _is_strong(s.text)] or [s for s in free if s.text.endswith("。")]
    frames = _frames(shown, shown[begin].around, strong)
    strong = [s for s in strong if not _stands_in(s, frames)]
    if not strong:
        return None
    holder = _common([shown[begin].around, *(s.around for s in strong)])
    inside = [s for s in shown if holder in s.around and not _stands_in(s, frames)]
    outside = tuple(s for s in shown if holder not in s.around or _stands_in(s, frames))
    for frame in frames:
        frame.children.clear()
    left_out = _beside(inside, inside.index(shown[begin]))
    for each in left_out:
        for part in each.parts:
            part.value = ""
    kept = tuple(t for t in readings if t.value.strip())
    return Body(replace(page, root=holder), outside, left_out, kept)


def title_line(lines: Sequence[str], title: str, linked: Sequence[bool] | None = None) -> int | None:
    """Which line is the title (題名): ○ before it and a date or number under it; else the one of these; else the page's own
    title. ``None`` when none is."""
    free = [n for n in range(len(lines)) if linked is None or not linked[n]]
    marked = [n for n in free if is_title_mark(lines[n])]
    for n in marked:
        if any(is_dating(lines[m]) for m in range(n + 1, min(n + 5, len(lines)))):
            return n
    for n in free:
        near = n + 1 < len(lines) and is_dating(lines[n + 1]) and not is_dating(lines[n])
        if near and shape(Line(lines[n])).shape in (Shape.TEXT, Shape.LABELLED) and "。" not in lines[n]:
            return n
    if marked:
        return marked[0]
    named = [n for n in free if title and _bare(lines[n]) == _bare(title)]
    return named[0] if named else None


def _is_strong(text: str) -> bool:
    s = shape(Line(text))
    return s.shape in _STRONG and (s.shape not in (Shape.ARTICLE, Shape.LABELLED) or bool(s.rest))


def _frames(shown: Sequence[Shown], title: tuple[Node, ...], strong: Sequence[Shown]) -> tuple[Node, ...]:
    """Blocks around the regulation that say what they are (条項目次, 沿革情報 …) or repeat its title and number: the outermost
    ones that hold neither the title line nor any number of provisions."""
    own = set(map(id, title))
    counts = Counter(id(node) for s in strong for node in s.around)
    out: dict[int, Node] = {}
    for n, each in enumerate(shown):
        again = n + 1 < len(shown) and _is_again(shown, n, title)
        if not (_FRAME.fullmatch(each.text) or again):
            continue
        beside = (node for node in each.around if id(node) not in own)
        frame = next((node for node in beside if counts[id(node)] * 4 <= len(strong)), None)
        if frame is None or (again and frame not in shown[n + 1].around):
            continue  # nothing holds the title and its number together: it is the head itself, printed twice
        out[id(frame)] = frame
    return tuple(out.values())


def _is_again(shown: Sequence[Shown], at: int, title: tuple[Node, ...]) -> bool:
    """True for the title in the frame (基本情報), its day and number under it."""
    first = next((s for s in shown if s.around == title), None)
    if first is None or shown[at] is first or _bare(shown[at].text) != _bare(first.text):
        return False
    return is_dating(shown[at + 1].text)


def _stands_in(shown: Shown, frames: Sequence[Node]) -> bool:
    return any(node in shown.around for node in frames)


def _beside(inside: Sequence[Shown], begin: int) -> tuple[Shown, ...]:
    """Lines before the title, links that only lead elsewhere, and the foot of the page."""
    out = list(inside[:begin])
    rest = inside[begin:]
    last = max((n for n, s in enumerate(rest) if _is_strong(s.text) or s.text.endswith("。")), default=0)
    foot = next((n for n in range(last + 1, len(rest)) if _is_foot(rest, n)), len(rest))
    out.extend(rest[foot:])
    out.extend(s for s in rest[:foot] if _NAVIGATION.fullmatch(s.text) and (s.linked or "▲" in s.text))
    return tuple(out)


def _is_foot(rest: Sequence[Shown], at: int) -> bool:
    """True for the first line of the page's foot, and for a list of amendments at its end."""
    text = rest[at].text
    listed = is_revisions_heading(text) and all(is_dating(s.text) or len(s.text) < 4 for s in rest[at + 1 :])
    return listed or _FOOTER.search(text) is not None


def _common(paths: Sequence[tuple[Node, ...]]) -> Node:
    """The innermost block around all of these places that is no part of a table."""
    depth = 0
    while all(len(p) > depth for p in paths) and len({id(p[depth]) for p in paths}) == 1:
        depth += 1
    shared = paths[0][:depth]
    return next(n for n in reversed(shared) if n.tag not in ("table", "tbody", "thead", "tfoot", "tr"))


def _lines(node: Node, around: tuple[Node, ...], readings: list[Text]) -> Iterator[Shown]:
    """The lines of an element, in document order."""
    line = Shown(around)
    for child in node.children:
        if isinstance(child, Text):
            line.parts.append(child)
            if child.value.strip():
                line.line = line.line or child.line
                line.linked = line.linked and _is_link(child.formats)
            continue
        if child.tag in _UNREAD or "hidden" in child.attributes or _HIDDEN.search(child.get("style")):
            continue
        if child.tag in ("rt", "rp"):
            readings.extend(_texts(child) if child.tag == "rt" else ())
            continue
        inner = list(_lines(child, (*around, child), readings))
        if child.tag in _BREAKS:
            yield line
            yield from inner
            line = Shown(around)
            continue
        for n, part in enumerate(inner):  # inline: its first and last lines join those around it
            if n:
                yield line
                line = Shown(around)
            line.parts.extend(part.parts)
            line.line = line.line or part.line
            line.linked = line.linked and part.linked
    yield line


def _texts(node: Node) -> Iterator[Text]:
    for child in node.children:
        if isinstance(child, Text):
            yield child
        else:
            yield from _texts(child)


def _is_link(formats: tuple[Node, ...]) -> bool:
    return any(f.tag == "a" and ("href" in f.attributes or "onclick" in f.attributes) for f in formats)


def _bare(text: str) -> str:
    return re.sub(r"[\s○〇◯]", "", text)
