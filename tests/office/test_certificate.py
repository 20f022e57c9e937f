"""Certified prints: what they say, what confirms them, and everything that refutes them."""

import datetime
from html import escape

import pytest

from reiki.office.certificate import END, HEAD, UnreadableCertificate, certificate_in
from reiki.office.certified import PRINTERS, NotCertifiable, certified, print_text
from reiki.office.checking import NotAPrint, check_print
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from written import HEAD as PAGE
from written import Change, Decree, Order, day, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
ON = day("2025-01-01")
FIRST = Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。")
SECOND = Change("第1条　文書は、_課_が扱う。", "第1条　文書は、_部_が扱う。")


def at(hour):
    return datetime.datetime(2026, 4, 1, hour, tzinfo=datetime.UTC)


def amend(store, number, on, change, starts="公布の日", hour=1, partial=False, title=TITLE, of=NUMBER):
    data = issue(number, on, Decree(number, (Order(title, of, (change,)),), starts))
    ingest(store, data, f"{number}.html", now=at(hour), partial=partial)


@pytest.fixture
def town(store):
    data = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])
    import_regulation(
        store, data, "a.txt", now=at(0), today=ON, as_of=day("2024-03-31"), jurisdiction="31299"
    )
    amend(store, 1, "2024-06-28", FIRST)
    return store


def printed(store, on=ON, hour=5, **more):
    return certified(store, TITLE, on=on, now=at(hour), **more)


def check(store, data, hour=6, **more):
    return check_print(store, data, "print.txt", now=at(hour), **more)


def test_a_print_says_what_formed_it_and_is_confirmed(town):
    made = printed(town)
    lines = made.data.decode().splitlines()
    assert lines[0] == TITLE
    assert lines[-1] == END
    certificate, begins, ends = certificate_in(lines)
    assert certificate == made.certificate
    assert (lines[begins], ends) == (HEAD, len(lines))
    assert [(f.role, f.number) for f in certificate.formed] == [
        ("base", "現在の条文の取込み"),
        ("amended", "令和6年霧浜市規則第1号"),
    ]
    assert certificate.formed[1].issue == "霧浜市公報第1号"
    assert len(certificate.formed[1].source) == 64
    checked = check(town, made.data)
    assert (checked.confirmed, checked.exact, checked.reasons) == (True, True, ())
    assert checked.as_json()["certificate"]["text_digest"] == made.certificate.text_digest


def test_line_ends_and_a_byte_order_mark_are_no_alteration(town):
    moved = b"\xef\xbb\xbf" + printed(town).data.replace(b"\n", b"\r\n")
    checked = check(town, moved)
    assert (checked.confirmed, checked.exact) == (True, False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("課が扱う", "部が扱う"),
        ("文書は、十年間", "文書は、十年"),
        ("第2条　文書は、十年間保存する。\n", ""),
        ("第1条　文書は、課が扱う。\n", "第1条　文書は、課が扱う。\n第1条の2　文書は、焼く。\n"),
        ("平成9年3月25日", "平成9年3月26日"),
        ("現在：2025-01-01", "現在：2024-05-01"),
        ("施行：2024-06-28", "施行：2024-06-27"),
        ("照合値：sha256:", "照合値：sha256:" + "0" * 64 + "\n照合値：sha256:"),
        ("題名：霧浜市文書規則", "題名：霧浜市公印規則"),
        ("霧浜市公報第1号", "霧浜市公報第2号"),
        ("改正：令和6年霧浜市規則第1号", "改正：令和6年霧浜市規則第2号"),
        ("状態：施行中", "状態：廃止"),
        ("収録：2026-04-01T05", "収録：2026-04-01T00"),
        ("収録：2026-04-01T05", "収録：2027-04-01T05"),
        (f"{END}\n", f"{END}\n第3条　追加する。\n"),
        ("法令ID：4", "法令ID：5"),
        ("\n改正：", "\n改正：令和6年霧浜市規則第9号「偽」（霧浜市公報第9号、2024-06-28、原本sha256:" + "0" * 64 + "）\n改正："),
    ],
)  # fmt: skip
def test_every_alteration_refutes(town, old, new):
    data = printed(town).data.decode()
    assert data.count(old) >= 1, old
    altered = data.replace(old, new).encode()
    try:
        checked = check(town, altered)
    except NotAPrint:
        return
    assert not checked.confirmed
    assert checked.reasons


def test_a_line_of_the_certificate_left_out_refutes(town):
    lines = printed(town).data.decode().splitlines(keepends=True)
    begins = lines.index(f"{HEAD}\n")
    for n in range(begins, len(lines)):
        altered = "".join(lines[:n] + lines[n + 1 :]).encode()
        try:
            assert not check(town, altered).confirmed, lines[n]
        except NotAPrint:
            continue


def test_the_words_of_one_day_with_the_certificate_of_another(town):
    one, other = printed(town).data.decode(), printed(town, on=day("2024-05-01")).data.decode()
    mixed = other.partition(HEAD)[0] + HEAD + one.partition(HEAD)[2]
    checked = check(town, mixed.encode())
    assert not checked.confirmed
    assert "文書は、係が" in checked.reasons[0]


def test_later_knowledge_does_not_refute_but_is_said(town):
    made = printed(town)
    amend(town, 2, "2024-09-30", SECOND, hour=7)
    checked = check(town, made.data, hour=8)
    assert checked.confirmed
    assert "another text of 2025-01-01" in checked.notes[0]
    anew = printed(town, hour=8)
    assert anew.certificate.text_digest != made.certificate.text_digest
    assert check(town, anew.data, hour=9).notes == ()
    then = printed(town, hour=8, known=at(5))
    assert then.data == made.data


def test_a_moment_to_come_is_not_printed(town):
    made = printed(town, known=at(23))
    assert made.certificate.known == at(5)


def test_what_is_partial_or_held_or_a_part_is_not_certified(town):
    amend(town, 3, "2024-10-01", FIRST, hour=2)  # 改正前 says 係, the text 課
    with pytest.raises(NotCertifiable, match="held"):
        printed(town)
    before = printed(town, on=day("2024-09-30"))
    assert check(town, before.data).confirmed
    forged = before.data.replace("現在：2024-09-30".encode(), "現在：2025-01-01".encode())
    assert not check(town, forged).confirmed
    amend(town, 4, "2024-10-02", FIRST, hour=2, partial=True, title="公印規則", of="平成9年霧浜市規則第7号")
    with pytest.raises(NotCertifiable, match="in part only"):
        certified(town, "公印規則", on=ON, now=at(5))
    with pytest.raises(NotCertifiable, match="xml"):
        printed(town, form="xml")


def test_an_ended_regulation_says_so(town):
    repeal = Decree(5, (Order(TITLE, NUMBER, repeal=True),), "令和7年4月1日")
    ingest(town, issue(5, "2024-12-27", repeal), "5.html", now=at(2))
    made = printed(town, on=day("2025-04-01"))
    assert made.certificate.status == "repealed"
    assert "令和6年霧浜市規則第5号" in made.certificate.notes[0]
    assert check(town, made.data).confirmed
    hidden = made.data.replace(f"注記：{made.certificate.notes[0]}\n".encode(), b"")
    assert not check(town, hidden).confirmed


def test_a_text_found_by_going_back(store):
    data = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、課が扱う。", "文書は、十年間保存する。"])
    data += "　　　附　則（令和6年6月28日霧浜市規則第1号）\n　この規則は、公布の日から施行する。\n".encode()
    import_regulation(
        store, data, "a.txt", now=at(0), today=ON, as_of=day("2024-12-31"), jurisdiction="31299"
    )
    amend(store, 1, "2024-06-28", FIRST)
    made = printed(store, on=day("2024-06-01"))
    assert [(f.role, f.number) for f in made.certificate.formed] == [
        ("base", "現在の条文から遡る"),
        ("undone", "令和6年霧浜市規則第1号"),
    ]
    assert made.certificate.in_force_from is None
    assert check(store, made.data).confirmed
    later = printed(store, on=day("2024-07-01"))
    assert [f.role for f in later.certificate.formed] == ["base", "amended"]
    assert check(store, later.data).confirmed


def test_an_erratum_and_what_fixed_a_day_are_among_what_formed_it(town):
    waits = Change("第2条　文書は、_十年間_保存する。", "第2条　文書は、_五年分_保存する。")
    amend(town, 2, "2024-07-31", waits, "別に規則で定める日")
    title = "霧浜市文書規則の一部を改正する規則の施行期日を定める規則"
    words = "霧浜市文書規則の一部を改正する規則（令和6年霧浜市規則第2号）の施行期日は、令和6年9月1日とする。"
    ingest(town, issue(3, "2024-08-30", Decree(3, body=(words,), title=title)), "3.html", now=at(1))
    before = printed(town)
    erratum = (
        f"{PAGE}<h1>霧浜市公報</h1><p>令和6年10月31日（木曜日）　第4号</p><h2>正誤</h2><p>令和6年7月31日付け霧浜市公報第2号に登載した"
        "霧浜市規則第2号中「文書は、五年分保存する。」とあるのは、「文書は、五年間保存する。」の誤り</p></body></html>"
    )
    ingest(town, erratum.encode(), "4.html", now=at(6))
    made = printed(town, hour=7)
    assert "文書は、五年間保存する。" in made.data.decode()
    assert [(f.role, f.issue) for f in made.certificate.formed] == [
        ("base", ""),
        ("amended", "霧浜市公報第1号"),
        ("amended", "霧浜市公報第2号"),
        ("corrected", "霧浜市公報第4号"),
        ("fixed", "霧浜市公報第3号"),
    ]
    assert check(town, made.data, hour=8).confirmed
    assert [f.role for f in before.certificate.formed] == ["base", "amended", "amended", "fixed"]
    assert check(town, before.data, hour=8).confirmed


def test_no_certificate_or_half_of_one(town):
    with pytest.raises(NotAPrint, match="no certificate"):
        check(town, "拝啓\n".encode())
    with pytest.raises(NotAPrint, match="breaks off"):
        check(town, printed(town).data.partition(END.encode())[0])
    with pytest.raises(NotAPrint, match="UTF-8"):
        check(town, "証明".encode("cp932"))
    with pytest.raises(UnreadableCertificate):
        certificate_in([HEAD, "題名：甲", END])


def test_a_regulation_that_is_not_in_this_store(town, tmp_path):
    from reiki.store.session import open_store

    made = printed(town)
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    checked = check(other, made.data)
    assert not checked.confirmed
    assert TITLE in checked.reasons[0]
    other.close()


# ---------------------------------------------------------------------------------------------------------------- pages


def print_page(document, certificate):
    body = "".join(
        f"<p>{escape(line)}</p>" for line in print_text(document, certificate).decode().splitlines() if line
    )
    return f"<!DOCTYPE html><html lang='ja'><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("old", "new", "confirmed"),
    [
        ("<body>", "<body><!-- saved -->", True),
        ("文書は、課が", "文書は、<b>課</b>が", True),
        ("文書は、課が", "文書は、部が", False),
        ("文書は、課が", "文書は、<span style='display:none'>課</span>部が", False),
        ("文書は、課が", "文書は、<del>課</del>が", False),
        ("</head>", "<style>p::after{content:'部'}</style></head>", False),
        ("</head>", "<style>p{transform:scale(0)}</style></head>", False),
        ("</body>", "<img src='data:'></body>", False),
        ("</body>", "<p>第3条　追加する。</p></body>", False),
        ("</body>", "<script>document.body.innerText = ''</script></body>", False),
    ],
)  # fmt: skip
def test_a_page_shows_the_words_that_it_holds(town, monkeypatch, old, new, confirmed):
    printers = {**PRINTERS, "html": print_page}
    monkeypatch.setattr("reiki.office.certified.PRINTERS", printers)
    data = printed(town, form="html").data
    assert check(town, data, printers=printers).exact
    assert old.encode() in data
    altered = data.replace(old.encode(), new.encode())
    assert check(town, altered, printers=printers).confirmed is confirmed


@pytest.mark.parametrize("form", ["text", "html", "docx"])
def test_each_format_is_confirmed_byte_for_byte_and_refuted_when_a_word_is_other(town, form):
    made = printed(town, form=form)
    found = check(town, made.data)
    assert found.confirmed
    assert found.exact
    if form != "docx":
        other = made.data.replace("保存".encode(), "保管".encode(), 1)
        assert other != made.data
        assert not check(town, other).confirmed
