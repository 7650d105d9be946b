"""The end of an application: what was still open about it ends with it, those who wait for it are told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, or_, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from content.noticebook import notices as texts
from content.office_list import known
from models.tables.applications import ApplicationRow, HistoryRow
from models.tables.columns import table_of
from models.tables.examination import HearingRow, ReviewRow, SiteCheckRow
from models.tables.offices import OfficeMemberRow, TransferRow
from models.tables.outbox import OutboxRow
from models.tables.terms import ContactRow, PauseRow
from models.values import Item, Officer, Role, shanghai_date
from rules.hearings import silent
from rules.notices import find
from rules.terms import PAUSES
from usecases import audit, issuing, layouts, notices, officers, running_terms
from usecases.cases import Case

CHECKS, REVIEWS, HEARINGS = table_of(SiteCheckRow), table_of(ReviewRow), table_of(HearingRow)
APPLICATIONS = table_of(ApplicationRow)
TRANSFERS, PAUSED, CONTACTS = table_of(TransferRow), table_of(PauseRow), table_of(ContactRow)
MEMBERS, HISTORY, OUTBOX = table_of(OfficeMemberRow), table_of(HistoryRow), table_of(OutboxRow)
SETTLED = "application.settled"
ENDED = "ended"  # how a hand-over ends that nobody answered
TERM, PAUSE_TERM = "L11", "L13"  # run while a hearing is to be held, while a pause was said to last
_HELD = (HEARINGS.c.application_id == bindparam("of"), HEARINGS.c.ended_at.is_(None))
_SEEN = (CHECKS.c.application_id == bindparam("of"), CHECKS.c.ended_at.is_(None), CHECKS.c.dropped_seq.is_(None))
_SAID = (REVIEWS.c.application_id == bindparam("of"), REVIEWS.c.answered_at.is_(None), REVIEWS.c.dropped_seq.is_(None))
_SENT = (TRANSFERS.c.number == bindparam("about"), TRANSFERS.c.closed_at.is_(None))
_STOOD = (PAUSED.c.application_id == bindparam("of"), PAUSED.c.to_on.is_(None))
_ANYTHING = select(or_(*(exists().where(*mine) for mine in (_HELD, _SEEN, _SAID, _SENT, _STOOD))))


@dataclass(frozen=True, slots=True)
class Loose:
    """One thing that was open: in words, and who counted on it (logins)."""

    words: str
    people: tuple[str, ...] = ()


def settle(session: Session, case: Case, why: str, seq: int, *, by: Officer, at: datetime) -> None:
    """End what is open about an application that has just ended (`seq`: the ledger entry of the deed).

    Hearing, planned visit, opinions, hand-over and pauses are closed, the terms that ran for them are done, who
    waits for the same layout cell is screened again, and the officers concerned get a short message.
    """
    if case.form.item is Item.NEW:
        layouts.move_up(session, case)
    if not session.execute(_ANYTHING, {"of": case.id, "about": case.number}).scalar():
        return
    found = [
        *_hearing(session, case, seq, by, at),
        *_visit(session, case, seq),
        *_opinions(session, case, seq, at),
        *_hand_over(session, case, seq, by, at),
        *_pauses(session, case, by, at),
    ]
    if not found:
        return
    note = f"{why}，随之了结：{'、'.join(one.words for one in found)}。"
    facts: dict[str, object] = {"settled": len(found)}
    own = audit.tell(session, by=by, at=at, deed=SETTLED, subject=case.number, note=note, facts=facts)
    _tell(session, case, why, found, own, by=by, at=at)


def _hearing(session: Session, case: Case, seq: int, by: Officer, at: datetime) -> Iterator[Loose]:
    c = HEARINGS.c
    row = session.execute(select(HEARINGS).where(*_HELD), {"of": case.id}).first()
    if row is None:
        return
    running_terms.done(session, case.number, TERM, by=by, at=at)
    given_up = row.requested_on is None and silent(row.request_until, shanghai_date(at))
    waived_on = row.request_until if given_up else None
    session.execute(update(HEARINGS).where(c.id == row.id).values(ended_at=at, dropped_seq=seq, waived_on=waived_on))
    if not given_up:
        when = f"（原定{row.held_on}）" if row.held_on else ""
        yield Loose(f"听证{when}", tuple(login for login in (row.host, row.recorder) if login))


def _visit(session: Session, case: Case, seq: int) -> Iterator[Loose]:
    c = CHECKS.c
    for row in session.execute(select(c.id, c.planned_on, c.inspectors).where(*_SEEN), {"of": case.id}).all():
        session.execute(update(CHECKS).where(c.id == row.id).values(dropped_seq=seq))
        yield Loose(f"实地核查（计划{row.planned_on}）", tuple(one[0] for one in row.inspectors))


def _opinions(session: Session, case: Case, seq: int, at: datetime) -> Iterator[Loose]:
    c = REVIEWS.c
    rows = session.execute(select(c.id, c.unit).where(*_SAID).order_by(c.id), {"of": case.id}).all()
    units = lawbook().in_force(shanghai_date(at)).units
    for row in rows:
        session.execute(update(REVIEWS).where(c.id == row.id).values(dropped_seq=seq))
        unit = units.get(row.unit)
        roles = {Role(role) for role in unit.roles} if unit else set()
        people = tuple(one.login for one in officers.active(session) if one.roles & roles)
        yield Loose(f"{unit.name if unit else row.unit}的意见", people)


def _hand_over(session: Session, case: Case, seq: int, by: Officer, at: datetime) -> Iterator[Loose]:
    c = TRANSFERS.c
    for row in session.execute(select(c.id, c.to_office, c.by).where(*_SENT), {"about": case.number}).all():
        closed = {"closed_at": at, "closed_by": by.login, "closed_seq": seq, "result": ENDED}
        session.execute(update(TRANSFERS).where(c.id == row.id).values(closed))
        session.execute(update(APPLICATIONS).where(APPLICATIONS.c.id == case.id).values(offered_to=None))
        there = session.execute(select(MEMBERS.c.login).where(MEMBERS.c.office == row.to_office)).scalars()
        yield Loose(f"向{known()[row.to_office].name}的移交", (row.by, *there))


def _pauses(session: Session, case: Case, by: Officer, at: datetime) -> Iterator[Loose]:
    """Let the clock run no pause beyond the end: its last day is today."""
    c, today = PAUSED.c, shanghai_date(at)
    for row in session.execute(select(c.id, c.kind, c.from_on).where(*_STOOD).order_by(c.id), {"of": case.id}).all():
        ended = {"to_on": max(row.from_on, today), "ended_by": by.login, "ended_at": at}
        session.execute(update(PAUSED).where(c.id == row.id).values(ended))
        running_terms.done(session, case.number, PAUSE_TERM, by=by, at=at)
        yield Loose(f"{PAUSES.get(row.kind, row.kind)}的期限中止")


def _tell(
    session: Session, case: Case, why: str, found: Sequence[Loose], seq: int, *, by: Officer, at: datetime
) -> None:
    """Send each officer concerned one short message that names what is no longer needed of them."""
    notice = find(texts(), "settled", case.form.item.value, shanghai_date(at))
    mobiles = {row.login: row.mobile for row in session.execute(select(CONTACTS)) if row.mobile}
    if notice is None or not notice.sms:
        return
    for login in dict.fromkeys(login for one in found for login in one.people):
        if login == by.login or login not in mobiles:
            continue
        mine = "、".join(one.words for one in found if login in one.people)
        bureau = issuing.speaking(session, case.number)
        known = {"bureau": bureau, "subject": case.number, "reason": why, "materials": mine}
        notices.tell(session, to=mobiles[login], kind="settled", text=notice.filled({**known}), subject=case.number,
                     occasion=f"{seq}/{login}", ledger_seq=seq, at=at)  # fmt: skip


def reopen(session: Session, record: dict[str, Any]) -> None:
    """Open again what an undone deed had ended, and let the messages about it stay in the house."""
    seq = record["ledger_seq"]
    session.execute(update(CHECKS).where(CHECKS.c.dropped_seq == seq).values(dropped_seq=None))
    session.execute(update(REVIEWS).where(REVIEWS.c.dropped_seq == seq).values(dropped_seq=None))
    again = {"dropped_seq": None, "ended_at": None, "waived_on": None}
    session.execute(update(HEARINGS).where(HEARINGS.c.dropped_seq == seq).values(again))
    mine = (TRANSFERS.c.number == record["subject"], TRANSFERS.c.closed_seq == seq, TRANSFERS.c.result == ENDED)
    session.execute(update(TRANSFERS).where(*mine).values(closed_at=None, closed_by="", closed_seq=None, result=""))
    paused = (PAUSED.c.subject == record["subject"], PAUSED.c.ended_at == record["at"])
    own = select(func.max(HISTORY.c.ledger_seq)).where(
        HISTORY.c.subject == record["subject"], HISTORY.c.deed == SETTLED, HISTORY.c.at == record["at"]
    )
    settled = session.execute(own).scalar()
    if settled is not None:
        session.execute(update(PAUSED).where(*paused).values(to_on=None, ended_by="", ended_at=None))
        running_terms.reopen(session, record["subject"], (TERM, PAUSE_TERM), done_at=record["at"])
        unsent = (OUTBOX.c.ledger_seq == settled, OUTBOX.c.state.in_(("ready", "blocked")))
        session.execute(update(OUTBOX).where(*unsent).values(state="cancelled"))
