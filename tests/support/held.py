"""A bureau with a licence in somebody's hands, and the day that it is there."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.support.licences import connected, new_licence

if TYPE_CHECKING:
    from wiring.office import Office


@pytest.fixture
def desk(office: "Office") -> "Office":
    """Return a bureau with its officers and the systems that are told of licences."""
    return connected(office)


@pytest.fixture
def held(desk: "Office") -> str:
    """Return the number of a delivered licence, 2026-11-21 to 2031-11-20."""
    return new_licence(desk)


def on(office: "Office", text: str) -> None:
    """Let it be noon of a day (2031-11-20)."""
    moment = datetime.fromisoformat(text).replace(hour=4, tzinfo=UTC)
    office.clock = lambda: moment
