"""Charts of a workbook: the program that opens it draws them, from the cells of the table above."""

from typing import Any

SHADES = ("#E4F3E6", "#FFE08A", "#F5A25A", "#B3263A", "#5C1029")
TEXTURES = ("", "light_upward_diagonal", "diagonal_brick", "narrow_horizontal", "")
"""As on pages: without colours they are told apart all the same."""

INK, WIDTH, BAR, COLUMNS_HEIGHT, ROOM, ROW = "#17324D", 980, 24, 300, 110, 20


def draw(book: Any, sheet: Any, chart: Any, table: Any, row: int) -> int:
    """`row`: the first below the table; how many rows the chart takes."""
    first, last = row - len(table.rows), row - 1
    made = book.add_chart(
        {"type": "column" if chart.are_columns else "bar", "subtype": "clustered" if len(chart.places) == 1 else "stacked"}
    )
    for shade, place in enumerate(chart.places):
        made.add_series(
            {
                "name": [sheet.name, first - 1, place], "categories": [sheet.name, first, 0, last, 0], "values": [sheet.name, first, place, last, place],
                "border": {"color": INK}, "gap": 45, **_fill(shade),
            }
        )  # fmt: skip
    made.set_title({"name": chart.title, "name_font": {"size": 12, "color": INK}})
    made.set_legend({"none": True} if len(chart.places) == 1 else {"position": "top"})
    made.set_x_axis({"major_gridlines": {"visible": False}, "num_format": "0"} if not chart.are_columns else {})
    made.set_y_axis({"reverse": True} if not chart.are_columns else {"min": 0, "max": 100, "num_format": "0"})
    height = COLUMNS_HEIGHT if chart.are_columns else ROOM + BAR * len(table.rows)
    made.set_size({"width": WIDTH, "height": height})
    sheet.insert_chart(row + 1, 0, made, {"description": chart.words, "object_position": 1})
    return 2 + -(-height // ROW)


def _fill(shade: int) -> dict[str, Any]:
    colour, texture = SHADES[shade % len(SHADES)], TEXTURES[shade % len(TEXTURES)]
    return {"pattern": {"pattern": texture, "fg_color": INK, "bg_color": colour}} if texture else {"fill": {"color": colour}}
