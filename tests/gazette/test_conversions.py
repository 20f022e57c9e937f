"""Conversions of a whole regulation (左横書きへの改正, 漢数字 → アラビア数字): one operation each, exact, or held."""

import json

import pytest

from laws import obey, resist
from reiki.amend.engine import Applied, apply
from reiki.amend.operations import Convert, Move, Substitute, from_json, to_json
from reiki.gazette.consolidate import Outcome, consolidate
from reiki.gazette.issue import parse_issue
from reiki.gazette.prose import Prose, compile_prose
from reiki.gazette.prose_numerals import Numbers, rewrite
from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.equality import Fidelity
from reiki.law.plain_text import parse_regulation
from reiki.render.text import render_text
from reiki.source.model import MarkedText, Origin, Paragraph
from reiki.source.open import read

KANJI = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

目次
　第一章　総則（第一条・第二条）
　第二章　雑則（第三条―第五条）
　附則
　　　第一章　総則
（第五条の額）
第一条　霧浜市条例（平成十二年霧浜市条例第三十五号）第四条の二第二項第一号の規定に基づき、一般の手数料を定める。
第二条　次に掲げる者は、五百円を納める。
　一　第三者でない者
　　イ　三人以上の世帯
　　ロ　二人
　二　三分の一以上の持分を有する者
　三　前二号に準ずる者
２　前項の金額は、一万二千円を超えない。ただし、左の各号の場合は、三十日以内に千五百円とする。
　　　第二章　雑則
第三条及び第四条　削除
第五条　市長が定める。
　　　附　則
　この規則は、平成十八年四月一日から施行する。
別表第一（第二条関係）
区分\t額
甲\t百円
乙\t二千円
"""
ARABIC = """霧浜市見本規則
平成18年3月24日
霧浜市規則第12号

目次
　第1章　総則（第1条・第2条）
　第2章　雑則（第3条―第5条）
　附則
　　　第1章　総則
（第5条の額）
第1条　霧浜市条例（平成12年霧浜市条例第35号）第4条の2第2項第1号の規定に基づき、一般の手数料を定める。
第2条　次に掲げる者は、500円を納める。
　(1)　第三者でない者
　　ア　3人以上の世帯
　　イ　2人
　(2)　3分の1以上の持分を有する者
　(3)　前2号に準ずる者
２　前項の金額は、12,000円を超えない。ただし、次の各号の場合は、30日以内に1,500円とする。
　　　第2章　雑則
第3条及び第4条　削除
第5条　市長が定める。
　　　附　則
　この規則は、平成18年4月1日から施行する。
別表第1（第2条関係）
区分\t額
甲\t100円
乙\t2,000円
"""
NUMERALS = "漢数字（「一般」及び「第三者」を除く。）"
WHOLE = (
    f"この規則を左横書きに改める。この場合において、{NUMERALS}は、アラビア数字に改め、当該アラビア数字は、3位ごとに「,」で区切るものとする。",
    "号の番号は、括弧書きのアラビア数字に改める。この場合において、号の細目の「イ、ロ、ハ」は「ア、イ、ウ」に改める。",
    "「左の」を「次の」に改める。",
)


def law(text: str = KANJI) -> LawDocument:
    return LawDocument.from_regulation(parse_regulation(text).regulation)


def prose(*lines: str, base: str = KANJI) -> Prose:
    blocks = [Paragraph(MarkedText(line), Origin(line=n)) for n, line in enumerate(lines, 1)]
    return compile_prose(blocks, law(base), True, Fidelity.DRAWN, str)


def codes(compiled: Prose) -> list[str]:
    return [f.code for f in compiled.findings if f.severity == "error"]


def after(*lines: str, base: str = KANJI) -> str:
    compiled = prose(*lines, base=base)
    assert not codes(compiled), [f.message for f in compiled.findings]
    assert [type(op) for op in compiled.operations] == [Convert]
    return render_text(obey(law(base), list(compiled.operations)).regulation())


def test_a_regulation_goes_over_as_a_whole() -> None:
    assert after(*WHOLE) == ARABIC


def test_it_is_one_operation_there_and_back() -> None:
    (op,) = prose(*WHOLE).operations
    assert isinstance(op, Convert)
    assert op.rules == WHOLE
    assert op.scope == ("この規則",)
    assert op.exceptions == ("一般", "第三者")
    assert from_json(json.loads(json.dumps(to_json(op), ensure_ascii=False))) == op
    done = apply(law(), [op])
    assert isinstance(done, Applied)
    (back,) = done.inverse
    assert isinstance(back, Convert)
    assert len(back.steps) >= len([s for s in op.steps if isinstance(s, Move)])


def test_every_step_guards_itself() -> None:
    """A character of the base that the conversion did not see holds all of it."""
    operations = list(prose(*WHOLE).operations)
    resist(law(KANJI.replace("五百円", "六百円")), operations, code="words_not_found")
    resist(law(KANJI.replace("第五条　市長が定める。\n", "")), operations)


def test_a_conversion_touches_what_else_the_clause_changes_only_once() -> None:
    (op,) = prose(*WHOLE).operations
    other = Substitute(Address.parse("第2条第1項"), "五百円", "六百円", basis="stated")
    resist(law(), [op, other], code="overlap")


@pytest.mark.parametrize(
    ("rule", "label"),
    [("括弧書きのアラビア数字", "(1)"), ("括弧で囲んだアラビア数字", "(1)"), ("アラビア数字", "1")],
)
def test_items_are_numbered_as_the_notice_says(rule: str, label: str) -> None:
    text = after(f"本則中{NUMERALS}をアラビア数字に改める。", f"各号の番号は、{rule}に改める。")
    assert f"　{label}　第三者でない者\n　　イ　3人以上の世帯" in text
    assert "第一章　総則（第一条・第二条）" in text  # 目次 is no 本則
    assert "平成十八年四月一日から施行" in text


def test_units_may_stay_in_kanji() -> None:
    lines = (
        "本則を左横書きに改める。この場合において、次に定めるところによる。",
        "(1)　漢数字は、アラビア数字に改める。ただし、固有名詞、概数を示す語及び数の単位として用いられている万又は億を除く。",
        "(2)　号番号は、括弧書きのアラビア数字に改める。",
    )
    assert "前項の金額は、1万2000円を超えない。" in after(*lines)


def test_labels_that_are_cited_change_where_the_notice_says_so() -> None:
    base = KANJI.replace("ロ　二人\n", "ロ　第一号イの者\n")
    said = "本則を左横書きに改める。この場合において、号の細目の「イ、ロ、ハ」{}は、「ア、イ、ウ」に改める。"
    assert "　　イ　第一号アの者\n" in after(said.format("（これを引用する場合を含む。）"), base=base)
    assert codes(prose(said.format(""), base=base)) == ["conversion_in_doubt"]


def test_the_direction_alone_changes_no_word() -> None:
    assert after("この規則を左横書きに改める。") == KANJI
    assert [f.code for f in prose("この規則を左横書きに改める。").findings] == ["direction_only"]


@pytest.mark.parametrize(
    ("lines", "base", "code"),
    [
        # 一般 and 第三者 are no numbers, and no exception names them
        ((f"本則中{NUMERALS.replace('及び「第三者」', '')}をアラビア数字に改める。", "各号の番号は、アラビア数字に改める。"), KANJI,
         "conversion_in_doubt"),
        # how 号 are numbered is not said
        ((f"本則中{NUMERALS}をアラビア数字に改める。",), KANJI, "conversion_in_doubt"),
        # names and rough numbers are for a person, also where the notice spares them in general
        (WHOLE, KANJI.replace("三人以上の世帯", "四日市市の世帯"), "conversion_in_doubt"),
        (WHOLE, KANJI.replace("三人以上の世帯", "二、三人の世帯"), "conversion_in_doubt"),
        (WHOLE, KANJI.replace("三人以上の世帯", "数十人の世帯"), "conversion_in_doubt"),
        (WHOLE, KANJI + "様式第一号（第二条関係）\n｜　第一号の申請書\n", "conversion_in_doubt"),
        (("この規則を左横書きに改める。この場合において、左横書きに適合するよう必要な調整を行うものとする。",), KANJI, "unresolved"),
        ((*WHOLE, "この場合において、その他必要な字句の整理を行う。"), KANJI, "unresolved"),
        (("本則中漢数字（町長が指定する語を除く。）をアラビア数字に改める。",), KANJI, "unresolved"),
        (("漢数字をアラビア数字に改める。",), KANJI, "unresolved"),
        ((f"本則中{NUMERALS}をアラビア数字に改める。",), ARABIC, "nothing_converted"),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_out_exactly_is_held(lines: tuple[str, ...], base: str, code: str) -> None:
    assert codes(prose(*lines, base=base)) == [code]


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("第十一条の二第三項", "第11条の2第3項"),
        ("平成十八年四月一日", "平成18年4月1日"),
        ("三十日以内", "30日以内"),
        ("二以上の者", "2以上の者"),
        ("十分の三を超える", "10分の3を超える"),
        ("前三条の規定", "前3条の規定"),
        ("別表第二に掲げる", "別表第2に掲げる"),
        ("一、二〇〇円", "1,200円"),
    ],
)
def test_numbers_in_words(text: str, new: str) -> None:
    edits, doubts = rewrite(text, Numbers(commas="円" in text))
    assert doubts == []
    for e in reversed(edits):
        text = text[: e.start] + e.new + text[e.end :]
    assert text == new


@pytest.mark.parametrize(
    "text",
    [
        "一般の",
        "第三者",
        "四日市市",
        "二、三日",
        "数十人",
        "十数人",
        "二三人",
        "三重県",
        "千代田区",
        "五人組",
        "一部を",
        "二日市",
        "一方",
        "十分な",
        "二月会館",
        "二千二十五年",
        "市の一円に",
        "一人ひとり",
        "一通りの",
    ],
)
def test_what_may_be_no_number_is_in_doubt(text: str) -> None:
    edits, doubts = rewrite(text, Numbers(commas=True))
    assert doubts
    assert edits == []


# ------------------------------------------------------------------------------------------------------- in a gazette


def outcome(body: str) -> Outcome:
    page = f"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><h1>霧浜市公報</h1>
<p>令和6年6月28日　第1234号</p><p>霧浜市見本規則の一部を改正する規則をここに公布する。</p><p>令和6年6月28日</p>
<p>霧浜市長　三雲　航平</p><p>霧浜市規則第21号</p><p>霧浜市見本規則の一部を改正する規則</p>
<p>霧浜市見本規則（平成18年霧浜市規則第12号）の一部を次のように改正する。</p>{body}
<p>附　則</p><p>この規則は、公布の日から施行する。</p></body></html>"""
    issue = parse_issue(read(page.encode(), "issue.html"))
    notice = issue.notices[0]
    return consolidate(law(), notice.clauses[0], notice, issue)


def test_a_clause_of_a_gazette_converts() -> None:
    done = outcome("".join(f"<p>{line}</p>" for line in WHOLE))
    assert done.document is not None, [f.message for f in done.findings]
    assert render_text(done.document.regulation()) == ARABIC
    assert len(done.operations) == len(done.inverse) == 1


def test_a_clause_of_a_gazette_that_leaves_something_to_be_judged_is_held() -> None:
    done = outcome(f"<p>{WHOLE[0]}</p><p>この場合において、前項に定めるもののほか、必要な調整を行う。</p>")
    assert done.document is None
    assert "unresolved" in {f.code for f in done.findings}
