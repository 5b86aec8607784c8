"""What serves an objective is named by its measure, which is one for life, and no longer by the line of one edition."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TABLE, ANEW = "edition_objective_measure", "edition_objective_measure_anew"
GUARD = f"{TABLE}_decided_no_change"
GUARDS = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name ORDER BY rowid").bindparams(name=TABLE)

MEASURE_OF_LINE = """
    SELECT link.id, link.objective_id, edition_measure.measure_id FROM edition_objective_measure AS link
    JOIN edition_measure ON edition_measure.id = link.line_id
"""
LINE_OF_MEASURE = """
    SELECT link.id, link.objective_id, edition_measure.id FROM edition_objective_measure AS link
    JOIN edition_objective ON edition_objective.id = link.objective_id
    JOIN edition_measure ON edition_measure.edition_id = edition_objective.edition_id AND edition_measure.measure_id = link.measure_id
"""
"""Number, objective, and what the link names from now on. What it cannot name is not there."""


def upgrade() -> None:
    _name_by("measure_id", MEASURE_OF_LINE, "line_id", target="measure")


def downgrade() -> None:
    """A link to a measure that is no line of the edition cannot be said any more, and goes."""
    _name_by("line_id", LINE_OF_MEASURE, "measure_id", target="edition_measure")


def _name_by(new: str, found: str, old: str, *, target: str) -> None:
    connection = op.get_bind()
    links = [dict(zip(("id", "objective_id", new), row, strict=True)) for row in connection.execute(sa.text(found))]
    if connection.dialect.name == "sqlite":
        _on_sqlite(new, links, target)
    else:
        _on_postgresql(new, links, old, target)


def _rows(name: str, new: str) -> sa.TableClause:
    return sa.table(name, sa.column("id"), sa.column("objective_id"), sa.column(new))


def _on_sqlite(new: str, links: list[dict[str, int]], target: str) -> None:
    """A table of the same name in its place: the guards go with the old one, and stand again as they were written. Numbers once given are
    not given again, for the trail names them."""
    connection = op.get_bind()
    guards = list(connection.scalars(GUARDS))
    given = connection.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name").bindparams(name=TABLE))
    op.create_table(
        ANEW,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("objective_id", BIG_ID, nullable=False),
        sa.Column(new, BIG_ID, nullable=False),
        sa.ForeignKeyConstraint([new], [f"{target}.id"], name=f"fk_{TABLE}_{new}"),
        sa.ForeignKeyConstraint(["objective_id"], ["edition_objective.id"], name=f"fk_{TABLE}_objective_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{TABLE}"),
        sa.UniqueConstraint("objective_id", new, name=f"uq_{TABLE}_objective_id_{new}"),
        sqlite_autoincrement=True,
    )
    op.bulk_insert(_rows(ANEW, new), links)
    op.drop_table(TABLE)
    op.rename_table(ANEW, TABLE)
    if given is not None:
        op.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name").bindparams(name=TABLE))
        op.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)").bindparams(name=TABLE, seq=given))
    op.create_index(f"ix_{TABLE}_{new}", TABLE, [new])
    for guard in guards:
        connection.exec_driver_sql(guard)


def _on_postgresql(new: str, links: list[dict[str, int]], old: str, target: str) -> None:
    """What the body decided is rewritten this once, with the guard aside."""
    op.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER {GUARD}")
    op.add_column(TABLE, sa.Column(new, BIG_ID, nullable=True))
    table = _rows(TABLE, new)
    if links:
        moved = table.update().where(table.c.id == sa.bindparam("number")).values({new: sa.bindparam("named")})
        op.get_bind().execute(moved, [{"number": link["id"], "named": link[new]} for link in links])
    op.execute(table.delete().where(table.c[new].is_(None)))
    op.drop_column(TABLE, old)
    op.alter_column(TABLE, new, nullable=False)
    op.create_foreign_key(f"fk_{TABLE}_{new}", TABLE, target, [new], ["id"])
    op.create_unique_constraint(f"uq_{TABLE}_objective_id_{new}", TABLE, ["objective_id", new])
    op.create_index(f"ix_{TABLE}_{new}", TABLE, [new])
    op.execute(f"ALTER TABLE {TABLE} ENABLE TRIGGER {GUARD}")
