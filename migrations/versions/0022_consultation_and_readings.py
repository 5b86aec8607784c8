"""The consultation on a draft, with its contributions, closed for ever with the edition; who has read an adopted edition, and who was asked to."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

REFUSED = "an adopted edition never changes"
READ = "who has read an edition has read it"
OF_DECIDED = {
    "consultation": "(SELECT state FROM edition WHERE id = {row}.edition_id) IN ('adopted', 'published')",
    "contribution": """(
        SELECT state FROM edition JOIN consultation ON consultation.edition_id = edition.id WHERE consultation.id = {row}.consultation_id
    ) IN ('adopted', 'published')""",
}
SAID = (
    "consultation_id", "number", "received_on", "late_because", "source", "organisation", "user_id", "about", "text", "outcome", "because",
    "decided_by_id", "decided_at",
)  # fmt: skip
"""Of a contribution. The name of a person may still be taken out, and nothing put in its place."""


def _changed(differs: str) -> str:
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in SAID) + " OR NEW.person_name <> ''"


def _asked(table: str, action: str, differs: str) -> str:
    """When the change is refused."""
    decided = OF_DECIDED[table]
    both = f"({decided.format(row='OLD')} OR {decided.format(row='NEW')})"
    if action == "UPDATE":
        return f"{both} AND ({_changed(differs)})" if table == "contribution" else both
    return decided.format(row="NEW" if action == "INSERT" else "OLD")


SQLITE_TRIGGERS = [
    *(
        f"""
        CREATE TRIGGER {table}_decided_no_{action.lower()} BEFORE {action} ON {table} WHEN {_asked(table, action, "IS NOT")}
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
        """
        for table in OF_DECIDED
        for action in ("INSERT", "UPDATE", "DELETE")
    ),
    *(
        f"CREATE TRIGGER edition_reading_no_{action.lower()} BEFORE {action} ON edition_reading BEGIN SELECT RAISE(ABORT, '{READ}'); END"
        for action in ("UPDATE", "DELETE")
    ),
    # INSERT OR REPLACE takes the old row away without asking the triggers above.
    """
    CREATE TRIGGER edition_reading_no_replace BEFORE INSERT ON edition_reading
    WHEN EXISTS (SELECT 1 FROM edition_reading WHERE id = NEW.id OR (edition_id = NEW.edition_id AND user_id = NEW.user_id))
    BEGIN SELECT RAISE(ABORT, 'who has read an edition has read it'); END
    """,
]
POSTGRESQL_TRIGGERS = [
    *(
        statement
        for table in OF_DECIDED
        for statement in (
            f"""
            CREATE FUNCTION {table}_decided_never_changes() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN
                IF TG_OP = 'INSERT' THEN
                    IF {_asked(table, "INSERT", "")} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
                    RETURN NEW;
                ELSIF TG_OP = 'DELETE' THEN
                    IF {_asked(table, "DELETE", "")} THEN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
                    RETURN OLD;
                END IF;
                IF {_asked(table, "UPDATE", "IS DISTINCT FROM")} THEN
                    RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$
            """,
            f"""
            CREATE TRIGGER {table}_decided_no_change BEFORE INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_decided_never_changes()
            """,
        )
    ),
    f"""
    CREATE FUNCTION edition_reading_never_changes() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{READ}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER edition_reading_no_change BEFORE UPDATE OR DELETE ON edition_reading
    FOR EACH ROW EXECUTE FUNCTION edition_reading_never_changes()
    """,
]


def upgrade() -> None:
    op.create_table(
        "edition_reading",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_edition_reading_edition_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_edition_reading_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edition_reading"),
        sa.UniqueConstraint("edition_id", "user_id", name="uq_edition_reading_edition_id_user_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_edition_reading_user_id", "edition_reading", ["user_id"])
    op.create_table(
        "reading_reminder",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("by_id", BIG_ID, nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name="fk_reading_reminder_by_id"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_reading_reminder_edition_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_reading_reminder_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reading_reminder"),
        sa.UniqueConstraint("edition_id", "user_id", "on", name="uq_reading_reminder_edition_id_user_id_on"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reading_reminder_by_id", "reading_reminder", ["by_id"])
    op.create_index("ix_reading_reminder_user_id", "reading_reminder", ["user_id"])
    op.create_table(
        "consultation",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("published_at", sa.String(length=500), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_consultation_ends_after_start")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_consultation_edition_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consultation"),
        sa.UniqueConstraint("edition_id", name="uq_consultation_edition_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "contribution",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("consultation_id", BIG_ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("late_because", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("organisation", sa.String(length=300), nullable=False),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("user_id", BIG_ID, nullable=True),
        sa.Column("about", sa.String(length=1250), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("decided_by_id", BIG_ID, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_contribution_decided_iff_outcome")),
        sa.CheckConstraint("erased_at IS NULL OR person_name = ''", name=op.f("ck_contribution_erased_without_name")),
        sa.CheckConstraint("outcome IS NULL OR because <> ''", name=op.f("ck_contribution_outcome_for_a_reason")),
        sa.CheckConstraint("outcome IS NULL OR outcome IN ('accepted', 'partly', 'rejected')", name=op.f("ck_contribution_outcome_known")),
        sa.CheckConstraint(
            "source IN ('citizen', 'association', 'business', 'employee', 'organ', 'other')", name=op.f("ck_contribution_source_known")
        ),
        sa.CheckConstraint("user_id IS NULL OR person_name = ''", name=op.f("ck_contribution_one_author")),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name="fk_contribution_consultation_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name="fk_contribution_decided_by_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_contribution_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contribution"),
        sa.UniqueConstraint("consultation_id", "number", name="uq_contribution_consultation_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_contribution_decided_by_id", "contribution", ["decided_by_id"])
    op.create_index("ix_contribution_user_id", "contribution", ["user_id"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if on_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in ("contribution", "consultation", "reading_reminder", "edition_reading"):
        op.drop_table(table)
        if on_postgresql and table in OF_DECIDED:
            op.execute(f"DROP FUNCTION {table}_decided_never_changes()")
    if on_postgresql:
        op.execute("DROP FUNCTION edition_reading_never_changes()")
