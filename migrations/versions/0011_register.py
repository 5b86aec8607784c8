"""Areas, processes, phases, risk events, measures."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SORT_KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "risk_area",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("code_sort_key", SORT_KEY, nullable=False),
        sa.Column("code_fold", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_risk_area"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_risk_area_code_sort_key", "risk_area", ["code_sort_key"])
    op.create_index("uq_risk_area_code_fold", "risk_area", ["code_fold"], unique=True)
    op.create_table(
        "process",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("code_sort_key", SORT_KEY, nullable=False),
        sa.Column("code_fold", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("area_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("retired_because", sa.Text(), nullable=False),
        sa.Column("edits", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("retired_on IS NULL OR retired_on >= active_from", name=op.f("ck_process_retired_after_active")),
        sa.ForeignKeyConstraint(["area_id"], ["risk_area.id"], name="fk_process_area_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_process_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_process"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_process_area_id", "process", ["area_id"])
    op.create_index("ix_process_code_sort_key", "process", ["code_sort_key"])
    op.create_index("ix_process_sort_key", "process", ["sort_key"])
    op.create_index("ix_process_unit_id", "process", ["unit_id"])
    op.create_index("uq_process_code_fold", "process", ["code_fold"], unique=True)
    op.create_table(
        "standing",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("process_id", BIG_ID, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("area_id", BIG_ID, nullable=False),
        sa.Column("inherent", sa.Numeric(precision=9, scale=2), nullable=True),
        sa.Column("residual", sa.Numeric(precision=9, scale=2), nullable=True),
        sa.Column("inherent_band", sa.String(length=40), nullable=False),
        sa.Column("computed_band", sa.String(length=40), nullable=False),
        sa.Column("band", sa.String(length=40), nullable=False),
        sa.Column("band_rank", sa.Integer(), nullable=False),
        sa.Column("computed_rank", sa.Integer(), nullable=False),
        sa.Column("inherent_rank", sa.Integer(), nullable=False),
        sa.Column("top_rank", sa.Integer(), nullable=False),
        sa.Column("needs_treatment", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["risk_area.id"], name="fk_standing_area_id"),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name="fk_standing_process_id"),
        sa.PrimaryKeyConstraint("id", name="pk_standing"),
        sa.UniqueConstraint("process_id", "year", name="uq_standing_process_id_year"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_standing_area_id", "standing", ["area_id"])
    op.create_index("ix_standing_year_band_rank", "standing", ["year", "band_rank"])
    op.create_table(
        "origin",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("from_subject", sa.String(length=60), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.CheckConstraint("how IN ('split', 'merged')", name=op.f("ck_origin_how_known")),
        sa.PrimaryKeyConstraint("id", name="pk_origin"),
        sa.UniqueConstraint("subject", "from_subject", name="uq_origin_subject_from_subject"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_origin_from_subject", "origin", ["from_subject"])
    op.create_table(
        "phase",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("process_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["process_id"], ["process.id"], name="fk_phase_process_id"),
        sa.PrimaryKeyConstraint("id", name="pk_phase"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_phase_process_id", "phase", ["process_id"])
    op.create_table(
        "risk_event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("phase_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name="fk_risk_event_phase_id"),
        sa.PrimaryKeyConstraint("id", name="pk_risk_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_risk_event_phase_id", "risk_event", ["phase_id"])
    op.create_table(
        "event_factor",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("event_id", BIG_ID, nullable=False),
        sa.Column("factor", sa.String(length=1), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("factor IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i')", name=op.f("ck_event_factor_factor_known")),
        sa.ForeignKeyConstraint(["event_id"], ["risk_event.id"], name="fk_event_factor_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event_factor"),
        sa.UniqueConstraint("event_id", "factor", name="uq_event_factor_event_id_factor"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_factor_factor_event_id", "event_factor", ["factor", "event_id"])
    op.create_table(
        "measure",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("code_sort_key", SORT_KEY, nullable=False),
        sa.Column("code_fold", sa.String(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("sort_key", SORT_KEY, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("family", sa.String(length=1), nullable=True),
        sa.Column("measure_class", sa.String(length=20), nullable=True),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("target", sa.String(length=500), nullable=False),
        sa.Column("timing", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("period", sa.String(length=20), nullable=True),
        sa.Column("occasion", sa.String(length=300), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=False),
        sa.Column("edits", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(kind = 'general') = (measure_class IS NOT NULL)", name=op.f("ck_measure_class_iff_general")),
        sa.CheckConstraint("(kind = 'specific') = (family IS NOT NULL)", name=op.f("ck_measure_family_iff_specific")),
        sa.CheckConstraint("(timing = 'by_date') = (due_on IS NOT NULL)", name=op.f("ck_measure_due_iff_by_date")),
        sa.CheckConstraint("(timing = 'periodic') = (period IS NOT NULL)", name=op.f("ck_measure_period_iff_periodic")),
        sa.CheckConstraint(
            "family IS NULL OR family IN ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i')", name=op.f("ck_measure_family_known")
        ),
        sa.CheckConstraint("kind IN ('general', 'specific')", name=op.f("ck_measure_kind_known")),
        sa.CheckConstraint(
            "measure_class IS NULL OR measure_class IN ('codice', 'rotazione', 'inconferibilita', 'incarichi', 'whistleblower', 'commissioni', 'pantouflage', 'formazione', 'portatori', 'trasparenza', 'ulteriori')",
            name=op.f("ck_measure_class_known"),
        ),
        sa.CheckConstraint(
            "period IS NULL OR period IN ('monthly', 'bimonthly', 'quarterly', 'four_monthly', 'half_yearly', 'yearly')",
            name=op.f("ck_measure_period_known"),
        ),
        sa.CheckConstraint("timing IN ('continuous', 'by_date', 'periodic', 'on_event')", name=op.f("ck_measure_timing_known")),
        sa.CheckConstraint("in_force_to IS NULL OR in_force_to >= in_force_from", name=op.f("ck_measure_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name="pk_measure"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_measure_code_sort_key", "measure", ["code_sort_key"])
    op.create_index("ix_measure_family", "measure", ["family"])
    op.create_index("ix_measure_in_force_from_in_force_to", "measure", ["in_force_from", "in_force_to"])
    op.create_index("ix_measure_kind_code_sort_key", "measure", ["kind", "code_sort_key"])
    op.create_index("ix_measure_measure_class", "measure", ["measure_class"])
    op.create_index("ix_measure_sort_key", "measure", ["sort_key"])
    op.create_index("uq_measure_code_fold", "measure", ["code_fold"], unique=True)
    op.create_table(
        "measure_event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("measure_id", BIG_ID, nullable=False),
        sa.Column("event_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["risk_event.id"], name="fk_measure_event_event_id"),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name="fk_measure_event_measure_id"),
        sa.PrimaryKeyConstraint("id", name="pk_measure_event"),
        sa.UniqueConstraint("measure_id", "event_id", name="uq_measure_event_measure_id_event_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_measure_event_event_id", "measure_event", ["event_id"])
    op.create_table(
        "measure_owner",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("measure_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("figure_id", BIG_ID, nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.CheckConstraint("(kind = 'figure') = (figure_id IS NOT NULL)", name=op.f("ck_measure_owner_figure_iff_figure")),
        sa.CheckConstraint("(kind = 'unit') = (unit_id IS NOT NULL)", name=op.f("ck_measure_owner_unit_iff_unit")),
        sa.CheckConstraint("kind IN ('unit', 'figure') OR name <> ''", name=op.f("ck_measure_owner_named")),
        sa.CheckConstraint("kind IN ('unit', 'figure', 'group', 'outside', 'unlinked')", name=op.f("ck_measure_owner_kind_known")),
        sa.ForeignKeyConstraint(["figure_id"], ["figure.id"], name="fk_measure_owner_figure_id"),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name="fk_measure_owner_measure_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["org_unit.id"], name="fk_measure_owner_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_measure_owner"),
        sa.UniqueConstraint("measure_id", "position", name="uq_measure_owner_measure_id_position"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_measure_owner_figure_id", "measure_owner", ["figure_id"])
    op.create_index("ix_measure_owner_kind_measure_id", "measure_owner", ["kind", "measure_id"])
    op.create_index("ix_measure_owner_unit_id", "measure_owner", ["unit_id"])


def downgrade() -> None:
    op.drop_table("measure_owner")
    op.drop_table("measure_event")
    op.drop_table("measure")
    op.drop_table("event_factor")
    op.drop_table("risk_event")
    op.drop_table("phase")
    op.drop_table("origin")
    op.drop_table("standing")
    op.drop_table("process")
    op.drop_table("risk_area")
