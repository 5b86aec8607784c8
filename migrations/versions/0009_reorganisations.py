"""Standing in for the holder of a role; reorganisations with their lines and choices."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "delegation",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("grant_id", BIG_ID, nullable=False),
        sa.Column("deputy_id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("act", sa.String(length=300), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_delegation_ends_after_start")),
        sa.ForeignKeyConstraint(["deputy_id"], ["user_account.id"], name="fk_delegation_deputy_id"),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name="fk_delegation_grant_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delegation"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delegation_deputy_id", "delegation", ["deputy_id"])
    op.create_index("ix_delegation_grant_id", "delegation", ["grant_id"])
    op.create_table(
        "reorganisation",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("act", sa.String(length=300), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("prepared_by_id", BIG_ID, nullable=True),
        sa.Column("ready_by_id", BIG_ID, nullable=True),
        sa.Column("blocked_because", sa.Text(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("state IN ('draft', 'ready', 'applied', 'cancelled')", name=op.f("ck_reorganisation_state_known")),
        sa.CheckConstraint("(state = 'applied') = (applied_at IS NOT NULL)", name=op.f("ck_reorganisation_applied_iff_applied_at")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["user_account.id"], name="fk_reorganisation_prepared_by_id"),
        sa.ForeignKeyConstraint(["ready_by_id"], ["user_account.id"], name="fk_reorganisation_ready_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reorganisation"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reorganisation_prepared_by_id", "reorganisation", ["prepared_by_id"])
    op.create_index("ix_reorganisation_ready_by_id", "reorganisation", ["ready_by_id"])
    op.create_index("ix_reorganisation_state_effective_on", "reorganisation", ["state", "effective_on"])
    op.create_table(
        "reorganisation_line",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("reorganisation_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("new_code", sa.String(length=40), nullable=False),
        sa.Column("new_name", sa.String(length=300), nullable=False),
        sa.Column("under", sa.String(length=40), nullable=False),
        sa.Column("heir", sa.String(length=40), nullable=False),
        sa.Column("unit_kind", sa.String(length=20), nullable=False),
        sa.CheckConstraint("kind IN ('open', 'rename', 'move', 'merge', 'split', 'close')", name=op.f("ck_reorganisation_line_kind_known")),
        sa.ForeignKeyConstraint(["reorganisation_id"], ["reorganisation.id"], name="fk_reorganisation_line_reorganisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reorganisation_line"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reorganisation_line_reorganisation_id", "reorganisation_line", ["reorganisation_id"])
    op.create_table(
        "reorganisation_choice",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("reorganisation_id", BIG_ID, nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("fate", sa.String(length=20), nullable=False),
        sa.Column("to_code", sa.String(length=40), nullable=False),
        sa.Column("heir_id", BIG_ID, nullable=True),
        sa.CheckConstraint("fate IN ('passes', 'ends')", name=op.f("ck_reorganisation_choice_fate_known")),
        sa.ForeignKeyConstraint(["heir_id"], ["user_account.id"], name="fk_reorganisation_choice_heir_id"),
        sa.ForeignKeyConstraint(["reorganisation_id"], ["reorganisation.id"], name="fk_reorganisation_choice_reorganisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reorganisation_choice"),
        sa.UniqueConstraint("reorganisation_id", "about", "key", name="uq_reorganisation_choice_reorganisation_id_about_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reorganisation_choice_heir_id", "reorganisation_choice", ["heir_id"])
    op.create_table(
        "reorganisation_seen",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("reorganisation_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("unit_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reorganisation_id"], ["reorganisation.id"], name="fk_reorganisation_seen_reorganisation_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_reorganisation_seen_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reorganisation_seen"),
        sa.UniqueConstraint("reorganisation_id", "unit_id", name="uq_reorganisation_seen_reorganisation_id_unit_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reorganisation_seen_unit_id", "reorganisation_seen", ["unit_id"])


def downgrade() -> None:
    op.drop_table("reorganisation_seen")
    op.drop_table("reorganisation_choice")
    op.drop_table("reorganisation_line")
    op.drop_table("reorganisation")
    op.drop_table("delegation")
