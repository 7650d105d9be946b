"""Hand-over between offices: who receives decides from then on, or sends it back; each answer can be undone."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models.errors import InvalidInput, Refused
from models.tables.applications import ApplicationRow, HistoryRow
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER, Item, Role
from tests.support.evidence import clean
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import applications, assignments, offices, screening, transfers, undo

if TYPE_CHECKING:
    from models.values import Officer
    from wiring.office import Office

ONE, HULI, CITY = "A-2026-000001", "350206", "350200"


def put(office: "Office", login: str, code: str) -> "Officer":
    roles = [Role.LICENCE_CLERK]
    office.perform(offices.put_officer, login, name="周敏", roles=roles, office=code, by=OFFICERS["secadmin"])
    return office.officer(login)


@pytest.fixture
def two(office: "Office") -> "tuple[Officer, Officer]":
    """Receive an application of Siming; return a clerk of Siming and one of Huli."""
    staffed(office)
    receive(office, row("WX1"))
    return put(office, "clerk_siming", "350203"), put(office, "clerk_huli", HULI)


def stands(office: "Office") -> tuple[str, str | None]:
    """Return why somebody must look at the application, and who has it."""
    c = table_of(ApplicationRow).c
    with office.reading() as session:
        found = session.execute(select(c.attention, c.assigned_to).where(c.number == ONE)).one()
    return found.attention, found.assigned_to


def test_until_it_is_accepted_the_sender_decides_and_afterwards_the_receiver(
    office: "Office", two: "tuple[Officer, Officer]"
) -> None:
    siming, huli = two
    office.perform(transfers.transfer, ONE, HULI, note="店铺已迁至湖里区", by=siming)
    assert stands(office) == ("transfer", None)
    with pytest.raises(Refused, match="不能办理思明区"):
        office.perform(applications.accept, ONE, by=huli)
    with pytest.raises(Refused, match="不能办理湖里区"):
        office.perform(transfers.accept, ONE, by=siming)

    office.perform(transfers.accept, ONE, by=huli)

    assert stands(office) == ("", "clerk_huli")
    with pytest.raises(Refused, match="不能办理湖里区"):
        office.perform(applications.accept, ONE, by=siming)
    office.perform(applications.accept, ONE, by=huli)
    c = table_of(HistoryRow).c
    with office.reading() as session:
        told = {one.deed: one.note for one in session.execute(select(c.deed, c.note).where(c.subject == ONE))}
    assert told["application.transferred"] == "厦门市湖里区烟草专卖局：店铺已迁至湖里区"
    assert "application.transfer_accepted" in told


def test_what_is_sent_back_stays_with_the_sender(office: "Office", two: "tuple[Officer, Officer]") -> None:
    siming, huli = two
    office.perform(transfers.transfer, ONE, HULI, note="店铺已迁至湖里区", by=siming)
    office.perform(transfers.send_back, ONE, note="仍在思明区", by=huli)

    assert stands(office) == ("", None)
    with pytest.raises(Refused, match="没有待答复的移交"):
        office.perform(transfers.accept, ONE, by=siming)
    office.perform(applications.accept, ONE, by=siming)


def test_each_step_is_undone_by_whoever_did_it(office: "Office", two: "tuple[Officer, Officer]") -> None:
    siming, huli = two
    grace = office.settings.console.undo_grace
    for answer, note in ((transfers.accept, ""), (transfers.send_back, "仍在思明区")):
        office.perform(transfers.transfer, ONE, HULI, note="店铺已迁至湖里区", by=siming, grace=grace)
        office.perform(answer, ONE, note=note, by=huli, grace=grace)
        office.perform(undo.undo_last, ONE, by=huli)
        assert stands(office) == ("transfer", None)
        office.perform(undo.undo_last, ONE, by=siming)
        assert stands(office) == ("", None)

    with office.reading() as session:
        assert transfers.open_one(session, ONE) is None
        assert offices.in_charge(session, ONE) is None


def test_what_the_city_took_over_is_no_districts(office: "Office", two: "tuple[Officer, Officer]") -> None:
    siming, _huli = two
    office.perform(transfers.transfer, ONE, CITY, note="重大事项", by=siming)
    office.perform(transfers.accept, ONE, by=OFFICERS["clerk"])

    with pytest.raises(Refused, match="不能办理厦门市"):
        office.perform(applications.accept, ONE, by=siming)
    office.perform(applications.accept, ONE, by=OFFICERS["clerk"])


def test_a_hand_over_needs_a_reason_another_bureau_and_no_open_one(
    office: "Office", two: "tuple[Officer, Officer]"
) -> None:
    siming, _huli = two
    for to, note in ((HULI, " "), ("350206-1", "理由"), ("999999", "理由")):
        with pytest.raises(InvalidInput):
            office.perform(transfers.transfer, ONE, to, note=note, by=siming)
    with pytest.raises(Refused, match="已在该机构"):
        office.perform(transfers.transfer, ONE, "350203", note="理由", by=siming)
    office.perform(transfers.transfer, ONE, HULI, note="理由", by=siming)
    with pytest.raises(Refused, match="待答复"):
        office.perform(transfers.transfer, ONE, CITY, note="理由", by=siming)


def waits_for(office: "Office") -> tuple[str | None, bool]:
    """Return which office is offered the application, and whether a hand-over is open."""
    with office.reading() as session:
        offered = session.execute(select(table_of(ApplicationRow).c.offered_to)).scalar_one()
        return offered, transfers.open_one(session, ONE) is not None


def test_a_decision_ends_the_hand_over_that_waits_and_its_undo_opens_it_again(office: "Office") -> None:
    staffed(office)
    receive(office, row(of=form(Item.NEW)))
    office.perform(screening.conclude, ONE, 1, clean(), by=SYSTEM_OFFICER)
    office.perform(transfers.transfer, ONE, HULI, note="店铺已迁至湖里区", by=OFFICERS["clerk"])

    approver, grace = OFFICERS["approver"], office.settings.console.undo_grace
    office.perform(applications.accept, ONE, by=approver, grace=grace)
    assert stands(office) == ("transfer", "approver")
    assert waits_for(office) == (HULI, True)

    office.perform(applications.grant, ONE, by=approver, grace=grace)
    assert stands(office) == ("", "approver")
    assert waits_for(office) == (None, False)

    office.perform(undo.undo_last, by=approver)
    assert waits_for(office) == (HULI, True)
    office.perform(transfers.accept, ONE, by=OFFICERS["clerk"])
    assert waits_for(office) == (None, False)


def test_an_applicant_who_withdraws_leaves_no_hand_over_behind(
    office: "Office", two: "tuple[Officer, Officer]"
) -> None:
    siming, _huli = two
    office.perform(transfers.transfer, ONE, HULI, note="店铺已迁至湖里区", by=siming)

    receive(office, row("WX1", revision=2, of=form(reason="地址写错")))
    assert stands(office)[0] == "transfer"
    receive(office, row("WX1", revision=3, of=form(channel_state="withdrawn")))

    assert waits_for(office) == (None, False)


def test_an_application_is_given_only_to_people_who_handle_applications(
    office: "Office", two: "tuple[Officer, Officer]"
) -> None:
    for login in ("sysadmin", "auditor", "reviewer", "nobody"):
        with pytest.raises(Refused, match="不能分派给"):
            office.perform(assignments.assign, ONE, login, by=two[0])
    with pytest.raises(Refused, match="所属机构"):
        office.perform(assignments.assign, ONE, two[1].login, by=two[0])

    with office.reading() as session:
        offered = {officer.login: place for officer, place in assignments.candidates(session, [ONE])}
    assert offered.pop("clerk_siming") == "厦门市思明区烟草专卖局"
    assert set(offered) == {"clerk", "clerk2", "inspector", "inspector2", "approver", "approver2"}
    office.perform(assignments.assign, ONE, "inspector", by=two[0])
    assert stands(office)[1] == "inspector"
    with office.reading() as session:
        (told,) = session.execute(
            select(table_of(HistoryRow).c.note).where(table_of(HistoryRow).c.deed == "application.assigned")
        ).scalars()
    assert told == OFFICERS["inspector"].name
