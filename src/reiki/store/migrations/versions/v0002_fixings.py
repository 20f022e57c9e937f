"""Days that another notice or a person fixes (施行期日), errata, and what people decide of held clauses."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from reiki.store.instant import Instant

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """The tables of fixings, corrections and decisions."""
    op.create_table(
        "fixings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name=op.f("fk_fixings_notice_notices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fixings")),
        sa.UniqueConstraint("key", name=op.f("uq_fixings_key")),
    )
    op.create_index(op.f("ix_fixings_instrument"), "fixings", ["instrument"])
    op.create_index(op.f("ix_clauses_target_number"), "clauses", ["target_number"])
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("extra", sa.Boolean(), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name=op.f("fk_corrections_notice_notices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("key", name=op.f("uq_corrections_key")),
    )
    op.create_index(op.f("ix_corrections_publisher"), "corrections", ["publisher"])
    op.create_table(
        "rewordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.sha256"], name=op.f("fk_rewordings_source_sources")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rewordings")),
    )
    op.create_index(op.f("ix_rewordings_clause"), "rewordings", ["clause"])
    op.create_index(op.f("ix_rewordings_source"), "rewordings", ["source"])
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.Column("undone_reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_clause"), "decisions", ["clause"])


def downgrade() -> None:
    """Without them."""
    op.drop_index(op.f("ix_clauses_target_number"), table_name="clauses")
    op.drop_index(op.f("ix_decisions_clause"), table_name="decisions")
    op.drop_table("decisions")
    op.drop_index(op.f("ix_rewordings_source"), table_name="rewordings")
    op.drop_index(op.f("ix_rewordings_clause"), table_name="rewordings")
    op.drop_table("rewordings")
    op.drop_index(op.f("ix_corrections_publisher"), table_name="corrections")
    op.drop_table("corrections")
    op.drop_index(op.f("ix_fixings_instrument"), table_name="fixings")
    op.drop_table("fixings")
