"""What the body decided is not replaced by another row of the same number, nor joined by one that is moved there, nor emptied at once, nor left
without its edition by another number."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

REFUSED = "an adopted edition never changes"
DECIDED = "('adopted', 'published')"
OF_EDITION = "(SELECT state FROM edition WHERE id = {row}.edition_id) IN " + DECIDED
OF_DECIDED = {
    "edition_measure": OF_EDITION,
    "edition_owner": """(
        SELECT state FROM edition JOIN edition_measure ON edition_measure.edition_id = edition.id WHERE edition_measure.id = {row}.line_id
    ) IN """
    + DECIDED,
    "edition_objective": OF_EDITION,
    "edition_section": OF_EDITION,
    "edition_objective_measure": """(
        SELECT state FROM edition JOIN edition_objective ON edition_objective.edition_id = edition.id WHERE edition_objective.id = {row}.objective_id
    ) IN """
    + DECIDED,
    "consultation": OF_EDITION,
    "contribution": """(
        SELECT state FROM edition JOIN consultation ON consultation.edition_id = edition.id WHERE consultation.id = {row}.consultation_id
    ) IN """
    + DECIDED,
}
ASKS = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"

# INSERT OR REPLACE and UPDATE OR REPLACE take the old row away without asking the triggers that refuse to delete it. A key that two rows may share
# names the edition, and what goes into a decided one is refused already: what is left is the number of the row.
SQLITE_TRIGGERS = {
    # Where foreign keys are not looked at, rows whose edition has another number would be nobody's, and free to change.
    "edition_decided_no_renumbering": f"""
    CREATE TRIGGER edition_decided_no_renumbering BEFORE UPDATE ON edition WHEN OLD.state IN {DECIDED} AND OLD.id <> NEW.id
    {ASKS}
    """,
    "edition_decided_no_replacing": f"""
    CREATE TRIGGER edition_decided_no_replacing BEFORE UPDATE ON edition
    WHEN EXISTS (
        SELECT 1 FROM edition AS kept
        WHERE kept.id <> OLD.id AND (kept.id = NEW.id OR (kept.first_year = NEW.first_year AND kept.revision = NEW.revision)) AND kept.state IN {DECIDED}
    )
    {ASKS}
    """,
    **{
        f"{table}_decided_no_replace": f"""
        CREATE TRIGGER {table}_decided_no_replace BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} AS kept WHERE kept.id = NEW.id AND {decided.format(row="kept")})
        {ASKS}
        """
        for table, decided in OF_DECIDED.items()
    },
    **{
        f"{table}_decided_no_replacing": f"""
        CREATE TRIGGER {table}_decided_no_replacing BEFORE UPDATE ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} AS kept WHERE kept.id = NEW.id AND kept.id <> OLD.id AND {decided.format(row="kept")})
        {ASKS}
        """
        for table, decided in OF_DECIDED.items()
    },
    # What 0021 did for objectives and texts.
    **{
        f"{table}_decided_no_moving_in": f"""
        CREATE TRIGGER {table}_decided_no_moving_in BEFORE UPDATE ON {table} WHEN {OF_DECIDED[table].format(row="NEW")}
        {ASKS}
        """
        for table in ("edition_measure", "edition_owner")
    },
}
EMPTIED = ("edition", *OF_DECIDED, "edition_document", "edition_reading")
NEVER_EMPTIED = f"""
    CREATE FUNCTION edition_decided_never_emptied() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF EXISTS (SELECT 1 FROM edition WHERE state IN {DECIDED}) THEN
            RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
"""
NEVER_RENUMBERED = f"""
    CREATE FUNCTION edition_number_never_changes() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF OLD.state IN {DECIDED} AND OLD.id <> NEW.id THEN
            RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_TRIGGERS.values():
            op.execute(statement)
        return
    op.execute(NEVER_RENUMBERED)
    op.execute(
        "CREATE TRIGGER edition_number_no_change BEFORE UPDATE ON edition FOR EACH ROW EXECUTE FUNCTION edition_number_never_changes()"
    )
    op.execute(NEVER_EMPTIED)
    for table in EMPTIED:
        op.execute(
            f"""
            CREATE TRIGGER {table}_decided_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION edition_decided_never_emptied()
            """
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
        return
    for table in EMPTIED:
        op.execute(f"DROP TRIGGER {table}_decided_no_truncate ON {table}")
    op.execute("DROP FUNCTION edition_decided_never_emptied()")
    op.execute("DROP TRIGGER edition_number_no_change ON edition")
    op.execute("DROP FUNCTION edition_number_never_changes()")
