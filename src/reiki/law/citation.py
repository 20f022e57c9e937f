"""Reading a citation (引用条項) such as `第3条第2項第1号イ` into its steps, left to right, one token at a time.

Reads any numeral style and width, with layout spaces between (and in counted words, within) the parts.  It yields
plain pairs; `reiki.law.address` makes them an `Address`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from reiki.law.identity import LawNumber
from reiki.law.kinds import APPENDICES, APPENDIX_KINDS, COUNTERS, NAMES, SUBITEMS, Kind
from reiki.law.labels import LABEL, item_num, normalise_label
from reiki.law.numerals import NUMERAL, branch_key, is_next, parse_branch, parse_number

EXAMPLE: Final = "第3条第2項第1号イ, 附則第2項, 別表第1 行「2級」 列「調整基本額」 or MainProvision-Article_3"


class AddressError(ValueError):
    """A text that is no citation; the message names the text and shows what is accepted."""


_S: Final = r"[ \u3000\t]*"
_N: Final = rf"(?>{NUMERAL})"
# A number before の項 heads a row: 別表第一の二の項 is the row 二 of 別表第一.
_BRANCHES: Final = rf"(?:{_S}の{_S}{_N}(?!{_S}の{_S}項))*"

_PROVISION: Final = re.compile(rf"(?:第{_S})?({_N}){_S}([編章節款目条項号])({_BRANCHES})")
_SUPPL: Final = re.compile(rf"附{_S}則(?:{_S}#(\d+))?")
_NAME: Final = re.compile("|".join(_S.join(name) for name in NAMES))
_STYLE_AFTER: Final = re.compile(rf"(?:別記{_S})?第?{_S}({_N}){_S}号({_BRANCHES}){_S}様式({_BRANCHES})")
_STYLE: Final = re.compile(
    rf"(?:別記{_S})?様{_S}式{_S}(?:#(\d+)|第?{_S}({_N})({_BRANCHES}){_S}(?:号({_BRANCHES}))?)?"
)
_APPENDIX: Final = re.compile(
    rf"({'|'.join(_S.join(name) for name in APPENDICES)}){_S}"
    rf"(?:#(\d+)|(?:第{_S}({_N})|({_N})(?!{_S}の{_S}項))({_BRANCHES})(?:{_S}号(?!{_S}様式))?)?"
)
_CONCERNS: Final = re.compile(rf"{_S}[(（][^()（）]*関係[)）]")
_CAPTION: Final = re.compile(rf"の?{_S}(?:見出し|[編章節款目]名)")
_TABLE: Final = re.compile(rf"の?{_S}表{_S}(?:({_N})|(「))?")
_REMARKS: Final = re.compile(rf"の?{_S}備{_S}考")
_LINE: Final = re.compile(rf"(行|列){_S}(?:({_N})|(「))")
_NUMBERED_ROW: Final = re.compile(rf"の?{_S}({_N}){_S}の{_S}項")
_NAMED_LINE: Final = re.compile(rf"{_S}の{_S}([項欄])")
_LABEL: Final = re.compile(rf"({LABEL})({_BRANCHES})")
_JOIN: Final = re.compile(rf"{_S}(及び|から|[・～〜~]){_S}")
_UNTIL: Final = re.compile(rf"{_S}まで")

Pair = tuple[Kind, str]


def scan(text: str) -> list[Pair]:
    """The steps of a citation as (kind, num) pairs.  Raises AddressError naming the text and the place."""
    return _Scanner(text).run()


class _Scanner:
    """One pass over one text; `steps` grows, `at` only moves forward."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.steps: list[Pair] = []

    def run(self) -> list[Pair]:
        readers: tuple[Callable[[], bool], ...] = (
            self.suppl,
            self.name,
            self.style,
            self.appendix,
            self.line,
            self.provision,
            self.caption,
            self.remarks,
            self.table,
            self.label,
        )
        while self.skip_space() < len(self.text):
            if not any(reader() for reader in readers):
                raise self.error("cannot be read")
        if not self.steps:
            raise self.error("is empty")
        return self.steps

    def skip_space(self) -> int:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        return self.at

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
        return match

    def error(self, what: str) -> AddressError:
        place = f" from 「{self.text[self.at :]}」" if 0 < self.at < len(self.text) else ""
        return AddressError(f"address 「{self.text}」{what}{place}; expected one such as {EXAMPLE}")

    @property
    def last(self) -> Kind | None:
        return self.steps[-1][0] if self.steps else None

    def suppl(self) -> bool:
        # 附則 begins a citation, or is the entry that a 目次 has of it (目次附則).
        if self.last not in (None, Kind.TOC) or (match := self.take(_SUPPL)) is None:
            return False
        num = f"#{match[1]}" if match[1] else ""
        self.skip_space()
        if self.text[self.at : self.at + 1] in ("(", "（"):
            inside = self.bracketed("(（", ")）")
            try:
                num = str(LawNumber.parse(inside))
            except ValueError:
                num = re.sub(r"\s+", "", inside)
        self.take(re.compile(rf"{_S}抄"))
        self.steps.append((Kind.SUPPL, num))
        return True

    def bracketed(self, opening: str, closing: str) -> str:
        """The text inside the bracket that opens here; `\\` protects the character after it."""
        depth, out, at = 0, "", self.at
        while at < len(self.text):
            char = self.text[at]
            if char == "\\" and opening == "「" and at + 1 < len(self.text):
                out, at = out + self.text[at + 1], at + 2
                continue
            depth += (char in opening) - (char in closing)
            if depth == 0:
                self.at = at + 1
                return out[1:]
            out, at = out + char, at + 1
        raise self.error(f"opens {self.text[self.at]} and does not close it")

    def name(self) -> bool:
        if self.steps or (match := self.take(_NAME)) is None:
            return False
        self.steps.append((NAMES[re.sub(r"\s", "", match[0])], ""))
        return True

    def style(self) -> bool:
        if match := self.take(_STYLE_AFTER):
            num = parse_branch(match[1] + match[2] + match[3])
        elif match := self.take(_STYLE):
            num = (
                f"#{match[1]}"
                if match[1]
                else parse_branch(match[2] + match[3] + (match[4] or ""))
                if match[2]
                else ""
            )
        else:
            return False
        self.take(_CONCERNS)
        self.ranged(Kind.APPDX_STYLE, num, self.style)
        return True

    def appendix(self) -> bool:
        if (match := self.take(_APPENDIX)) is None:
            return False
        kind, prefix = APPENDICES[re.sub(r"\s", "", match[1])]
        number = match[3] or match[4]
        num = f"#{match[2]}" if match[2] else prefix + (parse_branch(number + match[5]) if number else "")
        self.take(_CONCERNS)
        self.ranged(kind, num, self.appendix)
        return True

    def provision(self) -> bool:
        if (match := self.take(_PROVISION)) is None:
            return False
        kind = COUNTERS[match[2]]
        if kind in (Kind.PARAGRAPH, Kind.ITEM) and self.last is Kind.REMARKS:
            kind = Kind.ITEM
        self.ranged(kind, parse_branch(match[1] + match[3]), self.provision)
        return True

    def ranged(self, kind: Kind, num: str, reader: Callable[[], bool]) -> None:
        """Appends a step, or the one step of a range (`第11条から第12条まで`, `第11条及び第12条`)."""
        start = self.at
        join = self.take(_JOIN)
        self.steps.append((kind, num))
        if join is None or num.startswith("#") or not re.fullmatch(r"[0-9_]+", num):
            self.at = start
            return
        if not reader() or self.last is not kind:
            raise self.error("joins two places that are not of one kind")
        end = self.steps.pop()[1]
        self.steps[-1] = (kind, self.span(num, end, join[1]))

    def span(self, first: str, last: str, joined: str) -> str:
        if joined == "から" and self.take(_UNTIL) is None:
            raise self.error("says から without まで")
        if ":" in last or branch_key(last) <= branch_key(first):
            raise self.error("is a range that does not ascend")
        if joined in ("及び", "・") and not is_next(first, last):
            raise self.error("names two places that are not neighbours; an address is one place")
        return f"{first}:{last}"

    def caption(self) -> bool:
        if self.take(_CAPTION) is None:
            return False
        self.steps.append((Kind.CAPTION, ""))
        return True

    def remarks(self) -> bool:
        if self.take(_REMARKS) is None:
            return False
        self.steps.append((Kind.REMARKS, ""))
        return True

    def table(self) -> bool:
        if not self.steps or (match := self.take(_TABLE)) is None:
            return False
        if match[2]:
            self.at -= 1
            self.steps.append((Kind.TABLE, head_num(self.bracketed("「", "」"))))
        elif match[1]:
            self.steps.append((Kind.TABLE, f"#{parse_number(match[1])}"))
        else:
            self.steps.append((Kind.TABLE, ""))
            self.skip_space()
            label = _LABEL.match(self.text, self.at)
            if label is not None and not re.match(NUMERAL, label[0]):
                self.steps[-1] = (Kind.TABLE, self.one_label())
        return True

    def line(self) -> bool:
        """A row or a column: `行「2級」`, `列2`, `「2級」の項`, `2の項`."""
        if match := self.take(_LINE):
            kind = Kind.ROW if match[1] == "行" else Kind.COLUMN
            if match[2]:
                self.steps.append((kind, f"#{parse_number(match[2])}"))
                return True
            self.at -= 1
            self.steps.append((kind, head_num(self.bracketed("「", "」"))))
            return True
        if self.last is not None and (match := self.take(_NUMBERED_ROW)):
            self.steps.append((Kind.ROW, head_num(match[1])))
            return True
        if self.text[self.at] == "「":
            head = self.bracketed("「", "」")
            if (match := self.take(_NAMED_LINE)) is None:
                raise self.error("quotes a head without の項 or の欄")
            self.steps.append((Kind.ROW if match[1] == "項" else Kind.COLUMN, head_num(head)))
            return True
        return False

    def one_label(self) -> str:
        match = self.take(_LABEL)
        if match is None:
            raise self.error("lacks a label")
        return normalise_label(match[0])

    def label(self) -> bool:
        """A bare label: what it names depends on what stands before it."""
        if self.last is None or _LABEL.match(self.text, self.at) is None:
            return False
        num = self.one_label()
        start, join = self.at, self.take(_JOIN)
        if join is not None and _LABEL.match(self.text, self.at):
            num = f"{num}:{self.one_label()}"
            if join[1] == "から" and self.take(_UNTIL) is None:
                raise self.error("says から without まで")
        else:
            self.at = start
        self.steps.append(self.placed(num))
        return True

    def placed(self, num: str) -> Pair:
        last = self.last
        if last in APPENDIX_KINDS or last is Kind.TABLE:
            return Kind.TABLE, num
        if last is Kind.ITEM:
            return SUBITEMS[0], num
        if last in SUBITEMS[:-1]:
            return SUBITEMS[SUBITEMS.index(last) + 1], num
        if last in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.REMARKS) and re.match(rf"\({NUMERAL}", num):
            return Kind.ITEM, self.item(num)
        if last is Kind.REMARKS and re.match(NUMERAL, num):
            return Kind.ITEM, self.item(num)
        if last is Kind.SUPPL and re.match(NUMERAL, num):
            return Kind.PARAGRAPH, self.item(num)
        if last in (Kind.ARTICLE, Kind.PARAGRAPH, Kind.REMARKS) and not re.match(NUMERAL, num):
            return SUBITEMS[0], num
        raise self.error("has a label that belongs to nothing")

    def item(self, num: str) -> str:
        return ":".join(item_num(part) for part in num.split(":"))


def head_num(head: str) -> str:
    """The `num` of a row or column with this head text; a text that looks like an ordinal (`#3`) gets one more #."""
    return "#" + head if re.fullmatch(r"#+[0-9]+", head) else head
