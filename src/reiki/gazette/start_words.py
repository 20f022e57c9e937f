"""The words by which a sentence of a 附則 says that something starts (施行) or ends (失効), and those by which it says neither.

All read folded sentences without white space.
"""

from __future__ import annotations

import re
from typing import Final

from reiki.law.instruments import OWN
from reiki.law.numerals import NUMERAL

# The verb of a sentence, not that of 「4月1日から施行された条例」, 「事業を適切に実施する」 or 「施行し得る」
_GOES_ON: Final = r"(?=[一-龥「](?<!得)|その)"
_END: Final = (
    r"(?:(?:する|される)(?:もの|こと)?(?:とする|とし)?(?=[。()、]|$)"
    rf"|し(?:(?=[。、]|$)|{_GOES_ON})|とする(?=。)|(?=。))"
)
_FROM: Final = r"(?:から|より|をもって|をもつて)、?(?:これを)?"
_STARTS: Final = (
    rf"(?:(?:{_FROM}|(?:に|(?<=日))、?(?:これを)?)施行|{_FROM}実施){_END}"
    r"|施行(?:期日|日|の日|の期日|の時期|年月日)(?:について)?は、?"
)
COMMENCES: Final = re.compile(_STARTS)
"""``…から施行する``, ``…の施行期日は、``: a commencement, not an 適用."""

_TAKES_FORCE: Final = (
    r"(?:(?:から|より)、?(?:その)?効力を(?:有(?:する|し)|持つ)"
    r"|(?:から|より|に|をもって|をもつて)、?(?:その)?効力を(?:(?:発生|発)(?:する|し)|生(?:ずる|じる|じ、)))"
    r"|(?:から|より|に)、?発効(?:する|し|と)"
    rf"|(?:{OWN}|規定)の効力は、[^。]{{0,80}}(?:から|より)、?(?:発生する|生ずる|生じる|発する)"
)
TAKES_FORCE: Final = re.compile(_TAKES_FORCE)
"""``…から効力を発する``, ``この条例の効力は、…から生ずる``."""

TAKES_EFFECT: Final = re.compile(rf"{_STARTS}|(?:から|より)、?(?:これを)?適用(?:する|し)|{_TAKES_FORCE}")
LOOSELY: Final = re.compile(r"から、?(?:これを)?施行(?:する|し|され)")
AND: Final = re.compile(
    rf"(?<=から|より)、?(?:これを)?(?P<verb>施行|実施|適用|発効|(?:その)?効力を(?:発生|発|有))(?:し(?:、|{_GOES_ON})|するものとし、)"
)
"""``…は6月1日から施行し、改正後の…の規定は4月1日から適用する。`` ``…から施行し、令和10年3月31日限り、その効力を失う。``"""

OF_ITS_DAY: Final = re.compile(
    r"(?:^|の|に係る)(?:施行(?:期日|日|の日|の期日|の時期|年月日)(?:について)?|効力)$"
)
"""What stands behind the subject of a commencement that is told by a noun: ``この条例`` of ``この条例の施行期日``."""

_ABOLISHED: Final = r"(?:これを)?廃止(?:する|とする|される)"
GONE: Final = rf"(?:その効力を失う|効力を失う|失効する|失効とする|効力を失効する|{_ABOLISHED})"
"""The verb of a 失効, 廃止 among them."""

ENDS: Final = re.compile(
    rf"効力を失う|失効する|(?:限り|をもって|をもつて)で?、?{_ABOLISHED}|日に、?{_ABOLISHED}|(?:間|まで|に限り)、?(?:その)?効力を有する"
    r"|(?:限り|をもって|をもつて|日に)で?、?終了する"
    rf"|^(?:(?:ただし|但し)、?)?{OWN}(?:の(?:有効|存続|適用|実施)期(?:間|限)は|は、?[^。]*(?:限り|まで)(?:とする|の時限とする|で終了する)"
    r"|は、?[^。]*まで(?:の間)?(?:に限り)?、?(?:適用|施行|実施)する)"
)
"""Words of 失効: ``…限り、その効力を失う``, ``この要綱の有効期間は``, ``この規則は、令和8年3月31日限りとする``."""

UNTIL: Final = re.compile(
    r"(?P<since>(?:から))(?:(?:平成|令和|20)[^、。から]*?日)まで(?:の間)?(?:に限り)?、?(?=(?:施行|実施|適用)する|(?:その)?効力を有する)"
)
"""``令和7年4月1日から令和8年3月31日まで施行する``: a beginning and an end in one."""

_ORDERS: Final = re.compile(
    r"(?:の一部を(?:次の.{0,8}に)?改正する|を次のように改正する|は、?廃止する|を廃止する)。$"
)
_REVIEWS: Final = re.compile(r"検討を(?:加え|行)|見直しを(?:行|図)|見直すものとする")
_DEFINES: Final = re.compile(r"をいう。$")
# How cases of before are treated (経過措置), in words that tell no day on which anything starts
_TREATED: Final = re.compile(
    r"従前の(?:例|規定|とおり)|従前どおり|なお、?(?:その)?効力を有|(?:と|ものと)(?:みな|見な)|について(?:は)?(?:も)?、?(?:これを)?適用|に(?:対し(?:て)?)?適用する"
    r"|必要な(?:経過措置|事項|規定)[^。]{0,60}定める|の適用については|読み替え|とあるのは|(?:について|に)準用|適用しない|適用がある|適用され|妨げない|影響を及ぼさ"
)
_PERMITS: Final = re.compile(r"ことができる|なければならない|要しない|することはない|するよう(?:に)?努め")
UNAPPLIED: Final = re.compile(r"(?:まで|まで(?:の)?間)(?:は)?、?適用しない")
_CITED: Final = re.compile(
    rf"(?:附則)?第{NUMERAL}[条項](?:[^。、「」はがを]{{0,20}})?(?:(?:、|及び|並びに|から)(?:附則)?第{NUMERAL}[条項号][^。、「」はがを]{{0,20}})*"
    r"|別表[^。、「」はがを]{0,8}|(?:前|次)[項条]"
)
_SELF: Final = re.compile(
    rf"(?:{OWN}|(?:この|本)(?:改正|決定))(?:(?:による改正)?の(?:全ての)?(?:改正)?規定)?"
    rf"(?:の(?:施行|適用|効力|発効)[のについ期日時年月て]*)?"
)
_OF_THE_NOTICE: Final = re.compile(
    r"改正規定[^はがを]{0,16}$|(?:係る|改める|加える|削る|付する|とする)部分[^はがを]{0,10}$"
)
_OF_CASES: Final = re.compile(
    r"施行(?:の日)?(?:前|後|以後|の際|の日から)|施行日(?:前|後|以後|から)|に関し|について必要"
)
_OTHER_TEXT: Final = re.compile(
    r"改正[前後]の|(?:^|[、。及])(?:新|旧)|(?:法|令|条例|規則)(?:第|附則)|の規定により"
)
_PROVISION: Final = re.compile(r"(?:規定|附則)(?:の施行[^はがを]{0,4}|の適用|に限り|に限って)?$")
_INTRODUCED: Final = re.compile(r"^(?:ただし|但し|なお|この場合において)、?")
_LEGAL: Final = re.compile(
    r"(?:規定|部分|改正|附則|別表[^のはが]{0,8}|様式[^のはが]{0,8}|[条項号]|施行|適用|効力|期日|時期|日|その他|これら以外|その余|もの)(?:\([^()]*\))?$"
)
_STARTING: Final = re.compile(
    r"施行(?:する|し|しない|せず|とする|期日|日は)|発効|効力を(?:発|生|持|有)|この限りで(?:ない|はない)|から(?:とする|である)?。"
    r"|日(?:とする|である)?。$|用いる。|(?:運用|実施|適用|施行)を(?:開始|始め)"
)
# 「…は、令和7年10月1日とし、同日前の申請については、なお従前の例による」
_SAYS_DAY: Final = re.compile(r"^[^、。「」は]{0,40}日(?:から)?と(?:し、|する)|施行(?:しない|せず)")
_SAYS_TIME: Final = re.compile(r"施行|適用|効力|発効|実施|開始|から|より|限り|まで|日")


def is_treatment(sentence: str) -> bool:
    """How cases of before are treated, what a law says of other instruments, or a promise of a review: no commencement."""
    return bool(
        _TREATED.search(sentence)
        or _ORDERS.search(sentence)
        or _REVIEWS.search(sentence)
        or _DEFINES.search(sentence)
    )


def may_start(topic: str, rest: str, sentence: str, proviso: bool) -> bool:
    """True for a sentence that says when something of the instrument starts, as far as what it speaks of tells, and does not say
    something else that is known. ``topic``, ``rest``: the sentence cut at its は; ``proviso``: it follows the commencement in its
    paragraph (ただし, なお)."""
    subject = _INTRODUCED.sub("", topic)
    if _OF_THE_NOTICE.search(subject) and not _OF_CASES.search(subject):
        return bool(UNAPPLIED.search(sentence) or _SAYS_DAY.search(rest)) or not is_treatment(sentence)
    if not subject and _sets_apart(sentence):
        return not is_treatment(sentence)
    if is_treatment(sentence):
        of_law = _LEGAL.search(subject) and not _OF_CASES.search(subject) and not _OTHER_TEXT.search(subject)
        return bool(of_law and _SAYS_DAY.search(rest))
    if _SELF.fullmatch(subject):
        return ENDS.search(sentence) is None
    introduced = proviso and _INTRODUCED.match(sentence) is not None
    if ENDS.search(sentence):
        return False
    starting = _STARTING.search(rest) is not None
    if introduced and (not subject or _LEGAL.search(subject)):
        return starting or _PERMITS.search(rest) is None
    if not _OTHER_TEXT.search(subject) and (_PROVISION.search(subject) or _CITED.fullmatch(subject)):
        return starting or _PERMITS.search(rest) is None
    return starting and (introduced or _PROVISION.search(subject) is not None)


def _sets_apart(sentence: str) -> bool:
    """``第5条の改正規定、令和7年10月1日。``: without any は, yet of a 改正規定 and a day."""
    after = sentence.partition("改正規定")[2]
    return "日" in after and after.endswith("。") and _OF_CASES.search(sentence) is None


def is_settled(sentence: str) -> bool:
    """True for a sentence that cannot be the commencement of the whole in words that were not read: it says something else
    that is known, or tells no time."""
    return bool(
        is_treatment(sentence)
        or _PERMITS.search(sentence)
        or (ENDS.search(sentence) and not re.search("まで|限り", sentence.partition("から")[2]))
        or _SAYS_TIME.search(sentence) is None
    )
