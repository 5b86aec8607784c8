"""A workbook of the register written and read with nothing but the libraries: no legend, no lists to choose from, nothing checked."""

import sqlite3
from pathlib import Path

import openpyxl
import xlsxwriter

SHEETS = {
    "Processi": "SELECT p.id, p.code, p.name, a.code, u.code, p.description, p.input, p.output, p.active_from, p.retired_on FROM process p "
    "JOIN risk_area a ON a.id = p.area_id JOIN org_unit u ON u.id = p.unit_id ORDER BY p.code_sort_key, p.id",
    "Fasi": "SELECT f.id, f.process_id, p.code, f.name, f.description, f.retired_on FROM phase f JOIN process p ON p.id = f.process_id",
    "Eventi": "SELECT e.id, e.phase_id, p.code, f.name, e.name, e.description, "
    "(SELECT group_concat(factor) FROM event_factor WHERE event_id = e.id), e.retired_on FROM risk_event e JOIN phase f ON f.id = e.phase_id "
    "JOIN process p ON p.id = f.process_id",
    "Misure": "SELECT m.id, m.code, m.name, m.description, m.family, m.indicator, m.target, m.timing, m.due_on, m.period, m.occasion, "
    "m.in_force_from, m.is_mandatory, m.sustainability, (SELECT group_concat(event_id) FROM measure_event WHERE measure_id = m.id), "
    "(SELECT group_concat(e.name) FROM measure_event l JOIN risk_event e ON e.id = l.event_id WHERE l.measure_id = m.id), "
    "(SELECT group_concat(coalesce(u.code, o.name)) FROM measure_owner o LEFT JOIN org_unit u ON u.id = o.unit_id WHERE o.measure_id = m.id), "
    "m.in_force_to, m.ended_because FROM measure m WHERE m.kind = 'specific' ORDER BY m.code_sort_key, m.id",
}


def write(database: Path, path: Path) -> None:
    connection = sqlite3.connect(database)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        for name, statement in SHEETS.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(connection.execute(statement)):
                for place, value in enumerate(row):
                    sheet.write(number, place, value)
    connection.close()


def bring_in(database: Path, path: Path) -> int:
    """Names of measures that differ, in one transaction. How many there were."""
    book = openpyxl.load_workbook(path, read_only=True)
    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    connection = sqlite3.connect(database)
    stood = dict(connection.execute("SELECT id, name FROM measure").fetchall())
    heads = rows["Misure"][0]
    key, name = heads.index("ID"), heads.index("Misura")
    changed = [(row[name], row[key]) for row in rows["Misure"][1:] if row[key] in stood and stood[row[key]] != row[name]]
    connection.executemany("UPDATE measure SET name = ? WHERE id = ?", changed)
    connection.executemany("UPDATE search_entry SET title = ? WHERE subject = 'measure:' || ?", changed)
    connection.commit()
    connection.close()
    return len(changed)
