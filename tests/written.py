"""Small gazette issues and regulations, written out as an office prints them."""

import datetime
from dataclasses import dataclass, field

HEAD = "<!DOCTYPE html><html lang='ja'><head><meta charset='utf-8'></head><body>"
LEAD = (
    "次の表の改正前の欄中下線が引かれた部分（以下「改正部分」という。）に対応する同表の改正後の欄中下線が引かれた部分"
    "（以下「改正後部分」という。）が存在する場合には、当該改正部分を当該改正後部分に改める。"
)
WEEKDAYS = "月火水木金土日"


def japanese(day):
    year = day.year - 2018
    return f"令和{year}年{day.month}月{day.day}日"


def day(text):
    return datetime.date.fromisoformat(text)


@dataclass(frozen=True)
class Change:
    """One article in both columns; ``_…_`` underlines."""

    before: str
    after: str


@dataclass(frozen=True)
class Order:
    """A clause on a regulation: changes, or a verb (廃止する)."""

    title: str
    number: str
    changes: tuple = ()
    repeal: bool = False
    lead: str = LEAD


@dataclass(frozen=True)
class Decree:
    """A notice: an amendment with one order or several (in articles), or the lines of an enactment."""

    number: int
    orders: tuple = ()
    starts: str = "公布の日"
    body: tuple = ()
    title: str = ""
    more: tuple = field(default=())

    def name(self):
        if self.title:
            return self.title
        first = self.orders[0]
        if first.repeal:
            return f"{first.title}を廃止する規則"
        return f"{first.title}{'等' if len(self.orders) > 1 else ''}の一部を改正する規則"


def cell(text):
    out, parts = "", text.split("_")
    for i, part in enumerate(parts):
        out += f"<u>{part}</u>" if i % 2 else part
    return "".join(f"<p>{line}</p>" for line in out.split("\n"))


def named(order):
    return f"{order.title}（{order.number}）" if order.number else order.title


def table(changes):
    rows = "".join(f"<tr><td>{cell(c.after)}</td><td>{cell(c.before)}</td></tr>" for c in changes)
    return f"<table><tr><th>改正後</th><th>改正前</th></tr>{rows}</table>"


def ordered(order, label=""):
    if order.repeal:
        return f"<p>{label}{named(order)}は、廃止する。</p>"
    return (
        f"<p>{label}{named(order)}の一部を次のように改正する。</p><p>{order.lead}</p>{table(order.changes)}"
    )


def notice(decree, on):
    parts = [f"<p>{decree.name()}をここに公布する。</p><p>{japanese(on)}</p><p>霧浜市長　三雲　航平</p>"]
    parts.append(f"<p>霧浜市規則第{decree.number}号</p><h3>{decree.name()}</h3>")
    parts += [f"<p>{line}</p>" for line in decree.body]
    if len(decree.orders) == 1:
        parts.append(ordered(decree.orders[0]))
    else:
        for n, order in enumerate(decree.orders, 1):
            parts.append(f"<p>（{order.title}の一部改正）</p>" + ordered(order, f"第{n}条　"))
    parts.append(f"<p>附　則</p><p>この規則は、{decree.starts}から施行する。</p>")
    return "".join(parts)


def issue(number, on, *decrees):
    """The bytes of an HTML issue."""
    on = day(on) if isinstance(on, str) else on
    head = (
        f"<h1>霧浜市公報</h1><p>{japanese(on)}（{WEEKDAYS[on.weekday()]}曜日）　第{number}号</p><h2>規則</h2>"
    )
    return (HEAD + head + "".join(notice(d, on) for d in decrees) + "</body></html>").encode()


def regulation(title, number, promulgated, articles):
    """The text of a regulation with articles of one paragraph."""
    lines = [title, promulgated, number, ""]
    lines += [f"第{n}条　{words}" for n, words in enumerate(articles, 1)]
    return "\n".join([*lines, ""]).encode()
