"""Campaigns: what each asks, of which processes, by when; who was nudged, what was confirmed as it was, what was proposed. Since when an event
is known, and why an answer is not that of the year before."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _to(table: str, name: str, on: str, *, null: bool = True) -> sa.Column:
    return sa.Column(name, BIG_ID, sa.ForeignKey(f"{on}.id", name=f"fk_{table}_{name}"), nullable=null)


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("year", sa.Integer, nullable=False),
        _to("campaign", "methodology_id", "methodology", null=False),
        *(sa.Column(name, sa.Date, nullable=False) for name in ("opens_on", "send_by", "validate_by", "approve_by")),
        sa.Column("instructions", sa.Text, nullable=False),
        sa.Column("told_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        _to("campaign", "closed_by_id", "user_account"),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("year", name="uq_campaign_year"),
        sa.CheckConstraint("opens_on <= send_by AND send_by <= validate_by AND validate_by <= approve_by", name="days_in_order"),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome = '')", name="closed_iff_outcome"),
        sqlite_autoincrement=True,
    )
    for column in ("methodology_id", "closed_by_id"):
        op.create_index(f"ix_campaign_{column}", "campaign", [column])
    op.create_table(
        "campaign_process",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        _to("campaign_process", "campaign_id", "campaign", null=False),
        _to("campaign_process", "process_id", "process", null=False),
        sa.Column("send_by", sa.Date),
        sa.Column("extended_because", sa.Text, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_process"),
        sa.UniqueConstraint("campaign_id", "process_id", name="uq_campaign_process_campaign_id_process_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_campaign_process_process_id", "campaign_process", ["process_id"])
    op.create_table(
        "confirmation",
        sa.Column("id", BIG_ID, nullable=False),
        _to("confirmation", "row_id", "campaign_process", null=False),
        sa.Column("from_year", sa.Integer, nullable=False),
        _to("confirmation", "user_id", "user_account"),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_confirmation"),
        sa.UniqueConstraint("row_id", name="uq_confirmation_row_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_confirmation_user_id", "confirmation", ["user_id"])
    op.create_table(
        "nudge",
        sa.Column("id", BIG_ID, nullable=False),
        _to("nudge", "row_id", "campaign_process", null=False),
        _to("nudge", "user_id", "user_account", null=False),
        _to("nudge", "by_id", "user_account"),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_nudge"),
        sa.UniqueConstraint("row_id", "user_id", "on", name="uq_nudge_row_id_user_id_on"),
        sqlite_autoincrement=True,
    )
    for column in ("user_id", "by_id"):
        op.create_index(f"ix_nudge_{column}", "nudge", [column])
    _proposals()
    op.add_column("risk_event", sa.Column("added_on", sa.Date))
    op.add_column("score_answer", sa.Column("because", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("score", sa.Column("effectiveness_because", sa.Text, nullable=False, server_default=sa.text("''")))


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        _to("proposal", "campaign_id", "campaign", null=False),
        sa.Column("kind", sa.String(20), nullable=False),
        _to("proposal", "unit_id", "org_unit", null=False),
        _to("proposal", "process_id", "process"),
        _to("proposal", "phase_id", "phase"),
        _to("proposal", "measure_id", "measure"),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("decided_because", sa.Text, nullable=False),
        _to("proposal", "by_id", "user_account"),
        sa.Column("at", MOMENT, nullable=False),
        _to("proposal", "decided_by_id", "user_account"),
        sa.Column("decided_at", MOMENT),
        sa.Column("made_id", sa.Integer),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
        sa.CheckConstraint("kind IN ('event', 'phase', 'measure', 'process')", name="kind_known"),
        sa.CheckConstraint("state IN ('open', 'accepted', 'declined')", name="state_known"),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="open_iff_not_decided"),
        sa.CheckConstraint("(kind = 'process') = (process_id IS NULL)", name="process_iff_mapped"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_proposal_campaign_id_state", "proposal", ["campaign_id", "state"])
    for column in ("unit_id", "process_id", "phase_id", "measure_id", "by_id", "decided_by_id"):
        op.create_index(f"ix_proposal_{column}", "proposal", [column])


def downgrade() -> None:
    op.drop_column("score", "effectiveness_because")
    op.drop_column("score_answer", "because")
    op.drop_column("risk_event", "added_on")
    for table in ("proposal", "nudge", "confirmation", "campaign_process", "campaign"):
        op.drop_table(table)
