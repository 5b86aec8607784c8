"""How documents look: sizes, colours, spaces. Everything stays legible printed without colours."""

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from riskreg.reports.tagged.document import Sheet
from riskreg.reports.tagged.tables import TableStyle
from riskreg.reports.tagged.words import TextStyle

INK, TEXT, MUTED, LINE, BLUE, WHITE = "#17324d", "#1a1a1a", "#4b5864", "#b4bfca", "#0066cc", "#ffffff"

SHADES = {1: "#e4f3e6", 2: "#ffe08a", 3: "#f5a25a", 4: "#b3263a", 5: "#5c1029"}
"""Of the bands, as on the pages (`static/riskreg.css`)."""

SHEET = Sheet(width=A4[0], height=A4[1], left=22 * mm, right=22 * mm, top=27 * mm, bottom=24 * mm)

BODY = TextStyle(10, 14.5, colour=TEXT)
BODY_BOLD = TextStyle(10, 14.5, bold=True, colour=TEXT)
LABEL = TextStyle(9.5, 14.5, bold=True, colour=INK)
NOTE = TextStyle(8.5, 12, colour=MUTED)
CELL = TextStyle(8.5, 11.5, colour=TEXT)
CELL_HEAD = TextStyle(8.5, 11.5, bold=True, colour=INK)
CAPTION = TextStyle(9, 12.5, bold=True, colour=INK)
FURNITURE = TextStyle(8, 10, colour=MUTED)

HEADINGS = {
    1: TextStyle(18, 23, bold=True, colour=INK),
    2: TextStyle(13.5, 18, bold=True, colour=INK),
    3: TextStyle(11, 15, bold=True, colour=INK),
}
ABOVE_HEADING = {1: 26, 2: 18, 3: 13}
BELOW_HEADING = {1: 8, 2: 5, 3: 3}

CONTENTS = (TextStyle(10, 16, bold=True, colour=INK), TextStyle(9.5, 14.5, colour=TEXT), TextStyle(9, 13.5, colour=MUTED))

BODY_NAME = TextStyle(13, 18, bold=True, colour=INK)
TITLE = TextStyle(30, 36, bold=True, colour=INK)
SUBTITLE = TextStyle(15, 21, colour=MUTED)
STATE = TextStyle(11, 14, bold=True, colour=INK)

TABLE = TableStyle(CELL, CELL_HEAD, CAPTION, head_fill="#e6ecf2", line=LINE, strong_line=INK)

PARAGRAPH_GAP = 7.0
AROUND = 12.0
"""Above and below tables and pictures."""
