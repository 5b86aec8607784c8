"""Roles that come in from a file: given, or brought to an end earlier, by the rules of `operations.users`.

A role is the same one when person, role, unit and first day are the same. Its end may come earlier; a later one is
another role.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.transactions import ORGANISATION_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken
from riskreg.domain.italian import write_date
from riskreg.domain.permissions import Permission, insist
from riskreg.domain.roles import ROLE_LABELS, Role
from riskreg.people import queries, responsibility, telling
from riskreg.people.charts import Picture, code_key
from riskreg.people.models import OrgUnit, RoleGrant, User
from riskreg.people.operations import handovers
from riskreg.people.operations.handovers import UNSAID
from riskreg.people.operations.users import check_end, granted, keep_an_admin
from riskreg.people.responsibility import Answered
from riskreg.tables.verdicts import Row, Verdict, Verdicts

COLUMNS = {"unit_id": "unit_code"}
A_DAY = timedelta(days=1)


def bring_in(rows: Sequence[Row], desk: Gathering) -> list[Verdict]:
    if not desk.on_paper:
        one_at_a_time(ORGANISATION_QUEUE)
    return _Roles(rows, desk).judged()


class _Roles:
    def __init__(self, rows: Sequence[Row], desk: Gathering) -> None:
        self.desk = desk
        self.chart = Picture(queries.units())
        self.verdicts = Verdicts(rows, self._title)
        self.users = queries.users_at((row.values["email"] for row in self.verdicts.left()), with_grants=True)
        self.ending: list[tuple[Row, RoleGrant, date]] = []
        self.given: list[tuple[User, RoleGrant, str]] = []

    def judged(self) -> list[Verdict]:
        self.verdicts.refuse_repeated(_key, "Questo ruolo", "role")
        new: list[Row] = []
        for row in self.verdicts.left():
            grant = self.verdicts.try_to(row, self._known, row, columns=COLUMNS)
            if grant is None:
                new.append(row)
            else:
                self.verdicts.judged_on(row, f"{grant.subject}@{grant.version}")
                self.verdicts.try_to(row, self._compare, row, grant, columns=COLUMNS)
        self._end(new)
        for row in new:
            if not self.verdicts.is_refused(row):
                self.verdicts.try_to(row, self._give, row, columns=COLUMNS)
        telling.roles_from_file(self.given, self.desk)
        self.desk.close()
        return self.verdicts.all()

    def _title(self, row: Row) -> str:
        """By name, where the person and the unit are known; as the file says, where they are not."""
        user = self.users.get(row.values.get("email", ""))
        unit = self.chart.unit_by_code(row.values.get("unit_code", ""))
        who = user.list_name if user else row.texts.get("email", "")
        role = ROLE_LABELS[row.values["role"]] if row.values.get("role") else row.texts.get("role", "")
        where = f"{unit.name} ({unit.code})" if unit else row.texts.get("unit_code", "")
        since = f", dal {write_date(row.values['from_on'])}" if row.values.get("from_on") else ""
        return f"{who}: {role}, {where}{since}"

    def _named(self, row: Row) -> tuple[User, OrgUnit]:
        user = self.users.get(row.values["email"])
        if user is None:
            raise RuleBroken("Nessun utente ha questo indirizzo: importa prima gli utenti.", "email")
        unit = self.chart.unit_by_code(row.values["unit_code"])
        if unit is None:
            raise RuleBroken(f"Nessuna unità ha il codice «{row.values['unit_code']}».", "unit_code")
        return user, unit

    def _known(self, row: Row) -> RoleGrant | None:
        user, unit = self._named(row)
        same = (row.values["role"], unit.id, row.values["from_on"])
        return next((grant for grant in user.grants if (grant.role, grant.unit_id, grant.from_on) == same), None)

    def _compare(self, row: Row, grant: RoleGrant) -> None:
        act = row.values.get("act", "")
        if act and act != grant.act:
            raise RuleBroken("L'atto di un ruolo già assegnato non cambia: lascia la cella com'era, o vuota.", "act")
        to_on: date | None = row.values.get("to_on", grant.to_on)
        if to_on == grant.to_on:
            return
        insist(self.desk.by, Permission.ROLE_GRANT, self.chart.scope_of(grant.unit_id))
        check_end(grant, to_on)
        if to_on is not None:
            self.ending.append((row, grant, to_on))

    def _end(self, new: Sequence[Row]) -> None:
        """An administrator less on each of several rows may be all of them: they are counted together, day by day; and so is
        whoever else holds what ends."""
        for day in sorted({to_on for _, _, to_on in self.ending}):
            until = [grant for _, grant, to_on in self.ending if to_on <= day]
            falls_to = responsibility.after(until, day + A_DAY)
            for row, grant, to_on in self.ending:
                if to_on == day and grant.role == Role.ADMIN:
                    self.verdicts.try_to(row, partial(keep_an_admin, until, day, by=self.desk.by))
                elif to_on == day and not any(_takes_up(heir, grant, day + A_DAY) for heir in new):
                    self.verdicts.try_to(row, partial(self._must_be_taken_up, grant, falls_to[grant.id], day), columns=COLUMNS)
        for row, grant, to_on in self.ending:
            if not self.verdicts.is_refused(row):
                self.verdicts.changes(row, "to_on", grant.to_on, to_on)
                grant.to_on = to_on
                self.desk.record(Tag.ROLE_ENDED, grant)

    def _must_be_taken_up(self, grant: RoleGrant, falls_to: Answered, day: date) -> None:
        """A file cannot be asked who takes up what is left."""
        try:
            handovers.check(grant, UNSAID, falls_to, from_on=day + A_DAY, field="to_on", by=self.desk.by)
        except RuleBroken as left:
            raise RuleBroken(
                f"Dopo il {write_date(day)} nessun altro avrebbe questo ruolo su {grant.unit.name}: aggiungi la riga di chi subentra dal giorno "
                "dopo, oppure terminalo dalla scheda della persona.",
                "to_on",
            ) from left

    def _give(self, row: Row) -> None:
        user, unit = self._named(row)
        insist(self.desk.by, Permission.ROLE_GRANT, self.chart.scope_of(unit.id))
        grant = granted(
            user,
            Role(row.values["role"]),
            unit,
            from_on=row.values["from_on"],
            to_on=row.values.get("to_on"),
            act=row.values.get("act", ""),
        )
        self.desk.record(Tag.ROLE_GRANTED, grant)
        self.given.append((user, grant, unit.name))
        self.verdicts.creates(row)


def _takes_up(row: Row, grant: RoleGrant, day: date) -> bool:
    """Does a row of the same file give the role from that day, to somebody else or to the same person anew?"""
    values = row.values
    same = values["role"] == grant.role and code_key(values["unit_code"]) == code_key(grant.unit.code)
    until: date | None = values.get("to_on")
    return same and values["from_on"] <= day and (until is None or until >= day)


def _key(row: Row) -> tuple[str, str, str, date]:
    return row.values["email"], row.values["role"], code_key(row.values["unit_code"]), row.values["from_on"]
