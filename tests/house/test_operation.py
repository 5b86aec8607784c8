"""The guide for whoever runs riskreg says what is true: settings, commands, files, limits."""

import configparser
import re
import shlex

import pytest
from click import Context, Group

from riskreg.cli import riskreg as command_line
from riskreg.cli.serve import Children
from riskreg.core.settings import BadSettings, Settings
from tests.house.sources import DOCS
from tests.house.test_docs import settings

GUIDE = (DOCS / "esercizio.md").read_text()
FOLDER = DOCS / "esercizio"
SECRET = "k7Qx-2mVb9Lr4Tz8Wn1Yc6Hd3Jf5Gs0P"
UNITS = sorted(FOLDER.glob("*.service"))


@pytest.mark.parametrize("name", settings())
def test_every_setting_has_its_row_in_the_guide(name):
    rows = [line for line in GUIDE.splitlines() if line.startswith("|")]
    assert any(f"`{name}`" in row.split("|")[1] for row in rows), f"a row for {name} in docs/esercizio.md"


def test_the_guide_names_no_setting_that_is_gone():
    named = set(re.findall(r"`(RISKREG_[A-Z_]+)`", GUIDE))
    assert named <= set(settings())


def commands() -> list[str]:
    blocks = "\n".join(re.findall(r"^```\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE))
    return re.findall(r"^rr (.+?)(?:\s+#.*)?$", blocks, re.MULTILINE)


def test_there_are_commands_in_the_guide():
    assert len(commands()) > 8


@pytest.mark.parametrize("line", commands())
def test_every_command_of_the_guide_exists_with_its_options(line):
    words = shlex.split(line)
    group = command_line
    while isinstance(group, Group):
        group = group.get_command(Context(group), words.pop(0))
    known = {name for parameter in group.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_every_file_beside_the_guide_is_explained_in_it(path):
    assert path.name in GUIDE


def environment() -> dict[str, str]:
    lines = (FOLDER / "riskreg.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_example_of_the_settings_starts_once_it_has_a_secret_and_not_before():
    with pytest.raises(BadSettings, match="RISKREG_SECRET"):
        Settings.from_environment(environment())
    made = Settings.from_environment(environment() | {"RISKREG_SECRET": SECRET})
    assert made.is_production
    assert made.proxies == 1


def unit(path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, allow_no_value=True)
    parser.optionxform = str
    parser.read_string(path.read_text().replace("\\\n", " "))
    return parser


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_reads_the_settings_runs_without_privileges_and_may_write_where_they_say(path):
    service, told = unit(path)["Service"], Settings.from_environment(environment() | {"RISKREG_SECRET": SECRET})
    assert service["EnvironmentFile"] == "/etc/riskreg/riskreg.env"
    assert service["User"] == "riskreg"
    assert service["NoNewPrivileges"] == "yes"
    assert service["UMask"] == "0077"
    assert f"/var/lib/{service['StateDirectory']}" == str(told.folder)
    assert service["ReadWritePaths"] == str(told.backups)


def test_the_server_of_the_unit_is_the_one_that_serve_starts():
    words = unit(FOLDER / "riskreg-server.service")["Service"]["ExecStart"].split()
    ours = Children(Settings.from_environment({}), 2, 4).server_command
    at = ours.index("--log-config")  # the journal has a form of its own for the server's few lines
    assert set(ours[3:at] + ours[at + 2 :]) - {"5"} <= set(words), "the same server, with the same options"


def test_the_proxy_lets_through_what_riskreg_takes_and_passes_what_it_believes():
    text = (FOLDER / "nginx.conf").read_text()
    limit = Settings.from_environment({}).upload_limit // 1024**2
    assert f"client_max_body_size {limit}m;" in text
    for header in ("Host $http_host", "X-Forwarded-For $proxy_add_x_forwarded_for", "X-Forwarded-Proto $scheme"):
        assert f"proxy_set_header {header};" in text
