"""Questions on a section of a sheet, with their threads."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _to(table: str, name: str, on: str, *, null: bool = True) -> sa.Column:
    return sa.Column(name, BIG_ID, sa.ForeignKey(f"{on}.id", name=f"fk_{table}_{name}"), nullable=null)


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("about_kind", sa.String(40), nullable=False),
        sa.Column("about_id", BIG_ID, nullable=False),
        sa.Column("section", sa.String(40), nullable=False),
        sa.Column("section_name", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        _to("question", "asked_by_id", "user_account"),
        sa.Column("asked_at", MOMENT, nullable=False),
        _to("question", "resolved_by_id", "user_account"),
        sa.Column("resolved_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sa.CheckConstraint("text <> ''", name="asks_something"),
        sa.CheckConstraint("resolved_by_id IS NULL OR resolved_at IS NOT NULL", name="resolved_on_a_day"),
        sa.CheckConstraint("asked_by_id IS NULL OR resolved_by_id IS NULL OR asked_by_id <> resolved_by_id", name="resolved_by_another"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_question_about_kind_about_id", "question", ["about_kind", "about_id"])
    for column in ("asked_by_id", "resolved_by_id", "resolved_at"):
        op.create_index(f"ix_question_{column}", "question", [column])
    op.create_table(
        "question_reply",
        sa.Column("id", BIG_ID, nullable=False),
        _to("question_reply", "question_id", "question", null=False),
        sa.Column("text", sa.Text, nullable=False),
        _to("question_reply", "by_id", "user_account"),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_question_reply"),
        sa.CheckConstraint("text <> ''", name="says_something"),
        sqlite_autoincrement=True,
    )
    for column in ("question_id", "by_id"):
        op.create_index(f"ix_question_reply_{column}", "question_reply", [column])


def downgrade() -> None:
    for table in ("question_reply", "question"):
        op.drop_table(table)
