"""What a ただし書 of a 附則 names: clauses, paragraphs of the 附則, and parts of clauses (改正規定)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from reiki.law.instruments import KIND
from reiki.law.numerals import NUMERAL, parse_number

# 「第5条の改正規定」 「第7条に係る部分」 「第5条の改正規定中「A」を改める部分」
_PART: Final = re.compile(r"改正規定(?!中)[^中]*$|(?:係る|改める|加える|削る|付する|とする)部分$")
# 「第1条の規定（第5条の改正規定を除く。）」 and 「第1条（第5条の改正規定に限る。）の規定」
_WHOLE: Final = re.compile(r"(?P<inner>\([^「」]*\))?の規定(?P<limit>\(.*\))?$")
_PLACE: Final = re.compile(
    r"第|附則|別|様式|目次|題名|前文|本則|同|[イロハニホヘトチリヌア-ン](?:$|[(の])|\("
)
_PARENTHESES: Final = re.compile(r"\([^()]*\)")
_CONTAINER: Final = re.compile(
    rf"(?P<of>(?:附則)?第{NUMERAL}条(?:の{NUMERAL})*(?:第{NUMERAL}項)?)(?:中|のうち、?)"
)
_REFERENCE: Final = re.compile(
    rf"(?P<suppl>附則)?(?:第(?P<article>{NUMERAL})条(?:の(?P<branch>{NUMERAL}))?)?(?:第(?P<paragraph>{NUMERAL})項)?"
)
# 「第1条中霧浜市税条例（昭和30年霧浜市条例第5号）第36条の2の改正規定」
_TITLED: Final = re.compile(
    rf"(?P<title>[^第「」()、]*?(?:{KIND}|法))(?:\([^()]*\))?"
    r"(?=第|附則|別表|様式|別記|題名|目次|本則)"
)
_SAME: Final = re.compile(rf"同(?:{KIND}|法|令)")
_LIMIT: Final = re.compile(r"(?P<part>[^()「」]*改正規定)(?:を(?P<how>除く)|に限る)。?")
_INTRODUCTION: Final = re.compile(
    r"(?:(?:ただし|但し|この場合において)、?|なお、)?(?:(?:この|本)[^、。の中]{1,16}(?:中|のうち)、?)?"
)


def of_clause(part: str, title: str) -> tuple[str, bool]:
    """A part as the clause that amends ``title`` has it, without that title (``霧浜市税条例第5条の改正規定``) and without
    に限る; and whether it is what is left out (``第5条の改正規定を除く。``). A part of an instrument of another title stays as
    printed."""
    bare = _without_asides(title)
    named = _TITLED.match(part)
    if bare and part.startswith(bare):
        part = re.sub(r"^\([^()]*\)", "", part[len(bare) :])
    elif named and _SAME.fullmatch(named["title"]):
        part = part[named.end() :]
    if limit := _LIMIT.fullmatch(part):
        return limit["part"], limit["how"] == "除く"
    return part, False


def read_subjects(subject: str, articled: bool) -> list[tuple[str, str]]:
    """What a ただし書 names, as (clause id, part): ``第1条中第5条の改正規定及び附則第3項の規定`` → (``1``, ``第5条の改正規定``),
    (``附則3``, ``""``). Empty when nothing in it was understood. In a notice without articles (not ``articled``) 第1条中 is no
    clause but a place in the amended regulation, and stays in the part."""
    introduction = _INTRODUCTION.match(subject)
    text = subject[introduction.end() :] if introduction else subject
    out: list[tuple[str, str]] = []
    pending: list[str] = []
    container = said = ""
    for joint, printed in _pieces(text):
        piece = printed
        head = _CONTAINER.match(piece)
        if head is not None and (articled or head["of"].startswith("附則")):
            if pending:
                return []
            container, piece = _clause_of(head["of"]), piece[head.end() :]
        # A place begins anew; anything else goes on within a title (「漁業の許可及び取締り等に関する省令」)
        said = said + ("、" if _PLACE.match(piece) else joint) + piece if pending else piece
        pending.append(piece)
        if _PART.search(_without_asides(piece)):
            out.append((container, said))
            pending = []
        elif _WHOLE.search(piece) or printed == text:
            got = _whole_clauses(pending, articled)
            if got is None:
                return []
            out.extend(got)
            pending, container = [], ""
    if pending:
        got = _whole_clauses(pending, articled)
        if got is None:
            return []
        out.extend(got)
    return out


def _without_asides(text: str) -> str:
    while (cut := _PARENTHESES.sub("", text)) != text:
        text = cut
    return text


def _pieces(text: str) -> list[tuple[str, str]]:
    """What stands between 、 及び 並びに outside parentheses and 「」, each with the joint before it."""
    out: list[tuple[str, str]] = []
    depth = at = i = 0
    before = ""
    while i < len(text):
        c = text[i]
        if c in "(「":
            depth += 1
        elif c in ")」":
            depth -= 1
        joint = next((j for j in ("及び", "並びに", "、") if text.startswith(j, i)), "") if depth == 0 else ""
        if joint:
            if text[at:i]:
                out.append((before, text[at:i]))
            before = joint
            i += len(joint)
            at = i
        else:
            i += 1
    if text[at:]:
        out.append((before, text[at:]))
    return out


def _whole_clauses(pieces: Sequence[str], articled: bool) -> list[tuple[str, str]] | None:
    """``第2条``, ``附則第3項から第5項まで`` … as clause ids; ``None`` when one of them was not understood."""
    out: list[tuple[str, str]] = []
    suppl = False
    for piece in pieces:
        whole = _WHOLE.search(piece)
        bare = piece[: whole.start()] if whole else piece
        limit = (whole["limit"] or whole["inner"]) if whole else None
        ends = bare.removesuffix("まで").split("から")
        ids = [_clause_of(("附則" if suppl and not e.startswith("附則") else "") + e) for e in ends]
        suppl = suppl or bare.startswith("附則")
        if len(ids) == 2 and bare.startswith("附則"):
            ids[1] = _clause_of("附則" + ends[1]) if not ends[1].startswith("附則") else ids[1]
        if not all(ids):
            return None
        if len(ids) == 2:
            expanded = _range(ids[0], ids[1])
            if expanded is None:
                return None
            ids = expanded
        if limit:
            out.extend((i, limit[1:-1]) for i in ids)
        elif not articled and any(not i.startswith("附則") for i in ids):
            return None
        else:
            out.extend((i, "") for i in ids)
    return out


def _clause_of(reference: str) -> str:
    """``第2条`` → ``2``; ``附則第3項``, ``附則第3条`` → ``附則3``; ``附則第2条第3項`` → ``附則2-3``; ``""`` for anything else.

    Also for a paragraph of an article of the main provision: its other paragraphs start on another day."""
    match = _REFERENCE.fullmatch(reference)
    if match is None or not (match["article"] or match["paragraph"]):
        return ""
    if match["article"] and match["paragraph"]:
        whole = _clause_of(reference[: match.start("paragraph") - 1]) if match["suppl"] else ""
        return f"{whole}-{parse_number(match['paragraph'])}" if whole else ""
    n = parse_number(match["article"] or match["paragraph"])
    branch = f"_{parse_number(match['branch'])}" if match["branch"] else ""
    if match["suppl"]:
        return f"附則{n}{branch}"
    return f"{n}{branch}" if match["article"] else ""


def _range(first: str, last: str) -> list[str] | None:
    """Every clause from one to another: ``2`` to ``4``, ``2`` to ``2_3``; ``None`` where it cannot be told which lie between
    (``2`` to ``3_2``: there may be a 第2条の2)."""
    head = "附則" if first.startswith("附則") else ""
    if head != ("附則" if last.startswith("附則") else ""):
        return None
    (a, _, of_a), (b, _, of_b) = (e.removeprefix("附則").partition("_") for e in (first, last))
    if not all(n.isdigit() for n in (a, b, of_a or "1", of_b or "1")):
        return None
    if not of_a and not of_b and int(a) < int(b):
        return [f"{head}{n}" for n in range(int(a), int(b) + 1)]
    if a == b and of_b and int(of_a or "1") < int(of_b):
        low = int(of_a or "1")
        return [f"{head}{a}" + (f"_{n}" if n > 1 else "") for n in range(low, int(of_b) + 1)]
    return None
