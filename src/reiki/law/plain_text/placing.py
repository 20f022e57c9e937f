"""Placing the lines of a regulation, one after the other, in its tree.

Two readings of one text. *Laid out*: the indent says the level (the canonical form). *By labels*: indents mean nothing;
the level follows from the labels, each of which continues a list that is open or opens one.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from reiki.law.document.anatomy import ENACTMENT
from reiki.law.identity import LawNumber
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, IN_SUPPL, RANK, Kind
from reiki.law.numerals import is_next
from reiki.law.plain_text.blocks import form, formula, is_form_line, opaque, rows, table
from reiki.law.plain_text.form import holder_name
from reiki.law.plain_text.joins import (
    PARTICLE,
    Ending,
    ending,
    is_formula,
    speaks_of_formula,
)
from reiki.law.plain_text.lines import Line, Shape, Shaped, one_group, shape
from reiki.law.plain_text.lists import at_level, by_label, is_labelled, item, level_below
from reiki.law.plain_text.nodes import (
    FORMS,
    LEVELS,
    Node,
    opening,
)
from reiki.law.plain_text.toc import read_toc
from reiki.law.plain_text.tree import Tree
from reiki.law.provision import Grid

_ENACTING: Final = re.compile(r"(?:次の|以下の)(?:よう|とおり)に?(?:定め|制定す|改正す|改め)る。$")
_STRUCTURE: Final = frozenset({Shape.ARTICLE, Shape.HEADING, Shape.LABELLED})


def take(tree: Tree, at: int) -> int:
    """Place the line at ``at`` (with those that belong to it); the place of the next line."""
    s = tree.shapes[at]
    if s.shape is Shape.ASIDE:
        tree.asides.append((tree.place(), s.line))
        tree.words = None
        return at + 1
    if tree.path and tree.path[-1].kind in FORMS and is_form_line(tree, s):
        return form(tree, at)
    match s.shape:
        case Shape.EMPTY:
            pass
        case Shape.ROW:
            return rows(tree, at)
        case Shape.GRID:
            table(tree, s.line.grid or Grid(()), at)
        case Shape.OPAQUE:
            return opaque(tree, at)
        case Shape.UNLISTED:
            unlisted(tree, s)
        case Shape.TOC:
            tree.close(0)
            toc, end = read_toc(tree.shapes, at, tree.laid_out)
            tree.top.append(toc)
            return end
        case Shape.SUPPL if tree.stands_alone():
            suppl(tree, s)
        case Shape.APPENDIX if tree.stands_alone():
            appendix(tree, s)
        case Shape.HEADING if tree.stands_alone() and not tree.in_appendix:
            heading(tree, s)
        case Shape.ARTICLE if is_article(tree, s):
            article(tree, s)
        case Shape.REMARKS if remarks_parent(tree) is not None:
            remarks(tree, s)
        case Shape.CAPTION if is_caption(tree, at):
            drop_caption(tree)
            tree.caption = s
        case Shape.LABELLED if is_labelled(tree, s, at):
            pass
        case _:
            text(tree, s, at)
    return at + 1


def finish(tree: Tree) -> None:
    """Nothing may wait when the last line is read."""
    drop_caption(tree)


def drop_caption(tree: Tree) -> None:
    if tree.caption is not None:
        s, tree.caption = tree.caption, None
        tree.note(
            "caption_alone",
            f"「{s.body}」 looks like a caption and heads nothing; kept as text",
            s.line.origin,
        )
        plain(tree, s, unplaced=False)


def heading(tree: Tree, s: Shaped) -> None:
    assert s.kind is not None
    depth = 0
    while depth < len(tree.path) and holds(tree.path[depth].kind, s.kind):
        depth += 1
    tree.close(depth)
    title = s.body if tree.laid_out or not s.rest else f"{s.label}\u3000{s.rest}"
    tree.put(Node(s.kind, s.num, title))
    tree.words = None


def holds(outer: Kind, heading: Kind) -> bool:
    return outer is Kind.SUPPL or (outer in HEADINGS and RANK[outer] < RANK[heading])


def suppl(tree: Tree, s: Shaped) -> None:
    tree.close(0)
    tree.put(Node(Kind.SUPPL, amending_number(tree, s), s.label, related=s.related))
    tree.words = None


def amending_number(tree: Tree, s: Shaped) -> str:
    if not s.related:
        return ""
    inside = s.related[1:-1]
    try:
        return str(LawNumber.parse(inside))
    except ValueError:
        return re.sub(r"\s", "", inside)


def appendix(tree: Tree, s: Shaped) -> None:
    assert s.kind is not None
    within = s.kind in IN_SUPPL.values() and bool(tree.top) and tree.top[-1].kind is Kind.SUPPL
    tree.path = [tree.top[-1]] if within else []
    node = tree.put(Node(s.kind, s.num, s.label, related=s.related))
    tree.say(node, s.rest)


def remarks_parent(tree: Tree) -> int | None:
    """Depth of what the 備考 belongs to: the 別表, or the provision that holds a table."""
    appendix = tree.depth_of(*APPENDIX_KINDS)
    if appendix is not None:
        return appendix
    tabled = (d for d, n in enumerate(tree.path) if any(c.kind is Kind.TABLE for c in n.children))
    return max(tabled, default=None)


def remarks(tree: Tree, s: Shaped) -> None:
    depth = remarks_parent(tree)
    assert depth is not None
    tree.close(depth + 1)
    node = tree.put(Node(Kind.REMARKS, "", s.label))
    tree.words = node
    inner = shape(Line(s.rest, s.line.origin))
    if s.rest and not tree.laid_out and inner.shape is Shape.LABELLED and opening(inner.label):
        by_label(tree, inner)
    elif s.rest:
        tree.say(node, s.rest)


def unlisted(tree: Tree, s: Shaped) -> None:
    wanted = LEVELS[s.indent - 1] if s.label == "細目" and 1 < s.indent <= len(LEVELS) else None
    for node in reversed(tree.path):
        if node.kind is wanted or (wanted is None and holder_name(node.kind) == s.label):
            node.unlisted = True
            return
    plain(tree, s)


def is_article(tree: Tree, s: Shaped) -> bool:
    """True for the head of an article, False for a sentence that begins with 第3条の規定 after a page break."""
    if tree.laid_out:
        return not tree.in_appendix and s.indent == 0
    if tree.in_appendix:
        return False
    last = last_article(tree)
    expected = is_next(last.num.split(":")[-1], s.num.split(":")[0]) if last else s.num.startswith("1")
    if "条" not in s.label and last is not None and "条" in last.label:
        return False
    match tree.ending():
        case Ending.OPEN:
            return False
        case Ending.MAYBE if PARTICLE.match(s.rest):
            return False
        case _ if not s.spaced:
            return expected and not PARTICLE.match(s.rest)
    if not expected and last is not None:
        tree.note("label_gap", f"{s.label} does not follow {last.label}", s.line.origin)
    return True


def last_article(tree: Tree) -> Node | None:
    """The article read last; sought from the end, so that a long regulation is not walked for each of its lines."""
    stack = list(tree.path[0].children if tree.in_suppl else tree.top)
    while stack:
        node = stack.pop()
        if node.kind is Kind.ARTICLE:
            return node
        if node.kind in HEADINGS or (node.kind is Kind.SUPPL and tree.in_suppl):
            stack.extend(node.children)
    return None


def article(tree: Tree, s: Shaped) -> None:
    depth = 0
    while depth < len(tree.path) and (
        tree.path[depth].kind in HEADINGS or tree.path[depth].kind is Kind.SUPPL
    ):
        depth += 1
    tree.close(depth)
    article = tree.put(Node(Kind.ARTICLE, s.num, s.label))
    tree.words = article
    rest = s.rest
    if not s.spaced and rest[:1] in "(（" and not article.caption and caption_length(rest):
        end = caption_length(rest)
        article.caption, rest = rest[:end], rest[end:].lstrip(" \u3000")
    if rest:
        tree.paragraph("", rest)


def caption_length(rest: str) -> int:
    """Length of the caption in 第1条（趣旨）　この…, 0 when there is none."""
    return next(
        (
            n + 1
            for n, c in enumerate(rest)
            if c in ")）" and one_group(rest[: n + 1]) and rest[n + 1 : n + 2] in ("", " ", "\u3000")
        ),
        0,
    )


def is_caption(tree: Tree, at: int) -> bool:
    following = tree.next_shape(at)
    if tree.in_appendix or following is None or not tree.stands_alone():
        return False
    if following.shape is Shape.ARTICLE or (tree.in_suppl and following.shape is Shape.TEXT):
        return True
    return following.shape is Shape.LABELLED and following.label[0] not in "(（"


def text(tree: Tree, s: Shaped, at: int) -> None:
    if is_formula(s.body) or (tree.formula and not s.body.endswith("。")):
        formula(tree, at)
    elif tree.laid_out:
        laid_out_text(tree, s, at)
    elif tree.in_appendix:
        appendix_text(tree, s, at)
    else:
        plain(tree, s)


def plain(tree: Tree, s: Shaped, unplaced: bool = True) -> None:
    """Text without a label: the rest of a sentence, an unnumbered paragraph, or something that has no place."""
    unfinished = tree.ending() is not Ending.DONE or (tree.whole and tree.raw_ending() is Ending.OPEN)
    if tree.words is not None and (unfinished or goes_on(tree, s) or wants_words(tree)):
        tree.words.text = (tree.words.text or "") + s.body
        tree.words, tree.formula = tree.words, speaks_of_formula(tree.words.text or "")
        return
    last = tree.path[-1] if tree.path else None
    if last is None or last.kind in HEADINGS or last.kind is Kind.PREAMBLE:
        preface(tree, s)
    elif last.kind is Kind.SUPPL or (
        last.kind is Kind.PARAGRAPH
        and not last.label
        and tree.in_suppl
        and tree.depth_of(Kind.ARTICLE) is None
    ):
        tree.close(1)
        tree.paragraph("", s.body)
    elif last.kind is Kind.ARTICLE:
        tree.paragraph("", s.body)
    else:
        if unplaced:
            tree.note(
                "unplaced",
                f"「{s.body[:20]}」 continues nothing and has no label; kept in place",
                s.line.origin,
            )
        # 備考 under nothing that could have remarks is words, no label
        words = s if s.shape is Shape.LABELLED else replace(s, label="", rest="")
        item(tree, level_below(last.kind), words, None)
        tree.path.pop()


def wants_words(tree: Tree) -> bool:
    """`（イ）` alone on its line: the words stand in the next."""
    node = tree.words
    return (
        not tree.laid_out
        and node is not None
        and node.text == ""
        and bool(node.label)
        and bool(tree.path)
        and node is tree.path[-1]
        and node.kind in (Kind.PARAGRAPH, Kind.REMARKS, *LEVELS)
    )


def goes_on(tree: Tree, s: Shaped) -> bool:
    """`ただし、…` and `この場合において、…` on a line of their own belong to the sentence before them."""
    return bool(
        tree.words
        and tree.words.text
        and re.match(r"ただし、|この場合において", s.body)
        and tree.path
        and tree.words is tree.path[-1]
        and not tree.words.children
    )


def preface(tree: Tree, s: Shaped) -> None:
    """Words before the first article: a 前文 when articles or numbered paragraphs follow, else a paragraph."""
    if (tree.path and tree.path[-1].kind is not Kind.PREAMBLE) or not structure_follows(tree, s):
        tree.paragraph("", s.body)
        return
    if not tree.path and (_ENACTING.search(s.body) or contents_follow(tree, s)):
        tree.say(tree.put(Node(Kind.PREAMBLE, ENACTMENT)), s.body)
        tree.path.pop()
        return
    if not tree.path:
        tree.put(Node(Kind.PREAMBLE))
    tree.paragraph("", s.body)
    tree.path.pop()


def contents_follow(tree: Tree, s: Shaped) -> bool:
    """True when the 目次 stands behind this line: a 制定文 precedes it, a 前文 follows it."""
    return any(other.shape is Shape.TOC for other in tree.shapes[tree.shapes.index(s) :])


def structure_follows(tree: Tree, s: Shaped) -> bool:
    for other in tree.shapes[tree.shapes.index(s) :]:
        if other.shape in (Shape.SUPPL, Shape.APPENDIX):
            return False
        if other.shape in _STRUCTURE:
            return True
    return False


def laid_out_text(tree: Tree, s: Shaped, at: int) -> None:
    if tree.in_appendix and s.indent == 0:
        appendix_text(tree, s, at)
    elif not tree.in_appendix and (
        not s.indent
        or not tree.path
        or tree.path[-1].kind in (Kind.SUPPL, Kind.PREAMBLE, *HEADINGS)
        or after_unnumbered(tree)
    ):
        plain(tree, s)
    else:
        at_level(tree, s)


def after_unnumbered(tree: Tree) -> bool:
    """Inside a 附則 after an unnumbered paragraph: the next indented sentence is another."""
    last = tree.path[-1]
    return last.kind is Kind.PARAGRAPH and not last.label and tree.depth_of(Kind.ARTICLE) is None


def appendix_text(tree: Tree, s: Shaped, at: int) -> None:
    """Lines of a 別表 that are neither rows nor 備考, in order."""
    if not tree.laid_out and tree.words is not None:
        end = ending(tree.words.text or "")
        maybe = end is Ending.MAYBE and not tree.whole
        in_remarks = tree.depth_of(Kind.REMARKS) is not None and (maybe or wants_words(tree))
        if end is Ending.OPEN or in_remarks:
            tree.words.text = (tree.words.text or "") + s.body
            return
    tree.close((tree.depth_of(*APPENDIX_KINDS) or 0) + 1)
    tree.paragraph("", s.body)
    if s.body:
        tree.path.pop()
