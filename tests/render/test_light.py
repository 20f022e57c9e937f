"""The light JSON of 法令API Version 2."""

from reiki.law.document.nested import nested_xml
from reiki.render.light import light


def test_an_article_as_the_national_service_prints_it():
    article = nested_xml(
        '<Article Delete="false" Num="19"><ArticleCaption>（業務の制限）</ArticleCaption><ArticleTitle>第十九条</ArticleTitle>'
        '<Paragraph Num="1" OldStyle="false"><ParagraphNum/><ParagraphSentence><Sentence Num="1" Function="main">甲。</Sentence>'
        '<Sentence Num="2">ただし、乙。</Sentence></ParagraphSentence><Item Num="1"><ItemTitle>一</ItemTitle><ItemSentence>'
        '<Column Num="1"><Sentence>丙</Sentence></Column><Column Num="2"><Sentence>丁</Sentence></Column></ItemSentence></Item></Paragraph>'
        '<Paragraph Num="2"><ParagraphNum>２</ParagraphNum><ParagraphSentence><Sentence>戊。</Sentence></ParagraphSentence></Paragraph></Article>'
    )
    said = light(article)
    assert said == {
        "Article": {
            "ArticleCaption": "（業務の制限）",
            "ArticleTitle": "第十九条",
            "Paragraph": [
                {
                    "ParagraphNum": None,
                    "Num": "1",
                    "ParagraphSentence": {"Sentence": ["甲。", "ただし、乙。"]},
                    "Item": [
                        {
                            "ItemTitle": "一",
                            "ItemSentence": {"Column": [{"Sentence": ["丙"]}, {"Sentence": ["丁"]}]},
                        }
                    ],
                },
                {"ParagraphNum": "２", "Num": "2", "ParagraphSentence": {"Sentence": ["戊。"]}},
            ],
        }
    }
    assert list(said["Article"]["Paragraph"][0]) == ["ParagraphNum", "Num", "ParagraphSentence", "Item"]


def test_headings_are_lists_and_tags_inside_words_stay():
    chapter = nested_xml(
        '<Chapter Num="4"><ChapterTitle>第四章　<Ruby>竿<Rt>ざお</Rt></Ruby></ChapterTitle><Article Num="9"><ArticleTitle>第九条</ArticleTitle>'
        '<Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>旗<Ruby>竿<Rt>ざお</Rt></Ruby>側</Sentence></ParagraphSentence></Paragraph></Article></Chapter>'
    )
    said = light(chapter)["Chapter"]
    assert said["ChapterTitle"] == ["第四章　<Ruby>竿<Rt>ざお</Rt></Ruby>"]
    sentence = said["Article"][0]["Paragraph"][0]["ParagraphSentence"]["Sentence"]
    assert sentence == ["旗<Ruby>竿<Rt>ざお</Rt></Ruby>側"]


def test_of_several_that_the_schema_allows_once_none_is_lost():
    remarks = nested_xml(
        "<Article Num='1'><ArticleTitle>第一条</ArticleTitle><ArticleTitle>第二条</ArticleTitle></Article>"
    )
    assert light(remarks)["Article"]["ArticleTitle"] == ["第一条", "第二条"]


def test_of_the_attributes_only_those_of_the_national_description_are_members():
    law = nested_xml(
        '<LawBody><MainProvision/><SupplProvision AmendLawNum="平成十年規則第一号" Extract="true" Type="Amend">'
        "<SupplProvisionLabel>附　則　抄</SupplProvisionLabel></SupplProvision>"
        '<AppdxFig><AppdxFigTitle>別図</AppdxFigTitle><FigStruct><Fig src="./pict/a.jpg"/></FigStruct></AppdxFig></LawBody>'
    )
    said = light(law)["LawBody"]
    assert said["SupplProvision"] == [
        {"SupplProvisionLabel": "附　則　抄", "AmendLawNum": "平成十年規則第一号", "Extract": "true"}
    ]
    assert "pict" not in str(said), "who joins the words of an element would read it as one"


def test_metadata_of_other_namespaces_is_no_part_of_it():
    law = nested_xml(
        '<Law xmlns:m="urn:m" Num="1"><m:History><m:Entry/></m:History><LawNum>平成九年規則第五号</LawNum></Law>'
    )
    assert light(law) == {"Law": {"LawNum": "平成九年規則第五号"}}
