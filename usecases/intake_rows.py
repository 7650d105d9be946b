"""The rows that a new application or revision becomes; written in bulk, because intake is the hottest path."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

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
from usecases import application_index, bulk, calendars

APPLICATIONS, REVISIONS = table_of(ApplicationRow), table_of(RevisionRow)
ATTACHMENTS, HISTORY = table_of(AttachmentRow), table_of(HistoryRow)
FORM_COLUMNS = (
    "item", "state", "party_kind", "party_name", "party_no", "uscc", "initials", "shop_initials", "shop_name",
    "address", "district", "licence_no", "submitted_at", "updated_at", "due_on", "due_provisional", "card", "missing",
    "screening", "screened_at",
)  # fmt: skip
ATTACHED = ("channel_id", "kind", "name", "size", "digest", "algorithm", "url")
NEW_APPLICATIONS = bulk.Insert(
    APPLICATIONS, ("id", "number", "channel_ref", "revision", *FORM_COLUMNS), ("channel", "received_at")
)
NEW_REVISIONS = bulk.Insert(
    REVISIONS,
    ("application_id", "channel_ref", "revision", "digest", "raw", "form"),
    ("channel", "received_at", "acknowledged_at"),
)
NEW_ATTACHMENTS = bulk.Insert(
    ATTACHMENTS, ("application_id", "revision", "channel_ref", *ATTACHED), ("channel", "next_try_at")
)
NEW_HISTORY = bulk.Insert(HISTORY, ("subject", "note"), ("at", "by", "deed", "ledger_seq"))
in_order = itemgetter(*FORM_COLUMNS)
CHANNEL_NAMES = {"wechat": "微信", "website": "网站", "ixiamen": "i厦门", "kiosk": "自助终端"}


@dataclass(frozen=True, slots=True)
class NewApplication:
    """A row that got its number."""

    id: int
    number: str
    row: Row


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


def without_places(name: str) -> str:
    """Return a shop's name without the city and district in front: nobody types those."""
    text = normal_name(name)
    for place in (*PLACES, *PLACES):
        text = text.removeprefix(place) or text
    return text


def form_columns(session: Session, form: ApplicationForm, *, at: datetime) -> dict[str, Any]:
    """Return the columns of an application that follow from its newest form."""
    withdrawn = form.channel_state == "withdrawn"
    due = None if withdrawn else calendars.decision_due(session, shanghai_date(at), form.item)
    return {
        "item": form.item.value,
        "state": ApplicationState.WITHDRAWN.value if withdrawn else ApplicationState.RECEIVED.value,
        "party_kind": form.applicant.kind.value,
        "party_name": form.applicant.name,
        "party_no": party_number(form)[:40],
        "uscc": normal_number(form.applicant.uscc or "")[:40],
        "initials": initials(form.applicant.name)[:110],
        "shop_initials": initials(without_places(form.premises.name))[:110],
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


def write_revisions(
    session: Session, rows: Sequence[tuple[int, Row]], *, acknowledged_at: datetime | None, at: datetime
) -> None:
    """Write (application id, row) as revisions, with the attachments that they declare, all waiting to be fetched.

    The rows are those of one channel and were understood.
    """
    channel = rows[0][1].channel
    revisions = [(n, row.ref, row.revision, row.digest, row.raw, row.form) for n, row in rows]
    NEW_REVISIONS.run(session, revisions, (channel, at, acknowledged_at))
    attached = [(n, row.revision, row.ref, *one) for n, row in rows for one in _attached(row)]
    NEW_ATTACHMENTS.run(session, attached, (channel, at))


def _attached(row: Row) -> list[tuple[object, ...]]:
    """Return what the attachments of a row declare; an id twice is one attachment."""
    declared = {a.id: a for a in form_of(row).attachments}
    return [(a.id, a.kind, a.name, a.size, a.digest.lower(), a.algorithm, a.url) for a in declared.values()]


def write_new(
    session: Session,
    new: Sequence[NewApplication],
    *,
    acknowledged_at: datetime | None,
    ledger_seq: int,
    by: Officer,
    at: datetime,
) -> None:
    """Write applications, revisions, attachments, history and the name index of one page of one channel."""
    channel = new[0].row.channel
    NEW_APPLICATIONS.run(session, [_application(session, n, at=at) for n in new], (channel, at))
    write_revisions(session, [(n.id, n.row) for n in new], acknowledged_at=acknowledged_at, at=at)
    name = CHANNEL_NAMES.get(channel, channel)
    notes = [(n.number, f"{name} {n.row.ref} 第{n.row.revision}版") for n in new]
    NEW_HISTORY.run(session, notes, (at, by.login, "application.received", ledger_seq))
    application_index.add(session, [(n.id, searchable(form_of(n.row))) for n in new])


def form_of(row: Row) -> ApplicationForm:
    """Return the form of a row that was understood."""
    if row.form is None:
        raise TypeError("a malformed row has no form")
    return row.form


def _application(session: Session, new: NewApplication, *, at: datetime) -> tuple[Any, ...]:
    columns = form_columns(session, form_of(new.row), at=at)
    return (new.id, new.number, new.row.ref, new.row.revision, *in_order(columns))
