"""What can be found."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORT_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_search_entry_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_search_entry"),
        sa.UniqueConstraint("subject", name="uq_search_entry_subject"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_search_entry_kind", "search_entry", ["kind"])
    op.create_index("ix_search_entry_kind_sort_key", "search_entry", ["kind", "sort_key"])
    op.create_index("ix_search_entry_unit_id", "search_entry", ["unit_id"])


def downgrade() -> None:
    op.drop_table("search_entry")
