"""What one act makes of a licence's row."""

from datetime import date
from typing import Any

from sqlmodel import Session

from content.lawbook import lawbook
from models.values import LicenceStatus
from rules import licences as rules
from rules.terms.licences import change_by
from usecases import calendars

Values = dict[str, Any]


def stepped(session: Session, before: Values, act: str, ground: str, today: date) -> Values:
    """Return the row after an act, without its id; Refused where the act is not possible in its status."""
    licence = {k: v for k, v in before.items() if k != "id"} | {"version": before["version"] + 1}
    status = rules.after(act, LicenceStatus(before["status"]))
    if status.value != before["status"]:
        licence |= {"status": status.value, "status_since": today}
    if status in rules.ENDED and not before["ended_ground"]:
        licence["ended_ground"] = ground
    if status is not LicenceStatus.SUSPENDED:
        licence |= {"suspended_from": None, "suspended_to": None}
    if act == "licence.change_ordered":
        licence["change_due_on"] = change_by(today, lawbook().in_force(today).terms, calendars.current(session)).on
    if act == "licence.delivered":
        licence["delivered_on"] = today
    return licence
