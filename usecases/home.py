"""Home: what is going on and what to do next, from capped counts that never read a whole table."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Table, exists, func, or_, select, text
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.tables.applications import (
    OPEN_STATES,
    ApplicationRow,
    AttachmentRow,
    ChannelRow,
    ProposalRow,
    QuarantineRow,
)
from models.tables.arrivals import ArrivalRow
from models.tables.columns import table_of
from models.tables.outbox import AlarmRow, OutboxRow
from models.values import CHANNELS, ApplicationState, Card, Officer
from rules import authority
from usecases import application_list, offices, proposals, systems
from usecases.proposals import Proposal
from usecases.systems import Alarm, SystemState

APPLICATIONS, ATTACHMENTS, PROPOSALS = table_of(ApplicationRow), table_of(AttachmentRow), table_of(ProposalRow)
CHANNEL_ROWS, QUARANTINE = table_of(ChannelRow), table_of(QuarantineRow)
ALARMS, OUTBOX, ARRIVALS = table_of(AlarmRow), table_of(OutboxRow), table_of(ArrivalRow)
CAP = 1000  # a count of CAP means "CAP or more": nobody works through more in a day
OPEN = (ApplicationState.RECEIVED, ApplicationState.CORRECTING, ApplicationState.ACCEPTED, ApplicationState.EXAMINING)
WAITING = ("blocked", "ready", "sending", "ambiguous")
ALARMS_SHOWN = 20

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """One way in: how much came, and how its system is (unknown, ok, failing, stopped)."""

    name: str
    state: str
    received: int
    duplicates_ignored: int
    quarantined: int
    last_ok_at: datetime | None
    last_error: str
    waiting: int = 0  # kept, and not entered yet


@dataclass(frozen=True, slots=True)
class Todo:
    """One next thing: `code` names it for the screen that shows it, `count` is capped, the text is Chinese."""

    code: str
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The home screen; every count is capped at CAP."""

    states: dict[str, int]
    cards: dict[str, int]
    mine: int
    unassigned: int
    proposals: int
    channels: tuple[ChannelHealth, ...]
    systems: tuple[SystemState, ...]
    alarms: tuple[Alarm, ...]
    outbox: dict[str, int]
    quarantined: int
    missing_attachments: int
    todo: tuple[Todo, ...]


def summary(session: Session, officer: Officer) -> Summary:
    """Return what the home screen shows to an officer."""
    known, office = systems.states(session), offices.sees(session, officer)
    states, cards, outbox = _states(session, office), _cards(session, office), _outbox(session)
    counts = {
        "mine": _mine(session, officer.login),
        "unassigned": _open(session, APPLICATIONS.c.assigned_to.is_(None), *_seen(office)),
        "proposals": _proposals(session, officer, office),
        "quarantined": _counted(session, QUARANTINE, QUARANTINE.c.resolved_at.is_(None)),
        "missing_attachments": _counted(session, ATTACHMENTS, text("state = 'missing'"), *_attached(office)),
    }
    alarms = tuple(systems.open_alarms(session, limit=ALARMS_SHOWN, office=office))
    told = _counted(session, ALARMS, ALARMS.c.closed_at.is_(None), *systems.told(office))
    everything = states | cards | outbox | counts | {"alarms": told} | _of_own(session, office)
    return Summary(
        states=states,
        cards=cards,
        channels=_channels(session, {state.name: state for state in known}),
        systems=tuple(known),
        alarms=alarms,
        outbox=outbox,
        todo=_todo(everything, officer),
        **counts,
    )


def _states(session: Session, office: str | None) -> dict[str, int]:
    return {state.value: _state(session, state.value, office) for state in ApplicationState}


def _state(session: Session, state: str, office: str | None) -> int:
    if office is None:
        return _counted(session, APPLICATIONS, APPLICATIONS.c.state == state)
    wanted = application_list.ApplicationFilter(state=state, office=office)
    return application_list.count(session, wanted, cap=CAP)


def _cards(session: Session, office: str | None) -> dict[str, int]:
    c = APPLICATIONS.c
    return {card.value: _open(session, c.card == card.value, *_seen(office)) for card in Card if card is not Card.NONE}


def _seen(office: str | None) -> tuple[Condition, ...]:
    """Return what an application must hold so that an officer of an office sees it (None: of all)."""
    return () if office is None else (application_list.of_office(office),)


def _proposals(session: Session, officer: Officer, office: str | None) -> int:
    if office is None:
        return _counted(session, PROPOSALS, *_of_others(officer, office))
    return len(_within(session, proposals.found(session, _of_others(officer, office), limit=CAP), office))


def proposals_waiting(session: Session, officer: Officer, *, limit: int = 200) -> list[Proposal]:
    """Return what others proposed, the oldest first, without what the officer's office is not competent for."""
    office = offices.sees(session, officer)
    return _within(session, proposals.found(session, _of_others(officer, office), limit=limit), office)


def _within(session: Session, found: list[Proposal], office: str | None) -> list[Proposal]:
    """Leave out what belongs to another office: licences, dossiers, records (applications are left out already)."""
    if office is None:
        return found
    from usecases.whereabouts import of_application, of_subject

    mine = (None, office)
    return [p for p in found if of_application(session, p.subject) or of_subject(session, p.subject) in mine]


def _of_others(officer: Officer, office: str | None) -> list[Condition]:
    c = PROPOSALS.c
    waiting = [c.closed_at.is_(None), c.by != officer.login]
    if office is not None:
        of_application = exists().where(APPLICATIONS.c.number == c.subject)
        seen = of_application.where(application_list.of_office(office))
        waiting.append(or_(~of_application.correlate(PROPOSALS), seen.correlate(PROPOSALS)))
    return waiting


def _attached(office: str | None) -> tuple[Condition, ...]:
    """Return what an attachment must belong to so that an officer of an office sees it."""
    if office is None:
        return ()
    seen = exists().where(APPLICATIONS.c.id == ATTACHMENTS.c.application_id, application_list.of_office(office))
    return (seen.correlate(ATTACHMENTS),)


def _of_own(session: Session, office: str | None) -> dict[str, int]:
    """Return what an office has to do about messages; of what comes in unread the city bureau takes care."""
    if office is None:
        return {}
    from usecases.whereabouts import of_message

    c, found = OUTBOX.c, {"quarantined": 0}
    for state in ("rejected", "dead"):
        rows = session.execute(select(c.subject, c.payload).where(c.state == state).limit(CAP))
        found[state] = sum(of_message(session, row) == office for row in rows)
    return found


def _outbox(session: Session) -> dict[str, int]:
    c = OUTBOX.c
    waiting = min(CAP, sum(_counted(session, OUTBOX, c.state == state) for state in WAITING))
    rest = {state: _counted(session, OUTBOX, c.state == state) for state in ("delivered", "rejected", "dead")}
    return {"waiting": waiting, **rest}


def _mine(session: Session, login: str) -> int:
    every = [card.value for card in Card]  # the index has the card before the officer: name each, and it seeks
    return _open(session, APPLICATIONS.c.card.in_(every) & (APPLICATIONS.c.assigned_to == login))


def _open(session: Session, *conditions: Condition) -> int:
    """Count open applications state by state: each is one walk in the index of what is open."""
    c = APPLICATIONS.c
    found = 0
    for state in OPEN:
        found += _counted(session, APPLICATIONS, text(OPEN_STATES), c.state == state.value, *conditions)
        if found >= CAP:
            return CAP
    return found


def _counted(session: Session, table: Table, *conditions: Any) -> int:
    inner = select(table.c[0]).where(*conditions).limit(CAP).subquery()
    return int(session.execute(select(func.count()).select_from(inner)).scalar_one())


def _channels(session: Session, known: dict[str, SystemState]) -> tuple[ChannelHealth, ...]:
    rows = {row["name"]: dict(row) for row in session.execute(select(CHANNEL_ROWS)).mappings()}
    names = [*CHANNELS, *sorted(set(rows) - set(CHANNELS))]
    waiting = {name: _counted(session, ARRIVALS, ARRIVALS.c.channel == name) for name in rows}
    return tuple(_channel(name, rows.get(name, {}), known.get(name), waiting.get(name, 0)) for name in names)


def _channel(name: str, row: dict[str, Any], state: SystemState | None, waiting: int) -> ChannelHealth:
    how = state or SystemState(name, "unknown", 0, None, None, "", None)
    return ChannelHealth(
        name,
        how.state,
        received=row.get("received", 0),
        duplicates_ignored=row.get("duplicates_ignored", 0),
        quarantined=row.get("quarantined", 0),
        last_ok_at=how.last_ok_at,
        last_error=how.last_error,
        waiting=waiting,
    )


# What to do next, most urgent first: code, the deed an officer must be allowed to do, the words.
NEXT = (
    ("red", "application.assigned", "红牌：{count} 件逾期未办"),
    ("yellow", "application.assigned", "黄牌：{count} 件已超期限"),
    ("warning", "application.assigned", "预警：{count} 件临近期限"),
    ("proposals", "application.refused", "{count} 项提议待另一人确认"),
    ("rejected", "outbox.released", "{count} 条报送被对方退回"),
    ("alarms", "outbox.released", "{count} 条告警未处理"),
    ("received", "application.accepted", "{count} 件待受理"),
    ("accepted", "application.examined", "{count} 件已受理，待审查"),
    ("examining", "application.granted", "{count} 件待决定"),
    ("quarantined", "quarantine.resolved", "{count} 件来件无法识别，在隔离区"),
    ("missing_attachments", "application.correction_asked", "{count} 个附件缺失"),
    ("dead", "outbox.replayed", "{count} 条消息已作废"),
)


def _todo(counts: dict[str, int], officer: Officer) -> tuple[Todo, ...]:
    wanted = ((code, words) for code, deed, words in NEXT if counts[code] and authority.may(deed, officer))
    return tuple(Todo(code, counts[code], words.format(count=amount(counts[code]))) for code, words in wanted)


def amount(count: int) -> str:
    """Return a capped count as it is shown."""
    return f"{count}+" if count >= CAP else str(count)
