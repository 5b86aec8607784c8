"""Accounts in every state that the pages of the door, of the profile and of a user can show."""

from dataclasses import dataclass
from datetime import timedelta

from playwright.sync_api import Page

from riskreg.core import clock
from riskreg.core.transactions import writing
from riskreg.domain.one_time_codes import code, step_of
from riskreg.domain.permissions import COMMAND_LINE
from riskreg.people import queries, seeding
from riskreg.people.operations import door, links, second_factors, users
from riskreg.people.operations.sessions import himself
from tests.factories import ATTEMPT

INVITED, LOCKED, WITH_FACTOR, GUESSED_AT = "invitata", "lucia.serracupa", "urp", "organo"
SEND = ".rr-form button[type=submit]"
TRIES, A_WHILE = 10, timedelta(minutes=4)


@dataclass(frozen=True)
class Access:
    """What the pages are opened with."""

    link: str


def fill() -> Access:
    by = {"by": COMMAND_LINE, "at": clock.now()}
    with writing():
        users.create_user(email=f"{INVITED}@camera.example", given_name="Ines", family_name="Vallechiara", **by)
    with writing():
        link = links.path_of(links.made(_user(INVITED), **by))
        users.lock_user(_user(LOCKED), "Portatile rubato, denuncia del 20/11/2026", **by)
    with writing():
        person, key = _user(WITH_FACTOR), second_factors.new_key()
        typed = code(key, step_of(clock.now()))
        second_factors.enable(person, key, typed, ATTEMPT, keep_token=None, by=himself(person), at=clock.now())
    for number in range(TRIES):
        with writing():
            began = clock.now() - (TRIES - 1 - number) * A_WHILE
            door.count_password(f"{GUESSED_AT}@camera.example", f"192.0.2.{number}", at=began)
    return Access(link)


def _user(name: str):
    found = queries.user_by_email(f"{name}@camera.example")
    assert found is not None
    return found


# What people do


def enter_with_factor(page: Page, _site: object) -> None:
    """The first step, by somebody who is then asked for a code."""
    page.fill("#email", f"{WITH_FACTOR}@camera.example")
    page.fill("#password", seeding.DEMO_PASSWORD)
    page.click(SEND)
    page.wait_for_load_state("load")


def wrong_code(page: Page, site: object) -> None:
    enter_with_factor(page, site)
    page.fill("#one_time_code", "000000")
    page.click(SEND)
    page.wait_for_load_state("load")


def on_paper(page: Page, site: object) -> None:
    enter_with_factor(page, site)
    page.click("text=Usa un codice di recupero")


def ask_letter(page: Page, _site: object) -> None:
    page.fill("#email", "nessuno@camera.example")
    page.click(SEND)
    page.wait_for_load_state("load")


def two_that_differ(page: Page, _site: object) -> None:
    page.fill("#new", "password-2026!")
    page.fill("#repeat", "un'altra")
    page.click(SEND)
    page.wait_for_load_state("load")


def new_codes(page: Page, _site: object) -> None:
    page.fill("#current", seeding.DEMO_PASSWORD)
    page.click(SEND)
    page.wait_for_load_state("load")


def too_many(page: Page, _site: object) -> None:
    page.fill("#email", f"{GUESSED_AT}@camera.example")
    page.fill("#password", "una qualsiasi")
    page.click(SEND)
    page.wait_for_load_state("load")
