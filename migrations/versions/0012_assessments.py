"""Assessments, their scores and answers; once approved, the database itself refuses to change them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ONLY_OF_PROCESS = sa.text("event_id IS NULL")

# Nothing stands against an INSERT of scores: a safety copy comes back table by table, approved assessments first.
# If a later migration rebuilds one of these tables in batch mode, SQLite drops its triggers with it: make them again there.
OWNED_BY_APPROVED = {
    "assessment": "OLD.state = 'approved'",
    "score": "EXISTS (SELECT 1 FROM assessment WHERE id = OLD.assessment_id AND state = 'approved')",
    "score_answer": """EXISTS (
        SELECT 1 FROM score JOIN assessment ON assessment.id = score.assessment_id
        WHERE score.id = OLD.score_id AND assessment.state = 'approved'
    )""",
}
REFUSED = "an approved assessment never changes"
SQLITE_TRIGGERS = [
    f"CREATE TRIGGER {table}_approved_no_{action.lower()} BEFORE {action} ON {table} WHEN {owned} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    for table, owned in OWNED_BY_APPROVED.items()
    for action in ("UPDATE", "DELETE")
] + [
    # INSERT OR REPLACE takes the old row away without asking the triggers above.
    """
    CREATE TRIGGER assessment_approved_no_replace BEFORE INSERT ON assessment
    WHEN EXISTS (SELECT 1 FROM assessment WHERE id = NEW.id AND state = 'approved')
    BEGIN SELECT RAISE(ABORT, 'an approved assessment never changes'); END
    """,
    """
    CREATE TRIGGER score_approved_no_replace BEFORE INSERT ON score
    WHEN EXISTS (
        SELECT 1 FROM score JOIN assessment ON assessment.id = score.assessment_id WHERE (score.id = NEW.id OR score.assessment_id = NEW.assessment_id AND score.event_id IS NEW.event_id)
        AND assessment.state = 'approved'
    )
    BEGIN SELECT RAISE(ABORT, 'an approved assessment never changes'); END
    """,
    """
    CREATE TRIGGER score_answer_approved_no_replace BEFORE INSERT ON score_answer
    WHEN EXISTS (
        SELECT 1 FROM score_answer JOIN score ON score.id = score_answer.score_id JOIN assessment ON assessment.id = score.assessment_id
        WHERE (score_answer.id = NEW.id OR (score_answer.score_id = NEW.score_id AND score_answer.criterion = NEW.criterion))
        AND assessment.state = 'approved'
    )
    BEGIN SELECT RAISE(ABORT, 'an approved assessment never changes'); END
    """,
]
POSTGRESQL_TRIGGERS = [
    statement
    for table, owned in OWNED_BY_APPROVED.items()
    for statement in (
        f"""
        CREATE FUNCTION {table}_approved_never_changes() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF {owned} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        END $$
        """,
        f"""
        CREATE TRIGGER {table}_approved_no_change BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_approved_never_changes()
        """,
    )
]


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
        sa.Column("judged_from", sa.String(length=40), nullable=True),
        sa.Column("band_motivation", sa.Text(), nullable=False),
        sa.Column("judged_by_id", BIG_ID, nullable=True),
        sa.Column("judged_at", MOMENT, nullable=True),
        sa.Column("judgment", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("process_title", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
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
        sa.ForeignKeyConstraint(["judged_by_id"], ["user_account.id"], name="fk_assessment_judged_by_id"),
        sa.ForeignKeyConstraint(["methodology_id"], ["methodology.id"], name="fk_assessment_methodology_id"),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name="fk_assessment_process_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_assessment_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.UniqueConstraint("process_id", "year", name="uq_assessment_process_id_year"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_assessment_approved_by_id", "assessment", ["approved_by_id"])
    op.create_index("ix_assessment_author_id", "assessment", ["author_id"])
    op.create_index("ix_assessment_judged_by_id", "assessment", ["judged_by_id"])
    op.create_index("ix_assessment_methodology_id", "assessment", ["methodology_id"])
    op.create_index("ix_assessment_unit_id", "assessment", ["unit_id"])
    op.create_index("ix_assessment_year_state", "assessment", ["year", "state"])
    op.create_table(
        "score",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("assessment_id", BIG_ID, nullable=False),
        sa.Column("event_id", BIG_ID, nullable=True),
        sa.Column("event_name", sa.String(length=500), nullable=True),
        sa.Column("effectiveness", sa.String(length=40), nullable=True),
        sa.Column("probability", sa.String(length=60), nullable=True),
        sa.Column("impact", sa.String(length=60), nullable=True),
        sa.Column("inherent", sa.String(length=60), nullable=True),
        sa.Column("residual", sa.Numeric(precision=9, scale=2), nullable=True),
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
    op.create_index(
        "uq_score_of_process", "score", ["assessment_id"], unique=True, sqlite_where=ONLY_OF_PROCESS, postgresql_where=ONLY_OF_PROCESS
    )
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
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if on_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    for table in ("score_answer", "score", "assessment"):
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_approved_never_changes()")
