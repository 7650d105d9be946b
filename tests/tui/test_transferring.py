"""The hand-over at the desk: M gives an application to another office, and M answers what waits."""

from tests.tui import bureau
from tests.tui.conftest import seated
from usecases import offices
from wiring.office import Office


async def test_an_application_is_handed_over_and_accepted_with_the_same_key(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "enter", "M")
        await clerk.writes("xiang")
        await clerk.types("enter")
        await clerk.writes("abc")
        await clerk.types("enter")
        assert await clerk.finds("已移交：A-2026-0000")
        await clerk.types("1")
        assert await clerk.finds("待接收或者退回：按 M")
        await clerk.types("M", "enter")
        assert await clerk.finds("已接收移交：A-2026-0000")

    with office.reading() as session:
        assert "350213" in {offices.in_charge(session, f"A-2026-00000{n}") for n in range(1, 5)}
