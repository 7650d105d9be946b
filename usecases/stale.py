"""A write-back that came too late: the applicant changed the application meanwhile, so it is decided anew."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from models.tables.applications import ApplicationRow, RevisionRow
from models.tables.columns import table_of
from models.values import ApplicationState, Officer
from usecases import audit
from usecases.cases import columns_of

APPLICATIONS, REVISIONS = table_of(ApplicationRow), table_of(RevisionRow)
REOPENED = {  # event → the states that its deed had led to
    "accept": (ApplicationState.ACCEPTED.value, ApplicationState.EXAMINING.value),
    "supplement": (ApplicationState.CORRECTING.value,),
    "refuse": (ApplicationState.NOT_ACCEPTED.value,),
}
HINT = "申请人已提交新版本, 本决定未送达; 请查看差异后重新决定。"


def take_back(session: Session, payload: dict[str, Any], *, by: Officer, at: datetime) -> bool:
    """Open the application again when the refused event had not yet ended it; False = a person must look.

    A grant or a refusal after acceptance is never taken back by the machine.
    """
    number = str(payload["event_id"]).rsplit("-", 2)[0]
    found = session.execute(select(APPLICATIONS).where(APPLICATIONS.c.number == number).with_for_update()).first()
    if found is None:
        return False
    row = columns_of(found)
    event, changed = str(payload["type"]), APPLICATIONS.c.number == number
    if event == "progress":
        return True
    if row["state"] not in REOPENED.get(event, ()):
        session.execute(update(APPLICATIONS).where(changed).values(attention="stale"))
        return False
    values: dict[str, Any] = {"state": "received", "attention": "stale", "accepted_at": None, "decided_at": None}
    values |= {"screened_at": None, "corrections": 0 if event == "supplement" else row["corrections"]}
    session.execute(update(APPLICATIONS).where(changed).values(version=row["version"] + 1, **values))
    facts: dict[str, object] = {"event": payload["event_id"], "revision": payload["revision"]}
    audit.tell(session, by=by, at=at, deed="application.reopened", subject=number, note=HINT, facts=facts)
    return True


def ask_for_acknowledgement(session: Session, channel: str, payload: dict[str, Any]) -> None:
    """Let the next poll acknowledge a row that the channel says it was never told of."""
    c = REVISIONS.c
    mine = (c.channel == channel, c.channel_ref == payload["ref"], c.revision == payload["revision"])
    session.execute(update(REVISIONS).where(*mine).values(acknowledged_at=None))
