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
from usecases.cases import columns_of, form_of
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
    before = form_of(session, application_id, old["revision"])
    search_index.remove(session, "application", application_id, searchable(before))
    search_index.add(session, "application", [(application_id, searchable(form))])
    values = changed | {"revision": row.revision, "version": old["version"] + 1}
    session.execute(update(APPLICATIONS).where(APPLICATIONS.c.id == application_id).values(values))
    quarantine.release_older(session, row.channel, [row.ref], at=at)
    facts: dict[str, object] = {
        "revision": row.revision,
        "digest": row.digest,
        "state": values.get("state", old["state"]),
    }
    deed = "application.withdrawn" if withdrawn else "application.revised"
    if values.get("state") == "withdrawn":
        proposals.overtake(session, str(old["number"]), by=by, at=at)
    seq = audit.tell(session, by=by, at=at, deed=deed, subject=old["number"], note=note, facts=facts)
    if values.get("state") == "withdrawn":
        case = cases.read(session, str(old["number"]))
        endings.settle(session, case, "申请人撤回申请", seq, by=by, at=at)
        notices.on(session, case, "withdrawn", seq, at=at)


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
