"""Enforcement cases on the screen: found, read as a book, a step taken by two, and taken back."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from daemon.jobs.recompute_deadlines import recompute, settle
from models.casework import CaseSource
from models.values import Fen
from rules.casework import forms
from rules.goods import Goods
from tests.conftest import NOON
from tests.support.casework import CHIEF, FACTS, INSPECTOR, LAWYER, confirmed, did
from tests.support.rows import OFFICERS
from tests.tui.conftest import Clerk, seated
from tui.screens import casework_form, casework_words
from tui.widgets.form import Form
from tui.widgets.lines import TextLines
from usecases import casework, casework_desk, casework_goods, casework_rows, casework_steps
from wiring.office import Office

FOUND = date(2026, 11, 20)


def facts(**changed: Any) -> casework.Facts:
    """Return what is known of a case that was found the day before the tests' noon."""
    known = {name: getattr(FACTS, name) for name in FACTS.__slots__}
    return casework.Facts(**known | {"found_on": FOUND, "source": CaseSource.REPORT} | changed)


@pytest.fixture
def case(office: Office) -> str:
    """A lead that was entered today."""
    return office.perform(casework.register, facts(), by=INSPECTOR)


def stage_of(office: Office, number: str) -> str:
    """Return where a case stands."""
    with office.reading() as session:
        return str(casework_rows.read(session, number).row["stage"])


def fill(clerk: Clerk, **values: str) -> None:
    """Write into the form that is open."""
    form = clerk.app.screen
    assert isinstance(form, Form), clerk.sees
    for name, value in values.items():
        form._widget(name).value = value


async def propose(clerk: Clerk, step: str, **values: str) -> None:
    """Take a step from the book that is open."""
    await clerk.types("a")
    await clerk.writes(step)
    await clerk.types("enter")
    fill(clerk, **values)
    await clerk.types("f2")


async def test_a_case_is_filed_by_two_and_taken_back(office: Office, case: str) -> None:
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C")
        assert await clerk.finds("林海生")
        await clerk.types("enter")
        assert await clerk.finds("案情摘要")
        await propose(clerk, "立案", officers="inspector,inspector2", reason="有证据证明违法")
        assert await clerk.finds("已提请“立案”")
    async with seated(office, CHIEF, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter", "y")
        assert await clerk.finds("陈志远（35020026001）")
        await clerk.types("enter")
        assert await clerk.finds("已批准“立案”")
        assert stage_of(office, case) == "investigating"
        await clerk.types("u")
        assert await clerk.finds("已撤销")
        assert stage_of(office, case) == "lead"


def reviewed(office: Office) -> str:
    """Lead a case to its legal review; return its number."""
    number = office.perform(casework.register, facts(), by=INSPECTOR)
    team = ["inspector", "inspector2"]
    confirmed(office, number, "case.filed", officers=team, reason="有证据证明违法")
    scene: dict[str, Any] = {"officers": team, "certificates_shown": True, "found": "有卷烟", "place": "店内"}
    scene |= {"started_at": "2026-11-20T09:00+08:00", "ended_at": "2026-11-20T10:00+08:00"}
    did(office, number, "case.scene_recorded", **scene)
    did(office, number, "case.reported", facts="从外地进货", nature="违法", proposal="罚款", grave=True)
    did(office, number, "case.review_passed", by=LAWYER, opinion="同意处理意见")
    return number


async def test_a_lead_is_entered_with_its_faults_shown_and_taken_back(office: Office) -> None:
    seconds = count()
    office.clock = lambda: NOON + timedelta(seconds=next(seconds))  # what has one moment is taken back in one stroke
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C")
        assert "按 a 登记线索。" in clerk.sees
        await clerk.types("a")
        fill(clerk, **{"summary": "群众举报", "acted_on": "2026-11-22", "district": "350203", "party.name": "林海生"})
        await clerk.types("f2")
        assert await clerk.finds("当事人的类别应为")
        fill(clerk, **{"acted_on": "2026-13-01", "party.kind": "person"})
        await clerk.types("f2")
        assert await clerk.finds("有 1 处需要改正")
        fill(clerk, acted_on="2026-11-20")
        await clerk.types("f2")
        assert await clerk.finds("已登记线索")
        assert await clerk.finds("林海生（个人）")
        await clerk.types("e")
        fill(clerk, cause="C01", **{"party.name": "林海声"})
        await clerk.types("f2")
        assert await clerk.finds("林海声（个人）")
        await clerk.types("u")
        assert await clerk.finds("林海生（个人）")


async def test_what_is_missing_is_told_before_anything_is_filled_in(office: Office) -> None:
    number = office.perform(casework.register, facts(cause="", party={}), by=INSPECTOR)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter", "down")
        assert await clerk.finds("没有写明案由")
        await clerk.types("a")
        await clerk.writes("立案")
        await clerk.types("enter")
        assert await clerk.finds("还不能办理“立案”")
        assert await clerk.finds("补充案情（按 e")
        assert stage_of(office, number) == "lead"


async def test_who_proposed_cannot_approve_but_takes_it_back(office: Office, case: str) -> None:
    async with seated(office, CHIEF, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter")
        await propose(clerk, "立案", officers="inspector,inspector2", reason="有证据证明违法")
        await clerk.types("y", "enter")
        assert await clerk.finds("未能办理")
        assert stage_of(office, case) == "lead"
        await clerk.types("enter", "N")
        await clerk.writes("写错了")
        await clerk.types("enter")
        assert await clerk.finds("已驳回，案件未变更")
        assert "y 批准" not in clerk.sees
        for char in "yN":
            clerk.app.screen.query_one("#message", TextLines).show([])
            await clerk.types(char)
            assert await clerk.finds("本案没有待批准的步骤。")


async def test_what_was_proposed_is_read_to_its_end_before_it_is_approved(office: Office, case: str) -> None:
    said = {"officers": ["inspector", "inspector2"], "reason": "有证据证明违法。" * 80}
    office.perform(casework_steps.propose, case, "case.filed", said, by=INSPECTOR)
    async with seated(office, CHIEF, (80, 24)) as clerk:
        await clerk.types("g", "C")
        assert await clerk.finds("待批准")
        await clerk.types("enter", "y")
        assert await clerk.finds("还有")
        await clerk.types("enter")
        assert await clerk.finds("看到末尾")
        assert stage_of(office, case) == "lead"
        for _page in range(5):
            await clerk.types("enter")
        assert await clerk.finds("已批准“立案”")
    assert stage_of(office, case) == "investigating"


async def test_each_case_that_waits_for_a_second_officer_is_marked_in_the_list(office: Office, case: str) -> None:
    other = office.perform(casework.register, facts(), by=INSPECTOR)
    said = {"officers": ["inspector", "inspector2"], "reason": "有证据证明违法"}
    office.perform(casework_steps.propose, case, "case.filed", said, by=INSPECTOR)

    def marked() -> list[str]:
        with office.reading() as session:
            rows = casework_desk.page(session, casework_desk.CaseFilter(), at=office.now())
        assert {row.number for row in rows} == {case, other}
        return [row.number for row in rows if row.waiting]

    assert marked() == [case]
    office.perform(casework_steps.reject, case, note="理由不足", by=CHIEF)
    assert marked() == []


async def test_an_interview_is_written_question_by_question(office: Office) -> None:
    number = office.perform(casework.register, facts(), by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=["inspector", "inspector2"], reason="有证据证明违法")
    async with seated(office, INSPECTOR, (80, 24)) as clerk:
        await clerk.types("g", "C", "enter", "a")
        await clerk.writes("询问")
        await clerk.types("enter")
        for words in ("烟从哪里来", "外地", "多少条", "错字"):
            await clerk.writes(words)
            await clerk.types("enter")
        await clerk.types("f4")
        for _char in range(2):
            await clerk.types("backspace")
        await clerk.writes("300")
        await clerk.types("f2")
        times = {"started_at": "2026-11-21 09:00", "ended_at": "2026-11-21 09:40"}
        fill(clerk, certificates_shown="yes", person="林海生", place="店内", **times)
        await clerk.types("f2")
        assert await clerk.finds("已办理“询问”")
    with office.reading() as session:
        said = casework_rows.read(session, number).standing.taken[-1].said
    assert said["lines"] == [["烟从哪里来", "外地"], ["多少条", "300"]]
    assert said["started_at"] == "2026-11-21T09:00+08:00"


async def test_rows_that_were_written_are_not_lost_to_one_key(office: Office) -> None:
    number = office.perform(casework.register, facts(), by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=["inspector", "inspector2"], reason="有证据证明违法")
    async with seated(office, INSPECTOR, (80, 24)) as clerk:
        await clerk.types("g", "C", "enter", "a")
        await clerk.writes("询问")
        await clerk.types("enter", "f2")
        assert await clerk.finds("至少写一行")
        await clerk.writes("300")
        await clerk.types("enter", "f2")
        assert await clerk.finds("这一行还缺：答")
        await clerk.types("escape", "escape")
        assert "300" in clerk.sees
        await clerk.types("escape", "enter")
        assert await clerk.finds("案情和当事人")
        assert stage_of(office, number) == "investigating"


async def test_goods_that_are_not_on_the_list_are_written_with_their_packs(office: Office, case: str) -> None:
    async with seated(office, INSPECTOR, (80, 24)) as clerk:
        await clerk.types("g", "C", "enter", "a")
        await clerk.writes("先行登记保存")
        await clerk.types("enter")
        for words in ("6901028075763", "测试牌", "三百"):
            await clerk.writes(words)
            await clerk.types("enter")
        assert await clerk.finds("数量写整数，单位为包")
        await clerk.types("backspace", "backspace")
        await clerk.writes("3000")
        await clerk.types("f2")
        fill(clerk, officers="inspector,inspector2", place="仓库", reason="证据可能灭失")
        await clerk.types("f2")
        assert await clerk.finds("已提请“先行登记保存”")
    office.perform(casework_steps.confirm, case, by=CHIEF)
    with office.reading() as session:
        said = casework_rows.read(session, case).standing.taken[-1].said
    assert said["goods"] == [["6901028075763", "测试牌", 3000]]


async def test_each_member_votes_and_who_disagrees_says_why(office: Office) -> None:
    number = reviewed(office)
    async with seated(office, CHIEF, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter", "a")
        await clerk.writes("集体讨论")
        await clerk.types("enter", "space", "space", "enter")
        fill(
            clerk,
            **{"vote.approver": "agree", "vote.approver2": "against", "conclusion": "再议", "agreed": "yes"},
            host="approver",
        )
        await clerk.types("f2")
        assert await clerk.finds("请写明理由")
        fill(clerk, **{"words.approver2": "金额过高"})
        await clerk.types("f2")
        assert await clerk.finds("没有过半数")
        fill(clerk, agreed="no")
        await clerk.types("f2")
        assert await clerk.finds("已办理“集体讨论”")
        await clerk.types("end")
        assert await clerk.finds("吴佩琪  不同意  金额过高")
        assert "2 人  同意 1  不同意 1" in clerk.sees
    with office.reading() as session:
        said = casework_rows.read(session, number).standing.taken[-1].said
    assert said["votes"] == [["张炜", "同意", ""], ["吴佩琪", "不同意", "金额过高"]]


async def test_the_notice_begins_with_what_the_report_found(office: Office) -> None:
    number = reviewed(office)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter")
        await propose(clerk, "行政处罚事先告知", kinds="fine", fine="一千", content="罚款1500元")
        assert await clerk.finds("看不懂：元")
        fill(clerk, fine="1500.5", base="30010")
        await clerk.types("f2")
        assert await clerk.finds("已办理“行政处罚事先告知”")
    with office.reading() as session:
        said = casework_rows.read(session, number).standing.taken[-1].said
    assert (said["facts"], said["fine"], said["base"]) == ("从外地进货", 150_050, 30_010_00)


async def test_the_fine_is_told_with_its_range_and_the_base_is_the_value_of_the_goods(office: Office) -> None:
    number = office.perform(casework.register, facts(), by=INSPECTOR)
    office.perform(casework_goods.list_goods, number, [Goods("测试牌", 3000, carton_price=Fen(100_00))], by=INSPECTOR)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter", *("down",) * 5)
        assert await clerk.finds("1,500.00 元至 3,000.00 元")
        assert await clerk.finds("近三年类似案件")
        await clerk.types("down")
        assert await clerk.finds("还没有作出决定。")
        await clerk.types("down")
        assert await clerk.finds("还没有文书。")
        assert "一致" not in clerk.sees
        await clerk.types("a")
        await clerk.writes("当场处罚")
        await clerk.types("enter")
        assert await clerk.finds("可以决定：1,500.00 元至 3,000.00 元")
        assert "30000.00" in clerk.sees


async def test_the_page_of_the_fine_says_where_its_base_is_stated_and_takes_it_from_there(office: Office) -> None:
    number = reviewed(office)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter", *("down",) * 5)
        assert await clerk.finds("请在事先告知中写明计算基数")
        decision: dict[str, Any] = {"kinds": ["fine"], "base": 3_000_000, "fine": 150_000, "facts": "从外地进货"}
        did(office, number, "case.noticed", **decision, content="罚款1500元")
        await clerk.types("f5")
        assert await clerk.finds("1,500.00 元至 3,000.00 元")
        await clerk.types("down", "down")
        assert await clerk.finds("文书互相一致。")


async def test_the_money_that_is_owed_is_seen_in_the_book(office: Office) -> None:
    number = reviewed(office)
    decision: dict[str, Any] = {"kinds": ["fine"], "base": 3_000_000, "fine": 150_000, "facts": "从外地进货"}
    decision["content"] = "罚款1500元"
    did(office, number, "case.noticed", **decision)
    did(office, number, "case.notice_served", way="直接送达", receiver="林海生")
    did(office, number, "case.defence_waived", words="没有意见")
    did(office, number, "case.deliberated", by=CHIEF, votes=[["张炜", "同意", ""], ["吴佩琪", "同意", ""]], agreed=True,
        conclusion="同意")  # fmt: skip
    confirmed(office, number, "case.decided", **decision)
    did(office, number, "case.served", way="直接送达", receiver="林海生")
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter", *("down",) * 6)
        assert await clerk.finds("缴款情况")
        assert await clerk.finds("F2026000001")
        assert "1,500.00" in clerk.sees


async def test_what_will_be_published_is_seen_beside_the_words_that_are_hidden(office: Office) -> None:
    number = reviewed(office)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter", *("down",) * 8)
        assert await clerk.finds("本案没有行政处罚可以公示。")
        facts = "林海生（电话13900000001）从外地进货"
        said: dict[str, Any] = {"kinds": ["fine"], "base": 3_000_000, "fine": 150_000, "content": "罚款1500元"}
        did(office, number, "case.noticed", **said, facts=facts)
        await clerk.types("r")
        assert await clerk.finds("电话号码不公开")
        assert facts not in clerk.sees
        await clerk.types("z")
        await clerk.writes("核对公示内容")
        await clerk.types("enter")
        assert await clerk.finds(facts)


async def test_the_number_of_a_party_is_shown_once_the_reason_is_kept(office: Office, case: str) -> None:
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter")
        assert await clerk.finds("3502************14")
        await clerk.types("z")
        await clerk.writes("核对证件")
        await clerk.types("enter")
        assert await clerk.finds("350203199003070014")


async def test_home_leads_to_what_is_overdue_and_to_what_waits_for_a_second_officer(office: Office, case: str) -> None:
    old = office.perform(casework.register, facts(found_on=date(2026, 11, 2)), by=INSPECTOR)
    async with seated(office, OFFICERS["supervisor"], (120, 40)) as clerk:
        assert await clerk.finds("案件：1 件已超期限")
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C", "o")
        assert clerk.sees.index(old) < clerk.sees.index(case)
        await clerk.types("e")
        await clerk.writes("ycqx")
        await clerk.types("enter")
        assert case not in clerk.sees
        await clerk.types("escape", "slash")
        await clerk.writes("lhs")
        await clerk.types("enter", "enter")
        await propose(clerk, "立案", officers="inspector,inspector2", reason="有证据证明违法")
        assert await clerk.finds("已提请")
    async with seated(office, CHIEF, (120, 40)) as clerk:
        assert await clerk.finds("1 项提议待另一人确认")
        while "提议" not in clerk.app.screen.query_one("RecordTable").current.text:  # type: ignore[attr-defined]
            await clerk.types("down")
        await clerk.types("enter")
        assert await clerk.finds("提请“立案”")


def test_every_source_and_every_kind_of_blank_is_known() -> None:
    assert set(casework_words.SOURCES) == {source.value for source in CaseSource}
    assert set(casework_form.READ) == set(forms.KINDS)


async def test_the_card_of_a_case_opens_the_case(office: Office) -> None:
    number = office.perform(casework.register, facts(found_on=date(2026, 11, 2)), by=INSPECTOR)
    recompute(office)
    settle(office)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "c", "enter")
        assert f"案件 › {number}" in clerk.sees.splitlines()[0]
