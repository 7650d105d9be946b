"""Back to a list: it shows what was done meanwhile, under the same row, and asks for nothing where nothing was done."""

import asyncio
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from textual import work
from textual.widget import Widget
from typing_extensions import override

from tests.support.casework import INSPECTOR
from tests.support.rows import OFFICERS
from tests.tui import bureau
from tests.tui.conftest import PATIENCE, Clerk, seated
from tests.tui.test_casework import facts
from tui.view import View
from usecases import applications, casework
from wiring.office import Office

NAMES = ("甲商行", "乙商行", "丙商行", "丁商行")


class Slow(View):
    """A record whose reading takes until the gate opens."""

    def __init__(self) -> None:
        super().__init__()
        self.gate, self.over, self.shown = threading.Event(), asyncio.Event(), 0
        self.gate.set()

    @override
    def body(self) -> Iterable[Widget]:
        yield Slowly(self)

    @override
    @work(exclusive=True, group="load")
    async def action_load(self) -> None:
        try:
            await self.read(lambda _session: self.gate.wait(PATIENCE))
            self.shown += 1
        finally:
            self.over.set()


class Slowly(Widget):
    """A part that goes away only once the reading of its screen is over."""

    def __init__(self, record: Slow) -> None:
        super().__init__()
        self.record = record

    async def on_unmount(self) -> None:
        self.record.gate.set()
        await asyncio.wait_for(self.record.over.wait(), PATIENCE)


@contextmanager
def queries(office: Office, table: str) -> Iterator[list[str]]:
    """Collect what is asked of a table."""
    asked: list[str] = []

    def heard(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if table in statement:
            asked.append(statement)

    event.listen(office.engine, "before_cursor_execute", heard)
    yield asked
    event.remove(office.engine, "before_cursor_execute", heard)


def named(name: str) -> casework.Facts:
    """Return a lead against somebody."""
    return facts(party={"kind": "person", "name": name})


@pytest.fixture
def cases(office: Office) -> list[str]:
    """Four leads; return their numbers, the oldest first."""
    return [office.perform(casework.register, named(name), by=INSPECTOR) for name in NAMES]


def stands_on(clerk: Clerk) -> Any:
    return clerk.app.screen_stack[0].table.current  # type: ignore[attr-defined]


async def test_a_case_that_was_changed_elsewhere_is_new_in_its_list_after_escape(
    office: Office, cases: list[str]
) -> None:
    async with seated(office, INSPECTOR) as clerk:
        await clerk.types("g", "C", "down", "down", "enter")
        assert await clerk.finds("乙商行")
        await clerk.app._watch_data()
        office.perform(casework.change, cases[1], named("新名商行"), by=INSPECTOR)
        office.perform(casework.register, named("戊商行"), by=INSPECTOR)
        await clerk.app._watch_data()
        await clerk.types("escape")
        assert await clerk.finds("新名商行")
        assert "戊商行" in clerk.sees
        assert stands_on(clerk).number == cases[1]


async def test_the_queue_shows_what_was_decided_while_a_record_lay_over_it(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "down", "down", "enter")
        await clerk.app._watch_data()
        before = stands_on(clerk)
        office.perform(applications.accept, "A-2026-000003", by=OFFICERS["clerk"])
        form = bureau.form("郑新来", "新来便利店", "350203", office.now())
        bureau.receive(office, "kiosk", [bureau.row("kiosk", "REF00000099", form)])
        await clerk.app._watch_data()
        await clerk.types("escape")
        assert await clerk.finds("郑新来")
        assert stands_on(clerk).number == before.number == "A-2026-000003"
        assert stands_on(clerk).state != before.state


async def test_coming_back_asks_for_nothing_when_nothing_was_done(office: Office, cases: list[str]) -> None:
    async with seated(office, INSPECTOR) as clerk:
        await clerk.app._watch_data()
        await clerk.types("g", "C", "down", "enter")
        with queries(office, "enforcement_cases") as asked:
            await clerk.types("escape", "s", "escape")
        assert asked == []
        assert stands_on(clerk).number == cases[2]


async def test_a_subject_that_is_shown_again_is_read_once(office: Office, cases: list[str]) -> None:
    async with seated(office, INSPECTOR) as clerk:
        await clerk.app._watch_data()
        await clerk.types("g", "C", "g", "p")
        with queries(office, "enforcement_cases") as once:
            await clerk.types("g", "C")
        await clerk.types("g", "p")
        office.perform(casework.change, cases[3], named("新名商行"), by=INSPECTOR)
        await clerk.app._watch_data()
        await clerk.rests()
        with queries(office, "enforcement_cases") as asked:
            await clerk.types("g", "C")
        assert await clerk.finds("新名商行")
        assert len(asked) == len(once)


async def test_a_record_that_is_left_while_it_is_read_shows_nothing_more(office: Office) -> None:
    async with seated(office, INSPECTOR) as clerk:
        slow = Slow()
        clerk.app.push_screen(slow)
        await clerk.rests()
        assert slow.shown == 1
        slow.gate.clear()
        slow.over.clear()
        slow.data_changed()
        slow.action_back()
        await clerk.rests()
        assert slow.over.is_set()
        assert slow.shown == 1


async def test_escape_leads_back_to_the_screen_that_sent_one_here(office: Office, cases: list[str]) -> None:
    async with seated(office, OFFICERS["supervisor"], (120, 40)) as clerk:
        await clerk.types("g", "C", "t", "enter")
        assert await clerk.finds("阶段=")
        await clerk.types("enter", "escape")
        assert clerk.app.current_mode == "casework"
        await clerk.types("escape")
        assert clerk.app.current_mode == "casework_overview"
        await clerk.types("escape")
        assert clerk.app.current_mode == "home"


async def test_escape_clears_a_filter_that_was_changed_or_come_to_by_oneself(office: Office, cases: list[str]) -> None:
    async with seated(office, OFFICERS["supervisor"], (120, 40)) as clerk:
        await clerk.types("g", "T", "enter", "m", "escape")
        assert clerk.app.current_mode == "casework"
        assert "阶段=" not in clerk.sees
        await clerk.types("g", "T", "enter", "g", "p", "g", "C", "escape")
        assert clerk.app.current_mode == "casework"
        assert "阶段=" not in clerk.sees


async def test_the_jump_to_where_one_is_leads_from_a_record_to_its_list(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "enter", "W")
        assert len(clerk.app.screen_stack) == 3
        await clerk.types("g", "a")
        assert len(clerk.app.screen_stack) == 1
        assert "1 / 6" in clerk.sees
        await clerk.types("enter", "g", "p", "g", "a")
        assert len(clerk.app.screen_stack) == 2


async def test_a_line_of_the_home_leads_to_its_list_and_not_to_the_record_that_lies_over_it(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "enter", "g", "h")
        clerk.app.visit("applications", state="received")
        await clerk.rests()
        assert len(clerk.app.screen_stack) == 1
        assert "状态=已收件" in clerk.sees


async def test_who_takes_a_decision_back_sees_that_application_again(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "enter")
        await clerk.types("n", "enter", "enter")
        assert await clerk.finds("› A-2026-000002")
        await clerk.types("u")
        assert await clerk.finds("› A-2026-000001")
        assert "已撤销：A-2026-000001" in clerk.sees
        assert clerk.app.screen.chosen()[0].number == "A-2026-000001"  # type: ignore[attr-defined]


async def test_escape_shows_all_publications_before_it_leads_back_to_who_sent_one(office: Office) -> None:
    async with seated(office, OFFICERS["supervisor"], (120, 40)) as clerk:
        await clerk.types("g", "x")
        clerk.app.visit("credit", state="late")
        await clerk.rests()
        assert "状态=已逾期" in clerk.sees
        await clerk.types("s", "down", "enter", "escape")
        assert "状态=全部未确认" in clerk.sees
        await clerk.types("escape")
        assert clerk.app.current_mode == "reconciliation"


async def test_the_foot_tells_the_way_back_from_a_record_and_none_from_a_first_screen(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a")
        assert "Esc" not in clerk.sees.splitlines()[-1]
        await clerk.types("s")
        assert "Esc" not in clerk.sees.splitlines()[-1]
        await clerk.types("escape", "enter")
        assert "Esc 返回" in clerk.sees.splitlines()[-1]
