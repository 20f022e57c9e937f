"""A regulation as HTML: every word in it, in order, escaped, with the ids of the national viewer."""

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from odd_law import corpus_laws, odd_law, shared_laws
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.document.nested import nested, nested_node
from reiki.render.html import provision_fragment, regulation_fragment
from reiki.render.html_page import regulation_page


class Tree(HTMLParser):
    """Notices elements that are not closed in order, ids given twice, and what a paragraph may not hold."""

    BLOCKS = frozenset({"div", "table", "figure", "section", "ol", "ul", "p", "blockquote", "h2", "h6"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag in self.BLOCKS and "p" in self.open:
            self.wrong.append(f"<{tag}> in <p>")
        if tag != "br" and tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")


def read(text: str) -> Tree:
    tree = Tree()
    tree.feed(text)
    tree.close()
    assert not tree.wrong
    assert not tree.open
    return tree


def words(fragment: str) -> str:
    bare = re.sub(r"<rp>.*?</rp>|<rt>.*?</rt>", "", fragment)
    return re.sub(r"\s", "", unescape(re.sub(r"<[^>]*>", "", bare)))


def nothing_lost(law: LawDocument) -> None:
    fragment = regulation_fragment(law)
    tree = read(fragment)
    assert len(tree.ids) == len(set(tree.ids))
    said = words(fragment)
    assert not Counter(re.sub(r"\s", "", nested(law).words())) - Counter(said)
    main = law.lookup.main()
    assert main is not None
    for article in nested(law).walk():
        if article.name in ("Sentence", "ArticleCaption", "RelatedArticleNum") and not article.has_gap:
            assert re.sub(r"\s", "", article.words()) in said


def test_every_word_is_there(corpus: Path) -> None:
    nothing_lost(odd_law())
    for _, law in corpus_laws(corpus):
        nothing_lost(law)


@pytest.mark.shared
def test_every_word_of_real_laws_is_there(shared: Path) -> None:
    for _, law in shared_laws(shared):
        nothing_lost(law)


def test_ids_are_those_of_the_national_viewer() -> None:
    ids = read(regulation_fragment(odd_law())).ids
    wanted = [
        "Mp",
        "Mp-At_1",
        "Mp-At_1-Pr_1",
        "Mp-At_1-Pr_1-It_2",
        "Mp-At_1-Pr_1-It_2-Si1_1",
        "Mp-Ch_2",
        "Sp",
        "Mpat_1_2",
    ]
    assert set(wanted) <= set(ids)
    assert "Sp-令和6年霧浜市規則第21号-Pr_1" in ids


def test_an_article_is_addressed_without_its_headings(corpus: Path) -> None:
    law = dict(corpus_laws(corpus))["regulations/keiryu-jorei.txt"]
    ids = read(regulation_fragment(law)).ids
    assert {"Mp-Ch_2", "Mp-Ch_2-Se_1", "Mp-At_5"} <= set(ids)


def test_text_is_escaped_everywhere() -> None:
    xml = (
        '<Law Lang="ja" LawType="Rule"><LawNum>&lt;n&gt;</LawNum><LawBody><LawTitle>&lt;script&gt;&amp;"</LawTitle>'
        '<MainProvision><Article Num="&quot;&gt;&lt;x"><ArticleTitle>&lt;b&gt;</ArticleTitle><Paragraph Num="1"><ParagraphNum/>'
        "<ParagraphSentence><Sentence>&lt;i&gt;甲&lt;/i&gt;</Sentence></ParagraphSentence><FigStruct>"
        '<Fig src="&quot; onload=&quot;x"/></FigStruct></Paragraph></Article></MainProvision></LawBody></Law>'
    )
    page = regulation_page(LawDocument.parse(xml.encode()), notes=["<u>"], about=[("<a>", "<b>")])
    assert not re.search(r"<script|<i>|<b>|<x|<n>|<u>|<a>", page)
    assert "&lt;script&gt;&amp;&quot;" in page
    read(regulation_fragment(LawDocument.parse(xml.encode())))


def test_what_is_not_known_is_said_where_it_is_missing() -> None:
    text = regulation_fragment(odd_law())
    for sign in (
        "〔未収録〕", "〔この項に未収録の規定あり〕", "〔この本則に未収録の規定あり〕", "〔この目次に未収録の規定あり〕", "〔この間の行は未収録〕",
    ):  # fmt: skip
        assert f">{sign}<" in text


def test_inline_markup() -> None:
    text = regulation_fragment(odd_law())
    for piece in ("10m<sup>2</sup>", "H<sub>2</sub>O", '<span class="mark-double">水</span>',
                  "<ruby>市<rp>（</rp><rt>し</rt><rp>）</rp></ruby>"):  # fmt: skip
        assert piece in text


def test_tables() -> None:
    text = regulation_fragment(odd_law())
    assert '<thead><tr><th colspan="2">区分</th><th>額</th></tr></thead>' in text
    assert '<td rowspan="2">甲</td><td></td>' in text
    assert "<th>乙</th>" in text


def test_a_page_stands_alone() -> None:
    page = regulation_page(odd_law(), notes=["部分収録"], about=[("番号", "第1号"), ("空", "")])
    assert page.startswith("<!DOCTYPE html>\n")
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert '<aside class="notice" role="note">部分収録</aside>' in page
    assert "<dt>番号</dt><dd>第1号</dd>" in page
    assert "空" not in page


def test_one_provision() -> None:
    law = odd_law()
    node = law.find(Address.parse("第1条"))
    assert node is not None
    text = provision_fragment(nested_node(node))
    assert words(text).startswith("（趣旨）第1条面積は")
    assert "第4条" not in text
    read(text)
