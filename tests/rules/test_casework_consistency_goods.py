"""Goods and days in the papers of an inquiry: sampled, priced, preserved, extended, returned, destroyed."""

from datetime import date

import pytest

from models.casework import CaseStage
from rules.casework.asked import Asked
from rules.casework.clashes import File, Paper
from rules.casework.consistency import check
from rules.casework.standing import Standing, Taken
from tests.support.casefile import COMMON, DAY, GOODS, SAID, file, found

KEEPING_KINDS = ("preservation_approval", "evidence_preservation")
EXTENDED_ON = date(2026, 11, 20)


@pytest.mark.parametrize("sampled", [1, 2])
def test_so_many_samples_are_usual(sampled: int) -> None:
    assert found(file("sampling_list", sampled=sampled)) == []


def test_a_row_without_a_price_counts_nothing() -> None:
    unpriced = file("price_appraisal", goods=[GOODS[0], [*GOODS[1][:3], "", ""]], total="3000.00")
    assert found(unpriced) == [("arithmetic", "物品", "单价×数量")]


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


def test_what_is_seized_is_destroyed_only_after_the_service() -> None:
    served = file("evidence_disposal", "case.served", disposal="销毁")
    assert found(served) == []
    assert found(file("evidence_disposal", "case.served", disposal="销毁", on=date(2026, 11, 1)))[-1][0] == "destroyed"


def test_each_notice_is_held_against_its_own_approval() -> None:
    assert found(file("evidence_preservation", notice="2", things=[["", "另一牌", "1盒"]], cartons="0")) == []


def test_the_base_of_samples_is_what_was_preserved_to_the_carton() -> None:
    half = [["6901028075763", "测试牌（硬）", "305盒", "30.5"]]
    for base, rules in ((29, ["sample_base"]), (30, []), (31, []), (32, ["sample_base"])):
        whole = file("sampling_list", base=base)
        papers = [one if one.kind not in KEEPING_KINDS else with_things(one, half) for one in whole.papers]
        assert [clash.rule for clash in check(File(papers, whole.case, whole.asked))] == rules


def with_things(one: Paper, rows: list[list[str]]) -> Paper:
    """Return a list of goods with other rows and its totals right."""
    said = {**one.said, "things": rows, "kinds": len(rows), "cartons": rows[0][3]}
    return Paper(one.kind, one.title, one.number, one.original, one.on, said)


def extended(*before: Taken, due_on: str) -> list[tuple[str, bool]]:
    """Return what is said of an extension of an inquiry that was filed on the second of November."""
    whole = file("inquiry_extension", due_on=due_on, approved_on="2026-11-20")
    law = Asked(date(2026, 12, 1), whole.asked.law, whole.asked.calendar, {})
    steps = [Taken("case.filed", DAY, "inspector"), *before, Taken("case.inquiry_extended", EXTENDED_ON, "inspector")]
    papers = [one for one in whole.papers if one.kind in ("case_filing", "inquiry_extension")]
    case = Standing(CaseStage.INVESTIGATING, DAY, taken=steps)
    return [(clash.rule, clash.warning) for clash in check(File(papers, case, law))]


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
