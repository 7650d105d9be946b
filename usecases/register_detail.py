"""One licence whole: its row, its dates with their arithmetic, what speaks against it, its life as a time line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import NotFound
from models.said import said
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.licences import LicenceEventRow, LicenceRow
from models.tables.penalties import PenaltyRow
from models.values import SHANGHAI, Item, LicenceStatus, shanghai_date
from rules.applications import ITEM_NAMES
from rules.calendar import Calendar
from rules.evaluation import Evaluation
from rules.identifiers import normal_number
from rules.lawrows import Law
from rules.licences import STATUS_NAMES, STEPS
from rules.terms.licences import longest_suspension, longest_validity, renewal_by
from usecases import (
    application_list,
    blacklist_case,
    calendars,
    evaluation_disputes,
    evaluations,
    licence_watch,
    reminders,
)
from usecases.application_list import ApplicationFilter, ApplicationLine
from usecases.evaluation_disputes import Dispute
from usecases.evaluations import Change
from usecases.licence_facts import OPEN_STATES
from usecases.licence_watch import Concern
from usecases.rescreening_match import Match

LICENCES, EVENTS = table_of(LicenceRow), table_of(LicenceEventRow)
PENALTIES, DOCUMENTS = table_of(PenaltyRow), table_of(DocumentRow)
MOST = 200  # applications, penalties, documents of one licence
ACTS = {"imported": "导入"}
WAYS = {"sms": "短信", "wechat": "微信", "letter": "信函", "none": "无法送达"}
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LifeStep:
    """One step in the life of a licence; `link` names what can be opened (application or document number)."""

    at: datetime
    kind: str  # event, application, decision, penalty, document, reminder
    text: str
    by: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class LicenceDetail:
    """One licence with everything that a clerk wants to know of it; `pieces` are (label, text) of its dates."""

    row: Values
    pieces: tuple[tuple[str, str], ...]
    concerns: tuple[Concern, ...]
    applications: tuple[ApplicationLine, ...]
    penalties: tuple[Values, ...]
    blacklist: tuple[Match, ...]  # but those that somebody dismissed
    life: tuple[LifeStep, ...]
    evaluation: Evaluation
    disputes: tuple[Dispute, ...]
    standings: tuple[Change, ...]  # of the evaluation, newest first

    @property
    def open_application(self) -> ApplicationLine | None:
        """Return the application that is under way, None where there is none."""
        return next((line for line in self.applications if line.state in OPEN_STATES), None)


def detail(session: Session, licence_no: str, now: datetime) -> LicenceDetail:
    """Return one licence; raises NotFound."""
    number = normal_number(licence_no)
    found = session.execute(select(LICENCES).where(LICENCES.c.licence_no == number)).first()
    if found is None:
        raise NotFound(said("本库没有许可证 {number}。", number=number), do_next="请核对号码，或按名称、地址查找。")
    row, today = dict(found._mapping), shanghai_date(now)  # noqa: SLF001
    applied, punished = _applications(session, number), _penalties(session, row, lawbook().in_force(today))
    return LicenceDetail(
        row,
        tuple(arithmetic(row, today, lawbook().in_force(today), calendars.current(session))),
        tuple(licence_watch.of_licence(session, number)),
        tuple(applied),
        tuple(punished),
        tuple(blacklist_case.concerning(session, blacklist_case.of_licence(row), today)),
        tuple(_life(session, row, applied, punished)),
        evaluations.reckoned(session, [row], today)[number],
        tuple(evaluation_disputes.of_licence(session, number)),
        tuple(evaluations.history(session, number)),
    )


def arithmetic(row: Values, today: date, law: Law, calendar: Calendar) -> Iterator[tuple[str, str]]:
    """Yield (label, words) of how the days of a licence were reckoned."""
    start, end = row["valid_from"], row["valid_to"]
    left = (end - today).days
    yield "有效期", f"{start} 至 {end}" + (f"，还有 {left} 天" if left >= 0 else f"，已过 {-left} 天")
    longest = longest_validity(start, law.terms)
    over = f"，现为{end}，超过最长期限" if end > longest else ""
    yield "最长", f"{start}起{law.terms['L24'].count}年，至{longest}（{law.terms['L24'].basis}）{over}"
    if left >= 0:
        until = renewal_by(end, law.terms, law.settings, calendar)
        yield "延续", f"最迟{until.on}申请（{until.basis}）；迟交不当然失权"
    if row["status"] == LicenceStatus.SUSPENDED and row["suspended_from"]:
        last = longest_suspension(row["suspended_from"], law.terms)
        yield (
            "停业",
            f"{row['suspended_from']} 至 {row['suspended_to'] or '—'}，最长至{last}（{law.terms['L20'].basis}）",
        )
    if row["orders_known_on"]:
        yield "订货", f"最近 {row['ordered_on'] or '没有'}，数据截至 {row['orders_known_on']}"


def _applications(session: Session, number: str) -> list[ApplicationLine]:
    """Return the applications for a licence, newest first."""
    wanted = ApplicationFilter(text=number, order="newest")
    return [line for line in application_list.page(session, wanted, limit=MOST) if line.licence_no == number]


def _numbers(row: Values) -> list[str]:
    return [number for number in (row["holder_no"], row["uscc"], row["legal_rep_no"]) if number]


def _penalties(session: Session, row: Values, law: Law) -> list[Values]:
    """Return the decisions against the holder with their causes in words: only by number, a name proves nothing."""
    numbers, c = _numbers(row), PENALTIES.c
    if not numbers:
        return []
    query = select(c.document_no, c.decided_on, c.cause, c.fine, c.state, c.recorded_by)
    query = query.where(or_(c.party_no.in_(numbers), c.uscc.in_(numbers)))
    found = session.execute(query.order_by(c.decided_on.desc(), c.id.desc()).limit(MOST))
    named = {code: cause.name for code, cause in law.causes.items()}
    return [{**each, "cause": named.get(each["cause"], each["cause"])} for each in found.mappings()]


def _life(
    session: Session, row: Values, applied: Sequence[ApplicationLine], punished: Sequence[Values]
) -> list[LifeStep]:
    """Return everything that happened, newest first."""
    number = row["licence_no"]
    steps = [*_events(session, number), *_documents(session, number)]
    steps += [
        LifeStep(a.received_at, "application", f"收到{ITEM_NAMES[Item(a.item)]}申请 {a.number}", link=a.number)
        for a in applied
    ]
    steps += [
        LifeStep(r.at, "reminder", f"提醒延续（到期前{r.distance}天，{WAYS.get(r.way, r.way)}）")
        for r in reminders.sent(session, licence_no=number)
    ]
    steps += [_punished(one) for one in punished]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _events(session: Session, number: str) -> list[LifeStep]:
    c = EVENTS.c
    query = select(c.at, c.act, c.status_from, c.status_to, c.by, c.document_no, c.note, c.detail)
    rows = session.execute(query.where(c.licence_no == number).order_by(c.id))
    return [LifeStep(row.at, "event", _event_words(row), row.by, row.document_no) for row in rows]


def _event_words(row: Any) -> str:
    name = ACTS.get(row.act) or (STEPS[row.act].name if row.act in STEPS else row.act)
    moved = f"{_status(row.status_from)}→{_status(row.status_to)}" if row.status_from else _status(row.status_to)
    state = f"（{moved}）" if row.status_from != row.status_to else ""
    changed = f" 改动{len(row.detail)}项" if row.act == "imported" and row.detail else ""
    return " ".join(part for part in (f"{name}{state}{changed}", row.document_no, row.note) if part)


def _status(code: str) -> str:
    return STATUS_NAMES[LicenceStatus(code)] if code in set(LicenceStatus) else code


def _punished(row: Values) -> LifeStep:
    at = datetime.combine(row["decided_on"], datetime.min.time(), tzinfo=SHANGHAI)
    return LifeStep(
        at, "penalty", f"处罚 {row['document_no']}（{row['cause']}）", row["recorded_by"], row["document_no"]
    )


def _documents(session: Session, number: str) -> list[LifeStep]:
    c = DOCUMENTS.c
    query = select(c.issued_at, c.title, c.number, c.by).where(c.subject.in_((number, f"licence:{number}")))
    rows = session.execute(query.order_by(c.id).limit(MOST))
    return [
        LifeStep(row.issued_at, "document", f"{row.title or '文书'} {row.number}", row.by, row.number) for row in rows
    ]
