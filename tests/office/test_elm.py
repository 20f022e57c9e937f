"""Parts of a law by elm path: exactly one thing, or a refusal; never a provision of another article."""

import pytest

from reiki.law.document.nested import nested_xml
from reiki.office.elm import NoSuchElement, select_element

LAW = nested_xml(
    """<Law><LawNum>平成九年規則第五号</LawNum><LawBody><LawTitle>文書規則</LawTitle>
    <TOC><TOCChapter Num="1"><ChapterTitle>第一章　総則</ChapterTitle></TOCChapter></TOC>
    <MainProvision>
      <Chapter Num="1"><ChapterTitle>第一章　総則</ChapterTitle>
        <Article Num="1"><ArticleTitle>第一条</ArticleTitle>
          <Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence Num="1">甲。</Sentence><Sentence Num="2">乙。</Sentence></ParagraphSentence>
            <Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence><Sentence>丙</Sentence></ItemSentence></Item></Paragraph></Article>
        <Article Num="01_2"><ArticleTitle>第一条の二</ArticleTitle>
          <Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>丁。</Sentence></ParagraphSentence></Paragraph>
          <Paragraph Num="2"><ParagraphNum>２</ParagraphNum><ParagraphSentence><Sentence>戊。</Sentence></ParagraphSentence>
            <Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence><Sentence>己</Sentence></ItemSentence></Item></Paragraph></Article></Chapter>
      <Chapter Num="2"><ChapterTitle>第二章　雑則</ChapterTitle>
        <Section Num="1"><SectionTitle>第一節　補則</SectionTitle>
          <Article Num="2:3"><ArticleTitle>第二条及び第三条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>削除</Sentence></ParagraphSentence></Paragraph></Article>
        </Section></Chapter>
    </MainProvision>
    <SupplProvision><SupplProvisionLabel>附　則</SupplProvisionLabel><Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>庚。</Sentence></ParagraphSentence></Paragraph></SupplProvision>
    <SupplProvision AmendLawNum="平成十年規則第一号"><SupplProvisionLabel>附　則</SupplProvisionLabel><Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>辛。</Sentence></ParagraphSentence></Paragraph></SupplProvision>
    <AppdxTable Num="1"><AppdxTableTitle>別表</AppdxTableTitle></AppdxTable></LawBody></Law>"""
)

WITH_ARTICLES_AT_THE_END = nested_xml(
    """<Law><LawNum>平成九年規則第六号</LawNum><LawBody><LawTitle>帳票規則</LawTitle><MainProvision>
    <Article Num="1"><ArticleTitle>第一条</ArticleTitle></Article><Article Num="2"><ArticleTitle>第二条</ArticleTitle></Article></MainProvision>
    <SupplProvision><SupplProvisionLabel>附　則</SupplProvisionLabel><Article Num="1"><ArticleTitle>附則第一条</ArticleTitle></Article>
    <Article Num="3"><ArticleTitle>附則第三条</ArticleTitle></Article></SupplProvision></LawBody></Law>"""
)


@pytest.mark.parametrize(
    ("elm", "words"),
    [
        ("Article_1", "第一条"),
        ("Article[2]", "第二条"),
        ("Article[3]", "附則第一条"),
        ("Article[4]", "附則第三条"),
        ("SupplProvision[1]-Article_1", "附則第一条"),
    ],
)
def test_counted_articles_go_on_into_the_supplementary_provisions(elm, words):
    assert select_element(WITH_ARTICLES_AT_THE_END, elm).words() == words


@pytest.mark.parametrize("elm", ["Article_3", "Article[5]", "MainProvision-Article[3]", "Paragraph[1]"])
def test_a_number_alone_means_the_main_provisions(elm):
    with pytest.raises(NoSuchElement):
        select_element(WITH_ARTICLES_AT_THE_END, elm)


@pytest.mark.parametrize(
    ("elm", "words"),
    [
        ("MainProvision-Article_1", "第一条甲。乙。一丙"),
        ("Article_1", "第一条甲。乙。一丙"),
        ("MainProvision-Article_1_2-Paragraph_2", "２戊。一己"),
        ("MainProvision-Article_1_2-Paragraph_2-Item_1", "一己"),
        ("MainProvision-Article_1-Item_1", "一丙"),
        ("MainProvision-Article_1-Paragraph_1-Sentence[2]", "乙。"),
        ("MainProvision-Article_1-Paragraph[1]", "甲。乙。一丙"),
        ("MainProvision-Article[2]-Paragraph[1]", "丁。"),
        ("MainProvision-Article_2:3", "第二条及び第三条削除"),
        ("Chapter_2-Section_1", "第一節　補則第二条及び第三条削除"),
        ("SupplProvision-Paragraph_1", "庚。"),
        ("SupplProvision[2]-Paragraph_1", "辛。"),
        ("LawTitle[1]", "文書規則"),
        ("LawTitle", "文書規則"),
        ("AppdxTable[1]", "別表"),
        ("TOC-TOCChapter_1", "第一章　総則"),
    ],
)
def test_one_place(elm, words):
    assert select_element(LAW, elm).words() == words


@pytest.mark.parametrize(
    "elm",
    [
        "MainProvision-Paragraph_1",  # no article is chosen: a paragraph of the first would be a guess
        "Paragraph[1]",
        "MainProvision-Item_1",
        "MainProvision-Article_1_2-Item_1",  # two paragraphs
        "MainProvision-Article_2",
        "Article_9",
        "Article",
        "SupplProvision[3]",
        "SupplProvision[0]",
        "Chapter_1-Article_9",
        "MainProvision-",
        "-Article_1",
        "mainprovision-article_1",
        "MainProvision Article_1",
        "第一条",
        "",
        "A" * 400,
    ],
)
def test_no_place_or_several(elm):
    with pytest.raises(NoSuchElement):
        select_element(LAW, elm)
