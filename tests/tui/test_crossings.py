"""What crossed at the keyboard: the list, its filters, a word inside, and the bytes of one call with its rule."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ports.exchanges import Crossing, Verdict
from tests.conftest import NOON, training_settings
from tests.support.rows import OFFICERS, staffed
from tests.tui.fakes import screen_text, settled
from tui.app import Console
from usecases import crossings
from wiring.database import open_database
from wiring.office import Office, desk_from

BODY = '{"name":"林海生","status":"存续"}'.encode()


@pytest.fixture
def bureau(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """Return a bureau that asked the register and sent a batch that was refused."""
    settings = training_settings(sqlite_url, tmp_path)
    office = staffed(Office(settings, open_database(sqlite_url), b"key", desk_from(settings), clock=lambda: NOON))
    asked = ("business", "entity", NOON, "GET", "http://127.0.0.1/business/v1/entities/9135", (), b"", 200, (), BODY)
    sent = ("credit", "send", NOON, "POST", "http://127.0.0.1/credit/v1/batches", (), b'{"rows":[]}', 400, (), b"{}")
    office.keep(crossings.keep, Crossing(*asked, 0.04, "rule 9"), "A-2026-000001", Verdict.OK)
    office.keep(crossings.keep, Crossing(*sent, 0.2, "rule 7"), "LQ20261122-1", Verdict.REJECTED)
    yield office
    office.close()


async def pressed(app: Console, pilot: Pilot[str], *keys: str) -> str:
    """Press keys and return what is shown then."""
    for one in keys:
        await pilot.press(one)
        await settled(app, pilot)
    return screen_text(app)


def picture(app: Console, name: str) -> None:
    """Keep a picture of the screen where a folder for pictures is named."""
    if folder := os.environ.get("LUQIAO_PICTURES"):
        from tests.support.pictures import save

        save(app, Path(folder) / name)


@pytest.mark.parametrize("size", [(80, 24)], ids=["80"])
async def test_calls_are_listed_searched_by_a_word_and_shown_with_rule_and_bytes(
    bureau: Office, size: tuple[int, int]
) -> None:
    app = Console(bureau, officer=OFFICERS["approver"])
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot)
        listed = await pressed(app, pilot, "g", "o", "y")
        picture(app, f"crossings-{size[0]}.png")
        await pilot.press("f")
        await pilot.pause()
        await pilot.press(*"存续")
        found = await pressed(app, pilot, "enter")
        opened = await pressed(app, pilot, "enter")
        picture(app, f"call-{size[0]}.png")

    assert "LQ20261122-1" in listed
    assert "A-2026-000001" in listed
    assert "LQ20261122-1" not in found
    assert "A-2026-000001" in found
    assert "配置的第 9 条规则" in opened
    assert "林海生" in opened


async def test_whoever_may_not_take_them_out_of_the_house_is_not_led_there(bureau: Office) -> None:
    app = Console(bureau, officer=OFFICERS["clerk"])
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(app, pilot)
        shown = await pressed(app, pilot, "g", "o", "y")

    assert "往来原文" not in shown
