"""Lawtext and Akoma Ntoso: every word is there, in their shapes; what Lawtext cannot say is reported."""

import datetime
import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from odd_law import corpus_laws, odd_law, shared_laws
from reiki.law.document import LawDocument
from reiki.law.document.nested import nested
from reiki.law.plain_text import parse_regulation
from reiki.render.akn import NAMESPACE, Expression, akn
from reiki.render.lawtext import lawtext

RULE = """\
計測に関する規則
平成14年4月1日
霧浜市規則第1号

　　　第1章　総則
（回数）
第1条　計測の回数は、年3回とする。
　(1)　水温
　　ア　海面
2　前項の計測は、春に行う。
　　　附　則（平成15年3月28日霧浜市規則第3号）
　この規則は、公布の日から施行する。
別表第1（第1条関係）
級	額
1級	100円
"""


def law(text: str = RULE) -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(text).regulation)


def test_lawtext() -> None:
    exported = lawtext(law())
    assert (
        exported.text
        == """\
計測に関する規則
（平成14年霧浜市規則第1号）

      第1章　総則

  （回数）
第1条　計測の回数は、年3回とする。
  (1)　水温
    ア　海面
2　前項の計測は、春に行う。

      附　則　（平成15年3月28日霧浜市規則第3号）

この規則は、公布の日から施行する。

# 別表第1（第1条関係）

  * * 級
    * 額
  * - 1級
    - 100円
"""
    )
    assert exported.left_out == ()


def test_markup_in_a_text_is_escaped_in_lawtext() -> None:
    text = lawtext(law(RULE.replace("水温", "<Ruby>&水温"))).text
    assert "(1)　&#60;Ruby&#62;&#38;水温" in text


def test_what_lawtext_cannot_say_is_reported() -> None:
    said = "\n".join(str(note) for note in lawtext(odd_law()).left_out)
    for piece in ("改正沿革", "まだ分かっていない規定"):
        assert piece in said


def words_of_lawtext(document: LawDocument) -> None:
    exported = lawtext(document)
    left_out = Counter("".join(note.text for note in exported.left_out if note.kind == "left_out"))
    assert not Counter(re.sub(r"\s", "", nested(document).words())) - Counter(exported.text) - left_out


def words_of_akn(document: LawDocument) -> None:
    tree = etree.fromstring(akn(document, Expression("418R0012345000015")).encode())
    said = "".join(
        t for e in tree.iter("{*}preface", "{*}preamble", "{*}body", "{*}attachments") for t in e.itertext()
    )
    assert not Counter(re.sub(r"\s", "", nested(document).words())) - Counter(said)
    ids = [e.get("eId") for e in tree.iter() if e.get("eId")]
    assert len(ids) == len(set(ids))


def test_no_word_is_lost(corpus: Path) -> None:
    for document in (odd_law(), *(each for _, each in corpus_laws(corpus))):
        words_of_lawtext(document)
        words_of_akn(document)


@pytest.mark.shared
def test_no_word_of_real_laws_is_lost(shared: Path) -> None:
    for _, document in shared_laws(shared):
        words_of_lawtext(document)
        words_of_akn(document)


def test_akn() -> None:
    expression = Expression(
        "414R0012345000001", datetime.date(2003, 4, 1), "414R0012345000001_20030401_415R0012345000003"
    )
    text = akn(law(), expression)
    assert text == akn(law(), expression)
    tree = etree.fromstring(text.encode())
    ns = {"a": NAMESPACE}
    act = tree.find("a:act", ns)
    assert act is not None
    assert [etree.QName(e).localname for e in act] == ["meta", "preface", "body", "attachments"]
    this = tree.findall("a:act/a:meta/a:identification/*/a:FRBRthis", ns)
    assert [e.get("value") for e in this] == [
        "/akn/jp/act/2002-04-01/414R0012345000001/!main", "/akn/jp/act/2002-04-01/414R0012345000001/jpn@2003-04-01/!main",
        "/akn/jp/act/2002-04-01/414R0012345000001/jpn@2003-04-01/!main.xml",
    ]  # fmt: skip
    path = "a:act/a:body/a:chapter/a:article/a:paragraph/a:point/a:point"
    assert "".join(tree.find(path, ns).itertext()) == "ア海面"
    article = tree.find(".//a:article", ns)
    assert article is not None
    assert (article.findtext("a:num", None, ns), article.findtext("a:heading", None, ns)) == (
        "第1条",
        "（回数）",
    )
    assert tree.findtext(".//a:attachment/a:heading", None, ns) == "別表第1（第1条関係）"


def test_gaps_are_remarks_in_akn() -> None:
    tree = etree.fromstring(akn(odd_law(), Expression("x")).encode())
    said = {e.text for e in tree.iter(f"{{{NAMESPACE}}}remark") if e.get("type") == "gap"}
    assert {"〔未収録〕", "〔この間の行は未収録〕", "〔この本則に未収録の規定あり〕"} <= said
