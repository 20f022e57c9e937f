"""A sample regulation in which one sentence cites."""

from collections.abc import Callable, Collection

import pytest

from reiki.cite.model import Reference
from reiki.cite.reading import Reading, read_references
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation

RULE = """霧浜市見本条例施行規則
平成11年3月31日
霧浜市規則第5号

目次
　第1章　総則（第1条―第4条）
　第2章　手続（第5条―第9条）
　附則
　　　第1章　総則
（趣旨）
第1条　この規則は、霧浜市見本条例（平成10年霧浜市条例第9号。以下「条例」という。）、見本法（昭和25年法律第261号。以下「法」という。）、見本法施行令（昭和31年政令第1号。以下「令」という。）及び見本法施行規則（昭和40年総務省令第2号。以下「施行規則」という。）の施行に関し必要な事項を定める。
（定義）
第2条　用語は、次に定めるところによる。
　(1)　甲　次に掲げるもの
　　ア　一
　　イ　二
　(2)　乙
　(3)　丙
　(4)　丁
2　見本
　(1)　甲
　(2)　乙
（届出）
第3条　見本
2　見本
　(1)　甲
　(2)　乙
　(3)　丙
3　見本
（届出の特例）
第3条の2　見本
2　見本
（許可）
第4条　見本
2　見本
　　　第2章　手続
（手続）
第5条　見本
　(1)　甲
　(2)　乙
2　見本
3　{sentence}
　(1)　甲
　(2)　乙
　(3)　{item}
4　見本
（写し）
第6条　見本
第7条　見本
第8条から第10条まで　削除
（雑則）
第11条　見本
　　　附　則
（施行期日）
1　この規則は、公布の日から施行する。
2　{suppl}
3　見本
　　　附　則（平成20年霧浜市規則第7号）
1　この規則は、公布の日から施行する。
2　{amending}
3　見本
別表第1（第2条関係）
　見本　1
別表第2（第5条関係）
　見本　2
"""


def document_of(**words: str) -> LawDocument:
    """The sample with words in its four empty places."""
    said = {name: words.get(name, "見本") for name in ("sentence", "item", "suppl", "amending")}
    return LawDocument.from_regulation(parse_regulation(RULE.format(**said)).regulation)


def shown(reference: Reference) -> str:
    """A reference on one line: ``work place+qualifier (state) !reason``."""
    parts = [
        reference.work,
        "、".join(str(r) for r in reference.places)
        + (f"+{reference.qualifier}" if reference.qualifier else ""),
        f"({reference.state})" if reference.state else "",
        f"!{reference.reason}" if reference.reason else "",
    ]
    return " ".join(part for part in parts if part) or "-"


@pytest.fixture(scope="session")
def cite() -> Callable[..., list[tuple[str, str]]]:
    """What one sentence of the sample cites: each citation with what it means."""

    def found(
        sentence: str, place: str = "sentence", titles: Collection[str] = frozenset()
    ) -> list[tuple[str, str]]:
        document = document_of(**{place: sentence})
        readings = read_references(document, titles=titles, number="平成11年霧浜市規則第5号")
        (reading,) = [r for r in readings if r.unit.text == sentence]
        return [(r.text, shown(r)) for r in reading.references]

    return found


@pytest.fixture(scope="session")
def read() -> Callable[[str], tuple[Reading, ...]]:
    """The readings of the sample with one sentence."""
    return lambda sentence: read_references(document_of(sentence=sentence))
