"""The numbers that the national editors gave by hand agree with the ones read from the printed labels."""

from pathlib import Path

import pytest
from lxml import etree

from reiki.law.address import Address
from reiki.law.identity import LawNumber, find_law_numbers, law_id
from reiki.law.labels import item_num, ordinal, style_of_sequence
from reiki.law.numerals import NumeralStyle, format_article_label, parse_article_label

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def laws(shared: Path) -> list[etree._Element]:
    """One text of each law among the reference cases."""
    folders = {path.parent.name[:15]: path for path in sorted(shared.glob("cases/table/*/before.xml"))}
    assert folders
    return [etree.parse(str(path)).getroot() for path in folders.values()]


def test_article_labels(laws: list[etree._Element]) -> None:
    for law in laws:
        for article in law.iter("Article"):
            label, num = article.findtext("ArticleTitle") or "", article.get("Num") or ""
            assert parse_article_label(label) == num
            assert format_article_label(num, NumeralStyle.KANJI) == label
            assert Address.parse(label) == Address.parse(f"MainProvision-Article_{num}")


def test_item_and_subitem_labels(laws: list[etree._Element]) -> None:
    for law in laws:
        for item in law.iter("Item"):
            label = item.findtext("ItemTitle")
            if label:
                assert item_num(label) == item.get("Num")
            subitems = item.findall("Subitem1")
            labels = [subitem.findtext("Subitem1Title") or "" for subitem in subitems]
            if all(labels) and labels:
                style = style_of_sequence(labels)
                assert style is not None
                assert [str(ordinal(label, style)) for label in labels] == [
                    subitem.get("Num") for subitem in subitems
                ]


def test_law_numbers(laws: list[etree._Element]) -> None:
    for law in laws:
        printed = law.findtext("LawNum") or ""
        number = LawNumber.parse(printed)
        assert number.text(NumeralStyle.KANJI) == printed
        assert str(number.number) == str(int(law.get("Num") or ""))
        assert number.year == int(law.get("Year") or "")
        assert len(law_id(number)) == 15
        for suppl in law.iter("SupplProvision"):
            if amending := suppl.get("AmendLawNum"):
                assert str(Address.parse(f"附則（{amending}）")) == f"附則（{LawNumber.parse(amending)}）"


def test_the_issue_of_tottori_cites_these_regulations(shared: Path) -> None:
    text = (shared / "real/tottori-2002-12-25-extra-175.txt").read_text(encoding="utf-8")
    cited = {str(number) for number, _, _ in find_law_numbers(text)}
    assert {"昭和27年鳥取県人事委員会規則第11号", "昭和31年鳥取県人事委員会規則第18号", "平成7年鳥取県人事委員会規則第21号",
            "平成4年鳥取県人事委員会規則第4号", "昭和24年法律第1号", "昭和41年鳥取県条例第39号"} <= cited  # fmt: skip
    assert all("号" in number and len(number) < 30 for number in cited)
