"""Evidence: files by content, addresses, protocol numbers; their versions, what they are about, who took them away."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORT_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('file', 'link', 'protocol')", name=op.f("ck_evidence_kind_known")),
        sa.CheckConstraint("title <> ''", name=op.f("ck_evidence_named")),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_evidence_sort_key", "evidence", ["sort_key"])
    op.create_table(
        "evidence_version",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("evidence_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("file_type", sa.String(length=10), nullable=True),
        sa.Column("because", sa.String(length=1000), nullable=False),
        sa.Column("added_by_id", BIG_ID, nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "(sha256 IS NULL) = (size IS NULL) AND (sha256 IS NULL) = (file_type IS NULL)", name=op.f("ck_evidence_version_file_whole")
        ),
        sa.CheckConstraint("size IS NULL OR size > 0", name=op.f("ck_evidence_version_not_empty")),
        sa.CheckConstraint("number > 0", name=op.f("ck_evidence_version_numbered")),
        sa.ForeignKeyConstraint(["added_by_id"], ["user_account.id"], name="fk_evidence_version_added_by_id"),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_evidence_version_evidence_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_version"),
        sa.UniqueConstraint("evidence_id", "number", name="uq_evidence_version_evidence_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_evidence_version_added_by_id", "evidence_version", ["added_by_id"])
    op.create_index("ix_evidence_version_sha256", "evidence_version", ["sha256"])
    op.create_table(
        "evidence_link",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("evidence_id", BIG_ID, nullable=False),
        sa.Column("about_kind", sa.String(length=40), nullable=False),
        sa.Column("about_id", BIG_ID, nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("linked_by_id", BIG_ID, nullable=True),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by_id", BIG_ID, nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (because = '')", name=op.f("ck_evidence_link_withdrawn_with_a_reason")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name="fk_evidence_link_evidence_id"),
        sa.ForeignKeyConstraint(["linked_by_id"], ["user_account.id"], name="fk_evidence_link_linked_by_id"),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["user_account.id"], name="fk_evidence_link_withdrawn_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_link"),
        sa.UniqueConstraint("evidence_id", "about_kind", "about_id", name="uq_evidence_link_evidence_id_about_kind_about_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_evidence_link_about_kind_about_id", "evidence_link", ["about_kind", "about_id"])
    op.create_index("ix_evidence_link_linked_by_id", "evidence_link", ["linked_by_id"])
    op.create_index("ix_evidence_link_withdrawn_by_id", "evidence_link", ["withdrawn_by_id"])
    op.create_table(
        "evidence_download",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version_id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_evidence_download_user_id"),
        sa.ForeignKeyConstraint(["version_id"], ["evidence_version.id"], name="fk_evidence_download_version_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence_download"),
        sa.UniqueConstraint("version_id", "user_id", "on", name="uq_evidence_download_version_id_user_id_on"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_evidence_download_user_id", "evidence_download", ["user_id"])


def downgrade() -> None:
    """The contents stay in the data folder: they are the body's own."""
    for table in ("evidence_download", "evidence_link", "evidence_version", "evidence"):
        op.drop_table(table)
