"""What a case is known by: team, reviewers, what runs in which order, what is said before a step is filled in."""

from datetime import date

from models.casework import CaseStage
from models.values import PartyKind
from rules.casework import conditions
from rules.casework.conditions import CONDITIONS, SAID
from rules.casework.deadlines import running
from rules.casework.standing import Party, Standing
from tests.support.standing import (
    DAY,
    FILED,
    HEARD_NOTICE,
    NOTICE,
    PERSON,
    SERVED,
    TEAM,
    case,
    on,
    terms,
    told,
    took,
)

OTHERS = [["inspector3", "郑明", "350203"], ["inspector4", "周雅", "350204"]]


def test_the_team_is_the_one_that_was_named_last_and_everybody_investigated() -> None:
    for deed in ("case.filed", "case.officers_named", "case.recused", "case.acted_at_once"):
        changed = case(FILED, took(deed, officers=OTHERS))
        assert changed.team == OTHERS
        assert changed.investigators == {"inspector", "inspector2", "inspector3", "inspector4"}
    seen = case(FILED, took("case.scene_recorded", officers=OTHERS), took("case.recused", login="x"))
    assert (seen.team, case().team) == (TEAM, [])
    assert case(took("case.filed", officers=TEAM), took("case.officers_named", officers=OTHERS)).team == OTHERS


def test_who_passed_and_who_returned_a_case_reviewed_it() -> None:
    both = case(took("case.review_returned", by="one"), took("case.review_passed", by="two"))
    assert both.reviewers == {"one", "two"}


def test_a_new_case_is_neither_ownerless_nor_harmful_nor_grave() -> None:
    new = Standing(CaseStage.LEAD, DAY)
    assert (new.ownerless, new.harmful, new.grave, new.suspended, new.in_dispute) == (False,) * 5
    assert (new.party, new.owed, new.alarm, new.day("case.filed")) == (Party(), None, "", None)


def test_before_a_step_is_filled_in_only_the_case_is_judged() -> None:
    assert conditions.missing_of_case("case.filed", case(), on(DAY)) == []
    assert conditions.missing_of_case("case.filed", case(party=Party(), cause=""), on(DAY)) == [
        "没有写明当事人，也没有写明是无主物品", "没有写明案由",
    ]  # fmt: skip
    assert conditions.missing_of_case("case.scene_recorded", case(), on(DAY)) == []
    disposed = "case.preservation_disposed"
    kept = case(took("case.evidence_preserved", notice="1"))
    assert conditions.missing_of_case(disposed, case(), on(DAY)) == ["没有先行登记保存的证据"]
    assert conditions.missing_of_case(disposed, kept, on(DAY)) == []
    assert conditions.missing_of_case("case.fined_on_the_spot", case(), on(DAY, kinds=["closure"])) == []
    assert conditions.missing_of_case("case.hearing_notified", case(), on(DAY)) == ["当事人没有要求听证"]
    assert "没有事先告知" not in conditions.missing_of_case("case.decided", case(), on(DAY))
    assert set(CONDITIONS) > SAID


def test_what_stands_against_a_step_is_said_in_words() -> None:
    assert told("ours", case(cause="C07")).endswith("由其他机关处罚，应当移送")
    assert told("ours", case(cause="")) == ""
    assert told("simple_procedure", case(), on(DAY, kinds=["closure"])) == "当场只能处以警告或者小额罚款"
    assert told("simple_procedure", case(), on(DAY, kinds=["fine", "warning"], fine=1)) == ""
    assert told("simple_procedure", case(), on(DAY)) == ""
    assert told("owner_waited", case()) == ""
    assert told("owner_waited", case(ownerless=True)) == "还没有公告寻找物主"
    assert told("hearing_in_time", case(HEARD_NOTICE)) == "事先告知书还没有送达"
    requested = took("case.hearing_requested")
    assert told("hearing_notified", case(HEARD_NOTICE, requested)) == "还没有通知听证的时间、地点"
    assert told("deliberated_where_due", case(grave=True)) == "情节复杂或者重大，应当由负责人集体讨论决定"
    assert told("fine_settled", case(owed=150_005)) == "罚款还有1500.05元没有缴清"


def test_on_the_spot_a_fine_that_is_not_named_is_none() -> None:
    assert told("simple_procedure", case(party=Party(PartyKind.PERSON, "甲", "1")), on(DAY, kinds=["warning"])) == ""
    assert told("as_noticed", case(took("case.noticed", kinds=["warning"])), on(DAY, kinds=["warning"])) == ""
    assert told("as_noticed", case(took("case.noticed", kinds=["fine"])), on(DAY, kinds=["fine"], fine=1)) != ""


def test_what_ends_first_is_named_first_and_of_the_same_day_by_its_number() -> None:
    kept = took("case.evidence_preserved", date(2026, 11, 2), notice="1")
    lead = case(kept, stage=CaseStage.LEAD)
    assert [(due.term, due.until) for due in running(lead, on(DAY))] == [
        ("E01", date(2026, 11, 11)), ("E09", date(2026, 11, 11)),
    ]  # fmt: skip
    late = case(FILED, took("case.evidence_preserved", date(2026, 12, 1), notice="1"), stage=CaseStage.INVESTIGATING)
    assert [term for term, *_ in terms(late, date(2026, 12, 1))] == ["E12", "E09", "E22"]


def test_the_partys_terms_end_with_its_word() -> None:
    asked = (FILED, HEARD_NOTICE, SERVED)
    for word in ("case.hearing_waived", "case.hearing_requested"):
        assert [term for term, *_ in terms(case(*asked, took(word)))] == ["E18", "E22"]
    assert [term for term, *_ in terms(case(FILED, NOTICE))] == ["E22"]
    assert terms(case(FILED, NOTICE, SERVED, stage=CaseStage.CANCELLED)) == []
    again = case(FILED, took("case.decided"), took("case.served"), stage=CaseStage.EXECUTING)
    assert terms(again) == []


def test_who_has_died_is_not_punished() -> None:
    died = Party(PartyKind.PERSON, "甲", "1", date(1950, 1, 1), date(2026, 11, 1))

    assert told("alive", case(party=died)) == "当事人已于2026-11-01死亡，不能再对其处罚，应当不予处罚或者撤销立案"
    assert told("alive", case(party=PERSON)) == ""


def test_a_day_of_birth_only_counts_for_a_person() -> None:
    assert told("of_age", case(party=PERSON, acted_on=None)) == ""
    child = Party(PartyKind.SOLE_TRADER, "店", "9", date(2020, 1, 1))
    assert told("of_age", case(party=child)) == ""
