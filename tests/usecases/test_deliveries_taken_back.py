"""Service and the write-back: nothing is served that the channel does not know or that was taken back."""

import pytest
from sqlalchemy import update

from models.errors import Refused
from models.values import SYSTEM_OFFICER, Item
from ports.exchanges import Verdict
from tests.support.deliveries import DOCUMENTS, bureau, new_one, on_paper, one, planned
from tests.support.licences import APPROVER, CLERK, licence, new_licence, sent
from tests.support.receiver import answer, claim
from tests.support.rows import OPERATOR_ID, form, receive, row
from usecases import cases, deliveries, documents, remembering, stale, undo
from usecases.deeds import Order
from wiring.office import Office

__all__ = ["bureau"]
ORDER = Order("deed.undone", APPROVER)


def test_what_was_taken_back_is_not_served(bureau: Office) -> None:
    licence_no = new_licence(bureau, delivered=False)
    with bureau.reading() as session:
        record = remembering.records_since(session, "A-2026-000001", 0)
    on_paper(bureau)
    (row,) = planned(bureau)
    with bureau._unit(ORDER) as session:
        undo.take_back(session, record[0], by=APPROVER, at=bureau.now())

    with pytest.raises(Refused):
        bureau.perform(deliveries.send, row["number"], by=CLERK)
    assert one(bureau, row["number"])["state"] == "cancelled"
    assert licence_no


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

    with bureau._unit(ORDER) as session:
        whole = stale.take_back(session, event.id, event.payload, by=SYSTEM_OFFICER, at=bureau.now())

    assert whole is False
    with bureau.reading() as session:
        assert cases.read(session, "A-2026-000001").row["attention"] == "stale"
    assert licence(bureau, licence_no).status == "active"
