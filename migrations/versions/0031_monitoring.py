"""The monitoring of a semester: its session, a check of each measure, what is verified of them, and whether each measure is the right one. Nothing of a
closed session changes any more."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SAID = "a closed monitoring never changes"

CLOSED = "EXISTS (SELECT 1 FROM monitoring_session WHERE id = OLD.session_id AND closed_at IS NOT NULL)"
REFUSES = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
SQLITE_GUARDS = (
    f"CREATE TRIGGER monitoring_check_no_update BEFORE UPDATE ON monitoring_check WHEN {CLOSED} {REFUSES}",
    f"CREATE TRIGGER monitoring_check_no_delete BEFORE DELETE ON monitoring_check WHEN {CLOSED} {REFUSES}",
    f"CREATE TRIGGER monitoring_session_no_update BEFORE UPDATE ON monitoring_session WHEN OLD.closed_at IS NOT NULL {REFUSES}",
    f"CREATE TRIGGER monitoring_session_no_delete BEFORE DELETE ON monitoring_session WHEN OLD.closed_at IS NOT NULL {REFUSES}",
)
POSTGRESQL_GUARDS = (
    f"""
    CREATE FUNCTION monitoring_never_changes() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE FUNCTION monitoring_check_is_open() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF {CLOSED} THEN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER monitoring_check_no_change BEFORE DELETE OR UPDATE ON monitoring_check
    FOR EACH ROW EXECUTE FUNCTION monitoring_check_is_open()
    """,
    """
    CREATE TRIGGER monitoring_session_no_change BEFORE DELETE OR UPDATE ON monitoring_session
    FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION monitoring_never_changes()
    """,
)


def _to(table: str, name: str, on: str, *, null: bool = True) -> sa.Column:
    return sa.Column(name, BIG_ID, sa.ForeignKey(f"{on}.id", name=f"fk_{table}_{name}"), nullable=null)


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _session() -> None:
    op.create_table(
        "monitoring_session",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("half", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Date, nullable=False) for name in ("opens_on", "answer_by", "validate_by", "verify_by")),
        *_text("instructions"),
        sa.Column("told_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        _to("monitoring_session", "closed_by_id", "user_account"),
        *_text("outcome"),
        sa.PrimaryKeyConstraint("id", name="pk_monitoring_session"),
        sa.UniqueConstraint("year", "half", name="uq_monitoring_session_year_half"),
        sa.CheckConstraint("half IN (1, 2)", name="half_known"),
        sa.CheckConstraint("opens_on <= answer_by AND answer_by <= validate_by AND validate_by <= verify_by", name="days_in_order"),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome = '')", name="closed_iff_outcome"),
        sqlite_autoincrement=True,
    )
    _indexed("monitoring_session", "closed_by_id")


CHECKS = {
    "state_known": "state IN ('draft', 'sent', 'validated', 'returned', 'reopened')",
    "kind_known": "asked_kind IN ('general', 'specific')",
    "timing_known": "asked_timing IN ('continuous', 'by_date', 'periodic', 'on_event')",
    "outcome_known": "outcome IS NULL OR outcome IN ('done', 'on_track', 'late', 'not_done', 'not_applicable')",
    "reason_known": (
        "reason IS NULL OR reason IN ('people', 'money', 'supplier', 'systems', 'law', 'organisation', 'others', 'priority', 'too_much', 'other')"
    ),
    "answered_before_it_is_sent": "state NOT IN ('sent', 'validated') OR outcome IS NOT NULL",
    "sent_iff_under_way": "(state IN ('sent', 'validated')) = (sent_at IS NOT NULL)",
    "validated_iff_validated": "(state = 'validated') = (validated_at IS NOT NULL)",
    "nobody_validates_their_own": "validated_by_id IS NULL OR validated_by_id <> sent_by_id",
    "dropped_with_reason": "(dropped_on IS NULL) = (dropped_because = '')",
    "progress_in_hundredths": "progress IS NULL OR progress BETWEEN 0 AND 100",
    "complied_within_cases": "complied IS NULL OR (cases IS NOT NULL AND complied <= cases)",
}


def _check() -> None:
    op.create_table(
        "monitoring_check",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        _to("monitoring_check", "session_id", "monitoring_session", null=False),
        _to("monitoring_check", "measure_id", "measure", null=False),
        _to("monitoring_check", "process_id", "process"),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("dropped_on", sa.Date),
        *_text("dropped_because"),
        sa.Column("asked_kind", sa.String(20), nullable=False),
        sa.Column("asked_group", sa.String(20), nullable=False),
        sa.Column("asked_code", sa.String(30), nullable=False),
        sa.Column("asked_name", sa.String(500), nullable=False),
        *_text("asked_indicator"),
        sa.Column("asked_target", sa.String(500), nullable=False),
        sa.Column("asked_timing", sa.String(20), nullable=False),
        sa.Column("asked_due_on", sa.Date),
        sa.Column("asked_period", sa.String(20)),
        sa.Column("asked_occasion", sa.String(300), nullable=False),
        sa.Column("asked_since", sa.Date, nullable=False),
        sa.Column("asked_activated_on", sa.Date),
        sa.Column("asked_band_rank", sa.Integer),
        sa.Column("asked_top_band", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("asked_band", sa.String(60), nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("value", sa.String(500), nullable=False),
        sa.Column("progress", sa.Integer),
        *_text("note", "criticality"),
        sa.Column("reason", sa.String(20)),
        *_text("reason_note"),
        sa.Column("proposed_due_on", sa.Date),
        sa.Column("done_on", sa.Date),
        sa.Column("cases", sa.Integer),
        sa.Column("complied", sa.Integer),
        *_text("no_evidence_because"),
        _to("monitoring_check", "carried_from_id", "monitoring_check"),
        sa.Column("sent_at", MOMENT),
        _to("monitoring_check", "sent_by_id", "user_account"),
        sa.Column("validated_at", MOMENT),
        _to("monitoring_check", "validated_by_id", "user_account"),
        sa.Column("edits", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_monitoring_check"),
        *(sa.CheckConstraint(condition, name=name) for name, condition in CHECKS.items()),
        sqlite_autoincrement=True,
    )
    _indexed("monitoring_check", "measure_id", "process_id", "carried_from_id", "sent_by_id", "validated_by_id")
    op.create_index("ix_monitoring_check_session_id_state", "monitoring_check", ["session_id", "state"])
    of_process, of_body = sa.text("process_id IS NOT NULL"), sa.text("process_id IS NULL")
    op.create_index(
        "uq_monitoring_check_of_process", "monitoring_check", ["session_id", "measure_id", "process_id"], unique=True, sqlite_where=of_process,
        postgresql_where=of_process,
    )  # fmt: skip
    op.create_index(
        "uq_monitoring_check_of_body", "monitoring_check", ["session_id", "measure_id"], unique=True, sqlite_where=of_body, postgresql_where=of_body
    )  # fmt: skip
    op.create_table(
        "check_period",
        sa.Column("id", BIG_ID, nullable=False),
        _to("check_period", "check_id", "monitoring_check", null=False),
        sa.Column("first_on", sa.Date, nullable=False),
        sa.Column("last_on", sa.Date, nullable=False),
        sa.Column("done", sa.Boolean),
        sa.Column("value", sa.String(500), nullable=False),
        *_text("note"),
        sa.PrimaryKeyConstraint("id", name="pk_check_period"),
        sa.UniqueConstraint("check_id", "first_on", name="uq_check_period_check_id_first_on"),
        sa.CheckConstraint("last_on >= first_on", name="ends_after_start"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "check_contribution",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        _to("check_contribution", "check_id", "monitoring_check", null=False),
        _to("check_contribution", "unit_id", "org_unit"),
        _to("check_contribution", "figure_id", "figure"),
        sa.Column("outcome", sa.String(20), nullable=False),
        *_text("note"),
        _to("check_contribution", "by_id", "user_account"),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_check_contribution"),
        sa.CheckConstraint("outcome IN ('done', 'on_track', 'late', 'not_done', 'not_applicable')", name="outcome_known"),
        sa.CheckConstraint("(unit_id IS NULL) <> (figure_id IS NULL)", name="of_one"),
        sa.CheckConstraint("note <> ''", name="said"),
        sqlite_autoincrement=True,
    )
    _indexed("check_contribution", "unit_id", "figure_id", "by_id")
    for column, name in (("unit_id", "uq_check_contribution_unit"), ("figure_id", "uq_check_contribution_figure")):
        some = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "check_contribution", ["check_id", column], unique=True, sqlite_where=some, postgresql_where=some)


def _verification() -> None:
    op.create_table(
        "verification_draw",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        _to("verification_draw", "session_id", "monitoring_session", null=False),
        sa.Column("seed", sa.String(100), nullable=False),
        *_text("plan", "because"),
        sa.Column("declared_at", MOMENT, nullable=False),
        _to("verification_draw", "declared_by_id", "user_account"),
        sa.Column("drawn_at", MOMENT),
        _to("verification_draw", "drawn_by_id", "user_account"),
        *_text("rows"),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verification_draw"),
        sa.UniqueConstraint("session_id", "seed", name="uq_verification_draw_session_id_seed"),
        sa.CheckConstraint("(drawn_at IS NULL) = (rows = '') AND (drawn_at IS NULL) = (fingerprint = '')", name="drawn_with_its_list"),
        sa.CheckConstraint("drawn_at IS NULL OR drawn_at >= declared_at", name="seed_declared_before"),
        sqlite_autoincrement=True,
    )
    _indexed("verification_draw", "session_id", "declared_by_id", "drawn_by_id")
    op.create_table(
        "verification",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        _to("verification", "check_id", "monitoring_check", null=False),
        _to("verification", "draw_id", "verification_draw"),
        *_text("chosen_because"),
        sa.Column("finding", sa.String(20)),
        sa.Column("declared", sa.Text, nullable=False),
        *_text("looked_at", "found", "follow_up"),
        sa.Column("follow_up_by", sa.Date),
        sa.Column("followed_on", sa.Date),
        *_text("followed_how"),
        sa.Column("verified_at", MOMENT),
        _to("verification", "verified_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_verification"),
        sa.UniqueConstraint("draw_id", "check_id", name="uq_verification_draw_id_check_id"),
        sa.CheckConstraint("finding IS NULL OR finding IN ('positive', 'remarks', 'negative')", name="finding_known"),
        sa.CheckConstraint("(finding IS NULL) = (verified_at IS NULL)", name="found_iff_verified"),
        sa.CheckConstraint("(draw_id IS NULL) = (chosen_because <> '')", name="drawn_or_chosen"),
        sa.CheckConstraint("(follow_up_by IS NULL) = (follow_up = '')", name="follow_up_has_a_day"),
        sa.CheckConstraint("finding IS NULL OR finding = 'positive' OR follow_up <> ''", name="what_is_wrong_is_followed"),
        sa.CheckConstraint("(followed_on IS NULL) = (followed_how = '')", name="followed_says_how"),
        sqlite_autoincrement=True,
    )
    _indexed("verification", "check_id", "draw_id", "verified_by_id")
    op.create_table(
        "suitability",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        _to("suitability", "measure_id", "measure", null=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("judgment", sa.String(20), nullable=False),
        *_text("motivation"),
        sa.Column("follow", sa.String(20), nullable=False),
        _to("suitability", "merges_with_id", "measure"),
        sa.Column("judged_at", MOMENT, nullable=False),
        _to("suitability", "judged_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_suitability"),
        sa.UniqueConstraint("measure_id", "year", name="uq_suitability_measure_id_year"),
        sa.CheckConstraint("judgment IN ('suitable', 'strengthen', 'unsuitable')", name="judgment_known"),
        sa.CheckConstraint("follow IN ('keep', 'change', 'merge', 'drop')", name="follow_known"),
        sa.CheckConstraint("judgment = 'suitable' OR follow <> 'keep'", name="what_is_not_suitable_changes"),
        sa.CheckConstraint("(follow = 'merge') = (merges_with_id IS NOT NULL)", name="merged_with_another"),
        sa.CheckConstraint("merges_with_id IS NULL OR merges_with_id <> measure_id", name="not_with_itself"),
        sa.CheckConstraint("motivation <> ''", name="motivated"),
        sqlite_autoincrement=True,
    )
    _indexed("suitability", "year", "merges_with_id", "judged_by_id")


def upgrade() -> None:
    _session()
    _check()
    _verification()
    op.add_column("measure_activation", sa.Column("source", sa.String(60), nullable=False, server_default=""))
    for statement in SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_GUARDS:
            op.execute(f"DROP TRIGGER {statement.split()[2]}")
    else:
        op.execute("DROP TRIGGER monitoring_check_no_change ON monitoring_check")
        op.execute("DROP TRIGGER monitoring_session_no_change ON monitoring_session")
    op.drop_column("measure_activation", "source")
    for table in (
        "suitability", "verification", "verification_draw", "check_contribution", "check_period", "monitoring_check", "monitoring_session",
    ):  # fmt: skip
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION monitoring_check_is_open()")
        op.execute("DROP FUNCTION monitoring_never_changes()")
