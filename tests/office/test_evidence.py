"""Evidence pictures: the place on the page that a finding of a held clause means."""

import datetime

import pytest
from typer.testing import CliRunner

from reiki.cli.commands import app
from reiki.office.errors import UnknownClause
from reiki.office.evidence import NoSuchFinding, evidence_picture, place_of
from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.review import review_list, review_show
from reiki.source.open import read
from reiki.source.pdf.picture import page_picture
from sheets import Sheet, pdf

SINCE = datetime.date(2024, 1, 1)
PNG = b"\x89PNG\r\n\x1a\n"
HEAD = [
    "霧浜市公報　第12号",
    "令和6年6月28日",
    "規則",
    "霧浜市市民農園規則の一部を改正する規則をここに公布する。",
    "令和6年6月28日",
    "霧浜市長　三雲　航平",
    "霧浜市規則第21号",
    "霧浜市市民農園規則の一部を改正する規則",
    "霧浜市市民農園規則（平成12年霧浜市規則第20号）の一部を次のように改正する。",
    "次の表の改正前の欄に掲げる規定を同表の改正後の欄に掲げる規定に、下線で示すように改正する。",
]
BASE = """霧浜市市民農園規則
平成12年3月29日
霧浜市規則第20号

第1条　農園の使用料は、1区画につき6,700円とする。

　　　附　則
この規則は、平成12年4月1日から施行する。
"""


def issue() -> bytes:
    page = Sheet().lines(72, 60, HEAD)
    page.text(160, 256, "改正後").text(380, 256, "改正前").grid([72, 292, 512], [250, 274, 310])
    page.text(76, 280, "第1条　農園の使用料は、1区画に").text(76, 294, "つき7,000円とする。").line(
        96, 305, 126, 305
    )
    page.text(296, 280, "第1条　農園の使用料は、1区画に").text(296, 294, "つき6,600円とする。").line(
        316, 305, 346, 305
    )
    page.text(72, 320, "附　則").text(72, 336, "この規則は、令和6年7月1日から施行する。")
    return pdf(page)


@pytest.fixture
def held(store, now):
    import_regulation(store, BASE.encode(), "農園規則.txt", as_of=SINCE, now=now, today=now.date())
    ingest(store, issue(), "12.pdf", now=now)
    (report,) = review_list(store)
    assert report.status == "held"
    return report


def test_the_picture_is_the_place_of_the_finding(store, held):
    finding = held.findings[0]
    place = place_of(finding, review_show(store, held.key).candidate)
    assert place is not None
    page, box = place
    assert page == 1
    assert box is not None
    assert box[0] >= 72
    assert 270 < box[1] < box[3] < 312
    picture = evidence_picture(store, held.key, 0)
    assert picture is not None
    assert picture.startswith(PNG)
    assert picture == page_picture(issue(), 1, box)
    assert len(picture) < len(page_picture(issue(), 1))


def test_what_is_not_there_is_said(store, held):
    with pytest.raises(NoSuchFinding, match=f"has {len(held.findings)} findings"):
        evidence_picture(store, held.key, len(held.findings))
    with pytest.raises(UnknownClause):
        evidence_picture(store, "nothing", 0)


def test_the_command_writes_the_picture(tmp_path, now):
    from reiki.store.session import open_store

    url = f"sqlite:///{tmp_path / 'town.db'}"
    opened = open_store(url)
    import_regulation(opened, BASE.encode(), "農園規則.txt", as_of=SINCE, now=now, today=now.date())
    ingest(opened, issue(), "12.pdf", now=now)
    (report,) = review_list(opened)
    opened.close()
    target = tmp_path / "place.png"
    done = CliRunner().invoke(app, ["--db", url, "review", "show", report.key, "--picture", str(target)])
    assert done.exit_code == 0, done.output
    assert target.read_bytes().startswith(PNG)


def test_rows_and_paragraphs_know_their_box():
    table = next(b for b in read(issue(), "12.pdf").blocks if hasattr(b, "rows"))
    boxes = [row.origin.box for row in table.rows]
    assert all(boxes)
    assert boxes[1][0] == pytest.approx(76)
    assert boxes[1][3] < 310
