"""What every use case may know of its bureau: name, codes, limits; put into `session.info` by the gate."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from usecases.deeds import NO_GRACE, Order


@dataclass(frozen=True, slots=True)
class Desk:
    """The settings of the bureau that decisions depend on."""

    bureau_name: str
    bureau_code: str  # unified social credit code
    division: str = "350200"
    short_name: str = "厦"  # of document numbers
    training: bool = False
    first_licence_serial: int = 1
    validity_years: int = 5
    supplier: str = "福建省烟草公司厦门市公司"  # who delivers to the holders, printed on licences
    templates: str = ""  # the folder of the bureau's own templates
    reminder_distances: tuple[int, ...] = (90, 60, 30)  # days before a licence ends
    reminder_ways: tuple[str, ...] = ("wechat", "sms", "letter")
    assign_by_load: bool = False  # whether an acceptance gives the case to who has the least open work
    instant: bool = False  # whether what is proved is decided at once
    telling: tuple[str, ...] = ()  # channels that carry notices to who applied there
    systems: tuple[tuple[str, str], ...] = ()  # (name, kind) of the enabled outside systems

    def system_of(self, kind: str) -> str | None:
        """Return the name of the configured system of a kind, None when there is none."""
        return next((name for name, its_kind in self.systems if its_kind == kind), None)


def desk_of(session: Session) -> Desk:
    """Return the desk of this unit of work."""
    desk = session.info["desk"]
    if not isinstance(desk, Desk):
        raise TypeError("the gate must put a Desk into session.info")
    return desk


def grace_of(session: Session) -> timedelta:
    """Return how long messages of this deed wait before they leave."""
    order = session.info.get("order")
    return order.grace if isinstance(order, Order) else NO_GRACE
