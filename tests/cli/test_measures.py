"""riskreg measures import --edition: the general measures of a plan, from a fresh database to its figures."""

from pathlib import Path

import pytest

from tests.cli.command import riskreg

FILE = Path(__file__).parents[1] / "data" / "general_measures_2025_2027.csv"


def test_the_file_of_a_plan_gives_its_figures_and_again_changes_nothing(real_app):
    tried = riskreg(real_app, "measures", "import", str(FILE), "--edition", "2025-2027", "--dry-run")
    assert (tried.code, "38 da creare" in tried.out) == (0, True)
    done = riskreg(real_app, "measures", "import", str(FILE), "--edition", "2025-2027", "--json")
    assert (done.code, done.json["created"], done.json["applied"]) == (0, 38, True)
    said = riskreg(real_app, "figures", "--year", "2025", "--json").json
    assert (said["edition"], said["edition_state"]) == ("2025–2027", "draft")
    assert (said["general_measures"], said["consolidated"], said["new"], said["update_index_planned"]) == (38, 12, 26, "1.58")
    assert said["new_by_year"] == {"2025": 19, "2026": 5, "2027": 2}
    again = riskreg(real_app, "measures", "import", str(FILE), "--edition", "2025-2027", "--json")
    assert (again.code, again.json["unchanged"], again.json["applied"]) == (0, 38, False)


@pytest.mark.parametrize("edition", ["2025-2026", "piano"])
def test_what_is_no_edition_is_wrong_use(real_app, edition):
    assert riskreg(real_app, "measures", "import", str(FILE), "--edition", edition).code == 2


def test_one_bad_row_and_nothing_comes_in(real_app, tmp_path):
    bad = tmp_path / "piano.csv"
    bad.write_text(FILE.read_text(encoding="utf-8").replace("MG07,Tutela del whistleblower", "MG07,Tutela", 1), encoding="utf-8")
    done = riskreg(real_app, "measures", "import", str(bad), "--edition", "2025-2027")
    assert done.code == 1
    assert "Riga 8" in done.err
    assert riskreg(real_app, "figures", "--year", "2025", "--json").json["general_measures"] is None
