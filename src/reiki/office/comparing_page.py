"""A comparison with a vendor's text as a page: the store beside the file, what differs marked, and the evidence under it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from reiki.office.comparing import CompareReport, Difference, Evidence
from reiki.render.comparison import Side

_STYLE: Final = """
body { font-family: serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; line-height: 1.7; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 1px solid #888; padding: .4rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
td.text { white-space: pre-wrap; } mark { background: none; text-decoration: underline; font-weight: bold; }
td.evidence { background: #f4f2ec; font-size: .9em; } .at { color: #666; display: block; font-size: .85em; }
""".strip()


def compared_page(report: CompareReport) -> str:
    """The differences as a standalone page."""
    title = f"{report.title}（{report.on}）と {report.file}"
    notes = "".join(f"<p>{escape(note)}</p>" for note in report.notes)
    return (
        '<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"<p>{escape(verdict(report))}</p>\n{notes}\n{compared_fragment(report)}\n</body>\n</html>\n"
    )


def verdict(report: CompareReport) -> str:
    """The answer in one sentence."""
    count = len(report.differences) + len(report.heads)
    if report.identical:
        return "一字も違いません。"
    if report.partial:
        return f"部分収録のため、分かっている部分だけを比べました: 相違 {count} 箇所、比べられない {report.uncompared} 箇所。"
    return f"相違 {count} 箇所。"


def compared_fragment(report: CompareReport) -> str:
    """The table alone; nothing where nothing differs."""
    rows = [
        f"<tr><td class='text'>{escape(f'{what}: {store}')}</td><td class='text'>{escape(f'{what}: {file}')}</td></tr>"
        for what, store, file in report.heads
    ]
    rows += [row for difference in report.differences for row in _rows(difference)]
    if not rows:
        return ""
    head = f"<tr><th>台帳（{report.on}）</th><th>{escape(report.file)}</th></tr>"
    return f"<table>\n<thead>{head}</thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n</table>"


def _rows(difference: Difference) -> Iterator[str]:
    row = difference.row
    yield f"<tr>{_cell(row.before)}{_cell(row.after)}</tr>"
    said = evidence_line(difference.evidence)
    kind = "" if difference.what == "words" else "文言は同じで、番号・結合・様式が異なる。"
    yield f"<tr><td class='evidence' colspan='2'>{escape(kind + said)}</td></tr>"


def _cell(side: Side | None) -> str:
    if side is None:
        return "<td></td>"
    out, end = "", 0
    for start, stop in side.spans:
        out += f"{escape(side.text[end:start])}<mark>{escape(side.text[start:stop])}</mark>"
        end = stop
    text = out + escape(side.text[end:])
    return f"<td class='text'><span class='at'>{escape(str(side.at))}</span>{text}</td>"


def evidence_line(evidence: Evidence | None) -> str:
    """What last touched the place, in one line: notice, clause, day, gazette, source, and where in it."""
    if evidence is None:
        return "この箇所の由来は分かりません。"
    source = f"原本 {evidence.source[:12]}"
    if evidence.how == "imported":
        return f"{evidence.in_force_from} 現在として取り込まれた条文のまま（{source}）"
    issue = f"{evidence.issue.name}{evidence.issue.number}" if evidence.issue else ""
    gazette = "".join(
        f"{issue} {evidence.issue.date if evidence.issue and evidence.issue.date else ''}".split("\n")
    )
    notice = evidence.notice or evidence.notice_title
    if evidence.how == "enacted":
        return f"制定: {notice}（{evidence.in_force_from} 施行、{gazette.strip()}、{source}）のまま"
    clause = f" {evidence.clause}" if evidence.clause else ""
    places = dict.fromkeys(filter(None, (_place(op.get("source") or {}) for op in evidence.operations)))
    where = f"、{'・'.join(places)}" if places else ""
    return (
        f"最後の改正: {notice}{clause}（{evidence.in_force_from} 施行、{gazette.strip()}{where}、{source}）"
    )


def _place(source: dict[str, object]) -> str:
    names = (("page", "頁"), ("line", "行目"), ("table", "番目の表"), ("row", "行目"))
    return "".join(f"{source[name]}{unit}" for name, unit in names if source.get(name))
