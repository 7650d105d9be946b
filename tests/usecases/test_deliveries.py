"""Service of documents: planned with the decision, proved by its own way, and the licence is in force from then on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Update, select, update

from daemon.jobs import serve_documents
from models.errors import InvalidInput, Refused
from models.tables.applications import RevisionRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.outbox import OutboxRow
from models.values import SYSTEM_OFFICER, Item
from ports.exchanges import Verdict
from ports.letters import Step, Trace
from tests.support.licences import APPROVER, CLERK, act, arrived, handed, licence, life, new_licence, sent
from tests.support.receiver import answer, claim
from tests.support.rows import OPERATOR_ID, form, receive, row, staffed
from usecases import (
    applications,
    cases,
    deliveries,
    delivery_rows,
    delivery_traces,
    documents,
    running_terms,
    stale,
    systems,
    undo,
)
from usecases.deeds import Order
from usecases.desk import Desk
from wiring.office import Office

DOCUMENTS, OUTBOX, REVISIONS = table_of(DocumentRow), table_of(OutboxRow), table_of(RevisionRow)
POSTAL = Desk(
    "厦门市烟草专卖局",
    "11350200MB1A2B3CXA",
    systems=(("wechat", "intake"), ("post", "post"), ("sms", "sms")),
)
MORNING = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture
def bureau(office: Office) -> Office:
    """Return a bureau that is connected to a channel, the post and a gateway of short messages."""
    office.desk = POSTAL
    return staffed(office)


def on_paper(office: Office, state: str = "sealed") -> None:
    """Let every waiting document be made, as the daemon would."""
    with office.reading() as session:
        session.execute(update(DOCUMENTS).where(DOCUMENTS.c.state == "waiting").values(state=state, sha256="ab" * 32))
        session.connection().commit()
    told(office)


def told(office: Office) -> None:
    """Let the channel confirm every write-back, so that the decisions may be served."""
    with office.reading() as session:
        known = update(OUTBOX).where(OUTBOX.c.kind == "event").values(state="confirmed", confirmed_at=office.now())
        session.execute(known)
        session.connection().commit()


def planned(office: Office) -> list[dict[str, Any]]:
    serve_documents.plan(office)
    with office.reading() as session:
        return [dict(row._mapping) for row in session.execute(delivery_rows.DELIVERIES.select().order_by("id"))]


def one(office: Office, number: str) -> dict[str, Any]:
    with office.reading() as session:
        return delivery_rows.read(session, number)


def new_one(office: Office) -> tuple[str, dict[str, Any]]:
    """Grant a new licence and plan its delivery; return both."""
    licence_no = new_licence(office, delivered=False)
    on_paper(office)
    (row,) = planned(office)
    return licence_no, row


def answered(office: Office, key: str, state: str, **values: Any) -> None:
    """Let the outbox have an answer to a message."""
    with office.reading() as session:
        session.execute(
            update(OUTBOX).where(OUTBOX.c.key == key).values(state=state, confirmed_at=office.now(), **values)
        )
        session.connection().commit()


def letter(*codes: str) -> Trace:
    return Trace("EX1CN", tuple(Step(MORNING + timedelta(hours=n), code, f"第{n}步") for n, code in enumerate(codes)))


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


def test_a_number_that_is_no_mobile_number_is_not_kept(bureau: Office) -> None:
    _licence_no, row = new_one(bureau)

    with pytest.raises(InvalidInput, match="过长"):
        bureau.perform(deliveries.change_plan, row["number"], mobile="1" * 21, by=CLERK)

    assert one(bureau, row["number"])["mobile"] == row["mobile"]


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
    bureau.perform(delivery_traces.settle, by=SYSTEM_OFFICER)
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

    done = [bureau.perform(delivery_traces.settle, by=SYSTEM_OFFICER) for _ in range(2)]

    assert done == [1, 0]
    assert one(bureau, row["number"])["state"] == "delivered"
    said = "许可证已于2026-11-21登记送达：窗口领取。林海生当面核对证件3502************14，纸质签名"
    assert one(bureau, row["number"])["proof"] == said


def test_what_was_taken_back_is_not_served(bureau: Office) -> None:
    licence_no = new_licence(bureau, delivered=False)
    with bureau.reading() as session:
        record = undo.records_since(session, "A-2026-000001", 0)
    on_paper(bureau)
    (row,) = planned(bureau)
    with bureau._unit(_order()) as session:
        undo.take_back(session, record[0], by=APPROVER, at=bureau.now())

    with pytest.raises(Refused):
        bureau.perform(deliveries.send, row["number"], by=CLERK)
    assert one(bureau, row["number"])["state"] == "cancelled"
    assert licence_no


def _order() -> Any:
    from usecases.deeds import Order

    return Order("deed.undone", APPROVER)


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


def test_no_paper_is_planned_before_the_channel_knows_of_the_decision(bureau: Office) -> None:
    new_licence(bureau, delivered=False)
    with bureau.reading() as session:
        session.execute(update(DOCUMENTS).values(state="sealed", sha256="ab" * 32))
        session.connection().commit()

    assert planned(bureau) == []
    (one_,) = claim(bureau)
    answer(bureau, one_, Verdict.OK)  # the acceptance; the decision itself is still on its way
    assert planned(bureau) == []
    (two,) = claim(bureau)
    answer(bureau, two, Verdict.OK)

    assert [row["way"] for row in planned(bureau)] == ["post"]


def test_a_decision_that_was_overtaken_is_taken_back_whole_and_none_of_its_papers_is_served(bureau: Office) -> None:
    new_licence(bureau, delivered=False)
    receive(bureau, row("NEW1", 2, of=form(Item.NEW, reason="改")))
    with bureau.reading() as session:
        session.execute(update(DOCUMENTS).values(state="sealed", sha256="ab" * 32))
        session.connection().commit()
    planned(bureau)

    (accepted,) = claim(bureau)
    answer(bureau, accepted, Verdict.STALE, code="61512")

    assert planned(bureau) == []
    with bureau.reading() as session:
        assert cases.read(session, "A-2026-000001").state == "received"
        assert {p["state"] for p in documents.of_subject(session, "A-2026-000001")} == {"void"}


def test_what_was_handed_over_already_is_left_to_a_person_when_the_channel_says_it_came_too_late(
    bureau: Office,
) -> None:
    licence_no, planned_row = new_one(bureau)
    bureau.perform(deliveries.hand_over, planned_row["number"], receiver="林海生", id_no=OPERATOR_ID, by=CLERK)
    event = next(m for m in sent(bureau, "wechat") if m.payload["type"] == "result")

    with bureau._unit(_order()) as session:
        whole = stale.take_back(session, event.id, event.payload, by=SYSTEM_OFFICER, at=bureau.now())

    assert whole is False
    with bureau.reading() as session:
        assert cases.read(session, "A-2026-000001").row["attention"] == "stale"
    assert licence(bureau, licence_no).status == "active"


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
