"""Ratings (好差评): kept once and for good; an unhappy one calls for a return visit, whose reply goes back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import InvalidInput, NotFound, Refused
from models.said import said
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.ratings import RatingBookmarkRow, RatingRow, ReturnVisitRow
from models.values import Officer, rfc3339, shanghai_date
from ports.intake import Row
from ports.ratings import Rating
from ports.ratings import RatingRow as Came
from rules import ratings as rules
from rules.identifiers import masked
from usecases import audit, outbox, quarantine, running_terms, systems
from usecases.cases import columns_of
from usecases.deeds import deed, housekeeping
from usecases.first_rows import put_if_missing
from usecases.outbox import NewMessage
from usecases.texts import storable

RATINGS, VISITS = table_of(RatingRow), table_of(ReturnVisitRow)
BOOKMARKS, APPLICATIONS = table_of(RatingBookmarkRow), table_of(ApplicationRow)
KIND, TERM, CHANGED = "reply", "V01", "rating_changed"


@deed("rating.received")
def receive(session: Session, system: str, rows: Sequence[Came], *, by: Officer, at: datetime) -> int:
    """Keep the ratings of one page and return how many were new; what is not understood goes to quarantine.

    A rating that is known stays as it is: should it come again with another content, a person is told.
    """
    count = 0
    for row in rows:
        if row.rating is None:
            quarantine.put(session, _unread(system, row), by=by, at=at)
        else:
            count += _keep(session, system, row, row.rating, by=by, at=at)
    understood = [row.rating.rating_id for row in rows if row.rating is not None]
    quarantine.release_older(session, system, understood, at=at)
    return count


receive.always_recorded = False  # type: ignore[attr-defined]  # what is known already changes nothing


def _unread(system: str, row: Came, fault: str = "", place: str = "") -> Row:
    ref = row.rating.rating_id if row.rating else ""
    return Row(system, ref, 1, row.raw, row.digest, None, fault or row.fault, place or row.place)


def _keep(session: Session, system: str, row: Came, rating: Rating, *, by: Officer, at: datetime) -> bool:
    c = RATINGS.c
    mine = select(c.digest).where(c.system == system, c.rating_id == rating.rating_id)
    known = session.execute(mine).scalar()
    if known is not None:
        if known != row.digest:
            _changed(session, system, row, rating, by=by, at=at)
        return False
    about = _application(session, rating)
    facts: dict[str, object] = {"rating": rating.rating_id, "level": rating.level, "sha256": row.digest}
    subject = about.get("subject") or f"rating:{rating.rating_id}"
    note = f"{rating.rating_id}：{rules.LEVELS[rating.level]}"
    seq = audit.tell(session, by=by, at=at, deed="rating.received", subject=subject, note=note, facts=facts)
    values = about | {"system": system, "rating_id": rating.rating_id, "channel": storable(rating.channel, 40)}
    values |= {"application_ref": storable(rating.application_ref, 64), "level": rating.level, "digest": row.digest}
    values |= {"text": storable(rating.text, 500), "anonymous": rating.anonymous, "rater": _rater(rating)}
    values |= {"at": rating.at, "received_at": at, "ledger_seq": seq}
    rating_row = session.execute(insert(RATINGS).values(values).returning(c.id)).scalar_one()
    if rating.level <= rules.UNHAPPY:
        _call_for_visit(session, rating_row, values, by=by, at=at)
    return True


def _changed(session: Session, system: str, row: Came, rating: Rating, *, by: Officer, at: datetime) -> None:
    """Keep the other bytes beside the first ones, and tell a person."""
    if quarantine.put(session, _unread(system, row, "同一评价再次到达时内容不同", "$"), by=by, at=at):
        text = f"评价{rating.rating_id}再次到达时内容不同；先到的内容保持不变，后到的已隔离，请与对方核实。"
        systems.raise_alarm(session, system, CHANGED, rating.rating_id[:64], text, at=at)


def _application(session: Session, rating: Rating) -> dict[str, Any]:
    """Return what we know of the application that was rated: number, item, district, who had it in hand."""
    c = APPLICATIONS.c
    wanted = select(c.number, c.item, c.district, c.taken_over, c.assigned_to)
    channel, ref = storable(rating.channel), storable(rating.application_ref)
    row = session.execute(wanted.where(c.channel == channel, c.channel_ref == ref)).first()
    if row is None:
        return {"subject": "", "item": "", "district": "", "office": "", "officer": ""}
    who = {"office": row.taken_over or row.district, "officer": row.assigned_to or ""}
    return {"subject": row.number, "item": row.item, "district": row.district, **who}


def _rater(rating: Rating) -> str:
    """Return who rated, masked: nobody here needs the name in whole, the application has it."""
    if rating.anonymous or not rating.rater_name:
        return ""
    return storable(f"{rules.masked_name(rating.rater_name)} {masked(rating.rater_mobile)}".strip(), 120)


def _call_for_visit(session: Session, rating_row: int, values: dict[str, Any], *, by: Officer, at: datetime) -> None:
    more = {"item": values["item"], "district": values["district"], "handler": values["officer"]}
    subject = visit_subject(values["rating_id"])
    due_on = running_terms.begin(session, subject, TERM, shanghai_date(at), by=by, at=at, **more)
    visit = {"rating": rating_row, "due_on": due_on, "outcome": "", "text": "", "by": "", "reply_key": ""}
    session.execute(insert(VISITS).values(visit))


def visit_subject(rating_id: str) -> str:
    """Return the name under which the term of a return visit runs and its cards are handed out."""
    return f"rating:{rating_id}"


@deed("rating.visited")
def visit(
    session: Session, rating_id: str, outcome: str, text: str, *, visited_at: datetime | None = None, by: Officer,
    at: datetime,
) -> str:  # fmt: skip
    """Record the return visit of an unhappy rating and send the reply; return the key of the reply's message.

    The officer signs with the own name. Raises NotFound; InvalidInput (outcome, text, a moment to come); Refused (a
    visit is there already, or the rating is none that calls for one).
    """
    row, waiting = _to_visit(session, rating_id)
    words, moment = text.strip(), visited_at or at
    if outcome not in rules.OUTCOMES:
        raise InvalidInput(
            said("回访结果应为{outcomes}之一。", outcomes="、".join(rules.OUTCOMES)), kept="回访未登记。"
        )
    if not rules.SHORTEST <= len(words) <= rules.LONGEST:
        raise InvalidInput(
            said("回访情况应写{shortest}到{longest}个字。", shortest=rules.SHORTEST, longest=rules.LONGEST),
            kept="回访未登记。",
        )
    if moment > at or moment < row["at"]:
        raise InvalidInput("回访时间应在评价之后、现在之前。", kept="回访未登记。")
    key = f"V-{row['system']}-{row['id']:08d}"
    note = f"回访{rating_id}：{rules.OUTCOMES[outcome]}。{words}"
    facts: dict[str, object] = {"rating": rating_id, "outcome": outcome, "reply": key}
    subject = row["subject"] or visit_subject(rating_id)
    seq = audit.tell(session, by=by, at=at, deed="rating.visited", subject=subject, note=note, facts=facts)
    values = {"outcome": outcome, "text": words, "visited_at": moment, "by": by.login, "recorded_at": at}
    session.execute(update(VISITS).where(VISITS.c.id == waiting["id"]).values(**values, reply_key=key))
    running_terms.done(session, visit_subject(rating_id), TERM, by=by, at=at)
    outbox.enqueue(session, [_reply(row, key, values, by)], at=at, ledger_seq=seq)
    return key


def _to_visit(session: Session, rating_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an unhappy rating and its visit, locked; raises NotFound, Refused."""
    row = read(session, rating_id)
    found = session.execute(select(VISITS).where(VISITS.c.rating == row["id"]).with_for_update()).first()
    if found is None:
        raise Refused("只有不满意和非常不满意的评价需要回访。", kept="回访未登记。")
    if found.recorded_at is not None:
        raise Refused(said("已由{by}回访。", by=found.by), kept="原回访记录不变。", do_next="请刷新列表。")
    return row, columns_of(found)


def _reply(row: dict[str, Any], key: str, visited: dict[str, Any], by: Officer) -> NewMessage:
    payload: dict[str, object] = {"rating_id": row["rating_id"], "reply_id": key, "by": by.name[:50]}
    payload |= {"visited_at": rfc3339(visited["visited_at"]), "text": visited["text"], "outcome": visited["outcome"]}
    return NewMessage(row["system"], key, f"reply:{row['rating_id']}", KIND, "create", payload)


def read(session: Session, rating_id: str) -> dict[str, Any]:
    """Return one rating by the number that its system gave it; raises NotFound."""
    row = session.execute(select(RATINGS).where(RATINGS.c.rating_id == rating_id).order_by(RATINGS.c.id)).first()
    if row is None:
        raise NotFound(
            said("没有编号为{rating_id}的评价。", rating_id=rating_id), do_next="请用luqiao ratings list查看。"
        )
    return columns_of(row)


def bookmark(session: Session, system: str) -> tuple[datetime, datetime] | None:
    """Return how far a system was read and when its last days were read anew, None before the first time."""
    row = session.execute(select(BOOKMARKS).where(BOOKMARKS.c.system == system)).first()
    return None if row is None else (row.read_to, row.reread_at)


@housekeeping
def note_read(session: Session, system: str, read_to: datetime, reread_at: datetime) -> None:
    """Remember the newest rating seen and the last re-reading; the next walk begins a little before."""
    put_if_missing(session, BOOKMARKS, system=system, read_to=read_to, reread_at=reread_at)
    mine = update(BOOKMARKS).where(BOOKMARKS.c.system == system)
    session.execute(mine.values(read_to=read_to, reread_at=reread_at))
