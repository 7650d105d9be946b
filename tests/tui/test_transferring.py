"""The hand-over at the desk: M gives an application to another office, and M answers what waits."""

from models.values import Officer, Role
from tests.support.rows import OFFICERS
from tests.tui import bureau
from tests.tui.conftest import seated
from usecases import offices, transfers
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
        assert await clerk.finds("等待翔安区局接收或者退回")
        await clerk.types("M", "enter")
        assert await clerk.finds("已接收移交：A-2026-0000")

    with office.reading() as session:
        assert "350213" in {offices.in_charge(session, f"A-2026-00000{n}") for n in range(1, 5)}


def of_siming(office: Office) -> Officer:
    roles, by = [Role.LICENCE_CLERK], OFFICERS["secadmin"]
    office.perform(offices.put_officer, "siming", name="周敏", roles=roles, office="350203-1", by=by)
    return office.officer("siming")


async def test_a_clerk_sees_the_own_offices_cases_and_with_one_key_all_that_may_be_seen(office: Office) -> None:
    for number, to in (("A-2026-000001", "350200"), ("A-2026-000002", "350203")):
        office.perform(transfers.transfer, number, to, note="由其办理", by=bureau.clerk())
    office.perform(transfers.accept, "A-2026-000001", by=bureau.clerk())

    async with seated(office, of_siming(office), (80, 24)) as clerk:
        await clerk.types("g", "a")
        assert "思明区局" in clerk.sees.splitlines()[0]
        assert listed(clerk.sees) == ["A-2026-000002", "A-2026-000004"]
        await clerk.types("P")
        assert "思明区局（含已移交的）" in clerk.sees.splitlines()[0]
        assert listed(clerk.sees) == ["A-2026-000001", "A-2026-000002", "A-2026-000004"]
        assert "承办机构 市局" in clerk.sees
        await clerk.types("escape")
        assert listed(clerk.sees) == ["A-2026-000002", "A-2026-000004"]


async def test_the_supervisor_sees_all_and_picks_an_office(office: Office) -> None:
    async with seated(office, OFFICERS["supervisor"], (120, 40)) as desk:
        await desk.types("g", "a")
        assert "全部机构" in desk.sees.splitlines()[0]
        assert len(listed(desk.sees)) == len(bureau.PEOPLE)
        await desk.types("p")
        await desk.writes("siming")
        await desk.types("enter")
        assert "思明区局" in desk.sees.splitlines()[0]
        assert listed(desk.sees) == ["A-2026-000001", "A-2026-000004"]


def listed(seen: str) -> list[str]:
    """Return the numbers of the rows of the queue."""
    return [line[2:15] for line in seen.splitlines() if line[2:9] == "A-2026-"]


async def test_the_other_lists_begin_with_the_own_office_as_well(office: Office) -> None:
    async with seated(office, of_siming(office), (120, 40)) as clerk:
        for letter, title in (("y", "送达 › 思明区局"), ("c", "红黄牌 › 思明区局")):
            await clerk.types("g", letter)
            assert title in clerk.sees.splitlines()[0]
        await clerk.types("g", "c", "m")
        assert "红黄牌 › 全部机构" in clerk.sees.splitlines()[0]  # mine, of whatever office
        await clerk.types("m", "g", "m")
        assert "大厅=思明办证大厅" in clerk.sees.splitlines()[1]
