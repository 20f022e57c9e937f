"""Bytes of a 法令標準XML file to an element tree and back.

Reading decodes in Python (libxml2 does not know every name that offices give Shift_JIS) and accepts no document type, no
entities and nothing from the network. Writing gives the bytes that were read wherever the tree is as it was read.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

Element = etree._Element

METADATA: Final = "urn:reiki:metadata"
"""Namespace of what this project adds to a law that is not law. Never part of the text digest; nor is any namespace."""

MAX_BYTES: Final = 64 * 1024 * 1024
"""A regulation larger than this is refused. The largest national laws with all their tables stay below 10 MiB."""

_PROLOG: Final = re.compile(
    r"\ufeff?\s*(?:<\?xml\s[^>]*\?>)?\s*(?:(?:<!--.*?-->|<\?(?!xml\s).*?\?>)\s*)*", re.DOTALL
)
_DECLARED: Final = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_EPILOG: Final = re.compile(r"(?:\s|<!--(?:(?!-->).)*-->|<\?(?:(?!\?>).)*\?>)*\Z", re.DOTALL)
_PYTHON_NAMES: Final = {"shift_jis": "cp932", "sjis": "cp932", "windows-31j": "cp932", "x-sjis": "cp932"}


class UnreadableLaw(ValueError):
    """The bytes are no 法令標準XML law; the message is one sentence for the person who gave them."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """How a file prints its tree: what stands before and after the root, its encoding and its line ends.

    ``original``: the bytes as read, with the normal serialisation of their tree; ``None`` for a law built here.
    """

    prolog: str = "<?xml version='1.0' encoding='UTF-8'?>\n"
    epilog: str = ""
    encoding: str = "utf-8"
    newline: str = "\n"
    original: tuple[bytes, str] | None = field(default=None, repr=False)


def parser() -> etree.XMLParser:
    """A parser that loads nothing, expands nothing and keeps white space, comments and CDATA as they are."""
    return etree.XMLParser(
        encoding="utf-8", resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True, huge_tree=False,
        strip_cdata=False, remove_blank_text=False, remove_comments=False, remove_pis=False,
    )  # fmt: skip


def parse_element(xml: str) -> Element:
    """One element from its text. Raises :class:`UnreadableLaw` when it is not well-formed or brings a document type."""
    if "<!DOCTYPE" in xml:
        raise UnreadableLaw("XML with a document type (DTD) is not accepted.")
    try:
        return etree.fromstring(xml.encode("utf-8"), parser())
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise UnreadableLaw(f"This is not well-formed XML: {error}.") from error


def tag_of(element: Element) -> str:
    """The tag of an element of the law; ``""`` for comments, instructions and elements of other namespaces."""
    tag: object = element.tag
    return tag if isinstance(tag, str) and not tag.startswith("{") else ""


def read(data: bytes) -> tuple[Element, Rendition]:
    """The root of a law and how its file prints it. Raises :class:`UnreadableLaw`."""
    if len(data) > MAX_BYTES:
        raise UnreadableLaw(f"The file has {len(data)} bytes; a regulation may have {MAX_BYTES}.")
    text, encoding = _decoded(data)
    start = _PROLOG.match(text)
    begin = start.end() if start else 0
    if text.startswith("<!DOCTYPE", begin):
        raise UnreadableLaw("XML with a document type (DTD) is not accepted.")
    if "http://www.w3.org/2001/XInclude" in text:
        raise UnreadableLaw(
            "XML that includes other files (XInclude) is not accepted: give the regulation in one file."
        )
    close = text.rfind("</Law>")
    end = close + len("</Law>") if close >= 0 and _EPILOG.match(text, close + len("</Law>")) else len(text)
    root = parse_element(text[begin:end])
    if root.tag != "Law":
        raise UnreadableLaw(
            f"The root element is {etree.QName(root).localname}; a law in 法令標準XML has the root Law."
        )
    newline = "\r\n" if "\r\n" in text and not re.search(r"(?<!\r)\n", text) else "\n"
    return root, Rendition(text[:begin], text[end:], encoding, newline, (data, serialised(root)))


def write(root: Element, rendition: Rendition) -> bytes:
    """The bytes of a law: those that were read when the tree says the same as then, else its serialisation."""
    body = serialised(root)
    if rendition.original is not None and rendition.original[1] == body:
        return rendition.original[0]
    if rendition.newline != "\n":
        body = body.replace("\n", rendition.newline)
    return (rendition.prolog + body + rendition.epilog).encode(rendition.encoding, "xmlcharrefreplace")


def serialised(element: Element) -> str:
    """The element as XML text, without what follows it."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def digest(root: Element) -> str:
    """The text digest: SHA-256, in hex, of the canonical XML of a law (:func:`canonical`)."""
    return hashlib.sha256(canonical(root)).hexdigest()


def canonical(element: Element) -> bytes:
    """C14N without what is not text of the law: comments, instructions, other namespaces, layout white space.

    White space between elements is layout where nothing else stands between them, and so are the line breaks inside a
    text with the blanks around them. So a law has one digest, printed in one line or indented.
    """
    bare = etree.Element(element.tag)
    _copy_bare(element, bare)
    return etree.tostring(bare, method="c14n")


_BREAK: Final = re.compile(r"[ \t\r]*\n[ \t\r\n]*")


def without_breaks(text: str) -> str:
    """The text without the line breaks that a layout put in and the blanks around them."""
    return _BREAK.sub("", text) if "\n" in text else text


def is_layout(text: str | None) -> bool:
    """True for no text and for blanks, tabs and line breaks; U+3000 is a character of the text."""
    return not text or not text.strip(" \t\r\n")


def _copy_bare(element: Element, bare: Element) -> None:
    for name, value in element.attrib.items():
        if not str(name).startswith("{"):
            bare.set(name, value)
    mixed = not is_layout(element.text) or any(not is_layout(child.tail) for child in element)
    if mixed or not len(element):
        bare.text = without_breaks(element.text or "") or None
    last: Element | None = None
    for child in element:
        if tag_of(child):
            last = etree.SubElement(bare, child.tag)
            _copy_bare(child, last)
        tail = without_breaks(child.tail or "") if mixed else ""
        if tail and last is not None:
            last.tail = (last.tail or "") + tail
        elif tail:
            bare.text = (bare.text or "") + tail


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16"
    else:
        declared = _DECLARED.search(data[:400])
        name = declared[1].decode("ascii").lower() if declared else "utf-8"
    name = _PYTHON_NAMES.get(name, name)
    try:
        return data.decode(name), name
    except LookupError as error:
        raise UnreadableLaw(f"The declared encoding {name} is not known.") from error
    except UnicodeDecodeError as error:
        raise UnreadableLaw(f"The file is not {name}: byte {error.start} cannot be read.") from error
