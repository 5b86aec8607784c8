"""Findings of the coherence check that somebody accepted, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "finding_acceptance",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("accepted_by_id", BIG_ID, nullable=True),
        sa.Column("accepted_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("because <> ''", name=op.f("ck_finding_acceptance_reason_said")),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["user_account.id"], name="fk_finding_acceptance_accepted_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_acceptance"),
        sa.UniqueConstraint("rule", "about", name="uq_finding_acceptance_rule_about"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_finding_acceptance_accepted_by_id", "finding_acceptance", ["accepted_by_id"])


def downgrade() -> None:
    op.drop_table("finding_acceptance")
