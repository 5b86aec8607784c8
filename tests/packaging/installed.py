"""What somebody sees who installed the wheel somewhere else: the same questions for every way of installing it."""

from pathlib import Path

from tests.faults.server import Browser, served, surroundings


def serves_the_demo(python: str, folder: Path) -> None:
    """Set up, start, open: with nothing of the checkout in reach."""
    env = surroundings() | {"RISKREG_ENV": "demo", "RISKREG_VAR": str(folder / "var"), "RISKREG_LOG_LEVEL": "ERROR"}
    with served(env, folder, python) as here:
        made = here.riskreg("setup", "--demo")
        assert (made.returncode, made.stdout, made.stderr) == (0, "Base di dati pronta.\n", "")
        here.start()
        browser = Browser(here.port)
        assert browser.open("/readyz")[0] == 200
        status, kind, text = browser.open("/entra")
        assert (status, kind) == (200, "text/html")
        assert "Camera di commercio" in text, "the demo body's name, from seeds"
        for path in ("/static/riskreg.css", "/static/vendor/css/bootstrap-italia.min.css"):
            status, kind, text = browser.open(path)
            assert (status, kind) == (200, "text/css"), path
            assert len(text) > 500
        browser.sign_in("admin@camera.example", "Valdarena-2026")
        status, _kind, text = browser.open("/organizzazione")
        assert status == 200
        assert "UO Compliance" in text
        assert here.stop() == 0
        assert not here.answers()
        assert here.riskreg("trail", "verify").returncode == 0
