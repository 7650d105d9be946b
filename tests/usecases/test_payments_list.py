"""Lists of orders and of notices in doubt: by state, sum, office and text, page after page in either direction."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.payments import PaymentOrderRow
from models.values import SYSTEM_OFFICER, Fen
from ports.payments import Notice, NoticeRow
from tests.support.casework import START, Clock, at_work, served
from tests.support.one_kind import database_url
from usecases import payments, payments_list
from usecases.payments_list import NoticeFilter, OrderFilter

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
CASES, ORDERS = table_of(EnforcementCaseRow), table_of(PaymentOrderRow)
FINE = 150_000


@pytest.fixture
def bureau(office: "Office") -> "Office":
    """Three served fines: the first paid, the second in part, the third of another office and party."""
    clock = Clock(START)
    at_work(office, clock)
    for _ in range(3):
        served(office, clock, fine=FINE)
        clock.to(START)
    clock.to(START + timedelta(days=7))
    arrived(office, "N1", "F2026000001", FINE)
    arrived(office, "N2", "F2026000002", 50_000)
    arrived(office, "N3", "F2026000002", 50_000, genuine=False)
    arrived(office, "N4", "F2026999999", 1)
    with office.engine.begin() as connection:
        third = CASES.c.number == "C-2026-000003"
        connection.execute(update(CASES).where(third).values(office="350205", party_name="陈阿美", initials="cam"))
        connection.execute(update(ORDERS).where(ORDERS.c.id == 3).values(pay_code="35020026000000000003"))
    return office


def arrived(office: "Office", name: str, order_no: str, amount: int, *, genuine: bool = True) -> None:
    notice = Notice(name, order_no, Fen(amount), office.now(), "B1", genuine=genuine)
    office.perform(payments.receive, "nontax", [NoticeRow(b"{}", name, notice)], by=SYSTEM_OFFICER)


def shown(office: "Office", wanted: dict[str, Any]) -> list[int]:
    with office.reading() as session:
        found = payments_list.page(session, OrderFilter(**wanted))
        assert payments_list.count(session, OrderFilter(**wanted)) == len(found)
    return [line.id for line in found]


def test_a_line_tells_how_its_sum_stands(bureau: "Office") -> None:
    with bureau.reading() as session:
        lines = payments_list.page(session, OrderFilter())
    assert [(line.order_no, line.subject, line.state, line.owed, line.office) for line in lines] == [
        ("F2026000003", "C-2026-000003", "unpaid", FINE, "350205"),
        ("F2026000002", "C-2026-000002", "partial", FINE - 50_000, "350203"),
        ("F2026000001", "C-2026-000001", "paid", 0, "350203"),
    ]
    assert (lines[0].party_name, lines[0].purpose, lines[0].amount, lines[0].due_on) == (
        "陈阿美", "fine", FINE, START + timedelta(days=21),
    )  # fmt: skip


WANTED: list[tuple[dict[str, Any], list[int]]] = [
    ({"state": "paid"}, [1]),
    ({"unpaid": True}, [3, 2]),
    ({"purpose": "confiscated"}, []),
    ({"office": "350205"}, [3]),
    ({"office": "350203", "unpaid": True}, [2]),
    ({"text": "f2026000002"}, [2]),
    ({"text": "F2026"}, [3, 2, 1]),
    ({"text": "c-2026-000001"}, [1]),
    ({"text": "350200260000"}, [3]),
    ({"text": "林海"}, [2, 1]),
    ({"text": "LHS"}, [2, 1]),
    ({"text": "陈阿美"}, [3]),
    ({"text": "阿"}, []),
    ({"text": "没有这个人"}, []),
    ({"text": "350299"}, []),
]


def test_a_filter_shows_what_it_names(bureau: "Office") -> None:
    assert [shown(bureau, wanted) for wanted, _ in WANTED] == [found for _, found in WANTED]


def test_pages_follow_one_another_in_both_directions(bureau: "Office") -> None:
    with bureau.reading() as session:
        first = payments_list.page(session, OrderFilter(), limit=2)
        second = payments_list.page(session, OrderFilter(), after=first[-1].id, limit=2)
        last = payments_list.page(session, OrderFilter(), before=0, limit=2)
        assert payments_list.count(session, OrderFilter(), cap=2) == 2
    assert [[line.id for line in each] for each in (first, second, last)] == [[3, 2], [1], [2, 1]]


def test_notices_that_were_not_booked_say_why(bureau: "Office") -> None:
    with bureau.reading() as session:
        lines = payments_list.doubtful(session, NoticeFilter())
        assert payments_list.count_doubtful(session, NoticeFilter()) == 2
        found = [payments_list.doubtful(session, NoticeFilter(text)) for text in ("n3", "F20269", "N9")]
    assert [(line.notice_no, line.genuine, line.told) for line in lines] == [("N4", True, False), ("N3", False, False)]
    assert [line.fault for line in lines] == [payments.NO_ORDER, payments.NOT_GENUINE]
    assert [[line.notice_no for line in each] for each in found] == [["N3"], ["N4"], []]
