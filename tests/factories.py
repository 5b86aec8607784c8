"""One maker per table: valid by default, a keyword to differ. Rows are made by the operations, so they leave a trail."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any

from sqlalchemy import Engine, select

from riskreg.audit.operations import record
from riskreg.audit.tags import Tag
from riskreg.coherence import operations as accepting
from riskreg.coherence import queries as coherence
from riskreg.coherence.models import FindingAcceptance
from riskreg.core import clock, seeds
from riskreg.core.base import Base
from riskreg.core.extensions import db
from riskreg.core.transactions import begin_writing
from riskreg.domain.measures import Owner, Timetable
from riskreg.domain.permissions import COMMAND_LINE, Person
from riskreg.domain.register import Factor, MeasureKind, OwnerKind, Timing
from riskreg.domain.reorganisation import Line
from riskreg.domain.roles import Role
from riskreg.domain.scoring.text import from_plain
from riskreg.domain.scoring.versions import MappingKind
from riskreg.domain.vocabulary import UnitKind
from riskreg.evidence import operations as proving
from riskreg.evidence import pieces, subjects
from riskreg.evidence import queries as proofs
from riskreg.evidence.models import Evidence, EvidenceDownload, EvidenceLink
from riskreg.evidence.pieces import Sent
from riskreg.evidence.subjects import About
from riskreg.imports import operations as imports
from riskreg.imports.models import ImportBatch
from riskreg.methodology.models import AnacMapping, MethodologyVersion
from riskreg.methodology.operations import drafting as drafts
from riskreg.methodology.operations import lives
from riskreg.methodology.operations import mapping as mapping_of_anac
from riskreg.methodology.operations.mapping import Theirs
from riskreg.people import queries
from riskreg.people.models import Body, Delegation, Figure, FigureTerm, KnownName, OrgUnit, RoleGrant, User
from riskreg.people.operations import body, delegations, figures, known_names, units, users
from riskreg.people.operations.door import Attempt
from riskreg.people.operations.units import NewUnit
from riskreg.register import queries as register
from riskreg.register.models import Measure, Phase, Process, RiskArea, RiskEvent, Standing
from riskreg.register.operations import areas, events, measures, phases, processes, standings
from riskreg.register.operations.events import EventText
from riskreg.register.operations.measures import MeasureText
from riskreg.register.operations.phases import PhaseText
from riskreg.register.operations.processes import NewProcess, ProcessText
from riskreg.register.operations.standings import Score
from riskreg.reorganisations.models import Reorganisation
from riskreg.reorganisations.operations import drafting
from riskreg.search import operations as search
from riskreg.tables import kinds, mapping, reading
from riskreg.tables.columns import recognises
from riskreg.waiting import operations as reminders
from riskreg.waiting.models import ReminderRules
from tests.monitoring_factory import MonitoringFactory
from tests.performance_report_factory import PerformanceReportFactory
from tests.plan_factory import PlanFactory
from tests.year_factory import YearFactory

PASSWORD = "una frase lunga abbastanza"
ATTEMPT = Attempt("account", "network", timedelta(0), ())
"""One that was let through, for operations that judge it."""

UNITS_FILE = "Codice;Denominazione;Tipo;Con effetto dal;Atto\r\nN1;UO Nuova;uo;01/01/2026;Determinazione n. 1\r\n"
"""Refused, for want of a structure to stand under."""


class Factory(PlanFactory, YearFactory, MonitoringFactory, PerformanceReportFactory):
    """Makes what a test needs and says nothing about the rest."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def _by(self) -> dict[str, Any]:
        """Whoever asks for it is about to write: with real commits SQLite wants the lock first."""
        if isinstance(db.session.get_bind(), Engine):
            db.session.rollback()
            begin_writing()
        return {"by": COMMAND_LINE, "at": clock.now()}

    def root(self) -> OrgUnit:
        return queries.root_unit() or self.unit(code="ENTE", name="Camera di prova", kind=UnitKind.BODY, parent=None)

    def unit(
        self, *, code: str | None = None, name: str | None = None, kind: UnitKind = UnitKind.UNIT, parent: OrgUnit | str | None = "root",
        on: date = date(2020, 1, 1), act: str = "Determinazione n. 1 del 01/01/2020",
    ) -> OrgUnit:  # fmt: skip
        number = next(self._numbers)
        above = self.root() if parent == "root" else parent
        new = NewUnit(
            code=code or f"U{number}", name=name or f"UO di prova {number}", kind=kind, parent_id=above.id if above else None, position=0
        )  # type: ignore[union-attr]
        made = units.open_unit(new, on=on, act=act, **self._by())
        db.session.commit()
        return made

    def user(self, *, email: str | None = None, given_name: str = "Ada", family_name: str | None = None, **more: Any) -> User:
        number = next(self._numbers)
        more.setdefault("password_hash", quick_hash())
        made = users.create_user(
            email=email or f"persona{number}@camera.example",
            given_name=given_name,
            family_name=family_name or f"Prova {number}",
            **more,
            **self._by(),
        )
        db.session.commit()
        return made

    def grant(
        self, user: User, role: Role, unit: OrgUnit | None = None, *, from_on: date = date(2024, 1, 1), to_on: date | None = None
    ) -> RoleGrant:
        made = users.grant_role(user, role, (unit or self.root()).id, from_on=from_on, to_on=to_on, **self._by())
        db.session.commit()
        return made

    def delegation(
        self, grant: RoleGrant, deputy: User, *, from_on: date | None = None, to_on: date = date(2026, 12, 31), act: str = "Ferie"
    ) -> Delegation:
        made = delegations.delegate(grant, deputy, from_on=from_on or clock.today(), to_on=to_on, act=act, **self._by())
        db.session.commit()
        return made

    def reorganisation(self, *lines: Line, name: str = "Nuovo assetto", on: date = date(2026, 11, 1)) -> Reorganisation:
        made = drafting.create(name, "Determinazione n. 41 del 12/10/2026", on, **self._by())
        if lines:
            drafting.add_lines(made, lines, by=COMMAND_LINE, at=clock.now())
        db.session.commit()
        return made

    def methodology(self, ready: str = "riskreg", *, name: str | None = None, published: bool = False) -> MethodologyVersion:
        """A draft with all that a ready one asks; or published as well."""
        content = from_plain(seeds.document(f"methodology/{ready}.json"))
        made = drafts.draft(content, name or f"Metodologia {next(self._numbers)}", **self._by())
        if published:
            lives.publish(made, by=COMMAND_LINE, at=clock.now())
        db.session.commit()
        return made

    def rejudged(self, one: Standing, band: str, rank: int) -> Standing:
        """As if somebody had moved the band."""
        by = self._by()
        one.band, one.band_rank, one.needs_treatment = band, rank, rank > 2
        record(Tag.ASSESSMENT_APPROVED, one, **by)
        db.session.commit()
        return one

    def mapping(
        self, ours: str = "a", year: int = 2026, *, kind: MappingKind = MappingKind.FAMILY, label: str = "Controllo", **more: str
    ) -> AnacMapping:
        made = mapping_of_anac.write(year, kind, ours, Theirs(label=label, **more), **self._by())
        db.session.commit()
        return made

    def person(self, role: Role | None = None, unit: OrgUnit | None = None) -> Any:
        """Somebody with a role, as operations take them."""
        user = self.user()
        if role is not None:
            self.grant(user, role, unit)
        return queries.person(user, clock.today())

    def figure(self, *, code: str | None = None, name: str = "Responsabile di prova", **more: Any) -> Figure:
        made = figures.add_figure(code=code or f"figura-{next(self._numbers)}", name=name, **more, **self._by())
        db.session.commit()
        return made

    def term(
        self, figure: Figure, *, holder: User | None = None, name: str = "", from_on: date = date(2025, 1, 1), **more: Any
    ) -> FigureTerm:
        holder_id = holder.id if holder else None
        made = figures.appoint(
            figure, holder_id=holder_id, holder_name=name if holder_id else name or "Persona Esterna", deputy_id=more.pop("deputy_id", None),
            act="Delibera n. 1 del 01/01/2025", from_on=from_on, **more, **self._by(),
        )  # fmt: skip
        db.session.commit()
        return made

    def body(self, **facts: str) -> Body:
        known = {"name": "Camera di prova", "kind": "camera_di_commercio", "tax_code": "90000000001"}
        made = body.write_body(known | facts, **self._by())
        db.session.commit()
        return made

    def area(self, *, code: str = "B", name: str = "Contratti pubblici") -> RiskArea:
        """The one with this code, made if it is not there."""
        found = register.area_by_code(code)
        if found is None:
            found = areas.add(code=code, name=name, source="PNA 2013", **self._by())
            db.session.commit()
        return found

    def process(
        self, *, code: str = "", name: str | None = None, area: RiskArea | None = None, unit: OrgUnit | None = None,
        active_from: date = date(2024, 1, 1), **texts: str,
    ) -> Process:  # fmt: skip
        text = ProcessText(code, name or f"Processo di prova {next(self._numbers)}", **texts)
        where = (area or self.area()).id, (unit or self.unit()).id
        made = processes.add(NewProcess(text, *where, active_from), **self._by())
        db.session.commit()
        return made

    def phase(self, process: Process | None = None, *, name: str | None = None, description: str = "") -> Phase:
        within = process or self.process()
        made = phases.add(within, PhaseText(name or f"Fase di prova {next(self._numbers)}", description), **self._by())
        db.session.commit()
        return made

    def event(self, phase: Phase | None = None, *, name: str | None = None, description: str = "", **factors: str) -> RiskEvent:
        """`event(phase, a="Due soli addetti")`: with this factor and this note; (a) alone where none is said."""
        text = EventText(
            name or f"Evento di prova {next(self._numbers)}", description, {Factor(one): note for one, note in (factors or {"a": ""}).items()}
        )  # fmt: skip
        made = events.add(phase or self.phase(), text, **self._by())
        db.session.commit()
        return made

    def measure(
        self, *those: RiskEvent, name: str | None = None, kind: MeasureKind = MeasureKind.SPECIFIC, owner: OrgUnit | Owner | None = None,
        timetable: Timetable | None = None, in_force_from: date = date(2025, 1, 1), **more: str,
    ) -> Measure:  # fmt: skip
        """On these events; a general one with `kind`, and then without."""
        what = {"family": "a"} if kind is MeasureKind.SPECIFIC else {"measure_class": "formazione"}
        text = MeasureText(
            name or f"Misura di prova {next(self._numbers)}", kind, timetable or Timetable(Timing.CONTINUOUS), in_force_from, **(what | more)
        )  # fmt: skip
        one = owner if isinstance(owner, Owner) else Owner(OwnerKind.UNIT, unit_id=(owner or self.root()).id)
        made = measures.add(text, [one], those, **self._by())
        db.session.commit()
        return made

    def reminder_rules(self, first: int = 14, *, late_every: int = 7, escalate_after: int = 15) -> ReminderRules:
        made = reminders.set_rules(first, None, None, late_every=late_every, escalate_after=escalate_after, **self._by())
        db.session.commit()
        return made

    def standing(
        self, process: Process, year: int = 2025, *, residual: str = "5.75", band: str = "MEDIO", rank: int = 2, top: int = 4
    ) -> Standing:
        """As an approved assessment leaves it."""
        by = self._by()
        score = Score(Decimal(12), Decimal(residual), "MEDIO-ALTO", 3, band, rank, band, rank, top, needs_treatment=rank > 2)
        made = standings.set_standing(process, year, score)
        record(Tag.ASSESSMENT_APPROVED, made, **by)
        db.session.commit()
        return made

    def acceptance(self, rule: str = "area_obbligatoria_vuota", because: str = "L'ente non ne svolge") -> FindingAcceptance:
        """Of the first open finding of a rule; on an empty register, that of an area."""
        by, at = self._by(), clock.now()
        one = next(
            found.finding for found in coherence.found(clock.today().year, clock.today()) if found.is_open and found.finding.rule == rule
        )
        accepting.accept(rule, [accepting.Chosen(one.subject, one.fingerprint)], because, year=at.year, **by)
        db.session.commit()
        return coherence.acceptances_of(rule)[one.subject]

    def evidence(self, thing: Base, *, name: str | None = None, content: bytes | None = None, by: Person | None = None) -> Evidence:
        """About a measure or an assessment: a text file unless the name is an address."""
        kind, number = subjects.named(thing.subject_kind()), next(self._numbers)
        assert kind is not None
        about, acting = About(kind, thing.id), self._by() | ({"by": by} if by else {})
        if name and name.startswith("https:"):
            made = proving.attach(about, pieces.typed(name, "", clock.today()), "", **acting)
        else:
            sent = Sent(name or f"prova-{number}.txt", BytesIO(content or f"Prova {number}".encode()))
            with pieces.taken([sent], most=2**20) as files:
                made = proving.attach(about, files, "Prova di prova.", **acting)
        db.session.commit()
        return made[0]

    def evidence_link(self, one: Evidence) -> EvidenceLink:
        return proofs.standing_links(one)[0]

    def evidence_download(self, one: Evidence, user: User | None = None) -> EvidenceDownload | None:
        reader = user or self.user()
        proving.take_away(proofs.current(one), by=Person(f"user:{reader.id}", reader.id, is_machine=True), at=self._by()["at"])
        db.session.commit()
        return db.session.scalars(select(EvidenceDownload).where(EvidenceDownload.user_id == reader.id)).first()

    def known_name(self, name: str = "Ufficio come lo scrivono", *, unit: OrgUnit | None = None, figure: Figure | None = None) -> KnownName:
        means = Owner(OwnerKind.FIGURE, figure_id=figure.id) if figure else Owner(OwnerKind.UNIT, unit_id=(unit or self.unit()).id)
        made = known_names.remember(name, means, **self._by())
        db.session.commit()
        return made

    def entry(self, subject: str = "process:1", **more: Any) -> None:
        """Something to be found."""
        facts = {
            "kind": "process",
            "code": "B.08",
            "title": "Firma digitale",
            "text": "Rilascio dei dispositivi",
            "unit_id": None,
            "page_id": 1,
        }
        search.index_many([search.Entry(subject, **(facts | more))])

    def batch(self, owner_id: int | None, kind: str = "units", content: str = UNITS_FILE) -> ImportBatch:
        """A file that somebody sent, previewed and not confirmed."""
        by = Person(f"user:{owner_id}", owner_id, is_machine=True) if owner_id else COMMAND_LINE
        known, raw, at = kinds.named(kind), content.encode(), clock.now()
        assert known is not None
        table = reading.read(raw, recognises(known.columns))
        mapped = mapping.guessed(known.columns, table, {})
        rows = mapping.rows(table, known.columns, mapped)
        verdicts = imports.on_paper(known, rows, by=by, at=at)
        self._by()
        made = imports.receive(known, "unità.csv", raw, table, by=by, at=at)
        imports.keep_preview(made, imports.drawn(known, table, mapped, rows, verdicts), by=by, at=at)
        db.session.commit()
        return made


_quick: list[str] = []


def quick_hash() -> str:
    """A real argon2 hash of PASSWORD with the smallest costs; signing in with it works."""
    if not _quick:
        from argon2 import PasswordHasher

        _quick.append(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD))
    return _quick[0]
