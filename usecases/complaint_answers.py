"""What follows an answer: it is corrected once it has left, and the result of the case is told to who reported."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session

from models.errors import InvalidInput, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.terms import RunningTermRow
from models.values import Officer, shanghai_date
from rules import complaints as rules
from usecases import complaint_rows, running_terms, undo_complaints
from usecases.casework_rows import EnforcementCase
from usecases.complaint_rows import COMPLAINTS, Complaint
from usecases.deeds import deed
from usecases.texts import storable

RUNNING = table_of(RunningTermRow)
KEPT = "来件未变更。"


@deed("complaint.answer_corrected")
def correct(session: Session, number: str, text: str, reason: str, *, by: Officer, at: datetime) -> str:
    """Put another answer into the place of one that has left; the first one stays in the history.

    Raises NotFound; Refused (nothing was answered, or the same words); InvalidInput (words, no reason).
    """
    found = complaint_rows.read(session, number, locked=True)
    rules.require(found.state, rules.ANSWERED, "更正答复")
    words, why = told(text), reason.strip()
    if not why:
        raise InvalidInput("没有写明更正的理由。", kept="原答复不变。")
    if words == found.row["answer"]:
        raise Refused("更正后的答复与原答复相同。", kept="原答复不变。")
    complaint_rows.keep_out(session, found, 答复=words, 理由=why)
    note = f"{why[:500]}；原答复：{found.row['answer']}"
    undo_complaints.tell(session, found, "complaint.answer_corrected", note, by=by, at=at)
    complaint_rows.change(session, found, answer=storable(words, rules.LONGEST_ANSWER), answered_by=by.login)
    return found.number


@deed("complaint.result_told")
def tell_result(session: Session, number: str, text: str, *, by: Officer, at: datetime) -> str:
    """Say what the reporter was told of the result of the case, which ends its term (K07).

    Raises NotFound; Refused (nothing is to be told); InvalidInput (words that give the reporter away).
    """
    found = complaint_rows.read(session, number, locked=True)
    rules.require(found.state, rules.WORKED_ON, "告知案件结果")
    if not to_tell(session, found.number):
        raise Refused("案件还没有应当告知的结果，或者已经告知。", kept=KEPT)
    words = told(text)
    complaint_rows.keep_out(session, found, 结果=words)
    undo_complaints.tell(session, found, "complaint.result_told", words, by=by, at=at)
    running_terms.done(session, found.number, rules.TO_TELL, by=by, at=at)
    return found.number


def told(text: str) -> str:
    """Return the words of an answer; raises InvalidInput where they are too few or too many."""
    words = text.strip()
    if not rules.LEAST_ANSWER <= len(words) <= rules.LONGEST_ANSWER:
        limits = {"least": rules.LEAST_ANSWER, "most": rules.LONGEST_ANSWER}
        raise InvalidInput(said("答复应写{least}到{most}个字。", **limits), kept=KEPT)
    return words


def to_tell(session: Session, number: str) -> bool:
    """Return whether the reporter has still to be told how the case went."""
    rows = running_terms.of_subject(session, number)
    return any(row["term"] == rules.TO_TELL and row["done_at"] is None for row in rows)


def after(session: Session, step: str, case: EnforcementCase, *, by: Officer, at: datetime) -> None:
    """Let the term run to tell who reported how a case went, after a step that says it; nobody is told who is unknown.

    A result that was not told yet is told with the newer one.
    """
    if step not in rules.RESULTS:
        return
    on = shanghai_date(at)
    for complaint in _of_case(session, case.number):
        running_terms.done(session, complaint.number, rules.TO_TELL, by=by, at=at)
        row = complaint.row
        running_terms.begin(
            session, row["number"], rules.TO_TELL, on, handler=row["handler"], district=row["office"], by=by, at=at
        )


def take_back(session: Session, case: str, at: datetime) -> None:
    """Take back the terms that a step of a moment, undone now, had let run, and let those run again that it ended."""
    c = RUNNING.c
    for complaint in _of_case(session, case):
        mine = (c.subject == complaint.number, c.term == rules.TO_TELL, c.begun_at == at)
        session.execute(delete(RUNNING).where(*mine))
        running_terms.reopen(session, complaint.number, [rules.TO_TELL], done_at=at)


def _of_case(session: Session, case: str) -> list[Complaint]:
    """Return what is worked on or answered, of somebody who is known, and belongs to a case or one joined to it."""
    c = COMPLAINTS.c
    states = [state.value for state in rules.WORKED_ON]
    cases = complaint_rows.origins(session, case, complaint_rows.TAKEN_IN)
    wanted = select(COMPLAINTS).where(c.case_number.in_(cases), c.named, c.state.in_(states)).order_by(c.id)
    return [Complaint(dict(row)) for row in session.execute(wanted).mappings()]
