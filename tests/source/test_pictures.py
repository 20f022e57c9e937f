"""What a picture is, is told by its bytes; what lies beside a file, by a name that stays there."""

import base64
import hashlib
import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pictures import LAW, PDF, PICT, archive, download, picture
from reiki.source.bundle import members
from reiki.source.embedded import embedded
from reiki.source.limits import Limits
from reiki.source.model import UnreadableSource
from reiki.source.pictures import SUFFIXES, UnreadablePicture, inner_path, picture_of

LIMITS = Limits()


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
        ("TIFF", "image/tiff"),
        ("WEBP", "image/webp"),
    ],
)
def test_pictures_are_known_by_their_bytes(form, media_type):
    found = picture_of(picture(form=form), LIMITS)
    assert (found.media_type, found.width, found.height) == (media_type, 40, 60)
    assert media_type in SUFFIXES


def test_a_pdf_has_no_pixels():
    assert picture_of(PDF, LIMITS).media_type == "application/pdf"
    assert picture_of(PDF, LIMITS).width == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"<svg/>", "SVG"),
        (
            b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<svg:svg xmlns:svg='http://www.w3.org/2000/svg'>",
            "SVG",
        ),
        (b"<html><script>alert(1)</script></html>", "no PNG"),
        (b"GIF89a<script>alert(1)</script>", "damaged|no PNG"),
        (b"BM words that begin so", "no PNG|damaged"),
        (b"%PDF-1.7 and no end", "cut off"),
        (b"MZ\x90\x00", "no PNG"),
    ],
)
def test_what_is_no_picture_is_refused(data, said):
    with pytest.raises(UnreadablePicture, match=said):
        picture_of(data, LIMITS)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_picture_that_breaks_off_is_refused(form, part):
    noise = Image.effect_noise((200, 200), 60).convert("RGB")
    out = io.BytesIO()
    noise.save(out, form)
    data = out.getvalue()
    with pytest.raises(UnreadablePicture, match=r"damaged|no PNG"):
        picture_of(data[: int(len(data) * part)], LIMITS)


def test_limits_in_bytes_and_in_pixels():
    with pytest.raises(UnreadablePicture, match="more than the 100 that are kept"):
        picture_of(picture(), replace(LIMITS, picture=100))
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(UnreadablePicture, match="pixels"):
        picture_of(out.getvalue(), LIMITS)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"]),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=8)), max_size=6),
)
def test_damaged_bytes_are_a_picture_or_refused(form, changes):
    """Whatever decoders raise for them."""
    data = bytearray(picture(form=form, size=(9, 7)))
    for at, new in changes:
        data[at % len(data) : at % len(data) + len(new)] = new
    try:
        found = picture_of(bytes(data), LIMITS)
    except UnreadablePicture:
        return
    assert found.media_type in SUFFIXES


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("./pict/H11HO127-001.jpg", ("pict", "H11HO127-001.jpg")),
        ("a.png", ("a.png",)),
        ("img/%E6%A7%98%E5%BC%8F.png", ("img", "様式.png")),
        ("img\\a.png", ("img", "a.png")),
        ("a.png?v=1#x", ("a.png",)),
    ],
)
def test_a_name_beside_or_below(reference, parts):
    assert inner_path(reference) == parts


@pytest.mark.parametrize(
    "reference",
    [
        "", ".", "..", "../a.png", "pict/../../a.png", "pict/%2e%2e/a.png", "..%2fa.png", "pict\\..\\a.png", "/etc/passwd",
        "\\\\server\\a.png", "//server/a.png", "C:\\a.png", "C:a.png", "file:///etc/passwd", "http://x/a.png",
        "data:image/png;base64,AAAA", "sha256:00", "a%00.png", "a\n.png", "pict//a.png", "a.png:stream", "?a", "#a", "%2fetc/passwd",
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere(reference):
    assert inner_path(reference) == ()


def test_an_archive_gives_each_regulation_with_what_lies_beside_it():
    (member,) = members(download(), LIMITS)
    assert (member.data, member.name) == (LAW, "law.xml")
    assert {name: member.beside(name) for name in PICT} == PICT
    assert member.beside("./pict/other.jpg") is None
    assert member.beside("../418M_law/pict/a.jpg") is None
    two = members(
        archive({"a/a.xml": LAW, "a/x.png": b"1", "b/b.xml": LAW, "__MACOSX/._b.xml": b"?"}), LIMITS
    )
    assert [m.name for m in two] == ["a.xml", "b.xml"]
    assert [m.beside("x.png") for m in two] == [b"1", None]


def test_documents_are_no_archives_of_regulations():
    word = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    text = archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"})
    assert members(word, LIMITS) is None
    assert members(text, LIMITS) is None
    assert members(LAW, LIMITS) is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (archive({"readme.txt": b"nothing"}), "no regulation"),
        (download()[:-30], "damaged"),
        (archive({"law.xml": LAW, "pict/a.jpg": bytes(60_000_000)}, packed=True), "zip bomb"),
    ],
)
def test_archives_that_are_refused(data, said):
    with pytest.raises(UnreadableSource, match=said):
        members(data, LIMITS)


def test_bytes_in_a_page_and_in_documents():
    image = picture()
    name = hashlib.sha256(image).hexdigest()
    page = f"<html><body><img src='data:image/png;base64,{base64.b64encode(image).decode()}'></body></html>".encode()
    word = archive({"[Content_Types].xml": b"<Types/>", "word/media/image1.png": image})
    text = archive({"mimetype": b"application/vnd.oasis.opendocument.text", "Pictures/1.png": image})
    for data in (page, word, text):
        assert embedded(data, {name}, LIMITS) == {name: image}
        assert embedded(data, {"0" * 64}, LIMITS) == {}
    assert embedded(b"\x00 anything", {name}, LIMITS) == {}


def test_an_open_document_in_one_file_names_a_picture_by_its_base64():
    image = picture()
    written = base64.b64encode(image)
    name = hashlib.sha256(written).hexdigest()
    flat = (
        b"<office:document><office:binary-data>"
        + written[:20]
        + b"\n "
        + written[20:]
        + b"</office:binary-data></office:document>"
    )
    assert embedded(flat, {name}, LIMITS) == {name: image}


def test_an_image_of_a_pdf_is_what_is_seen_of_it():
    out = io.BytesIO()
    Image.new("RGB", (120, 80), "blue").save(out, "PDF")
    data = out.getvalue()
    stream = data[data.index(b"\xff\xd8\xff") : data.index(b"endstream")].rstrip(b"\r\n")
    name = hashlib.sha256(stream).hexdigest()
    found = embedded(data, {name}, LIMITS)
    drawn = Image.open(io.BytesIO(found[name])).convert("RGB")
    assert drawn.getpixel((drawn.width // 2, drawn.height // 2))[2] > 200


def test_a_broken_archive_says_so():
    with pytest.raises(UnreadableSource):
        embedded(b"PK\x03\x04broken", {"0" * 64}, LIMITS)
    assert zipfile.is_zipfile(io.BytesIO(download()))
