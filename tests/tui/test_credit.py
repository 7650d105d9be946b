"""Publication at the desk: deadlines, rejections with our name of the column, corrections, repairs, differences."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import SYSTEM_OFFICER
from ports.platforms import Feedback, Held
from tests.conftest import NOON
from tests.support.licences import new_licence
from tests.support.penalties import APPROVER2, INSPECTOR, KEY, NO, ORDER, PAPER
from tests.tui import bureau
from tests.tui.conftest import Clerk, seated
from tui.screens.message import MessageView
from usecases import credit_disputes, credit_extras, differences, feedback, penalties, reconcile
from usecases.penalty_forms import read_form
from wiring.config import OutsideSystem
from wiring.office import Office

OUTBOX = table_of(OutboxRow)
WORDS = "处罚内容超过长度"


@pytest.fixture
def rejected(office: Office) -> Office:
    """A bureau one of whose penalties was rejected, and another one is near its day."""
    papers = [
        PAPER | {"decided_on": "2026-11-02"},
        PAPER | {"document_no": "厦烟处〔2026〕第13号", "decided_on": "2026-11-16"},
    ]
    office.perform(penalties.record, [read_form(paper) for paper in papers], by=INSPECTOR)
    said = {"state": "rejected", "code": "too_long", "field": "CF_NR", "message": WORDS, "sent_at": NOON}
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == f"{KEY}|v1").values(said))
    return office


async def test_home_leads_to_what_is_late_and_the_sheet_says_what_to_do(rejected: Office) -> None:
    async with seated(rejected, bureau.clerk(), (120, 40)) as clerk:
        assert await clerk.finds("公示逾期：1 件")
        assert await clerk.finds("公示临期：1 件")
        await clerk.types("g", "v")
        for words in ("逾期 7 天", "我方：登记已晚", "处罚内容（CF_NR）", WORDS, "按 e 更正"):
            assert await clerk.finds(words)


async def test_the_list_is_narrowed_to_one_state(rejected: Office) -> None:
    async with seated(rejected, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "v", "s")
        await clerk.writes("lq")
        await clerk.types("enter")
        assert await clerk.finds("厦烟处〔2026〕第13号")
        assert "逾期 7 天" not in clerk.sees


async def test_a_rejected_penalty_is_corrected_where_it_is_seen(rejected: Office) -> None:
    async with seated(rejected, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "v", "enter", "e")
        assert await clerk.finds("更正处罚决定")
        await clerk.types("f2")
        assert await clerk.finds("已更正")

    with rejected.reading() as session:
        assert penalties.fetch(session, NO)["version"] == 2


async def test_a_repair_on_paper_is_proposed_with_its_document_and_turned_down(rejected: Office) -> None:
    async with seated(rejected, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "v", "enter", "R")
        for words in ("信用网站已办结", "闽信修〔2026〕8号", "2026-11-20", "市发改委"):
            await clerk.writes(words)
            await clerk.types("enter")
        assert await clerk.finds("已提议登记信用修复")
    async with seated(rejected, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", "v", "enter")
        assert await clerk.finds("等待另一名审批人按 R 确认")
        await clerk.types("N")
        await clerk.writes("文书不符")
        await clerk.types("enter")
        assert await clerk.finds("已驳回提议")
    with rejected.reading() as session:
        assert penalties.fetch(session, NO)["state"] == "recorded"


async def test_the_numbers_of_a_penalty_are_shown_whole_by_the_key_of_every_screen(rejected: Office) -> None:
    async with seated(rejected, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "v", "enter", "z")
        assert await clerk.finds("查看完整号码的事由")


async def test_the_numbers_name_the_records_behind_them(
    rejected: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with seated(rejected, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "v", "t")
        for words in ("2026-11", "漏报（1）", "登记已晚", "首次被拒收（1）"):
            assert await clerk.finds(words)
        await clerk.types("x", "enter")
        assert await clerk.finds("已导出 2 行")


async def test_differences_open_from_their_day_and_are_settled_with_a_reason(rejected: Office) -> None:
    theirs = [Held("cf|厦烟处〔2026〕第99号|11350200MB1A2B3CXA", 3, "h9" * 8, "published")]
    found = reconcile.compare([Held(KEY, 1, "h1" * 8, "upserted")], theirs)
    rejected.perform(reconcile.note, "credit", "cf", date(2026, 11, 2), found, by=SYSTEM_OFFICER)
    async with seated(rejected, bureau.approver(), (120, 40)) as clerk:
        assert await clerk.finds("对账差异：2 条未了结")
        await clerk.types("g", "x")
        assert await clerk.finds("有差异")
        await clerk.types("enter")
        for words in ("对方缺", "对方多", "第 1 版  已报送"):
            assert await clerk.finds(words)
        await clerk.types("n")
        await clerk.writes("对方已确认补录")
        await clerk.types("enter")
        assert await clerk.finds("已了结")


async def test_what_is_disputed_says_that_it_waits(rejected: Office) -> None:
    item = Feedback("FB1", "dispute", KEY, 1, NOON, "2026-12-06", "不服")
    rejected.perform(feedback.receive, "credit", [item], by=SYSTEM_OFFICER)
    async with seated(rejected, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "v")
        assert await clerk.finds("答复之前不再推送")


async def writes_papers(clerk: Clerk, *words: str) -> None:
    for each in words:
        await clerk.writes(each)
        await clerk.types("enter")


async def test_a_dispute_is_answered_by_two_officers_at_the_desk(rejected: Office) -> None:
    item = Feedback("FB1", "dispute", KEY, 1, NOON, "2026-12-06", "不服")
    rejected.perform(feedback.receive, "credit", [item], by=SYSTEM_OFFICER)
    async with seated(rejected, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "f", "n")
        await writes_papers(clerk, "经核查金额无误", "厦烟复〔2026〕5号", "2026-11-20", "厦门市烟草专卖局")
        assert await clerk.finds("已提议答复")
    async with seated(rejected, bureau.approver(), (120, 40)) as clerk:
        await clerk.types("g", "f")
        assert await clerk.finds("提议答复")
        await clerk.types("a")
        assert await clerk.finds("厦烟复〔2026〕5号  2026-11-20  厦门市烟草专卖局")
        await clerk.types("enter")
        assert await clerk.finds("已答复异议：FB1")
    with rejected.reading() as session:
        assert [(one.decision, one.document_no) for one in feedback.on_records(session, [KEY])] == [
            ("refused", "厦烟复〔2026〕5号")
        ]


async def test_a_proposed_answer_is_taken_back_where_it_is_seen(rejected: Office) -> None:
    item = Feedback("FB1", "dispute", KEY, 1, NOON, "2026-12-06", "不服")
    rejected.perform(feedback.receive, "credit", [item], by=SYSTEM_OFFICER)
    rejected.perform(credit_disputes.propose, "FB1", "withdrawal", "经核查确有误", ORDER, by=INSPECTOR)
    async with seated(rejected, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "v")
        assert await clerk.finds("已有提议待另一名人员确认：答复异议")
        await clerk.types("N")
        await writes_papers(clerk, "写错文号")
        assert await clerk.finds("已驳回提议")


async def test_an_extra_record_is_taken_back_or_kept_by_a_second_officer(rejected: Office) -> None:
    theirs = [Held("cf|厦烟处〔2026〕第99号|11350200MB1A2B3CXA", 3, "h9" * 8, "published")]
    found = reconcile.compare([], theirs)
    rejected.perform(reconcile.note, "credit", "cf", date(2026, 11, 2), found, by=SYSTEM_OFFICER)
    with rejected.reading() as session:
        (row,) = differences.waiting(session)
    rejected.perform(credit_extras.withdraw, row["id"], "并非我局的决定", ORDER, by=bureau.approver())
    async with seated(rejected, APPROVER2, (120, 40)) as clerk:
        await clerk.types("g", "x", "enter")
        assert await clerk.finds("已提议撤回")
        await clerk.types("N")
        await writes_papers(clerk, "确是我局的")
        assert await clerk.finds("已驳回提议")
    rejected.perform(credit_extras.withdraw, row["id"], "并非我局的决定", ORDER, by=bureau.approver())
    async with seated(rejected, APPROVER2, (120, 40)) as clerk:
        await clerk.types("g", "x", "enter", "x")
        assert await clerk.finds("并非我局的决定")
        await clerk.types("enter")
        assert await clerk.finds("等待对方确认")


async def test_a_licence_record_is_corrected_by_two_officers_who_see_it_as_it_leaves(
    rejected: Office,
) -> None:
    platform = OutsideSystem("credit", "credit", "reference/credit", "http://127.0.0.1:9")
    rejected.settings = replace(rejected.settings, outside={"credit": platform})
    licence_no = new_licence(rejected, delivered=False)
    with rejected.engine.begin() as connection:
        sent = update(OUTBOX).where(OUTBOX.c.kind == "xk").values(state="confirmed", record_key="xk|k|a")
        connection.execute(sent)
        key = connection.execute(select(OUTBOX.c.key).where(OUTBOX.c.kind == "xk")).scalar_one()
    async with seated(rejected, INSPECTOR, (120, 40)) as clerk:
        await clerk.app.push_screen(MessageView(key))
        assert await clerk.finds("更正")
        await clerk.types("e")
        assert await clerk.finds("更正公示的许可")
        await clerk.types("up")
        await clerk.writes("更正经营者")
        await clerk.types("f2")
        for words in ("报送时的样子", "备注", "— → 更正经营者"):
            assert await clerk.finds(words)
        await clerk.types("enter")
        await writes_papers(clerk, "备注漏写", "厦烟更〔2026〕3号", "2026-11-20", "厦门市烟草专卖局")
        assert await clerk.finds("已提议更正")
    async with seated(rejected, bureau.approver(), (120, 40)) as clerk:
        await clerk.app.push_screen(MessageView(key))
        assert await clerk.finds("按 e 确认")
        await clerk.types("e")
        assert await clerk.finds("— → 更正经营者")
        await clerk.types("enter")
        assert await clerk.finds("已更正")
    with rejected.reading() as session:
        told = session.execute(select(OUTBOX.c.payload).where(OUTBOX.c.kind == "xk").order_by(OUTBOX.c.id)).scalars()
        assert [payload.get("remark") for payload in told] == [None, "更正经营者"]
    assert licence_no
