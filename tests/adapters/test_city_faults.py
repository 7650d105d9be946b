"""Every behaviour of the contract's last section, against the real city with that fault on."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from adapters import build
from adapters.intake.channel import DeclaredChannel
from city.server import City
from models.errors import OutsideError
from ports.exchanges import SUCCESS, Crossing, Verdict
from ports.intake import Bookmark, ChannelEvent, Row
from tests.adapters.calling import whole
from tests.adapters.conftest import Reach, StoppedClock
from tests.adapters.records import licence, message

CHANNELS = ["wechat", "website", "ixiamen", "kiosk"]
TRIES = 40


def fault(name: str, rate: float = 0.3) -> Callable[..., object]:
    """Run a test in a city with one fault on."""
    return pytest.mark.parametrize("city", [(name, rate)], indirect=True, ids=[name])


async def poll(
    channel: DeclaredChannel, passing: StoppedClock, polls: int
) -> tuple[dict[tuple[str, int], Row], Counter[str]]:
    """Poll as the daemon does, keeping rows by identity; return them and what went wrong on the way."""
    kept: dict[tuple[str, int], Row] = {}
    troubles: Counter[str] = Counter()
    bookmark: Bookmark | None = None
    for _ in range(polls):
        passing.seconds += 400
        try:
            async for page in channel.walk(bookmark):
                kept |= {(row.ref, row.revision): row for row in whole(channel, page)}
                bookmark = page.bookmark
                troubles[page.warning] += bool(page.warning)
        except OutsideError as error:
            troubles[type(error).__name__] += 1
    return kept, troubles


def there(city: City, name: str) -> set[str]:
    """Return the applications that the city has in a channel."""
    book = city.town.arrivals.books[name]
    return {book.ident(place) for place, updated in enumerate(book.updated) if updated}


BROKEN = [
    "html_page",
    "empty_body",
    "wrong_content_type",
    "truncated",
    "length_lie",
    "cut",
    "unavailable",
    "rate_limit",
]


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize("city", [(name, 0.3) for name in BROKEN], indirect=True, ids=BROKEN)
async def test_a_broken_answer_is_never_used_and_nothing_is_lost(
    city: City, reach: Reach, passing: StoppedClock, name: str, crossings: list[Crossing]
) -> None:
    kept, troubles = await poll(build.intake(reach(name)), passing, 12)

    assert {ref for ref, _ in kept} == there(city, name)
    assert all(row.form is not None for row in kept.values())
    assert troubles["OutsideUnavailable"] > 0
    assert city.journal.violations == []


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize(
    "city",
    [("repeat_page", 0.5), ("shifting_page", 0.5), ("cursor_stuck", 0.5), ("duplicate_delivery", 0.5), ("bom", 0.5)],
    indirect=True,
    ids=["repeat_page", "shifting_page", "cursor_stuck", "duplicate_delivery", "bom"],
)
async def test_lists_that_repeat_themselves_end_and_lose_nothing(
    city: City, reach: Reach, passing: StoppedClock, name: str
) -> None:
    kept, troubles = await poll(build.intake(reach(name)), passing, 6)

    assert {ref for ref, _ in kept} == there(city, name)
    assert troubles["OutsideUnavailable"] == 0
    assert city.journal.violations == []


@pytest.mark.parametrize("name", CHANNELS)
@fault("malformed_row", 0.5)
async def test_malformed_rows_are_kept_with_their_place_and_the_others_go_on(
    city: City, reach: Reach, passing: StoppedClock, name: str
) -> None:
    kept, _ = await poll(build.intake(reach(name)), passing, 1)
    good = [row for row in kept.values() if row.form is not None]
    bad = [row for row in kept.values() if row.form is None]

    assert good
    assert bad
    assert all(row.fault and row.place.startswith("$") and row.raw for row in bad)


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize(
    "city", [("odd_numbers,rare_characters,naive_time", 1.0)], indirect=True, ids=["odd numbers and characters"]
)
async def test_odd_numbers_rare_characters_and_naive_moments_are_received(
    city: City, reach: Reach, passing: StoppedClock, name: str
) -> None:
    kept, _ = await poll(build.intake(reach(name)), passing, 1)
    forms = [row.form for row in kept.values() if row.form is not None]

    assert len(forms) == len(there(city, name))
    assert not any("\ufffd" in form.applicant.name or "?" in form.applicant.name for form in forms)
    assert any(len(char.encode("gb18030")) == 4 for form in forms for char in form.applicant.name + form.premises.name)
    if name in {"ixiamen", "kiosk"}:
        assert any("time_without_offset" in form.notes for form in forms)


@pytest.mark.parametrize("name", ["wechat", "ixiamen"])
@fault("token_dies", 0.2)
async def test_a_token_that_dies_costs_no_row(city: City, reach: Reach, passing: StoppedClock, name: str) -> None:
    kept, _ = await poll(build.intake(reach(name)), passing, 10)

    assert {ref for ref, _ in kept} == there(city, name)
    assert city.journal.violations == []


@fault("clock_skew", 1.0)
async def test_a_clock_that_is_off_is_learnt_from_the_first_refusal(
    city: City, reach: Reach, passing: StoppedClock
) -> None:
    for name in ("kiosk", "ixiamen"):
        kept, troubles = await poll(build.intake(reach(name)), passing, 2)
        assert {ref for ref, _ in kept} == there(city, name)
        assert troubles["OutsideUnavailable"] == troubles["OutsideRejected"] == 0


@pytest.mark.parametrize("name", CHANNELS)
@fault("redirect", 0.4)
async def test_a_redirect_elsewhere_is_refused_with_an_alarm(
    city: City, reach: Reach, passing: StoppedClock, name: str, crossings: list[Crossing]
) -> None:
    kept, troubles = await poll(build.intake(reach(name)), passing, 12)

    assert troubles["OutsideRejected"] > 0
    assert {ref for ref, _ in kept} == there(city, name)
    assert all(crossing.url.startswith(city.base_url) for crossing in crossings)


async def fetch(channel: DeclaredChannel, rows: list[Row], passing: StoppedClock) -> tuple[int, Counter[str]]:
    """Fetch every attachment with patience; return how many came and what was said on the way."""
    came, said = 0, Counter[str]()
    for row in rows:
        for file in row.form.attachments if row.form else ():
            for _ in range(6):
                passing.seconds += 2000
                answer, content = await channel.attachment(row.ref, file)
                said[answer.code or answer.verdict] += 1
                if answer.verdict is Verdict.OK and content is not None:
                    came += 1
                    break
    return came, said


@pytest.mark.parametrize("name", ["website", "ixiamen"])
@fault("late_attachment", 0.3)
async def test_late_attachments_and_ended_links_are_waited_for(
    city: City, reach: Reach, passing: StoppedClock, name: str
) -> None:
    city.world.timing.late_attachment = 0.003
    channel = build.intake(reach(name))
    kept, _ = await poll(channel, passing, 1)

    came, said = await fetch(channel, list(kept.values()), passing)

    declared = sum(len(row.form.attachments) for row in kept.values() if row.form)
    assert came == declared
    assert city.journal.faults[name, "late_attachment"] > 0, said


@pytest.mark.parametrize("name", CHANNELS)
@fault("wrong_digest", 0.5)
async def test_wrong_bytes_are_never_taken_for_the_file(
    city: City, reach: Reach, passing: StoppedClock, name: str
) -> None:
    channel = build.intake(reach(name))
    kept, _ = await poll(channel, passing, 1)

    _, said = await fetch(channel, list(kept.values()), passing)

    assert said["digest_mismatch"] > 0


@pytest.mark.parametrize("name", CHANNELS)
@pytest.mark.parametrize(
    "city",
    [("lost_answer", 0.6), ("duplicate_answer", 0.6), ("html_page,cut,truncated", 0.5)],
    indirect=True,
    ids=["lost_answer", "duplicate_answer", "broken answers"],
)
async def test_a_write_back_is_stored_once_however_often_it_is_repeated(
    city: City, reach: Reach, passing: StoppedClock, name: str
) -> None:
    channel = build.intake(reach(name))
    kept, _ = await poll(channel, passing, 8)
    row = next(row for row in kept.values() if row.form and row.form.channel_state == "submitted")
    event = ChannelEvent("event-0001", row.ref, row.revision, "accept", datetime.now(UTC), "王明", document_no="1号")
    request, verdict = channel.event_request(event), Verdict.UNKNOWN

    for _ in range(TRIES):
        passing.seconds += 400
        try:
            if channel.acknowledges:
                await channel.acknowledge([(row.ref, row.revision)])
            verdict = (await channel.report(event, request)).verdict
        except OutsideError:
            continue
        if verdict in SUCCESS:
            break

    assert verdict in SUCCESS
    assert [entry["application"] for entry in city.journal.write_backs] == [row.ref]
    assert city.journal.violations == []


@fault("newer_revision", 1.0)
async def test_a_newer_revision_is_told_to_who_decides_on_an_old_one(
    city: City, reach: Reach, passing: StoppedClock
) -> None:
    channel = build.intake(reach("website"))
    kept, _ = await poll(channel, passing, 1)
    row = next(row for row in kept.values() if row.form and row.form.channel_state == "submitted")
    event = ChannelEvent("event-0001", row.ref, row.revision, "accept", datetime.now(UTC), "王明", document_no="1号")

    answer = await channel.report(event, channel.event_request(event))
    newest = await channel.one(row.ref)

    assert answer.verdict is Verdict.STALE
    assert newest is not None
    assert newest.revision == row.revision + 1


@pytest.mark.parametrize(
    "city", [("lost_answer", 0.6), ("html_page,cut,truncated", 0.5)], indirect=True, ids=["lost", "broken"]
)
async def test_a_batch_is_held_once_after_lost_answers(city: City, reach: Reach, passing: StoppedClock) -> None:
    credit = build.credit(reach("credit"))
    day = city.world.today - timedelta(days=1)
    messages = [message(licence(f"{n}号", decided_on=str(day)), key=str(n)) for n in range(20)]
    prepared = credit.prepare(messages, batch_no="B1", at=datetime.now(UTC))
    told: list[Verdict] = []

    for _ in range(TRIES):
        passing.seconds += 400
        try:
            sent = await credit.inquire(prepared) or await credit.send(prepared)
        except OutsideError:
            continue
        if sent.answer.verdict in SUCCESS:
            told = [sent.alike.verdict] * len(prepared.keys) if sent.alike else [row.verdict for row in sent.rows]
            break

    assert told == [Verdict.OK] * 20
    assert len(city.town.credit.by_batch) == 1
    assert city.journal.violations == []


@fault("bad_row", 0.5)
async def test_a_bad_row_waits_and_the_good_ones_count(city: City, reach: Reach) -> None:
    credit = build.credit(reach("credit"))
    day = city.world.today - timedelta(days=1)
    messages = [message(licence(f"{n}号", decided_on=str(day)), key=str(n)) for n in range(40)]

    sent = await credit.send(credit.prepare(messages, batch_no="B1", at=datetime.now(UTC)))

    verdicts = Counter(row.verdict for row in sent.rows)
    assert verdicts[Verdict.OK] > 0
    assert verdicts[Verdict.REJECTED] + verdicts[Verdict.RETRY] > 0
    assert all(row.code for row in sent.rows if row.verdict is not Verdict.OK)
