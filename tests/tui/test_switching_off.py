"""A system is switched off at the console with its reason, and on again."""

from tests.conftest import NOON
from tests.support.rows import OFFICERS
from tests.tui.conftest import seated
from usecases import systems
from wiring.office import Office


async def test_a_system_is_switched_off_with_a_reason_and_on_again(office: Office) -> None:
    office.keep(systems.note_ok, "credit", at=NOON)

    async with seated(office, OFFICERS["sysadmin"]) as clerk:
        await clerk.types("g", "j", "x")
        await clerk.writes("对方今晚停机")
        await clerk.types("enter")
        assert await clerk.finds("人工停用")
        with office.reading() as session:
            off = systems.switched_off(session)
        await clerk.types("a")
        assert await clerk.finds("已恢复")

    with office.reading() as session:
        assert (off, systems.switched_off(session)) == (frozenset({"credit"}), frozenset())


async def test_who_may_not_cannot(office: Office) -> None:
    office.keep(systems.note_ok, "credit", at=NOON)

    async with seated(office, OFFICERS["clerk"]) as clerk:
        await clerk.types("g", "j", "x")
        await clerk.writes("我来停")
        await clerk.types("enter")

    with office.reading() as session:
        assert systems.switched_off(session) == frozenset()
