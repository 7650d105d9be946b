"""Penalties: recorded once, in normal form, with the credit record, within the grace time."""

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from models.errors import Conflict, NotFound, Refused
from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from models.tables.penalties import PenaltyRow
from tests.conftest import NOON
from tests.support.penalties import CANONICAL, INSPECTOR, KEY, NO, PAPER, PERSON, bureau, record, row, sent
from tests.support.rows import OFFICERS
from usecases import audit, penalties, penalty_list, undo
from usecases.faults import Faulty
from usecases.penalty_forms import read_form, read_forms

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["bureau"]


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
