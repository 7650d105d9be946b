"""Deadlines: cards follow from dates alone; an official calendar changes what it touches, and only that."""

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from daemon.jobs.recompute_deadlines import recompute
from models.errors import InvalidInput
from tests.support.rows import OFFICERS, receive, row, staffed
from usecases import applications, calendars, deadlines
from usecases.application_detail import detail

if TYPE_CHECKING:
    from pathlib import Path

    from wiring.office import Office

ONE = "A-2026-000001"


def shown(office: "Office") -> Any:
    with office.reading() as session:
        return detail(session, ONE, at=office.now()).row


def on(office: "Office", year: int, month: int, day: int) -> int:
    """Set the clock to noon of a day and recompute; return how many changed."""
    office.clock = lambda: datetime(year, month, day, 4, 0, tzinfo=UTC)
    return recompute(office)[1]


@pytest.fixture
def accepted(office: "Office") -> "Office":
    """Return an office whose one application was accepted on 2026-11-21: due on 2026-12-18."""
    receive(staffed(office), row())
    office.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    return office


@pytest.mark.parametrize(
    ("day", "card"),
    [
        ((2026, 12, 10), "none"),
        ((2026, 12, 16), "warning"),
        ((2026, 12, 18), "warning"),
        ((2026, 12, 19), "yellow"),
        ((2026, 12, 21), "yellow"),
        ((2026, 12, 28), "red"),
    ],
)
def test_the_card_follows_from_the_date_alone(accepted: "Office", day: tuple[int, int, int], card: str) -> None:
    on(accepted, *day)

    assert shown(accepted)["card"] == card


def test_a_daemon_that_was_off_for_a_month_needs_no_catching_up(accepted: "Office") -> None:
    assert on(accepted, 2027, 1, 20) == 1
    assert shown(accepted)["card"] == "red"
    assert on(accepted, 2027, 1, 20) == 0


def test_before_acceptance_the_first_answer_raises_the_card(office: "Office") -> None:
    receive(staffed(office), row())

    on(office, 2026, 11, 30)

    assert shown(office)["card"] == "yellow"


def test_an_official_calendar_moves_the_due_date_and_ends_the_doubt(accepted: "Office", tmp_path: "Path") -> None:
    on(accepted, 2026, 12, 14)
    accepted.perform(applications.extend, ONE, note="等待专家评审", by=OFFICERS["approver"])
    before = shown(accepted)
    assert (str(before["due_on"]), before["due_provisional"]) == ("2027-01-04", True)

    years = accepted.perform(calendars.load_official, official_2027(), "国办发明电〔2026〕7号", by=OFFICERS["sysadmin"])
    on(accepted, 2026, 12, 15)

    after = shown(accepted)
    assert years == [2027]
    assert (str(after["due_on"]), after["due_provisional"]) == ("2027-01-05", False)


def test_a_calendar_with_a_fault_changes_nothing(accepted: "Office") -> None:
    with pytest.raises(InvalidInput, match="2"):
        accepted.perform(calendars.load_official, "date,kind\n2027-13-01,off\n", "错", by=OFFICERS["sysadmin"])

    assert shown(accepted)["due_provisional"] is False


def official_2027() -> str:
    """Return a made-up official calendar of 2027 in which 4 January is off as well."""
    from content.lawbook import festivals
    from rules.calendar import provisional_days

    (year,) = (one for one in festivals() if one.year == 2027)
    rows = {day.day.isoformat(): (day.kind, day.name) for day in provisional_days(year)}
    rows["2027-01-04"] = ("off", "元旦")
    return "date,kind,name\n" + "".join(f"{day},{kind},{name}\n" for day, (kind, name) in sorted(rows.items()))


def test_a_recomputation_that_is_told_to_stop_leaves_the_rest_to_the_next(
    office: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(staffed(office), *(row(f"WX{number}") for number in range(5)))
    monkeypatch.setattr(deadlines, "look", partial(deadlines.look, limit=2))
    office.clock = lambda: datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
    looks = iter([False, True])

    stopped = recompute(office, stopping=lambda: next(looks))
    rest = recompute(office)

    assert (stopped, rest, recompute(office)) == ((2, 2), (5, 3), (5, 0))
    with office.reading() as session:
        written = session.execute(select(deadlines.RECOMPUTATIONS.c.changed).order_by(text("id"))).scalars().all()
    assert written == [2, 2, 1]
