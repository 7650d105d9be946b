"""Pauses (L13): the applicant is told how long it takes, and the handler is warned when that time is over."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import InvalidInput
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.terms import PauseRow
from models.values import SYSTEM_OFFICER
from tests.support.one_kind import database_url
from tests.support.rows import OFFICERS, receive, row, staffed
from usecases import applications, cards, cards_due, clocks, pauses, running_terms
from usecases.desk import Desk

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
CLERK = OFFICERS["clerk"]
ONE = "A-2026-000001"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday
UNTIL = date(2026, 12, 2)
CONNECTED = Desk("厦门市烟草专卖局", "11350200MB1A2B3CXA", systems=(("wechat", "intake"), ("sms", "sms")))


@pytest.fixture
def desk(office: "Office") -> "Office":
    """Return an office with an application that was accepted."""
    office.desk, office.clock = CONNECTED, lambda: NOON
    receive(staffed(office), row())
    office.perform(applications.accept, ONE, by=CLERK)
    return office


def terms(office: "Office") -> list[tuple[str, date, bool]]:
    with office.reading() as session:
        return [(r["term"], r["due_on"], r["done_at"] is not None) for r in running_terms.of_subject(session, ONE)]


def owed(office: "Office", day: date) -> list[tuple[str, str, str]]:
    office.clock = lambda: datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    with office.reading() as session:
        found = cards_due.owing_of_terms(session, clocks.reckoner(session, office.now()))
    return [(card.term, card.kind.value, card.handler) for card in found]


def told(office: "Office") -> list[dict[str, Any]]:
    c = table_of(OutboxRow).c
    with office.reading() as session:
        return list(session.execute(select(c.payload).order_by(c.id)).scalars())


def test_the_applicant_is_told_in_writing_how_long_the_review_takes(desk: "Office") -> None:
    desk.perform(pauses.begin, ONE, "expert_review", reason="场所安全送专家评审。", until=UNTIL, by=CLERK)

    words = "专家评审期间不计入办理期限，自2026-11-23起，预计至2026-12-02（《行政许可法》(2019)第四十五条）。"
    event, message = told(desk)[-2:]
    assert event["opinion"] == f"{words}场所安全送专家评审。"
    assert words in message["text"]
    with desk.reading() as session:
        (kept,) = session.execute(select(table_of(PauseRow))).all()
    assert kept.until_on == UNTIL


def test_the_handler_is_warned_before_that_day_and_gets_a_card_after_it(desk: "Office") -> None:
    desk.perform(pauses.begin, ONE, "test", until=UNTIL, by=CLERK)

    seen = {day: owed(desk, day) for day in (date(2026, 11, 26), date(2026, 11, 27), UNTIL, date(2026, 12, 3))}

    assert terms(desk) == [("L13", UNTIL, False)]
    assert [kind for found in seen.values() for _term, kind, _handler in found] == ["warning", "warning", "yellow"]
    assert seen[date(2026, 12, 3)] == [("L13", "yellow", "clerk")]


def test_the_end_of_the_pause_ends_the_watch(desk: "Office") -> None:
    desk.perform(pauses.begin, ONE, "test", until=UNTIL, by=CLERK)
    desk.clock = lambda: NOON + timedelta(days=1)

    desk.perform(pauses.end, ONE, "test", by=CLERK)

    assert terms(desk) == [("L13", UNTIL, True)]
    assert owed(desk, date(2026, 12, 3)) == []


def test_while_another_pause_runs_its_watch_goes_on(desk: "Office") -> None:
    desk.perform(pauses.begin, ONE, "test", until=UNTIL, by=CLERK)
    desk.clock = lambda: NOON + timedelta(days=1)
    desk.perform(pauses.begin, ONE, "expert_review", until=date(2026, 12, 4), by=CLERK)

    desk.perform(pauses.end, ONE, "test", by=CLERK)

    assert [done for _term, _due, done in terms(desk)] == [True, False]


def test_a_pause_that_begins_again_on_its_day_is_watched_again(desk: "Office") -> None:
    desk.perform(pauses.begin, ONE, "test", until=UNTIL, by=CLERK)
    desk.perform(pauses.end, ONE, "test", by=CLERK)
    desk.perform(pauses.begin, ONE, "test", until=date(2026, 12, 9), by=CLERK)

    assert terms(desk) == [("L13", date(2026, 12, 9), False)]


@pytest.mark.parametrize("until", [date(2026, 11, 22), date(2027, 11, 25)])
def test_a_day_that_cannot_be_is_answered_with_those_that_can(desk: "Office", until: date) -> None:
    with pytest.raises(InvalidInput, match="预计结束的日期应在2026-11-23至2027-11-24之间"):
        desk.perform(pauses.begin, ONE, "test", until=until, by=CLERK)

    assert terms(desk) == []


def test_a_new_calendar_moves_no_day_that_a_person_said(desk: "Office") -> None:
    desk.perform(pauses.begin, ONE, "test", until=UNTIL, by=CLERK)
    with desk.reading() as session:
        assert running_terms.moved(session) == []
    desk.clock = lambda: NOON + timedelta(days=10)
    with desk.reading() as session:
        due = cards_due.owing_of_terms(session, clocks.reckoner(session, desk.now()))
    assert desk.perform(cards.hand_out, due, by=SYSTEM_OFFICER) == 1
