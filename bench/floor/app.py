"""The floor's pages: `BENCH_FLOOR` says which copy of the grown database they read."""

import csv
import hashlib
import io
import json
import os
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from flask import Flask, redirect, render_template, request, send_file
from sqlalchemy import create_engine, event, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from bench.floor import performance, register
from bench.floor.rows import Entry, Grant, Term, Unit, User, Work

PAGE = 50
DAY = date(2026, 11, 21)


def create_floor() -> Flask:
    app = Flask("bench.floor")
    engine = create_engine(f"sqlite:///{os.environ['BENCH_FLOOR']}", connect_args={"timeout": 15})
    _set_up(engine)
    listed = _lists(app, engine)
    _records(app, engine)
    register.add_pages(app, engine, listed, _tell, DAY)
    performance.add_pages(app, engine, listed)
    return app


def _set_up(engine: Any) -> None:
    """SQLite as ours has it, or the comparison would be of settings."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def _lists(app: Flask, engine: Any) -> Any:
    @app.get("/users")
    def users() -> Any:
        statement = select(User).options(selectinload(User.grants).joinedload(Grant.unit))
        if word := request.args.get("q"):
            statement = statement.where(User.search_text.contains(word))
        return _listed(statement, "users.html", {"name": (User.sort_key, User.id), "email": (User.email.desc(), User.id)}, _user_cells)

    @app.get("/units")
    def units() -> Any:
        statement = select(Unit).options(joinedload(Unit.parent))
        if kind := request.args.get("q"):
            statement = statement.where(Unit.kind == kind)
        return _listed(statement, "units.html", {"name": (Unit.sort_key, Unit.id), "code": (Unit.code.desc(), Unit.id)}, _unit_cells)

    @app.get("/trail")
    def trail() -> Any:
        statement = select(Entry)
        if tag := request.args.get("q"):
            statement = statement.where(Entry.tag == tag)
        return _listed(statement, "trail.html", {"name": (Entry.id.desc(),)}, lambda entry: [entry.id])

    def _listed(statement: Any, template: str, orders: dict[str, Any], cells: Any) -> Any:
        ordered = statement.order_by(*orders[request.args.get("sort", "name")])
        with Session(engine) as session:
            if form := request.args.get("as"):
                return _file(form, [cells(row) for row in session.scalars(ordered).unique()])
            total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery()))
            number = int(request.args.get("page", "1"))
            rows = session.scalars(ordered.limit(PAGE).offset((number - 1) * PAGE)).unique().all()
            names: dict[str, str] = {}
            if template == "trail.html":
                ids = {int(row.actor[5:]) for row in rows if row.actor.startswith("user:")}
                people = session.scalars(select(User).where(User.id.in_(ids)))
                names = {f"user:{one.id}": f"{one.given_name} {one.family_name}" for one in people}
            return render_template(template, rows=rows, total=total, number=number, day=DAY, names=names)

    return _listed


def _tell(session: Session, tag: str, subject: str, before: dict[str, Any], after: dict[str, Any]) -> None:
    last = session.execute(select(Entry.id, Entry.hash).order_by(Entry.id.desc()).limit(1)).one()
    diff, now = json.dumps({"before": before, "after": after}), datetime.now(UTC).replace(tzinfo=None)
    sum_ = hashlib.sha256(f"{last.id + 1}\n{now}\n{diff}\n{last.hash}".encode()).hexdigest()
    session.add(Entry(id=last.id + 1, at=now, actor="user:1", tag=tag, subject=subject, diff=diff, previous_hash=last.hash, hash=sum_))


def _holds(grant: Grant) -> bool:
    return grant.from_on <= DAY and (grant.to_on is None or grant.to_on >= DAY)


def _user_cells(user: User) -> list[Any]:
    roles = ", ".join(f"{grant.role} ({grant.unit.name})" for grant in user.grants if _holds(grant))
    return [f"{user.family_name} {user.given_name}", user.email, roles, "no" if user.disabled_at else "yes"]


def _unit_cells(unit: Unit) -> list[Any]:
    return [unit.code, unit.name, unit.kind, unit.parent.name if unit.parent else "", unit.opened_on, unit.closed_on]


def _file(form: str, rows: list[list[Any]]) -> Any:
    if form == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        return send_file(io.BytesIO(text.getvalue().encode()), mimetype="text/csv")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    out.seek(0)
    return send_file(out, mimetype="application/vnd.ms-excel")


def _records(app: Flask, engine: Any) -> None:
    @app.get("/unit/<int:unit_id>")
    def unit(unit_id: int) -> Any:
        with Session(engine) as session:
            found = session.get(Unit, unit_id)
            grants = session.scalars(select(Grant).where(Grant.unit_id == unit_id).options(joinedload(Grant.user))).all()
            return render_template("unit.html", unit=found, grants=grants)

    @app.get("/user/<int:user_id>")
    def user(user_id: int) -> Any:
        with Session(engine) as session:
            grants = session.scalars(select(Grant).where(Grant.user_id == user_id).options(joinedload(Grant.unit))).all()
            return render_template("user.html", user=session.get(User, user_id), grants=grants)

    @app.get("/history/<subject>")
    def history(subject: str) -> Any:
        with Session(engine) as session:
            entries = session.scalars(select(Entry).where(Entry.subject == subject).order_by(Entry.id.desc()).limit(200)).all()
            return render_template("history.html", entries=[(entry, json.loads(entry.diff)) for entry in entries])

    @app.post("/unit/<int:unit_id>")
    def save(unit_id: int) -> Any:
        with Session(engine) as session:
            session.connection(execution_options={"writes": True})
            unit = session.get(Unit, unit_id)
            before, unit.position = unit.position, int(request.form["position"])
            _tell(session, "unit:sheet:changed", f"org_unit:{unit_id}", {"position": before}, {"position": unit.position})
            session.commit()
        return redirect(f"/unit/{unit_id}")

    @app.get("/figures")
    def figures() -> Any:
        with Session(engine) as session:
            counts = [
                session.scalar(select(func.count()).where(*conditions))
                for conditions in (
                    (Term.to_on >= DAY,), (User.disabled_at.is_(None),), (Grant.to_on >= DAY,), (Work.state == "failed",), (Unit.closed_on.is_(None),),
                )
            ]  # fmt: skip
            return render_template("figures.html", counts=counts)
