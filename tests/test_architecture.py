"""The house stands as designed: which floor may know which, and what no module may do.

Every check reads the source (``ast``) and returns plain sentences, each naming the file, the line and what to
do about it; the second half of this module shows each check a small wrong house and expects it to be noticed.
"""

import ast
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

# A floor imports only floors of a smaller number; floors of one number do not know each other.
FLOORS = {
    "source": 0,
    "law": 1,
    "amend": 2,
    "render": 2,
    "gazette": 3,
    "history": 4,
    "store": 5,
    "cite": 6,
    "office": 7,
    "api": 8,
    "cli": 9,
}
ORDER = "source ← law ← amend, render ← gazette ← history ← store ← cite ← office ← api ← cli"

# The service calls what an office does and shows it; the depths of the house are not its business.
API_MAY_USE = {"office", "render"}

# Modules directly under src/reiki (reiki.resources …) touch files and belong to the outer floors.
TOP_LEVEL_USERS = {"store", "office", "api", "cli"}

# The pure core: no clock. A date is an argument.
CLOCKLESS = {"source", "law", "amend", "render", "gazette", "history"}
CLOCKS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
}

NETWORK = {
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "urllib.request",
    "urllib3",
    "websockets",
}

# Nothing is fetched from the network. Two modules may name it all the same: running listens on a socket, and delivery posts
# webhooks to the addresses that an administrator gave, reads of an answer its status alone, and checks every address first.
SPEAKS = {
    "reiki_api.running": {"socket"},
    "reiki_api.delivery": {"socket", "http.client"},
}

# The one room that edits lxml trees (LawDocument is its door), and those that may import lxml to read bytes with it.
EDITOR = "reiki.law.document"
XML_READERS = ("reiki.source", "reiki.law.schema")
BUILDERS = {"Element", "SubElement", "Comment", "ProcessingInstruction", "ElementTree", "CDATA"}
BUILDERS |= {"strip_tags", "strip_elements", "strip_attributes", "cleanup_namespaces"}
BUILDER_MODULES = {"lxml.builder", "lxml.sax", "lxml.html.clean", "lxml.objectify"}
ONLY_ELEMENTS_HAVE = {"addnext", "addprevious", "drop_tag", "drop_tree"}
EDITS = {"append", "insert", "remove", "replace", "extend", "clear", "set"} | ONLY_ELEMENTS_HAVE
ELEMENT_GIVERS = {"getparent", "getnext", "getprevious", "getroot", "find"}
ELEMENT_WALKS = {"iter", "iterchildren", "iterdescendants", "iterancestors", "itersiblings", "iterfind"}
ELEMENT_WALKS |= {"findall", "xpath", "getchildren"}

EMPTY_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}
BUDGET, LIMIT = 450, 600


@dataclass(frozen=True)
class Module:
    """One module: its dotted name, its path for messages, its text and tree."""

    name: str
    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parse(self.text, self.path)

    @property
    def is_package(self) -> bool:
        return self.path.endswith("__init__.py")

    @property
    def floor(self) -> str | None:
        """The floor it stands on; None for the package itself and for what lies directly under it."""
        parts = self.name.split(".")
        if parts[0] == "reiki_api":
            return "api"
        return parts[1] if len(parts) > 1 and parts[1] in FLOORS else None


@cache
def _parse(text: str, path: str) -> ast.Module:
    return ast.parse(text, path)


House = Mapping[str, Module]


def read_house(project: Path) -> dict[str, Module]:
    """Every module under src/reiki and api/reiki_api, by its dotted name."""
    house = {}
    for root, package in ((project / "src", "reiki"), (project / "api", "reiki_api")):
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            house[name] = Module(name, str(path.relative_to(project)), path.read_text(encoding="utf-8"))
    return house


# --- reading imports


@dataclass(frozen=True)
class Import:
    """``from module import name``; a plain ``import module`` has no name."""

    module: str
    name: str | None
    line: int
    for_types_only: bool

    @property
    def full(self) -> str:
        return f"{self.module}.{self.name}" if self.name else self.module


def imports_of(module: Module) -> list[Import]:
    """All imports wherever they stand: in functions and under TYPE_CHECKING too; relative ones resolved."""
    typing_only = {
        id(inner)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for statement in node.body
        for inner in ast.walk(statement)
    }
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names: list[tuple[str, str | None]] = [(alias.name, None) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _resolve(module, node)
            names = [(base, alias.name) for alias in node.names]
        else:
            continue
        found += [Import(base, name, node.lineno, id(node) in typing_only) for base, name in names]
    return found


def _resolve(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
    package = package[: len(package) - (node.level - 1)]
    return ".".join([*package, node.module] if node.module else package)


def targets_of(house: House, imported: Import) -> str | None:
    """The module of the house that an import reaches, if it is one of ours."""
    if imported.full in house:
        return imported.full
    name = imported.module
    while name:
        if name in house:
            return name
        name = name.rpartition(".")[0]
    return None


def floor_of(target: str) -> str | None:
    return Module(target, "", "").floor


# --- the checks


def forbidden_arrows(house: House) -> Iterator[str]:
    for module in house.values():
        for imported in imports_of(module):
            root = imported.module.split(".")[0]
            if root not in ("reiki", "reiki_api") or imported.full in ("reiki", "reiki.__version__"):
                continue
            complaint = _arrow(module, imported)
            if complaint:
                yield f"{module.path}:{imported.line} imports {imported.full}: {complaint}"


def _arrow(module: Module, imported: Import) -> str | None:
    here, there = module.floor, floor_of(imported.full)
    if there is None:
        if here is None or here in TOP_LEVEL_USERS:
            return None
        return (
            f"modules directly under reiki are for {', '.join(sorted(TOP_LEVEL_USERS))} only; "
            f"let the caller pass {here}/ what it needs as an argument"
        )
    if here is None:
        if module.name == "reiki.__main__" and there == "cli":
            return None
        return (
            "the package itself and the modules directly under it stand below every floor; move the code up"
        )
    if here == there:
        return None
    if here == "api" and there not in API_MAY_USE:
        return f"the service calls {' and '.join(sorted(API_MAY_USE))} only; let office/ offer what is needed"
    if FLOORS[there] < FLOORS[here]:
        return None
    if FLOORS[there] == FLOORS[here]:
        return (
            f"{here}/ and {there}/ are one floor and do not know each other; move what both need down to law/"
        )
    return f"an arrow back up ({ORDER}); move what {here}/ needs down, or let the caller in {there}/ pass it as an argument"


def circles(house: House) -> Iterator[str]:
    """Circles of modules, imports inside functions included: a circle is one wherever its import hides."""
    graph = {name: set[str]() for name in house}
    for module in house.values():
        for imported in imports_of(module):
            target = targets_of(house, imported)
            # `from . import x` inside a package's own __init__ re-exports; it is the submodule that counts
            if target is not None and target != module.name:
                graph[module.name].add(target)
    for circle in _strongly_connected(graph):
        if len(circle) > 1:
            yield (
                f"a circle of imports: {' ↔ '.join(sorted(circle))}; "
                "move what they share into a module of its own below them"
            )


def _strongly_connected(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """Kosaraju: the order of finishing, then the reversed graph."""
    order: list[str] = []
    seen: set[str] = set()

    def finish(name: str) -> None:
        seen.add(name)
        for following in sorted(graph[name] - seen):
            if following not in seen:
                finish(following)
        order.append(name)

    for name in sorted(graph):
        if name not in seen:
            finish(name)
    back = {name: {other for other in graph if name in graph[other]} for name in graph}
    components: list[set[str]] = []
    placed: set[str] = set()
    for name in reversed(order):
        if name in placed:
            continue
        component, waiting = set[str](), [name]
        while waiting:
            current = waiting.pop()
            if current not in placed:
                placed.add(current)
                component.add(current)
                waiting += back[current] - placed
        components.append(component)
    return components


def network_access(house: House) -> Iterator[str]:
    for module in house.values():
        forbidden = NETWORK - SPEAKS.get(module.name, set())
        for imported in imports_of(module):
            if any(imported.full == name or f"{imported.full}.".startswith(f"{name}.") for name in forbidden):
                yield (
                    f"{module.path}:{imported.line} imports {imported.full}: nothing is fetched from the network "
                    "at run time; take bytes as an argument"
                )


def clock_reading(house: House) -> Iterator[str]:
    for module in house.values():
        if module.floor not in CLOCKLESS:
            continue
        known = _imported_names(module)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute | ast.Name):
                full = _full_name(node, known)
                if full in CLOCKS:
                    yield (
                        f"{module.path}:{node.lineno} reads the clock ({full}): there is no implicit today in "
                        f"{module.floor}/; take the date as an argument, office/ and cli/ know it"
                    )


def _imported_names(module: Module) -> dict[str, str]:
    """Local name → what it stands for: ``from datetime import datetime as dt`` gives dt: datetime.datetime."""
    known = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                known[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                known[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return known


def _full_name(node: ast.expr, known: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute):
        base = _full_name(node.value, known)
        return f"{base}.{node.attr}" if base else None
    return None


def xml_outside_its_rooms(house: House) -> Iterator[str]:
    """lxml is for the module that edits trees and for those that read bytes; annotations may name it anywhere."""
    for module in house.values():
        if module.name == EDITOR or module.name.startswith(f"{EDITOR}."):
            continue
        reads = any(module.name == reader or module.name.startswith(f"{reader}.") for reader in XML_READERS)
        for imported in imports_of(module):
            if imported.module.split(".")[0] != "lxml" or imported.for_types_only:
                continue
            where = f"{module.path}:{imported.line} imports {imported.full}"
            if not reads:
                yield (
                    f"{where}: only {EDITOR} (and for parsing {', '.join(XML_READERS)}) touch lxml; "
                    f"ask {EDITOR} for a verb, or import under TYPE_CHECKING if only an annotation needs it"
                )
            elif (
                imported.name in BUILDERS
                or imported.module in BUILDER_MODULES
                or imported.full in BUILDER_MODULES
            ):
                yield f"{where}: a reader parses and never builds or edits a tree; that is for {EDITOR}"


def tree_editing(house: House) -> Iterator[str]:
    """Edits of elements outside the one tail-safe module.

    Elements are known by their annotation (``_Element``, ``HtmlElement`` …), by a loop over ``iter`` and its
    like, or by where they were asked for (``getparent()``); lists and dictionaries stay free to change.
    """
    for module in house.values():
        if module.name == EDITOR or module.name.startswith(f"{EDITOR}."):
            continue
        known = _imported_names(module)
        for scope in _scopes(module.tree):
            elements = _element_names(scope)
            for node in _own_nodes(scope):
                what = _edit(node, elements, known)
                if what:
                    yield (
                        f"{module.path}:{node.lineno} edits a tree ({what}): removing or moving an lxml element takes "
                        f"the text behind it along; give {EDITOR} a verb for it and call that"
                    )


def _scopes(tree: ast.Module) -> Iterator[ast.AST]:
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield node


def _own_nodes(scope: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """The nodes of one scope without those of functions inside it."""
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr | ast.stmt):
            yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _element_names(scope: ast.AST) -> set[str]:
    names = set()
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
        arguments = scope.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            if argument.annotation is not None and _says_element(argument.annotation):
                names.add(argument.arg)
    for node in _own_nodes(scope):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            if _says_element(node.annotation):
                names.add(node.target.id)
        elif isinstance(node, ast.Assign) and _is_call_of(node.value, ELEMENT_GIVERS - {"find"}):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            walk = node.iter
            if isinstance(walk, ast.Call) and isinstance(walk.func, ast.Name) and walk.args:
                walk = walk.args[0]  # list(element.iter()), reversed(…)
            if _is_call_of(walk, ELEMENT_WALKS):
                names.add(node.target.id)
    return names


def _says_element(annotation: ast.expr) -> bool:
    """``etree._Element``, ``"_Element | None"``, ``HtmlElement``; not ``list[_Element]``, which is a list."""
    text = annotation.value if isinstance(annotation, ast.Constant) else ast.unparse(annotation)
    if not isinstance(text, str):
        return False
    alternatives = [part.strip().rpartition(".")[2] for part in text.split("|")]
    return any(part in ("_Element", "_ElementTree", "HtmlElement", "XmlElement") for part in alternatives)


def _is_call_of(node: ast.expr, methods: set[str]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods


def _edit(node: ast.AST, elements: set[str], known: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Call):
        full = _full_name(node.func, known) or ""
        if full.startswith("lxml.") and full.rpartition(".")[2] in BUILDERS:
            return full
        if isinstance(node.func, ast.Attribute):
            attr, owner = node.func.attr, node.func.value
            of_element = (isinstance(owner, ast.Name) and owner.id in elements) or _is_call_of(
                owner, ELEMENT_GIVERS
            )
            if attr in ONLY_ELEMENTS_HAVE or (attr in EDITS and of_element):
                return f".{attr}(…)"
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Delete):
        targets = [node.target] if isinstance(node, ast.AugAssign) else node.targets
        for target in targets:
            holder = target.value if isinstance(target, ast.Subscript) else target
            named = holder.value if isinstance(holder, ast.Attribute) else holder
            is_element = isinstance(named, ast.Name) and named.id in elements
            if (
                isinstance(holder, ast.Attribute)
                and holder.attr in ("text", "tail", "tag", "attrib")
                and is_element
            ):
                return f".{holder.attr} is assigned"
            if isinstance(target, ast.Subscript) and holder is named and is_element:
                return "a child is assigned or deleted"
    return None


def empty_names(house: House) -> Iterator[str]:
    for module in house.values():
        if EMPTY_NAMES & set(module.name.split(".")):
            yield f"{module.path}: the name says nothing; call the module by the thing of the domain it is about"


def oversized(house: House, limit: int) -> Iterator[str]:
    for module in house.values():
        lines = len(module.text.splitlines())
        if lines > limit:
            yield f"{module.path} has {lines} lines (over {limit}; budget about 400): divide it by idea"


def unknown_floors(house: House) -> Iterator[str]:
    for name, module in house.items():
        if module.is_package and name.count(".") == 1 and name.startswith("reiki.") and module.floor is None:
            yield f"{module.path}: a package that the order of floors does not know ({ORDER}); give it its place there"


CHECKS: list[Callable[[House], Iterator[str]]] = [
    forbidden_arrows,
    circles,
    network_access,
    clock_reading,
    xml_outside_its_rooms,
    tree_editing,
    empty_names,
    unknown_floors,
]


@pytest.fixture(scope="module")
def house(project: Path) -> dict[str, Module]:
    return read_house(project)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_house_stands_as_designed(house: House, check: Callable[[House], Iterator[str]]) -> None:
    complaints = list(check(house))
    assert not complaints, "\n" + "\n".join(complaints)


@pytest.mark.filterwarnings("default::UserWarning")
def test_modules_stay_readable(house: House) -> None:
    for complaint in oversized(house, BUDGET):
        warnings.warn(complaint, UserWarning, stacklevel=1)
    complaints = list(oversized(house, LIMIT))
    assert not complaints, "\n" + "\n".join(complaints)


def test_both_packages_are_walked(house: House) -> None:
    assert {"reiki", "reiki.resources", "reiki_api"} <= set(house)


# --- the checks themselves: each notices its small wrong house, and leaves the right one alone


def build(**texts: str) -> dict[str, Module]:
    """A house of the given modules: ``law__address="…"`` is reiki.law.address, ``api__v1`` is reiki_api.v1."""
    house = {}
    for key, text in texts.items():
        name = f"reiki.{key.replace('__', '.') if not key.startswith('__') else key}"
        name = name.replace("reiki.api.", "reiki_api.")
        house[name] = Module(name, name.replace(".", "/") + ".py", text)
    return house


@pytest.mark.parametrize(
    ("check", "texts"),
    [
        (forbidden_arrows, {"law__address": "from reiki.gazette import issue"}),
        (forbidden_arrows, {"law__address": "def f():\n    import reiki.store.tables"}),
        (forbidden_arrows, {"law__address": "from ..store import tables"}),
        (forbidden_arrows, {"law__address": "from reiki import store"}),
        (forbidden_arrows, {"amend__engine": "from reiki.render.text import show"}),
        (forbidden_arrows, {"render__text": "from reiki.amend.operations import Add"}),
        (forbidden_arrows, {"law__schema": "from reiki import resources"}),
        (forbidden_arrows, {"law__schema": "from reiki.resources import schema_path"}),
        (forbidden_arrows, {"resources": "from reiki.law import document"}),
        (forbidden_arrows, {"api__v1": "from reiki.store import tables"}),
        (forbidden_arrows, {"office__ask": "import reiki_api.v1"}),
        (circles, {"law__a": "from reiki.law.b import f", "law__b": "def g():\n    from reiki.law import a"}),
        (
            circles,
            {
                "law__a": "from .b import f",
                "law__b": "import reiki.law.c",
                "law__c": "from reiki.law.a import g",
            },
        ),
        (network_access, {"source__open": "import urllib.request"}),
        (network_access, {"source__open": "from urllib import request"}),
        (network_access, {"cli__main": "import httpx"}),
        (network_access, {"office__ask": "from http.client import HTTPConnection"}),
        (network_access, {"office__webhooks": "import socket"}),
        (network_access, {"api__v1": "import http.client"}),
        (network_access, {"api__guard": "import socket"}),
        (network_access, {"api__running": "import http.client"}),
        (network_access, {"api__delivery": "import httpx"}),
        (network_access, {"api__delivery": "import urllib.request"}),
        (clock_reading, {"history__timeline": "from datetime import date\nx = date.today()"}),
        (clock_reading, {"history__timeline": "import datetime as dt\nx = dt.datetime.now(tz)"}),
        (clock_reading, {"law__era": "from time import time\nx = time()"}),
        (xml_outside_its_rooms, {"amend__engine": "from lxml import etree"}),
        (xml_outside_its_rooms, {"source__html": "from lxml.etree import SubElement"}),
        (xml_outside_its_rooms, {"source__html": "from lxml.builder import E"}),
        (tree_editing, {"source__html": "from lxml import etree\netree.SubElement(a, 'b')"}),
        (tree_editing, {"amend__engine": "def f(e: etree._Element) -> None:\n    e.append(g)"}),
        (tree_editing, {"amend__engine": "def f(e: '_Element | None') -> None:\n    e.text = ''"}),
        (tree_editing, {"amend__engine": "def f(e):\n    e.getparent().remove(e)"}),
        (tree_editing, {"amend__engine": "def f(e):\n    up = e.getparent()\n    up.insert(0, e)"}),
        (tree_editing, {"amend__engine": "for e in list(tree.iter('Item')):\n    e.tail = None"}),
        (tree_editing, {"amend__engine": "for e in tree.iter('Item'):\n    e.attrib['Num'] = '1'"}),
        (tree_editing, {"amend__engine": "def f(e: etree._Element):\n    del e[0]"}),
        (tree_editing, {"amend__engine": "x.addnext(y)"}),
        (empty_names, {"law__utils": ""}),
        (empty_names, {"office__common__x": ""}),
    ],
)
def test_a_wrong_house_is_noticed(check: Callable[[House], Iterator[str]], texts: dict[str, str]) -> None:
    assert list(check(build(**texts)))


@pytest.mark.parametrize(
    "texts",
    [
        {"law__address": "from reiki.source.model import Block\nfrom reiki import __version__"},
        {
            "gazette__compile": "from reiki.amend.engine import apply\nfrom ..law import address",
            "law__address": "",
        },
        {
            "office__ask": "from reiki.resources import corpus_dir\nfrom datetime import date\nx = date.today()"
        },
        {
            "cli__serve": "import reiki_api.v1\nfrom reiki import resources",
            "api__v1": "from reiki.office import ask",
        },
        {"__main__": "from reiki.cli import main"},
        {"history__timeline": "from datetime import date\nx = date.fromisoformat('2003-01-01')"},
        {"law__schema": "from lxml import etree\nx = etree.XMLSchema(etree.parse(y))"},
        {"amend__engine": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from lxml import etree"},
        {
            "amend__engine": "def f(rows: list[etree._Element]):\n    rows.append(x)\n    found = []\n    found.insert(0, x)"
        },
        {"amend__engine": "def f(self):\n    self.text = 'a'\n    text = 'a'.replace('a', 'b')"},
        {"law__document": "from lxml import etree\ndef f(e: etree._Element):\n    e.append(g)"},
        {"source__text": "from urllib.parse import quote"},
        {"api__delivery": "import http.client\nimport socket", "api__running": "import socket"},
    ],
)
def test_a_right_house_is_left_alone(texts: dict[str, str]) -> None:
    assert [complaint for check in CHECKS for complaint in check(build(**texts))] == []


def test_a_long_module_is_noticed() -> None:
    assert list(oversized(build(law__long="x = 1\n" * 601), LIMIT))
    assert not list(oversized(build(law__short="x = 1\n" * 600), LIMIT))


def test_a_floor_without_a_place_is_noticed() -> None:
    stray = Module("reiki.attic", "src/reiki/attic/__init__.py", "")
    assert list(unknown_floors({stray.name: stray}))
