"""Parties, notices, decisions and remedies in the papers of a case, and which clash stands against which step."""

from dataclasses import replace
from datetime import date

import pytest

from models.errors import Refused
from rules.casework.clashes import File, Paper
from rules.casework.consistency import CHECKED, LATER, PARTY_CORRECTED, brought, check, require, standing_against
from rules.casework.standing import Taken
from tests.support.casefile import COMMON, DAY, REMEDIES, TEAM, at, file, found


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


def test_without_a_filing_the_first_known_party_is_the_measure() -> None:
    whole = file("prior_notice", party="林海声")
    spot = File(whole.papers[1:], whole.case, whole.asked)
    assert [(clash.first.title, clash.second.title) for clash in check(spot)] == [("prior_notice", "scene_record")]
    assert check(File([], whole.case, whole.asked)) == []


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


def test_a_party_that_was_not_known_yet_is_no_other_party() -> None:
    assert found(file("scene_record", party="尚未查明")) == []
    assert found(file("handling_decision", party="无主物品")) == []
    assert {rule for rule, *_ in found(file("case_filing", party="尚未查明"))} == set()


def test_a_corrected_filing_is_known_under_both_numbers() -> None:
    assert found(file("case_filing", corrected="厦烟立〔2026〕第40号")) == []
    corrected = file("case_filing", corrected="厦烟立〔2026〕第40号").papers[0]
    later = file("penalty_decision", filing_no="厦烟立〔2026〕第40号")
    assert check(File([corrected, *later.papers[1:]], later.case, later.asked)) == []


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
