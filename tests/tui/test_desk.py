"""The rarer work at the desk: looking twice, whole numbers, feedback, a check on the spot, another officer."""

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from models.tables.outbox import OutboxRow
from models.values import SHANGHAI, SYSTEM_OFFICER, Officer
from ports.platforms import Feedback
from tests.conftest import NOON
from tests.support.rows import OFFICERS
from tests.tui import bureau
from tests.tui.conftest import Clerk, pressed, seated
from tui.screens.application import ApplicationView
from tui.screens.application_sections import revisions
from tui.screens.outbox import subject_of
from usecases import absences, application_detail, applications, feedback, officers, outbox_desk
from wiring.database import unit_of_work
from wiring.office import Office

SECOND = "A-2026-000002"
NUMBER = "110105199001010010"


def row_of(office: Office, number: str) -> dict[str, Any]:
    with office.reading() as session:
        return application_detail.detail(session, number, at=office.now()).row


def deeds(office: Office, name: str) -> list[tuple[str, str]]:
    """Return (officer, subject) of every ledger entry of one deed."""
    ledger = table_of(LedgerRow)
    with office.reading() as session:
        entries = [json.loads(body) for (body,) in session.execute(select(ledger.c.body).order_by(ledger.c.seq))]
    return [(entry["by"], entry["subject"]) for entry in entries if entry["deed"] == name]


def contradict(office: Office) -> None:
    """Let the second application come once more under the same revision, with other content."""
    other = bureau.form("林雅亭", "雅婷食杂店", "350206", office.now())
    bureau.receive(office, "website", [bureau.row("website", "REF00000002", other)])


async def test_what_needs_a_look_is_filtered_from_home_and_checked_off_with_a_note(office: Office) -> None:
    contradict(office)
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        assert await clerk.finds("需核对：1 件（含待复核）")
        await clerk.types("enter")
        assert await clerk.finds("只看需核对")
        assert "林雅婷" in clerk.sees
        assert "陈志伟" not in clerk.sees
        await clerk.types("enter")
        assert await clerk.finds("H 已核对")
        await clerk.types("H")
        await clerk.writes("ab")
        await clerk.types("enter")
        assert await clerk.finds("已核对：A-2026-000002")
        assert "H 已核对" not in clerk.sees.splitlines()[-1]

    assert row_of(office, SECOND)["attention"] == ""
    assert deeds(office, "application.checked") == [("clerk", SECOND)]


async def test_nothing_can_be_checked_off_where_nothing_needs_a_look(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "enter", "H")

        assert "已核对" not in clerk.sees


async def test_whole_numbers_are_shown_for_a_reason_that_the_ledger_keeps_once_a_visit(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "down", "enter", "z")
        assert await clerk.finds("查看完整号码的事由")
        await clerk.writes("hd")
        await clerk.types("enter")
        assert await clerk.finds(NUMBER)
        await clerk.types("z")
        assert NUMBER not in clerk.sees
        await clerk.types("z")
        assert await clerk.finds(NUMBER)
        await clerk.types("g", "h", "g", "a")
        assert NUMBER not in clerk.sees

    assert deeds(office, "number.revealed") == [("clerk", SECOND)]


async def test_numbers_stay_hidden_without_a_reason(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "enter", "z", "escape")

        assert NUMBER not in clerk.sees
    assert deeds(office, "number.revealed") == []


async def test_an_officer_without_the_right_never_sees_a_whole_number(office: Office) -> None:
    async with seated(office, officers.TRAINING[8]) as clerk:
        await clerk.types("g", "a", "enter", "z")

        assert "事由" not in clerk.sees
        assert NUMBER not in clerk.sees


def publish(office: Office) -> str:
    """Put a confirmed licence record into the outbox; return its key."""
    message = bureau.rejected_message(office.now())
    with unit_of_work(office.engine) as session:
        shown = {"state": "confirmed", "code": "", "message": "", "hint": "", "confirmed_at": office.now()}
        session.execute(insert(table_of(OutboxRow)).values(message | shown))
    return str(message["key"])


async def withdraws(office: Office, officer: Officer, *keys: str) -> str:
    async with seated(office, officer, (120, 40)) as clerk:
        await clerk.types("g", "o", "enter", "x")
        for key in keys:
            await clerk.writes(key)
            await clerk.types("enter")
        if not keys:
            assert await clerk.finds("确认撤回公示")
            await clerk.types("enter")
        assert await clerk.finds("等待另一名人员" if keys else "已撤回")
        return clerk.sees


async def test_a_published_licence_is_withdrawn_by_two_officers(office: Office) -> None:
    publish(office)

    await withdraws(office, bureau.clerk(), "fuyi", "1", "2026-11-20", "市政府")
    await withdraws(office, bureau.approver())

    with office.reading() as session:
        newest = outbox_desk.page(session)[0]
    assert (newest.kind, newest.op, newest.version) == ("xk", "withdraw", 2)


async def test_a_second_officer_turns_a_proposed_withdrawal_down(office: Office) -> None:
    publish(office)
    await withdraws(office, bureau.clerk(), "fuyi", "1", "2026-11-20", "市政府")

    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", "o", "enter")
        assert await clerk.finds("或按 N 驳回")
        await clerk.types("N")
        await clerk.writes("wrong")
        await clerk.types("enter")
        assert await clerk.finds("已驳回提议")

    with office.reading() as session:
        assert {m.op for m in outbox_desk.page(session)} == {"upsert"}
    assert [by for by, _subject in deeds(office, "withdrawal_rejected")] == ["approver"]


async def test_only_what_was_published_can_be_withdrawn(office: Office) -> None:
    bureau.trouble(office)
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", "o", "enter")

        assert "放行" in clerk.sees
        assert "撤回公示" not in clerk.sees


async def test_the_outbox_counts_its_messages(office: Office) -> None:
    bureau.trouble(office)
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "o")

        assert await clerk.finds("1 / 1")


def dispute(office: Office, number: str) -> Feedback:
    """Return a wish for correction as the credit platform sends it."""
    fields = (("CF_FR", "500.00", "50.00"),)
    text = "[red]罚款金额与决定书不符[/]\x1b[2J"
    return Feedback(number, "correction", "cf|1|2", 1, office.now(), "2026-12-01", text, fields)


async def test_feedback_is_shown_with_its_fields_and_answered_with_the_reason(office: Office) -> None:
    items = [dispute(office, "FB-1"), replace(dispute(office, "FB-2"), fields=())]
    office.perform(feedback.receive, "credit", items, by=SYSTEM_OFFICER)
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        assert await clerk.finds("异议与修复：2 件待答复")
        await clerk.types("g", "f")
        assert await clerk.finds("500.00 → 50.00")
        assert "[red]罚款金额与决定书不符[/]" in clerk.sees
        assert "\x1b" not in clerk.sees
        await clerk.types("n", "enter")
        assert "至少写 2 个字" in clerk.sees
        await clerk.writes("no")
        await clerk.types("enter")
        assert await clerk.finds("已答复不采纳：FB-1")
        await clerk.types("a")
        await clerk.writes("ok")
        await clerk.types("enter")
        assert await clerk.finds("没有待处理的异议")

    with office.reading() as session:
        answered = {
            row["feedback_id"]: (row["decision"], row["note"]) for row in feedback.unacknowledged(session, "credit")
        }
    assert answered == {"FB-1": ("refused", "no"), "FB-2": ("taken", "ok")}


async def test_a_check_on_the_spot_is_kept_with_two_inspectors_and_what_they_measured(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "end", "a", "e", "down", "enter")
        assert await clerk.finds("实地核查（行政许可法第三十四条）")
        form = clerk.app.screen
        for name, value in {
            "inspectors": "inspector",
            "school_distance_m": "-5",
            "safe": "true",
            "conclusion": "符合要求",
        }.items():
            form._widget(name).value = value  # type: ignore[attr-defined]
        await clerk.types("f2")
        assert await clerk.finds("须由两名以上人员")
        assert "应为不小于零的数" in clerk.sees
        assert "还应写明测量方法" in clerk.sees
        form._widget("method").value = "激光测距仪"  # type: ignore[attr-defined]
        form._widget("inspectors").value = "inspector,inspector2"  # type: ignore[attr-defined]
        form._widget("school_distance_m").value = "182.5"  # type: ignore[attr-defined]
        await clerk.types("f2")
        assert await clerk.finds("已登记实地核查")

    kept = row_of(office, "A-2026-000006")
    assert kept["state"] == "examining"
    assert kept["site_check"] == {
        "inspectors": ["inspector", "inspector2"], "checked_on": "2026-11-21", "school_distance_m": 182.5, "safe": True,
        "method": "激光测距仪", "conclusion": "符合要求",
    }  # fmt: skip


async def test_an_examination_on_paper_needs_a_note_only(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "end", "a", "e", "enter", "enter")
        assert await clerk.finds("已进入审查")

    assert row_of(office, "A-2026-000006")["site_check"] is None


async def test_another_officer_signs_in_and_nothing_of_the_last_one_stays(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "end", "a", "L", "enter")
        assert await clerk.finds("登录名")
        await clerk.writes("zw")
        await clerk.types("enter")
        assert await clerk.finds("张炜")
        assert clerk.app.officer.login == "approver"
        await clerk.types("L", "enter")
        assert await clerk.finds("许航")
        await clerk.writes("zw")
        await clerk.types("enter")
        assert await clerk.finds("首页")
        await clerk.types("u")
        assert await clerk.finds("没有可撤销的操作")
        await clerk.types("g", "a")
        assert clerk.app.screen.table.current.number == "A-2026-000001"  # type: ignore[attr-defined]

    assert row_of(office, "A-2026-000006")["state"] == "accepted"


async def test_enter_waits_for_the_name_that_was_written_just_before(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("L", "enter")
        for char in "approver2":
            clerk.app.post_message(pressed(char))
        await clerk.types("enter")

        assert clerk.app.officer.login == "approver2"


async def test_where_to_jump_ends_with_the_key_that_lists_the_rest(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g")
        assert "跳转：h 首页" in clerk.sees
        assert ": 全部命令" in clerk.sees

        await clerk.types("colon")
        assert "输入命令" in clerk.sees


async def test_the_outbox_is_searched_by_an_application_and_by_a_part_of_what_a_message_is_about(
    office: Office,
) -> None:
    publish(office)
    office.perform(applications.ask_correction, "A-2026-000001", by=bureau.clerk())
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "o", "slash")
        await clerk.writes("350203100001")
        await clerk.types("enter")
        assert "1 / 1" in clerk.sees
        assert "xk:" not in clerk.sees
        await clerk.types("delete", "slash")
        await clerk.writes("A-2026-000001")
        await clerk.types("enter")
        assert "告知申请人" in clerk.sees
        assert "350203100001" not in clerk.sees


async def test_only_people_who_handle_applications_can_be_given_one(office: Office) -> None:
    day = office.now().astimezone(SHANGHAI).date()
    office.perform(absences.enter, "clerk2", day, day, "clerk", by=OFFICERS["supervisor"])
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "t")

        assert "（离岗，周雅代理）" in clerk.sees
        assert all(name not in clerk.sees for name in ("许航", "叶守安", "何慎之", "苏明理"))


async def test_a_case_is_handed_over_with_a_note_that_stands_on_it(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "a", "t")
        await clerk.writes("lxy")
        await clerk.types("enter")
        await clerk.writes("已约明天上门")
        await clerk.types("enter", "enter")
        assert await clerk.finds("林晓芸：已约明天上门")


async def test_who_proposed_a_refusal_and_why_stand_in_words(office: Office) -> None:
    office.perform(applications.refuse, "A-2026-000002", reason="R1", by=bureau.clerk())
    async with seated(office, bureau.approver()) as desk:
        desk.app.push_screen(ApplicationView("A-2026-000002"))
        assert await desk.finds("周雅 提出不予许可")
        assert "（R1）" not in desk.sees


async def test_the_home_leads_to_the_very_record_that_waits_for_a_second_officer(office: Office) -> None:
    publish(office)
    await withdraws(office, bureau.clerk(), "fuyi", "1", "2026-11-20", "市政府")
    async with seated(office, bureau.approver(), (120, 40)) as desk:
        assert "1 项提议待另一人确认" in desk.sees
        await stand_on(desk, "项提议待另一人确认")
        await desk.types("enter")
        assert "查找 “350203100001”" in desk.sees
    office.perform(applications.refuse, "A-2026-000002", reason="R1", by=bureau.clerk())
    async with seated(office, bureau.approver(), (120, 40)) as desk:
        await stand_on(desk, "项提议待另一人确认")
        await desk.types("enter")
        assert "撤回许可公示  350203100001" in desk.sees
        await desk.writes("A-2026")
        await desk.types("enter")
        assert await desk.finds("办件 › A-2026-000002")


async def stand_on(desk: Clerk, words: str) -> None:
    """Move the cursor of the home screen to a line."""
    while not any(line.startswith("›") and words in line for line in desk.sees.splitlines()):
        await desk.types("down")


async def test_what_no_message_is_fit_for_is_said_and_asks_for_nothing(office: Office) -> None:
    publish(office)
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", "o", "a")
        assert "只有被拒收的消息可以放行" in clerk.sees
        assert len(clerk.app.screen_stack) == 1
        await clerk.types("X")
        assert "只有被拒收或者结果不明的消息可以作废" in clerk.sees
        await clerk.types("w")
        assert await clerk.finds("重发消息")


def test_what_a_message_is_about_carries_no_code_of_its_kind() -> None:
    case = SimpleNamespace(about="", subject="case|厦烟立〔2026〕第1号", kind="case")
    order = SimpleNamespace(about="", subject="order:F2026000001", kind="order")

    assert (subject_of(case), subject_of(order)) == ("厦烟立〔2026〕第1号", "F2026000001")


def test_what_a_channel_says_of_an_application_is_a_word_in_its_versions() -> None:
    change = SimpleNamespace(field="channel_state", old="submitted", new="supplemented")
    version = SimpleNamespace(revision=2, received_at=NOON, conflicts=0, differences=[change])
    detail: Any = SimpleNamespace(revisions=[version])

    assert "已提交 → 已补正" in str(revisions(detail, str))


@pytest.mark.parametrize(("place", "key"), [("o", "a 放行"), ("o", "w 重发"), ("n", "x 删除草稿"), ("b", "x 解除")])
async def test_an_empty_list_offers_nothing_that_needs_a_row(office: Office, place: str, key: str) -> None:
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", place)
        assert await clerk.finds("? 帮助")
        await clerk.rests()
        assert key not in clerk.sees.splitlines()[-1]


async def test_a_rejected_column_stands_beside_our_name_of_it(office: Office) -> None:
    bureau.trouble(office)
    outbox, told = table_of(OutboxRow), {"field": "XK_NR", "message": "value_invalid"}
    with unit_of_work(office.engine) as session:
        session.execute(update(outbox).where(outbox.c.state == "rejected").values(**told))
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "o", "enter")

        assert await clerk.finds("许可内容（XK_NR） value_invalid")
