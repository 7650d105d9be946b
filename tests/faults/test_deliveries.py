"""Letters and ratings on a city with faults: each letter once, each rating once, each reply once, nothing lost."""

from sqlalchemy import update

from models.tables.columns import table_of
from models.tables.deliveries import DeliveryRow
from models.tables.documents import DocumentRow
from models.tables.licences import LicenceRow
from models.tables.outbox import OutboxRow
from models.tables.ratings import RatingRow, ReturnVisitRow
from tests.faults.conftest import with_faults
from tests.faults.test_push import decided
from tests.support.bridge import Bridge
from usecases import deliveries, ratings
from wiring.connect import adapters_of

DELIVERIES, DOCUMENTS, LICENCES = table_of(DeliveryRow), table_of(DocumentRow), table_of(LicenceRow)
OUTBOX, RATINGS, VISITS = table_of(OutboxRow), table_of(RatingRow), table_of(ReturnVisitRow)
AROUND = ("drain_outbox", "follow_receipts", "serve_documents", "trace_letters", "poll_ratings")
BROKEN = "html_page,empty_body,wrong_content_type,truncated,length_lie,cut"
LATE = "late_commit,duplicate_delivery,repeat_page,cursor_stuck,naive_time"


def send_letters(bridge: Bridge) -> int:
    """Let the clerk pack and send every planned letter."""
    planned = bridge.rows(DELIVERIES, state="planned", way="post")
    for row in planned:
        bridge.office.perform(deliveries.send, row.number, by=bridge.officer("clerk"))
    return len(planned)


def visit_all(bridge: Bridge) -> None:
    """Let the clerk visit every unhappy rater."""
    for row in bridge.rows(VISITS, recorded_at=None):
        (rating,) = bridge.rows(RATINGS, id=row.rating)
        said = (rating.rating_id, "explained", "已电话回访并说明")
        bridge.office.perform(ratings.visit, *said, by=bridge.officer("clerk"))


def on_paper(bridge: Bridge) -> None:
    """Let every document be made at once."""
    with bridge.office.engine.begin() as connection:
        waiting = update(DOCUMENTS).where(DOCUMENTS.c.state == "waiting")
        connection.execute(waiting.values(state="sealed", sha256="ab" * 32, made_at=bridge.office.now()))


async def known(bridge: Bridge) -> None:
    """Let the channels know of every decision, without faults: before that nothing is served."""
    faults, rate = bridge.city.world.chance.enabled, bridge.city.world.chance.rate
    bridge.city.world.chance.switch(frozenset(), 0.0)
    for _ in range(8):
        bridge.later(60)
        await bridge.run("drain_outbox", "follow_receipts")
        if all(row.state == "confirmed" for row in bridge.rows(OUTBOX, kind="event")):
            break
    bridge.city.world.chance.switch(faults, rate)


def ended(bridge: Bridge) -> bool:
    """Return whether letters, ratings and replies have come to their end."""
    letters = all(row.state in ("delivered", "returned") for row in bridge.rows(DELIVERIES, way="post"))
    replied = all(row.state == "confirmed" for row in bridge.rows(OUTBOX, system="rating"))
    rated = bridge.rows(RATINGS) and len(bridge.rows(RATINGS)) == len(bridge.city.town.ratings.items)
    return bool(letters and replied and rated and not bridge.rows(VISITS, recorded_at=None))


def hurry(bridge: Bridge) -> None:
    with bridge.office.engine.begin() as connection:
        connection.execute(update(OUTBOX).values(next_try_at=bridge.office.now()))
        looked = update(DELIVERIES).where(DELIVERIES.c.next_look_at.is_not(None))
        connection.execute(looked.values(next_look_at=bridge.office.now()))


@with_faults("lost_answer", BROKEN, LATE, rate=0.3, applications=24)
async def test_letters_and_ratings_come_to_their_end_once(bridge: Bridge) -> None:
    await decided(bridge)
    await known(bridge)
    on_paper(bridge)
    await bridge.run("serve_documents")
    letters = send_letters(bridge)

    for _ in range(24):
        await bridge.run(*AROUND)
        visit_all(bridge)
        bridge.later(400)
        hurry(bridge)
        if ended(bridge):
            break

    post = bridge.rows(DELIVERIES, way="post")
    mails = sorted(row.mail_no for row in post)
    items = bridge.city.town.ratings.items
    assert letters
    assert {row.state for row in post} <= {"delivered", "returned"}
    assert mails == [f"EX{n + 1:09d}CN" for n in range(letters)]  # the post was never asked for a letter twice
    served = {row.licence_no for row in post if row.state == "delivered"}
    assert {row.status for row in bridge.rows(LICENCES) if row.licence_no in served} <= {"active", "suspended"}
    assert all(row.receipt_no and row.proof_sha256 for row in post if row.state == "delivered")
    assert sorted(row.rating_id for row in bridge.rows(RATINGS)) == sorted(item["id"] for item in items)
    unhappy = [item["id"] for item in items if item["level"] < 3]
    replies = bridge.city.town.ratings.replies.sent
    assert sorted(sent["rating"] for sent in replies.values()) == sorted(unhappy)
    assert {row.state for row in bridge.rows(OUTBOX, system="rating")} <= {"confirmed"}
    assert bridge.struck(*bridge.city.world.settings.faults)
    assert [one for one in bridge.city.journal.violations if one["system"] in ("post", "rating")] == []


async def test_a_letter_whose_answer_was_lost_in_a_crash_is_asked_about_and_ordered_once(bridge: Bridge) -> None:
    await decided(bridge)
    await known(bridge)
    on_paper(bridge)
    await bridge.run("serve_documents")
    letters = send_letters(bridge)
    bridge.later(60)
    await bridge.run("drain_outbox:post")
    with bridge.office.engine.begin() as connection:  # killed after sending, before anything was noted
        sent = update(OUTBOX).where(OUTBOX.c.system == "post")
        connection.execute(
            sent.values(state="sending", lease_owner="dead", lease_until=bridge.office.now(), receipt_no="")
        )
    await bridge.office.outside.aclose()
    bridge.office.outside = adapters_of(bridge.office.settings, bridge.office.now)
    bridge.later(200)

    await bridge.run("drain_outbox:post", "trace_letters")

    assert letters
    assert sorted(row.receipt_no for row in bridge.rows(OUTBOX, system="post")) == [
        f"EX{n + 1:09d}CN" for n in range(letters)
    ]
