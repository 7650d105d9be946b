"""One system without its secret: it is shown with the reason, it answers no question, and nobody else waits for it."""

from dataclasses import replace

import pytest

from cli.daemon import status
from daemon.once import run_once
from models.errors import OutsideRejected
from ports.exchanges import UNCONFIGURED
from ports.registries import Query
from tests.faults.conftest import with_faults
from tests.support.bridge import Bridge
from usecases import systems
from wiring.connect import adapters_of

CHANNELS = [f"poll_intake:{name}" for name in ("wechat", "website", "ixiamen", "kiosk")]
OWN = Query("91350200MA2XYY7K8P", "厦门市烟草专卖局", "审查", "A-1")


async def with_secrets(bridge: Bridge, name: str, **secrets: str) -> None:
    """Connect anew with other secrets for one system, as a start of the daemon does."""
    await bridge.office.outside.aclose()
    settings = bridge.office.settings
    changed = replace(settings.outside[name], secrets=secrets)
    bridge.office.settings = replace(settings, outside={**settings.outside, name: changed})
    bridge.office.outside = adapters_of(bridge.office.settings, bridge.office.now)
    for client in bridge.clients():
        client.gate._now, client.gate._rate = bridge.monotonic, 0


@with_faults("", applications=8)
async def test_the_others_are_read_and_fed_while_one_lacks_its_secret_and_it_is_shown_with_the_reason(
    bridge: Bridge,
) -> None:
    await with_secrets(bridge, "website", api_kye="test:luqiao-website-test-key")
    done = {run.job: run for run in await run_once(bridge.office, ["poll_intake", "drain_outbox"])}
    with bridge.office.reading() as session:
        shown = systems.state_of(session, "website")
    raised = bridge.alarms()
    await with_secrets(bridge, "website", api_key="test:luqiao-website-test-key")
    (again,) = await run_once(bridge.office, ["poll_intake:website"])

    outcomes = {job: done[job].outcome for job in CHANNELS}
    assert outcomes == dict.fromkeys(CHANNELS, "ok") | {"poll_intake:website": "failed"}
    assert {run.outcome for job, run in done.items() if "website" not in job} == {"ok"}
    assert done["poll_intake:wechat"].written > 0
    assert status(done["poll_intake:website"]) == 3
    assert (shown.state, raised) == ("unconfigured", {("website", "unconfigured")})
    assert "用到密钥“api_key”" in shown.last_error
    assert (again.outcome, again.written > 0, bridge.alarms()) == ("ok", True, set())


@with_faults("", applications=1)
async def test_a_register_without_its_secret_is_unavailable_and_never_says_that_it_knows_nothing(
    bridge: Bridge,
) -> None:
    await with_secrets(bridge, "police", app_key="test:luqiao-police")
    registers = bridge.office.outside.registers

    assert registers is not None
    assert registers.police is not None
    with pytest.raises(OutsideRejected, match="用到密钥“secret”") as refusal:
        await registers.police.check(OWN)
    assert refusal.value.code == UNCONFIGURED
    assert "police" not in {client.name for client in bridge.clients()}
