"""The job of instant approval: right after the screening, once, and one faulty case holds back no other."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from daemon.jobs import KINDS, Job, decide_instantly, following
from daemon.shift import Shift
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from tests.support.instant import arrived, judgements, opened, proved
from tests.support.rows import OFFICERS, form
from usecases import document_making, instant_queue

if TYPE_CHECKING:
    from wiring.office import Office


@pytest.fixture
def bureau(office: "Office") -> "Office":
    """Return a bureau where three applications about three licences wait for their judgement."""
    opened(office)
    for n in (1, 2, 3):
        about = replace(form(), licence_no=f"35020310000{n}")
        licence = proved().facts["licence"] | {"licence_no": about.licence_no}
        arrived(office, about, proved(licence=licence), f"WX{n}", f"A-2026-00000{n}")
    return office


def outcomes(office: "Office") -> list[str]:
    return [one.outcome for one in judgements(office)]


async def test_everything_that_waits_is_decided_in_one_run_and_its_papers_are_due(bureau: "Office") -> None:
    report = await decide_instantly.run(Shift.begin(bureau, "test"), "")

    assert (report.read, report.written, outcomes(bureau)) == (3, 3, ["granted"] * 3)
    with bureau.reading() as session:
        assert len(document_making.due(session, bureau.desk, at=bureau.now())) >= 3
    assert (await decide_instantly.run(Shift.begin(bureau, "test"), "")).read == 0


async def test_a_case_that_fails_is_left_to_people_and_holds_back_no_other(bureau: "Office") -> None:
    with bureau.engine.begin() as connection:
        c = table_of(ApplicationRow).c
        connection.execute(update(table_of(ApplicationRow)).where(c.number == "A-2026-000002").values(item="nonsense"))

    report = await decide_instantly.run(Shift.begin(bureau, "test"), "")

    assert (report.written, outcomes(bureau)) == (2, ["granted", "person", "granted"])
    assert "程序内部错误" in judgements(bureau)[1].chain[0]["said"]


async def test_nothing_is_decided_while_the_switch_is_off_or_the_bureau_does_not_want_it(bureau: "Office") -> None:
    bureau.perform(instant_queue.stop, "发现误判", by=OFFICERS["supervisor"])
    stopped = await decide_instantly.run(Shift.begin(bureau, "test"), "")
    bureau.perform(instant_queue.resume, "已查清", by=OFFICERS["supervisor"])
    bureau.desk = replace(bureau.desk, instant=False)
    unwanted = await decide_instantly.run(Shift.begin(bureau, "test"), "")

    assert (stopped.read, unwanted.read, outcomes(bureau)) == (0, 0, ["waiting"] * 3)


async def test_a_run_that_stops_leaves_the_rest_waiting(bureau: "Office") -> None:
    shift = Shift.begin(bureau, "test")
    shift.stopping = True

    await decide_instantly.run(shift, "")

    assert outcomes(bureau) == ["waiting"] * 3


def test_a_decision_wakes_the_papers_and_every_way_out() -> None:
    kinds = {kind.name: kind for kind in KINDS}
    every = KINDS[0].grace
    jobs = [Job(kinds["make_documents"], "", every), *(Job(kinds["drain_outbox"], s, every) for s in ("a", "b"))]

    woken = following(Job(kinds["decide_instantly"], "", every), jobs)

    assert [job.name for job in woken] == ["make_documents", "drain_outbox:a", "drain_outbox:b"]
    assert "decide_instantly" in kinds["screen_applications"].then
