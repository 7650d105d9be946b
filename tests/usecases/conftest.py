"""What tests of cases and complaints share: a clock that stands still, a bureau with its officers."""

from typing import TYPE_CHECKING

import pytest

from tests.support.casework import START, Clock, at_work

if TYPE_CHECKING:
    from wiring.office import Office


@pytest.fixture
def clock() -> Clock:
    """The morning on which cases begin."""
    return Clock(START)


@pytest.fixture
def bureau(office: "Office", clock: Clock) -> "Office":
    """An office by that clock."""
    return at_work(office, clock)
