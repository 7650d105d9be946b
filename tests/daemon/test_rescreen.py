"""Re-screening: what a change of a list means for licences and open applications, once for each pair."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from daemon.jobs import rescreen
from daemon.shift import Shift
from models.errors import InvalidInput
from models.forms import Change
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER, Item
from tests.support.licences import arrived, granted, new_licence
from tests.support.register import PEOPLE, csv_of, holder, take_in
from tests.support.rows import OFFICERS, OPERATOR_ID, form, staffed
from usecases import blacklist, list_hits, rescreening, screening
from usecases.list_hits import Hit

if TYPE_CHECKING:
    from wiring.office import Office

CLERK, APPROVER = OFFICERS["clerk"], OFFICERS["approver"]
APPLICATIONS = table_of(ApplicationRow)
SAME: dict[str, object] = {"name": "林海声", "number": OPERATOR_ID}
ALIKE: dict[str, object] = {"name": "林海声"}


def listed(office: "Office", values: dict[str, object], name: str = "重点户", **more: str) -> int:
    return office.perform(blacklist.add, name, values | {"reason": "屡次无证"} | more, by=APPROVER).id


async def rescreened(office: "Office") -> tuple[int, int]:
    report = await rescreen.run(Shift.begin(office, "test"), "")
    return report.read, report.written


def found(office: "Office", state: str = "waiting") -> list[Hit]:
    with office.reading() as session:
        return list_hits.hits(session, state=state)


def queued(office: "Office", number: str) -> Any:
    wanted = select(APPLICATIONS.c.screened_at, APPLICATIONS.c.attention, APPLICATIONS.c.screening)
    with office.reading() as session:
        return session.execute(wanted.where(APPLICATIONS.c.number == number)).one()


@pytest.fixture
def register(office: "Office") -> "Office":
    """Return an office with six licences in force and one that ended."""
    rows = [holder(n) for n in range(6)] + [holder(6, 状态="注销")]
    take_in(staffed(office), csv_of(*rows))
    return office


async def test_a_new_entry_warns_of_the_licence_that_it_fits_and_says_why(register: "Office") -> None:
    entry = listed(register, {"name": PEOPLE[1], "number": holder(1)["身份证号"]})

    read, new = await rescreened(register)

    (hit,) = found(register)
    assert (read, new) == (6 + 7, 1)  # those in force against the entry, and all as newly come
    assert (hit.subject, hit.entry_id, hit.score, hit.parts) == ("350205100001", entry, 1.0, ["号码一致"])


async def test_a_name_that_is_nearly_the_same_asks_unless_numbers_prove_another_person(register: "Office") -> None:
    listed(register, {"name": "陈秋悦"})
    listed(register, {"name": PEOPLE[1], "number": OPERATOR_ID}, "另一份")

    await rescreened(register)

    (hit,) = found(register)
    assert (hit.entry_name, hit.party_name, hit.same_number) == ("陈秋悦", "陈秋月", False)
    assert hit.parts[0].startswith("同音字：月/悦")


async def test_only_what_is_new_warns(register: "Office") -> None:
    listed(register, ALIKE)
    assert (await rescreened(register))[1] == 1
    (hit,) = found(register)
    register.perform(list_hits.dismiss, hit.id, "查过身份证，不是同一人", by=CLERK)

    assert await rescreened(register) == (0, 0)
    listed(register, {"name": "毫不相干"})
    assert (await rescreened(register))[1] == 0
    assert found(register) == []


async def test_a_dismissed_pair_stays_so_when_the_same_entry_comes_back_and_asks_when_it_changed(
    register: "Office",
) -> None:
    entry = listed(register, ALIKE)
    await rescreened(register)
    register.perform(list_hits.dismiss, found(register)[0].id, "不是同一人", by=CLERK)
    register.perform(blacklist.lift, entry, "重新登记", by=APPROVER)

    listed(register, ALIKE)
    again = await rescreened(register)
    register.perform(blacklist.lift, blacklist_id(register), "改正", by=APPROVER)
    listed(register, ALIKE, reason="新事由")
    changed = await rescreened(register)

    assert (again[1], changed[1]) == (0, 1)
    assert [hit.party_name for hit in found(register)] == ["林海生"]


def blacklist_id(office: "Office") -> int:
    with office.reading() as session:
        return blacklist.entries(session)[0].id


async def test_a_dismissal_that_is_over_asks_again(register: "Office") -> None:
    listed(register, ALIKE)
    await rescreened(register)
    register.perform(list_hits.dismiss, found(register)[0].id, "不是同一人", months=1, by=CLERK)
    now = register.now()

    register.clock = lambda: now + timedelta(days=30)
    early = await rescreened(register)
    register.clock = lambda: now + timedelta(days=32)
    late = await rescreened(register)

    assert (early[1], late[1]) == (0, 1)
    assert len(found(register)) == 1


async def test_a_dismissal_that_is_over_asks_again_of_an_entry_that_had_come_back(register: "Office") -> None:
    entry = listed(register, ALIKE)
    await rescreened(register)
    register.perform(list_hits.dismiss, found(register)[0].id, "不是同一人", months=1, by=CLERK)
    register.perform(blacklist.lift, entry, "重新登记", by=APPROVER)
    again = listed(register, ALIKE)
    await rescreened(register)
    now = register.now()

    register.clock = lambda: now + timedelta(days=32)
    await rescreened(register)

    assert [hit.entry_id for hit in found(register)] == [again]


async def test_a_lifted_entry_waits_for_nobody(register: "Office") -> None:
    entry = listed(register, ALIKE)
    await rescreened(register)

    register.perform(blacklist.lift, entry, "列错了", by=APPROVER)
    await rescreened(register)

    assert found(register) == []
    assert [hit.entry_id for hit in found(register, "gone")] == [entry]


async def test_a_run_that_was_cut_off_goes_on_and_doubles_nothing(
    register: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescreening, "SLICE", 2)
    monkeypatch.setattr(rescreening, "BLOCK", 1)
    for n in (1, 5):
        listed(register, {"name": PEOPLE[n], "number": holder(n)["身份证号"]})
    run = rescreen.begin(register)
    assert run is not None
    matcher, behind = rescreen.entries(register, run)
    rescreen.step(register, run, matcher, behind)

    again = rescreen.begin(register)
    assert again is not None
    assert (again.id, again.position > 0) == (run.id, True)
    await rescreened(register)

    assert sorted(hit.subject for hit in found(register)) == ["350205100001", "350213100005"]
    assert rescreen.begin(register) is None


async def test_an_entry_lifted_while_a_run_is_cut_off_hides_no_other(
    register: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescreening, "SLICE", 2)
    monkeypatch.setattr(rescreening, "BLOCK", 2)
    await rescreened(register)  # no licence is new any more
    entries = [listed(register, {"name": PEOPLE[n], "number": holder(n)["身份证号"]}) for n in (4, 5, 0)]
    run = rescreen.begin(register)
    assert run is not None
    rescreen.step(register, run, *rescreen.entries(register, run))  # the first two licences, against the first two
    register.perform(blacklist.lift, entries[0], "列错了", by=APPROVER)

    await rescreened(register)

    assert sorted(hit.entry_id for hit in found(register)) == entries[1:]


async def test_an_open_application_is_screened_again_and_its_officer_sees_why(office: "Office") -> None:
    staffed(office)
    number = arrived(office, "WX1", form())
    listed(office, SAME)

    await rescreened(office)
    waiting = queued(office, number)
    conclude(office, number)

    assert (waiting.screened_at, waiting.attention) == (None, "list_hit")
    assert b1(office, number) == ["review"]


def conclude(office: "Office", number: str) -> None:
    from tests.support.evidence import clean

    office.perform(screening.conclude, number, 1, clean(), by=SYSTEM_OFFICER)


def b1(office: "Office", number: str) -> list[str]:
    from usecases import cases

    with office.reading() as session:
        newest = cases.newest_screening(session, cases.read(session, number).id)
    return [] if newest is None else [one["outcome"] for one in newest["findings"] if one["rule"] == "B1"]


def test_what_a_first_screening_finds_waits_for_a_person_and_asks_no_more_once_it_is_cleared(office: "Office") -> None:
    staffed(office)
    listed(office, ALIKE)
    listed(office, SAME, "另一份")
    number = arrived(office, "WX1", form())
    asked, (sure, alike) = b1(office, number), found(office)

    office.perform(list_hits.dismiss, alike.id, "核对过身份证", by=CLERK)
    again = queued(office, number).screened_at
    office.perform(list_hits.dismiss, sure.id, "名单登记有误，已告知来源", by=CLERK)
    conclude(office, number)

    assert (sure.subject, sure.role, sure.same_number, alike.role) == (number, "holder", True, "holder")
    assert again is None
    assert (asked, b1(office, number)) == (["review"], ["review"])
    assert "另一份" in evidence_of(office, number)
    assert "重点户" not in evidence_of(office, number)
    assert found(office) == []


def evidence_of(office: "Office", number: str) -> str:
    from usecases import cases

    with office.reading() as session:
        newest = cases.newest_screening(session, cases.read(session, number).id)
    return "" if newest is None else str([one["evidence"] for one in newest["findings"] if one["rule"] == "B1"])


@pytest.mark.parametrize("deed", [list_hits.confirm, list_hits.dismiss], ids=["confirm", "dismiss"])
async def test_a_decision_needs_a_reason(office: "Office", deed: Callable[..., Hit]) -> None:
    new_licence(staffed(office))
    listed(office, SAME)
    await rescreened(office)

    with pytest.raises(InvalidInput, match="理由"):
        office.perform(deed, found(office)[0].id, " ", by=CLERK)

    assert len(found(office)) == 1


async def test_licences_that_come_later_are_looked_at_too(register: "Office") -> None:
    listed(register, {"name": "无关的人", "number": holder(8)["身份证号"]})
    listed(register, {"name": "陈秋悦", "number": OPERATOR_ID})
    await rescreened(register)

    take_in(register, csv_of(holder(7), holder(8)))
    first, second = await rescreened(register), await rescreened(register)

    assert (first, second) == ((2, 1), (0, 0))
    assert [(hit.subject, hit.parts) for hit in found(register)] == [("350206100008", ["号码一致"])]


async def test_a_licence_whose_holder_another_file_changed_is_looked_at_again(register: "Office") -> None:
    listed(register, {"name": "查无此人"})
    await rescreened(register)

    take_in(register, csv_of(holder(1, 负责人="查无此人"), holder(2, 经营地址="另一处一号")))
    first, second = await rescreened(register), await rescreened(register)

    assert (first, second) == ((1, 1), (0, 0))
    assert [(hit.subject, hit.party_name) for hit in found(register)] == [("350205100001", "查无此人")]


async def test_a_licence_that_an_application_renamed_is_looked_at_again(office: "Office") -> None:
    number = new_licence(staffed(office))
    listed(office, {"name": "厦门市思明区查无商店"})
    await rescreened(office)

    granted(office, Item.CHANGE, number, changes=(Change("shop_name", "思明区鹭岛便利店", "查无商店"),))
    await rescreened(office)

    assert (number, "shop") in [(hit.subject, hit.role) for hit in found(office)]


async def test_without_any_list_nobody_is_compared(register: "Office") -> None:
    assert await rescreened(register) == (0, 0)
    assert rescreen.due(register) is False
