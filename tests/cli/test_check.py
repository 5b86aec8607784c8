"""riskreg check: what a script reads, and the code it ends with."""

import pytest

from riskreg.coherence import operations, queries
from riskreg.coherence.operations import Chosen
from riskreg.core import clock
from riskreg.core.transactions import writing
from riskreg.domain.permissions import COMMAND_LINE
from tests.cli.command import riskreg
from tests.factories import Factory
from tests.features.coherence.body import coherent


def test_a_coherent_body_ends_well(real_app):
    coherent(Factory())
    done = riskreg(real_app, "check", "--year", "2026")
    assert (done.code, done.out.strip()) == (0, "Nessuna segnalazione aperta.")


def test_findings_are_told_and_end_with_one_until_they_are_accepted(real_app):
    make = Factory()
    body = coherent(make)
    make.process(code="B.02", name="Appalti", area=body.processes[1].area, unit=body.unit)
    done = riskreg(real_app, "check")
    assert done.code == 1
    assert "  B.02 Appalti: La scheda non descrive nessuna fase." in done.out.splitlines()
    told = riskreg(real_app, "check", "--json").json
    assert (told["year"], told["open"], told["accepted"]) == (2026, 2, 0)
    assert {one["rule"]: one["severity"] for one in told["findings"]} == {"mai_valutato": "grave", "processo_senza_fasi": "attenzione"}
    with writing():
        for one in queries.found(2026, clock.today()):
            chosen = [Chosen(one.finding.subject, one.finding.fingerprint)]
            operations.accept(one.finding.rule, chosen, "Comincia a gennaio", year=2026, by=COMMAND_LINE, at=clock.now())
    done = riskreg(real_app, "check", "--json")
    assert (done.code, done.json["open"], done.json["accepted"]) == (0, 0, 2)
    assert done.json["findings"][0]["accepted"]["because"] == "Comincia a gennaio"


@pytest.mark.parametrize("wrong", [["--year", "mai"], ["--boh"]])
def test_wrong_use(real_app, wrong):
    assert riskreg(real_app, "check", *wrong).code == 2
