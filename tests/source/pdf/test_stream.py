"""The faster way through page descriptions cuts them as pdfminer does, or leaves them to it."""

from __future__ import annotations

from pdfminer.psparser import LIT

from reiki.source.pdf.stream import _steps


def test_operands_of_every_kind() -> None:
    data = rb"q 1 -.5 0 2. 7 8 cm /F#31 12 Tf [(a\(b\)\101) -250 <4 1 4>] TJ /Span <</ActualText <FEFF> /N [1 2]>> BDC EMC T* %x"
    assert _steps(data) == [
        (b"q", []),
        (b"cm", [1, -0.5, 0, 2.0, 7, 8]),
        (b"Tf", [LIT("F1"), 12]),
        (b"TJ", [[b"a(b)A", -250, b"A@"]]),
        (b"BDC", [LIT("Span"), {"ActualText": b"\xfe\xff", "N": [1, 2]}]),
        (b"EMC", []),
        (b"T*", []),
    ]


def test_what_it_does_not_know_is_left_to_pdfminer() -> None:
    for data in (b"q ] Q", b"(open", b"[1 2 Tj", b"1 2 } m", b"<4x> Tj"):
        assert _steps(data) is None
