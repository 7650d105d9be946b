"""The documents of a delivery: which are served at all, whether they are on paper, what the channel knows of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, select, text, update
from sqlmodel import Session

from content.noticebook import notices as texts
from models.errors import InvalidInput, Refused
from models.said import said
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.outbox import OutboxRow
from models.values import Item, shanghai_date
from rules.applications import ITEM_NAMES
from rules.licences import STEPS
from rules.notices import find
from usecases import delivery_addressees, document_grants, issuing
from usecases.cases import columns_of
from usecases.delivery_rows import Row

APPLICATIONS, DOCUMENTS, OUTBOX = table_of(ApplicationRow), table_of(DocumentRow), table_of(OutboxRow)
LICENCES = frozenset(kind for kind, _name in document_grants.COPIES)
ACTS = frozenset(step.document for step in STEPS.values() if step.item is None and step.document) - {
    "delivery", "cancellation_notice",  # the proof itself, and what is announced to everybody
}  # fmt: skip
DECISIONS = frozenset(
    {*document_grants.KINDS.values(), *document_grants.REFUSALS.values(), "refusal", "non_acceptance"}
)
SERVED = LICENCES | DECISIONS | ACTS
ON_PAPER = frozenset({"made", "sealed"})
NOT_SERVED = "-"
SOME = 200
SHOWN = 16  # characters of a digest that a person compares
ON_ITS_WAY = ("blocked", "ready", "sending", "ambiguous")
_UNTOLD = exists().where(
    APPLICATIONS.c.number == DOCUMENTS.c.subject,
    OUTBOX.c.system == APPLICATIONS.c.channel,
    OUTBOX.c.subject == APPLICATIONS.c.number,
    OUTBOX.c.kind == "event",
    OUTBOX.c.state.in_(ON_ITS_WAY),
)
_UNSERVED = (
    select(*(DOCUMENTS.c[name] for name in ("id", "number", "subject", "kind", "issued_at", "state")))
    .where(text("documents.delivery_no = '' AND documents.state <> 'waiting'"), ~_UNTOLD)
    .order_by(DOCUMENTS.c.id)
)


class Unserved(NamedTuple):
    """Documents that wait for a plan: whose they are, which are never served, and the last one that was looked at."""

    subjects: tuple[str, ...]
    never: tuple[str, ...]
    last: int  # 0: there are no more


def unserved(session: Session, *, after: int = 0, limit: int = SOME) -> Unserved:
    """Return what waits for a plan behind an id.

    A decision waits for its write-back: where the applicant changed the application meanwhile it is taken back whole,
    so no paper may have left before.
    """
    rows = session.execute(_UNSERVED.where(DOCUMENTS.c.id > after).limit(limit)).all()
    never = tuple(row.number for row in rows if not _to_serve(row))
    subjects = dict.fromkeys(row.subject for row in rows if _to_serve(row))
    return Unserved(tuple(subjects), never, rows[-1].id if rows else 0)


def decisions(session: Session, subject: str) -> list[tuple[str, ...]]:
    """Return the documents of each decision on a subject that wait for a plan, of those that are whole on paper."""
    rows = session.execute(_UNSERVED.where(DOCUMENTS.c.subject == subject)).all()
    moments = dict.fromkeys(row.issued_at for row in rows if _to_serve(row))
    return [found for at in moments if (found := _whole(session, subject, at))]


def _to_serve(row: Any) -> bool:
    return row.kind in SERVED and row.state != "void"


def _whole(session: Session, subject: str, issued_at: datetime) -> tuple[str, ...]:
    """Return every document of one decision that waits for a plan, none while another one is still being made."""
    c = DOCUMENTS.c
    wanted = select(c.number, c.state, c.delivery_no).where(c.subject == subject, c.issued_at == issued_at)
    rows = session.execute(wanted.where(c.kind.in_(SERVED), c.state != "void").order_by(c.id)).all()
    if any(row.state == "waiting" for row in rows):
        return ()
    return tuple(row.number for row in rows if not row.delivery_no)


def mark(session: Session, numbers: Iterable[str], delivery_no: str) -> None:
    """Say by which delivery documents are served (NOT_SERVED: by none)."""
    c = DOCUMENTS.c
    session.execute(update(DOCUMENTS).where(c.number.in_(list(numbers))).values(delivery_no=delivery_no))


def of_numbers(session: Session, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Return documents in the order of their issue."""
    c = DOCUMENTS.c
    rows = session.execute(select(DOCUMENTS).where(c.number.in_(list(numbers))).order_by(c.id))
    return [columns_of(row) for row in rows]


def of_subject(session: Session, subject: str, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Return the documents of one application or licence that are to be served; raises InvalidInput, Refused."""
    found = of_numbers(session, numbers)
    if not found or len(found) != len(set(numbers)) or any(p["subject"] != subject for p in found):
        raise InvalidInput("要送达的文书不是这件事项的文书。", kept="没有安排送达。", do_next="请核对文号。")
    for paper in found:
        if paper["delivery_no"] not in ("", NOT_SERVED) or paper["state"] == "void":
            raise Refused(said("{number}已经安排送达或者已作废。", number=paper["number"]), kept="没有安排送达。")
    return found


def require_made(session: Session, row: Row) -> None:
    """Raise Refused where a document is not on paper: it is still being made, has a fault, or was taken back."""
    missing = [p["number"] for p in of_numbers(session, row["documents"]) if p["state"] not in ON_PAPER]
    if missing:
        raise Refused(
            said("{missing}尚未制成或者已作废。", missing="、".join(missing)),
            kept="送达记录未变更。",
            do_next="请在文书列表处理后再送达。",
        )


def event_of(session: Session, row: Row) -> str | None:
    """Return the key of the event that told the channel of the decision, None where there is none."""
    to, c = delivery_addressees.of_subject(session, row["subject"]), OUTBOX.c
    mine = select(c.key, c.payload).where(c.system == to.channel, c.subject == to.subject, c.kind == "event")
    for key, payload in session.execute(mine.order_by(c.id.desc())):
        if (payload or {}).get("document_no") in row["documents"]:
            return str(key)
    return None


def notice(session: Session, row: Row, papers: Sequence[Row], *, at: datetime, kind: str = "served") -> str:
    """Return the words of the short message: number and digest of the first document; empty where none is sent.

    `kind` is served, or returned where a letter came back.
    """
    to = delivery_addressees.of_subject(session, row["subject"])
    found = find(texts(), kind, to.item, shanghai_date(at))
    if found is None or not found.sms:
        return ""
    facts = {"bureau": issuing.speaking(session, to.subject, papers[0]["number"]), "number": to.subject}
    facts["item"] = ITEM_NAMES[Item(to.item)] if to.item else ""
    return found.filled({**facts, "document_no": papers[0]["number"], "digest": papers[0]["sha256"][:SHOWN]})
