"""The paragraphs of a 附則 that say how cases of before are treated (経過措置), and the provisions that each qualifies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from reiki.gazette.beside import Application, Transitional, TransitionalKind
from reiki.gazette.day_phrases import read_day
from reiki.gazette.lines import fold, sentences, squeeze
from reiki.gazette.model import Fixed
from reiki.gazette.qualified import Named, Side, clauses_named, coined_in, named_in, names_in
from reiki.gazette.start_words import COMMENCES, ENDS, GONE, TAKES_FORCE
from reiki.law.instruments import KIND, OWN
from reiki.law.numerals import NUMERAL, format_article_label

_KINDS: Final[tuple[tuple[TransitionalKind, re.Pattern[str]], ...]] = (
    ("従前の例", re.compile(r"従前の例に(?:よる(?!こととされ)|より|よって)")),
    ("なお効力", re.compile(r"なお、?(?:その)?効力を有(?:する|し)")),
    ("みなし", re.compile(r"(?:と|ものと)(?:みな|見な)(?:す|し|さ)")),
    ("適用区分", re.compile(r"(?:について(?:は)?(?:も)?、?(?:これを)?|に|から)適用(?:する|し)|適用しない|適用され")),
    ("読替え", re.compile(r"読み替え|とあるのは")),
    ("特例", re.compile(r"の適用については|の規定にかかわらず|とする|(?:しなければ|することを要し)ない")),
)  # fmt: skip
_OWN: Final = rf"(?:{OWN}|(?:この|本)(?:規定|改正|決定))"
_STARTS: Final = re.compile(
    rf"{COMMENCES.pattern}|{TAKES_FORCE.pattern}|^{_OWN}は、?.*(?:から|より)(?:これを)?適用(?:する|し)"
    r"|改正規定[^、。]{0,40}は、?[^。]{0,80}日(?:から)?とする。$"
)
_ENDS: Final = re.compile(rf"^(?:ただし、?)?{_OWN}は、?.*{GONE}")
_OF_ITSELF: Final = re.compile(_OWN)
_ORDERS: Final = re.compile(
    r"(?:の一部を(?:次の.{0,8}に)?改正する|を次のように改正する|は、?廃止する|を廃止する)。$"
)
_REVIEWS: Final = re.compile(r"検討を(?:加え|行)|見直しを(?:行|図)|見直すものとする")
_APPLIES: Final = re.compile(r"(?P<since>[^。]+?)(?:から|より)、?(?:これを)?適用(?:する|し)")
_ITEM: Final = re.compile(
    r"(?:[(（][0-9０-９一二三四五六七八九十ア-ンa-z]{1,3}[)）]|[一二三四五六七八九十]{1,3}|[イロハニホヘト]|[ア-ン])[\s\u3000]"
)
_NOUN_OF_LAW: Final = re.compile(rf"(?:規定|部分|{KIND}|期日|施行日|の時期|有効期[間限]|[条項])$")
LABEL: Final = re.compile(
    rf"\s*(?:[0-9０-９]{{1,3}}[\s\u3000.．]*(?=[^0-9０-９年月日条項号])|[①-⑳][\s\u3000]*"
    rf"|第{NUMERAL}条(?:の{NUMERAL})*(?:[\s\u3000]+|(?![のは中をかに及並又若第、（(])))"
)
"""The label of a paragraph or article, white space or none behind it; ``第1条の規定は`` is none."""

_INHERITS: Final = re.compile(
    r"(?:ただし、?)?前(?:[0-9一二三四五]*項|条|号)(?!に(?:定める|規定する)(?:もの|場合|事項)?の(?:ほか|外))"
)
# 「附則第2条から前条までに定めるもののほか、…」: what is left to another, not qualified
_BESIDES: Final = re.compile(r"^[^。]*?に(?:定める|規定する)(?:もの|場合|事項)?の(?:ほか|外)、")
_CASES: Final = re.compile(
    r"について(?:も)?、?(?:これを)?適用(?:する|し)|に適用する|従前の例|適用については|適用しない"
)


_ENDED: Final = re.compile(r"[。」)]$")


class Transitions:
    """Reads the paragraphs of one 附則 in their order; names that one coins hold for those after it."""

    def __init__(self, own: bool = False, titles: Sequence[str] = ()) -> None:
        """``own``: the 附則 is that of a new regulation, so that a provision without a name is its own. ``titles``: of what the
        notice amends, where all of them are known: what is 改正後 of anything else is then none of it."""
        self.own = own
        self.titles = tuple(fold(squeeze(t)) for t in titles) if all(titles) else ()
        self.others: set[str] = set()
        self.coined: dict[str, Side] = {}
        self.named_by: dict[str, tuple[str, ...]] = {}
        self.last: tuple[Named, ...] = ()

    def read(self, paragraphs: Iterable[tuple[str, str]]) -> tuple[Transitional, ...]:
        """The 経過措置 among ``(address, text)`` of paragraphs without their labels."""
        found = (self.paragraph(at, text) for at, text in paragraphs)
        return tuple(t for t in found if t is not None)

    def paragraph(self, at: str, text: str) -> Transitional | None:
        """One paragraph; ``None`` for one that says when something starts or ends, amends, or promises a review."""
        bare = fold(squeeze(text))
        said = [s for s in sentences(bare) if s and not _beside_the_point(s)]
        if said and not _ENDED.search(said[-1]) and _beside_the_point(sentences(bare)[-2:][0]):
            said.pop()  # the items of a commencement
        self.learn(bare)
        if not said:
            self.last = ()
            return None
        whole = "".join(said)
        named = named_in(_BESIDES.sub("", whole), self.coined, self.own, self.titles, self.others)
        if not named and _INHERITS.match(whole):
            named = self.last
        self.last = named
        return Transitional(at, _kind(whole), squeeze(text), named, self.clauses(whole))

    def clauses(self, text: str) -> tuple[str, ...]:
        """The clauses of the notice that a sentence names, itself or by a coined name."""
        by_name = (n for name, clauses in self.named_by.items() if name in text for n in clauses)
        return tuple(dict.fromkeys((*clauses_named(text), *by_name)))

    def application(self, said: str) -> Application | None:
        """A sentence or part of one that says since when something applies (``改正後の規定は、4月1日から適用する。``);
        ``None`` for one that does not, or tells cases apart (適用区分)."""
        bare = fold(squeeze(said)).removeprefix("ただし、").removeprefix("但し、")
        subject, when = topic(bare, loose=True)
        match = _APPLIES.match(when)
        self.learn(bare)
        if match is None:
            return None
        day = read_day(match["since"], None)
        provisions = named_in(subject, self.coined, self.own, self.titles, self.others)
        return Application(
            day.date if isinstance(day, Fixed) else None,
            match["since"],
            squeeze(said),
            provisions,
            self.clauses(subject),
        )

    def learn(self, bare: str) -> None:
        """The names that a folded text coins, for what follows it."""
        new = coined_in(bare, self.titles)
        self.coined.update(new)
        self.others.update(name for name in names_in(bare) if name not in self.coined)
        for name in new:
            clauses = clauses_named(bare[: bare.index(f"「{name}」")])
            if clauses:
                self.named_by[name] = clauses[-1:]


def _beside_the_point(sentence: str) -> bool:
    if sentence.startswith("("):
        return True
    applies = _STARTS.search(sentence) is not None and _CASES.search(sentence) is None
    return bool(
        applies
        or _ENDS.search(sentence)
        or (_OF_ITSELF.match(sentence) and ENDS.search(sentence))
        or _ORDERS.search(sentence)
        or _REVIEWS.search(sentence)
        or is_application(sentence)
    )


def is_application(sentence: str) -> bool:
    """``…の規定は、令和6年4月1日から適用する。``, and no more: no cases told apart."""
    subject, when = topic(sentence)
    cases = _CASES.search(sentence) is not None
    return bool(re.search(r"(?:から|より)、?(?:これを)?適用(?:する|し)", when or subject)) and not cases


def topic(sentence: str, loose: bool = False) -> tuple[str, str]:
    """A folded sentence cut behind the は of its topic, outside parentheses and 「」, as ``この規則`` and the rest;
    ``""`` and the whole where it has none. ``loose``: 、 may be missing behind the は of a provision or an instrument."""
    depth = 0
    for i, c in enumerate(sentence):
        if c in "(「":
            depth += 1
        elif c in ")」":
            depth -= 1
        elif depth == 0 and c == "は" and sentence[i + 1 : i + 2] == "、":
            return sentence[:i], sentence[i + 2 :]
        elif loose and depth == 0 and c == "は" and _NOUN_OF_LAW.search(sentence[:i]):
            return sentence[:i], sentence[i + 1 :]
    return "", sentence


def _kind(sentence: str) -> TransitionalKind:
    return next((kind for kind, words in _KINDS if words.search(sentence)), "経過措置")


def labelled(paragraphs: Sequence[tuple[str, bool, Sequence[str]]]) -> list[tuple[str, str]]:
    """``(address, text)`` of the paragraphs of a 附則, from ``(number, whether an article, lines)`` of its paragraphs and
    articles: the items of a paragraph belong to it, the paragraphs of an article are told apart."""
    out: list[tuple[str, str]] = []
    for num, article, lines in paragraphs:
        label = "附則" if not num else f"附則{format_article_label(num) if article else f'第{num}項'}"
        count = 1
        for k, line in enumerate(lines):
            text = line.strip()
            begins = re.match(r"(?P<n>[0-9０-９]{1,2})[\s\u3000.．]*(?=[^0-9０-９年月日\s])", text)
            if k and article and begins and int(begins["n"]) == count + 1 and not _ITEM.match(text):
                count += 1
                out.append((label, text[begins.end() :]))
            elif k and out:
                out[-1] = (out[-1][0], f"{out[-1][1]}\n{text}")
            else:
                out.append((label, _unlabelled(text)))
            if article and count > 1 and out[-1][0] == label:
                out[-1] = (f"{label}第{count}項", out[-1][1])
    return out


def _unlabelled(text: str) -> str:
    match = LABEL.match(text)
    return text[match.end() :] if match else text
