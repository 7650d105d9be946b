"""What other offices hear of a case: its end by a court takes back what was published, and nothing else."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.penalties import PenaltyRow
from models.values import Officer
from tests.support.casework import (
    CHIEF,
    FACTS,
    INSPECTOR,
    JUDGEMENT,
    START,
    Clock,
    at_work,
    confirmed,
    decided,
    noticed,
    row_of,
    served,
    telling,
)
from tests.support.one_kind import database_url
from tests.support.penalties import PAPER
from usecases import casework, casework_messages, casework_rows, casework_steps, penalties, penalty_records, undo
from usecases.penalty_forms import read_form

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
OUTBOX, PENALTIES = table_of(OutboxRow), table_of(PenaltyRow)


@pytest.fixture
def bureau(office: "Office", clock: Clock) -> "Office":
    return telling(at_work(office, clock))


@pytest.fixture
def number(bureau: "Office", clock: Clock) -> str:
    """A case whose decision was served; it is the day after the judgement."""
    found = served(bureau, clock)
    clock.to(date(2026, 11, 17))
    return found


def sent(office: "Office") -> list[dict[str, Any]]:
    """Return the messages that are to go out, the oldest first."""
    with office.reading() as session:
        rows = session.execute(select(OUTBOX).where(OUTBOX.c.state != "cancelled").order_by(OUTBOX.c.id)).mappings()
        return [dict(row) for row in rows]


def recorded(office: "Office") -> dict[str, Any]:
    with office.reading() as session:
        return dict(session.execute(select(PENALTIES)).mappings().one())


def test_an_annulled_decision_is_withdrawn_within_three_working_days(bureau: "Office", number: str) -> None:
    before = len(sent(bureau))
    confirmed(bureau, number, "case.annulled", **JUDGEMENT)

    withdrawal, register = sent(bureau)[before:]
    row = row_of(bureau, number)
    assert (withdrawal["system"], withdrawal["op"], withdrawal["deadline_on"]) == (
        "credit",
        "withdraw",
        date(2026, 11, 20),
    )
    assert withdrawal["payload"]["reason"] == JUDGEMENT["reason"]
    assert withdrawal["payload"]["authority_no"] == JUDGEMENT["document"]
    assert (withdrawal["payload"]["document_no"], withdrawal["version"]) == (row["decision_no"], 2)
    assert (register["system"], register["payload"]["stage"]) == ("case_system", "closed")
    assert "fine" not in register["payload"]
    assert (row["stage"], row["owed"], row["due_on"]) == ("annulled", None, None)
    assert (recorded(bureau)["state"], recorded(bureau)["withdrawal_no"]) == ("withdrawn", JUDGEMENT["document"])


def test_the_term_runs_from_the_day_that_the_document_was_received(bureau: "Office", number: str) -> None:
    confirmed(bureau, number, "case.annulled", **JUDGEMENT | {"received": "2026-11-16"})
    (withdrawal,) = [each for each in sent(bureau) if each["op"] == "withdraw"]
    assert withdrawal["deadline_on"] == date(2026, 11, 19)


def test_the_reason_of_a_withdrawal_gives_no_number_away(bureau: "Office", number: str) -> None:
    reason = "林海生（350203199003070014）没有从外地进货"
    confirmed(bureau, number, "case.annulled", **JUDGEMENT | {"reason": reason})
    (withdrawal,) = [each for each in sent(bureau) if each["op"] == "withdraw"]
    assert withdrawal["payload"]["reason"] == "林海生（3502************14）没有从外地进货"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"reason": "不足"}, "4至500字"),
        ({"document": "判" * 65}, "1 到 64 个字符"),
        ({"issuer": "院" * 101}, "至多 100 个字符"),
    ],
)
def test_what_no_receiver_takes_is_said_when_it_is_proposed(
    bureau: "Office", number: str, changed: dict[str, str], fault: str
) -> None:
    with pytest.raises(InvalidInput, match=fault):
        bureau.perform(casework_steps.propose, number, "case.annulled", JUDGEMENT | changed, by=INSPECTOR)


def test_no_one_officer_and_no_paper_from_before_the_decision_annuls(bureau: "Office", number: str) -> None:
    early = JUDGEMENT | {"dated": "2026-11-05"}
    with pytest.raises(Refused, match="文书日期应在2026-11-06至2026-11-17之间"):
        bureau.perform(casework_steps.propose, number, "case.annulled", early, by=INSPECTOR)
    bureau.perform(casework_steps.propose, number, "case.annulled", JUDGEMENT, by=CHIEF)
    with pytest.raises(Refused):
        bureau.perform(casework_steps.confirm, number, by=CHIEF)
    assert recorded(bureau)["state"] == "recorded"


def test_an_undone_annulment_leaves_the_penalty_as_it_was(bureau: "Office", number: str) -> None:
    before = [each["key"] for each in sent(bureau)]
    bureau.perform(casework_steps.propose, number, "case.annulled", JUDGEMENT, by=INSPECTOR)
    bureau.perform(casework_steps.confirm, number, by=CHIEF, grace=timedelta(seconds=15))

    bureau.perform(undo.undo_last, number, by=CHIEF)
    assert [each["key"] for each in sent(bureau)] == before
    assert (row_of(bureau, number)["stage"], row_of(bureau, number)["owed"]) == ("executing", 150_000)
    assert (recorded(bureau)["state"], recorded(bureau)["version"]) == ("recorded", 1)
    bureau.perform(casework_steps.confirm, number, by=CHIEF)
    assert recorded(bureau)["state"] == "withdrawn"


def test_what_was_withdrawn_before_is_withdrawn_once(bureau: "Office", number: str) -> None:
    decision, approver = row_of(bureau, number)["decision_no"], bureau.officer("approver")
    paper = JUDGEMENT["document"]
    bureau.perform(penalties.propose_withdrawal, decision, "判决撤销了决定", paper, by=approver)
    withdrawn_by(bureau, decision, paper, CHIEF)
    confirmed(bureau, number, "case.annulled", **JUDGEMENT)
    assert [each["op"] for each in sent(bureau) if each["system"] == "credit"] == ["upsert", "withdraw"]
    assert recorded(bureau)["version"] == 2


def test_a_withdrawal_that_was_proposed_is_over_with_the_annulment(bureau: "Office", number: str) -> None:
    decision, approver = row_of(bureau, number)["decision_no"], bureau.officer("approver")
    bureau.perform(penalties.propose_withdrawal, decision, "判决撤销了决定", JUDGEMENT["document"], by=approver)
    confirmed(bureau, number, "case.annulled", **JUDGEMENT)
    with bureau.reading() as session:
        assert penalties.waiting_withdrawal(session, decision) is None
    with pytest.raises(Refused, match="已撤回"):
        withdrawn_by(bureau, decision, JUDGEMENT["document"], CHIEF)


def withdrawn_by(office: "Office", decision: str, paper: str, by: Officer) -> None:
    office.perform(penalties.withdraw, decision, paper, by=by)


@pytest.mark.parametrize(
    ("party", "told"),
    [
        ({"kind": "person", "name": "林海生", "number": "350203199003070014"}, {"id_no": "350203199003070014"}),
        ({"kind": "person", "name": "Ann Lee", "number": "E12345678", "id_type": "414"}, {}),
        ({"kind": "sole_trader", "name": "鹭岛便利店", "number": "92350206MA2YFAKE0X"}, {"uscc": "92350206MA2YFAKE0X"}),
        ({"kind": "sole_trader", "name": "鹭岛便利店", "number": "350203600000012"}, {}),
    ],
)
def test_the_register_gets_no_number_that_it_would_refuse(
    bureau: "Office", party: dict[str, str], told: dict[str, str]
) -> None:
    case = bureau.perform(casework.register, replace(FACTS, party=party), by=INSPECTOR)
    confirmed(bureau, case, "case.filed", officers=["inspector", "inspector2"], reason="有证据证明违法")
    (message,) = sent(bureau)
    assert message["payload"]["party"] == {"kind": party["kind"], "name": party["name"]} | told


def test_a_shop_of_the_old_register_is_recorded_by_its_registration_number(bureau: "Office") -> None:
    party = {"kind": "sole_trader", "name": "鹭岛便利店", "number": "350203600000012", "legal_rep": "林海生"}
    number = bureau.perform(casework.register, replace(FACTS, party=party), by=INSPECTOR)
    with bureau.reading() as session:
        form = casework_messages.form_of(casework_rows.read(session, number), {"facts": "从外地进货"})
    assert (form.uscc, form.registration_no, form.legal_rep_name) == ("", "350203600000012", "林海生")


def test_a_decision_passes_over_the_numbers_that_paper_bears(bureau: "Office", clock: Clock) -> None:
    for written in ("厦烟处(2026)第1号", "厦烟处〔2026〕第 2 号"):
        bureau.perform(penalties.record, [read_form(PAPER | {"document_no": written})], by=INSPECTOR)
    assert row_of(bureau, decided(bureau, clock))["decision_no"] == "厦烟处〔2026〕第3号"


def test_a_number_that_was_passed_over_is_not_taken_again_after_an_undo(bureau: "Office", clock: Clock) -> None:
    bureau.perform(penalties.record, [read_form(PAPER | {"document_no": "厦烟处〔2026〕第1号"})], by=INSPECTOR)
    number = noticed(bureau)
    clock.to(date(2026, 11, 6))
    said = {"kinds": ["fine"], "base": 3_000_000, "fine": 150_000, "facts": "从外地进货", "content": "罚款"}
    for _ in range(2):
        bureau.perform(casework_steps.propose, number, "case.decided", said, by=INSPECTOR)
        bureau.perform(casework_steps.confirm, number, by=CHIEF, grace=timedelta(seconds=15))
        assert row_of(bureau, number)["decision_no"] == "厦烟处〔2026〕第2号"
        bureau.perform(undo.undo_last, number, by=CHIEF)
        bureau.perform(casework_steps.reject, number, note="改日再议", by=CHIEF)


@pytest.mark.parametrize(
    ("party", "published"),
    [
        ({"number": "E12345678", "id_type": "414", "born_on": "2009-11-06"}, False),  # of age a week after the act
        ({"number": "E12345678", "id_type": "414", "born_on": "2008-10-30"}, True),  # eighteen on the day of the act
        ({"number": "E12345678", "id_type": "414"}, True),
    ],
)
def test_a_minor_with_a_passport_is_penalised_and_not_published(
    bureau: "Office", party: dict[str, str], published: bool
) -> None:
    known = replace(FACTS, party={"kind": "person", "name": "Ann Lee"} | party)
    number = bureau.perform(casework.register, known, by=INSPECTOR)
    said = {"kinds": ["fine"], "base": 3_000_000, "fine": 150_000, "facts": "从外地进货", "content": "罚款"}
    with bureau.reading() as session:
        case = casework_rows.read(session, number)
    decided_on = {"decided_on": START, "decision_no": "厦烟处〔2026〕第7号"}
    form = casework_messages.form_of(casework_rows.EnforcementCase(case.row | decided_on, case.standing), said)
    bureau.perform(penalties.record, [(form, [])], by=INSPECTOR)
    assert ([each["op"] for each in sent(bureau) if each["kind"] == "cf"] == ["upsert"]) is published
    assert ("未成年" in penalty_records.not_published(recorded(bureau))) is not published
