"""A receiver that takes the other generation of columns gets nothing; what it holds is never mixed without a deed."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from adapters import build
from adapters.platforms.credit import DeclaredCreditPlatform
from daemon.jobs import KINDS, Job, drain_outbox
from daemon.leases import Leases
from daemon.runner import Runner
from daemon.shift import Shift
from models.errors import Conflict, InvalidInput, OutsideRejected, OutsideUnavailable, Refused
from models.tables.columns import table_of
from models.tables.generations import GenerationRow
from models.tables.outbox import OutboxRow
from tests.adapters.conftest import outside, secrets_of
from tests.adapters.records import licence, message
from tests.support.penalties import bureau, record
from tests.support.rows import OFFICERS
from usecases import generations, systems
from wiring.outside import Outside

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["bureau"]
BASE = "http://outside.test"
OUTBOX, GENERATIONS = table_of(OutboxRow), table_of(GenerationRow)
ADMIN = OFFICERS["sysadmin"]
ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
NOTE = "信用平台 2026 年 11 月 20 日通知启用新版栏目"


def platform(profile: str = "municipal-2015/credit") -> DeclaredCreditPlatform:
    setting = build.Setting("credit", BASE, secrets_of("credit2015"), lambda: datetime.now(UTC))
    return build.credit(build.system(profile, setting))


def shift(office: "Office", credit: DeclaredCreditPlatform) -> Shift:
    office.outside = Outside(platforms={"credit": credit}, credit={"credit": credit})
    return Shift.begin(office, "test")


def states(office: "Office") -> list[str]:
    with office.reading() as session:
        return list(session.execute(select(OUTBOX.c.state).where(OUTBOX.c.system == "credit")).scalars())


def sent_before(office: "Office") -> None:
    """Let the record have gone out before generations were noted."""
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.system == "credit").values(state="confirmed"))


def held(office: "Office") -> str:
    with office.reading() as session:
        return generations.held(session, "credit")


@ON_SQLITE
@pytest.mark.parametrize("said", ['{"code": "00", "generation": "424-2018"}', '{"code": "00"}'], ids=["other", "none"])
@outside
async def test_a_receiver_of_the_other_generation_gets_nothing(bureau: "Office", said: str) -> None:
    record(bureau)
    asked = outside.get(f"{BASE}/v1/about").respond(content=said, headers={"Content-Type": "application/json"})
    pushed = outside.post(f"{BASE}/v1/report").respond(json={"code": "00", "line": "RW1"})

    with pytest.raises(OutsideRejected, match="对方说它收") as refusal:
        await drain_outbox.run(shift(bureau, platform()), "credit")

    assert refusal.value.code == "generation_mismatch"
    assert asked.call_count == 1
    assert pushed.call_count == 0
    assert states(bureau) == ["ready"]
    assert held(bureau) == ""


@outside
async def test_the_daemon_stops_the_system_and_raises_the_alarm(bureau: "Office") -> None:
    record(bureau)
    outside.get(f"{BASE}/v1/about").respond(json={"code": "00", "generation": "424-2018"})
    at_work = shift(bureau, platform())
    job = Job(next(kind for kind in KINDS if kind.name == "drain_outbox"), "credit", timedelta(seconds=30))
    leases = Leases(at_work, [job.lease])
    assert await leases.renew()

    run = await Runner(at_work, leases).run(job)

    with bureau.reading() as session:
        alarms = [(alarm.system, alarm.code, alarm.text) for alarm in systems.open_alarms(session)]
        state = systems.state_of(session, "credit").state
    assert (run.outcome, run.sent, state) == ("failed", 0, "stopped")
    assert alarms == [("credit", "stopped", "credit：对方说它收“424-2018”代的栏目，对接规范是“2015”代。")]


@outside
async def test_even_a_batch_that_is_sent_without_the_daemon_is_stopped_at_the_wire() -> None:
    outside.get(f"{BASE}/v1/about").respond(json={"code": "00", "generation": "424-2018"})
    pushed = outside.post(f"{BASE}/v1/report").respond(json={"code": "00", "line": "RW1"})
    credit = platform()

    with pytest.raises(OutsideRejected):
        await credit.send(credit.prepare([message(licence())], batch_no="B1", at=datetime.now(UTC)))

    assert pushed.call_count == 0


@ON_SQLITE
@outside
async def test_who_cannot_say_now_is_asked_again_before_anything_leaves(bureau: "Office") -> None:
    record(bureau)
    outside.get(f"{BASE}/v1/about").respond(503, json={"code": "unavailable"})
    pushed = outside.post(f"{BASE}/v1/report").respond(json={"code": "00", "line": "RW1"})

    with pytest.raises(OutsideUnavailable):
        await drain_outbox.run(shift(bureau, platform()), "credit")

    assert pushed.call_count == 0


@ON_SQLITE
@outside
async def test_the_right_receiver_is_asked_once_and_then_gets_the_record(bureau: "Office") -> None:
    record(bureau)
    asked = outside.get(f"{BASE}/v1/about").respond(json={"code": "00", "generation": "2015"})
    pushed = outside.post(f"{BASE}/v1/report").respond(json={"code": "00", "line": "RW1"})
    at_work = shift(bureau, platform())

    await drain_outbox.run(at_work, "credit")
    await drain_outbox.run(at_work, "credit")

    assert (asked.call_count, pushed.call_count) == (1, 1)
    assert states(bureau) == ["delivered"]
    assert held(bureau) == "2015"


@ON_SQLITE
@outside
async def test_records_of_one_generation_are_never_followed_by_the_other(bureau: "Office") -> None:
    record(bureau)
    sent_before(bureau)
    asked = outside.get(f"{BASE}/v1/about").respond(json={"code": "00", "generation": "2015"})

    with pytest.raises(OutsideRejected, match="已报送的记录是“424-2018”代") as refusal:
        await drain_outbox.run(shift(bureau, platform()), "credit")

    assert "luqiao adapter generation" in refusal.value.do_next
    assert asked.call_count == 0


@outside
async def test_an_administrator_switches_with_a_reason_and_the_records_go_on(bureau: "Office") -> None:
    record(bureau)
    sent_before(bureau)
    outside.get(f"{BASE}/v1/about").respond(json={"code": "00", "generation": "2015"})

    bureau.perform(generations.switch, "credit", "2015", note=NOTE, by=ADMIN)
    await drain_outbox.run(shift(bureau, platform()), "credit")

    with bureau.reading() as session:
        row = session.execute(select(GENERATIONS)).one()
    assert (row.generation, row.switched_by, row.note) == ("2015", ADMIN.login, NOTE)


def test_a_switch_wants_a_right_a_reason_and_no_request_on_its_way(bureau: "Office") -> None:
    record(bureau)
    sent_before(bureau)

    with pytest.raises(Refused):
        bureau.perform(generations.switch, "credit", "2015", note=NOTE, by=OFFICERS["clerk"])
    with pytest.raises(InvalidInput, match="写明原因"):
        bureau.perform(generations.switch, "credit", "2015", note=" ", by=ADMIN)
    with pytest.raises(Conflict):
        bureau.perform(generations.switch, "credit", "424-2018", note=NOTE, by=ADMIN)
    assert held(bureau) == "424-2018"


def test_a_bureau_that_sent_nothing_may_change_its_profile_freely(bureau: "Office") -> None:
    bureau.keep(generations.note_first, "credit", "424-2018", at=bureau.now())
    bureau.keep(generations.note_first, "credit", "2015", at=bureau.now())

    assert held(bureau) == ""
    record(bureau)
    sent_before(bureau)
    assert held(bureau) == "2015"
    bureau.keep(generations.note_first, "credit", "424-2018", at=bureau.now())
    assert held(bureau) == "2015"
