"""Which provision of the 改正前 column corresponds to which of the 改正後 column (対応する).

Unmarked labels correspond when they are equal. Marked labels correspond in order: ``十　略`` … ``十五　略`` to ``十一　略`` …
``十六　略``. Likeness of words only chooses between readings that give the same text (moved and changed, or removed and
added); where it would decide the text itself, the correspondence is ambiguous and an error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from reiki.gazette.entries import LABEL_MARKS, Entry
from reiki.gazette.firsts import replaced_as_first
from reiki.gazette.quoted import Quoted
from reiki.law.equality import Fidelity, key
from reiki.law.kinds import Kind
from reiki.law.numerals import branch_key

_ALIKE: Final = 0.6
_SAME_REST: Final = 1.0
"""What marks explain goes before what is merely like it (三　規則【第14条】の… among four new ones that read alike)."""
_SUCCESSIVE: Final = 0.2


@dataclass(slots=True)
class Pair:
    """Two corresponding provisions, or one that has no counterpart."""

    before: Entry | None
    after: Entry | None


@dataclass(frozen=True, slots=True)
class PairingRules:
    """How a list is paired. ``moves``/``removes``/``adds``: whether the lead text orders it of this kind of label.

    ``replaces``: whether 二重傍線 on the same label in both columns replaces the provision as a whole.
    ``drawn``: marks are obeyed. ``strict``: in converted text, only equal words make equal numbers correspond (the
    reading in which an ordered removal has an object).
    """

    moves: bool
    removes: bool
    adds: bool
    drawn: bool
    fidelity: Fidelity
    strict: bool = False
    replaces: bool = False


class Ambiguous(ValueError):
    """More than one correspondence is possible and they give different texts."""


def pair(
    before: Sequence[Entry], after: Sequence[Entry], rules: Callable[[Kind], PairingRules]
) -> list[Pair]:
    """The correspondence of two lists, in the order of the 改正後 list, with what goes where it stood.

    Raises :class:`Ambiguous` when the marks leave it open which elided provision becomes which.
    """
    taken: dict[int, int] = {}
    rest_b: list[int] = []
    by_num = {(e.kind, e.num): i for i, e in enumerate(after)}
    for i, b in enumerate(before):
        j = by_num.get((b.kind, b.num))
        if j is not None and _same_number_pairs(b, after[j], rules(b.kind)):
            taken[i] = j
        else:
            rest_b.append(i)
    used = set(taken.values())
    rest_a = [j for j in range(len(after)) if j not in used]
    kinds = {before[i].kind for i in rest_b} & {after[j].kind for j in rest_a}
    for kind in sorted(kinds):
        bs = [i for i in rest_b if before[i].kind is kind]
        as_ = [j for j in rest_a if after[j].kind is kind]
        if rules(kind).moves or rules(kind).drawn:
            _check_unambiguous([before[i] for i in bs], [after[j] for j in as_])
            moved = _word_for_word(before, after, bs, as_, rules(kind))
            bs = [i for i in bs if all(i != x for x, _ in moved)]
            as_ = [j for j in as_ if all(j != y for _, y in moved)]
            for old, new in _stretches(before, after, bs, as_, rules(kind)):
                if (
                    len(old) == len(new) == 1
                    and own_elided(before[old[0]].node)
                    and own_elided(after[new[0]].node)
                ):
                    moved.append((old[0], new[0]))
                    continue
                found = align([before[i] for i in old], [after[j] for j in new], rules(kind))
                moved += [(old[x], new[y]) for x, y in found]
            _check_order(before, after, moved, [(i, j) for i, j in taken.items() if before[i].kind is kind])
            taken.update(moved)
    return _in_order(before, after, taken)


def _stretches(
    before: Sequence[Entry],
    after: Sequence[Entry],
    bs: Sequence[int],
    as_: Sequence[int],
    rules: PairingRules,
) -> list[tuple[list[int], list[int]]]:
    """The marked provisions cut where both columns elide words. What is elided is neither new nor gone: where both columns
    elide as many, the first corresponds to the first (``ロ　（略）`` becomes ``イ　（略）``, whatever イ was)."""
    elided_b = [i for i in bs if own_elided(before[i].node)]
    elided_a = [j for j in as_ if own_elided(after[j].node)]
    if not rules.drawn or not rules.moves or len(elided_b) != len(elided_a):
        return [(list(bs), list(as_))]
    out: list[tuple[list[int], list[int]]] = []
    i0, j0 = -1, -1
    for i, j in [*zip(elided_b, elided_a, strict=True), (len(before), len(after))]:
        out.append(([n for n in bs if i0 < n < i], [n for n in as_ if j0 < n < j]))
        if i < len(before):
            out.append(([i], [j]))
        i0, j0 = i, j
    return out


def _word_for_word(
    before: Sequence[Entry],
    after: Sequence[Entry],
    bs: Sequence[int],
    as_: Sequence[int],
    rules: PairingRules,
) -> list[tuple[int, int]]:
    """Provisions that move with every word as it was, in any order (第2条 and 第3条 change places): quoted in full under a
    marked label, and equal to one of the other column alone."""
    if not (rules.drawn and rules.moves):
        return []
    olds: dict[str, list[int]] = {}
    news: dict[str, list[int]] = {}
    for entries, places, words in ((before, bs, olds), (after, as_, news)):
        for n in places:
            said = key(_words(entries[n].node), rules.fidelity)
            quoted = entries[n].marked() and not any(
                x.elided for x in (entries[n].node, *entries[n].node.under())
            )
            if quoted and said not in ("", "削除"):
                words.setdefault(said, []).append(n)
    found = [
        (olds[said][0], news[said][0]) for said in olds if len(olds[said]) == len(news.get(said, ())) == 1
    ]
    return [(i, j) for i, j in found if before[i].num != after[j].num]


def _same_number_pairs(b: Entry, a: Entry, rules: PairingRules) -> bool:
    """Whether equal numbers correspond, or one provision went and another came under its number."""
    if rules.drawn:
        if b.marked() != a.marked() or replaced_as_first(b.node, a.node):
            return False
        if not b.marked():
            return True
        if rules.moves:
            return False  # 十　略 … 十五　略 become 十一　略 … 十六　略: the order decides, not the number
        return (
            (b.double() and a.double())
            or _likeness(b.node, a.node, rules.fidelity) >= _ALIKE
            or not rules.adds
        )
    if rules.moves:
        return False
    if b.node.elided or a.node.elided:
        return True
    if rules.strict and rules.removes and rules.adds:
        return _likeness(b.node, a.node, rules.fidelity) == 1.0
    if rules.removes and rules.adds:
        return _likeness(b.node, a.node, rules.fidelity) >= _ALIKE
    return True


def _words(node: Quoted) -> str:
    return node.text.text + "".join(_words(c) for c in node.children)


def _likeness(b: Quoted, a: Quoted, fidelity: Fidelity) -> float:
    x, y = key(_words(b), fidelity), key(_words(a), fidelity)
    if x == y:
        return 1.0
    matcher = SequenceMatcher(None, x[:600], y[:600], autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _same_rest(b: Quoted, a: Quoted, fidelity: Fidelity) -> bool:
    """Whether exchanging the marked words turns one provision into the other, however little of it stays."""
    rest = unmarked_rest(b, fidelity)
    return bool(rest) and rest == unmarked_rest(a, fidelity)


def unmarked_rest(node: Quoted, fidelity: Fidelity) -> str:
    """The words that carry no mark, of a provision of which some do; ``""`` when none do."""
    if not node.text.touched(LABEL_MARKS):
        return ""
    marked = node.text.inside(LABEL_MARKS)
    return key("".join(c for c, m in zip(node.text.text, marked, strict=True) if not m), fidelity)


def _check_unambiguous(before: Sequence[Entry], after: Sequence[Entry]) -> None:
    """Every elided provision of 改正後 takes its words from an elided one of 改正前: their numbers must fit."""
    elided_a = [e for e in after if e.node.whole_elision()]
    elided_b = [e for e in before if e.node.whole_elision()]
    if elided_a and len(elided_a) != len(elided_b):
        free = [e for e in before if not e.node.whole_elision()]
        if len(elided_b) > len(elided_a) or len(elided_a) - len(elided_b) > len(free):
            shown = "、".join(e.label.text for e in elided_a), "、".join(e.label.text for e in elided_b)
            raise Ambiguous(
                f"改正後 elides {shown[0]} and 改正前 elides {shown[1] or 'nothing'}: which becomes which is not stated"
            )


def _check_order(
    before: Sequence[Entry],
    after: Sequence[Entry],
    moved: Sequence[tuple[int, int]],
    fixed: Sequence[tuple[int, int]],
) -> None:
    """Elided provisions correspond by their order alone (十　略 … 十五　略 become 十一　略 … 十六　略): both lists must count
    upwards, and none of them may pass by a provision that stays where it is."""
    elided = [(i, j) for i, j in moved if before[i].node.whole_elision() and after[j].node.whole_elision()]
    if len(elided) < 2 or all(before[i].num == after[j].num for i, j in elided):
        return
    for entries in ([before[i] for i, _ in elided], [after[j] for _, j in elided]):
        places = [branch_key(e.num.split(":")[0]) for e in entries if e.num[:1].isdecimal()]
        if places != sorted(places):
            shown = "、".join(e.label.text for e in entries)
            raise Ambiguous(f"{shown} are elided and do not count upwards: which becomes which is not stated")
    for i, j in elided:
        for x, y in fixed:
            if (i < x) != (j < y):
                shown = f"{before[i].label.text} and {after[j].label.text}"
                raise Ambiguous(
                    f"{shown} are elided and stand on either side of {before[x].label.text}, which stays"
                )


def align(before: Sequence[Entry], after: Sequence[Entry], rules: PairingRules) -> list[tuple[int, int]]:
    """Index pairs of the best order-preserving alignment: elided to elided, quoted to alike quoted."""
    n, m = len(before), len(after)
    score = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            fit = _fit(before[i], after[j], rules)
            best = max(score[i + 1][j], score[i][j + 1])
            score[i][j] = max(best, fit + score[i + 1][j + 1]) if fit > 0 else best
    out: list[tuple[int, int]] = []
    i = j = 0
    while i < n and j < m:
        fit = _fit(before[i], after[j], rules)
        if fit > 0 and score[i][j] == fit + score[i + 1][j + 1]:
            out.append((i, j))
            i, j = i + 1, j + 1
        elif score[i][j] == score[i + 1][j]:
            i += 1
        else:
            j += 1
    return out


def _fit(b: Entry, a: Entry, rules: PairingRules) -> float:
    """How well two provisions correspond, from 0 (they cannot) to about 10 (both elided)."""
    same_num = 0.3 if b.num == a.num else 0.0
    if a.node.whole_elision():
        return (10.0 if b.node.whole_elision() else 0.5) + same_num
    if b.num == a.num and own_elided(b.node) and own_elided(a.node):
        return 3.0
    if b.node.whole_elision() or (rules.drawn and replaced_as_first(b.node, a.node)):
        return 0.0
    alike = _likeness(b.node, a.node, rules.fidelity)
    same_rest = _SAME_REST if rules.drawn and _same_rest(b.node, a.node, rules.fidelity) else 0.0
    if same_rest:
        alike = max(alike, _ALIKE)
    if b.kind is Kind.ARTICLE and b.num == a.num and _caption(b.node) == _caption(a.node) != "":
        alike = max(alike, _ALIKE)
    if (
        rules.replaces
        and b.double()
        and a.double()
        and b.num != a.num
        and not _exchanged(b.node, a.node, rules.fidelity)
    ):
        # A 対象規定 moves with the words that its marks leave; one that is only like it was replaced.
        return 0.0
    same_row = 0.5 if b.node.row == a.node.row and rules.drawn else 0.0
    if alike >= _ALIKE:
        return 1.0 + 2 * alike + same_row + same_num + same_rest
    if not rules.replaces:
        return 0.0
    # A 対象規定 under the same label is replaced, however unlike its words; what moved away from the label comes first. A label
    # with a single line neither comes nor goes: it is words that become those of the next such label (順次対応する).
    if b.double() and a.double():
        return same_num
    lined = b.marked() and a.marked() and not b.double() and not a.double()
    return _SUCCESSIVE + same_num if lined else 0.0


def _exchanged(b: Quoted, a: Quoted, fidelity: Fidelity) -> bool:
    """True when the words of one are those of the other, the marked ones aside."""
    return key(b.text.text, fidelity) == key(a.text.text, fidelity) or _same_rest(b, a, fidelity)


def _caption(node: Quoted) -> str:
    return node.caption.text if node.caption is not None else ""


def own_elided(node: Quoted) -> bool:
    """True when the provision's own words are elided, whatever is quoted under it: ``第2条　略`` with ``(6)`` below."""
    if node.elided:
        return True
    first = node.children[0] if node.kind is Kind.ARTICLE and node.children else None
    return first is not None and first.kind is Kind.PARAGRAPH and first.elided


def _in_order(before: Sequence[Entry], after: Sequence[Entry], taken: dict[int, int]) -> list[Pair]:
    partner = {j: i for i, j in taken.items()}
    out: list[Pair] = [Pair(before[partner[j]] if j in partner else None, a) for j, a in enumerate(after)]
    out.extend(Pair(b, None) for i, b in enumerate(before) if i not in taken)
    return out
