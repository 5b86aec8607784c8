"""Unit codes that sort by their numbers, and are one whatever their case and spaces.

Along with them: which kinds of body an office is for, how long a sign-in stays, and when a holder's name was erased.
"""

import sqlalchemy as sa
from alembic import op

from riskreg.domain.codes import code_sort_key, fold_code

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SORT_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    # A table that others refer to is not rebuilt on SQLite, and a new column there needs a default.
    op.add_column("org_unit", sa.Column("code_sort_key", SORT_KEY, server_default=sa.text("''"), nullable=False))
    op.add_column("org_unit", sa.Column("code_fold", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("figure_term", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("figure", sa.Column("body_kinds", sa.String(length=300), server_default=sa.text("''"), nullable=False))
    op.execute(
        "UPDATE figure SET body_kinds = 'camera_di_commercio' WHERE code IN ('president', 'secretary_general', 'registrar', 'auditors')"
    )
    op.create_index("ix_sign_in_session_expires_at", "sign_in_session", ["expires_at"])
    _fill()
    op.create_index("ix_org_unit_code_sort_key", "org_unit", ["code_sort_key"])
    op.create_index("uq_org_unit_code_fold", "org_unit", ["code_fold"], unique=True)


def _fill() -> None:
    """Of several units with one code the first keeps it; the others are told apart by their id after a space, which no
    folded code has, until somebody opens their sheet and is asked for another code."""
    unit = sa.table("org_unit", *(sa.column(name) for name in ("id", "code", "code_sort_key", "code_fold")))
    taken: set[str] = set()
    for row in op.get_bind().execute(sa.select(unit.c.id, unit.c.code).order_by(unit.c.id)).all():
        fold = fold_code(row.code)
        told_apart = f"{fold} {row.id}" if fold in taken else fold
        taken.add(fold)
        op.execute(sa.update(unit).where(unit.c.id == row.id).values(code_sort_key=code_sort_key(row.code), code_fold=told_apart))


def downgrade() -> None:
    op.drop_index("ix_sign_in_session_expires_at", "sign_in_session")
    op.drop_column("figure", "body_kinds")
    op.drop_column("figure_term", "erased_at")
    op.drop_index("uq_org_unit_code_fold", "org_unit")
    op.drop_index("ix_org_unit_code_sort_key", "org_unit")
    op.drop_column("org_unit", "code_fold")
    op.drop_column("org_unit", "code_sort_key")
