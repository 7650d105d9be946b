"""Decisions by keys: what was pressed is what is kept, and undo takes it back."""

import pytest

from models.values import Officer
from tests.tui import bureau
from tests.tui.conftest import seated
from tui.screens.application import ApplicationView
from usecases import application_detail, applications
from wiring.office import Office


def state(office: Office, number: str) -> str:
    with office.reading() as session:
        return str(application_detail.detail(session, number, at=office.now()).row["state"])


async def test_one_key_accepts_and_u_takes_it_back(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "end", "a")
        assert state(office, "A-2026-000006") == "accepted"
        assert "已受理：A-2026-000006（30 秒内可按 u 撤销）" in clerk.sees

        await clerk.types("u")
        assert state(office, "A-2026-000006") == "received"
        assert "已撤销：A-2026-000006" in clerk.sees


async def test_a_grant_shows_what_will_happen_before_it_happens(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "end", "y")
        assert "刘美玲" in clerk.sees
        assert "30 秒内可按 u 撤销，此前不会送出任何内容" in clerk.sees
        assert state(office, "A-2026-000006") == "received"

        await clerk.types("enter")
        assert state(office, "A-2026-000006") == "granted"


async def test_escape_grants_nothing(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "end", "y", "escape")

        assert state(office, "A-2026-000006") == "received"


async def test_a_forbidden_grant_says_what_was_kept_and_what_to_do(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "down", "y")
        assert "筛查结论为不予许可" in clerk.sees
        assert "申请未作决定" in clerk.sees

        await clerk.types("enter")
        assert state(office, "A-2026-000002") == "received"


async def test_a_correction_starts_from_the_complete_list(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "b")
        assert "烟草专卖零售许可证编号" in clerk.sees
        assert "将告知 1 项" in clerk.sees

        await clerk.types("enter", "enter")
        assert state(office, "A-2026-000001") == "correcting"


async def test_what_the_check_found_cannot_be_left_out_of_a_correction(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "b", "space", "backslash")
        assert "系统查出，必须告知" in clerk.sees
        assert "将告知 1 项" in clerk.sees

        await clerk.types("space")
        assert "将告知 2 项" in clerk.sees


async def refuse(office: Office, officer: Officer, *keys: str) -> str:
    async with seated(office, officer) as clerk:
        await clerk.types("g", "a", "down", *keys)
        return clerk.sees


async def test_a_refusal_needs_a_reason_with_its_article_and_a_second_officer(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "down", "n")
        await clerk.writes("r1")
        assert "取消资格未满三年" in clerk.sees
        await clerk.types("enter", "enter")
        assert state(office, "A-2026-000002") == "received"

    async with seated(office, bureau.approver()) as clerk:
        await clerk.types("g", "a", "down", "n")
        assert "周雅" in clerk.sees
        assert "(工业和信息化部令第37号)第二十" in clerk.sees
        await clerk.types("enter")

    assert state(office, "A-2026-000002") == "not_accepted"


async def test_a_proposal_says_who_made_it_and_why_in_words(office: Office) -> None:
    number = "A-2026-000002"
    office.perform(applications.refuse, number, reason="R1", by=bureau.clerk())
    async with seated(office, bureau.approver()) as clerk:
        clerk.app.push_screen(ApplicationView(number))
        assert await clerk.finds("周雅 提出不予许可（取消资格未满三年）")


async def test_the_same_officer_cannot_confirm_the_own_proposal(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "down", "n")
        await clerk.writes("r1")
        await clerk.types("enter", "enter", "n", "enter")

        assert "未能办理" in clerk.sees
    assert state(office, "A-2026-000002") == "received"


async def test_marks_decide_several_at_once_and_say_what_was_not_done(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "space", "end", "space", "a")
        assert await clerk.finds("选中 2 件，将办理 1 件")
        assert "申请材料不齐全" in clerk.sees
        await clerk.types("enter")
        assert await clerk.finds("已受理：A-2026-000006")

    assert state(office, "A-2026-000001") == "received"
    assert state(office, "A-2026-000006") == "accepted"


async def test_a_bulk_grant_shows_first_what_it_would_do_and_is_undone_in_one_stroke(office: Office) -> None:
    bureau.receive_renewals(office, 3)
    renewals = [f"A-2026-{n:06}" for n in (7, 8, 9)]
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "space", "end", "space", "up", "up", "space", "space", "y")
        assert await clerk.finds("选中 4 件，将办理 3 件")
        assert state(office, renewals[0]) == "received"
        await clerk.types("enter")
        assert await clerk.finds("已准予许可：3 件")
        assert [state(office, number) for number in renewals] == ["granted"] * 3
        await clerk.types("u")
        assert await clerk.finds("已撤销：3 件")

    assert [state(office, number) for number in renewals] == ["received"] * 3


async def test_the_last_deed_is_repeated_with_a_point(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "end", "T", "home", "full_stop")

    with office.reading() as session:
        for number in ("A-2026-000001", "A-2026-000006"):
            assert application_detail.detail(session, number, at=office.now()).row["assigned_to"] == "clerk"


async def test_a_screen_forgets_its_message_when_the_deed_was_undone_elsewhere(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "end", "a")
        await clerk.types("enter", "u")
        assert "已撤销：A-2026-000006" in clerk.sees

        await clerk.types("escape")
        assert "已受理：A-2026-000006" not in clerk.sees

        await clerk.types("enter", "6")
        assert "撤销操作" in clerk.sees
        assert "application.accepted" not in clerk.sees


async def test_what_stands_against_a_grant_is_told_instead_of_asking(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "down", "y")
        assert "筛查结论为不予许可" in clerk.sees
        assert "准予后" not in clerk.sees
        assert "知道了" in clerk.sees  # there is nothing to be confirmed
        await clerk.types("escape", "end", "y")
        assert "准予后" in clerk.sees


@pytest.mark.parametrize(("reason", "warned"), [("R1", False), ("R2", True)])
async def test_the_second_officer_is_told_where_the_screening_finds_no_such_reason(
    office: Office, reason: str, *, warned: bool
) -> None:
    office.perform(applications.refuse, "A-2026-000002", reason=reason, by=bureau.clerk())
    async with seated(office, bureau.approver()) as clerk:
        await clerk.types("g", "a", "down", "n")
        assert await clerk.finds("复核不予许可的提议")
        assert ("筛查没有得出这一理由" in clerk.sees) is warned


async def test_u_takes_no_older_deed_back_in_place_of_the_last(office: Office) -> None:
    bureau.trouble(office)
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "end", "a", "g", "q", "x")
        await clerk.writes("已请渠道重报")
        await clerk.types("enter")
        assert await clerk.finds("已处理")
        await clerk.types("u")
        assert await clerk.finds("没有可撤销的操作")

    assert state(office, "A-2026-000006") == "accepted"


async def test_a_deed_is_undone_after_a_number_was_looked_at(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "end", "a", "enter", "z")
        await clerk.writes("核对身份证原件")
        await clerk.types("enter", "u")
        assert await clerk.finds("已撤销：A-2026-000006")

    assert state(office, "A-2026-000006") == "received"
