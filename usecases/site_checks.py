"""Site checks: plan a visit of two inspectors, record what they measured, keep their photos (ALL 34(3))."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import Conflict, InvalidInput, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.examination import SiteCheckRow
from models.values import SHANGHAI, ApplicationState, Officer, shanghai_date
from rules import applications
from rules import site_checks as rules
from rules.site_checks import Photo
from usecases import attachments, audit, cases, documents, messages, officers, outbox, remembering
from usecases.cases import Case, columns_of
from usecases.deeds import deed
from usecases.texts import storable

CHECKS = table_of(SiteCheckRow)
LONGEST_NAME = 100
Found = Mapping[str, Any]
People = list[list[str]]


def photo(name: str, content: bytes, sha256: str) -> Photo:
    """Return what a picture's bytes show; raises InvalidInput for one that is none, empty or too large."""
    kept = storable(name.replace("\\", "/").rsplit("/", 1)[-1], LONGEST_NAME)
    made = Photo(sha256, kept, attachments.media_type(content), len(content))
    made.check()
    return made


@deed("application.site_check_planned")
def plan(
    session: Session, number: str, inspectors: Sequence[str], planned_on: date, *, by: Officer, at: datetime
) -> None:
    """Send two inspectors with certificate numbers to the premises on a day.

    Raises NotFound; Refused (one, the same twice, no certificate, state); Conflict (a visit is planned already);
    InvalidInput (a day that has passed).
    """
    case = _for(session, "application.site_check_planned", number)
    people = _inspectors(session, inspectors)
    if planned_on < shanghai_date(at):
        raise InvalidInput("计划核查的日期已经过去。", kept="核查未安排。")
    if planned(session, case.id) is not None:
        raise Conflict("该申请已安排核查，尚未记录。", kept="原安排不变。", do_next="请先记录或者撤销原安排。")
    words = f"{planned_on}，{_named(people)}"
    facts: dict[str, object] = {"inspectors": [one[0] for one in people], "on": planned_on.isoformat()}
    seq = audit.tell(
        session, by=by, at=at, deed="application.site_check_planned", subject=number, note=words, facts=facts
    )
    session.execute(insert(CHECKS).values(**_row(case, people, planned_on, seq, by=by, at=at)))
    remembering.remember(session, case, "application.site_check_planned", by=by, at=at, ledger_seq=seq)


@deed("application.site_checked")
def record(
    session: Session,
    number: str,
    found: Found,
    *,
    times: tuple[datetime, datetime],
    inspectors: Sequence[str] = (),
    photos: Sequence[Photo] = (),
    note: str = "",
    by: Officer,
    at: datetime,
) -> str:
    """Record a visit and return the document's number; the application is screened again with what was found.

    `found` holds the words of rules.site_checks (distances in metres, yes or no, texts); `times` are its start and
    end; without `inspectors` those of the plan went. Values of the check count before those of the applicant.
    Raises NotFound; Refused (fewer than two, no certificate, state); InvalidInput; Conflict (recorded already).
    """
    case = _for(session, "application.site_checked", number)
    visit, people = _visit(session, case, inspectors)
    kept, pictures = _checked(session, case, found, times, photos, at=at)
    paper = _paper(kept, people, times, pictures)
    document_no, taken = documents.issue(session, number, "site_check", paper, by=by, at=at)
    facts: dict[str, object] = {"document": document_no, "inspectors": [one[0] for one in people]}
    facts |= {"site_check": sorted(kept), "photos": [one[0] for one in pictures]}
    words = f"{document_no}：{_named(people)}核查。{kept['conclusion']}"
    seq = audit.tell(session, by=by, at=at, deed="application.site_checked", subject=number, note=words, facts=facts)
    values = {"inspectors": people, "found": kept, "photos": pictures, "recorded_by": by.login, "recorded_seq": seq}
    values |= {"started_at": times[0], "ended_at": times[1], "document_no": document_no}
    planned_row = visit or _row(case, people, shanghai_date(times[0]), seq, by=by, at=at)
    _keep(session, planned_row, values)
    seen = kept | {"inspectors": [one[0] for one in people], "checked_on": shanghai_date(times[0]).isoformat()}
    cases.change(session, case, state="examining", screened_at=None, site_check=seen)
    message = messages.event(case, "progress", seq, by=by, at=at, opinion=(note or "已实地核查，正在审查。")[:500])
    outbox.enqueue(session, [message], at=at, ledger_seq=seq)
    remembering.remember(session, case, "application.site_checked", by=by, at=at, ledger_seq=seq, taken=[taken])
    return document_no


def _keep(session: Session, visit: dict[str, Any], values: dict[str, Any]) -> None:
    if "id" in visit:
        session.execute(update(CHECKS).where(CHECKS.c.id == visit["id"]).values(values))
    else:
        session.execute(insert(CHECKS).values(visit | values))


def planned(session: Session, application_id: int) -> dict[str, Any] | None:
    """Return the visit that is planned and not recorded, None where there is none."""
    mine = (CHECKS.c.application_id == application_id, CHECKS.c.ended_at.is_(None), CHECKS.c.dropped_seq.is_(None))
    row = session.execute(select(CHECKS).where(*mine)).first()
    return None if row is None else columns_of(row)


def of_application(session: Session, application_id: int) -> list[dict[str, Any]]:
    """Return every visit, the oldest first."""
    rows = session.execute(select(CHECKS).where(CHECKS.c.application_id == application_id).order_by(CHECKS.c.id))
    return [columns_of(row) for row in rows]


def _for(session: Session, deed_name: str, number: str) -> Case:
    case = cases.read(session, number, locked=True)
    applications.after(deed_name, ApplicationState(case.state))
    return case


def _inspectors(session: Session, logins: Sequence[str]) -> People:
    known = {one.login: one for one in officers.active(session)}
    missing = [login for login in logins if login not in known]
    if missing:
        raise Refused(said("没有在岗的核查员：{missing}。", missing="、".join(missing)), kept="核查未记录。")
    people = [known[login] for login in dict.fromkeys(logins)]
    rules.check_inspectors(people)
    return [[one.login, one.name, one.certificate_no] for one in people]


def _visit(session: Session, case: Case, inspectors: Sequence[str]) -> tuple[dict[str, Any] | None, People]:
    """Return the planned visit, if any, and who went."""
    visit = planned(session, case.id)
    logins = list(inspectors) or ([one[0] for one in visit["inspectors"]] if visit else [])
    return visit, _inspectors(session, logins)


def _checked(
    session: Session,
    case: Case,
    found: Found,
    times: tuple[datetime, datetime],
    photos: Sequence[Photo],
    *,
    at: datetime,
) -> tuple[dict[str, Any], list[list[Any]]]:
    rules.check_times(*times, at)
    kept = rules.checked({k: storable(v) if isinstance(v, str) else v for k, v in found.items()})
    if len(photos) > rules.MOST_PHOTOS:
        raise InvalidInput(said("照片最多{most}张。", most=rules.MOST_PHOTOS), kept="核查未记录。")
    for each in photos:
        each.check()
    c = CHECKS.c
    same = select(c.id).where(c.application_id == case.id, c.started_at < times[1], c.ended_at > times[0])
    if session.execute(same).first() is not None:
        raise Conflict("这段时间的核查已经记录过。", kept="原记录不变。", do_next="请刷新后查看。")
    return kept, [[one.sha256, one.name, one.media_type, one.size] for one in photos]


def _row(case: Case, people: People, planned_on: date, seq: int, *, by: Officer, at: datetime) -> dict[str, Any]:
    values = {"application_id": case.id, "subject": case.number, "inspectors": people, "planned_on": planned_on}
    empty = {"document_no": "", "recorded_by": ""}
    return values | empty | {"planned_by": by.login, "planned_at": at, "planned_seq": seq}


def _paper(
    kept: Found, people: People, times: tuple[datetime, datetime], pictures: Sequence[Sequence[Any]]
) -> dict[str, Any]:
    """Return what the form of the site check says."""
    clock = "至".join(moment.astimezone(SHANGHAI).strftime("%H:%M") for moment in times)
    said = {name: kept.get(name, "") for name in ("present", "relation", "conclusion")}
    listed = [f"{one[1]}（SHA-256 {one[0][:16]}…）" for one in pictures]
    return said | {
        "checked_on": shanghai_date(times[0]),
        "checked_time": clock,
        "inspectors": [one[1:] for one in people],
        "findings": rules.rows(kept),
        "photos": listed,
    }


def _named(people: People) -> str:
    return "、".join(f"{name}（{number}）" for _login, name, number in people)
