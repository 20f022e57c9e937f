"""The search index (索引): which words stand in which regulations on which day, at latest knowledge.

An index row is a passage of a part. A part (an article, a 別表, what stands around them) is indexed once, however many versions
hold it; ``search_spans`` says from when to when it stands in which work. Both are written in the transaction that records the
versions, so that the index never tells of another text than the store. Nothing rests on it alone: who shows a passage reads it
from the text.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, text, update

from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag, nested
from reiki.law.manifest import assemble, part_digests
from reiki.store import terms as terming
from reiki.store.passages import Passage, divided, fold, passages_in
from reiki.store.searching import SHIFT, Sought, counts, run_of, works_ever_with
from reiki.store.tables import (
    MANIFESTS,
    PROVISIONS,
    SEARCH_FACTS,
    SEARCH_PARTS,
    SEARCH_SPANS,
    SEARCH_TITLES,
    SEARCH_WORKS,
    TITLES,
    UNKNOWN_START,
    VERSIONS,
)

__all__ = [
    "FOREVER", "SCHEME", "Sought", "TextFacts", "awaiting", "begin", "changed_works", "clear", "counted", "counts", "facts_of",
    "finish", "follow", "index_words", "is_complete", "keep_parts", "keep_readings", "known_parts", "latest_stamp", "made_by",
    "restore_words", "run_of_forms", "stamp", "standing_works", "text_facts", "titles_read", "touch",
    "works_ever_with",
]  # fmt: skip

SCHEME: Final = 1
"""How passages are cut and terms made. Another number in the store: the index is made anew when the store is opened."""

FOREVER: Final = datetime.date.max
_ONE_DAY: Final = datetime.timedelta(1)
_MOST_PASSAGES: Final = 1 << SHIFT
_AT_ONCE: Final = 500
B = TypeVar("B")
_HOLE: Final = re.compile(rb"<\?reiki-part ([0-9a-f]{64})\?>")


# ------------------------------------------------------------------------------------------------------------- writing


def follow(connection: Connection, work: int, since: datetime.date) -> None:
    """Brings the index to the versions of a work, of which those from a day on may have changed; in the transaction that changed
    them."""
    if _awaits(connection, work):
        since = UNKNOWN_START  # nothing of it is in an index that is being filled
    mine = SEARCH_SPANS.c.work == work
    connection.execute(delete(SEARCH_SPANS).where(mine, SEARCH_SPANS.c.from_day >= since))
    if since > UNKNOWN_START:
        standing = and_(mine, SEARCH_SPANS.c.to_day >= since - _ONE_DAY)
        connection.execute(update(SEARCH_SPANS).where(standing).values(to_day=FOREVER))
    still = select(SEARCH_SPANS.c.part, SEARCH_SPANS.c.from_day, SEARCH_SPANS.c.times).where(
        mine, SEARCH_SPANS.c.to_day == FOREVER
    )
    opened = {row.part: (row.from_day, row.times) for row in connection.execute(still)}
    closed: list[dict[str, Any]] = []
    versions = (
        select(VERSIONS.c.in_force_from, VERSIONS.c.manifest)
        .where(VERSIONS.c.work == work, VERSIONS.c.in_force_from >= since, VERSIONS.c.superseded_at.is_(None))
        .order_by(VERSIONS.c.in_force_from)
    )
    fresh: dict[tuple[int, datetime.date], dict[str, Any]] = {}
    for day, manifest in connection.execute(versions).all():
        parts = _parts_of(connection, manifest)
        for part, (from_day, times) in list(opened.items()):
            if parts.get(part) == times:
                continue
            del opened[part]
            if (part, from_day) in fresh:
                fresh[part, from_day]["to_day"] = day - _ONE_DAY
            else:
                closed.append({"b_part": part, "b_work": work, "b_from": from_day, "to_day": day - _ONE_DAY})
        for part, times in parts.items():
            if part not in opened:
                opened[part] = (day, times)
                fresh[part, day] = {
                    "part": part, "work": work, "from_day": day, "to_day": FOREVER, "times": times,
                }  # fmt: skip
    if closed:
        one = and_(
            SEARCH_SPANS.c.part == bindparam("b_part"),
            SEARCH_SPANS.c.work == bindparam("b_work"),
            SEARCH_SPANS.c.from_day == bindparam("b_from"),
        )
        connection.execute(update(SEARCH_SPANS).where(one), closed)
    if fresh:
        connection.execute(insert(SEARCH_SPANS), list(fresh.values()))
    _keep_titles(connection, work)
    stamp(connection, [work])


def touch(connection: Connection, work: int) -> None:
    """What a catalogue says of a work may have changed."""
    if _awaits(connection, work):
        follow(connection, work, UNKNOWN_START)
    else:
        stamp(connection, [work])


def stamp(connection: Connection, works: Sequence[int]) -> None:
    """Works were written now, after all others."""
    latest = latest_stamp(connection)
    for start in range(0, len(works), _AT_ONCE):
        some = works[start : start + _AT_ONCE]
        connection.execute(delete(SEARCH_WORKS).where(SEARCH_WORKS.c.work.in_(some)))
        rows = [{"work": work, "stamp": latest + start + n} for n, work in enumerate(some, 1)]
        connection.execute(insert(SEARCH_WORKS), rows)


def _parts_of(connection: Connection, manifest: str) -> dict[int, int]:
    """The parts of a text by their key in the index, and how often each stands there; indexed where they are new."""
    packed = connection.execute(
        select(MANIFESTS.c.skeleton).where(MANIFESTS.c.digest == manifest)
    ).scalar_one()
    skeleton = zlib.decompress(packed)
    holes = [match[1].decode("ascii") for match in _HOLE.finditer(skeleton)]
    frame = hashlib.sha256(_HOLE.sub(b"", skeleton)).hexdigest()
    known = known_parts(connection, [frame, manifest, *holes])
    facts = connection.execute(
        select(SEARCH_FACTS.c.manifest).where(SEARCH_FACTS.c.manifest == manifest)
    ).first()
    if manifest in known:
        return {known[manifest]: 1}
    if facts is not None and all(digest in known for digest in (frame, *holes)):
        return Counter(known[digest] for digest in (frame, *holes))
    document = LawDocument.parse(_assembled(connection, skeleton))
    law = nested(document)
    if facts is None:
        connection.execute(
            insert(SEARCH_FACTS).values(manifest=manifest, **asdict(text_facts(document, law)))
        )
    around, parts = divided(law)
    if len(parts) != len(holes):
        # Not divided as a law is: the text is one part.
        return {keep_parts(connection, {manifest: list(passages_in(law))})[manifest]: 1}
    fresh = {} if frame in known else {frame: around}
    for digest, part in zip(holes, parts, strict=True):
        if digest not in known and digest not in fresh:
            fresh[digest] = list(passages_in(part))
    known |= keep_parts(connection, fresh)
    return Counter(known[digest] for digest in (frame, *holes))


def known_parts(connection: Connection, digests: Sequence[str]) -> dict[str, int]:
    """The keys of parts that the index holds, by digest."""
    out: dict[str, int] = {}
    for batch in _batches(dict.fromkeys(digests)):
        query = select(SEARCH_PARTS.c.digest, SEARCH_PARTS.c.id).where(SEARCH_PARTS.c.digest.in_(batch))
        out |= {row.digest: row.id for row in connection.execute(query)}
    return out


def _assembled(connection: Connection, skeleton: bytes) -> bytes:
    parts: dict[str, bytes] = {}
    for batch in _batches(part_digests(skeleton)):
        query = select(PROVISIONS.c.digest, PROVISIONS.c.xml).where(PROVISIONS.c.digest.in_(batch))
        parts |= {digest: zlib.decompress(xml) for digest, xml in connection.execute(query)}
    return assemble(skeleton, parts)


def keep_parts(connection: Connection, fresh: Mapping[str, Sequence[Passage]]) -> dict[str, int]:
    """New parts by digest, with their passages, enter the index; their keys."""
    if not fresh:
        return {}
    connection.execute(insert(SEARCH_PARTS), [{"digest": digest} for digest in fresh])
    keys = known_parts(connection, list(fresh))
    index_words(connection, {keys[digest]: [p.text for p in passages] for digest, passages in fresh.items()})
    return keys


def index_words(connection: Connection, texts: Mapping[int, Sequence[str]]) -> None:
    """The words of the passages of parts enter the index."""
    rows = [(part << SHIFT | n, each) for part, own in texts.items() for n, each in enumerate(_numbered(own))]
    grams = [(row, fold(each), terming.grams(fold(each))) for row, each in rows]
    formed = [(row, found) for row, each in rows if (found := terming.form_terms(each))]
    if connection.dialect.name == "sqlite":
        _put(connection, "search_grams", [(row, " ".join(found)) for row, _, found in grams])
        _put(connection, "search_forms", [(row, " ".join(found)) for row, found in formed])
    else:
        _put_arrays(connection, "search_grams", grams)
        _put_arrays(connection, "search_forms", [(row, run_of(found), found) for row, found in formed])


def _numbered(texts: Sequence[str]) -> Sequence[str]:
    """As many passages as a part has numbers for; what is more stands in the last of them."""
    if len(texts) <= _MOST_PASSAGES:
        return texts
    return [*texts[: _MOST_PASSAGES - 1], "\n".join(texts[_MOST_PASSAGES - 1 :])]


def _put(connection: Connection, table: str, rows: list[tuple[int, str]]) -> None:
    if rows:
        connection.exec_driver_sql(f"INSERT INTO {table} (rowid, terms) VALUES (?, ?)", rows)


def _put_arrays(connection: Connection, table: str, rows: list[tuple[int, str, list[str]]]) -> None:
    if rows:
        put = text(f"INSERT INTO {table} (id, words, terms) VALUES (:id, :words, :terms)")
        connection.execute(put, [{"id": row, "words": words, "terms": found} for row, words, found in rows])


def text_facts(document: LawDocument, law: Tag) -> TextFacts:
    """What a text tells of itself; what stands around its provisions is enough."""
    title, body = law.find("LawBody", "LawTitle"), law.find("LawBody")
    return TextFacts(
        document.number,
        datetime.date.fromisoformat(document.date) if document.date else None,
        title.get("Kana") if title else "",
        title.get("Abbrev") if title else "",
        body is not None and any(s.get("AmendLawNum") for s in body.tags("SupplProvision")),
    )


def _keep_titles(connection: Connection, work: int) -> None:
    query = (
        select(VERSIONS.c.title).where(VERSIONS.c.work == work, VERSIONS.c.superseded_at.is_(None)).distinct()
    )
    keep_readings(connection, connection.execute(query).scalars().all())


def keep_readings(connection: Connection, titles: Iterable[str]) -> None:
    """How titles read, and their normal forms."""
    keys = {re.sub(r"\s", "", title): title for title in titles}
    for batch in _batches(keys):
        query = select(SEARCH_TITLES.c.title_key).where(SEARCH_TITLES.c.title_key.in_(batch))
        there = set(connection.execute(query).scalars())
        new = [
            {"title_key": key, "kana": terming.reading(key), "forms": run_of(terming.form_terms(key))}
            for key in batch
            if key not in there
        ]
        if new:
            connection.execute(insert(SEARCH_TITLES), new)


def _batches(items: Iterable[B]) -> Iterable[list[B]]:
    rest = iter(items)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch


# ---------------------------------------------------------------------------------------------------------- making anew


def is_complete(connection: Connection) -> bool:
    """True when the index holds all that the store holds, by the scheme of this version."""
    found = connection.execute(text("SELECT scheme FROM search_state")).scalars().all()
    return found == [SCHEME]


def begin(connection: Connection) -> None:
    """Begins to fill the index anew (:mod:`reiki.store.filling`), where that is not begun yet."""
    if _filling(connection) is not None:
        return
    latest = latest_stamp(connection)
    clear(connection)
    _put_state(connection, -SCHEME, str(latest))


def standing_works(connection: Connection) -> list[int]:
    """The works of which a text is known: what an index holds."""
    now = select(VERSIONS.c.work).where(VERSIONS.c.superseded_at.is_(None)).distinct()
    return sorted(connection.execute(now).scalars())


def awaiting(connection: Connection, works: Sequence[int] | None = None) -> list[int]:
    """The works, of some or of all for ``None``, that an index that is being filled does not hold yet."""
    if works is None:
        works = standing_works(connection)
    since = _filling(connection) or 0
    done: set[int] = set()
    for batch in _batches(works):
        written = select(SEARCH_WORKS.c.work).where(
            SEARCH_WORKS.c.work.in_(batch), SEARCH_WORKS.c.stamp > since
        )
        done.update(connection.execute(written).scalars())
    return [work for work in works if work not in done]


def finish(connection: Connection) -> None:
    """The index that was filled holds everything now."""
    # What is only named, too: its title may be looked for.
    keep_readings(connection, connection.execute(select(TITLES.c.title).distinct()).scalars().all())
    _settle(connection)


def _filling(connection: Connection) -> int | None:
    """Where the index is being filled the stamp that every work in it is written after."""
    for scheme, since in connection.execute(text("SELECT scheme, dictionary FROM search_state")):
        if scheme == -SCHEME:
            return int(since)
    return None


def _awaits(connection: Connection, work: int) -> bool:
    return _filling(connection) is not None and bool(awaiting(connection, [work]))


def made_by(connection: Connection) -> str:
    """The dictionary of the normal forms in the index."""
    return connection.execute(text("SELECT dictionary FROM search_state")).scalar() or ""


def clear(connection: Connection) -> None:
    """Empties the index, before it is made anew. Works keep their stamps, which only grow: for whoever keeps keys of
    parts every work changes then."""
    _empty(connection)
    for table in (SEARCH_SPANS, SEARCH_PARTS, SEARCH_TITLES, SEARCH_FACTS):
        connection.execute(delete(table))


def restore_words(connection: Connection) -> None:
    """Fills the words of a store whose tables came from a copy: the parts keep their keys."""
    _empty(connection)
    keys = {row.digest: row.id for row in connection.execute(select(SEARCH_PARTS))}
    manifests = select(VERSIONS.c.manifest).where(VERSIONS.c.superseded_at.is_(None)).distinct()
    todo = set(keys)
    for manifest in connection.execute(manifests).scalars().all():
        packed = connection.execute(
            select(MANIFESTS.c.skeleton).where(MANIFESTS.c.digest == manifest)
        ).scalar_one()
        skeleton = zlib.decompress(packed)
        holes = [match[1].decode("ascii") for match in _HOLE.finditer(skeleton)]
        frame = hashlib.sha256(_HOLE.sub(b"", skeleton)).hexdigest()
        if not todo.intersection((manifest, frame, *holes)):
            continue
        law = nested(LawDocument.parse(_assembled(connection, skeleton)))
        around, parts = divided(law)
        found = {frame: around, manifest: list(passages_in(law)) if manifest in todo else []}
        if len(parts) == len(holes):
            found |= {d: list(passages_in(part)) for d, part in zip(holes, parts, strict=True) if d in todo}
        index_words(
            connection, {keys[digest]: [p.text for p in found[digest]] for digest in todo.intersection(found)}
        )
        todo -= set(found)
    _settle(connection)


def counted(connection: Connection) -> dict[str, int]:
    """How much the index holds."""
    return {
        "works": connection.execute(select(func.count()).select_from(SEARCH_WORKS)).scalar_one(),
        "parts": connection.execute(select(func.count()).select_from(SEARCH_PARTS)).scalar_one(),
        "spans": connection.execute(select(func.count()).select_from(SEARCH_SPANS)).scalar_one(),
    }


def _empty(connection: Connection) -> None:
    connection.execute(text("DELETE FROM search_state"))
    for name in ("search_grams", "search_forms"):
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('delete-all')")
        else:
            connection.execute(text(f"DELETE FROM {name}"))


def _settle(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for name in ("search_grams", "search_forms"):
            connection.exec_driver_sql(f"INSERT INTO {name} ({name}) VALUES ('optimize')")
    connection.execute(text("DELETE FROM search_state"))
    _put_state(connection, SCHEME, terming.dictionary())


def _put_state(connection: Connection, scheme: int, dictionary: str) -> None:
    connection.execute(
        text("INSERT INTO search_state (scheme, dictionary) VALUES (:scheme, :dictionary)"),
        {"scheme": scheme, "dictionary": dictionary},
    )


# ----------------------------------------------------------------------------------------------------------- catalogue


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What a text itself tells. ``number``: as printed. ``amended``: an amendment's 附則 is in it."""

    number: str
    promulgated: datetime.date | None
    kana: str
    abbreviation: str
    amended: bool


def facts_of(connection: Connection, manifests: Iterable[str] | None = None) -> dict[str, TextFacts]:
    """What texts tell, by the digest of their manifests; of all that are indexed for ``None``."""
    if manifests is None:
        return {row[0]: TextFacts(*row[1:]) for row in connection.execute(select(SEARCH_FACTS))}
    out: dict[str, TextFacts] = {}
    for batch in _batches(dict.fromkeys(manifests)):
        query = select(SEARCH_FACTS).where(SEARCH_FACTS.c.manifest.in_(batch))
        out |= {row[0]: TextFacts(*row[1:]) for row in connection.execute(query)}
    return out


def latest_stamp(connection: Connection) -> int:
    """The stamp of the work that was written last; 0 for none."""
    return connection.execute(select(func.max(SEARCH_WORKS.c.stamp))).scalar() or 0


def changed_works(connection: Connection, stamp: int) -> tuple[int, frozenset[int]]:
    """The latest stamp, and the works that were written after an earlier one."""
    latest = latest_stamp(connection)
    later = select(SEARCH_WORKS.c.work).where(SEARCH_WORKS.c.stamp > stamp)
    return latest, frozenset(connection.execute(later).scalars()) if latest > stamp else frozenset()


def run_of_forms(words: str) -> str:
    """The normal forms of a text as :func:`titles_read` gives them; ``""`` where no word in it carries a meaning."""
    found = terming.form_terms(words)
    return run_of(found) if found else ""


def titles_read(connection: Connection, titles: Iterable[str] | None = None) -> dict[str, tuple[str, str]]:
    """How titles read, in hiragana, and the run of their normal forms, by the title without white space; of all for ``None``."""
    if titles is None:
        return {row[0]: (row[1], row[2]) for row in connection.execute(select(SEARCH_TITLES)).all()}
    out: dict[str, tuple[str, str]] = {}
    for batch in _batches(titles):
        query = select(SEARCH_TITLES).where(SEARCH_TITLES.c.title_key.in_(batch))
        out |= {row[0]: (row[1], row[2]) for row in connection.execute(query)}
    return out
