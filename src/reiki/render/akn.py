"""A regulation as Akoma Ntoso 3.0 (OASIS, namespace .../akn/ns/akn/3.0): identification, preface, body, attachments.

The mapping is minimal: 編章節款目 are part, chapter, section, subsection, division; 条 article, 項 paragraph, 号 point,
細目 indent levels as points in points; 附則 stand in the body as hcontainers, 別表 and 様式 as attachments. What is not known
is a ``remark`` of type ``gap``. Other elements keep their words in ``block`` elements named after them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from reiki.law.address import Address
from reiki.law.document import LawDocument
from reiki.law.document.nested import Tag, nested
from reiki.law.plain_text.form import UNKNOWN, UNKNOWN_ROWS
from reiki.render.anatomy import (
    APPENDICES,
    HEADINGS,
    ITEMS,
    cell_lines,
    labels_in,
    own_words_in,
    rest_of,
    sentences_in,
    unlisted,
)
from reiki.render.html_tables import is_head, rows_of, span_of

__all__ = ["Component", "Expression", "akn", "components"]

NAMESPACE: Final = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_HEADING: Final = {"Part": "part", "Chapter": "chapter", "Section": "section", "Subsection": "subsection",
                   "Division": "division"}  # fmt: skip
_SHORT: Final = {"part": "part", "chapter": "chp", "section": "sec", "subsection": "subsec", "division": "dvs",
                 "article": "art", "paragraph": "para", "point": "point", "hcontainer": "hcontainer"}  # fmt: skip
_CONTAINERS: Final = frozenset({"article", "paragraph", "point", "hcontainer", *_HEADING.values()})


@dataclass(frozen=True, slots=True)
class Expression:
    """What identifies a version: the law id, the day from which it is in force, its revision id; "" where not known. ``notes``:
    what must be told beside it."""

    law_id: str
    in_force_from: datetime.date | None = None
    revision_id: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """An attachment (別表, 様式 …) of a regulation. ``name``: as in its IRI (``att_1``); ``place``: its address, ``None`` for
    what cannot be cited; ``xml``: a file of its own."""

    name: str
    place: Address | None
    xml: str


def akn(document: LawDocument, expression: Expression) -> str:
    """A whole regulation; the same text and identity give the same file."""
    return _Writer().act(nested(document), document, expression)


def components(document: LawDocument, expression: Expression) -> tuple[Component, ...]:
    """The attachments of a regulation, in order, each as :func:`akn` has it, in a file of its own."""
    writer = _Writer()
    writer.act(nested(document), document, expression)
    return tuple(writer.components)


@dataclass(slots=True)
class _Writer:
    ids: set[str] = field(default_factory=set)
    components: list[Component] = field(default_factory=list)
    _of_name: dict[str, int] = field(default_factory=dict)

    def act(self, law: Tag, document: LawDocument, expression: Expression) -> str:
        body = law.find("LawBody") or Tag("LawBody")
        preface, preamble, main, rest, attachments = [], [], "", [], []
        for part in body.tags():
            match part.name:
                case "LawTitle":
                    preface.append(f"<p><docTitle>{self.inline(part)}</docTitle></p>")
                case "TOC":
                    preface.append(self._toc(part))
                case "EnactStatement" | "Preamble":
                    preamble.append(self._preamble(part))
                case "MainProvision":
                    main += "".join(self.blocks(part, ""))
                case "SupplProvision":
                    rest.append(self._supplementary(part))
                case _ if not part.is_foreign:
                    attachments.append(self._attachment(part, document, expression))
        number = self.inline(law.find("LawNum"))
        if number:
            preface.insert(0, f"<p><docNumber>{number}</docNumber></p>")
        inside = main + "".join(rest) or '<hcontainer name="empty"><content><p/></content></hcontainer>'
        annexes = f"<attachments>{''.join(attachments)}</attachments>" if attachments else ""
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<akomaNtoso xmlns="{NAMESPACE}"><act name="act">{_meta(document, expression, "")}'
            f"<preface>{''.join(preface)}</preface>"
            f"{f'<preamble>{chr(10).join(preamble)}</preamble>' if preamble else ''}"
            f"<body>{inside}</body>{annexes}</act></akomaNtoso>\n"
        )

    # --------------------------------------------------------------------------------------------------------- content

    def container(self, name: str, tag: Tag, at: str, label: str, heading: str, *, kind: str = "") -> str:
        """A hierarchical element: number, heading, its own words as intro or content, what stands under it."""
        here = self._id(at, name, tag.get("Num") or label)
        words = self._words(tag)
        inner = list(self.blocks(tag, here))
        attributes = f' eId="{escape(here)}"' + (f" name={quoteattr(kind)}" if kind else "")
        head = (f"<num>{label}</num>" if label else "") + (f"<heading>{heading}</heading>" if heading else "")
        own = f"<p>{words}</p>" if words else ""
        if any(text.startswith(tuple(f"<{c}" for c in _CONTAINERS)) for text in inner):
            intro = f"<intro>{own}</intro>" if own else ""
            return f"<{name}{attributes}>{head}{intro}{''.join(_levelled(inner))}</{name}>"
        return f"<{name}{attributes}>{head}<content>{own}{''.join(inner) or ('' if own else '<p/>')}</content></{name}>"

    def blocks(self, tag: Tag, at: str) -> list[str]:
        out = []
        for child in rest_of(tag):
            if isinstance(child, str):
                out.append(f"<p>{escape(child)}</p>")
                continue
            out.append(self.block(child, at))
        sign = unlisted(tag)
        return [*out, f'<p><remark type="gap">{sign}</remark></p>'] if sign else out

    def block(self, tag: Tag, at: str) -> str:
        name = tag.name
        if name in HEADINGS:
            label, _, heading = self.inline(tag.find(f"{name}Title")).partition("\u3000")
            return self.container(_HEADING[name], tag, at, label, heading)
        match name:
            case "Article":
                label, heading = (
                    self.inline(tag.find("ArticleTitle")),
                    self.inline(tag.find("ArticleCaption")),
                )
                return self.container("article", tag, at, label, heading)
            case "Paragraph":
                label, heading = (
                    self.inline(tag.find("ParagraphNum")),
                    self.inline(tag.find("ParagraphCaption")),
                )
                return self.container("paragraph", tag, at, label, heading)
            case _ if name in ITEMS or name == "Class":
                return self.container("point", tag, at, self.inline(tag.find(f"{name}Title")), "")
            case "TableStruct" | "Remarks":
                title = "".join(self.inline(t) for t in labels_in(tag))
                words = self._words(tag)
                lines = "".join(f"<p>{text}</p>" for text in (title, words) if text)
                return lines + "".join(_flat(self.blocks(tag, "")))
            case "Table":
                return self._table(tag)
            case "Fig":
                return f"<p><img src={quoteattr(tag.get('src'))}/></p>"
            case "Sentence" | "Column":
                return f"<p>{self.inline(tag)}</p>"
            case _:
                return f'<block name="{_name(name)}">{self.inline(tag)}</block>'

    def _supplementary(self, tag: Tag) -> str:
        label = self.inline(tag.find("SupplProvisionLabel")) or "附　則"
        law = tag.get("AmendLawNum")
        related = f"（{escape(law)}）" if law else self.inline(tag.find("RelatedArticleNum"))
        return self.container("hcontainer", tag, "", "", label + related, kind="supplProvision")

    def _attachment(self, tag: Tag, document: LawDocument, expression: Expression) -> str:
        title = "".join(self.inline(t) for t in labels_in(tag))
        words = self._words(tag)
        own = f"<p>{words}</p>" if words else ""
        kind = _name(tag.name) if tag.name in APPENDICES else "attachment"
        part = self._id("", "att", "")
        inner = "".join(_flat(self.blocks(tag, "")))
        body = f"<mainBody>{own}{inner or ('' if own else '<p/>')}</mainBody>"
        count = self._of_name[tag.name] = self._of_name.get(tag.name, 0) + 1
        alike = [a for a in document.children(Address()) if a.steps[-1].kind.value == tag.name]
        place = alike[count - 1] if len(alike) >= count else None
        alone = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<akomaNtoso xmlns="{NAMESPACE}"><doc name="{kind}">'
            f"{_meta(document, expression, part, alone=True)}<preface><p><docTitle>{title}</docTitle></p></preface>"
            f"{body}</doc></akomaNtoso>\n"
        )
        self.components.append(Component(part, place, alone))
        return (
            f'<attachment eId="{escape(part)}"><heading>{title}</heading><doc name="{kind}">'
            f"{_meta(document, expression, part)}{body}</doc></attachment>"
        )

    def _preamble(self, tag: Tag) -> str:
        lines = [self.inline(tag)] if tag.name == "EnactStatement" else [
            self._words(p) if p.name == "Paragraph" else self.inline(p) for p in tag.tags()
        ]  # fmt: skip
        return "".join(f"<p>{line}</p>" for line in lines)

    def _toc(self, tag: Tag) -> str:
        def entries(parent: Tag, level: int) -> str:
            out = ""
            for each in parent.tags():
                if each.name.startswith("TOC") and each.name != "TOCLabel":
                    own = [t for t in each.tags() if not t.name.startswith("TOC")]
                    text = "".join(self.inline(t) for t in own) if own else self.inline(each)
                    out += f'<tocItem level="{level}" href="#">{text}</tocItem>' + entries(each, level + 1)
            return out

        found = entries(tag, 1)
        label = self.inline(tag.find("TOCLabel"))
        sign = unlisted(tag)
        gap = f'<p><remark type="gap">{sign}</remark></p>' if sign else ""
        return (f"<p>{label}</p>" if label else "") + (f"<toc>{found}</toc>" if found else "") + gap

    def _table(self, tag: Tag) -> str:
        rows = ""
        for row in rows_of(tag):
            if row.find("Gap") is not None:
                rows += f'<tr><td><p><remark type="gap">{UNKNOWN_ROWS}</remark></p></td></tr>'
                continue
            cells = ""
            for cell in row.tags("TableColumn", "TableHeaderColumn"):
                name = "th" if is_head(cell) else "td"
                spans = "".join(
                    f' {s}="{span_of(cell, s)}"' for s in ("colspan", "rowspan") if span_of(cell, s) > 1
                )
                inner = ""
                for parts, inside in cell_lines(cell):
                    line = "".join(separator + self.inline(part) for separator, part in parts)
                    inner += f"<p>{line}</p>" if inside is None else "".join(_flat([self.block(inside, "")]))
                cells += f"<{name}{spans}>{inner or '<p/>'}</{name}>"
            rows += f"<tr>{cells}</tr>" if cells else ""
        return f"<table>{rows}</table>" if rows else ""

    # ----------------------------------------------------------------------------------------------------------- words

    def _words(self, tag: Tag) -> str:
        out = ""
        for separator, part in sentences_in(own_words_in(tag)):
            out += (separator if out else "") + self.inline(part)
        return out

    def inline(self, tag: Tag | None) -> str:
        if tag is None:
            return ""
        out = ""
        for child in tag.children:
            if isinstance(child, str):
                out += escape(child)
            elif child.name in ("Sup", "Sub"):
                out += f"<{child.name.lower()}>{self.inline(child)}</{child.name.lower()}>"
            elif child.name == "Line":
                out += f"<u>{self.inline(child)}</u>"
            elif child.name == "Gap":
                out += f'<remark type="gap">{UNKNOWN}</remark>'
            elif child.name == "Fig":
                out += f"<img src={quoteattr(child.get('src'))}/>"
            elif child.name != "Rt" and not child.is_foreign:
                out += self.inline(child)
        return out

    def _id(self, at: str, name: str, number: str) -> str:
        """eId: prefixes joined by __, the number as AKN wants it (no white space)."""
        bare = re.sub(r"[\s_:]+", "-", number) or "1"
        wanted = (f"{at}__" if at else "") + f"{_SHORT.get(name, name)}_{bare}"
        given, n = wanted, 1
        while given in self.ids:
            n += 1
            given = f"{wanted}-{n}"
        self.ids.add(given)
        return given


def _levelled(inner: Sequence[str]) -> list[str]:
    """Among hierarchical elements stand only such: anything else goes into one of its own."""
    return [
        text if text.startswith(tuple(f"<{c}" for c in _CONTAINERS)) or not text
        else f'<hcontainer name="block"><content>{text}</content></hcontainer>'
        for text in inner
    ]  # fmt: skip


def _flat(inner: Sequence[str]) -> list[str]:
    """Where only blocks may stand, hierarchical elements stand in a container of blocks."""
    out = []
    for text in inner:
        hierarchical = text.startswith(tuple(f"<{c}" for c in _CONTAINERS))
        out.append(
            f"<blockContainer><quotedStructure>{text}</quotedStructure></blockContainer>"
            if hierarchical
            else text
        )
    return out


def _name(name: str) -> str:
    return name[:1].lower() + name[1:]


def _meta(document: LawDocument, expression: Expression, part: str, *, alone: bool = False) -> str:
    """``part``: of which attachment, "" for the whole. ``alone``: it stands in a file of its own."""
    made = document.date or "0001-01-01"
    since = expression.in_force_from.isoformat() if expression.in_force_from else made
    work = f"/akn/jp/act/{made}/{expression.law_id}" + (f"/!{part}" if part else "/!main")
    said = f"{work.rsplit('/', 1)[0]}/jpn@{since}/{work.rsplit('/', 1)[1]}"
    file = f"{said}.xml"
    levels = (
        ("FRBRWork", work, work.rsplit("/", 1)[0], made, "Generation", '<FRBRcountry value="jp"/>'),
        ("FRBRExpression", said, said.rsplit("/", 1)[0], since, "inForce", '<FRBRlanguage language="jpn"/>'),
        ("FRBRManifestation", file, f"{said.rsplit('/', 1)[0]}.xml", since, "inForce", '<FRBRformat value="application/xml"/>'),
    )  # fmt: skip
    inside = "".join(
        f"<{name}><FRBRthis value={quoteattr(this)}/><FRBRuri value={quoteattr(uri)}/>"
        f'<FRBRdate date="{day}" name="{what}"/><FRBRauthor href="#issuer"/>{extra}</{name}>'
        for name, this, uri, day, what, extra in levels
    )
    own = "".join(
        f'<{name} xmlns="urn:reiki:metadata">{escape(told)}</{name}>'
        for name, told in (
            ("revision", expression.revision_id),
            *(("note", note) for note in expression.notes),
        )
        if told
    )
    alias = f'<proprietary source="#reiki">{own}</proprietary>' if own else ""
    known = (
        ""
        if part and not alone
        else (
            '<references source="#reiki"><TLCOrganization eId="reiki" href="/ontology/organization/reiki" showAs="reiki"/>'
            '<TLCOrganization eId="issuer" href="/ontology/organization/issuer" showAs="issuer"/></references>'
        )
    )
    return f'<meta><identification source="#reiki">{inside}</identification>{known}{alias}</meta>'
