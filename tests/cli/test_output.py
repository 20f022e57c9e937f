"""What is printed, to whom, and in which characters."""

import io
import json
from collections.abc import Callable

import pytest

from reiki.cli import output


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., bytes]:
    """What a function prints to a pipe whose locale knows no Japanese."""

    def print_with(function: Callable[..., None], *arguments: object) -> bytes:
        held = io.BytesIO()
        with monkeypatch.context() as patch:
            patch.setattr("sys.stdout", io.TextIOWrapper(held, encoding="ascii"))
            output.speak_utf8()
            function(*arguments)
            return held.getvalue()

    return print_with


Printed = Callable[..., bytes]


def test_output_is_utf8_whatever_the_locale_says(printed: Printed) -> None:
    assert printed(output.say, "公報") == "公報\n".encode()


def test_json_is_unescaped_and_one_document(printed: Printed) -> None:
    text = printed(output.print_json, {"name": "鳥取県公報", "number": None}).decode("utf-8")
    assert "鳥取県公報" in text
    assert json.loads(text) == {"name": "鳥取県公報", "number": None}
    assert text.endswith("}\n")


def test_half_a_surrogate_is_shown_not_fatal(printed: Printed) -> None:
    assert printed(output.say, "公報\udc81") == "公報\\udc81\n".encode()


def test_columns_line_up_under_full_width_characters() -> None:
    table = output.plain_table(
        ("status", "title"), [("applied", "規則"), ("held", "霧浜市職員"), ("見", "x")]
    )
    assert table == "status   title\napplied  規則\nheld     霧浜市職員\n見       x\n"
    starts = {
        output.places(line[: line.index(cell)])
        for line, cell in zip(table.splitlines()[1:], "規霧x", strict=True)
    }
    assert starts == {9}


def test_a_table_off_a_terminal_is_never_cut(printed: Printed) -> None:
    long = "職員の給料の調整額に関する規則" * 20
    assert long in printed(output.print_table, ("title",), [(long,)]).decode("utf-8")


def test_no_rows_give_no_table(printed: Printed) -> None:
    assert printed(output.print_table, ("title",), []) == b""


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("first\nsecond", "first second"),
        ("a\r\nb\tc", "a  b c"),
        ("red \x1b[31malarm\x07", "red [31malarm"),
        ("\u2028line\x85end ", "line end"),
        ("改正後\u3000第１条", "改正後\u3000第１条"),
    ],
)
def test_one_line_stays_one_line_and_moves_no_cursor(given: str, printed: str) -> None:
    assert output.one_line(given) == printed
