"""Settings are checked before anything starts, and a wrong one is named."""

from dataclasses import FrozenInstanceError
from datetime import date, timedelta
from pathlib import Path

import pytest

from riskreg import create_app
from riskreg.core.settings import DEFAULT_SECRET, BadSettings, Environment, Settings

SECRET = "k7Qx-2mVb9Lr4Tz8Wn1Yc6Hd3Jf5Gs0P"
PRODUCTION = {"RISKREG_ENV": "production", "RISKREG_SECRET": SECRET}


def settings(**env: str) -> Settings:
    return Settings.from_environment(env)


def test_with_nothing_said_it_is_a_development_machine_on_sqlite():
    plain = settings()
    assert plain.environment is Environment.DEVELOPMENT
    assert plain.folder == Path("var").resolve()
    assert plain.database_url == f"sqlite:///{plain.folder}/riskreg.sqlite3"
    assert (plain.host, plain.port, plain.debug, plain.today) == ("127.0.0.1", 8000, False, None)
    assert (plain.session_idle, plain.session_absolute) == (timedelta(hours=1), timedelta(hours=12))


def test_the_data_folder_moves_the_database_along(tmp_path):
    assert settings(RISKREG_VAR=str(tmp_path)).database_url == f"sqlite:///{tmp_path}/riskreg.sqlite3"


def test_production_starts_with_a_secret_of_its_own():
    assert settings(**PRODUCTION).is_production


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"RISKREG_SECRET": ""}, "RISKREG_SECRET"),
        ({"RISKREG_SECRET": DEFAULT_SECRET}, "RISKREG_SECRET"),
        ({"RISKREG_SECRET": SECRET[:-1]}, "RISKREG_SECRET"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG"),
        ({"RISKREG_DEBUG": "true"}, "RISKREG_DEBUG"),
        ({"RISKREG_TODAY": "2026-11-21"}, "RISKREG_TODAY"),
        ({"RISKREG_TODAY": "oggi"}, "RISKREG_TODAY"),
    ],
    ids=["no secret", "the default secret", "a short secret", "flask debug", "debug", "a day of its own", "a day that is none"],
)
def test_production_refuses_what_would_be_unsafe(env, named):
    with pytest.raises(BadSettings, match=named):
        settings(**(PRODUCTION | env))


def test_the_application_itself_refuses_to_be_made(tmp_path):
    with pytest.raises(BadSettings, match="RISKREG_SECRET"):
        create_app({"RISKREG_ENV": "production", "RISKREG_VAR": str(tmp_path / "var")})
    assert not (tmp_path / "var").exists(), "nothing is touched before the settings are right"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RISKREG_ENV", "prod"),
        ("RISKREG_ENV", ""),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("PORT", "-1"),
        ("PORT", "9" * 5000),
        ("RISKREG_SESSION_IDLE_MINUTES", "0"),
        ("RISKREG_SESSION_IDLE_MINUTES", "1441"),
        ("RISKREG_SESSION_HOURS", "1,5"),
        ("RISKREG_PROXIES", "-1"),
        ("RISKREG_PROXIES", "6"),
        ("RISKREG_UPLOAD_MB", "lots"),
        ("RISKREG_LOG_LEVEL", "loud"),
        ("DATABASE_URL", "mysql://root:topsecret@host/db"),
        ("DATABASE_URL", "postgresql+psycopg2://root:topsecret@host/db"),
        ("DATABASE_URL", "sqlite+pysqlcipher://:topsecret@/db"),
        ("DATABASE_URL", "topsecret"),
        ("DATABASE_URL", "postgresql://user:topsecret@host:port/db"),
    ],
)
def test_a_wrong_value_names_its_variable_and_repeats_no_password(name, value):
    with pytest.raises(BadSettings, match=name) as refusal:
        settings(**{name: value})
    assert "topsecret" not in str(refusal.value)


@pytest.mark.parametrize("env", ["demo", "test"])
def test_a_wrong_day_is_named_where_days_may_be_fixed(env):
    with pytest.raises(BadSettings, match="RISKREG_TODAY"):
        settings(RISKREG_ENV=env, RISKREG_TODAY="21/11/2026")


@pytest.mark.parametrize(
    ("env", "day"),
    [
        ({"RISKREG_ENV": "demo"}, date(2026, 11, 21)),
        ({"RISKREG_ENV": "demo", "RISKREG_TODAY": "2027-01-31"}, date(2027, 1, 31)),
        ({"RISKREG_ENV": "test"}, None),
        ({"RISKREG_ENV": "development"}, None),
        (PRODUCTION, None),
    ],
    ids=["the demo's day", "another day for the demo", "tests", "development", "production"],
)
def test_only_the_demo_lives_on_a_day_of_its_own(env, day):
    assert settings(**env).today == day


def test_development_too_refuses_a_bent_calendar():
    with pytest.raises(BadSettings, match="RISKREG_TODAY"):
        settings(RISKREG_TODAY="2026-11-21")


@pytest.mark.parametrize(
    "written", ["postgres://u:p@h:5433/db?x=1", "postgresql://u:p@h:5433/db?x=1", "postgresql+psycopg://u:p@h:5433/db?x=1"]
)
def test_addresses_as_hosting_panels_write_them_lead_to_our_driver(written):
    assert settings(DATABASE_URL=written).database_url == "postgresql+psycopg://u:p@h:5433/db?x=1"


def test_settings_never_change_after():
    with pytest.raises(FrozenInstanceError):
        settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(("env", "secure"), [(PRODUCTION, True), ({"RISKREG_ENV": "demo"}, False)], ids=["production", "demo"])
def test_the_cookie_travels_only_encrypted_in_production(env, secure, tmp_path):
    app = create_app(env | {"RISKREG_VAR": str(tmp_path)})
    assert app.config["SESSION_COOKIE_SECURE"] is secure
    assert app.config["SESSION_COOKIE_HTTPONLY"] is True
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_production_has_no_gallery_of_components(tmp_path):
    app = create_app(PRODUCTION | {"RISKREG_VAR": str(tmp_path)})
    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/componenti")]


MAIL = PRODUCTION | {
    "RISKREG_MAIL_URL": "smtp://posta.ente.example",
    "RISKREG_MAIL_FROM": "riskreg@ente.example",
    "RISKREG_URL": "https://riskreg.ente.example/",
}


def test_mail_is_caught_unless_told_otherwise_and_waits_in_production():
    assert settings().mail.is_catcher
    assert settings().url == "http://127.0.0.1:8000"
    assert settings(HOST="::1", PORT="8080").url == "http://[::1]:8080"
    assert (settings(**PRODUCTION).mail, settings(**PRODUCTION).url) == (None, "")
    assert settings(**MAIL).url == "https://riskreg.ente.example"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://posta.ente.example", ("posta.ente.example", 587, "starttls", "", "")),
        ("smtp://riskreg:se%40greta@posta.ente.example:2525?tls=starttls", ("posta.ente.example", 2525, "starttls", "riskreg", "se@greta")),
        ("smtp://posta.ente.example?tls=none", ("posta.ente.example", 25, "none", "", "")),
        ("smtps://u%40ente.example:p@posta.ente.example", ("posta.ente.example", 465, "tls", "u@ente.example", "p")),
        ("smtp://u:p@127.0.0.1?tls=none", ("127.0.0.1", 25, "none", "u", "p")),
    ],
)
def test_the_mail_server_is_read_from_one_address(url, expected):
    mail = settings(RISKREG_MAIL_URL=url).mail
    assert (mail.host, mail.port, mail.tls, mail.user, mail.password) == expected


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"RISKREG_MAIL_URL": "posta.ente.example"}, "RISKREG_MAIL_URL"),
        ({"RISKREG_MAIL_URL": "http://u:segreta@posta.ente.example"}, "RISKREG_MAIL_URL"),
        ({"RISKREG_MAIL_URL": "smtp://u:segreta@posta.ente.example:porta"}, "RISKREG_MAIL_URL"),
        ({"RISKREG_MAIL_URL": "smtp://u:segreta@posta.ente.example/x"}, "RISKREG_MAIL_URL"),
        ({"RISKREG_MAIL_URL": "smtp://u:segreta@posta.ente.example?tls=maybe"}, "tls"),
        ({"RISKREG_MAIL_URL": "smtp://u:segreta@posta.ente.example?ssl=1"}, "RISKREG_MAIL_URL"),
        ({"RISKREG_MAIL_URL": "smtp://u:segreta@posta.ente.example?tls=none"}, "unencrypted"),
        ({"RISKREG_MAIL_URL": "smtps://u:segreta@posta.ente.example?tls=none"}, "tls"),
        ({"RISKREG_MAIL_URL": "catcher:"}, "catcher"),
        ({"RISKREG_MAIL_FROM": ""}, "RISKREG_MAIL_FROM"),
        ({"RISKREG_MAIL_FROM": "Ente <riskreg@ente.example>"}, "RISKREG_MAIL_FROM"),
        ({"RISKREG_MAIL_FROM": "riskreg@ente.example\nBcc: x@y.example"}, "RISKREG_MAIL_FROM"),
        ({"RISKREG_URL": ""}, "RISKREG_URL"),
        ({"RISKREG_URL": "http://riskreg.ente.example"}, "RISKREG_URL"),
        ({"RISKREG_URL": "https://riskreg.ente.example/registro"}, "RISKREG_URL"),
        ({"RISKREG_URL": "javascript:alert(1)"}, "RISKREG_URL"),
    ],
)
def test_a_wrong_mail_setting_stops_the_start_and_repeats_no_password(wrong, named):
    with pytest.raises(BadSettings, match=named) as refusal:
        settings(**(MAIL | wrong))
    assert "segreta" not in str(refusal.value)
