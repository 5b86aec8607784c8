"""The floor's pages of performance: the indicators of a year, and how the years went."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import Flask, render_template, request
from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from bench.floor.rows import Bare

YEAR, SHORT, FEW = 2025, ("no", "partial"), 10


class StrategicArea(Bare):
    __tablename__ = "strategic_area"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Indicator(Bare):
    __tablename__ = "indicator"

    id: Mapped[int] = mapped_column(primary_key=True)
    part: Mapped[str]
    area_id: Mapped[int] = mapped_column(ForeignKey("strategic_area.id"))
    position: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    typology: Mapped[str]
    area: Mapped[StrategicArea] = relationship()


class Year(Bare):
    __tablename__ = "indicator_year"

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id"))
    year: Mapped[int]
    target: Mapped[str]
    verdict: Mapped[str]
    reason: Mapped[str]
    attained: Mapped[Decimal | None]
    indicator: Mapped[Indicator] = relationship()
    readings: Mapped[list["Result"]] = relationship()

    @property
    def result(self) -> str:
        return self.readings[0].value if self.readings else ""


class Result(Bare):
    __tablename__ = "indicator_reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("indicator_year.id"))
    value: Mapped[str]


def add_pages(app: Flask, engine: Any, listed: Callable[..., Any]) -> None:
    @app.get("/indicators")
    def indicators() -> Any:
        statement = select(Year).join(Indicator).outerjoin(Result).where(Year.year == YEAR)
        statement = statement.options(contains_eager(Year.indicator), contains_eager(Year.readings))
        if request.args.get("short"):
            statement = statement.where(Year.verdict.in_(SHORT))
        return listed(statement, "indicators.html", {"name": (Indicator.position, Indicator.id)}, lambda one: [one.target, one.verdict])

    @app.get("/attainment")
    def attainment() -> Any:
        keys = (Year.year, Indicator.part, StrategicArea.name, Indicator.typology, Year.verdict)
        with Session(engine) as session:
            found = session.execute(
                select(*keys, func.count()).join(Indicator, Year.indicator_id == Indicator.id).join(StrategicArea).group_by(*keys)
            )
            tables: dict[str, Counter[Any]] = {"years": Counter(), "areas": Counter(), "parts": Counter(), "typologies": Counter()}
            for year, part, area, typology, verdict, many in found:
                tables["years"][year, verdict] += many
                for table, word in (("areas", area), ("parts", part), ("typologies", typology)) if year == YEAR else ():
                    tables[table][word, verdict] += many
            short = (
                select(Year).join(Indicator).options(contains_eager(Year.indicator).joinedload(Indicator.area), joinedload(Year.readings))
            )
            rows = (
                session.scalars(short.where(Year.year == YEAR, Year.verdict.in_(SHORT)).order_by(Year.verdict, Year.attained).limit(FEW))
                .unique()
                .all()
            )
            return render_template("attainment.html", tables=tables, rows=rows)
