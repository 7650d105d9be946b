"""Parallel review: ask several units at once, take their opinions, tell who still owes one (ALL 26)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import Conflict, InvalidInput, NotFound
from models.said import said
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.examination import ReviewRow
from models.values import ApplicationState, Card, Officer, shanghai_date
from rules import applications
from rules import reviews as rules
from rules.lawrows import Law, Unit
from rules.terms import card
from usecases import audit, calendars, cases, remembering, reviews_desk, together
from usecases.cases import Case, columns_of
from usecases.deeds import deed
from usecases.texts import storable

REVIEWS, APPLICATIONS = table_of(ReviewRow), table_of(ApplicationRow)
Screened = dict[str, Any] | None
BY_REQUEST = "V3"  # of content/law/reviews.toml: its limit counts where none is given


@dataclass(frozen=True, slots=True)
class Awaited:
    """One opinion that is owed, with the card that its time limit has earned."""

    id: int
    number: str
    unit: str
    unit_name: str
    question: str
    asked_by: str
    asked_at: datetime
    due_on: date
    provisional: bool
    card: Card
    item: str
    party_name: str
    district: str


@deed("application.review_asked")
def ask(
    session: Session,
    number: str,
    units: Sequence[str],
    *,
    question: str = "",
    limit_wd: int | None = None,
    by: Officer,
    at: datetime,
) -> date:
    """Ask units for their opinion and return the day by which each owes it; the term of the decision runs on.

    Raises NotFound; InvalidInput (no or unknown unit, limit); Refused (state); Conflict (it was asked already).
    """
    case = cases.read(session, number, locked=True)
    applications.after("application.review_asked", ApplicationState(case.state))
    law = lawbook().in_force(shanghai_date(at))
    chosen = [_unit(law, unit) for unit in dict.fromkeys(units)]
    if not chosen:
        raise InvalidInput("没有选定送审的单位。", kept="尚未送审。")
    days = _limit(law) if limit_wd is None else limit_wd
    rules.check_limit(days)
    _not_open(session, case, [unit.id for unit in chosen])
    due = calendars.due(session, shanghai_date(at), f"{days}wd")
    names = "、".join(unit.name for unit in chosen)
    words = f"送{names}审查，{due.last_day}前出具意见。{question}".strip()
    facts: dict[str, object] = {"units": [unit.id for unit in chosen], "due_on": str(due.last_day)}
    seq = audit.tell(session, by=by, at=at, deed="application.review_asked", subject=number, note=words, facts=facts)
    common = {"application_id": case.id, "subject": number, "question": storable(question, rules.LONGEST_TEXT)}
    common |= {"due_on": due.last_day, "provisional": due.provisional, "asked_by": by.login, "asked_at": at}
    empty = {"opinion": "", "answer": "", "answered_by": "", "asked_seq": seq}
    session.execute(insert(REVIEWS), [common | empty | {"unit": unit.id} for unit in chosen])
    cases.change(session, case, state="examining")
    remembering.remember(session, case, "application.review_asked", by=by, at=at, ledger_seq=seq)
    return due.last_day


@deed("application.reviewed_by_unit")
def answer(
    session: Session, number: str, unit: str, opinion: str, text: str = "", *, by: Officer, at: datetime
) -> None:
    """Give the opinion of a unit: agree, object or conditions (these two with words).

    Raises NotFound; Refused (not of the unit, asked it oneself, state); InvalidInput; Conflict (nothing is awaited).
    """
    case = cases.read(session, number, locked=True)
    applications.after("application.reviewed_by_unit", ApplicationState(case.state))
    known = _unit(lawbook().in_force(shanghai_date(at)), unit)
    c = REVIEWS.c
    mine = (c.application_id == case.id, c.unit == unit, c.answered_at.is_(None))
    row = session.execute(select(REVIEWS).where(*mine)).first()
    if row is None:
        raise Conflict(
            said("没有等待{name}出具的意见。", name=known.name),
            kept="意见未记录。",
            do_next="可能已由他人出具，请刷新后查看。",
        )
    words = storable(text)
    rules.check_answer(known, opinion, words, row.asked_by, by)
    told = f"{known.name}：{rules.OPINIONS[opinion]}。{words.strip()}"
    facts: dict[str, object] = {"unit": unit, "opinion": opinion}
    seq = audit.tell(session, by=by, at=at, deed="application.reviewed_by_unit", subject=number, note=told, facts=facts)
    values = {"opinion": opinion, "answer": words.strip(), "answered_by": by.login, "answered_at": at}
    session.execute(update(REVIEWS).where(c.id == row.id).values(values | {"answered_seq": seq}))
    remembering.remember(session, case, "application.reviewed_by_unit", by=by, at=at, ledger_seq=seq)


def require(session: Session, case: Case, screening: Screened, *, note: str, by: Officer, on: date) -> tuple[str, ...]:
    """Return the units that a grant overrules; raises Refused while an opinion is missing or objects."""
    law = lawbook().in_force(on)
    names = {unit.id: unit.name for unit in law.units.values()}
    newest = {row["unit"]: row["opinion"] for row in of_application(session, case.id)}
    opinions = [rules.Opinion(unit, opinion) for unit, opinion in newest.items()]
    return tuple(names[unit] for unit in rules.check_grant(opinions, wanted(case, screening, law), names, note, by))


def wanted(case: Case, screening: Screened, law: Law) -> dict[str, bool]:
    """Return the units whose opinion the table asks for, and whether their objection may be overruled."""
    hits = [f["rule"] for f in (screening or {}).get("findings") or () if f["outcome"] != "pass"]
    return rules.wanted(law.reviews, case.form.item, hits)


_OF = select(REVIEWS).where(REVIEWS.c.application_id.in_(bindparam("of", expanding=True))).order_by(REVIEWS.c.id)


def of_application(session: Session, application_id: int) -> list[dict[str, Any]]:
    """Return every question and answer, the oldest first; a unit's newest one counts."""
    return together.among(session, REVIEWS, _asked, application_id)


def _asked(session: Session, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return every question and answer of some applications, the oldest first."""
    found: dict[int, list[dict[str, Any]]] = {one: [] for one in ids}
    for row in session.execute(_OF, {"of": list(ids)}):
        found[row.application_id].append(columns_of(row))
    return found


def awaiting(session: Session, by: Officer, *, at: datetime, limit: int = 500) -> list[Awaited]:
    """Return the opinions that an officer may give and that are owed, the most urgent first."""
    today = shanghai_date(at)
    law, calendar = lawbook().in_force(today), calendars.current(session)
    names = {unit.id: unit.name for unit in law.units.values() if unit.roles & {role.value for role in by.roles}}
    c, a = REVIEWS.c, APPLICATIONS.c
    shown = select(c.id, c.subject, c.unit, c.question, c.asked_by, c.asked_at, c.due_on, c.provisional,
                   a.item, a.party_name, a.district)  # fmt: skip
    mine = [c.unit.in_(names), *reviews_desk.owed(session, by)]
    joined = REVIEWS.join(APPLICATIONS, a.id == c.application_id)
    rows = session.execute(shown.select_from(joined).where(*mine).order_by(c.due_on, c.id).limit(limit))
    return [
        Awaited(
            row.id, row.subject, row.unit, names[row.unit], row.question, row.asked_by, row.asked_at, row.due_on,
            row.provisional, card(row.due_on, today, calendar, law.settings), row.item, row.party_name, row.district,
        )
        for row in rows
    ]  # fmt: skip


def units(on: date) -> dict[str, Unit]:
    """Return the units of a day by their code."""
    return dict(lawbook().in_force(on).units)


def _unit(law: Law, unit: str) -> Unit:
    found = law.units.get(unit)
    if found is None:
        raise NotFound(
            said("没有代码为“{unit}”的单位。", unit=unit),
            kept="没有任何改动。",
            do_next=said("可用：{known}。", known="、".join(law.units)),
        )
    return found


def _limit(law: Law) -> int:
    return next((rule.limit_wd for rule in law.reviews if rule.id == BY_REQUEST), 5)


def _not_open(session: Session, case: Case, wanted_units: Sequence[str]) -> None:
    c = REVIEWS.c
    mine = select(c.unit).where(c.application_id == case.id, c.unit.in_(wanted_units), c.answered_at.is_(None))
    if session.execute(mine).first() is not None:
        raise Conflict("已经送该单位审查，尚未出具意见。", kept="原送审不变。")
