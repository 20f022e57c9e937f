"""Clauses undone: the text before, from the text after."""

import pytest

from reiki.gazette.compile import lead_of
from reiki.gazette.consolidate import consolidate
from reiki.gazette.issue import parse_issue
from reiki.gazette.reversal import backwards, undo
from reiki.law.document import LawDocument
from reiki.office.importing import read_regulation
from reiki.source.open import read
from written import Change, Decree, Order, issue, regulation

TITLE, NUMBER = "霧浜市文書規則", "平成9年霧浜市規則第5号"


def law(*articles):
    text = regulation(TITLE, NUMBER, "平成9年3月25日", articles)
    return read_regulation(text, "base.txt")[0]


def clause_of(*changes):
    data = issue(1, "2024-06-28", Decree(3, (Order(TITLE, NUMBER, changes),), "令和6年7月1日"))
    found = parse_issue(read(data, "g.html"))
    return found.notices[0].clauses[0], found.notices[0], found


def provisions(document):
    return document.regulation().provisions


@pytest.mark.shared
def test_every_real_amendment_leads_back_to_the_text_before_it(shared):
    folders = sorted((shared / "cases" / "table").iterdir())
    assert len(folders) == 33
    for folder in folders:
        base = LawDocument.parse((folder / "before.xml").read_bytes())
        found = parse_issue(read((folder / "gazette.html").read_bytes(), "gazette.html"))
        (notice,) = found.notices
        (clause,) = notice.clauses
        after = consolidate(base, clause, notice, found).document
        back = undo(after, clause, notice, found)
        assert back.document is not None, (folder.name, back.findings)
        assert provisions(back.document) == provisions(base), folder.name


def test_words_of_several_articles_lead_back():
    before = law("文書は、係が扱う。", "文書は、十年間保存する。", "雑則は、別に定める。")
    clause, notice, found = clause_of(
        Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。"),
        Change("第2条　文書は、_十年間_保存する。", "第2条　文書は、_少なくとも十年間_保存する。"),
        Change("第3条　雑則は、_別に_定める。", "第3条　雑則は、_課長が_定める。"),
    )
    after = consolidate(before, clause, notice, found).document
    assert after is not None
    assert provisions(undo(after, clause, notice, found).document) == provisions(before)


def test_a_text_that_is_not_the_one_after_is_not_undone():
    clause, notice, found = clause_of(Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。"))
    outcome = undo(law("文書は、部が扱う。", "文書は、十年間保存する。"), clause, notice, found)
    assert outcome.document is None
    assert any(f.severity == "error" for f in outcome.findings)


def test_the_lead_text_is_read_the_other_way_round():
    clause, _, _ = clause_of(Change("第1条　文書は、_係_が扱う。", "第1条　文書は、_課_が扱う。"))
    lead = lead_of(clause)
    assert backwards(backwards(lead)) == lead
    for there, back in zip(lead.rules, backwards(lead).rules, strict=True):
        if there.after_only == "insert":
            assert back.before_only == "delete"
        if there.after_only == "add":
            assert back.before_only == "remove"
