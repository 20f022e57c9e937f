"""Limits are settings: read from words, and refused in one sentence."""

import pytest

from reiki.source.limits import Limits, limits_in_force, set_limits
from reiki.source.model import UnreadableSource
from reiki.source.open import read


def test_limits_are_read_from_words():
    changed = Limits().changed("pages=500, seconds=1.5,size=20_000")
    assert (changed.pages, changed.seconds, changed.size, changed.depth) == (500, 1.5, 20_000, Limits().depth)


@pytest.mark.parametrize("words", ["pages", "pages=many", "colour=3", "pages=0", "size=-1"])
def test_what_is_no_limit_is_refused(words):
    with pytest.raises(ValueError, match=words.partition("=")[0]) as caught:
        Limits().changed(words)
    assert "\n" not in str(caught.value)


def test_readers_keep_to_the_limits_in_force():
    before = limits_in_force()
    set_limits(before.changed("size=10"))
    try:
        with pytest.raises(UnreadableSource, match="11 bytes"):
            read(b"0123456789a")
    finally:
        set_limits(before)
