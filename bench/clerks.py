"""People at work, as `make load` imagines them: they read, save, collide, ask for files, leave and come back."""

import time
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from random import Random
from threading import Thread
from typing import TypeVar

from bench.client import Answer, Client, Unexpected
from bench.nouns import PASSWORD, email_of
from bench.works import value_of
from riskreg.domain.roles import Role

T = TypeVar("T")

PAUSE = (0.1, 0.5)
"""Between two pages, in seconds: impatient people, but people."""

CONTENDED = range(20, 26)
"""The few sheets that every administrator wants to save: conflicts are what we are after."""

STUBBORN = 10
"""How often somebody sends again what a colleague overtook."""

LEAVES = 0.02
"""How likely one goes out and signs in again before the next page."""


@dataclass(frozen=True)
class Save:
    """One change that riskreg said it kept; no two ever write the same value."""

    unit: int
    position: int
    actor: str


@dataclass
class Diary:
    """What somebody did, and what came of it."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    saves: list[Save] = field(default_factory=list)
    unanswered: list[Save] = field(default_factory=list)
    conflicts: int = 0
    jobs: list[int] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)


class Clerk(Thread):
    """One person at one browser, until told to stop."""

    def __init__(self, port: int, user: int, role: Role, seed: int) -> None:
        super().__init__(name=f"{role} {user}", daemon=True)
        self.client, self.user, self.role, self.random = Client(port), user, role, Random(seed)
        self.diary = Diary()
        self.stopping = self.is_in = False
        self._written = 0

    def run(self) -> None:
        try:
            self._come_in()
            self.is_in = True
            while not self.stopping:
                if self.random.random() < LEAVES:
                    self._leave()
                    self._come_in()
                self.random.choice(DUTIES[self.role])(self)
                time.sleep(self.random.uniform(*PAUSE))
        except (OSError, Unexpected) as failure:
            self.diary.failures.append(f"{self.name}: {failure}")

    def _come_in(self) -> None:
        with_clock(self.diary, "sign in", lambda: self.client.sign_in(email_of(self.user), PASSWORD))

    def _leave(self) -> None:
        with_clock(self.diary, "sign out", self.client.sign_out)

    def ask(
        self, what: str, method: str, path: str, form: Mapping[str, str] | None = None, expected: Collection[int] = (200,)
    ) -> Answer | None:
        """None when the answer is not one of those expected; the diary says so."""
        answer = with_clock(self.diary, what, lambda: self.client.ask(method, path, form))
        if answer.status in expected:
            return answer
        self.diary.failures.append(f"{self.name}: {method} {path} was answered with {answer.status}")
        return None

    # What people do

    def read_units(self) -> None:
        asked = self.random.choice(("", "?pagina=2", "?ordina=code&verso=disc", "?cerca=registro", "?tipo=area", "?stato=chiuse"))
        self.ask("list of units", "GET", f"/organizzazione/unita{asked}")

    def read_users(self) -> None:
        asked = self.random.choice(("", "?cerca=ada", "?ruolo=referente", "?ordina=email", "?stato=disattivati"))
        self.ask("list of users", "GET", f"/organizzazione/utenti{asked}")

    def read_trail(self) -> None:
        asked = self.random.choice(("", f"?pagina={self.random.randint(2, 150)}", "?evento=unit%3Asheet%3Achanged", "?chi=user%3A1"))
        self.ask("trail", "GET", f"/registro-attivita{asked}")

    def read_sheet(self) -> None:
        self.ask("sheet", "GET", f"/organizzazione/unita/{self.random.randint(2, 60)}")

    def read_user(self) -> None:
        self.ask("sheet", "GET", f"/organizzazione/utenti/{self.random.randint(1, 60)}")

    def read_chart(self) -> None:
        self.ask("first page, chart, figures", "GET", self.random.choice(("/", "/organizzazione", "/organizzazione/figure")))

    def read_own_jobs(self) -> None:
        self.ask("jobs", "GET", "/lavori")

    def download(self) -> None:
        form = self.random.choice(("csv", "xlsx"))
        self.ask("download", "GET", f"/organizzazione/unita?formato={form}")

    def save(self) -> None:
        """Open the form, type, send; when a colleague was quicker, read what the page says and send again."""
        unit = self.random.choice(CONTENDED)
        path = f"/organizzazione/unita/{unit}/modifica"
        page = self.ask("form", "GET", path)
        self._written += 1
        mine = Save(unit, self.user * 10_000 + self._written, f"user:{self.user}")
        for _ in range(STUBBORN):
            if page is None:
                return
            time.sleep(self.random.uniform(0, PAUSE[0]))
            form = {"csrf_token": self.client.token, **page.hidden, "code": value_of(page.body, "code"), "position": str(mine.position)}
            self.diary.unanswered.append(mine)
            page = self.ask("save", "POST", path, form, expected=(302, 409))
            if page is not None:
                self.diary.unanswered.pop()
            if page is not None and page.status == 302:
                self.diary.saves.append(mine)
                return
            self.diary.conflicts += page is not None

    def ask_for_export(self) -> None:
        self._ask_for("trail:export", {"oggetto": f"org_unit:{self.random.randint(2, 60)}"})

    def ask_for_verification(self) -> None:
        self._ask_for("trail:verify", {})

    def _ask_for(self, kind: str, arguments: Mapping[str, str]) -> None:
        answer = self.ask("ask for a job", "POST", f"/lavori/richiesta/{kind}", {"csrf_token": self.client.token, **arguments}, (302,))
        if answer is not None:
            job = int(answer.header("location").rstrip("/").rpartition("/")[2])
            self.diary.jobs.append(job)
            self.ask("jobs", "GET", f"/lavori/{job}")


def with_clock(diary: Diary, what: str, act: Callable[[], T]) -> T:
    begun = time.perf_counter()
    try:
        return act()
    finally:
        diary.times[what].append(time.perf_counter() - begun)


READING = (Clerk.read_units, Clerk.read_sheet, Clerk.read_sheet, Clerk.read_chart)
CONTROL = (Clerk.read_users, Clerk.read_user, Clerk.read_trail)
DUTIES: dict[Role, tuple[Callable[[Clerk], None], ...]] = {
    Role.ADMIN: (*READING, *CONTROL, *[Clerk.save] * 6, Clerk.read_own_jobs, Clerk.ask_for_export, Clerk.download),
    Role.COMPLIANCE: (*READING, *CONTROL, Clerk.read_trail, Clerk.ask_for_export, Clerk.ask_for_verification),
    Role.RPCT: (*READING, Clerk.read_users, Clerk.read_user, Clerk.download),
    Role.ORGANO: READING,
    Role.OIV: (*READING, Clerk.download),
    Role.PERFORMANCE: READING,
    Role.URP: READING,
    Role.DIRIGENTE: (*READING, Clerk.download),
    Role.REFERENTE: READING,
}
"""By role: what one picks from, as often as it stands here."""
