"""What keeps past answers as they were known: readings with both ends of their knowledge, printed notes, numbers in series."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from reiki.store.instant import Instant

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_NOW = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    """Every row is kept, and known from when it was recorded on."""
    _series()
    op.add_column("clauses", sa.Column("withdrawn_at", Instant(), nullable=True))
    with op.batch_alter_table("fixings") as table:
        table.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("replaces", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))
        table.add_column(sa.Column("superseded_at", Instant(), nullable=True))
        table.drop_constraint("uq_fixings_key", type_="unique")
    with op.batch_alter_table("corrections") as table:
        table.add_column(sa.Column("superseded_at", Instant(), nullable=True))
        table.drop_constraint("uq_corrections_key", type_="unique")
    op.add_column("rewordings", sa.Column("superseded_at", Instant(), nullable=True))
    for name in ("fixings", "corrections"):
        op.create_index(
            f"uq_{name}_now", name, ["key"], unique=True, sqlite_where=_NOW, postgresql_where=_NOW
        )
    # Which import leads is told by what is imported, and no longer by what came first.
    with op.batch_alter_table("anchors") as table:
        table.drop_column("leading")
    op.create_table(
        "printed_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["anchor"], ["anchors.id"], name=op.f("fk_printed_notes_anchor_anchors")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_notes")),
    )
    op.create_index(op.f("ix_printed_notes_anchor"), "printed_notes", ["anchor"])


def _series() -> None:
    """The series of all numbers that are there already."""
    from reiki.store.series import issue_series, notice_series

    for name in ("issues", "notices"):
        op.add_column(name, sa.Column("series", sa.Text(), nullable=False, server_default=""))
        op.add_column(name, sa.Column("ordinal", sa.Integer(), nullable=True))
    connection = op.get_bind()
    issues = sa.table(
        "issues", sa.column("id"), sa.column("publisher"), sa.column("number"), sa.column("date", sa.Date()),
        sa.column("series"), sa.column("ordinal"),
    )  # fmt: skip
    notices = sa.table(
        "notices", sa.column("id"), sa.column("number"), sa.column("series"), sa.column("ordinal")
    )
    for row in connection.execute(sa.select(issues)).all():
        series, ordinal = issue_series(row.publisher, row.number, row.date)
        mine = sa.update(issues).where(issues.c.id == row.id)
        connection.execute(mine.values(series=series, ordinal=ordinal))
    for row in connection.execute(sa.select(notices)).all():
        series, ordinal = notice_series(row.number)
        mine = sa.update(notices).where(notices.c.id == row.id)
        connection.execute(mine.values(series=series, ordinal=ordinal))
    for name in ("issues", "notices"):
        op.create_index(f"ix_{name}_series", name, ["series", "ordinal"])


def downgrade() -> None:
    """Without them; of what was known only the latest stays."""
    op.drop_index(op.f("ix_printed_notes_anchor"), table_name="printed_notes")
    op.drop_table("printed_notes")
    with op.batch_alter_table("anchors") as table:
        table.add_column(sa.Column("leading", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE anchors SET leading = NOT EXISTS (SELECT 1 FROM anchors AS o WHERE o.work = anchors.work "
        "AND o.id < anchors.id AND o.day <= anchors.day)"
    )
    for name in ("fixings", "corrections", "rewordings"):
        op.execute(f"DELETE FROM {name} WHERE superseded_at IS NOT NULL")
    for name in ("fixings", "corrections"):
        op.drop_index(f"uq_{name}_now", table_name=name)
        with op.batch_alter_table(name) as table:
            table.drop_column("superseded_at")
            if name == "fixings":
                table.drop_column("reason")
                table.drop_column("replaces")
            table.create_unique_constraint(f"uq_{name}_key", ["key"])
    op.drop_column("rewordings", "superseded_at")
    op.drop_column("clauses", "withdrawn_at")
    for name in ("issues", "notices"):
        op.drop_index(f"ix_{name}_series", table_name=name)
        op.drop_column(name, "ordinal")
        op.drop_column(name, "series")
