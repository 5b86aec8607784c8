"""Users that come in from a file: created, or their sheets changed, by the rules of `operations.users`. Nobody is ever
taken away, and nobody gets a password: who may come in is told apart, later."""

from collections.abc import Iterable, Sequence

from riskreg.audit.gathering import Gathering
from riskreg.audit.tags import Tag
from riskreg.core.extensions import db
from riskreg.core.transactions import ORGANISATION_QUEUE, one_at_a_time
from riskreg.domain.permissions import Permission, insist
from riskreg.people import findable, queries
from riskreg.people.models import User
from riskreg.people.operations.users import write_sheet
from riskreg.tables.verdicts import Row, Verdict, Verdicts

SHEET = ("given_name", "family_name", "job_title")


def bring_in(rows: Sequence[Row], desk: Gathering) -> list[Verdict]:
    if not desk.on_paper:
        one_at_a_time(ORGANISATION_QUEUE)
    verdicts = Verdicts(rows, _title)
    verdicts.refuse_repeated(lambda row: row.values["email"], "Questo indirizzo", "email")
    directory = _Read(row.values["email"] for row in verdicts.left())
    for row in verdicts.left():
        user = directory.user_by_email(row.values["email"])
        if user is None:
            verdicts.try_to(row, _create, row, directory, verdicts, desk)
        else:
            verdicts.judged_on(row, f"{user.subject}@{user.version}")
            verdicts.try_to(row, _change, row, user, directory, verdicts, desk)
    desk.close()
    findable.index_users(*desk.written(User))
    return verdicts.all()


class _Read:
    """The users of a file's addresses, read at once."""

    def __init__(self, emails: Iterable[str]) -> None:
        self._users = queries.users_at(emails)

    def user_by_email(self, email: str) -> User | None:
        return self._users.get(email)


def _title(row: Row) -> str:
    name = f"{row.texts.get('family_name', '')} {row.texts.get('given_name', '')}".strip()
    return f"{name} ({row.texts.get('email', '')})" if name else row.texts.get("email", "")


def _create(row: Row, directory: _Read, verdicts: Verdicts, desk: Gathering) -> None:
    insist(desk.by, Permission.USER_MANAGE)
    user = User()
    write_sheet(user, email=row.values["email"], **{name: row.values.get(name, "") for name in SHEET}, directory=directory)
    db.session.add(user)
    desk.record(Tag.USER_CREATED, user)
    verdicts.creates(row)


def _change(row: Row, user: User, directory: _Read, verdicts: Verdicts, desk: Gathering) -> None:
    before = {name: getattr(user, name) for name in SHEET}
    after = {name: row.values.get(name, stood) for name, stood in before.items()}
    if after == before:
        return
    insist(desk.by, Permission.USER_MANAGE)
    write_sheet(user, email=row.values["email"], **after, directory=directory)
    desk.record(Tag.USER_CHANGED, user)
    for name, stood in before.items():
        if after[name] != stood:
            verdicts.changes(row, name, stood, after[name])
