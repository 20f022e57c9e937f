"""Pictures that texts show."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from reiki.store.instant import Instant

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Bytes by digest, and which of them a name means where it came from. What sources of before show is found when they are
    given again."""
    op.create_table(
        "figures",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_figures")),
    )
    op.create_table(
        "figure_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("src", sa.Text(), nullable=False),
        sa.Column("figure", sa.String(length=64), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["figure"], ["figures.sha256"], name=op.f("fk_figure_places_figure_figures")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_places")),
        sa.UniqueConstraint("origin", "src", name="uq_figure_places_name"),
    )
    op.create_index(op.f("ix_figure_places_src"), "figure_places", ["src"])
    op.create_index(op.f("ix_figure_places_figure"), "figure_places", ["figure"])


def downgrade() -> None:
    """Without them."""
    op.drop_index(op.f("ix_figure_places_figure"), table_name="figure_places")
    op.drop_index(op.f("ix_figure_places_src"), table_name="figure_places")
    op.drop_table("figure_places")
    op.drop_table("figures")
