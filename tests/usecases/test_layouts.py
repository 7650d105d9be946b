"""The layout plan: quotas and spacing as findings, the order of acceptance, versions, faults by line, two at once."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from models.errors import BureauError, Conflict, Refused
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import clean
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import applications, layouts, screening
from usecases.application_detail import detail
from usecases.faults import Faulty

if TYPE_CHECKING:
    from wiring.office import Office

CLERK, APPROVER, APPROVER2 = OFFICERS["clerk"], OFFICERS["approver"], OFFICERS["approver2"]
HEAD = "plan,district,valid_from,code,name,area_type,min_spacing_m,quota,places,school_buffer_m\n"
PLAN = HEAD + "思明规划2026,350203,2026-01-01,S1,滨南单元,商业区,50,{quota},湖滨南路；湖滨北路,100\n"


def number(n: int) -> str:
    return f"A-2026-{n:06d}"


@pytest.fixture
def desk(office: "Office") -> "Office":
    return staffed(office)


def load(office: "Office", text: str = PLAN.format(quota=1), **more: Any) -> list[str]:
    wanted: dict[str, Any] = {"by": APPROVER, **more}
    return office.perform(layouts.load, text, hashlib.sha256(text.encode()).hexdigest(), **wanted)


def arrive(office: "Office", n: int, *, accepted: bool = True, house: str = "") -> str:
    """Take in the n-th application for a new licence, in the same street, and accept it a minute after the last."""
    now = office.now()
    office.clock = lambda: now + timedelta(minutes=1)
    base = form(Item.NEW)
    shop = replace(base.premises, address=f"厦门市思明区湖滨南路{house or n}号")
    receive(office, row(f"WX{n}", of=replace(base, premises=shop)))
    screen(office, n)
    if accepted:
        office.perform(applications.accept, number(n), by=CLERK)
    screen(office, n)
    return number(n)


def screen(office: "Office", n: int) -> None:
    office.perform(screening.conclude, number(n), 1, clean(), by=SYSTEM_OFFICER)


def a3(office: "Office", n: int) -> tuple[str, str]:
    found = shown(office, n).screening["findings"]
    return next((f["outcome"], f["evidence"]) for f in found if f["rule"] == "A3")


def shown(office: "Office", n: int) -> Any:
    with office.reading() as session:
        return detail(session, number(n), at=office.now())


def queue(office: "Office") -> list[str]:
    with office.reading() as session:
        return [one.number for one in layouts.waiting(session, "350203", "S1")]


def test_without_a_plan_everything_is_as_before(desk: "Office") -> None:
    arrive(desk, 1)

    assert a3(desk, 1) == ("review", "没有该区域的合理布局规划数据，请核对。")
    desk.perform(applications.grant, number(1), by=APPROVER)


def test_of_two_for_one_slot_the_first_accepted_gets_it_and_the_other_is_told_why(desk: "Office") -> None:
    load(desk)
    arrive(desk, 1)
    arrive(desk, 2)

    assert queue(desk) == [number(1), number(2)]
    assert a3(desk, 2)[0] == "review"
    assert "先受理的申请有1件" in a3(desk, 2)[1]
    with pytest.raises(Refused, match=rf"先受理的{number(1)}尚未决定"):
        desk.perform(applications.grant, number(2), by=APPROVER)
    desk.perform(applications.grant, number(1), by=APPROVER)
    screen(desk, 2)
    assert a3(desk, 2)[0] == "deny"
    assert "已有1个零售点，上限1个" in a3(desk, 2)[1]


def test_who_is_not_accepted_stands_behind_everybody_who_is(desk: "Office") -> None:
    load(desk)
    arrive(desk, 1, accepted=False)
    arrive(desk, 2)

    with pytest.raises(Refused, match=rf"先受理的{number(2)}"):
        desk.perform(applications.grant, number(1), by=APPROVER)
    assert shown(desk, 1).row["state"] == "received"


def test_when_the_first_is_refused_the_next_moves_up(desk: "Office") -> None:
    load(desk)
    arrive(desk, 1)
    arrive(desk, 2)
    desk.perform(applications.refuse, number(1), reason="A6", by=CLERK)
    desk.perform(applications.refuse, number(1), by=APPROVER)

    assert (queue(desk), shown(desk, 2).row["screened_at"]) == ([number(2)], None)
    screen(desk, 2)
    assert "先受理" not in a3(desk, 2)[1]
    desk.perform(applications.grant, number(2), by=APPROVER)


def test_the_last_slot_is_granted_once_by_two_approvers_at_the_same_moment(desk: "Office") -> None:
    load(desk)
    arrive(desk, 1)
    arrive(desk, 2)

    def grant(n: int) -> bool:
        try:
            desk.perform(applications.grant, number(n), by=(APPROVER, APPROVER2)[n - 1])
        except BureauError:
            return False
        return True

    with ThreadPoolExecutor(2) as workers:
        assert list(workers.map(grant, (1, 2))) == [True, False]


@pytest.mark.parametrize(("metres", "wanted"), [(49.9, "deny"), (50.0, "pass")])
def test_spacing_is_measured_on_the_spot_and_its_end_is_enough(desk: "Office", metres: float, wanted: str) -> None:
    from tests.support.site_checks import FOUND, TWO, VISIT
    from usecases import site_checks

    load(desk)
    arrive(desk, 1)
    found = {**FOUND, "nearest_shop_m": metres, "school_distance_m": 100.0}
    desk.perform(site_checks.record, number(1), found, times=VISIT, inspectors=TWO, by=OFFICERS["inspector"])
    screen(desk, 1)

    outcomes = {f["rule"]: f["outcome"] for f in shown(desk, 1).screening["findings"]}
    assert (outcomes["A3"], outcomes["A2"]) == (wanted, "deny")  # the plan's own school buffer: 100 m, end included


def test_a_holder_is_not_touched_by_a_later_plan(desk: "Office") -> None:
    arrive(desk, 1)
    desk.perform(applications.grant, number(1), by=APPROVER)
    load(desk, PLAN.format(quota=0))
    receive(desk, row("R", of=form(Item.RENEW)))
    screen(desk, 2)

    assert [f["rule"] for f in shown(desk, 2).screening["findings"] if f["rule"] == "A3"] == []
    desk.perform(applications.grant, number(2), by=APPROVER)


def test_a_new_version_ends_the_old_one_and_open_cases_are_looked_at_again(desk: "Office") -> None:
    load(desk)
    arrive(desk, 1)
    load(desk, PLAN.format(quota=5).replace("2026-01-01", "2026-11-21"))

    with desk.reading() as session:
        found = [(p["valid_from"], p["valid_to"], p["cells"]) for p in layouts.plans(session)]
    assert found == [(date(2026, 1, 1), date(2026, 11, 20), 1), (date(2026, 11, 21), None, 1)]
    assert shown(desk, 1).row["screened_at"] is None
    with pytest.raises(Conflict, match="已经导入"):
        load(desk, PLAN.format(quota=5).replace("2026-01-01", "2026-11-21"))


def test_an_address_in_no_cell_is_a_question_until_the_inspectors_name_it(desk: "Office") -> None:
    load(desk)
    arrive(desk, 1)
    with desk.reading() as session:
        assert layouts.place_of(session, 1, "350203", date(2026, 11, 21)) is not None
    base = form(Item.NEW)
    receive(desk, row("X", of=replace(base, premises=replace(base.premises, address="厦门市思明区某处"))))
    screen(desk, 2)

    assert a3(desk, 2) == ("review", "不能确定该场所在思明规划2026中的单元格，请在实地核查中写明。")


def test_a_file_with_faults_is_refused_whole_and_a_clerk_may_not_import(desk: "Office") -> None:
    with pytest.raises(Faulty, match="第2行"):
        load(desk, PLAN.format(quota="x"))
    with pytest.raises(Refused, match="周雅"):
        load(desk, by=CLERK)

    with desk.reading() as session:
        assert layouts.plans(session) == []
