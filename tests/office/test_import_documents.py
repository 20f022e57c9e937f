"""Regulations from office documents whose numbers stand only in lists."""

from __future__ import annotations

import pytest

from office_files import p, packed, r, word_parts
from reiki.office.errors import UnusableRegulation
from reiki.office.regulation_source import read_source
from reiki.render.text import render_text


def regulation(sequence: str) -> bytes:
    """Items numbered by a list, under an article whose number is typed."""
    level = f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{sequence}"/><w:lvlText w:val="(%1)"/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    head = [
        "霧浜市駐輪場規則",
        "平成20年4月1日",
        "霧浜市規則第11号",
        "（使用の制限）",
        "第1条　次に掲げる者は、使用できない。",
    ]
    body = "".join(p(r(x)) for x in head) + p(r("危険物を持つ者"), listed) + p(r("酒気を帯びた者"), listed)
    return packed(word_parts(body, numbering=lists))


def test_numbers_of_lists_become_the_labels() -> None:
    text = render_text(read_source(regulation("decimal"), "kisoku.docx").document.regulation())
    assert text.split("\n")[-3:-1] == ["　(1)　危険物を持つ者", "　(2)　酒気を帯びた者"]


def test_numbers_that_nobody_can_tell_are_refused() -> None:
    with pytest.raises(UnusableRegulation, match=r"kisoku\.docx: .*thaiLetters.*save it with plain text"):
        read_source(regulation("thaiLetters"), "kisoku.docx")
