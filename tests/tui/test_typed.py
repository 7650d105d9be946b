"""Keys that come in one stroke, as over a slow line: each goes where it was meant for."""

from textual import events

from models.values import Item
from tests.tui import bureau
from tests.tui.conftest import Clerk, pressed, seated
from tests.tui.test_deciding import state
from tui.screens.window_form import WindowForm
from tui.typed import LONGEST, QUESTION, TypedAhead
from tui.widgets.dialogs import Pick
from wiring.office import Office


async def strokes(clerk: Clerk, *keys: str) -> None:
    """Press keys without waiting for any of them."""
    for key in keys:
        clerk.app.post_message(pressed(key))
    await clerk.rests()


async def test_what_follows_a_move_is_written_into_the_next_field(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "n", "n", "down", "enter")
        form = clerk.app.screen
        assert isinstance(form, WindowForm)
        assert form.begun.item is Item.RENEW
        await strokes(clerk, *"3502", "down", "down", *"Lin", "tab", "tab", *"44")

        values = form.values()
    assert (values["licence_no"], values["name"], values["id_no"]) == ("3502", "Lin", "44")


async def test_a_jump_in_one_stroke_decides_nothing(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "end")
        await strokes(clerk, "g", "p", "g", "a")

        assert "› 办件" in clerk.sees.splitlines()[0]
    assert state(office, "A-2026-000006") == "received"


async def test_the_letters_for_a_question_wait_for_it(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "a", "end")
        await strokes(clerk, "t", *"au")

        assert isinstance(clerk.app.screen, Pick)
        assert clerk.app.screen._query == "au"
    assert state(office, "A-2026-000006") == "received"


async def test_a_whole_way_in_one_stroke_ends_in_the_right_fields(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await strokes(clerk, "g", "n", "n", *"yanxu", "enter", *"3502", "down", "down", *"Lin")
        form = clerk.app.screen
        assert isinstance(form, WindowForm)

        values = form.values()
    assert (form.begun.item, values["licence_no"], values["name"]) == (Item.RENEW, "3502", "Lin")


def test_one_key_that_never_comes_back_holds_the_others_only_for_a_moment() -> None:
    now = [100.0]
    typed = TypedAhead(lambda: now[0])
    first, second = events.Key("a", "a"), events.Key("b", "b")
    typed.add(first)
    typed.add(second)
    assert typed.next() is first
    typed.begin(first)
    assert typed.next() is None
    now[0] += LONGEST + 0.01
    assert typed.next() is second
    assert typed.at_rest


def test_keys_wait_for_a_question_but_not_for_ever() -> None:
    now = [100.0]
    typed = TypedAhead(lambda: now[0])
    typed.add(events.Key("a", "a"))
    assert typed.hold(question=True)
    now[0] += QUESTION + 0.01
    assert not typed.hold(question=True)
    assert not typed.hold(question=False)


async def test_a_key_waits_while_the_screens_of_an_officer_are_put_away(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        stack = clerk.app._screen_stack
        away = list(stack)
        stack.clear()
        try:
            await clerk.app._type_on()
        finally:
            stack.extend(away)

        await clerk.types("g", "a")
        assert "› 办件" in clerk.sees.splitlines()[0]
