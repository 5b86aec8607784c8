"""Methodologies and ANAC's names for what is ours."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORT_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)

# What was published stays as it was: the row may only be retired, once. It cannot be a draft again, for a draft has no `published_at`. `sort_key` and `version` say nothing of it.
# Where it came from may be forgotten, when that draft is thrown away.
# If a later migration rebuilds the table in batch mode, SQLite drops the triggers with the old one: make them again there.
KEPT = ("name", "kind", "source", "note", "content", "published_at")
SQLITE_TRIGGERS = [
    f"""
    CREATE TRIGGER methodology_no_change BEFORE UPDATE ON methodology
    WHEN NEW.id IS NOT OLD.id OR (OLD.state = 'retired' AND NEW.state <> 'retired')
      OR (OLD.state = 'retired' AND NEW.retired_at IS NOT OLD.retired_at)
      OR (OLD.state <> 'draft' AND ({" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in KEPT)}
      OR (NEW.based_on_id IS NOT NULL AND NEW.based_on_id IS NOT OLD.based_on_id)))
    BEGIN SELECT RAISE(ABORT, 'a published methodology never changes'); END
    """,
    """
    CREATE TRIGGER methodology_no_delete BEFORE DELETE ON methodology WHEN OLD.state <> 'draft'
    BEGIN SELECT RAISE(ABORT, 'a published methodology never changes'); END
    """,
    # INSERT OR REPLACE takes the old row away without asking the trigger above.
    """
    CREATE TRIGGER methodology_no_replace BEFORE INSERT ON methodology
    WHEN EXISTS (SELECT 1 FROM methodology WHERE (id = NEW.id OR name = NEW.name) AND state <> 'draft')
    BEGIN SELECT RAISE(ABORT, 'a published methodology never changes'); END
    """,
]
POSTGRESQL_TRIGGERS = [
    """
    CREATE FUNCTION methodology_never_changes() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a published methodology never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE TRIGGER methodology_no_change BEFORE UPDATE ON methodology FOR EACH ROW
    WHEN (NEW.id IS DISTINCT FROM OLD.id OR (OLD.state = 'retired' AND NEW.state <> 'retired')
      OR (OLD.state = 'retired' AND NEW.retired_at IS DISTINCT FROM OLD.retired_at)
      OR (OLD.state <> 'draft' AND ({" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in KEPT)}
      OR (NEW.based_on_id IS NOT NULL AND NEW.based_on_id IS DISTINCT FROM OLD.based_on_id))))
    EXECUTE FUNCTION methodology_never_changes()
    """,
    """
    CREATE TRIGGER methodology_no_delete BEFORE DELETE ON methodology FOR EACH ROW WHEN (OLD.state <> 'draft')
    EXECUTE FUNCTION methodology_never_changes()
    """,
    """
    CREATE TRIGGER methodology_no_truncate BEFORE TRUNCATE ON methodology
    FOR EACH STATEMENT EXECUTE FUNCTION methodology_never_changes()
    """,
]


def upgrade() -> None:
    op.create_table(
        "methodology",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("based_on_id", BIG_ID, nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'draft') = (published_at IS NULL)", name=op.f("ck_methodology_draft_iff_unpublished")),
        sa.CheckConstraint("(state = 'retired') = (retired_at IS NOT NULL)", name=op.f("ck_methodology_retired_iff_retired_at")),
        sa.CheckConstraint("kind IN ('numeric', 'ordinal')", name=op.f("ck_methodology_kind_known")),
        sa.CheckConstraint("state IN ('draft', 'published', 'retired')", name=op.f("ck_methodology_state_known")),
        sa.ForeignKeyConstraint(["based_on_id"], ["methodology.id"], name="fk_methodology_based_on_id"),
        sa.PrimaryKeyConstraint("id", name="pk_methodology"),
        sa.UniqueConstraint("name", name="uq_methodology_name"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_methodology_based_on_id", "methodology", ["based_on_id"])
    op.create_index("ix_methodology_sort_key", "methodology", ["sort_key"])
    op.create_index("ix_methodology_state", "methodology", ["state"])
    op.create_table(
        "anac_mapping",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ours", sa.String(length=40), nullable=False),
        sa.Column("theirs", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("row", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("kind IN ('area', 'class', 'family')", name=op.f("ck_anac_mapping_kind_known")),
        sa.PrimaryKeyConstraint("id", name="pk_anac_mapping"),
        sa.UniqueConstraint("year", "kind", "ours", name="uq_anac_mapping_year_kind_ours"),
        sqlite_autoincrement=True,
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_TRIGGERS if on_sqlite else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("anac_mapping")
    op.drop_table("methodology")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION methodology_never_changes()")
