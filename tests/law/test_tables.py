"""The citations of all rows of a table at once are those of each by itself."""

from hypothesis import given
from hypothesis import strategies as st

from reiki.law.provision import Grid, GridCell
from reiki.law.tables import row_num, row_nums

CELLS = st.builds(
    GridCell,
    st.sampled_from(["甲", "乙", "甲｜乙", "", "#1", "##1", "甲 ", "１", None]),
    st.sampled_from([1, 1, 1, 2]),
    st.sampled_from([1, 1, 2]),
    st.booleans(),
)
GRIDS = st.builds(
    lambda rows, gaps: Grid(tuple(map(tuple, rows)), frozenset(g for g in gaps if g < len(rows))),
    st.lists(st.lists(CELLS, max_size=3), max_size=5),
    st.sets(st.integers(0, 4), max_size=1),
)


@given(GRIDS)
def test_the_names_of_all_rows(grid):
    assert row_nums(grid) == tuple(row_num(grid, r) for r in range(len(grid.rows)))
