"""Put a published licence record right: a deed of its own, with reason, authority document and second officer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.said import said
from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import Officer, shanghai_date
from rules import authority, licence_records
from rules.penalties import canonical_number
from rules.publication import REPAIRED
from usecases import audit, calendars, credit_holds, feedback, outbox, proposals, withdrawals
from usecases.cases import columns_of
from usecases.deeds import deed
from usecases.faults import Fault, Faulty
from usecases.licence_events import RECORD_CORRECTED
from usecases.outbox import NewMessage
from usecases.proposals import Proposal
from usecases.withdrawals import Authority

OUTBOX, HISTORY = table_of(OutboxRow), table_of(HistoryRow)
CORRECTED, PROPOSED, REJECTED = RECORD_CORRECTED, "correction_proposed", "correction_rejected"
THERE = ("sending", "ambiguous", "delivered", "confirmed")  # the receiver has it, or may have it
UNDER_WAY = ("blocked", "ready", "sending", "ambiguous")
NEVER_SENT = ("cancelled", "dead")
KEPT = "记录未作更改。"
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction before it is done: what is published, what shall be, and the proposal where one waits."""

    message_key: str
    system: str
    version: int
    before: Values
    after: Values
    changes: Mapping[str, str]
    proposal: Proposal | None = None

    @property
    def moves(self) -> bool:
        """Whether receivers will know the record by another key: then it is withdrawn and sent anew."""
        return licence_records.key_of(self.before) != licence_records.key_of(self.after)


@deed(PROPOSED)
def propose(
    session: Session,
    named: str,
    changes: Mapping[str, str],
    reason: str,
    document: Authority,
    *,
    by: Officer,
    at: datetime,
) -> str:
    """Propose to correct the licence record of a message, or of a document number; return that number.

    `changes` holds new values by field (rules.licence_records.FIELDS). Raises NotFound; Faulty; InvalidInput (nothing
    changed, reason, document); Refused (withdrawn, repaired); Conflict (proposed already, the new number is taken).
    """
    words, paper = withdrawals.checked_reason(reason, "更正"), document.checked(at)
    made = rehearse(session, named, changes, at=at)
    record = _record(session, named)
    if proposals.open_one(session, record["subject"], None) is not None:
        raise Conflict("这条记录已有待确认的提议。", kept="原提议不变。", do_next="请先确认或者驳回。")
    kept = {"reason": words, **paper.as_note(), "changes": dict(made.changes), "version": made.version}
    note = json.dumps(kept, ensure_ascii=False)
    proposals.add(session, record["subject"], CORRECTED, "", note, by=by, at=at)
    facts: dict[str, object] = {"document": paper.number, "fields": sorted(made.changes), "version": made.version}
    audit.tell(session, by=by, at=at, deed=PROPOSED, subject=record["subject"], note=words, facts=facts)
    return licence_records.value_of(record["payload"], "document_no")


@deed(CORRECTED)
def confirm(session: Session, named: str, *, by: Officer, at: datetime) -> list[str]:
    """Confirm a proposed correction; return the keys of the messages that tell it.

    Under the same key the next version says it. Under another one the record is withdrawn first, and the new one
    leaves when the receiver has confirmed that. Raises Refused (nothing proposed, the same officer, changed since).
    """
    record = _record(session, named)
    made = waiting(session, named)
    if made is None or made.proposal is None:
        raise Refused("没有待确认的更正。", kept=KEPT, do_next="请先提议更正。")
    authority.check_pair(CORRECTED, made.proposal.officer(session), by)
    proposed = json.loads(made.proposal.note)
    if proposed["version"] != made.version:
        raise Refused("提议以后记录又有了新的一版。", kept=KEPT, do_next="请驳回后按现在的内容重新提议。")
    _check(session, record, made.before, made.changes, at)
    proposals.close(session, made.proposal, "confirmed", by=by, at=at)
    proposals.overtake(session, record["subject"], by=by, at=at, deed="record.given_up")
    facts: dict[str, object] = {"proposed_by": made.proposal.by, "document": proposed["document_no"]}
    facts |= {"record": record["record_key"], "fields": sorted(made.changes), "version": made.version}
    facts |= _asked(session, record)
    seq = audit.tell(
        session, by=by, at=at, deed=CORRECTED, subject=record["subject"], note=proposed["reason"], facts=facts
    )
    told = _messages(session, record, made, proposed, seq, shanghai_date(at))
    outbox.supersede(session, [record["subject"]], record["system"])
    _tell_licence(session, record, seq, proposed["reason"], by=by, at=at)
    outbox.enqueue(session, told, at=at, ledger_seq=seq)
    return [message.key for message in told]


@deed(REJECTED)
def reject(session: Session, named: str, *, note: str, by: Officer, at: datetime) -> None:
    """Turn a proposed correction down with the reason, or take one's own back; the record stays as it is."""
    _system, subject = _named(session, named)  # of a record that was withdrawn meanwhile as well
    withdrawals.turn_down(session, subject, CORRECTED, note, by=by, at=at, deed_done=REJECTED)


def rehearse(session: Session, named: str, changes: Mapping[str, str], *, at: datetime) -> Correction:
    """Return what a correction would make of a record, without keeping anything; raises like `propose`."""
    record = _record(session, named)
    before = record["payload"]
    real = licence_records.really_changed(before, changes)
    if not real:
        raise InvalidInput("没有要更正的内容。", kept=KEPT, do_next="请写明哪一栏应为什么。")
    _check(session, record, before, real, at)
    after = licence_records.corrected(before, real)
    return Correction(record["key"], record["system"], record["version"], before, after, real)


def present(session: Session, named: str) -> Values:
    """Return what a record says now; raises NotFound, Refused (withdrawn)."""
    found: Values = _record(session, named)["payload"]
    return found


def waiting(session: Session, named: str) -> Correction | None:
    """Return the correction that waits for a second officer, None where there is none; raises NotFound, Refused."""
    record = _record(session, named)
    proposal = proposals.open_one(session, record["subject"], CORRECTED)
    if proposal is None:
        return None
    changes, before = json.loads(proposal.note)["changes"], record["payload"]
    after = licence_records.corrected(before, changes)
    return Correction(record["key"], record["system"], record["version"], before, after, changes, proposal)


def _named(session: Session, named: str) -> tuple[str, str]:
    """Return receiver and subject of the record of a message, or of a document number; raises NotFound."""
    c = OUTBOX.c
    numbers = {f"xk:{named.strip()}", f"xk:{canonical_number(named)}"}
    found = select(c.system, c.subject).where(c.kind == "xk", (c.key == named) | c.subject.in_(numbers))
    row = session.execute(found.order_by(c.id.desc()).limit(1)).first()
    if row is None:
        raise NotFound(said("没有“{named}”的许可公示记录。", named=named[:128]), do_next="请用 outbox list 查看。")
    return row.system, row.subject


def _record(session: Session, named: str) -> Values:
    """Return the newest version that says what a record holds, given up ones too; raises NotFound, Refused."""
    c = OUTBOX.c
    system, subject = _named(session, named)
    mine = select(OUTBOX).where(c.system == system, c.subject == subject, c.state != "cancelled")
    versions = [columns_of(one) for one in session.execute(mine.order_by(c.version.desc(), c.id.desc()))]
    newest = next((one for one in versions if one["op"] == "upsert"), None)
    taken_back = [one for one in versions if one["op"] == "withdraw" and one["state"] not in NEVER_SENT]
    if newest is None or any(one["version"] > newest["version"] for one in taken_back):
        raise Refused("该记录已经撤回。", kept=KEPT, do_next="撤回的记录不能更正。")
    return newest | {"versions": versions}


def _check(session: Session, record: Values, before: Values, changes: Mapping[str, str], at: datetime) -> None:
    """Raise Faulty for values that cannot stand, Refused and Conflict where nothing may be sent."""
    found = [Fault(1, field, words) for field, words in licence_records.faults(changes, before, shanghai_date(at))]
    if found:
        raise Faulty(found)
    if credit_holds.of(session, record["system"], "xk", record["subject"]) == REPAIRED:
        raise Refused("该记录已信用修复，不再报送任何内容。", kept=KEPT)
    old, new = (licence_records.key_of(one) for one in (before, licence_records.corrected(before, changes)))
    if old == new:
        return
    if any(one["state"] in UNDER_WAY for one in record["versions"]):
        raise Refused("记录还在报送途中，现在不能改变文号或许可机关。", kept=KEPT, do_next="请待对方确认后再更正。")
    taken = select(OUTBOX.c.id).where(OUTBOX.c.system == record["system"], OUTBOX.c.subject == f"xk:{new[0]}")
    if old[0] != new[0] and session.execute(taken.where(OUTBOX.c.state.not_in(NEVER_SENT)).limit(1)).first():
        raise Conflict(said("文号“{new}”已有公示记录。", new=new[0]), kept=KEPT, do_next="请核对文号。")


def _asked(session: Session, record: Values) -> dict[str, object]:
    asked = feedback.to_carry_out(session, record["record_key"], record["version"]) if record["record_key"] else []
    return {"asked_by": asked} if asked else {}


def _messages(
    session: Session, record: Values, made: Correction, proposed: Mapping[str, str], seq: int, on: date
) -> list[NewMessage]:
    """Return what is sent: the next version, or the withdrawal and behind it the record under its new key."""
    there = any(one["state"] in THERE or one["confirmed_at"] for one in record["versions"])
    due = calendars.change_due(session, on) if there else _first_due(session, made.after)
    version, system = max(int(one["version"]) for one in record["versions"]) + 1, str(record["system"])
    if not (made.moves and there):
        return [_upsert(system, _subject(record, made), version, made.after, seq, due)]
    old = str(record["subject"])
    payload = {
        "document_no": record["payload"]["document_no"],
        "agency_code": record["payload"]["agency_code"],
        "reason": proposed["reason"],
        "authority_no": proposed["document_no"],
    }
    back = NewMessage(system, f"{old}:v{version}:{seq}", old, "xk", "withdraw", payload, version, due)
    subject = _subject(record, made)
    anew = made.after | {"replaces": record["payload"]["document_no"]}
    return [back, _upsert(system, subject, version + 1 if subject == old else 1, anew, seq, due, after=back.key)]


def _first_due(session: Session, record: Values) -> date:
    """Return until when a record must be there of which nothing was taken yet."""
    decided_on = date.fromisoformat(licence_records.value_of(record, "decided_on"))
    return calendars.publicity_due(session, decided_on).last_day


def _subject(record: Values, made: Correction) -> str:
    old, new = (licence_records.key_of(one)[0] for one in (made.before, made.after))
    return str(record["subject"]) if old == new else f"xk:{new}"


def _upsert(
    system: str, subject: str, version: int, payload: Values, seq: int, due: date, *, after: str = ""
) -> NewMessage:
    return NewMessage(system, f"{subject}:v{version}:{seq}", subject, "xk", "upsert", payload, version, due, after)


def _tell_licence(session: Session, record: Values, seq: int, note: str, *, by: Officer, at: datetime) -> None:
    """Write the correction into the licence's own history as well."""
    licence_no = licence_records.value_of(record["payload"], "licence_no")
    values = {"subject": licence_no, "at": at, "by": by.login, "deed": CORRECTED, "note": note, "ledger_seq": seq}
    if licence_no:
        session.execute(insert(HISTORY).values(values))
