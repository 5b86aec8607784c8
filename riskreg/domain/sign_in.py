"""How fast one may try at the door: a growing delay, then a lock, per account and per network address.

A count is kept for every account that somebody names, existing or not, and for every address that attempts come from.
An attempt is counted before the password is looked at, so that many at once cannot slip through. For an account it is a
failure from the beginning, and whoever was right gets it back. At an address, where colleagues arrive together, it is in
flight until it is judged, and a failure only when it was wrong. NIST SP 800-63B 3.2.2 asks for a limit (at most a hundred
failures in a row); ours is stricter.
"""

import ipaddress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

NONE = timedelta(0)
BACK = timedelta(hours=1)
"""Clocks of several machines differ by less; one that is set back, by more."""

LOST_AFTER = timedelta(seconds=30)
"""A check takes tenths of a second: what is in flight for longer belonged to a process that died, and was wrong for us."""

MOMENT = timedelta(seconds=1)
"""What somebody waits who finds the address full: those before them are being looked at now."""

AFTER_PASSWORD = timedelta(minutes=5)
"""Between the password and the code of the second factor."""


@dataclass(frozen=True)
class Limit:
    """`free` failures cost nothing; then each costs twice the last, until `locks_at`; from there it is a lock."""

    free: int
    first_wait: timedelta
    longest_wait: timedelta
    locks_at: int
    first_lock: timedelta
    longest_lock: timedelta
    forgotten_after: timedelta
    """Quiet for so long, everything is forgotten."""

    forgiven_every: timedelta | None = None
    """One failure is forgiven each time so much has passed: colleagues behind one address mistype all day long."""

    at_once: int = 0
    """So many may be in flight together."""

    def wait_after(self, failures: int) -> timedelta:
        """How long nothing is looked at after so many failures.

        >>> [ACCOUNT.wait_after(n).total_seconds() for n in (3, 4, 5, 9, 10, 11)]
        [0.0, 5.0, 10.0, 160.0, 900.0, 1800.0]
        """
        if failures >= self.locks_at:
            return _doubled(self.first_lock, failures - self.locks_at, self.longest_lock)
        if failures > self.free:
            return _doubled(self.first_wait, failures - self.free - 1, self.longest_wait)
        return NONE


def _doubled(first: timedelta, times: int, longest: timedelta) -> timedelta:
    return min(first * (1 << min(times, 20)), longest)


ACCOUNT = Limit(
    free=3, first_wait=timedelta(seconds=5), longest_wait=timedelta(minutes=5),
    locks_at=10, first_lock=timedelta(minutes=15), longest_lock=timedelta(hours=4), forgotten_after=timedelta(hours=24),
)  # fmt: skip
"""Passwords for one account; the codes of one second factor are counted apart, by the same measure."""

ADDRESS = Limit(
    free=9, first_wait=timedelta(seconds=2), longest_wait=timedelta(minutes=1),
    locks_at=20, first_lock=timedelta(minutes=15), longest_lock=timedelta(hours=1), forgotten_after=timedelta(hours=24),
    forgiven_every=timedelta(minutes=3), at_once=50,
)  # fmt: skip
"""Everything tried from one network address."""

LETTERS = Limit(
    free=0, first_wait=timedelta(minutes=5), longest_wait=timedelta(hours=1),
    locks_at=6, first_lock=timedelta(hours=4), longest_lock=timedelta(hours=4), forgotten_after=timedelta(hours=24),
)  # fmt: skip
"""Letters with a link that anybody may ask for one account: nobody's mailbox is filled."""


@dataclass(frozen=True)
class Tally:
    """What is remembered of one account or address."""

    failures: int = 0
    counted_at: datetime | None = None
    wait_until: datetime | None = None
    in_flight: int = 0
    in_flight_since: datetime | None = None
    """When the eldest of them began."""

    def remaining(self, at: datetime) -> timedelta:
        """How long nothing is looked at yet; nothing when one may try."""
        if self.wait_until is None or self._is_from_another_day(at):
            return NONE
        return max(self.wait_until - at, NONE)

    def _is_from_another_day(self, at: datetime) -> bool:
        """The demo lives one day again and again: what was counted late yesterday must not lock the whole of today."""
        latest = max((moment for moment in (self.counted_at, self.in_flight_since) if moment), default=at)
        return latest - at > BACK

    def standing(self, limit: Limit, at: datetime) -> "Tally":
        """As it counts at this moment: what is old is forgotten or forgiven, what was lost in flight was wrong."""
        if self._is_from_another_day(at):
            return Tally()
        if self.in_flight_since is not None and self.in_flight_since - at >= LOST_AFTER:  # a clock that was set back
            return self.landed(self.in_flight).standing(limit, at)
        given_up = self.given_up(limit, at)
        if given_up is not None:
            return given_up.standing(limit, at)
        if self.counted_at is None or at - self.counted_at >= limit.forgotten_after:
            return Tally(in_flight=self.in_flight, in_flight_since=self.in_flight_since)
        if limit.forgiven_every is None or at <= self.counted_at:
            return self
        forgiven = (at - self.counted_at) // limit.forgiven_every
        if forgiven >= self.failures:
            return replace(self, failures=0, counted_at=None)
        return replace(self, failures=self.failures - forgiven, counted_at=self.counted_at + forgiven * limit.forgiven_every)

    def given_up(self, limit: Limit, at: datetime) -> "Tally | None":
        """What nobody settled in time is a failure, from the moment it began; nothing when none has been lost."""
        began = self.in_flight_since
        if began is None or at - began < LOST_AFTER or self._is_from_another_day(at):
            return None
        known = self.landed(self.in_flight)
        failures = known.failures + self.in_flight
        until = began + limit.wait_after(failures)
        return Tally(failures, known.counted_at or began, max(until, known.wait_until or until))

    def after_attempt(self, limit: Limit, at: datetime) -> "Tally":
        """A failure more."""
        now = self.standing(limit, at)
        failures = now.failures + 1
        # What is forgiven little by little runs on from where it was; what is forgotten at once starts again.
        since = now.counted_at if now.counted_at and limit.forgiven_every else at
        return replace(now, failures=failures, counted_at=since, wait_until=at + limit.wait_after(failures))

    def is_full(self, limit: Limit, at: datetime) -> bool:
        """Beyond the free failures no more may be looked at together than could still be wrong before the lock."""
        now = self.standing(limit, at)
        left = limit.at_once if now.failures <= limit.free else max(limit.locks_at - now.failures, 1)
        return now.in_flight >= left

    def begun(self, limit: Limit, at: datetime) -> "Tally":
        """One more is being looked at."""
        now = self.standing(limit, at)
        return replace(now, in_flight=now.in_flight + 1, in_flight_since=now.in_flight_since or at)

    def was_right(self, limit: Limit, at: datetime) -> "Tally":
        """One of those in flight; or one that took so long that it had been given up for wrong: the failure goes, a lock stays."""
        now = self.standing(limit, at)
        return now.landed(1) if now.in_flight else replace(now, failures=max(now.failures - 1, 0))

    def was_lost(self, limit: Limit, at: datetime) -> "Tally":
        """Nobody will ever know whether it was right, and through no fault of whoever tried."""
        now = self.standing(limit, at)
        return now.landed(1) if now.in_flight else now

    def was_wrong(self, limit: Limit, at: datetime) -> "Tally":
        now = self.standing(limit, at)
        return now.landed(1).after_attempt(limit, at) if now.in_flight else now

    def landed(self, how_many: int) -> "Tally":
        left = self.in_flight - how_many
        return replace(self, in_flight=left, in_flight_since=self.in_flight_since if left else None)


def network_of(address: str | None) -> str:
    """What counts as one address: all of an IPv4, the first 64 bits of an IPv6, where one customer has them all.

    >>> network_of("192.0.2.7"), network_of("2001:db8:1:2:3:4:5:6"), network_of("::ffff:192.0.2.7"), network_of(None)
    ('192.0.2.7', '2001:db8:1:2::/64', '192.0.2.7', 'unknown')
    """
    try:
        read = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(read, ipaddress.IPv6Address):
        if read.ipv4_mapped is None:
            return str(ipaddress.ip_network((read.packed[:8] + bytes(8), 64)))
        return str(read.ipv4_mapped)
    return str(read)


def in_words(left: timedelta) -> str:
    """How long to wait, rounded up so that nobody comes back too early.

    >>> in_words(timedelta(seconds=1)), in_words(timedelta(seconds=80)), in_words(timedelta(minutes=15))
    ('1 secondo', '80 secondi', '15 minuti')
    """
    seconds = -(-int(left.total_seconds() * 1000) // 1000)
    if seconds <= 1:
        return "1 secondo"
    if seconds < 120:
        return f"{seconds} secondi"
    minutes = -(-seconds // 60)
    if minutes < 120:
        return f"{minutes} minuti"
    return f"{-(-minutes // 60)} ore"
