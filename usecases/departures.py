"""Departures: take an officer off the desk with the open work named and handed over; let one come back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text, update
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.errors import Conflict, NotFound, Refused
from models.said import said
from models.tables.applications import OPEN_STATES
from models.tables.columns import table_of
from models.tables.examination import SiteCheckRow
from models.tables.offices import AbsenceRow
from models.tables.terms import RunningTermRow
from models.tables.window import WindowDraftRow
from models.values import Card, Officer, shanghai_date
from usecases import assignments, audit, cases, officers
from usecases.cases import APPLICATIONS
from usecases.deeds import deed
from usecases.officers import OFFICERS
from usecases.proposals import PROPOSALS

ABSENCES, CHECKS = table_of(AbsenceRow), table_of(SiteCheckRow)
DRAFTS, TERMS = table_of(WindowDraftRow), table_of(RunningTermRow)
NAMED = 5  # subjects that a refusal names
LEFT = "该人员仍在岗。"


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What an officer has in hand: what can be given to somebody else, and what others must settle first."""

    applications: tuple[str, ...]
    drafts: int
    terms: int
    stands_in_for: tuple[str, ...]
    proposals: tuple[str, ...]
    visits: tuple[str, ...]

    @property
    def to_hand_over(self) -> bool:
        """Whether there is anything that a successor must take."""
        return bool(self.applications or self.drafts or self.terms or self.stands_in_for)


def open_work(session: Session, login: str, *, at: datetime) -> OpenWork:
    """Return what an officer has in hand."""
    a, p, v, t = APPLICATIONS.c, PROPOSALS.c, CHECKS.c, TERMS.c
    cards = a.card.in_([card.value for card in Card])  # the index of what is open has the card before the officer
    mine = select(a.number).where(text(OPEN_STATES), cards, a.assigned_to == login).order_by(a.number)
    proposed = select(p.subject).where(p.by == login, p.closed_at.is_(None)).order_by(p.id)
    planned = session.execute(select(v.subject, v.inspectors).where(v.ended_at.is_(None)).order_by(v.id))
    drafts = select(func.count()).select_from(DRAFTS).where(DRAFTS.c.login == login)
    terms = select(func.count()).select_from(TERMS).where(t.handler == login, t.done_at.is_(None))
    away = select(ABSENCES.c.login).where(*_standing_in(login, at)).distinct().order_by(ABSENCES.c.login)
    return OpenWork(
        applications=tuple(session.execute(mine).scalars()),
        drafts=session.execute(drafts).scalar_one(),
        terms=session.execute(terms).scalar_one(),
        stands_in_for=tuple(session.execute(away).scalars()),
        proposals=tuple(session.execute(proposed).scalars()),
        visits=tuple(row.subject for row in planned if login in {one[0] for one in row.inspectors}),
    )


@deed("officer.deactivated")
def deactivate(session: Session, login: str, to: str = "", *, by: Officer, at: datetime) -> OpenWork:
    """Take an officer off the desk; what is in hand goes to the officer `to`. Return what was handed over.

    Raises NotFound; Conflict (is off already); Refused (oneself, the last of a kind of administrator, open proposals
    or planned visits, open work without a successor, a successor who may not have it).
    """
    leaving = _serving(session, login)
    if login == by.login:
        raise Refused("不能停用自己。", kept=LEFT, do_next="请另一名安全管理员办理。")
    officers.require_other_administrator(session, login, leaving.roles)
    work = open_work(session, login, at=at)
    _nothing_for_others(leaving, work)
    if work.to_hand_over:
        _hand_over(session, leaving, work, to, by=by, at=at)
    session.execute(update(OFFICERS).where(OFFICERS.c.login == login).values(active=False))
    facts: dict[str, object] = {"to": to, "applications": list(work.applications), "drafts": work.drafts}
    facts |= {"terms": work.terms, "stands_in_for": list(work.stands_in_for)}
    audit.tell(session, by=by, at=at, deed="officer.deactivated", subject=login, facts=facts)
    return work


@deed("officer.activated")
def activate(session: Session, login: str, *, by: Officer, at: datetime) -> None:
    """Let an officer sign in again, as before. Raises NotFound, Conflict (serves already)."""
    active = session.execute(select(OFFICERS.c.active).where(OFFICERS.c.login == login)).scalar()
    if active is None:
        raise NotFound(said("没有人员“{login}”。", login=login), kept="没有任何改动。")
    if active:
        raise Conflict(said("{login}在岗。", login=login), kept="没有任何改动。")
    session.execute(update(OFFICERS).where(OFFICERS.c.login == login).values(active=True))
    audit.tell(session, by=by, at=at, deed="officer.activated", subject=login)


def _serving(session: Session, login: str) -> Officer:
    found = officers.find(session, login)
    if found is not None:
        return found
    if login in officers.names(session):
        raise Conflict(said("{login}已经停用。", login=login), kept="没有任何改动。")
    raise NotFound(said("没有人员“{login}”。", login=login), kept="没有任何改动。")


def _nothing_for_others(leaving: Officer, work: OpenWork) -> None:
    """Raise Refused where somebody else must settle something first: nobody can take a proposal or a visit over."""
    if work.proposals:
        raise Refused(
            said("{name}的提议尚未了结：{subjects}。", name=leaving.name, subjects=_some(work.proposals)),
            kept=LEFT,
            do_next="请先由另一名人员复核，或者驳回。",
        )
    if work.visits:
        raise Refused(
            said("{name}安排的实地核查尚未登记：{subjects}。", name=leaving.name, subjects=_some(work.visits)),
            kept=LEFT,
            do_next="请先登记核查结果。",
        )


def _hand_over(session: Session, leaving: Officer, work: OpenWork, to: str, *, by: Officer, at: datetime) -> None:
    if not to:
        raise Refused(_in_hand(leaving, work), kept=LEFT, do_next="用 --to 写明由谁接办。")
    successor = officers.find(session, to)
    if successor is None or to == leaving.login or to in work.stands_in_for:
        raise Refused(said("{login}不能接办。", login=to), kept=LEFT, do_next="请写一名在岗的其他人员。")
    for number in work.applications:
        case = cases.read(session, number, locked=True)
        name = assignments.handler_named(session, case, to)
        note = f"{leaving.name}停用，由{name}接办"
        audit.tell(session, by=by, at=at, deed="application.assigned", subject=number, note=note, facts={"to": to})
        cases.change(session, case, assigned_to=to)
    session.execute(update(DRAFTS).where(DRAFTS.c.login == leaving.login).values(login=to))
    mine = TERMS.c.handler == leaving.login, TERMS.c.done_at.is_(None)
    session.execute(update(TERMS).where(*mine).values(handler=to))
    session.execute(update(ABSENCES).where(*_standing_in(leaving.login, at)).values(deputy=to))


def _in_hand(leaving: Officer, work: OpenWork) -> str:
    """Return the words for what an officer has in hand."""
    return said(
        "{name}手上还有：申请 {applications} 件（{subjects}），窗口草稿 {drafts} 份，期限 {terms} 项，代理 {others}。",
        name=leaving.name,
        applications=len(work.applications),
        subjects=_some(work.applications),
        drafts=work.drafts,
        terms=work.terms,
        others=_some(work.stands_in_for),
    )


def _some(subjects: tuple[str, ...]) -> str:
    shown = "、".join(subjects[:NAMED]) or "—"
    return f"{shown}……" if len(subjects) > NAMED else shown


def _standing_in(login: str, at: datetime) -> tuple[ColumnElement[bool], ...]:
    c = ABSENCES.c
    return c.deputy == login, c.to_on >= shanghai_date(at), c.cancelled_at.is_(None)
