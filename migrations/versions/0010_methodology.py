"""Methodologies and ANAC's names for what is ours."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORT_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "methodology",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("based_on_id", BIG_ID, nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'draft') = (published_at IS NULL)", name=op.f("ck_methodology_draft_iff_unpublished")),
        sa.CheckConstraint("(state = 'retired') = (retired_at IS NOT NULL)", name=op.f("ck_methodology_retired_iff_retired_at")),
        sa.CheckConstraint("kind IN ('numeric', 'ordinal')", name=op.f("ck_methodology_kind_known")),
        sa.CheckConstraint("state IN ('draft', 'published', 'retired')", name=op.f("ck_methodology_state_known")),
        sa.ForeignKeyConstraint(["based_on_id"], ["methodology.id"], name="fk_methodology_based_on_id"),
        sa.PrimaryKeyConstraint("id", name="pk_methodology"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_methodology_based_on_id", "methodology", ["based_on_id"])
    op.create_index("ix_methodology_sort_key", "methodology", ["sort_key"])
    op.create_index("ix_methodology_state", "methodology", ["state"])
    op.create_table(
        "anac_mapping",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ours", sa.String(length=40), nullable=False),
        sa.Column("theirs", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("row", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('area', 'class', 'family')", name=op.f("ck_anac_mapping_kind_known")),
        sa.PrimaryKeyConstraint("id", name="pk_anac_mapping"),
        sa.UniqueConstraint("year", "kind", "ours", name="uq_anac_mapping_year_kind_ours"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("anac_mapping")
    op.drop_table("methodology")
