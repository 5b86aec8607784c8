"""Strategic objectives of an edition with the lines that serve them, and what it says in words; what the body decided never changes."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

REFUSED = "an adopted edition never changes"
OF_EDITION = "(SELECT state FROM edition WHERE id = {row}.edition_id) IN ('adopted', 'published')"
OF_DECIDED = {
    "edition_objective": OF_EDITION,
    "edition_section": OF_EDITION,
    "edition_objective_measure": """(
        SELECT state FROM edition JOIN edition_objective ON edition_objective.edition_id = edition.id WHERE edition_objective.id = {row}.objective_id
    ) IN ('adopted', 'published')""",
}
SQLITE_TRIGGERS = [
    f"""
    CREATE TRIGGER {table}_decided_no_{action.lower()} BEFORE {action} ON {table} WHEN {decided.format(row="NEW" if action == "INSERT" else "OLD")}
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """
    for table, decided in OF_DECIDED.items()
    for action in ("INSERT", "UPDATE", "DELETE")
] + [
    # What is moved into a decided edition changes it too.
    f"""
    CREATE TRIGGER {table}_decided_no_moving_in BEFORE UPDATE ON {table} WHEN {decided.format(row="NEW")}
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """
    for table, decided in OF_DECIDED.items()
]
POSTGRESQL_TRIGGERS = [
    statement
    for table, decided in OF_DECIDED.items()
    for statement in (
        f"""
        CREATE FUNCTION {table}_decided_never_changes() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF TG_OP <> 'INSERT' THEN
                IF {decided.format(row="OLD")} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            IF {decided.format(row="NEW")} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
            RETURN NEW;
        END $$
        """,
        f"""
        CREATE TRIGGER {table}_decided_no_change BEFORE INSERT OR UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_decided_never_changes()
        """,
    )
]


def upgrade() -> None:
    op.create_table(
        "edition_objective",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("first_id", BIG_ID, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("code_fold", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_edition_objective_edition_id"),
        sa.ForeignKeyConstraint(["first_id"], ["edition_objective.id"], name="fk_edition_objective_first_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edition_objective"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edition_objective_edition_id_position", "edition_objective", ["edition_id", "position"])
    op.create_index("ix_edition_objective_first_id", "edition_objective", ["first_id"])
    op.create_index("uq_edition_objective_edition_id_code_fold", "edition_objective", ["edition_id", "code_fold"], unique=True)
    op.create_table(
        "edition_objective_measure",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("objective_id", BIG_ID, nullable=False),
        sa.Column("line_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["edition_measure.id"], name="fk_edition_objective_measure_line_id"),
        sa.ForeignKeyConstraint(["objective_id"], ["edition_objective.id"], name="fk_edition_objective_measure_objective_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edition_objective_measure"),
        sa.UniqueConstraint("objective_id", "line_id", name="uq_edition_objective_measure_objective_id_line_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edition_objective_measure_line_id", "edition_objective_measure", ["line_id"])
    op.create_table(
        "edition_section",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("resolved", sa.Text(), nullable=False),
        sa.CheckConstraint("heading <> '' AND text <> ''", name=op.f("ck_edition_section_says_something")),
        sa.CheckConstraint("place IN ('opening', 'sheets', 'measures', 'closing')", name=op.f("ck_edition_section_place_known")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_edition_section_edition_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edition_section"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edition_section_edition_id_position", "edition_section", ["edition_id", "position"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if on_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    for table in ("edition_section", "edition_objective_measure", "edition_objective"):
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_decided_never_changes()")
