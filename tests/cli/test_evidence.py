"""riskreg evidence verify: what a script reads, and the code it ends with."""

from riskreg.core import storage
from riskreg.evidence import queries
from tests.cli.command import riskreg
from tests.factories import Factory


def test_what_is_whole_missing_and_altered_is_told(real_app):
    make = Factory()
    measure = make.measure(make.event(make.phase(make.process())))
    done = riskreg(real_app, "evidence", "verify")
    assert (done.code, done.out.strip()) == (0, "Nessun file da controllare, tutti presenti e intatti.")
    gone, altered, _whole = (make.evidence(measure, name=f"{word}.txt", content=word.encode()) for word in ("perso", "alterato", "integro"))
    done = riskreg(real_app, "evidence", "verify", "--json")
    assert (done.code, done.json) == (0, {"checked": 3, "wrong": [], "unnamed": 0})
    lost = queries.current(gone).sha256
    storage.path_of(lost).unlink()
    storage.path_of(queries.current(altered).sha256).write_bytes(b"altro")
    done = riskreg(real_app, "evidence", "verify", "--json")
    assert done.code == 1
    assert {one["name"]: one["fault"] for one in done.json["wrong"]} == {"perso.txt": "missing", "alterato.txt": "altered"}
    done = riskreg(real_app, "evidence", "verify")
    assert done.code == 1
    assert f"Prova {gone.id}, versione 1, «perso.txt»: il file non c'è più ({lost})." in done.out
    assert "3 file controllati, 2 mancano o sono alterati." in done.out
