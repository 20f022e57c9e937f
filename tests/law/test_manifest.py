"""Dividing a law for storage gives back every byte, and what did not change is the same part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reiki.law.manifest import MissingPart, assemble, part_digests, split

LAW = """<?xml version="1.0" encoding="UTF-8"?>
<Law Era="Heisei"><LawNum>平成九年霧浜市規則第五号</LawNum><LawBody><LawTitle>規則</LawTitle>
  <TOC><TOCLabel>目次</TOCLabel></TOC>
  <MainProvision>
    <Chapter Num="1"><ChapterTitle>第一章　総則</ChapterTitle>
      <Article Num="1"><ArticleTitle>第一条</ArticleTitle><Paragraph Num="1"><ParagraphNum/></Paragraph></Article><!-- <Article> -->
      <Article Num="2" x="a>b"><ArticleTitle>第二条</ArticleTitle></Article>
    </Chapter>
  </MainProvision>
  <SupplProvision><SupplProvisionLabel>附　則</SupplProvisionLabel><Paragraph Num="1"/></SupplProvision>
  <AppdxTable Num="1"><AppdxTableTitle>別表</AppdxTableTitle><TableStruct/></AppdxTable>
</LawBody></Law>
""".encode()


def test_the_parts_are_articles_paragraphs_of_a_suppl_and_appendices():
    parts = split(LAW).parts.values()
    assert [p.split(b" ")[0].split(b">")[0] for p in parts] == [
        b"<TOC",
        b"<Article",
        b"<Article",
        b"<Paragraph",
        b"<AppdxTable",
    ]


def test_every_byte_comes_back():
    manifest = split(LAW)
    assert assemble(manifest.skeleton, manifest.parts) == LAW
    assert part_digests(manifest.skeleton) == tuple(manifest.parts)


def test_a_change_in_one_article_makes_one_new_part():
    first, second = split(LAW), split(LAW.replace("第二条".encode(), "第三条".encode()))
    assert len(set(second.parts) - set(first.parts)) == 1
    assert first.digest != second.digest


def test_a_regulation_without_articles_is_divided_by_paragraphs():
    flat = "<Law><LawBody><MainProvision><Paragraph Num='1'/><Paragraph Num='2'><Item/></Paragraph></MainProvision></LawBody></Law>"
    assert len(split(flat.encode()).parts) == 2


@pytest.mark.parametrize(
    "data", [b"", b"no markup", LAW.decode().encode("utf-16"), b"<a><?reiki-part x?></a>", LAW[:-40]]
)
def test_what_cannot_be_divided_is_one_part(data):
    manifest = split(data)
    assert assemble(manifest.skeleton, manifest.parts) == data


@given(
    st.lists(
        st.sampled_from(
            [
                "<Article>",
                "</Article>",
                "<Paragraph/>",
                "<!-- > -->",
                "<![CDATA[<Article>]]>",
                "第一条",
                " ",
                "<MainProvision a='>'>",
                "</MainProvision>",
                "<?x <Article>?>",
                "<",
                ">",
            ]
        )
    )
)
def test_joining_is_the_inverse_of_dividing_whatever_the_bytes(pieces):
    data = "".join(pieces).encode()
    manifest = split(data)
    assert assemble(manifest.skeleton, manifest.parts) == data


def test_a_missing_part_is_named():
    manifest = split(LAW)
    with pytest.raises(MissingPart, match=next(iter(manifest.parts))):
        assemble(manifest.skeleton, {})
