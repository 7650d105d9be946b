"""What comes after a report: told how its case went, withdrawn, made up, named as a witness, paid by a code."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from daemon.jobs.recompute_deadlines import settle
from models.complaints import HotlineKind
from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.complaints import ComplaintRow
from models.tables.ledger import LedgerRow
from models.tables.outbox import AlarmRow
from models.tables.terms import CardRow
from tests.support.casework import CHIEF, FACTS, INSPECTOR, START, Clock, confirmed, did
from tests.support.complaints import CLERK, REPORT, REPORTER, SUPERVISOR, accepted, received
from tests.support.one_kind import database_url
from tests.support.rows import OFFICERS
from usecases import (
    cards,
    casework,
    casework_steps,
    complaint_answers,
    complaint_cases,
    complaint_claims,
    complaint_rewards,
    complaint_rows,
    complaint_standing,
    complaints,
    running_terms,
)

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
TEAM = ["inspector", "inspector2"]
CARDS, ALARMS = table_of(CardRow), table_of(AlarmRow)
LEDGER, COMPLAINTS = table_of(LedgerRow), table_of(ComplaintRow)
FILED = {"officers": TEAM, "reason": "有证据证明违法"}
ANSWER = "经查属实，已经处理。"
TOLD = "您反映的案件已经立案。"


def row_of(office: "Office", number: str) -> dict[str, Any]:
    with office.reading() as session:
        return dict(complaint_rows.read(session, number).row)


def to_tell(office: "Office", number: str) -> list[tuple[date, bool]]:
    """Return when the reporter is to be told of a result, and whether that was done."""
    with office.reading() as session:
        rows = running_terms.of_subject(session, number)
    return [(row["due_on"], row["done_at"] is not None) for row in rows if row["term"] == "K07"]


def cased(office: "Office", reporter: Any = REPORTER) -> tuple[str, str]:
    """Return a report and the case that it became."""
    number = accepted(office, REPORT, reporter)
    return number, office.perform(complaint_cases.make, number, FACTS, by=INSPECTOR)


def rewarded(office: "Office", fen: int = 200_000) -> str:
    """Return a report whose reward was approved."""
    number, case = cased(office)
    confirmed(office, case, "case.filed", **FILED)
    office.perform(complaint_rewards.propose, number, fen, reason="线索准确", by=INSPECTOR)
    return office.perform(complaint_rewards.approve, number, by=CHIEF)


def test_the_result_of_a_case_comes_back_as_a_term_and_a_card_until_the_reporter_is_told(
    bureau: "Office", clock: Clock
) -> None:
    number, case = cased(bureau)
    bureau.perform(complaints.dispatch, number, "inspector", by=SUPERVISOR)
    bureau.perform(complaints.answer, number, ANSWER, by=INSPECTOR)
    with pytest.raises(Refused, match="还没有应当告知的结果"):
        bureau.perform(complaint_answers.tell_result, number, TOLD, by=INSPECTOR)
    confirmed(bureau, case, "case.filed", **FILED)
    assert to_tell(bureau, number) == [(date(2026, 11, 9), False)]

    clock.to(date(2026, 11, 10))
    settle(bureau)
    with bureau.reading() as session:
        c = CARDS.c
        handed_out = session.execute(select(c.kind, c.handler).where(c.subject == number, c.term == "K07")).all()
    assert ("yellow", "inspector") in [tuple(card) for card in handed_out]
    with pytest.raises(InvalidInput, match="中写有"):
        bureau.perform(complaint_answers.tell_result, number, f"{REPORTER.name}：{TOLD}", by=INSPECTOR)
    bureau.perform(complaint_answers.tell_result, number, TOLD, by=INSPECTOR)

    assert to_tell(bureau, number) == [(date(2026, 11, 9), True)]
    with pytest.raises(Refused, match="已经告知"):
        bureau.perform(complaint_answers.tell_result, number, TOLD, by=INSPECTOR)


def test_who_has_the_item_now_answers_its_card_and_who_had_nothing_to_do_with_it_does_not(
    bureau: "Office", clock: Clock
) -> None:
    number = accepted(bureau)
    bureau.perform(complaints.dispatch, number, "inspector", by=SUPERVISOR)
    clock.to(date(2026, 11, 24))
    settle(bureau)
    c = CARDS.c
    with bureau.reading() as session:
        card = session.execute(
            select(c.id).where(c.subject == number, c.term == "K02", c.kind == "yellow")
        ).scalar_one()
    with pytest.raises(Refused, match="不是"):
        bureau.perform(cards.answer, card, "正在核实", by=OFFICERS["inspector2"])
    bureau.perform(complaints.dispatch, number, "inspector2", by=SUPERVISOR)

    bureau.perform(cards.answer, card, "正在核实", by=OFFICERS["inspector2"])

    with bureau.reading() as session:
        assert cards.one(session, card)["answered_by"] == "inspector2"


def test_an_answer_after_the_result_tells_it_and_a_newer_result_takes_the_place_of_an_untold_one(
    bureau: "Office", clock: Clock
) -> None:
    number, case = cased(bureau)
    confirmed(bureau, case, "case.filed", **FILED)
    clock.to(date(2026, 11, 4))
    confirmed(bureau, case, "case.cancelled", reason="违法事实不能成立")
    assert to_tell(bureau, number) == [(date(2026, 11, 9), True), (date(2026, 11, 11), False)]

    bureau.perform(complaints.answer, number, ANSWER, by=INSPECTOR)

    assert [done for _, done in to_tell(bureau, number)] == [True, True]


def test_a_step_that_is_taken_back_takes_the_term_with_it(bureau: "Office", clock: Clock) -> None:
    number, case = cased(bureau)
    clock.to(date(2026, 11, 3))
    bureau.perform(casework_steps.propose, case, "case.filed", FILED, by=INSPECTOR)
    bureau.perform(casework_steps.confirm, case, by=CHIEF, grace=timedelta(minutes=5))

    bureau.undo(case, by=CHIEF)

    assert to_tell(bureau, number) == []


def test_who_reported_a_case_that_was_joined_is_told_how_the_other_went(bureau: "Office", clock: Clock) -> None:
    number, case = cased(bureau)
    into = bureau.perform(casework.register, replace(FACTS, summary="巡查发现"), by=INSPECTOR)
    for one in (case, into):
        confirmed(bureau, one, "case.filed", **FILED)
    bureau.perform(complaint_answers.tell_result, number, TOLD, by=INSPECTOR)
    confirmed(bureau, case, "case.joined", into=into, reason="同一批货")
    clock.to(date(2026, 11, 4))

    confirmed(bureau, into, "case.cancelled", reason="违法事实不能成立")

    assert to_tell(bureau, number) == [(date(2026, 11, 9), True), (date(2026, 11, 11), False)]


def test_nobody_is_told_of_whom_nobody_knows(bureau: "Office") -> None:
    number, case = cased(bureau, None)

    confirmed(bureau, case, "case.filed", **FILED)

    assert to_tell(bureau, number) == []


def test_a_report_is_withdrawn_only_once_its_case_goes_on_by_itself(bureau: "Office") -> None:
    number = accepted(bureau)
    with pytest.raises(Refused, match="撤回不停止核实"):
        bureau.perform(complaint_standing.withdraw, number, "不想追究", by=CLERK)
    case = bureau.perform(complaint_cases.make, number, FACTS, by=INSPECTOR)
    with pytest.raises(InvalidInput, match="能够认出举报人"):
        bureau.perform(complaint_standing.withdraw, number, f"{REPORTER.name}来电撤回", by=CLERK)
    with pytest.raises(InvalidInput, match="请写明理由"):
        bureau.perform(complaint_standing.withdraw, number, " ", by=CLERK)

    bureau.perform(complaint_standing.withdraw, number, "不想追究", by=CLERK)

    with bureau.reading() as session:
        terms = {row["term"]: row["done_at"] is not None for row in running_terms.of_subject(session, number)}
    assert (row_of(bureau, number)["state"], row_of(bureau, number)["ended_on"]) == ("withdrawn", START)
    assert (row_of(bureau, number)["case_number"], terms) == (case, {"K01": True, "K02": True})
    with pytest.raises(Refused, match="不能撤回"):
        bureau.perform(complaint_standing.withdraw, number, "不想追究", by=CLERK)


def test_a_complaint_is_withdrawn_before_anybody_accepted_it(bureau: "Office") -> None:
    number = received(bureau, replace(REPORT, kind=HotlineKind.COMPLAINT, asks="退款"))

    bureau.perform(complaint_standing.withdraw, number, "已经解决", by=CLERK)

    assert row_of(bureau, number)["state"] == "withdrawn"


def test_what_was_made_up_is_found_once_and_earns_nothing(bureau: "Office") -> None:
    number, case = cased(bureau)
    bureau.perform(complaint_standing.find_false, number, "反复编造同一事实", by=SUPERVISOR)

    assert row_of(bureau, number)["false_on"] == START
    with pytest.raises(Refused, match="已经认定过"):
        bureau.perform(complaint_standing.find_false, number, "再次认定", by=SUPERVISOR)
    confirmed(bureau, case, "case.filed", **FILED)
    with pytest.raises(Refused, match="已认定为恶意举报"):
        bureau.perform(complaint_rewards.propose, number, 100, reason="线索准确", by=INSPECTOR)


def test_no_report_whose_case_was_filed_and_no_question_is_made_up(bureau: "Office") -> None:
    number, case = cased(bureau)
    confirmed(bureau, case, "case.filed", **FILED)
    asked = accepted(bureau, replace(REPORT, kind=HotlineKind.INQUIRY))

    for one, why in (
        (number, "案件已经立案"),
        (asked, "只有举报、投诉"),
        (received(bureau, replace(REPORT, gist="新的反映")), "待审查"),
    ):
        with pytest.raises(Refused, match=why):
            bureau.perform(complaint_standing.find_false, one, "编造", by=SUPERVISOR)


def test_a_reporter_who_agrees_in_writing_may_be_a_witness_of_the_case_and_only_there(bureau: "Office") -> None:
    number, case = cased(bureau)
    said: dict[str, Any] = {"facts": f"证人{REPORTER.name}看见卸货", "nature": "违法", "proposal": "罚款"}
    confirmed(bureau, case, "case.filed", **FILED)
    did(bureau, case, "case.scene_recorded", officers=TEAM, certificates_shown=True, found="卷烟三百条", place="思明区",
        started_at="2026-11-02T09:00+08:00", ended_at="2026-11-02T10:00+08:00")  # fmt: skip
    with pytest.raises(InvalidInput, match="能够认出举报人") as refused:
        did(bureau, case, "case.reported", **said)
    assert "同意公开身份" in refused.value.do_next
    for on, why in ((START + timedelta(days=1), "日期应在"), (START - timedelta(days=1), "日期应在")):
        with pytest.raises(InvalidInput, match=why):
            bureau.perform(complaint_standing.waive_secrecy, number, on, "签了同意书", by=INSPECTOR)

    bureau.perform(complaint_standing.waive_secrecy, number, START, "签了同意书", by=INSPECTOR)

    assert did(bureau, case, "case.reported", **said).stage == "reported"
    assert row_of(bureau, number)["waived_on"] == START
    with pytest.raises(InvalidInput, match="能够认出举报人"):
        bureau.perform(complaints.answer, number, f"{REPORTER.name}反映属实", by=INSPECTOR)
    with pytest.raises(Refused, match="已经登记过"):
        bureau.perform(complaint_standing.waive_secrecy, number, START, "签了同意书", by=INSPECTOR)
    unknown = received(bureau, replace(REPORT, gist="匿名的"), None)
    with pytest.raises(Refused, match="没有登记来件人"):
        bureau.perform(complaint_standing.waive_secrecy, unknown, START, "签了同意书", by=INSPECTOR)


def test_a_reward_is_paid_by_a_third_officer_to_who_has_the_code(bureau: "Office") -> None:
    number = rewarded(bureau)
    code = bureau.perform(complaint_claims.give_code, number, by=INSPECTOR)
    others: list[tuple[Any, str, str, str]] = [
        (SUPERVISOR, "AAAA-BBBB-CCCC", "V1", "领奖码不对"),
        (SUPERVISOR, "", "V1", "领奖码不对"),
        (SUPERVISOR, code, " ", "请写明财政或者银行支付凭证"),
    ]
    for by, shown, voucher, why in others:
        with pytest.raises((Refused, InvalidInput), match=why):
            bureau.perform(complaint_claims.pay, number, shown, voucher, by=by)
    assert open_alarms(bureau) == [(number, f"{number}的举报奖励2000.00元已批准，请由财政或者银行凭领奖码支付。")]

    bureau.perform(complaint_claims.pay, number, code.lower().replace("-", " "), "厦财支2026-88", by=SUPERVISOR)

    row = row_of(bureau, number)
    assert (row["paid_on"], row["voucher"], open_alarms(bureau)) == (START, "厦财支2026-88", [])
    with pytest.raises(Refused, match="已经支付"):
        bureau.perform(complaint_claims.pay, number, code, "V2", by=SUPERVISOR)
    with bureau.reading() as session:
        entries = [bytes(body).decode() for body in session.execute(select(LEDGER.c.body)).scalars()]
        rows = json.dumps([list(map(str, one)) for one in session.execute(select(COMPLAINTS))])
    assert [text for text in (*entries, rows) if code in text] == []


def open_alarms(office: "Office") -> list[tuple[str, str]]:
    with office.reading() as session:
        c = ALARMS.c
        found = session.execute(select(c.subject, c.text).where(c.code == "reward_due", c.closed_at.is_(None)))
        return [(row.subject, row.text) for row in found]


def test_who_had_a_part_in_a_reward_does_not_pay_it(bureau: "Office") -> None:
    number = rewarded(bureau)
    code = bureau.perform(complaint_claims.give_code, number, by=CLERK)

    with pytest.raises(Refused, match="不能经办支付"):
        bureau.perform(complaint_claims.pay, number, code, "V1", by=CLERK)
    with pytest.raises(Refused, match="无权办理"):
        bureau.perform(complaint_claims.pay, number, code, "V1", by=CHIEF)
    bureau.perform(complaint_claims.pay, number, code, "V1", by=OFFICERS["clerk2"])

    assert row_of(bureau, number)["voucher"] == "V1"


def test_a_newer_code_ends_the_older_one_and_what_is_claimed_too_late_is_not_paid(
    bureau: "Office", clock: Clock
) -> None:
    number = rewarded(bureau)
    old, new = (bureau.perform(complaint_claims.give_code, number, by=INSPECTOR) for _ in range(2))

    def pay(code: str) -> None:
        bureau.perform(complaint_claims.pay, number, code, "V1", by=SUPERVISOR)

    with pytest.raises(Refused, match="领奖码不对"):
        pay(old)
    clock.to(date(2027, 5, 3))
    with pytest.raises(Refused, match="已过领取的期限"):
        pay(new)
    clock.to(date(2027, 5, 2))

    pay(new)

    assert row_of(bureau, number)["paid_on"] == date(2027, 5, 2)


def test_a_report_that_came_after_the_filing_earns_nothing(bureau: "Office", clock: Clock) -> None:
    _, case = cased(bureau)
    confirmed(bureau, case, "case.filed", **FILED)
    clock.to(START + timedelta(days=1))
    late = accepted(bureau, replace(REPORT, gist="又有人反映同一家店"))
    bureau.perform(complaint_cases.link, late, case, by=INSPECTOR)

    with pytest.raises(Refused, match="案件立案以后才收到的举报"):
        bureau.perform(complaint_rewards.propose, late, 100, reason="线索准确", by=INSPECTOR)


def test_one_voucher_pays_one_reward(bureau: "Office") -> None:
    first, second = rewarded(bureau), accepted(bureau, replace(REPORT, gist="另一件"))
    code = bureau.perform(complaint_claims.give_code, first, by=INSPECTOR)
    long = "V" * 64  # so much of a number is kept
    bureau.perform(complaint_claims.pay, first, code, f"{long}1", by=SUPERVISOR)
    case = bureau.perform(complaint_cases.make, second, FACTS, by=INSPECTOR)
    confirmed(bureau, case, "case.filed", **FILED)
    bureau.perform(complaint_rewards.propose, second, 100, reason="线索准确", by=INSPECTOR)
    bureau.perform(complaint_rewards.approve, second, by=CHIEF)
    code = bureau.perform(complaint_claims.give_code, second, by=INSPECTOR)

    with pytest.raises(InvalidInput, match="一张凭证只登记一次"):
        bureau.perform(complaint_claims.pay, second, code, f"{long}1", by=SUPERVISOR)


def test_an_anonymous_report_is_rewarded_by_its_code_alone(bureau: "Office") -> None:
    number, case = cased(bureau, None)
    confirmed(bureau, case, "case.filed", **FILED)
    with pytest.raises(Refused, match="匿名举报还没有领奖码"):
        bureau.perform(complaint_rewards.propose, number, 100, reason="线索准确", by=INSPECTOR)
    code = bureau.perform(complaint_claims.give_code, number, by=INSPECTOR)

    bureau.perform(complaint_rewards.propose, number, 100, reason="线索准确", by=INSPECTOR)
    bureau.perform(complaint_rewards.approve, number, by=CHIEF)
    bureau.perform(complaint_claims.pay, number, code, "V1", by=SUPERVISOR)

    assert row_of(bureau, number)["voucher"] == "V1"


def test_only_a_report_gets_a_code_and_only_what_was_approved_is_paid(bureau: "Office") -> None:
    asked = received(bureau, replace(REPORT, kind=HotlineKind.INQUIRY))
    number = received(bureau, replace(REPORT, gist="另一件"))
    with pytest.raises(Refused, match="只有举报给领奖码"):
        bureau.perform(complaint_claims.give_code, asked, by=CLERK)
    with pytest.raises(Refused, match="没有批准的奖励"):
        bureau.perform(complaint_claims.pay, number, "", "V1", by=SUPERVISOR)
    with pytest.raises(Refused, match="超过奖励标准的上限"):
        rewarded(bureau, 5_000_001)
