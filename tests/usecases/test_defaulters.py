"""Judgment defaulters: asked at receipt and again before the decision, never decided on a stale or contrary answer."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import Refused
from models.tables.columns import table_of
from models.tables.defaulters import DefaulterQueryRow
from models.tables.outbox import OutboxRow
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import HIT, clean
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import applications, defaulters_desk, screening
from usecases.defaulters_desk import QueryFilter

if TYPE_CHECKING:
    from wiring.office import Office

CLERK, APPROVER = OFFICERS["clerk"], OFFICERS["approver"]
ONE = "A-2026-000001"
QUERIES, OUTBOX = table_of(DefaulterQueryRow), table_of(OutboxRow)


@pytest.fixture
def desk(office: "Office") -> "Office":
    """Return an office that is told of judgment defaulters, with one application."""
    office.desk = replace(office.desk, systems=(("joint", "joint"), ("wechat", "intake")))
    receive(staffed(office), row("R1", of=form(Item.NEW)))
    return office


def screened(office: "Office", **evidence: Any) -> None:
    office.perform(screening.conclude, ONE, 1, clean(**evidence), by=SYSTEM_OFFICER)


def later(office: "Office", **time: float) -> None:
    now = office.now() + timedelta(**time)
    office.clock = lambda: now


def queries(office: "Office") -> list[tuple[str, str, str]]:
    c = QUERIES.c
    with office.reading() as session:
        return [tuple(found) for found in session.execute(select(c.phase, c.result, c.log_no).order_by(c.id))]


def clear(log_no: str) -> dict[str, str]:
    return {"status": "clear", "as_of": "2026-11-22", "log_no": log_no}


def test_every_query_is_noted_once_with_when_it_was_asked(desk: "Office") -> None:
    screened(desk)
    screened(desk)
    desk.perform(applications.accept, ONE, by=CLERK)
    screened(desk, defaulter=clear("L9"))
    screened(desk, defaulter={"status": "unavailable", "message": "来源无答复"})

    assert queries(desk) == [("receipt", "clear", "L1"), ("decision", "clear", "L9")]


@pytest.mark.parametrize(("hours", "granted"), [(24, True), (24.01, False)])
def test_a_grant_needs_an_answer_of_the_last_day(desk: "Office", *, hours: float, granted: bool) -> None:
    desk.perform(applications.accept, ONE, by=CLERK)
    screened(desk)
    later(desk, hours=hours)

    if granted:
        assert desk.perform(applications.grant, ONE, by=APPROVER)
        return
    with pytest.raises(Refused, match="已超过24小时，不能据以决定"):
        desk.perform(applications.grant, ONE, by=APPROVER)
    screened(desk, defaulter=clear("L2"))
    assert desk.perform(applications.grant, ONE, by=APPROVER)


def test_what_will_soon_be_stale_is_asked_again_and_nothing_else_is(desk: "Office") -> None:
    desk.perform(applications.accept, ONE, by=CLERK)
    screened(desk)
    with desk.reading() as session:
        assert screening.before_decision(session, at=desk.now() + timedelta(hours=17)) == []
        (again,) = screening.before_decision(session, at=desk.now() + timedelta(hours=19))

    assert again.number == ONE
    assert again.known is not None
    assert set(again.known) == {"business", "police", "elicence", "records", "licence", "licences"}


def test_a_person_who_was_removed_is_not_refused_for_it(desk: "Office") -> None:
    desk.perform(applications.accept, ONE, by=CLERK)
    screened(desk, defaulter=HIT)
    assert desk.perform(applications.refuse, ONE, reason="R6", by=CLERK).result == "proposed"
    screened(desk, defaulter=clear("L3"))

    with pytest.raises(Refused, match="未查到失信被执行人记录"):
        desk.perform(applications.refuse, ONE, by=APPROVER)

    with desk.reading() as session:
        (line,) = defaulters_desk.page(session, QueryFilter())
    assert (line.result, line.removed_at, line.state) == ("hit", desk.now(), "accepted")


def test_a_source_that_did_not_answer_is_no_reason_to_refuse(desk: "Office") -> None:
    desk.perform(applications.accept, ONE, by=CLERK)
    screened(desk, defaulter={"status": "unavailable", "message": "来源无答复"})

    with pytest.raises(Refused, match="没有得到答复"):
        desk.perform(applications.refuse, ONE, reason="R6", by=CLERK)


def test_a_refusal_on_a_stale_hit_waits_for_a_new_answer(desk: "Office") -> None:
    desk.perform(applications.accept, ONE, by=CLERK)
    screened(desk, defaulter=HIT)
    later(desk, hours=25)

    with pytest.raises(Refused, match="不能据以决定"):
        desk.perform(applications.refuse, ONE, reason="R6", by=CLERK)


def test_what_followed_a_hit_stands_in_the_book(desk: "Office") -> None:
    desk.perform(applications.accept, ONE, by=CLERK)
    screened(desk, defaulter=HIT)
    desk.perform(applications.refuse, ONE, reason="R6", by=CLERK)
    desk.perform(applications.refuse, ONE, by=APPROVER)

    with desk.reading() as session:
        (line,) = defaulters_desk.page(session, QueryFilter())
        sent = session.execute(select(OUTBOX.c.payload).where(OUTBOX.c.kind == "feedback")).scalars().all()
        counts = [defaulters_desk.count(session, QueryFilter(result=wanted)) for wanted in ("met", "clear", None)]
    assert (line.number, line.state, line.measure, line.case_nos) == (ONE, "refused", "not_granted", HIT["case_nos"])
    assert [(told["log_no"], told["measure"]) for told in sent] == [("L2", "not_granted")]
    assert counts == [1, 0, 1]


def test_the_book_is_found_by_number_log_number_name_phase_and_office(desk: "Office") -> None:
    screened(desk, defaulter=HIT)

    with desk.reading() as session:
        for text in (ONE, "a-2026", "L2"):
            assert len(defaulters_desk.page(session, QueryFilter(text=text))) == 1
        for wanted in (QueryFilter(text="L9"), QueryFilter(phase="decision"), QueryFilter(office="350299")):
            assert defaulters_desk.page(session, wanted) == []
