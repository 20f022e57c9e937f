"""What `/v1/` answers, as models: the OpenAPI description is made from them, and tests hold every answer against them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

DIGEST = "0d1f6a1c9ad5a6d1f8c2d1f1b2a84b0b6b0f9c2f8a7e6d5c4b3a29181706f5e4"
LAW_ID = "410KA3129900009"


class Model(BaseModel):
    """Members are added freely; none is ever left out of an answer that has a default here."""

    model_config = ConfigDict(extra="forbid")


class VersionId(Model):
    """Which text it is: the regulation, the version, from when to when it is in force, and the digest of its text."""

    law_id: str = Field(examples=[LAW_ID])
    revision_id: str = Field(examples=[f"{LAW_ID}_20250301_507KA3129900002"])
    title: str = Field(examples=["霧浜市職員の特殊勤務手当の支給に関する規則"])
    number: str = Field(
        description="canonical; empty for an instrument without one", examples=["平成10年霧浜市規則第9号"]
    )
    in_force_from: str | None = Field(
        description="first day in Japan; null: not known", examples=["2025-03-01"]
    )
    in_force_until: str | None = Field(
        description="last day; null: no later version is known", examples=[None]
    )
    status: Literal["in_force", "repealed", "replaced", "lapsed"]
    evidence: Literal["whole", "quoted"] = Field(
        description="quoted: only what gazettes quote of it is known"
    )
    text_digest: str = Field(description="SHA-256 of the C14N of the text", examples=[DIGEST])
    recorded_at: str = Field(
        description="since when the store knows it so", examples=["2025-04-01T00:00:00+00:00"]
    )
    held_since: str | None = Field(
        description="of its days, from this one on a clause is held: then it is the last certain text",
        examples=[None],
    )
    held_clause: str | None = Field(examples=[None])
    pending: list[str] = Field(
        description="promulgated notices that amend it from a day that nobody has fixed", examples=[[]]
    )


class Amendment(Model):
    """What brought a version."""

    law_id: str | None
    number: str = Field(examples=["令和7年霧浜市規則第2号"])
    title: str
    promulgated: str | None = Field(examples=["2025-02-28"])


class Work(Model):
    """A regulation on a day. ``status`` ``not_yet``: its first version begins later."""

    law_id: str = Field(examples=[LAW_ID])
    title: str
    number: str
    kind: str = Field(examples=["規則"])
    status: Literal["in_force", "partial", "repealed", "replaced", "lapsed", "not_yet"]
    version: VersionId | None
    held_since: str | None = Field(
        description="from that day a clause is held: on the day asked the version is the last certain one"
    )
    held_clause: str | None
    notes: list[str] = Field(description="to be shown wherever the version is named")
    titles: list[str] = Field(description="every title that it has had, oldest first")
    links: dict[str, str]


class WorkPage(Model):
    """Regulations by law id."""

    on: str
    works: list[Work]
    next: str | None = Field(description="the cursor of the next page")


class WorkAnswer(Model):
    """One regulation on a day."""

    on: str
    known: str | None
    work: Work


class ListedVersion(Model):
    """A version with what brought it."""

    version: VersionId
    amendment: Amendment | None
    notes: list[str] = Field(description="to be shown wherever the version is named; of all its days")
    permalink: str


class VersionPage(Model):
    """The versions of a regulation, newest first."""

    law_id: str
    known: str | None
    versions: list[ListedVersion]
    next: str | None


class Text(Model):
    """A text, or one provision, as in force on a day."""

    version: VersionId
    on: str
    known: str | None
    at: str | None = Field(description="the address; null: the whole", examples=["第3条第2項"])
    format: str
    content: Any = Field(
        description="text, or nested {tag, attr, children} for json", examples=["２　前項の手当は、…"]
    )
    digest: str = Field(
        description="of what stands at the address; for the whole, the text digest", examples=[DIGEST]
    )
    held_since: str | None = Field(
        description="from that day a clause is held: this is the last certain text"
    )
    held_clause: str | None
    notes: list[str] = Field(description="to be shown with the text")
    left_out: list[dict[str, Any]] = Field(description="what the format cannot say of it")
    permalink: str


class OtherFigure(Model):
    """A picture that another import of the regulation has under the same name."""

    as_of: str | None
    sha256: str
    link: str


class Figure(Model):
    """A figure (図, 様式) of a text and its picture."""

    src: str = Field(description="as in the text (Fig)", examples=["./pict/H11HO127-001.jpg"])
    label: str = Field(examples=["様式第1号"])
    held: bool = Field(description="false: the store does not have the picture")
    link: str | None = Field(description="where the picture is")
    sha256: str | None
    media_type: str | None = Field(examples=["image/jpeg", "application/pdf"])
    size: int | None = Field(description="bytes")
    width: int | None = Field(description="pixels")
    height: int | None
    origin: str | None = Field(description="the import or the gazette issue that it came with")
    as_of: str | None = Field(
        description="the text came without the picture; a later import of the same text, as of this day, has it"
    )
    others: list[OtherFigure] = Field(description="other pictures of that name: each text keeps its own")


class Figures(Model):
    """The figures of a version, in order."""

    version: VersionId
    on: str
    known: str | None
    held_since: str | None = Field(
        description="from that day a clause is held: on the day asked the version is the last certain one"
    )
    held_clause: str | None
    notes: list[str]
    figures: list[Figure]


class Resolved(Text):
    """What a citation means."""

    citation: str
    name: str = Field(description="the part of the citation that names the regulation")


class Side(Model):
    """What must be told beside the text of one of two days."""

    held_since: str | None
    held_clause: str | None
    notes: list[str]


class Sides(Model):
    """Of the text before, and of that after."""

    before: Side
    after: Side


class Diff(Model):
    """What changed between two days."""

    before: VersionId
    after: VersionId
    from_: str = Field(alias="from")
    to: str
    known: str | None
    partial: bool
    same: bool
    held_since: str | None = Field(description="from that day on one of both texts is the last certain one")
    sides: Sides
    notes: list[str] = Field(
        description="to be shown with it: of both texts, or beginning with the head of one"
    )
    rows: list[dict[str, Any]]


class History(Model):
    """What changed a regulation, or one address in it, oldest first."""

    law_id: str
    on: str
    known: str | None
    at: str | None
    version: VersionId | None = Field(description="the version of that day")
    held_since: str | None = Field(
        description="from that day a clause is held: on the day asked the version is the last certain one"
    )
    held_clause: str | None
    notes: list[str]
    changes: list[dict[str, Any]]
    next: str | None


class Blame(Model):
    """Where a text comes from: ``origins``, oldest first; for each provision the spans of its words, with the origin of each."""

    version: VersionId
    on: str
    known: str | None
    at: str | None
    origins: list[dict[str, Any]]
    provisions: list[dict[str, Any]]
    held_since: str | None = Field(
        description="from that day a clause is held: on the day asked the version is the last certain one"
    )
    held_clause: str | None
    notes: list[str]


class IssuePage(Model):
    """Gazette issues in the order in which they were taken in."""

    issues: list[dict[str, Any]]
    next: str | None


class ReviewPage(Model):
    """The clauses that are held, each followed by those that wait behind it."""

    clauses: list[dict[str, Any]]
    next: str | None


class UpcomingAnswer(Model):
    """What is promulgated and not in force on a day, soonest first."""

    on: str
    upcoming: list[dict[str, Any]]
    next: str | None


class Kept(Model):
    """A text that a client keeps."""

    work: str = Field(min_length=1, max_length=300, examples=[LAW_ID])
    digest: str = Field(pattern="^[0-9A-Fa-f]{64}$", examples=[DIGEST])
    at: str = Field(
        "", max_length=300, description="the address, for the digest of one provision", examples=["第3条"]
    )


class Question(Model):
    """Which of these have changed?"""

    on: str | None = Field(
        None, max_length=40, description="the day; otherwise today in Japan", examples=["2025-04-01"]
    )
    items: list[Kept] = Field(min_length=1, max_length=1000)


class Verdict(Model):
    """How one kept text stands. ``uncertain``: it is what the store tells, but a clause is held behind it or it is doubtful: what
    is in force may be another; ``gone``: nothing stands there; ``ended``: no longer in force; ``unknown``: no such regulation;
    ``ambiguous``: several answer to the name; ``unusable``: the address cannot be read."""

    work: str
    at: str | None
    status: Literal["same", "changed", "uncertain", "gone", "ended", "unknown", "ambiguous", "unusable"]
    digest: str | None = Field(description="of what stands there now")
    version: VersionId | None
    held_since: str | None = None
    held_clause: str | None = None
    notes: list[str] = []
    detail: str | None = None


class Verdicts(Model):
    """In the order asked. ``changed``: how many are not ``same``."""

    on: str
    changed: int
    items: list[Verdict]


class Problem(BaseModel):
    """RFC 9457."""

    type: str = Field(examples=["/v1/problems#no-such-provision"])
    title: str
    status: int
    detail: str
    request_id: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "description": said, "content": {"application/problem+json": {}}}
    for code, said in (
        (400, "a parameter cannot be used"),
        (401, "reading needs a token here, or the one given is not good"),
        (404, "no such regulation, version, provision or record"),
        (409, "the name means several regulations"),
        (429, "asked too often: Retry-After says when to ask again"),
        (500, "internal error"),
        (503, "too much is asked at once, or the store is being written: Retry-After says when to ask again"),
    )
}
