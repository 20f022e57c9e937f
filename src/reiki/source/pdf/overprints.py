"""What is drawn twice at one place: characters that imitate bold, and spaces that take no room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from reiki.source.pdf.frame import Placed

_NEAR: Final = 8


def without_idle_spaces(placed: Sequence[Placed]) -> Sequence[Placed]:
    """Without spaces that take no room: drawn over a character, or several at one place, as word processors write where they
    set Latin letters off from the others."""
    levels: dict[int, list[Placed]] = defaultdict(list)
    for p in placed:
        levels[round((p.v0 + p.v1) / 8)].append(p)
    idle: set[int] = set()
    for group in levels.values():
        if not any(p.glyph.text == " " for p in group):
            continue
        group.sort(key=lambda p: p.u0)
        for n, p in enumerate(group):
            if p.glyph.text != " ":
                continue
            near = [q for q in group[max(0, n - _NEAR) : n + _NEAR + 1] if q is not p]
            if any(min(p.u1, q.u1) - max(p.u0, q.u0) > 0.6 * (p.u1 - p.u0) for q in near):
                idle.add(id(p))
    return [p for p in placed if id(p) not in idle] if idle else placed


def without_doubles(placed: Sequence[Placed]) -> list[Placed]:
    """Without the second drawing of a character that imitates bold."""
    seen: dict[tuple[str, int, int], Placed] = {}
    out: list[Placed] = []
    for p in placed:
        key = (p.glyph.text, round(p.u0 / 3), round(p.v0 / 3))
        near = next(
            (
                q
                for du in (-1, 0, 1)
                for dv in (-1, 0, 1)
                if (q := seen.get((key[0], key[1] + du, key[2] + dv))) is not None
                and abs(q.u0 - p.u0) <= 0.12 * p.glyph.size
                and abs(q.v0 - p.v0) <= 0.12 * p.glyph.size
            ),
            None,
        )
        if near is None:
            seen[key] = p
            out.append(p)
    return out
