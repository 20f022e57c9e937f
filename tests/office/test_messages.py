"""Every sentence that the code may say of a clause, a file or a question has its Japanese.

The walk goes over the code itself, not over what some run happens to say: every English sentence written in `src/reiki` and on the pages, with
characters of a kind that no table holds in the place of each slot, must come back in Japanese with all of them. So no message
can be added without its Japanese.
"""

from __future__ import annotations

import ast
import datetime
import json
import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, product
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

import pytest

from mutations import CONVERTED_KINDS, KINDS, Case, Page
from reiki.office.consolidating import consolidate
from reiki.office.errors import UNUSABLE
from reiki.office.ingest import ingest
from reiki.office.messages import (
    BadTable,
    Sentence,
    beside,
    english,
    japanese,
    message_ja,
    sentences,
    with_japanese,
)
from reiki.store.session import Store

PROJECT = Path(__file__).resolve().parents[2]
ROOTS = (PROJECT / "src" / "reiki", PROJECT / "api")
_WORDS = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]+")
_SAMPLES: Sequence[str] = (
    "甲１",
    "乙㈡",
    "丙③",
    "丁神",
    "戊っ",
    "己ぁ",
    "庚～",
    "辛―",
    "壬Ⅳ",
    "癸髙",
    "子ヴ",
    "丑﨑",
)
"""In the place of slots; each of characters that somebody might be tempted to normalise."""
_MOST_VARIANTS = 64
_COMMANDS = re.compile(r"reiki [a-z]+(?: [a-z]+)?|--[a-z-]+(?: --[a-z-]+)*|docs/\S+")
"""What stays as it is typed."""

NO_MESSAGES: Mapping[str, str] = {
    "cli": "a person at a terminal reads it: the command line is English",
    "render": "the pages and files themselves",
    "store/migrations": "tables",
    "store/search.py": "SQL",
    "store/searching.py": "SQL",
    "store/archive.py": "backup and restore are commands",
    "store/audit.py": "the chain is checked by a command",
    "store/hooks.py": "addresses of programs",
    "store/instant.py": "a slip of a programmer",
    "store/key.py": "the key of the service is its keeper's",
    "store/session.py": "the address of the store is its keeper's",
    "store/sources.py": "a store that lacks what it lists: its keeper reads the log",
    "store/figures.py": "the same",
    "store/passages.py": "the same",
    "store/versions.py": "the same",
    "store/works.py": "the same",
    "store/decisions.py": "a slip of a programmer",
    "resources.py": "the installation",
    "cite": "why a citation is no link: for programs",
    "law/schema.py": "the schemas are the project's own",
    "office/calendar.py": "Japanese already",
    "office/certificate.py": "certified prints are made and checked by commands",
    "office/certified.py": "certified prints are made and checked by commands",
    "office/checking.py": "certified prints are made and checked by commands",
    "office/comparing_page.py": "a page of its own",
    "office/feed.py": "Japanese already",
    "office/messages": "the tables themselves",
    "office/tokens.py": "tokens are made by a command",
    "office/verify.py": "a command",
    "office/webhooks.py": "addresses of programs",
    "reiki_api/delivery.py": "webhooks: logs",
    "reiki_api/egov": "the national API: its errors are its contract",
    "reiki_api/indexing.py": "a log",
    "reiki_api/iris.py": "addresses of programs",
    "reiki_api/limits.py": "settings of the service are its keeper's",
    "reiki_api/mcp_server.py": "tools for programs",
    "reiki_api/pages/app.py": "headers",
    "reiki_api/pages/citations.py": "a log",
    "reiki_api/pages/frame.py": "slips of a template",
    "reiki_api/pages/read.py": "a style sheet",
    "reiki_api/pages/words.py": "slips of a template",
    "reiki_api/problems.py": "problem+json is for programs",
    "reiki_api/v1": "for programs",
}
"""Modules and rooms whose English no officer reads on a page, and why."""

NO_SENTENCES: Mapping[str, str] = {
    "第甲１条見出し 「乙㈡」 改正後 shows 「乙㈡」 over a new article, and 改正前 does not show it over the next": "two messages",
    "This is a zip archive甲１: unpack it and give one issue.": "nothing stands there, or a phrase that the tables hold",
    "dialect 甲１: 乙㈡ is no table of words": "a slip of a programmer",
    "the reading by labels is always taken": "a slip of a programmer",
    "module 甲１ has no attribute 乙㈡": "a slip of a programmer",
    "i ii iii": "labels",
    "bad request": "a title of problem+json",
    "too slow": "a title of problem+json",
    "length required": "a title of problem+json",
    "body too large": "a title of problem+json",
    "address too long": "a title of problem+json",
    "misdirected request": "a title of problem+json",
    "too many requests": "a title of problem+json",
    "internal error": "a title of problem+json",
    "too busy": "a title of problem+json",
    '甲１ <span class="soft">乙㈡</span>': "markup",
    "private, no-cache": "a header",
    "private, max-age=86400": "a header",
    "public, max-age=31536000, immutable": "a header",
    'Bearer realm="reiki"': "a header",
    'Bearer realm="reiki", error="invalid_token"': "a header",
    'Bearer realm="reiki", error="insufficient_scope", scope="甲１"': "a header",
    "request %s: the answer was not taken in time": "a log",
    "only screen": "a word of CSS",
    "internet link": "a name of a style",
    "visited internet link": "a name of a style",
    "部分収録: 公報の改正前・改正後の欄に掲げられた部分だけが分かっています（evidence: quoted）。": "Japanese already",
    "部分収録: 公報の改正前・改正後の欄に掲げられた部分だけを比べています（evidence: quoted）。": "Japanese already",
}
"""Literals elsewhere that look like English sentences and are none, and why."""


# ------------------------------------------------------------------------------------------------------------- the walk


def _is_under(path: str, name: str) -> bool:
    return path == name or path.startswith(f"{name}/")


def _is_exempt(path: str) -> bool:
    return any(_is_under(path, name) for name in NO_MESSAGES)


@lru_cache(maxsize=1)
def _trees() -> dict[str, ast.Module]:
    return {
        path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for root in ROOTS
        for path in sorted(root.rglob("*.py"))
    }


@lru_cache(maxsize=1)
def _constants() -> dict[str, str]:
    """Texts that modules name in capitals (``WORDS_MISSING``)."""
    out: dict[str, str] = {}
    for tree in _trees().values():
        for node in tree.body:
            target = node.target if isinstance(node, ast.AnnAssign) else None
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                target = node.targets[0]
            value = getattr(node, "value", None)
            if (
                isinstance(target, ast.Name)
                and isinstance(value, ast.Constant)
                and isinstance(value.value, str)
            ):
                out[target.id] = value.value
    return out


class _Walk:
    """The English sentences of one module, each in every form in which its own function can say it."""

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[tuple[int, str, frozenset[str]]] = []
        self.locals: list[dict[str, list[ast.expr]]] = []
        self.used: set[ast.AST] = set()
        self.visit(tree)

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.locals.append(_assigned(node))
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue  # a docstring
            if isinstance(child, ast.Assert) or (isinstance(child, ast.Call) and _is_pattern(child)):
                continue
            if isinstance(child, ast.Constant | ast.JoinedStr | ast.BinOp | ast.IfExp) and self._take(child):
                continue
            self.visit(child)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.locals.pop()

    def _take(self, node: ast.expr) -> bool:
        """True when the node is a text with English in it."""
        if not _is_text(node):
            return False
        said = list(islice(self._forms(node, 0), _MOST_VARIANTS))
        for parts in said:
            names, known = iter(_SAMPLES), dict[str, str]()
            text = ""
            for part in parts:
                text += part if isinstance(part, str) else known.setdefault(ast.unparse(part), next(names))
            for n in range(text.count("{}")):
                text = text.replace("{}", known.setdefault(f"{{{n}}}", next(names)), 1)
            if _WORDS.search(text) and not text.lstrip().startswith("<"):
                self.found.append((node.lineno, text, frozenset(known.values())))
        return not isinstance(node, ast.IfExp) or bool(said)

    def _forms(self, node: ast.expr, depth: int) -> Iterator[list[str | ast.expr]]:
        """The texts that an expression can be, a slot as what it shows."""
        match node:
            case ast.Constant(value=str(text)):
                yield [text]
            case ast.JoinedStr(values=values):
                yield from self._joined(values, depth)
            case ast.FormattedValue(value=value, format_spec=spec):
                yield from self._forms(value, depth) if spec is None else [[value]]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                yield from self._joined([left, right], depth)
            case ast.IfExp(body=body, orelse=orelse):
                yield from self._forms(body, depth)
                yield from self._forms(orelse, depth)
            case ast.Subscript(value=ast.Dict(values=values)):
                for value in values:
                    yield from self._forms(value, depth)
            case ast.Name(id=name) if name in _constants():
                yield [_constants()[name]]
            case ast.Name(id=name) if depth < 3 and self.locals and (known := self.locals[-1].get(name)):
                if all(_is_text(value) or isinstance(value, ast.Subscript) for value in known):
                    for value in known:
                        yield from self._forms(value, depth + 1)
                else:
                    yield [node]
            case _:
                yield [node]

    def _joined(self, values: list[ast.expr], depth: int) -> Iterator[list[str | ast.expr]]:
        for chosen in product(*(list(self._forms(value, depth)) for value in values)):
            yield [part for parts in chosen for part in parts]


def _assigned(function: ast.AST) -> dict[str, list[ast.expr]]:
    out: dict[str, list[ast.expr]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))
            elif isinstance(target, ast.Tuple) and isinstance(value, ast.IfExp):
                pairs = [
                    (name, each)
                    for branch in (value.body, value.orelse)
                    if isinstance(branch, ast.Tuple)
                    for name, each in zip(target.elts, branch.elts, strict=True)
                ]
            else:
                pairs = [(target, value)]
            for name, each in pairs:
                if isinstance(name, ast.Name):
                    out.setdefault(name.id, []).append(each)
    return out


def _is_text(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _is_text(left) or _is_text(right)
        case ast.IfExp(body=body, orelse=orelse):
            return _is_text(body) or _is_text(orelse)
    return False


def _is_pattern(call: ast.Call) -> bool:
    """``re.compile("…")``, ``text("SELECT …")``, ``"a b c".split()``: no sentences."""
    match call.func:
        case ast.Attribute(value=ast.Name(id="re")):
            return True
        case ast.Attribute(value=ast.Constant(), attr="split"):
            return True
        case ast.Name(id="text" | "exec_driver_sql") | ast.Attribute(attr="exec_driver_sql" | "encode"):
            return True
    return False


def _said(text: str, filled: frozenset[str]) -> str | None:
    """The Japanese of a sentence, or of a piece of one with something before and behind it, with all that was filled in."""
    before, behind = ("甲文" if text[:1] in " ,;:" else ""), ("乙文" if text[-1:] in " :" else "")
    for said in dict.fromkeys((text, text.strip(), before + text + behind)):
        found = japanese(said)
        if (
            found is not None
            and all(sample in found for sample in filled)
            and not english(_COMMANDS.sub("", found))
        ):
            return found
    return None


def lacking() -> Iterator[str]:
    """Every sentence of the code that has no Japanese."""
    for path, tree in _trees().items():
        if _is_exempt(path):
            continue
        for line, text, filled in _Walk(tree).found:
            if text not in NO_SENTENCES and _said(text, filled) is None:
                yield f"{path}:{line}: {text}"


# ------------------------------------------------------------------------------------------------------------ the tests


def test_every_sentence_of_the_code_has_its_japanese() -> None:
    assert list(lacking()) == []


def test_the_walk_finds_what_is_there() -> None:
    """It would fail for a sentence without Japanese, in each way in which the code words one."""
    written = """
def f(at, n, verb, error):
    what = "nobody knows it" if n else f"{n} know it"
    raise Held(f"{at}: the gazette sings {at.last}, and {what}" + (" again" if n else ""))
"""
    found = {text for _, text, _ in _Walk(ast.parse(written)).found}
    whole = {text for text in found if text.startswith("甲１: the gazette sings 乙㈡, and ")}
    assert {text.partition(", and ")[2] for text in whole} == {
        "nobody knows it",
        "nobody knows it again",
        "丙③ know it",
        "丙③ know it again",
    }
    assert all(_said(text, frozenset()) is None for text in found)


@pytest.mark.parametrize("name", [*NO_MESSAGES])
def test_what_is_left_out_is_there(name: str) -> None:
    assert any(_is_under(path, name) for path in _trees()), f"{name} is gone: take it off the list"


def test_sentences_left_out_are_there() -> None:
    written = {
        text for path, tree in _trees().items() if not _is_exempt(path) for _, text, _ in _Walk(tree).found
    }
    assert set(NO_SENTENCES) - written == set()


def test_an_address_before_a_sentence_changes_nothing_else() -> None:
    for path, tree in _trees().items():
        for _, text, filled in _Walk(tree).found if path.startswith(("amend", "gazette")) else ():
            found = _said(text, filled)
            if (
                found is not None
                and japanese(text) == found
                and text[0] not in " ,;:"
                and "：" not in found.split("「")[0]
            ):
                assert japanese(f"第3条第2項: {text}") == f"第3条第2項：{found}", text


@pytest.mark.parametrize(
    "quoted",
    ["㈱と(株)", "神と神", "①号", "つた", "〜～―", "words of English, and 「inner」 ones", "a: b; c"],
)
def test_what_is_quoted_stays_as_it_is(quoted: str) -> None:
    found = japanese(f"第3条: 「{quoted}」 occurs 2 times, not 1")
    assert found == f"第3条：「{quoted}」は2か所にあり、1か所のはずと合いません。"


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "第2条: from character 9 the notice has 「…の孫長」, there stands 「…の係長」",
            "第2条：9文字目から違います。公報は「…の孫長」、収録されている条文は「…の係長」です。",
        ),
        (
            "clause abc/2 is held for what no decision on it can settle: 第3条: nothing stands there",
            "この改正規定は、判断によっては解消できない理由で保留されています（abc/2）：第3条："
            "収録されている条文では、その位置に条項がありません。",
        ),
        (
            "an amending sentence is not understood: 「第3条中「A」を改める。」: not understood from 「を改」 on",
            "改正文を読み取れません：「第3条中「A」を改める。」：「を改」から後を読み取れません。",
        ),
        (
            "第15条第1号: 2 provisions stand at 第15条, where 第15条第1号 would belong.",
            "第15条第1号：第15条第1号の属するはずの第15条に、条項が2件あります。",
        ),
        (
            "全部: 第2条 would come, but nothing stands before it in the count",
            "例規の全体：第2条が加わることになりますが、番号がその前の番号に続いていません。",
        ),
        ("clause abc/2 is applied, not held; take back an earlier decision with review undo.",
         "この改正規定は保留ではありません（反映済み、abc/2）。前の判断を改めるには、判断を取り消してください。"),
        ("rejected: Suzuki Taro, 2026-04-01: as the printed gazette says",
         "反映しないこととしました：Suzuki Taro, 2026-04-01: as the printed gazette says。"),
    ],
)  # fmt: skip
def test_sentences_as_officers_read_them(message: str, said: str) -> None:
    assert japanese(message) == said


@pytest.mark.parametrize(
    "message",
    [
        "",
        "a sentence that nobody wrote",
        "第3条: a sentence that nobody wrote",
        "an elision stands for nothing at all",
        "第3条 would come, but a sentence that nobody wrote",
        "x" * 50_000,
    ],
)
def test_what_the_tables_lack_is_not_told_by_halves(message: str) -> None:
    assert japanese(message) is None


def test_a_finding_says_its_place_once() -> None:
    finding = {
        "severity": "error",
        "code": "not_found",
        "message": "第3条: nothing stands there",
        "at": "第3条",
        "source": {},
    }
    assert message_ja(finding) == "収録されている条文では、その位置に条項がありません。"
    both = with_japanese(finding)
    assert list(both) == ["severity", "code", "message", "message_ja", "at", "source"]
    assert both["message_ja"] == "第3条：収録されている条文では、その位置に条項がありません。"
    assert {name: both[name] for name in finding} == finding
    assert "message_ja" not in with_japanese({"message": "a sentence that nobody wrote"})


def test_findings_are_found_wherever_they_stand() -> None:
    finding = {"severity": "note", "code": "x", "message": "an elision stands for nothing", "source": {}}
    document = {
        "notices": [{"clauses": [{"findings": [finding], "operations": [finding]}]}],
        "findings": (finding,),
        "next": None,
    }
    found = beside(document)
    assert found["findings"][0]["message_ja"] == "略に当たる字句がありません。"
    assert found["notices"][0]["clauses"][0]["findings"][0]["message_ja"] == "略に当たる字句がありません。"
    assert found["notices"][0]["clauses"][0]["operations"] == [finding]
    assert "message_ja" not in finding


def test_every_sentence_of_the_tables_uses_all_its_slots() -> None:
    assert len(sentences()) > 800
    with pytest.raises(BadTable, match="stands"):
        Sentence("「{quoted}」 is not 「{stands}」", "「{quoted}」が違います")


def test_the_japanese_of_the_tables_holds_no_english() -> None:
    held = [s.ja for s in sentences() if english(_COMMANDS.sub("", re.sub(r"\{[a-z]+\}", "甲", s.ja)))]
    assert held == []


def test_nothing_is_slow_on_a_long_sentence() -> None:
    """Quotations of whole provisions, and characters that look like the tables' own."""
    long = "「" * 400 + "」 and 「…［］…」, stored is " * 60
    for message in (
        long,
        f"改正前 quotes 「…{long}",
        "、".join(["第3条: 「A」"] * 800),
        "; ".join(["a b"] * 900),
    ):
        begun = time.perf_counter()
        japanese(message)
        assert time.perf_counter() - begun < 2


# ------------------------------------------------------------------------------------------------- what is really said


def _assert_told(messages: Iterable[str]) -> int:
    told = set(messages)
    assert [m for m in told if japanese(m) is None] == []
    for message in told:
        found = japanese(message)
        assert found is not None
        for quoted in re.findall(r"「([^「」]+)」", message):
            assert quoted in found, (message, found)
        for number in re.findall(r"第[0-9]+条(?:の[0-9]+)*(?:第[0-9]+項)?(?:第[0-9]+号)?", message):
            assert number in found, (message, found)
        assert not english(_COMMANDS.sub("", found)), (message, found)
    return len(told)


def _all_of(report: Any) -> Iterator[str]:
    for clause in report.clauses:
        yield from (f["message"] for f in clause.findings)
    yield from (f["message"] for f in report.findings)


def test_what_the_corpus_says(store: Store, now: datetime.datetime, corpus: Path) -> None:
    """Its issues without their regulations, in part, cut off, and with a character lost in every cell."""
    messages: list[str] = []
    for file in sorted((corpus / "gazette").glob("*.*")):
        printed = file.read_text(encoding="utf-8")
        for name, data, partial in (
            (file.name, printed, False),
            (f"part-{file.name}", printed + " ", True),
            (f"cut-{file.name}", printed[: len(printed) * 2 // 3], False),
            (f"lost-{file.name}", re.sub(r"(?<=[ぁ-ん])[ぁ-ん](?=[^<>]{3}</)", "", printed), True),
        ):
            try:
                messages += _all_of(ingest(store, data.encode(), name, now=now, partial=partial))
            except UNUSABLE as refusal:
                messages.append(str(refusal))
    assert _assert_told(messages) > 10


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("drawn", [True, False], ids=["drawn", "converted"])
def test_what_damaged_cases_say(shared: Path, drawn: bool) -> None:
    kinds = KINDS if drawn else CONVERTED_KINDS
    messages: list[str] = []
    for folder in sorted((shared / "cases" / "table").iterdir())[
        :: 1 if os.environ.get("REIKI_MUTATIONS") == "all" else 4
    ]:
        case = Case(
            folder.name,
            (folder / "before.xml").read_text(encoding="utf-8"),
            Page.read((folder / "gazette.html").read_text(encoding="utf-8")),
            json.loads((folder / "expected.json").read_text(encoding="utf-8")),
        )
        for name, kind in kinds.items():
            if crc32(f"{name} {case.name}".encode()) % 3:
                continue
            mutant = kind(case, Random(f"{case.name} {name}"))
            if mutant is None:
                continue
            page = mutant.page.html() if drawn else mutant.page.converted()
            try:
                report = consolidate(mutant.base.encode(), page, "before.xml", "a.html" if drawn else "a.md")
            except UNUSABLE as refusal:
                messages.append(str(refusal))
                continue
            messages += [f.message for c in report.clauses for f in c.result.findings]
    assert _assert_told(messages) > 60


@pytest.mark.shared
def test_what_the_real_issue_says(store: Store, now: datetime.datetime, shared: Path) -> None:
    file = shared / "real" / "tottori-2002-12-25-extra-175.txt"
    report = ingest(store, file.read_bytes(), file.name, now=now)
    assert _assert_told(_all_of(report)) > 5
