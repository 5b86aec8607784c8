"""The way of an assessment from hand to hand: its states, who sent and validated it, and a row of each step that nobody rewrites."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SAID = "a transition is never rewritten"
APPROVED_REFUSED = "an approved assessment never changes"

ASKS = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
SQLITE_GUARDS = (
    f"CREATE TRIGGER transition_no_update BEFORE UPDATE ON transition {ASKS}",
    f"CREATE TRIGGER transition_no_delete BEFORE DELETE ON transition {ASKS}",
    # INSERT OR REPLACE takes the old row away without asking the triggers above.
    f"CREATE TRIGGER transition_no_replace BEFORE INSERT ON transition WHEN EXISTS (SELECT 1 FROM transition WHERE id = NEW.id) {ASKS}",
)
POSTGRESQL_GUARDS = (
    f"""
    CREATE FUNCTION transition_never_rewritten() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER transition_no_change BEFORE DELETE OR UPDATE ON transition FOR EACH ROW EXECUTE FUNCTION transition_never_rewritten()
    """,
    """
    CREATE TRIGGER transition_no_truncate BEFORE TRUNCATE ON transition FOR EACH STATEMENT EXECUTE FUNCTION transition_never_rewritten()
    """,
)

# An approved assessment goes back to its author only where the last row of its way, which nobody can rewrite, says that it does.
GOES_BACK = """(
    NEW.id = OLD.id AND NEW.state = 'draft' AND EXISTS (
        SELECT 1 FROM transition WHERE kind = 'assessment' AND subject_id = OLD.id AND from_state = 'approved' AND to_state = 'draft'
        AND id = (SELECT max(id) FROM transition WHERE kind = 'assessment' AND subject_id = OLD.id)
    )
)"""

ADDED = (
    ("sent_at", MOMENT, None),
    ("sent_by_id", BIG_ID, "user_account"),
    ("validated_at", MOMENT, None),
    ("validated_by_id", BIG_ID, "user_account"),
)
STATES_BEFORE = "state IN ('draft', 'approved')"
STATES = "state IN ('draft', 'sent', 'validated', 'approved', 'returned')"
CHECKS = {
    "sent_iff_sent_at": "CASE state WHEN 'sent' THEN sent_at IS NOT NULL WHEN 'draft' THEN sent_at IS NULL WHEN 'returned' THEN sent_at IS NULL ELSE TRUE END",
    "validated_iff_validated_at": "CASE state WHEN 'validated' THEN validated_at IS NOT NULL WHEN 'approved' THEN TRUE ELSE validated_at IS NULL END",
    "validated_by_another": "validated_by_id IS NULL OR ((author_id IS NULL OR validated_by_id <> author_id) AND (sent_by_id IS NULL OR validated_by_id <> sent_by_id))",
    "approved_by_another": (
        "approved_by_id IS NULL OR ((author_id IS NULL OR approved_by_id <> author_id) AND (sent_by_id IS NULL OR approved_by_id <> sent_by_id) "
        "AND (validated_by_id IS NULL OR approved_by_id <> validated_by_id))"
    ),
}
INDEXES = {
    "ix_assessment_approved_by_id": ["approved_by_id"],
    "ix_assessment_author_id": ["author_id"],
    "ix_assessment_judged_by_id": ["judged_by_id"],
    "ix_assessment_methodology_id": ["methodology_id"],
    "ix_assessment_unit_id": ["unit_id"],
    "ix_assessment_state_year_methodology_id": ["state", "year", "methodology_id"],
}
NEW_INDEXES = {"ix_assessment_sent_by_id": ["sent_by_id"], "ix_assessment_validated_by_id": ["validated_by_id"]}
OLD_COLUMNS = (
    "id", "process_id", "year", "methodology_id", "unit_id", "state", "judged_band", "judged_from", "band_motivation", "judged_by_id", "judged_at",
    "judgment", "measures", "process_title", "unit_name", "assessed_on", "author_id", "approved_by_id", "approved_at", "edits", "version",
)  # fmt: skip
GUARDED_UPDATE = "assessment_approved_no_update"


def upgrade() -> None:
    op.create_table(
        "transition",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", BIG_ID, nullable=False),
        sa.Column("from_state", sa.String(length=20), nullable=False),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=True),
        sa.Column("acting_for_id", BIG_ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["acting_for_id"], ["user_account.id"], name="fk_transition_acting_for_id"),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_transition_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_transition"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_transition_acting_for_id", "transition", ["acting_for_id"])
    op.create_index("ix_transition_by_id", "transition", ["by_id"])
    op.create_index("ix_transition_kind_subject_id_id", "transition", ["kind", "subject_id", "id"])
    # What is known of those that were approved before: by whom and when. What they had seen nobody wrote down.
    op.execute(
        """
        INSERT INTO transition (kind, subject_id, from_state, to_state, action, by_id, at, reason, seen, fingerprint)
        SELECT 'assessment', id, 'draft', 'approved', 'approve', approved_by_id, approved_at, '', '', '' FROM assessment
        WHERE state = 'approved' ORDER BY approved_at, id
        """
    )
    if op.get_bind().dialect.name == "sqlite":
        _rebuilt(with_new=True)
        for statement in SQLITE_GUARDS:
            op.execute(statement)
        return
    for name, kind, target in ADDED:
        op.add_column("assessment", sa.Column(name, kind, nullable=True))
        if target:
            op.create_foreign_key(f"fk_assessment_{name}", "assessment", target, [name], ["id"])
    for name, columns in NEW_INDEXES.items():
        op.create_index(name, "assessment", columns)
    op.drop_constraint(op.f("ck_assessment_state_known"), "assessment", type_="check")
    for name, rule in {"state_known": STATES, **CHECKS}.items():
        op.create_check_constraint(op.f(f"ck_assessment_{name}"), "assessment", rule)
    op.execute(_function(goes_back=True))
    for statement in POSTGRESQL_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    """What was on its way is a draft again: two states are all that there were."""
    if op.get_bind().dialect.name == "sqlite":
        _rebuilt(with_new=False)
        op.drop_table("transition")
        return
    op.execute(_function(goes_back=False))
    for name in ("state_known", *CHECKS):
        op.drop_constraint(op.f(f"ck_assessment_{name}"), "assessment", type_="check")
    op.execute("UPDATE assessment SET state = 'draft' WHERE state NOT IN ('draft', 'approved')")
    op.create_check_constraint(op.f("ck_assessment_state_known"), "assessment", STATES_BEFORE)
    for name in NEW_INDEXES:
        op.drop_index(name, "assessment")
    for name, _kind, _target in ADDED:
        op.drop_column("assessment", name)
    op.drop_table("transition")
    op.execute("DROP FUNCTION transition_never_rewritten()")


def _function(*, goes_back: bool) -> str:
    changes = f"OLD.state = 'approved' AND (TG_OP = 'DELETE' OR NOT {GOES_BACK})" if goes_back else "OLD.state = 'approved'"
    asked = f"IF {changes} THEN RAISE EXCEPTION '{APPROVED_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
    return f"""
    CREATE OR REPLACE FUNCTION assessment_approved_never_changes() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        {asked}
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$
    """


def _rebuilt(*, with_new: bool) -> None:
    """SQLite changes no CHECK of a table that stands: the rows wait elsewhere while it is made anew under its name. What points to it waits with
    the check till the end; guards of other tables that ask it are put aside, for nothing can be dropped under them."""
    connection = op.get_bind()
    guards = _guards_that_ask(connection)
    given = connection.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'assessment'"))
    op.execute("PRAGMA defer_foreign_keys = ON")
    columns = ", ".join(OLD_COLUMNS)
    op.execute(f"CREATE TEMPORARY TABLE assessment_waiting AS SELECT {columns} FROM assessment")
    for name, _sql in guards:
        op.execute(f"DROP TRIGGER {name}")
    op.drop_table("assessment")
    _create(with_new=with_new)
    if not with_new:
        op.execute("UPDATE assessment_waiting SET state = 'draft' WHERE state NOT IN ('draft', 'approved')")
    op.execute(f"INSERT INTO assessment ({columns}) SELECT {columns} FROM assessment_waiting ORDER BY id")
    op.execute("DROP TABLE assessment_waiting")
    if given is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'assessment'")
        op.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('assessment', :seq)").bindparams(seq=given))
    for name, columns_of in (INDEXES | (NEW_INDEXES if with_new else {})).items():
        op.create_index(name, "assessment", columns_of)
    for name, sql in guards:
        connection.exec_driver_sql(_update_guard(with_new) if name == GUARDED_UPDATE else sql)


def _guards_that_ask(connection: sa.Connection) -> list[tuple[str, str]]:
    asking = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (tbl_name = 'assessment' OR sql LIKE '%assessment%') ORDER BY rowid"
    )
    return [(name, sql) for name, sql in connection.execute(sa.text(asking))]


def _update_guard(with_new: bool) -> str:
    when = f"OLD.state = 'approved' AND NOT {GOES_BACK}" if with_new else "OLD.state = 'approved'"
    return f"CREATE TRIGGER {GUARDED_UPDATE} BEFORE UPDATE ON assessment WHEN {when} BEGIN SELECT RAISE(ABORT, '{APPROVED_REFUSED}'); END"


def _create(*, with_new: bool) -> None:
    more = [sa.Column(name, kind, nullable=True) for name, kind, _target in ADDED] if with_new else []
    people = ["approved_by_id", "author_id", "judged_by_id", *(["sent_by_id", "validated_by_id"] if with_new else [])]
    rules = {"state_known": STATES, **CHECKS} if with_new else {"state_known": STATES_BEFORE}
    rules["approved_iff_approved_at"] = "(state = 'approved') = (approved_at IS NOT NULL)"
    others = {"methodology_id": "methodology", "process_id": "process", "unit_id": "org_unit"}
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
        *more,
        *(sa.CheckConstraint(rule, name=op.f(f"ck_assessment_{name}")) for name, rule in rules.items()),
        *(sa.ForeignKeyConstraint([name], ["user_account.id"], name=f"fk_assessment_{name}") for name in people),
        *(sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_assessment_{name}") for name, target in others.items()),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.UniqueConstraint("process_id", "year", name="uq_assessment_process_id_year"),
        sqlite_autoincrement=True,
    )
