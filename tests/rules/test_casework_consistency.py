"""The papers of a case held against each other: a file that agrees, then each rule broken on purpose and found."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from content.lawbook import built_in_calendar, lawbook
from models.casework import CaseStage
from models.errors import Refused
from rules.casework.asked import Asked
from rules.casework.clashes import File, Paper
from rules.casework.consistency import CHECKED, LATER, PARTY_CORRECTED, brought, check, require, standing_against
from rules.casework.standing import Standing, Taken

DAY = date(2026, 11, 2)  # a Monday
FILED = {"case_no": "C-2026-000001", "party": "林海生", "filed_on": "2026-11-02", "filing_no": "厦烟立〔2026〕第1号"}
TEAM = [["陈立", "350201"], ["吴敏", "350202"]]
COMMON: dict[str, Any] = FILED | {"team": TEAM, "cause_name": "未在当地进货"}
THINGS = [["6901028075763", "测试牌（硬）", "300盒", "30"]]
TOTALS = {"kinds": 1, "cartons": "30"}
GOODS = [["6901028075763", "测试牌（硬）", "30条", "100.00", "3000.00"], ["", "软", "1.5条", "80.00", "120.00"]]
DECIDED = {"facts_found": "从外地进货", "article": "第五十六条", "content": "罚款150元"}
REMEDIES = {"review_days": 60, "suit_days": 15, "suit_months": 0}
SAID: dict[str, dict[str, Any]] = {
    "case_filing": {"filing_no": "", "approved_on": "2026-11-02"},
    "scene_record": {"goods": GOODS},
    "preservation_approval": {
        "notice": "1",
        "things": THINGS,
        "approved_on": "2026-11-03",
        "proposed_on": "2026-11-03",
        **TOTALS,
    },
    "evidence_preservation": {"notice": "1", "things": THINGS, "kept_on": "2026-11-03", **TOTALS},
    "sampling_list": {"things": THINGS, "base": 30, "sampled": 2, "sampled_at": "2026年11月3日9时5分"},
    "evidence_disposal": {"notice": "1", "preserved_on": "2026-11-03", "disposal": "送检"},
    "price_appraisal": {"goods": GOODS, "total": "3120.00"},
    "inquiry_extension": {"approved_on": "2026-12-02", "due_on": "2026-12-02"},
    "investigation_report": {"facts_found": "从外地进货"},
    "prior_notice": {"content": "罚款150元", "hearing": True, "facts_found": "从外地进货"},
    "case_hearing_right": {"content": "罚款150元", "facts_found": "从外地进货"},
    "processing_approval": DECIDED,
    "penalty_decision": DECIDED | REMEDIES | {"fine": "150.00", "bank": "银行", "pay_days": 15, "surcharge_percent": 3},
    "service_receipt": {"receiver": "林海生"},
    "goods_return_list": {"disposal_no": "厦烟立〔2026〕第6号"},
    "handling_decision": REMEDIES | {"noticed_on": "2026-11-03", "disposal": "变卖"},
}
DAYS = {"processing_approval": date(2026, 11, 17), "penalty_decision": date(2026, 11, 17),
        "service_receipt": date(2026, 11, 18), "handling_decision": date(2026, 12, 8)}  # fmt: skip
TITLES = {"case_filing": "立案报告表"}


def paper(number: int, kind: str, **more: Any) -> Paper:
    on = more.pop("on", DAYS.get(kind, date(2026, 11, 9)))
    original = f"厦烟立〔2026〕第{number}号"
    shown = more.pop("corrected", original)
    return Paper(kind, TITLES.get(kind, kind), shown, original, on, COMMON | SAID[kind] | more)


def file(kind: str = "", *taken: str, **more: Any) -> File:
    """Return the whole file with one paper that says something else."""
    papers = [paper(n, one, **(more if one == kind else {})) for n, one in enumerate(SAID, 1)]
    steps = [Taken("case.noticed", DAY, "inspector"), *(Taken(deed, DAY, "inspector") for deed in taken)]
    law = Asked(DAY, lawbook().in_force(DAY), built_in_calendar(), {})
    return File(papers, Standing(CaseStage.NOTICED, DAY, taken=steps), law)


def stop(one: File) -> None:
    """Raise what stands against a decision."""
    require("case.decided", check(one))


def found(one: File) -> list[tuple[str, str, str]]:
    """Return (rule, field of the first paper, field of the second) of every clash."""
    return [(clash.rule, clash.first.name, clash.second.name) for clash in check(one)]


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


def at(kind: str) -> str:
    """Return how a clash names a paper of the file."""
    return f"《{TITLES.get(kind, kind)}》厦烟立〔2026〕第{list(SAID).index(kind) + 1}号的"


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


def test_a_right_to_a_hearing_that_is_told_late_is_named_with_both_days() -> None:
    late = check(file("case_hearing_right", on=date(2026, 11, 10)))
    first, second = at("case_hearing_right"), at("prior_notice")
    assert str(late[0]) == f"{first}“日期”（2026-11-10）与{second}“日期”（2026-11-09）相比晚了"
    assert [clash.rule for clash in late] == ["hearing_right", "decision_day"]


def test_a_decision_that_came_too_early_is_told_the_day() -> None:
    early = check(file("penalty_decision", on=date(2026, 11, 12)))
    assert [clash.why for clash in early] == ["相比过早，期限到2026-11-12才届满", "相比过早，期限到2026-11-16才届满"]
    assert [clash.second.number for clash in early] == ["厦烟立〔2026〕第10号", "厦烟立〔2026〕第11号"]


def test_a_clash_stands_against_report_decision_and_archive() -> None:
    assert {"case.reported", "case.decided", "case.archived"} == CHECKED


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


@pytest.mark.parametrize("sampled", [1, 2])
def test_so_many_samples_are_usual(sampled: int) -> None:
    assert found(file("sampling_list", sampled=sampled)) == []


def test_a_row_without_a_price_counts_nothing() -> None:
    unpriced = file("price_appraisal", goods=[GOODS[0], [*GOODS[1][:3], "", ""]], total="3000.00")
    assert found(unpriced) == [("arithmetic", "物品", "单价×数量")]


def test_without_a_filing_the_first_known_party_is_the_measure() -> None:
    whole = file("prior_notice", party="林海声")
    spot = File(whole.papers[1:], whole.case, whole.asked)
    assert [(clash.first.title, clash.second.title) for clash in check(spot)] == [("prior_notice", "scene_record")]
    assert check(File([], whole.case, whole.asked)) == []


@pytest.mark.parametrize(
    "row",
    [
        ["", "软", "1.5条", "80.00", "121.00"],
        ["", "软", "1.5条", "", ""],
        ["", "软", "1.5条", "", "120.00"],
        ["", "软", "1.5条", "80.00", ""],
        ["", "软", "1.5条", "80.00", "120.01"],
    ],
)
def test_a_row_of_prices_that_does_not_add_up_is_found(row: list[str]) -> None:
    assert ("arithmetic", "物品", "单价×数量") in found(file("price_appraisal", goods=[GOODS[0], row]))


def test_goods_that_were_priced_are_those_of_the_scene() -> None:
    fewer = [["6901028075763", "测试牌（硬）", "29条", "100.00", "2900.00"], GOODS[1]]
    assert found(file("price_appraisal", goods=fewer, total="3020.00")) == [("inventory", "物品", "物品")]
    assert found(file("price_appraisal", goods=GOODS[::-1])) == []
    assert found(file("scene_record", goods=[])) == []


def test_a_decision_waits_for_the_terms_of_its_notices() -> None:
    last_of_defence, last_of_hearing = date(2026, 11, 12), date(2026, 11, 16)  # of papers of Monday the ninth
    early = file("penalty_decision", on=last_of_defence)
    assert found(early) == [("decision_day", "日期", "日期")] * 2
    assert found(file("penalty_decision", on=last_of_hearing)) == [("decision_day", "日期", "日期")]
    assert found(file("penalty_decision", "case.hearing_waived", on=date(2026, 11, 13))) == []
    assert found(file("penalty_decision", "case.hearing_held", on=last_of_defence)) == [
        ("decision_day", "日期", "日期")
    ]
    waived = ("case.hearing_waived", "case.defence_waived")
    assert found(file("penalty_decision", *waived, on=date(2026, 11, 9))) == []


def test_a_right_to_a_hearing_that_the_newest_notice_does_not_give_binds_nothing() -> None:
    earlier = file("prior_notice", hearing=False, content="罚款100元")
    assert found(earlier) == []


def test_what_is_seized_is_destroyed_only_after_the_service() -> None:
    served = file("evidence_disposal", "case.served", disposal="销毁")
    assert found(served) == []
    assert found(file("evidence_disposal", "case.served", disposal="销毁", on=date(2026, 11, 1)))[-1][0] == "destroyed"


def test_a_party_that_was_not_known_yet_is_no_other_party() -> None:
    assert found(file("scene_record", party="尚未查明")) == []
    assert found(file("handling_decision", party="无主物品")) == []
    assert {rule for rule, *_ in found(file("case_filing", party="尚未查明"))} == set()


def test_a_corrected_filing_is_known_under_both_numbers() -> None:
    assert found(file("case_filing", corrected="厦烟立〔2026〕第40号")) == []
    corrected = file("case_filing", corrected="厦烟立〔2026〕第40号").papers[0]
    later = file("penalty_decision", filing_no="厦烟立〔2026〕第40号")
    assert check(File([corrected, *later.papers[1:]], later.case, later.asked)) == []


def test_each_notice_is_held_against_its_own_approval() -> None:
    assert found(file("evidence_preservation", notice="2", things=[["", "另一牌", "1盒"]], cartons="0")) == []


@pytest.mark.parametrize("kind", ["spot_penalty", "no_penalty_decision"])
def test_the_terms_of_remedies_are_those_of_the_law(kind: str) -> None:
    whole, ours = file(), COMMON | REMEDIES
    for days, rules in ((15, []), (16, ["remedies"])):
        paper = Paper(kind, kind, "一", "一", DAY, ours | {"suit_days": days})
        assert [clash.rule for clash in check(File([paper], whole.case, whole.asked))] == rules


@pytest.mark.parametrize(("unit", "days", "months"), [("d", 6, 0), ("m", 0, 6)])
def test_the_term_of_a_lawsuit_is_held_in_the_unit_of_the_law(unit: str, days: int, months: int) -> None:
    whole = file()
    terms = dict(whole.asked.law.terms)
    terms["E31"] = replace(terms["E31"], count=6, unit=unit)
    asked = replace(whole.asked, law=replace(whole.asked.law, terms=terms))
    said = COMMON | REMEDIES | {"suit_days": days, "suit_months": months}
    papers = [Paper("no_penalty_decision", "不予行政处罚决定书", "一", "一", DAY, said)]
    assert check(File(papers, whole.case, asked)) == []


def corrected(*names: str, party: str) -> list[str]:
    """Return what is said of a paper that names a party otherwise, after the names of the party were put right."""
    whole = file("prior_notice", party=party)
    mark = Taken(PARTY_CORRECTED, DAY, "clerk", {"names": list(names)})
    case = replace(whole.case, taken=[*whole.case.taken, mark, Taken("case.noted", DAY, "clerk", {"names": ["某店"]})])
    return [clash.rule for clash in check(replace(whole, case=case))]


def test_a_party_whose_name_was_put_right_is_one_party_under_both_names() -> None:
    assert corrected("林海生", "林海声", party="林海声") == []
    assert corrected("林海生", "林海声", party="林海深") == ["one_party"]
    assert corrected("林海深", "林海声", party="林海声") == ["one_party"]
    assert corrected("林海生", "林海声", "林海深", party="林海声") == []
    assert corrected("林海生", party="某店") == ["one_party"]


def test_the_terms_of_remedies_are_asked_of_every_decision_without_a_fine() -> None:
    assert found(file("penalty_decision", fine="", pay_days=0, surcharge_percent=0, bank="")) == []


def test_a_step_answers_for_its_own_papers_and_the_report_for_all() -> None:
    broken = file("scene_record", party="林海声")
    (clash,) = check(broken)
    scene, other = clash.first.number, broken.papers[5].number
    assert brought(broken, {scene}) == [clash]
    assert brought(broken, {clash.second.number}) == [clash]
    assert brought(broken, {other}) == []


def test_what_a_correction_can_put_right_waits_for_the_report() -> None:
    party = check(file("scene_record", party="林海声"))
    assert standing_against("case.scene_recorded", party) == []
    assert [standing_against(name, party) for name in sorted(CHECKED)] == [party] * 3
    require("case.scene_recorded", party)
    two = check(file("sampling_list", team=TEAM[:1]))
    assert standing_against("case.sampled", two) == two
    with pytest.raises(Refused) as refusal:
        require("case.sampled", two)
    assert refusal.value.kept == "案件未变更。"
    assert refusal.value.do_next == "请改正所填的内容，或者先更正文书（document correct）。"


def test_only_clashes_over_identity_and_inventory_wait() -> None:
    assert {"one_case", "one_party", "filed_on", "filing_no", "inventory", "hearing_right"} == LATER


def test_the_base_of_samples_is_what_was_preserved_to_the_carton() -> None:
    half = [["6901028075763", "测试牌（硬）", "305盒", "30.5"]]
    for base, rules in ((29, ["sample_base"]), (30, []), (31, []), (32, ["sample_base"])):
        whole = file("sampling_list", base=base)
        papers = [one if one.kind not in KEEPING_KINDS else with_things(one, half) for one in whole.papers]
        assert [clash.rule for clash in check(File(papers, whole.case, whole.asked))] == rules


KEEPING_KINDS = ("preservation_approval", "evidence_preservation")


def with_things(one: Paper, rows: list[list[str]]) -> Paper:
    """Return a list of goods with other rows and its totals right."""
    said = {**one.said, "things": rows, "kinds": len(rows), "cartons": rows[0][3]}
    return Paper(one.kind, one.title, one.number, one.original, one.on, said)


def extended(*before: Taken, due_on: str) -> list[tuple[str, bool]]:
    """Return what is said of an extension of an inquiry that was filed on the second of November."""
    whole = file("inquiry_extension", due_on=due_on, approved_on="2026-11-20")
    law = Asked(date(2026, 12, 1), whole.asked.law, whole.asked.calendar, {})
    steps = [Taken("case.filed", DAY, "inspector"), *before, Taken("case.inquiry_extended", DAYS_ON, "inspector")]
    papers = [one for one in whole.papers if one.kind in ("case_filing", "inquiry_extension")]
    case = Standing(CaseStage.INVESTIGATING, DAY, taken=steps)
    return [(clash.rule, clash.warning) for clash in check(File(papers, case, law))]


DAYS_ON = date(2026, 11, 20)


def test_the_term_that_is_extended_is_that_of_the_law_with_its_suspension() -> None:
    assert extended(due_on="2026-12-02") == []
    assert extended(due_on="2026-12-03") == [("inquiry_term", True)]
    stood = [Taken("case.suspended", date(2026, 11, 9), "chief"), Taken("case.resumed", date(2026, 11, 11), "chief")]
    assert extended(*stood, due_on="2026-12-02") == [("inquiry_term", True)]
    assert extended(*stood, due_on="2026-12-04") == []


def destroyed(on: date, *taken: Taken, handled: date | None = None) -> list[str]:
    """Return what is said of a record of destruction; `handled`: the day of a decision on goods without owner."""
    whole = file()
    papers = [Paper("destruction_record", "违法物品销毁记录表", "一", "一", on, COMMON)]
    ruled = COMMON | SAID["handling_decision"]
    papers += [Paper("handling_decision", "行政处理决定书", "二", "二", handled, ruled)] if handled else []
    case = Standing(CaseStage.EXECUTING, DAY, taken=taken)
    return [str(clash) for clash in check(File(papers, case, whole.asked)) if clash.rule == "destroyed"]


def test_goods_are_destroyed_after_the_service_of_the_decision_or_when_they_have_no_owner() -> None:
    served = Taken("case.served", date(2026, 11, 18), "inspector")
    assert destroyed(date(2026, 11, 18), served) == []
    record = "《违法物品销毁记录表》一的“日期”"
    why = "相比过早，送达以前不得销毁"
    assert destroyed(date(2026, 11, 17), served) == [
        f"{record}（2026-11-17）与《行政处罚决定书》的“送达日期”（2026-11-18）{why}"
    ]
    assert destroyed(date(2026, 11, 17)) == [f"{record}（2026-11-17）与《行政处罚决定书》的“送达日期”（空白）{why}"]
    assert destroyed(date(2026, 12, 8), handled=date(2026, 12, 8)) == []
    assert len(destroyed(date(2026, 12, 7), handled=date(2026, 12, 8))) == 1


def test_goods_are_returned_after_the_notice_that_disposed_of_them() -> None:
    assert found(file("goods_return_list", on=date(2026, 11, 9))) == []
    assert found(file("goods_return_list", on=date(2026, 11, 8), disposal_no="厦烟立〔2026〕第9号")) == []


def test_a_list_without_cartons_has_none_to_add_up() -> None:
    rows = [["", "进货登记本", "1本", ""], ["", "手机", "1部"]]
    for cartons in ("", "0", None):
        changed = file("evidence_preservation", notice="2", things=rows, kinds=2, cartons=cartons)
        assert found(changed) == []


def test_samples_are_known_by_their_name() -> None:
    assert found(file("sampling_list", things=[["6901028999908", "测试牌（硬）", "20盒", "2"]])) == []
    other = file("sampling_list", things=[["6901028075763", "测试牌（软）", "20盒", "2"]])
    assert found(other) == [("sampling", "物品", "物品")]


def test_a_list_of_returned_goods_names_the_notice_or_its_correction() -> None:
    shown, own = "厦烟立〔2026〕第40号", "厦烟立〔2026〕第6号"
    for named, rules in ((own, ["returned"]), (shown, ["returned"]), ("厦烟立〔2026〕第41号", [])):
        early = file("goods_return_list", on=date(2026, 11, 8), disposal_no=named)
        corrected = file("evidence_disposal", corrected=shown).papers[5]
        papers = [corrected if one.kind == "evidence_disposal" else one for one in early.papers]
        assert [clash.rule for clash in check(File(papers, early.case, early.asked))] == rules


def test_evidence_may_be_disposed_of_and_destroyed_on_the_very_day() -> None:
    assert found(file("evidence_disposal", on=date(2026, 11, 3))) == []
    assert found(file("evidence_disposal", "case.served", disposal="销毁", on=DAY, preserved_on="2026-11-02")) == []
