"""An office with cases to work on: a clock that tests move, officers with their roles, a lead with everything known."""

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from models.casework import CaseSource
from models.values import SHANGHAI, Officer
from tests.support.rows import OFFICERS, staffed
from usecases import casework, casework_steps

if TYPE_CHECKING:
    from wiring.office import Office

INSPECTOR, CHIEF, LAWYER = OFFICERS["inspector"], OFFICERS["approver2"], OFFICERS["reviewer"]
START = date(2026, 11, 2)  # a Monday
FACTS = casework.Facts(
    CaseSource.REPORT,
    START,
    "举报某店从外地购进卷烟",
    "厦门市思明区湖滨南路1号",
    "350203",
    "C01",
    date(2026, 10, 30),
    party={"kind": "person", "name": "林海生", "number": "350203199003070014", "phone": "13900000001"},
)


class Clock:
    """A clock that stands at ten in the morning of a day."""

    def __init__(self, today: date) -> None:
        self.today = today

    def __call__(self) -> datetime:
        """Return the moment (UTC)."""
        return datetime.combine(self.today, time(10), SHANGHAI).astimezone(UTC)

    def to(self, day: date) -> None:
        """Go on to a day."""
        self.today = day


def at_work(office: "Office", clock: Clock) -> "Office":
    """Return an office by a clock, with its officers entered."""
    staffed(office)
    office.clock = clock
    return office


def did(office: "Office", number: str, deed: str, by: Officer = INSPECTOR, **said: Any) -> casework_steps.Done:
    """Take a step that one officer takes alone."""
    return office.perform(casework_steps.TAKE[deed], number, said, by=by)


def confirmed(office: "Office", number: str, deed: str, **said: Any) -> casework_steps.Done:
    """Take a step that one officer proposes and another confirms."""
    office.perform(casework_steps.propose, number, deed, said, by=INSPECTOR)
    return office.perform(casework_steps.confirm, number, by=CHIEF)
