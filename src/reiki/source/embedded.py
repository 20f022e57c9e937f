"""Bytes of pictures that a source holds itself: ``data:`` addresses of a page, the media of a Word or OpenDocument file, the
images of a PDF. Found again by the digest under which the reader of the format told of them (``Figure.digest``)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Collection, Iterator
from typing import Final

from reiki.source.encoding import decode
from reiki.source.limits import Limits
from reiki.source.markup import Node, parse
from reiki.source.packed import open_package

__all__ = ["data_address", "embedded"]

_BINARY: Final = re.compile(rb"<(?:\w+:)?binary-data[^>]*>([^<]*)<")
_NO_PICTURES: Final = (".xml", ".rels", ".rdf", ".bin")


def data_address(reference: str) -> tuple[str, bytes | None]:
    """The head of a ``data:`` address and the bytes that it holds; any other reference as it is, and ``None``."""
    if not reference.startswith("data:"):
        return reference, None
    head, _, body = reference.partition(",")
    try:
        return head, base64.b64decode(body, validate=False) if head.endswith(";base64") else body.encode()
    except binascii.Error:
        return head, None


def embedded(data: bytes, wanted: Collection[str], limits: Limits) -> dict[str, bytes]:
    """The bytes of pictures in a source, by the digests wanted; what it does not hold is missing in the answer. Of an image in a
    PDF the digest is that of its stream, and the bytes are a PNG of what is seen of it.

    Raises ``UnreadableSource`` where the file is damaged or beyond the limits.
    """
    if not wanted:
        return {}
    if data.startswith(b"PK\x03\x04"):
        found = _media(data, limits)
    elif b"%PDF-" in data[:1024]:
        from reiki.source.pdf.images import images_in

        return images_in(data, wanted, limits)
    elif b"binary-data" in data:
        found = _flat(data)
    elif b"data:" in data:
        found = _addresses(data, limits)
    else:
        return {}
    return {digest: content for digest, content in found if digest in wanted}


def _media(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    package = open_package(data, "document", limits)
    for name in package.names:
        if not name.endswith(_NO_PICTURES):
            content = package.read(name)
            yield hashlib.sha256(content).hexdigest(), content


def _flat(data: bytes) -> Iterator[tuple[str, bytes]]:
    """An OpenDocument text in one file names a picture by the digest of its base64 without white space."""
    for match in _BINARY.finditer(data):
        written = b"".join(match[1].split())
        try:
            yield hashlib.sha256(written).hexdigest(), base64.b64decode(written, validate=True)
        except binascii.Error:
            continue


def _addresses(data: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    page = parse(decode(data).text, depth=limits.depth)
    nodes: list[Node] = [page.root]
    while nodes:
        node = nodes.pop()
        nodes.extend(child for child in node.children if isinstance(child, Node))
        for name in ("src", "data"):
            _, content = data_address(node.get(name))
            if content is not None:
                yield hashlib.sha256(content).hexdigest(), content
