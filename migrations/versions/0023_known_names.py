"""Names of files that somebody said whom they mean."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "known_name",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("figure_id", BIG_ID, nullable=True),
        sa.Column("linked_by_id", BIG_ID, nullable=True),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(unit_id IS NULL) <> (figure_id IS NULL)", name=op.f("ck_known_name_one_meaning")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_known_name_name_said")),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_known_name_unit_id"),
        sa.ForeignKeyConstraint(["figure_id"], ["figure.id"], name="fk_known_name_figure_id"),
        sa.ForeignKeyConstraint(["linked_by_id"], ["user_account.id"], name="fk_known_name_linked_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_known_name"),
        sa.UniqueConstraint("folded", name="uq_known_name_folded"),
        sqlite_autoincrement=True,
    )
    for column in ("unit_id", "figure_id", "linked_by_id"):
        op.create_index(f"ix_known_name_{column}", "known_name", [column])


def downgrade() -> None:
    op.drop_table("known_name")
