"""Amendments drawn by chance over any law: words exchanged, inserted, taken out; provisions that come, go, move; new articles.

An edit gives the articles after; a page is drawn from both by ``rendering``. Labels go on being counted, as an office would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from mutations import kanji
from rendering import Node, State

_NEW: Final = "改正調整運用管理届出基準措置期間知事方法"
_FULL: Final = str.maketrans("0123456789", "０１２３４５６７８９")
Counting = Callable[[int], str]


def _words(rng: Random, least: int, most: int) -> str:
    return "".join(rng.choice(_NEW) for _ in range(rng.randrange(least, most)))


def edited_words(rng: Random, text: str) -> str:
    """The text with one stretch exchanged, inserted or taken out."""
    if len(text) < 6:
        return text + "この場合を除く。"
    start = rng.randrange(len(text) - 4)
    end = start + rng.randrange(1, min(8, len(text) - start))
    match rng.choice(("exchanged", "taken out", "inserted")):
        case "taken out":
            return text[:start] + text[end:]
        case "inserted":
            return text[:start] + _words(rng, 2, 8) + text[start:]
        case _:
            return text[:start] + _words(rng, 2, 8) + text[end:]


def counting(nodes: Sequence[Node], paragraphs: bool) -> Counting | None:
    """How the labels of a list count on; ``None`` for a list of another kind, or with branch numbers or gaps."""
    labels = [n.label for n in nodes]
    ways: list[Counting] = []
    if paragraphs:
        first = labels[0]
        ways = [lambda n: first if n == 1 else str(n).translate(_FULL), lambda n: first if n == 1 else str(n)]
    else:
        ways = [kanji, lambda n: f"({n})", lambda n: f"（{str(n).translate(_FULL)}）", str]
    for way in ways:
        if [way(i + 1) for i in range(len(labels))] == labels:
            return way
    return None


def edited(rng: Random, node: Node, depth: int) -> Node:
    """A provision with one change in it. ``depth``: 0 for an article."""
    below = list(node.children)
    if depth and node.body not in ("", "削除") and (not below or rng.random() < 0.4):
        return node._replace(body=edited_words(rng, node.body))
    if not below:
        return node
    count = counting(below, depth == 0)
    how = rng.choice(("inside", "inside", "inside", "come", "go", "move"))
    if how == "inside" or count is None or len(below) < 2:
        at = rng.randrange(len(below))
        below[at] = edited(rng, below[at], depth + 1)
        return node._replace(children=tuple(below))
    at = rng.randrange(depth == 0, len(below))  # 第1項 has no label of its own to mark
    if how == "come":
        below.insert(at, Node("", "", f"新たな{_words(rng, 12, 20)}に関する事項。", ()))
    elif how == "go" or depth == 0:
        below.pop(at)
    else:
        moved = below.pop(at)
        below.insert(rng.randrange(len(below) + 1), moved)
    return node._replace(children=tuple(n._replace(label=count(i + 1)) for i, n in enumerate(below)))


def amended(rng: Random, before: State) -> dict[str, Node]:
    """The articles after an amendment by chance: one to three articles change, sometimes one comes with a branch number."""
    out = dict(before)
    for num in rng.sample(list(before), min(len(before), rng.randrange(1, 4))):
        out[num] = edited(rng, out[num], 0)
    num = rng.choice(list(before))
    plain = re.fullmatch(r"第([一二三四五六七八九十百]+|[0-9]+)条", before[num].label)
    if rng.random() < 0.35 and plain and num.isdigit() and f"{num}_2" not in before:
        label = before[num].label + ("の2" if plain[1].isdigit() else "の二")
        first = Node("", "", f"新たに{_words(rng, 15, 25)}を定める。", ())
        new = Node("（追加事項）", label, "", (first,))
        out = {k: v for n, a in out.items() for k, v in ((n, a), *([(f"{num}_2", new)] if n == num else []))}
    return out
