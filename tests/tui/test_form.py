"""A form that is longer than the screen: the arrows lead from field to field, a fault goes once it is mended."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.support.rows import OFFICERS
from tests.tui.conftest import Clerk, seated
from tui.widgets.dialogs import Field
from tui.widgets.form import Blank, Faults, Form, Values
from tui.widgets.lines import TextLines
from wiring.office import Office

MANY = [Blank(f"f{n}", f"栏{n}") for n in range(30)]
FEW = [
    Blank("name", "姓名", needed=True),
    Blank("kind", "类别", needed=True, options={"1": "个人", "2": "单位"}),
    Blank("place", "地点", value="厦禾路"),
]


@asynccontextmanager
async def filling(
    office: Office, blanks: Sequence[Blank], faults: Sequence[tuple[str, str]] = (), size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Clerk, Form]]:
    """Open a form that is refused with the given faults."""

    async def attempt(_values: Values) -> Faults:
        return faults

    async with seated(office, OFFICERS["clerk"], size) as clerk:
        form = Form("填表", blanks, attempt)
        clerk.app.push_screen(form)
        await clerk.rests()
        yield clerk, form


def wrong(form: Form) -> list[str]:
    """Return the fields beside which a fault is shown."""
    return [name for name in form.blanks if form.query_one(f"#blank-{name}-fault").display]


def advice(form: Form) -> str:
    return form.query_one("#message", TextLines).plain


async def test_arrows_change_the_field_of_a_form_that_is_taller_than_the_screen(office: Office) -> None:
    async with filling(office, MANY) as (clerk, form):
        for n in range(30):
            await clerk.writes(str(n))
            await clerk.types("down")
        await clerk.types("up")
        await clerk.writes("末")
        assert form.values() == {f"f{n}": str(n) for n in range(29)} | {"f29": "29末"}
        assert "栏29" in clerk.sees


async def test_a_long_form_is_turned_by_pages(office: Office) -> None:
    async with filling(office, MANY) as (clerk, form):
        await clerk.types("pagedown", "pagedown")
        assert await clerk.finds("栏29")
        await clerk.types("pageup", "pageup")
        assert await clerk.finds("栏0 ")
        assert form.focused is form._widget("f0")


async def test_a_fault_goes_with_the_field_that_is_filled_in(office: Office) -> None:
    async with filling(office, FEW) as (clerk, form):
        await clerk.types("f2")
        assert wrong(form) == ["name", "kind"]
        assert "有 2 处需要改正" in advice(form)
        await clerk.writes("林")
        assert wrong(form) == ["kind"]
        assert "有 1 处需要改正" in advice(form)
        await clerk.types("backspace", "down", "enter", "down", "enter")
        assert form.values()["kind"]
        assert wrong(form) == []
        assert "需要改正" not in advice(form)


async def test_a_needed_field_that_stays_empty_keeps_its_fault(office: Office) -> None:
    async with filling(office, FEW) as (clerk, form):
        await clerk.types("f2", "space")
        assert wrong(form) == ["name", "kind"]


async def test_late_news_of_the_value_that_was_handed_over_mends_nothing(office: Office) -> None:
    async with filling(office, FEW[2:], [("place", "没有这个地点")]) as (clerk, form):
        await clerk.types("f2")
        field = form.query_one("#blank-place", Field)
        field.post_message(Field.Changed(field, field.value))
        await clerk.rests()
        assert wrong(form) == ["place"]


async def test_what_is_wrong_elsewhere_is_said_until_the_next_attempt(office: Office) -> None:
    faults = [("place", "没有这个地点"), ("", "案件已结案。")]
    async with filling(office, FEW[2:], faults) as (clerk, form):
        await clerk.types("f2")
        assert wrong(form) == ["place"]
        await clerk.writes("1 号")
        assert wrong(form) == []
        assert "有 1 处需要改正" in advice(form)
        assert "案件已结案。" in advice(form)


async def test_a_long_fault_in_english_tears_no_word(office: Office) -> None:
    words = "the amount of the fine lies outside the range that another officer approves for this cause of action"
    async with filling(office, FEW[2:], [("place", words)], (60, 24)) as (clerk, form):
        await clerk.types("f2")
        shown = form.query_one("#blank-place-fault", TextLines).plain
        assert shown.count("\n") > 0
        assert shown.split() == words.split()


async def test_advice_in_english_tears_no_word(office: Office) -> None:
    words = "write what was found on the premises, who was present, and which certificates were shown to them"
    async with filling(office, [Blank("f", "栏", hint=words)], size=(60, 24)) as (_clerk, form):
        assert advice(form).count("\n") > 0
        assert advice(form).split() == words.split()
