"""How citations are printed (引用の表記): the shapes of words, for recall. What they mean is read elsewhere.

Everything works on text of any numerals and widths, with layout spaces inside (第 3 条).
"""

from __future__ import annotations

import re
from typing import Final

from reiki.law.instruments import KINDS
from reiki.law.numerals import AIUEO, NUMERAL

_S: Final = r"[ \u3000\t]*"
_N: Final = rf"(?>{NUMERAL})"
# The 2 of 第5条の2人以上 counts people, the one of 別表第1の2の項 a row, and 第4項の一部 is a part: none is a branch.
_NO_BRANCH: Final = rf"(?:の{_S}項|[人名個件年月日回倍割級種つ円歳週時段部％%]|[箇か][所月年国])"
_FORM_BRANCH: Final = rf"(?:{_S}の{_S}{_N}(?!{_S}{_NO_BRANCH}))*"
# No article has a branch 1; forms have (様式第1号の1).
_BRANCH: Final = (
    rf"(?:{_S}の{_S}(?![一壱1１](?![0-9０-９〇一二三四五六七八九十百])){_N}(?!{_S}{_NO_BRANCH}))*"
)
_KANA: Final = rf"[{AIUEO}ヰヱ](?![ァ-ヶー])"
LABELS: Final = (
    rf"(?:{_S}(?:{_KANA}(?:の{_N})?|[(（]{_S}(?:{_N}|[{AIUEO}]|[a-zａ-ｚ]|[ivxｉｖｘ]+){_S}[)）]"
    rf"|(?<=[)）])[a-zａ-ｚ](?![a-zａ-ｚA-Z])))"
)
"""One label of 細目: イ, (1), （ア）."""

_PARTS: Final = r"各号列記以外の部分|各号|各項|ただし書|但し?書き?|本文|前段|後段|中段|柱書き?|括弧書き?"
TAIL: Final = rf"(?:(?:{_S}の)?{_S}(?:{_PARTS})){{0,3}}"


def _step(counter: str) -> str:
    return rf"第{_S}{_N}{_S}{counter}{_BRANCH}"


_ITEM: Final = rf"(?:{_S}{_step('号')}{LABELS}{{0,4}})"
_PARAGRAPH: Final = rf"(?:{_S}{_step('項')})"
_BELOW: Final = {
    "編": rf"(?:{_S}{_step('章')})?(?:{_S}{_step('節')})?(?:{_S}{_step('款')})?",
    "章": rf"(?:{_S}{_step('節')})?(?:{_S}{_step('款')})?",
    "節": rf"(?:{_S}{_step('款')})?(?:{_S}{_step('目')})?",
    "款": rf"(?:{_S}{_step('目')})?",
    "目": "",
    "条": rf"{_PARAGRAPH}?{_ITEM}?",
    "項": rf"{_ITEM}?",
    "号": rf"{LABELS}{{0,4}}",
}
CHAIN: Final = (
    rf"(?={_step('[編章節款目条項号]')})"
    rf"(?:{_S}{_step('編')})?(?:{_S}{_step('章')})?(?:{_S}{_step('節')})?(?:{_S}{_step('款')})?(?:{_S}{_step('目')})?"
    rf"(?:{_S}{_step('条')})?{_PARAGRAPH}?{_ITEM}?"
)
_APPENDIX: Final = (
    rf"(?:別記{_S})?第{_S}{_N}{_S}号{_FORM_BRANCH}{_S}様式{_FORM_BRANCH}"
    rf"|(?:別記{_S})?様式{_S}第{_S}{_N}{_FORM_BRANCH}{_S}号?{_FORM_BRANCH}"
    rf"|別記{_S}様式"
    rf"|(?:別表|付表|別図|別紙|別記|付録|書式)(?:{_S}第{_S}{_N}{_FORM_BRANCH}(?:{_S}号(?!{_S}様式))?|{_S}{_N}{_FORM_BRANCH}(?![年月日人件条項円]))"
    r"|別表|別図|別紙|付録"
)
_HEADED: Final = "|".join(
    rf"(?P<{name}>{head}){_S}{counter}(?![例約文])(?P<{name}_rest>{_BELOW[counter]})"
    for n, counter in enumerate("編章節款目条項号")
    for name, head in ((f"h{n}", rf"前{_S}(?:{_N})?|次{_S}(?:{_N})?|同|この|本"),)
)
CITATION: Final = re.compile(
    rf"(?:(?P<suppl>附{_S}則{_S}(?:(?:{_APPENDIX}){_ITEM}?|{CHAIN}))"
    rf"|(?P<every>前{_S}各{_S}(?P<every_of>[条項号]))"
    rf"|{_HEADED}"
    rf"|(?P<appendix>(?:{_APPENDIX}){_ITEM}?)"
    rf"|(?P<chain>{CHAIN})"
    rf"|(?P<own_suppl>この附則))"
    rf"(?P<tail>{TAIL})"
)
"""A place: 附則第2項, 前各号, 前条第2項, 別表第1, 第3条第2項第1号イ; empty where nothing is named (check the length)."""

COUNTERS: Final = "編章節款目条項号"

WORK_END: Final = re.compile(
    r"(?:条例|規則|規程|細則|要綱|要領|要項|内規|訓令|告示|基準|指針|規約|約款|法律|政令|勅令|[省府庁]令|憲法|条約|協定|議定書|法|令)$"
)
"""How the name of an instrument ends."""

OWN_NAMES: Final = frozenset(KINDS)
"""What follows この and 本 in a regulation's name for itself."""

RUN: Final = re.compile(
    r"[一-龥々〆ヵヶ\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003ffffァ-ヴーA-Za-zＡ-Ｚａ-ｚ0-9０-９・\ue000]+"
)
"""Characters of which names consist, without hiragana."""

NUMBERED: Final = re.compile(
    rf"(?:条例|規則|規程|訓令甲?乙?|告示|公告|法律|政令|勅令|[省府庁]令|議案|報告|通達|通知|訓|達|発|号外){_S}第{_S}{_N}{_S}号"
    rf"(?!{_S}{_BRANCH}{_S}様式)(?:{_S}の{_S}{_N})?"
)
"""The number of an instrument printed without its year: the 第9号 of 条例第9号 is no item."""

JOIN: Final = re.compile(
    rf"{_S}(?:、{_S}(?:及び|又は)?|及び|又は|若しくは|もしくは|並びに|ならびに|および|または|・|，|，?及び){_S}"
)
LOOSE: Final = re.compile(
    rf"{_S}[^、。（）()「」はがを]{{0,24}}?(?:、{_S})?(?:及び|又は|若しくは|並びに|および|または|もしくは|ならびに){_S}"
)
"""Words after a citation that a list goes on behind: 法第3条の規定及び第5条 may mean 法第5条 or the 第5条 here."""

AFTER_UNREAD: Final = re.compile(
    rf"第{_S}{_N}{_S}[条項号]{_BRANCH}{LABELS}{{0,3}}(?:まで)?{_S}(?:、|，|・|及び|又は|若しくは|並びに|から){_S}$"
)
"""A list that goes on from something that was not read as a citation: 四の項の下欄第二号から第六号まで."""

FROM: Final = re.compile(rf"{_S}から{_S}")
UNTIL: Final = re.compile(rf"{_S}まで")
BEHIND: Final = re.compile(rf"{_S}(?:まで)?{_S}(?:の規定|の表)?{_S}")
"""What may stand between a citation and the parentheses that are about it."""

NARROWS: Final = re.compile(r"(?:除く|限る|含む)(?:。|ものとする。)?$")
"""How parentheses end that narrow or widen what stands before them."""

EXCEPT: Final = re.compile(r"\A[^はがを]*(?:を除く|に限る)(?:。)?\Z")
"""What stands in parentheses that take a part out of what they stand behind: （第2項及び第3項第1号に係る部分を除く。）."""

DEFINITION: Final = re.compile(
    r"(?P<scope>(?:以下)?[^「」（）()。]{0,40}?)(?:単に)?「(?P<name>[^「」]{1,40})」(?P<plural>と総称する|という)"
)
"""以下「法」という, 以下この条において「法」という, 次項において「新条例」という."""

ITEM_DEFINITION: Final = re.compile(r"\A[ \u3000]*(?P<name>[^ \u3000。、]{1,20})[ \u3000]+")
"""条例　霧浜市…条例（…）をいう。: the label of the item is no part of its words."""

BEFORE: Final = re.compile(r"(?:改正|廃止|改廃|施行|制定|従)前の?$")
AFTER: Final = re.compile(r"改正後の?$")
BEFORE_TITLE: Final = re.compile(r"(?:改正|廃止|改廃|施行|制定|従)前の")
AFTER_TITLE: Final = re.compile(r"改正後の")
"""Before a long title: 改正前の霧浜市職員の給与に関する条例."""

_WITHIN_TITLES: Final = "に関する|に係る|に伴う|における|に対する|のための|ための|を定める|についての|に関し"
WITHIN_TITLE: Final = re.compile(rf"(?:{_WITHIN_TITLES})$")
"""Before a word these say that it is inside a title, never its first."""

TITLE_GOES_ON: Final = re.compile(rf"(?:{_WITHIN_TITLES}|に基づく|による|等の|の)$")
"""Before the last word of a title these say that the title began further left: 霧浜市職員の給与に関する条例."""

SURE_BEGINNING: Final = re.compile(
    r"(?:\A|[、。（()）「」：；\n\u3000 ]|[はがで]|から|により|によって|又は|若しくは|ただし)$"
)
"""Before the first word of a title, where nothing but a title begins."""

TITLE_BEGINS: Final = re.compile(
    rf"{SURE_BEGINNING.pattern}|(?:を|による|に基づく|に基づき|及び|並びに|する|した|のうち|ほか|前の|後の)$"
)
"""Before the first word of a title."""

WORTH_READING: Final = re.compile(
    r"[条項号章節款編]|別表|様式|別紙|別図|付録|附則|条例|規則|規程|細則|要綱|要領|訓令|告示|法|令|基準"
)
"""A text without any of these cites nothing."""

# 第1号被保険者, 第2号会計年度任用職員: a bare 号 before such a word belongs to the word.
AFTER_ITEM: Final = re.compile(
    r"\A(?:[^一-龥々ァ-ヴA-Za-z0-9０-９]|及|又|若|並|各|前段|後段|本文|但|中|関係|規定|該当|違反|以外|以下|以上|以降|以後|以前|所定|第"
    r"|別表|様式|附則|括弧|柱書|適用|準用|同|列記|ただ|の|[ァ-ン](?![ァ-ヶー]))|\A\Z"
)
