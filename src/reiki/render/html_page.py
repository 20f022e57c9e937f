"""A standalone page around a regulation or a comparison: the style of a statute book, on paper and on screen."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from reiki.law.document import LawDocument
from reiki.render.figures import Figures
from reiki.render.html import regulation_fragment

__all__ = ["STYLE", "page", "regulation_page"]

STYLE: Final = """
:root { color-scheme: light dark; --paper: #fcfbf7; --ink: #1d1b17; --soft: #6d675b; --rule: #cfc8b8; --accent: #2c4a6e;
  --head: #f2eee3; --gap: #8a4b08; --gap-paper: #fbf1de; --mark: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --paper: #17181b; --ink: #e4e0d6; --soft: #9d978a; --rule: #46443f;
  --accent: #9dbbe0; --head: #22242a; --gap: #e6b566; --gap-paper: #2b2415; --mark: #ff9d94; } }
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); }
body { margin: 0 auto; padding: 3rem 1.5rem 5rem; max-width: 46rem; font: 1rem/1.9 "Hiragino Mincho ProN", "Yu Mincho",
  YuMincho, "Noto Serif JP", "Noto Serif CJK JP", "MS Mincho", "MS 明朝", serif; line-break: strict;
  overflow-wrap: anywhere; text-spacing-trim: normal; }
body.wide { max-width: 72rem; }
p, ol, ul, figure, h1, h2, h3, h4, h5, h6, blockquote { margin: 0; padding: 0; font-weight: normal; font-size: 1em; }
ol, ul { list-style: none; }
.law-title, .page-title { font-size: 1.6rem; font-weight: 600; line-height: 1.5; margin-bottom: .4rem; }
.law-num, .law-date { text-align: right; color: var(--soft); }
.about { color: var(--soft); font-size: .85rem; border-bottom: 1px solid var(--rule); padding-bottom: .6rem;
  margin-bottom: 2rem; display: flex; flex-wrap: wrap; gap: 0 1.6em; }
.about div { display: flex; gap: .6em; } .about dt { white-space: nowrap; } .about dd { margin: 0; }
.notice { border-left: 4px solid var(--gap); background: var(--gap-paper); padding: .5rem 1rem; margin: 0 0 1.5rem; }
.history { color: var(--soft); font-size: .85rem; margin-top: .5rem; }
.toc { margin: 2rem 0; padding: 1rem 1.4rem; border: 1px solid var(--rule); line-height: 1.75; }
.toc li { padding-left: 1em; text-indent: -1em; } .toc-label { letter-spacing: 1em; color: var(--soft); }
.toc a { color: inherit; text-decoration: none; } .toc a:hover { color: var(--accent); text-decoration: underline; }
.part, .chapter, .section { margin-top: 2rem; }
.heading { font-weight: 600; color: var(--accent); margin-bottom: .3rem; break-after: avoid; }
.part > .heading { padding-left: 2em; font-size: 1.2em; } .chapter > .heading { padding-left: 3em; font-size: 1.1em; }
.section > .heading { padding-left: 4em; } .subsection > .heading { padding-left: 5em; }
.division > .heading { padding-left: 6em; }
.article { margin-top: .9rem; } :target { background: var(--gap-paper); outline: .4em solid var(--gap-paper); }
.caption { padding-left: 1em; break-after: avoid; }
.label { font-weight: 600; }
.line { padding-left: 1em; text-indent: -1em; }
.line > * { text-indent: 0; }
.line.unnumbered { padding-left: 0; text-indent: 1em; }
.items > li { padding-left: 1em; }
.items .paragraph .line, .preamble .line { text-indent: 1em; padding-left: 0; }
.list, .sublist1, .sublist2, .sublist3 { padding-left: 1em; }
.suppl, .appendix { margin-top: 2.6rem; padding-top: 1.2rem; border-top: 1px solid var(--rule); }
.suppl-label { padding-left: 3em; font-weight: 600; } .amended-by { color: var(--soft); font-weight: normal; }
.appendix-title { font-weight: 600; margin-bottom: .4rem; break-after: avoid; }
.table { margin: .6rem 0 1rem; overflow-x: auto; text-indent: 0; } .table-title { padding-left: 1em; }
table { border-collapse: collapse; width: 100%; line-height: 1.6; font-size: .95em; }
th, td { border: 1px solid var(--soft); padding: .25em .6em; text-align: left; vertical-align: top; font-weight: normal; }
th { background: var(--head); text-align: center; vertical-align: middle; }
td .line, td li { font-size: 1em; } td table { margin: .3em 0; }
.bt-none { border-top-style: none; } .bb-none { border-bottom-style: none; }
.bl-none { border-left-style: none; } .br-none { border-right-style: none; }
.bt-dotted { border-top-style: dotted; } .bb-dotted { border-bottom-style: dotted; }
.bl-dotted { border-left-style: dotted; } .br-dotted { border-right-style: dotted; }
.bt-double { border-top: 3px double; } .bb-double { border-bottom: 3px double; }
.bl-double { border-left: 3px double; } .br-double { border-right: 3px double; }
.al-left { text-align: left; } .al-center { text-align: center; } .al-right { text-align: right; }
.al-justify { text-align: justify; } .va-top { vertical-align: top; } .va-middle { vertical-align: middle; }
.va-bottom { vertical-align: bottom; }
.remarks { margin: .3rem 0 .8rem; font-size: .95em; }
.style, .format, .note { border: 1px solid var(--rule); padding: 1rem; margin: .6rem 0; overflow-x: auto; }
.style > .line, .format > .line, .note > .line { white-space: pre; padding: 0; text-indent: 0; line-height: 1.35;
  font-family: "BIZ UDMincho", "MS Mincho", "MS 明朝", "Noto Sans Mono CJK JP", "Hiragino Mincho ProN", monospace; }
.amend-provision, .quote-struct, .new-provision { padding-left: 1em; border-left: 2px solid var(--rule); }
.fig { color: var(--soft); text-align: center; } .fig img { max-width: 100%; height: auto; background: #fff; }
.fig.missing { color: var(--gap); background: var(--gap-paper); }
.gap { color: var(--gap); background: var(--gap-paper); }
ruby rt { font-size: .5em; } sup, sub { line-height: 0; }
.mark-solid { text-decoration: underline; } .mark-dotted { text-decoration: underline dotted; }
.mark-double { text-decoration: underline double; }
.comparison { table-layout: fixed; font-size: 1em; border-bottom: 1px solid var(--soft); }
.comparison > tbody > tr > td { width: 50%; padding: .1em .9em; line-height: 1.85; border-top: 0; border-bottom: 0; }
.comparison > tbody > tr.begins > td { border-top: 1px solid var(--soft); padding-top: .45em; }
.comparison > thead th { letter-spacing: .1em; font-weight: 600; padding: .4em; }
.comparison u { text-decoration: underline; text-decoration-thickness: 1.5px; text-underline-offset: .22em;
  text-decoration-color: var(--mark); }
.comparison .elided { color: var(--soft); } .comparison p { white-space: pre-wrap; }
.comparison .words { padding-left: 1em; text-indent: -1em; }
.comparison table { font-size: .92em; margin: .3em 0; } .comparison table td, .comparison table th { padding: .15em .5em; }
footer { margin-top: 4rem; color: var(--soft); font-size: .8rem; border-top: 1px solid var(--rule); padding-top: .5rem; }
@page { size: A4; margin: 22mm 20mm; @bottom-center { content: counter(page); } }
@media print { :root { --paper: #fff; --ink: #000; --soft: #444; --accent: #000; --head: #f2f2f2; --gap: #000;
    --gap-paper: #fff; --mark: #000; }
  body { max-width: none; padding: 0; font-size: 10.5pt; line-height: 1.75; } .toc a { color: inherit; }
  tr, .items > li > .line { break-inside: avoid; } thead { display: table-header-group; }
  .table, .style { overflow: visible; } :target { background: none; outline: none; } }
""".strip()
"""The style sheet of every page: light, dark and print."""


def regulation_page(
    document: LawDocument,
    *,
    notes: Sequence[str] = (),
    about: Sequence[tuple[str, str]] = (),
    ending: Sequence[str] = (),
    figures: Figures | None = None,
) -> str:
    """A whole regulation as a standalone page. ``notes``: what a reader must know first (a held clause, a partial text);
    ``about``: name and value of what identifies the version; ``ending``: lines after the text (a certificate); ``figures``: those
    that it shows."""
    closing = "".join(f"<p>{escape(line)}</p>" for line in ending)
    closing = f'\n<section class="certificate">{closing}</section>' if closing else ""
    return page(document.title, regulation_fragment(document, figures) + closing, notes=notes, about=about)


def page(
    title: str,
    body: str,
    *,
    notes: Sequence[str] = (),
    about: Sequence[tuple[str, str]] = (),
    wide: bool = False,
) -> str:
    """A page of HTML around ``body``, which is HTML already; everything else is escaped here."""
    notices = "".join(f'<aside class="notice" role="note">{escape(note)}</aside>' for note in notes)
    facts = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in about if value
    )
    facts = f'<dl class="about">{facts}</dl>' if facts else ""
    css = ' class="wide"' if wide else ""
    return (
        '<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}\n</style>\n</head>\n"
        f"<body{css}>\n{facts}{notices}\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )
