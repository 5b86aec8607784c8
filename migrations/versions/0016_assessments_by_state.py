"""Assessments are looked for by state first: drafts are few among many approved, and figures ask which methodologies a year was measured with."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_assessment_year_state", table_name="assessment")
    op.create_index("ix_assessment_state_year_methodology_id", "assessment", ["state", "year", "methodology_id"])


def downgrade() -> None:
    op.drop_index("ix_assessment_state_year_methodology_id", table_name="assessment")
    op.create_index("ix_assessment_year_state", "assessment", ["year", "state"])
