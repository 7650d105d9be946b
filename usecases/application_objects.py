"""The application object of contracts/commands.md, with numbers masked unless the caller may see them whole."""

from datetime import date, datetime
from typing import Any

from models.values import rfc3339
from rules.identifiers import masked
from usecases.application_detail import ApplicationDetail

FINDING = ("rule", "outcome", "basis", "evidence", "barred_through")


def of_detail(detail: ApplicationDetail, *, full: bool = False) -> dict[str, Any]:
    """Return the whole object."""
    row, form = detail.row, detail.form
    who, shop = form.applicant, form.premises
    hide = (lambda text: text) if full else _masked
    applicant = {
        "kind": who.kind.value,
        "name": who.name,
        "id_no": hide(who.id_no),
        "uscc": who.uscc,
        "legal_rep": {"name": who.legal_rep_name, "id_no": hide(who.legal_rep_id_no)},
        "mobile": hide(who.mobile),
    }
    return {
        **_common(row),
        "applicant": applicant,
        "premises": {"name": shop.name, "address": shop.address, "district": shop.district},
        **_times(row),
        "missing": [{"code": code, "text": text} for code, text in row["missing"] or ()],
        "attention": row["attention"] or None,
        "screening": _screening(detail.screening),
        "proposal": _proposal(detail),
        "history": [{"at": rfc3339(e.at), "by": e.by, "deed": e.deed, "note": e.note} for e in detail.history],
        "documents": [
            {"no": d["number"], "kind": d["kind"], "sha256": d["sha256"] or None, "sealed": bool(d["sealed"])}
            for d in detail.documents
        ],
        "attachments": [_attachment(a) for a in detail.attachments],
    }


def _common(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["number"],
        "channel": row["channel"],
        "channel_ref": row["channel_ref"],
        "revision": row["revision"],
        "item": row["item"],
        "state": row["state"],
    }


def _times(row: dict[str, Any]) -> dict[str, Any]:
    accepted = row.get("accepted_at")
    return {
        "licence_no": row["licence_no"] or None,
        "submitted_at": _moment(row["submitted_at"]),
        "received_at": _moment(row["received_at"]),
        "accepted_at": _moment(accepted),
        "due_on": _day(row["due_on"]),
        "due_provisional": bool(row["due_provisional"]),
        "card": row["card"],
        "assigned_to": row["assigned_to"],
    }


def _screening(snapshot: dict[str, Any] | None) -> dict[str, Any] | None:
    if snapshot is None:
        return None
    return {
        "outcome": snapshot["outcome"],
        "on": snapshot["judged_on"].isoformat(),
        "at": rfc3339(snapshot["at"]),
        "findings": [{name: found[name] for name in FINDING} for found in snapshot["findings"]],
    }


def _proposal(detail: ApplicationDetail) -> dict[str, Any] | None:
    found = detail.proposal
    if found is None:
        return None
    return {"deed": found.deed, "reason": found.reason, "note": found.note, "by": found.by, "at": rfc3339(found.at)}


def _attachment(row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("kind", "name", "size", "state", "revision")}
    return kept | {"id": row["channel_id"], "sha256": row["sha256"] or None, "note": row["note"]}


def _masked(text: str | None) -> str | None:
    return masked(text) if text else text


def _moment(moment: datetime | None) -> str | None:
    return rfc3339(moment) if moment is not None else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
