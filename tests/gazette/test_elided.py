"""Elided parts of sentences and lists: what is unambiguous is filled from the stored words, everything else is held."""

import pytest

from columns import DOUBLE, page
from laws import obey
from reiki.gazette.consolidate import Outcome, consolidate
from reiki.gazette.issue import parse_issue
from reiki.law.document import LawDocument
from reiki.law.plain_text import parse_regulation
from reiki.render.text import render_text
from reiki.source.open import read

FIRST = "市長は、次の各号に掲げる場合において必要があると認めるときは、申請により許可をすることができる。"
PROVISO = "ただし、急を要する場合は、この限りでない。"
BASE = f"""霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

（許可）
第1条　{FIRST}{PROVISO}
　(1)　甲が乙をするとき。
　(2)　丙が丁をするとき（戊の場合を除く。）。
　　ア　春の場合
　　イ　夏の場合
　(3)　己が庚をするとき。
　(4)　辛が壬をするとき。
2　前項の許可は、30日以内に行う。この場合において、市長は、書面を交付する。
3　市長は、毎年1月に公表する。
第2条　市長は、届出を受理する。
　　　附　則
　この規則は、平成18年4月1日から施行する。
"""
LIST = "\n(1)～(4)　略\n2・3　略"
UNDER = "第1条　略\n(1)～(4)　略\n"


def outcome(before: str, after: str, **said: str) -> Outcome:
    issue = parse_issue(read(page((before, after), **said), "issue.html"))
    notice = issue.notices[0]
    return consolidate(base(), notice.clauses[0], notice, issue)


def base() -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(BASE).regulation)


def applied(before: str, after: str, **said: str) -> str:
    done = outcome(before, after, **said)
    assert done.document is not None, [f.message for f in done.findings]
    obey(base(), list(done.operations), list(done.guard))
    return render_text(done.document.regulation())


def changed(*pairs: tuple[str, str]) -> str:
    text = BASE
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("quoted", "old", "new", "was"),
    [
        ("第1条　市長は、（略）必要があると認めるときは、【{}】により許可をすることができる。（略）" + LIST, "申請", "届出", "申請により"),
        ("第1条　［略］【{}】により［略］。ただし、［略］この限りでない。" + LIST, "申請", "届出", "申請により"),
        ("第1条　" + FIRST.replace("許可", "【{}】") + "ただし書　略" + LIST, "許可", "認可", "許可をする"),
        ("第1条　" + FIRST.replace("許可", "【{}】") + "ただし、（略）" + LIST, "許可", "認可", "許可をする"),
        ("第1条　（略）ただし、急を要する【{}】は、この限りでない。" + LIST, "場合", "とき", "場合は、この限り"),
        ("第1条　（本文略）ただし、急を要する【{}】は、この限りでない。" + LIST, "場合", "とき", "場合は、この限り"),
        ("第1条　略\nただし、急を要する【{}】は、この限りでない。" + LIST, "場合", "とき", "場合は、この限り"),
        ("第1条　本文　略\nただし、急を要する【{}】は、この限りでない。" + LIST, "場合", "とき", "場合は、この限り"),
        (UNDER + "2　（前段略）この場合において、市長は、【{}】を交付する。\n3　略", "書面", "文書", "書面を交付"),
        (UNDER + "2　前項の許可は、【{}】以内に行う。（後段略）\n3　略", "30日", "14日", "30日以内"),
        (UNDER + "2　前項の許可は、【{}】以内に行う。この場合において、（略）。\n3　略", "30日", "14日", "30日以内"),
        ("第1条　略\n(1)　略\n(2)　【{}】が丁をするとき（略）。\nア・イ　略\n(3)・(4)　略\n2・3　略", "丙", "癸", "丙が丁"),
        ("第1条　（柱書き略）\n(1)　【{}】が乙をするとき。\n(2)～(4)　略\n2・3　略", "甲", "癸", "甲が乙"),
        ("第1条　各号列記以外の部分　略\n(1)　【{}】が乙をするとき。\n(2)～(4)　略\n2・3　略", "甲", "癸", "甲が乙"),
        ("第2条　市長は、…を【{}】する。", "受理", "受領", "受理する"),
        # lists elided by name
        ("第1条　" + FIRST.replace("許可", "【{}】") + PROVISO + "\n各号　略\n2・3　略", "許可", "認可", "許可をする"),
        ("第1条　" + FIRST.replace("許可", "【{}】") + PROVISO + "\n第1号から第4号まで　略\n第2項及び第3項　略", "許可", "認可", "許可をする"),
        ("第1条　" + FIRST.replace("許可", "【{}】") + PROVISO + "\n（以下略）", "許可", "認可", "許可をする"),
        # a bare elision between two labels
        ("第1条　略\n(1)　【{}】が乙をするとき。\n（略）\n(4)　略\n2・3　略", "甲", "癸", "甲が乙"),
    ],
)  # fmt: skip
def test_words_beside_what_is_elided(quoted: str, old: str, new: str, was: str) -> None:
    assert applied(quoted.format(old), quoted.format(new)) == changed((was, was.replace(old, new)))


def test_a_sentence_comes_and_goes_beside_an_elided_one() -> None:
    more = "【この場合において、市長は、写しを置く。】"
    text = applied(UNDER + "2　略\n3　（略）", UNDER + "2　略\n3　（略）" + more)
    assert text == changed(
        ("毎年1月に公表する。", "毎年1月に公表する。この場合において、市長は、写しを置く。")
    )
    assert applied("第1条　（略）【" + PROVISO + "】" + LIST, "第1条　（略）" + LIST) == changed(
        (PROVISO, "")
    )


def test_the_source_of_new_words_is_where_they_stand_in_the_column() -> None:
    after = "第2条　市長は、（略）を【受領】する。"
    done = outcome(after.replace("受領", "受理"), after)
    (operation,) = done.operations
    source = operation.source
    assert source.end is not None
    plain = after.replace("【", "").replace("】", "")
    assert plain[source.origin.start : source.end] == "受領"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # what is quoted around the elision is not stored
        ("第2条　市長は、（略）申請を【受理】する。", "第2条　市長は、（略）申請を【受領】する。"),
        # the columns do not elide the same parts
        ("第2条　市長は、（略）【受理】する。", "第2条　（略）【受領】する。"),
        ("第2条　市長は、届出を（略）", "第2条　市長は、（略）【必ず】（略）"),
        # an elision that is marked as if it changed
        ("第2条　市長は、【（略）】受理する。", "第2条　市長は、【（略）】受領する。"),
        ("第2条　市長は、【（略）】受理する。", "第2条　市長は、【直ちに】受理する。"),
        # 「場合」 stands three times: which of them is quoted?
        ("第1条　市長は、（略）場合（略）" + LIST, "第1条　市長は、（略）場合【等】（略）" + LIST),
        # a difference beside the elision that nobody marked
        ("第2条　市長は、（略）【受理】する。", "第2条　知事は、（略）【受領】する。"),
        # the part that is named is another one
        (UNDER + "2　（後段略）【この場合】において、市長は、書面を交付する。\n3　略", UNDER + "2　（後段略）【そのとき】において、市長は、書面を交付する。\n3　略"),
        # only one column passes over items
        ("第1条　略\n(1)　【甲】が乙をするとき。\n（略）\n(4)　略\n2・3　略", "第1条　略\n(1)　【癸】が乙をするとき。\n(4)　略\n2・3　略"),
        # an elided part in something new
        ("（新設）", "【第3条】　【市長は、（略）をする。】"),
        ("（新設）", "【第3条】　【市長は、…をする。】"),
    ],
)  # fmt: skip
def test_held(before: str, after: str) -> None:
    assert outcome(before, after).document is None


def test_what_goes_must_be_quoted_to_its_end() -> None:
    lost = UNDER.replace("(1)～(4)　略\n", "") + "【2】　【前項の許可は、30日以内に行う。】\n"
    assert outcome(lost, UNDER).document is None


def test_a_replaced_provision_may_elide_what_stays() -> None:
    before = "《第2条》　市長は、（略）する。"
    after = "《第2条》　市長は、（略）する。\n２　市長は、台帳を置く。"
    text = applied(before, after, lead=DOUBLE)
    assert text == changed(("届出を受理する。", "届出を受理する。\n２　市長は、台帳を置く。"))


@pytest.mark.parametrize("note", ["（新設）", "［新設］", "新設", "［条を加える。］", "－", "（なし）"])
def test_notes_for_an_absent_counterpart(note: str) -> None:
    text = applied(note, "【第3条】　【市長は、台帳を置く。】")
    assert text == changed(("届出を受理する。", "届出を受理する。\n第3条　市長は、台帳を置く。"))


@pytest.mark.parametrize("note", ["（削る）", "（削る。）", "［条を削る。］", "（削除）", "―"])
def test_notes_for_what_goes(note: str) -> None:
    text = applied("【第2条】　【市長は、届出を受理する。】", note)
    assert text == changed(("第2条　市長は、届出を受理する。\n", ""))
