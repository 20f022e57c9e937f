"""Is a law what our schema says a law is? Validation against an XML Schema, with messages that name line and element."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from lxml import etree

from reiki.law.document.markup import read

Element = etree._Element


@dataclass(frozen=True, slots=True)
class Violation:
    """One place at which a document departs from the schema. ``line`` counts from 1 in the file as read; ``element`` is
    the name of the element; ``message`` is the validator's sentence, in English."""

    line: int
    element: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.element}: {self.message}"


class SchemaError(ValueError):
    """The schema itself cannot be read or is no schema; the message is one sentence."""


def validate(law: bytes | Element, schema: Path) -> tuple[Violation, ...]:
    """The violations of a law (bytes of a 法令標準XML file, or its root element); none when it is valid.

    Raises :class:`SchemaError` for a schema that cannot be used, and :class:`reiki.law.document.markup.UnreadableLaw` for bytes
    that are not a law at all.
    """
    above = 0
    if isinstance(law, bytes):
        root, rendition = read(law)
        above = rendition.prolog.count("\n")
    else:
        root = law
    validator = _schema(schema.resolve())
    if validator.validate(root):
        return ()
    entries = cast("Iterable[Any]", validator.error_log)
    return tuple(_violation(entry.line + above, entry.message) for entry in entries)


def _violation(line: int, message: str) -> Violation:
    match = _ELEMENT.match(message)
    if match is None:
        return Violation(line, "", message)
    return Violation(line, f"{match[1]}/@{match[2]}" if match[2] else match[1], message[match.end() :])


@lru_cache(maxsize=8)
def _schema(path: Path) -> etree.XMLSchema:
    try:
        parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
        return etree.XMLSchema(etree.parse(path, parser))
    except OSError as error:
        raise SchemaError(f"The schema {path} cannot be read: {error}.") from error
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        raise SchemaError(f"{path} is not an XML Schema: {error}.") from error


_ELEMENT: Final = re.compile(r"Element '([^']*)'(?:, attribute '([^']*)')?: ")
