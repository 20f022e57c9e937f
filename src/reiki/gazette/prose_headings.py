"""Headings (章名) that an amending sentence takes out or replaces, and the articles that stand under them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from reiki.amend.operations import Source
from reiki.gazette.chapters import lines_of
from reiki.gazette.prose_places import Misplaced
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.kinds import HEADINGS, Kind
from reiki.law.numerals import NUMERAL, parse_branch

_NUMBER: Final = re.compile(rf"第({NUMERAL})([編章節款目])((?:の{NUMERAL})*)(?=[ \u3000]|$)")


def under_others(
    base: LawDocument, dropped: Mapping[Address, Source], gone: Collection[Address]
) -> Iterator[tuple[Address, tuple[Address, Source]]]:
    """For each article under a heading that goes alone (``第2章の章名を削る``): what stands before it afterwards, as cited before
    the clause. ``gone``: everything that goes. Raises :class:`Misplaced` where the printed order does not say."""
    previous: Address | None = None
    for line in lines_of(base) if dropped else ():
        assert line.was is not None
        home = line.home.was if line.home is not None else None
        if line.was in dropped and previous is None:
            raise Misplaced("not_understood", f"nothing stands before {line.was}, which goes alone", line.was)
        if line.was in gone:
            continue
        if home is not None and home in dropped:
            assert previous is not None
            if line.heading:
                raise Misplaced("not_understood", f"{home} goes alone, and {line.was} stands under it", home)
            yield line.was, (previous, dropped[home])
        previous = line.was


def heading_before(base: LawDocument, at: Address) -> Address | None:
    """The heading of which this is the first article: what takes its place stands under it, not at the end of the one
    before."""
    node = base.find(at)
    if at.last is None or at.last.kind is not Kind.ARTICLE or node is None:
        return None
    behind = base.following_of(node)
    return behind if behind.last is not None and behind.last.kind in HEADINGS else None


def number_of(heading: str) -> str:
    """第3章 of ``第３章　雑則``; ``""`` for a title without one."""
    found = _NUMBER.match(heading.strip())
    return parse_branch(found[1] + found[3]) + found[2] if found else ""
