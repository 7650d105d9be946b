"""The rows that a new application or revision becomes; written in bulk, because intake is the hottest path."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from sqlmodel import Session

from content.servicebook import papers
from models.forms import ApplicationForm, AttachmentRef
from models.tables.applications import ApplicationRow, AttachmentRow, HistoryRow, RevisionRow
from models.tables.columns import table_of
from models.values import ApplicationState, Card, Officer, shanghai_date
from ports.intake import Row
from rules.completeness import lacks
from rules.identifiers import normal_id, normal_number
from rules.names import initials, normal_name
from rules.names.forms import PLACES
from rules.periods import Term
from usecases import bulk, calendars

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
_PLACES = re.compile(f"(?:{'|'.join(PLACES)})+(?=.)", re.DOTALL)
CHANNEL_NAMES = {"wechat": "微信", "website": "网站", "ixiamen": "i厦门", "kiosk": "自助终端", "window": "窗口"}


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
    places = _PLACES.match(text)
    return text[places.end() :] if places else text


def form_columns(session: Session, form: ApplicationForm, *, at: datetime) -> dict[str, Any]:
    """Return the columns of an application that follow from its newest form."""
    today = shanghai_date(at)
    return dict(
        zip(FORM_COLUMNS, _columns(form, today, calendars.decision_due(session, today, form.item)), strict=True)
    )


def _columns(form: ApplicationForm, today: date, due: Term) -> tuple[Any, ...]:
    """Return the values of FORM_COLUMNS."""
    who, shop = form.applicant, form.premises
    withdrawn = form.channel_state == "withdrawn"
    return (
        form.item.value,
        ApplicationState.WITHDRAWN.value if withdrawn else ApplicationState.RECEIVED.value,
        who.kind.value,
        who.name,
        party_number(form)[:40],
        normal_number(who.uscc or "")[:40],
        initials(who.name)[:110],
        initials(without_places(shop.name))[:110],
        shop.name,
        shop.address,
        shop.district,
        normal_number(form.licence_no or "")[:40],
        form.submitted_at,
        form.updated_at,
        None if withdrawn else due.last_day,
        False if withdrawn else due.provisional,
        Card.NONE.value,
        [[lack.code, lack.text] for lack in lacks(form, today, papers(form.item, today))],
        "",
        None,
    )


def write_revision(
    session: Session, application_id: int, row: Row, *, acknowledged_at: datetime | None, at: datetime
) -> None:
    """Write a revision of a known application with the attachments that it declares, all waiting to be fetched."""
    _write_revisions(session, [(application_id, row)], acknowledged_at=acknowledged_at, at=at)
    attached = [(application_id, row.revision, row.ref, *one) for one in attached_to(form_of(row).attachments)]
    NEW_ATTACHMENTS.run(session, attached, (row.channel, at))


def _write_revisions(
    session: Session, rows: Sequence[tuple[int, Row]], *, acknowledged_at: datetime | None, at: datetime
) -> None:
    """Write (application id, row) as revisions; the rows are those of one channel and were understood."""
    revisions = [(n, row.ref, row.revision, row.digest, row.raw, row.form) for n, row in rows]
    NEW_REVISIONS.run(session, revisions, (rows[0][1].channel, at, acknowledged_at))


def attached_to(declared: Iterable[AttachmentRef]) -> list[tuple[object, ...]]:
    """Return what attachments declare, in the order of ATTACHED; an id twice is one attachment."""
    by_id = {a.id: a for a in declared}
    return [(a.id, a.kind, a.name, a.size, a.digest.lower(), a.algorithm, a.url) for a in by_id.values()]


def write_new(
    session: Session,
    new: Sequence[NewApplication],
    *,
    acknowledged_at: datetime | None,
    ledger_seq: int,
    by: Officer,
    at: datetime,
) -> None:
    """Write applications, revisions and history of one page of one channel; the rest is unfolded later."""
    channel, today = new[0].row.channel, shanghai_date(at)
    forms = [form_of(n.row) for n in new]
    dues = {item: calendars.decision_due(session, today, item) for item in {form.item for form in forms}}
    rows = [
        (n.id, n.number, n.row.ref, n.row.revision, *_columns(form, today, dues[form.item]))
        for n, form in zip(new, forms, strict=True)
    ]
    NEW_APPLICATIONS.run(session, rows, (channel, at))
    _write_revisions(session, [(n.id, n.row) for n in new], acknowledged_at=acknowledged_at, at=at)
    name = CHANNEL_NAMES.get(channel, channel)
    notes = [(n.number, f"{name} {n.row.ref} 第{n.row.revision}版") for n in new]
    NEW_HISTORY.run(session, notes, (at, by.login, "application.received", ledger_seq))


def form_of(row: Row) -> ApplicationForm:
    """Return the form of a row that was understood."""
    if row.form is None:
        raise TypeError("a malformed row has no form")
    return row.form
