"""PDFs that are protected: with a permission password only they are read, with one for opening they are refused."""

from __future__ import annotations

import hashlib
import re

import pytest

from reiki.source.model import Paragraph, UnreadableSource
from reiki.source.open import read
from reiki.source.pdf.reader import read_pdf
from sheets import Sheet, pdf

# ISO 32000-1, 7.6.3: the standard security handler, revision 2 (RC4, 40 bits).
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
NUMBER = b"0123456789abcdef"
PERMISSIONS = -44


def rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def padded(password: str) -> bytes:
    return (password.encode("latin-1") + PADDING)[:32]


def protected(data: bytes, user: str, owner: str) -> bytes:
    """The file with its streams and strings encrypted."""
    locked = rc4(hashlib.md5(padded(owner)).digest()[:5], padded(user))
    start = padded(user) + locked + (PERMISSIONS & 0xFFFFFFFF).to_bytes(4, "little") + NUMBER
    key = hashlib.md5(start).digest()[:5]

    def one(found: re.Match[bytes]) -> bytes:
        own = hashlib.md5(key + int(found[1]).to_bytes(3, "little") + b"\0\0").digest()[:10]
        if b"stream\n" in found[0]:
            return re.sub(
                rb"stream\n(.*)\nendstream",
                lambda m: b"stream\n" + rc4(own, m[1]) + b"\nendstream",
                found[0],
                flags=re.DOTALL,
            )
        return re.sub(rb"\((\w+)\)", lambda m: b"<" + rc4(own, m[1]).hex().encode() + b">", found[0])

    body = re.sub(rb"(\d+) 0 obj\n.*?\nendobj\n", one, data, flags=re.DOTALL)
    entry = (
        f"/Encrypt<</Filter/Standard/V 1/R 2/P {PERMISSIONS}/O<{locked.hex()}>/U<{rc4(key, PADDING).hex()}>>>"
        f"/ID[<{NUMBER.hex()}><{NUMBER.hex()}>]/Root"
    )
    return body.replace(b"/Root", entry.encode(), 1)


DATA = pdf(Sheet().text(72, 300, "第１条　略"))


def test_an_empty_password_opens_the_file() -> None:
    (block,) = read(protected(DATA, "", "secret"), "issue.pdf").blocks
    assert isinstance(block, Paragraph)
    assert block.text.text == "第１条　略"


def test_the_password_opens_the_file() -> None:
    data = protected(DATA, "open", "secret")
    (block,) = read_pdf(data, "", password="open").blocks
    assert isinstance(block, Paragraph)
    assert block.text.text == "第１条　略"


def test_a_password_for_opening_is_asked_for_in_one_sentence() -> None:
    with pytest.raises(UnreadableSource, match=r"^The PDF is protected by a password: [^\n]*\.$"):
        read(protected(DATA, "open", "secret"), "issue.pdf")


def test_an_unknown_protection_is_named() -> None:
    data = protected(DATA, "", "secret").replace(b"/Filter/Standard/V 1", b"/Filter/Another/V 9")
    with pytest.raises(UnreadableSource, match=r"^The PDF is encrypted [^\n]*\.$"):
        read(data, "issue.pdf")
