"""What changes how an item counts: it is withdrawn, found to be made up, or its reporter agrees to be named."""

from datetime import date, datetime

from sqlmodel import Session

from models.complaints import HotlineKind, HotlineState
from models.errors import InvalidInput, Refused
from models.said import said
from models.values import Officer, shanghai_date
from rules import complaints as rules
from usecases import casework_rows, complaint_rows, running_terms, undo_complaints
from usecases.complaint_rows import Complaint
from usecases.deeds import deed

KEPT = "来件未变更。"
LONGEST = 500  # characters of a reason


@deed("complaint.withdrawn")
def withdraw(session: Session, number: str, reason: str, *, by: Officer, at: datetime) -> str:
    """Say that whoever turned to the bureau takes it back, which ends its terms; a case goes on by its own.

    Raises NotFound; Refused (ended, or a report that nobody has looked into yet); InvalidInput (reason).
    """
    found = complaint_rows.read(session, number, locked=True)
    rules.require(found.state, rules.OPEN, "撤回")
    if found.kind is HotlineKind.REPORT and not found.row["case_number"]:
        raise Refused(
            "举报反映违法行为的，举报人撤回不停止核实。", kept=KEPT, do_next="请核实后答复，或者转为案件后再登记撤回。"
        )
    words = _reason(session, found, reason)
    undo_complaints.tell(session, found, "complaint.withdrawn", words, by=by, at=at)
    complaint_rows.change(session, found, state=HotlineState.WITHDRAWN.value, ended_on=shanghai_date(at))
    for term in (rules.TO_ACCEPT, rules.TO_ANSWER[found.kind], rules.TO_TELL):
        running_terms.done(session, found.number, term, by=by, at=at)
    return found.number


@deed("complaint.found_false")
def find_false(session: Session, number: str, reason: str, *, by: Officer, at: datetime) -> str:
    """Say that an item was made up on purpose, so that it earns no reward; it is answered like any other.

    Raises NotFound; Refused (not looked into, its case was filed, found before); InvalidInput (reason).
    """
    found = complaint_rows.read(session, number, locked=True)
    rules.require(found.state, rules.WORKED_ON, "认定为恶意举报")
    case = casework_rows.read(session, found.row["case_number"]) if found.row["case_number"] else None
    why = ""
    if found.kind not in rules.ABOUT_ACTS:
        why = "只有举报、投诉可以认定"
    elif found.row["false_on"] is not None:
        why = "已经认定过"
    elif case is not None and case.row["filed_on"] is not None:
        why = "案件已经立案"
    if why:
        raise Refused(said("不能认定为恶意举报：{why}。", why=why), kept=KEPT)
    words = _reason(session, found, reason)
    undo_complaints.tell(session, found, "complaint.found_false", words, by=by, at=at)
    complaint_rows.change(session, found, false_on=shanghai_date(at))
    return found.number


@deed("complaint.secrecy_waived")
def waive_secrecy(session: Session, number: str, on: date, reason: str, *, by: Officer, at: datetime) -> str:
    """Say that the reporter agreed in writing on a day to be named, as a witness: the case may name them from now on.

    Lists, and what is written about the item itself, name nobody as before. Raises NotFound; Refused (nobody is known,
    agreed before); InvalidInput (a day that cannot be, no reason).
    """
    found = complaint_rows.read(session, number, locked=True)
    row, today = found.row, shanghai_date(at)
    if not row["named"] or row["waived_on"] is not None:
        why = "已经登记过" if row["waived_on"] else "没有登记来件人"
        raise Refused(said("不能登记同意公开身份：{why}。", why=why), kept=KEPT)
    if not row["received_on"] <= on <= today:
        raise InvalidInput(said("日期应在{first}至{last}之间。", first=row["received_on"], last=today), kept=KEPT)
    words = _reason(session, found, reason)
    undo_complaints.tell(session, found, "complaint.secrecy_waived", words, by=by, at=at, on=on.isoformat())
    complaint_rows.change(session, found, waived_on=on)
    return found.number


def _reason(session: Session, found: Complaint, reason: str) -> str:
    words = reason.strip()
    if not words or len(words) > LONGEST:
        raise InvalidInput(said("请写明理由，最长{most}字。", most=LONGEST), kept=KEPT)
    complaint_rows.keep_out(session, found, 理由=words)
    return words
