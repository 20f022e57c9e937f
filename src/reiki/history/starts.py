"""Since when what a 附則 belongs to is in force, as that 附則 itself tells it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from reiki.gazette.commencement import read_commencement
from reiki.gazette.model import Fixed
from reiki.gazette.statutory import instrument_kind
from reiki.law.era import find_dates, parse_date
from reiki.law.kinds import Kind

if TYPE_CHECKING:
    from reiki.law.document import LawDocument
    from reiki.law.provision import Provision


def commencement_in(document: LawDocument, suppl: Provision) -> datetime.date | None:
    """The day of commencement that a 附則 names, that of its instrument; ``None`` where it names none that is fixed."""
    paragraphs = [
        p.text for p in suppl.walk() if p.kind in (Kind.PARAGRAPH, Kind.SUPPL, Kind.ARTICLE) and p.text
    ]
    promulgated, number = promulgation_in(document, suppl)
    kind = instrument_kind(document.title if not suppl.num else "", number)
    found = read_commencement(paragraphs, promulgated, kind, number).default
    return found.date if isinstance(found, Fixed) else None


def promulgation_in(document: LawDocument, suppl: Provision) -> tuple[datetime.date | None, str]:
    """The day of promulgation of the instrument to which a 附則 belongs, and its number, as the text has them."""
    if suppl.num:
        dates = [day for day, _, _ in find_dates(suppl.related)]
        return (dates[0] if len(dates) == 1 else None), suppl.num
    try:
        return (parse_date(document.date) if document.date else None), document.number
    except ValueError:
        return None, document.number
