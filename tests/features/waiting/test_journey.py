"""A deadline from its first reminder to somebody else's hands, as people and the command line see it, with real commits."""

from datetime import date

from riskreg.core import clock
from riskreg.domain.measures import Timetable
from riskreg.domain.register import Timing
from riskreg.domain.roles import Role
from tests.cli.command import riskreg
from tests.factories import Factory
from tests.page import Client

DUE = date(2026, 11, 28)


def reminded(app):
    return riskreg(app, "notices", "send", "--json").json["reminded"]


def would_be(app):
    found = riskreg(app, "notices", "send", "--dry-run", "--json")
    assert found.code == 0
    return [one["to"] for one in found.json["reminders"]]


def test_a_deadline_that_changes_hands_reminds_whoever_has_it(real_app):
    make = Factory()
    first, second = make.unit(name="UO Gare"), make.unit(name="UO Contratti")
    rita = make.user(given_name="Rita", family_name="Gara")
    sara = make.user(given_name="Sara", family_name="Contratta")
    grant = make.grant(sara, Role.REFERENTE, second)
    make.grant(rita, Role.REFERENTE, first)
    chief = make.user()
    make.grant(chief, Role.COMPLIANCE, make.root())
    measure = make.measure(make.event(make.phase(make.process(unit=first))), owner=first, timetable=Timetable(Timing.BY_DATE, DUE))
    path = f"/misure/{measure.id}/modifica"

    assert would_be(real_app) == ["Rita Gara"]
    assert would_be(real_app) == ["Rita Gara"], "looking writes nothing"
    assert riskreg(real_app, "notices", "send", "--dry-run").out == "1 promemoria da scrivere.\n- Rita Gara: 1 cosa\n"
    assert [reminded(real_app), reminded(real_app)] == [1, 0]
    assert f"/misure/{measure.id}/attivazione" in Client.signed_in(real_app, rita).get("/").html

    compliance = Client.signed_in(real_app, chief)
    compliance.send(compliance.get(path), owner_1=f"unit:{second.id}")
    assert would_be(real_app) == ["Sara Contratta"]
    assert [reminded(real_app), reminded(real_app)] == [1, 0]
    assert measure.code not in Client.signed_in(real_app, rita).get("/").html

    deputy = make.user(given_name="Dina", family_name="Vice")
    make.delegation(grant, deputy, from_on=clock.today())
    assert would_be(real_app) == ["Dina Vice"], "the holder was told already, and the deputy is now"
    assert [reminded(real_app), reminded(real_app)] == [1, 0]
    letter = Client.signed_in(real_app, deputy).get("/avvisi")
    assert "Il tuo lavoro: 1 in scadenza" in letter.html
    assert "Per conto di Sara Contratta" in Client.signed_in(real_app, deputy).get("/").html
