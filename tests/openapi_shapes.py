"""Whether a JSON value has the shape that an OpenAPI 3.0 description gives it; and the description's own examples.

The part of JSON Schema that such descriptions use: ``$ref``, ``type``, ``properties``, ``required``, ``items``, ``enum``,
``allOf``, ``oneOf``, ``format`` date and date-time, ``nullable``. A member that the description's own examples show as
``null`` may be ``null`` though it is not marked so: that is how the national one is written.
"""

import datetime
from collections.abc import Iterator
from typing import Any


def shape_errors(
    document: dict[str, Any],
    schema: dict[str, Any],
    value: Any,
    at: str = "$",
    nullable: frozenset[str] = frozenset(),
) -> Iterator[str]:
    """Where a value departs from a schema, one sentence each."""
    if "$ref" in schema:
        target: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        yield from shape_errors(document, target, value, at, nullable)
        return
    if value is None:
        if not schema.get("nullable") and at.rpartition(".")[2] not in nullable:
            yield f"{at} is null"
        return
    for each in schema.get("allOf", ()):
        yield from shape_errors(document, each, value, at, nullable)
    if "oneOf" in schema:
        fitting = [s for s in schema["oneOf"] if not list(shape_errors(document, s, value, at, nullable))]
        if len(fitting) != 1:
            yield f"{at} fits {len(fitting)} of {len(schema['oneOf'])} alternatives"
    kind = schema.get("type")
    if kind is not None and not _is(kind, value):
        yield f"{at} is {type(value).__name__}, not {kind}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at} is {value!r}, none of {schema['enum']}"
    if schema.get("format") == "date":
        yield from _parses(datetime.date.fromisoformat, value, at)
    if schema.get("format") == "date-time":
        yield from _parses(datetime.datetime.fromisoformat, value, at)
    if kind == "object":
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{at} lacks {name}"
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from shape_errors(document, inner, value[name], f"{at}.{name}", nullable)
    if kind == "array":
        for number, each in enumerate(value):
            yield from shape_errors(document, schema["items"], each, f"{at}[{number}]", nullable)


def _is(kind: str, value: Any) -> bool:
    match kind:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
    raise AssertionError(f"the description uses the type {kind}, which is not checked here")


def _parses(read: Any, value: str, at: str) -> Iterator[str]:
    try:
        read(value)
    except ValueError:
        yield f"{at} is {value!r}, no date"


def null_members(value: Any) -> Iterator[str]:
    """The members that examples show as null or as empty, wherever they stand."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if inner is None:
                yield name
            yield from null_members(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from null_members(inner)
