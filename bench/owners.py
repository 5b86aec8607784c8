"""Owners of processes who fill in their sheets at once, through the address that the form saves to as one goes: several of them in each sheet,
each at a question of their own. Whatever was answered as kept must be there afterwards, beside what the others kept."""

import html
import json
import re
import time
from collections.abc import Iterable
from random import Random
from threading import Thread

from sqlalchemy import select

from bench import servers
from bench.clerks import Diary, with_clock
from bench.client import Answer, Client, Unexpected
from bench.nouns import PASSWORD, ROLES_ON_BODY, email_of
from riskreg.assessments.models import Assessment, Score, ScoreAnswer
from riskreg.audit.models import AuditEntry
from riskreg.core.extensions import db
from riskreg.domain.assessments import State
from riskreg.domain.roles import Role
from riskreg.register.models import Process

PATIENCE = 120
PAUSE = (0.05, 0.3)
"""Between two saves: as quick as the form lets anybody be, and quicker."""

CHECKED = re.compile(rb'<input checked id="[^"]*" name="([^"]+)" type="radio" value="([^"]+)"')
QUESTIONS = re.compile(rb'type="radio" name="answer_([^"]+)"|name="answer_([^"]+)" type="radio"')
WHYS = re.compile(rb'<textarea[^>]* name="(because_[^"]+)"[^>]*>([^<]*)</textarea>')
WORDS = re.compile(r"Scrivania \d+, salvataggio \d+\.")

KEEPERS = [place for place, role in enumerate(ROLES_ON_BODY, start=1) if role in (Role.ADMIN, Role.COMPLIANCE)]
"""Who may fill in every sheet: administrators here keep the register too."""


class Owner(Thread):
    """One person in one sheet, who changes their mind and says why, until told to stop."""

    def __init__(self, port: int, desk: int, sheet: int, seat: int) -> None:
        super().__init__(name=f"owner {desk}", daemon=True)
        self.client, self.desk, self.sheet, self.seat, self.random = Client(port), desk, sheet, seat, Random(desk)
        self.diary = Diary()
        self.kept: list[str] = []
        self.asked: list[str] = []
        self.question = ""
        self.stopping = self.is_in = False
        self._fields: dict[str, str] = {}

    def run(self) -> None:
        try:
            self.client.sign_in(email_of(KEEPERS[self.desk % len(KEEPERS)]), PASSWORD)
            self._open()
            self.is_in = True
            while not self.stopping:
                self._save()
                time.sleep(self.random.uniform(*PAUSE))
        except (OSError, Unexpected) as failure:
            self.diary.failures.append(f"{self.name}: {failure}")

    def _open(self) -> None:
        """What a browser holds of the form."""
        page = self.client.get(f"/valutazioni/{self.sheet}/risposte")
        questions = sorted({(one or other).decode() for one, other in QUESTIONS.findall(page.body)})
        self.question = questions[self.seat % len(questions)]
        whys = {name.decode(): html.unescape(text.decode()).strip() for name, text in WHYS.findall(page.body)}
        chosen = {name.decode(): value.decode() for name, value in CHECKED.findall(page.body)}
        self._fields = {"started": "0", **whys, **chosen, **{name: page.hidden[name] for name in ("version", "seen")}}

    def _save(self) -> None:
        words = f"Scrivania {self.desk}, salvataggio {len(self.asked)}."
        self.asked.append(words)
        self._fields |= {f"answer_{self.question}": self.random.choice("2345"), f"because_{self.question}": words}
        answer = with_clock(self.diary, "keep answers", self._send)
        if answer.status == 409:
            self.diary.conflicts += 1
            self._open()
        elif answer.status != 200:
            self.diary.failures.append(f"{self.name}: answered with {answer.status}: {answer.body[:200].decode(errors='replace')}")
        else:
            told = json.loads(answer.body)
            self._fields |= {"version": str(told["version"]), "seen": told["seen"], **told["theirs"]}
            self.kept.append(words)

    def _send(self) -> Answer:
        return self.client.ask("POST", f"/valutazioni/{self.sheet}/risposte/salva", {"csrf_token": self.client.token, **self._fields})


def sheets() -> list[int]:
    """Those that somebody fills in."""
    drafts = select(Assessment.id).join(Process, Process.id == Assessment.process_id).where(Assessment.state == State.DRAFT.value)
    return list(db.session.scalars(drafts.where(Process.retired_on.is_(None)).order_by(Assessment.id)))


def at_work(server: servers.Server, those: list[int], many: int, seconds: float) -> list[Owner]:
    """So many, for so long."""
    people = [Owner(server.port, desk, those[desk % len(those)], desk // len(those)) for desk in range(many)]
    for owner in people:
        owner.start()
    doors = time.monotonic() + PATIENCE
    while time.monotonic() < doors and any(owner.is_alive() and not owner.is_in for owner in people):
        time.sleep(0.1)
    time.sleep(seconds)
    for owner in people:
        owner.stopping = True
    for owner in people:
        owner.join(PATIENCE)
        if owner.is_alive():
            owner.diary.failures.append(f"{owner.name}: no answer in {PATIENCE} seconds")
    return people


def findings(people: Iterable[Owner], entries_before: int) -> list[str]:
    """Each save that was answered as kept is in the trail; each row holds the last that its owner was told is kept, or one that came later."""
    db.session.rollback()
    told = {
        words for diff in db.session.scalars(select(AuditEntry.diff).where(AuditEntry.id > entries_before)) for words in WORDS.findall(diff)
    }
    rows = {
        (sheet, criterion): because
        for sheet, criterion, because in db.session.execute(
            select(Score.assessment_id, ScoreAnswer.criterion, ScoreAnswer.because).join(ScoreAnswer, ScoreAnswer.score_id == Score.id)
        )
    }
    found = []
    for owner in people:
        found += [f"answered as kept, and not in the trail: {words}" for words in owner.kept if words not in told]
        since = owner.asked[owner.asked.index(owner.kept[-1]) :] if owner.kept else []
        if since and rows.get((owner.sheet, owner.question)) not in since:
            found.append(
                f"kept and overwritten: «{since[0]}» in sheet {owner.sheet}, which says «{rows.get((owner.sheet, owner.question))}»"
            )
    return found
