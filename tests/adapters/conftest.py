"""A city for each test that wants one, and the way to any of its systems."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime

import pytest
import respx

from adapters import build
from adapters.engine.client import OutsideSystem
from city.server import City
from city.world import Settings
from models.errors import OutsideError
from ports.exchanges import Answer, Crossing

SECRETS: Mapping[str, Mapping[str, str]] = {
    "wechat": {"appid": "wx00000000luqiao", "secret": "luqiao-wechat-test-secret"},
    "website": {"api_key": "luqiao-website-test-key"},
    "ixiamen": {"app_key": "luqiao-ixm-key", "app_code": "luqiao-ixm-test-code"},
    "legacy_credit": {"app_key": "luqiao-legacy_credit", "app_code": "luqiao-legacy_credit-test-code"},
    "joint": {"username": "luqiao", "password": "luqiao-joint-test-password"},
    "nontax": {
        "app_key": "luqiao-nontax",
        "secret": "luqiao-nontax-test-secret",
        "notice_key": "luqiao-nontax-notice-test-key",
    },
}
outside = respx.mock(using="httpx", assert_all_called=False)  # answers below httpx, whatever the wire
Reach = Callable[[str], OutsideSystem]


def secrets_of(system: str) -> Mapping[str, str]:
    """Return the published test credentials of a system."""
    return SECRETS.get(system, {"app_key": f"luqiao-{system}", "secret": f"luqiao-{system}-test-secret"})


def crossed(source: OutsideError | Answer) -> Crossing:
    """Return the bytes that an error or an answer carries."""
    assert isinstance(source.crossing, Crossing)
    return source.crossing


def wait_of(source: OutsideError | Answer) -> float:
    """Return how long an error or an answer asks to wait."""
    assert source.retry_after is not None
    return source.retry_after


class StoppedClock:
    """Seconds that pass only when a test says so; a bar that fell stays down until then."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def passing() -> StoppedClock:
    """The monotonic clock of every system of a test."""
    return StoppedClock()


@pytest.fixture
def crossings() -> list[Crossing]:
    """Every crossing of a test, in order."""
    return []


@pytest.fixture
async def reach(
    request: pytest.FixtureRequest, passing: StoppedClock, crossings: list[Crossing]
) -> AsyncIterator[Reach]:
    """Open a system by name: in the city where the test has one, else at an address that respx answers."""
    opened: list[OutsideSystem] = []
    town: City | None = request.getfixturevalue("city") if "city" in request.fixturenames else None
    base = town.base_url if town else "http://outside.test"

    def open_system(name: str) -> OutsideSystem:
        setting = build.Setting(
            name, f"{base}/{name}", secrets_of(name), lambda: datetime.now(UTC), passing, crossings.append
        )
        opened.append(build.system(f"reference/{name}", setting))
        return opened[-1]

    yield open_system
    for system in opened:
        await system.aclose()


@pytest.fixture
async def city(request: pytest.FixtureRequest) -> AsyncIterator[City]:
    """A city of 60 applications where none are added; a test may name faults with an indirect parameter.

    Our brake runs on the stopped clock of the tests, so the city's own limit is lifted.
    """
    faults, rate = getattr(request, "param", ("", 0.0))
    settings = Settings(1, 60, frozenset(faults.split(",")) - {""}, rate, pace=0)
    settings.timing.rate_per_second = 0
    town = City(settings)
    await town.start()
    yield town
    await town.stop()
