"""What the RPCT makes of a monitoring, written before it is closed: its report says it for ever."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No row is touched: the triggers of 0031, which freeze closed sessions, stand."""
    op.add_column("monitoring_session", sa.Column("assessment", sa.Text, nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column("monitoring_session", "assessment")
