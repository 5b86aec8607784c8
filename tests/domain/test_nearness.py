"""Names that people write in files, and whom they mean."""

import pytest

from riskreg.domain.nearness import Known, near

THOSE = [
    Known("unit:1", "Camera di commercio di Valdarena", ("CCIAA",)),
    Known("unit:2", "UO Compliance", ("STAFF.1",)),
    Known("unit:3", "UO Gare", ("A2.2",)),
    Known("unit:4", "UO Ragioneria e bilancio", ("A2.1",)),
    Known("unit:5", "Area Affari economici", ("A2",)),
    Known("unit:6", "UO Risorse umane e sindacali", ("A1.1",)),
    Known("figure:1", "Responsabile della prevenzione della corruzione e della trasparenza (RPCT)", ("rpct",)),
    Known("figure:2", "Organismo indipendente di valutazione", ("oiv",)),
    Known("figure:3", "Responsabile della protezione dei dati", ("dpo",)),
    Known("figure:4", "Segretario generale", ("secretary_general",)),
]


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("UO Compliance", "unit:2"), ("compliance", "unit:2"), ("Ufficio Compliance", "unit:2"), ("UFFICIO GARE E CONTRATTI", "unit:3"), ("RPCT", "figure:1"),
        ("R.P.C.T.", "figure:1"), ("OIV", "figure:2"), ("Segretario  Generale", "figure:4"), ("Servizio ragioneria", "unit:4"), ("a2.2", "unit:3"),
        ("Risorse umane", "unit:6"), ("Responsabile prevenzione corruzione", "figure:1"),
    ],
)  # fmt: skip
def test_who_is_meant_comes_first(written, first):
    assert [one.value for one in near(written, THOSE)][:1] == [first]


@pytest.mark.parametrize("written", ["Tutti gli uffici", "Ufficio protocollo", "Dirigenti", "", "UO", "Dott. Rossi"])
def test_where_nothing_is_alike_nobody_is_proposed(written):
    assert near(written, THOSE) == []


def test_the_same_name_comes_before_those_that_share_a_word():
    two = [Known("unit:1", "UO Gare e contratti"), Known("unit:2", "Gare")]
    assert [one.value for one in near("Gare", two)] == ["unit:2", "unit:1"]
