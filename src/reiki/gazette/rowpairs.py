"""Which row and column of a table in 改正後 corresponds to which of 改正前."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from reiki.gazette.entries import LABEL_MARKS
from reiki.gazette.rows import Printed, RowMismatch, text_of
from reiki.law.equality import Fidelity, key

_MOST_PAIRS: Final = 40_000
_ALIKE: Final = 0.5


def partners(b: Printed, a: Printed, fidelity: Fidelity) -> dict[int, tuple[int, ...]]:
    """改正後 row → 改正前 rows, in order. One elided row of 改正後 may stand for several of 改正前 when what stood between them
    goes. Raises :class:`RowMismatch` where it is open which elided row is which."""
    elided_b = [i for i, r in enumerate(b.rows) if r.elided]
    elided_a = [j for j, r in enumerate(a.rows) if r.elided]
    out: dict[int, tuple[int, ...]] = {}
    if len(elided_a) == len(elided_b):
        fixed = list(zip(elided_b, elided_a, strict=True))
    else:
        fixed = []
        for bs, as_ in _between_quoted(b, a, fidelity):
            if len(as_) == 1 and bs:
                out[as_[0]] = tuple(bs)
            elif len(as_) == len(bs):
                fixed += list(zip(bs, as_, strict=True))
            else:
                raise RowMismatch("the columns elide different rows: which of them stay is not said")
    out |= {j: (i,) for i, j in fixed}
    cuts = sorted({(found[0], found[-1], j) for j, found in out.items()}, key=lambda c: c[2])
    i = j = 0
    for first, last, at in [*cuts, (len(b.rows), len(b.rows), len(a.rows))]:
        if first < i:
            raise RowMismatch("the columns elide rows in another order")
        here_b = [x for x in range(i, first) if not b.rows[x].elided]
        out |= {y: (x,) for x, y in _aligned(b, a, here_b, list(range(j, at)), fidelity)}
        i, j = last + 1, at + 1
    return dict(sorted(out.items()))


def _between_quoted(b: Printed, a: Printed, fidelity: Fidelity) -> list[tuple[list[int], list[int]]]:
    """The elided rows of both columns between rows that are quoted alike in both."""
    quoted_b = [i for i, r in enumerate(b.rows) if not r.elided]
    quoted_a = [j for j, r in enumerate(a.rows) if not r.elided]
    out: list[tuple[list[int], list[int]]] = []
    i = j = 0
    for x, y in [*_aligned(b, a, quoted_b, quoted_a, fidelity), (len(b.rows), len(a.rows))]:
        bs = [n for n in range(i, x) if b.rows[n].elided]
        out.append((bs, [n for n in range(j, y) if a.rows[n].elided]))
        i, j = x + 1, y + 1
    return out


def _aligned(
    b: Printed, a: Printed, bs: Sequence[int], as_: Sequence[int], fidelity: Fidelity
) -> list[tuple[int, int]]:
    """Quoted rows of both columns that correspond, in order: equal ones first, then by first cells and likeness; rows of
    one shape that are left over between them correspond one by one."""
    x, y = [_words(b, i, fidelity) for i in bs], [_words(a, j, fidelity) for j in as_]
    fixed_b = [w if _stays(b, i) else (*w, f"\0b{i}") for w, i in zip(x, bs, strict=True)]
    fixed_a = [w if _stays(a, j) else (*w, f"\0a{j}") for w, j in zip(y, as_, strict=True)]
    out: list[tuple[int, int]] = []
    i = j = 0
    for at_b, at_a, size in SequenceMatcher(None, fixed_b, fixed_a, autojunk=False).get_matching_blocks():
        out += [(bs[p], as_[q]) for p, q in _by_likeness(x[i:at_b], y[j:at_a], i, j, b, a, bs, as_)]
        out += [(bs[at_b + n], as_[at_a + n]) for n in range(size)]
        i, j = at_b + size, at_a + size
    return out


def _stays(printed: Printed, row: int) -> bool:
    """False for a row that is marked throughout: it may have come from another place, and holds no other row in its own."""
    worded = [c for c in printed.rows[row].cells if c.text]
    return not worded or not all(
        c.box or (c.text is not None and c.text.covered(LABEL_MARKS)) for c in worded
    )


_Words = tuple[str, ...]


def _by_likeness(
    x: Sequence[_Words], y: Sequence[_Words], i0: int, j0: int, b: Printed, a: Printed,
    bs: Sequence[int], as_: Sequence[int],
) -> list[tuple[int, int]]:  # fmt: skip
    n, m = len(x), len(y)
    if not n or not m:
        return []
    cheap = n * m > _MOST_PAIRS
    fits = [[_fit(p, q, cheap) for q in y] for p in x]
    score = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            best = max(score[i + 1][j], score[i][j + 1])
            score[i][j] = max(best, fits[i][j] + score[i + 1][j + 1]) if fits[i][j] > 0 else best
    out: list[tuple[int, int]] = []
    i = j = 0
    while i < n and j < m:
        if fits[i][j] > 0 and score[i][j] == fits[i][j] + score[i + 1][j + 1]:
            out.append((i, j))
            i, j = i + 1, j + 1
        elif score[i][j] == score[i + 1][j]:
            i += 1
        else:
            j += 1
    full: list[tuple[int, int]] = []
    p, q = -1, -1
    for i, j in [*out, (n, m)]:
        left, right = range(p + 1, i), range(q + 1, j)
        if len(left) == len(right) and all(
            _widths(b, bs[i0 + u]) == _widths(a, as_[j0 + v]) for u, v in zip(left, right, strict=True)
        ):
            full += list(zip(left, right, strict=True))
        if (i, j) != (n, m):
            full.append((i, j))
        p, q = i, j
    return [(i0 + i, j0 + j) for i, j in full]


def _words(printed: Printed, row: int, fidelity: Fidelity) -> _Words:
    """What covers each column of a row, merged cells included."""
    places = [printed.covering(row, c) for c in range(printed.width)]
    return tuple("" if p is None else key(text_of(printed.cell(p)), fidelity) for p in places)


def _widths(printed: Printed, row: int) -> list[tuple[int, int]]:
    return [(c.rowspan, c.colspan) for c in printed.rows[row].cells]


def _fit(x: _Words, y: _Words, cheap: bool) -> float:
    if x == y:
        return 4.0
    same = sum(1 for p, q in zip(x, y, strict=False) if p == q and p) / max(len(x), len(y), 1)
    if x and y and x[0] and x[0] == y[0]:
        return 2.0 + same
    if cheap:
        return 2 * same if same >= _ALIKE else 0.0
    matcher = SequenceMatcher(None, "\t".join(x)[:300], "\t".join(y)[:300], autojunk=False)
    ratio = matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0
    return max(2.0 * ratio if ratio >= _ALIKE else 0.0, 2 * same if same >= _ALIKE else 0.0)


def columns_between(
    b: Printed, a: Printed, pairs: Sequence[tuple[int, int]], fidelity: Fidelity
) -> dict[int, int]:
    """改正前 column → 改正後 column: the same ones, or where columns come or go those that read alike, in order."""
    if b.width == a.width or not pairs:
        return {c: c for c in range(min(b.width, a.width))}
    x = [_words(b, i, fidelity) for i, _ in pairs]
    y = [_words(a, j, fidelity) for _, j in pairs]
    n, m = b.width, a.width
    fits = [[sum((2.0 if p[c] else 0.1) if p[c] == q[d] else 0.0 for p, q in zip(x, y, strict=True)) for d in range(m)]
            for c in range(n)]  # fmt: skip
    score = [[0.0] * (m + 1) for _ in range(n + 1)]
    for c in range(n - 1, -1, -1):
        for d in range(m - 1, -1, -1):
            score[c][d] = max(score[c + 1][d], score[c][d + 1], fits[c][d] + score[c + 1][d + 1])
    out: dict[int, int] = {}
    c = d = 0
    while c < n and d < m:
        if fits[c][d] > 0 and score[c][d] == fits[c][d] + score[c + 1][d + 1]:
            out[c] = d
            c, d = c + 1, d + 1
        elif score[c][d] == score[c + 1][d]:
            c += 1
        else:
            d += 1
    return out
