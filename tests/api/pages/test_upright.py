"""Numbers in vertical writing (縦中横): upright where they are short, and nothing but words is touched."""

import pytest

from reiki_api.pages.read import upright

U = '<span class="upright">{}</span>'


@pytest.mark.parametrize(
    ("words", "typeset"),
    [
        ("第5条", f"第{U.format(5)}条"),
        ("第13条の2", f"第{U.format(13)}条の{U.format(2)}"),
        ("(1)　定期利用", f"{U.format('(1)')}　定期利用"),
        ("年額78,000円", "年額78,000円"),
        ("0.9を乗じて", "0.9を乗じて"),
        ("2025年", "2025年"),
        ("甲&#39;乙&amp;1", f"甲&#39;乙&amp;{U.format(1)}"),
        ('<a href="#Mp-At_5" title="第5条">条</a>', '<a href="#Mp-At_5" title="第5条">条</a>'),
    ],
)
def test_short_numbers_stand_upright(words, typeset):
    assert upright(words) == typeset
