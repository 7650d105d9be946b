"""The window at the keyboard: item first, scans fill the form, nothing that was written is ever lost."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from textual import events

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.values import Item
from tests.support.licences import new_licence
from tests.support.rows import OPERATOR_ID
from tests.support.window import JPEG, entered, papers_for, written
from tests.tui.bureau import clerk
from tests.tui.conftest import Clerk, seated
from tui.scanner import ScanDetector, understood
from tui.screens import window_form
from tui.screens.window import WindowView
from tui.screens.window_begun import Begun
from tui.screens.window_entering import fill_in
from tui.screens.window_form import WindowForm
from usecases import appointments, window_drafts
from wiring.office import Office


def typed(detector: ScanDetector, text: str, gap: float, *, pause_at: int = -1, pause: float = 0.0) -> str | None:
    """Feed a line with its times; nobody sleeps."""
    at = 100.0
    for n, char in enumerate(text):
        at += pause if n == pause_at else gap
        assert detector.feed(char, char, at) is None
    return detector.feed("enter", None, at + gap)


@pytest.mark.parametrize("gap", [0.0, 0.002, 0.02, 0.034])
def test_a_scanner_is_known_by_its_speed(gap: float) -> None:
    assert typed(ScanDetector(), OPERATOR_ID, gap) == OPERATOR_ID


@pytest.mark.parametrize("gap", [0.06, 0.1, 0.14])
def test_a_person_is_never_taken_for_a_scanner(gap: float) -> None:
    assert typed(ScanDetector(), OPERATOR_ID, gap) is None


def test_one_slow_key_on_a_slow_line_loses_no_scan_and_an_old_key_is_not_part_of_one() -> None:
    assert typed(ScanDetector(), OPERATOR_ID, 0.002, pause_at=9, pause=0.4) == OPERATOR_ID
    detector = ScanDetector()
    detector.feed("x", "x", 1.0)
    assert typed(detector, "350203100001", 0.002) == "350203100001"


def test_a_short_line_and_a_line_with_han_are_no_scans() -> None:
    assert typed(ScanDetector(), "12345", 0.001) is None
    detector = ScanDetector()
    for n, char in enumerate("350203100001林"):
        detector.feed(char, char, n / 1000)
    assert detector.feed("enter", None, 0.02) is None


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        (OPERATOR_ID, ("id_no", OPERATOR_ID)),
        ("350203100001", ("licence_no", "350203100001")),
        ("92350206MA2YFAKE0X", ("uscc", "92350206MA2YFAKE0X")),
        ("https://example.invalid/x", None),
        ("350203199003070015", None),
    ],
)
def test_a_scanned_line_means_a_number_or_nothing(line: str, meant: tuple[str, str] | None) -> None:
    assert understood(line) == meant


async def scans(desk: Clerk, text: str) -> None:
    """Send a whole line at once, as a scanner does."""
    keys = [events.Key(char, char) for char in text] + [events.Key("enter", "\r")]
    for n, key in enumerate(keys):
        key.time = 100.0 + n * 0.002
    for key in keys:
        desk.app.post_message(key)
    await desk.rests()


def forms(desk: Clerk) -> WindowForm:
    assert isinstance(desk.app.screen, WindowForm)
    return desk.app.screen


def drafts(office: Office) -> list[window_drafts.Draft]:
    with office.reading() as session:
        return window_drafts.of_officer(session, clerk().login)


async def test_the_item_comes_first_and_only_its_fields_are_asked_for(office: Office) -> None:
    async with seated(office, clerk(), (120, 40)) as desk:
        await desk.types("g", "n", "n")
        await desk.writes("tingye")
        await desk.types("enter")
        assert await desk.finds("窗口收件：停业")
        assert "停业起" in desk.sees
        assert "自动售货机" not in desk.sees


async def test_a_scanned_licence_fills_the_form_and_says_from_where(office: Office) -> None:
    number = new_licence(office)
    async with seated(office, clerk(), (120, 40)) as desk:
        await desk.types("g", "n", "n", "down", "enter")
        assert await desk.finds("窗口收件：延续")
        await scans(desk, number)
        assert await desk.finds("已填")
        values = forms(desk).values()

        assert (values["licence_no"], values["name"], values["district"]) == (number, "林海生", "350203")
        await desk.types("down", "down")
        assert await desk.finds("来源：")


async def test_a_scanned_card_goes_to_the_field_under_the_cursor_and_the_typed_text_stays(office: Office) -> None:
    async with seated(office, clerk(), (120, 60)) as desk:
        await desk.types("g", "n", "n", "enter")
        form = forms(desk)
        form._widget("name").focus()
        await desk.writes("林海")
        await scans(desk, OPERATOR_ID)
        form._widget("proxy_id_no").focus()
        await scans(desk, "350206198512310025")
        values = form.values()

    assert (values["name"], values["id_no"], values["proxy_id_no"]) == ("林海", OPERATOR_ID, "350206198512310025")


async def test_faults_and_what_stands_against_it_are_said_in_the_form_before_anything_is_entered(
    office: Office,
) -> None:
    number = new_licence(office)
    async with seated(office, clerk(), (120, 40)) as desk:
        await desk.types("g", "n")
        values = written(Item.SUSPEND, number, suspend_from="2026-02-30")
        begun = Begun(Item.SUSPEND, values, list(papers_for(office, Item.SUSPEND)))
        view = desk.app.screen
        assert isinstance(view, WindowView)
        desk.app.run_worker(fill_in(view, begun), group="dialog")
        assert await desk.finds("窗口收件：停业")
        await desk.types("f2")
        assert await desk.finds("没有这一天")
        form = forms(desk)
        form._widget("suspend_from").value, form._widget("suspend_to").value = "2026-12-01", "2028-01-01"
        await desk.types("f2")
        assert await desk.finds("超过一年，最迟到2027-12-01")
        await desk.types("escape")
        assert await desk.finds("停业最长一年")
        form._widget("suspend_to").value = "2027-12-01"
        await desk.types("f2")
        await desk.rests()

    with office.reading() as session:
        entered = session.execute(
            select(table_of(ApplicationRow)).where(table_of(ApplicationRow).c.channel == "window")
        ).one()
    assert (entered.item, entered.missing) == ("suspend", [])


async def test_what_was_written_is_kept_a_moment_later_and_offered_again_after_the_line_was_cut(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_form, "SAVE_AFTER", 0.01)
    async with seated(office, clerk()) as desk:
        await desk.types("g", "n", "n", "enter")
        forms(desk)._widget("name").focus()
        await desk.writes("林海生")
        for _try in range(500):
            if not drafts(office):
                await asyncio.sleep(0.01)
        # the line is cut here: the console ends without another key
    (kept,) = drafts(office)
    assert (kept.item, kept.entered["name"]) == (Item.NEW, "林海生")

    async with seated(office, clerk()) as desk:
        await desk.types("g", "n")
        assert await desk.finds("有 1 份草稿")
        await desk.types("enter")
        assert await desk.finds("窗口收件：新办")
        assert forms(desk).values()["name"] == "林海生"
        await desk.types("escape")
        assert len(drafts(office)) == 1
        await desk.types("x", "enter")
        await desk.rests()
    assert drafts(office) == []


async def test_a_paper_comes_from_the_scanner_folder(office: Office, tmp_path: Path) -> None:
    from dataclasses import replace

    from wiring.config import Window

    (tmp_path / "scans").mkdir()
    (tmp_path / "scans" / "IMG_0001.jpg").write_bytes(JPEG)
    (tmp_path / "scans" / "notes.txt").write_text("x")
    office.settings = replace(office.settings, window=Window(tmp_path / "scans"))
    async with seated(office, clerk(), (120, 40)) as desk:
        await desk.types("g", "n", "n", "enter", "f4", "enter")
        assert await desk.finds("IMG_0001.jpg")
        assert "notes.txt" not in desk.sees
        await desk.types("enter")
        assert await desk.finds("材料 1 份")
        (paper,) = forms(desk).begun.papers
        assert office.store.get(paper.digest) == JPEG
        assert "还缺：营业执照、经营场所证明" in desk.sees


async def test_who_arrives_by_appointment_gets_the_form_filled(office: Office) -> None:
    today = date(2026, 11, 23)
    office.clock = lambda: datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    office.perform(appointments.open_slots, "hall-350203", today, today + timedelta(days=1), by=clerk())
    with office.reading() as session:
        slot = appointments.slots(session, "hall-350203", today, today)[2]
    wanted = appointments.Wanted("林[/]海生", "13900000001", Item.NEW)
    office.perform(appointments.book, slot.id, wanted, by=clerk())
    async with seated(office, clerk(), (120, 40)) as desk:
        await desk.types("g", "m")
        assert await desk.finds("林[/]海生")
        assert "13900000001" not in desk.sees
        await desk.types("enter")
        assert await desk.finds("窗口收件：新办")
        assert forms(desk).values()["name"] == "林[/]海生"
        assert forms(desk).begun.appointment == "Y-2026-000001"


async def test_who_arrives_for_a_known_licence_finds_the_form_filled_and_the_draft_again(office: Office) -> None:
    number, today = new_licence(office), date(2026, 11, 23)
    office.clock = lambda: datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    office.perform(appointments.open_slots, "hall-350203", today, today, by=clerk())
    with office.reading() as session:
        slot = appointments.slots(session, "hall-350203", today, today)[2]
    wanted = appointments.Wanted("林海生", "13900000001", Item.RESUME, number)
    office.perform(appointments.book, slot.id, wanted, by=clerk())
    async with seated(office, clerk(), (120, 40)) as desk:
        await desk.types("g", "m", "enter")
        assert await desk.finds("窗口收件：恢复营业")
        assert forms(desk).values()["district"] == "350203"
        await desk.types("down", "down")
        assert await desk.finds("来源：")
        forms(desk)._widget("reason").value = "装修结束"
        await desk.types("escape", "enter")
        assert await desk.finds("装修结束")
    assert [draft.appointment for draft in drafts(office)] == ["Y-2026-000001"]


async def test_the_receipt_is_told_on_the_application_that_opens(office: Office) -> None:
    async with seated(office, clerk()) as desk:
        await desk.types("g", "n")
        view = desk.app.screen
        assert isinstance(view, WindowView)
        begun = Begun(Item.NEW, written(Item.NEW), list(papers_for(office, Item.NEW)))
        desk.app.run_worker(view.fill_in(begun), group="dialog")
        assert await desk.finds("窗口收件：新办")
        await desk.types("f2")
        assert await desk.finds("，收件凭证 ")
        assert "[概要]" in desk.sees


async def test_a_paper_alone_is_kept_in_the_draft(office: Office) -> None:
    office.keep(window_drafts.save, "clerk", Item.NEW, {"name": "林海生"}, (), at=office.now())
    (scan,) = papers_for(office, Item.SUSPEND)[:1]
    async with seated(office, clerk(), (120, 40)) as desk:
        await desk.types("g", "n", "enter")
        assert await desk.finds("窗口收件：新办")
        forms(desk).begun.papers.append(scan)
        await desk.types("escape")
    (kept,) = drafts(office)
    assert kept.papers == (scan,)


async def test_what_the_library_holds_is_not_named_as_missing(office: Office) -> None:
    entered(office, Item.NEW)
    async with seated(office, clerk(), (120, 40)) as desk:
        await desk.types("g", "n", "n", "enter")
        assert await desk.finds("还缺：身份证件、营业执照、经营场所证明")
        forms(desk)._widget("id_no").focus()
        await scans(desk, OPERATOR_ID)
        assert await desk.finds("已有材料：身份证件、营业执照")


async def test_the_catalogue_shows_each_item_and_what_changed(office: Office) -> None:
    async with seated(office, clerk(), (120, 60)) as desk:
        await desk.types("g", "k")
        assert await desk.finds("烟草专卖零售许可证新办办事指南")
        assert "自 2021-03-01 起的变更" in desk.sees
        await desk.types("down")
        assert await desk.finds("烟草专卖零售许可证延续办事指南")


async def test_what_waits_is_found_by_name(office: Office) -> None:
    for name in ("林海生", "陈美玲"):
        office.keep(window_drafts.save, "clerk", Item.NEW, {"name": name}, (), at=office.now())
    async with seated(office, clerk()) as desk:
        await desk.types("g", "n", "slash")
        await desk.writes("陈")
        await desk.types("enter")
        assert await desk.finds("陈美玲")
        assert "林海生" not in desk.sees
