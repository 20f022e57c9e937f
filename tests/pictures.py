"""Small pictures, and a regulation that shows some."""

import io
import zipfile

from PIL import Image


def picture(colour: str = "red", form: str = "PNG", size: tuple[int, int] = (40, 60)) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form)
    return out.getvalue()


PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"

LAW = """<Law Era="Heisei" Year="18" Num="12" LawType="Misc" Lang="ja"><LawNum>平成18年霧浜市規則第12号</LawNum>
<LawBody><LawTitle>霧浜市見本規則</LawTitle><MainProvision>
<Article Num="1"><ArticleTitle>第1条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence>
<Sentence Num="1">額は、次の式による。</Sentence></ParagraphSentence><FigStruct><Fig src="./pict/a.jpg"/></FigStruct></Paragraph></Article>
<Article Num="2"><ArticleTitle>第2条</ArticleTitle><Paragraph Num="1"><ParagraphNum/><ParagraphSentence>
<Sentence Num="1">申請は、様式による。</Sentence></ParagraphSentence></Paragraph></Article></MainProvision>
<AppdxStyle Num="1"><AppdxStyleTitle>様式第1号</AppdxStyleTitle><RelatedArticleNum>（第1条関係）</RelatedArticleNum>
<StyleStruct><Style><Fig src="./pict/s1.jpg"/></Style></StyleStruct></AppdxStyle>
<AppdxStyle Num="2"><AppdxStyleTitle>様式第2号</AppdxStyleTitle><RelatedArticleNum>（第2条関係）</RelatedArticleNum>
<StyleStruct><Style><Fig src="./pict/s2.pdf"/></Style></StyleStruct></AppdxStyle>
</LawBody></Law>""".encode()
"""Three figures: in an article, of a form, and a form as PDF."""

TITLE, NUMBER = "霧浜市見本規則", "平成18年霧浜市規則第12号"
A, S1 = picture("red", "JPEG"), picture("blue", "JPEG")
PICT = {"./pict/a.jpg": A, "./pict/s1.jpg": S1, "./pict/s2.pdf": PDF}


def archive(files: dict[str, bytes], *, packed: bool = False) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def download(law: bytes = LAW, pict: dict[str, bytes] = PICT, folder: str = "418M_law") -> bytes:
    """A law with its pictures as the national service gives it for saving."""
    files = {f"{folder}/{name.removeprefix('./')}": data for name, data in pict.items()}
    return archive({f"{folder}/law.xml": law, **files})
