"""The messages that decisions send to other offices, written as plain records (ports.platforms, ports.intake)."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models.forms import ApplicationForm
from models.values import LicenceStatus, Officer, rfc3339
from rules.identifiers import normal_id, normal_number
from rules.licences import IN_FORCE, national
from usecases import calendars, issuing
from usecases.cases import Case
from usecases.desk import desk_of
from usecases.outbox import NewMessage

CERTIFICATE = "烟草专卖零售许可证"
DECISION_NAMES = {
    "new": "准予行政许可决定书",
    "renew": "准予延续行政许可决定书",
    "change": "准予变更行政许可决定书",
    "suspend": "准予停业通知书",
    "resume": "准予恢复营业通知书",
    "close": "准予歇业决定书",
    "reissue": "准予补办决定书",
}
CONTENTS = {
    "new": "准予从事卷烟、雪茄烟零售业务。",
    "renew": "准予延续烟草专卖零售许可证有效期。",
    "change": "准予变更烟草专卖零售许可证登记事项。",
    "suspend": "准予停业。",
    "resume": "准予恢复营业。",
    "close": "准予歇业，注销烟草专卖零售许可证。",
    "reissue": "准予补办烟草专卖零售许可证。",
}


def event(case: Case, kind: str, seq: int, *, by: Officer, at: datetime, **fields: Any) -> NewMessage:
    """Return the write-back of one event to the application's channel; its id is fixed by the deed's ledger entry."""
    event_id = f"{case.number}-{seq}-{kind}"
    payload = {
        "event_id": event_id,
        "ref": case.row["channel_ref"],
        "revision": case.row["revision"],
        "type": kind,
        "at": rfc3339(at),
        "officer": by.name[:50],
        **{name: value for name, value in fields.items() if value},
    }
    return NewMessage(case.row["channel"], event_id, case.number, "event", "create", payload)


def credit_party(form: ApplicationForm, holder_name: str, shop_name: str) -> dict[str, Any]:
    """Return the party block of a credit record; a sole trader appears under the shop's registered name."""
    who, kind = form.applicant, form.applicant.kind.value
    if kind == "person":
        number = normal_id(who.id_no or "")
        return {"kind": kind, "name": holder_name, "id_type": who.id_type or "111", "id_no": number}
    uscc = normal_number(who.uscc or "") or None
    if kind == "sole_trader":
        party = {"kind": kind, "name": shop_name, "uscc": uscc, "legal_rep_name": who.name}
        return party | {"legal_rep_id_type": who.id_type or "111", "legal_rep_id_no": normal_id(who.id_no or "")}
    party = {"kind": kind, "name": holder_name, "uscc": uscc, "legal_rep_name": who.legal_rep_name}
    return party | {"legal_rep_id_type": "111", "legal_rep_id_no": normal_id(who.legal_rep_id_no or "")}


def credit_licence(
    session: Session, case: Case, licence: dict[str, Any], document_no: str, seq: int
) -> NewMessage | None:
    """Return the licence record (xk) for the credit platform, None where none is connected."""
    system = desk_of(session).system_of("credit")
    if system is None:
        return None
    item = str(case.row["item"])
    decided_on: date = licence["decided_on"]
    payload = {
        "party": credit_party(case.form, licence["holder_name"], licence["shop_name"]),
        "document_name": DECISION_NAMES[item],
        "document_no": document_no,
        "permit_class": "general",
        "certificate_name": CERTIFICATE,
        "licence_no": licence["licence_no"],
        "content": CONTENTS[item],
        "decided_on": decided_on.isoformat(),
        "valid_from": licence["valid_from"].isoformat(),
        "valid_to": licence["valid_to"].isoformat(),
        "valid": LicenceStatus(licence["status"]) in IN_FORCE,
    }
    payload |= issuing.agency_of(session, document_no)
    deadline = calendars.publicity_due(session, decided_on).last_day
    subject = f"xk:{document_no}"
    return NewMessage(system, f"{subject}:v1:{seq}", subject, "xk", "upsert", payload, 1, deadline)


def register_licence(session: Session, licence: dict[str, Any], seq: int) -> NewMessage | None:
    """Return the upsert of a licence for the national register (三统一), None where none is connected."""
    system = desk_of(session).system_of("case_system")
    if system is None:
        return None
    holder: dict[str, Any] = {"kind": licence["holder_kind"], "name": licence["holder_name"]}
    if licence["holder_no"] and licence["holder_kind"] in ("person", "sole_trader"):
        holder["id_no"] = licence["holder_no"]
    if licence["uscc"]:
        holder["uscc"] = licence["uscc"]
    payload = {
        "licence_no": licence["licence_no"],
        "status": national(LicenceStatus(licence["status"])),
        "holder": holder,
        "shop_name": licence["shop_name"],
        "address": licence["address"],
        "district": licence["district"],
        "valid_from": licence["valid_from"].isoformat(),
        "valid_to": licence["valid_to"].isoformat(),
        "decided_on": licence["decided_on"].isoformat(),
        "document_no": licence["document_no"],
    }
    subject = f"licence:{licence['licence_no']}"
    key = f"{subject}:v{licence['version']}:{seq}"
    return NewMessage(system, key, subject, "licence", "upsert", payload, licence["version"])


def defaulter_feedback(
    session: Session,
    case: Case,
    hit: dict[str, Any],
    measure: str,
    document_no: str,
    seq: int,
    *,
    by: Officer,
    on: date,
) -> NewMessage | None:
    """Return what was done about a hit, for the joint punishment platform (contract 9)."""
    system = desk_of(session).system_of("joint")
    if system is None:
        return None
    feedback_id = f"{case.number}-{seq}-joint"
    basis = "《厦门市守信联合激励与失信联合惩戒行为清单(第一批)》"
    payload = {
        "feedback_id": feedback_id,
        "log_no": hit["log_no"],
        "number": hit["number"],
        "name": hit["name"],
        "case_nos": list(hit["case_nos"])[:20],
        "measure": measure,
        "basis": basis,
        "decided_on": on.isoformat(),
        "document_no": document_no,
        "by": by.name[:50],
    }
    return NewMessage(system, feedback_id, f"joint:{case.number}", "feedback", "create", payload)
