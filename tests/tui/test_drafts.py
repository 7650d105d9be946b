"""Drafts of dialogs: what was written when the line was cut is there again, and gone once it was answered."""

import json
import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.tables.columns import table_of
from models.tables.window import FormDraftRow
from tests.conftest import NOON
from tests.support.rows import OFFICERS
from tests.tui.conftest import PATIENCE, Clerk, seated
from tui.screens.application import ApplicationView
from tui.widgets import drafted
from usecases import applications, form_drafts
from wiring.office import Office

NUMBER = "A-2026-000003"
DRAFTS = table_of(FormDraftRow)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafted, "SAVE_AFTER", 0.001)


@pytest.fixture
def accepted(office: Office) -> Office:
    office.perform(applications.accept, NUMBER, by=OFFICERS["clerk"])
    return office


def kept(office: Office) -> list[dict[str, str]]:
    with office.reading() as session:
        return [json.loads(words) for words in session.execute(select(DRAFTS.c.entered)).scalars()]


async def until_kept(desk: Clerk, office: Office, text: str) -> None:
    """Wait until a draft holds a text; only the database tells."""
    ends = time.monotonic() + PATIENCE
    while not any(text in entered.values() for entered in kept(office)):
        assert time.monotonic() < ends, desk.sees
        await desk.rests()


@pytest.fixture
async def cut_off(accepted: Office) -> Office:
    """Return a bureau where the line was cut while a clerk wrote into a form and then a note of a refusal."""
    async with seated(accepted, OFFICERS["clerk"]) as desk:
        await begin(desk, "gaozhi")
        await desk.writes("布局争议")
        await until_kept(desk, accepted, "布局争议")
    return accepted


async def begin(desk: Clerk, act: str) -> None:
    desk.app.push_screen(ApplicationView(NUMBER))
    await desk.rests()
    await desk.types("E")
    await desk.writes(act)
    await desk.types("enter")


async def test_a_form_goes_on_where_the_line_was_cut_and_is_forgotten_once_handed_in(cut_off: Office) -> None:
    async with seated(cut_off, OFFICERS["clerk"]) as desk:
        await begin(desk, "gaozhi")
        assert await desk.finds("接着上次没有办完的内容")
        assert "布局争议" in desk.sees
        await desk.types("f2")
        assert await desk.finds("已告知听证权利")
        await desk.rests()

    assert kept(cut_off) == []


async def test_what_is_given_up_is_forgotten_and_nobody_else_sees_it(cut_off: Office) -> None:
    async with seated(cut_off, OFFICERS["clerk2"]) as desk:
        await begin(desk, "gaozhi")
        assert "布局争议" not in desk.sees
    async with seated(cut_off, OFFICERS["clerk"]) as desk:
        await begin(desk, "gaozhi")
        assert await desk.finds("布局争议")
        await desk.types("escape", "enter")
        await desk.rests()

    assert kept(cut_off) == []


async def test_the_note_of_a_decision_is_there_again(accepted: Office) -> None:
    for again in (False, True):
        async with seated(accepted, OFFICERS["clerk"]) as desk:
            desk.app.push_screen(ApplicationView(NUMBER))
            await desk.rests()
            await desk.types("n", "enter")
            if again:
                assert await desk.finds("相距十二米")
                await desk.types("enter")
                assert await desk.finds("已提出不予")
                await desk.rests()
            else:
                assert desk.app.screen.query_one(".box").size.height <= 6  # as high as what it asks
                await desk.writes("相距十二米")
                await until_kept(desk, accepted, "相距十二米")

    assert kept(accepted) == []


async def test_the_words_of_a_deed_that_failed_are_kept(accepted: Office) -> None:
    async with seated(accepted, OFFICERS["approver"]) as desk:
        desk.app.push_screen(ApplicationView(NUMBER))
        await desk.rests()
        await desk.types("x")
        await desk.writes("材料尚在核对")
        accepted.perform(applications.extend, NUMBER, note="另一名人员先延长", by=OFFICERS["supervisor"])
        await desk.types("enter")
        await until_kept(desk, accepted, "材料尚在核对")


def test_old_drafts_are_forgotten(accepted: Office) -> None:
    accepted.keep(form_drafts.save, "clerk", "x", {"a": "b"}, at=NOON - timedelta(days=8))

    with accepted.reading() as session:
        assert form_drafts.find(session, "clerk", "x", at=NOON) == {}
        assert session.execute(select(func.count()).select_from(DRAFTS)).scalar_one() == 1
    assert accepted.keep(form_drafts.prune, at=NOON) == 1
