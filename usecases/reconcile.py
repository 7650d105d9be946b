"""Reconciliation: compare, day by day, what we sent with what they hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, exists, func, insert, literal_column, select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow, ReconciliationRow
from models.values import Officer, shanghai_date
from ports.platforms import Held
from rules.publication import REPAIRED
from usecases import audit, credit_holds, differences
from usecases.deeds import deed, housekeeping

OUTBOX, RECONCILIATIONS = table_of(OutboxRow), table_of(ReconciliationRow)
SENT = ("delivered", "confirmed")
NOT_LEFT, ON_THE_WAY = ("blocked", "ready"), ("sending", "ambiguous", "rejected")
KINDS, LAST_DAYS = ("xk", "cf"), 7


_c = OUTBOX.c
_OF_KIND = (_c.system == bindparam("receiver"), _c.kind == bindparam("sort"))
_NEWEST = select(func.max(_c.decided_on).label("on")).where(*_OF_KIND, _c.decided_on.is_not(None))
_EACH = _NEWEST.cte("each_day", recursive=True)
_BEFORE = select(func.max(_c.decided_on)).where(*_OF_KIND, _c.decided_on < _EACH.c.on).correlate(_EACH)
_EACH = _EACH.union_all(select(_BEFORE.scalar_subquery()).where(_EACH.c.on.is_not(None)))
_ON_IT = (*_OF_KIND, _c.decided_on == _EACH.c.on, _c.state.concat("").in_(bindparam("standing", expanding=True)))
_DAYS = (  # from day to day by the index: a day costs its first message, not all that it has
    select(_EACH.c.on).where(_EACH.c.on.is_not(None), exists().where(*_ON_IT).correlate(_EACH)).limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a comparison found, by record key."""

    same: int = 0
    missing: tuple[str, ...] = ()  # we sent it, they do not hold it
    extra: tuple[str, ...] = ()  # they hold it, we never sent it
    different: tuple[str, ...] = ()  # other version or content
    left_out: frozenset[str] = frozenset()  # on its way: nobody is wrong about it yet
    sides: tuple[Mapping[str, Held], Mapping[str, Held]] = field(default=({}, {}), compare=False)  # ours, theirs

    @property
    def clean(self) -> bool:
        """Whether both sides hold the same."""
        return not (self.missing or self.extra or self.different)


@dataclass
class _Ours:
    version: int = 0
    hash: str = ""
    state: str = field(default="upserted")
    day: date | None = None


def days(
    session: Session, system: str, *, today: date, limit: int = 400, waiting: bool = False
) -> Sequence[tuple[str, date]]:
    """Return (kind, decision day) to compare, newest first: every day we ever sent, what is open, and the last week.

    `waiting` = the days of what has not left yet as well: as far as a restored database knows.
    """
    states = SENT + (NOT_LEFT + ON_THE_WAY if waiting else ())
    found = {(kind, on) for kind in KINDS for on in _days_of(session, system, kind, states, limit)}
    found |= differences.open_days(session, system)
    found |= {(kind, today - timedelta(days=n)) for kind in KINDS for n in range(LAST_DAYS)}
    return sorted(found, key=lambda pair: (pair[1], pair[0]), reverse=True)[:limit]


def _days_of(session: Session, system: str, kind: str, states: Sequence[str], limit: int) -> Sequence[date]:
    """Return the newest days of one kind on which anything is in one of some states."""
    asked = {"receiver": system, "sort": kind, "standing": list(states), "most": limit}
    return session.execute(_DAYS, asked).scalars().all()


def in_flight(session: Session, system: str, kind: str) -> frozenset[str]:
    """Return the record keys on their way or waiting for a person: neither side is wrong about them yet."""
    c = OUTBOX.c
    mine = (c.state.in_(ON_THE_WAY), c.system.concat("") == system, c.kind.concat("") == kind, c.record_key != "")
    return frozenset(session.execute(select(c.record_key).where(*mine)).scalars())


def taken_back(session: Session, system: str, kind: str) -> frozenset[str]:
    """Return the record keys that were withdrawn there though we had never sent them: they are no difference more."""
    c, sent = OUTBOX.c, OUTBOX.alias("sent")
    operation = c.op == literal_column("'withdraw'")  # as the index of withdrawals says it
    mine = (c.system == system, c.kind == kind, operation, c.state.concat("") == "confirmed")
    never = ~exists().where(sent.c.system == system, sent.c.record_key == c.record_key, sent.c.op == "upsert")
    return frozenset(session.execute(select(c.record_key).where(*mine, never)).scalars())


def ours(session: Session, system: str, kind: str, on: date) -> Sequence[Held]:
    """Return what they must hold of a day: newest sent version of each record, withdrawn ones with their last hash.

    A record whose day was corrected is of the day of its newest version alone.
    """
    c = OUTBOX.c
    wanted = select(c.record_key, c.version, c.hash, c.op, c.decided_on)
    wanted = wanted.where(c.system == system, c.kind == kind, c.state.concat("").in_(SENT), c.record_key != "")
    on_day = select(c.record_key).where(c.system == system, c.kind == kind, c.decided_on == on)
    rows = session.execute(wanted.where(c.record_key.in_(on_day)).order_by(c.record_key, c.version, c.id))
    newest: dict[str, _Ours] = {}
    for key, version, digest, op, day in rows:
        one = newest.setdefault(key, _Ours())
        one.version = version
        one.state = "withdrawn" if op == "withdraw" else "upserted"
        one.hash = digest or one.hash  # a withdrawal that is an operation has no content of its own
        one.day = day or one.day
    mine = [(key, one) for key, one in newest.items() if one.day == on]
    return [Held(key, one.version, one.hash, one.state) for key, one in mine]


def compare(mine: Sequence[Held], theirs: Sequence[Held], leave_out: frozenset[str] = frozenset()) -> Difference:
    """Return the difference by record key, version and hash; what is on its way is left out on both sides."""
    here = {held.record_key: held for held in mine if held.record_key not in leave_out}
    there = {held.record_key: held for held in theirs if held.record_key not in leave_out}
    both = here.keys() & there.keys()
    same = {k for k in both if (here[k].version, here[k].hash) == (there[k].version, there[k].hash)}
    return Difference(
        same=len(same),
        missing=tuple(sorted(here.keys() - there.keys())),
        extra=tuple(sorted(there.keys() - here.keys())),
        different=tuple(sorted(both - same)),
        left_out=leave_out,
        sides=(here, there),
    )


@deed("outbox.reconciled")
def note(
    session: Session, system: str, kind: str, on: date, difference: Difference, *, by: Officer, at: datetime
) -> None:
    """Keep the result of one comparison: new differences stay open until they match or a person closes them.

    What they hold as repaired is never sent again, though the notice of it never came.
    """
    values = {
        "system": system,
        "kind": kind,
        "on": on,
        "at": at,
        "same": difference.same,
        "missing": list(difference.missing),
        "extra": list(difference.extra),
        "different": list(difference.different),
        "answered": True,
    }
    session.execute(insert(RECONCILIATIONS).values(values))
    differences.note(session, system, kind, on, difference, at=at)
    hold_repaired(session, system, difference.sides[1].values(), at=at)
    facts: dict[str, object] = {"kind": kind, "on": on.isoformat(), "same": difference.same, "clean": difference.clean}
    audit.record(session, by=by, at=at, deed="outbox.reconciled", subject=f"system:{system}", facts=facts)


@housekeeping
def note_silence(session: Session, system: str, kind: str, on: date, *, at: datetime) -> None:
    """Keep that they did not answer: the day is neither equal nor different, it is not compared."""
    nothing: dict[str, object] = {"same": 0, "missing": [], "extra": [], "different": [], "answered": False}
    session.execute(insert(RECONCILIATIONS).values(system=system, kind=kind, on=on, at=at, **nothing))


@deed("repairs.taken")
def take_repairs(session: Session, system: str, theirs: Sequence[Held], *, by: Officer, at: datetime) -> int:
    """Hold for ever what a platform says is repaired, after a restore; return how many were new to us."""
    fresh = hold_repaired(session, system, theirs, at=at)
    facts: dict[str, object] = {"new": fresh}
    audit.record(session, by=by, at=at, deed="repairs.taken", subject=f"system:{system}", facts=facts)
    return fresh


def newest_day(session: Session) -> date | None:
    """Return the day of the newest message: what came later, a restored database does not know."""
    newest = session.execute(select(func.max(OUTBOX.c.id))).scalar()
    at = session.execute(select(OUTBOX.c.created_at).where(OUTBOX.c.id == newest)).scalar()
    return None if at is None else shanghai_date(at)


def hold_repaired(session: Session, system: str, theirs: Iterable[Held], *, at: datetime) -> int:
    """Hold for ever what they say is repaired; return how many that nobody had told us of."""
    said = [held.record_key for held in theirs if held.state == REPAIRED]
    return sum(credit_holds.hold(session, system, key, REPAIRED, "reconciliation", at=at) for key in said)
