"""What a reader of office documents has to say about a file: each kind of thing once, counted, with the first place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from reiki.source.lines import INVISIBLE
from reiki.source.model import UnreadableSource

# What turns the order of characters or shows as nothing makes a text other than it looks.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_ODD: Final = (
    (re.compile("\ufffd"), "characters lost when the text was made (U+FFFD)"),
    (re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]"), "外字 of a private font"),
)


@dataclass(slots=True)
class Remarks:
    """Remarks in the making; ``paragraph`` is the number of the one that is being read, from 1."""

    what: str
    paragraph: int = 0
    _counted: dict[str, int] = field(default_factory=dict)
    _found: dict[str, tuple[int, str]] = field(default_factory=dict)

    def say(self, sentence: str) -> None:
        """Say once what happens often."""
        self._counted[sentence] = self._counted.get(sentence, 0) + 1

    def find(self, kind: str, example: str = "") -> None:
        """One more of a kind of thing; the first is shown."""
        count, first = self._found.get(
            kind, (0, f"paragraph {self.paragraph}" + (f": {example[:60]}" if example else ""))
        )
        self._found[kind] = (count + 1, first)

    def unseen(self, text: str) -> None:
        """Words that the document holds and does not show."""
        if text.strip():
            self.find("passages that the document does not show (hidden text), left out", text.strip())

    def clean(self, text: str) -> str:
        """The text without characters that are shown as nothing.

        Raises :class:`UnreadableSource` for control characters, which no page shows.
        """
        if text.isascii() and text.isprintable():
            return text
        if found := _CONTROL.search(text):
            raise UnreadableSource(
                f"The {self.what} holds the control character U+{ord(found[0]):04X} in paragraph {self.paragraph}, which no page "
                "shows: remove it and give it again."
            )
        for pattern, kind in _ODD:
            if pattern.search(text):
                self.find(kind, text)
        kept, dropped = INVISIBLE.subn("", text)
        if dropped:
            self.find("invisible characters, left out", kept)
        return kept

    def sentences(self) -> tuple[str, ...]:
        """Everything to say, one sentence each."""
        return (
            *(f"{s} ({n} times)" if n > 1 else s for s, n in self._counted.items()),
            *(f"{kind}: {count}, the first in {first}" for kind, (count, first) in self._found.items()),
        )
