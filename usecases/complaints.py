"""Complaints and reports (12313): received, accepted or not, referred, dispatched, answered, rated."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from content.complaintbook import matters
from content.lawbook import lawbook
from models.complaints import HotlineKind, HotlineState, HotlineWay, Reporter
from models.errors import Conflict, InvalidInput, Refused
from models.said import said, sentence
from models.values import DISTRICTS, Officer, shanghai_date
from rules import complaints as rules
from rules.competence import CITY_CODE
from usecases import (
    audit,
    complaint_answers,
    complaint_rows,
    numbers,
    officers,
    running_terms,
    undo_complaints,
    whereabouts,
)
from usecases.complaint_rows import COMPLAINTS, Complaint
from usecases.deeds import deed
from usecases.texts import storable

KEPT = "来件未变更。"


@dataclass(frozen=True, slots=True)
class Intake:
    """What was noted of somebody who turned to the bureau, without a word that tells who; None = not known."""

    kind: HotlineKind
    matter: str
    gist: str
    way: HotlineWay = HotlineWay.PHONE
    district: str = ""
    asks: str = ""
    against: str = ""
    place: str = ""
    acted_on: date | None = None
    received_on: date | None = None
    source: str = ""  # the hotline that it was imported from, with its number and version there
    reference: str = ""
    revision: int = 1


@deed("complaint.received")
def receive(session: Session, intake: Intake, reporter: Reporter | None, *, by: Officer, at: datetime) -> str:
    """Note a report, complaint, inquiry or suggestion and return its number (H-2026-000001); K01 runs.

    The reporter goes into the drawer, sealed. Raises InvalidInput (what cannot be right, or a text that gives the
    reporter away); Conflict (the same thing was noted already).
    """
    today = shanghai_date(at)
    given = replace(intake, received_on=intake.received_on or today)
    known = reporter if reporter is not None and any(asdict(reporter).values()) else None
    check(given, known, today)
    digest = digest_of(session, given, known)
    _not_twice(session, digest)
    number = f"H-{today.year}-{numbers.take(session, f'complaints-{today.year}'):06d}"
    office = given.district or CITY_CODE
    row = {"number": number, "state": HotlineState.RECEIVED.value, "office": office, "digest": digest}
    more: dict[str, object] = {"named": known is not None, "received_at": at, "received_by": by.login}
    added = insert(COMPLAINTS).values(row | more | columns(given)).returning(COMPLAINTS.c.id)
    row_id = session.execute(added).scalar_one()
    if known is not None:
        complaint_rows.put_away(session, row_id, known)
    facts: dict[str, object] = {"kind": given.kind.value, "matter": given.matter, "named": known is not None}
    seq = audit.tell(session, by=by, at=at, deed="complaint.received", subject=number, note=given.gist, facts=facts)
    undo_complaints.remember_new(session, number, row_id, by=by, at=at, ledger_seq=seq)
    _begin(session, number, rules.TO_ACCEPT, given.received_on or today, office=office, by=by, at=at)
    return number


def columns(given: Intake) -> dict[str, Any]:
    """Return the columns of what was noted."""
    texts = {"gist": 2000, "asks": 500, "against": 200, "place": 200}
    values: dict[str, Any] = {name: storable(getattr(given, name).strip(), limit) for name, limit in texts.items()}
    values |= {"kind": given.kind.value, "way": given.way.value, "matter": given.matter, "district": given.district}
    values |= {"source": given.source, "reference": given.reference, "revision": given.revision}
    return values | {"acted_on": given.acted_on, "received_on": given.received_on}


def check(given: Intake, reporter: Reporter | None, today: date) -> None:
    """Raise InvalidInput where what was noted cannot be right, or gives the reporter away."""
    received = given.received_on or today
    wrong = [] if given.gist.strip() else ["没有写明内容"]
    if given.matter not in matters(received):
        wrong.append(said("没有“{matter}”这个事项", matter=given.matter))
    if given.district and given.district not in DISTRICTS:
        wrong.append(said("没有代码为“{district}”的区", district=given.district))
    if received > today:
        wrong.append("收到的日期在今天之后")
    if given.acted_on is not None and given.acted_on > received:
        wrong.append("行为发生的日期在收到的日期之后")
    if wrong:
        raise InvalidInput(sentence(wrong), kept="没有登记。", do_next="请改正后再登记。")
    texts = {"内容": given.gist, "请求": given.asks, "被反映人": given.against, "地点": given.place}
    complaint_rows.guard(reporter, texts)


def digest_of(session: Session, given: Intake, reporter: Reporter | None) -> str:
    """Return the keyed digest of what was noted and by whom, whichever version of it a hotline told."""
    told = [asdict(replace(given, revision=1)), reporter and asdict(reporter)]
    return audit.pseudonym(session, json.dumps(told, ensure_ascii=False, default=str))


def _not_twice(session: Session, digest: str) -> None:
    """Raise Conflict where the same was noted before."""
    known = session.execute(select(COMPLAINTS.c.number).where(COMPLAINTS.c.digest == digest)).scalar()
    if known is not None:
        raise Conflict(said("同一来件已登记为{number}。", number=known), kept="没有再次登记。")


def _begin(session: Session, number: str, term: str, on: date, *, office: str, by: Officer, at: datetime) -> None:
    running_terms.begin(session, number, term, on, handler=by.login, district=office, by=by, at=at)


def against(complaint: Complaint) -> list[str]:
    """Return the codes of what stands against accepting an item (rules.complaints.OBJECTIONS)."""
    row, on = complaint.row, complaint.row["received_on"]
    said_of = (row["acted_on"], row["asks"], row["against"], row["place"])
    given = rules.Given(complaint.kind, matters(on)[row["matter"]], on, *said_of)
    return rules.objections(given, lawbook().in_force(on).terms[rules.OLDEST])


@deed("complaint.accepted")
def accept(session: Session, number: str, *, by: Officer, at: datetime) -> str:
    """Accept an item; the term to answer it runs from the day it was received. Raises NotFound; Refused."""
    found = _locked(session, number, rules.NEW, "受理")
    standing = against(found)
    if standing:
        why = said("不符合受理条件：{why}。", why=rules.words_of(standing))
        raise Refused(why, kept=KEPT, do_next="请转有权机关，或者写明理由不予受理。")
    undo_complaints.tell(session, found, "complaint.accepted", "", by=by, at=at)
    complaint_rows.change(session, found, state=HotlineState.ACCEPTED.value)
    running_terms.done(session, found.number, rules.TO_ACCEPT, by=by, at=at)
    term, office = rules.TO_ANSWER[found.kind], found.row["office"]
    _begin(session, found.number, term, found.row["received_on"], office=office, by=by, at=at)
    return found.number


@deed("complaint.referred")
def refer(session: Session, number: str, to: str = "", *, note: str = "", by: Officer, at: datetime) -> str:
    """Refer what is not ours to who is competent (`to`; "" = as the matter says). Raises NotFound; Refused."""
    found = _locked(session, number, rules.NEW, "转出")
    if "elsewhere" not in against(found):
        raise Refused("属于本机关职权的来件不能转出。", kept=KEPT, do_next="请受理，或者写明理由不予受理。")
    matter = matters(found.row["received_on"])[found.row["matter"]]
    whom = storable(to.strip() or matter.refer_to, 100)
    complaint_rows.keep_out(session, found, 转往=whom, 说明=note)
    undo_complaints.tell(session, found, "complaint.referred", f"{whom} {note}".strip(), by=by, at=at, to=whom)
    _end(session, found, HotlineState.REFERRED, "elsewhere", at=at, referred_to=whom)
    running_terms.done(session, found.number, rules.TO_ACCEPT, by=by, at=at)
    return found.number


@deed("complaint.not_accepted")
def turn_away(session: Session, number: str, reason: str, *, note: str = "", by: Officer, at: datetime) -> str:
    """Do not accept an item, for a reason that really stands against it. Raises NotFound; Refused."""
    found = _locked(session, number, rules.NEW, "不予受理")
    standing = against(found)
    if reason not in standing:
        why = rules.words_of(standing) or "没有"
        raise Refused(said("所写的理由不成立；经核对成立的理由：{why}。", why=why), kept=KEPT, do_next="请受理。")
    complaint_rows.keep_out(session, found, 说明=note)
    words = f"{rules.OBJECTIONS[reason]} {note}".strip()
    undo_complaints.tell(session, found, "complaint.not_accepted", words, by=by, at=at, reason=reason)
    _end(session, found, HotlineState.NOT_ACCEPTED, reason, at=at)
    running_terms.done(session, found.number, rules.TO_ACCEPT, by=by, at=at)
    return found.number


@deed("complaint.dispatched")
def dispatch(session: Session, number: str, handler: str, *, office: str = "", by: Officer, at: datetime) -> str:
    """Give an accepted item to an officer, or to the squad of a district or of the city (`handler` "").

    Raises NotFound; Refused (state, nobody of that name); InvalidInput (neither, no such office).
    """
    found = _locked(session, number, rules.IN_HAND, "派办")
    if (not handler and not office) or office not in ("", CITY_CODE, *DISTRICTS):
        raise InvalidInput("请写明派给哪个机构或者哪名人员。", kept=KEPT)
    if handler and officers.find(session, handler) is None:
        raise Refused(said("没有在岗的人员“{login}”。", login=handler[:40]), kept=KEPT)
    own = whereabouts.of_officer(session, handler) if handler else CITY_CODE
    place = office or (found.row["office"] if own == CITY_CODE else own)
    undo_complaints.tell(session, found, "complaint.dispatched", handler, by=by, at=at, office=place, handler=handler)
    values = {"state": HotlineState.DISPATCHED.value, "handler": handler, "office": place}
    complaint_rows.change(session, found, **values)
    running_terms.hand_over(session, found.number, handler, district=place)
    return found.number


@deed("complaint.answered")
def answer(session: Session, number: str, text: str, *, by: Officer, at: datetime) -> str:
    """Answer an accepted item, which ends its term; the text tells nobody whose it was. Raises NotFound; Refused."""
    found = _locked(session, number, rules.IN_HAND, "答复")
    words = complaint_answers.told(text)
    complaint_rows.keep_out(session, found, 答复=words)
    undo_complaints.tell(session, found, "complaint.answered", words, by=by, at=at)
    _end(session, found, HotlineState.ANSWERED, "", at=at, answer=storable(words, 2000), answered_by=by.login)
    for term in (rules.TO_ANSWER[found.kind], rules.TO_TELL):
        running_terms.done(session, found.number, term, by=by, at=at)
    return found.number


@deed("complaint.rated")
def rate(session: Session, number: str, level: int, *, by: Officer, at: datetime) -> str:
    """Note how the answer was rated (5 非常满意 … 1 非常不满意), once; raises NotFound, Refused, InvalidInput."""
    found = _locked(session, number, frozenset({HotlineState.ANSWERED}), "登记评价")
    if level not in rules.LEVELS:
        raise InvalidInput("评价等级应为1到5。", kept=KEPT)
    if found.row["level"] is not None:
        raise Refused("已经登记过评价。", kept="原评价不变。")
    undo_complaints.tell(session, found, "complaint.rated", "", by=by, at=at, level=level)
    complaint_rows.change(session, found, level=level)
    return found.number


def _locked(session: Session, number: str, allowed: frozenset[HotlineState], name: str) -> Complaint:
    found = complaint_rows.read(session, number, locked=True)
    rules.require(found.state, allowed, name)
    return found


def _end(session: Session, found: Complaint, state: HotlineState, reason: str, *, at: datetime, **more: object) -> None:
    complaint_rows.change(session, found, state=state.value, reason=reason, ended_on=shanghai_date(at), **more)
