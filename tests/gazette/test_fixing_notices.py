"""A notice that fixes a day (施行期日を定める規則): every sentence of it is read, or nothing of it is fixed."""

import pytest

from reiki.gazette.fixing import read_fixings
from reiki.gazette.issue import parse_issue
from reiki.source.open import read
from written import Decree, issue

TITLE = "灯台条例の一部を改正する条例の施行期日を定める規則"
A = "灯台条例の一部を改正する条例（令和6年霧浜市条例第18号）"
B = "桟橋条例（令和6年霧浜市条例第21号）"
NUMBER_A, NUMBER_B = "令和6年霧浜市条例第18号", "令和6年霧浜市条例第21号"


def reading(*body):
    parsed = parse_issue(read(issue(5, "2024-11-29", Decree(31, body=body, title=TITLE)), "x.html"))
    return read_fixings(parsed.notices[0])


@pytest.mark.parametrize(
    ("body", "fixed"),
    [
        ((f"{A}の施行期日は、令和7年1月1日とする。",), [(NUMBER_A, "", "2025-01-01")]),
        ((f"{A}の施行の期日は令和7年1月1日とする。",), [(NUMBER_A, "", "2025-01-01")]),
        ((f"{A}は、令和7年1月1日から施行する。",), [(NUMBER_A, "", "2025-01-01")]),
        ((f"{A}の施行期日は、公布の日とする。",), [(NUMBER_A, "", "2024-11-29")]),
        (
            ("（趣旨）", f"第1条　この規則は、{A}の施行期日を定めるものとする。", "（施行期日）",
             f"第2条　{A}の施行期日は、令和7年1月1日とする。"),
            [(NUMBER_A, "", "2025-01-01")],
        ),
        (
            (f"{A}の施行期日は、令和7年1月1日とする。ただし、附則ただし書に規定する規定については、同年7月1日とする。",),
            [(NUMBER_A, "", "2025-01-01"), (NUMBER_A, "附則ただし書に規定する規定", "2025-07-01")],
        ),
        (
            (f"{A}の施行期日は、令和7年1月1日とし、同条例附則第2号に掲げる規定の施行期日は、翌年4月1日とする。",),
            [(NUMBER_A, "", "2025-01-01"), (NUMBER_A, "附則第2号に掲げる規定", "2026-04-01")],
        ),
        (
            ("灯台条例の一部を改正する条例（令和6年霧浜市条例第18号。以下「改正条例」という。）の施行期日は、令和7年1月1日とする。",
             "2　前項の規定にかかわらず、改正条例附則第2号に掲げる規定の施行期日は、令和7年4月1日とする。"),
            [(NUMBER_A, "", "2025-01-01"), (NUMBER_A, "附則第2号に掲げる規定", "2025-04-01")],
        ),
        ((f"{A}及び{B}の施行期日は、令和7年1月1日とする。",),
         [(NUMBER_A, "", "2025-01-01"), (NUMBER_B, "", "2025-01-01")]),
        ((f"{A}（附則ただし書に規定する規定を除く。）の施行期日は、令和7年1月1日とする。",),
         [(NUMBER_A, "(附則ただし書に規定する規定を除く。)", "2025-01-01")]),
    ],
)  # fmt: skip
def test_what_is_fixed(body, fixed):
    found = reading(*body)
    assert found.findings == ()
    assert [(f.number, f.part, f.day.isoformat()) for f in found.fixings] == fixed


@pytest.mark.parametrize(
    "body",
    [
        (f"{A}の施行期日は、別に市長が定める日とする。",),
        (f"{A}の施行期日は、令和7年1月1日とする。ただし、市長が別に認める場合は、この限りでない。",),
        (f"{A}の施行期日は、令和7年1月1日とする。この場合において、第2条の規定は、適用しない。",),
        (
            f"{A}の施行期日は、令和7年1月1日とする。ただし、同規則附則第2号に掲げる規定は、令和7年4月1日から施行する。",
        ),
        (f"{A}の施行期日は、令和7年1月1日（附則第2号に掲げる規定にあっては、令和7年4月1日）とする。",),
        (
            f"{A}及び{B}の施行期日は、令和7年1月1日とする。ただし、附則ただし書に規定する規定は、令和7年4月1日から施行する。",
        ),
        (f"{A}及び{B}附則ただし書に規定する規定の施行期日は、令和7年1月1日とする。",),
        ("灯台条例の一部を改正する条例の施行期日は、令和7年1月1日とする。",),
        ("次に掲げる条例の施行期日は、令和7年1月1日とする。", f"(1)　{A}", f"(2)　{B}"),
        (f"別表に掲げるものを除くほか、{A}の施行期日は、令和7年1月1日とする。",),
        (f"この規則は、{A}の施行期日を定めるものとする。",),
    ],
)
def test_what_is_not_read_wholly_fixes_nothing(body):
    found = reading(*body)
    assert found.fixings == ()
    assert [f.code for f in found.findings] == ["fixing_not_understood"]
