"""From the scene to the archived file, in a real city: each case leaves the platform with exactly the right record."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.casework import Nature
from models.errors import Refused
from models.values import Fen
from rules import prices
from rules.goods import Goods
from tests.stories.casework import DRIVER, TEAM
from tests.stories.town import OF_DRIVER, OF_SHOP, TownStory, facts_of
from tests.support.bridge import Bridge, bridge_over
from tests.support.casework import CHIEF, LAWYER, START

PRICED = prices.basis_of("catalogue", "2026-10-01")
WHOLE = ["filed", "investigated", "decided", "executed", "closed"]
PUT_AWAY = ("case_closing", "case_cover", "case_contents", "case_back_sheet")
COMMON = {
    "report_record", "case_filing", "scene_record", "investigation_report", "legal_review", "prior_notice",
    "service_receipt", "processing_approval", "penalty_decision", *PUT_AWAY,
}  # fmt: skip
OF_C08 = OF_SHOP | {
    "CF_WFXW": "销售非法生产的烟草专卖品",
    "CF_YJ": "违反实施条例第二十五条、第三十八条第一款；依据《烟草专卖法实施条例》(2023)第五十八条",
}
COUNTERFEIT = OF_C08 | {
    "CF_SY": "销售非法生产的卷烟12条",
    "CF_CFLB": "罚款;没收违法所得、没收非法财物",
    "CF_NR": "罚款1200元",
    "CF_NR_FK": "0.120000",
    "CF_NR_WFFF": "0.020000",
}
PURCHASE = OF_SHOP | {
    "CF_WFXW": "未在当地烟草专卖批发企业进货",
    "CF_SY": "未在当地烟草专卖批发企业进货30条",
    "CF_YJ": "违反实施条例第二十三条第二款；依据《烟草专卖法实施条例》(2023)第五十六条",
    "CF_CFLB": "罚款",
    "CF_NR": "罚款150元",
    "CF_NR_FK": "0.015000",
}
CARRIER = OF_DRIVER | {
    "CF_WFXW": "承运人明知是烟草专卖品而为无准运证的单位、个人运输",
    "CF_SY": "陈建国（3502************25，住厦门市湖里区某处）承运卷烟100条",
    "CF_YJ": "违反烟草专卖法第二十九条第二款；依据《烟草专卖法实施条例》(2023)第五十二条第(三)项",
    "CF_CFLB": "罚款",
    "CF_NR": "罚款2000元",
    "CF_NR_FK": "0.200000",
}
MINOR = OF_SHOP | {
    "CF_WFXW": "向未成年人销售烟草制品或者未设置标志、在校园周边设点",
    "CF_SY": "向未成年人李某某销售卷烟1盒",
    "CF_YJ": "违反未成年人保护法第五十九条第一款；依据《未成年人保护法》(2024)第一百二十三条",
    "CF_CFLB": "警告;罚款",
    "CF_NR": "罚款500元",
    "CF_NR_FK": "0.050000",
}
HEARD = OF_C08 | {
    "CF_SY": "销售非法生产的卷烟80条",
    "CF_CFLB": "罚款",
    "CF_NR": "罚款12000元",
    "CF_NR_FK": "1.200000",
}


@pytest.fixture
async def bridge(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bridge]:
    """A bureau and a city without faults."""
    async with bridge_over(sqlite_url, tmp_path, applications=1, begins=START) as found:
        yield found


def penalty(fine: int, base: int, facts: str, **more: Any) -> dict[str, Any]:
    return {"kinds": ["fine"], "base": base, "fine": fine, "facts": facts, "content": f"罚款{fine // 100}元"} | more


async def ended(story: TownStory, columns: dict[str, str], *papers: str, stages: Sequence[str] = WHOLE) -> None:
    """The file is in the archive with its papers, nothing is owed; platform and register hold this and no more."""
    await story.told()
    row = story.row
    assert (row["stage"], row["due_on"], row["owed"] or 0) == ("archived", None, 0)
    assert story.published() == ({story.key: "published"} if columns else {})
    assert not columns or story.holds(columns)
    assert story.registered() == list(stages)
    assert story.papers() == (COMMON if columns else set()) | set(papers)
    story.agrees()


async def handed_over(story: TownStory, stages: Sequence[str]) -> None:
    """Another office has the case: nothing is published of it, and the register has closed it by its paper."""
    await story.told()
    assert (story.published(), story.registered()) == ({}, list(stages))
    assert "移" in story.register()[-1]["decision_no"]
    story.agrees()


async def test_a_counterfeit_case(bridge: Bridge, tmp_path: Path) -> None:
    story = TownStory(bridge, facts_of("C08", "举报某店销售假烟"), tmp_path)
    story.seen([Goods("假冒牌（硬）", 120, nature=Nature.COUNTERFEIT, carton_price=Fen(500_00), price_basis=PRICED)])
    sample: dict[str, Any] = {"goods": [["", "假冒牌（硬）", "120"]], "base": 12, "taken": 1}
    sample |= {"sampled_at": "2026-11-02T10:00+08:00"}
    story.did("case.sampled", officers=TEAM, **sample, place="现场", purpose="鉴别检验")
    asked: dict[str, Any] = {"person": "林海生", "place": "店内", "lines": [["货从哪里来？", "流动商贩送来的"]]}
    times: dict[str, Any] = {"started_at": "2026-11-02T08:00+08:00", "ended_at": "2026-11-02T08:30+08:00"}
    story.did("case.interviewed", officers=TEAM, certificates_shown=True, **asked, **times)
    preserved = {"goods": [["", "假冒牌（硬）", "120"]], "place": "证物室", "reason": "证据可能灭失"}
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
    await story.paid_in_town()
    story.put_away()
    assert story.credit()[0]["deadline_on"] == date(2026, 11, 17)  # seven working days after the sixth
    evidence = ("evidence_preservation", "preservation_approval", "evidence_disposal", "sampling_list")
    await ended(
        story,
        COUNTERFEIT,
        *evidence,
        "interview_record",
        "price_appraisal",
        "collective_record",
        "authentication_notice",
    )


async def test_a_purchase_outside_the_local_wholesaler(bridge: Bridge, tmp_path: Path) -> None:
    story = TownStory(bridge, facts_of("C01", "从外地购进卷烟", licence_no="350203100001"), tmp_path)
    story.seen([Goods("真牌", 300, nature=Nature.DIVERTED, carton_price=Fen(100_00), price_basis=PRICED)])
    story.reviewed("未在当地烟草专卖批发企业进货")
    said = penalty(150_00, 3000_00, "未在当地烟草专卖批发企业进货30条")
    story.noticed(said)
    story.did("case.defended", words="不知道要在本地进货", answer="不予采纳：持证人应当知道")
    story.did("case.defence_waived", words="没有别的意见")
    story.decided(said)
    await story.paid_in_town()
    story.put_away()
    await ended(story, PURCHASE, "defence_record", "price_appraisal")


async def test_an_unlicensed_retailer_is_handed_to_market_supervision(bridge: Bridge, tmp_path: Path) -> None:
    story = TownStory(bridge, facts_of("C07", "无证经营卷烟零售"), tmp_path)
    story.seen()
    story.reviewed("无烟草专卖零售许可证经营卷烟零售")
    with pytest.raises(Refused, match="由其他机关处罚，应当移送"):
        story.noticed(penalty(100_00, 400_00, "无证经营"))
    story.agreed("case.transferred", to="厦门市思明区市场监督管理局", reason="无证零售由市场监督管理部门处罚")
    assert (story.row["stage"], story.row["due_on"], story.row["decision_no"]) == ("transferred", None, "")
    reviewed = {"report_record", "case_filing", "scene_record", "investigation_report", "legal_review"}
    assert story.papers() == reviewed | {"case_transfer"}
    await handed_over(story, ["filed", "investigated", "closed"])
    with pytest.raises(Refused, match="已移送"):
        story.did("case.reported", facts="再查", nature="违法", proposal="罚款")


async def test_a_carrier(bridge: Bridge, tmp_path: Path) -> None:
    story = TownStory(bridge, facts_of("C03", "无证承运卷烟", party=DRIVER), tmp_path)
    story.seen([Goods("真牌", 1000, carton_price=Fen(200_00), price_basis=PRICED)])
    story.reviewed("明知无准运证而承运卷烟100条")
    said = penalty(2000_00, 20000_00, "陈建国（350206198512310025，住厦门市湖里区兴隆路9号）承运卷烟100条")
    story.noticed(said)
    story.later(4)
    story.decided(said)
    await story.paid_in_town()
    story.put_away()
    await ended(story, CARRIER, "price_appraisal")


async def test_a_sale_to_a_minor(bridge: Bridge, tmp_path: Path) -> None:
    story = TownStory(bridge, facts_of("C16", "向未成年人售烟"), tmp_path)
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
    await story.paid_in_town()
    story.put_away()
    assert "李小明" not in str([row["payload"] for row in story.sent()])
    await ended(story, MINOR, "correction_order")


async def test_a_penalty_on_the_spot_is_told_to_the_register_and_not_published(bridge: Bridge, tmp_path: Path) -> None:
    story = TownStory(bridge, facts_of("C16", "未设置标志"), tmp_path)
    said: dict[str, Any] = {
        "kinds": ["fine"],
        "fine": 200_00,
        "facts": "未设置不向未成年人销售标志",
        "place": "湖滨南路1号",
        "certificates_shown": True,
    }
    with pytest.raises(Refused, match="当场罚款最多200元"):
        story.did("case.fined_on_the_spot", officers=TEAM, **said | {"fine": 200_01})
    story.did("case.fined_on_the_spot", officers=TEAM, **said)
    assert (story.row["stage"], story.row["owed"]) == ("executing", 200_00)
    await story.paid_in_town()
    story.put_away()
    await ended(story, {}, "spot_penalty", *PUT_AWAY, stages=WHOLE[2:])


async def test_a_case_with_a_hearing_and_a_deliberation(bridge: Bridge, tmp_path: Path) -> None:
    story = TownStory(bridge, facts_of("C08", "举报某店销售假烟"), tmp_path)
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
    story.clock.to(date.fromisoformat(held_on))
    lines = [["主持人", "现在开始听证"], ["当事人", "请求从轻"]]
    story.did("case.hearing_held", by=LAWYER, lines=lines, opinion="事实清楚，建议维持", **host)
    story.deliberated()
    story.decided(said)
    await story.paid_in_town()
    story.put_away()
    assert story.steps.index("case.hearing_held") < story.steps.index("case.deliberated")
    hearing = ("right", "notice", "announcement", "record", "report")
    await ended(story, HEARD, "collective_record", *(f"case_hearing_{each}" for each in hearing))


async def test_a_case_that_is_handed_to_the_police(bridge: Bridge, tmp_path: Path) -> None:
    story = TownStory(bridge, facts_of("C08", "举报某店销售假烟"), tmp_path)
    story.seen([Goods("假冒牌", 10_000, nature=Nature.COUNTERFEIT, carton_price=Fen(200_00), price_basis=PRICED)])
    assert "达到" in story.row["alarm"]
    with pytest.raises(Refused, match="还没有决定是否移送"):
        story.did("case.reported", facts="销售假烟", nature="违法", proposal="罚款")
    story.did("case.alarm_answered", by=CHIEF, transfer=True, reason="达到立案追诉标准")
    with pytest.raises(Refused, match="已经决定移送司法机关"):
        story.did("case.reported", facts="销售假烟", nature="违法", proposal="罚款")
    story.agreed("case.transferred", to="厦门市公安局思明分局", reason="涉嫌犯罪")
    assert story.papers() == {
        "report_record", "case_filing", "scene_record", "price_appraisal", "case_transfer", "crime_transfer_approval",
        "transfer_goods_list",
    }  # fmt: skip
    assert (story.row["stage"], story.row["due_on"]) == ("transferred", None)
    await handed_over(story, ["filed", "closed"])


async def test_a_case_that_a_court_annulled(bridge: Bridge, tmp_path: Path) -> None:
    story = TownStory(bridge, facts_of("C08", "举报某店销售假烟"), tmp_path)
    story.seen()
    story.reviewed("销售非法生产的卷烟12条")
    said = penalty(1200_00, 6000_00, "销售非法生产的卷烟12条")
    story.noticed(said)
    story.later(4)
    story.decided(said)
    story.did("case.remedy_begun", way="行政诉讼", body="厦门市思明区人民法院", document="（2026）闽0203行初12号")
    await story.paid_in_town()
    story.did("case.executed", how="罚款已缴清")
    with pytest.raises(Refused, match="复议或者诉讼还没有结果"):
        story.agreed("case.closed", result="执行完毕")
    story.clock.to(date(2026, 11, 18))
    judgement = {"document": "（2026）闽0203行初12号", "issuer": "厦门市思明区人民法院", "dated": "2026-11-17"}
    story.agreed("case.annulled", **judgement, received="2026-11-18", reason="主要证据不足，判决撤销")
    published, withdrawn = story.credit()
    assert (published["op"], withdrawn["op"]) == ("upsert", "withdraw")
    assert (withdrawn["deadline_on"], withdrawn["payload"]["authority_no"]) == (
        date(2026, 11, 23),
        judgement["document"],
    )
    await story.told()
    assert story.published() == {story.key: "withdrawn"}
    assert story.registered() == [*WHOLE[:-1], "closed"]
    assert "fine" not in story.register()[-1]
    story.agrees()
    assert (story.row["stage"], story.row["owed"]) == ("annulled", None)
