"""The national register of cases: every turn that a case takes is told once, and the newest always stands."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from tests.support.casework import (
    FACTS,
    INSPECTOR,
    LAWYER,
    START,
    Clock,
    at_work,
    confirmed,
    did,
    row_of,
    served,
)
from tests.support.collecting import paid
from tests.support.one_kind import database_url
from usecases import casework, casework_steps, undo
from usecases.outbox import SUPERSEDED

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
OUTBOX = table_of(OutboxRow)
TEAM = ["inspector", "inspector2"]
WAIT = timedelta(seconds=15)


@pytest.fixture
def bureau(office: "Office", clock: Clock) -> "Office":
    found = at_work(office, clock)
    found.desk = replace(found.desk, systems=(("case_system", "case_system"),))
    return found


def told(office: "Office") -> list[dict[str, Any]]:
    """Return the messages to the register that are to go out, the oldest first."""
    wanted = select(OUTBOX).where(OUTBOX.c.state != "cancelled", OUTBOX.c.system == "case_system")
    with office.reading() as session:
        return [dict(row) for row in session.execute(wanted.order_by(OUTBOX.c.id)).mappings()]


def stages(office: "Office") -> list[str]:
    return [row["payload"]["stage"] for row in told(office)]


def lead(office: "Office") -> str:
    return office.perform(casework.register, FACTS, by=INSPECTOR)


def filed(office: "Office") -> str:
    number = lead(office)
    confirmed(office, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    return number


def reject(office: "Office") -> None:
    """Let the register turn down what it was told last."""
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(state="rejected", code="subject_mismatch", message="主体信息不符"))


def test_a_filing_that_is_cancelled_is_closed_by_its_own_paper(bureau: "Office") -> None:
    number = filed(bureau)
    confirmed(bureau, number, "case.cancelled", reason="违法事实不能成立")
    last = told(bureau)[-1]["payload"]
    assert stages(bureau) == ["filed", "closed"]
    assert (last["decided_on"], "fine" in last) == (START.isoformat(), False)
    assert "撤" in last["decision_no"]


def test_a_case_that_is_handed_over_is_closed_by_the_paper_of_the_hand_over(bureau: "Office") -> None:
    number = filed(bureau)
    confirmed(bureau, number, "case.transferred", to="厦门市公安局思明分局", reason="涉嫌犯罪")
    assert stages(bureau) == ["filed", "closed"]
    assert "移" in told(bureau)[-1]["payload"]["decision_no"]


def test_a_case_that_was_joined_is_closed_by_the_filing_that_it_went_into(bureau: "Office") -> None:
    into, number = filed(bureau), filed(bureau)
    confirmed(bureau, number, "case.joined", into=into, reason="同一批货")
    last = told(bureau)[-1]["payload"]
    assert (last["case_no"], last["stage"]) == (row_of(bureau, number)["filing_no"], "closed")
    assert last["decision_no"] == row_of(bureau, into)["filing_no"]


@pytest.mark.parametrize(
    ("deed", "said"),
    [("case.not_filed", {"reason": "不属于本机关管辖"}), ("case.transferred", {"to": "某局", "reason": "不属管辖"})],
)
def test_a_lead_that_was_never_filed_is_not_for_the_register(bureau: "Office", deed: str, said: dict[str, str]) -> None:
    confirmed(bureau, lead(bureau), deed, **said)
    assert told(bureau) == []


def test_what_the_register_knows_already_is_not_told_again(bureau: "Office") -> None:
    number = filed(bureau)
    did(bureau, number, "case.suspended", reason="等待鉴定")
    did(bureau, number, "case.resumed")
    did(bureau, number, "case.split", summary="陈建国承运假烟", reason="另一当事人")
    assert stages(bureau) == ["filed"]


def test_a_review_that_sends_a_case_back_is_told_and_so_is_its_second_end(bureau: "Office") -> None:
    number = filed(bureau)
    scene: dict[str, Any] = {"officers": TEAM, "certificates_shown": True, "place": "思明区", "found": "现场有卷烟"}
    times: dict[str, Any] = {"started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T10:00+08:00"}
    did(bureau, number, "case.scene_recorded", **scene, **times)
    report: dict[str, Any] = {"facts": "从外地进货", "nature": "违法", "proposal": "罚款"}
    did(bureau, number, "case.reported", **report)
    did(bureau, number, "case.review_returned", by=LAWYER, opinion="补充证据")
    did(bureau, number, "case.reported", **report)
    versions = [row["version"] for row in told(bureau)]
    assert stages(bureau) == ["filed", "investigated", "filed", "investigated"]
    assert versions == sorted(set(versions))


def test_a_party_that_was_corrected_before_the_notice_is_told(bureau: "Office") -> None:
    number = filed(bureau)
    party = {"kind": "person", "name": "林海声", "number": "350203199003070014"}
    bureau.perform(casework.change, number, replace(FACTS, party=party), by=INSPECTOR)
    bureau.perform(casework.change, number, replace(FACTS, party=party, summary="另有说明"), by=INSPECTOR)
    assert [row["payload"]["party"]["name"] for row in told(bureau)] == ["林海生", "林海声"]


def test_a_version_that_was_rejected_gives_way_to_the_corrected_one(bureau: "Office") -> None:
    number = filed(bureau)
    reject(bureau)
    party = {"kind": "person", "name": "林海声", "number": "350203199003070014"}
    change = replace(FACTS, party=party)
    bureau.perform(casework.change, number, change, by=INSPECTOR, grace=WAIT)
    (newest,) = told(bureau)
    assert (newest["state"], newest["payload"]["party"]["name"]) == ("ready", "林海声")
    with bureau.reading() as session:
        first = session.execute(select(OUTBOX).order_by(OUTBOX.c.id)).mappings().first()
    assert first is not None
    assert (first["state"], first["hint"], first["code"]) == ("cancelled", SUPERSEDED, "subject_mismatch")

    bureau.perform(undo.undo_last, number, by=INSPECTOR)
    (again,) = told(bureau)
    assert (again["id"], again["state"]) == (first["id"], "rejected")
    bureau.perform(casework.change, number, change, by=INSPECTOR)
    assert [row["state"] for row in told(bureau)] == ["ready"]


def test_what_is_executed_and_undone_is_decided_again(bureau: "Office", clock: Clock) -> None:
    number = served(bureau, clock)
    before = stages(bureau)
    paid(bureau, "N1", 150_000)
    bureau.perform(casework_steps.TAKE["case.executed"], number, {"how": "缴清"}, by=INSPECTOR, grace=WAIT)
    assert stages(bureau) == [*before, "executed"]
    bureau.perform(undo.undo_last, number, by=INSPECTOR)
    assert stages(bureau) == before
    did(bureau, number, "case.executed", how="缴清")
    assert stages(bureau) == [*before, "executed"]
