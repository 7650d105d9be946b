"""The page on offices says what the table of competence says, and the lists keep to it."""

from importlib import import_module

import pytest

from rules.competence import About
from tests.rules.offices_page import LISTS, OWN, TARGET, WHOSE, render
from tui.screens.by_office import ByOffice


def test_the_page_is_what_the_table_gives() -> None:
    assert TARGET.read_text(encoding="utf-8") == render(), "run: python -m tests.rules.offices_page"
    assert set(WHOSE) == set(About)


@pytest.mark.parametrize("screen", [screen for _name, screen, _sees, _why in LISTS if screen])
def test_a_list_of_the_own_office_begins_with_it(screen: str) -> None:
    module, _, name = screen.partition(".")

    assert issubclass(getattr(import_module(f"tui.screens.{module}"), name), ByOffice)
    assert next(sees for _name, its, sees, _why in LISTS if its == screen) == OWN
