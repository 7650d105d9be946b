"""Receipts: three confirmations one after the other, held by the receiver, fallen again, repaired meanwhile."""

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from models.tables.columns import table_of
from models.tables.publications import RejectionRow
from models.values import SYSTEM_OFFICER
from ports.platforms import Receipt, ReceiptRow
from tests.conftest import NOON
from tests.support.penalties import KEY, OUTBOX, bureau, record, row, sent
from usecases import receipts
from usecases.receipts import Pending

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["bureau"]
REJECTIONS = table_of(RejectionRow)


@pytest.fixture
def delivered(bureau: "Office") -> "Office":
    """Return an office one of whose penalties was accepted by the platform."""
    record(bureau)
    values = {"state": "delivered", "receipt_no": "R1", "record_key": KEY, "sent_at": NOON}
    with bureau.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.system == "credit").values(values))
    return bureau


def told(office: "Office", state: str, code: str = "", message: str = "") -> Any:
    """Let the receipt say a state; return the message as it stands then."""
    said = Receipt("R1", done=False, rows=(ReceiptRow(KEY, 1, state, code, "", message),))
    office.perform(receipts.take, "credit", Pending("R1", 0, message_id=sent(office)[0]["id"]), said, by=SYSTEM_OFFICER)
    return sent(office)[0]


def test_a_record_is_accepted_then_validated_then_published(delivered: "Office") -> None:
    received, validated, published = (told(delivered, state) for state in ("received", "validated", "published"))

    assert (received["state"], received["confirmed_at"]) == ("delivered", None)
    assert (validated["state"], validated["confirmed_at"], validated["published_at"]) == ("confirmed", NOON, None)
    assert (published["state"], published["receiver_state"], published["published_at"]) == (
        "confirmed",
        "published",
        NOON,
    )


def test_words_that_no_column_holds_are_cut_and_told_once(delivered: "Office") -> None:
    first = told(delivered, "held" * 6, "C" * 61, "未\0关联")

    said = Receipt("R1", done=False, rows=(ReceiptRow(KEY, 1, "held" * 6, "C" * 61, "", "未\0关联"),))
    pending = Pending("R1", 1, message_id=first["id"])
    again = delivered.perform(receipts.take, "credit", pending, said, by=SYSTEM_OFFICER)

    assert (first["state"], first["code"], first["message"]) == ("delivered", "C" * 59 + "…", "未␀关联")
    assert (len(first["receiver_state"]), again) == (20, 0)


def test_what_the_receiver_holds_is_neither_confirmed_nor_failed(delivered: "Office") -> None:
    held = told(delivered, "held")

    assert (held["state"], held["receiver_state"], held["confirmed_at"], held["hint"]) == (
        "delivered",
        "held",
        None,
        "",
    )


@pytest.mark.parametrize("fallen", ["rejected", "deleted"])
def test_what_was_validated_and_falls_later_waits_for_a_person(delivered: "Office", fallen: str) -> None:
    told(delivered, "validated")

    after = told(delivered, fallen, "source_disputed" if fallen == "rejected" else "", "数据来源有异议")

    assert (after["state"], after["message"]) == ("rejected", "数据来源有异议")
    assert after["hint"]
    with delivered.reading() as session:
        kept = session.execute(select(REJECTIONS.c.subject, REJECTIONS.c.message, REJECTIONS.c.at)).all()
    assert kept == [(KEY, "数据来源有异议", NOON)]


def test_a_receipt_that_says_repaired_holds_the_record_for_ever(delivered: "Office") -> None:
    told(delivered, "repaired")

    assert row(delivered)["state"] == "repaired"
