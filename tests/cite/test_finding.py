"""Finding: spans are exact and do not overlap, whatever the text; long texts; threads; nothing heavy until a text is read."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reiki.cite.finding import MOST_BYTES, mentions

PIECES = st.sampled_from(
    "第3条 第二項 第1号 第３条の２ 前条 次項 同条 同項 同法 前2項 前各号 この条例 本条 附則第2項 別表第1 様式第3号 別記様式 条例 法 令 規則 施行規則 "
    "（昭和25年法律第261号） 平成10年霧浜市条例第9号 （以下「法」という。） （ ） 「 」 、 。 及び 又は から まで の 中 を除く に限る 第 条 項 号 イ ロ (1) （ア） "
    "改正前の 旧 新 に関する 霧浜市 の規定 第三者 ただし書 各号 市長 に \n \u3000 \ufffc \x00 \ud800 𠮷 が か゛".split(
        " "
    )
)


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40))
@example("第1条　　　　第2条\n\n第3条")
@example("\u3000第3条\t第4条 \r\n第5条\u2028第6条")
@example("（（（第3条")
@example("」第3条「")
@example("この条例この条例第3条")
def test_spans_are_within_the_text_and_apart(text):
    end = 0
    for mention in mentions(text):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


def test_a_text_longer_than_the_analyser_takes_is_read_to_its_end():
    sentence = "条例第3条第2項の届出をした者は、前項の規定により、第4条の届出をしなければならない。"
    text = sentence * (3 * MOST_BYTES // len(sentence.encode()))
    found = mentions(text)
    assert len(found) == 3 * text.count(sentence)
    assert all(text[m.start : m.end] in ("条例第3条第2項", "前項", "第4条") for m in found)


def test_a_citation_torn_from_its_list_is_no_citation_of_this_text():
    """A sentence of thirteen thousand characters is cut: what the cut tore from 法第3条、… must not become a 第5条 of this text."""
    text = "法第3条、" + "第4条、" * (MOST_BYTES // len("第4条、".encode()) + 10)
    torn = [m for m in mentions(text) if m.joined != "list"]
    assert text[torn[0].start : torn[0].end] == "法第3条"
    assert all(m.joined == "unread" for m in torn[1:])
    assert len(torn) >= 2


def test_threads_take_turns():
    texts = [f"第{n}条の規定により第{n + 1}条の届出をした者は、同条第2項の者とする。" for n in range(1, 40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(mentions, texts * 3))
    for text, each in zip(texts * 3, found, strict=True):
        assert len(each) == 3, text


def test_nothing_heavy_is_loaded_before_a_text_is_read():
    code = (
        "import sys, reiki.cite.reading, reiki.cite.works, reiki.office.linking\n"
        "from reiki.cite.finding import mentions\n"
        "assert mentions('見本') == ()\n"
        "print('spacy' in sys.modules, 'sudachipy' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "False"]
