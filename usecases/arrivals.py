"""The book of arrivals: rows are kept as they came first, and entered as applications behind that."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlmodel import Session

from models.tables.arrivals import ArrivalRow
from models.tables.columns import table_of
from models.values import Officer
from ports.intake import Row
from usecases import audit, bulk, channels, intake
from usecases.deeds import housekeeping

ARRIVALS = table_of(ArrivalRow)
SOME = 200  # rows entered in one transaction
_c = ARRIVALS.c
_NEW = bulk.Insert(ARRIVALS, ("channel_ref", "revision", "digest", "raw"), ("channel", "received_at"), once=True)
_TAKEN = attrgetter("ref", "revision", "raw")
_OLDEST = (
    select(_c.id, _c.channel_ref, _c.raw, _c.received_at)
    .where(_c.channel == bindparam("of"))
    .order_by(_c.id)
    .limit(SOME)
)


@dataclass
class Entered(intake.Kept):
    """What some arrivals came to; `rows` is how many they were."""

    rows: int = 0


@housekeeping
def keep(session: Session, channel: str, rows: Sequence[Row], bookmark: str | None, *, at: datetime) -> None:
    """Keep rows as they came and move the bookmark behind them, in one transaction.

    Nothing is decided here: what is new, newer, a conflict or malformed is for `enter`. The same bytes are kept once.
    """
    channels.count(session, channel, bookmark)  # first of all: the row is the turn, so that ids rise as is committed
    refs, revisions, raws = zip(*map(_TAKEN, rows), strict=True)
    new = _NEW.run_columns(session, (refs, revisions, audit.keyed_each(session, raws), raws), (channel, at))
    if new < len(rows):
        channels.count(session, channel, None, duplicates=len(rows) - new)


def enter(
    session: Session,
    channel: str,
    read: Callable[[Sequence[bytes]], Sequence[Row]],
    *,
    acknowledges: bool,
    by: Officer,
    at: datetime,
) -> Entered:
    """Enter some of what waits, the oldest first, as usecases.intake.receive does; 0 rows when nothing waits.

    They leave the book in the same transaction, so each is entered once: whoever comes second waits, and finds others.
    `read` reads rows from their bytes. All count as received when they were kept.
    """
    channels.take_turn(session, channel)
    found = session.execute(_OLDEST, {"of": channel}).all()
    if not found:
        return Entered()
    some = list(_together(found))
    rows = read([bytes(one.raw) for one in some])
    came = some[0].received_at
    kept = intake.receive(session, channel, rows, None, acknowledges=acknowledges, later=True, came=came, by=by, at=at)
    session.execute(delete(ARRIVALS).where(_c.id.in_([one.id for one in some])))
    return Entered(**vars(kept), rows=len(some))


enter.deed, enter.always_recorded = intake.receive.deed, False  # type: ignore[attr-defined]  # it is the same deed


def _together(found: Sequence[Any]) -> Iterator[Any]:
    """Yield those that came in one moment; no reference twice, for revisions are entered one after the other."""
    refs: set[str] = set()
    for one in found:
        if one.received_at != found[0].received_at or one.channel_ref in refs:
            return
        refs |= {one.channel_ref} - {""}
        yield one


def wait(session: Session, channel: str) -> bool:
    """Whether rows of a channel wait to be entered."""
    return session.execute(select(_c.id).where(_c.channel == channel).limit(1)).first() is not None


def waiting(session: Session) -> Sequence[tuple[str, int, datetime]]:
    """Return each channel of which rows wait to be entered, how many, and since when the first."""
    since = select(_c.channel, func.count(), func.min(_c.received_at)).group_by(_c.channel).order_by(_c.channel)
    return [(channel, count, first) for channel, count, first in session.execute(since)]
