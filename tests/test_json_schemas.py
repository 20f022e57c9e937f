"""The JSON schemas describe what the code emits: checked with a small reader of the keywords that they use."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest

from reiki.amend import operations as ops
from reiki.law.address import Address
from reiki.source.model import Origin

TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None),
}  # fmt: skip
KNOWN = {
    "$ref", "type", "enum", "const", "oneOf", "properties", "required", "additionalProperties", "items", "pattern", "minLength",
    "minimum", "description", "title", "$schema", "$id", "$defs", "format",
}  # fmt: skip


class Schemas:
    """The schemas of the project by file name."""

    def __init__(self, folder: Path) -> None:
        self.files = {p.name: json.loads(p.read_text("utf-8")) for p in folder.glob("*.schema.json")}

    def faults(self, value: Any, name: str, ref: str = "#", at: str = "$") -> list[str]:
        file, _, pointer = ref.partition("#")
        node = self.files[file or name]
        for part in pointer.strip("/").split("/") if pointer.strip("/") else []:
            node = node[part]
        return self._check(value, node, file or name, at)

    def _check(self, value: Any, node: dict[str, Any], name: str, at: str) -> list[str]:
        assert set(node) <= KNOWN, set(node) - KNOWN
        out: list[str] = []
        if "$ref" in node:
            out += self.faults(value, name, node["$ref"], at)
        if "type" in node:
            wanted = [node["type"]] if isinstance(node["type"], str) else node["type"]
            if not any(isinstance(value, TYPES[t]) for t in wanted):
                return [*out, f"{at}: not {wanted}"]
        if "enum" in node and value not in node["enum"]:
            out.append(f"{at}: {value!r} not among {node['enum']}")
        if "const" in node and value != node["const"]:
            out.append(f"{at}: not {node['const']}")
        if "oneOf" in node:
            fitting = [n for n in node["oneOf"] if not self._check(value, n, name, at)]
            if len(fitting) != 1:
                out.append(f"{at}: fits {len(fitting)} of {len(node['oneOf'])}")
        if isinstance(value, str):
            out += [f"{at}: too short"] if len(value) < node.get("minLength", 0) else []
            out += (
                [f"{at}: {value!r} is not like {node['pattern']}"]
                if not re.search(node.get("pattern", ""), value)
                else []
            )
        if isinstance(value, int) and value < node.get("minimum", value):
            out.append(f"{at}: below {node['minimum']}")
        if isinstance(value, list) and "items" in node:
            out += [f for n, v in enumerate(value) for f in self._check(v, node["items"], name, f"{at}[{n}]")]
        if isinstance(value, dict):
            properties = node.get("properties", {})
            out += [f"{at}: lacks {key}" for key in node.get("required", []) if key not in value]
            if node.get("additionalProperties") is False:
                out += [f"{at}: {key} is not known" for key in value if key not in properties]
            for key in value.keys() & properties.keys():
                out += self._check(value[key], properties[key], name, f"{at}.{key}")
        return out


@pytest.fixture
def schemas(project: Path) -> Schemas:
    return Schemas(project / "schemas")


AT = Address.parse("第3条第2項第1号イ")
SOURCE = ops.Source(Origin(page=3, line=7, table=1, row=2, column="before", start=4), 9)
SAMPLES: list[ops.Operation] = [
    ops.Substitute(AT, "甲", "乙", ops.Place("前", "後", 2, 3), "inferred", SOURCE, "<Sentence/>"),
    ops.Insert(AT, "乙", ops.Place("前"), source=SOURCE),
    ops.Delete(AT, "甲"),
    ops.Add(AT, "<Item/>", Address(()), layout=("\n", None)),
    ops.Remove(AT, "甲"),
    ops.Remove(AT),
    ops.Move(AT, Address.parse("第4条"), "第4条", AT),
    ops.Replace(Address.parse("別表第1 行「2級」"), "<TableRow/>"),
    ops.Convert(
        ("左横書きに改める。",), (ops.Delete(AT, "甲"), ops.Move(AT, AT, "第3条")), ("本則",), ("一般",)
    ),
    ops.Enact("<Law/>"),
    ops.Repeal(),
    ops.Unresolved("次のように改める。", "not understood", AT),
]


@pytest.mark.parametrize("operation", SAMPLES, ids=lambda op: type(op).__name__)
def test_operations_fit_their_schema(schemas: Schemas, operation: ops.Operation) -> None:
    assert schemas.faults(json.loads(json.dumps(ops.to_json(operation))), "operations.schema.json") == []


def test_the_samples_show_every_operation() -> None:
    assert {type(op) for op in SAMPLES} == set(get_args(ops.Operation))


@pytest.mark.parametrize("cls", get_args(ops.Operation), ids=lambda cls: cls.__name__)
def test_fields_and_schema_are_the_same(schemas: Schemas, cls: type) -> None:
    described = schemas.files["operations.schema.json"]["$defs"][cls.__name__.lower()]["properties"]
    assert set(described) == {"op", *(f.name for f in fields(cls))}


@pytest.mark.parametrize(
    "wrong",
    [{"op": "patch"}, {"op": "repeal", "basis": "stated"}, {"op": "repeal", "basis": "guessed", "source": {}},
     {"op": "delete", "at": "第1条", "before": "", "basis": "marked", "source": {}},
     {"op": "repeal", "basis": "stated", "source": {"line": 0}}, {"op": "repeal", "basis": "stated", "source": {}, "x": 1}],
)  # fmt: skip
def test_what_is_no_operation_does_not_fit(schemas: Schemas, wrong: dict[str, Any]) -> None:
    assert schemas.faults(wrong, "operations.schema.json") != []


PARSED: dict[str, Any] = {
    "issue": {"publisher": "鳥取県", "name": "鳥取県公報", "number": "号外第175号", "date": "2002-12-25", "source_sha256": "0" * 64},
    "notices": [{
        "title": "職員の任用に関する規則の一部を改正する規則", "number": "平成14年鳥取県人事委員会規則第26号", "kind": "amend",
        "promulgated": "2002-12-25",
        "clauses": [{
            "id": "1", "target": {"title": "職員の任用に関する規則", "number": "昭和27年鳥取県人事委員会規則第11号"},
            "commencement": {"kind": "fixed", "date": "2002-12-25", "text": "この規則は、公布の日から施行する。"},
            "lead_text": ["…"],
            "rules": [{"mark": "underline", "on": "label:号", "before_only": "remove", "after_only": "add"}],
            "operations": [ops.to_json(SAMPLES[0])],
            "commencements": [
                {"kind": "unfixed", "text": "規則で定める日", "not_after": "2003-03-24", "operations": [ops.to_json(SAMPLES[0])]}],
            "findings": [{"severity": "note", "code": "inferred", "message": "…", "source": {"table": 1, "row": 1, "start": 0}}],
        }],
    }],
    "findings": [],
}  # fmt: skip


def test_the_example_of_the_contract_fits(schemas: Schemas) -> None:
    assert schemas.faults(PARSED, "parse.schema.json") == []


@pytest.mark.parametrize(
    ("path", "value"),
    [(("issue", "source_sha256"), "abc"), (("issue", "date"), "平成14年"), (("notices", 0, "kind"), "enacted"),
     (("notices", 0, "clauses", 0, "commencement"), {"kind": "fixed", "text": ""}),
     (("notices", 0, "clauses", 0, "rules", 0, "before_only"), "drop"),
     (("notices", 0, "clauses", 0, "commencements", 0), {"kind": "unfixed", "text": "規則で定める日"}),
     (("notices", 0, "clauses", 0, "operations", 0, "op"), "patch")],
)  # fmt: skip
def test_departures_from_the_contract_do_not_fit(
    schemas: Schemas, path: tuple[str | int, ...], value: Any
) -> None:
    wrong = json.loads(json.dumps(PARSED))
    inner = wrong
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    assert schemas.faults(wrong, "parse.schema.json") != []
