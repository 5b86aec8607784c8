"""The OIV's opinions on whether plan and performance go together, and the documents that a given one keeps: neither ever changes."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SAID = "a given opinion never changes"
REFUSES = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
THERE = {
    "coherence_opinion": "EXISTS (SELECT 1 FROM coherence_opinion WHERE id = NEW.id AND coherence_opinion.state = 'given')",
    "coherence_document": "EXISTS (SELECT 1 FROM coherence_document WHERE (id = NEW.id OR (opinion_id = NEW.opinion_id AND name = NEW.name)))",
}
SQLITE_TRIGGERS = [
    f"CREATE TRIGGER coherence_opinion_no_update BEFORE UPDATE ON coherence_opinion WHEN OLD.state = 'given' OR OLD.id <> NEW.id {REFUSES}",
    f"CREATE TRIGGER coherence_opinion_no_delete BEFORE DELETE ON coherence_opinion WHEN OLD.state = 'given' {REFUSES}",
    f"CREATE TRIGGER coherence_document_no_update BEFORE UPDATE ON coherence_document {REFUSES}",
    f"CREATE TRIGGER coherence_document_no_delete BEFORE DELETE ON coherence_document {REFUSES}",
    # INSERT OR REPLACE takes the old row away without asking the triggers above.
    *(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} {REFUSES}" for table, there in THERE.items()),
]
CALLS = "EXECUTE FUNCTION coherence_never_changes()"
POSTGRESQL_TRIGGERS = [
    (
        "CREATE FUNCTION coherence_never_changes() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    ),
    (
        "CREATE TRIGGER coherence_opinion_no_change BEFORE DELETE OR UPDATE ON coherence_opinion "
        f"FOR EACH ROW WHEN (OLD.state = 'given') {CALLS}"
    ),
    f"CREATE TRIGGER coherence_document_no_change BEFORE DELETE OR UPDATE ON coherence_document FOR EACH ROW {CALLS}",
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {CALLS}"
        for table in ("coherence_opinion", "coherence_document")
    ),
]


def _to(table: str, name: str, on: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, BIG_ID, sa.ForeignKey(f"{on}.id", name=f"fk_{table}_{name}"), nullable=null)


def upgrade() -> None:
    _opinions()
    _documents()
    for statement in SQLITE_TRIGGERS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_TRIGGERS:
        op.execute(statement)


def _opinions() -> None:
    op.create_table(
        "coherence_opinion",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        _to("coherence_opinion", "edition_id", "edition"),
        sa.Column("outcome", sa.String(20)),
        sa.Column("observations", sa.Text, nullable=False),
        sa.Column("given_on", sa.Date),
        sa.Column("protocol", sa.String(60), nullable=False),
        sa.Column("recorded_at", MOMENT),
        _to("coherence_opinion", "recorded_by_id", "user_account", null=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("edits", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_coherence_opinion"),
        sa.CheckConstraint("state IN ('draft', 'given')", name="state_known"),
        sa.CheckConstraint("outcome IS NULL OR outcome IN ('coherent', 'with_remarks', 'not_coherent')", name="outcome_known"),
        sa.CheckConstraint(
            "state = 'draft' OR (outcome IS NOT NULL AND given_on IS NOT NULL AND recorded_at IS NOT NULL AND sha256 <> '')",
            name="given_whole",
        ),
        sa.CheckConstraint("state = 'draft' OR outcome = 'coherent' OR observations <> ''", name="given_with_remarks"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_coherence_opinion_edition_id", "coherence_opinion", ["edition_id"])
    op.create_index("ix_coherence_opinion_recorded_by_id", "coherence_opinion", ["recorded_by_id"])
    op.create_index("ix_coherence_opinion_year_state", "coherence_opinion", ["year", "state"])
    draft = sa.text("state = 'draft'")
    op.create_index(
        "uq_coherence_opinion_one_draft", "coherence_opinion", ["year"], unique=True, sqlite_where=draft, postgresql_where=draft
    )


def _documents() -> None:
    op.create_table(
        "coherence_document",
        sa.Column("id", BIG_ID, nullable=False),
        _to("coherence_document", "opinion_id", "coherence_opinion"),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("mime", sa.String(100), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.CheckConstraint("size > 0", name="not_empty"),
        sa.PrimaryKeyConstraint("id", name="pk_coherence_document"),
        sa.UniqueConstraint("opinion_id", "name", name="uq_coherence_document_opinion_id_name"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("coherence_document")
    op.drop_table("coherence_opinion")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION coherence_never_changes()")
