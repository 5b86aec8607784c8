"""Pictures say what their numbers say: to who sees, who listens, who prints in grey, who looks from a telephone."""

import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from riskreg.domain.bands import shade
from riskreg.web import pictures
from riskreg.web.pictures import Band, Bar, Column, Process

SVG = "{http://www.w3.org/2000/svg}"
BANDS = [Band("MEDIO", 2, Decimal(9)), Band("BASSO", 1, Decimal(4)), Band("ALTO", 3, Decimal(25))]
NASTY = "<script>alert(\"x\")</script> & 'Società' \x0b\ufffe"


def process(number, before="ALTO", after="BASSO", **more):
    scores = {"inherent": Decimal("16.00"), "residual": Decimal("3.20")}
    return Process(f"B.{number:02}", f"Processo {number}", f"/registro/{number}", before, after, **(scores | more))


def address(before, after):
    return f"/registro?prima={before}&dopo={after}"


def drawn(picture):
    """Its elements; that it can be read at all is the first test of each."""
    return ET.fromstring(str(picture.svg))  # noqa: S314  # our own


def links(picture):
    return {one.get("href"): one.findtext(f"{SVG}title") for one in drawn(picture).iter(f"{SVG}a")}


def words(picture):
    return ["".join(one.itertext()) for one in drawn(picture).iter(f"{SVG}text")]


def table(picture):
    return [[cell.text for cell in row] for row in picture.rows]


def every_picture(label="Contratti"):
    counts = {"BASSO": 1, "MEDIO": 0, "ALTO": 12}
    few = [Process(label, label, f"/registro?nome={label}", "ALTO", "BASSO", Decimal(16), Decimal("3.2"))]
    return {
        "few": pictures.arrows("uno", few, BANDS, caption=label),
        "many": pictures.crossing("due", {("ALTO", "BASSO"): 50}, BANDS, caption=label, cell_url=address),
        "bars": pictures.bars("tre", [Bar(label, "/a", counts, {"ALTO": f"/a?fascia={label}"})], BANDS, caption=label),
        "columns": pictures.columns("quattro", [Column(label, Decimal("5.75"), "/b")], caption=label),
    }


@pytest.mark.parametrize("which", ["few", "many", "bars", "columns"])
def test_a_picture_is_named_described_and_keeps_the_policy_of_the_pages(which):
    picture = every_picture()[which]
    svg = drawn(picture)
    parts = {one.get("id"): "".join(one.itertext()) for one in svg.iter() if one.get("id")}
    assert parts[svg.get("aria-labelledby")] == "Contratti"
    assert len(parts[svg.get("aria-describedby")]) > 10
    assert not [one for one in svg.iter() if "style" in one.attrib or one.tag == f"{SVG}style"]
    assert svg.get("width") == "100%"
    assert "viewBox" not in svg.attrib, "what is scaled has no letters of 12 pixels on a telephone"


@pytest.mark.parametrize("which", ["few", "many", "bars", "columns"])
def test_names_cannot_become_anything_else(which):
    picture = every_picture(NASTY)[which]
    assert "<script" not in picture.svg
    assert not list(drawn(picture).iter(f"{SVG}script"))


def test_few_processes_have_an_arrow_each_that_leads_to_the_process():
    same = process(2, "ALTO", "ALTO", inherent=Decimal(20), residual=Decimal(20))
    picture = pictures.arrows("mappa", [process(1), same], BANDS, caption="Rischio")
    assert links(picture) == {
        "/registro/1": "B.01, 16,00 → 3,20: Processo 1, da 16,00 (ALTO) a 3,20 (BASSO)",
        "/registro/2": "B.02, 20,00 → 20,00: Processo 2, da 20,00 (ALTO) a 20,00 (ALTO)",
    }
    assert table(picture) == [["B.02 Processo 2", "20,00 (ALTO)", "20,00 (ALTO)"], ["B.01 Processo 1", "16,00 (ALTO)", "3,20 (BASSO)"]]
    line = next(one for one in drawn(picture).iter(f"{SVG}line"))
    assert Decimal(line.get("x2")[:-1]) < Decimal(line.get("x1")[:-1]), "the arrow points to where the risk is now"
    assert "16,00 → 3,20" in words(picture)


def test_scores_stand_on_the_scale_in_the_band_they_belong_to():
    at_the_limit = process(1, "MEDIO", "BASSO", inherent=Decimal("4.01"), residual=Decimal("4.00"))
    picture = pictures.arrows("mappa", [at_the_limit, process(2)], BANDS, caption="Rischio")
    zones = {
        re.search(r"rr-pic-(\d)$", one.get("class"))[1]: one
        for one in drawn(picture).iter(f"{SVG}rect")
        if "rr-pic-zone" in one.get("class", "")
    }
    end = Decimal(zones["1"].get("x")[:-1]) + Decimal(zones["1"].get("width")[:-1])
    still = next(one for one in drawn(picture).iter(f"{SVG}circle") if one.get("class") == "rr-pic-end")
    assert Decimal(still.get("cx")[:-1]) == end


def test_a_band_that_was_moved_says_so_in_the_table_and_on_its_arrow():
    judged = process(1, "ALTO", "BASSO", residual=Decimal("12.00"), computed_band="MEDIO")
    same = process(2, "ALTO", "BASSO", computed_band="BASSO")
    levels = process(3, "ALTO", "BASSO", inherent=None, residual=None, computed_band="MEDIO")
    picture = pictures.arrows("mappa", [judged, same], BANDS, caption="Rischio")
    assert [row[2] for row in table(picture)] == ["12,00, giudicata BASSO (calcolata MEDIO)", "3,20 (BASSO)"]
    assert links(picture)["/registro/1"].endswith("da 16,00 (ALTO) a 12,00, giudicata BASSO (calcolata MEDIO)")
    (row,) = table(pictures.arrows("mappa", [levels], BANDS, caption="Rischio"))
    assert row[2] == "giudicata BASSO (calcolata MEDIO)"


def test_bands_beside_those_of_another_methodology_keep_their_own_shade():
    mixed = [Band("ALTO", 3, top=3), Band("ALTISSIMO", 5, top=5)]
    assert pictures.drawing.steps(mixed) == {"ALTO": 4, "ALTISSIMO": 5}


def test_a_band_that_nobody_reached_stands_in_the_legend_the_scale_and_the_table():
    picture = pictures.arrows("mappa", [process(1, "BASSO", "BASSO")], BANDS, caption="Rischio")
    assert {"BASSO, fino a 4", "MEDIO, fino a 9", "ALTO, fino a 25"} <= set(words(picture))
    zones = [one for one in drawn(picture).iter(f"{SVG}rect") if "rr-pic-zone" in one.get("class", "")]
    assert len(zones) == len(BANDS)


def test_a_column_of_an_unfinished_year_is_hatched_and_says_why():
    values = [Column("2026", Decimal("5.48"), "/2026"), Column("2027", Decimal("3.60"), "/2027", "provvisorio: 1 processo valutato su 35")]
    picture = pictures.columns("medie", values, caption="Medie")
    assert links(picture) == {"/2026": "2026: 5,48", "/2027": "2027: 3,60, provvisorio: 1 processo valutato su 35"}
    assert table(picture) == [["2026", "5,48", ""], ["2027", "3,60", "provvisorio: 1 processo valutato su 35"]]
    hatched = [one for one in drawn(picture).iter(f"{SVG}rect") if one.get("fill") == "url(#medie-tratteggio)"]
    assert len(hatched) == 1
    assert "provvisorio" in words(picture)
    assert "2027: 3,60, provvisorio" in drawn(picture).find(f"{SVG}desc").text


def test_where_there_are_no_scores_arrows_go_from_band_to_band():
    bands = [Band("basso", 1), Band("medio", 2), Band("alto", 3)]
    picture = pictures.arrows("mappa", [process(1, "alto", "medio", inherent=None, residual=None)], bands, caption="Rischio")
    assert links(picture) == {"/registro/1": "B.01, alto → medio: Processo 1, da alto a medio"}
    assert table(picture) == [["B.01 Processo 1", "alto", "medio"]]


def test_many_processes_are_counted_by_where_they_came_from_and_each_number_leads_to_its_rows():
    counts = {("ALTO", "BASSO"): 1_200, ("MEDIO", "MEDIO"): 3}
    picture = pictures.crossing("mappa", counts, BANDS, caption="Rischio", cell_url=address)
    assert links(picture) == {
        "/registro?prima=ALTO&dopo=BASSO": "Da ALTO a BASSO: 1.200 processi",
        "/registro?prima=MEDIO&dopo=MEDIO": "Da MEDIO a MEDIO: 3 processi",
    }
    assert table(picture) == [["ALTO", "1.200", "0", "0"], ["MEDIO", "0", "3", "0"], ["BASSO", "0", "0", "0"]]
    assert [head.label for head in picture.heads] == ["Prima delle misure", "Dopo: BASSO", "Dopo: MEDIO", "Dopo: ALTO"]
    assert "1.200" in words(picture)


def test_each_part_of_a_bar_has_its_number_its_pattern_and_its_rows():
    row = Bar("Contratti pubblici", "/area/1", {"ALTO": 3, "BASSO": 9}, {"ALTO": "/area/1?fascia=ALTO", "BASSO": "/area/1?fascia=BASSO"})
    picture = pictures.bars("aree", [row, Bar("Personale", "/area/2", {})], BANDS, caption="Per area")
    assert links(picture) == {
        "/area/1": "Contratti pubblici: 12 processi",
        "/area/1?fascia=BASSO": "Contratti pubblici, BASSO: 9 processi",
        "/area/1?fascia=ALTO": "Contratti pubblici, ALTO: 3 processi",
        "/area/2": "Personale: 0 processi",
    }
    assert table(picture) == [["Contratti pubblici", "9", "0", "3", "12"], ["Personale", "0", "0", "0", "0"]]
    patterns = {f"url(#{one.get('id')})" for one in drawn(picture).iter(f"{SVG}pattern")}
    assert len(patterns) == len(BANDS)
    assert {one.get("fill") for one in drawn(picture).iter(f"{SVG}rect")} >= patterns


def test_columns_stand_as_high_as_their_values_and_say_them():
    picture = pictures.columns(
        "medie", [Column("2024", Decimal("6.02"), "/2024"), Column("2025", Decimal("3.01"), "/2025"), Column("2026", None)], caption="Medie"
    )
    heights = [int(one.get("height")) for one in drawn(picture).iter(f"{SVG}rect") if one.get("class") == "rr-pic-column"]
    assert heights == [pictures.ROOM, pictures.ROOM // 2, 0]
    assert table(picture) == [["2024", "6,02"], ["2025", "3,01"], ["2026", "n.d."]]
    assert links(picture) == {"/2024": "2024: 6,02", "/2025": "2025: 3,01"}


@pytest.mark.parametrize(
    "picture",
    [
        pictures.arrows("a", [], BANDS, caption="Niente"),
        pictures.arrows("a", [process(1, "IGNOTA")], BANDS, caption="Fascia di un altro metodo"),
        pictures.bars("b", [], BANDS, caption="Niente"),
        pictures.bars("b", [Bar("Area", "/a", {})], BANDS, caption="Tutto a zero"),
        pictures.columns("c", [], caption="Niente"),
    ],
    ids=lambda picture: picture.caption,
)
def test_nothing_to_draw_is_no_picture(picture):
    assert picture.is_empty
    assert picture.svg == ""


def test_one_value_alone_and_a_value_of_nought_are_drawn():
    assert table(pictures.columns("c", [Column("2025", Decimal(0))], caption="Zero")) == [["2025", "0,00"]]
    alone = pictures.arrows(
        "m",
        [process(1, "SOLA", "SOLA", inherent=Decimal(0), residual=Decimal(0))],
        [Band("SOLA", 1, Decimal(0))],
        caption="Una",
    )
    assert drawn(alone).get("height")


@pytest.mark.parametrize("many", range(1, 9))
def test_any_number_of_bands_has_colours_that_darken_with_the_rank(many):
    bands = [Band(f"F{rank}", rank) for rank in range(many, 0, -1)]
    steps = list(pictures.drawing.steps(bands).values())
    assert steps == sorted(steps)
    assert len(set(steps)) == min(many, 5)
    assert steps == [shade(rank, many) for rank in range(1, many + 1)], "as on a badge"
    assert set(steps) <= set(range(1, 6))


def test_a_long_name_of_a_bar_takes_two_lines_and_pushes_the_bar_down():
    """Areas begin with the same words: cut at the first line, two of them would look alike."""
    long = "C Provvedimenti ampliativi privi di effetto economico diretto e immediato"
    short, tall = (
        BeautifulSoup(pictures.bars("a", [Bar(label, "", {"ALTO": 1})], BANDS, caption="Aree").svg, "html.parser")
        for label in ("C Breve", long)
    )
    assert [text.get_text() for text in tall.select(".rr-pic-label")] == [
        "C Provvedimenti ampliativi privi di",
        "effetto economico diretto e immediato",
    ]
    assert [int(page.svg["height"]) for page in (short, tall)] == [int(short.svg["height"]), int(short.svg["height"]) + pictures.LABEL_LINE]
