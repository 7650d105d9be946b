"""Licences end by the day: on the day after the last one the system notes it, unless a renewal is still undecided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.licences import LicenceEventRow, LicenceRow
from models.values import Item, LicenceStatus, Officer, shanghai_date
from rules.licences import IN_FORCE
from usecases import audit, bulk, licence_act_messages, outbox
from usecases.cases import columns_of
from usecases.deeds import deed
from usecases.licence_facts import NAMED, OPEN_STATES

LICENCES, EVENTS, APPLICATIONS = table_of(LicenceRow), table_of(LicenceEventRow), table_of(ApplicationRow)
ACT = "licence.expired"
AT_ONCE = 500
ENDED = bulk.Update(
    LICENCES, ("status_since",), ("status", "changed_at", "suspended_from", "suspended_to"), ("version",)
)
NEW_EVENTS = bulk.Insert(EVENTS, ("licence_no", "status_from", "note"), ("status_to", "at", "act", "by", "ledger_seq"))


@dataclass(frozen=True, slots=True)
class Expired:
    """How many ended in one look, and behind which the next one begins (None: there are no more)."""

    count: int
    after: str | None


@deed("licence.expired")
def expire(session: Session, after: str = "", *, by: Officer, at: datetime, limit: int = AT_ONCE) -> Expired:
    """Note the end of licences whose last day lies before today (ALL 70(1)), some at a time, by number.

    The national register and the applications still in hand are told of every one, with this deed and so once.
    One whose renewal was applied for and is not decided is left: undecided it counts as renewed (L15, ALL 50).
    """
    today, c = shanghai_date(at), LICENCES.c
    query = select(LICENCES).where(c.valid_to < today, c.licence_no > after)
    query = query.where(c.status.in_([status.value for status in IN_FORCE])).order_by(c.licence_no).limit(limit)
    rows = session.execute(query).all()
    renewing = being_renewed(session, [row.licence_no for row in rows])
    ended = [row for row in rows if row.licence_no not in renewing]
    if ended:
        facts: dict[str, object] = {"count": len(ended), "first": ended[0].licence_no, "last": ended[-1].licence_no}
        seq = audit.record(session, by=by, at=at, deed="licence.expired", subject=f"licences:{today}", facts=facts)
        expired = LicenceStatus.EXPIRED.value
        ENDED.run(session, [(row.id, row.valid_to + timedelta(days=1)) for row in ended], (expired, at, None, None))
        events: list[tuple[Any, ...]] = [(r.licence_no, r.status, f"有效期至{r.valid_to}") for r in ended]
        NEW_EVENTS.run(session, events, (expired, at, ACT, by.login, seq))
        after_it = [
            columns_of(row) | {"status": expired, "version": row.version + 1, "changed_at": at} for row in ended
        ]
        told = licence_act_messages.of_many(session, after_it, ACT, seq, by=by, at=at)
        outbox.enqueue_many(session, told, at=at, ledger_seq=seq)
    return Expired(len(ended), rows[-1].licence_no if len(rows) == limit else None)


expire.always_recorded = False  # type: ignore[attr-defined]  # a day on which nothing ends is no deed


def being_renewed(session: Session, among: Sequence[str]) -> set[str]:
    """Return those of some licences for which a renewal is applied for and not decided."""
    c = APPLICATIONS.c
    query = select(c.licence_no).where(c.licence_no.in_(among), NAMED, c.item == Item.RENEW.value)
    query = query.where(c.state.in_(OPEN_STATES))
    return set(session.execute(query).scalars())
