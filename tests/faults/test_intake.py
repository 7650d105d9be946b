"""Contract section 11, the lists: whatever happens to an answer, every application is kept once and acknowledged."""

from pathlib import Path
from typing import Any

import pytest

from daemon.jobs import poll_intake
from models.tables.applications import ApplicationRow, AttachmentRow, QuarantineRow, RevisionConflictRow, RevisionRow
from models.tables.columns import table_of
from models.tables.outbox import CrossingRow, SystemRow
from tests.faults.conftest import with_faults
from tests.support.bridge import CHANNELS, DESK, POLL, Bridge, bridge_over

APPLICATIONS, REVISIONS = table_of(ApplicationRow), table_of(RevisionRow)
ATTACHMENTS, QUARANTINE, CROSSINGS = table_of(AttachmentRow), table_of(QuarantineRow), table_of(CrossingRow)


@with_faults(
    "late_commit",
    "duplicate_delivery",
    "token_dies",
    "html_page",
    "empty_body",
    "wrong_content_type",
    "truncated",
    "length_lie",
    "cut",
    "bom",
    "rate_limit",
    "unavailable",
    "lost_answer",
    "naive_time",
    applications=32,
)
async def test_every_application_is_kept_once_and_acknowledged_only_then(bridge: Bridge) -> None:
    await bridge.work(*POLL, rounds=4)
    left = await bridge.settle(*POLL, rounds=25)

    assert [what for what in left if what.startswith("lost") or "acknowledgements" in what] == []
    assert bridge.differences() == []
    assert not bridge.book("kiosk").waiting
    assert not bridge.book("ixiamen").waiting
    assert bridge.struck(*bridge.city.world.chance.enabled)


@with_faults("same_timestamp", "clock_skew", rate=1.0)
async def test_a_city_with_strange_clocks_is_read_whole(bridge: Bridge) -> None:
    await bridge.work(*POLL, rounds=2)

    assert bridge.differences() == []
    assert {row.channel for row in bridge.rows(APPLICATIONS)} == set(CHANNELS)


@pytest.mark.parametrize(
    ("name", "rate"),
    [
        ("repeat_page", 0.4),
        ("shifting_page", 1.0),  # drawn by the stretch of time: of three long lists none might be struck
        ("cursor_stuck", 0.4),
        ("duplicate_delivery", 0.4),
    ],
    ids=["repeat_page", "shifting_page", "cursor_stuck", "duplicate_delivery"],
)
async def test_lists_of_many_pages_that_repeat_themselves_lose_nothing(
    name: str, rate: float, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_intake, "MANY", 1)  # all behind the first page goes through the book of arrivals
    async with bridge_over(sqlite_url, tmp_path, name, rate, applications=900) as bridge:
        left = await bridge.settle(*POLL, rounds=30)

        assert [what for what in left if what.startswith("lost")] == []
        assert bridge.differences() == []
        assert len(bridge.rows(APPLICATIONS)) + len(bridge.rows(QUARANTINE)) == 900
        assert bridge.struck(name)


@with_faults("html_page,truncated,length_lie,cut,empty_body", rate=0.5)
async def test_what_came_instead_of_an_answer_is_kept_byte_by_byte_and_shown(bridge: Bridge) -> None:
    done = await bridge.run(*POLL)

    failed = {run.job.partition(":")[2] for run in done if run.outcome == "failed"}
    kept = {(row.system, row.verdict): bytes(row.answer) for row in bridge.rows(CROSSINGS)}
    assert failed
    assert {system for system, _ in kept} >= failed
    assert any("系统维护" in answer.decode(errors="replace") or answer for answer in kept.values())
    assert {row.name for row in bridge.rows(table_of(SystemRow), state="failing")} >= failed


async def test_a_row_behind_the_newest_one_is_found_within_fifteen_minutes(bridge: Bridge) -> None:
    await bridge.run(*POLL)
    refs = [late(bridge, channel, seconds=600) for channel in CHANNELS]

    await bridge.run(*POLL)

    assert {row.channel_ref for row in bridge.rows(APPLICATIONS)} >= set(refs)


async def test_a_row_days_behind_is_found_by_the_daily_reading(bridge: Bridge) -> None:
    await bridge.run(*POLL)
    refs = {late(bridge, channel, seconds=3 * 86400) for channel in ("wechat", "website", "kiosk")}
    await bridge.run(*POLL)
    before = {row.channel_ref for row in bridge.rows(APPLICATIONS)}

    await bridge.run("rescan")

    assert not before & refs
    assert {row.channel_ref for row in bridge.rows(APPLICATIONS)} >= refs
    assert bridge.differences() == []


def late(bridge: Bridge, channel: str, *, seconds: float) -> str:
    """Let an application appear that was updated some time before the newest one."""
    book = bridge.book(channel)
    newest, place = max(book.updated), book.reserve()
    book.appear(place, newest - int(seconds * 1000))
    return book.ident(place)


@with_faults("malformed_row", rate=0.5)
async def test_a_malformed_row_lies_in_quarantine_until_a_later_revision_is_understood(bridge: Bridge) -> None:
    await bridge.run(*POLL)
    aside = bridge.rows(QUARANTINE)
    told = {row.channel: row.acknowledged_at for row in aside if row.channel in ("ixiamen", "kiosk")}
    bridge.city.world.chance.switch(frozenset(), 0.0)
    bridge.later(30)

    await bridge.run(*POLL)

    good = {(row.channel, row.channel_ref) for row in bridge.rows(APPLICATIONS, revision=2)}
    after = {(row.channel, row.channel_ref): row.resolution for row in bridge.rows(QUARANTINE)}
    assert aside
    assert all(row.raw and row.reason and row.place for row in aside)
    assert all(told.values())
    assert good
    assert {after[key] for key in good} == {"superseded"}
    assert {resolution for key, resolution in after.items() if key not in good} == {""}
    assert bridge.differences() == []


async def test_oddly_written_numbers_stay_as_they_came_and_meet_in_their_normal_form(bridge: Bridge) -> None:
    written = {
        "full width": "１１０１０５１９４９１２３１００２Ｘ",
        "blanks": " 110105 19491231\u3000002X ",
        "invisible": "\ufeff110105\u200b19491231002X",
        "lower case": "11010519491231002x",
        "fifteen digits": "110105491231002",
    }
    refs = {
        bridge.add(ch, id_no=no, name="王明", kind="sole_trader", id_type="111")
        for no in written.values()
        for ch in CHANNELS
    }

    await bridge.run(*POLL)

    rows = [row for row in bridge.rows(APPLICATIONS) if row.channel_ref in refs]
    forms = [row.form["applicant"]["id_no"] for row in bridge.rows(REVISIONS) if row.channel_ref in refs]
    assert len(rows) == len(written) * len(CHANNELS)
    assert {row.party_no for row in rows} == {"11010519491231002X"}
    assert sorted(forms) == sorted(no for no in written.values() for _ in CHANNELS)
    assert not any("id" in code and "faulty" in code for row in rows for code, _ in row.missing)


async def test_a_number_that_stays_faulty_is_never_sent_on_and_has_to_be_corrected(bridge: Bridge) -> None:
    ref = bridge.add("kiosk", id_no="110105194912310021", name="王明", kind="person", id_type="111", uscc=None)
    await bridge.run(*POLL, "screen_applications")
    (row,) = bridge.rows(APPLICATIONS, channel_ref=ref)
    before = dict(bridge.city.journal.requests)

    bridge.clerk().work()
    await bridge.work("drain_outbox", rounds=2, seconds=1)

    assert row.missing
    assert row.state == "received"
    assert before["police"] > 0
    (now,) = bridge.rows(APPLICATIONS, channel_ref=ref)
    assert now.state == "correcting"
    assert [event.type for event in bridge.book("kiosk").standing(bridge.book("kiosk").find(ref) or 0).events] == [
        "supplement"
    ]
    assert bridge.city.journal.violations == []  # the registers complain of faulty numbers


@with_faults("rare_characters", rate=1.0)
async def test_rare_characters_come_and_go_back_without_loss(bridge: Bridge) -> None:
    await bridge.run(*POLL)
    said = "请补交𠮷㐂\ue863\U0002b5af材料🏮"
    clerk = bridge.officer("clerk")
    from usecases import applications

    chosen = {row.channel: row for row in bridge.rows(APPLICATIONS, state="received")}
    for row in chosen.values():
        bridge.office.perform(applications.ask_correction, row.number, materials=[row.shop_name], note=said, by=clerk)
    await bridge.work("drain_outbox", rounds=2, seconds=1)

    for channel, row in chosen.items():
        (event,) = bridge.book(channel).standing(bridge.book(channel).find(row.channel_ref) or 0).events
        content = ";".join(map(str, event.content.values())) + ";".join(event.content.get("materials", []))
        assert row.shop_name.endswith("\U0002b5af\ue863")
        assert said in content
        assert row.shop_name in content
    assert len(chosen) == len(CHANNELS)
    assert bridge.differences() == []


@with_faults("naive_time", rate=1.0)
async def test_a_moment_without_offset_is_of_here_and_noted(bridge: Bridge) -> None:
    await bridge.run(*POLL)

    notes = {row.channel: row.form["notes"] for row in bridge.rows(REVISIONS)}
    assert "time_without_offset" in notes["kiosk"]
    assert "time_without_offset" in notes["ixiamen"]
    for row in bridge.rows(APPLICATIONS):
        place = bridge.book(row.channel).find(row.channel_ref) or 0
        assert abs(row.updated_at.timestamp() - bridge.book(row.channel).updated[place] / 1000) < 1


async def test_the_same_identity_with_other_content_is_kept_beside_and_told(bridge: Bridge) -> None:
    ref = bridge.add("website", reason="第一次")
    await bridge.run(*POLL)
    book = bridge.book("website")
    book.amend(book.find(ref) or 0, {"reason": "第二次"})
    book._rows.clear()

    await bridge.work(*POLL, rounds=2)

    (row,) = bridge.rows(APPLICATIONS, channel_ref=ref)
    (revision,) = bridge.rows(REVISIONS, channel_ref=ref)
    (newer,) = bridge.rows(table_of(RevisionConflictRow))
    assert row.attention == "conflict"
    assert "第一次" in bytes(revision.raw).decode()
    assert "第二次" in bytes(newer.raw).decode()


@with_faults("late_attachment", rate=0.5, applications=24)
async def test_late_attachments_are_waited_for_and_stored(bridge: Bridge) -> None:
    await bridge.run(*DESK)
    waiting = bridge.rows(ATTACHMENTS, state="waiting")
    left = await bridge.settle(*DESK, seconds=20)

    assert waiting
    assert left == []
    assert {row.state for row in bridge.rows(ATTACHMENTS)} <= {"stored", "refused"}
    assert bridge.differences() == []


@with_faults("wrong_digest", rate=0.5, applications=32)
async def test_wrong_bytes_are_fetched_once_more_and_then_set_aside_with_their_bytes(bridge: Bridge) -> None:
    left = await bridge.settle(*DESK)

    aside = bridge.rows(ATTACHMENTS, state="quarantined")
    stored = [row for row in bridge.rows(ATTACHMENTS, state="stored") if row.mismatches]
    assert left == []
    assert aside
    assert stored
    assert all(bridge.office.store.get(row.sha256) and row.sha256 != row.digest for row in aside)
    assert bridge.differences() == []


async def test_an_outage_of_the_channel_does_not_make_attachments_missing(bridge: Bridge) -> None:
    await bridge.run(*POLL)
    bridge.city.world.chance.switch(frozenset({"unavailable"}), 1.0)
    await bridge.work("fetch_attachments", rounds=30, seconds=120)
    outage = {row.state for row in bridge.rows(ATTACHMENTS) if row.tries}

    bridge.city.world.chance.switch(frozenset(), 0.0)
    bridge.later(600)
    await bridge.work("fetch_attachments", rounds=3, seconds=400)

    assert outage <= {"waiting", "stored"}
    assert {row.state for row in bridge.rows(ATTACHMENTS)} <= {"stored", "refused"}


@with_faults("redirect", rate=0.4)
async def test_a_redirect_elsewhere_is_not_followed_and_raises_an_alarm(bridge: Bridge) -> None:
    await bridge.work(*POLL, rounds=3)

    assert {code for _, code in bridge.alarms()} == {"redirect_refused"}
    assert all(row.url.startswith(bridge.city.base_url) for row in bridge.rows(CROSSINGS))
    left: list[Any] = await bridge.settle(*POLL, rounds=20)
    assert not [what for what in left if what.startswith("lost")]
