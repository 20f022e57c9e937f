"""`law_info` and `revision_info`: a regulation and a version of it in the members of 法令API Version 2."""

from __future__ import annotations

import datetime
from typing import Any, Final

from reiki.office.catalogue import Edition, Facts, Holding
from reiki.office.certainty import Certainty
from reiki.office.moments import JAPAN
from reiki_api.egov import vocabulary as v

Json = dict[str, Any]

_REPEAL: Final = {"": "None", "repealed": "Repeal", "replaced": "Repeal", "lapsed": "Expire"}


def law_info(holding: Holding, facts: Facts) -> Json:
    """What does not depend on a revision. Of an instrument without a number ``law_num`` and ``law_num_num`` are empty, and era
    and year are those of its making."""
    kind = law_type(holding)
    return {
        "law_type": kind,
        "law_id": holding.work.law_id,
        "law_num": facts.number,
        "law_num_era": v.ERA_OF.get(facts.era),
        "law_num_year": facts.year or None,
        "law_num_type": kind,
        "law_num_num": f"{facts.serial:03}" if facts.serial else "",
        "promulgation_date": _iso(facts.promulgated),
    }


def law_type(holding: Holding) -> str:
    """One of the seven national types."""
    return v.LAW_TYPE_OF.get(holding.work.kind, "Misc")


def revision_info(holding: Holding, certain: Certainty, facts: Facts, today: datetime.date) -> Json:
    """One version. ``notes`` is ours: what must be told wherever the version is named (a clause is held behind it, it is known in
    part, it is no longer in force); absent where there is nothing to tell."""
    told = revision_members(holding, certain.edition, facts, today)
    notes = certain.notes()
    return told | ({"notes": list(notes)} if notes else {})


def revision_members(holding: Holding, edition: Edition, facts: Facts, today: datetime.date) -> Json:
    """What the national service tells of one version. ``current_revision_status`` is that of today, whatever day was asked for.
    What the national service always tells is a text here too, empty where there is none (``category``, ``law_title_kana``)."""
    version, brought = edition.version, facts.amendment
    first = not edition.amending
    return {
        "law_revision_id": edition.revision_id,
        "law_type": law_type(holding),
        "law_title": version.title,
        "law_title_kana": facts.kana,
        "abbrev": facts.abbreviation or None,
        "category": "",
        "updated": version.recorded_at.astimezone(JAPAN).isoformat(timespec="seconds"),
        "amendment_promulgate_date": _iso(
            brought.promulgated if brought and brought.promulgated else facts.promulgated if first else None
        ),
        "amendment_enforcement_date": _iso(version.day),
        "amendment_enforcement_comment": None,
        "amendment_scheduled_enforcement_date": None,
        "amendment_law_id": edition.amending or None,
        "amendment_law_title": (brought.title or None) if brought and not first else None,
        "amendment_law_title_kana": None,
        "amendment_law_num": (brought.number or None) if brought and not first else None,
        "amendment_type": amendment_type(edition, facts),
        "repeal_status": repeal_status(edition),
        "repeal_date": _iso(version.day) if version.ended else None,
        "remain_in_force": False,
        "mission": "New",
        "current_revision_status": revision_status(holding, edition, today),
    }


def amendment_type(edition: Edition, facts: Facts) -> str:
    """``1`` 新規, ``3`` 被改正, ``8`` 廃止."""
    if edition.version.ended:
        return "8"
    return "3" if edition.amending or facts.amended else "1"


def repeal_status(edition: Edition) -> str:
    """廃止 and 全部改正 are ``Repeal``, 失効 is ``Expire``."""
    return _REPEAL[edition.version.ended]


def revision_status(holding: Holding, edition: Edition, today: datetime.date) -> str:
    """How the version stands today."""
    if edition.version.day is not None and edition.version.day > today:
        return "UnEnforced"
    if edition.stands_on(today):
        return "Repeal" if edition.version.ended else "CurrentEnforced"
    return "PreviousEnforced"


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
