"""Indicators of performance that carry a measure of the anticorruption plan."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "indicator_measure",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("indicator_id", BIG_ID, sa.ForeignKey("indicator.id", name="fk_indicator_measure_indicator_id"), nullable=False),
        sa.Column("measure_id", BIG_ID, sa.ForeignKey("measure.id", name="fk_indicator_measure_measure_id"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_indicator_measure"),
        sa.UniqueConstraint("indicator_id", "measure_id", name="uq_indicator_measure_indicator_id_measure_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_indicator_measure_measure_id", "indicator_measure", ["measure_id"])


def downgrade() -> None:
    op.drop_table("indicator_measure")
