"""riskreg targets evaluate: what a script reads, from any file that the house reads, without a database."""

import csv
import io
import json

import pytest

from riskreg.tables.writing import xlsx_bytes
from tests.cli.command import Outcome, in_environment

pytestmark = pytest.mark.one_database

HEADS = ["id", "year", "target", "result", "direction"]
ROWS = [
    ["A1", "2025", "≥ 50%", "52,41%", ""],
    ["A2", "2025", "26%", "23%", "decrease"],
    ["A3", "2025", "1. Sì 2. 90%", "1. Sì 2. 80%", ""],
    ["A4", "2025", "Entro il 30/06", "10/07/2025", ""],
    ["A5", "2025", "≥ 90%", "n.d.", ""],
    ["A6", "2025", "<= -10", "-20.95", ""],
]
EXPECTED = ["yes", "yes", "partial", "no", "manual", "yes"]


def evaluate(path, *more: str) -> Outcome:
    return in_environment({"DATABASE_URL": "postgresql://nobody@localhost:1/nothing"}, "targets", "evaluate", str(path), *more)


def as_csv(rows, separator: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def answers(done: Outcome) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(done.out)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_separator_and_encoding(tmp_path, encoding, separator):
    rows = [[cell.replace("≥", ">=") for cell in row] for row in ROWS]  # Windows-1252 has no ≥
    file = tmp_path / "target.csv"
    file.write_bytes(as_csv([HEADS, *rows], separator).encode(encoding))
    done = evaluate(file)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[0] == "id,verdict,reason"
    assert [row["verdict"] for row in answers(done)] == EXPECTED
    assert [row["id"] for row in answers(done)] == [row[0] for row in ROWS]


def test_a_workbook_and_columns_in_italian_in_another_order(tmp_path):
    file = tmp_path / "target.xlsx"
    heads = ["Risultato", "Note", "Target", "Anno", "Codice", "Indicatore"]
    file.write_bytes(
        xlsx_bytes("Target", heads, [["23%", "", "26%", "2025", "1.1", "Incidenza oneri"], ["1,5", "", ">=1,4", "2025", "1.2", "Indice"]])
    )
    done = evaluate(file)
    assert [(row["id"], row["verdict"]) for row in answers(done)] == [("1.1", "manual"), ("1.2", "yes")]


def test_more_rows_than_a_page_takes_lines_in_cells_and_years_of_a_sheet(tmp_path):
    file = tmp_path / "target.csv"
    rows = [
        ["M1", "2025.0", "Entro il 30/06", "12/05/2025"],
        [],
        ["M2", "duemila", "≥ 3", "4"],
        ["M3", "2025", "1) Sì\n2) 90%", "1) Sì\n2) 95%"],
    ]
    rows += [[f"N{place}", "2025", "≥ 90%", "85%"] for place in range(10_000)]
    file.write_text(as_csv([["ID", "YEAR", "TARGET", "RESULT"], *rows], ","), encoding="utf-8")
    done = evaluate(file)
    assert (done.code, done.err) == (0, "")
    found = answers(done)
    assert [row["verdict"] for row in found[:4]] == ["yes", "yes", "yes", "no"]
    assert len(found) == 10_003


def test_json_has_the_share_attained(tmp_path):
    file = tmp_path / "target.csv"
    file.write_text(as_csv([HEADS, *ROWS], ","))
    told = json.loads(evaluate(file, "--json").out)
    assert told[0] == {
        "id": "A1",
        "verdict": "yes",
        "reason": "52,41 % ≥ 50 %: raggiunto",
        "attained": "1.0482",
        "formula": "risultato ÷ target = 52,41 ÷ 50 = 104,82 %",
    }
    assert [one["verdict"] for one in told] == EXPECTED


def test_an_earlier_row_of_the_same_indicator_is_what_its_target_speaks_of(tmp_path):
    file = tmp_path / "target.csv"
    file.write_text(
        as_csv([HEADS, ["A", "2024", "10", "12", ""], ["A", "2025", ">= 2024", "11", ""], ["B", "2025", ">= 2024", "11", ""]], ";")
    )
    assert [row["verdict"] for row in answers(evaluate(file))] == ["yes", "no", "manual"]


def test_no_reason_becomes_a_formula(tmp_path):
    file = tmp_path / "target.csv"
    file.write_text(as_csv([HEADS, ROWS[5]], ","))
    assert answers(evaluate(file))[0]["reason"] == "'-20,95 ≤ -10: raggiunto"


def test_a_row_whose_cells_slipped_is_left_to_a_person(tmp_path):
    file = tmp_path / "target.csv"
    file.write_text("id,year,target,result,direction\nA,2025,1,4,1,5,\nB,2025,5,6,\n")
    assert [row["verdict"] for row in answers(evaluate(file))] == ["manual", "yes"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("id,year,target\n1,2025,5\n", "manca la colonna «result»"),
        ("a,b\n1,2\n", "mancano le colonne"),
        ("id,year,target,result,result\n1,2025,5,6,7\n", "Due colonne si chiamano «result»"),
        ("", "vuoto"),
        ("id,year,target,result\n", "nessuna riga"),
    ],
)
def test_a_file_that_cannot_be_judged_is_refused_with_a_sentence(tmp_path, content, words):
    file = tmp_path / "target.csv"
    file.write_text(content)
    refused = evaluate(file)
    assert (refused.code, refused.out) == (1, "")
    assert words in refused.err


@pytest.mark.parametrize("arguments", [["no/such/file.csv"], [], ["--boh"]])
def test_wrong_use(arguments):
    assert in_environment({}, "targets", "evaluate", *arguments).code == 2
