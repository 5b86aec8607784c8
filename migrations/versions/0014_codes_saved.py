"""Recovery codes: whether their owner has said that they are put away."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("second_factor", sa.Column("codes_saved_at", MOMENT, nullable=True))
    # Nobody was asked before: those who have a second factor are not told today that their paper is worth nothing.
    op.execute("UPDATE second_factor SET codes_saved_at = enabled_at")


def downgrade() -> None:
    op.drop_column("second_factor", "codes_saved_at")
