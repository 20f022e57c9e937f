"""The day on which a notice starts, where the sentence that makes it tells it (``…次の表のように改正し、…から適用する。``)."""

from __future__ import annotations

import datetime
import re
from typing import Final

from reiki.gazette.day_phrases import read_day
from reiki.gazette.lines import fold, squeeze
from reiki.gazette.model import Commencement, Unfixed
from reiki.gazette.start_words import AND
from reiki.gazette.starting_days import with_text
from reiki.gazette.statutory import applies_by_application
from reiki.law.identity import InstrumentKind

_HEAD_DAY: Final = re.compile(
    r"(?:改正|廃止|変更|定め|制定|解除|追加|改め)(?:し|したので)?、(?P<when>[^。]*?から(?P<verb>施行|適用)する)。$"
)


def read_head_commencement(
    sentence: str, promulgated: datetime.date | None, kind: InstrumentKind
) -> Commencement | None:
    """The day in a head sentence (``…次の表のように改正し、令和七年六月一日から適用する。``); ``None`` when it gives none."""
    match = _HEAD_DAY.search(fold(squeeze(sentence)))
    if match is None or (match["verb"] == "適用" and not applies_by_application(kind)):
        return None
    # 「…次のように改正し、同法第七条の規定に基づき、公示し、令和七年六月二十九日から施行する。」: the shortest
    # phrase that is a day counts; of 「公布の日から施行し、四月一日から適用する」 the first
    when = match["when"]
    if apart := AND.search(when):
        if apart["verb"] == "適用":
            return Unfixed(sentence)
        when = when[: apart.start()]
    pieces = when.split("、")
    for k in range(len(pieces) - 1, -1, -1):
        if (found := read_day("、".join(pieces[k:]), promulgated)) is not None:
            return with_text(found, sentence)
    return Unfixed(sentence)
