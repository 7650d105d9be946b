"""A bureau over a city with faults, for each test that asks for one."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.support.bridge import Bridge, bridge_over


def with_faults(*names: str, rate: float = 0.3, applications: int = 60) -> Callable[..., object]:
    """Run a test once for each named fault (or `a,b` together), with that fault on."""
    cities = [(name, rate, applications) for name in names]
    return pytest.mark.parametrize("bridge", cities, indirect=True, ids=names)


@pytest.fixture
async def bridge(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bridge]:
    """A bureau and its city, without faults unless a test names some."""
    faults, rate, applications = getattr(request, "param", ("", 0.0, 60))
    async with bridge_over(sqlite_url, tmp_path, faults, rate, applications=applications) as found:
        yield found
