"""riskreg indicators import and export, and what `figures` says of them."""

from pathlib import Path

from tests.cli.command import riskreg

FILE = str(Path(__file__).parent.parent / "data" / "indicators_2025.csv")


def test_the_file_of_a_year_comes_in_and_the_figures_count_it(real_app, tmp_path):
    done = riskreg(real_app, "indicators", "import", FILE, "--year", "2025")
    assert (done.code, done.out) == (0, "Importazione eseguita. 124 righe create, nessuna modificata, nessuna già così.\n")
    found = riskreg(real_app, "figures", "--year", "2025", "--json").json
    assert found["indicators"] == 124
    assert sum(found["indicator_verdicts"].values()) == 124
    out = tmp_path / "indicatori.xlsx"
    assert riskreg(real_app, "indicators", "export", str(out)).code == 0
    again = riskreg(real_app, "indicators", "import", str(out), "--json").json
    assert (again["applied"], again["unchanged"]) == (False, 124)


def test_a_trial_changes_nothing(real_app):
    tried = riskreg(real_app, "indicators", "import", FILE, "--year", "2025", "--dry-run", "--json").json
    assert (tried["created"], tried["applied"]) == (124, False)
    assert riskreg(real_app, "figures", "--year", "2025", "--json").json["indicators"] == 0
