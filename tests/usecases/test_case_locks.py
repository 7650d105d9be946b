"""The claim on an application: seen by others, taken over on purpose, ended by itself, forbidding nothing."""

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.support.rows import OFFICERS, receive, row, staffed
from usecases import applications, case_locks
from usecases.application_detail import detail
from usecases.case_locks import HEARTBEAT, LASTS, Holder

if TYPE_CHECKING:
    from wiring.office import Office

ONE = "A-2026-000001"
FIRST, SECOND = OFFICERS["clerk"], OFFICERS["clerk2"]


def seen(office: "Office", later: timedelta = timedelta(0)) -> Holder | None:
    with office.reading() as session:
        return case_locks.holder(session, ONE, at=office.now() + later)


def test_of_two_clerks_one_has_the_case_and_the_other_sees_who(office: "Office") -> None:
    mine = office.keep(case_locks.take, ONE, FIRST, at=office.now())
    theirs = office.keep(case_locks.take, ONE, SECOND, at=office.now() + HEARTBEAT)

    assert mine == theirs == seen(office) == Holder("clerk", office.now())


def test_a_claim_lives_by_its_heartbeat_and_ends_by_itself(office: "Office") -> None:
    office.keep(case_locks.take, ONE, FIRST, at=office.now())
    office.keep(case_locks.take, ONE, FIRST, at=office.now() + HEARTBEAT)

    assert seen(office, LASTS + HEARTBEAT - timedelta(seconds=1)) == Holder("clerk", office.now())
    assert seen(office, LASTS + HEARTBEAT) is None
    late = office.now() + LASTS + HEARTBEAT
    assert office.keep(case_locks.take, ONE, SECOND, at=late) == Holder("clerk2", late)


def test_a_case_is_taken_over_and_the_first_clerk_can_not_close_it_for_the_second(office: "Office") -> None:
    office.keep(case_locks.take, ONE, FIRST, at=office.now())
    office.keep(case_locks.take, ONE, SECOND, at=office.now(), over=True)

    office.keep(case_locks.give_back, ONE, FIRST)

    assert seen(office) == Holder("clerk2", office.now())
    office.keep(case_locks.give_back, ONE, SECOND)
    assert seen(office) is None


def test_a_claim_stops_no_deed_of_a_script(office: "Office") -> None:
    receive(staffed(office), row())
    office.keep(case_locks.take, ONE, FIRST, at=office.now())

    office.perform(applications.accept, ONE, by=SECOND)

    with office.reading() as session:
        assert detail(session, ONE, at=office.now()).row["state"] == "accepted"


def test_what_ended_is_cleared_away(office: "Office") -> None:
    office.keep(case_locks.take, ONE, FIRST, at=office.now())

    assert office.keep(case_locks.forget, at=office.now() + LASTS) == 1
