"""The rows that a new application or revision becomes; written in bulk, because intake is the hottest path."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import repeat
from operator import attrgetter
from typing import Any

from sqlmodel import Session

from content.servicebook import papers
from models.forms import ApplicationForm, AttachmentRef
from models.tables.applications import ApplicationRow, AttachmentRow, HistoryRow, RevisionRow
from models.tables.columns import table_of
from models.values import ApplicationState, Card, Item, Officer, shanghai_date
from ports.intake import Row
from rules.completeness import lacks
from rules.identifiers import normal_id, normal_number
from rules.names import initials, normal_name
from rules.names.cores import PLACES
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
_TAKEN = attrgetter(
    "item", "channel_state", "applicant.kind", "applicant.name", "applicant.id_no", "applicant.uscc", "premises.name",
    "premises.address", "premises.district", "licence_no", "submitted_at", "updated_at",
)  # fmt: skip
_NEW = attrgetter("id", "number", "row.ref", "row.revision", "row.digest", "row.raw")
RECEIVED, WITHDRAWN = ApplicationState.RECEIVED.value, ApplicationState.WITHDRAWN.value
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


def without_places(name: str) -> str:
    """Return a shop's name without the city and district in front: nobody types those."""
    text = normal_name(name)
    places = _PLACES.match(text)
    return text[places.end() :] if places else text


def form_columns(session: Session, form: ApplicationForm, *, at: datetime) -> dict[str, Any]:
    """Return the columns of an application that follow from its newest form."""
    today = shanghai_date(at)
    columns = _columns([form], today, {form.item: calendars.decision_due(session, today, form.item)})
    return {name: next(iter(column)) for name, column in zip(FORM_COLUMNS, columns, strict=True)}


def _columns(forms: Sequence[ApplicationForm], today: date, dues: Mapping[Item, Term]) -> list[Iterable[Any]]:
    """Return a column of values for each of FORM_COLUMNS."""
    (items, states, kinds, names, id_nos, usccs, shops, addresses, districts, licences, submitted, updated) = zip(
        *map(_TAKEN, forms), strict=True
    )
    withdrawn = [state == "withdrawn" for state in states]
    usccs = tuple(map(_number, usccs))
    terms = [None if gone else dues[item] for gone, item in zip(withdrawn, items, strict=True)]
    return [
        [item.value for item in items],
        [WITHDRAWN if gone else RECEIVED for gone in withdrawn],
        [kind.value for kind in kinds],
        names,
        [normal_id(id_no)[:40] if id_no else uscc for id_no, uscc in zip(id_nos, usccs, strict=True)],
        usccs,
        [initials(name)[:110] for name in names],
        [initials(without_places(shop))[:110] for shop in shops],
        shops,
        addresses,
        districts,
        map(_number, licences),
        submitted,
        updated,
        [term and term.last_day for term in terms],
        [bool(term and term.provisional) for term in terms],
        repeat(Card.NONE.value),
        [[[lack.code, lack.text] for lack in lacks(form, today, papers(form.item, today))] for form in forms],
        repeat(""),
        repeat(None),
    ]


def _number(text: str | None) -> str:
    return normal_number(text)[:40] if text else ""


def write_revision(
    session: Session, application_id: int, row: Row, *, acknowledged_at: datetime | None, at: datetime
) -> None:
    """Write a revision of a known application with the attachments that it declares, all waiting to be fetched."""
    revision = (application_id, row.ref, row.revision, row.digest, row.raw, row.form)
    NEW_REVISIONS.run(session, [revision], (row.channel, at, acknowledged_at))
    attached = [(application_id, row.revision, row.ref, *one) for one in attached_to(form_of(row).attachments)]
    NEW_ATTACHMENTS.run(session, attached, (row.channel, at))


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
    ids, numbers, refs, revisions, digests, raws = zip(*map(_NEW, new), strict=True)
    columns = (ids, numbers, refs, revisions, *_columns(forms, today, dues))
    NEW_APPLICATIONS.run_columns(session, columns, (channel, at))
    kept = (ids, refs, revisions, digests, raws, forms)
    NEW_REVISIONS.run_columns(session, kept, (channel, at, acknowledged_at))
    name = CHANNEL_NAMES.get(channel, channel)
    notes = [f"{name} {ref} 第{revision}版" for ref, revision in zip(refs, revisions, strict=True)]
    NEW_HISTORY.run_columns(session, (numbers, notes), (at, by.login, "application.received", ledger_seq))


def form_of(row: Row) -> ApplicationForm:
    """Return the form of a row that was understood."""
    if row.form is None:
        raise TypeError("a malformed row has no form")
    return row.form
