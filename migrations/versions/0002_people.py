"""The body, its units with their eras and successors, users, roles, office-holders, sign-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORT_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "body",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("short_name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("tax_code", sa.String(length=16), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postal_code", sa.String(length=5), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("province", sa.String(length=2), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("pec", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_body_only_one")),
        sa.PrimaryKeyConstraint("id", name="pk_body"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "org_unit",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("parent_id", BIG_ID, nullable=True),
        sa.Column("is_staff", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("opening_act", sa.String(length=300), nullable=False),
        sa.Column("closing_act", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('ente', 'area', 'uo', 'azienda_speciale', 'esterno')", name=op.f("ck_org_unit_kind_known")),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name=op.f("ck_org_unit_closed_after_opened")),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> id", name=op.f("ck_org_unit_not_own_parent")),
        sa.ForeignKeyConstraint(["parent_id"], ["org_unit.id"], name="fk_org_unit_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_org_unit"),
        sa.UniqueConstraint("code", name="uq_org_unit_code"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_org_unit_parent_id", "org_unit", ["parent_id"])
    op.create_index("ix_org_unit_sort_key", "org_unit", ["sort_key"])
    op.create_table(
        "unit_era",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("parent_id", BIG_ID, nullable=True),
        sa.Column("act", sa.String(length=300), nullable=False),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_unit_era_ends_after_start")),
        sa.ForeignKeyConstraint(["parent_id"], ["org_unit.id"], name="fk_unit_era_parent_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_unit_era_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_unit_era"),
        sa.UniqueConstraint("unit_id", "from_on", name="uq_unit_era_unit_id_from_on"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_unit_era_parent_id", "unit_era", ["parent_id"])
    op.create_table(
        "unit_succession",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("successor_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("is_heir", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("act", sa.String(length=300), nullable=False),
        sa.CheckConstraint("kind IN ('merged', 'split', 'closed')", name=op.f("ck_unit_succession_kind_known")),
        sa.CheckConstraint("unit_id <> successor_id", name=op.f("ck_unit_succession_not_own_successor")),
        sa.ForeignKeyConstraint(["successor_id"], ["org_unit.id"], name="fk_unit_succession_successor_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_unit_succession_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_unit_succession"),
        sa.UniqueConstraint("unit_id", "successor_id", name="uq_unit_succession_unit_id_successor_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_unit_succession_successor_id", "unit_succession", ["successor_id"])
    op.create_table(
        "user_account",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("given_name", sa.String(length=100), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=False),
        sa.Column("job_title", sa.String(length=200), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("email IS NOT NULL OR erased_at IS NOT NULL", name=op.f("ck_user_account_email_unless_erased")),
        sa.CheckConstraint("erased_at IS NULL OR disabled_at IS NOT NULL", name=op.f("ck_user_account_erased_only_if_disabled")),
        sa.PrimaryKeyConstraint("id", name="pk_user_account"),
        sa.UniqueConstraint("email", name="uq_user_account_email"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_user_account_sort_key", "user_account", ["sort_key"])
    op.create_table(
        "role_grant",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("act", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "role IN ('referente', 'dirigente', 'compliance', 'rpct', 'organo', 'oiv', 'performance', 'urp', 'admin')",
            name=op.f("ck_role_grant_role_known"),
        ),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_role_grant_ends_after_start")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_role_grant_unit_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_role_grant_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
        sa.UniqueConstraint("user_id", "role", "unit_id", "from_on", name="uq_role_grant_user_id_role_unit_id_from_on"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_role_grant_unit_id", "role_grant", ["unit_id"])
    op.create_index("ix_role_grant_user_id", "role_grant", ["user_id"])
    op.create_table(
        "figure",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("norm", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("is_single", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_figure"),
        sa.UniqueConstraint("code", name="uq_figure_code"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "figure_term",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("figure_id", BIG_ID, nullable=False),
        sa.Column("holder_id", BIG_ID, nullable=True),
        sa.Column("holder_name", sa.String(length=200), nullable=False),
        sa.Column("deputy_id", BIG_ID, nullable=True),
        sa.Column("act", sa.String(length=300), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(holder_id IS NULL) <> (holder_name = '')", name=op.f("ck_figure_term_one_holder")),
        sa.CheckConstraint(
            "deputy_id IS NULL OR holder_id IS NULL OR deputy_id <> holder_id", name=op.f("ck_figure_term_deputy_is_another")
        ),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_figure_term_ends_after_start")),
        sa.ForeignKeyConstraint(["deputy_id"], ["user_account.id"], name="fk_figure_term_deputy_id"),
        sa.ForeignKeyConstraint(["figure_id"], ["figure.id"], name="fk_figure_term_figure_id"),
        sa.ForeignKeyConstraint(["holder_id"], ["user_account.id"], name="fk_figure_term_holder_id"),
        sa.PrimaryKeyConstraint("id", name="pk_figure_term"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_figure_term_deputy_id", "figure_term", ["deputy_id"])
    op.create_index("ix_figure_term_figure_id", "figure_term", ["figure_id"])
    op.create_index("ix_figure_term_holder_id", "figure_term", ["holder_id"])
    op.create_table(
        "sign_in_session",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_sign_in_session_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_session"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_session_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sign_in_session_user_id", "sign_in_session", ["user_id"])


def downgrade() -> None:
    op.drop_table("sign_in_session")
    op.drop_table("figure_term")
    op.drop_table("figure")
    op.drop_table("role_grant")
    op.drop_table("user_account")
    op.drop_table("unit_succession")
    op.drop_table("unit_era")
    op.drop_table("org_unit")
    op.drop_table("body")
