"""Service of documents: planned with the decision, proved by its own way, and the licence is in force from then on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Update, select, update

from daemon.jobs import serve_documents
from models.errors import InvalidInput, Refused
from models.tables.applications import RevisionRow
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER, Item
from tests.support.deliveries import DOCUMENTS, answered, bureau, new_one, on_paper, one, planned
from tests.support.licences import APPROVER, CLERK, arrived, handed, licence, life, new_licence, sent
from tests.support.rows import OPERATOR_ID, form
from usecases import (
    applications,
    deliveries,
    delivery_rows,
    delivery_traces,
    documents,
    running_terms,
    systems,
)
from usecases.delivery_rows import DELIVERIES
from wiring.office import Office

__all__ = ["bureau"]
REVISIONS = table_of(RevisionRow)


def test_a_grant_is_served_by_post_where_the_applicant_came_online(bureau: Office) -> None:
    licence_no, row = new_one(bureau)

    with bureau.reading() as session:
        kinds = [p["kind"] for p in documents.of_subject(session, row["subject"]) if p["number"] in row["documents"]]
        (term,) = running_terms.of_subject(session, row["subject"])
    assert (row["number"], row["way"], row["state"]) == ("D-2026-000001", "post", "planned")
    assert (row["licence_no"], row["recipient"], row["mobile"]) == (licence_no, "林海生", "13900000001")
    assert kinds == ["grant", "licence_original", "licence_duplicate"]
    assert (term["term"], str(term["due_on"]), term["done_at"]) == ("L07", "2026-12-04", None)
    assert planned(bureau) == [row]  # planned once
    assert licence(bureau, licence_no).status == "pending_delivery"


def test_nothing_is_planned_before_all_documents_of_the_decision_are_made(bureau: Office) -> None:
    new_licence(bureau, delivered=False)

    assert planned(bureau) == []


def test_at_the_window_the_licence_is_in_force_once_the_id_was_checked_and_signed(bureau: Office) -> None:
    licence_no, row = new_one(bureau)

    bureau.perform(deliveries.hand_over, row["number"], receiver="林海生", id_no=OPERATOR_ID, by=CLERK)

    found = one(bureau, row["number"])
    with bureau.reading() as session:
        receipt = documents.find(session, found["receipt_no"])
        terms = running_terms.of_subject(session, row["subject"])
    assert (found["state"], found["way"], found["identity"]) == ("delivered", "window", "3502************14")
    assert len(found["proof_sha256"]) == 64
    assert (receipt["kind"], receipt["data"]["way"], len(receipt["data"]["papers"])) == ("delivery", "直接送达", 3)
    assert licence(bureau, licence_no).status == "active"
    assert life(bureau, licence_no)[-1] == ("licence.delivered", "pending_delivery", "active")
    assert terms[0]["done_at"] is not None
    on_paper(bureau)
    assert len(planned(bureau)) == 1  # the receipt itself is not served


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"receiver": "林海生", "id_no": "350203199003070022"}, Refused),
        ({"receiver": "", "id_no": OPERATOR_ID}, InvalidInput),
        ({"receiver": "林小妹", "relation": "姐妹", "id_no": "123"}, InvalidInput),
        ({"receiver": "林小妹", "relation": " ", "id_no": OPERATOR_ID}, InvalidInput),
        ({"receiver": "林海生", "id_no": OPERATOR_ID, "signature": "none"}, InvalidInput),
    ],
    ids=["another number", "nobody", "no valid number", "no relation", "no signature"],
)
def test_without_proof_nothing_counts_as_served(bureau: Office, said: dict[str, str], error: type[Exception]) -> None:
    licence_no, row = new_one(bureau)

    with pytest.raises(error):
        bureau.perform(deliveries.hand_over, row["number"], **said, by=CLERK)  # type: ignore[arg-type]

    assert one(bureau, row["number"]) == row
    assert licence(bureau, licence_no).status == "pending_delivery"


def test_somebody_else_may_receive_who_says_how_they_are_related(bureau: Office) -> None:
    _licence_no, row = new_one(bureau)
    said = {"receiver": "林小妹", "relation": "姐妹", "id_no": "110105199001010010", "signature": "pad"}
    number = "11010519900101001" + "0123456789X"[_check("11010519900101001")]

    bureau.perform(deliveries.hand_over, row["number"], **said | {"id_no": number}, by=CLERK)  # type: ignore[arg-type]

    found = one(bureau, row["number"])
    with bureau.reading() as session:
        receipt = documents.find(session, found["receipt_no"])
    assert (found["receiver"], found["relation"], found["signature"]) == ("林小妹", "姐妹", "pad")
    assert receipt["data"]["received_by"] == "林小妹（姐妹）"


def _check(body: str) -> int:
    from rules.identifiers import id_check

    return "0123456789X".index(id_check(body))


def test_a_number_that_is_no_mobile_number_is_not_kept(bureau: Office) -> None:
    _licence_no, row = new_one(bureau)

    with pytest.raises(InvalidInput, match="过长"):
        bureau.perform(deliveries.change_plan, row["number"], mobile="1" * 21, by=CLERK)

    assert one(bureau, row["number"])["mobile"] == row["mobile"]


def test_the_documents_of_one_decision_go_together_however_few_are_looked_at_once(bureau: Office) -> None:
    new_licence(bureau)
    on_paper(bureau)

    place = 0
    while (place := serve_documents.plan_some(bureau, place, limit=1)[1]) > 0:
        pass

    with bureau.reading() as session:
        (row,) = session.execute(delivery_rows.DELIVERIES.select()).all()
    assert len(row.documents) == 3


@pytest.mark.parametrize(("broken", "why"), [({}, "没有编号为"), ({"applicant": 1}, "程序内部错误")],
                         ids=["an application that is not there", "a form that nobody can read"])  # fmt: skip
def test_a_decision_that_cannot_be_planned_waits_for_a_person_and_holds_back_no_other(
    bureau: Office, broken: dict[str, Any], why: str
) -> None:
    new_licence(bureau, delivered=False)
    other = "A-2026-000002"
    elsewhere = replace(form().premises, name="海天便利店", address="厦门市思明区莲前西路2号")
    new_licence(bureau, "NEW2", delivered=False, premises=elsewhere)
    on_paper(bureau)
    first, rest = spoil(bureau, broken)

    planned_first = [row["subject"] for row in planned(bureau)]
    (alarm,) = [one for one in open_alarms(bureau) if one.code == "delivery_not_planned"]
    rest()
    planned_then = [row["subject"] for row in planned(bureau)]

    assert planned_first == [other]
    assert (alarm.subject, why in alarm.text) == (first, True)
    assert planned_then == [other, "A-2026-000001"]
    assert [one for one in open_alarms(bureau) if one.subject == "A-2026-000001"] == []


def spoil(office: Office, form: dict[str, Any]) -> tuple[str, Callable[[], None]]:
    """Spoil the form of the first application, or let its documents name none; return their subject, and the cure."""
    mine, right = REVISIONS.c.application_id == 1, "A-2026-000001"
    with office.engine.begin() as connection:
        if form:
            whole = connection.execute(select(REVISIONS.c.form).where(mine)).scalar_one()
            connection.execute(update(REVISIONS).where(mine).values(form=form))
            return right, lambda: run(office, update(REVISIONS).where(mine).values(form=whole))
        wrong = "A-2026-000099"
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.subject == right).values(subject=wrong))
    return wrong, lambda: run(office, update(DOCUMENTS).where(DOCUMENTS.c.subject == wrong).values(subject=right))


def run(office: Office, statement: Update) -> None:
    with office.engine.begin() as connection:
        connection.execute(statement)


def open_alarms(office: Office) -> list[systems.Alarm]:
    with office.reading() as session:
        return list(systems.open_alarms(session))


def test_a_suspension_is_served_electronically_and_proved_by_channel_and_gateway(bureau: Office) -> None:
    licence_no = new_licence(bureau)
    on_paper(bureau)
    planned(bureau)
    serve_documents.settle(bureau)
    number = arrived(bureau, "S1", form(Item.CLOSE, licence_no=licence_no))
    bureau.perform(applications.grant, number, by=APPROVER)
    on_paper(bureau)
    row = planned(bureau)[-1]

    bureau.perform(deliveries.send, row["number"], by=SYSTEM_OFFICER)
    keys = one(bureau, row["number"])["message_keys"]
    waiting = bureau.perform(delivery_traces.note_electronic, row["number"], by=SYSTEM_OFFICER)
    for key in keys:
        answered(bureau, key, "confirmed")
    proved = bureau.perform(delivery_traces.note_electronic, row["number"], by=SYSTEM_OFFICER)

    texts = [message.payload["text"] for message in sent(bureau, "sms") if message.key in keys]
    assert (row["way"], row["subject"], len(keys)) == ("electronic", number, 2)
    assert (waiting, proved) == ("sent", "delivered")
    assert "abababababababab" in texts[0]
    assert "微信于" in one(bureau, row["number"])["proof"]


def test_a_licence_that_was_handed_over_by_a_record_of_its_own_ends_the_plan(bureau: Office) -> None:
    licence_no, row = new_one(bureau)
    handed(bureau, licence_no)

    done = [serve_documents.settle(bureau) for _ in range(2)]

    assert done == [1, 0]
    assert one(bureau, row["number"])["state"] == "delivered"
    said = "许可证已于2026-11-21登记送达：窗口领取。林海生当面核对证件3502************14，纸质签名"
    assert one(bureau, row["number"])["proof"] == said


def test_a_plan_that_cannot_be_ended_holds_back_no_other(bureau: Office) -> None:
    first, row = new_one(bureau)
    elsewhere = replace(form().premises, name="海天便利店", address="厦门市思明区莲前西路2号")
    second = new_licence(bureau, "NEW2", delivered=False, premises=elsewhere)
    on_paper(bureau)
    planned(bureau)
    for licence_no in (first, second):
        handed(bureau, licence_no)
    here = DELIVERIES.c.number == row["number"]
    run(bureau, update(DELIVERIES).where(here).values(subject="A-2026-000099"))

    done = serve_documents.settle(bureau)

    states = [(each["subject"], each["state"]) for each in planned(bureau)]
    assert done == 1
    assert states == [("A-2026-000099", "planned"), ("A-2026-000002", "delivered")]


def test_the_way_is_changed_only_before_it_left(bureau: Office) -> None:
    _licence_no, row = new_one(bureau)

    bureau.perform(deliveries.change_plan, row["number"], way="window", by=CLERK)
    with pytest.raises(Refused, match="窗口领取"):
        bureau.perform(deliveries.send, row["number"], by=CLERK)
    with pytest.raises(InvalidInput, match="没有送达方式"):
        bureau.perform(deliveries.change_plan, row["number"], way="pigeon", by=CLERK)
    bureau.perform(deliveries.change_plan, row["number"], way="post", by=CLERK)
    bureau.perform(deliveries.send, row["number"], by=CLERK)
    with pytest.raises(Refused, match="已发出"):
        bureau.perform(deliveries.change_plan, row["number"], way="window", by=CLERK)

    assert one(bureau, row["number"])["state"] == "sent"
