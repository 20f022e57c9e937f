"""`reiki token` and `reiki webhook`: a secret is shown once; lists never show one; what cannot be done is one line."""

import json
import re

import pytest

from reiki.office.tokens import new_token, well_formed
from reiki.store import audit
from reiki.store.session import open_store


@pytest.fixture
def store(reiki, tmp_path):
    """The store behind the command."""
    assert reiki("works").code == 0
    opened = open_store(f"sqlite:///{tmp_path / 'store' / 'reiki.db'}")
    yield opened
    opened.close()


def test_a_token_is_shown_once_and_kept_nowhere(reiki, tmp_path):
    made = reiki("token", "create", "田中", "--role", "editor")
    assert made.code == 0
    token = made.text.strip()
    assert re.fullmatch(r"reiki_[0-9A-Za-z]{49}", token), "nothing else on standard output"
    assert "shown once" in made.complaint
    for arguments in (("token", "list"), ("token", "list", "--json")):
        assert token not in reiki(*arguments).text
    kept = b"".join(p.read_bytes() for p in (tmp_path / "store").iterdir())
    assert token.encode() not in kept
    assert "田中".encode() in kept


def test_the_list_tells_who_may_do_what_and_since_when(reiki):
    reiki("token", "create", "閲覧", "--role", "reader", "--expires", "2999-03-31")
    reiki("token", "create", "管理", "--role", "admin")
    reiki("token", "revoke", "管理")
    tokens = {t["name"]: t for t in json.loads(reiki("token", "list", "--json").text)["tokens"]}
    assert (tokens["閲覧"]["role"], tokens["閲覧"]["state"], tokens["閲覧"]["expires_at"]) == (
        "reader",
        "standing",
        "2999-03-31T15:00:00+00:00",
    )
    assert (tokens["管理"]["state"], tokens["管理"]["used_on"]) == ("revoked", None)
    table = reiki("token", "list").text
    assert "2999-03-31" in table
    assert "revoked" in table


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "甲"), "--role"),
        (("create", "甲", "--role", "king"), "king"),
        (("create", "甲", "--role", "reader", "--expires", "2001-01-01"), "over"),
        (("create", "甲", "--role", "reader", "--expires", "sometime"), "sometime"),
        (("create", " ", "--role", "reader"), "name"),
        (("create", "a\nb\x07", "--role", "reader"), "name"),
        (("create", "a" * 81, "--role", "reader"), "name"),
        (("create", "乙", "--role", "reader"), "乙"),
        (("revoke", "丙"), "丙"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(reiki, store, arguments, said):
    reiki("token", "create", "乙", "--role", "reader")
    answer = reiki("token", *arguments)
    assert (answer.code, answer.out, answer.complaint.count("\n")) == (2, b"", 1)
    assert said in answer.complaint
    assert len(json.loads(reiki("token", "list", "--json").text)["tokens"]) == 1


def test_a_name_is_free_again_once_its_token_is_revoked(reiki):
    first = reiki("token", "create", "甲", "--role", "editor").text
    assert reiki("token", "revoke", "甲").code == 0
    again = reiki("token", "create", "甲", "--role", "reader")
    assert again.code == 0
    assert again.text != first


def test_making_and_revoking_are_in_the_audit_log(reiki, store):
    made = json.loads(reiki("token", "create", "甲", "--role", "editor", "--json").text)
    reiki("token", "revoke", "甲")
    from reiki.store.tables import AUDIT

    with store.reading() as connection:
        rows = [
            (r.action, json.loads(r.entry)) for r in connection.execute(AUDIT.select().order_by(AUDIT.c.id))
        ]
        assert audit.verify_chain(connection) == len(rows)
    assert [(action, entry["name"], entry["role"]) for action, entry in rows] == [
        ("token_create", "甲", "editor"), ("token_revoke", "甲", "editor"),
    ]  # fmt: skip
    assert all(entry["by"] for _, entry in rows)
    assert made["token"] not in json.dumps(rows)


def test_a_mistyped_token_is_told_from_a_revoked_one_by_its_checksum():
    token = new_token()
    assert well_formed(token)
    for place in range(len("reiki_"), len(token)):
        other = "a" if token[place] != "a" else "b"
        assert not well_formed(token[:place] + other + token[place + 1 :]), place
    assert len({new_token() for _ in range(1000)}) == 1000


# ------------------------------------------------------------------------------------------------------------ webhooks


def test_a_webhook_is_added_listed_and_removed(reiki, tmp_path):
    made = reiki(
        "webhook", "add", "https://例規.example/hook", "--event", "version.changed", "--event", "clause.held"
    )
    assert made.code == 0
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{43}=", made.text.strip())
    assert (tmp_path / "store" / "reiki.db.key").stat().st_mode & 0o077 == 0
    (hook,) = json.loads(reiki("webhook", "list", "--json").text)["webhooks"]
    assert (hook["url"], hook["events"], hook["regulation"]) == (
        "https://xn--fsq572l.example/hook", ["version.changed", "clause.held"], None,
    )  # fmt: skip
    assert "whsec_" not in reiki("webhook", "list").text
    assert reiki("webhook", "remove", "1").code == 0
    assert reiki("webhook", "remove", "1").code == 2
    assert "removed" in reiki("webhook", "list").text


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "http://example.org/"), ("add", "example.org"), ("add", "https://example.org/", "--event", "all"), ("add", "https://u:p@example.org/"),
        ("add", "https://example.org/", "--work", "ない規則"), ("remove", "9"), ("test", "9"), ("remove", "x"),
    ],
)  # fmt: skip
def test_a_webhook_that_cannot_be_is_one_line(reiki, arguments):
    answer = reiki("webhook", *arguments)
    assert (answer.code, answer.out, answer.complaint.count("\n")) == (2, b"", 1)
    assert json.loads(reiki("webhook", "list", "--json").text) == {"webhooks": []}


def test_a_test_message_says_what_came_of_it(reiki):
    """An address inside is not reached, and the command says why and ends with 3."""
    reiki("webhook", "add", "https://127.0.0.1/hook")
    answer = reiki("webhook", "test", "1")
    assert answer.code == 3
    assert "127.0.0.1, which is no public address" in answer.text
    assert reiki("webhook", "deliver").complaint.strip() == "nothing is due", "put off"
    (hook,) = json.loads(reiki("webhook", "list", "--json").text)["webhooks"]
    assert (hook["told"], hook["waiting"]) == (0, 1)


def test_without_the_key_nothing_is_sent_and_the_reason_is_told(reiki, tmp_path):
    reiki("webhook", "add", "https://127.0.0.1/hook")
    (tmp_path / "store" / "reiki.db.key").unlink()
    answer = reiki("webhook", "test", "1")
    assert (answer.code, answer.complaint.count("\n")) == (2, 1)
    assert "reiki.db.key" in answer.complaint


@pytest.mark.parametrize("setting", ["REIKI_READING", "REIKI_RATE_READING"])
def test_a_setting_that_cannot_be_used_is_one_line(reiki, monkeypatch, setting):
    monkeypatch.setenv(setting, "nonsense")
    answer = reiki("serve", "--port", "0")
    assert (answer.code, answer.complaint.count("\n")) == (2, 1)
    assert setting in answer.complaint
