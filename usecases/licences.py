"""Licences: what a grant changes in the register (domain 2.8: number and expiry stay, renewal adds a term)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import Refused
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import Item, shanghai_date
from rules.applications import Validity, validity
from rules.identifiers import normal_id, normal_number
from rules.names import initials
from usecases import numbers, search_index
from usecases.cases import Case, columns_of
from usecases.desk import desk_of

LICENCES, APPLICATIONS = table_of(LicenceRow), table_of(ApplicationRow)
STATUS = {
    Item.NEW: "active",
    Item.RENEW: "active",
    Item.CHANGE: "active",
    Item.SUSPEND: "suspended",
    Item.RESUME: "active",
    Item.CLOSE: "cancelled",
    Item.REISSUE: "active",
}
CHANGES = {
    "shop_name": "shop_name",
    "address": "address",
    "applicant_name": "holder_name",
    "legal_rep": "legal_rep_name",
}


def find(session: Session, licence_no: str) -> dict[str, Any] | None:
    """Return a licence of our register, None when it is not there."""
    row = session.execute(select(LICENCES).where(LICENCES.c.licence_no == licence_no)).first()
    return None if row is None else columns_of(row)


def grant(
    session: Session, case: Case, held: dict[str, Any] | None, document_no: str, *, at: datetime
) -> tuple[dict[str, Any], dict[str, Any] | None, list[tuple[str, int]]]:
    """Write what the grant makes of the licence; return (licence, licence before, numbers taken).

    `held` is the licence as the national register showed it at screening, for licences older than our register.
    """
    if case.form.item is Item.NEW:
        licence, taken = _new_licence(session, case, at=at)
        before = None
    else:
        taken = []
        before = find(session, normal_number(case.form.licence_no or ""))
        licence = _changed(case, before, held, desk_of(session).validity_years, at=at)
    licence |= {"document_no": document_no, "decided_on": shanghai_date(at), "changed_at": at}
    licence |= {"application_id": case.id, "initials": initials(licence["holder_name"])[:110]}
    _store(session, licence, before)
    return licence, before, taken


def _store(session: Session, licence: dict[str, Any], before: dict[str, Any] | None) -> None:
    if before is not None:
        session.execute(update(LICENCES).where(LICENCES.c.id == before["id"]).values(licence))
        return
    row_id = session.execute(insert(LICENCES).values(licence).returning(LICENCES.c.id)).scalar_one()
    search_index.add(session, "licence", [(row_id, f"{licence['holder_name']} {licence['shop_name']}")])


def _new_licence(session: Session, case: Case, *, at: datetime) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    licence_no, taken = _number(session, case)
    licence = _holder(case) | {"licence_no": licence_no, "version": 1, "status": "active"}
    days = validity(Item.NEW, shanghai_date(at), desk_of(session).validity_years)
    licence |= {"valid_from": days.valid_from, "valid_to": days.valid_to}
    return licence, [taken]


def _number(session: Session, case: Case) -> tuple[str, tuple[str, int]]:
    """Take the next licence number of the district and kind; a number that somebody holds already is passed over."""
    desk = desk_of(session)
    kind = "1" if case.row["party_kind"] in ("person", "sole_trader") else "2"
    sequence = f"licence-{case.row['district']}-{kind}"
    while True:
        serial = numbers.take(session, sequence, first=desk.first_licence_serial)
        licence_no = f"{case.row['district']}{kind}{serial:05d}"
        if serial > 99_999:
            raise Refused("许可证流水号已用尽。", kept="申请未作决定。", do_next="请联系系统管理员。")
        if not _taken(session, licence_no):
            return licence_no, (sequence, serial)


def _taken(session: Session, licence_no: str) -> bool:
    ours = select(LICENCES.c.id).where(LICENCES.c.licence_no == licence_no)
    named = select(APPLICATIONS.c.id).where(APPLICATIONS.c.licence_no == licence_no)
    return session.execute(ours.limit(1)).first() is not None or session.execute(named.limit(1)).first() is not None


def _holder(case: Case) -> dict[str, Any]:
    who = case.form.applicant
    return {
        "holder_kind": who.kind.value,
        "holder_name": who.name,
        "holder_no": normal_id(who.id_no or "")[:40],
        "uscc": normal_number(who.uscc or "")[:40],
        "legal_rep_name": who.legal_rep_name or "",
        "legal_rep_no": normal_id(who.legal_rep_id_no or "")[:40],
        "shop_name": case.form.premises.name,
        "address": case.form.premises.address,
        "district": case.form.premises.district,
    }


def _changed(
    case: Case, before: dict[str, Any] | None, held: dict[str, Any] | None, years: int, *, at: datetime
) -> dict[str, Any]:
    """Return the licence after any item but a new one; a licence that nobody knows begins on the decision day."""
    licence_no, today = normal_number(case.form.licence_no or ""), shanghai_date(at)
    if not licence_no:
        raise Refused("申请没有许可证号。", kept="申请未作决定。", do_next="请要求申请人补正许可证号。")
    if before is not None:
        licence = {k: v for k, v in before.items() if k != "id"} | {"version": before["version"] + 1}
        old: Validity | None = Validity(before["valid_from"], before["valid_to"])
    else:
        licence = _holder(case) | {"licence_no": licence_no, "version": int(held["version"]) + 1 if held else 1}
        old = Validity(_day(held["valid_from"]), _day(held["valid_to"])) if held else None
    for change in case.form.changes if case.form.item is Item.CHANGE else ():
        licence[CHANGES[change.field]] = change.new
    days = validity(case.form.item if old else Item.NEW, today, years, old)
    return licence | {"valid_from": days.valid_from, "valid_to": days.valid_to, "status": STATUS[case.form.item]}


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])
