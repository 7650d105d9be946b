"""The two terms of what is published of a case: seven working days to publish, three to take back, each with cards."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from daemon.jobs.recompute_deadlines import settle
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.terms import CardRow
from tests.support.casework import (
    CHIEF,
    JUDGEMENT,
    START,
    Clock,
    at_work,
    confirmed,
    row_of,
    served,
    telling,
)
from tests.support.one_kind import database_url
from usecases import penalties

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
CARDS, OUTBOX = table_of(CardRow), table_of(OutboxRow)
ENDED: dict[str, Any] = {**JUDGEMENT, "dated": "2026-11-17", "received": "2026-11-18"}


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def bureau(office: "Office", clock: Clock) -> "Office":
    return telling(at_work(office, clock))


@pytest.fixture
def number(bureau: "Office", clock: Clock) -> str:
    """A case that was decided on the sixth and served."""
    return served(bureau, clock)


def standing(office: "Office", clock: Clock, day: str) -> list[tuple[str, str, str, str]]:
    """Return (term, kind, last day, who is told first) of the cards about the published record that stand on a day."""
    clock.to(date.fromisoformat(f"2026-{day}"))
    settle(office)
    c = CARDS.c
    wanted = select(c.term, c.kind, c.due_on, c.told).where(c.lifted_at.is_(None), c.subject.like("penalty:%"))
    with office.reading() as session:
        return sorted((row.term, row.kind, f"{row.due_on:%m-%d}", row.told[0][0]) for row in session.execute(wanted))


def taken(office: "Office") -> None:
    """Let the platform confirm everything that it was sent."""
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(state="confirmed", confirmed_at=office.now()))


def test_a_decision_is_published_within_seven_working_days(bureau: "Office", clock: Clock, number: str) -> None:
    del number
    assert standing(bureau, clock, "11-11") == []
    assert standing(bureau, clock, "11-16") == [("L25", "warning", "11-17", "inspector")]
    assert ("L25", "yellow", "11-17", "inspector") in standing(bureau, clock, "11-18")
    assert [kind for _, kind, _, _ in standing(bureau, clock, "11-24")] == ["red", "warning", "yellow"]


def test_a_decision_that_was_published_in_time_has_no_card(bureau: "Office", clock: Clock, number: str) -> None:
    del number
    assert len(standing(bureau, clock, "11-16")) == 1
    taken(bureau)
    assert standing(bureau, clock, "11-18") == []


def test_an_annulled_decision_is_taken_back_within_three_working_days(
    bureau: "Office", clock: Clock, number: str
) -> None:
    taken(bureau)
    clock.to(date(2026, 11, 18))
    confirmed(bureau, number, "case.annulled", **ENDED)
    assert standing(bureau, clock, "11-23") == [("E38", "warning", "11-23", "inspector")]
    assert ("E38", "yellow", "11-23", "inspector") in standing(bureau, clock, "11-24")
    taken(bureau)
    assert "warning" not in [kind for _, kind, _, _ in standing(bureau, clock, "11-25")]


def test_an_annulment_that_was_registered_late_is_late_from_its_first_day(
    bureau: "Office", clock: Clock, number: str
) -> None:
    taken(bureau)
    clock.to(date(2026, 11, 25))
    confirmed(bureau, number, "case.annulled", **ENDED)
    assert standing(bureau, clock, "11-25") == [("E38", "yellow", "11-23", "inspector")]


def test_an_order_to_take_back_counts_from_the_day_that_it_was_confirmed(
    bureau: "Office", clock: Clock, number: str
) -> None:
    taken(bureau)
    clock.to(date(2026, 11, 18))
    decision = row_of(bureau, number)["decision_no"]
    order, approver = "厦烟函〔2026〕9号", bureau.officer("approver")
    bureau.perform(penalties.propose_withdrawal, decision, "当事人未满十八周岁", order, by=approver)
    clock.to(date(2026, 11, 19))
    bureau.perform(penalties.withdraw, decision, order, by=CHIEF)
    assert standing(bureau, clock, "11-25") == [("E38", "yellow", "11-24", "inspector")]
