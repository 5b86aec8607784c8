"""What people were reminded of, when the body wants them reminded, and what each wants by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TOPICS = "topic IN ('lavoro', 'passaggi', 'piano', 'organizzazione')"


def upgrade() -> None:
    op.create_table(
        "reminder_rules",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("second", sa.Integer(), nullable=True),
        sa.Column("third", sa.Integer(), nullable=True),
        sa.Column("late_every", sa.Integer(), nullable=False),
        sa.Column("escalate_after", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_reminder_rules_only_one")),
        sa.CheckConstraint("first >= 0 AND late_every >= 1 AND escalate_after >= 1", name=op.f("ck_reminder_rules_days_sensible")),
        sa.PrimaryKeyConstraint("id", name="pk_reminder_rules"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reminder",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("task", sa.String(length=80), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("notice_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_reminder_user_id"),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_reminder_notice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint("user_id", "task", "step", name="uq_reminder_user_id_task_step"),
        sqlite_autoincrement=True,
    )
    for column in ("notice_id", "on", "task"):
        op.create_index(f"ix_reminder_{column}", "reminder", [column])
    op.create_table(
        "notice_choice",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.CheckConstraint(TOPICS, name=op.f("ck_notice_choice_topic_known")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_notice_choice_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice_choice"),
        sa.UniqueConstraint("user_id", "topic", name="uq_notice_choice_user_id_topic"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("notice_choice")
    op.drop_table("reminder")
    op.drop_table("reminder_rules")
