"""An application that was accepted and may be looked at on the spot, and what two inspectors found there."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import clean
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import applications, screening
from usecases.application_detail import detail

if TYPE_CHECKING:
    from wiring.office import Office

ONE = "A-2026-000001"
TWO = ("inspector", "inspector2")
VISIT = (datetime(2026, 11, 21, 1, 0, tzinfo=UTC), datetime(2026, 11, 21, 1, 40, tzinfo=UTC))
FOUND: dict[str, Any] = {
    "school_distance_m": 120.0, "nearest_shop_m": 80.5, "method": "激光测距仪", "fixed": True,
    "separate_from_home": True, "safe": True, "conclusion": "符合设立条件",
}  # fmt: skip


@pytest.fixture
def desk(office: "Office") -> "Office":
    """An office with one new application that was screened and accepted."""
    staffed(office)
    receive(office, row(of=form(Item.NEW)))
    screen(office)
    office.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    return office


def screen(office: "Office") -> dict[str, dict[str, Any]]:
    """Screen it (anew); return the findings by rule."""
    office.perform(screening.conclude, ONE, 1, clean(), by=SYSTEM_OFFICER)
    return {f["rule"]: f for f in shown(office).screening["findings"]}


def shown(office: "Office") -> Any:
    """Return it as its screen shows it."""
    with office.reading() as session:
        return detail(session, ONE, at=office.now())
