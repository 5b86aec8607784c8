"""The public pages that the body writes."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "body_page",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("slug IN ('accessibilita', 'privacy', 'contatti')", name=op.f("ck_body_page_slug_known")),
        sa.PrimaryKeyConstraint("id", name="pk_body_page"),
        sa.UniqueConstraint("slug", name="uq_body_page_slug"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("body_page")
