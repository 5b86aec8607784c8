"""riskreg report performance: a draft that says so; the kept bytes of what the organ has approved."""

import hashlib

from riskreg.core.extensions import db
from riskreg.performance.models import ReportDocument
from tests.cli.command import riskreg
from tests.factories import Factory


def test_a_draft_is_drawn_and_an_approved_one_is_what_was_kept(real_app, tmp_path):
    file = tmp_path / "relazione.html"
    Factory().closed_year(2025)
    ask = ("report", "performance", "--year", "2025", "--format", "html", "--output", str(file))
    drafted = riskreg(real_app, *ask)
    assert (drafted.code, "non ancora cominciata" in drafted.out) == (0, True)
    assert "BOZZA" in file.read_text()
    Factory().performance_report(2025, "approved")
    wanted = db.session.scalars(db.select(ReportDocument.sha256).where(ReportDocument.name == "html")).one()
    assert riskreg(real_app, *ask).code == 0
    assert hashlib.sha256(file.read_bytes()).hexdigest() == wanted


def test_a_year_without_indicators_has_no_report(real_app, tmp_path):
    found = riskreg(real_app, "report", "performance", "--year", "2019", "--output", str(tmp_path / "x.pdf"))
    assert found.code == 1
    assert "nessun indicatore" in found.err
