"""Penalties on both databases: recorded whole or not at all, pushed with the recording, withdrawn by two officers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import RowMapping, func, select

from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.tables.applications import ProposalRow
from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from models.tables.outbox import OutboxRow
from models.tables.penalties import PenaltyRow
from models.values import SYSTEM_OFFICER
from ports.platforms import Feedback
from tests.conftest import NOON
from tests.support.rows import OFFICERS
from usecases import audit, feedback, penalties, penalty_list, undo
from usecases.faults import Faulty
from usecases.officers import register_training
from usecases.penalty_forms import read_form, read_forms

if TYPE_CHECKING:
    from wiring.office import Office

CLERK, INSPECTOR, APPROVER, APPROVER2 = (OFFICERS[n] for n in ("clerk", "inspector", "approver", "approver2"))
OUTBOX, LEDGER = table_of(OutboxRow), table_of(LedgerRow)
NO, CANONICAL = "厦烟处（2026） 第 12 号", "厦烟处〔2026〕第12号"
KEY = f"cf|{CANONICAL}|11350200MB1A2B3CXA"
SHOP = {
    "kind": "sole_trader",
    "name": "思明区鹭岛便利店",
    "uscc": "92350206MA2YFAKE0X",
    "legal_rep": {"name": "林海生", "id_no": "350203900307001"},
}
PERSON = {"kind": "person", "name": "陈建国", "id_no": "350206198512310025"}
PAPER: dict[str, Any] = {
    "document_no": NO,
    "party": SHOP,
    "cause": "C08",
    "facts": "销售非法生产的卷烟12条。",
    "kinds": ["fine", "confiscation"],
    "content": "罚款1500.01元,没收违法所得。",
    "base": "5000.00",
    "fine": "1500.01",
    "confiscated": "200.00",
    "decided_on": "2026-11-02",
    "valid_until": "2029-11-02",
}


@pytest.fixture
def bureau(office: "Office") -> "Office":
    """Return an office that is connected with the credit platform and the national register."""
    office.desk = replace(office.desk, systems=(("credit", "credit"), ("register", "case_system")))
    office.perform(register_training, by=SYSTEM_OFFICER)
    return office


def record(office: "Office", **changes: object) -> list[str]:
    return office.perform(penalties.record, [read_form(PAPER | changes)], by=INSPECTOR)


def sent(office: "Office") -> Sequence[RowMapping]:
    with office.reading() as session:
        return session.execute(select(OUTBOX).order_by(OUTBOX.c.id)).mappings().all()


def row(office: "Office", number: str = CANONICAL) -> Mapping[str, Any]:
    with office.reading() as session:
        return penalties.fetch(session, number)


def withdraw(office: "Office") -> str:
    office.perform(penalties.propose_withdrawal, NO, "复议撤销该决定", "厦烟撤〔2026〕第1号", by=CLERK)
    return office.perform(penalties.withdraw, NO, "厦烟撤(2026)第1号", by=APPROVER)


def test_a_decision_is_kept_in_normal_form_and_the_law_fills_what_was_not_written(bureau: "Office") -> None:
    assert record(bureau) == [NO]

    kept = row(bureau)
    assert (kept["document_no"], kept["canonical_no"], kept["state"], kept["version"]) == (NO, CANONICAL, "recorded", 1)
    assert (kept["legal_rep_no"], kept["legal_rep_id_type"]) == ("350203199003070014", "111")
    assert (kept["base"], kept["fine"], kept["confiscated"]) == (500_000, 150_001, 20_000)
    assert kept["violation"] == "销售非法生产的烟草专卖品"
    assert "第五十八条" in kept["basis"]


def test_recording_queues_the_credit_record_and_the_case_with_the_deadline(bureau: "Office") -> None:
    record(bureau)

    credit, case = sent(bureau)
    assert (credit["system"], credit["kind"], credit["op"], credit["version"]) == ("credit", "cf", "upsert", 1)
    assert (credit["subject"], credit["key"]) == (KEY, f"{KEY}|v1")
    assert credit["deadline_on"] == date(2026, 11, 11)
    assert credit["payload"]["document_no"] == NO
    assert credit["payload"]["classes"] == ["fine", "confiscation"]
    assert (credit["payload"]["fine"], credit["payload"]["confiscated"]) == (150_001, 20_000)
    assert credit["payload"]["party"]["legal_rep_id_no"] == "350203199003070014"
    assert (case["system"], case["kind"], case["payload"]["stage"]) == ("register", "case", "decided")
    assert (case["payload"]["case_no"], case["payload"]["decision_no"]) == (CANONICAL, NO)
    assert case["payload"]["party"]["id_no"] == "350203199003070014"


def test_the_ledger_holds_the_deed_and_no_personal_data_in_clear(bureau: "Office") -> None:
    record(bureau, party=PERSON)

    with bureau.reading() as session:
        bodies = session.execute(select(table_of(LedgerRow).c.body).order_by(table_of(LedgerRow).c.seq)).scalars().all()
        assert audit.verify(session).ok
    last = json.loads(bodies[-1])
    assert (last["deed"], last["by"], last["subject"]) == ("penalty.recorded", "inspector", f"penalty:{CANONICAL}")
    assert last["facts"]["fine"] == 150_001
    assert not any(text.encode() in body for body in bodies for text in ("陈建国", "350206198512310025"))


def test_without_platforms_a_decision_is_recorded_and_nothing_waits(office: "Office") -> None:
    record(office)

    assert sent(office) == []
    assert row(office)["state"] == "recorded"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (
            {"simple_procedure": True, "kinds": ["fine"], "fine": "200.00", "base": "500", "confiscated": None},
            "简易程序",
        ),
        ({"party": PERSON | {"id_no": "350203200901010019"}}, "未成年人"),
    ],
    ids=["simple procedure", "minor"],
)
def test_what_must_not_be_published_goes_only_to_the_register_and_says_why(
    bureau: "Office", changes: dict[str, object], why: str
) -> None:
    record(bureau, **changes)

    with bureau.reading() as session:
        detail = penalty_list.detail(session, NO)
    assert why in detail.not_published
    assert [message.system for message in detail.sent] == ["register"]


def test_one_number_is_recorded_once_however_it_is_written(bureau: "Office") -> None:
    record(bureau)

    with pytest.raises(Conflict, match="已经登记"):
        record(bureau, document_no="厦烟处[2026]第12号")
    assert len(sent(bureau)) == 2


def test_a_file_is_recorded_whole_or_not_at_all(bureau: "Office") -> None:
    second = PAPER | {"document_no": "厦烟处〔2026〕第13号", "fine": "9000.00"}
    third = PAPER | {"document_no": "厦烟处【2026】第12号", "facts": None, "tel": "1"}
    content = "\n".join(json.dumps(paper) for paper in (PAPER, second, third)).encode()

    with pytest.raises(Faulty) as refused:
        bureau.perform(penalties.record, read_forms(content), by=INSPECTOR)

    assert {(f.line, f.field) for f in refused.value.faults} == {
        (2, "fine"),
        (3, "tel"),
        (3, "facts"),
        (3, "document_no"),
    }
    with bureau.reading() as session:
        assert session.execute(select(func.count()).select_from(table_of(PenaltyRow))).scalar() == 0
    assert sent(bureau) == []


def test_a_reviewer_may_not_record(bureau: "Office") -> None:
    with pytest.raises(Refused, match="无权办理"):
        bureau.perform(penalties.record, [read_form(PAPER)], by=OFFICERS["reviewer"])


def test_a_correction_is_a_new_version_in_the_same_order(bureau: "Office") -> None:
    record(bureau)
    corrected = read_form(PAPER | {"fine": "1600.00", "party": SHOP | {"name": "思明区鹭桥便利店"}})

    bureau.perform(penalties.correct, CANONICAL, corrected, by=INSPECTOR)

    assert (row(bureau)["fine"], row(bureau)["version"]) == (160_000, 2)
    newest = sent(bureau)[2]
    assert (newest["key"], newest["state"], newest["payload"]["fine"]) == (f"{KEY}|v2", "blocked", 160_000)
    with bureau.reading() as session:
        assert [line.party_name for line in penalty_list.search(session, "鹭桥")] == ["思明区鹭桥便利店"]
        assert penalty_list.search(session, "鹭岛") == []


def test_a_correction_keeps_the_number_and_may_not_hide_a_published_record(bureau: "Office") -> None:
    record(bureau)
    simple = {"simple_procedure": True, "kinds": ["fine"], "fine": "200.00", "base": "500", "confiscated": None}

    with pytest.raises(Faulty, match="文号"):
        bureau.perform(penalties.correct, NO, read_form(PAPER | {"document_no": "X〔2026〕第1号"}), by=INSPECTOR)
    with pytest.raises(Refused, match="简易程序"):
        bureau.perform(penalties.correct, NO, read_form(PAPER | simple), by=INSPECTOR)

    assert row(bureau)["version"] == 1


def test_a_withdrawal_needs_two_officers_and_sends_reason_and_document(bureau: "Office") -> None:
    record(bureau)

    assert withdraw(bureau) == NO

    kept, last = row(bureau), sent(bureau)[-1]
    assert (kept["state"], kept["version"], kept["withdrawal_no"]) == ("withdrawn", 2, "厦烟撤〔2026〕第1号")
    assert (last["op"], last["version"], last["key"], last["state"]) == ("withdraw", 2, f"{KEY}|v2", "blocked")
    assert last["payload"] == {
        "document_no": NO,
        "agency_code": "11350200MB1A2B3CXA",
        "reason": "复议撤销该决定",
        "authority_no": "厦烟撤〔2026〕第1号",
    }
    with bureau.reading() as session:
        deeds = [step.deed for step in penalty_list.detail(session, NO).history]
        assert session.execute(select(table_of(ProposalRow).c.result)).scalars().all() == ["confirmed"]
    assert deeds == ["penalty.recorded", "withdrawal_proposed", "penalty.withdrawn"]


def test_nobody_confirms_a_withdrawal_alone_or_without_right_or_with_another_document(bureau: "Office") -> None:
    record(bureau)
    with pytest.raises(Refused, match="没有待确认"):
        bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第1号", by=APPROVER)
    bureau.perform(penalties.propose_withdrawal, NO, "复议撤销该决定", "厦烟撤〔2026〕第1号", by=APPROVER)

    with pytest.raises(Refused, match="另一名"):
        bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第1号", by=APPROVER)
    with pytest.raises(Refused, match="无权办理"):
        bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第1号", by=CLERK)
    with pytest.raises(Conflict, match="提议依据"):
        bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第2号", by=APPROVER2)
    with pytest.raises(Conflict, match="已经提议"):
        bureau.perform(penalties.propose_withdrawal, NO, "再一次提议", "厦烟撤〔2026〕第1号", by=APPROVER2)
    assert row(bureau)["state"] == "recorded"

    bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第1号", by=APPROVER2)
    assert row(bureau)["state"] == "withdrawn"


def test_a_proposed_withdrawal_is_turned_down_with_its_reason_and_may_be_proposed_anew(bureau: "Office") -> None:
    record(bureau)
    propose = (penalties.propose_withdrawal, NO, "复议撤销该决定", "厦烟撤〔2026〕第1号")
    bureau.perform(*propose, by=CLERK)

    with pytest.raises(InvalidInput, match="理由"):
        bureau.perform(penalties.reject_withdrawal, NO, note=" ", by=APPROVER)
    with pytest.raises(Refused, match="只能收回自己的提议"):
        bureau.perform(penalties.reject_withdrawal, NO, note="复议决定尚未生效", by=INSPECTOR)
    bureau.perform(penalties.reject_withdrawal, NO, note="复议决定尚未生效", by=APPROVER)

    with pytest.raises(Refused, match="没有待确认"):
        bureau.perform(penalties.withdraw, NO, "厦烟撤〔2026〕第1号", by=APPROVER2)
    bureau.perform(*propose, by=CLERK)
    bureau.perform(penalties.reject_withdrawal, NO, note="文书号写错，收回", by=CLERK)
    assert (row(bureau)["state"], len(sent(bureau))) == ("recorded", 2)
    with bureau.reading() as session:
        steps = [(step.by, step.deed, step.note) for step in penalty_list.detail(session, NO).history]
        bodies = [json.loads(body) for body in session.execute(select(LEDGER.c.body).order_by(LEDGER.c.seq)).scalars()]
    assert steps[2] == ("approver", "withdrawal_rejected", "复议决定尚未生效")
    facts = [entry["facts"] for entry in bodies if entry["deed"] == "withdrawal_rejected"]
    assert [(fact["proposed_by"], fact["document"]) for fact in facts] == [("clerk", "厦烟撤〔2026〕第1号")] * 2


@pytest.mark.parametrize(
    ("reason", "document"),
    [
        ("短", "文〔2026〕1号"),
        ("理" * 501, "文〔2026〕1号"),
        ("理由充分", ""),
        ("理由充分", "文" * 65),
        ("理由\u202e充分", "文"),
    ],
    ids=["short", "long", "no document", "long document", "hidden character"],
)
def test_a_withdrawal_is_worded_as_the_platform_takes_it(bureau: "Office", reason: str, document: str) -> None:
    record(bureau)

    with pytest.raises(InvalidInput):
        bureau.perform(penalties.propose_withdrawal, NO, reason, document, by=CLERK)


def test_what_was_never_published_is_withdrawn_without_a_message(bureau: "Office") -> None:
    record(bureau, simple_procedure=True, kinds=["fine"], fine="200.00", base="500", confiscated=None)

    withdraw(bureau)

    assert [message["op"] for message in sent(bureau)] == ["upsert"]
    assert row(bureau)["state"] == "withdrawn"


def test_after_its_withdrawal_a_decision_takes_no_more_deeds(bureau: "Office") -> None:
    record(bureau)
    withdraw(bureau)

    with pytest.raises(Refused, match="已撤回"):
        bureau.perform(penalties.correct, NO, read_form(PAPER), by=INSPECTOR)
    with pytest.raises(Refused, match="已撤回"):
        bureau.perform(penalties.propose_withdrawal, NO, "再撤一次", "文〔2026〕1号", by=CLERK)
    with pytest.raises(Conflict, match="已撤回"):
        record(bureau)


def ask(bureau: "Office", number: str, kind: str = "correction", version: int = 1) -> None:
    item = Feedback(number, kind, KEY, version, bureau.now(), "2026-12-01", "金额有误", ())
    bureau.perform(feedback.receive, "credit", [item], by=SYSTEM_OFFICER)


def asked(bureau: "Office") -> dict[str, bool]:
    with bureau.reading() as session:
        found = penalty_list.detail(session, NO)
    return {one.feedback_id: one.carried_out(found.row["version"]) for one in found.asked}


def test_a_correction_that_was_asked_for_and_taken_is_named_where_it_is_carried_out(bureau: "Office") -> None:
    record(bureau)
    for number in ("FB-1", "FB-2", "FB-3"):
        ask(bureau, number, "dispute" if number == "FB-3" else "correction")
    bureau.perform(feedback.answer, "FB-1", "taken", by=CLERK)
    bureau.perform(feedback.answer, "FB-2", "refused", note="金额无误", by=CLERK)
    assert asked(bureau) == {"FB-1": False, "FB-2": False, "FB-3": False}

    bureau.perform(penalties.correct, NO, read_form(PAPER | {"fine": "1600.00"}), by=INSPECTOR)
    bureau.perform(penalties.correct, NO, read_form(PAPER | {"fine": "1700.00"}), by=INSPECTOR)

    assert asked(bureau) == {"FB-1": True, "FB-2": False, "FB-3": False}
    with bureau.reading() as session:
        bodies = [json.loads(body) for body in session.execute(select(LEDGER.c.body).order_by(LEDGER.c.seq)).scalars()]
        deeds = [step.deed for step in penalty_list.detail(session, NO).history]
    corrected = [entry["facts"].get("asked_by") for entry in bodies if entry["deed"] == "penalty.corrected"]
    assert corrected == [["FB-1"], None]
    assert deeds.count("feedback.received") == 3
    assert deeds.count("feedback.answered") == 2


def test_an_undone_correction_is_still_to_be_carried_out(bureau: "Office") -> None:
    record(bureau)
    ask(bureau, "FB-1")
    bureau.perform(feedback.answer, "FB-1", "taken", by=CLERK)
    grace = timedelta(seconds=30)
    bureau.perform(penalties.correct, NO, read_form(PAPER | {"fine": "1600.00"}), by=INSPECTOR, grace=grace)
    assert asked(bureau) == {"FB-1": True}

    bureau.perform(undo.undo_last, f"penalty:{CANONICAL}", by=INSPECTOR)

    assert asked(bureau) == {"FB-1": False}


def test_a_repaired_record_is_never_sent_again(bureau: "Office") -> None:
    record(bureau)
    repair = Feedback("FB-1", "repair", KEY, 1, NOON, "2026-12-01", "已修复")
    bureau.perform(feedback.receive, "credit", [repair], by=SYSTEM_OFFICER)

    with pytest.raises(Refused, match="已信用修复"):
        bureau.perform(penalties.correct, NO, read_form(PAPER), by=INSPECTOR)
    with pytest.raises(Refused, match="已信用修复"):
        bureau.perform(penalties.propose_withdrawal, NO, "撤回理由", "文〔2026〕1号", by=CLERK)
    assert len(sent(bureau)) == 2


def test_the_grace_time_holds_the_messages_back(bureau: "Office") -> None:
    from datetime import timedelta

    bureau.perform(penalties.record, [read_form(PAPER)], by=INSPECTOR, grace=timedelta(seconds=30))

    assert {message["next_try_at"] for message in sent(bureau)} == {NOON + timedelta(seconds=30)}


def test_unknown_numbers_are_not_found(bureau: "Office") -> None:
    with pytest.raises(NotFound):
        row(bureau, "没有这个文号")


def test_a_recording_is_undone_within_the_grace_time_and_its_number_is_free_again(bureau: "Office") -> None:
    bureau.perform(penalties.record, [read_form(PAPER)], by=INSPECTOR, grace=timedelta(seconds=30))

    bureau.perform(undo.undo_last, by=INSPECTOR)

    with bureau.reading() as session:
        assert session.execute(select(func.count()).select_from(table_of(PenaltyRow))).scalar_one() == 0
        assert penalty_list.search(session, "鹭岛") == []
    assert {message["state"] for message in sent(bureau)} == {"cancelled"}
    assert record(bureau) == [NO]
    assert sent(bureau)[-1]["state"] == "ready"


def test_an_undone_correction_shows_the_decision_as_it_stood(bureau: "Office") -> None:
    record(bureau)
    before = dict(row(bureau))
    changed = read_form(PAPER | {"fine": "1400.00"})
    bureau.perform(penalties.correct, NO, changed, by=INSPECTOR, grace=timedelta(seconds=30))

    bureau.perform(undo.undo_last, by=INSPECTOR)

    assert dict(row(bureau)) == before
    with bureau.reading() as session:
        assert len(penalty_list.search(session, "鹭岛")) == 1
