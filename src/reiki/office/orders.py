"""What an operation orders, in the words of a 改め文 (改正の内容): for people who read a page, not programs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, Final

from reiki.office.cited import AS_THEY_ARE, Places

_RUBY: Final = re.compile(r"<Rt\b[^>]*>.*?</Rt>", re.DOTALL)
_LABELS: Final = re.compile(
    r"</(?:ArticleTitle|ParagraphNum|ItemTitle|Subitem\d+Title|TableColumn|TableHeaderColumn|Column)>"
)
_IN_A_CELL: Final = re.compile(r"</Sentence>\s*(?=</(?:TableColumn|TableHeaderColumn|Column)>)")
_ENDS: Final = re.compile(
    r"</(?:ArticleCaption|ParagraphCaption|TableRow|TableHeaderRow|\w*Sentence|SupplProvisionLabel|\w*Title)>"
)
_TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Order:
    """One operation in words. ``pieces``: kind and text; words that go are ``before``, that come ``after``, that stand beside
    them ``beside``, the rest ``""``. ``content``: the lines of a provision that comes; ``basis``: ``marked`` (drawn marks order
    it), ``inferred`` (from the two columns), ``stated`` (in words); ``source``: where it stands in the gazette."""

    op: str
    place: str
    pieces: tuple[tuple[str, str], ...]
    content: tuple[str, ...]
    basis: str
    source: Mapping[str, Any]

    @property
    def sentence(self) -> str:
        """The whole sentence."""
        return "".join(f"「{text}」" if kind else text for kind, text in self.pieces)


def order(operation: Mapping[str, Any], places: Places = AS_THEY_ARE) -> Order:
    """An operation, as its JSON, in words. ``places``: of the text that it meets."""
    source = operation.get("source") or {}
    return Order(
        str(operation["op"]),
        str(operation.get("at") or ""),
        tuple(_pieces(operation, places.said(str(operation.get("at") or "")))),
        tuple(_content(operation)),
        str(operation.get("basis", "")),
        source,
    )


def _pieces(operation: Mapping[str, Any], at: str) -> list[tuple[str, str]]:
    """Text, and quoted words (``before``, ``after``, ``beside``) between it."""
    before, after = str(operation.get("before", "")), str(operation.get("after", ""))
    place = operation.get("place") or {}
    match operation["op"]:
        case "substitute":
            return [("", f"{at}中"), ("before", before), ("", "を"), ("after", after), ("", "に改める。")]
        case "insert" if place.get("prefix"):
            return [
                ("", f"{at}中"), ("beside", place["prefix"]), ("", "の次に"), ("after", after), ("", "を加える。"),
            ]  # fmt: skip
        case "insert" if place.get("suffix"):
            return [
                ("", f"{at}中"), ("beside", place["suffix"]), ("", "の前に"), ("after", after), ("", "を加える。"),
            ]  # fmt: skip
        case "insert":
            return [("", f"{at}に"), ("after", after), ("", "を加える。")]
        case "delete":
            return [("", f"{at}中"), ("before", before), ("", "を削る。")]
        case "add":
            return [("", f"{at}として次のように加える。")]
        case "remove":
            return [("", f"{at}を削る。")]
        case "move":
            return [("", f"{at}を{operation['to']}とする。")]
        case "replace":
            return [("", f"{at}を次のように改める。")]
        case "convert":
            rules = "、".join(str(rule) for rule in operation.get("rules", ()))
            count = len(operation.get("steps", ()))
            return [("", f"{rules}（{count}か所）")]
        case "enact":
            return [("", "制定する。")]
        case "repeal":
            return [("", "廃止する。")]
        case "unresolved":
            return [
                ("", f"{at}　読み取れない指示" if at else "読み取れない指示"),
                ("unread", str(operation.get("text", ""))),
            ]
        case other:
            return [("", f"{at}　{other}")]


def _content(operation: Mapping[str, Any]) -> list[str]:
    if operation["op"] in ("add", "replace") and operation.get("xml"):
        return lines_of(str(operation["xml"]))
    return []


def lines_of(xml: str) -> list[str]:
    """The words of a provision's XML: a line for each sentence behind its label, or row of a table; readings (ルビ) left out."""
    broken = _ENDS.sub("\n", _LABELS.sub("\u3000", _IN_A_CELL.sub("", _RUBY.sub("", xml))))
    return [line for part in unescape(_TAG.sub("", broken)).split("\n") if (line := part.strip())]
