"""Clocks of publication: until when each decision must be published, how far it got, and whose a delay is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, select
from sqlmodel import Session

from content.lawbook import lawbook
from content.publications import publication
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow, SystemRow
from models.tables.publications import RejectionRow
from models.values import Card, shanghai_date
from rules.calendar import Calendar
from rules.publication import DISPUTED, REPAIRED, Way, cause, stage
from rules.terms import card
from usecases import calendars, clocks, credit_holds, licence_events, whereabouts
from usecases.credit_holds import KINDS
from usecases.publication_desk import OPEN

OUTBOX, REJECTIONS, SYSTEMS = table_of(OutboxRow), table_of(RejectionRow), table_of(SystemRow)
_o, _r = OUTBOX.c, REJECTIONS.c
NEVER_LEFT = ("cancelled", "dead")
AWAY = ("failing", "stopped")
MOST = 500  # lines of one list
_EARLIER = OUTBOX.alias("earlier")
_FIRST = ~exists().where(
    _EARLIER.c.system == _o.system,
    _EARLIER.c.subject == _o.subject,
    _EARLIER.c.version < _o.version,
    _EARLIER.c.state.not_in(NEVER_LEFT),
)
_REJECTED = exists().where(_r.system == _o.system, _r.subject == _o.subject, _r.version <= _o.version)
_MUST = (_o.kind.in_(KINDS), _o.deadline_on.is_not(None), _o.state != "cancelled")
_NAMED = ("id", "system", "key", "subject", "kind", "op", "version", "state", "receiver_state", "tries", "code")
_TOLD = ("field", "message", "hint", "created_at", "sent_at", "confirmed_at", "published_at")
SHOWN = (*_NAMED, *_TOLD)
_PAYLOAD = (*(_o.payload[name].as_string() for name in ("document_no", "decided_on", "replaces")), _o.payload["party"])


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One version of a record that must be published, corrected or taken back by a day.

    `term` is L25 for the first publication, E38 for a change or withdrawal. `left` counts working days, negative
    where it is late; `side` and `cause` say whose a delay is. `message` are the receiver's words, `hint` is ours.
    """

    id: int
    system: str
    key: str
    subject: str
    kind: str
    op: str
    version: int
    state: str
    receiver_state: str
    tries: int
    code: str
    field: str
    message: str
    hint: str
    created_at: datetime
    sent_at: datetime | None
    confirmed_at: datetime | None
    published_at: datetime | None
    due_on: date
    decided_on: date
    document_no: str
    party: str
    term: str
    stage: str
    hold: str
    rejected: bool
    provisional: bool
    left: int
    card: str
    side: str
    cause: str
    office: str


def open_clocks(
    session: Session, *, known: clocks.Reckoner, office: str | None = None, limit: int | None = MOST
) -> list[ClockLine]:
    """Return what is not confirmed yet, the most urgent first; of one office, if given; what is repaired is done."""
    urgent = select(_o.id).where(*_MUST, _o.state.in_(OPEN)).order_by(case((_o.id > 0, _o.deadline_on)), _o.id)
    found = lines(session, [_o.id.in_(urgent.limit(limit))], known=known)  # by state, not through every day there was
    return [line for line in found if line.hold != REPAIRED and office in (None, line.office)]


def of_subject(session: Session, subject: str, *, known: clocks.Reckoner) -> list[ClockLine]:
    """Return every version of one record with its clock, the newest first."""
    found = lines(session, [_o.subject == subject], known=known, limit=MOST)
    return sorted(found, key=lambda line: line.id, reverse=True)


def of_licence(session: Session, licence_no: str, *, known: clocks.Reckoner) -> list[ClockLine]:
    """Return every version of what was published of a licence, the newest first."""
    sent_by = _o.ledger_seq.in_(licence_events.deeds(licence_no))
    found = lines(session, [sent_by, _o.kind == "xk"], known=known, limit=MOST)
    return sorted(found, key=lambda line: line.id, reverse=True)


def lines(
    session: Session, wanted: Sequence[ColumnElement[bool]], *, known: clocks.Reckoner, limit: int | None = None
) -> list[ClockLine]:
    """Return the clocks of the messages that fulfil conditions, by last day; what was taken back has none."""
    rows = session.execute(_query(wanted, limit)).all()
    held: dict[str, dict[str, str]] = {}
    for system in {row.system for row in rows}:
        held[system] = credit_holds.on(session, system, [row.subject for row in rows if row.system == system])
    away = set(session.execute(select(SYSTEMS.c.name).where(SYSTEMS.c.state.in_(AWAY))).scalars())
    return [_line(session, row, held[row.system].get(row.subject, ""), row.system in away, known) for row in rows]


def _query(wanted: Sequence[ColumnElement[bool]], limit: int | None) -> Select[Any]:
    columns = [_o[name] for name in (*SHOWN, "deadline_on")]
    query = select(*columns, *_PAYLOAD, _FIRST.label("first"), _REJECTED.label("rejected"))
    return query.where(*_MUST, *wanted).order_by(_o.deadline_on, _o.id).limit(limit)


def _line(session: Session, row: Any, hold: str, away: bool, known: clocks.Reckoner) -> ClockLine:
    *_columns, due_on, document_no, decided_on, replaces, party, first, rejected = row
    term = "L25" if first and row.op == "upsert" and not replaces else "E38"
    rejected = rejected if term == "L25" else row.state == "rejected"  # of a change only its own
    told: dict[str, Any] = {name: getattr(row, name) for name in SHOWN}
    way = Way(
        row.state, row.receiver_state, shanghai_date(row.created_at), _day(row.sent_at), _day(row.confirmed_at), due_on,
        row.tries, bool(rejected), hold, away,
    )  # fmt: skip
    done = row.confirmed_at is not None
    left, shown = _standing(known.calendar, known.today, due_on)
    side, why = cause(way) if done or known.today > due_on else ("", "")
    return ClockLine(
        **told,
        due_on=due_on,
        decided_on=date.fromisoformat(decided_on) if decided_on else shanghai_date(row.created_at),
        document_no=document_no or "",
        party=(party or {}).get("name", ""),
        term=term,
        stage=stage(row.state, row.receiver_state),
        hold=hold,
        rejected=bool(rejected),
        provisional=bool(term == "L25" and decided_on and _provisional(session, decided_on)),
        left=left,
        card=Card.NONE.value if done else shown,
        side=side,
        cause=why,
        office=whereabouts.of_subject(session, row.subject) or "",
    )


def _provisional(session: Session, decided_on: str) -> bool:
    return calendars.publicity_due(session, date.fromisoformat(decided_on)).provisional


@lru_cache(maxsize=4096)
def _standing(calendar: Calendar, today: date, due_on: date) -> tuple[int, str]:
    """Return the working days to a last day, negative behind it, and the card of what is not there yet."""
    shown = card(due_on, today, calendar, lawbook().in_force(today).settings).value
    if today > due_on:
        return -calendar.working_days_between(due_on, today), shown
    return calendar.working_days_between(today, due_on), shown


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else shanghai_date(moment)


def warned_on(line: ClockLine, today: date) -> bool:
    """Tell whether the bureau warns itself of a record: as many working days before as the rows in force say."""
    clock = publication(today).clocks.get(line.term)
    return clock is not None and line.confirmed_at is None and line.left <= max(clock.warn_wd)


def urgent(line: ClockLine, today: date) -> bool:
    """Tell whether the last of the warnings is due, or the day has passed."""
    clock = publication(today).clocks.get(line.term)
    return clock is not None and line.confirmed_at is None and line.left <= min(clock.warn_wd)


def standing_of(line: ClockLine) -> set[str]:
    """Return under which names a record is looked for: late, near, rejected, held, disputed."""
    met = {
        "late": line.left < 0,
        "near": line.card == Card.WARNING,
        "rejected": line.stage == "rejected",
        "held": line.stage == "held",
        "disputed": line.hold == DISPUTED,
    }
    return {name for name, is_so in met.items() if is_so}


def counts(found: Sequence[ClockLine]) -> dict[str, int]:
    """Return how many records stand under each name of `standing_of`."""
    return dict(Counter(name for line in found for name in standing_of(line)))
