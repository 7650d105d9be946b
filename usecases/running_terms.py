"""Running terms: what is due besides a decision (delivery, hearing, change order, recall), watched for cards too."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import InvalidInput
from models.said import said
from models.tables.columns import table_of
from models.tables.terms import RunningTermRow
from models.values import Officer
from rules.lawrows import TermRule
from rules.terms.spans import forward
from usecases import audit, calendars
from usecases.cases import columns_of
from usecases.deeds import deed

RUNNING = table_of(RunningTermRow)
COUNTED = {"wd", "d", "m", "y"}


@deed("term.begun")
def begin(
    session: Session,
    subject: str,
    term: str,
    from_on: date,
    *,
    until: date | None = None,
    handler: str = "",
    item: str = "",
    district: str = "",
    by: Officer,
    at: datetime,
) -> date:
    """Let a term of the table run from an event on a day, and return its last day; the same once more changes nothing.

    `term` is L07, L10, L11, L17, L25 … ; it is watched for cards until `done`. One that the law does not count (L13)
    ends on the day that was said. Raises InvalidInput (no such term, or one without a last day).
    """
    rule = lawbook().in_force(from_on).terms.get(term)
    if rule is None or (rule.unit not in COUNTED and until is None):
        raise InvalidInput(said("“{term}”不是可以起算的期限。", term=term), kept="未作任何更改。")
    due_on, provisional = (until, False) if until else _last_day(session, rule, from_on)
    mine = (RUNNING.c.subject == subject, RUNNING.c.term == term, RUNNING.c.from_on == from_on)
    known = session.execute(select(RUNNING.c.id, RUNNING.c.done_at).where(*mine)).first()
    if known is None or (until is not None and known.done_at is not None):
        values = {"subject": subject, "term": term, "from_on": from_on, "due_on": due_on, "handler": handler}
        values |= {"provisional": provisional, "item": item, "district": district, "done_by": "", "done_at": None}
        values |= {"begun_by": by.login, "begun_at": at}
        written = insert(RUNNING) if known is None else update(RUNNING).where(*mine)
        session.execute(written.values(values))
        note = f"{rule.name}：自{from_on}起算，{due_on}届满（{rule.basis}）。"
        facts: dict[str, object] = {"term": term, "from": from_on.isoformat(), "due_on": due_on.isoformat()}
        audit.tell(session, by=by, at=at, deed="term.begun", subject=subject, note=note, facts=facts)
    return due_on


def _last_day(session: Session, rule: TermRule, from_on: date) -> tuple[date, bool]:
    due = forward(rule, from_on, calendars.current(session))
    return due.on, due.provisional


begin.always_recorded = False  # type: ignore[attr-defined]  # what runs already is not begun again


@deed("term.done")
def done(session: Session, subject: str, term: str, *, from_on: date | None = None, by: Officer, at: datetime) -> bool:
    """Say that what was due is done (of one beginning, or of all); return whether such a term was running."""
    c = RUNNING.c
    ended = update(RUNNING).where(c.subject == subject, c.term == term, c.done_at.is_(None))
    ended = ended if from_on is None else ended.where(c.from_on == from_on)
    found = session.connection().execute(ended.values(done_at=at, done_by=by.login)).rowcount > 0
    if found:
        audit.tell(session, by=by, at=at, deed="term.done", subject=subject, facts={"term": term})
    return found


done.always_recorded = False  # type: ignore[attr-defined]


def hand_over(session: Session, subject: str, handler: str, *, district: str) -> None:
    """Let what runs on a subject be another officer's, of the office of a district; part of a deed that says so."""
    mine = (RUNNING.c.subject == subject, RUNNING.c.done_at.is_(None))
    session.execute(update(RUNNING).where(*mine).values(handler=handler, district=district))


def reopen(session: Session, subject: str, terms: Sequence[str], *, done_at: datetime) -> None:
    """Let terms of a subject run again that a deed of a moment, undone now, had said to be done."""
    c = RUNNING.c
    mine = (c.subject == subject, c.term.in_(terms), c.done_at == done_at)
    session.execute(update(RUNNING).where(*mine).values(done_at=None, done_by=""))


def of_subject(session: Session, subject: str) -> list[dict[str, Any]]:
    """Return the terms of one subject, running and done."""
    rows = session.execute(select(RUNNING).where(RUNNING.c.subject == subject).order_by(RUNNING.c.id))
    return [columns_of(row) for row in rows]


def moved(session: Session, *, limit: int = 5_000) -> list[dict[str, Any]]:
    """Return the running terms whose last day is another one by the calendar of now: id, subject, from, to.

    `limit` are the rows that are read at once.
    """
    c, found, after = RUNNING.c, [], 0
    columns = (c.id, c.subject, c.term, c.from_on, c.due_on, c.provisional)
    running = select(*columns).where(c.done_at.is_(None)).order_by(c.id).limit(limit)
    while rows := session.execute(running.where(c.id > after)).all():
        found += [change for row in rows if (change := _moved(session, row))]
        after = rows[-1].id
    return found


def _moved(session: Session, row: Any) -> dict[str, Any] | None:
    rule = lawbook().in_force(row.from_on).terms[row.term]
    if rule.unit not in COUNTED:  # a day that was said does not move
        return None
    due_on, provisional = _last_day(session, rule, row.from_on)
    if (due_on, provisional) == (row.due_on, row.provisional):
        return None
    return {"id": row.id, "subject": row.subject, "from": row.due_on, "to": due_on, "provisional": provisional}


@deed("deadlines.terms_moved")
def move(session: Session, changes: Sequence[dict[str, Any]], *, by: Officer, at: datetime) -> int:
    """Write the new last days after a calendar was imported; return how many."""
    for change in changes:
        values = {"due_on": change["to"], "provisional": change["provisional"]}
        session.execute(update(RUNNING).where(RUNNING.c.id == change["id"]).values(values))
    listed = [[change["subject"], str(change["from"]), str(change["to"])] for change in changes]
    audit.record(session, by=by, at=at, deed="deadlines.terms_moved", subject="deadlines", facts={"changes": listed})
    return len(changes)
