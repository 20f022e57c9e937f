"""What happened as a feed (Atom, RFC 4287), of all regulations or of one.

The same store on the same day gives the same bytes. Ids are tag URIs (RFC 4151) under a name that nobody can own, so that
an address that moves does not make old news new; those of news are made from keys that are the same in every store, those of
feeds are not.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as Xml

from reiki.office.happening import ByNotice, Happening
from reiki.office.messages import japanese

ATOM: Final = "http://www.w3.org/2005/Atom"
_TAG: Final = "tag:reiki.invalid,2024"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENDED: Final = {"repealed": "廃止", "replaced": "全部改正により廃止", "lapsed": "失効"}
_RESOLVED: Final = {
    "applied": "反映されました。",
    "waiting": "施行期日又は先の改正を待つものとなりました。",
    "skipped": "条文に反映しないものとなりました。",
    "withdrawn": "正誤により、その改正規定はなくなりました。",
}
_BEGINNING: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def feed(
    happened: Sequence[Happening],
    *,
    base: str,
    path: str,
    title: str,
    law_id: str = "",
    author: str = "reiki",
    of: str = "",
) -> bytes:
    """The feed of some news, the latest first. ``base``: how links begin (``https://host``; ``""``: a reader finds them from the
    feed's own address); ``path``: the feed's own; ``of``: what tells the feed of one store from that of another."""
    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": "ja"})
    _text(root, "id", ":".join(filter(None, (_TAG, "feed", of, quote(law_id)))))
    _text(root, "title", title)
    _text(root, "updated", _moment(max((h.updated for h in happened), default=_BEGINNING)))
    _text(Xml.SubElement(root, "author"), "name", author)
    _link(root, "self", base + path, "application/atom+xml")
    _link(root, "alternate", f"{base}/works/{quote(law_id)}" if law_id else f"{base}/changed", "text/html")
    for each in happened:
        _entry(root, each, base)
    body: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _entry(root: Xml.Element, each: Happening, base: str) -> None:
    entry = Xml.SubElement(root, "entry")
    _text(entry, "id", f"{_TAG}:{quote(_clean(each.key), safe='/:-')}")
    _text(entry, "title", headline(each))
    _text(entry, "updated", _moment(each.updated))
    links = _links(each, base)
    for number, (href, name) in enumerate(links):
        _link(entry, "alternate" if number == 0 else "related", href, "text/html", name)
    Xml.SubElement(
        entry, "category", {"term": each.what, "label": "保留解消" if each.resolved else _WHAT[each.what]}
    )
    _text(entry, "summary", summary(each))


_WHAT: Final = {"force": "施行", "promulgated": "公布", "held": "保留"}


def headline(each: Happening) -> str:
    """`施行 2025-04-01: 霧浜市…条例`."""
    what = _WHAT[each.what]
    if each.what == "force":
        what = _ENDED.get(each.ended, "制定・施行" if each.begins else "施行")
    elif each.what == "promulgated" and each.begins:
        what = "公布（制定）"
    elif each.resolved:
        what = "保留解消"
    day = f" {each.day}" if each.day else ""
    return f"{what}{day}: {each.title or each.number}"


def summary(each: Happening) -> str:
    """A few sentences."""
    by = "、".join(_named(n) for n in each.notices)
    number = f"（{each.number}）" if each.number else ""
    named = f"{each.title}{number}"
    match each.what:
        case "force" if each.ended:
            return f"{named}は、{each.day}から効力がありません。{by}"
        case "force":
            return f"{each.day}から、{named}の条文が{'施行されます' if each.begins else '変わりました'}。{by}"
        case "promulgated":
            days = "、".join(str(d) if d else "未定の日" for d in each.starts)
            return f"{by}が公布されました。{named}について、施行期日は{days or '不明'}です。"
        case "held" if each.resolved:
            who = f"{each.by}の判断：{each.because}" if each.by else ""
            return f"{by}による{named}の改正は保留されていましたが、{_RESOLVED[each.resolved]}{who}"
        case "held":
            return f"{by}による{named}の改正は保留されています。{japanese(each.message) or each.message}"


def _named(notice: ByNotice) -> str:
    return (
        f"{notice.title}（{notice.number}）"
        if notice.number and notice.title
        else notice.title or notice.number
    )


def _links(each: Happening, base: str) -> list[tuple[str, str]]:
    """The first says most; the issue always stands among them."""
    out = []
    work = f"{base}/works/{quote(each.law_id)}"
    if each.what == "held":
        name = "保留の経過" if each.resolved else "保留の理由"
        out.append((f"{base}/review/{quote(each.clause, safe='/')}", name))
    elif each.what == "force" and each.day and each.before and not each.begins and not each.ended:
        days = urlencode({"from": each.before.isoformat(), "to": each.day.isoformat()})
        out.append((f"{work}/compare?{days}", "新旧対照表"))
    if each.law_id and each.what == "force":
        out.append((f"{work}?{urlencode({'on': (each.before if each.ended else each.day) or ''})}", "条文"))
    out += [(f"{base}/issues/{n.source}", "公報") for n in dict.fromkeys(each.notices)]
    if not out:
        out.append((work, "条文"))
    return list(dict.fromkeys(out))


def _link(parent: Xml.Element, relation: str, href: str, kind: str, title: str = "") -> None:
    attributes = {"rel": relation, "href": _clean(href), "type": kind}
    Xml.SubElement(parent, "link", {**attributes, "title": title} if title else attributes)


def _text(parent: Xml.Element, name: str, text: str) -> None:
    made = Xml.SubElement(parent, name)
    made.text = _clean(text)


def _clean(text: str) -> str:
    """Without the characters that XML cannot carry."""
    return _NOT_XML.sub("", text)


def _moment(moment: datetime.datetime) -> str:
    return f"{moment.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}"
