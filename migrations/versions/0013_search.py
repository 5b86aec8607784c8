"""What can be found."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORT_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")

# The words are plain and parted by blanks already (domain/searching.py): neither database has anything to decide about them.
ON_POSTGRESQL = ("CREATE INDEX ix_search_entry_words ON search_entry USING gin (to_tsvector('simple', words))",)

ADD = "INSERT INTO search_words (rowid, kind, words) VALUES (new.id, new.kind, new.words);"
TAKE_AWAY = "INSERT INTO search_words (search_words, rowid, kind, words) VALUES ('delete', old.id, old.kind, old.words);"
CHANGED = "old.kind <> new.kind OR old.words <> new.words"
ON_SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5 (kind, words, content='search_entry', content_rowid='id', tokenize='ascii', prefix='1 2')",
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN {ADD} END",
    f"CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN {TAKE_AWAY} END",
    f"CREATE TRIGGER search_entry_changed AFTER UPDATE OF kind, words ON search_entry WHEN {CHANGED} BEGIN {TAKE_AWAY} {ADD} END",
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("code_key", sa.String(), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("title_key", sa.String(), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_search_entry_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_search_entry"),
        sa.UniqueConstraint("subject", name="uq_search_entry_subject"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_search_entry_code_key", "search_entry", ["code_key"])
    op.create_index("ix_search_entry_kind_sort_key_unit_id", "search_entry", ["kind", "sort_key", "unit_id"])
    op.create_index("ix_search_entry_unit_id", "search_entry", ["unit_id"])
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")
