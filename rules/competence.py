"""Competence: what an office may do on an application, by the district of the shop (beside the officer's right)."""

from dataclasses import dataclass
from enum import StrEnum

from models.errors import Refused
from models.values import DISTRICTS, Officer, Role
from rules.basis import LegalBasis

BASIS = LegalBasis("烟草专卖法", 2015, "第十六条", "TML 16")
EVERYWHERE = frozenset({Role.SUPERVISOR, Role.SYSTEM})  # who supervises sees and steps in everywhere

CITY = "厦门市"  # what was handed over to the city bureau is no district's


class Kind(StrEnum):
    """What an office is."""

    CITY = "city"
    DISTRICT = "district"
    HALL = "hall"


HALL_DEEDS = frozenset({  # a hall receives and accepts for its district; others examine and decide
    "application.received", "application.revised", "application.screening_asked", "application.checked",
    "application.assigned", "application.correction_asked", "application.accepted", "application.transferred",
    "application.archived", "paper.used", "deed.undone", "number.revealed",
})  # fmt: skip

OWN = frozenset({"deed.undone"})  # only who did a deed takes it back, wherever the application is by then


@dataclass(frozen=True, slots=True)
class Place:
    """An office as the rule sees it; `short` begins the numbers of a bureau's documents."""

    name: str
    kind: Kind
    division: str
    short: str = ""


def sees_all(place: Place, by: Officer) -> bool:
    """Tell whether an officer of an office sees the applications of every district."""
    return place.kind is Kind.CITY or bool(by.roles & EVERYWHERE)


def may(place: Place, deed: str, district: str, by: Officer) -> bool:
    """Tell whether an office may do a deed on an application of a district (the officer's right apart)."""
    if sees_all(place, by) or deed in OWN:
        return True
    return district == place.division and (place.kind is Kind.DISTRICT or deed in HALL_DEEDS)


def check(place: Place, deed: str, district: str, by: Officer) -> None:
    """Raise Refused, naming the office and whose it is, where an office may not do a deed."""
    if may(place, deed, district, by):
        return
    where = DISTRICTS.get(district, CITY)
    if district != place.division:
        raise Refused(
            f"{place.name}不能办理{where}的申请（{BASIS}）。",
            kept="没有任何改动。",
            do_next=f"请移交{where}烟草专卖局，或请市局办理。",
        )
    raise Refused(
        f"{place.name}只负责受理，不作审查和决定（{BASIS}）。",
        kept="没有任何改动。",
        do_next=f"请{where}烟草专卖局办理。",
    )
