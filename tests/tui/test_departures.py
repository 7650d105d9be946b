"""The console of an officer who is taken off the desk: it shows nothing more and asks who sits there now."""

from tests.support.rows import OFFICERS
from tests.tui.conftest import seated
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
