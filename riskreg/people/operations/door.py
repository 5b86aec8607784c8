"""Counting at the door: every attempt is counted before it is judged, and settled when it was.

The count is committed on its own before the slow check of a password begins, so that a hundred attempts at once are a
hundred, and nobody waits for the write lock meanwhile. The account's is a failure from then on, until it turns out to be
right; at the address it is in flight, and a failure only when it was `mistaken`: forty colleagues who arrive together with
the right passwords all come in. Whether an account exists changes nothing of what is done here.

What nobody settled in time becomes failures of the address when the next one looks at it (`_here`), in one write with the
errand that tells of the lock. So `TooSoon` leaves things to be kept: whoever opens the transaction of a count says
`writing(keeping=TooSoon)`. One that does not, or dies before its commit, leaves it all to whoever looks next.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from riskreg.core.extensions import db
from riskreg.core.sealing import keyed_hash
from riskreg.core.transactions import DOOR_QUEUE, one_at_a_time
from riskreg.domain.errors import RuleBroken, TooSoon
from riskreg.domain.italian import tidy
from riskreg.domain.sign_in import ACCOUNT, ADDRESS, LETTERS, MOMENT, NONE, Limit, Tally, in_words
from riskreg.people import queries
from riskreg.people.models import DoorCount, DoorErrand, ErrandKind
from riskreg.people.queries.accounts import account_key, code_key

FORGOTTEN_AFTER = timedelta(hours=24)

FULL = f"Da questo collegamento stanno entrando molte persone insieme: riprova tra {in_words(MOMENT)}."


class Mistaken(RuleBroken):
    """What somebody typed to show who they are was wrong: whoever counted the attempt settles it and says how long to wait."""


@dataclass
class Attempt:
    """One attempt that may be judged now, and how long its account must wait should it be wrong. Whoever judges it says when
    it was right: nothing else that happens afterwards may pass for that."""

    account: str
    network: str
    wait: timedelta
    errands: tuple[int, ...]
    is_right: bool = False


def network_key(network: str) -> str:
    return keyed_hash("door", f"network:{network}")


def _letters_key(email: str) -> str:
    return keyed_hash("door", f"letters:{tidy(email).casefold()}")


def count_password(email: str, network: str, *, at: datetime) -> Attempt:
    """Somebody is about to try a password for an account, whether it exists or not."""
    user = queries.user_by_email(email)
    return _count(account_key(email), network_key(network), user.id if user else None, at)


def count_code(user_id: int, network: str, *, at: datetime) -> Attempt:
    """Somebody who knows the password is about to try a code of the second factor."""
    return _count(code_key(user_id), network_key(network), user_id, at)


def _count(account: str, network: str, user_id: int | None, at: datetime) -> Attempt:
    one_at_a_time(DOOR_QUEUE)
    rows = _rows((account, network))
    here = _here(rows[network], at)
    left = max(_tally(rows[account]).remaining(at), here.remaining(at))
    if left > NONE:
        raise TooSoon(_sentence(left), left)
    if here.is_full(ADDRESS, at):
        raise TooSoon(FULL, MOMENT)
    _write(rows[network], here.begun(ADDRESS, at))
    tally = _keep(rows[account], ACCOUNT, at)
    errand = _tell_at_lock(tally, ACCOUNT, ErrandKind.ACCOUNT_LOCKED, user_id, at)
    db.session.flush()
    return Attempt(account, network, tally.remaining(at), (errand.id,) if errand else ())


def _here(row: DoorCount, at: datetime) -> Tally:
    """An address as it stands. What was lost in flight is written down as wrong, and the lock that comes of it is told: once,
    because afterwards it is in flight no more."""
    given_up = _tally(row).given_up(ADDRESS, at)
    if given_up is None:
        return _tally(row).standing(ADDRESS, at)
    _write(row, given_up)
    if given_up.remaining(at) > NONE:
        _tell_at_lock(given_up, ADDRESS, ErrandKind.ADDRESS_REFUSED, None, at)
    return given_up.standing(ADDRESS, at)


def _tell_at_lock(tally: Tally, limit: Limit, kind: ErrandKind, user_id: int | None, at: datetime) -> DoorErrand | None:
    if tally.failures < limit.locks_at:
        return None
    errand = DoorErrand(kind=kind.value, user_id=user_id, at=at, failures=tally.failures, wait_until=tally.wait_until)
    db.session.add(errand)
    return errand


def _sentence(left: timedelta) -> str:
    if left <= ACCOUNT.longest_wait:
        return f"Troppi tentativi: riprova tra {in_words(left)}."
    return f"Troppi tentativi: per sicurezza l'accesso è sospeso. Riprova tra {in_words(left)}, oppure chiedi una nuova password."


def _rows(keys: Iterable[str]) -> dict[str, DoorCount]:
    """Those that are not there yet come in when they are first written."""
    wanted = list(keys)
    rows = {row.key: row for row in db.session.scalars(select(DoorCount).where(DoorCount.key.in_(wanted)))}
    return {key: rows.get(key) or DoorCount(key=key, failures=0, in_flight=0) for key in wanted}


def _tally(row: DoorCount) -> Tally:
    return Tally(row.failures, row.counted_at, row.wait_until, row.in_flight, row.in_flight_since)


def _keep(row: DoorCount, limit: Limit, at: datetime) -> Tally:
    tally = _tally(row).after_attempt(limit, at)
    _write(row, tally)
    return tally


def _write(row: DoorCount, tally: Tally) -> None:
    row.failures, row.counted_at, row.wait_until, row.in_flight, row.in_flight_since = astuple(tally)
    db.session.add(row)


def mistaken(attempt: Attempt, *, at: datetime) -> timedelta:
    """It was wrong: a failure of the address too. How long the next attempt must wait."""
    one_at_a_time(DOOR_QUEUE)
    row = _rows((attempt.network,))[attempt.network]
    here = _here(row, at)
    tally = here.was_wrong(ADDRESS, at)
    _write(row, tally)
    if tally.failures > here.failures:  # one that had been given up already is no second failure
        _tell_at_lock(tally, ADDRESS, ErrandKind.ADDRESS_REFUSED, None, at)
    return max(attempt.wait, tally.remaining(at))


def unsettled(attempt: Attempt, *, at: datetime) -> None:
    """The machine failed, not the person: the address lets it go, the account's own count stays as it is."""
    one_at_a_time(DOOR_QUEUE)
    row = _rows((attempt.network,))[attempt.network]
    _write(row, _here(row, at).was_lost(ADDRESS, at))


def recognised(attempt: Attempt, *, at: datetime) -> None:
    """It was right: the account's count is forgotten; the address's failures stay, or whoever has one account could wash away
    what they tried on the others."""
    one_at_a_time(DOOR_QUEUE)
    rows = _rows((attempt.account, attempt.network))
    _write(rows[attempt.account], Tally())
    _write(rows[attempt.network], _here(rows[attempt.network], at).was_right(ADDRESS, at))
    db.session.execute(delete(DoorErrand).where(DoorErrand.id.in_(attempt.errands)))


def let_try_again(email: str, user_id: int) -> None:
    """An administrator, or a link from the person's own mailbox, says that it is really them."""
    db.session.execute(delete(DoorCount).where(DoorCount.key.in_((account_key(email), code_key(user_id)))))


def forget(email: str, user_id: int) -> None:
    """The person is being erased."""
    let_try_again(email, user_id)
    db.session.execute(delete(DoorCount).where(DoorCount.key == _letters_key(email)))
    db.session.execute(delete(DoorErrand).where(DoorErrand.user_id == user_id))


def ask_letter(email: str, network: str, *, at: datetime) -> None:
    """Somebody asks for a new password by mail. The worker writes the letter, if there is an account; what happens here is the
    same in any case. Letters to one account that come too thick are left out without a word."""
    one_at_a_time(DOOR_QUEUE)
    user = queries.user_by_email(email)
    letters, address = _letters_key(email), network_key(network)
    rows = _rows((letters, address))
    left = _here(rows[address], at).remaining(at)
    if left > NONE:
        raise TooSoon(f"Troppe richieste da questo collegamento: riprova tra {in_words(left)}.", left)
    _tell_at_lock(_keep(rows[address], ADDRESS, at), ADDRESS, ErrandKind.ADDRESS_REFUSED, None, at)
    if _tally(rows[letters]).remaining(at) > NONE:
        return
    _keep(rows[letters], LETTERS, at)
    db.session.add(DoorErrand(kind=ErrandKind.RESET.value, user_id=user.id if user else None, at=at))


def tidy_counts(at: datetime) -> int:
    """What is old counts no more; how many rows went."""
    old = DoorCount.counted_at.is_(None) | (DoorCount.counted_at < at - FORGOTTEN_AFTER)
    landed = DoorCount.in_flight_since.is_(None) | (DoorCount.in_flight_since < at - FORGOTTEN_AFTER)
    done = db.session.execute(delete(DoorCount).where(old, landed, DoorCount.wait_until.is_(None) | (DoorCount.wait_until < at)))
    return int(done.rowcount)  # type: ignore[attr-defined]  # a DELETE always gives a cursor result
