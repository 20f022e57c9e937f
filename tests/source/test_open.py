"""What is taken in, in which encoding, and what is refused with which sentence."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from reiki.source.encoding import declared_encoding, decode
from reiki.source.model import Document, Paragraph, Table, UnreadableSource
from reiki.source.open import Limits, is_page, read

JAPANESE = "霧浜市公報　第１２３４号①\n\n職員の給与に関する規則の一部を次のように改正する。〜ア～オ　略\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20


def zipped(name: str, content: bytes = b"") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


def first(document: Document) -> str:
    block = document.blocks[0]
    assert isinstance(block, Paragraph)
    return block.text.text


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", None, "empty"),
        (b" \r\n\t ", None, "empty"),
        ("\u3000\n\u3000".encode(), None, "white space"),
        (b"\xef\xbb\xbf", None, "white space"),
        (PNG, "issue.html", "PNG image although its name ends in .html"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a.jpg", "JPEG"),
        (b"GIF89a\x01\x00\x01\x00", None, "GIF"),
        (b"%PDF-1.7\n%\xe2\xe3", "a.pdf", "PDF is damaged or cut off"),
        (zipped("word/document.xml"), "a.docx", "DOCX"),
        (zipped("mimetype", b"application/vnd.oasis.opendocument.text"), "a.odt", "ODT"),
        (zipped("a.txt"), "a.zip", "zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 9, "a.doc", "old office document"),
        (b"{\\rtf1\\ansi", None, "RTF"),
        (b"From: x\r\nMIME-Version: 1.0\r\n", "a.mht", "web archive"),
        (b"\x1f\x8b\x08\x00", None, "gzip"),
        ("第1条\x00この規則".encode(), None, "binary"),
        ("第1条\x07この規則".encode(), None, "U+0007 in line 1"),
        ("第1条\n\u202eこの規則".encode(), None, "U+202E in line 2"),
        (bytes(range(128, 256)) * 4, None, "no known encoding"),
        ("Übergröße für Straßen".encode("latin-1") * 9, None, "no known encoding"),
        (b'<?xml version="1.0"?><Law Era="Heisei"></Law>', "a.xml", "XML (its root is Law)"),
        (b"\xff\xfe\x00\xd8\x00", None, "begins like UTF-16"),
    ],
)
def test_what_is_refused(data: bytes, name: str | None, says: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        read(data, name)
    message = str(caught.value)
    assert says in message
    assert message.endswith(".")
    assert "\n" not in message


def test_size() -> None:
    data = "第1条".encode() * 10
    assert read(data, limits=Limits(size=len(data))).blocks
    with pytest.raises(UnreadableSource, match="70 bytes, more than the 69"):
        read(data, limits=Limits(size=len(data) - 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jis_2004"])
def test_text_in_every_encoding(encoding: str) -> None:
    source = (
        JAPANESE.replace("〜", "")
        if encoding in ("cp932",)
        else JAPANESE.replace("～", "〜")
        if "euc" in encoding
        else JAPANESE
    )
    assert first(read(source.encode(encoding))) == "霧浜市公報　第１２３４号①"


@pytest.mark.parametrize(
    ("declared", "encoding", "noted"),
    [
        ("shift_jis", "cp932", False),
        ("Shift_JIS", "utf-8", True),
        ("utf-8", "cp932", True),
        ("euc-jp", "cp932", True),
        ("x-sjis", "euc_jp", True),
        ("EUC-JP", "euc_jp", False),
        ("iso-2022-jp", "iso2022_jp", False),
        ("utf-8", "utf-8", False),
        ("unheard-of", "cp932", False),
        (None, "cp932", False),
        (None, "euc_jp", False),
    ],
)
def test_declared_and_real_encoding(declared: str | None, encoding: str, noted: bool) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    page = f"<html><head>{meta}</head><body><p>職員の給与に関する規則の一部を改正する規則をここに公布する。</p></body></html>"
    document = read(page.encode(encoding))
    assert first(document) == "職員の給与に関する規則の一部を改正する規則をここに公布する。"
    assert any("the page says" in n for n in document.notes) == noted


def test_characters_of_windows_in_a_page_that_says_shift_jis() -> None:
    page = "<html><meta charset=Shift_JIS><body><p>①㈱髙橋～</p></body></html>".encode("cp932")
    assert first(read(page)) == "①㈱髙橋～"


def test_xml_declaration_of_a_page() -> None:
    page = '<?xml version="1.0" encoding="Shift_JIS"?>\n<!DOCTYPE html>\n<html><body><p>第1条</p></body></html>'.encode(
        "cp932"
    )
    assert declared_encoding(page) == "cp932"
    assert first(read(page)) == "第1条"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp"])
def test_a_file_cut_within_a_character(encoding: str) -> None:
    source = "職員の給与に関する規則の一部を次のように改正する。".encode(encoding)
    found = decode(source[:-1])
    assert found.text == "職員の給与に関する規則の一部を次のように改正する"
    assert any("cut off" in n for n in found.notes)


def test_damage_within_a_file_is_not_a_cut() -> None:
    with pytest.raises(UnreadableSource):
        decode("職員の給与".encode() + b"\xff" + "に関する規則".encode())


def test_lost_and_private_characters_are_said() -> None:
    notes = read("第1条\n\ufffd条\ue000".encode()).notes
    assert any("U+FFFD" in n and "line 2" in n for n in notes)
    assert any("外字" in n for n in notes)


def test_the_sign_with_which_old_files_end() -> None:
    assert first(read("第1条\r\n\x1a".encode("cp932"))) == "第1条"


@pytest.mark.parametrize(
    ("source", "name", "page"),
    [
        ("<!DOCTYPE html><p>a", None, True),
        ("\n<!-- x -->\n<HTML><p>a", None, True),
        ("<html>\n", "a.txt", True),
        ("<body><p>a</p>", None, True),
        ("<p>a</p>\n<p>b</p>", None, True),
        ("<p>a</p>\n第1条\n第2条", None, False),
        ("<p>a</p>\n第1条\n第2条", "a.html", True),
        ("<p>a</p>\t<p>b</p>", "a.md", False),
        ("第1条 <html>", "a.html", False),
        ("<略>\n第1条", None, False),
    ],
)
def test_what_is_a_page(source: str, name: str | None, page: bool) -> None:
    assert is_page(source, name) == page


def test_the_name_does_not_make_a_page() -> None:
    document = read("改正後\t改正前\n甲\t乙\n".encode(), "issue.html")
    assert document.format == "text"
    assert isinstance(document.blocks[0], Table)


@pytest.mark.shared
@pytest.mark.parametrize(
    "folder", ["334AC0000000125_20230703_20240313_F", "330AC1000000186_20150801_20230607_E"]
)
def test_pages_of_the_cases(shared: Path, folder: str) -> None:
    data = (shared / "cases/table" / folder / "gazette.html").read_bytes()
    document = read(data, "gazette.html")
    assert (document.format, document.drawn, document.notes) == ("html", True, ())
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    assert [c.plain() for c in table.rows[0].cells] == ["改正前", "改正後"]
    assert all(c.head for c in table.rows[0].cells)


@pytest.mark.shared
@pytest.mark.parametrize("encoding", ["cp932", "euc_jis_2004", "utf-16"])
def test_a_case_reads_the_same_in_every_encoding(shared: Path, encoding: str) -> None:
    data = (shared / "cases/table/334AC0000000125_20230703_20240313_F/gazette.html").read_bytes()
    plain = read(data)
    other = read(data.decode().encode(encoding))
    assert other.blocks == plain.blocks


@pytest.mark.shared
def test_a_regulation_page(shared: Path) -> None:
    document = read((shared / "real/reiki-html/k518RG00000080.html").read_bytes())
    assert first(document) == "○かつらぎ町駐車場等設置条例"
    assert any("reiki.css" in n for n in document.notes)
    table = next(b for b in document.blocks if isinstance(b, Table))
    assert [c.plain() for c in table.rows[2].cells] == ["船岡山駐車場", "かつらぎ町大字西渋田372番地の5"]
