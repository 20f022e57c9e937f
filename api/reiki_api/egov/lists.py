"""`laws`, `law_revisions`, `keyword`: regulations and versions that answer to conditions."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape

from reiki.office.catalogue import Edition, Facts, Holding, Pair, digits, facts_of, numbered, title_key
from reiki.office.certainty import Certainty, certainties
from reiki.office.errors import AmbiguousWork, UnknownWork
from reiki.office.keyword import BadExpression, Expression, IndexNotReady, TookTooLong, parse_expression
from reiki.office.moments import JAPAN
from reiki.office.names import folded_title
from reiki_api.egov import vocabulary as v
from reiki_api.egov.description import PARAMETERS
from reiki_api.egov.parameters import Parameters
from reiki_api.egov.shapes import (
    Json,
    amendment_type,
    law_info,
    law_type,
    repeal_status,
    revision_info,
    revision_members,
    revision_status,
)  # fmt: skip
from reiki_api.service import Service

MOST_LAWS: Final = 10_000
"""In one answer: some clients ask once for everything, and the national service lists its nine and a half thousand then."""
MOST_SENTENCES: Final = 1000


# ----------------------------------------------------------------------------------------------------------------- laws


def laws(service: Service, parameters: Parameters) -> Json:
    """`laws_response`."""
    today = service.today()
    limit = parameters.whole("limit", 100, low=1) or 100
    offset = parameters.whole("offset", 0) or 0
    without_current = parameters.flag("omit_current_revision_info") or False
    order = parameters.order()
    found = _selected(service, parameters, parameters.day("asof") or today)
    page_size = min(limit, MOST_LAWS)
    page, infos = _page(service, found, order, offset, page_size, today)
    asof = parameters.day("asof") or today
    certain = _certain(service, [edition for _, edition in page], asof)
    currently = [None if without_current else _current(holding, today) for holding, _ in page]
    certain_now = _certain(service, [edition for edition in currently if edition is not None], today)
    out = []
    for (holding, edition), current in zip(page, currently, strict=True):
        revision = edition.revision_id
        law: Json = {
            "law_info": law_info(holding, infos[revision]),
            "revision_info": revision_info(holding, certain[revision], infos[revision], today),
        }
        if current is not None:
            revision = current.revision_id
            law["current_revision_info"] = revision_info(
                holding, certain_now[revision], infos[revision], today
            )
        out.append(law)
    end = offset + len(page)
    return {
        "total_count": len(found),
        "count": len(out),
        "next_offset": end if end < len(found) and page else None,
        "laws": out,
    }


def _certain(service: Service, editions: Sequence[Edition], on: datetime.date | None) -> dict[str, Certainty]:
    """How certain versions are, by revision id: on a day on which they stand, else (and without a day) in all their days."""
    asked = [(edition, on if on is not None and edition.stands_on(on) else None) for edition in editions]
    return {each.edition.revision_id: each for each in certainties(service.store, asked)}


def _current(holding: Holding, today: datetime.date) -> Edition | None:
    """The latest version that has begun; where none has, the one that will begin first."""
    return holding.on(today) or (holding.editions[0] if holding.editions else None)


def _page(
    service: Service,
    found: Sequence[Pair],
    order: list[tuple[str, str, bool]],
    offset: int,
    size: int,
    today: datetime.date,
) -> tuple[Sequence[Pair], dict[str, Facts]]:
    """A page of what was found, in order, and the facts about it. Without an order that needs them, facts are looked up for
    the page alone."""
    infos: dict[str, Facts] = {}
    if order != [("law_info", "law_id", False)]:
        found, infos = _in_order(service, found, order, today)
    page = found[offset : offset + size]
    wanted = [e for h, edition in page for e in (edition, _current(h, today)) if e is not None]
    infos |= facts_of(service.store, (e for e in wanted if e.revision_id not in infos))
    return page, infos


def _in_order(
    service: Service, found: Sequence[Pair], order: list[tuple[str, str, bool]], today: datetime.date
) -> tuple[list[Pair], dict[str, Facts]]:
    infos = facts_of(service.store, (edition for _, edition in found))
    out = list(found)
    # The last key first: sorting is stable. What has no value stands last, whichever way.
    for place, member, descending in reversed(order):

        def value(pair: Pair, place: str = place, member: str = member) -> Any:
            facts = infos[pair[1].revision_id]
            info = law_info(pair[0], facts) if place == "law_info" else revision_members(*pair, facts, today)
            return info[member]

        valued = [(value(pair), pair) for pair in out]
        having = [each for each in valued if each[0] not in (None, "")]
        having.sort(key=lambda each: each[0], reverse=descending)
        out = [pair for _, pair in having] + [pair for said, pair in valued if said in (None, "")]
    return out, infos


def _selected(service: Service, parameters: Parameters, asof: datetime.date) -> Sequence[Pair]:
    """The regulations that answer to the conditions of `laws` and `keyword`, each with its version of the day, by law id."""
    tests = list(_tests(parameters))
    amending = parameters.text("amendment_law_id").upper()
    kana = parameters.text("law_title_kana")
    from_day, to_day = parameters.day("promulgation_date_from"), parameters.day("promulgation_date_to")
    found: Sequence[Pair]
    if amending:
        # Then asof is ignored: the version that this instrument brought.
        brought: list[Pair] = []
        for holding in service.catalogue().holdings:
            edition = next(
                (e for e in reversed(holding.editions) if e.amending and amending in e.amending), None
            )
            if edition is not None and all(test(holding, edition) for test in tests):
                brought.append((holding, edition))
        found = brought
    else:
        pairs = _pairs(service, parameters, asof)
        found = [pair for pair in pairs if all(test(*pair) for test in tests)] if tests else pairs
    if parameters.given("law_num_era") or parameters.given("law_num_year"):
        found = _made_in(service, found, parameters)
    if not (kana or from_day or to_day):
        return found
    infos = facts_of(service.store, (edition for _, edition in found))
    return [pair for pair in found if _told(infos[pair[1].revision_id], kana, from_day, to_day)]


def _made_in(service: Service, found: Sequence[Pair], parameters: Parameters) -> Sequence[Pair]:
    """Those without a number are listed with era and year of their making, and so are found by them."""
    era, year = parameters.one_of("law_num_era", v.ERAS), parameters.whole("law_num_year", low=0)
    infos = facts_of(service.store, (edition for holding, edition in found if not holding.work.number))

    def fits(facts: Facts) -> bool:
        return (not era or v.ERA_OF.get(facts.era) == era) and (year is None or facts.year == year)

    return [pair for pair in found if pair[0].work.number or fits(infos[pair[1].revision_id])]


def _pairs(service: Service, parameters: Parameters, asof: datetime.date) -> Sequence[Pair]:
    """The regulations with a text of the day; where a part of a title or number is given, those that may have it."""
    listed = service.catalogue()
    if title := folded_title(parameters.text("law_title")):
        return listed.on(asof, listed.titled(title))
    if number := digits(parameters.text("law_num")):
        return listed.on(asof, listed.numbered(number))
    return listed.on(asof)


_CONDITIONS: Final = (
    "law_num", "law_num_era", "law_num_year", "law_num_num", "law_num_type", "law_type", "promulgation_date_from",
    "promulgation_date_to", "category_cd",
)  # fmt: skip
"""What may leave out a regulation of `keyword`."""


def _told(facts: Facts, kana: str, from_day: datetime.date | None, to_day: datetime.date | None) -> bool:
    day = facts.promulgated
    if (from_day or to_day) and day is None:
        return False
    return (
        (not kana or kana in facts.kana)
        and (from_day is None or (day is not None and day >= from_day))
        and (to_day is None or (day is not None and day <= to_day))
    )


def _tests(parameters: Parameters) -> Iterator[Callable[[Holding, Edition], bool]]:
    """The conditions that the catalogue alone can tell."""
    if law_id := parameters.text("law_id").upper():
        yield lambda h, _: law_id in h.work.law_id
    if number := digits(parameters.text("law_num")):
        yield lambda h, _: number in digits(h.work.number)
    era, year = parameters.one_of("law_num_era", v.ERAS), parameters.whole("law_num_year", low=0)
    if era:
        yield lambda h, _: not h.work.number or v.ERA_OF.get(_number(h)[0]) == era
    if year is not None:
        yield lambda h, _: not h.work.number or _number(h)[1] == year
    if serial := parameters.text("law_num_num"):
        yield lambda h, _: serial.isdecimal() and _number(h)[2] == int(serial)
    if kind := parameters.one_of("law_num_type", v.LAW_TYPES):
        yield lambda h, _: law_type(h) == kind
    if kinds := parameters.several("law_type", v.LAW_TYPES):
        yield lambda h, _: law_type(h) in kinds
    if title := re.sub(r"\s", "", parameters.text("law_title")):
        # Found by a title that it had; shown with that of the day.
        yield lambda h, _: any(title in title_key(e.version.title) for e in h.editions)
    if parameters.several("category_cd", v.CATEGORIES):
        yield lambda *_: False  # municipal regulations have no 事項別分類
    if missions := parameters.several("mission", v.MISSIONS):
        yield lambda *_: "New" in missions
    if statuses := parameters.several("repeal_status", v.REPEAL_STATUSES):
        yield lambda _, e: repeal_status(e) in statuses


_NUMBER: Final = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和)(?P<year>元|[0-9]+)年.*?(?P<serial>[0-9]+)号?(?:の[0-9]+)?$"
)


def _number(holding: Holding) -> tuple[str, int, int]:
    """Era, year and 号数 of a canonical number (half-width digits)."""
    match = _NUMBER.fullmatch(holding.work.number)
    if match is None:
        return "", 0, 0
    return match["era"], 1 if match["year"] == "元" else int(match["year"]), int(match["serial"])


# -------------------------------------------------------------------------------------------------------- law_revisions


def law_revisions(service: Service, name: str, parameters: Parameters) -> Json:
    """`law_revisions_response`: newest first."""
    conditions = list(_revision_tests(service, parameters))
    try:
        holding = numbered(service.store, name)
    except (UnknownWork, AmbiguousWork) as error:
        raise v.nothing_found() from error
    if not holding.editions:
        raise v.nothing_found()
    today = service.today()
    infos = facts_of(service.store, holding.editions)
    certain = _certain(service, holding.editions, None)
    revisions = []
    for edition in reversed(holding.editions):
        facts = infos[edition.revision_id]
        info = revision_info(holding, certain[edition.revision_id], facts, today)
        if all(test(holding, edition, facts, info) for test in conditions):
            revisions.append(info)
    if not revisions:
        raise v.nothing_found()
    return {"law_info": law_info(holding, infos[holding.editions[-1].revision_id]), "revisions": revisions}


RevisionTest = Callable[[Holding, Edition, Facts, Json], bool]


def _revision_tests(service: Service, parameters: Parameters) -> Iterator[RevisionTest]:
    today = service.today()
    title = parameters.title_test("law_title")
    if title is not None:
        yield lambda h, e, f, i: any(map(title, (e.version.title, *filter(None, f.abbreviation.split(",")))))
    if kana := parameters.text("law_title_kana"):
        yield lambda h, e, f, i: kana in f.kana
    if amending := parameters.text("amendment_law_id").upper():
        yield lambda h, e, f, i: amending in e.amending
    if number := digits(parameters.text("amendment_law_num")):
        yield lambda h, e, f, i: number in digits(i["amendment_law_num"] or "")
    by_title = parameters.title_test("amendment_law_title")
    if by_title is not None:
        yield lambda h, e, f, i: by_title(i["amendment_law_title"] or "")
    if parameters.text("amendment_law_title_kana"):
        yield lambda *_: False
    for name, member in (
        ("amendment_date", "amendment_enforcement_date"),
        ("amendment_promulgate_date", "amendment_promulgate_date"),
        ("repeal_date", "repeal_date"),
    ):
        yield from _between(parameters, name, _day_member(member))
    yield from _between(
        parameters, "updated", lambda h, e, f, i: e.version.recorded_at.astimezone(JAPAN).date()
    )
    if types := parameters.several("amendment_type", v.AMENDMENT_TYPES):
        yield lambda h, e, f, i: amendment_type(e, f) in types
    if parameters.several("category_cd", v.CATEGORIES):
        yield lambda *_: False
    if standing := parameters.several("current_revision_status", v.REVISION_STATUSES):
        yield lambda h, e, f, i: revision_status(h, e, today) in standing
    if missions := parameters.several("mission", v.MISSIONS):
        yield lambda *_: "New" in missions
    remaining = parameters.flag("remain_in_force")
    if remaining is not None:
        yield lambda h, e, f, i: i["remain_in_force"] is remaining
    if statuses := parameters.several("repeal_status", v.REPEAL_STATUSES):
        yield lambda h, e, f, i: repeal_status(e) in statuses


def _day_member(member: str) -> Callable[[Holding, Edition, Facts, Json], datetime.date | None]:
    return lambda h, e, f, i: datetime.date.fromisoformat(i[member]) if i[member] else None


def _between(
    parameters: Parameters, name: str, day_of: Callable[[Holding, Edition, Facts, Json], datetime.date | None]
) -> Iterator[RevisionTest]:
    first, last = parameters.day(f"{name}_from"), parameters.day(f"{name}_to")
    if first is not None or last is not None:

        def test(h: Holding, e: Edition, f: Facts, i: Json) -> bool:
            day = day_of(h, e, f, i)
            return day is not None and (first is None or day >= first) and (last is None or day <= last)

        yield test


# -------------------------------------------------------------------------------------------------------------- keyword


def keyword(service: Service, parameters: Parameters) -> Json:
    """`keyword_response`. ``limit`` and ``offset`` count sentences."""
    parameters = parameters.only(PARAMETERS["keyword"])
    today = service.today()
    try:
        expression = parse_expression(parameters.text("keyword", 1000))
    except BadExpression as error:
        raise v.bad_keyword(str(error)) from error
    limit = parameters.whole("limit", 100, low=1, high=MOST_SENTENCES) or 100
    offset = parameters.whole("offset", 0) or 0
    each = parameters.whole("sentences_limit", MOST_SENTENCES, low=1) or MOST_SENTENCES
    size = parameters.whole("sentence_text_size", 100, low=1, high=10_000) or 100
    tag = parameters.text("highlight_tag") or "span"
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,19}", tag):
        raise v.bad_value("highlight_tag", ("span", "em", "strong", "mark"))
    order = parameters.order()
    asof, listed = parameters.day("asof") or today, service.catalogue()
    everything = order == [("law_info", "law_id", False)] and not any(map(parameters.given, _CONDITIONS))
    found: Sequence[Pair] = [] if everything else _selected(service, parameters, asof)
    if order != [("law_info", "law_id", False)]:
        found, _ = _in_order(service, found, order, today)
    try:
        hits = service.concordance.search_on(
            expression, listed, asof, seconds=service.search_seconds, among=None if everything else found
        )
    except TookTooLong as error:
        raise v.too_slow() from error
    except IndexNotReady as error:
        raise v.indexing() from error
    total = hits.total
    shown = hits.page(offset, limit)
    service.concordance.read(hit.edition for hit, _, _ in shown)
    infos = facts_of(service.store, (hit.edition for hit, _, _ in shown))
    certain = _certain(service, [hit.edition for hit, _, _ in shown], asof)
    items = []
    for hit, first, last in shown:
        holding, facts = listed.by_work[hit.edition.work.id], infos[hit.edition.revision_id]
        passages = service.concordance.passages(expression, hit.edition)[first:last][:each]
        items.append(
            {
                "law_info": law_info(holding, facts),
                "revision_info": revision_info(holding, certain[hit.edition.revision_id], facts, today),
                "sentences": [
                    {"position": p.position, "text": highlighted(p.text, expression, tag, size), "elm": p.elm}
                    for p in passages
                ],
            }
        )
    end = offset + sum(last - first for _, first, last in shown)
    count = sum(len(item["sentences"]) for item in items)
    return {
        "total_count": total,
        "sentence_count": count,
        "count": count,
        "next_offset": end if end < total and shown else None,
        "items": items,
    }


def highlighted(text: str, expression: Expression, tag: str, size: int) -> str:
    """The text around the first hit, at most ``size`` characters with the tags, hits inside tags. What is markup in it is
    escaped, so that it may be put into a page; an escaped character counts as one, and a hit never loses its first."""
    opening, closing = f"<{tag}>", f"</{tag}>"
    marks = expression.marks(text)
    if not marks:
        return escape(text[:size])
    room = max(1, size - len(opening) - len(closing))
    start = max(0, min(marks[0][0] - room // 3, len(text) - room)) if marks[0][1] > room else 0
    start = min(start, marks[0][0])
    out: list[str] = []
    at, left = start, size
    for begin, end in marks:
        plain = text[at:begin]
        if left < len(plain) + len(opening) + len(closing) + 1 and out:
            break
        inside = max(1, left - len(plain) - len(opening) - len(closing))
        hit = text[begin : min(end, begin + inside)]
        out += [escape(plain), opening, escape(hit), closing]
        left -= len(plain) + len(opening) + len(closing) + len(hit)
        at = begin + len(hit)
    out.append(escape(text[at : at + max(0, left)]))
    return "".join(out)
