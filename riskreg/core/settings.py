"""Settings: read once from the environment, checked at start, never changed after."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from riskreg.core import mail_server
from riskreg.core.data_folder import stays
from riskreg.core.mail_server import MailServer, WrongMailServer
from riskreg.domain.rotation import Rotation

DEFAULT_SECRET = "solo per prove: in produzione imposta RISKREG_SECRET"
DATABASE = re.compile(r"(?:sqlite|postgresql\+psycopg)://(?:[^:/]*(?::[^@]*)?@)?(?:\[[^/?]+\]|[^/:?]+)?(?::\d*)?(?:[/?].*)?")
"""As SQLAlchemy reads it: asking SQLAlchemy itself takes half a second, and `riskreg serve` needs nothing else of it."""

DEMO_DAY = date(2026, 11, 21)
SHORTEST_SECRET = 32
DEFAULT_SENDER = "riskreg@riskreg.example"
BACKUPS = stays("copie")
"""The folder of safety copies, where none is named: in the data folder, so that a new installation has copies at once."""


class Environment(StrEnum):
    DEVELOPMENT = "development"
    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


class BadSettings(Exception):
    """The environment asks for something that riskreg refuses to start with."""


@dataclass(frozen=True)
class Settings:
    environment: Environment
    folder: Path
    database_url: str
    secret: str
    today: date | None
    debug: bool
    host: str
    port: int
    session_idle: timedelta
    session_absolute: timedelta
    upload_limit: int
    log_level: str
    proxies: int
    """How many reverse proxies of ours stand in front: so many say truly where a request comes from."""

    mail: MailServer | None
    """None when nothing is said in production: notices wait, and the pages say so."""

    mail_from: str
    url: str
    """Where people reach us, without a slash at the end; empty in production as long as no mail needs it."""
    backups: Path
    rotation: Rotation

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> "Settings":
        environment = _environment(env.get("RISKREG_ENV", "development"))
        folder = Path(env.get("RISKREG_VAR") or "var").resolve()
        host, port = env.get("HOST") or "127.0.0.1", _whole("PORT", env.get("PORT") or "8000", 1, 65535)
        mail, mail_from, url = _mail(env, environment, _here(host, port))
        settings = cls(
            environment=environment,
            folder=folder,
            database_url=_database_url(env.get("DATABASE_URL") or f"sqlite:///{folder / 'riskreg.sqlite3'}"),
            secret=env.get("RISKREG_SECRET") or DEFAULT_SECRET,
            today=_today(env.get("RISKREG_TODAY"), environment),
            debug=env.get("FLASK_DEBUG", env.get("RISKREG_DEBUG", "0")) not in ("", "0", "false"),
            host=host,
            port=port,
            session_idle=timedelta(
                minutes=_whole("RISKREG_SESSION_IDLE_MINUTES", env.get("RISKREG_SESSION_IDLE_MINUTES") or "60", 1, 1440)
            ),
            session_absolute=timedelta(hours=_whole("RISKREG_SESSION_HOURS", env.get("RISKREG_SESSION_HOURS") or "12", 1, 168)),
            upload_limit=_whole("RISKREG_UPLOAD_MB", env.get("RISKREG_UPLOAD_MB") or "25", 1, 1024) * 1024 * 1024,
            proxies=_whole("RISKREG_PROXIES", env.get("RISKREG_PROXIES") or "0", 0, 5),
            log_level=_log_level(env.get("RISKREG_LOG_LEVEL") or "INFO"),
            mail=mail,
            mail_from=mail_from,
            url=url,
            backups=Path(env.get("RISKREG_BACKUPS") or folder / BACKUPS).resolve(),
            rotation=Rotation(
                daily=_whole("RISKREG_BACKUPS_DAILY", env.get("RISKREG_BACKUPS_DAILY") or "7", 1, 366),
                weekly=_whole("RISKREG_BACKUPS_WEEKLY", env.get("RISKREG_BACKUPS_WEEKLY") or "4", 0, 520),
                monthly=_whole("RISKREG_BACKUPS_MONTHLY", env.get("RISKREG_BACKUPS_MONTHLY") or "12", 0, 240),
            ),
        )
        settings._check()
        return settings

    def _check(self) -> None:
        if not self.is_production:
            return
        if self.secret == DEFAULT_SECRET or len(self.secret) < SHORTEST_SECRET:
            raise BadSettings(f"In production RISKREG_SECRET must be your own, at least {SHORTEST_SECRET} characters long.")
        if self.debug:
            raise BadSettings("In production debug must be off: unset FLASK_DEBUG and RISKREG_DEBUG.")
        self._check_mail()

    def _check_mail(self) -> None:
        if self.mail is None:
            return
        if self.mail.is_catcher:
            raise BadSettings("In production RISKREG_MAIL_URL must be a real server: the catcher would keep every mail in a folder.")
        if self.mail_from == DEFAULT_SENDER:
            raise BadSettings("In production RISKREG_MAIL_FROM must be your own address when RISKREG_MAIL_URL is set.")
        if not self.url.startswith("https://"):
            raise BadSettings("In production RISKREG_URL must be set, with https, when RISKREG_MAIL_URL is: mails carry links to it.")


def _environment(name: str) -> Environment:
    try:
        return Environment(name)
    except ValueError:
        raise BadSettings(f"RISKREG_ENV is {name!r}; it must be one of {', '.join(Environment)}.") from None


def _today(text: str | None, environment: Environment) -> date | None:
    """The demo lives on a fixed day; nobody may bend the calendar of a body in service."""
    fixed_allowed = environment in (Environment.DEMO, Environment.TEST)
    if not text:
        return DEMO_DAY if environment is Environment.DEMO else None
    if not fixed_allowed:
        raise BadSettings("RISKREG_TODAY is for RISKREG_ENV=demo and test only.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadSettings(f"RISKREG_TODAY is {text!r}; write it as 2026-11-21.") from None


def _database_url(url: str) -> str:
    """PostgreSQL addresses as hosting panels write them, led to the driver that we ship. A wrong one is never repeated:
    it may hold a password."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            url = "postgresql+psycopg://" + url.removeprefix(plain)
    if not DATABASE.fullmatch(url):
        raise BadSettings("DATABASE_URL must be sqlite:///a/path or postgresql://user:password@host/name.")
    return url


def _here(host: str, port: int) -> str:
    """How this very machine reaches us, for links in the mails that the catcher keeps."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  # compared, not bound
    return f"http://{reached}:{port}"


def _mail(env: Mapping[str, str], environment: Environment, here: str) -> tuple[MailServer | None, str, str]:
    """The way out, the sender and the address that links begin with."""
    in_service = environment is Environment.PRODUCTION
    said = env.get("RISKREG_MAIL_URL") or ("" if in_service else "catcher:")
    url = env.get("RISKREG_URL") or ("" if in_service else here)
    try:
        return (
            mail_server.read(said) if said else None,
            mail_server.sender(env.get("RISKREG_MAIL_FROM") or DEFAULT_SENDER),
            mail_server.public_url(url) if url else "",
        )
    except WrongMailServer as wrong:
        raise BadSettings(str(wrong)) from None


def _log_level(name: str) -> str:
    if name not in logging.getLevelNamesMapping():
        raise BadSettings(f"RISKREG_LOG_LEVEL is {name!r}; it must be one of {', '.join(logging.getLevelNamesMapping())}.")
    return name


def _whole(name: str, text: str, least: int, most: int) -> int:
    if not text.isdecimal() or len(text) > len(str(most)) or not least <= int(text) <= most:
        raise BadSettings(f"{name} is {text!r}; it must be a whole number from {least} to {most}.")
    return int(text)


def current() -> Settings:
    """The settings of the running application."""
    from flask import current_app  # not above: `riskreg serve` reads settings and has no application

    settings: Settings = current_app.extensions["riskreg.settings"]
    return settings
