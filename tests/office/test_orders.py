"""What an operation brings, in lines: a row of a table is one line, whatever its cells are made of."""

import pytest

from reiki.office.orders import lines_of


@pytest.mark.parametrize(
    ("xml", "lines"),
    [
        (
            "<TableRow><TableColumn><Sentence>庁印</Sentence></TableColumn>"
            "<TableColumn><Sentence>霧浜市印</Sentence></TableColumn></TableRow>"
            "<TableRow><TableColumn><Sentence>職印</Sentence></TableColumn>"
            "<TableColumn><Sentence>市長印</Sentence></TableColumn></TableRow>",
            ["庁印　霧浜市印", "職印　市長印"],
        ),
        (
            "<Item><ItemTitle>(4)</ItemTitle><ItemSentence><Column><Sentence>電子公印</Sentence></Column>"
            "<Column><Sentence>電子計算機に記録した印影をいう。</Sentence></Column></ItemSentence></Item>",
            ["(4)　電子公印　電子計算機に記録した印影をいう。"],
        ),
    ],
)
def test_cells_of_one_row_stand_in_one_line(xml, lines):
    assert lines_of(xml) == lines
