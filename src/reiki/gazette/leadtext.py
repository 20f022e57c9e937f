"""Lead texts (柱書き) read: which mark on what orders which verb, by which columns have it.

A lead text is a small language of its own (column · mark · on what · with or without counterpart · action · exceptions by
coined name). :mod:`reiki.gazette.leadgrammar` gives the orders of a sentence; this module gives them their meaning as
:class:`~reiki.gazette.model.Rule` values. What is not understood is an error finding with the sentence in it: it holds the
clause. Rules of the reading that are not in a sentence itself stand in :func:`_imply_labels` and :data:`_FULL`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from reiki.amend.operations import Finding, Source
from reiki.gazette.dialects import Dialect, vocabulary
from reiki.gazette.leadgrammar import (
    Order,
    Remark,
    Unreadable,
    bare,
    coined_names,
    parse_orders,
    parse_remark,
    read_words,
    unquoted,
)
from reiki.gazette.leadmeaning import Meaning, RuleBook
from reiki.gazette.lines import sentences
from reiki.gazette.model import LeadText, Rule
from reiki.source.model import Origin, Paragraph

# ○○規則（…）の一部を次の表のように改正する。 — also 平成…告示第百号を次の表のように改正する。
_TARGET: Final = re.compile(
    r".*の一部を、?(?=.)|(?!.*改正[前後])[^「」欄線枠]*?を、?(?=次の(?:各?表の?)?(?:よう|とおり|により)に?、?改正)"
)
_BARE_HEAD: Final = re.compile(
    r"(?:次|下記|左記|別紙|別記|左)の(?:よう|とおり)に?、?(?:改正|一部改正)(?:する|し)"
)
_COMMENCEMENT: Final = re.compile(r"(改正)(?:し|する)、[^「」()]*(?:から|より)(?:適用|施行)(?:する|し)。?$")
_CAPTION: Final = re.compile(r"\(.*(?:改正|廃止)\)")
_NUMBERED: Final = re.compile(
    r"\A(?:\d{1,2}|\(\d{1,2}\)|[一二三四五六七八九十]|[ア-ン])[.、]?(?=次の|改正|同表|下線|傍線|この表)"
)
_REMARK_HEAD: Final = re.compile(
    r"[(※*]*(?:備考|注記?)\)?[:：.、]?(?:\(?[0-9一二三]\)?[.、]?)?|[※*]|\(?[0-9]{1,2}\)?[.、]?"
)
_PROSE_END: Final = re.compile(
    r"(?:改める|改め|加える|加え|削る|削り|とする|とし|繰り?下げる|繰り?上げる|移す|置く|廃止する|付する)。?$"
)
_PROSE_OBJECT: Final = re.compile(
    r"「|題名|目次|前文|本則|附則|別表|様式|別記|別図|付録|見出し|条|項|号|章|節|款|表|ただし書|前段|後段|字句"
)
_SPEAKS: Final = ("MARK", "COLUMN", "TABLE", "NAME")
# 次の表の左欄に掲げる規定を… speaks of the comparison table whether or not its columns' names are known.
_OF_THE_TABLE: Final = re.compile(r"次の各?表(?:の|中|により)|[上下左右新旧前後]の?欄に掲げる規定")


def read_lead(
    paragraphs: Sequence[str | Paragraph],
    remarks: Sequence[str | Paragraph] = (),
    dialect: Dialect | None = None,
) -> LeadText:
    """The lead text of a clause. ``paragraphs``: from the head sentence (``…の一部を次の表のように改正する。``) to the table,
    lines such as ``（傍線部分は改正部分）`` included; ``remarks``: the 備考 under the table.

    改め文 among the paragraphs is passed over. Errors among the findings (``unknown_sentence``, ``undefined_name``,
    ``contradictory_verbs``, ``reversed_columns``) hold the clause; warnings are ``unused_name``, ``odd_order``,
    ``unknown_remark``.
    """
    reading = _Reading(dialect)
    for text, origin in _texts(paragraphs):
        for sentence in _sentences(text):
            reading.sentence(sentence, origin)
    for text, origin in _texts(remarks):
        head = _REMARK_HEAD.match(bare(text))
        for sentence in _sentences(text[head.end() :] if head else text):
            reading.remark(sentence, origin)
    return reading.result()


def _texts(paragraphs: Sequence[str | Paragraph]) -> list[tuple[str, Origin]]:
    """The text of each paragraph that has one, as printed but without white space, with its origin."""
    given = [(p, Origin()) if isinstance(p, str) else (p.text.text, p.origin) for p in paragraphs]
    return [("".join(text.split()), origin) for text, origin in given if text.strip()]


def _sentences(text: str) -> list[str]:
    """The sentences as printed, split where the bare text ends one: both have the same length."""
    out: list[str] = []
    at = 0
    for sentence in sentences(bare(text)):
        out.append(text[at : at + len(sentence)])
        at += len(sentence)
    return out


class _Reading:
    """One lead text while it is read."""

    def __init__(self, dialect: Dialect | None) -> None:
        self.dialect = dialect
        self.book = RuleBook()
        self.sentences: list[str] = []
        self.findings: list[Finding] = []
        self.marks: dict[str, int] = {}
        self.stated = False
        self.brackets = False
        self.underlines = False
        self.failed = False

    def sentence(self, printed: str, origin: Origin) -> None:
        """A sentence between the head and the table."""
        text = _without_frame(bare(printed))
        if _BARE_HEAD.match(text) or _CAPTION.fullmatch(text):
            return
        names = (*self.book.names, *coined_names(text))
        read = _read_sentence(text, names, self.dialect)
        if not isinstance(read, str):
            self._orders(printed, read, origin)
        elif not isinstance(
            said := _read_remark(_without_parentheses(text), names, self.dialect), str
        ) and _defines(said):
            self.sentences.append(printed)
            self._mean(said)
            self.stated = True
        elif not _is_prose(text, self.dialect):
            self.sentences.append(printed)
            self._unknown(printed, read, origin)

    def _orders(self, text: str, orders: tuple[Order, ...], origin: Origin) -> None:
        self.sentences.append(text)
        meaning = Meaning(self.book, len(self.sentences) - 1, text)
        try:
            meaning.read(orders)
        except Unreadable as error:
            self._unknown(text, str(error), origin)
        for severity, code, message in meaning.findings:
            self.findings.append(Finding(severity, code, message, Source(origin)))

    def _unknown(self, text: str, why: str, origin: Origin) -> None:
        self.failed = True
        message = f"this sentence of the lead text was not understood ({why}): {text}"
        self.findings.append(Finding("error", "unknown_sentence", message, Source(origin)))

    def remark(self, printed: str, origin: Origin) -> None:
        """A 備考 under the table: it says which marks mean the amended parts, or what is only a note."""
        line = _without_parentheses(bare(printed))
        if not line.strip("。"):
            return
        self.sentences.append(printed)
        for name in self.book.names:
            if name in line:
                self.book.used.add(name)
        read = _read_remark(line, tuple(self.book.names), self.dialect)
        if isinstance(read, str) or not (read.annotation or _defines(read)):
            message = f"this remark was not understood: {printed}"
            self.findings.append(Finding("warning", "unknown_remark", message, Source(origin)))
        elif read.annotation:
            self.brackets |= read.brackets
            self.underlines |= read.overall
        else:
            self._mean(read)

    def _mean(self, remark: Remark) -> None:
        """Its marks mean the amended parts."""
        for mark in remark.marks:
            self.marks.setdefault(mark, len(self.sentences) - 1)

    def result(self) -> LeadText:
        """All of it together."""
        book = self.book
        family = book.family
        if self.marks and all(rule.mark == "none" for rule in book.rules()):
            book.forget_unmarked()
            for mark, sentence in self.marks.items():
                book.grant_all((mark,), sentence)
            family = family or ("F" if self.stated else "C")
        elif not book.rules() and not self.failed:
            book.grant_all(("underline",), 0)
            family = "G"
        rules = _imply_labels(book.rules(), book.of_provisions)
        for name in book.unused():
            message = f"the lead text coins the name 「{name}」 and never uses it"
            self.findings.append(Finding("warning", "unused_name", message))
        return LeadText(
            tuple(self.sentences), rules, family, tuple(self.findings), self.brackets, self.underlines
        )


def _imply_labels(rules: tuple[Rule, ...], of_provisions: bool) -> tuple[Rule, ...]:
    """``改正前欄に掲げる規定の傍線を付した部分`` (families D and E) are parts of the *provisions*: when a whole provision, its
    label included, is underlined, the verb for words is the verb for the provision (``これを加える`` adds it, ``これを削る``
    removes it, ``…のように改め`` over a label alone renumbers it).

    Where a sentence of the same lead text speaks of labels (``その標記部分に二重傍線を付した規定``), that one alone adds and
    removes; and it alone renumbers, if it moves at all (``…を新たに追加する`` says nothing of a label that changes, which is
    then words that change, ``⑿`` → ``⒁``). And never in family A (``改正後の欄中下線が引かれた部分``), whose offices have a
    sentence of its own for ``項の表示に下線が引かれた項``: without it nothing structural is ordered.
    """
    spoken = [r for r in rules if r.on.startswith("label")]
    if not of_provisions or any(r.both == "move" for r in spoken):
        return rules
    implied = [
        Rule(
            rule.mark,
            "label",
            both="move" if rule.both else None,
            before_only="remove" if rule.before_only == "delete" and not spoken else None,
            after_only="add" if rule.after_only == "insert" and not spoken else None,
            names=rule.names,
            excludes=rule.excludes,
            sentence=rule.sentence,
        )
        for rule in rules
        if rule.mark == "underline" and rule.on == "words"
    ]
    return (*rules, *(r for r in implied if r.both or r.before_only or r.after_only))


def _without_frame(text: str) -> str:
    """What a head sentence says beyond its target and its commencement (``…の一部を…改正し、令和七年六月一日から適用する。``),
    and a sentence of the lead text without its number."""
    if _TARGET.match(unquoted(text)) and (target := _TARGET.match(text)):
        text = text[target.end() :]
    return _NUMBERED.sub("", _COMMENCEMENT.sub(r"\1し", text), count=1)


def _without_parentheses(text: str) -> str:
    """（傍線部分は改正部分） without the parentheses around it."""
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def _defines(remark: Remark) -> bool:
    """改正部分は、下線の部分である。"""
    return remark.meant and bool(remark.marks) and not remark.annotation


# ------------------------------------------------------------------------------------------------------ memoised reading


@lru_cache(maxsize=4096)
def _read_sentence(text: str, names: tuple[str, ...], dialect: Dialect | None) -> tuple[Order, ...] | str:
    """The orders of a sentence, or why it could not be read. The same sentence stands over hundreds of tables."""
    try:
        words = read_words(text, vocabulary(dialect), names)
        if not any(w.may_be(*_SPEAKS) for w in words):
            return "it speaks of no column, mark or table"
        return parse_orders(words)
    except Unreadable as error:
        return str(error)


@lru_cache(maxsize=1024)
def _read_remark(text: str, names: tuple[str, ...], dialect: Dialect | None) -> Remark | str:
    try:
        return parse_remark(read_words(text, vocabulary(dialect), names, remark=True))
    except Unreadable as error:
        return str(error)


def _is_prose(text: str, dialect: Dialect | None) -> bool:
    """改め文 (``第5条を削る。`` ``本則中「A」を「B」に改める。``): it speaks of no column and no mark, names a provision or
    quotes words, and ends in a verb of amendment."""
    rest = unquoted(text)
    words = vocabulary(dialect)
    speaks = any(
        m[0] == "MARK" or (m[0] == "COLUMN" and word.endswith("欄"))
        for at in range(len(rest))
        if (word := words.longest_at(rest, at))
        for m in words.meanings[word]
    )
    return (
        not speaks
        and not _OF_THE_TABLE.search(rest)
        and bool(_PROSE_END.search(rest))
        and bool(_PROSE_OBJECT.search(text))
    )
