"""Who was asked about a check that waited for them; and why a monitoring was closed before its days had passed."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(name: str, on: str, *, null: bool = True) -> sa.Column:
    return sa.Column(name, BIG_ID, sa.ForeignKey(f"{on}.id", name=f"fk_monitoring_nudge_{name}"), nullable=null)


def upgrade() -> None:
    op.add_column("monitoring_session", sa.Column("closed_because", sa.Text, server_default=sa.text("''"), nullable=False))
    op.create_table(
        "monitoring_nudge",
        sa.Column("id", BIG_ID, nullable=False),
        _to("check_id", "monitoring_check", null=False),
        _to("user_id", "user_account", null=False),
        _to("by_id", "user_account"),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_monitoring_nudge"),
        sa.UniqueConstraint("check_id", "user_id", "on", name="uq_monitoring_nudge_check_id_user_id_on"),
        sqlite_autoincrement=True,
    )
    for column in ("user_id", "by_id"):
        op.create_index(f"ix_monitoring_nudge_{column}", "monitoring_nudge", [column])


def downgrade() -> None:
    op.drop_table("monitoring_nudge")
    op.drop_column("monitoring_session", "closed_because")
