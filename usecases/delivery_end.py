"""The end of a delivery: what it proves, the licence that takes effect, the receipt on paper, the term that is done."""

from datetime import datetime

from sqlmodel import Session

from models.values import LicenceStatus, Officer, rfc3339
from rules import deliveries as rules
from usecases import delivery_documents, documents, licence_facts, running_terms
from usecases.delivery_rows import Row, change, step
from usecases.officers import find


def delivered(session: Session, row: Row, deed: str, values: Row, *, by: Officer, at: datetime) -> None:
    """Note that the documents reached their addressee; then the licence is in force and the receipt is issued."""
    whole = row | values
    ended = {"next_look_at": None, "ended_at": at, "ended_by": by.login}
    note = f"{rules.WAYS[whole['way']]}，{whole['proof']}"
    step(session, row, deed, note, by=by, at=at, **values | ended)
    _take_effect(session, whole, by=by, at=at)
    receipt = _receipt(session, whole, by=by, at=at)
    change(session, row, receipt_no=receipt)


def _take_effect(session: Session, row: Row, *, by: Officer, at: datetime) -> None:
    """Let the licence be in force where it waited for this, and end the term of delivery."""
    licence = licence_facts.find(session, row["licence_no"]) if row["licence_no"] else None
    if licence is not None and licence["status"] == LicenceStatus.PENDING_DELIVERY.value:
        from usecases import licence_delivery  # only here: everything that can be done to a licence comes with it

        handed = licence_delivery.Handed(row["way"], row["receiver"] or row["recipient"])
        licence_delivery.take_effect(session, row["licence_no"], handed, by=by, at=at)
    running_terms.done(session, row["subject"], "L07", by=by, at=at)


def _receipt(session: Session, row: Row, *, by: Officer, at: datetime) -> str:
    """Issue the 送达回证; return its number."""
    papers = [[p["title"], p["number"], "1"] for p in delivery_documents.of_numbers(session, row["documents"])]
    taken = f"{row['receiver']}（{row['relation']}）" if row["receiver"] and row["relation"] != rules.SELF else ""
    server = find(session, row["sent_by"] or by.login)
    facts = {"papers": papers, "way": rules.ON_PAPER[row["way"]], "served_at": rfc3339(at)[:16].replace("T", " ")}
    facts |= {"place": row["address"] if row["way"] == rules.POST else "", "received_by": taken, "proof": row["proof"]}
    facts |= {"servers": [server.name if server else by.name], "phone": row["mobile"]}
    number, _taken = documents.issue(session, row["subject"], "delivery", facts, by=by, at=at)
    delivery_documents.mark(session, [number], delivery_documents.NOT_SERVED)
    return number
