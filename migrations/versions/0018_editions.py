"""Editions of the plan and what they say of each measure; what the body decided never changes, for the database too."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SORT_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")

REFUSED = "an adopted edition never changes"
DECIDED = "('adopted', 'published')"
ACT = ("first_year", "revision", "proposed_on", "act_body", "act_number", "adopted_on")
OTHER_ACT = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in ACT) + f" OR NEW.state NOT IN {DECIDED}"
OF_DECIDED = {
    "edition_measure": "(SELECT state FROM edition WHERE id = {row}.edition_id) IN ('adopted', 'published')",
    "edition_owner": """(
        SELECT state FROM edition JOIN edition_measure ON edition_measure.edition_id = edition.id WHERE edition_measure.id = {row}.line_id
    ) IN ('adopted', 'published')""",
}
SQLITE_TRIGGERS = [
    f"""
    CREATE TRIGGER edition_decided_no_update BEFORE UPDATE ON edition WHEN OLD.state IN {DECIDED} AND ({OTHER_ACT})
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    f"CREATE TRIGGER edition_decided_no_delete BEFORE DELETE ON edition WHEN OLD.state IN {DECIDED} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
    # INSERT OR REPLACE takes the old row away without asking the triggers above.
    """
    CREATE TRIGGER edition_decided_no_replace BEFORE INSERT ON edition
    WHEN EXISTS (
        SELECT 1 FROM edition WHERE (id = NEW.id OR (first_year = NEW.first_year AND revision = NEW.revision)) AND state IN ('adopted', 'published')
    )
    BEGIN SELECT RAISE(ABORT, 'an adopted edition never changes'); END
    """,
    *(
        f"""
        CREATE TRIGGER {table}_decided_no_{action.lower()} BEFORE {action} ON {table} WHEN {decided.format(row="NEW" if action == "INSERT" else "OLD")}
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
        """
        for table, decided in OF_DECIDED.items()
        for action in ("INSERT", "UPDATE", "DELETE")
    ),
]
POSTGRESQL_TRIGGERS = [
    f"""
    CREATE FUNCTION edition_decided_never_changes() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.state IN {DECIDED} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
            RETURN OLD;
        END IF;
        IF OLD.state IN {DECIDED} AND ({OTHER_ACT}) THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER edition_decided_no_change BEFORE UPDATE OR DELETE ON edition FOR EACH ROW EXECUTE FUNCTION edition_decided_never_changes()",
    *(
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
    ),
]


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("based_on_id", BIG_ID, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=True),
        sa.Column("act_body", sa.String(length=200), nullable=False),
        sa.Column("act_number", sa.String(length=60), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.String(length=500), nullable=False),
        sa.Column("edits", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'published') = (published_on IS NOT NULL)", name=op.f("ck_edition_published_iff_dated")),
        sa.CheckConstraint("(state IN ('adopted', 'published')) = (adopted_on IS NOT NULL)", name=op.f("ck_edition_adopted_iff_act_dated")),
        sa.CheckConstraint("adopted_on IS NULL OR (act_number <> '' AND act_body <> '')", name=op.f("ck_edition_act_said")),
        sa.CheckConstraint("published_on IS NULL OR published_at <> ''", name=op.f("ck_edition_published_somewhere")),
        sa.CheckConstraint("state = 'draft' OR proposed_on IS NOT NULL", name=op.f("ck_edition_proposed_before")),
        sa.CheckConstraint("state IN ('draft', 'proposed', 'adopted', 'published')", name=op.f("ck_edition_state_known")),
        sa.ForeignKeyConstraint(["based_on_id"], ["edition.id"], name="fk_edition_based_on_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edition_based_on_id", "edition", ["based_on_id"])
    op.create_index("uq_edition_first_year_revision", "edition", ["first_year", "revision"], unique=True)
    op.create_table(
        "edition_measure",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("measure_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("is_new", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("code_sort_key", SORT_KEY, nullable=False),
        sa.Column("code_fold", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("family", sa.String(length=1), nullable=True),
        sa.Column("measure_class", sa.String(length=20), nullable=True),
        sa.Column("is_mandatory", sa.Boolean(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("target", sa.String(length=500), nullable=False),
        sa.Column("timing", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("period", sa.String(length=20), nullable=True),
        sa.Column("occasion", sa.String(length=300), nullable=False),
        sa.CheckConstraint("(timing = 'by_date') = (due_on IS NOT NULL)", name=op.f("ck_edition_measure_due_iff_by_date")),
        sa.CheckConstraint("(timing = 'periodic') = (period IS NOT NULL)", name=op.f("ck_edition_measure_period_iff_periodic")),
        sa.CheckConstraint("choice <> 'removed' OR because <> ''", name=op.f("ck_edition_measure_removed_for_a_reason")),
        sa.CheckConstraint("choice IN ('confirmed', 'modified', 'new', 'steady', 'removed')", name=op.f("ck_edition_measure_choice_known")),
        sa.CheckConstraint("kind IN ('general', 'specific')", name=op.f("ck_edition_measure_kind_known")),
        sa.CheckConstraint("timing IN ('continuous', 'by_date', 'periodic', 'on_event')", name=op.f("ck_edition_measure_timing_known")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_edition_measure_edition_id"),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name="fk_edition_measure_measure_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edition_measure"),
        sa.UniqueConstraint("edition_id", "measure_id", name="uq_edition_measure_edition_id_measure_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edition_measure_edition_id_position", "edition_measure", ["edition_id", "position"])
    op.create_index("ix_edition_measure_measure_id", "edition_measure", ["measure_id"])
    op.create_index("uq_edition_measure_edition_id_code_fold", "edition_measure", ["edition_id", "code_fold"], unique=True)
    op.create_table(
        "edition_owner",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("line_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("figure_id", BIG_ID, nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.CheckConstraint("(kind = 'figure') = (figure_id IS NOT NULL)", name=op.f("ck_edition_owner_figure_iff_figure")),
        sa.CheckConstraint("(kind = 'unit') = (unit_id IS NOT NULL)", name=op.f("ck_edition_owner_unit_iff_unit")),
        sa.CheckConstraint("kind IN ('unit', 'figure') OR name <> ''", name=op.f("ck_edition_owner_named")),
        sa.CheckConstraint("kind IN ('unit', 'figure', 'group', 'outside', 'unlinked')", name=op.f("ck_edition_owner_kind_known")),
        sa.ForeignKeyConstraint(["figure_id"], ["figure.id"], name="fk_edition_owner_figure_id"),
        sa.ForeignKeyConstraint(["line_id"], ["edition_measure.id"], name="fk_edition_owner_line_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_edition_owner_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edition_owner"),
        sa.UniqueConstraint("line_id", "position", name="uq_edition_owner_line_id_position"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edition_owner_figure_id", "edition_owner", ["figure_id"])
    op.create_index("ix_edition_owner_unit_id", "edition_owner", ["unit_id"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if on_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    for table in ("edition_owner", "edition_measure", "edition"):
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {table}_decided_never_changes()")
