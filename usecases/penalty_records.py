"""What other offices get of a penalty: the credit record and the case, and why some are never published."""

from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from content.publications import publication
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import PartyKind
from rules.publication import PenaltyFacts, excluded
from rules.publication_rows import Exclusion
from usecases import calendars, issuing
from usecases.desk import desk_of
from usecases.outbox import NewMessage

OUTBOX = table_of(OutboxRow)
CASE_NO_LENGTH = 64  # contract 10, case_system
NEVER_LEFT = ("cancelled", "dead")

Values = dict[str, Any]  # the columns of a penalty


def record_key(session: Session, canonical_no: str) -> str:
    """Return the key by which the credit platform knows a penalty: as it was sent, else by the bureau that decided."""
    desk = desk_of(session)
    own, city = (f"cf|{canonical_no}|{code}" for code in (issuing.agency(session, canonical_no).uscc, desk.bureau_code))
    system = desk.system_of("credit")
    return city if own != city and system is not None and was_pushed(session, system, city) else own


def not_published(row: Values) -> str:
    """Return why a penalty is never pushed to the credit platform, "" where it is."""
    ground = exclusion(row)
    return f"{ground.text}（{ground.basis}）" if ground else ""


def exclusion(row: Values) -> Exclusion | None:
    """Return the ground in force on the day of the decision on which it is not published, None where it must be."""
    facts = PenaltyFacts(**{field.name: row[field.name] for field in fields(PenaltyFacts)})
    return excluded(facts, publication(row["decided_on"]).exclusions)


def messages(session: Session, row: Values, *, on: date) -> list[NewMessage]:
    """Return what one version of a penalty sends: the credit record unless it is excluded, and the case.

    `on` is the day of the deed: from it a correction of what is published counts its own term.
    """
    found = [_case(session, row)]
    if not not_published(row):
        found.insert(0, _credit(session, row, on))
    return [message for message in found if message is not None]


def subjects(session: Session, row: Values) -> tuple[str, str]:
    """Return by what the outbox knows a penalty: the credit record, and the case of the register."""
    return record_key(session, row["canonical_no"]), _case_subject(row)


def withdrawal(session: Session, row: Values, *, on: date) -> NewMessage | None:
    """Return the withdrawal of what was pushed; None where nothing ever was, or nobody is connected."""
    system = desk_of(session).system_of("credit")
    key = record_key(session, row["canonical_no"])
    if system is None or not was_pushed(session, system, key):
        return None
    payload: Values = {
        "document_no": row["document_no"],
        "agency_code": key.rpartition("|")[2],
        "reason": row["withdrawn_reason"],
        "authority_no": row["withdrawal_no"],
    }
    deadline = calendars.change_due(session, on)
    return NewMessage(system, f"{key}|v{row['version']}", key, "cf", "withdraw", payload, row["version"], deadline)


def was_pushed(session: Session, system: str, key: str) -> bool:
    """Whether a record was handed to the outbox and not taken out of it again before anybody took it."""
    c = OUTBOX.c
    there = or_(c.state.not_in(NEVER_LEFT), c.confirmed_at.is_not(None))
    sent = select(c.id).where(c.system == system, c.subject == key, c.op == "upsert", there)
    return session.execute(sent.limit(1)).first() is not None


def _credit(session: Session, row: Values, on: date) -> NewMessage | None:
    system = desk_of(session).system_of("credit")
    if system is None:
        return None
    key = record_key(session, row["canonical_no"])
    payload = credit_payload(session, row, key)
    deadline = _deadline(session, row, system, key, on)
    version = row["version"]
    return NewMessage(system, f"{key}|v{version}", key, "cf", "upsert", payload, version, deadline)


def credit_payload(session: Session, row: Values, key: str) -> Values:
    """Return what the credit platform gets of a penalty under a record's key."""
    payload: Values = {
        "party": party(row),
        "document_no": row["document_no"],
        "violation": row["violation"],
        "facts": row["facts"],
        "basis": row["basis"],
        "classes": list(row["kinds"]),
        "content": row["content"],
        "fine": row["fine"],
        "confiscated": row["confiscated"],
        "revoked": row["certificate"] or None,
        "decided_on": row["decided_on"].isoformat(),
        "valid_to": row["valid_until"].isoformat(),
        "published_to": row["publicity_until"].isoformat() if row["publicity_until"] else None,
        "remark": row["note"] or None,
    }
    ours = key.endswith(f"|{desk_of(session).bureau_code}")  # sent in the city's name already: so it stays
    return payload | issuing.agency_of(session, "" if ours else row["canonical_no"])


def _deadline(session: Session, row: Values, system: str, key: str, on: date) -> date:
    """Return until when a version must be there: what was never confirmed is still to be published at all."""
    c = OUTBOX.c
    there = select(c.id).where(c.system == system, c.subject == key, c.confirmed_at.is_not(None)).limit(1)
    if row["version"] > 1 and session.execute(there).first() is not None:
        return calendars.change_due(session, on)
    return calendars.publicity_due(session, row["decided_on"]).last_day


def party(row: Values) -> Values:
    """Return the party block of the credit record."""
    if row["party_kind"] == PartyKind.PERSON:
        who = {"kind": row["party_kind"], "name": row["party_name"]}
        return who | {"id_type": row["id_type"], "id_no": row["party_no"]}
    return {
        "kind": row["party_kind"],
        "name": row["party_name"],
        "uscc": row["uscc"] or None,
        "reg_no": row["registration_no"] or None,
        "legal_rep_name": row["legal_rep_name"],
        "legal_rep_id_type": row["legal_rep_id_type"],
        "legal_rep_id_no": row["legal_rep_no"],
    }


def _case(session: Session, row: Values) -> NewMessage | None:
    """Return the case as decided; None where nobody is connected or the number is too long for the register.

    A case that was led here tells the register itself (usecases.casework_messages).
    """
    system = desk_of(session).system_of("case_system")
    longest = max(len(row["canonical_no"]), len(row["document_no"]))
    if system is None or row["case_number"] or longest > CASE_NO_LENGTH:
        return None
    decided_on = row["decided_on"].isoformat()
    payload: Values = {
        "case_no": row["canonical_no"],
        "stage": "decided",
        "cause": row["cause"][:3],
        "party": _register_party(row),
        "filed_on": decided_on,  # the paper decision does not say when the case was filed
        "decided_on": decided_on,
        "fine": row["fine"],
        "confiscated": row["confiscated"],
        "decision_no": row["document_no"],
    }
    subject = _case_subject(row)
    return NewMessage(system, f"{subject}|v{row['version']}", subject, "case", "upsert", payload, row["version"])


def _case_subject(row: Values) -> str:
    return f"case|{row['canonical_no']}"


def _register_party(row: Values) -> Values:
    """Return the party for the register; other papers than those with check digits are left out."""
    operator = row["legal_rep_no"] if row["party_kind"] == PartyKind.SOLE_TRADER else ""
    kind = row["legal_rep_id_type"] if operator else row["id_type"]
    number = (row["party_no"] or operator) if kind in {"111", "554"} else ""
    who = {"kind": row["party_kind"], "name": row["party_name"], "id_no": number, "uscc": row["uscc"]}
    return {name: value for name, value in who.items() if value}
