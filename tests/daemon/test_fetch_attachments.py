"""Attachments: kept under their digest, a wrong one fetched once more, a late one waited for, a missing one noted."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from daemon.jobs import fetch_attachments
from daemon.shift import Shift
from models.errors import OutsideUnavailable
from models.forms import AttachmentRef
from models.tables.applications import AttachmentRow
from models.tables.columns import table_of
from models.tables.outbox import AlarmRow
from ports.exchanges import REDIRECT, Answer, Verdict
from ports.intake import AttachmentContent
from tests.support.outside import OK, InMemoryChannel
from tests.support.rows import form, receive, row
from wiring.outside import Outside

if TYPE_CHECKING:
    from wiring.office import Office

ATTACHMENTS = table_of(AttachmentRow)
PHOTO = b"\xff\xd8\xff photo"
DIGEST = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def channel() -> InMemoryChannel:
    return InMemoryChannel("wechat")


@pytest.fixture
def shift(office: "Office", channel: InMemoryChannel) -> Shift:
    """A shift in an office that received one application with one attachment."""
    office.outside = Outside({"wechat": channel})
    one = AttachmentRef("m0", "id_card", "../../id.jpg", len(PHOTO), DIGEST)
    receive(office, row(of=replace(form(), attachments=(one,))))
    return Shift.begin(office, "test")


def kept(shift: Shift) -> tuple[str, str]:
    """Return state and digest of the attachment."""
    with shift.office.reading() as session:
        found = session.execute(select(ATTACHMENTS.c.state, ATTACHMENTS.c.sha256)).one()
    return found.state, found.sha256


def next_try(shift: Shift) -> datetime | None:
    with shift.office.reading() as session:
        moment: datetime | None = session.execute(select(ATTACHMENTS.c.next_try_at)).scalar_one()
    return moment


async def fetch(shift: Shift, channel: InMemoryChannel, answer: Answer, content: bytes | None) -> None:
    """Let the channel answer so, and fetch what is due."""
    channel.files["m0"] = answer, AttachmentContent(content, "image/jpeg") if content is not None else None
    await fetch_attachments.run(shift, "wechat")


async def test_the_bytes_lie_in_the_store_under_their_digest(shift: Shift, channel: InMemoryChannel) -> None:
    await fetch(shift, channel, OK, PHOTO)

    assert kept(shift) == ("stored", DIGEST)
    assert shift.office.store.get(DIGEST) == PHOTO


async def test_a_type_that_is_not_accepted_is_kept_and_marked(shift: Shift, channel: InMemoryChannel) -> None:
    await fetch(shift, channel, OK, b"MZ program")

    assert kept(shift)[0] == "refused"


async def test_a_wrong_digest_is_fetched_once_more_and_then_set_aside(shift: Shift, channel: InMemoryChannel) -> None:
    wrong = Answer(Verdict.REJECTED, None, code="digest_mismatch")

    await fetch(shift, channel, wrong, b"other")

    assert kept(shift) == ("quarantined", hashlib.sha256(b"other").hexdigest())
    assert shift.office.store.get(hashlib.sha256(b"other").hexdigest()) == b"other"


async def test_a_wrong_digest_that_was_right_the_second_time_is_stored(shift: Shift, channel: InMemoryChannel) -> None:
    answers = [(Answer(Verdict.REJECTED, None, code="digest_mismatch"), b"other"), (OK, PHOTO)]

    async def one_after_the_other(ref: str, attachment: AttachmentRef) -> tuple[Answer, AttachmentContent | None]:
        answer, content = answers.pop(0)
        return answer, AttachmentContent(content, "image/jpeg")

    channel.attachment = one_after_the_other  # type: ignore[method-assign]
    await fetch_attachments.run(shift, "wechat")

    assert kept(shift) == ("stored", DIGEST)


async def test_a_late_one_is_waited_for_as_long_as_the_channel_says_and_given_up_after_half_an_hour(
    shift: Shift, channel: InMemoryChannel
) -> None:
    not_ready, now = Answer(Verdict.RETRY, None, retry_after=20.0, alone=True), shift.office.now()
    await fetch(shift, channel, not_ready, None)
    first, waits_until = kept(shift)[0], next_try(shift)

    with shift.office.engine.begin() as connection:
        connection.execute(update(ATTACHMENTS).values(first_tried_at=now - timedelta(minutes=31), next_try_at=now))
    await fetch(shift, channel, not_ready, None)

    assert first == "waiting"
    assert waits_until == now + timedelta(seconds=20)
    assert kept(shift)[0] == "missing"


async def test_one_of_a_channel_with_a_longer_wait_is_still_asked_for_after_half_an_hour(
    shift: Shift, channel: InMemoryChannel
) -> None:
    channel.patience = timedelta(hours=2)
    not_ready, now = Answer(Verdict.RETRY, None, code="not_yet", alone=True), shift.office.now()
    states = []
    for minutes in (31, 119, 121):
        with shift.office.engine.begin() as connection:
            began = now - timedelta(minutes=minutes)
            connection.execute(update(ATTACHMENTS).values(first_tried_at=began, next_try_at=now))
        await fetch(shift, channel, not_ready, None)
        states.append(kept(shift)[0])

    again = next_try(shift)
    with shift.office.engine.begin() as connection:
        connection.execute(update(ATTACHMENTS).values(next_try_at=now))
    await fetch(shift, channel, OK, PHOTO)

    assert states == ["waiting", "waiting", "missing"]
    assert again == now + timedelta(days=1)
    assert kept(shift) == ("stored", DIGEST)


async def test_one_that_the_channel_does_not_have_is_missing_at_once(shift: Shift, channel: InMemoryChannel) -> None:
    await fetch(shift, channel, Answer(Verdict.NOT_FOUND, None, code="material_not_found"), None)

    assert kept(shift)[0] == "missing"


async def test_a_link_to_elsewhere_raises_the_alarm(shift: Shift, channel: InMemoryChannel) -> None:
    await fetch(shift, channel, Answer(Verdict.REJECTED, None, code="link_refused", message="指向别处"), None)

    assert kept(shift)[0] == "quarantined"
    with shift.office.reading() as session:
        assert session.execute(select(table_of(AlarmRow).c.code)).scalar_one() == "link_refused"


async def test_a_redirect_to_elsewhere_raises_one_alarm(shift: Shift, channel: InMemoryChannel) -> None:
    await fetch(shift, channel, Answer(Verdict.REJECTED, None, code=REDIRECT), None)

    assert kept(shift)[0] == "quarantined"
    with shift.office.reading() as session:
        assert session.execute(select(table_of(AlarmRow).c.code)).scalars().all() == [REDIRECT]


async def test_a_channel_in_trouble_ends_the_run_and_the_attachment_waits(
    shift: Shift, channel: InMemoryChannel
) -> None:
    async def silent(ref: str, attachment: AttachmentRef) -> tuple[Answer, AttachmentContent | None]:
        raise OutsideUnavailable("没有回答。", retry_after=7.0)

    channel.attachment = silent  # type: ignore[method-assign]
    with pytest.raises(OutsideUnavailable):
        await fetch_attachments.run(shift, "wechat")

    assert kept(shift)[0] == "waiting"
    assert next_try(shift) == shift.office.now() + timedelta(seconds=7)
