"""What becomes of a measure: obbligatoria or ulteriore, whether it can be kept up, when it was activated, its steps, how its deadline moved."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("measure", sa.Column("is_mandatory", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("measure", sa.Column("sustainability", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.create_index("ix_measure_due_on", "measure", ["due_on"])
    op.execute("UPDATE measure SET is_mandatory = false WHERE measure_class = 'ulteriori'")
    op.create_table(
        "measure_activation",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("measure_id", BIG_ID, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", BIG_ID, nullable=True),
        sa.CheckConstraint("because <> ''", name=op.f("ck_measure_activation_reason_said")),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name="fk_measure_activation_measure_id"),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name="fk_measure_activation_recorded_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_measure_activation"),
        sa.UniqueConstraint("measure_id", name="uq_measure_activation_measure_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_measure_activation_on", "measure_activation", ["on"])
    op.create_index("ix_measure_activation_recorded_by_id", "measure_activation", ["recorded_by_id"])
    op.create_table(
        "measure_milestone",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("measure_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name="fk_measure_milestone_measure_id"),
        sa.PrimaryKeyConstraint("id", name="pk_measure_milestone"),
        sa.UniqueConstraint("measure_id", "position", name="uq_measure_milestone_measure_id_position"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "measure_deadline",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("measure_id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("moved_by_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name="fk_measure_deadline_measure_id"),
        sa.ForeignKeyConstraint(["moved_by_id"], ["user_account.id"], name="fk_measure_deadline_moved_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_measure_deadline"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_measure_deadline_measure_id", "measure_deadline", ["measure_id"])
    op.create_index("ix_measure_deadline_moved_by_id", "measure_deadline", ["moved_by_id"])


def downgrade() -> None:
    op.drop_table("measure_deadline")
    op.drop_table("measure_milestone")
    op.drop_table("measure_activation")
    op.drop_index("ix_measure_due_on", table_name="measure")
    op.drop_column("measure", "sustainability")
    op.drop_column("measure", "is_mandatory")
