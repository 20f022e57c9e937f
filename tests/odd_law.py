"""A law that holds what the national schema refuses and what offices write all the same; and laws for every renderer."""

from collections.abc import Iterator
from pathlib import Path

from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation

ODD = """\
<Law Lang="ja" LawType="Misc" xmlns:m="urn:reiki:metadata"><LawNum></LawNum><m:History><m:Instrument number="令和6年霧浜市規則第1号" promulgated="2024-04-01" title="甲"/></m:History><LawBody>
<LawTitle>霧浜<Ruby>市<Rt>し</Rt></Ruby>&lt;要綱&gt;</LawTitle><TOC><TOCLabel>目次</TOCLabel><TOCChapter Num="1"><ChapterTitle>第1章　総則</ChapterTitle><ArticleRange>（第1条）</ArticleRange><TOCArticle Num="1"><ArticleTitle>第1条</ArticleTitle></TOCArticle></TOCChapter><TOCArticle Num="9"><ArticleTitle>第9条</ArticleTitle><ArticleCaption>（雑則）</ArticleCaption></TOCArticle><Gap/></TOC>
<Preamble><Sentence>前文の文</Sentence></Preamble>
<MainProvision><Article Num="1"><ArticleCaption>（趣旨）</ArticleCaption><ArticleTitle>第1条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence Num="1">面積は10m<Sup>2</Sup>とし、H<Sub>2</Sub>Oは<Line Style="double">水</Line>とする。</Sentence></ParagraphSentence><Item Num="1"><ItemSentence><Sentence>題なし</Sentence></ItemSentence></Item><TableStruct Num="1_2"><TableStructTitle>表一</TableStructTitle><Table><TableHeaderRow><TableHeaderColumn colspan="2">区分</TableHeaderColumn><TableHeaderColumn><Sentence>額</Sentence></TableHeaderColumn></TableHeaderRow><TableRow><TableColumn rowspan="2"><Sentence>甲</Sentence></TableColumn><TableColumn/><TableColumn><TableStruct><Table><TableRow><TableColumn><Sentence>内</Sentence></TableColumn></TableRow></Table></TableStruct></TableColumn></TableRow><TableRow><TableColumn m:head="true"><Sentence>乙</Sentence></TableColumn><TableColumn><Sentence>丙</Sentence><Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence><Sentence>丁</Sentence></ItemSentence></Item></TableColumn></TableRow><TableRow><Gap/></TableRow></Table></TableStruct><Item Num="2"><ItemTitle>(2)</ItemTitle><ItemSentence><Column Num="1"><Sentence>欄一</Sentence></Column><Sentence>混ざる</Sentence></ItemSentence><Subitem1 Num="1"><Subitem1Title>ア</Subitem1Title><Subitem1Sentence><Sentence>細目</Sentence></Subitem1Sentence><Remarks><RemarksLabel>備考</RemarksLabel><Sentence>注</Sentence></Remarks></Subitem1></Item><Remarks><RemarksLabel>備考</RemarksLabel><Sentence>注意</Sentence><Item Num="1"><ItemTitle>1</ItemTitle><ItemSentence><Sentence>号</Sentence></ItemSentence></Item></Remarks></Paragraph><Paragraph Num="1_2"><ParagraphNum>1の2</ParagraphNum><ParagraphSentence><Sentence><Gap/></Sentence></ParagraphSentence><Gap/></Paragraph></Article>
<Article Num="2:3" Delete="true"><ArticleTitle>第2条及び第3条　削除</ArticleTitle></Article>
<Article Num="4"><ArticleTitle>第4条</ArticleTitle><Sentence>削除</Sentence></Article>
<Chapter Num="2"><ChapterTitle>第2章　罰則</ChapterTitle><Paragraph><ParagraphSentence><Sentence>章の中の項</Sentence></ParagraphSentence></Paragraph><Division Num="1"><DivisionTitle>第1目</DivisionTitle></Division></Chapter>
<Chapter Num="3" Delete="true"><ChapterTitle>第3章　削除</ChapterTitle></Chapter>
<Paragraph Num="5"><ParagraphSentence><Sentence>裸の項</Sentence></ParagraphSentence><NoteStruct><Note>自由<Sentence>文</Sentence></Note></NoteStruct><List><ListSentence><Sentence>列記</Sentence></ListSentence></List></Paragraph>
<TableStruct><Table><TableRow><TableColumn><Sentence>本則の表</Sentence></TableColumn></TableRow></Table></TableStruct><Gap/></MainProvision>
<SupplProvision><SupplProvisionLabel>附　則</SupplProvisionLabel><RelatedArticleNum>（抄）</RelatedArticleNum><Sentence>文だけ</Sentence><Part Num="1"><PartTitle>第1編</PartTitle></Part><AppdxTable><AppdxTableTitle>附則の別表</AppdxTableTitle></AppdxTable></SupplProvision>
<SupplProvision AmendLawNum="令和6年6月28日霧浜市規則第21号"><Paragraph Num="1"><ParagraphSentence><Sentence>施行する。</Sentence></ParagraphSentence></Paragraph></SupplProvision>
<AppdxTable Num="1_2" Delete="true"><AppdxTableTitle>別表第1の2</AppdxTableTitle><RelatedArticleNum>（第1条関係）</RelatedArticleNum><Sentence>削除</Sentence><Paragraph><ParagraphNum>1</ParagraphNum><ParagraphSentence><Sentence>別表の項</Sentence></ParagraphSentence></Paragraph><Remarks><Sentence>ラベルなし備考</Sentence></Remarks><Remarks><RemarksLabel>備考2</RemarksLabel><Sentence>二つ目</Sentence></Remarks><StyleStruct><Style>｜絵<Fig src="a.png"/></Style></StyleStruct></AppdxTable>
<AppdxStyle Num="3_2"><AppdxStyleTitle>様式</AppdxStyleTitle><Item Num="1"><ItemTitle>1</ItemTitle><ItemSentence><Sentence>様式の号</Sentence></ItemSentence></Item><FigStruct><Fig src="b.png"/></FigStruct><FigStruct><FigStructTitle>図なし</FigStructTitle></FigStruct></AppdxStyle>
<AppdxFig><AppdxFigTitle>別図</AppdxFigTitle><Sentence>図の説明</Sentence></AppdxFig>
<Appdx><ArithFormulaNum>付録</ArithFormulaNum><Sentence>文</Sentence></Appdx>
</LawBody></Law>
"""
"""No number, `1_2` on a table and a form, deleted 別表, empty and nested cells, items without titles, a range of articles,
改正沿革, ruby, sub- and superscript, 傍線, gaps of every kind, words and paragraphs where v3 has no place for them."""


def odd_law() -> LawDocument:
    """The law above."""
    return LawDocument.parse(ODD.encode())


def corpus_laws(corpus: Path) -> Iterator[tuple[str, LawDocument]]:
    """Every regulation of the embedded corpus, as it begins and at each of its checkpoints."""
    for path in sorted([*corpus.glob("regulations/*.txt"), *corpus.glob("checkpoints/*/*.txt")]):
        regulation = parse_regulation(path.read_text("utf-8")).regulation
        yield str(path.relative_to(corpus)), LawDocument.from_regulation(regulation)


def shared_laws(shared: Path) -> Iterator[tuple[str, LawDocument]]:
    """The national laws of the reference cases, and regulations that the national gazette amends."""
    for path in sorted(shared.glob("cases/table/*/before.xml")):
        yield path.parent.name, LawDocument.parse(path.read_bytes())
    for path in sorted(shared.glob("real/kanpo/laws/*.txt")):
        yield path.name, LawDocument.from_regulation(parse_regulation(path.read_text("utf-8")).regulation)
