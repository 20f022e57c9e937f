"""The first tables: sources, issues, notices, clauses and outcomes, works, versions by content, audit."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from reiki.store.instant import Instant

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Everything from nothing."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    op.create_table(
        "manifests",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("skeleton", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_manifests")),
    )
    op.create_table(
        "provisions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("xml", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_provisions")),
    )
    op.create_table(
        "sources",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sources")),
    )
    op.create_table(
        "works",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("law_id", sa.String(length=15), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("partial_allowed", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_works")),
        sa.UniqueConstraint("law_id", name=op.f("uq_works_law_id")),
    )
    op.create_index(op.f("ix_works_number"), "works", ["number"], unique=False)
    op.create_index(op.f("ix_works_title_key"), "works", ["title_key"], unique=False)
    op.create_table(
        "issues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.sha256"], name=op.f("fk_issues_source_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issues")),
        sa.UniqueConstraint("source", name=op.f("uq_issues_source")),
    )
    op.create_index("ix_issues_identity", "issues", ["publisher", "number", "date"], unique=False)
    op.create_table(
        "survivals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name=op.f("fk_survivals_work_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survivals")),
        sa.UniqueConstraint("work", "address", name="uq_survivals_place"),
    )
    op.create_index(op.f("ix_survivals_number"), "survivals", ["number"], unique=False)
    op.create_index(op.f("ix_survivals_title_key"), "survivals", ["title_key"], unique=False)
    op.create_index(op.f("ix_survivals_work"), "survivals", ["work"], unique=False)
    op.create_table(
        "titles",
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name=op.f("fk_titles_work_works")),
        sa.PrimaryKeyConstraint("work", "from_day", name=op.f("pk_titles")),
    )
    op.create_index(op.f("ix_titles_title_key"), "titles", ["title_key"], unique=False)
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("revision_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("clauses", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["manifest"], ["manifests.digest"], name=op.f("fk_versions_manifest_manifests")
        ),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name=op.f("fk_versions_work_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
    )
    op.create_index("ix_versions_known", "versions", ["work", "in_force_from", "recorded_at"], unique=False)
    op.create_index(
        "uq_versions_now",
        "versions",
        ["work", "in_force_from"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("promulgated", sa.Date(), nullable=True),
        sa.Column("commencement", sa.JSON(), nullable=True),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["notices.id"], name=op.f("fk_notices_duplicate_of_notices")
        ),
        sa.ForeignKeyConstraint(["issue"], ["issues.id"], name=op.f("fk_notices_issue_issues")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
    )
    op.create_index(op.f("ix_notices_issue"), "notices", ["issue"], unique=False)
    op.create_index(op.f("ix_notices_number"), "notices", ["number"], unique=False)
    op.create_table(
        "anchors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("leading", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=True),
        sa.Column("manifest", sa.String(length=64), nullable=True),
        sa.Column("text_digest", sa.String(length=64), nullable=True),
        sa.Column("amending", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["manifest"], ["manifests.digest"], name=op.f("fk_anchors_manifest_manifests")
        ),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name=op.f("fk_anchors_notice_notices")),
        sa.ForeignKeyConstraint(["source"], ["sources.sha256"], name=op.f("fk_anchors_source_sources")),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name=op.f("fk_anchors_work_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchors")),
        sa.UniqueConstraint("key", name=op.f("uq_anchors_key")),
    )
    op.create_index(op.f("ix_anchors_work"), "anchors", ["work"], unique=False)
    op.create_table(
        "clauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("target_title", sa.Text(), nullable=False),
        sa.Column("target_number", sa.Text(), nullable=False),
        sa.Column("work", sa.Integer(), nullable=True),
        sa.Column("within", sa.Text(), nullable=False),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.Column("commencement", sa.JSON(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("turn", sa.JSON(), nullable=True),
        sa.Column("lead", sa.JSON(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["duplicate_of"], ["clauses.id"], name=op.f("fk_clauses_duplicate_of_clauses")
        ),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name=op.f("fk_clauses_notice_notices")),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name=op.f("fk_clauses_work_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clauses")),
        sa.UniqueConstraint("key", name=op.f("uq_clauses_key")),
    )
    op.create_index(op.f("ix_clauses_notice"), "clauses", ["notice"], unique=False)
    op.create_index("ix_clauses_work", "clauses", ["work", "in_force_from"], unique=False)
    op.create_table(
        "outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Integer(), nullable=False),
        sa.Column("work", sa.Integer(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("effective", sa.Date(), nullable=True),
        sa.Column("operations", sa.JSON(), nullable=False),
        sa.Column("inverse", sa.JSON(), nullable=False),
        sa.Column("guard", sa.JSON(), nullable=False),
        sa.Column("supplement", sa.JSON(), nullable=False),
        sa.Column("compiler", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("waits_for", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["clause"], ["clauses.id"], name=op.f("fk_outcomes_clause_clauses")),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name=op.f("fk_outcomes_work_works")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcomes")),
    )
    op.create_index("ix_outcomes_known", "outcomes", ["clause", "recorded_at"], unique=False)
    op.create_index("ix_outcomes_work", "outcomes", ["work", "status", "effective"], unique=False)
    op.create_index(
        "uq_outcomes_now",
        "outcomes",
        ["clause"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
