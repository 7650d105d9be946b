"""The jobs of service: what fails with one office is asked later and holds back no other delivery."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from daemon.jobs import poll_ratings, trace_letters
from daemon.jobs.poll_ratings import begin
from models.errors import OutsideUnavailable
from models.values import SYSTEM_OFFICER
from ports.letters import Step, Trace
from tests.support.deliveries import POSTAL, answered, new_one, one
from tests.support.licences import CLERK
from tests.support.rows import staffed
from usecases import deliveries, delivery_traces
from wiring.office import Office
from wiring.outside import Outside

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


class Post:
    """A post office that does not answer at first."""

    def __init__(self, answers: Sequence[Trace | Exception | None]) -> None:
        self.answers = list(answers)

    async def trace(self, order_no: str) -> Trace | None:
        """Return the next answer."""
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


async def test_a_letter_that_cannot_be_asked_about_is_asked_about_later(office: Office) -> None:
    office.desk = POSTAL
    _licence_no, row = new_one(staffed(office))
    office.perform(deliveries.send, row["number"], by=CLERK)
    answered(office, row["number"], "confirmed", receipt_no="EX1CN")
    post: Any = Post([OutsideUnavailable("邮政没有回答。"), Trace("EX1CN", (Step(NOW, "704", "已签收"),))])
    office.outside = Outside(letters={"post": post})

    with pytest.raises(OutsideUnavailable):
        await trace_letters.follow(office, "post", row["number"])
    waiting = one(office, row["number"])
    ended = await trace_letters.follow(office, "post", row["number"])

    assert (waiting["state"], waiting["looks"]) == ("underway", 1)
    assert waiting["next_look_at"] == office.now() + timedelta(seconds=10)
    assert (ended, one(office, row["number"])["state"]) == (1, "delivered")


async def test_a_letter_that_the_post_does_not_know_any_more_is_for_a_person(office: Office) -> None:
    office.desk = POSTAL
    _licence_no, row = new_one(staffed(office))
    office.perform(deliveries.send, row["number"], by=CLERK)
    answered(office, row["number"], "confirmed", receipt_no="EX1CN")
    office.perform(delivery_traces.note_order, row["number"], by=SYSTEM_OFFICER)

    state = office.perform(delivery_traces.note_trace, row["number"], None, by=SYSTEM_OFFICER)

    assert (state, one(office, row["number"])["reason"]) == ("failed", "邮政查无此件")


@pytest.mark.parametrize(
    ("known", "since", "reread_at"),
    [
        (None, NOW - poll_ratings.FIRST_BACK, NOW),
        ((NOW, NOW), NOW - timedelta(minutes=15), NOW),
        ((NOW - timedelta(hours=2), NOW - timedelta(days=1)), NOW - timedelta(days=7), NOW),
        ((NOW - timedelta(days=9), NOW - timedelta(days=1)), NOW - timedelta(days=9, minutes=15), NOW),
    ],
    ids=["the first time", "a little before the newest", "once a day the last week", "after a long rest"],
)
def test_a_walk_begins_where_nothing_can_be_missed(
    known: tuple[datetime, datetime] | None, since: datetime, reread_at: datetime
) -> None:
    assert begin(known, NOW) == (since, reread_at)
