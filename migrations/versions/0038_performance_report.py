"""The Relazione sulla performance of a year: its steps, what it says in words, and the documents that it keeps for ever."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

SAID = "an approved performance report never changes"
FROZEN = "OLD.state <> 'draft'"
APPROVED = ("id", "year", "revision", "revised_because", "act_body", "act_number", "approved_on")
JUDGED = ("oiv_outcome", "oiv_on", "oiv_protocol", "oiv_text")
OTHER = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in APPROVED)
OTHER_JUDGMENT = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in JUDGED)
REWRITTEN = f"{FROZEN} AND (NEW.state = 'draft' OR OLD.state = 'published' OR {OTHER} OR (OLD.oiv_on IS NOT NULL AND (NEW.oiv_on IS NULL OR {OTHER_JUDGMENT})))"
"""The act, once there; the OIV's judgment, once there; nothing any more once it is published."""

OF_REPORT = "(SELECT state FROM performance_report WHERE id = {row}.report_id) <> 'draft'"
SECTION, DOCUMENT = "performance_report_section", "performance_report_document"


def on_sqlite() -> Iterator[tuple[str, str]]:
    refuses = f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for name, says in _sqlite():
        yield name, f"BEFORE {says} {refuses}"


def _sqlite() -> Iterator[tuple[str, str]]:
    yield "performance_report_no_update", f"UPDATE ON performance_report WHEN {REWRITTEN}"
    yield "performance_report_no_delete", f"DELETE ON performance_report WHEN {FROZEN}"
    same = "id = NEW.id OR (year = NEW.year AND revision = NEW.revision)"
    there = f"SELECT 1 FROM performance_report WHERE ({same}) AND state <> 'draft'"
    yield "performance_report_no_replace", f"INSERT ON performance_report WHEN EXISTS ({there})"
    yield f"{SECTION}_no_insert", f"INSERT ON {SECTION} WHEN {OF_REPORT.format(row='NEW')}"
    yield f"{SECTION}_no_update", f"UPDATE ON {SECTION} WHEN {OF_REPORT.format(row='OLD')}"
    yield f"{SECTION}_no_moving_in", f"UPDATE ON {SECTION} WHEN {OF_REPORT.format(row='NEW')}"
    yield f"{SECTION}_no_delete", f"DELETE ON {SECTION} WHEN {OF_REPORT.format(row='OLD')}"
    kept = f"SELECT 1 FROM {SECTION} AS kept WHERE kept.id = NEW.id AND {OF_REPORT.format(row='kept')}"
    yield f"{SECTION}_no_replace", f"INSERT ON {SECTION} WHEN EXISTS ({kept})"
    yield f"{DOCUMENT}_no_update", f"UPDATE ON {DOCUMENT}"
    yield f"{DOCUMENT}_no_delete", f"DELETE ON {DOCUMENT}"
    same = "id = NEW.id OR (report_id = NEW.report_id AND name = NEW.name)"
    yield f"{DOCUMENT}_no_replace", f"INSERT ON {DOCUMENT} WHEN EXISTS (SELECT 1 FROM {DOCUMENT} WHERE {same})"


# PostgreSQL: a trigger says when it is asked, its function what it refuses


def on_postgresql() -> Iterator[tuple[str, str]]:
    yield from _asked("performance_report", "DELETE OR UPDATE", _of_report())
    yield from _asked(SECTION, "INSERT OR DELETE OR UPDATE", _of_section())
    yield from _asked(DOCUMENT, "DELETE OR UPDATE", f"BEGIN {_raises()} END")
    for table in ("performance_report", SECTION, DOCUMENT):
        function = "EXECUTE FUNCTION performance_report_never_emptied()"
        yield f"{table}_no_truncate", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {function}"
    approved = "EXISTS (SELECT 1 FROM performance_report WHERE state <> 'draft')"
    yield "performance_report_never_emptied", f"BEGIN IF {approved} THEN {_raises()} END IF; RETURN NULL; END"


def _asked(table: str, when: str, body: str) -> Iterator[tuple[str, str]]:
    yield f"{table}_no_change", f"BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_never_changes()"
    yield f"{table}_never_changes", body


def _raises() -> str:
    return f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation';"


def _if(asked: str) -> str:
    return f"IF {asked} THEN {_raises()} END IF;"


def _of_report() -> str:
    return f"BEGIN IF TG_OP = 'DELETE' THEN {_if(FROZEN)} RETURN OLD; END IF; {_if(REWRITTEN)} RETURN NEW; END"


def _of_section() -> str:
    was, would_be = _if(OF_REPORT.format(row="OLD")), _if(OF_REPORT.format(row="NEW"))
    return f"BEGIN IF TG_OP <> 'INSERT' THEN {was} END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; {would_be} RETURN NEW; END"


def _id(*, versioned: bool = True) -> list[sa.Column]:
    version = [sa.Column("version", sa.Integer, nullable=False, server_default="1")] if versioned else []
    return [sa.Column("id", BIG_ID, nullable=False), *version]


def _line(name: str, length: int, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=null)


def _to_report(table: str) -> sa.Column:
    return sa.Column("report_id", BIG_ID, sa.ForeignKey("performance_report.id", name=f"fk_{table}_report_id"), nullable=False)


def upgrade() -> None:
    _reports()
    _sections()
    _documents()
    on_postgres = op.get_bind().dialect.name == "postgresql"
    if not on_postgres:
        for name, says in on_sqlite():
            op.execute(f"CREATE TRIGGER {name} {says}")
        return
    made = sorted(on_postgresql(), key=lambda each: each[1].startswith("BEFORE"))
    for name, says in made:
        is_trigger = says.startswith("BEFORE")
        op.execute(
            f"CREATE TRIGGER {name} {says}" if is_trigger else f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {says} $$"
        )


def _reports() -> None:
    op.create_table(
        "performance_report",
        *_id(),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False, server_default="0"),
        _line("state", 20),
        sa.Column("revised_because", sa.Text, nullable=False),
        _line("act_body", 200),
        _line("act_number", 60),
        sa.Column("approved_on", sa.Date),
        sa.Column("recorded_at", MOMENT),
        _line("oiv_outcome", 20, null=True),
        sa.Column("oiv_on", sa.Date),
        _line("oiv_protocol", 60),
        sa.Column("oiv_text", sa.Text, nullable=False),
        sa.Column("published_on", sa.Date),
        _line("published_at", 500),
        sa.PrimaryKeyConstraint("id", name="pk_performance_report"),
        sa.CheckConstraint("state IN ('draft', 'approved', 'validated', 'refused', 'published')", name="state_known"),
        sa.CheckConstraint("oiv_outcome IS NULL OR oiv_outcome IN ('validated', 'with_remarks', 'refused')", name="outcome_known"),
        sa.CheckConstraint("(state = 'draft') = (approved_on IS NULL)", name="approved_iff_act_dated"),
        sa.CheckConstraint("approved_on IS NULL OR (act_number <> '' AND act_body <> '')", name="act_said"),
        sa.CheckConstraint("(state IN ('draft', 'approved')) = (oiv_outcome IS NULL)", name="judged_iff_outcome"),
        sa.CheckConstraint(
            "(oiv_outcome IS NULL) = (oiv_on IS NULL) AND (oiv_outcome IS NULL OR oiv_protocol <> '')", name="judgment_said"
        ),
        sa.CheckConstraint("oiv_outcome IS NULL OR (oiv_outcome = 'refused') = (state = 'refused')", name="refused_iff_refused"),
        sa.CheckConstraint("oiv_outcome IS NULL OR oiv_outcome = 'validated' OR oiv_text <> ''", name="remarks_said"),
        sa.CheckConstraint("(state = 'published') = (published_on IS NOT NULL)", name="published_iff_dated"),
        sa.CheckConstraint("published_on IS NULL OR published_at <> ''", name="published_somewhere"),
        sqlite_autoincrement=True,
    )
    op.create_index("uq_performance_report_year_revision", "performance_report", ["year", "revision"], unique=True)
    op.create_index("ix_performance_report_state", "performance_report", ["state"])


def _sections() -> None:
    op.create_table(
        SECTION,
        *_id(),
        _to_report(SECTION),
        _line("section", 20),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{SECTION}"),
        sa.UniqueConstraint("report_id", "section", name=f"uq_{SECTION}_report_id_section"),
        sa.CheckConstraint(
            "section IN ('presentation', 'context', 'resources', 'equality', 'critical', 'process', 'conclusions')", name="section_known"
        ),
        sqlite_autoincrement=True,
    )


def _documents() -> None:
    op.create_table(
        DOCUMENT,
        *_id(versioned=False),
        _to_report(DOCUMENT),
        _line("name", 20),
        _line("file_name", 120),
        _line("mime", 100),
        sa.Column("size", sa.BigInteger, nullable=False),
        _line("sha256", 64),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{DOCUMENT}"),
        sa.UniqueConstraint("report_id", "name", name=f"uq_{DOCUMENT}_report_id_name"),
        sa.CheckConstraint("size > 0", name="not_empty"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in (DOCUMENT, SECTION, "performance_report"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in (
            f"{DOCUMENT}_never_changes",
            f"{SECTION}_never_changes",
            "performance_report_never_changes",
            "performance_report_never_emptied",
        ):
            op.execute(f"DROP FUNCTION {name}()")
