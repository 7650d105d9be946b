"""Licences: what the grant of each of the seven items makes of a licence (domain 2.8)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import Refused
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import Item, LicenceStatus, Officer, shanghai_date
from rules import licence_checks
from rules import licences as rules
from rules.applications import Validity, validity
from rules.identifiers import normal_id, normal_number
from rules.licence_checks import Held
from rules.names import initials
from usecases import licence_events, licence_facts, licence_index, licence_renames, numbers
from usecases.cases import Case
from usecases.desk import desk_of
from usecases.licence_events import Step, differences
from usecases.licence_facts import NAMED, find, read

__all__ = ["Granted", "find", "grant", "kept", "read", "tell_life"]

LICENCES, APPLICATIONS = table_of(LicenceRow), table_of(ApplicationRow)
CHANGES = {
    "shop_name": "shop_name",
    "address": "address",
    "applicant_name": "holder_name",
    "legal_rep": "legal_rep_name",
}
DECLARED_LOST = "申请人以补办申请声明许可证遗失或者损毁。"
_PUT, _CHANGE = insert(LICENCES).returning(LICENCES.c.id), update(LICENCES).where(LICENCES.c.id == bindparam("changed"))
Taken = tuple[str, int]  # sequence and number


@dataclass(frozen=True, slots=True)
class Granted:
    """What a grant made of a licence: the row after and before, the numbers taken, the steps of its life."""

    licence: dict[str, Any]
    before: dict[str, Any] | None
    taken: tuple[Taken, ...]
    steps: tuple[Step, ...]


def grant(session: Session, case: Case, national: dict[str, Any] | None, document_no: str, *, at: datetime) -> Granted:
    """Write what the grant makes of the licence.

    `national` is the licence as the national register showed it at screening, for licences older than our register.
    Raises Refused with everything that stands against it (rules.licence_checks), or where the model has no such step.
    """
    if case.form.item is Item.NEW:
        licence, taken = _new_licence(session, case, at=at)
        before, steps = None, [Step(rules.OF_ITEM[Item.NEW], "", rules.PENDING)]
    else:
        before, taken = find(session, normal_number(case.form.licence_no or ""), locked=True), []
        licence, steps = _changed(session, case, before, national, at=at)
    licence |= {"document_no": document_no, "decided_on": shanghai_date(at), "changed_at": at}
    licence |= {"application_id": case.id, "initials": initials(licence["holder_name"])[:110]}
    licence |= {"shop_initials": initials(licence["shop_name"])[:110]}
    kept(session, licence, before)
    first = Step(steps[0].act, steps[0].status_from, steps[0].status_to, detail=_detail(case, before, licence))
    return Granted(licence, before, tuple(taken), (first, *steps[1:]))


def tell_life(session: Session, case: Case, granted: Granted, *, by: Officer, at: datetime, ledger_seq: int) -> None:
    """Write the steps of a grant into the life of the licence."""
    number, note = str(granted.licence["document_no"]), case.form.reason or ""
    licence_no = str(granted.licence["licence_no"])
    licence_events.record(
        session,
        licence_no,
        granted.steps,
        by=by,
        at=at,
        ledger_seq=ledger_seq,
        document_no=number,
        application_id=case.id,
        note=note,
    )


def _detail(case: Case, before: dict[str, Any] | None, licence: dict[str, Any]) -> dict[str, Any]:
    """Return what a grant changed; a re-issue keeps the statement of the loss."""
    changed = differences(before, licence) if before is not None else {}
    if case.form.item is Item.REISSUE:
        changed |= {"loss": case.form.reason or DECLARED_LOST}
    return changed


def kept(session: Session, licence: dict[str, Any], before: dict[str, Any] | None) -> None:
    """Write a licence into the register and its names into the index."""
    if before is not None:
        session.execute(_CHANGE, {"changed": before["id"], **licence})
        licence_index.renew(session, [(before, before | licence)])
        licence_renames.note(session, [(before, before | licence)])
        return
    row_id = session.execute(_PUT, licence).scalar_one()
    licence_index.add(session, [(row_id, {"legal_rep_name": "", **licence})])


def _new_licence(session: Session, case: Case, *, at: datetime) -> tuple[dict[str, Any], list[Taken]]:
    licence_no, taken = _number(session, case)
    licence = _holder(case) | {"licence_no": licence_no, "version": 1, "status": rules.PENDING.value}
    days = validity(Item.NEW, shanghai_date(at), desk_of(session).validity_years)
    licence |= {"valid_from": days.valid_from, "valid_to": days.valid_to, "status_since": shanghai_date(at)}
    return licence, [taken]


def _number(session: Session, case: Case) -> tuple[str, Taken]:
    """Take the next licence number of the district and kind; a number that somebody holds already is passed over."""
    desk = desk_of(session)
    kind = "1" if case.row["party_kind"] in ("person", "sole_trader") else "2"
    sequence = f"licence-{case.row['district']}-{kind}"
    while True:
        serial = numbers.take(session, sequence, first=desk.first_licence_serial)
        licence_no = f"{case.row['district']}{kind}{serial:05d}"
        if serial > 99_999:
            raise Refused("许可证流水号已用尽。", kept="申请未作决定。", do_next="请联系系统管理员。")
        if not _used(session, licence_no):
            return licence_no, (sequence, serial)


def _used(session: Session, licence_no: str) -> bool:
    ours = select(LICENCES.c.id).where(LICENCES.c.licence_no == licence_no)
    named = select(APPLICATIONS.c.id).where(APPLICATIONS.c.licence_no == licence_no, NAMED)
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
        "mobile": normal_number(who.mobile or "")[:20],
        "shop_name": case.form.premises.name,
        "address": case.form.premises.address,
        "district": case.form.premises.district,
    }


def check(
    session: Session, case: Case, before: dict[str, Any] | None, national: dict[str, Any] | None, *, at: datetime
) -> Held:
    """Return what is known of the licence that an item other than a new one is about; raises what stands against it."""
    licence_no, today = normal_number(case.form.licence_no or ""), shanghai_date(at)
    if not licence_no:
        raise Refused("申请没有许可证号。", kept="申请未作决定。", do_next="请要求申请人补正许可证号。")
    known = licence_facts.held(licence_no, before, national)
    licence_checks.check(licence_facts.wish(session, case), known, today, lawbook().in_force(today))
    return known


def _changed(
    session: Session, case: Case, before: dict[str, Any] | None, national: dict[str, Any] | None, *, at: datetime
) -> tuple[dict[str, Any], list[Step]]:
    """Return the licence after any item but a new one; a licence that nobody knows begins on the decision day."""
    licence_no, today = normal_number(case.form.licence_no or ""), shanghai_date(at)
    known = check(session, case, before, national, at=at)
    if before is not None:
        licence = {k: v for k, v in before.items() if k != "id"} | {"version": before["version"] + 1}
    else:
        licence = _holder(case) | {"licence_no": licence_no, "version": int(national["version"]) + 1 if national else 1}
    licence |= _dates(session, case, known, today)
    for change in case.form.changes if case.form.item is Item.CHANGE else ():
        licence[CHANGES[change.field]] = change.new
    return _stepped(licence, case, known, today)


def _dates(session: Session, case: Case, known: Held, today: date) -> dict[str, Any]:
    """Return first and last day: a renewal adds a term, everything else keeps them (suspension does not stretch)."""
    old = Validity(known.valid_from, known.valid_to) if known.valid_from and known.valid_to else None
    days = validity(case.form.item if old else Item.NEW, today, desk_of(session).validity_years, old)
    return {"valid_from": days.valid_from, "valid_to": days.valid_to}


def _stepped(licence: dict[str, Any], case: Case, known: Held, today: date) -> tuple[dict[str, Any], list[Step]]:
    """Return the licence in its next status, with the steps that lead there; closing is followed by cancelling."""
    act, item = rules.OF_ITEM[case.form.item], case.form.item
    reached = rules.after(act, known.status) if known.status else rules.usual(act)
    steps = [Step(act, known.status or "", reached)]
    if then := rules.STEPS[act].then:
        steps.append(Step(then, reached, rules.after(then, reached), "by_law"))
        licence["ended_ground"] = "by_law"
    if steps[-1].status_to != known.status:
        licence["status_since"] = today
    licence["status"] = steps[-1].status_to.value
    if item is Item.SUSPEND:
        licence |= {"suspended_from": case.form.suspend_from, "suspended_to": case.form.suspend_to}
    elif reached is not LicenceStatus.SUSPENDED:
        licence |= {"suspended_from": None, "suspended_to": None}
    if item is Item.REISSUE:
        licence["reissues"] = licence.get("reissues", 0) + 1
    if item is Item.CHANGE:
        licence["change_due_on"] = None
    return licence, steps
