"""The rows that a new application or revision becomes; written in bulk, because intake is the hottest path."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import insert
from sqlmodel import Session

from models.forms import ApplicationForm
from models.tables.applications import ApplicationRow, AttachmentRow, HistoryRow, RevisionRow
from models.tables.columns import table_of
from models.values import ApplicationState, Card, Officer, shanghai_date
from ports.intake import Row
from rules.completeness import lacks
from rules.identifiers import normal_id, normal_number
from rules.names import initials, normal_name
from rules.names.forms import PLACES
from usecases import calendars, search_index

APPLICATIONS, REVISIONS = table_of(ApplicationRow), table_of(RevisionRow)
ATTACHMENTS, HISTORY = table_of(AttachmentRow), table_of(HistoryRow)
CHANNEL_NAMES = {"wechat": "微信", "website": "网站", "ixiamen": "i厦门", "kiosk": "自助终端"}


@dataclass(frozen=True, slots=True)
class NewApplication:
    """A row that got its number."""

    id: int
    number: str
    row: Row


def form_json(form: ApplicationForm) -> dict[str, Any]:
    """Return a form as plain JSON values."""
    plain: dict[str, Any] = orjson.loads(orjson.dumps(form))
    return plain


def searchable(form: ApplicationForm) -> str:
    """Return the text by which an application is found by name."""
    legal = form.applicant.legal_rep_name or ""
    return " ".join(part for part in (form.applicant.name, form.premises.name, legal) if part)


def party_number(form: ApplicationForm) -> str:
    """Return the number that names the party: ID number of a person or operator, else the USCC (normal form)."""
    who = form.applicant
    if who.id_no:
        return normal_id(who.id_no)
    return normal_number(who.uscc or "")


def _without_places(name: str) -> str:
    """Return a shop's name without the city and district in front: nobody types those."""
    text = normal_name(name)
    for place in (*PLACES, *PLACES):
        text = text.removeprefix(place) or text
    return text


def form_columns(session: Session, form: ApplicationForm, *, at: datetime) -> dict[str, Any]:
    """Return the columns of an application that follow from its newest form."""
    withdrawn = form.channel_state == "withdrawn"
    due = None if withdrawn else calendars.decision_due(session, shanghai_date(at))
    return {
        "item": form.item.value,
        "state": ApplicationState.WITHDRAWN.value if withdrawn else ApplicationState.RECEIVED.value,
        "party_kind": form.applicant.kind.value,
        "party_name": form.applicant.name,
        "party_no": party_number(form)[:40],
        "uscc": normal_number(form.applicant.uscc or "")[:40],
        "initials": initials(form.applicant.name)[:110],
        "shop_initials": initials(_without_places(form.premises.name))[:110],
        "shop_name": form.premises.name,
        "address": form.premises.address,
        "district": form.premises.district,
        "licence_no": normal_number(form.licence_no or "")[:40],
        "submitted_at": form.submitted_at,
        "updated_at": form.updated_at,
        "due_on": due.last_day if due else None,
        "due_provisional": due.provisional if due else False,
        "card": Card.NONE.value,
        "missing": [[lack.code, lack.text] for lack in lacks(form, shanghai_date(at))],
        "screening": "",
        "screened_at": None,
    }


def revision_values(application_id: int, row: Row, *, acknowledged_at: datetime | None, at: datetime) -> dict[str, Any]:
    """Return one revision as a row."""
    if row.form is None:
        raise TypeError("a malformed row is no revision")
    return {
        "application_id": application_id,
        "channel": row.channel,
        "channel_ref": row.ref,
        "revision": row.revision,
        "received_at": at,
        "digest": row.digest,
        "raw": row.raw,
        "form": form_json(row.form),
        "acknowledged_at": acknowledged_at,
    }


def attachment_values(application_id: int, row: Row, *, at: datetime) -> list[dict[str, Any]]:
    """Return the declared attachments of one revision, all waiting to be fetched."""
    declared = {a.id: a for a in (row.form.attachments if row.form else ())}  # an id twice is one attachment
    return [
        {
            "application_id": application_id,
            "revision": row.revision,
            "channel": row.channel,
            "channel_ref": row.ref,
            "channel_id": a.id,
            "kind": a.kind,
            "name": a.name,
            "size": a.size,
            "digest": a.digest.lower(),
            "algorithm": a.algorithm,
            "url": a.url,
            "state": "waiting",
            "sha256": "",
            "media_type": "",
            "tries": 0,
            "mismatches": 0,
            "next_try_at": at,
            "note": "",
        }
        for a in declared.values()
    ]


def write_new(
    session: Session,
    new: Sequence[NewApplication],
    *,
    acknowledged_at: datetime | None,
    ledger_seq: int,
    by: Officer,
    at: datetime,
) -> None:
    """Write applications, revisions, attachments, history and the name index of one page."""
    session.execute(insert(APPLICATIONS), [_application(session, n, at=at) for n in new])
    session.execute(
        insert(REVISIONS), [revision_values(n.id, n.row, acknowledged_at=acknowledged_at, at=at) for n in new]
    )
    waiting = [values for n in new for values in attachment_values(n.id, n.row, at=at)]
    if waiting:
        session.execute(insert(ATTACHMENTS), waiting)
    session.execute(insert(HISTORY), [_history(n, ledger_seq, by=by, at=at) for n in new])
    search_index.add(session, "application", [(n.id, searchable(_form(n.row))) for n in new])


def _form(row: Row) -> ApplicationForm:
    if row.form is None:
        raise TypeError("a malformed row has no form")
    return row.form


def _application(session: Session, new: NewApplication, *, at: datetime) -> dict[str, Any]:
    form = _form(new.row)
    return {
        "id": new.id,
        "number": new.number,
        "channel": new.row.channel,
        "channel_ref": new.row.ref,
        "revision": new.row.revision,
        "received_at": at,
        "extended": False,
        "corrections": 0,
        "attention": "",
        "version": 1,
        **form_columns(session, form, at=at),
    }


def _history(new: NewApplication, ledger_seq: int, *, by: Officer, at: datetime) -> dict[str, Any]:
    channel = CHANNEL_NAMES.get(new.row.channel, new.row.channel)
    return {
        "subject": new.number,
        "at": at,
        "by": by.login,
        "deed": "application.received",
        "note": f"{channel} {new.row.ref} 第{new.row.revision}版",
        "ledger_seq": ledger_seq,
    }
