"""Imports: the files that came in, what stood in them, what would become of each row."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("owner_id", BIG_ID, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("preview", sa.String(length=64), nullable=False),
        sa.Column("previewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created", sa.Integer(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=True),
        sa.Column("unchanged", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'applied', 'dropped')", name=op.f("ck_import_batch_state_known")),
        sa.CheckConstraint("(state = 'open') = (closed_at IS NULL)", name=op.f("ck_import_batch_closed_iff_not_open")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name="fk_import_batch_owner_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_batch_owner_id", "import_batch", ["owner_id"])
    op.create_index("ix_import_batch_kind_id", "import_batch", ["kind", "id"])
    op.create_index("ix_import_batch_state_received_at", "import_batch", ["state", "received_at"])
    op.create_table(
        "import_source",
        sa.Column("batch_id", BIG_ID, nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name="fk_import_source_batch_id"),
        sa.PrimaryKeyConstraint("batch_id", name="pk_import_source"),
    )
    op.create_table(
        "import_row",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("batch_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("refusals", sa.Text(), nullable=False),
        sa.Column("print", sa.String(length=64), nullable=False),
        sa.CheckConstraint("outcome IN ('created', 'changed', 'unchanged', 'refused')", name=op.f("ck_import_row_outcome_known")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name="fk_import_row_batch_id"),
        sa.PrimaryKeyConstraint("id", name="pk_import_row"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_import_row_batch_id_number", "import_row", ["batch_id", "number"])
    op.create_index("ix_import_row_batch_id_outcome_number", "import_row", ["batch_id", "outcome", "number"])


def downgrade() -> None:
    op.drop_table("import_row")
    op.drop_table("import_source")
    op.drop_table("import_batch")
