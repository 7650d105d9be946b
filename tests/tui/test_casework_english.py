"""A case in English: what stands against a step and what is hidden from publicity are said in English."""

from collections.abc import Iterator

import pytest

from models.said import together
from rules.casework.steps import MARKS, STAGE_NAMES, STEPS
from rules.redaction import MINOR, NUMBER, TELEPHONE
from tests.support.casework import INSPECTOR
from tests.tui.conftest import seated
from tests.tui.test_casework import facts
from tui.language import _, in_turn, set_language, told
from tui.screens.payment_words import STATES
from tui.words import word
from usecases import casework
from wiring.office import Office


@pytest.fixture
def english() -> Iterator[None]:
    """Speak English for one test."""
    set_language("en")
    yield
    set_language("zh")


@pytest.mark.usefixtures("english")
async def test_what_is_missing_is_said_in_english(office: Office) -> None:
    office.perform(casework.register, facts(cause="", party={}), by=INSPECTOR)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter", "down")
        assert await clerk.finds("no cause is given")
        assert "nothing was preserved as evidence" in clerk.sees
        assert "neither a party nor that the goods are ownerless is given" in clerk.sees


@pytest.mark.usefixtures("english")
async def test_every_label_of_a_block_begins_with_a_capital(office: Office) -> None:
    office.perform(casework.register, facts(), by=INSPECTOR)
    async with seated(office, INSPECTOR, (120, 40)) as clerk:
        await clerk.types("g", "C", "enter")
        assert await clerk.finds("Discovered on")
        assert "discovered on" not in clerk.sees
        await clerk.types("e")
        assert await clerk.finds("Change facts")
        assert ("Summary" in clerk.sees, "summary" in clerk.sees) == (True, False), clerk.sees


@pytest.mark.usefixtures("english")
def test_why_something_is_hidden_is_said_in_english() -> None:
    assert [told(why) for why in (NUMBER, TELEPHONE, MINOR)] == [
        "numbers of identity papers are not published",
        "telephone numbers are not published",
        "names of minors are not published",
    ]


@pytest.mark.usefixtures("english")
def test_what_stands_in_the_contents_of_a_book_is_short_enough_for_the_least_screen() -> None:
    steps = {f"   {_(name)}" for name in (*(step.name for step in STEPS.values()), *MARKS.values())}
    stages = {f"✓ {_(name)}" for name in STAGE_NAMES.values()}

    assert {words for words in steps | stages | {_("上次意见以来")} if len(words) > 20} == set()
    assert len(_("{n} 步").format(n=88)) <= 5


@pytest.mark.usefixtures("english")
def test_states_of_the_rules_and_lists_of_words_are_said_in_english() -> None:
    assert [word(STATES, state) for state in ("paid", "at_court")] == ["paid", "at court"]
    assert in_turn(["fine", "paid"]) == "fine, paid"
    assert told(together(["没有未缴清的罚款", "还没有催告"])) == "no fine is left unpaid; no demand was served yet"
