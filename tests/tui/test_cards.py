"""The card screen: list, filter, answer with a reason, open the case; and what a calendar changed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from daemon.jobs.recompute_deadlines import recompute, settle
from models.values import Officer
from tests.conftest import training_settings
from tests.support.rows import OFFICERS, receive, row, staffed
from tests.tui.conftest import Clerk
from tests.tui.fakes import screen_text
from tests.usecases.test_deadlines import official_2027
from tui.app import Console
from tui.widgets.record_table import RecordTable
from usecases import applications, calendars, cards
from usecases.desk import Desk
from wiring.database import open_database
from wiring.office import Office

ONE = "A-2026-000001"


def at(office: Office, year: int, month: int, day: int) -> None:
    office.clock = lambda: datetime(year, month, day, 4, 0, tzinfo=UTC)


@pytest.fixture
def bureau(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """Return a bureau with a yellow card of 5 January, whose deadline a calendar would still move."""
    settings = training_settings(sqlite_url, tmp_path)
    engine = open_database(sqlite_url)
    office = Office(settings, engine, b"key", Desk(settings.bureau.name, settings.bureau.uscc, training=True))
    staffed(office)
    at(office, 2026, 12, 4)
    receive(office, row())
    office.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    at(office, 2027, 1, 5)
    recompute(office)
    settle(office)
    yield office
    office.close()


def console(office: Office, officer: Officer = OFFICERS["clerk"]) -> Console:
    return Console(office, officer=officer)


async def test_the_handler_sees_the_card_answers_it_and_opens_the_case(bureau: Office) -> None:
    app = console(bureau)
    async with app.run_test(size=(120, 30)) as pilot:
        assert await Clerk(app, pilot).finds("红黄牌：1 张待您答复")
        await pilot.press("g", "c")
        await app.workers.wait_for_complete()
        assert all(word in screen_text(app) for word in ("黄牌", ONE, "2027-01-04", "待答复"))
        assert OFFICERS["clerk"].name in screen_text(app).partition("黄牌")[2]
        await pilot.press("a")
        await pilot.pause()
        await pilot.press(*"dengcailiao", "enter")
        await app.workers.wait_for_complete()
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        assert "林海生" in screen_text(app)

    with bureau.reading() as session:
        assert cards.one(session, 1)["reason"] == "dengcailiao"


async def test_the_list_is_narrowed_to_what_is_mine(bureau: Office) -> None:
    app = console(bureau, OFFICERS["supervisor"])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("g", "c")
        await app.workers.wait_for_complete()
        before = screen_text(app)
        await pilot.press("m")
        await app.workers.wait_for_complete()

        assert ONE in before
        assert ONE not in screen_text(app)


async def test_what_a_calendar_would_change_stands_before_what_was_changed(bureau: Office) -> None:
    bureau.perform(calendars.load_official, official_2027(), "国办发明电〔2026〕7号", by=OFFICERS["sysadmin"])
    app = console(bureau, OFFICERS["supervisor"])
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("g", "t")
        await app.workers.wait_for_complete()

        shown = screen_text(app)
        assert "现在重算会改变" in shown
        assert "2027-01-04 → 2027-01-05" in shown
        assert "黄牌 → 预警" in shown


async def test_the_cursor_stays_on_the_answered_card_and_who_may_not_answer_is_told_at_once(bureau: Office) -> None:
    at(bureau, 2027, 2, 5)
    recompute(bureau)
    settle(bureau)
    app = console(bureau, OFFICERS["clerk2"])
    async with app.run_test(size=(80, 24)) as pilot:
        clerk = Clerk(app, pilot)
        await clerk.types("g", "c", "a")
        assert "请承办人、其代理人或已告知的人答复" in screen_text(app)
        app.officer = OFFICERS["clerk"]
        await clerk.types("end", "a")
        assert "未按期办结的原因和措施" in screen_text(app)
        await clerk.types(*"dengcailiao", "enter")

        row = app.screen.query_one(RecordTable).current
        assert row is not None
        assert (row.kind, row.state) == ("yellow", "answered")
