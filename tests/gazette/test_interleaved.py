"""Rows cut at a page break: all of the left column, then all of the right one."""

from reiki.gazette.interleaved import deal_out
from reiki.gazette.model import Side
from reiki.source.model import Block, Cell, MarkedText, Paragraph, Row, Table

SIDES: list[Side | None] = ["after", "before"]


def line(text: str) -> Paragraph:
    return Paragraph(MarkedText(text))


def table(*rows: str) -> Table:
    return Table(tuple(Row(tuple(Cell((line(c),)) for c in r.split("\t"))) for r in rows))


def sides(
    blocks: list[Block], after: list[str], before: list[str], columns: list[Side | None] = SIDES
) -> str:
    """A for 改正後, B for 改正前, = for rows that hold both columns."""
    letters = {"after": "A", "before": "B", None: "="}
    dealt, doubtful = deal_out(blocks, after, before, columns, "after")
    return "".join(letters[s] for _, s in dealt) + ("?" if doubtful else "")


def test_a_sentence_cut_in_both_columns() -> None:
    blocks: list[Block] = [
        line("「育休条例」という。)第5条の3に規定する職員"), line("(8)及び(9) 略"), line("第2条の4 条例で定める。"),
        line("「育休条例」という。)第5条の2に規定する職員"), line("(8)及び(9) 略"), line("第2条の4 条例で定める。"),
    ]  # fmt: skip
    after = ["第1条の2 次に掲げる職員とする。", "(1)～(6) 略", "(7) 育児休業職員(条例(平成4年。以下"]
    assert sides(blocks, after, after) == "AAABBB"


def test_a_row_that_has_more_on_one_side() -> None:
    blocks: list[Block] = [
        line("(3) 特定任期付職員"),
        line("ア 6号給"),
        line("イ 5号給"),
        line("2 略"),
        line("2 略"),
    ]
    before = ["第3条 次のとおりとする。", "(1) 職員", "(2) 研究員 ア～エ 略"]
    assert sides(blocks, before, before) == "AAAAB"


def test_right_column_goes_on_alone_then_left_then_right() -> None:
    after = ["附 則", "(施行期日)", "1 略"]
    before = ["附 則", "(施行期日)", "1 略", "(経過措置)", "2 現に受ける号給及び基準"]
    blocks: list[Block] = [
        line("日の給料月額とする。"), line("3 現に受ける者は、別に定める。"),
        line("(経過措置)"), line("2 平成15年とする。"), line("3 新たに定める。"), line("4 準用する。"),
        line("4 前2項のほか、別に定める。"),
    ]  # fmt: skip
    assert sides(blocks, after, before) == "BBAAAAB"


def test_tables_side_by_side_then_cut() -> None:
    after = ["ア 行政職", "1 級\t1円", "イ 公安職", "1 級\t1円", "2 級\t2円"]
    four: list[Side | None] = ["after", "after", "before", "before"]
    blocks: list[Block] = [
        table("3 級\t3円"), line("ウ 教育職"), table("1 級\t1円"),
        table("3 級\t4円"), line("ウ 教育職"), table("1 級\t2円"),
        table("2 級\t5円\t2 級\t6円"),
    ]  # fmt: skip
    assert sides(blocks, after, after, four) == "AAABBB="


def test_a_table_of_two_columns_inside_one_side_is_no_row_of_both() -> None:
    after = ["附 則", "1 略"]
    blocks: list[Block] = [
        line("2 附則別表第2の割合とする。"), line("附則別表第2"), table("平成15年まで\t100分の100", "平成16年まで\t100分の75"), line("2 略"),
    ]  # fmt: skip
    assert sides(blocks, after, after) == "AAAB"


def test_each_row_starts_over_at_the_left() -> None:
    """Two rows were cut: left, right, left, right. Staying in the right column would exchange 改正前 and 改正後."""
    after = ["ア 行政職", "1 級\t1円"]
    four: list[Side | None] = ["after", "after", "before", "before"]
    blocks: list[Block] = [
        table("2 級\t3円"), line("イ 教育職"), table("1 級\t4円"),
        table("2 級\t5円"), line("イ 教育職"), table("1 級\t6円"),
        line("ウ 研究職"), table("1 級\t7円"),
        line("ウ 研究職"), table("1 級\t8円"),
    ]  # fmt: skip
    assert sides(blocks, after, after, four) == "AAABBBAABB"


def test_what_fits_both_ways_is_in_doubt() -> None:
    blocks: list[Block] = [line("2 甲とする。")]
    assert sides(blocks, ["第1条 乙とする。"], ["第1条 乙とする。"]).endswith("?")
