"""Reminders before a licence ends (主动服务): each distance once, by channel, short message or letter, never twice."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session

from content.lawbook import lawbook
from content.noticebook import notices as texts
from models.tables.applications import ApplicationRow, RevisionRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.register import RenewalReminderRow
from models.values import ApplicationState, Item, LicenceStatus, Officer, shanghai_date
from rules.applications import ITEM_NAMES
from rules.calendar import Calendar
from rules.lawrows import Law
from rules.notices import Notice, find
from rules.terms.licences import renewal_by
from rules.terms.spans import backward
from usecases import audit, calendars, issuing, notices
from usecases.cases import as_form
from usecases.deeds import deed
from usecases.desk import Desk, desk_of
from usecases.exports import Table
from usecases.first_rows import put_if_missing
from usecases.licence_expiry import being_renewed

LICENCES, REMINDERS = table_of(LicenceRow), table_of(RenewalReminderRow)
APPLICATIONS, REVISIONS = table_of(ApplicationRow), table_of(RevisionRow)
KIND = "renewal_due"
AT_ONCE = 200
Person = tuple[str, str]  # a channel, and what it calls somebody
FARTHEST = 900  # days: working days are fewer


@dataclass(frozen=True, slots=True)
class Band:
    """The licences whose nearest reached reminder is `distance`: they end from one day through another."""

    distance: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many were reminded in one go, and behind which licence the next one begins (None: there are no more)."""

    count: int
    after: str | None


def bands(today: date, distances: tuple[int, ...], law: Law, calendar: Calendar) -> list[Band]:
    """Return which ends are due for which reminder today; a missed one is not made up for beside a nearer one.

    The unit of the distances is the one of L14 (`renewal_lead_unit`: calendar days or working days).
    """
    found, first = [], today
    for distance in sorted(set(distances)):
        last = _reached(today, distance, law, calendar)
        if last >= first:
            found.append(Band(distance, first, last))
        first = max(first, last + timedelta(days=1))
    return found


def _reached(today: date, distance: int, law: Law, calendar: Calendar) -> date:
    """Return the last end whose reminder at this distance has its day today or had it before."""
    rule, unit = replace(law.terms["L14"], count=distance), law.settings.renewal_lead_unit
    low, high = 0, min(FARTHEST, 2 * distance + 60)
    while low < high:
        middle = (low + high + 1) // 2
        if backward(rule, today + timedelta(days=middle), calendar, unit).on <= today:
            low = middle
        else:
            high = middle - 1
    return today + timedelta(days=low)


def today(session: Session, desk: Desk, now: datetime) -> list[Band]:
    """Return the bands of this day by the bureau's own distances."""
    on = shanghai_date(now)
    return bands(on, desk.reminder_distances, lawbook().in_force(on), calendars.current(session))


@deed("renewals.reminded")
def remind(
    session: Session, band: Band, after: str = "", *, by: Officer, at: datetime, limit: int = AT_ONCE
) -> Reminded:
    """Remind the holders behind `after` whose licence ends in a band, some at a time; one deed keeps row and message.

    Left out: licences that are not active, those being renewed, those that had this reminder or a nearer one.
    """
    rows = _due(session, band, after, limit)
    renewing = being_renewed(session, [row["licence_no"] for row in rows])
    wanted = [row for row in rows if row["licence_no"] not in renewing]
    there = _there(session, [row["licence_no"] for row in wanted])
    if wanted:
        facts: dict[str, object] = {"distance": band.distance, "count": len(wanted)}
        subject = f"renewals:{shanghai_date(at)}"
        audit.record(session, by=by, at=at, deed="renewals.reminded", subject=subject, facts=facts)
    count = sum(_tell(session, row | {"there": there.get(row["licence_no"])}, band.distance, at=at) for row in wanted)
    return Reminded(count, rows[-1]["licence_no"] if len(rows) == limit else None)


remind.always_recorded = False  # type: ignore[attr-defined]  # nobody to be reminded is no deed


def _due(session: Session, band: Band, after: str, limit: int) -> list[dict[str, Any]]:
    c, r = LICENCES.c, REMINDERS.c
    told = select(r.id).where(r.licence_no == c.licence_no, r.valid_to == c.valid_to, r.distance <= band.distance)
    columns = (c.licence_no, c.valid_to, c.mobile, c.holder_name, c.shop_name, c.address)
    query = select(*columns).where(c.status == LicenceStatus.ACTIVE.value, c.licence_no > after, ~told.exists())
    query = query.where(c.valid_to >= band.first, c.valid_to <= band.last).order_by(c.licence_no).limit(limit)
    return [dict(row._mapping) for row in session.execute(query)]  # noqa: SLF001


def _tell(session: Session, row: dict[str, Any], distance: int, *, at: datetime) -> bool:
    """Keep one reminder and put its message into the outbox; without a mobile number it becomes a letter."""
    text = text_of(session, row["licence_no"], row["valid_to"], on=shanghai_date(at))
    way = way_for(session, row)
    place = {"licence_no": row["licence_no"], "valid_to": row["valid_to"], "distance": distance}
    if not put_if_missing(session, REMINDERS, **place, way=way, text=text, message_key="", at=at):
        return False
    if way in MESSAGES:
        key = MESSAGES[way](session, row, distance, text, at)
        mine = [REMINDERS.c[name] == value for name, value in place.items()]
        session.execute(REMINDERS.update().where(*mine).values(message_key=key or ""))
    return True


def _there(session: Session, licences: list[str]) -> dict[str, Person]:
    """Return, by licence, through which channel and under which name its holder was last granted something there.

    Only a grant proves that who applied is the holder.
    """
    desk, c = desk_of(session), APPLICATIONS.c
    if "wechat" not in desk.reminder_ways or not desk.telling:
        return {}
    newest = REVISIONS.c.application_id == c.id, REVISIONS.c.revision == c.revision
    query = select(c.licence_no, c.channel, REVISIONS.c.form).join(REVISIONS, and_(*newest)).order_by(c.id)
    query = query.where(
        c.licence_no.in_(licences), c.channel.in_(desk.telling), c.state == ApplicationState.GRANTED.value
    )
    found = {number: (channel, as_form(form).applicant.openid) for number, channel, form in session.execute(query)}
    return {number: (channel, person) for number, (channel, person) in found.items() if person}


def _message(session: Session, row: dict[str, Any], distance: int, text: str, at: datetime) -> str | None:
    occasion = f"{row['valid_to']}/{distance}"
    return notices.tell(session, to=row["mobile"], kind=KIND, text=text, subject=row["licence_no"], at=at,
                        occasion=occasion)  # fmt: skip


def _notice(session: Session, row: dict[str, Any], distance: int, text: str, at: datetime) -> str | None:
    said = notices.Said(KIND, text, row["licence_no"], f"{row['valid_to']}/{distance}")
    (channel, person), notice = row["there"], _text(shanghai_date(at))
    if notice is None:
        return None
    there = notices.There(channel, person, row["mobile"], notice, ITEM_NAMES[Item.RENEW])
    return notices.by_channel(session, said, there, at=at)


MESSAGES = {"wechat": _notice, "sms": _message}


def way_for(session: Session, row: dict[str, Any]) -> str:
    """Return the first of the bureau's ways by which a holder is reached: wechat, sms, letter; none without any."""
    desk = desk_of(session)
    reached = {
        "wechat": row["there"] is not None,
        "sms": desk.system_of("sms") is not None and notices.mobile_of(row["mobile"]) is not None,
        "letter": True,
    }
    return next((way for way in desk.reminder_ways if reached[way]), "none")


def _text(on: date) -> Notice | None:
    return find(texts(), KIND, Item.RENEW.value, on)


def text_of(session: Session, licence_no: str, valid_to: date, *, on: date) -> str:
    """Return the words of a reminder in force on a day (content/notices.toml)."""
    law, calendar = lawbook().in_force(on), calendars.current(session)
    until = renewal_by(valid_to, law.terms, law.settings, calendar).on
    notice = _text(on)
    bureau = issuing.speaking(session, licence_no)
    facts = {"bureau": bureau, "licence_no": licence_no, "valid_to": valid_to, "due_on": until}
    return "" if notice is None else notice.filled(dict(facts))


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder that was sent, with the address for a letter."""

    licence_no: str
    valid_to: date
    distance: int
    way: str
    text: str
    at: datetime
    holder_name: str
    shop_name: str
    address: str


def sent(session: Session, *, way: str = "", since: datetime | None = None, licence_no: str = "") -> list[Reminder]:
    """Return reminders, the oldest first; for letters to be printed, or of one licence."""
    r, c = REMINDERS.c, LICENCES.c
    columns = (r.licence_no, r.valid_to, r.distance, r.way, r.text, r.at, c.holder_name, c.shop_name, c.address)
    query = select(*columns).join(LICENCES, c.licence_no == r.licence_no)
    if way:
        query = query.where(r.way == way)
    if since is not None:
        query = query.where(r.at >= since)
    if licence_no:
        query = query.where(r.licence_no == licence_no)
    return [Reminder(*row) for row in session.execute(query.order_by(r.at, r.id))]


def letters(session: Session, *, since: datetime) -> Table:
    """Return the reminders that go out as letters, with the address of each."""
    rows = ((r.holder_name, r.shop_name, r.address, r.licence_no, r.valid_to, r.text)
            for r in sent(session, way="letter", since=since))  # fmt: skip
    return Table(("收信人", "字号", "地址", "许可证号", "有效期至", "正文"), rows)
