"""Publicity of a case: what goes out is shown before it goes out, and goes out as it was shown."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from models.errors import Refused
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from tests.support.casework import FACTS, INSPECTOR, Clock, at_work, confirmed, noticed
from tests.support.one_kind import database_url
from usecases import casework, casework_publicity, casework_rows, casework_steps
from usecases.casework_publicity import COMPARED, Publicity

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
OUTBOX = table_of(OutboxRow)
DECISION: dict[str, Any] = {
    "kinds": ["fine"],
    "base": 3_000_000,
    "fine": 150_000,
    "facts": "林海生（350203199003070014，电话13900000001）向李小明售烟，并从外地进货",
    "content": "罚款1500元",
    "minors": ["李小明"],
}
SHOWN = "林海生（3502************14，电话1390*****01）向李某某售烟，并从外地进货"


@pytest.fixture
def bureau(office: "Office", clock: Clock) -> "Office":
    found = at_work(office, clock)
    found.desk = replace(found.desk, systems=(("credit", "credit"),))
    return found


def preview(office: "Office", number: str) -> Publicity:
    with office.reading() as session:
        return casework_publicity.preview(session, number, office.desk, at=office.now())


def test_what_was_shown_before_the_decision_is_what_goes_out(bureau: "Office", clock: Clock) -> None:
    number = noticed(bureau)
    clock.to(date(2026, 11, 6))
    bureau.perform(casework_steps.propose, number, "case.decided", DECISION, by=INSPECTOR)
    before = preview(bureau, number)
    fields = {field.name: field for field in before.fields}
    assert (before.state, before.not_published, before.due_on) == ("draft", "", date(2026, 11, 17))
    assert fields["facts"].value == SHOWN
    assert set(fields["facts"].why) == {"公民身份号码和其他证件号码不公开", "电话号码不公开", "未成年人的姓名不公开"}
    assert (fields["party.id_no"].private, fields["party.id_no"].why) == (True, (COMPARED,))
    assert fields["fine"].value == "1500.00元"
    assert fields["facts"].original == DECISION["facts"]
    assert {name for name, field in fields.items() if field.original} == {"facts"}

    bureau.perform(casework_steps.confirm, number, by=bureau.officer("approver2"))
    after = preview(bureau, number)
    assert after.state == "recorded"
    assert {field.name: field.value for field in after.fields} == {name: one.value for name, one in fields.items()} | {
        "document_no": after.decision_no
    }
    with bureau.reading() as session:
        (payload,) = session.execute(select(OUTBOX.c.payload).where(OUTBOX.c.kind == "cf")).scalars()
    assert payload == after.record


def test_a_notice_is_shown_as_it_would_go_out(bureau: "Office") -> None:
    found = preview(bureau, noticed(bureau))
    assert (found.state, found.decision_no) == ("draft", "（尚未编号）")
    assert next(field.value for field in found.fields if field.name == "facts") == "从外地进货"


def test_a_case_without_a_penalty_has_nothing_to_publish(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    with pytest.raises(Refused, match="没有行政处罚可以公示"):
        preview(bureau, number)


def test_what_is_not_punished_has_nothing_to_publish(bureau: "Office") -> None:
    number = noticed(bureau)
    confirmed(bureau, number, "case.not_punished", facts="初次、轻微并且及时改正", reason="情节轻微")
    with pytest.raises(Refused, match="没有行政处罚可以公示"):
        preview(bureau, number)


def proposed(office: "Office", clock: Clock, **more: Any) -> str:
    """Lead a case to a decision that waits for the second officer."""
    number = noticed(office)
    clock.to(date(2026, 11, 6))
    office.perform(casework_steps.propose, number, "case.decided", DECISION | more, by=INSPECTOR)
    return number


def published(office: "Office") -> list[dict[str, Any]]:
    with office.reading() as session:
        return list(session.execute(select(OUTBOX.c.payload).where(OUTBOX.c.kind == "cf")).scalars())


def test_a_decision_goes_out_as_it_was_shown_on_whichever_day(bureau: "Office", clock: Clock) -> None:
    number = proposed(bureau, clock)
    before = preview(bureau, number)
    clock.to(date(2026, 11, 9))
    bureau.perform(casework_steps.confirm, number, shown=before.digest, by=bureau.officer("approver2"))
    assert preview(bureau, number).digest == before.digest
    (payload,) = published(bureau)
    assert (payload["facts"], payload["decided_on"]) == (SHOWN, "2026-11-09")
    with bureau.reading() as session:
        assert casework_rows.read(session, number).standing.taken[-1].said["shown"] == before.digest


def test_another_preview_than_that_of_now_confirms_nothing(bureau: "Office", clock: Clock) -> None:
    number = proposed(bureau, clock)
    before = preview(bureau, number).digest
    approver = bureau.officer("approver2")
    bureau.perform(casework_steps.reject, number, note="写明未成年人", by=approver)
    bureau.perform(casework_steps.propose, number, "case.decided", DECISION | {"others": ["林海生"]}, by=INSPECTOR)
    with pytest.raises(Refused, match="自预览以后有了变更"):
        bureau.perform(casework_steps.confirm, number, shown=before, by=approver)
    assert published(bureau) == []
    bureau.perform(casework_steps.confirm, number, shown=preview(bureau, number).digest, by=approver)
    assert "林海生" not in published(bureau)[0]["facts"]


def test_what_changed_behind_a_proposal_asks_for_a_new_one(bureau: "Office", clock: Clock) -> None:
    number = proposed(bureau, clock)
    rows = casework_rows.CASES
    with bureau.engine.begin() as connection:
        row = connection.execute(select(rows.c.party).where(rows.c.number == number)).scalar_one()
        connection.execute(update(rows).where(rows.c.number == number).values(party=row | {"address": "从外地"}))
    with pytest.raises(Refused, match="自预览以后有了变更"):
        bureau.perform(casework_steps.confirm, number, by=bureau.officer("approver2"))
    assert published(bureau) == []
