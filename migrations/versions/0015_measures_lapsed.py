"""Measures: whether they ended with the events that they answered, and so come back with them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("measure", sa.Column("ended_with_events", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("measure", "ended_with_events")
