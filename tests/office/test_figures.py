"""Figures come with their texts, and each text keeps its own picture."""

import base64
import datetime
import hashlib
from io import BytesIO

import pytest
from sqlalchemy import select, update

from columns import DOUBLE, page
from pictures import LAW, NUMBER, PDF, PICT, S1, TITLE, A, download, picture
from reiki.office import ask
from reiki.office.catalogue import numbered
from reiki.office.errors import UnusableRegulation
from reiki.office.figures import edition_figures, figure_file, figures_for_page, zipped
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.verify import verify
from reiki.store.archive import read_archive, write_archive
from reiki.store.session import open_store
from reiki.store.tables import FIGURE_PLACES, FIGURES, METADATA

NOW = datetime.datetime(2026, 4, 1, 9, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(days=10)
NEW = picture("green")


def sha(data):
    return hashlib.sha256(data).hexdigest()


def day(text):
    return datetime.date.fromisoformat(text)


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'figures.db'}")
    yield opened
    opened.close()


def bring(store, data, as_of="2024-03-31", name="law.zip", now=NOW, **more):
    return import_regulation(store, data, name, now=now, today=day("2026-04-01"), as_of=day(as_of), **more)


def shown(store, on, known=None, name=NUMBER):
    """The figures of a day: by name the digest of the picture, or None."""
    edition = numbered(store, name).on(day(on))
    return {f.src: f.figure and f.figure.sha256 for f in edition_figures(store, edition, known)}


def codes(report):
    return [f["code"] for f in report.findings]


def rows(store):
    with store.reading() as connection:
        return {
            t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key.columns))]
            for t in METADATA.sorted_tables
        }


# ------------------------------------------------------------------------------------------------------------- imports


def test_a_download_brings_its_pictures(store):
    report = bring(store, download())
    assert shown(store, "2024-03-31") == {name: sha(data) for name, data in PICT.items()}
    assert [(f.src, f.figure.media_type) for f in report.figures] == [
        ("./pict/a.jpg", "image/jpeg"), ("./pict/s1.jpg", "image/jpeg"), ("./pict/s2.pdf", "application/pdf"),
    ]  # fmt: skip
    assert codes(report) == []
    assert verify(store).figures == 3
    assert verify(store).differences == ()


def test_the_same_again_changes_nothing(store):
    bring(store, download())
    before = rows(store)
    assert bring(store, download(), now=LATER).already
    assert rows(store) == before


def test_the_text_alone_says_what_is_missing_and_gets_it_later(store):
    report = bring(store, LAW, name="law.xml")
    assert codes(report) == ["figure_not_held"]
    assert shown(store, "2024-03-31") == dict.fromkeys(PICT)
    assert "図は収録されていません" in ask.text(store, TITLE, on=day("2024-03-31")).notes[-1]
    again = bring(store, download(), now=LATER)
    assert again.already
    assert shown(store, "2024-03-31") == {name: sha(data) for name, data in PICT.items()}
    assert shown(store, "2024-03-31", known=NOW) == dict.fromkeys(PICT), "not known then"
    assert verify(store).entries == 2, "what was added is recorded"


def test_a_picture_is_never_exchanged(store):
    bring(store, download())
    report = bring(store, download(pict=PICT | {"./pict/a.jpg": NEW}), now=LATER)
    assert codes(report) == ["figure_differs"]
    assert shown(store, "2024-03-31")["./pict/a.jpg"] == sha(A)


def test_a_later_import_with_another_picture_of_the_name_leaves_the_old_text_its_own(store):
    bring(store, download())
    report = bring(store, download(pict=PICT | {"./pict/a.jpg": NEW}), as_of="2025-03-31")
    assert report.agreed
    assert codes(report) == ["figure_differs"]
    for on in ("2024-03-31", "2025-06-01"):
        assert shown(store, on)["./pict/a.jpg"] == sha(A)
    (figure, *_) = edition_figures(store, numbered(store, NUMBER).on(day("2025-06-01")))
    assert [(o.day, o.figure.sha256) for o in figure.others] == [(day("2025-03-31"), sha(NEW))]
    assert (
        "令和7年3月31日現在の取込みでは、同じ名の別の図"
        in figures_for_page([figure])["./pict/a.jpg"].notes[0][0]
    )


def test_a_text_that_begins_anew_has_the_pictures_that_it_came_with(store):
    bring(store, download())
    other = LAW.replace("申請は、様式による。".encode(), "申請は、別の様式による。".encode())
    bring(store, download(other, PICT | {"./pict/a.jpg": NEW}), as_of="2025-03-31")
    assert shown(store, "2024-06-01")["./pict/a.jpg"] == sha(A)
    assert shown(store, "2025-03-31")["./pict/a.jpg"] == sha(NEW)


def test_a_later_import_of_the_same_text_lends_what_the_first_lacks(store):
    bring(store, LAW, name="law.xml")
    bring(store, download(), as_of="2025-03-31")
    assert shown(store, "2025-03-31")["./pict/a.jpg"] == sha(A)
    (figure, *_) = edition_figures(store, numbered(store, NUMBER).on(day("2025-03-31")))
    assert figure.lent_on == day("2025-03-31")
    assert figures_for_page([figure])["./pict/a.jpg"].notes == (("令和7年3月31日現在の取込みによる図", ""),)


def test_an_import_lends_nothing_to_a_text_of_before_another_version(store):
    bring(store, LAW, name="law.xml")
    ingest(
        store,
        page(("第2条　申請は、【様式】による。", "第2条　申請は、【別の様式】による。")),
        "i.html",
        now=NOW,
    )
    changed = LAW.replace("申請は、様式による。".encode(), "申請は、別の様式による。".encode())
    bring(store, download(changed), as_of="2025-03-31")
    assert shown(store, "2024-03-31")["./pict/a.jpg"] is None


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"no picture at all", "no PNG"),
        (b"", "empty"),
        (A[:-40], "damaged or was cut off"),
        (A[:200], "damaged"),
        (b"%PDF-1.4 cut", "cut off"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_text_comes_in(store, data, said):
    report = bring(store, download(pict=PICT | {"./pict/a.jpg": data}))
    (finding,) = report.findings
    assert finding["code"] == "figure_refused"
    assert finding["message"].startswith("./pict/a.jpg: ")
    assert said in finding["message"]
    assert shown(store, "2024-03-31") == {n: sha(d) for n, d in PICT.items()} | {"./pict/a.jpg": None}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (download()[:-40], "damaged"),
        (download(b"<html>"), "no regulation"),
    ],
)
def test_an_archive_that_cannot_be_used_is_refused_whole(store, data, said):
    with pytest.raises(UnusableRegulation, match=said):
        bring(store, data)
    assert not rows(store)["sources"]


def test_an_archive_of_several_regulations_is_not_one(store):
    from pictures import archive

    with pytest.raises(UnusableRegulation, match="2 regulations"):
        bring(store, archive({"a.xml": LAW, "b/b.xml": LAW}))


def html(image):
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><h1>霧浜市見本規則</h1>
<p>平成18年3月31日規則第12号</p><p>（趣旨）</p><p>第1条　この規則は、図による。</p>
<p>附　則</p><p>この規則は、公布の日から施行する。</p><p>様式第1号（第1条関係）</p><p>{image}</p></body></html>""".encode()


def test_a_page_brings_what_it_holds_and_what_lies_beside_it(store):
    held = f"<img alt='申請書' src='data:image/png;base64,{base64.b64encode(NEW).decode()}'>"
    report = bring(store, html(held), name="page.html", jurisdiction="31299")
    edition = numbered(store, report.law_id).on(day("2024-03-31"))
    (figure,) = edition_figures(store, edition)
    assert (figure.src, figure.figure.sha256) == (f"sha256:{sha(NEW)}", sha(NEW))
    assert figure.label == "様式第1号"


def test_a_picture_beside_a_page(store):
    asked = []

    def beside(reference):
        asked.append(reference)
        return S1

    report = bring(
        store, html("<img src='img/f.jpg'>"), name="page.html", jurisdiction="31299", beside=beside
    )
    assert asked == ["img/f.jpg"]
    assert shown(store, "2024-03-31", name=report.law_id) == {"img/f.jpg": sha(S1)}


# ------------------------------------------------------------------------------------------------------------- notices


def inline(data):
    return f"<img src='data:image/png;base64,{base64.b64encode(data).decode()}'>"


def form(before, after):
    return page(
        (f"《様式第1号》（第1条関係）\n{before}", f"《様式第1号》（第1条関係）\n{after}"), lead=DOUBLE
    )


def test_a_form_that_a_gazette_replaces_is_shown_from_the_gazette(store):
    bring(store, download())
    report = ingest(store, form(inline(S1), inline(NEW)), "issue.html", now=NOW)
    assert [c.status for c in report.clauses] == ["applied"]
    assert shown(store, "2024-06-27")["./pict/s1.jpg"] == sha(S1)
    after = shown(store, "2024-06-28")
    assert "./pict/s1.jpg" not in after
    assert after[f"sha256:{sha(NEW)}"] == sha(NEW)
    assert verify(store).differences == ()


def test_one_name_for_two_pictures_is_told_by_where_it_came_from(store):
    bring(store, download())
    image = "<img src='./pict/s1.jpg'>"
    report = ingest(store, form(image, image + "<br>"), "issue.html", now=NOW, beside=lambda _: NEW)
    assert [c.status for c in report.clauses] == ["applied"]
    assert shown(store, "2024-06-27")["./pict/s1.jpg"] == sha(S1)
    assert shown(store, "2024-06-28")["./pict/s1.jpg"] == sha(NEW)


def test_a_picture_that_the_issue_names_and_lacks_is_not_the_old_one(store):
    bring(store, download())
    image = "<img src='./pict/s1.jpg'>"
    data = form(image, image)
    ingest(store, data, "issue.html", now=NOW)
    assert shown(store, "2024-06-27")["./pict/s1.jpg"] == sha(S1)
    assert shown(store, "2024-06-28")["./pict/s1.jpg"] is None
    ingest(store, data, "issue.html", now=LATER, beside=lambda _: NEW)
    assert shown(store, "2024-06-28")["./pict/s1.jpg"] == sha(NEW)
    assert shown(store, "2024-06-28", known=NOW)["./pict/s1.jpg"] is None


def test_a_figure_that_a_replaced_provision_keeps_stays_the_imported_one(store):
    """The operation writes the article anew, figure included, and the issue shows none."""
    bring(store, download())
    quoted = "《第1条》　額は、次の式による。\n（式略）"
    report = ingest(store, page((quoted, quoted), lead=DOUBLE), "issue.html", now=NOW)
    assert [c.status for c in report.clauses] == ["applied"]
    assert shown(store, "2024-06-28")["./pict/a.jpg"] == sha(A)


def test_an_issue_of_before_is_looked_through_when_it_is_given_again(store):
    bring(store, download())
    data = form(inline(S1), inline(NEW))
    ingest(store, data, "issue.html", now=NOW)
    with store.writing() as connection:  # as a store of an earlier release is
        connection.execute(FIGURE_PLACES.delete().where(FIGURE_PLACES.c.origin.startswith("issue:")))
        connection.execute(FIGURES.delete().where(FIGURES.c.sha256 == sha(NEW)))
    assert shown(store, "2024-06-28")[f"sha256:{sha(NEW)}"] is None
    ingest(store, data, "issue.html", now=LATER)
    assert shown(store, "2024-06-28")[f"sha256:{sha(NEW)}"] == sha(NEW)
    before = rows(store)
    ingest(store, data, "issue.html", now=LATER)
    assert rows(store) == before


def test_backwards_the_picture_is_that_of_the_import_or_of_the_clause_that_took_it_away(store):
    """An import of a later day, and the issue that made it: before it stands what 改正前 shows."""
    after = LAW.replace(b"./pict/s1.jpg", f"sha256:{sha(NEW)}".encode())
    bring(store, download(after, PICT), as_of="2025-03-31")
    report = ingest(store, form(inline(S1), inline(NEW)), "issue.html", now=NOW)
    before = shown(store, "2024-01-01")
    assert before[f"sha256:{sha(S1)}"] == sha(S1), report.clauses
    assert before["./pict/a.jpg"] == sha(A)


# --------------------------------------------------------------------------------------------------------------- files


def test_all_pictures_in_one_archive(store):
    import zipfile

    bring(store, download())
    found = edition_figures(store, numbered(store, NUMBER).on(day("2024-03-31")))
    data = zipped(store, found)
    assert data == zipped(store, found)
    with zipfile.ZipFile(BytesIO(data)) as made:
        assert {n: made.read(n) for n in made.namelist()} == {
            n.removeprefix("./"): d for n, d in PICT.items()
        }


def test_files_hold_their_pictures(store):
    import zipfile

    from docx import Document

    bring(store, download(pict={"./pict/a.jpg": A, "./pict/s2.pdf": PDF}))
    file = ask.text(store, TITLE, on=day("2024-03-31"), form="docx").data
    with zipfile.ZipFile(BytesIO(file)) as made:
        assert [made.read(n) for n in made.namelist() if n.startswith("word/media/")] == [A]
    words = "\n".join(p.text for p in Document(BytesIO(file)).paragraphs)
    assert len(Document(BytesIO(file)).inline_shapes) == 1
    assert "〔図は収録されていません：様式第1号　./pict/s1.jpg〕" in words
    assert "様式第2号（PDF" in words
    written = ask.text(store, TITLE, on=day("2024-03-31"), form="html").content
    assert f'<img src="data:image/jpeg;base64,{base64.b64encode(A).decode()}" alt="第1条の図"' in written
    assert "図は収録されていません：様式第1号" in written


def test_a_damaged_picture_is_found(store):
    bring(store, download())
    with store.writing() as connection:
        connection.execute(update(FIGURES).where(FIGURES.c.sha256 == sha(A)).values(data=b"other"))
    assert verify(store).differences == (f"the picture {sha(A)} is not the bytes of its digest",)


def test_a_copy_of_the_store_holds_them(store, tmp_path):
    bring(store, download())
    write_archive(store, tmp_path / "copy.zip")
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    read_archive(other, tmp_path / "copy.zip")
    assert rows(other)["figures"] == rows(store)["figures"]
    assert shown(other, "2024-03-31") == shown(store, "2024-03-31")
    assert figure_file(other, sha(S1)).data == S1
    other.close()
