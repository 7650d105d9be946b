"""A small declared platform of tests: single messages, with whatever a test wants to declare of the way there."""

from collections.abc import Mapping
from datetime import UTC, datetime

from adapters import build
from adapters.engine.client import OutsideSystem
from ports.exchanges import Answer, Crossing
from tests.adapters.conftest import StoppedClock

BASE = "http://outside.test/x"
HEAD = """
[adapter]
contract = "test@1"
kind = "sms"
"""
OUTCOME = """
[outcome]
code = "$.code"
rule = [
  { when = { operation = ["token", "refresh"], status = [200] }, then = "ok" },
  { when = { path = "$.code", in = ["401", 40001] }, then = "reauth" },
  { when = { path = "$.code", in = ["busy"] }, then = "maintenance", wait = "10m" },
  { when = { path = "$.Fault.faultcode", in = ["soap:Server"] }, then = "retry" },
  { when = { path = "$.code", in = ["00"] }, then = "ok" },
]
"""
SEND = """
[push.kinds.sms]
key = "{id}"
[push.kinds.sms.request]
method = "POST"
path = "/send"
"""


def system(
    text: str,
    secrets: Mapping[str, str],
    passing: StoppedClock,
    crossings: list[Crossing] | None = None,
    outcome: str = OUTCOME,
) -> OutsideSystem:
    """Return what a profile text declares, at an address that respx answers."""
    journal = crossings.append if crossings is not None else None
    setting = build.Setting("x", BASE, secrets, lambda: datetime.now(UTC), passing, journal)
    return build.system_of_text(HEAD + outcome + text, "test.toml", setting)


async def send(one: OutsideSystem, values: Mapping[str, object] | None = None) -> Answer:
    """Send one message and return the judged answer."""
    push = one.profile.push
    assert push is not None
    request = push.kinds["sms"].request
    assert request is not None
    return await one.call(one.template(request, "send"), values or {"id": "1", "text": "字"})
