"""Notices: what people are told, and the mails among them; the state of the post."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipient", sa.String(length=210), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("headline", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_purpose", sa.String(length=60), nullable=True),
        sa.Column("link_nonce", sa.String(length=64), nullable=True),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("in_app", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("again_of_id", BIG_ID, nullable=True),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", BIG_ID, nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'refused', 'withdrawn', 'in_app')", name=op.f("ck_notice_state_known")),
        sa.CheckConstraint("lease IS NULL OR state = 'waiting'", name=op.f("ck_notice_lease_only_waiting")),
        sa.CheckConstraint("(link_nonce IS NULL) = (link_purpose IS NULL)", name=op.f("ck_notice_link_whole")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notice_user_id")),
        sa.ForeignKeyConstraint(["again_of_id"], ["notice.id"], name=op.f("fk_notice_again_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notice_user_id_in_app_read_at"), "notice", ["user_id", "in_app", "read_at"])
    op.create_index(op.f("ix_notice_state_next_try_at"), "notice", ["state", "next_try_at"])
    office = op.create_table(
        "post_office",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_post_office_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_office")),
    )
    op.bulk_insert(office, [{"id": 1, "failures": 0, "last_error": ""}])


def downgrade() -> None:
    op.drop_table("post_office")
    op.drop_index(op.f("ix_notice_state_next_try_at"), table_name="notice")
    op.drop_index(op.f("ix_notice_user_id_in_app_read_at"), table_name="notice")
    op.drop_table("notice")
