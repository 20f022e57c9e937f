"""Why a citation is not linked (未解決の理由): each code with one sentence for a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

REASONS: Final[Mapping[str, str]] = {
    "unreadable": "the words of the citation cannot be read as an address",
    "quoted": "the words stand in a quotation or a table of words to be read otherwise, not as a citation of this text",
    "amending_words": "the words belong to an amendment of another instrument",
    "amending_instrument": "in a 附則 that an amendment brought, this means the amending instrument itself",
    "former_text": "the words speak of the text before an amendment",
    "later_text": "the words speak of the text after an amendment whose day is not known here",
    "no_antecedent": "nothing before it says what 同 or 当該 points to",
    "undefined_name": "the name is neither defined in this regulation nor the title of a stored one",
    "unknown_name": "what stands before the place is not the name of a regulation that can be told",
    "ambiguous": "the words may mean more than one place",
    "nothing_there": "there is no neighbour of that kind in this text",
    "no_such_provision": "nothing stands at that address on that day",
    "not_known": "this part of the text is not known on that day",
    "not_in_store": "the regulation is not in the store",
    "not_in_force": "the regulation is in the store and not in force on that day",
    "ambiguous_work": "more than one regulation of that name is in force on that day",
    "title_differs": "the number is that of a regulation with another title",
}
