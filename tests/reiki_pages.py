"""Pages of a collection of regulations (例規集) drawn from regulations, in the layouts of the two common systems.

`honbun`: pages named `…_honbun/…RG….html`: a block per line with classes, the text beside a frame that holds the contents and
the list of amendments. `danraku`: pages named `d1w_reiki/…/…_j.html`: paragraphs one after the other, levels by margins, the
list of amendments over the text.

Run as a script it writes `corpus/pages/` anew from `corpus/regulations/`.
"""

import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from types import MappingProxyType

from reiki.law.address import Address
from reiki.law.era import format_date
from reiki.law.kinds import APPENDIX_KINDS, HEADINGS, SUBITEMS, Kind
from reiki.law.plain_text import parse_regulation
from reiki.law.plain_text.form import heading_indent, style_lines
from reiki.law.provision import Grid, Provision, Regulation

Notes = Mapping[str, str]
"""Notes on amendments by the citation of their place: {"第3条": "(平14規則26・一部改正)"}."""

NONE: Notes = MappingProxyType({})

Line = tuple[str, str]
"""What kind of line it is, and its HTML: ("item", "(1)　…"), ("table", "<table>…"), ("history", "(平14…)")."""


def honbun(
    regulation: Regulation, notes: Notes = NONE, revisions: Sequence[tuple[str, str]] = (), **frame: str
) -> str:
    """A page as Reiki-Base draws it. ``revisions``: day and number of each amendment, as printed."""
    lines = [("head", f'<p class="title-irregular"><span class="cm">○{escape(regulation.title)}</span></p>')]
    for css, text in _heading(regulation):
        lines.append(("head", f'<p class="{css}"><span class="cm">{escape(text)}</span></p>'))
    lines += _text(regulation, notes)
    body = "".join(
        f'<div>\n<div id="l{n:09}" class="eline"><div class="{css}">{_honbun_line(css, inner)}</div></div>\n</div>\n'
        for n, (css, inner) in enumerate(lines)
    )
    title = escape(regulation.title)
    dated = "　".join(text for _, text in _heading(regulation))
    own = tuple(text for _, text in _heading(regulation)) if regulation.number else ()
    entries = (
        "".join(
            f'<tr>\n<td class="seitei-icon">{icon}</td>\n<td nowrap="nowrap">{day}</td>\n<td>{number}</td>\n</tr>\n'
            for icon, (day, number) in (("◆", own), *(("◇", r) for r in revisions))
        )
        if own
        else ""
    )
    articles = [p for q in regulation.provisions for p in q.walk() if p.kind is Kind.ARTICLE]
    contents = "".join(
        f'<li><a href="#j{n}"><span class="t-t">{escape(a.label)}</span><span class="t-t">{escape(a.caption)}</span></a></li>\n'
        for n, a in enumerate(articles)
    )
    in_force = f'<p class="datenumber-area"> ({frame["in_force"]}施行)</p>\n' if "in_force" in frame else ""
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<html lang="ja">
<head>
<meta http-equiv="content-type" content="text/html; charset=utf-8">
<title>{title}</title>
<link rel="stylesheet" type="text/css" href="reiki.css">
<script type="text/javascript" src="reiki.js" charset="utf-8"> </script>
</head>
<body>
<div id="wrapper">
<div id="container">
<div id="primary" class="joubun showhistory">
<div id="primaryInner">
<div id="primaryInner2">
{body}</div>
</div>
</div>
<div id="secondary">
<div class="heading-area">
<h2 class="heading-lv2A">{title}</h2>
</div>
<p class="datenumber-area">{dated}</p>
{in_force}<ul class="tab-nav">
<li><a href="#joubun-toc-span" onclick="selectTab('joubun-toc');"><span>条項目次</span></a></li>
<li><a href="#shoshi-inf-span" onclick="selectTab('shoshi-inf');"><span>沿革</span></a></li>
</ul>
<div id="joubun-toc"><ul>
{contents}</ul></div>
<div id="shoshi-inf">
<div><span class="taikei-title">体系情報</span></div>
<div><span class="taikei-item">第1編 <span class="tk-space">総</span>規/第1章 通則</span></div>
<div><span class="enkaku-title">沿革情報</span></div>
<table>
{entries}</table>
</div>
</div>
</div>
</div>
<div id="num-ids" style="display:none;">
<div id="title">e000000001</div>
</div>
</body>
</html>
"""


def danraku(
    regulation: Regulation,
    notes: Notes = NONE,
    revisions: Sequence[tuple[str, str]] = (),
    charset: str = "Shift_JIS",
) -> str:
    """A page as the other system draws it: paragraphs with margins, the list of amendments under the number."""
    dated = "".join(text for _, text in _heading(regulation))
    lines = [f'<div class="danraku-normal">○{escape(regulation.title)}</div>']
    lines += [f'<div class="danraku-normal" style="text-align: right">{dated}</div>'] if dated else []
    if revisions:
        rows = "".join(
            f"<tr><td>{'改正' if not n else '　　'}</td><td>{day}</td><td>{number}</td></tr>\n"
            for n, (day, number) in enumerate(revisions)
        )
        lines.append(f'<table border="0">\n{rows}</table>')
    for css, inner in _text(regulation, notes):
        margin = {"item": 1, "subitem": 2, "s-head": 3, "chapter": 3}.get(css, 0)
        if css == "table" or css == "image":
            lines.append(f"<div>{inner}</div>")
        elif css == "form-line":
            lines.append(f"<pre>{inner}</pre>")
        elif css == "history":
            lines.append(
                f'<div class="danraku-normal" id="h:hW{len(lines)}" style="text-align: right">{inner}</div>'
            )
        else:
            style = f' style="margin-left: {margin}em; text-indent: -1em"' if margin else ""
            lines.append(f'<div class="danraku-normal"{style}><a name="J{len(lines)}"></a>{inner}</div>')
    text = "\n".join(lines)
    return f"""<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>{escape(regulation.title)}</title>
</head>
<body bgcolor="#ffffff">
<table width="100%"><tbody><tr><td align="right"><a href="x_m.html" target="m">条文目次</a>　<a href="javascript:window.print()">印刷</a></td></tr></tbody></table>
<div class="USER-SET-STYLE">
{text}
</div>
<div align="right"><a href="#top">このページの先頭へ</a></div>
</body>
</html>
"""


# ---------------------------------------------------------------------------------------------------------------- lines


def _heading(regulation: Regulation) -> list[tuple[str, str]]:
    if not regulation.date:
        return []
    day = datetime.date.fromisoformat(regulation.date)
    number = re.sub(r"^..(?:元|\d+)年", "", regulation.number)
    return [("date", format_date(day) + ("" if number else "制定"))] + (
        [("number", number)] if number else []
    )


def _honbun_line(css: str, inner: str) -> str:
    if css in ("head", "table", "image"):
        return inner
    if css == "form-line":
        return f"<pre>{inner}</pre>"
    if css == "s-head":
        return f'<p class="s-head"><span class="title cm">{inner.replace("附　", "<span class=word-space>附</span>")}</span></p>'
    return f'<p class="{css}"><span class="cm">{inner}</span></p>'


def _text(regulation: Regulation, notes: Notes) -> Iterator[Line]:
    left = dict(notes)
    if "題名" in left:
        yield "history", escape(left.pop("題名"))
    for p in regulation.provisions:
        yield from _provision(p, Address(), left)
    assert not left, f"no place for {left}"


def _provision(p: Provision, parent: Address, notes: dict[str, str]) -> Iterator[Line]:
    here = parent.child(p.kind, p.num)
    note = notes.pop(str(here), "") if p.kind not in HEADINGS else ""
    if p.caption:
        yield "title", escape(p.caption)
    match p.kind:
        case Kind.TOC:
            yield "toc", escape(p.label or "目次")
            yield from _contents(p.children, 1)
        case Kind.PREAMBLE:
            if p.text:
                yield "preamble", escape(p.text)
            for child in p.children:
                yield "preamble", escape(child.text or "")
        case Kind.ARTICLE:
            yield from _article(p, here, notes)
        case Kind.TABLE:
            if p.label:
                yield "p", escape(p.label)
            if p.grid is not None:
                yield "table", _table(p.grid)
            yield from _inside(p, here, notes)
        case _:
            yield from _labelled(p)
            if p.kind in HEADINGS and str(here) in notes:
                yield "history", escape(notes.pop(str(here)))
            yield from _inside(p, here, notes)
    if note:
        yield "history", escape(note)


def _labelled(p: Provision) -> Iterator[Line]:
    words = escape(p.text or "")
    if p.kind in HEADINGS:
        yield "chapter", "　" * (heading_indent(p.kind) - 3) + escape(p.label)
    elif p.kind is Kind.SUPPL:
        label, _, early = p.label.partition("　抄")
        related = p.related.replace("（", "(").replace("）", ")")
        yield "s-head", escape(label) + related + ("抄" if early or p.label.endswith("抄") else "")
    elif p.kind in APPENDIX_KINDS:
        yield "table-title", escape(p.label + p.related) + (f"　{words}" if words else "")
    else:
        css = "item" if p.kind is Kind.ITEM else "subitem" if p.kind in SUBITEMS else "clause"
        yield css, escape(p.label) + ("　" if p.label and words else "") + words


def _article(p: Provision, here: Address, notes: dict[str, str]) -> Iterator[Line]:
    first = p.children[0] if p.children else None
    if first is None or first.label or first.caption:
        yield "article", escape(p.label)
        yield from _inside(p, here, notes)
        return
    yield "article", escape(p.label) + ("　" + escape(first.text) if first.text else "")
    yield from _inside(first, here.child(first.kind, first.num), notes)
    for child in p.children[1:]:
        yield from _provision(child, here, notes)


def _inside(p: Provision, here: Address, notes: dict[str, str]) -> Iterator[Line]:
    for xml in p.opaque:
        lines = style_lines(xml)
        if lines is not None:
            yield "form-line", "\n".join(escape(line) for line in lines)
        else:
            yield (
                "image",
                "<p>"
                + "".join(f'<img src="{s}" alt="画像">' for s in re.findall('src="([^"]*)"', xml))
                + "</p>",
            )
    for child in p.children:
        yield from _provision(child, here, notes)


def _contents(entries: Sequence[Provision], level: int) -> Iterator[Line]:
    for entry in entries:
        yield "toc", "　" * level + f'<a href="#t">{escape(entry.label)}</a>' + escape(entry.related)
        yield from _contents(entry.children, level + 1)


def _table(grid: Grid) -> str:
    width = max(sum(c.colspan for c in row) for row in grid.rows)
    widths = "".join('<td style="width:10%"></td>' for _ in range(width))
    rows = [f'<thead><tr class="fixed-colspec">{widths}</tr></thead>']
    for row in grid.rows:
        cells = ""
        for c in row:
            spans = "".join(
                f' {k}="{v}"' for k, v in (("rowspan", c.rowspan), ("colspan", c.colspan)) if v != 1
            )
            tag = "th" if c.head and len(rows) > 1 else "td"
            cells += (
                f"<{tag}{spans}>"
                + "".join(f"<p>{escape(t)}</p>" for t in (c.text or "").split("\n"))
                + f"</{tag}>"
            )
        rows.append(f"<tr>{cells}</tr>")
    return f'<table class="b-on" border="1">{"".join(rows)}</table>'


# ----------------------------------------------------------------------------------------------------------- the corpus


def corpus_pages(corpus: Path) -> dict[str, bytes]:
    """The pages of the embedded municipality by their path under `pages/`: each regulation in both layouts."""
    out: dict[str, bytes] = {}
    manifest = json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    for n, entry in enumerate(manifest["regulations"], 1):
        regulation = parse_regulation((corpus / entry["file"]).read_text(encoding="utf-8")).regulation
        slug, amended = entry["slug"], _AMENDED.get(entry["slug"], {})
        revisions = [
            _revision(p.related) for p in regulation.provisions if p.kind is Kind.SUPPL and p.related
        ]
        revisions = [r for r in revisions if r[1]]
        out[f"reiki_honbun/x201RG{n:08}.html"] = honbun(regulation, amended, revisions).encode()
        other = {at: _bracketed(note) for at, note in amended.items()}
        out[f"d1w_reiki/{slug}/{slug}_j.html"] = danraku(regulation, other, revisions).encode(
            "cp932", "xmlcharrefreplace"
        )
    return out


_AMENDED: dict[str, dict[str, str]] = {
    "keiryu-jorei": {"別表第1": "(令4条例7・一部改正)"},
    "tokusyu-kisoku": {},
}


def _revision(related: str) -> tuple[str, str]:
    """（令和4年3月25日霧浜市条例第7号） as day and number."""
    match = re.fullmatch(r"（(.+?日)(?:霧浜市)?(.*)）", related)
    return (match[1], match[2]) if match else ("", "")


def _bracketed(note: str) -> str:
    """(令4条例7・一部改正) in the other system's way of writing: 一部改正〔令和4年条例7号〕."""
    match = re.fullmatch(r"\((明|大|昭|平|令)(元|\d+)(\D+)(\d+)・(.+)\)", note)
    assert match is not None, note
    era = {"明": "明治", "大": "大正", "昭": "昭和", "平": "平成", "令": "令和"}[match[1]]
    return f"{match[5]}〔{era}{match[2]}年{match[3]}{match[4]}号〕"


def write(corpus: Path) -> None:
    """Writes the pages anew."""
    for name, data in corpus_pages(corpus).items():
        place = corpus / "pages" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


if __name__ == "__main__":
    write(Path(__file__).resolve().parent.parent / "corpus")
