"""How an instrument speaks of itself, told from what names another."""

import re

import pytest

from reiki.law.instruments import KINDS, OWN


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_speaks_of_itself(kind: str) -> None:
    assert re.fullmatch(OWN, f"この{kind}")
    assert re.fullmatch(OWN, f"本{kind}")


@pytest.mark.parametrize(
    "words",
    ["この企業管理規程", "この一部改正条例", "この実施要綱", "この内閣府令", "この教育委員会規則", "この経済産業省関係令", "この憲章"],
)  # fmt: skip
def test_in_longer_words(words: str) -> None:
    assert re.fullmatch(OWN, words)


@pytest.mark.parametrize(
    "words", ["その条例", "本市条例", "本県規則", "この市の条例", "この法令", "この限り", "同条例", "この場合における規則", "本人"]
)  # fmt: skip
def test_what_names_another(words: str) -> None:
    assert re.fullmatch(OWN, words) is None
