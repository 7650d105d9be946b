"""Why at the keyboard: every rule with article and days, the judgement computed again, today's law beside it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from textual.pilot import Pilot

from content.lawbook import use_folder
from models.tables.applications import ScreeningRow
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER, Item
from tests.conftest import NOON, training_settings
from tests.support.evidence import HIT, clean
from tests.support.rows import OFFICERS, form, receive, row, staffed
from tests.tui.fakes import screen_text, settled
from tui.app import Console
from usecases import screening
from wiring.database import open_database
from wiring.office import Office, desk_from

ONE = "A-2026-000001"
SCREENINGS = table_of(ScreeningRow)
OFF = '[[setting]]\nkey = "r6"\nvalue = false\nvalid_from = 2007-03-07\n'


@pytest.fixture
def bureau(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """Return a bureau where a judgment defaulter applies for a new licence."""
    settings = training_settings(sqlite_url, tmp_path)
    office = staffed(Office(settings, open_database(sqlite_url), b"key", desk_from(settings), clock=lambda: NOON))
    receive(office, row(of=form(Item.NEW)))
    office.perform(screening.conclude, ONE, 1, clean(defaulter=HIT), by=SYSTEM_OFFICER)
    yield office
    office.close()


async def opened(app: Console, pilot: Pilot[str]) -> str:
    """Open the application, ask why, and return what is shown."""
    await settled(app, pilot)
    await pilot.press("g", "a")
    await settled(app, pilot)
    await pilot.press("enter")
    await settled(app, pilot)
    await pilot.press("W")
    await settled(app, pilot)
    if folder := os.environ.get("LUQIAO_PICTURES"):
        from tests.support.pictures import save

        save(app, Path(folder) / f"why-{app.size.width}.png")
    return screen_text(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=["small", "usual", "large"])
async def test_the_reason_is_shown_with_article_days_and_evidence(bureau: Office, size: tuple[int, int]) -> None:
    app = Console(bureau, officer=OFFICERS["clerk"])
    async with app.run_test(size=size) as pilot:
        told = await opened(app, pilot)

    for words in ("理由", "不得许可", "结果一致", "R6", "列入失信被执行人名单", "2007-03-07 起", "行为清单"):
        assert words in told


async def test_todays_law_is_set_beside_that_of_the_day(bureau: Office, tmp_path: Path) -> None:
    (tmp_path / "r6.toml").write_text(OFF, encoding="utf-8")
    use_folder(tmp_path)

    app = Console(bureau, officer=OFFICERS["clerk"])
    async with app.run_test(size=(120, 40)) as pilot:
        told = await opened(app, pilot)

    assert "按现行法规会有不同：需人工核实" in told
    assert "R6  不得许可 → 没有这一项" in told
    assert "结果一致" in told


async def test_what_was_altered_is_said(bureau: Office) -> None:
    with bureau.engine.begin() as connection:
        connection.execute(update(SCREENINGS).values(outcome="pass"))

    app = Console(bureau, officer=OFFICERS["clerk"])
    async with app.run_test(size=(120, 40)) as pilot:
        told = await opened(app, pilot)

    assert "与当时的结果不同" in told
    assert "结论与台账第" in told
