"""Cards for enforcement cases: near the last day a warning, after it yellow, then red; what was done has none."""

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from daemon.jobs.recompute_deadlines import settle
from models.tables.columns import table_of
from models.tables.terms import CardRow
from tests.support.casework import FACTS, INSPECTOR, Clock, confirmed, did
from tests.support.one_kind import database_url
from usecases import casework, casework_rows

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
CARDS = table_of(CardRow)
TEAM = ["inspector", "inspector2"]


def standing(office: "Office") -> list[tuple[str, str]]:
    """Return (term, kind) of the cards that stand."""
    c = CARDS.c
    with office.reading() as session:
        rows = session.execute(select(c.term, c.kind).where(c.lifted_at.is_(None), c.subject == "C-2026-000001"))
        return sorted((row.term, row.kind) for row in rows)


@pytest.mark.parametrize(
    ("day", "cards"),
    [
        (date(2026, 11, 5), []),  # E01 ends on the 11th: four working days are left
        (date(2026, 11, 6), [("E01", "warning")]),
        (date(2026, 11, 11), [("E01", "warning")]),
        (date(2026, 11, 12), [("E01", "yellow")]),
        (date(2026, 11, 16), [("E01", "yellow")]),  # three working days late
        (date(2026, 11, 17), [("E01", "red"), ("E01", "yellow")]),
    ],
)
def test_e01_a_lead_is_warned_of_then_yellow_then_red(
    bureau: "Office", clock: Clock, day: date, cards: list[tuple[str, str]]
) -> None:
    bureau.perform(casework.register, FACTS, by=INSPECTOR)
    clock.to(day)
    settle(bureau)
    assert standing(bureau) == cards


def test_a_warning_is_lifted_when_the_step_is_done_and_every_late_term_has_its_card(
    bureau: "Office", clock: Clock
) -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    clock.to(date(2026, 11, 6))
    settle(bureau)
    confirmed(bureau, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    settle(bureau)
    assert standing(bureau) == []

    clock.to(date(2027, 2, 9))  # 30 and 90 days after the sixth of November are both over
    settle(bureau)
    assert {term for term, _ in standing(bureau)} == {"E12", "E22"}


def test_an_inquiry_that_stands_still_is_due_later_day_by_day(bureau: "Office", clock: Clock) -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    confirmed(bureau, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    did(bureau, number, "case.suspended", reason="等待鉴定结论")
    clock.to(date(2026, 11, 12))
    did(bureau, number, "case.resumed")

    with bureau.reading() as session:
        row = casework_rows.read(session, number).row
    assert (row["due_term"], row["due_on"]) == ("E12", date(2026, 12, 14))  # ten days later: a Saturday, so Monday
