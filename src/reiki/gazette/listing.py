"""A list of provisions after a clause: what neither column lists keeps its place, and nothing was lost from it in print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from reiki.amend.operations import Finding
from reiki.gazette.draft import Draft, source_at
from reiki.gazette.entries import Entry
from reiki.gazette.pairing import Pair
from reiki.gazette.quoted import Quoted
from reiki.gazette.sequences import first_gap
from reiki.gazette.units import WHOLE
from reiki.law.address import Address
from reiki.law.equality import key
from reiki.law.kinds import Kind
from reiki.law.numerals import branch_key
from reiki.law.provision import Provision

_ENOUGH: Final = 6


def words_run_together(
    draft: Draft, pairs: Sequence[Pair], children: Sequence[Provision], at: Address, stored: Provision
) -> None:
    """In converted text a label that was lost turns its provision into the end of the one above: then the provision seems
    to go, and its words to be added there."""
    if draft.drawn:
        return
    gone = [stored.child(p.before.kind, p.before.num) for p in pairs if p.before and p.after is None]
    for lost in gone:
        words = key(lost.text or "", draft.fidelity) if lost is not None else ""
        if len(words) >= _ENOUGH and any(key(c.text or "", draft.fidelity).endswith(words) for c in children):
            assert lost is not None
            message = f"{at.child(lost.kind, lost.num)} would go, but its words end another provision: was its label lost?"
            draft.findings.append(Finding("error", "words_in_doubt", message, at=at))


def count_goes_on(
    draft: Draft, pairs: Sequence[Pair], children: Sequence[Provision], to: Address, stored: Provision
) -> None:
    """What came or moved must continue its list (四 after 三); else a line was lost or a label misprinted."""
    came = {
        p.after.num: p.after for p in pairs if p.after and (p.before is None or p.before.num != p.after.num)
    }
    if stored.unlisted or draft.scope is not WHOLE or not came:
        return
    gap = first_gap(children, {(entry.kind, num) for num, entry in came.items()})
    if gap is not None:
        draft.error("label_gap", f"{to.child(gap.kind, gap.num)} would come, but nothing stands before it in the count",
                    came.get(gap.num), to)  # fmt: skip


def note_dropped(draft: Draft, pairs: Sequence[Pair], at: Address) -> None:
    """``【４】　（略）`` in 改正前 alone: unquoted, it goes by the mark on its label.

    Nobody can compare its words, so nothing else may come, go or move in its list: then no line lost in 改正後 could have
    given it another number, and no quoted provision that goes could be taken for it.
    """
    going = [p.before for p in pairs if p.before is not None and p.after is None]
    elided = [b for b in going if b.node.whole_elision()]
    still = all(p.before is not None and (p.after is None or p.after.num == p.before.num) for p in pairs)
    if draft.drawn and elided and len(elided) == len(going) and still:
        draft.dropped.update(at.child(b.kind, b.num) for b in elided)


def label_gap(
    draft: Draft, rest: Sequence[Provision], listed: Sequence[Quoted], at: Address, node: Quoted, moves: bool
) -> None:
    """A stored provision that 改正前 neither quotes nor elides among those that it lists: a line may have been lost."""
    kinds = {c.kind for c in listed if c.label.text.strip() or c.kind is Kind.PARAGRAPH}
    elided = {"1"} if node.kind is Kind.ARTICLE and node.elided else set()  # 第二条　略, then ２　略
    lost = [c for c in rest if c.kind in kinds and c.num and c.num not in elided]
    if not lost:
        return
    shown = "、".join(str(at.child(c.kind, c.num)) for c in lost[:5])
    message = f"改正前 neither quotes nor elides {shown}, which stands among what it lists"
    severity: Literal["error", "warning"] = "error" if draft.drawn or moves else "warning"
    draft.findings.append(
        Finding(severity, "label_gap", message, source_at(Entry(node, node.num, node.label)), at)
    )


def comes_after(before: Sequence[Provision], to: Address) -> Address:
    """The sibling, cited as after the clause, that the next one of the 改正後 list comes after; no steps: it is the first."""
    return to.child(before[-1].kind, before[-1].num) if before else Address()


def merged(listed: list[Provision], rest: list[Provision]) -> tuple[Provision, ...]:
    """Listed children with the stored ones that no column lists: by number, or (tables, remarks) behind the others."""
    out = list(listed)
    for child in rest:
        same = [i for i, c in enumerate(out) if c.kind is child.kind]
        if child.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.ARTICLE) and child.num[:1].isdigit():
            later = [
                i
                for i in same
                if out[i].num[:1].isdigit()
                and branch_key(out[i].num.split(":")[0]) > branch_key(child.num.split(":")[0])
            ]
            out.insert(later[0] if later else (same[-1] + 1 if same else len(out)), child)
        elif child.kind is Kind.TABLE and (
            later := [i for i in same if _place(out[i].num) > _place(child.num)]
        ):
            out.insert(later[0], child)
        elif child.kind is Kind.TABLE and any(c.kind is Kind.REMARKS for c in out):
            out.insert(next(n for n, c in enumerate(out) if c.kind is Kind.REMARKS), child)
        else:
            out.append(child)
    return tuple(out)


def _place(num: str) -> int:
    """The place of a table without a title among those of its provision: ``#2``; 0 for any other."""
    return int(num[1:]) if num[:1] == "#" and num[1:].isdigit() else 0
