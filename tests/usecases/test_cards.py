"""Cards: each is handed out once, to those who answer for it, and only while there is a cause."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select

from daemon.jobs.recompute_deadlines import recompute, settle
from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.terms import CardRow
from models.values import SYSTEM_OFFICER, Card
from tests.support.rows import LICENCE_NO, OFFICERS, OPERATOR_ID, receive, row, staffed
from usecases import absences, applications, assignments, cards, pauses, systems
from usecases.application_detail import detail
from wiring.database import unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

ONE = "A-2026-000001"
CARDS = table_of(CardRow)


def on(office: "Office", text: str) -> None:
    """Set the clock to noon of a day and let the job do its work."""
    day = date.fromisoformat(text)
    office.clock = lambda: datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)
    recompute(office)
    settle(office)


def given(office: "Office") -> list[tuple[str, str, str]]:
    """Return (term, kind, day) of every card, in order."""
    with office.reading() as session:
        rows = session.execute(select(CARDS).order_by(CARDS.c.id)).all()
    return [(row.term, row.kind, row.given_at.strftime("%m-%d")) for row in rows]


def card(office: "Office", number: int = 1) -> dict[str, Any]:
    with office.reading() as session:
        return cards.one(session, number)


def shown(office: "Office") -> Any:
    with office.reading() as session:
        return detail(session, ONE, at=office.now()).row


@pytest.fixture
def accepted(office: "Office") -> "Office":
    """Return an office whose one application was accepted on 2026-11-21: due on 2026-12-18."""
    receive(staffed(office), row())
    office.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    return office


def test_each_card_is_handed_out_once_on_its_day(accepted: "Office") -> None:
    for day in ("12-14", "12-15", "12-16", "12-18", "12-19", "12-21", "12-23", "12-24", "12-25", "12-31"):
        on(accepted, f"2026-{day}")

    assert given(accepted) == [("L04", "warning", "12-15"), ("L04", "yellow", "12-19"), ("L04", "red", "12-24")]


def test_a_warning_goes_to_the_handler_and_a_yellow_card_to_the_heads_too(accepted: "Office") -> None:
    on(accepted, "2026-12-16")
    on(accepted, "2026-12-21")

    assert card(accepted, 1)["told"] == [["clerk", "handler"]]
    assert card(accepted, 2)["told"] == [
        ["clerk", "handler"], ["approver", "section_head"], ["approver2", "section_head"], ["supervisor", "unit_head"],
    ]  # fmt: skip
    with accepted.reading() as session:
        assert [(a.code, a.subject) for a in systems.open_alarms(session)] == [("yellow", ONE)]


def test_an_alarm_stays_while_another_card_of_its_kind_waits_about_the_same_application(accepted: "Office") -> None:
    on(accepted, "2026-12-21")
    other = cards.NewCard(ONE, "L07", Card.YELLOW, date(2026, 12, 20), handler="clerk")
    accepted.perform(cards.hand_out, [other], by=SYSTEM_OFFICER)

    waiting = []
    for number in (1, 2):
        accepted.perform(cards.answer, number, "等待补充核查", by=OFFICERS["clerk"])
        with accepted.reading() as session:
            waiting.append([a.code for a in systems.open_alarms(session)])

    assert waiting == [["yellow"], []]


def test_after_a_month_without_the_daemon_the_red_card_still_follows_a_yellow_one(accepted: "Office") -> None:
    on(accepted, "2027-01-20")

    assert [kind for _, kind, _ in given(accepted)] == ["yellow", "red"]


def test_a_decision_in_time_earns_no_card(accepted: "Office") -> None:
    on(accepted, "2026-12-10")
    accepted.perform(applications.refuse, ONE, reason="R6", by=OFFICERS["clerk"])
    accepted.perform(applications.refuse, ONE, by=OFFICERS["approver"])

    on(accepted, "2027-01-20")

    assert given(accepted) == []


def test_an_extension_takes_the_warning_back_and_warns_anew(accepted: "Office") -> None:
    on(accepted, "2026-12-16")
    accepted.perform(applications.extend, ONE, note="等待邻近零售户意见", by=OFFICERS["approver"])

    on(accepted, "2026-12-17")
    on(accepted, "2026-12-30")

    assert given(accepted) == [("L04", "warning", "12-16"), ("L05", "warning", "12-30")]
    assert card(accepted, 1)["lifted_why"] == "已经办理，不再临近期限"


def test_while_the_clock_stands_nothing_warns(accepted: "Office") -> None:
    on(accepted, "2026-12-14")
    accepted.perform(pauses.begin, ONE, "expert_review", by=OFFICERS["clerk"])

    for day in ("2026-12-16", "2026-12-18", "2026-12-21", "2026-12-25"):
        on(accepted, day)
    assert given(accepted) == []

    last = accepted.perform(pauses.end, ONE, "expert_review", by=OFFICERS["clerk"])
    on(accepted, "2026-12-28")

    assert last == date(2027, 1, 4)  # 10 of its working days stood still
    assert shown(accepted)["due_on"] == last
    assert given(accepted) == []


def test_an_answer_needs_words_and_one_of_those_who_were_told(accepted: "Office") -> None:
    on(accepted, "2026-12-21")

    with pytest.raises(InvalidInput):
        accepted.perform(cards.answer, 1, " ", by=OFFICERS["clerk"])
    with pytest.raises(Refused, match="林晓芸"):
        accepted.perform(cards.answer, 1, "等补充材料", by=OFFICERS["clerk2"])
    with pytest.raises(NotFound):
        accepted.perform(cards.answer, 9, "等补充材料", by=OFFICERS["clerk"])
    accepted.perform(cards.answer, 1, "等补充材料", by=OFFICERS["clerk"])
    with pytest.raises(Conflict):
        accepted.perform(cards.answer, 1, "再答一次", by=OFFICERS["supervisor"])

    assert (card(accepted)["reason"], card(accepted)["answered_by"]) == ("等补充材料", "clerk")
    with accepted.reading() as session:
        assert systems.open_alarms(session) == []


@pytest.mark.parametrize("now_with", ["the new handler", "a deputy of the handler"])
def test_who_has_the_case_now_and_a_deputy_answer_too(accepted: "Office", now_with: str) -> None:
    on(accepted, "2026-12-21")
    if now_with == "the new handler":
        accepted.perform(assignments.assign, ONE, "clerk2", by=OFFICERS["supervisor"])
    else:
        today = accepted.now().date()
        accepted.perform(absences.enter, "clerk", today, today, "clerk2", by=OFFICERS["supervisor"])

    accepted.perform(cards.answer, 1, "等补充材料", by=OFFICERS["clerk2"])

    assert card(accepted)["answered_by"] == "clerk2"


def test_what_nobody_answered_in_five_days_counts_as_accepted_from_the_day_of_receipt(office: "Office") -> None:
    receive(staffed(office), row())  # Saturday 21 November: five working days end on the 27th

    on(office, "2026-11-27")
    assert (shown(office)["state"], given(office)) == ("received", [("L01", "warning", "11-27")])
    on(office, "2026-11-28")

    found = shown(office)
    assert (found["state"], str(found["due_on"])) == ("accepted", "2026-12-18")
    assert found["accepted_at"] == datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
    assert given(office)[1:] == [("L01", "yellow", "11-28")]
    with office.reading() as session:
        assert [d["kind"] for d in detail(session, ONE, at=office.now()).documents] == ["acceptance"]


def test_a_renewal_that_nobody_decided_before_the_end_counts_as_granted(office: "Office") -> None:
    receive(staffed(office), row())
    office.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    with unit_of_work(office.engine) as session:
        session.execute(insert(table_of(LicenceRow)).values(_licence(office, date(2026, 12, 2))))

    on(office, "2026-12-02")
    assert (shown(office)["state"], str(shown(office)["due_on"])) == ("accepted", "2026-12-02")
    on(office, "2026-12-03")

    with office.reading() as session:
        found = session.execute(select(table_of(LicenceRow))).one()
    assert shown(office)["state"] == "granted"
    assert (str(found.valid_from), str(found.valid_to)) == ("2026-12-03", "2031-12-02")
    assert given(office) == [("L15", "warning", "12-02"), ("L15", "yellow", "12-03")]


def _licence(office: "Office", valid_to: date) -> dict[str, Any]:
    return {
        "licence_no": LICENCE_NO, "version": 1, "status": "active", "holder_kind": "sole_trader",
        "holder_name": "林海生", "holder_no": OPERATOR_ID, "uscc": "", "legal_rep_name": "", "legal_rep_no": "",
        "initials": "lhs", "shop_name": "思明区鹭岛便利店", "address": "厦门市思明区湖滨南路1号", "district": "350203",
        "valid_from": date(2021, 12, 3), "valid_to": valid_to, "decided_on": date(2021, 12, 3),
        "document_no": "厦烟许准〔2021〕第1号", "changed_at": office.now(),
    }  # fmt: skip
