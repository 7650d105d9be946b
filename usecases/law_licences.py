"""The acts on a licence ex officio, each with the article of its ground and whether it could stand in its status."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.errors import BureauError
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.values import LicenceStatus, PartyKind
from rules import licence_grounds
from rules.licences import STATUS_NAMES
from usecases import licence_events

LICENCES = table_of(LicenceRow)


@dataclass(frozen=True, slots=True)
class ActExplained:
    """One act on a licence: its ground with the article, from which status to which; `difference` "" = it stands."""

    act: str
    at: datetime
    ground: str
    name: str
    basis: str
    status_from: str
    status_to: str
    document_no: str
    difference: str = ""


def licence_of(session: Session, number: str, application_id: int | None = None) -> dict[str, Any] | None:
    """Return a licence by its number or by the application that gave it, None where there is none."""
    c = LICENCES.c
    mine = c.licence_no == number if application_id is None else c.application_id == application_id
    found = session.execute(select(c.licence_no, c.status, c.holder_kind).where(mine)).mappings().first()
    return None if found is None else dict(found)


def acts_on(session: Session, licence: dict[str, Any]) -> tuple[ActExplained, ...]:
    """Return every act on a licence that rests on a ground, in order."""
    events = licence_events.life(session, licence["licence_no"])
    return tuple(
        _act(each, PartyKind(licence["holder_kind"])) for each in events if each["act"] in licence_grounds.GROUNDS
    )


def _act(event: dict[str, Any], kind: PartyKind) -> ActExplained:
    name, basis, difference = "", "", ""
    status = LicenceStatus(event["status_from"])
    try:
        ground = licence_grounds.ground(event["act"], event["ground"])
        name, basis = ground.name, str(ground.basis)
        licence_grounds.check_ground(event["act"], ground, status, kind)
    except BureauError as error:
        difference = f"{event['document_no'] or event['act']}：{error.message}"
    steps = (STATUS_NAMES[status], STATUS_NAMES[LicenceStatus(event["status_to"])])
    texts = (event["ground"], name, basis, *steps, event["document_no"], difference)
    return ActExplained(event["act"], event["at"], *texts)
