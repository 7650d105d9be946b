"""A bureau over a city with faults, for each test that asks for one."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.support.bridge import Bridge, bridge_over


def with_faults(*names: str, rate: float = 0.3) -> Callable[..., object]:
    """Run a test once for each named fault (or `a,b` together), with that fault on."""
    return pytest.mark.parametrize("bridge", [(name, rate) for name in names], indirect=True, ids=names)


@pytest.fixture
async def bridge(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Bridge]:
    """A bureau and its city of 60 applications; a test may name faults with an indirect parameter."""
    faults, rate = getattr(request, "param", ("", 0.0))
    async with bridge_over(sqlite_url, tmp_path, faults, rate) as found:
        yield found
