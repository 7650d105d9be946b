"""A newer revision of an application: what it changes, depending on where the application stands."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from models.forms import ApplicationForm
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.values import ApplicationState, Officer
from ports.intake import Row
from usecases import audit, cases, endings, notices, proposals, quarantine, search_index
from usecases.cases import WAITS, columns_of, form_of
from usecases.intake_rows import form_columns, searchable

APPLICATIONS = table_of(ApplicationRow)
BEFORE_ACCEPTANCE = {ApplicationState.RECEIVED.value, ApplicationState.CORRECTING.value}
IN_HAND = {ApplicationState.ACCEPTED.value, ApplicationState.EXAMINING.value}
STAY = ("state", "due_on", "due_provisional", "card")


def take_revision(
    session: Session, application_id: int, row: Row, form: ApplicationForm, *, by: Officer, at: datetime
) -> None:
    """Show the newer revision: before acceptance the application starts anew, later a person is told.

    A withdrawal ends what is not decided; after a decision it is only marked.
    """
    old = columns_of(session.execute(select(APPLICATIONS).where(APPLICATIONS.c.id == application_id)).one())
    new = form_columns(session, form, at=at)
    withdrawn = form.channel_state == "withdrawn"
    note, changed = _effect(str(old["state"]), new, row.revision, withdrawn=withdrawn)
    _rename(session, application_id, old["revision"], form)
    ended = changed.get("state") == "withdrawn"
    values = changed | {"revision": row.revision, "version": old["version"] + 1}
    if old["offered_to"] and not ended:
        values["attention"] = changed["attention"] or WAITS
    session.execute(update(APPLICATIONS).where(APPLICATIONS.c.id == application_id).values(values))
    quarantine.release_older(session, row.channel, [row.ref], at=at)
    facts: dict[str, object] = {
        "revision": row.revision,
        "digest": row.digest,
        "state": values.get("state", old["state"]),
    }
    deed = "application.withdrawn" if withdrawn else "application.revised"
    if ended:
        proposals.overtake(session, str(old["number"]), by=by, at=at)
    seq = audit.tell(session, by=by, at=at, deed=deed, subject=old["number"], note=note, facts=facts)
    if ended:
        case = cases.read(session, str(old["number"]))
        endings.settle(session, case, "申请人撤回申请", seq, by=by, at=at)
        notices.on(session, case, "withdrawn", seq, at=at)


def _rename(session: Session, application_id: int, revision: int, form: ApplicationForm) -> None:
    """Let an application be found by the names of its newer form."""
    before = form_of(session, application_id, revision)
    search_index.remove(session, "application", application_id, searchable(before))
    search_index.add(session, "application", [(application_id, searchable(form))])


def _effect(state: str, new: dict[str, Any], revision: int, *, withdrawn: bool) -> tuple[str, dict[str, Any]]:
    """Return (what the history says, the columns to change)."""
    kept = {name: value for name, value in new.items() if name not in STAY}
    if state in BEFORE_ACCEPTANCE:
        return ("申请人撤回申请。" if withdrawn else f"申请人提交第{revision}版。"), new | {"attention": ""}
    if state in IN_HAND and withdrawn:
        return "申请人撤回申请，办理终止。", new | {"attention": "withdrawn"}
    if state in IN_HAND:
        return f"受理后收到第{revision}版，请查看差异。", kept | {"attention": "new_revision"}
    return f"决定后收到第{revision}版，请核对。", {"attention": "withdrawn_late" if withdrawn else "new_revision"}
