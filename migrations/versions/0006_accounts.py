"""Accounts: locks, links by mail, second factors, counts at the door."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _widen()
    op.create_table(
        "account_link",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.CheckConstraint("purpose IN ('invitation', 'reset')", name=op.f("ck_account_link_purpose_known")),
        sa.CheckConstraint("used_at IS NULL OR revoked_at IS NULL", name=op.f("ck_account_link_used_or_revoked")),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_account_link_expires_after_made")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_account_link_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account_link"),
        sa.UniqueConstraint("token_hash", name="uq_account_link_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_link_user_id", "account_link", ["user_id"])
    op.create_table(
        "second_factor",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("sealed_key", sa.String(length=300), nullable=False),
        sa.Column("enabled_at", MOMENT, nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_second_factor_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_second_factor"),
        sa.UniqueConstraint("user_id", name="uq_second_factor_user_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("factor_id", BIG_ID, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["factor_id"], ["second_factor.id"], name="fk_recovery_code_factor_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
        sa.UniqueConstraint("factor_id", "code_hash", name="uq_recovery_code_factor_id_code_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_recovery_code_factor_id", "recovery_code", ["factor_id"])
    op.create_table(
        "security_rules",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("second_factor_roles", sa.String(length=200), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_security_rules_only_one")),
        sa.PrimaryKeyConstraint("id", name="pk_security_rules"),
        sqlite_autoincrement=True,
    )
    _create_heartbeats()


def _create_heartbeats() -> None:
    op.create_table(
        "sign_in_record",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_sign_in_record_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_record"),
        sa.UniqueConstraint("user_id", name="uq_sign_in_record_user_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "door_count",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("counted_at", MOMENT, nullable=True),
        sa.Column("wait_until", MOMENT, nullable=True),
        sa.Column("in_flight", sa.Integer(), nullable=False),
        sa.Column("in_flight_since", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_door_count"),
        sa.UniqueConstraint("key", name="uq_door_count_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_door_count_counted_at", "door_count", ["counted_at"])
    op.create_table(
        "door_errand",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("user_id", BIG_ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("wait_until", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('reset', 'account_locked', 'address_refused')", name=op.f("ck_door_errand_kind_known")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_door_errand_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_door_errand"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_door_errand_user_id", "door_errand", ["user_id"])
    op.create_index("ix_door_errand_at", "door_errand", ["at"])


def _widen() -> None:
    # A table that others refer to is not rebuilt on SQLite, and a new column there needs a default.
    op.add_column("user_account", sa.Column("locked_at", MOMENT, nullable=True))
    op.add_column("user_account", sa.Column("lock_reason", sa.String(length=300), server_default="", nullable=False))
    op.add_column("sign_in_session", sa.Column("device", sa.String(length=60), server_default="", nullable=False))
    op.add_column("sign_in_session", sa.Column("seen_at", MOMENT, nullable=True))
    op.add_column("sign_in_session", sa.Column("is_confined", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for name in ("door_errand", "door_count", "sign_in_record", "security_rules", "recovery_code", "second_factor", "account_link"):
        op.drop_table(name)
    for table, column in (
        ("sign_in_session", "is_confined"),
        ("sign_in_session", "seen_at"),
        ("sign_in_session", "device"),
        ("user_account", "lock_reason"),
        ("user_account", "locked_at"),
    ):
        op.drop_column(table, column)
