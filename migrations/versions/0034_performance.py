"""Performance: strategic areas, operational objectives, indicators with a target per year, results as they come in."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.Numeric


SAID = "a closed year of performance never changes"
TABLES = {"indicator_year": "year", "indicator_reading": "year_id"}
OF_YEAR = {
    "year": "EXISTS (SELECT 1 FROM performance_year WHERE year = {row}.year AND closed_at IS NOT NULL)",
    "year_id": "EXISTS (SELECT 1 FROM performance_year JOIN indicator_year ON indicator_year.year = performance_year.year "
    "WHERE indicator_year.id = {row}.year_id AND closed_at IS NOT NULL)",
}
REFUSES = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"


def _sqlite_guards() -> list[str]:
    found = [
        f"CREATE TRIGGER performance_year_no_{what} BEFORE {what.upper()} ON performance_year WHEN OLD.closed_at IS NOT NULL {REFUSES}"
        for what in ("update", "delete")
    ]
    for table, column in TABLES.items():
        for what, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD")):
            is_closed = OF_YEAR[column].format(row=row)
            found.append(f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table} WHEN {is_closed} {REFUSES}")
    return found


def _postgresql_guards() -> list[str]:
    raised = f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'"
    found = [
        f"CREATE FUNCTION performance_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raised}; END $$",
        (
            "CREATE TRIGGER performance_year_no_change BEFORE DELETE OR UPDATE ON performance_year "
            "FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) EXECUTE FUNCTION performance_never_changes()"
        ),
    ]
    for table, column in TABLES.items():
        old, new = OF_YEAR[column].format(row="OLD"), OF_YEAR[column].format(row="NEW")
        found += [
            (
                f"CREATE FUNCTION {table}_is_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF TG_OP = 'INSERT' THEN IF {new} THEN {raised}; END IF; RETURN NEW; END IF; "
                f"IF {old} THEN {raised}; END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
            ),
            f"CREATE TRIGGER {table}_no_change BEFORE INSERT OR DELETE OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_is_open()",
        ]
    for table in ("performance_year", *TABLES):
        found.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION performance_never_changes()"
        )
    return found


def _id(*, versioned: bool = True) -> list[sa.Column]:
    version = [sa.Column("version", sa.Integer, nullable=False, server_default="1")] if versioned else []
    return [sa.Column("id", BIG_ID, nullable=False), *version]


def _to(table: str, name: str, on: str, *, null: bool = True) -> sa.Column:
    return sa.Column(name, BIG_ID, sa.ForeignKey(f"{on}.id", name=f"fk_{table}_{name}"), nullable=null)


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _line(name: str, length: int, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=null)


def _sorted(*names: str) -> list[sa.Column]:
    """Names that sort byte by byte, the same on both databases."""
    return [sa.Column(name, sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False) for name in names]


def _edits() -> sa.Column:
    return sa.Column("edits", sa.Integer, nullable=False, server_default="0")


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def upgrade() -> None:
    _tree()
    _indicators()
    _years()
    _readings()
    for statement in _sqlite_guards() if op.get_bind().dialect.name == "sqlite" else _postgresql_guards():
        op.execute(statement)


def _tree() -> None:
    op.create_table(
        "strategic_area",
        *_id(),
        sa.Column("position", sa.Integer, nullable=False),
        _line("name", 300),
        sa.Column("name_fold", sa.String, nullable=False),
        *_text("description"),
        sa.PrimaryKeyConstraint("id", name="pk_strategic_area"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_strategic_area_name_fold", "strategic_area", ["name_fold"], unique=True)
    op.create_table(
        "performance_objective",
        *_id(),
        _to("performance_objective", "area_id", "strategic_area", null=False),
        sa.Column("position", sa.Integer, nullable=False),
        _line("code", 30),
        _line("name", 300),
        sa.Column("name_fold", sa.String, nullable=False),
        *_sorted("sort_key"),
        *_text("description"),
        _to("performance_objective", "plan_objective_id", "edition_objective"),
        sa.PrimaryKeyConstraint("id", name="pk_performance_objective"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_performance_objective_area_id_name_fold", "performance_objective", ["area_id", "name_fold"], unique=True)
    _indexed("performance_objective", "plan_objective_id")


FIGURES = (
    "('update_index', 'general_rate', 'consolidated_rate', 'specific_rate', 'mean_residual', 'overdue', 'assessed_in_time', 'oiv_index', "
    "'access_requests', 'corruption_events')"
)
WAY = "('increase', 'decrease', 'equal')"


def _indicators() -> None:
    op.create_table(
        "indicator",
        *_id(),
        _line("part", 20),
        _to("indicator", "area_id", "strategic_area", null=False),
        _to("indicator", "objective_id", "performance_objective"),
        sa.Column("position", sa.Integer, nullable=False),
        _line("code", 30),
        *_sorted("code_sort_key"),
        *_text("name"),
        *_sorted("sort_key"),
        *_text("description"),
        _line("typology", 100),
        _line("unit_of_measure", 100),
        *_text("algorithm"),
        _line("source", 300),
        _line("direction", 20, null=True),
        _line("direction_proposed", 20, null=True),
        _line("baseline", 300),
        sa.Column("weight", NUMBER(5, 2)),
        *_text("beneficiaries"),
        *(
            sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())
            for name in ("is_digital", "is_simpler", "is_pira", "is_anticorruption")
        ),
        _line("mission", 300),
        _line("programme", 300),
        _line("computed", 40, null=True),
        _edits(),
        sa.PrimaryKeyConstraint("id", name="pk_indicator"),
        sa.CheckConstraint("part IN ('public_value', 'performance', 'individual', 'pira')", name="part_known"),
        sa.CheckConstraint(f"direction IS NULL OR direction IN {WAY}", name="direction_known"),
        sa.CheckConstraint(f"direction_proposed IS NULL OR direction_proposed IN {WAY}", name="proposal_known"),
        sa.CheckConstraint("weight IS NULL OR (weight > 0 AND weight <= 100)", name="weight_in_hundredths"),
        sa.CheckConstraint("name <> ''", name="named"),
        sa.CheckConstraint(f"computed IS NULL OR computed IN {FIGURES}", name="figure_known"),
        sqlite_autoincrement=True,
    )
    _indexed("indicator", "objective_id", "code_sort_key", "typology", "computed")
    op.create_index("ix_indicator_part_position", "indicator", ["part", "position"])
    op.create_index("ix_indicator_area_id_position", "indicator", ["area_id", "position"])
    op.create_table(
        "indicator_owner",
        *_id(versioned=False),
        _to("indicator_owner", "indicator_id", "indicator", null=False),
        sa.Column("position", sa.Integer, nullable=False),
        _to("indicator_owner", "unit_id", "org_unit"),
        _line("name", 300),
        sa.PrimaryKeyConstraint("id", name="pk_indicator_owner"),
        sa.CheckConstraint("(unit_id IS NULL) = (name <> '')", name="unit_or_name"),
        sqlite_autoincrement=True,
    )
    _indexed("indicator_owner", "indicator_id", "unit_id")


def _years() -> None:
    op.create_table(
        "performance_year",
        *_id(),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("closed_at", MOMENT),
        _to("performance_year", "closed_by_id", "user_account"),
        _edits(),
        sa.PrimaryKeyConstraint("id", name="pk_performance_year"),
        sa.UniqueConstraint("year", name="uq_performance_year_year"),
        sqlite_autoincrement=True,
    )
    _indexed("performance_year", "closed_by_id")
    op.create_table(
        "indicator_year",
        *_id(),
        _to("indicator_year", "indicator_id", "indicator", null=False),
        sa.Column("year", sa.Integer, nullable=False),
        _line("target", 1000),
        _line("state", 20),
        _line("original", 1000),
        _line("act", 300),
        sa.Column("is_annotated", sa.Boolean, nullable=False),
        _line("verdict", 20),
        *_text("reason"),
        sa.Column("attained", NUMBER(10, 4)),
        _line("formula", 300),
        _line("set_verdict", 20, null=True),
        *_text("set_because"),
        sa.Column("set_at", MOMENT),
        _to("indicator_year", "set_by_id", "user_account"),
        _edits(),
        sa.PrimaryKeyConstraint("id", name="pk_indicator_year"),
        sa.UniqueConstraint("indicator_id", "year", name="uq_indicator_year_indicator_id_year"),
        sa.CheckConstraint("state IN ('set', 'changed', 'removed')", name="state_known"),
        sa.CheckConstraint("verdict IN ('yes', 'no', 'partial', 'manual')", name="verdict_known"),
        sa.CheckConstraint("set_verdict IS NULL OR set_verdict IN ('yes', 'no', 'partial')", name="set_verdict_known"),
        sa.CheckConstraint("(set_verdict IS NULL) = (set_because = '')", name="set_with_reason"),
        sa.CheckConstraint("state = 'removed' OR target <> ''", name="target_said"),
        sa.CheckConstraint("state = 'set' OR act <> ''", name="changed_by_an_act"),
        sqlite_autoincrement=True,
    )
    _indexed("indicator_year", "set_by_id")
    op.create_index("ix_indicator_year_year_verdict", "indicator_year", ["year", "verdict"])


def _readings() -> None:
    op.create_table(
        "indicator_reading",
        *_id(),
        _to("indicator_reading", "year_id", "indicator_year", null=False),
        _line("period", 10),
        _to("indicator_reading", "unit_id", "org_unit"),
        _line("value", 1000),
        *_text("note"),
        _line("state", 20),
        sa.Column("as_of", sa.Date),
        sa.Column("entered_at", MOMENT, nullable=False),
        _to("indicator_reading", "entered_by_id", "user_account"),
        sa.Column("verified_at", MOMENT),
        _to("indicator_reading", "verified_by_id", "user_account"),
        *_text("returned_because", "working"),
        sa.PrimaryKeyConstraint("id", name="pk_indicator_reading"),
        sa.CheckConstraint("period IN ('q1', 'q2', 'q3', 'q4', 'h1', 'h2', 'year')", name="period_known"),
        sa.CheckConstraint("state IN ('entered', 'returned', 'verified', 'closed')", name="state_known"),
        sa.CheckConstraint("period <> 'year' OR unit_id IS NULL", name="final_of_all"),
        sa.CheckConstraint("value <> ''", name="value_said"),
        sa.CheckConstraint("(state IN ('verified', 'closed')) = (verified_at IS NOT NULL)", name="verified_iff_verified"),
        sa.CheckConstraint("verified_by_id IS NULL OR verified_by_id <> entered_by_id", name="nobody_verifies_their_own"),
        sa.CheckConstraint("(as_of IS NULL) = (working = '')", name="measured_on_a_day"),
        sa.CheckConstraint("state <> 'returned' OR returned_because <> ''", name="returned_with_reason"),
        sqlite_autoincrement=True,
    )
    _indexed("indicator_reading", "unit_id", "entered_by_id", "verified_by_id")
    of_a_unit, of_all = sa.text("unit_id IS NOT NULL"), sa.text("unit_id IS NULL")
    op.create_index(
        "uq_indicator_reading_of_a_unit", "indicator_reading", ["year_id", "period", "unit_id"], unique=True, sqlite_where=of_a_unit,
        postgresql_where=of_a_unit,
    )  # fmt: skip
    op.create_index(
        "uq_indicator_reading_of_all", "indicator_reading", ["year_id", "period"], unique=True, sqlite_where=of_all, postgresql_where=of_all
    )


def downgrade() -> None:
    for table in (
        "indicator_reading", "indicator_year", "performance_year", "indicator_owner", "indicator", "performance_objective", "strategic_area",
    ):  # fmt: skip
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for name in ("indicator_reading_is_open", "indicator_year_is_open", "performance_never_changes"):
            op.execute(f"DROP FUNCTION {name}()")
