"""The search index (索引) over texts in force. It is filled when the store is opened, by ``reiki.store.search.complete``."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_TERMS = ("search_grams", "search_forms")


def upgrade() -> None:
    """The tables of the index, and how far it is filled."""
    op.create_table(
        "search_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_parts")),
        sa.UniqueConstraint("digest", name=op.f("uq_search_parts_digest")),
    )
    op.create_table(
        "search_spans",
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part"], ["search_parts.id"], name=op.f("fk_search_spans_part_search_parts")
        ),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name=op.f("fk_search_spans_work_works")),
        sa.PrimaryKeyConstraint("part", "work", "from_day", name=op.f("pk_search_spans")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_search_spans_work", "search_spans", ["work", "to_day"])
    op.create_table(
        "search_works",
        sa.Column("work", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["work"], ["works.id"], name=op.f("fk_search_works_work_works")),
        sa.PrimaryKeyConstraint("work", name=op.f("pk_search_works")),
    )
    op.create_index(op.f("ix_search_works_stamp"), "search_works", ["stamp"])
    op.create_table(
        "search_titles",
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("kana", sa.Text(), nullable=False),
        sa.Column("forms", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("title_key", name=op.f("pk_search_titles")),
    )
    op.create_table(
        "search_facts",
        sa.Column("manifest", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("promulgated", sa.Date(), nullable=True),
        sa.Column("kana", sa.Text(), nullable=False),
        sa.Column("abbreviation", sa.Text(), nullable=False),
        sa.Column("amended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["manifest"], ["manifests.digest"], name=op.f("fk_search_facts_manifest_manifests")
        ),
        sa.PrimaryKeyConstraint("manifest", name=op.f("pk_search_facts")),
    )
    # Words: on SQLite its own inverted index, without the texts; elsewhere arrays of terms under an inverted index.
    for name in _TERMS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE VIRTUAL TABLE {name} USING fts5(terms, content='', "
                """tokenize="unicode61 remove_diacritics 0 categories 'L* N* P* S*'")"""
            )
        else:
            op.execute(
                f"CREATE TABLE {name} (id BIGINT PRIMARY KEY, words TEXT NOT NULL, terms TEXT[] NOT NULL)"
            )
            op.execute(f"CREATE INDEX ix_{name}_terms ON {name} USING GIN (terms)")
    # One row when the index holds all that the store holds; by which scheme and dictionary.
    op.execute("CREATE TABLE search_state (scheme INTEGER NOT NULL, dictionary TEXT NOT NULL)")


def downgrade() -> None:
    """Without them."""
    for name in ("search_state", *_TERMS):
        op.execute(f"DROP TABLE {name}")
    op.drop_table("search_facts")
    op.drop_table("search_titles")
    op.drop_index(op.f("ix_search_works_stamp"), table_name="search_works")
    op.drop_table("search_works")
    op.drop_index("ix_search_spans_work", table_name="search_spans")
    op.drop_table("search_spans")
    op.drop_table("search_parts")
