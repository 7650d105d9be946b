"""Pauses: stop the clock of an application and let it run again; hearings, expert reviews and tests call this."""

from datetime import date, datetime, timedelta

from sqlalchemy import insert, update
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.terms import PauseRow
from models.values import ApplicationState, Item, Officer, shanghai_date
from rules.basis import LegalBasis
from rules.terms import PAUSES
from usecases import audit, cases, clocks, messages, notices, outbox, running_terms
from usecases.cases import Case
from usecases.deeds import deed

BASIS = LegalBasis("行政许可法", 2019, "第四十五条", "ALL 45")
ROWS = table_of(PauseRow)
TERM, LONGEST = "L13", timedelta(days=366)
IN_HAND = (ApplicationState.ACCEPTED.value, ApplicationState.EXAMINING.value)


@deed("pause.begun")
def begin(
    session: Session,
    number: str,
    kind: str,
    *,
    reason: str = "",
    from_on: date | None = None,
    until: date | None = None,
    by: Officer,
    at: datetime,
) -> None:
    """Stop the clock from a day on (today where none is given) and tell the applicant how long it takes (ALL 45).

    `kind` is hearing, expert_review, test, correction, or investigation where the setting allows it (L16). `until` is
    the last day that it is said to need: from then on the handler is warned as of any other term (L13).
    Raises NotFound; InvalidInput (kind, day); Refused (not accepted yet, or decided); Conflict (it stands already).
    """
    case = cases.read(session, number, locked=True)
    first = from_on or shanghai_date(at)
    _check(session, case, kind, first, at)
    _check_until(until, at)
    needed = f"，预计至{until}" if until else ""
    words = f"{PAUSES[kind]}期间不计入办理期限，自{first}起{needed}（{BASIS}）。{reason}".strip()
    facts: dict[str, object] = {"kind": kind, "from": first.isoformat()}
    seq = audit.tell(session, by=by, at=at, deed="pause.begun", subject=number, note=words, facts=facts)
    values = {"application_id": case.id, "subject": number, "kind": kind, "from_on": first, "reason": reason}
    session.execute(insert(ROWS).values(**values, until_on=until, begun_by=by.login, begun_at=at, ended_by=""))
    clocks.refresh(session, case, at=at)
    _tell(session, case, "paused", words, seq, by=by, at=at)
    if until:
        running_terms.begin(session, number, TERM, first, until=until, handler=case.row["assigned_to"] or by.login,
                            item=case.row["item"], district=case.row["district"], by=by, at=at)  # fmt: skip


@deed("pause.ended")
def end(
    session: Session,
    number: str,
    kind: str,
    *,
    to_on: date | None = None,
    note: str = "",
    by: Officer,
    at: datetime,
) -> date:
    """Let the clock run again and return the new last day; `to_on` (today) is the last day that does not count.

    Raises NotFound (no such pause), InvalidInput (it would end before it began, or in the future).
    """
    case = cases.read(session, number, locked=True)
    running = next(
        (row for row in clocks.pause_rows(session, case.id) if row["kind"] == kind and row["to_on"] is None), None
    )
    if running is None:
        raise NotFound(
            said("{number}没有正在进行的“{kind}”中止。", number=number, kind=PAUSES.get(kind, kind)), kept="期限未变。"
        )
    last = to_on or shanghai_date(at)
    if not running["from_on"] <= last <= shanghai_date(at):
        raise InvalidInput(
            said("中止自{from_on}起，不能在{last}结束。", from_on=running["from_on"], last=last), kept="期限未变。"
        )
    ended = update(ROWS).where(ROWS.c.id == running["id"])
    session.execute(ended.values(to_on=last, ended_by=by.login, ended_at=at))
    due = clocks.refresh(session, case, at=at)
    words = f"{PAUSES[kind]}于{last}结束，期限继续计算，应于{due.on}前决定（{BASIS}）。{note}".strip()
    facts: dict[str, object] = {"kind": kind, "to": last.isoformat(), "due_on": str(due.on)}
    seq = audit.tell(session, by=by, at=at, deed="pause.ended", subject=number, note=words, facts=facts)
    _tell(session, case, "resumed", words, seq, by=by, at=at)
    still = [row for row in clocks.pause_rows(session, case.id) if row["until_on"] and row["to_on"] is None]
    if not any(row["from_on"] == running["from_on"] for row in still):
        running_terms.done(session, number, TERM, from_on=running["from_on"], by=by, at=at)
    return due.on or last


def _check(session: Session, case: Case, kind: str, first: date, at: datetime) -> None:
    if kind not in PAUSES:
        raise InvalidInput(
            said("没有中止事由“{kind}”。", kind=kind),
            kept="期限未变。",
            do_next=said("可用：{known}。", known="、".join(PAUSES)),
        )
    if case.state not in IN_HAND:
        raise Refused(said("申请尚未受理或者已经办结，没有可中止的期限（{basis}）。", basis=BASIS), kept="期限未变。")
    if kind == "investigation" and not _waits_for_investigation(case, at):
        raise Refused("立案调查不中止本事项的办理期限（设置renewal_waits_for_investigation）。", kept="期限未变。")
    accepted_on = shanghai_date(case.row["accepted_at"])
    if not accepted_on <= first <= shanghai_date(at):
        raise InvalidInput(
            said(
                "中止应在受理（{accepted_on}）之后、今天之前开始，不能是{first}。", accepted_on=accepted_on, first=first
            ),
            kept="期限未变。",
        )
    if any(row["kind"] == kind and row["to_on"] is None for row in clocks.pause_rows(session, case.id)):
        raise Conflict(
            said("“{pauses}”的中止已经开始，尚未结束。", pauses=PAUSES[kind]), kept="期限未变。", do_next="请先结束它。"
        )


def _check_until(until: date | None, at: datetime) -> None:
    today = shanghai_date(at)
    if until is not None and not today <= until <= today + LONGEST:
        raise InvalidInput(
            said(
                "预计结束的日期应在{today}至{last}之间，不能是{until}。",
                today=today,
                last=today + LONGEST,
                until=until,
            ),
            kept="期限未变。",
            do_next="请更正日期。",
        )


def _waits_for_investigation(case: Case, at: datetime) -> bool:
    settings = lawbook().in_force(shanghai_date(at)).settings
    return case.form.item is Item.RENEW and settings.renewal_waits_for_investigation


def _tell(session: Session, case: Case, kind: str, words: str, seq: int, *, by: Officer, at: datetime) -> None:
    """Tell the applicant in writing, by the channel and by what the notices say."""
    message = messages.event(case, "progress", seq, by=by, at=at, opinion=words[:500])
    outbox.enqueue(session, [message], at=at, ledger_seq=seq)
    notices.on(session, case, kind, seq, at=at, reason=words)
