"""Corrections of penalties: a new version in the same order, what was asked for, what is undone."""

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from models.errors import Refused
from models.values import SYSTEM_OFFICER
from ports.platforms import Feedback
from tests.conftest import NOON
from tests.support.penalties import (
    CANONICAL,
    CLERK,
    INSPECTOR,
    KEY,
    LEDGER,
    NO,
    OUTBOX,
    PAPER,
    SHOP,
    bureau,
    record,
    row,
    sent,
    withdraw,
)
from usecases import feedback, penalties, penalty_list, undo
from usecases.faults import Faulty
from usecases.penalty_forms import read_form

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["bureau"]


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


def test_an_undone_correction_shows_the_decision_as_it_stood(bureau: "Office") -> None:
    record(bureau)
    before = dict(row(bureau))
    changed = read_form(PAPER | {"fine": "1400.00"})
    bureau.perform(penalties.correct, NO, changed, by=INSPECTOR, grace=timedelta(seconds=30))

    bureau.perform(undo.undo_last, by=INSPECTOR)

    assert dict(row(bureau)) == before
    with bureau.reading() as session:
        assert len(penalty_list.search(session, "鹭岛")) == 1


def rejected(office: "Office") -> None:
    """Let the platform reject the first version."""
    values = {"state": "rejected", "code": "too_long", "message": "太长", "hint": "请精简"}
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == f"{KEY}|v1").values(values))


def test_a_correction_goes_before_the_version_that_was_rejected(bureau: "Office") -> None:
    record(bureau)
    rejected(bureau)

    bureau.perform(penalties.correct, NO, read_form(PAPER | {"facts": "销售卷烟。"}), by=INSPECTOR)

    first, corrected = (message for message in sent(bureau) if message["system"] == "credit")
    assert (first["state"], first["message"]) == ("cancelled", "太长")
    assert (corrected["state"], corrected["version"], corrected["deadline_on"]) == ("ready", 2, first["deadline_on"])


def test_an_undone_correction_leaves_the_rejected_version_to_a_person(bureau: "Office") -> None:
    record(bureau)
    rejected(bureau)
    shorter = read_form(PAPER | {"facts": "销售卷烟。"})
    bureau.perform(penalties.correct, NO, shorter, by=INSPECTOR, grace=timedelta(seconds=30))

    bureau.perform(undo.undo_last, f"penalty:{CANONICAL}", by=INSPECTOR)

    first, corrected = (message for message in sent(bureau) if message["system"] == "credit")
    assert (first["state"], corrected["state"], row(bureau)["version"]) == ("rejected", "cancelled", 1)
    assert "精简" in first["hint"]


def test_what_is_published_is_corrected_or_withdrawn_within_three_working_days(bureau: "Office") -> None:
    record(bureau)
    with bureau.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(state="confirmed", confirmed_at=NOON))

    bureau.perform(penalties.correct, NO, read_form(PAPER | {"facts": "销售卷烟。"}), by=INSPECTOR)
    withdraw(bureau)

    due = [message["deadline_on"] for message in sent(bureau) if message["system"] == "credit"]
    assert due == [date(2026, 11, 11), date(2026, 11, 25), date(2026, 11, 25)]


def test_what_was_only_ever_rejected_is_withdrawn_without_a_message(bureau: "Office") -> None:
    record(bureau)
    rejected(bureau)

    withdraw(bureau)

    assert [message["state"] for message in sent(bureau) if message["system"] == "credit"] == ["cancelled"]
