"""Complaints and reports: noted once, judged, dispatched, answered in time, made a case, rewarded by two."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from daemon.jobs.recompute_deadlines import settle
from models.complaints import HotlineKind
from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.tables.columns import table_of
from models.tables.terms import CardRow
from tests.support.casework import CHIEF, FACTS, INSPECTOR, START, Clock, confirmed
from tests.support.complaints import CLERK, REPORT, REPORTER, SUPERVISOR, accepted, received
from usecases import complaint_cases, complaint_reporters, complaint_rewards, complaint_rows, complaints, running_terms
from usecases.casework_rows import read as read_case

if TYPE_CHECKING:
    from wiring.office import Office

CARDS = table_of(CardRow)
LEAD = replace(FACTS, summary="", place="", district="", found_on=None, source_ref="")
TEAM = ["inspector", "inspector2"]


def row_of(office: "Office", number: str) -> dict[str, Any]:
    with office.reading() as session:
        return dict(complaint_rows.read(session, number).row)


def terms_of(office: "Office", number: str) -> dict[str, Any]:
    """Return (last day, whether it runs, whose it is) of each term."""
    with office.reading() as session:
        rows = running_terms.of_subject(session, number)
    return {row["term"]: (row["due_on"], row["done_at"] is None, row["handler"]) for row in rows}


def test_a_report_is_noted_and_its_acceptance_has_a_term(bureau: "Office") -> None:
    number = received(bureau)

    row = row_of(bureau, number)
    assert (number, row["state"], row["office"], row["named"]) == ("H-2026-000001", "received", "350203", True)
    assert terms_of(bureau, number) == {"K01": (date(2026, 11, 4), True, "clerk")}


def test_the_same_call_noted_twice_is_one(bureau: "Office") -> None:
    received(bureau)

    with pytest.raises(Conflict, match="H-2026-000001"):
        received(bureau)

    assert received(bureau, replace(REPORT, gist="另一家店")) == "H-2026-000002"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"gist": " "}, "没有写明内容"),
        ({"matter": "weather"}, "没有“weather”这个事项"),
        ({"district": "350299"}, "没有代码为“350299”的区"),
        ({"received_on": date(2026, 11, 3)}, "收到的日期在今天之后"),
        ({"acted_on": date(2026, 11, 3)}, "行为发生的日期在收到的日期之后"),
        ({"gist": "欧阳 望潮说有假烟"}, "姓名"),
        ({"place": "打 139-0592-0077 问路"}, "电话"),
        ({"against": "白色面包车司机的邻居"}, "其他可以认出的字样"),
    ],
)
def test_what_cannot_be_right_or_tells_whose_it_is_is_not_noted(
    bureau: "Office", changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(InvalidInput, match=why) as refused:
        received(bureau, replace(REPORT, **changes))

    assert not any(secret in str(refused.value) for secret in ("望潮", "0077", "面包车"))
    with pytest.raises(NotFound):
        row_of(bureau, "H-2026-000001")


def test_what_is_accepted_is_answered_within_the_term_of_its_kind(bureau: "Office", clock: Clock) -> None:
    number = accepted(bureau)

    assert row_of(bureau, number)["state"] == "accepted"
    assert terms_of(bureau, number) == {
        "K01": (date(2026, 11, 4), False, "clerk"),
        "K02": (date(2026, 11, 23), True, "supervisor"),
    }
    clock.to(date(2026, 11, 20))
    bureau.perform(complaints.answer, number, "经查属实，已立案处理。", by=INSPECTOR)
    row = row_of(bureau, number)
    assert (row["state"], row["ended_on"], row["answered_by"]) == ("answered", date(2026, 11, 20), "inspector")
    assert terms_of(bureau, number)["K02"][1] is False


@pytest.mark.parametrize(
    ("kind", "term", "last"),
    [
        (HotlineKind.REPORT, "K02", date(2026, 11, 23)),
        (HotlineKind.COMPLAINT, "K03", date(2026, 11, 23)),
        (HotlineKind.INQUIRY, "K04", date(2026, 11, 9)),
        (HotlineKind.SUGGESTION, "K05", date(2026, 11, 23)),
    ],
)
def test_each_kind_has_its_own_term(bureau: "Office", kind: HotlineKind, term: str, last: date) -> None:
    number = accepted(bureau, replace(REPORT, kind=kind, asks="请回复"))

    assert terms_of(bureau, number)[term][:2] == (last, True)


def test_what_nobody_answers_is_carded_like_every_term(bureau: "Office", clock: Clock) -> None:
    number = accepted(bureau)
    bureau.perform(complaints.dispatch, number, "inspector", by=SUPERVISOR)
    clock.to(date(2026, 11, 24))

    settle(bureau)

    c = CARDS.c
    with bureau.reading() as session:
        cards = session.execute(select(c.term, c.kind, c.handler, c.office).where(c.subject == number)).all()
    assert [tuple(card) for card in cards] == [("K02", "yellow", "inspector", "350203")]


def test_what_is_not_ours_is_referred_and_never_accepted(bureau: "Office") -> None:
    number = received(bureau, replace(REPORT, matter="price"))

    with pytest.raises(Refused, match="不属于本机关职权"):
        bureau.perform(complaints.accept, number, by=SUPERVISOR)
    bureau.perform(complaints.refer, number, by=SUPERVISOR)

    row = row_of(bureau, number)
    assert (row["state"], row["referred_to"]) == ("referred", "市场监督管理部门（12315）")
    assert terms_of(bureau, number)["K01"][1] is False


def test_what_is_ours_is_not_referred_nor_turned_away_without_a_reason_that_holds(bureau: "Office") -> None:
    number = received(bureau)

    with pytest.raises(Refused, match="不能转出"):
        bureau.perform(complaints.refer, number, by=SUPERVISOR)
    with pytest.raises(Refused, match="理由不成立"):
        bureau.perform(complaints.turn_away, number, "too_old", by=SUPERVISOR)

    assert row_of(bureau, number)["state"] == "received"


def test_an_old_act_is_turned_away_with_its_reason(bureau: "Office") -> None:
    number = received(bureau, replace(REPORT, acted_on=date(2024, 11, 1)))

    bureau.perform(complaints.turn_away, number, "too_old", note="已告知", by=SUPERVISOR)

    row = row_of(bureau, number)
    assert (row["state"], row["reason"], row["ended_on"]) == ("not_accepted", "too_old", START)


def test_it_is_dispatched_to_an_officer_or_a_district_and_the_term_goes_with_it(bureau: "Office") -> None:
    number = accepted(bureau)

    bureau.perform(complaints.dispatch, number, "inspector", by=SUPERVISOR)
    assert (row_of(bureau, number)["handler"], row_of(bureau, number)["office"]) == ("inspector", "350203")
    assert terms_of(bureau, number)["K02"][2] == "inspector"
    bureau.perform(complaints.dispatch, number, "", office="350206", by=SUPERVISOR)

    assert (row_of(bureau, number)["handler"], row_of(bureau, number)["office"]) == ("", "350206")
    for handler, office, why in (("", "", "请写明"), ("", "1", "请写明"), ("nobody", "", "没有在岗的人员")):
        with pytest.raises((InvalidInput, Refused), match=why):
            bureau.perform(complaints.dispatch, number, handler, office=office, by=SUPERVISOR)


def test_an_answer_is_rated_once(bureau: "Office") -> None:
    number = accepted(bureau)
    with pytest.raises(Refused, match="不能登记评价"):
        bureau.perform(complaints.rate, number, 5, by=CLERK)
    with pytest.raises(InvalidInput, match="4到2000个字"):
        bureau.perform(complaints.answer, number, "已办。", by=CLERK)
    bureau.perform(complaints.answer, number, "已经办结。", by=CLERK)

    with pytest.raises(InvalidInput, match="1到5"):
        bureau.perform(complaints.rate, number, 6, by=CLERK)
    bureau.perform(complaints.rate, number, 4, by=CLERK)
    with pytest.raises(Refused, match="已经登记过评价"):
        bureau.perform(complaints.rate, number, 1, by=CLERK)

    assert row_of(bureau, number)["level"] == 4


def test_a_report_becomes_a_case_whose_term_began_when_it_was_received(bureau: "Office", clock: Clock) -> None:
    number = accepted(bureau)
    clock.to(date(2026, 11, 5))

    case = bureau.perform(complaint_cases.make, number, LEAD, by=INSPECTOR)

    with bureau.reading() as session:
        row = read_case(session, case).row
    assert (row["source"], row["source_ref"], row["found_on"]) == ("report", number, START)
    assert (row["due_term"], row["due_on"]) == ("E01", date(2026, 11, 11))
    assert (row["summary"], row["place"], row["district"]) == (REPORT.gist, REPORT.place, "350203")
    assert row_of(bureau, number)["case_number"] == case
    with pytest.raises(Refused, match="已转为案件"):
        bureau.perform(complaint_cases.make, number, LEAD, by=INSPECTOR)


def test_a_second_report_of_the_same_thing_is_linked_to_the_case(bureau: "Office") -> None:
    case = bureau.perform(complaint_cases.make, accepted(bureau), LEAD, by=INSPECTOR)
    second = accepted(bureau, replace(REPORT, gist="又有人反映同一家店"), None)
    with pytest.raises(NotFound):
        bureau.perform(complaint_cases.link, second, "C-2026-000009", by=INSPECTOR)

    bureau.perform(complaint_cases.link, second, case, by=INSPECTOR)

    assert row_of(bureau, second)["case_number"] == case


def test_a_case_that_is_taken_back_leaves_its_report_free_for_another(bureau: "Office") -> None:
    number = accepted(bureau)
    made = bureau.perform(complaint_cases.make, number, LEAD, by=INSPECTOR, grace=timedelta(minutes=5))

    bureau.undo(made, by=INSPECTOR)

    assert row_of(bureau, number)["case_number"] == ""
    assert bureau.perform(complaint_cases.make, number, LEAD, by=INSPECTOR) == made


def test_an_inquiry_and_what_nobody_accepted_become_no_case(bureau: "Office") -> None:
    asked = accepted(bureau, replace(REPORT, kind=HotlineKind.INQUIRY))
    waiting = received(bureau)

    for number, why in ((asked, "咨询和建议"), (waiting, "待审查")):
        with pytest.raises(Refused, match=why):
            bureau.perform(complaint_cases.make, number, LEAD, by=INSPECTOR)


def filed(office: "Office") -> str:
    """Return a report whose case was filed."""
    number = accepted(office)
    case = office.perform(complaint_cases.make, number, LEAD, by=INSPECTOR)
    confirmed(office, case, "case.filed", officers=TEAM, reason="有证据证明违法")
    return number


def test_a_reward_is_proposed_by_one_and_approved_by_another(bureau: "Office") -> None:
    number = filed(bureau)
    bureau.perform(complaint_rewards.propose, number, 200_000, reason="线索准确", by=CHIEF)

    with pytest.raises(Refused, match="另一名人员"):
        bureau.perform(complaint_rewards.approve, number, by=CHIEF)
    with pytest.raises(Refused, match="已有待批准"):
        bureau.perform(complaint_rewards.propose, number, 1, reason="线索准确", by=INSPECTOR)
    bureau.perform(complaint_rewards.approve, number, by=SUPERVISOR)

    assert (row_of(bureau, number)["reward"], row_of(bureau, number)["rewarded_on"]) == (200_000, START)
    with pytest.raises(Refused, match="已经奖励过"):
        bureau.perform(complaint_rewards.propose, number, 1, reason="再奖", by=CHIEF)


def test_a_reward_is_turned_down_with_its_reason_and_may_be_proposed_again(bureau: "Office") -> None:
    number = filed(bureau)
    with pytest.raises(Refused, match="没有写明奖励的理由"):
        bureau.perform(complaint_rewards.propose, number, 1, reason=" ", by=INSPECTOR)
    bureau.perform(complaint_rewards.propose, number, 1, reason="线索准确", by=INSPECTOR)
    with pytest.raises(Refused, match="没有写明驳回的理由"):
        bureau.perform(complaint_rewards.reject, number, note=" ", by=CHIEF)
    bureau.perform(complaint_rewards.reject, number, note="金额过低", by=CHIEF)

    with pytest.raises(Refused, match="没有待批准"):
        bureau.perform(complaint_rewards.approve, number, by=CHIEF)
    bureau.perform(complaint_rewards.propose, number, 100_000, reason="线索准确", by=INSPECTOR)
    with bureau.reading() as session:
        waiting = complaint_rewards.proposed(session, number)
    assert waiting == {"fen": 100_000, "reason": "线索准确", "by": "inspector"}


def test_who_looks_into_the_drawer_says_why_and_is_kept(bureau: "Office") -> None:
    number = accepted(bureau)

    with pytest.raises(InvalidInput, match="须写明事由"):
        bureau.perform(complaint_reporters.open_drawer, number, " x ", by=INSPECTOR)
    with pytest.raises(Refused, match="无权办理“查看来件人”"):
        bureau.perform(complaint_reporters.open_drawer, number, "想看看", by=CLERK)
    found = bureau.perform(complaint_reporters.open_drawer, number, "回复办理结果", by=INSPECTOR)

    assert found == REPORTER
    with bureau.reading() as session:
        from usecases.complaints_desk import opened

        looks = opened(session, number)
    assert [(look.by, look.note) for look in looks] == [("inspector", "回复办理结果")]


def test_an_anonymous_report_has_nobody_in_the_drawer(bureau: "Office") -> None:
    number = received(bureau, REPORT, None)

    with pytest.raises(NotFound, match="没有登记来件人"):
        bureau.perform(complaint_reporters.open_drawer, number, "回复办理结果", by=INSPECTOR)
    assert row_of(bureau, number)["named"] is False
