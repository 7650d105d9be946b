"""Service by post: a letter is ordered, traced and proved, or comes back and is told to its addressee."""

from dataclasses import replace

import pytest

from models.errors import Refused
from models.values import SYSTEM_OFFICER
from tests.support.deliveries import OUTBOX, answered, bureau, letter, new_one, on_paper, one, planned
from tests.support.licences import CLERK, act, licence, new_licence, sent
from usecases import (
    deliveries,
    delivery_rows,
    delivery_traces,
    documents,
    systems,
)
from usecases.deeds import Order
from wiring.office import Office

__all__ = ["bureau"]


def test_a_letter_is_ordered_traced_and_proved(bureau: Office) -> None:
    licence_no, row = new_one(bureau)

    bureau.perform(deliveries.send, row["number"], by=CLERK)
    (order,) = sent(bureau, "post")
    waiting = bureau.perform(delivery_traces.note_order, row["number"], by=SYSTEM_OFFICER)
    answered(bureau, row["number"], "confirmed", receipt_no="EX1CN")
    known = bureau.perform(delivery_traces.note_order, row["number"], by=SYSTEM_OFFICER)
    states = [
        bureau.perform(delivery_traces.note_trace, row["number"], letter(*codes), by=SYSTEM_OFFICER)
        for codes in ([], ["203"], ["203"], ["203", "702", "704"])
    ]

    found = one(bureau, row["number"])
    assert order.payload["order_no"] == order.key == row["number"]
    assert order.payload["contents"] == "准予行政许可决定书、烟草专卖零售许可证（正本）、烟草专卖零售许可证（副本）"
    assert order.payload["receiver"]["county"] == "思明区"
    assert (waiting, known) == (False, True)
    assert states == ["underway", "underway", "underway", "delivered"]
    assert (found["mail_no"], found["next_look_at"], len(found["steps"])) == ("EX1CN", None, 3)
    assert len(found["proof_sha256"]) == 64
    assert licence(bureau, licence_no).status == "active"


def test_a_letter_that_arrived_is_served_once_whoever_looks_again(bureau: Office) -> None:
    _licence_no, row = new_one(bureau)
    bureau.perform(deliveries.send, row["number"], by=CLERK)
    answered(bureau, row["number"], "confirmed", receipt_no="EX1CN")
    bureau.perform(delivery_traces.note_order, row["number"], by=SYSTEM_OFFICER)
    traces = [letter("704"), letter("704"), letter("203", "711", "708"), None]

    states = [bureau.perform(delivery_traces.note_trace, row["number"], trace, by=SYSTEM_OFFICER) for trace in traces]

    with bureau.reading() as session:
        kinds = [paper["kind"] for paper in documents.of_subject(session, row["subject"])]
    assert states == ["delivered"] * 4
    assert kinds.count("delivery") == 1


def test_a_letter_that_comes_back_waits_for_a_person_who_tries_again(bureau: Office) -> None:
    licence_no, row = new_one(bureau)
    bureau.perform(deliveries.send, row["number"], by=CLERK)
    answered(bureau, row["number"], "confirmed", receipt_no="EX1CN")
    bureau.perform(delivery_traces.note_order, row["number"], by=SYSTEM_OFFICER)
    back = bureau.perform(
        delivery_traces.note_trace, row["number"], letter("203", "702", "711", "708"), by=SYSTEM_OFFICER
    )
    with bureau.reading() as session:
        alarmed = [alarm.subject for alarm in systems.open_alarms(session)]

    again = bureau.perform(deliveries.repeat, row["number"], address="厦门市思明区新地址9号", by=CLERK)
    bureau.perform(deliveries.send, again, by=CLERK)

    with pytest.raises(Refused, match="已经另行送达"):
        bureau.perform(deliveries.repeat, row["number"], by=CLERK)
    with bureau.reading() as session:
        alarmed_after = [alarm.subject for alarm in systems.open_alarms(session)]
    first, second = one(bureau, row["number"]), one(bureau, again)
    assert back == first["state"] == "returned"
    assert first["reason"] == "第2步；第3步"
    assert (first["followed_by"], second["follows"]) == (again, row["number"])
    assert (second["address"], second["documents"]) == ("厦门市思明区新地址9号", row["documents"])
    assert (alarmed, alarmed_after) == ([row["number"]], [])
    assert [message.key for message in sent(bureau, "post")] == [row["number"], again]  # never the same order twice
    assert licence(bureau, licence_no).status == "pending_delivery"


def test_an_order_that_the_post_refuses_waits_for_a_person_with_its_words(bureau: Office) -> None:
    _licence_no, row = new_one(bureau)
    bureau.perform(deliveries.send, row["number"], by=CLERK)
    answered(bureau, row["number"], "rejected", code="B0003", message="收件人信息有误")

    bureau.perform(delivery_traces.note_order, row["number"], by=SYSTEM_OFFICER)

    found = one(bureau, row["number"])
    assert (found["state"], found["reason"]) == ("failed", "邮政未收单：B0003 收件人信息有误")


def test_an_order_is_found_again_after_the_post_got_another_name_and_a_lost_one_is_for_a_person(bureau: Office) -> None:
    _licence_no, row = new_one(bureau)
    bureau.perform(deliveries.send, row["number"], by=CLERK)
    answered(bureau, row["number"], "confirmed", receipt_no="EX1CN")
    bureau.desk = replace(bureau.desk, systems=(("ems", "post"),))

    known = bureau.perform(delivery_traces.note_order, row["number"], by=SYSTEM_OFFICER)

    assert (known, one(bureau, row["number"])["mail_no"]) == (True, "EX1CN")
    with bureau._unit(Order("test", SYSTEM_OFFICER)) as session:
        session.execute(delivery_rows.DELIVERIES.update().values(state="sent"))
        session.execute(OUTBOX.delete())
    lost = bureau.perform(delivery_traces.note_order, row["number"], by=SYSTEM_OFFICER)
    found = one(bureau, row["number"])
    assert (lost, found["state"], found["reason"]) == (False, "failed", "没有找到邮寄订单")
    assert found["next_look_at"] is None  # or the job would look for ever


def test_a_letter_that_comes_back_is_told_to_its_addressee(bureau: Office) -> None:
    _licence_no, row = new_one(bureau)
    bureau.perform(deliveries.send, row["number"], by=CLERK)
    answered(bureau, row["number"], "confirmed", receipt_no="EX1CN")
    bureau.perform(delivery_traces.note_order, row["number"], by=SYSTEM_OFFICER)

    for _ in range(2):
        bureau.perform(delivery_traces.note_trace, row["number"], letter("203", "708"), by=SYSTEM_OFFICER)

    back = [message.payload for message in sent(bureau, "sms") if "邮件已退回" in message.payload["text"]]
    assert [one["mobile"] for one in back] == ["13900000001"]
    assert f"文书（{row['documents'][0]}，编号{row['subject']}）未能投递" in back[0]["text"]


def test_a_returned_letter_about_an_act_on_a_licence_is_told_to_the_holder(bureau: Office) -> None:
    licence_no = new_licence(bureau)
    act(bureau, licence_no, "change_ordered", "item_changed")
    on_paper(bureau)
    row = next(one for one in planned(bureau) if one["subject"] == licence_no)
    bureau.perform(deliveries.send, row["number"], by=CLERK)
    answered(bureau, row["number"], "confirmed", receipt_no="EX1CN")
    bureau.perform(delivery_traces.note_order, row["number"], by=SYSTEM_OFFICER)

    bureau.perform(delivery_traces.note_trace, row["number"], letter("203", "708"), by=SYSTEM_OFFICER)

    texts = [m.payload["text"] for m in sent(bureau, "sms", "") if "邮件已退回" in m.payload["text"]]
    assert [licence_no in text for text in texts] == [True]
