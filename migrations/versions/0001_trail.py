"""The trail: an append-only table, guarded by the database itself, and the erasable personal values."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# If a later migration rebuilds audit_entry in batch mode, SQLite drops these with the old table: make them again there.
SQLITE_TRIGGERS = [
    f"""
    CREATE TRIGGER audit_entry_no_{action.lower()} BEFORE {action} ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
    """
    for action in ("UPDATE", "DELETE")
] + [
    # INSERT OR REPLACE takes the old row away without asking the trigger above.
    """
    CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
    WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id OR previous_hash = NEW.previous_hash)
    BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
    """
]
POSTGRESQL_TRIGGERS = [
    """
    CREATE FUNCTION audit_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit_entry is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_append_only()
    """,
    """
    CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_append_only()
    """,
]


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("tag", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("diff", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entry"),
        sa.UniqueConstraint("previous_hash", name="uq_audit_entry_previous_hash"),
    )
    op.create_index("ix_audit_entry_actor_id", "audit_entry", ["actor", "id"])
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_subject_id", "audit_entry", ["subject", "id"])
    op.create_index("ix_audit_entry_tag_id", "audit_entry", ["tag", "id"])
    op.create_table(
        "audit_personal",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("entry_id", BIG_ID, nullable=False),
        sa.Column("path", sa.String(length=160), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name="fk_audit_personal_entry_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_personal"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_personal_about", "audit_personal", ["about"])
    op.create_index("ix_audit_personal_entry_id", "audit_personal", ["entry_id"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if on_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_personal")
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_append_only()")
