"""Collection rounds of performance: what each asks of whom, who was asked again, and the sample that is looked at; a closed one never changes."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

SAID = "a closed round of performance never changes"
CHILDREN = {
    "performance_request": "EXISTS (SELECT 1 FROM performance_round WHERE id = {row}.round_id AND closed_at IS NOT NULL)",
    "performance_draw": "EXISTS (SELECT 1 FROM performance_round WHERE id = {row}.round_id AND closed_at IS NOT NULL)",
    "performance_inspection": "EXISTS (SELECT 1 FROM performance_draw JOIN performance_round ON performance_round.id = performance_draw.round_id "
    "WHERE performance_draw.id = {row}.draw_id AND closed_at IS NOT NULL)",
}
READING = (
    "({row}.period <> 'year' OR {row}.state = 'closed') AND EXISTS (SELECT 1 FROM performance_round JOIN indicator_year "
    "ON indicator_year.year = performance_round.year WHERE indicator_year.id = {row}.year_id AND performance_round.period = {row}.period "
    "AND closed_at IS NOT NULL)"
)
GUARDED = {
    **{table: (table, is_closed) for table, is_closed in CHILDREN.items()},
    "indicator_reading_round": ("indicator_reading", READING),
}
REFUSES = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"


def _sqlite_guards() -> list[str]:
    found = [
        f"CREATE TRIGGER performance_round_no_{what} BEFORE {what.upper()} ON performance_round WHEN OLD.closed_at IS NOT NULL {REFUSES}"
        for what in ("update", "delete")
    ]
    for name, (table, is_closed) in GUARDED.items():
        for what, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
            found.append(f"CREATE TRIGGER {name}_no_{what} BEFORE {what.upper()} ON {table} WHEN {is_closed.format(row=row)} {REFUSES}")
    return found


def _postgresql_guards() -> list[str]:
    raised = f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'"
    found = [
        f"CREATE FUNCTION performance_round_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised}; END $$",
        (
            "CREATE TRIGGER performance_round_no_change BEFORE DELETE OR UPDATE ON performance_round "
            "FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION performance_round_never_changes()"
        ),
    ]
    for name, (table, is_closed) in GUARDED.items():
        old, new = is_closed.format(row="OLD"), is_closed.format(row="NEW")
        found += [
            (
                f"CREATE FUNCTION {name}_is_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF TG_OP = 'INSERT' THEN IF {new} THEN {raised}; END IF; RETURN NEW; END IF; "
                f"IF {old} THEN {raised}; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
            ),
            f"CREATE TRIGGER {name}_no_change BEFORE INSERT OR DELETE OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}_is_open()",
        ]
    for table in ("performance_round", *CHILDREN):
        found.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION performance_round_never_changes()"
        )
    return found


def _id(*, versioned: bool = True) -> list[sa.Column]:
    version = [sa.Column("version", sa.Integer, nullable=False, server_default="1")] if versioned else []
    return [sa.Column("id", BIG_ID, nullable=False), *version]


def _to(table: str, name: str, on: str, *, null: bool = True) -> sa.Column:
    return sa.Column(name, BIG_ID, sa.ForeignKey(f"{on}.id", name=f"fk_{table}_{name}"), nullable=null)


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _day(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date, nullable=null)


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def upgrade() -> None:
    op.add_column("indicator_reading", sa.Column("standing", sa.String(20)))
    op.add_column("indicator_reading", sa.Column("standing_said", sa.Text, server_default=sa.text("''"), nullable=False))
    _rounds()
    _requests()
    _nudges()
    _samples()
    for statement in _sqlite_guards() if op.get_bind().dialect.name == "sqlite" else _postgresql_guards():
        op.execute(statement)


def _rounds() -> None:
    table = "performance_round"
    op.create_table(
        table,
        *_id(),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        *(_day(name) for name in ("opens_on", "enter_by", "verify_by")),
        *_text("instructions", "extended_because"),
        sa.Column("told_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        _to(table, "closed_by_id", "user_account"),
        *_text("closed_because"),
        sa.PrimaryKeyConstraint("id", name="pk_performance_round"),
        sa.UniqueConstraint("year", "period", name="uq_performance_round_year_period"),
        sa.CheckConstraint("period IN ('q1', 'q2', 'q3', 'q4', 'h1', 'h2', 'year')", name="period_known"),
        sa.CheckConstraint("opens_on <= enter_by AND enter_by <= verify_by", name="days_in_order"),
        sqlite_autoincrement=True,
    )
    _indexed(table, "closed_by_id")
    is_open = sa.text("closed_at IS NULL")
    op.create_index("ix_performance_round_open", table, ["opens_on"], sqlite_where=is_open, postgresql_where=is_open)


def _requests() -> None:
    table = "performance_request"
    op.create_table(
        table,
        *_id(),
        _to(table, "round_id", "performance_round", null=False),
        _to(table, "year_id", "indicator_year", null=False),
        _to(table, "unit_id", "org_unit"),
        _to(table, "answers_id", "org_unit"),
        sa.Column("of_area", sa.Boolean, nullable=False),
        _day("enter_by", null=True),
        *_text("extended_because"),
        _day("dropped_on", null=True),
        *_text("dropped_because"),
        sa.PrimaryKeyConstraint("id", name="pk_performance_request"),
        sa.CheckConstraint("(enter_by IS NULL) = (extended_because = '')", name="extended_with_reason"),
        sa.CheckConstraint("(dropped_on IS NULL) = (dropped_because = '')", name="dropped_with_reason"),
        sqlite_autoincrement=True,
    )
    _indexed(table, "year_id", "unit_id", "answers_id")
    of_a_unit, of_all = sa.text("unit_id IS NOT NULL"), sa.text("unit_id IS NULL")
    op.create_index(
        "uq_performance_request_of_a_unit",
        table,
        ["round_id", "year_id", "unit_id"],
        unique=True,
        sqlite_where=of_a_unit,
        postgresql_where=of_a_unit,
    )
    op.create_index(
        "uq_performance_request_of_all", table, ["round_id", "year_id"], unique=True, sqlite_where=of_all, postgresql_where=of_all
    )


def _nudges() -> None:
    table = "performance_nudge"
    op.create_table(
        table,
        *_id(versioned=False),
        _to(table, "request_id", "performance_request", null=False),
        _to(table, "user_id", "user_account", null=False),
        _to(table, "by_id", "user_account"),
        _day("on"),
        sa.Column("state", sa.String(20), nullable=False),
        _day("due_on"),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_performance_nudge"),
        sa.UniqueConstraint("request_id", "user_id", "on", name="uq_performance_nudge_request_id_user_id_on"),
        sqlite_autoincrement=True,
    )
    _indexed(table, "user_id", "by_id")


def _samples() -> None:
    table = "performance_draw"
    op.create_table(
        table,
        *_id(),
        _to(table, "round_id", "performance_round", null=False),
        sa.Column("seed", sa.String(100), nullable=False),
        sa.Column("percent", sa.Integer, nullable=False),
        sa.Column("declared_at", MOMENT, nullable=False),
        _to(table, "declared_by_id", "user_account"),
        sa.Column("drawn_at", MOMENT),
        _to(table, "drawn_by_id", "user_account"),
        *_text("rows"),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_performance_draw"),
        sa.UniqueConstraint("round_id", name="uq_performance_draw_round_id"),
        sa.CheckConstraint("percent > 0 AND percent <= 100", name="share_in_hundredths"),
        sa.CheckConstraint("(drawn_at IS NULL) = (rows = '') AND (drawn_at IS NULL) = (fingerprint = '')", name="drawn_with_its_list"),
        sa.CheckConstraint("drawn_at IS NULL OR drawn_at >= declared_at", name="seed_declared_before"),
        sqlite_autoincrement=True,
    )
    _indexed(table, "declared_by_id", "drawn_by_id")
    table = "performance_inspection"
    op.create_table(
        table,
        *_id(),
        _to(table, "draw_id", "performance_draw", null=False),
        _to(table, "request_id", "performance_request", null=False),
        sa.Column("finding", sa.String(20)),
        *_text("declared", "looked_at", "found"),
        sa.Column("checked_at", MOMENT),
        _to(table, "checked_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_performance_inspection"),
        sa.UniqueConstraint("draw_id", "request_id", name="uq_performance_inspection_draw_id_request_id"),
        sa.CheckConstraint("finding IS NULL OR finding IN ('confirmed', 'not_confirmed')", name="finding_known"),
        sa.CheckConstraint("(finding IS NULL) = (checked_at IS NULL)", name="found_iff_checked"),
        sa.CheckConstraint("finding IS NULL OR looked_at <> ''", name="says_what_was_looked_at"),
        sqlite_autoincrement=True,
    )
    _indexed(table, "request_id", "checked_by_id")


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for what in ("insert", "update", "delete") if is_sqlite else ():
        op.execute(f"DROP TRIGGER indicator_reading_round_no_{what}")
    if not is_sqlite:
        op.execute("DROP TRIGGER indicator_reading_round_no_change ON indicator_reading")
    for column in ("standing", "standing_said"):
        op.drop_column("indicator_reading", column)
    for table in ("performance_inspection", "performance_draw", "performance_nudge", "performance_request", "performance_round"):
        op.drop_table(table)
    for name in () if is_sqlite else (*GUARDED, ""):
        op.execute(f"DROP FUNCTION {name}_is_open()" if name else "DROP FUNCTION performance_round_never_changes()")
