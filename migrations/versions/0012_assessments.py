"""Assessments, their scores and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("process_id", BIG_ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("methodology_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("judged_band", sa.String(length=40), nullable=True),
        sa.Column("band_motivation", sa.Text(), nullable=False),
        sa.Column("judgment", sa.Text(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("author_id", BIG_ID, nullable=True),
        sa.Column("approved_by_id", BIG_ID, nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("edits", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'approved') = (approved_at IS NOT NULL)", name=op.f("ck_assessment_approved_iff_approved_at")),
        sa.CheckConstraint("state IN ('draft', 'approved')", name=op.f("ck_assessment_state_known")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["user_account.id"], name="fk_assessment_approved_by_id"),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name="fk_assessment_author_id"),
        sa.ForeignKeyConstraint(["methodology_id"], ["methodology.id"], name="fk_assessment_methodology_id"),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name="fk_assessment_process_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_assessment_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.UniqueConstraint("process_id", "year", name="uq_assessment_process_id_year"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_assessment_approved_by_id", "assessment", ["approved_by_id"])
    op.create_index("ix_assessment_author_id", "assessment", ["author_id"])
    op.create_index("ix_assessment_methodology_id", "assessment", ["methodology_id"])
    op.create_index("ix_assessment_unit_id", "assessment", ["unit_id"])
    op.create_index("ix_assessment_year_state", "assessment", ["year", "state"])
    op.create_table(
        "score",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("assessment_id", BIG_ID, nullable=False),
        sa.Column("event_id", BIG_ID, nullable=True),
        sa.Column("effectiveness", sa.String(length=40), nullable=True),
        sa.Column("probability", sa.String(length=60), nullable=True),
        sa.Column("impact", sa.String(length=60), nullable=True),
        sa.Column("inherent", sa.String(length=60), nullable=True),
        sa.Column("residual", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("inherent_band", sa.String(length=40), nullable=True),
        sa.Column("band", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name="fk_score_assessment_id"),
        sa.ForeignKeyConstraint(["event_id"], ["risk_event.id"], name="fk_score_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_score"),
        sa.UniqueConstraint("assessment_id", "event_id", name="uq_score_assessment_id_event_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_score_assessment_id", "score", ["assessment_id"])
    op.create_index("ix_score_event_id", "score", ["event_id"])
    op.create_table(
        "score_answer",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("score_id", BIG_ID, nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["score_id"], ["score.id"], name="fk_score_answer_score_id"),
        sa.PrimaryKeyConstraint("id", name="pk_score_answer"),
        sa.UniqueConstraint("score_id", "criterion", name="uq_score_answer_score_id_criterion"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("score_answer")
    op.drop_table("score")
    op.drop_table("assessment")
