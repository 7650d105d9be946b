"""The console of an officer who is taken off the desk: it shows nothing more and asks who sits there now."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from typing_extensions import override

from models.errors import OutsideUnavailable
from tests.support.rows import OFFICERS
from tests.tui.conftest import Clerk, seated
from tests.tui.fakes import SmallOffice, console
from tui.widgets.dialogs import Dialog
from usecases import departures
from wiring.office import Office


async def test_an_open_console_is_left_at_once_with_its_question(office: Office) -> None:
    async with seated(office, OFFICERS["clerk2"]) as desk:
        await desk.types("g", "a", "y")
        assert isinstance(desk.app.screen, Dialog)

        office.perform(departures.deactivate, "clerk2", by=OFFICERS["secadmin"])

        assert await desk.finds("林晓芸已停用，请换人登录")
        assert desk.app.officer.login == ""
        assert not isinstance(desk.app.screen, Dialog)


class NoRows(tuple[object, ...]):
    """The answer that the only officer there was is off the desk, and that nobody else is there."""

    __slots__ = ()

    def scalar(self) -> bool:
        return False


class AwayAtFirst(SmallOffice):
    """An office whose database answers from the third question on, and then that the officer is off the desk."""

    asked = 0

    @override
    @contextmanager
    def reading(self) -> Iterator[SimpleNamespace]:
        self.asked += 1
        if self.asked < 3:
            raise OutsideUnavailable("数据库没有应答。")
        yield SimpleNamespace(execute=lambda _query: NoRows())


async def test_a_database_that_says_nothing_ends_no_console_and_is_asked_again() -> None:
    office = AwayAtFirst()
    app = console(office)
    async with app.run_test(size=(80, 24)) as pilot:
        assert await Clerk(app, pilot).finds("周雅已停用，请换人登录")

    assert office.asked >= 3
