"""What is known of a licence when an application about it is decided: our register first, else the national one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, select
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import NotFound
from models.forms import ApplicationForm
from models.said import said
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import Item, LicenceStatus, PartyKind, shanghai_date
from rules.applications import OPEN
from rules.identifiers import normal_number
from rules.licence_checks import Held, Obstacle, Wish, obstacles, remarks
from rules.licences import FROM_NATIONAL
from usecases import cases
from usecases.cases import Case, columns_of

LICENCES, APPLICATIONS = table_of(LicenceRow), table_of(ApplicationRow)
NAMED = APPLICATIONS.c.licence_no != literal_column("''")  # said literally, so that SQLite takes its partial index
OPEN_STATES = tuple(sorted(state.value for state in OPEN))
_FIND = select(LICENCES).where(LICENCES.c.licence_no == bindparam("wanted"))
_LOCKED = _FIND.with_for_update()
_EARLIER = select(APPLICATIONS.c.number).where(APPLICATIONS.c.licence_no == bindparam("wanted"), NAMED)
_EARLIER = _EARLIER.where(APPLICATIONS.c.id < bindparam("before"), APPLICATIONS.c.state.in_(OPEN_STATES))
_EARLIER = _EARLIER.order_by(APPLICATIONS.c.id).limit(1)


def find(session: Session, licence_no: str, *, locked: bool = False) -> dict[str, Any] | None:
    """Return a licence of our register, None when it is not there."""
    row = session.execute(_LOCKED if locked else _FIND, {"wanted": licence_no}).first()
    return None if row is None else columns_of(row)


def read(session: Session, licence_no: str, *, locked: bool = False) -> dict[str, Any]:
    """Return a licence of our register; raises NotFound."""
    found = find(session, normal_number(licence_no), locked=locked)
    if found is None:
        raise NotFound(
            said("登记簿中没有许可证{licence_no}。", licence_no=licence_no),
            do_next="请核对许可证号；旧证请先导入登记簿。",
        )
    return found


def held(licence_no: str, ours: dict[str, Any] | None, national: dict[str, Any] | None) -> Held:
    """Return the licence as far as it is known; `national` is the answer of the national register at screening."""
    if ours is not None:
        kept = {name: ours[name] for name in ("valid_from", "valid_to", "holder_name", "holder_no", "uscc", "address")}
        paused = {name: ours[name] for name in ("suspended_from", "suspended_to")}
        status, kind = LicenceStatus(ours["status"]), PartyKind(ours["holder_kind"])
        return Held(licence_no, status, kind=kind, **kept, **paused)
    if national is None:
        return Held(licence_no)
    kind_word = national.get("holder_kind")
    return Held(
        licence_no,
        FROM_NATIONAL.get(national.get("licence_status", "")),
        _day(national["valid_from"]),
        _day(national["valid_to"]),
        PartyKind(kind_word) if kind_word else None,
        national.get("holder_name") or "",
        national.get("holder_id_no") or "",
        national.get("holder_uscc") or "",
        national.get("address") or "",
    )


def wish(session: Session, case: Case) -> Wish:
    """Return what an application wants of its licence."""
    return wish_of(case.form, shanghai_date(case.row["received_at"]), _earlier_open(session, case))


def wish_of(form: ApplicationForm, received_on: date, other_open: str) -> Wish:
    """Return what a form wants of its licence; `other_open` is the number of another open application for it."""
    return Wish(
        item=form.item,
        received_on=received_on,
        kind=form.applicant.kind,
        holder_no=form.applicant.id_no or "",
        uscc=form.applicant.uscc or "",
        address=form.premises.address,
        changes={change.field: (change.old, change.new) for change in form.changes},
        suspend_from=form.suspend_from,
        suspend_to=form.suspend_to,
        other_open=other_open,
    )


def _earlier_open(session: Session, case: Case) -> str:
    """Return the number of an application about the same licence that came before and is not decided yet."""
    if case.form.item is Item.NEW or not case.row["licence_no"]:
        return ""
    return session.execute(_EARLIER, {"wanted": case.row["licence_no"], "before": case.id}).scalar() or ""


def against(session: Session, number: str, *, at: datetime) -> tuple[Obstacle, ...]:
    """Return what stands against granting an application, as far as it concerns its licence."""
    case = cases.read(session, number)
    screening = cases.newest_screening(session, case.id)
    return found_against(session, case, national_answer(screening), at=at)


def remarked(session: Session, case: Case, national: dict[str, Any] | None, *, at: datetime) -> tuple[Obstacle, ...]:
    """Return what the applicant should know of the licence although it stands against nothing."""
    licence_no = normal_number(case.form.licence_no or "")
    known, today = held(licence_no, find(session, licence_no), national), shanghai_date(at)
    return remarks(wish(session, case), known, today, lawbook().in_force(today))


def found_against(
    session: Session, case: Case, national: dict[str, Any] | None, *, at: datetime
) -> tuple[Obstacle, ...]:
    """Return what stands against a grant of a case whose screening answered `national`."""
    licence_no = normal_number(case.form.licence_no or "")
    known, today = held(licence_no, find(session, licence_no), national), shanghai_date(at)
    return obstacles(wish(session, case), known, today, lawbook().in_force(today))


def national_answer(screening: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the licence as the national register showed it at a screening, None where it did not."""
    evidence = ((screening or {}).get("case") or {}).get("evidence") or {}
    answer = evidence.get("licence") or {}
    return answer if answer.get("status") == "ok" else None


def days_of(national: dict[str, Any] | None) -> dict[str, date] | None:
    """Return first and last day of a licence as the national register showed it, None where it showed none."""
    return {name: _day(national[name]) for name in ("valid_from", "valid_to")} if national else None


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])
