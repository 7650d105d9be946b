"""kill -9 and SIGSTOP at random moments: nothing lost, nothing doubled, the ledger whole, the contract kept."""

import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.jobs import LeaseRow
from tests.faults import kills
from tests.support.agreement import differences
from tests.support.journeys import bureau, quiet
from tests.support.processes import Child, CityProcess, Forked, Nursery

if TYPE_CHECKING:
    from wiring.office import Office

FEW, MANY = 25, 200  # in the ordinary run, with `pytest -m slow`; `python -m tests.faults.kills --kills 1000` is more
HANDOVERS, TRIES = 2, 6
SOON = 15.0  # seconds in which the lease passes
ON_WITH_IT = 5.0  # seconds in which both work after the last stop
LEASE = 'lease = "10s"', 'lease = "1500ms"'


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
def test_a_daemon_killed_at_random_moments_loses_and_doubles_nothing(tmp_path: Path, count: int) -> None:
    report = kills.run(count, tmp_path, applications=60 + count, tell=lambda _: None)

    assert report.wrong == []
    assert report.kills == count
    assert report.applications > 60
    assert report.decided > 10
    assert report.lost_answers > count // 20


def test_a_daemon_that_stood_still_beyond_its_lease_does_no_harm_when_it_goes_on(tmp_path: Path) -> None:
    options = ("--applications", "90", "--pace", "120", "--faults", "lost_answer", "--fault-rate", "0.1")
    city = CityProcess(tmp_path, *options, "--rate-limit", "0")
    office = bureau(tmp_path, city.url, every="200ms")
    config = tmp_path / "config.toml"
    config.write_text(config.read_text(encoding="utf-8").replace(*LEASE), encoding="utf-8")
    nursery = Nursery(tmp_path, config)
    clerk = Child(tmp_path, "clerk", "-m", "tests.support.clerk", str(config))
    at_work, resting = nursery.daemon(), nursery.daemon()
    taken_over = 0
    for _ in range(TRIES):
        if taken_over == HANDOVERS:
            break
        assert until_held_by(office, 60.0, at_work, resting)
        holder, other = (at_work, resting) if holds(office, at_work) else (resting, at_work)
        stop_at_work(holder, tmp_path / "luqiao.db")
        taken_over += until_held_by(office, SOON, other)
        time.sleep(0.6)
        holder.kill(signal.SIGCONT)
    city.ask("faults", faults=[])
    time.sleep(ON_WITH_IT)
    for daemon in (at_work, resting):
        daemon.kill(signal.SIGTERM)
        assert daemon.wait()
    last = nursery.daemon()  # asks at once about what they had claimed; they themselves would wait for it to lapse
    _, left = quiet(office, city, clerk)
    found = differences(office, city.ask("state"), city.ask("journal"))
    last.kill(signal.SIGTERM)
    assert last.wait()
    office.close()
    for child in (clerk, nursery, city):
        child.stop()

    assert taken_over == HANDOVERS
    assert left == []
    assert found == []


def stop_at_work(daemon: Forked, database: Path) -> None:
    """Stop a daemon somewhere in its work but inside no write: there it would hold up everybody, until killed."""
    for number in range(200):
        time.sleep(0.05 + number % 7 / 20)
        daemon.kill(signal.SIGSTOP)
        if writable(database):
            return
        daemon.kill(signal.SIGCONT)


def writable(database: Path) -> bool:
    """Whether nobody is writing for longer than a moment."""
    connection = dbapi2.connect(str(database), timeout=0.5, isolation_level=None)
    try:
        connection.execute("begin immediate")
        connection.execute("rollback")
    except dbapi2.OperationalError:
        return False
    finally:
        connection.close()
    return True


def holds(office: "Office", daemon: Forked) -> bool:
    """Whether a daemon holds a lease that has not ended."""
    c = table_of(LeaseRow).c
    with office.reading() as session:
        owners = session.execute(select(c.owner).where(c.until > office.now(), c.name == "drain_outbox:credit"))
        return any(f":{daemon.pid}:" in owner for owner in owners.scalars())


def until_held_by(office: "Office", seconds: float, *daemons: Forked) -> bool:
    """Wait until one of the daemons holds the lease, at most so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if any(holds(office, daemon) for daemon in daemons):
            return True
        time.sleep(0.05)
    return False
