"""A service with a few gazette issues, and a browser without script at its desk."""

import datetime
import re

from fastapi.testclient import TestClient

from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.tokens import Role, create_token
from reiki.store.session import open_store
from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings
from written import Change, Decree, Order, day, issue, regulation

NOW = datetime.datetime(2024, 10, 2, 3, 0, tzinfo=datetime.UTC)
"""Noon of 2024-10-02 in Japan."""
HTML = {"Accept": "text/html"}
TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"
BASE = regulation(TITLE, NUMBER, "平成9年3月25日", ["文書は、係が扱う。", "文書は、十年間保存する。"])
NO_LIMITS = {name: Rate(0, 0) for name in ("rate_reading", "rate_heavy", "rate_writing", "rate_sign_in")}


def decree(number, serial, date, article, before, after, start, title=TITLE):
    """An issue with one clause that changes one article."""
    change = Change(f"第{article}条　{before}", f"第{article}条　{after}")
    return issue(number, date, Decree(serial, (Order(title, NUMBER, (change,)),), start))


FIRST = decree(1, 3, "2024-06-28", 1, "文書は、_係_が扱う。", "文書は、_課_が扱う。", "令和6年7月1日")
MISPRINT = decree(1, 3, "2024-06-28", 1, "文書は、_孫_が扱う。", "文書は、_課_が扱う。", "令和6年7月1日")
DOUBTFUL = decree(
    1, 3, "2024-06-28", 1, "文書は、_係_が扱う。", "文書は、_課_が扱う。", "令和6年7月1日", "霧浜市文章規則"
)
NEXT = decree(
    2, 8, "2024-09-30", 2, "文書は、_十年間_保存する。", "文書は、_五年間_保存する。", "令和6年10月1日"
)
OPERATIONS = [
    {"op": "substitute", "at": "第1条第1項", "before": "係", "after": "課", "basis": "stated", "source": {}}
]


class Desk:
    """The service over a fresh store with the base text and some issues; signed in by :meth:`sign_in`."""

    def __init__(self, folder, *issues, **settings):
        self.url = f"sqlite:///{folder / 'reiki.db'}"
        self.store = open_store(self.url)
        base = day("2024-03-31")
        import_regulation(self.store, BASE, "base.txt", now=NOW, today=base, as_of=base, jurisdiction="31299")
        self.reports = [ingest(self.store, data, f"{n}.html", now=NOW) for n, data in enumerate(issues, 1)]
        self.tokens = {
            role: create_token(self.store, f"{role}の山田", role, by="test", now=NOW) for role in Role
        }
        made = create_app(self.url, clock=lambda: NOW, settings=Settings(**{**NO_LIMITS, **settings}))
        self.client = TestClient(made, follow_redirects=False, raise_server_exceptions=False)

    def sign_in(self, role=Role.EDITOR):
        page = self.get("/sign-in")
        sent = {"csrf": hidden(page.text, "csrf"), "token": self.tokens[role], "next": "/"}
        assert self.client.post("/sign-in", data=sent, headers=HTML).status_code == 303
        return self

    def get(self, path, **headers):
        return self.client.get(path, headers={**HTML, **headers})

    def post(self, path, data=None, files=None, csrf=True):
        """A form as a browser sends it; ``csrf``: with the field that our own page gives."""
        fields = dict(data or {})
        if csrf:
            fields["csrf"] = hidden(self.get("/sign-in").text, "csrf")
        return self.client.post(path, data=fields, files=files, headers=HTML)

    def upload(self, data, name="issue.html", **fields):
        """Uploads a file and gives the answer: the preview, where it could be read."""
        answer = self.post("/upload", fields, {"file": (name, data, "application/octet-stream")})
        return self.get(answer.headers["location"]) if answer.status_code == 303 else answer

    def held(self):
        """The key of the first clause that is held."""
        return next(c.key for r in self.reports for c in r.clauses if c.status == "held")

    def close(self):
        self.store.close()


def hidden(page, name):
    """The value of a hidden field."""
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def words(page):
    """What a reader sees, on one line."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", body).split())
