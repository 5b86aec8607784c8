"""The floor's pages of the register: the rows and the cells of ours, with nobody asking who looks."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask, redirect, render_template, request
from sqlalchemy import Select, func, literal_column, or_, select, text
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from bench.floor.register_rows import (
    Activation,
    Area,
    Assessment,
    Event,
    Factor,
    Found,
    Link,
    Measure,
    Owner,
    Phase,
    Process,
    Score,
    Standing,
)
from bench.floor.rows import Entry, Unit

YEAR, FIRST = 2026, 5
Listed = Callable[..., Any]
Tell = Callable[[Session, str, str, dict[str, Any], dict[str, Any]], None]


def add_pages(app: Flask, engine: Any, listed: Listed, tell: Tell, day: Any) -> None:
    _lists(app, listed, day)
    _list_of_measures(app, listed, day)
    _records(app, engine, day)
    _saves(app, engine, tell)
    _figures(app, engine)


def _with_words(statement: Select[Any], model: Any, kind: str) -> Select[Any]:
    if not (word := request.args.get("words")):
        return statement
    found = text("SELECT page_id FROM search_entry WHERE id IN (SELECT rowid FROM search_words WHERE search_words MATCH :asked)")
    return statement.where(model.id.in_(found.bindparams(asked=f'words : ("{word}"*) AND kind : "{kind}"').columns(Found.id)))


def _lists(app: Flask, listed: Listed, day: Any) -> None:
    @app.get("/processes")
    def processes() -> Any:
        statement = (
            select(Process)
            .join(Area)
            .join(Unit, Unit.id == Process.unit_id)
            .outerjoin(Standing, (Standing.process_id == Process.id) & (Standing.year == YEAR))
        )
        statement = statement.options(contains_eager(Process.area), contains_eager(Process.unit), contains_eager(Process.standings))
        statement = statement.where(or_(Process.retired_on.is_(None), Process.retired_on > day))
        if factor := request.args.get("factor"):
            of = (
                select(Phase.process_id)
                .join(Event, Event.phase_id == Phase.id)
                .join(Factor, Factor.event_id == Event.id)
                .where(Factor.factor == factor)
            )
            statement = statement.where(Process.id.in_(of))
        if unit := request.args.get("unit"):
            below = select(Unit.id).where(or_(Unit.id == int(unit), Unit.parent_id == int(unit)))
            statement = statement.where(Process.unit_id.in_(below))
        orders = {"name": (Process.code_sort_key, Process.id), "residual": (Standing.residual.desc(), Process.id)}
        return listed(_with_words(statement, Process, "process"), "processes.html", orders, _process_cells)

    @app.get("/events")
    def events() -> Any:
        statement = select(Event).join(Phase).join(Process).join(Unit, Unit.id == Process.unit_id).where(Event.retired_on.is_(None))
        whose = contains_eager(Event.phase).contains_eager(Phase.process)
        statement = statement.options(whose, whose.contains_eager(Process.unit), selectinload(Event.factors))
        if factor := request.args.get("factor"):
            statement = statement.where(Event.id.in_(select(Factor.event_id).where(Factor.factor == factor)))
        if request.args.get("without"):
            statement = statement.where(
                ~select(Link.id).join(Measure).where(Link.event_id == Event.id, Measure.in_force_to.is_(None)).exists()
            )
        return listed(statement, "events.html", {"name": (Process.code_sort_key, Phase.position, Event.position, Event.id)}, _event_cells)

    @app.get("/assessments")
    def assessments() -> Any:
        statement = select(Assessment).join(Process).join(Area).join(Unit, Unit.id == Assessment.unit_id).where(Assessment.year == YEAR)
        statement = statement.outerjoin(Standing, (Standing.process_id == Process.id) & (Standing.year == Assessment.year))
        whose = contains_eager(Assessment.process)
        statement = statement.options(
            whose.contains_eager(Process.area), whose.contains_eager(Process.standings), contains_eager(Assessment.unit)
        )
        return listed(statement, "assessments.html", {"name": (Process.code_sort_key, Assessment.id)}, lambda one: [one.id])


def _list_of_measures(app: Flask, listed: Listed, day: Any) -> None:
    @app.get("/measures")
    def measures() -> Any:
        statement = select(Measure).options(selectinload(Measure.owners).options(joinedload(Owner.unit), joinedload(Owner.figure)))
        statement = statement.where(Measure.in_force_from <= day, or_(Measure.in_force_to.is_(None), Measure.in_force_to >= day))
        if unit := request.args.get("owner"):
            statement = statement.where(Measure.id.in_(select(Owner.measure_id).where(Owner.unit_id == int(unit))))
        if request.args.get("unlinked"):
            statement = statement.where(Measure.id.in_(select(Owner.measure_id).where(Owner.kind == "unlinked")))
        if request.args.get("late"):
            statement = statement.where(Measure.due_on < day, ~select(Activation.id).where(Activation.measure_id == Measure.id).exists())
        if month := request.args.get("month"):
            statement = statement.where(Measure.due_on.between(date(day.year, int(month), 1), date(day.year, int(month), 28)))
        orders = {"name": (Measure.code_sort_key, Measure.id), "due": (Measure.due_on.nulls_last(), Measure.id)}
        return listed(_with_words(statement, Measure, "measure"), "measures.html", orders, _measure_cells)


def _process_cells(one: Process) -> list[Any]:
    standing = one.standings[0] if one.standings else None
    return [one.code, one.name, one.area.name, one.unit.name, standing and standing.residual, standing and standing.band]


def _event_cells(one: Event) -> list[Any]:
    process = one.phase.process
    return [f"{process.code} {process.name}", one.phase.name, one.name, ", ".join(each.factor for each in one.factors), process.unit.name]


def _measure_cells(one: Measure) -> list[Any]:
    owners = ", ".join(each.title for each in one.owners)
    return [one.code, one.name, one.kind, one.family, one.timing, owners, one.in_force_from, one.in_force_to]


def _records(app: Flask, engine: Any, day: Any) -> None:
    @app.get("/process/<int:process_id>")
    def process(process_id: int) -> Any:
        events = selectinload(Process.phases).selectinload(Phase.events)
        owners = events.selectinload(Event.links).joinedload(Link.measure).selectinload(Measure.owners)
        options = [joinedload(Process.area), joinedload(Process.unit), selectinload(Process.standings), events.selectinload(Event.factors),
                   owners.joinedload(Owner.unit), owners.joinedload(Owner.figure)]  # fmt: skip
        with Session(engine) as session:
            found = session.get(Process, process_id, options=options)
            return render_template("process.html", process=found, day=day)

    @app.get("/sheet-history/<int:process_id>")
    def sheet_history(process_id: int) -> Any:
        """Of all that stands on the sheet."""
        phases = select(Phase.id).where(Phase.process_id == process_id)
        events = select(Event.id).where(Event.phase_id.in_(phases))
        with Session(engine) as session:
            named = [
                ("phase", phases),
                ("risk_event", events),
                ("measure", select(Link.measure_id).where(Link.event_id.in_(events)).distinct()),
            ]
            subjects = [f"process:{process_id}", *(f"{kind}:{one}" for kind, ids in named for one in session.scalars(ids))]
            statement = select(Entry).where(Entry.subject.in_(subjects)).order_by(Entry.id.desc()).limit(200)
            return render_template("history.html", entries=[(entry, json.loads(entry.diff)) for entry in session.scalars(statement)])

    @app.get("/measure/<int:measure_id>")
    def measure(measure_id: int) -> Any:
        owners = selectinload(Measure.owners)
        events = selectinload(Measure.links).joinedload(Link.event).joinedload(Event.phase).joinedload(Phase.process)
        with Session(engine) as session:
            found = session.get(Measure, measure_id, options=[owners.joinedload(Owner.unit), owners.joinedload(Owner.figure), events])
            return render_template("measure.html", measure=found)

    @app.get("/assessment/<int:assessment_id>")
    def assessment(assessment_id: int) -> Any:
        whose = joinedload(Assessment.process)
        options = [whose.joinedload(Process.area), joinedload(Assessment.unit), joinedload(Assessment.methodology),
                   selectinload(Assessment.scores).selectinload(Score.answers)]  # fmt: skip
        with Session(engine) as session:
            found = session.get(Assessment, assessment_id, options=options)
            if found is None:
                return "", 404
            given = {one.criterion: one.answer for score in found.scores for one in score.answers}
            return render_template("assessment.html", one=found, given=given, asked=json.loads(found.methodology.content))


def _saves(app: Flask, engine: Any, tell: Tell) -> None:
    @app.post("/process/<int:process_id>")
    def save_process(process_id: int) -> Any:
        with Session(engine) as session:
            session.connection(execution_options={"writes": True})
            one = session.get(Process, process_id)
            if one is None:
                return "", 404
            before, one.description = one.description, request.form["description"]
            one.version += 1
            tell(session, "process:sheet:changed", f"process:{process_id}", {"description": before}, {"description": one.description})
            session.execute(
                text("UPDATE search_entry SET text = :text WHERE subject = :subject"),
                {"text": one.description, "subject": f"process:{process_id}"},
            )
            session.commit()
        return redirect(f"/process/{process_id}")

    @app.post("/assessment/<int:assessment_id>")
    def save_answers(assessment_id: int) -> Any:
        with Session(engine) as session:
            session.connection(execution_options={"writes": True})
            options = [joinedload(Assessment.methodology), selectinload(Assessment.scores).selectinload(Score.answers)]
            one = session.get(Assessment, assessment_id, options=options)
            if one is None:
                return "", 404
            worth = {
                each["code"]: {a["code"]: Decimal(a["worth"]) for a in each["answers"]}
                for each in json.loads(one.methodology.content)["criteria"]
            }
            before, score = {each.criterion: each.answer for each in one.scores[0].answers}, one.scores[0]
            for each in score.answers:
                each.answer = request.form.get(each.criterion, each.answer)
            values = [worth[each.criterion][each.answer] for each in score.answers]
            score.residual = (sum(values[:5], Decimal()) / 5 * sum(values[5:], Decimal()) / 5).quantize(Decimal("0.01"))
            one.version += 1
            after = {each.criterion: each.answer for each in score.answers}
            tell(session, "assessment:answers:changed", f"assessment:{assessment_id}", before, after)
            session.commit()
        return redirect(f"/assessment/{assessment_id}")


def _figures(app: Flask, engine: Any) -> None:
    @app.get("/board")
    def board() -> Any:
        """Every process of the year, as plain rows; the heat map counts them by where they went, the years are counted over all."""
        columns = (
            Standing.inherent_band,
            Standing.band,
            Standing.band_rank,
            Standing.inherent,
            Standing.residual,
            Process.code,
            Process.name,
            Area.name,
        )
        with Session(engine) as session:
            of_year = select(*columns).join(Process, Process.id == Standing.process_id).join(Area, Area.id == Process.area_id)
            rows = session.execute(of_year.where(Standing.year == YEAR).order_by(Standing.band_rank.desc(), Standing.residual.desc())).all()
            years = session.execute(select(Standing.year, func.count(), func.avg(Standing.residual)).group_by(Standing.year)).all()
            cells, areas = Counter((row[0], row[1]) for row in rows), Counter((row[7], row[1]) for row in rows)
            mean = sum(row[4] or 0 for row in rows) / max(1, len(rows))
            return render_template("board.html", years=years, cells=cells, areas=areas, worst=rows[:20], mean=mean)

    @app.get("/search")
    def search() -> Any:
        """How many of each kind, and the first few of each."""
        asked = " AND ".join(f'"{word}"*' for word in request.args["q"].split())
        rowids = (
            text("SELECT rowid FROM search_words WHERE search_words MATCH :asked").bindparams(asked=f"words : ({asked})").columns(Found.id)
        )
        with Session(engine) as session:
            counts = session.execute(select(Found.kind, func.count()).where(Found.id.in_(rowids)).group_by(Found.kind)).all()
            place = func.row_number().over(partition_by=Found.kind, order_by=Found.sort_key).label("place")
            ranked = select(Found.id, place).where(Found.id.in_(rowids)).subquery()
            hits = session.scalars(select(Found).join(ranked, ranked.c.id == Found.id).where(literal_column("place") <= FIRST)).all()
            return render_template("search.html", counts=counts, hits=hits)
