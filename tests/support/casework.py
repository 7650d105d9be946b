"""An office with cases to work on: a clock that tests move, officers with their roles, a lead with everything known."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Protocol

from models.casework import CaseSource
from models.values import SHANGHAI, Officer
from tests.support.rows import OFFICERS, staffed
from usecases import casework, casework_rows, casework_steps

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
JUDGEMENT = {
    "document": "（2026）闽0203行初12号",
    "issuer": "厦门市思明区人民法院",
    "dated": "2026-11-16",
    "reason": "主要证据不足，判决撤销",
}


class Days(Protocol):
    """A calendar that a test moves."""

    @property
    def today(self) -> date:
        """Return the day."""

    def to(self, day: date) -> None:
        """Go on to a day."""


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


def telling(office: "Office") -> "Office":
    """Return an office that tells the credit platform and the national register."""
    office.desk = replace(office.desk, systems=(("credit", "credit"), ("case_system", "case_system")))
    return office


def did(office: "Office", number: str, deed: str, by: Officer = INSPECTOR, **said: Any) -> casework_steps.Done:
    """Take a step that one officer takes alone."""
    return office.perform(casework_steps.TAKE[deed], number, said, by=by)


def confirmed(office: "Office", number: str, deed: str, **said: Any) -> casework_steps.Done:
    """Take a step that one officer proposes and another confirms."""
    office.perform(casework_steps.propose, number, deed, said, by=INSPECTOR)
    return office.perform(casework_steps.confirm, number, by=CHIEF)


def noticed(office: "Office", fine: int | None = 150_000, **more: Any) -> str:
    """Lead a case to its prior notice (`more`: what else it says), served today; return its number."""
    number = office.perform(casework.register, FACTS, by=INSPECTOR)
    team = ["inspector", "inspector2"]
    confirmed(office, number, "case.filed", officers=team, reason="有证据证明违法")
    times = {"started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T10:00+08:00"}
    said: dict[str, Any] = {
        "officers": team,
        "certificates_shown": True,
        "found": "现场有卷烟三百条",
        "place": "思明区",
        **times,
    }
    did(office, number, "case.scene_recorded", **said)
    did(office, number, "case.reported", facts="从外地进货", nature="违法", proposal="罚款")
    did(office, number, "case.review_passed", by=LAWYER, opinion="同意")
    said = {"kinds": ["fine"], "base": 3_000_000, "fine": fine, "facts": "从外地进货", "content": "罚款"}
    did(office, number, "case.noticed", **said | more)
    did(office, number, "case.notice_served", way="直接送达", receiver="林海生")
    return number


def decided(office: "Office", clock: Days, fine: int = 150_000) -> str:
    """Lead a case to its decision, made when the term of the defence is over; return its number."""
    number = noticed(office, fine)
    clock.to(date(2026, 11, 6))
    confirmed(
        office, number, "case.decided", kinds=["fine"], base=3_000_000, fine=fine, facts="从外地进货", content="罚款"
    )
    return number


def served(office: "Office", clock: Days, fine: int = 150_000) -> str:
    """Lead a case to the service of its decision, on the day of the decision; return its number."""
    number = decided(office, clock, fine)
    did(office, number, "case.served", way="直接送达", receiver="林海生")
    return number


def row_of(office: "Office", number: str) -> dict[str, Any]:
    """Return the row of a case."""
    with office.reading() as session:
        return casework_rows.read(session, number).row
