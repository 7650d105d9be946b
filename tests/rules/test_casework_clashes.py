"""The papers of a case held against each other: each rule broken on purpose, found, told and stopped."""

from datetime import date
from typing import Any

import pytest

from models.errors import Refused
from rules.casework.consistency import check
from tests.support.casefile import TEAM, at, file, found, stop


def test_a_file_whose_papers_agree_has_no_clash() -> None:
    assert check(file()) == []
    stop(file())


BROKEN: list[tuple[str, dict[str, Any], tuple[str, str, str]]] = [
    ("price_appraisal", {"party": "林海声"}, ("one_party", "当事人", "当事人")),
    ("prior_notice", {"case_no": "C-2026-000002"}, ("one_case", "案件编号", "案件编号")),
    ("penalty_decision", {"filed_on": "2026-11-03"}, ("filed_on", "立案日期", "批准日期")),
    ("penalty_decision", {"filing_no": "厦烟立〔2026〕第9号"}, ("filing_no", "立案文号", "立案文号")),
    ("preservation_approval", {"team": TEAM[:1]}, ("two_officers", "办案人员", "办案人员")),
    ("evidence_preservation", {"kept_on": "2026-11-04"}, ("preservation", "保存日期", "批准日期")),
    ("evidence_preservation", {"things": [["", "另一牌", "1盒"]]}, ("preservation", "物品", "物品")),
    ("evidence_preservation", {"cause_name": "无证运输"}, ("preservation", "案由", "案由")),
    ("sampling_list", {"team": []}, ("two_officers", "办案人员", "办案人员")),
    ("sampling_list", {"things": [["", "另一牌", "1盒"]]}, ("sampling", "物品", "物品")),
    ("preservation_approval", {"proposed_on": "2026-11-02"}, ("one_day", "承办日期", "批准日期")),
    ("preservation_approval", {"kinds": 2}, ("totals", "种数", "各行")),
    ("evidence_preservation", {"cartons": "30.5"}, ("totals", "合计条数", "各行")),
    ("evidence_preservation", {"signer": "邻居"}, ("signer", "签收人", "当事人")),
    ("sampling_list", {"base": 29}, ("sample_base", "抽样基数", "物品")),
    ("sampling_list", {"sampled_at": "2026年11月3日"}, ("sample_time", "抽样时间", "抽样时间")),
    ("case_hearing_right", {"facts_found": "无证运输"}, ("reported_facts", "违法事实", "违法事实")),
    ("goods_return_list", {"on": date(2026, 11, 8)}, ("returned", "日期", "日期")),
    ("sampling_list", {"sampled": 3}, ("sample_size", "抽样数量", "抽样数量")),
    ("price_appraisal", {"total": "3120.01"}, ("arithmetic", "核价总额", "各行金额之和")),
    ("inquiry_extension", {"approved_on": "2026-12-03"}, ("extension", "批准日期", "原期限")),
    ("case_hearing_right", {"content": "罚款160元"}, ("hearing_right", "处罚内容", "处罚内容")),
    ("case_hearing_right", {"on": date(2026, 11, 10)}, ("hearing_right", "日期", "日期")),
    ("prior_notice", {"facts_found": "无证运输"}, ("reported_facts", "违法事实", "违法事实")),
    ("processing_approval", {"party": "林海声"}, ("approval", "当事人", "当事人")),
    ("investigation_report", {"facts_found": "无证运输"}, ("reported_facts", "违法事实", "违法事实")),
    ("penalty_decision", {"facts_found": "无证运输"}, ("approval", "违法事实", "违法事实")),
    ("penalty_decision", {"article": "第五十七条"}, ("approval", "处罚依据", "处罚依据")),
    ("penalty_decision", {"content": "罚款1500元"}, ("approval", "处罚内容", "处罚内容")),
    ("penalty_decision", {"review_days": 15}, ("remedies", "复议日数", "复议日数")),
    ("penalty_decision", {"suit_days": 60}, ("remedies", "诉讼日数", "诉讼日数")),
    ("handling_decision", {"suit_months": 6}, ("remedies", "诉讼月数", "诉讼月数")),
    ("penalty_decision", {"pay_days": 10}, ("remedies", "缴款日数", "缴款日数")),
    ("penalty_decision", {"surcharge_percent": 5}, ("remedies", "每日加处百分比", "每日加处百分比")),
    ("penalty_decision", {"bank": ""}, ("payment", "缴款办法", "缴款办法")),
    ("evidence_disposal", {"preserved_on": "2026-11-10"}, ("disposal", "日期", "保存日期")),
    ("evidence_disposal", {"disposal": "当场销毁"}, ("destroyed", "处理方式", "送达日期")),
    ("handling_decision", {"on": date(2026, 12, 3)}, ("handling", "日期", "公告日期")),
    ("handling_decision", {"disposal": "没收并变卖"}, ("handling", "处理方式", "处理方式")),
    ("handling_decision", {"disposal": "上缴"}, ("handling", "处理方式", "处理方式")),
    ("service_receipt", {"receiver": "邻居"}, ("receiver", "签收人", "当事人")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "clash"), BROKEN)
def test_each_rule_that_is_broken_is_found(kind: str, more: dict[str, Any], clash: tuple[str, str, str]) -> None:
    assert clash in found(file(kind, **more))


def test_a_clash_names_both_papers_and_stops_the_step() -> None:
    broken = file("prior_notice", party="林海声")
    (clash,) = check(broken)
    assert str(clash.first) == "《prior_notice》厦烟立〔2026〕第10号的“当事人”（林海声）"
    assert str(clash) == f"{clash.first}与《立案报告表》厦烟立〔2026〕第1号的“当事人”（林海生）不一致"
    with pytest.raises(Refused, match="互相矛盾：《prior_notice》厦烟立"):
        stop(broken)


KEEPING, KEPT, DISPOSED, HANDLED = map(
    at, ("preservation_approval", "evidence_preservation", "evidence_disposal", "handling_decision")
)
SAMPLED, EXTENDED, RULED, PRICED = map(
    at, ("sampling_list", "inquiry_extension", "penalty_decision", "price_appraisal")
)
NO_OWNER = "《关于无主物品的规定》的“处理方式”（变卖或者销毁，不得没收）不符"
WORDS: list[tuple[str, dict[str, Any], str, str]] = [
    ("preservation_approval", {"team": TEAM[:1]}, f"{KEEPING}“办案人员”（陈立 350201）",
     "《行政处罚法第四十二条》的“办案人员”（不少于2人）不符"),
    ("evidence_preservation", {"things": [["", "牌", "1盒"], ["6", "软", "2盒", "30"]], "kinds": 2},
     f"{KEPT}“物品”（牌 1盒、6 软 2盒 30）",
     f"{KEEPING}“物品”（6901028075763 测试牌（硬） 300盒 30）不一致"),
    ("evidence_preservation", {"kept_on": ""}, f"{KEPT}“保存日期”（空白）", f"{KEEPING}“批准日期”（2026-11-03）不一致"),
    ("sampling_list", {"sampled": 3}, f"{SAMPLED}“抽样数量”（3）", "《抽样取证的通行做法》的“抽样数量”（1至2条）不符"),
    ("inquiry_extension", {"approved_on": "2026-12-03"}, f"{EXTENDED}“批准日期”（2026-12-03）",
     f"{EXTENDED}“原期限”（2026-12-02）相比已经逾期"),
    ("penalty_decision", {"bank": ""}, f"{RULED}“缴款办法”（空白）",
     "《行政处罚法第六十七条》的“缴款办法”（指定的银行）不符"),
    ("penalty_decision", {"review_days": 15}, f"{RULED}“复议日数”（15）", "《法律规定》的“复议日数”（60）不符"),
    ("evidence_disposal", {"preserved_on": "2026-11-10"}, f"{DISPOSED}“日期”（2026-11-09）",
     f"{DISPOSED}“保存日期”（2026-11-10）相比过早"),
    ("evidence_disposal", {"disposal": "销毁"}, f"{DISPOSED}“处理方式”（销毁）",
     "《行政处罚决定书》的“送达日期”（空白）不符，送达以前不得销毁"),
    ("handling_decision", {"on": date(2026, 12, 3)}, f"{HANDLED}“日期”（2026-12-03）",
     f"{HANDLED}“公告日期”（2026-11-03）相比过早，公告到2026-12-03才期满"),
    ("handling_decision", {"disposal": "上缴"}, f"{HANDLED}“处理方式”（上缴）", NO_OWNER),
    ("price_appraisal", {"total": "3120.01"}, f"{PRICED}“核价总额”（3120.01）",
     "《price_appraisal》的“各行金额之和”（3120.00）不符"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "more", "first", "second"), WORDS)
def test_a_clash_is_told_in_words(kind: str, more: dict[str, Any], first: str, second: str) -> None:
    assert [str(clash) for clash in check(file(kind, **more))] == [f"{first}与{second}"]


@pytest.mark.parametrize(
    ("kind", "more"), [("service_receipt", {"receiver": "邻居"}), ("sampling_list", {"sampled": 3}),
                       ("evidence_preservation", {"signer": "邻居"}),
                       ("investigation_report", {"facts_found": "无证运输"})]
)  # fmt: skip
def test_a_warning_stops_nothing(kind: str, more: dict[str, Any]) -> None:
    assert {clash.warning for clash in check(file(kind, **more))} == {True}
    stop(file(kind, **more))


@pytest.mark.parametrize(("kind", "more", "clash"), BROKEN)
def test_what_is_broken_stops_the_step_unless_it_is_a_warning(
    kind: str, more: dict[str, Any], clash: tuple[str, str, str]
) -> None:
    if clash[0] in ("sample_size", "reported_facts", "receiver", "signer"):
        stop(file(kind, **more))
        return
    with pytest.raises(Refused, match=f"“{clash[1]}”"):
        stop(file(kind, **more))
