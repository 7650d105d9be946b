"""Instant approval at the keyboard: the chain of reasons, samples, the switch, papers that are there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.values import Officer
from tests.conftest import training_settings
from tests.support.instant import ONE, arrived, decided, judgements, opened, proved
from tests.support.rows import OFFICERS, form, receive, row
from tests.tui.fakes import screen_text, settled
from tests.usecases.test_papers import stored
from tui.app import Console
from usecases import cases, instant_queue, papers
from wiring.config import Instant
from wiring.database import open_database
from wiring.office import Office, desk_from

TWO = "A-2026-000002"


@pytest.fixture
def bureau(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """Return a bureau whose machine granted one application; a second one lacks a paper that is there."""
    settings = replace(training_settings(sqlite_url, tmp_path), instant=Instant(enabled=True))
    office = opened(Office(settings, open_database(sqlite_url), b"key", desk_from(settings)))
    decided(office, arrived(office, form(), proved(business=proved().facts["business"] | {"legal_rep_name": "林海声"})))
    stored(office, ONE, "11" * 32)
    receive(office, row("WX2", of=form(attachments=())))
    with office.engine.begin() as connection:
        connection.exec_driver_sql("update instant_decisions set sampled = 1")
    yield office
    office.close()


def console(office: Office, officer: Officer = OFFICERS["clerk"]) -> Console:
    return Console(office, officer=officer)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=["small", "usual", "large"])
async def test_a_sample_is_found_on_the_home_screen_read_with_its_chain_and_confirmed(
    bureau: Office, size: tuple[int, int]
) -> None:
    app = console(bureau)
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot)
        assert "秒批抽查：1 件待复查" in screen_text(app)
        await pilot.press("g", "i")
        await settled(app, pilot)
        assert all(word in screen_text(app) for word in (ONE, "当场准予", "待复查", "运行中"))
        await pilot.press("enter")
        await settled(app, pilot)
        shown = screen_text(app)
        assert "秒批判断" in shown
        assert "申请人身份属实" in shown
        await pilot.press("escape")
        await settled(app, pilot)
        await pilot.press("c")
        await settled(app, pilot)

    assert judgements(bureau)[0].result == "confirmed"


async def test_the_sources_that_differ_stand_side_by_side(bureau: Office) -> None:
    app = console(bureau)
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("g", "i")
        await settled(app, pilot)
        await pilot.press("enter")
        await settled(app, pilot)
        await pilot.press("end")
        await settled(app, pilot)

        shown = screen_text(app)
        assert "来源不一致（3 项）" in shown
        assert all(word in shown for word in ("林海声", "商事登记", "公安核验"))


async def test_the_supervisor_stops_the_machine_and_everybody_sees_it_first(bureau: Office) -> None:
    app = console(bureau, OFFICERS["supervisor"])
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("g", "i")
        await settled(app, pilot)
        await pilot.press("S")
        await pilot.pause()
        await pilot.press(*"wupan", "enter")
        await settled(app, pilot)
        assert "已停止：wupan" in screen_text(app)

    with bureau.reading() as session:
        assert instant_queue.switch(session).stopped
    other = console(bureau, OFFICERS["inspector"])
    async with other.run_test(size=(80, 24)) as pilot:
        await settled(other, pilot)
        assert "秒批已停止" in screen_text(other)


async def test_a_paper_that_is_there_is_used_with_one_key(bureau: Office) -> None:
    from tui.screens.application import ApplicationView

    app = console(bureau)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(app, pilot)
        await app.push_screen(ApplicationView(TWO, section=8))
        await settled(app, pilot)
        assert "已有材料（按 m 使用）" in screen_text(app)
        assert "P-2026-000001" in screen_text(app)
        await pilot.press("m")
        await pilot.pause()
        await pilot.press("enter")
        await settled(app, pilot)
        assert "已使用 P-2026-000001" in screen_text(app)

    with bureau.reading() as session:
        assert cases.read(session, TWO).row["missing"] == []
        assert len(papers.uses(session, cases.read(session, TWO).id)) == 1
