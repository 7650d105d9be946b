"""Enforcement cases on the screen: found, read as a book, a step taken by two, and taken back."""

from datetime import date
from typing import Any

import pytest

from models.casework import CaseSource
from models.values import Officer
from tests.support.casework import CHIEF, FACTS, INSPECTOR
from tests.tui import bureau
from tests.tui.conftest import Clerk, seated
from tui.widgets.form import Form
from usecases import casework, casework_rows
from wiring.office import Office

FOUND = date(2026, 11, 20)


def facts(**changed: Any) -> casework.Facts:
    """Return what is known of a case that was found the day before the tests' noon."""
    known = {name: getattr(FACTS, name) for name in FACTS.__slots__}
    return casework.Facts(**known | {"found_on": FOUND, "source": CaseSource.REPORT} | changed)


@pytest.fixture
def case(office: Office) -> str:
    """A lead that was entered today."""
    return office.perform(casework.register, facts(), by=INSPECTOR)


def stage_of(office: Office, number: str) -> str:
    """Return where a case stands."""
    with office.reading() as session:
        return str(casework_rows.read(session, number).row["stage"])


def fill(clerk: Clerk, **values: str) -> None:
    """Write into the form that is open."""
    form = clerk.app.screen
    assert isinstance(form, Form), clerk.sees
    for name, value in values.items():
        form._widget(name).value = value


async def propose(clerk: Clerk, step: str, **values: str) -> None:
    """Take a step from the book that is open."""
    await clerk.types("a")
    await clerk.writes(step)
    await clerk.types("enter")
    fill(clerk, **values)
    await clerk.types("f2")


async def test_a_case_is_filed_by_two_and_taken_back(office: Office, case: str) -> None:
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C")
        assert await clerk.finds("林海生")
        await clerk.types("enter")
        assert await clerk.finds("案情摘要")
        await propose(clerk, "立案", officers="inspector,inspector2", reason="有证据证明违法")
        assert await clerk.finds("已提请“立案”")
    async with seated(office, CHIEF, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter", "y")
        assert await clerk.finds("陈志远（35020026001）")
        await clerk.types("enter")
        assert await clerk.finds("已批准“立案”")
        assert stage_of(office, case) == "investigating"
        await clerk.types("u")
        assert await clerk.finds("已撤销")
        assert stage_of(office, case) == "lead"


__all__ = ["Officer", "bureau"]
