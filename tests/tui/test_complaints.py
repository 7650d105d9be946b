"""Complaints and reports at the console: noted, accepted, dispatched, made a case; who reported shows for a reason."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.complaints import HotlineKind
from tests.support.casework import CHIEF, FACTS, INSPECTOR, confirmed
from tests.support.complaints import CLERK, REPORT, REPORTER, SECRETS, SUPERVISOR, accepted, received
from tests.tui.conftest import Clerk, seated
from tui.screens import complaint_form
from tui.screens.casework_book import CaseView
from tui.screens.complaint import entries, possible
from tui.widgets.form import Form
from tui.widgets.record_table import RecordTable
from usecases import (
    casework,
    complaint_answers,
    complaint_cases,
    complaint_rewards,
    complaint_standing,
    complaints,
    complaints_desk,
)
from wiring.office import Office

NUMBER = "H-2026-000001"
NEW = replace(REPORT, acted_on=date(2026, 10, 30))
LEAD = replace(FACTS, summary="", found_on=None)


async def does(clerk: Clerk, what: str, words: str = "") -> None:
    """Choose what to do with the item that is open; `words` answer what is asked then."""
    await clerk.types("a")
    for text in (what, words) if words else (what,):
        await clerk.writes(text)
        await clerk.types("enter")


async def opens(clerk: Clerk, line: str) -> None:
    """Open what a line of the home screen speaks of."""
    assert await clerk.finds(line)
    rows = clerk.app.screen.query_one(RecordTable).window.rows
    await clerk.types(*["down"] * [todo.text for todo in rows].index(line), "enter")


def filed(office: Office) -> str:
    """Make a case of a report, and file it; return the number of the report."""
    number = accepted(office, NEW)
    case = office.perform(complaint_cases.make, number, LEAD, by=INSPECTOR)
    confirmed(office, case, "case.filed", officers=["inspector", "inspector2"], reason="有证据证明违法")
    return number


def rewarded(office: Office) -> str:
    """Propose a reward for the report of a case that was filed; return the number of the report."""
    number = filed(office)
    office.perform(complaint_rewards.propose, number, 50_000, reason="线索准确", by=INSPECTOR)
    return number


def state_of(office: Office) -> str:
    with office.reading() as session:
        return complaints_desk.detail(session, NUMBER).complaint.state.value


def written(office: Office) -> list[str]:
    """Return what of the reporter lies open in the database file or its log."""
    database = Path(office.settings.database.url.removeprefix("sqlite:///"))
    lying = b"".join(file.read_bytes() for file in database.parent.glob(f"{database.name}*"))
    assert lying
    return [secret for secret in SECRETS if secret.encode() in lying]


async def test_a_call_is_noted_and_neither_list_nor_item_names_the_caller(office: Office) -> None:
    async with seated(office, CLERK, (120, 40)) as clerk:
        await clerk.types("g", "H")
        assert await clerk.finds("还没有来件。按 a 登记。")
        await clerk.types("a")
        form = clerk.app.screen
        assert isinstance(form, Form)
        values = {"matter": "fake", "gist": f"{REPORTER.name}说有假烟", "place": REPORT.place, "district": "350203"}
        values |= {"reporter.name": REPORTER.name, "reporter.phone": REPORTER.phone, "reporter.told": REPORTER.told}
        for name, value in values.items():
            form._widget(name).value = value
        await clerk.types("f2")
        assert await clerk.finds("能够认出举报人的内容：姓名")
        assert written(office) == []
        form._widget("gist").value = REPORT.gist
        await clerk.types("f2")
        assert await clerk.finds("保密：按 z 写明事由后查看")
        assert REPORTER.name not in clerk.sees
        await clerk.types("escape")
        assert await clerk.finds("待审查")
        assert REPORTER.name not in clerk.sees

    assert written(office) == []


async def test_an_item_is_accepted_dispatched_and_answered(office: Office) -> None:
    received(office, NEW)
    async with seated(office, SUPERVISOR, (120, 40)) as clerk:
        await clerk.types("g", "H", "enter")
        await does(clerk, "受理")
        assert await clerk.finds("答复举报")
        await does(clerk, "派办", "inspector2")
        assert await clerk.finds("办理中")
        assert await clerk.finds("派办  郑立群  黄文彬")
        await does(clerk, "答复", "经查属实，已经处理。")
        assert await clerk.finds("已答复")
        await does(clerk, "登记")
        await clerk.types("enter")
        assert await clerk.finds("已办理：登记对答复的评价")

    assert state_of(office) == "answered"


async def test_the_drawer_opens_for_a_reason_and_the_look_is_in_the_history(office: Office) -> None:
    received(office, NEW)
    async with seated(office, SUPERVISOR, (120, 40)) as clerk:
        await clerk.types("g", "H", "enter", "z")
        await clerk.writes("回复办理结果")
        await clerk.types("enter")
        assert await clerk.finds(REPORTER.name)
        await clerk.types("enter")
        assert await clerk.finds("查看来件人")
        assert REPORTER.name not in clerk.sees
        assert "回复办理结果" in clerk.sees


async def test_a_report_becomes_a_case_from_its_screen(office: Office) -> None:
    accepted(office, NEW)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "H", "enter", "o")
        assert await clerk.finds("还没有转为案件")
        await does(clerk, "转为案件")
        await clerk.types("f2")
        assert await clerk.finds("C-2026-000001")
        await clerk.types("o")
        assert await clerk.finds(REPORT.gist)
        assert await clerk.finds("案情和当事人")
        await clerk.types("o")
        assert await clerk.finds("保密：按 z 写明事由后查看")


async def test_of_several_reports_of_a_case_one_is_picked_and_without_one_it_is_said(office: Office) -> None:
    first, second = accepted(office, NEW), accepted(office, replace(NEW, gist="又有人反映同一家店"), None)
    case = office.perform(complaint_cases.make, first, LEAD, by=INSPECTOR)
    office.perform(complaint_cases.link, second, case, by=INSPECTOR)
    alone = office.perform(casework.register, replace(FACTS, found_on=date(2026, 11, 20)), by=INSPECTOR)
    async with seated(office, INSPECTOR, (80, 24)) as clerk:
        clerk.app.push_screen(CaseView(case))
        await clerk.rests()
        await clerk.types("o")
        assert await clerk.finds("本案的来件")
        await clerk.types("down", "enter")
        assert await clerk.finds("又有人反映同一家店")
        assert "匿名" in clerk.sees
        clerk.app.push_screen(CaseView(alone))
        await clerk.rests()
        await clerk.types("o")
        assert await clerk.finds("本案没有来件")


async def test_a_reward_waits_for_another_officer(office: Office) -> None:
    rewarded(office)
    async with seated(office, CHIEF, (120, 40)) as clerk:
        await opens(clerk, "1 项提议待另一人确认")
        assert await clerk.finds("500.00  线索准确")
        await does(clerk, "批准")
        await clerk.types("enter")
        assert await clerk.finds("已办理：批准奖励举报人")


async def test_what_is_not_ours_is_referred_on_a_small_screen_too(office: Office) -> None:
    received(office, replace(NEW, matter="price"))
    async with seated(office, SUPERVISOR, (80, 24)) as clerk:
        await clerk.types("g", "H", "enter")
        assert await clerk.finds("不属于本机关职权")
        await does(clerk, "转有权机关")
        await clerk.types("enter")
        assert await clerk.finds("已转其他机关")

    assert state_of(office) == "referred"


def test_only_what_the_state_allows_is_offered(office: Office) -> None:
    number = received(office, NEW)
    offered = [offered_for(office)]
    office.perform(complaints.accept, number, by=SUPERVISOR)
    offered.append(offered_for(office))
    office.perform(complaints.answer, number, "已经办结。", by=SUPERVISOR)
    offered.append(offered_for(office))
    office.perform(complaints.rate, number, 5, by=CLERK)

    assert offered == [
        ["accept", "code"],
        ["dispatch", "answer", "case", "link", "code", "false"],
        ["rate", "correct", "code", "false"],
    ]
    assert (offered_for(office), possible(None)) == (["correct", "code", "false"], [])


def test_what_follows_a_case_is_offered_too(office: Office) -> None:
    number = filed(office)
    offered = [offered_for(office)]
    office.perform(complaint_rewards.propose, number, 50_000, reason="线索准确", by=INSPECTOR)
    office.perform(complaint_rewards.approve, number, by=CHIEF)
    office.perform(complaint_answers.tell_result, number, "已经立案。", by=INSPECTOR)
    office.perform(complaint_standing.withdraw, number, "不想追究", by=CLERK)
    offered.append(offered_for(office))

    assert offered == [
        ["dispatch", "answer", "reward", "tell", "code", "waive", "withdraw", "false"],
        ["pay", "code", "waive"],
    ]
    with office.reading() as session:
        said = str(entries(complaints_desk.detail(session, number), {}))
    assert "待财政或者银行支付" in said


async def test_what_was_answered_is_taken_back_with_u(office: Office) -> None:
    accepted(office, NEW)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "H", "enter")
        await does(clerk, "答复", "经查属实，已经处理。")
        assert await clerk.finds("按 u 撤销")
        await clerk.types("u")
        assert await clerk.finds(f"已撤销：{NUMBER}")

    assert state_of(office) == "accepted"


async def test_a_refused_answer_is_there_again_and_lies_nowhere_open(office: Office) -> None:
    accepted(office, NEW)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "H", "enter")
        await does(clerk, "答复", f"{REPORTER.name}反映属实，已经处理。")
        assert await clerk.finds("能够认出举报人的内容：姓名")
        await clerk.types("enter")
        await clerk.rests()
        await does(clerk, "答复")
        assert await clerk.finds(f"{REPORTER.name}反映属实，已经处理。")
        assert written(office) == []
        await clerk.types("escape")


async def test_a_code_is_shown_once_and_the_reward_paid_with_it(office: Office) -> None:
    number = rewarded(office)
    office.perform(complaint_rewards.approve, number, by=CHIEF)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "H", "enter")
        await does(clerk, "领奖码")
        await clerk.types("enter")
        assert await clerk.finds("按 Enter 以后不再显示。")
        found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", clerk.sees)
        assert found is not None
        await clerk.types("enter")
        assert await clerk.finds("已办理：给举报人领奖码")
        assert found[0] not in clerk.sees
    async with seated(office, SUPERVISOR, (80, 24)) as clerk:
        await clerk.types("g", "H", "enter")
        await does(clerk, "奖励已支付")
        form = clerk.app.screen
        assert isinstance(form, Form)
        await clerk.types("f2")
        assert await clerk.finds("必填")
        form._widget("code").value, form._widget("voucher").value = found[0], "厦财支2026-88"
        await clerk.types("f2")
        assert await clerk.finds("已办理：登记奖励已支付")

    with office.reading() as session:
        assert complaints_desk.detail(session, number).complaint.row["voucher"] == "厦财支2026-88"


async def test_consent_a_withdrawal_and_a_corrected_answer_are_noted(office: Office) -> None:
    number = accepted(office, NEW)
    office.perform(complaint_cases.make, number, LEAD, by=INSPECTOR)
    async with seated(office, SUPERVISOR, (120, 40)) as clerk:
        await clerk.types("g", "H", "enter")
        await does(clerk, "公开身份")
        form = clerk.app.screen
        assert isinstance(form, Form)
        form._widget("on").value, form._widget("reason").value = "昨天", "签署书面同意书"
        await clerk.types("f2")
        assert await clerk.finds("写作 2026-01-31")
        form._widget("on").value = "2026-11-21"
        await clerk.types("f2")
        assert await clerk.finds("同意公开身份")
        await does(clerk, "答复", "经查属实，已经处理。")
        assert await clerk.finds("已答复")
        await does(clerk, "更正答复")
        form = clerk.app.screen
        assert isinstance(form, Form)
        form._widget("text").value, form._widget("reason").value = "经查不属实。", "写错了"
        await clerk.types("f2")
        assert await clerk.finds("写错了；原答复：经查属实，已经处理。")


async def test_a_complaint_is_withdrawn_and_a_report_found_made_up(office: Office) -> None:
    received(office, replace(NEW, kind=HotlineKind.COMPLAINT, asks="退款"))
    async with seated(office, SUPERVISOR, (120, 40)) as clerk:
        await clerk.types("g", "H", "enter")
        await does(clerk, "登记撤回", "已经解决")
        assert await clerk.finds("已撤回")
    second = accepted(office, NEW)
    async with seated(office, SUPERVISOR, (120, 40)) as clerk:
        await clerk.types("g", "H", "enter")
        await does(clerk, "认定恶意举报", "反复编造")
        assert await clerk.finds("反复编造")

    with office.reading() as session:
        assert complaints_desk.detail(session, second).complaint.row["false_on"] is not None


def offered_for(office: Office) -> list[str]:
    with office.reading() as session:
        return possible(complaints_desk.detail(session, NUMBER))


def test_a_form_that_cannot_be_read_says_where() -> None:
    values = {blank.name: blank.value for blank in complaint_form.blanks(date(2026, 11, 21))}

    found = complaint_form.read(values | {"acted_on": "昨天"})

    assert [name for name, _ in found[2]] == ["acted_on", "matter", "gist"]
    good, reporter, faults = complaint_form.read(values | {"matter": "fake", "gist": "有假烟"})
    assert (good is not None, reporter, faults) == (True, None, [])
    assert complaint_form.ConfidentialForm.KEPT is False


async def test_the_home_screen_tells_the_handler_of_their_own_and_the_head_of_all(office: Office) -> None:
    late = replace(NEW, acted_on=None, received_on=date(2026, 10, 9))
    number = accepted(office, late)
    office.perform(complaints.dispatch, number, "inspector", by=SUPERVISOR)
    other = accepted(office, replace(late, gist="别人承办的"))
    office.perform(complaints.dispatch, other, "inspector2", by=SUPERVISOR)
    received(office, replace(NEW, gist="还没有审查的"))
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        assert await clerk.finds("12313：我的 1 件已超期限")
        assert "件待审查" not in clerk.sees
    async with seated(office, SUPERVISOR, (120, 40)) as clerk:
        assert await clerk.finds("12313：2 件已超期限")
        assert await clerk.finds("12313：1 件待审查")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
async def test_a_line_of_the_home_screen_opens_ones_own_late_items(office: Office, size: tuple[int, int]) -> None:
    late = replace(NEW, acted_on=None, received_on=date(2026, 10, 9))
    for handler, gist in (("inspector", "我承办的"), ("inspector2", "别人承办的")):
        number = accepted(office, replace(late, gist=gist))
        office.perform(complaints.dispatch, number, handler, by=SUPERVISOR)
    async with seated(office, INSPECTOR, size) as clerk:
        assert await clerk.finds("我的 1 件已超期限")
        await opens(clerk, "12313：我的 1 件已超期限")
        assert await clerk.finds("我承办的")
        assert "别人承办的" not in clerk.sees
        assert "已超期限" in clerk.sees
