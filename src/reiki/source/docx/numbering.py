"""Numbers that stand only in ``numbering.xml``: each numbered paragraph's label as Word prints it (ISO 29500-1, 17.9).

Counters belong to the abstract list that several numbers of lists may share; a number with ``startOverride`` begins anew
at its first use. A level begins anew when a higher one has been counted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from reiki.source.counting import number_text
from reiki.source.docx.names import MC, VAL, Element, W, child, number, switched, value
from reiki.source.docx.styles import PLAIN, Styles, Words, words_of
from reiki.source.model import UNKNOWN_SIGN, WORDS_MISSING
from reiki.source.remarks import Remarks
from reiki.source.symbols import symbol

_LEVELS: Final = 9
_PLACE: Final = re.compile(r"%([1-9])")
_SUFFIXES: Final = {"tab": "\u3000", "space": " ", "nothing": ""}
_CUSTOM: Final = re.compile(r"^(0*)1,")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: ``sequence`` as in :mod:`reiki.source.counting`, ``pattern`` with ``%1`` … ``%9``."""

    start: int = 1
    sequence: str = "decimal"
    pattern: str = ""
    suffix: str = "\u3000"
    restart: int | None = None
    legal: bool = False
    style: str | None = None
    words: Words = PLAIN
    font: str = ""
    pad: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a paragraph, what stands between it and the words (a TAB is a full-width space), and what is stated
    of its look: the underline of a paragraph does not reach its number."""

    text: str
    suffix: str
    words: Words


@dataclass(slots=True)
class _List:
    """One ``w:num``."""

    abstract: str
    starts: dict[int, int]
    levels: dict[int, Level]


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has been counted; to be asked for every paragraph in order."""

    styles: Styles
    remarks: Remarks
    _abstract: dict[str, dict[int, Level]] = field(default_factory=dict)
    _lists: dict[int, _List] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, root: Element | None, styles: Styles, remarks: Remarks) -> Numbering:
        """The lists of ``numbering.xml``."""
        out = cls(styles, remarks)
        if root is None:
            return out
        linked: dict[str, str] = {}  # a numbering style → the abstract list that defines it
        links: dict[str, str] = {}  # an abstract list → the numbering style that it follows
        for abstract in root.iterfind(f"{W}abstractNum"):
            identifier = abstract.get(f"{W}abstractNumId", "")
            out._abstract[identifier] = {
                number(level.get(f"{W}ilvl")): _level(level, styles) for level in abstract.iterfind(f"{W}lvl")
            }
            if (name := value(abstract, "styleLink")) is not None:
                linked[name] = identifier
            if (name := value(abstract, "numStyleLink")) is not None:
                links[identifier] = name
        for given in root.iterfind(f"{W}num"):
            identifier = value(given, "abstractNumId") or ""
            identifier = linked.get(links.get(identifier, ""), identifier)
            starts: dict[int, int] = {}
            levels: dict[int, Level] = {}
            for override in given.iterfind(f"{W}lvlOverride"):
                at = number(override.get(f"{W}ilvl"))
                if (start := value(override, "startOverride")) is not None:
                    starts[at] = number(start, 1)
                if (level := child(override, "lvl")) is not None:
                    levels[at] = _level(level, styles)
            out._lists[number(given.get(f"{W}numId"))] = _List(identifier, starts, levels)
        return out

    def label(self, paragraph: Element | None, style: str | None) -> Label | None:
        """The label of the next paragraph (its ``w:pPr`` and style); ``None`` where it has none."""
        stated, styled = child(paragraph, "numPr"), self.styles.lines(style).listed
        own = value(stated, "numId")
        identifier = number(own) if own is not None else styled[0]
        if not identifier:
            return None
        listed = self._lists.get(identifier)
        if listed is None or listed.abstract not in self._abstract:
            return None
        level = value(stated, "ilvl")
        at = number(level) if level is not None else self._level_of_style(listed, style, styled[1])
        return self._count(identifier, listed, min(max(at, 0), _LEVELS - 1))

    def _level_of_style(self, listed: _List, style: str | None, stated: int | None) -> int:
        """The level that names the paragraph's style, else what the style states."""
        for name in self.styles.style_chain_ids(style):
            for at, level in {**self._abstract[listed.abstract], **listed.levels}.items():
                if level.style == name:
                    return at
        return stated or 0

    def _count(self, identifier: int, listed: _List, at: int) -> Label | None:
        levels = {**self._abstract[listed.abstract], **listed.levels}
        counts = self._counts.setdefault(listed.abstract, [None] * _LEVELS)
        level = levels.get(at, Level())
        begun = counts[at]
        if at in listed.starts and (identifier, at) not in self._begun:
            counts[at] = listed.starts[at]
        elif begun is None:
            counts[at] = listed.starts.get(at, level.start)
        else:
            counts[at] = begun + 1
        self._begun.add((identifier, at))
        for deeper in range(at + 1, _LEVELS):
            restart = levels.get(deeper, Level()).restart
            if restart is None or (restart > 0 and at < restart):
                counts[deeper] = None
        return self._printed(levels, counts, at)

    def _printed(self, levels: dict[int, Level], counts: list[int | None], at: int) -> Label | None:
        level = levels.get(at, Level())
        if level.sequence == "bullet":
            text = "".join(symbol(ord(c), level.font) or c for c in level.pattern)
        else:

            def place(found: re.Match[str]) -> str:
                k = int(found[1]) - 1
                shown = levels.get(k, Level())
                count = counts[k]
                count = shown.start if count is None else count
                sequence = "decimal" if level.legal and k != at else shown.sequence
                if level.legal and sequence not in ("decimal", "decimalZero"):
                    sequence = "decimal"
                text = number_text(count, sequence)
                if text is None:
                    self.remarks.say(
                        f"numbers in the sequence {sequence} are not known, {UNKNOWN_SIGN} stands for them: {WORDS_MISSING}"
                    )
                    text = UNKNOWN_SIGN
                return text.zfill(shown.pad)

            text = _PLACE.sub(place, level.pattern)
        return Label(text, level.suffix, level.words) if text else None


def _level(element: Element, styles: Styles) -> Level:
    format_ = element.find(f"{W}numFmt")
    pad = 0
    if format_ is None:  # a number of Word's own making in one branch, an ordinary one in the other
        for branch in ("Choice", "Fallback"):
            format_ = element.find(f"{MC}AlternateContent/{MC}{branch}/{W}numFmt")
            if format_ is not None:
                break
    sequence = "decimal" if format_ is None else format_.get(VAL, "decimal")
    if sequence == "custom" and format_ is not None:
        found = _CUSTOM.match(format_.get(f"{W}format", ""))
        sequence, pad = ("decimal", len(found[1]) + 1) if found else ("custom", 0)
    properties = child(element, "rPr")
    fonts = child(properties, "rFonts")
    words = words_of(properties)
    if (character := value(properties, "rStyle")) is not None:
        words = words.over(styles.words(character, "character"))
    restart = value(element, "lvlRestart")
    text = child(element, "lvlText")
    return Level(
        start=number(value(element, "start"), 0),
        sequence=sequence,
        pattern="" if text is None else text.get(VAL, ""),
        suffix=_SUFFIXES.get(value(element, "suff") or "tab", "\u3000"),
        restart=None if restart is None else number(restart),
        legal=switched(element, "isLgl"),
        style=value(element, "pStyle"),
        words=words,
        font="" if fonts is None else fonts.get(f"{W}ascii", "") or fonts.get(f"{W}hAnsi", ""),
        pad=pad,
    )
