"""A server on this machine with the demo body, and something in every state that a page can show."""

import errno
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import abort
from sqlalchemy import select, update
from werkzeug.serving import WSGIRequestHandler, make_server

from riskreg import create_app
from riskreg.backups import operations as backups
from riskreg.backups import queries as backups_queries
from riskreg.campaigns.models import Proposal
from riskreg.core import clock, mail, result_files
from riskreg.core.extensions import db
from riskreg.core.mail_server import CATCHER, MailServer
from riskreg.core.transactions import writing
from riskreg.domain.consultation import Outcome
from riskreg.domain.measures import Owner
from riskreg.domain.permissions import COMMAND_LINE, Person
from riskreg.domain.register import OwnerKind
from riskreg.domain.roles import Role
from riskreg.domain.scoring.versions import Kind
from riskreg.imports import operations as imports
from riskreg.imports import queries as import_queries
from riskreg.jobs import operations as jobs
from riskreg.jobs.models import Job
from riskreg.methodology import queries as methodologies
from riskreg.methodology.operations import drafting, lives
from riskreg.pages import operations as pages
from riskreg.people import queries
from riskreg.people.models import Delegation, FigureTerm, OrgUnit, User
from riskreg.people.operations import figures, sessions, units, users
from riskreg.people.queries import figures as offices
from riskreg.plans import queries as plans
from riskreg.register import queries as register
from riskreg.register.models import Process
from riskreg.register.operations import measures
from riskreg.register.operations.measures import MeasureText
from riskreg.register.queries.sheets import process_sheet
from riskreg.reorganisations.models import Reorganisation
from riskreg.reports.plan.kept import KEEP
from riskreg.web.guards import public
from tests.browser import access, post, semester, verified, year
from tests.databases import environment
from tests.factories import UNITS_FILE, Factory
from tests.house.demo import demo_database
from tests.page import Client

ERASED = "amedeo.grottascura@camera.example"
DISABLED = "ennio.bosconero@camera.example"


HEAD = "Codice;Denominazione;Tipo;Codice della struttura superiore;Con effetto dal;Atto;Note\r\n"
IMPORTS = {
    "refused": UNITS_FILE,
    "ready": f"{HEAD}A2.2;UO Ragioneria e bilancio nuova;;A2;01/11/2026;Determinazione n. 61;x\r\nN1;UO Nuova;uo;A2;01/11/2026;Det. n. 61;\r\n",
    "overtaken": f"{HEAD}A5.3;UO che cambia;;A5;01/11/2026;Determinazione n. 61;\r\n",
    "same": "Codice;Tipo\r\nA2.2;uo\r\n",
    "applied": f"{HEAD}N9;UO Già importata;uo;A2;01/11/2026;Determinazione n. 61;\r\n",
    "dropped": UNITS_FILE,
}


class Silent(WSGIRequestHandler):
    def log(self, *_: Any, **__: Any) -> None:
        """What a page asked for is checked in the browser."""


class Site:
    """The application behind the server, for what a test must know or change behind the browser's back."""

    def __init__(self, folder: Path, shared: Path, moment: Any) -> None:
        self.app = create_app(environment(demo_database(folder, shared), folder))
        self._add_errors()
        self._moment = moment
        with self.inside():
            self._fill()
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=Silent)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        with self.app.app_context():
            db.engine.dispose()

    @contextmanager
    def inside(self) -> Iterator[None]:
        with self.app.app_context(), clock.frozen(self._moment):
            yield
            db.session.remove()

    def cookie(self, who: Role | str) -> str:
        """The cookie of somebody who has signed in: the one that the demo shows for a role, or whoever has that address."""
        with self.inside():
            user = queries.user_by_email(f"{who.value}@camera.example" if isinstance(who, Role) else who)
            assert user is not None
            found = Client.signed_in(self.app, user).http.get_cookie("riskreg")
            assert found is not None
            return str(found.value)

    def _add_errors(self) -> None:
        """The errors that no page of today gives: a request too large, too many of them, a fault of ours."""

        @public
        def fail(code: int) -> None:
            if code == 500:
                raise RuntimeError("on purpose")
            if code == 507:
                raise OSError(errno.ENOSPC, "full")
            abort(code)

        self.app.add_url_rule("/prova/<int:code>", "fail", fail, methods=["GET", "POST"])

    def _fill(self) -> None:
        at = clock.now()
        self.access = access.fill()
        self.mails = post.fill(self._user("admin@camera.example"), self._user(ERASED))
        with writing():
            admin = queries.person(self._user("admin@camera.example"), clock.today())
            users.erase_person(self._user(ERASED), by=admin, at=at)
            users.disable_user(self._user(DISABLED), by=admin, at=at)
            users.create_user(email="senza.ruolo@camera.example", given_name="Nuova", family_name="Senzaruolo", by=COMMAND_LINE, at=at,
                              password_hash=self._user("admin@camera.example").password_hash)  # fmt: skip
            figures.add_figure(code="mai", name="Figura mai nominata", is_required=True, by=COMMAND_LINE, at=at)
            later = update(Job).where(Job.kind == KEEP).values(due_at=at + timedelta(days=1))
            db.session.execute(
                later, execution_options={"untraced": "no worker is here to draw what was adopted: it would be the next job"}
            )
        self.jobs = {state: make(admin) for state, make in self._job_makers().items()}
        self.imports = self._imports(admin)
        self.assessments = year.fill()
        self.checks = semester.find()
        self.verified = verified.fill()
        self.proposals = {one.state: one.id for one in db.session.scalars(db.select(Proposal))}
        self.methodologies = self._methodologies()
        self.without_events = self._without_events()
        self.plans = self._plans()

    def _plans(self) -> dict[str, int]:
        """After those of the demo: adopted, proposed, and a draft that carries the adopted one forward and adds a measure."""
        make, free = Factory(), max(plans.years_to_open(clock.today()))
        made = {
            "adopted": make.edition(free, "MGX.1", "MGX.2", state="adopted"),
            "proposed": make.edition(free + 2, "MGX.3", state="proposed"),
            "draft": make.edition(free + 1, "MGX.4"),
            "first": make.edition(min(plans.years_to_open(clock.today())), "MGX.5"),  # before it there was none: nothing is carried
        }
        draft = plans.edition(made["draft"].id)
        text = "Il rischio medio è {{rischio medio}}.\n\n## Da dove si parte\nTabella: Le misure\n| Anno | Misure nuove |\n| {{primo anno}} | {{misure nuove primo anno}} |"
        self._words = (make.objective(draft, name="Un obiettivo che nessuna misura serve").id, make.section(draft, text).id)
        self.plan_objective = make.objective(draft, "B.07.M1", "B.07.M2", name="Un obiettivo servito da misure specifiche").id
        make.reminder(made["adopted"], self._user("urp@camera.example"))
        found = make.consultation(made["draft"], text="Che cosa manca?", address="https://www.camera.example/c", channels="PEC")
        make.contribution(found, outcome=Outcome.PARTLY, about="Trasparenza")
        self.contribution = make.contribution(found, person_name="Ugo Terzi").id
        return {name: one.id for name, one in made.items()}

    def plan_words(self) -> tuple[int, int]:
        """An objective and a text of the draft."""
        return self._words

    def plan_line(self) -> int:
        """The first of those that the draft carries forward."""
        with self.inside():
            return plans.lines(plans.edition(self.plans["draft"]))[0].id

    def _without_events(self) -> int:
        """A process with a phase in which nobody has written anything yet."""
        make = Factory()
        return make.phase(make.process(unit=make.root())).process_id

    def process_id(self, code: str) -> int:
        with self.inside():
            return self._process(code).id

    def _process(self, code: str) -> Process:
        found = register.process_by_code(code)
        assert found is not None
        return found

    def _methodologies(self) -> dict[str, int]:
        """One in each state, of each kind: whatever a page of theirs can show."""
        make, who = Factory(), {"by": COMMAND_LINE, "at": clock.now()}
        made = {
            "numeric": make.methodology(name="Metodologia 2027"),
            "ordinal": make.methodology("pna_2019", name="Metodologia per livelli"),
        }
        retired = make.methodology("pna_2013", name="Metodologia 2019", published=True)
        with writing():
            made["empty"] = drafting.draft(Kind.ORDINAL, "Metodologia da scrivere", **who)
            made["retired"] = lives.retire(db.session.merge(retired), **who)
            db.session.flush()
            found = {name: one.id for name, one in made.items()}
        published = methodologies.latest_published()
        assert published is not None
        return found | {"published": published.id}

    def _user(self, email: str) -> User:
        found = queries.user_by_email(email)
        assert found is not None
        return found

    # The post, whose state every page of it shows

    def post(self, path: str, server: MailServer | None = CATCHER, *, fails: bool = False) -> str:
        """The same address, with the post as the test wants it from now on."""
        with self.inside():
            post.use(self.app, server)
            (post.break_down if fails else post.mend)()
        return path

    def caught(self) -> str:
        """The newest letter that the catcher keeps."""
        with self.inside():
            return mail.caught()[0].stem

    # Imports, one in each state

    def _imports(self, by: Person) -> dict[str, int]:
        made = {name: Factory().batch(by.user_id, content=IMPORTS[name]).id for name in IMPORTS}
        who = {"by": by, "at": clock.now()}
        rows = import_queries.rows(import_queries.batch(made["applied"]))
        with writing():
            batch = import_queries.batch(made["applied"])
            imports.apply(batch, rows, batch.preview, **who)
        with writing():
            imports.drop(import_queries.batch(made["dropped"]), **who)
        return made

    # Jobs, one in each state

    def _job_makers(self) -> dict[str, Any]:
        return {"done": self._done, "failed": self._failed, "running": self._running, "cancelled": self._cancelled, "queued": self._queued}

    def _queued(self, by: Person) -> int:
        with writing():
            return jobs.enqueue("trail:verify", {}, by=by, at=clock.now()).id

    def _cancelled(self, by: Person) -> int:
        with writing():
            return jobs.cancel(jobs.enqueue("trail:verify", {}, by=by, at=clock.now()), by=by, at=clock.now()).id

    def _running(self, by: Person) -> int:
        job_id = self._taken(by, {"chi": "command-line"})
        with writing():
            jobs.report_progress(job_id, f"lease-{job_id}", 40, "200 registrazioni scritte su 500")
        return job_id

    def _taken(self, by: Person, arguments: dict[str, str]) -> int:
        with writing():
            job_id = jobs.enqueue("trail:export", arguments, by=by, at=clock.now()).id
        with writing():
            assert jobs.take(f"lease-{job_id}", clock.now()) == job_id
        return job_id

    def _done(self, by: Person) -> int:
        job_id = self._taken(by, {"dal": "01/01/2026"})
        result_files.part(job_id, f"lease-{job_id}").write_text("uno;due")
        with writing():
            file = jobs.Result("registro-attivita.csv", "text/csv")
            jobs.finish(job_id, f"lease-{job_id}", outcome="120 registrazioni esportate.", result=file, at=clock.now())
        return job_id

    def _failed(self, by: Person) -> int:
        job_id = self._taken(by, {})
        with writing():
            jobs.give_up(job_id, f"lease-{job_id}", sentence="La catena non è integra.", at=clock.now())
        return job_id

    # Copies

    def copy(self, hours_ago: int) -> None:
        """The only one in the folder, made so long ago."""
        with self.inside():
            for old in backups_queries.copies():
                old.path.unlink()
            backups.keep_copy(at=self._moment - timedelta(hours=hours_ago))

    def fail_copy(self) -> None:
        with self.inside():
            with writing():
                admin = queries.person(self._user("admin@camera.example"), clock.today())
                job_id = jobs.enqueue(backups_queries.MAKE, {}, by=admin, at=clock.now() - timedelta(days=1)).id
            with writing():
                assert jobs.take("lease-copy", clock.now()) == job_id
            with writing():
                jobs.give_up(job_id, "lease-copy", sentence="La copia non si può scrivere: lo spazio è finito.", at=clock.now())

    def write_contacts(self) -> None:
        with self.inside(), writing():
            text = "## L'ente\n\nCamera di commercio di Valdarena\nmailto:urp@valdarena.example\n\n- https://www.valdarena.example"
            pages.write_page("contatti", text, by=COMMAND_LINE, at=clock.now())

    # Addresses

    def unit(self, code: str) -> int:
        return self._one(select(OrgUnit.id).where(OrgUnit.code == code))

    def user(self, email: str) -> int:
        return self._one(select(User.id).where(User.email == f"{email}@camera.example"))

    def erased_user(self) -> int:
        return self._one(select(User.id).where(User.erased_at.is_not(None)))

    def figure(self, code: str) -> int:
        with self.inside():
            found = offices.by_code(code)
            assert found is not None
            return found.id

    def term(self, code: str) -> int:
        """The office's present term."""
        return self._one(
            select(FigureTerm.id).where(FigureTerm.figure_id == self.figure(code)).order_by(FigureTerm.from_on.desc()).limit(1)
        )

    def grant(self, email: str) -> int:
        with self.inside():
            return next(grant.id for grant in self._user(f"{email}@camera.example").grants if grant.to_on is None)

    def reorganisation(self) -> int:
        return self._one(select(Reorganisation.id))

    def registered(self, kind: str) -> int:
        """The process B.08, or something on its sheet, by the word that its address has."""
        with self.inside():
            process = register.process_by_code("B.08")
            assert process is not None
            found = process_sheet(process.id)
            event = found.phases[0].events[0]
            measure = found.measures[event.id][0]
            numbers = {"processi": process.id, "fasi": event.phase_id, "eventi": event.id, "misure": measure.id, "aree": process.area_id}
            return numbers[kind]

    def unlinked(self) -> str:
        """A name that a file would have left, on a measure that no other page is about."""
        with self.inside(), writing():
            measure = register.measure_by_code("H.02.M3")
            assert measure is not None
            owners = [Owner(OwnerKind.UNLINKED, name="Risorse umane")]
            measures.change(measure, MeasureText.of(measure), owners, by=COMMAND_LINE, at=clock.now())
        return "Risorse umane"

    def delegation(self) -> int:
        """One that has not begun yet."""
        return self._one(select(Delegation.id).order_by(Delegation.from_on.desc()).limit(1))

    def _one(self, statement: Any) -> int:
        with self.inside():
            found = db.session.scalar(statement)
            assert found is not None
            return int(found)

    def end_sessions(self, email: str) -> None:
        """Everywhere that person has signed in."""
        with self.inside(), writing():
            sessions.end_all(self._user(f"{email}@camera.example"), by=COMMAND_LINE, at=clock.now())

    def change_behind(self, unit_id: int) -> None:
        """Somebody else saves the same sheet meanwhile."""
        with self.inside(), writing():
            unit = queries.unit(unit_id)
            units.change_sheet(unit, code=f"{unit.code}x", is_staff=unit.is_staff, position=unit.position + 1, version=None,
                               by=COMMAND_LINE, at=clock.now())  # fmt: skip
