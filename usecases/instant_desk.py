"""Instant approval for people: the list of judgements, and the review of samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlmodel import Session

from models.errors import InvalidInput, NotFound, Refused
from models.said import said
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.instant import InstantDecisionRow
from models.values import Officer
from usecases import audit, cases, officers, systems
from usecases.cases import columns_of
from usecases.deeds import deed
from usecases.typed import begins_with

DECISIONS, APPLICATIONS = table_of(InstantDecisionRow), table_of(ApplicationRow)
CAP = 1000
DONE = ("granted", "accepted")
RESULTS = ("confirmed", "objected")
LEAST_REASON = 4
COLUMNS = (
    "id", "number", "item", "revision", "outcome", "judged_at", "sampled", "reviewed_by", "reviewed_at", "result",
    "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class InstantFilter:
    """Which judgements to list; None and "" = all. `review`: waiting (drawn, not seen yet), confirmed, objected."""

    outcome: str | None = None
    review: str | None = None
    item: str | None = None
    text: str = ""  # beginning of the application's number or of the party's name
    office: str | None = None  # whose office has the application


@dataclass(frozen=True, slots=True)
class InstantLine:
    """One judgement as lists show it."""

    id: int
    number: str
    item: str
    revision: int
    outcome: str
    judged_at: datetime | None
    sampled: bool
    reviewed_by: str
    reviewed_at: datetime | None
    result: str
    reason: str
    party_name: str
    shop_name: str
    state: str
    licence_no: str

    @property
    def review(self) -> str:
        """Return where the review of a sample stands, "" where none is wanted."""
        return self.result or ("waiting" if self.sampled else "")


def page(
    session: Session, wanted: InstantFilter, *, after: int | None = None, before: int | None = None, limit: int = 128
) -> Sequence[InstantLine]:
    """Return judgements, newest first: one page behind the id `after`, or the page just before `before`."""
    c, a = DECISIONS.c, APPLICATIONS.c
    shown = [*(c[name] for name in COLUMNS), a.party_name, a.shop_name, a.state, a.licence_no]
    query = _narrowed(select(*shown).join_from(DECISIONS, APPLICATIONS, a.id == c.application_id), wanted)
    if before is not None:
        rows = session.execute(query.where(c.id > before).order_by(c.id).limit(limit)).all()
        return [InstantLine(*row) for row in rows][::-1]
    query = query.where(c.id < after) if after is not None else query
    return [InstantLine(*row) for row in session.execute(query.order_by(c.id.desc()).limit(limit))]


def count(session: Session, wanted: InstantFilter, *, cap: int = CAP) -> int:
    """Return how many judgements the filter selects, at most `cap`."""
    c, a = DECISIONS.c, APPLICATIONS.c
    query = _narrowed(select(c.id).join_from(DECISIONS, APPLICATIONS, a.id == c.application_id), wanted)
    return int(session.execute(select(func.count()).select_from(query.limit(cap).subquery())).scalar_one())


def _narrowed(query: Select[Any], wanted: InstantFilter) -> Select[Any]:
    c, a = DECISIONS.c, APPLICATIONS.c
    if wanted.outcome:
        query = query.where(c.outcome == wanted.outcome)
    if wanted.item:
        query = query.where(c.item == wanted.item)
    if wanted.office:
        query = query.where(c.office == wanted.office)
    if wanted.review == "waiting":
        query = query.where(c.sampled.is_(True), c.reviewed_at.is_(None))
    elif wanted.review:
        query = query.where(c.result == wanted.review)
    if wanted.text:
        query = query.where(begins_with(wanted.text, c.number, a.party_name))
    return query


def newest(session: Session, number: str) -> Mapping[str, Any] | None:
    """Return the newest judgement of an application with its chain, None where there is none."""
    c = DECISIONS.c
    row = session.execute(select(DECISIONS).where(c.number == number).order_by(c.id.desc()).limit(1)).first()
    return None if row is None else columns_of(row)


def read(session: Session, number: str, *, locked: bool = False) -> dict[str, Any]:
    """Return the newest decision that the machine made on an application; raises NotFound."""
    c = DECISIONS.c
    wanted = select(DECISIONS).where(c.number == number, c.outcome.in_(DONE)).order_by(c.id.desc()).limit(1)
    row = session.execute(wanted.with_for_update() if locked else wanted).first()
    if row is None:
        raise NotFound(said("{number}没有秒批决定。", number=number), do_next="请用 instant list 查看秒批决定。")
    return columns_of(row)


@deed("instant.reviewed")
def review(session: Session, number: str, result: str, reason: str = "", *, by: Officer, at: datetime) -> None:
    """Confirm a decision of the machine, or object to it with the reason.

    An objection changes nothing by itself: it marks the application and raises an alarm, so that an officer corrects
    the document or proposes to annul (ALL 69). Raises NotFound; InvalidInput (result, reason); Refused (reviewed).
    """
    if result not in RESULTS:
        raise InvalidInput(
            said("没有复查结论“{result}”。", result=result), do_next="可用：confirmed（无误）、objected（有异议）。"
        )
    reason = reason.strip()
    if result == "objected" and len(reason) < LEAST_REASON:
        raise InvalidInput("提出异议须说明理由。", kept="复查未记录。", do_next="请写明哪一项不成立、依据什么。")
    decision = read(session, number, locked=True)
    if decision["reviewed_at"] is not None:
        raise Refused(
            said(
                "{number}的秒批决定已由{session}复查。", number=number, session=_name(session, decision["reviewed_by"])
            ),
            kept="原结论不变。",
        )
    values = {"reviewed_by": by.login, "reviewed_at": at, "result": result, "reason": reason}
    session.execute(update(DECISIONS).where(DECISIONS.c.id == decision["id"]).values(values))
    note = "无误。" if result == "confirmed" else f"有异议：{reason}"
    facts: dict[str, object] = {"result": result, "decision": decision["ledger_seq"]}
    audit.tell(session, by=by, at=at, deed="instant.reviewed", subject=number, note=note, facts=facts)
    if result == "objected":
        _ask_for_correction(session, number, decision["outcome"], reason, at=at)


def _ask_for_correction(session: Session, number: str, outcome: str, reason: str, *, at: datetime) -> None:
    case = cases.read(session, number, locked=True)
    cases.change(session, case, attention="objected")
    what = f"许可证{case.row['licence_no']}" if outcome == "granted" else "受理决定"
    ways = "请更正文书，或者按行政许可法第六十九条提议撤销。" if outcome == "granted" else "请在审查中纠正。"
    text = f"{number}的秒批有异议（{what}）：{reason}。{ways}"
    systems.raise_alarm(session, "instant", "objected", number, text, at=at)


def _name(session: Session, login: str) -> str:
    return officers.names(session).get(login, login)
