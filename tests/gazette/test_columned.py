"""A new item without columns beside items that have them: held in a PDF, where a space at a line's end leaves no trace."""

import pytest

from reiki.amend.operations import Add
from reiki.gazette.columned import columns_lost
from reiki.law.address import Address
from reiki.office.importing import read_regulation

LAW = """霧浜市手数料規則
平成9年3月25日
霧浜市規則第5号

第1条　手数料は、次の各号に掲げる区分に応じ、当該各号に定める額とする。
　(1)　写しの交付　300円
　(2)　閲覧　100円
第2条　次に掲げる者は、納付しない。
　(1)　生徒
　(2)　職員
"""
BASE = read_regulation(LAW.encode(), "base.txt")[0]
WHOLE = "<Item Num='3'><ItemTitle>(3)</ItemTitle><ItemSentence>{}</ItemSentence></Item>"
PLAIN = WHOLE.format("<Sentence>証明200円</Sentence>")
COLUMNS = WHOLE.format(
    "<Column Num='1'><Sentence>証明</Sentence></Column><Column Num='2'><Sentence>200円</Sentence></Column>"
)
PARAGRAPH = "<Paragraph Num='2'><ParagraphNum>2</ParagraphNum><ParagraphSentence><Sentence>次のとおりとする。</Sentence></ParagraphSentence>{}</Paragraph>"


def codes(at, xml):
    return [f.code for f in columns_lost([Add(Address.parse(at), xml)], BASE)]


@pytest.mark.parametrize(
    ("at", "xml", "held"),
    [
        ("第1条第3号", PLAIN, True),
        ("第1条第3号", COLUMNS, False),
        ("第2条第3号", PLAIN, False),
        ("第2条第2項", PARAGRAPH.format(COLUMNS + PLAIN), True),
        ("第2条第2項", PARAGRAPH.format(COLUMNS + COLUMNS), False),
        ("第2条第2項", PARAGRAPH.format(PLAIN + PLAIN), False),
    ],
)
def test_one_that_shows_no_columns_beside_others_that_do_is_held(at, xml, held):
    assert codes(at, xml) == (["column_in_doubt"] if held else [])
