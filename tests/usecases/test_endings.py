"""Ends: what ends an application ends what was open about it, tells whom it concerns, comes back with an undo."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Table, select

from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.tables.examination import HearingRow, ReviewRow, SiteCheckRow
from models.tables.offices import TransferRow
from models.tables.outbox import OutboxRow
from models.tables.terms import PauseRow, RunningTermRow
from models.values import SYSTEM_OFFICER, Item, Role
from tests.support.evidence import clean
from tests.support.one_kind import database_url
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import (
    applications,
    contacts,
    hearings,
    offices,
    pauses,
    reviews,
    screening,
    site_checks,
    transfers,
    undo,
)
from usecases.application_detail import detail
from usecases.desk import Desk
from usecases.hearings import Sitting

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
CLERK, APPROVER, SUPERVISOR = OFFICERS["clerk"], OFFICERS["approver"], OFFICERS["supervisor"]
ONE = "A-2026-000001"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday
GRACE = timedelta(seconds=30)
HELD = date(2026, 12, 4)
CONNECTED = Desk("厦门市烟草专卖局", "11350200MB1A2B3CXA", systems=(("wechat", "intake"), ("sms", "sms")))
SETTLED = (
    "随之了结：听证（原定2026-12-04）、实地核查（计划2026-11-25）、稽查的意见、"
    "向厦门市湖里区烟草专卖局的移交、听证的期限中止、专家评审的期限中止。"
)


HEARINGS, CHECKS, REVIEWS = table_of(HearingRow), table_of(SiteCheckRow), table_of(ReviewRow)
TRANSFERS, PAUSES, TERMS = table_of(TransferRow), table_of(PauseRow), table_of(RunningTermRow)
OPEN: list[tuple[Table, Any]] = [  # each table with what is open of it
    (HEARINGS, HEARINGS.c.ended_at.is_(None)),
    (CHECKS, CHECKS.c.ended_at.is_(None) & CHECKS.c.dropped_seq.is_(None)),
    (REVIEWS, REVIEWS.c.answered_at.is_(None) & REVIEWS.c.dropped_seq.is_(None)),
    (TRANSFERS, TRANSFERS.c.closed_at.is_(None)),
    (PAUSES, PAUSES.c.to_on.is_(None)),
    (TERMS, TERMS.c.done_at.is_(None)),
]


@pytest.fixture
def desk(office: "Office") -> "Office":
    """Return an office with a new application that was accepted, and officers who can be told."""
    office.desk, office.clock = CONNECTED, lambda: NOON
    staffed(office)
    for login, mobile in (("reviewer", "13900000011"), ("inspector", "13900000012"), ("clerk", "13900000013")):
        office.perform(contacts.put, login, mobile, by=SUPERVISOR)
    receive(office, row(of=form(Item.NEW)))
    office.perform(screening.conclude, ONE, 1, clean(), by=SYSTEM_OFFICER)
    office.perform(applications.accept, ONE, by=CLERK)
    return office


def everything_open(office: "Office") -> None:
    """Let a hearing, a visit, an opinion, a hand-over and two pauses be open."""
    office.perform(site_checks.plan, ONE, ["inspector", "inspector2"], date(2026, 11, 25), by=CLERK)
    office.perform(reviews.ask, ONE, ["audit"], by=CLERK)
    office.perform(hearings.offer, ONE, "拟不予许可", by=CLERK)
    office.perform(hearings.request, ONE, "林海生", by=CLERK)
    office.perform(hearings.notify, ONE, Sitting(HELD, "9时", "本局", "reviewer", "clerk2"), by=CLERK)
    office.perform(pauses.begin, ONE, "expert_review", reason="送专家评审。", by=CLERK)
    office.perform(transfers.transfer, ONE, "350206", note="店铺在湖里区", by=CLERK)


def still_open(office: "Office") -> dict[str, int]:
    """Return how many rows of each kind are open."""
    found: dict[str, int] = {}
    with office.reading() as session:
        for table, open_ in OPEN:
            found[table.name] = len(session.execute(select(table.c[0]).where(open_)).all())
    return found


def told(office: "Office", kind: str) -> list[tuple[str, str]]:
    """Return (receiver, text) of the short messages of one kind of words."""
    c = table_of(OutboxRow).c
    with office.reading() as session:
        rows = session.execute(select(c.payload).where(c.system == "sms", c.state != "cancelled").order_by(c.id))
        return [(p["mobile"], p["text"]) for (p,) in rows if kind in p["text"]]


def history(office: "Office", deed: str) -> list[str]:
    c = table_of(HistoryRow).c
    with office.reading() as session:
        return list(session.execute(select(c.note).where(c.subject == ONE, c.deed == deed)).scalars())


def withdraw(office: "Office") -> None:
    receive(office, row("WX1", 2, of=form(Item.NEW, channel_state="withdrawn")))


def shown(office: "Office") -> Any:
    with office.reading() as session:
        return detail(session, ONE, at=office.now())


def test_a_withdrawal_ends_everything_that_was_open_and_tells_whom_it_concerns(desk: "Office") -> None:
    everything_open(desk)
    assert set(still_open(desk).values()) == {1, 2}

    withdraw(desk)

    assert set(still_open(desk).values()) == {0}
    assert shown(desk).row["state"] == "withdrawn"
    assert history(desk, "application.settled") == [f"申请人撤回申请，{SETTLED}"]
    ended = dict(told(desk, "已经办结"))
    assert sorted(ended) == ["13900000011", "13900000012", "13900000013"]
    assert "您经办的听证（原定2026-12-04）不再需要" in ended["13900000011"]
    assert "实地核查（计划2026-11-25）、稽查的意见不再需要" in ended["13900000012"]
    ((applicant, words),) = told(desk, "您已撤回")
    assert (applicant, ONE in words) == ("13900000001", True)


def test_the_pause_ends_on_the_day_of_the_withdrawal(desk: "Office") -> None:
    desk.perform(pauses.begin, ONE, "test", by=CLERK)
    desk.clock = lambda: NOON + timedelta(days=3)

    withdraw(desk)

    with desk.reading() as session:
        (one,) = session.execute(select(PAUSES)).all()
    assert (one.from_on, one.to_on, one.ended_by) == (date(2026, 11, 23), date(2026, 11, 26), SYSTEM_OFFICER.login)


@pytest.mark.parametrize("decide", ["grant", "refuse"])
def test_a_decision_ends_what_is_left_and_its_undo_opens_it_again(desk: "Office", decide: str) -> None:
    desk.perform(site_checks.plan, ONE, ["inspector", "inspector2"], date(2026, 11, 25), by=CLERK)
    desk.perform(pauses.begin, ONE, "expert_review", until=date(2026, 12, 7), by=CLERK)
    desk.perform(transfers.transfer, ONE, "350206", note="店铺在湖里区", by=CLERK)
    before = still_open(desk)

    if decide == "grant":
        desk.perform(applications.grant, ONE, by=APPROVER, grace=GRACE)
    else:
        desk.perform(applications.refuse, ONE, reason="CONDITIONS", note="不具备条件。", by=CLERK)
        desk.perform(applications.refuse, ONE, by=APPROVER, grace=GRACE)

    assert set(still_open(desk).values()) == {0}
    assert [mobile for mobile, _text in told(desk, "已经办结")] == ["13900000012", "13900000013"]
    desk.perform(undo.undo_last, by=APPROVER)
    assert still_open(desk) == before
    assert told(desk, "已经办结") == []


def test_a_hearing_that_silence_gave_up_is_not_said_to_have_been_stopped(desk: "Office") -> None:
    desk.perform(hearings.offer, ONE, "拟不予许可", by=CLERK)
    desk.clock = lambda: NOON + timedelta(days=8)

    withdraw(desk)

    (heard,) = shown(desk).examination.hearings
    assert (heard["waived_on"], heard["ended_at"] is not None) == (date(2026, 11, 30), True)
    assert history(desk, "application.settled") == []


def test_a_hand_over_that_ended_leaves_the_application_with_its_office(desk: "Office") -> None:
    roles = [Role.LICENCE_CLERK]
    desk.perform(offices.put_officer, "huli", name="周敏", roles=roles, office="350206", by=OFFICERS["secadmin"])
    desk.perform(contacts.put, "huli", "13900000020", by=SUPERVISOR)
    desk.perform(transfers.transfer, ONE, "350206", note="店铺在湖里区", by=CLERK)

    desk.perform(applications.grant, ONE, by=APPROVER)

    assert "13900000020" in dict(told(desk, "移交不再需要"))
    with desk.reading() as session:
        assert offices.in_charge(session, ONE) is None
        assert transfers.open_one(session, ONE) is None
