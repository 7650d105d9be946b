"""From the scene to the archived file: each kind of case leaves the other offices with exactly the right records."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from models.casework import CaseSource, Nature
from models.errors import Refused
from models.values import Fen
from rules.goods import Goods
from tests.stories.casework import DRIVER, SHOP, TEAM, Story, day
from tests.support.casework import CHIEF, INSPECTOR, LAWYER, START, Clock, at_work
from tests.support.one_kind import database_url
from usecases import audit, casework, casework_goods, casework_steps

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
SYSTEMS = (("credit", "credit"), ("case_system", "case_system"), ("nontax", "nontax"))
LEAD = casework.Facts(
    CaseSource.REPORT, START, "举报某店销售假烟", "厦门市思明区湖滨南路1号", "350203", "C08", day("10-30"), party=SHOP
)
REGISTER, CREDIT = "case_system", "credit"
WHOLE = [
    (REGISTER, "filed"), (REGISTER, "investigated"), (CREDIT, "upsert"), (REGISTER, "decided"),
    (REGISTER, "executed"), (REGISTER, "closed"),
]  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock(START)


@pytest.fixture
def bureau(office: "Office", clock: Clock) -> "Office":
    found = at_work(office, clock)
    found.desk = replace(found.desk, systems=SYSTEMS)
    return found


def penalty(fine: int, base: int, facts: str, **more: Any) -> dict[str, Any]:
    return {"kinds": ["fine"], "base": base, "fine": fine, "facts": facts, "content": f"罚款{fine // 100}元"} | more


def ended(story: Story) -> None:
    """The file is in the archive, nothing is owed or due, and the ledger holds together."""
    row = story.row
    assert (row["stage"], row["due_on"], row["owed"] or 0) == ("archived", None, 0)
    with story.office.reading() as session:
        assert audit.verify(session).ok


def test_a_counterfeit_case(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, LEAD)
    story.seen([Goods("假冒牌（硬）", 120, nature=Nature.COUNTERFEIT, carton_price=Fen(500_00))])
    preserved = {"goods": [["假冒牌（硬）", "12条"]], "place": "证物室", "reason": "证据可能灭失"}
    story.agreed("case.evidence_preserved", officers=TEAM, **preserved)
    with pytest.raises(Refused, match="先行登记保存的证据还没有处理"):
        story.reviewed("销售假烟12条")
    story.did("case.preservation_disposed", notice="1", disposal="送检")
    story.did("case.authenticated", result="假冒注册商标且伪劣卷烟", report_no="鉴2026-88", tester="福建省烟草质检站")
    story.reviewed("销售非法生产的卷烟12条")
    said = penalty(1200_00, 6000_00, "销售非法生产的卷烟12条", kinds=["fine", "confiscation"], confiscated=200_00)
    story.noticed(said)
    with pytest.raises(Refused, match="没有告知听证权利"):  # a fine of 1,200 yuan stops no business
        story.did("case.hearing_waived", words="不要求听证")
    story.deliberated()
    story.later(4)
    story.decided(said)
    assert story.credit()[0]["payload"]["classes"] == ["fine", "confiscation"]
    story.paid()
    story.put_away()
    assert story.heard() == WHOLE
    assert story.credit()[0]["deadline_on"] == date(2026, 11, 17)  # seven working days after the sixth
    assert story.papers() >= {
        "case_filing", "scene_record", "evidence_preservation", "evidence_disposal", "investigation_report",
        "legal_review", "prior_notice", "collective_record", "penalty_decision", "service_receipt", "case_closing",
        "case_cover",
    }  # fmt: skip
    ended(story)


def test_a_purchase_outside_the_local_wholesaler(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, replace(LEAD, cause="C01", summary="从外地购进卷烟", licence_no="350203100001"))
    story.seen([Goods("真牌", 300, nature=Nature.DIVERTED, carton_price=Fen(100_00))])
    story.reviewed("未在当地烟草专卖批发企业进货")
    said = penalty(150_00, 3000_00, "未在当地烟草专卖批发企业进货30条")
    story.noticed(said)
    story.did("case.defended", words="不知道要在本地进货", answer="不予采纳：持证人应当知道")
    story.did("case.defence_waived", words="没有别的意见")
    story.decided(said)
    story.paid()
    story.put_away()
    (record,) = story.credit()
    assert (record["payload"]["fine"], record["payload"]["decided_on"]) == (150_00, START.isoformat())
    assert story.heard() == WHOLE
    ended(story)


def test_an_unlicensed_retailer_is_handed_to_market_supervision(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, replace(LEAD, cause="C07", summary="无证经营卷烟零售"))
    story.seen()
    story.reviewed("无烟草专卖零售许可证经营卷烟零售")
    with pytest.raises(Refused, match="由其他机关处罚，应当移送"):
        story.noticed(penalty(100_00, 400_00, "无证经营"))
    story.agreed("case.transferred", to="厦门市思明区市场监督管理局", reason="无证零售由市场监督管理部门处罚")
    assert (story.row["stage"], story.row["due_on"], story.row["decision_no"]) == ("transferred", None, "")
    assert "case_transfer" in story.papers()
    assert story.heard() == [(REGISTER, "filed"), (REGISTER, "investigated"), (REGISTER, "closed")]
    with pytest.raises(Refused, match="已移送"):
        story.did("case.reported", facts="再查", nature="违法", proposal="罚款")


def test_a_carrier(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, replace(LEAD, cause="C03", summary="无证承运卷烟", party=DRIVER))
    story.seen([Goods("真牌", 1000, carton_price=Fen(200_00))])
    story.reviewed("明知无准运证而承运卷烟100条")
    said = penalty(2000_00, 20000_00, "陈建国（350206198512310025，住厦门市湖里区兴隆路9号）承运卷烟100条")
    story.noticed(said)
    story.later(4)
    story.decided(said)
    story.paid()
    story.put_away()
    (record,) = story.credit()
    assert record["payload"]["facts"] == "陈建国（3502************25，住厦门市湖里区某处）承运卷烟100条"
    assert record["payload"]["party"]["name"] == "陈建国"
    assert story.heard() == WHOLE
    ended(story)


def test_a_sale_to_a_minor(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, replace(LEAD, cause="C16", summary="向未成年人售烟"))
    story.seen()
    story.did("case.order_to_correct", demands=["立即停止向未成年人售烟", "设置标志"])
    story.reviewed("向未成年人李小明销售卷烟1盒")
    said = penalty(500_00, 0, "向未成年人李小明销售卷烟1盒", kinds=["warning", "fine"])
    del said["base"]
    story.noticed(said)
    story.later(3)
    with pytest.raises(Refused, match="陈述、申辩的期限到2026-11-05才届满"):
        story.decided(said, minors=["李小明"])
    story.later(1)
    story.decided(said, minors=["李小明"])
    story.paid()
    story.put_away()
    (record,) = story.credit()
    assert record["payload"]["facts"] == "向未成年人李某某销售卷烟1盒"
    assert "李小明" not in str([row["payload"] for row in story.sent()])
    ended(story)


def test_a_penalty_on_the_spot_is_told_to_the_register_and_not_published(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, replace(LEAD, cause="C16", source=CaseSource.PATROL, summary="未设置标志"))
    said: dict[str, Any] = {
        "kinds": ["fine"],
        "fine": 200_00,
        "facts": "未设置不向未成年人销售标志",
        "place": "湖滨南路1号",
    }
    with pytest.raises(Refused, match="当场罚款最多200元"):
        story.did("case.fined_on_the_spot", officers=TEAM, **said | {"fine": 200_01})
    story.did("case.fined_on_the_spot", officers=TEAM, **said)
    assert (story.row["stage"], story.row["owed"]) == ("executing", 200_00)
    story.paid()
    story.put_away()
    assert story.heard() == [(REGISTER, "decided"), (REGISTER, "executed"), (REGISTER, "closed")]
    assert story.credit() == []
    ended(story)


def test_a_case_with_a_hearing_and_a_deliberation(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, LEAD)
    story.seen()
    story.reviewed("销售非法生产的卷烟", grave=True)
    said = penalty(12000_00, 40000_00, "销售非法生产的卷烟80条")
    story.noticed(said)
    assert story.row["grave"]
    story.did("case.hearing_requested", words="要求听证")
    story.later(8)
    host: dict[str, Any] = {"host": "reviewer", "recorder": "clerk"}
    held_on = "2026-11-24"
    with pytest.raises(Refused, match="调查人员不能主持听证"):
        story.did("case.hearing_notified", held_on=held_on, place="二楼", **host | {"host": "inspector"})
    story.did("case.hearing_notified", held_on=held_on, place="二楼会议室", **host)
    with pytest.raises(Refused, match="集体讨论"):
        story.decided(said)
    clock.to(date.fromisoformat(held_on))
    lines = [["主持人", "现在开始听证"], ["当事人", "请求从轻"]]
    story.did("case.hearing_held", by=LAWYER, lines=lines, opinion="事实清楚，建议维持", **host)
    story.deliberated()
    story.decided(said)
    story.paid()
    story.put_away()
    assert story.heard() == WHOLE
    assert story.steps.index("case.hearing_held") < story.steps.index("case.deliberated")
    ended(story)


def test_a_case_that_is_handed_to_the_police(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, LEAD)
    story.seen([Goods("假冒牌", 10_000, nature=Nature.COUNTERFEIT, carton_price=Fen(200_00))])
    assert "达到" in story.row["alarm"]
    with pytest.raises(Refused, match="还没有决定是否移送"):
        story.did("case.reported", facts="销售假烟", nature="违法", proposal="罚款")
    story.did("case.alarm_answered", by=CHIEF, transfer=True, reason="达到立案追诉标准")
    with pytest.raises(Refused, match="已经决定移送司法机关"):
        story.did("case.reported", facts="销售假烟", nature="违法", proposal="罚款")
    story.agreed("case.transferred", to="厦门市公安局思明分局", reason="涉嫌犯罪")
    assert "case_transfer" in story.papers()
    assert (story.row["stage"], story.row["due_on"]) == ("transferred", None)
    assert story.heard() == [(REGISTER, "filed"), (REGISTER, "closed")]


def test_a_case_that_a_court_annulled(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, LEAD)
    story.seen()
    story.reviewed("销售非法生产的卷烟12条")
    said = penalty(1200_00, 6000_00, "销售非法生产的卷烟12条")
    story.noticed(said)
    story.later(4)
    story.decided(said)
    story.did("case.remedy_begun", way="行政诉讼", body="厦门市思明区人民法院", document="（2026）闽0203行初12号")
    story.paid()
    story.did("case.executed", how="罚款已缴清")
    with pytest.raises(Refused, match="复议或者诉讼还没有结果"):
        story.agreed("case.closed", result="执行完毕")
    clock.to(date(2026, 11, 18))
    judgement = {"document": "（2026）闽0203行初12号", "issuer": "厦门市思明区人民法院", "dated": "2026-11-17"}
    story.agreed("case.annulled", **judgement, received="2026-11-18", reason="主要证据不足，判决撤销")
    published, withdrawn = story.credit()
    assert (published["op"], withdrawn["op"]) == ("upsert", "withdraw")
    assert (withdrawn["deadline_on"], withdrawn["payload"]["authority_no"]) == (
        date(2026, 11, 23),
        judgement["document"],
    )
    assert story.heard()[-2:] == [(CREDIT, "withdraw"), (REGISTER, "closed")]
    assert (story.row["stage"], story.row["owed"]) == ("annulled", None)


def test_unclaimed_goods_are_handled_and_never_confiscated(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, replace(LEAD, ownerless=True, party={}, summary="仓库里无人认领的卷烟"))
    story.seen([Goods("真牌", 100)])
    story.did("case.owner_sought", place="厦门市烟草专卖局公告栏")
    clock.to(date(2026, 12, 2))
    with pytest.raises(Refused, match="公告到2026-12-02才期满"):
        story.reviewed("无主卷烟10条")
    clock.to(date(2026, 12, 3))
    story.reviewed("无主卷烟10条")
    with pytest.raises(Refused, match="还不能办理"):
        story.noticed(penalty(100_00, 1000_00, "无主卷烟"))
    story.agreed("case.handled", facts="无主卷烟10条", disposal="变卖后上缴国库")
    story.put_away("变卖款已上缴国库")
    assert story.heard() == []
    assert story.row["confiscated"] is None
    ended(story)


def test_who_was_recused_does_nothing_more(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, LEAD)
    story.seen()
    others = ["inspector", "approver"]
    with pytest.raises(Refused, match="已经回避"):
        story.did("case.recused", by=CHIEF, login="inspector2", officers=TEAM, reason="与当事人有亲属关系")
    story.did("case.recused", by=CHIEF, login="inspector2", officers=others, reason="与当事人有亲属关系")
    with pytest.raises(Refused, match="已经回避"):
        bureau.perform(
            casework_steps.TAKE["case.interviewed"],
            story.number,
            {"officers": others, "certificates_shown": True, "person": "林海生", "place": "店内",
             "lines": [["问", "货从哪里来？"]], "started_at": "2026-11-02T10:00+08:00",
             "ended_at": "2026-11-02T10:30+08:00"},
            by=bureau.officer("inspector2"),
        )  # fmt: skip
    gone = bureau.officer("inspector2")
    for deed, said in (
        (casework_steps.propose, ("case.cancelled", {"reason": "事实不能成立"})),
        (casework.change, (LEAD,)),
        (casework_goods.list_goods, ([Goods("牌", 1)],)),
    ):
        with pytest.raises(Refused, match="已经回避"):
            bureau.perform(deed, story.number, *said, by=gone)
    with pytest.raises(Refused, match="已经回避"):
        story.did("case.officers_named", by=CHIEF, officers=TEAM, reason="人手不足")
    assert story.steps[-1] == "case.recused"


def test_what_is_not_punished_is_not_published(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, LEAD)
    story.seen()
    story.reviewed("初次违法，情节轻微")
    story.agreed("case.not_punished", facts="销售非法生产的卷烟1盒", reason="初次、轻微并且及时改正")
    story.did("case.served", way="直接送达", receiver="林海生")
    story.put_away("无须执行")
    assert story.heard() == [(REGISTER, stage) for stage in ("filed", "investigated", "decided", "executed", "closed")]
    assert [row["payload"].get("fine") for row in story.sent()] == [None] * 5
    ended(story)


def test_an_inspector_alone_ends_nothing(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, LEAD)
    said = {"officers": TEAM, "reason": "有证据证明违法"}
    bureau.perform(casework_steps.propose, story.number, "case.filed", said, by=INSPECTOR)
    with pytest.raises(Refused):
        bureau.perform(casework_steps.confirm, story.number, by=INSPECTOR)
    assert (story.row["stage"], story.heard()) == ("lead", [])
