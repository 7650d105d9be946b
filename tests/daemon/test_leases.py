"""Leases: trusted only on our own monotonic clock, taken from the dead at once, claims let go."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daemon import owner
from daemon.leases import Leases
from daemon.shift import Shift

if TYPE_CHECKING:
    from wiring.office import Office

GONE = f"{owner.here()}:{2**22 + 1}:1"  # no process has so high a number


def leases(office: "Office", name: str, seconds: float = 30.0) -> Leases:
    daemon = replace(office.settings.daemon, lease=timedelta(seconds=seconds))
    office.settings = replace(office.settings, daemon=daemon)
    return Leases(Shift.begin(office, name), ["poll_intake:wechat"])


async def test_one_of_two_daemons_holds_a_job(office: "Office") -> None:
    one, two = leases(office, "elsewhere:1:1"), leases(office, "elsewhere:2:1")

    assert await one.renew()
    assert await two.renew()

    assert one.held("poll_intake:wechat")
    assert not two.held("poll_intake:wechat")


async def test_a_lease_that_was_not_renewed_is_not_trusted_any_more(
    office: "Office", monkeypatch: pytest.MonkeyPatch
) -> None:
    held = leases(office, "elsewhere:1:1")
    await held.renew()
    begun = time.monotonic()

    monkeypatch.setattr(time, "monotonic", lambda: begun + 23.0)
    before = held.held("poll_intake:wechat")
    monkeypatch.setattr(time, "monotonic", lambda: begun + 25.0)

    assert before
    assert not held.held("poll_intake:wechat")


async def test_the_lease_of_a_dead_process_is_taken_at_once(office: "Office") -> None:
    await leases(office, GONE).renew()

    follower = leases(office, owner.own_name())
    await follower.renew()

    assert follower.held("poll_intake:wechat")


async def test_a_released_lease_is_held_no_more(office: "Office") -> None:
    one = leases(office, "elsewhere:1:1")
    await one.renew()

    await one.release()

    follower = leases(office, "elsewhere:2:1")
    await follower.renew()
    assert not one.held("poll_intake:wechat")
    assert follower.held("poll_intake:wechat")


async def test_a_database_that_does_not_answer_is_said_and_nothing_is_held(office: "Office") -> None:
    with office.engine.begin() as connection:
        connection.exec_driver_sql("alter table leases rename to leases_away")

    one = leases(office, "elsewhere:1:1")
    answered = await one.renew() if office.engine.dialect.name == "sqlite" else False

    assert not answered
    assert not one.held("poll_intake:wechat")


def test_a_living_process_and_one_of_another_machine_are_not_surely_gone() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = f"{owner.here()}:{process.pid}:{owner.started(process.pid)}"
    alive = owner.surely_gone(name)
    process.communicate(b"\n")

    assert not alive
    assert owner.surely_gone(name)
    assert not owner.surely_gone(f"another-place:{process.pid}:1")
    assert not owner.surely_gone(owner.own_name())


def test_a_number_that_was_given_to_a_new_process_is_not_the_old_one() -> None:
    assert owner.surely_gone(f"{owner.here()}:{os.getpid()}:1")


def test_a_name_fits_where_it_is_kept() -> None:
    assert len(owner.own_name()) <= 60
