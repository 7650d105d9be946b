"""Two clerks at one case, and the next case that opens by itself."""

from datetime import timedelta

from models.values import Officer
from tests.tui import bureau
from tests.tui.conftest import seated
from usecases import application_detail, applications, case_locks, officers
from wiring.office import Office

LAST = "A-2026-000006"


def other() -> Officer:
    """林晓芸, the second clerk."""
    return officers.TRAINING[1]


def row_of(office: Office, number: str) -> dict[str, object]:
    with office.reading() as session:
        return application_detail.detail(session, number, at=office.now()).row


def holder(office: Office, number: str) -> str | None:
    with office.reading() as session:
        found = case_locks.holder(session, number, at=office.now())
    return None if found is None else found.login


async def test_the_second_clerk_sees_who_has_the_case_and_takes_it_over(office: Office) -> None:
    office.keep(case_locks.take, LAST, other(), at=office.now() - timedelta(seconds=60))
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "end", "enter")
        assert await clerk.finds("林晓芸正在办理，1 分钟前打开")
        await clerk.types("O")
        assert await clerk.finds("已接手")
        assert holder(office, LAST) == "clerk"
        await clerk.types("escape")

    assert holder(office, LAST) is None


async def test_who_gives_the_desk_to_another_leaves_no_case_open(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "end", "enter")
        assert holder(office, LAST) == "clerk"
        await clerk.types("L", "enter")
        assert await clerk.finds("登录名")

        assert holder(office, LAST) is None


async def test_a_deed_on_what_another_has_open_asks_once(office: Office) -> None:
    office.keep(case_locks.take, LAST, other(), at=office.now())
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "end", "a")
        assert await clerk.finds("有人正在办理")
        await clerk.types("escape")
        assert row_of(office, LAST)["state"] == "received"
        await clerk.types("a")
        assert await clerk.finds(f"已受理：{LAST}")

    assert row_of(office, LAST)["state"] == "accepted"


async def test_three_keys_decide_a_clear_case_and_the_next_one_opens(office: Office) -> None:
    bureau.receive_renewals(office, 2)
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "end", "up")
        await clerk.types("enter", "6", "y", "enter")
        assert await clerk.finds("已准予许可：A-2026-000007")
        assert await clerk.finds("› A-2026-000008")
        assert "[筛查]" in clerk.sees
        await clerk.types("y", "enter")
        assert await clerk.finds("已准予许可：A-2026-000008")

    assert [row_of(office, f"A-2026-00000{n}")["state"] for n in (7, 8)] == ["granted", "granted"]


async def test_a_key_meant_for_a_row_that_another_clerk_took_away_asks_first(office: Office) -> None:
    bureau.receive_renewals(office, 3)
    taken, next_one = "A-2026-000007", "A-2026-000008"
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "s", "down", "enter", "end", "up", "up")
        assert await clerk.finds(f"› {taken}")
        await clerk.app._watch_data()
        office.perform(applications.accept, taken, by=other())
        await clerk.app._watch_data()
        assert await clerk.finds(f"› {next_one}")
        await clerk.types("a")
        assert await clerk.finds("光标所在的申请刚才离开了此列")
        assert taken in clerk.sees
        await clerk.types("escape")
        assert row_of(office, next_one)["state"] == "received"
        await clerk.types("a")
        assert await clerk.finds(f"已受理：{next_one}")
        await clerk.types("a")
        assert await clerk.finds("已受理：A-2026-000009")

    assert row_of(office, next_one)["state"] == "accepted"
