"""The documents that editions keep: those bytes, never written again, and gone only with a proposal that is withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REFUSED = "a kept document never changes"
DECIDED = "(SELECT state FROM edition WHERE id = OLD.edition_id) IN ('adopted', 'published')"
SQLITE_TRIGGERS = [
    f"""
    CREATE TRIGGER edition_document_no_update BEFORE UPDATE ON edition_document
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    f"""
    CREATE TRIGGER edition_document_decided_no_delete BEFORE DELETE ON edition_document WHEN {DECIDED}
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END
    """,
    # INSERT OR REPLACE takes the old row away without asking the trigger above.
    """
    CREATE TRIGGER edition_document_no_replace BEFORE INSERT ON edition_document
    WHEN EXISTS (SELECT 1 FROM edition_document WHERE id = NEW.id OR (edition_id = NEW.edition_id AND name = NEW.name))
    BEGIN SELECT RAISE(ABORT, 'a kept document never changes'); END
    """,
]
POSTGRESQL_TRIGGERS = [
    f"""
    CREATE FUNCTION edition_document_never_changes() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF TG_OP = 'UPDATE' OR {DECIDED} THEN
            RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END $$
    """,
    """
    CREATE TRIGGER edition_document_no_change BEFORE UPDATE OR DELETE ON edition_document
    FOR EACH ROW EXECUTE FUNCTION edition_document_never_changes()
    """,
]


def upgrade() -> None:
    op.create_table(
        "edition_document",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_edition_document_not_empty")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_edition_document_edition_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edition_document"),
        sa.UniqueConstraint("edition_id", "name", name="uq_edition_document_edition_id_name"),
        sqlite_autoincrement=True,
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if on_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("edition_document")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION edition_document_never_changes()")
