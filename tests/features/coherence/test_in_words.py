"""What an open edition says in words is checked as its measures are: objectives that nothing serves, numbers typed by hand."""

import pytest

from riskreg.coherence import queries
from riskreg.coherence.addresses import place_of
from riskreg.core import clock
from riskreg.domain.roles import Role

RULES = ("obiettivo_senza_misure", "numero_contraddetto")


@pytest.fixture
def draft(make):
    """Two general measures."""
    return make.edition(2026, "MG.1", "MG.2")


def found(one, rule):
    return [each.finding for each in queries.open_findings(one, clock.today()) if each.finding.rule == rule]


def test_an_objective_that_no_measure_serves_is_found(draft, make):
    make.objective(draft, "MG.1")
    idle = make.objective(draft, name="Meno discrezionalità")
    (one,) = found(draft, "obiettivo_senza_misure")
    assert (one.title, place_of(one, ()).arguments) == (
        "OS.2 Meno discrezionalità",
        {"edition_id": draft.id, "_anchor": f"obiettivo-{idle.id}"},
    )


def test_a_number_typed_by_hand_that_the_plan_contradicts_is_found_and_a_live_one_never(draft, make):
    wrong = make.section(draft, "Il piano ha 3 misure generali.", heading="Le misure")
    make.section(draft, "Il piano ha {{misure generali}} misure generali; gli uffici sono 12.")
    (one,) = found(draft, "numero_contraddetto")
    assert (one.title, one.sentence) == ("Le misure", "Il testo dice «3 misure generali», ma dai dati risulta 2.")
    assert place_of(one, ()).arguments == {"edition_id": draft.id, "_anchor": f"testo-{wrong.id}"}


def test_of_what_the_body_decided_nothing_is_said(make):
    one = make.edition(2026, "MG.1")
    make.objective(one)
    make.section(one, "Il piano ha 3 misure generali.")
    make.adopted(one)
    assert not [each for rule in RULES for each in found(one, rule)]


def test_the_link_that_mends_opens(client_for, draft, make):
    make.objective(draft)
    make.section(draft, "Il piano ha 3 misure generali.")
    client = client_for(Role.RPCT)
    pages = [client.get(f"/controlli?regola={rule}") for rule in RULES]
    links = [str(link.attributes["href"]) for page in pages for link in page.tree.css(".rr-rule tbody th a")]
    assert len(links) == 2
    for link in links:
        client.get(link)
