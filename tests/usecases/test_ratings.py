"""Ratings are kept once and for good; unhappy ones are visited, answered and counted."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from daemon.jobs import recompute_deadlines
from models.errors import InvalidInput, Refused
from models.tables.applications import QuarantineRow
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER
from ports.ratings import Rating, RatingRow
from tests.support.licences import CLERK, sent
from tests.support.rows import OFFICERS, receive, row, staffed
from usecases import cards_desk, ratings, ratings_desk, running_terms, systems
from usecases.desk import Desk
from usecases.ratings import RATINGS
from usecases.ratings_desk import RatingFilter
from wiring.office import Office

RATED = Desk("厦门市烟草专卖局", "11350200MB1A2B3CXA", systems=(("wechat", "intake"), ("rating", "rating")))
AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
QUARANTINE = table_of(QuarantineRow)
HOSTILE = "=cmd|' /C calc'!A1 \x1b]52;c;cm0=\x07[@click=app.leave]走[/]\u202e等了很久\0"


@pytest.fixture
def bureau(office: Office) -> Office:
    """Return a bureau that knows one application of wechat and pulls ratings."""
    office.desk = RATED
    receive(staffed(office), row())
    return office


def came(number: int, level: int = 5, digest: str = "", **changes: Any) -> RatingRow:
    values: dict[str, Any] = {"channel": "wechat", "application_ref": "WX1", "level": level, "text": "好"}
    values |= {"anonymous": False, "rater_name": "林海生", "rater_mobile": "13900000001", "at": AT}
    rating = Rating(rating_id=f"RT{number:08d}", **values | changes)
    return RatingRow(f'{{"id":"{rating.rating_id}"}}'.encode(), digest or f"{number:064d}", rating)


def take(office: Office, *rows: RatingRow) -> int:
    return office.perform(ratings.receive, "rating", rows, by=SYSTEM_OFFICER)


def lines(office: Office, **wanted: Any) -> list[Any]:
    with office.reading() as session:
        return list(ratings_desk.page(session, RatingFilter(**wanted)))


def test_a_rating_is_kept_once_with_its_application_and_a_masked_rater(bureau: Office) -> None:
    counts = [take(bureau, came(1), came(1)), take(bureau, came(1))]

    (line,) = lines(bureau)
    assert counts == [1, 0]
    assert (line.subject, line.item, line.district, line.state) == ("A-2026-000001", "renew", "350203", "none")
    assert line.rater == "林** 1390*****01"


def test_nobody_can_change_or_remove_a_rating(bureau: Office) -> None:
    take(bureau, came(1, level=1))

    for statement in (update(RATINGS).values(level=5), delete(RATINGS)):
        with pytest.raises(DBAPIError, match="a rating never changes"), bureau.reading() as session:
            session.execute(statement)
    assert lines(bureau)[0].level == 1


def test_a_rating_that_comes_again_with_another_content_stays_and_a_person_is_told(bureau: Office) -> None:
    take(bureau, came(1, level=1))

    take(bureau, came(1, level=5, digest="f" * 64))

    with bureau.reading() as session:
        alarms = [(alarm.code, alarm.subject) for alarm in systems.open_alarms(session)]
        kept = session.execute(select(QUARANTINE.c.raw, QUARANTINE.c.channel)).all()
    assert [line.level for line in lines(bureau)] == [1]
    assert alarms == [("rating_changed", "RT00000001")]
    assert [(bytes(raw), channel) for raw, channel in kept] == [(b'{"id":"RT00000001"}', "rating")]


def test_what_cannot_be_read_is_quarantined_and_its_neighbours_are_kept(bureau: Office) -> None:
    faulty = RatingRow(b'{"id":"RT9"}', "9" * 64, None, "没有评价等级9", "$.level")

    count = take(bureau, came(1), faulty, came(2))

    with bureau.reading() as session:
        (held,) = session.execute(select(QUARANTINE.c.reason, QUARANTINE.c.place)).all()
    assert count == 2
    assert tuple(held) == ("没有评价等级9", "$.level")


@pytest.mark.parametrize("level", [1, 2, 3])
def test_only_an_unhappy_rating_calls_for_a_visit_within_its_term(bureau: Office, level: int) -> None:
    take(bureau, came(1, level=level))

    (line,) = lines(bureau)
    with bureau.reading() as session:
        terms = running_terms.of_subject(session, "rating:RT00000001")
    expected = date(2026, 11, 27) if level < 3 else None
    assert (line.due_on, line.state) == (expected, "to_visit" if level < 3 else "none")
    assert [(term["term"], term["due_on"]) for term in terms] == ([("V01", expected)] if level < 3 else [])


def test_a_visit_that_is_late_is_carded_like_every_term(bureau: Office) -> None:
    take(bureau, came(1, level=1))
    bureau.clock = lambda: datetime(2026, 11, 30, 4, 0, tzinfo=UTC)

    recompute_deadlines.settle(bureau)

    with bureau.reading() as session:
        cards = cards_desk.page(session, cards_desk.CardFilter())
    assert [(card.subject, card.term, card.kind) for card in cards] == [("rating:RT00000001", "V01", "yellow")]


def test_a_visit_is_recorded_answered_and_closed_when_the_system_has_the_reply(bureau: Office) -> None:
    take(bureau, came(1, level=2))
    key = bureau.perform(ratings.visit, "RT00000001", "solved", "已电话回访，问题解决。", visited_at=AT, by=CLERK)

    before = lines(bureau)[0].state
    (message,) = sent(bureau, "rating")
    with bureau.reading() as session:
        from usecases.ratings_desk import OUTBOX

        session.execute(update(OUTBOX).where(OUTBOX.c.key == key).values(state="confirmed"))
        session.connection().commit()
    with bureau.reading() as session:
        found = ratings_desk.figures(session, date(2026, 11, 1), date(2026, 11, 30))
        waiting = ratings_desk.to_visit(session, cap=10)
        terms = running_terms.of_subject(session, "rating:RT00000001")
    assert (before, lines(bureau)[0].state, waiting) == ("replying", "closed", 0)
    assert message.payload == {
        "rating_id": "RT00000001", "reply_id": "V-rating-00000001", "by": "周雅", "outcome": "solved",
        "visited_at": "2026-11-21T11:00:00+08:00", "text": "已电话回访，问题解决。",
    }  # fmt: skip
    assert terms[0]["done_at"] is not None
    assert (found.visits, found.visited, found.named_share, found.satisfied) == (1, 1, 1.0, 0.0)
    assert (found.by_channel, found.by_month) == ({"wechat": [1, 1, 2]}, {"2026-11": [1, 1, 2]})
    with pytest.raises(Refused, match="已由clerk回访"):
        bureau.perform(ratings.visit, "RT00000001", "solved", "再次回访", by=OFFICERS["clerk2"])


@pytest.mark.parametrize(
    ("level", "said", "error"),
    [
        (2, {"outcome": "ignored", "text": "已电话回访"}, InvalidInput),
        (2, {"outcome": "solved", "text": "好"}, InvalidInput),
        (2, {"outcome": "solved", "text": "已电话回访", "visited_at": AT + timedelta(days=9)}, InvalidInput),
        (2, {"outcome": "solved", "text": "已电话回访", "visited_at": AT - timedelta(days=9)}, InvalidInput),
        (4, {"outcome": "solved", "text": "已电话回访"}, Refused),
    ],
    ids=["unknown outcome", "too short", "in time to come", "before the rating", "a happy rating"],
)
def test_a_visit_that_cannot_be_is_not_kept(
    bureau: Office, level: int, said: dict[str, Any], error: type[Exception]
) -> None:
    take(bureau, came(1, level=level))

    with pytest.raises(error):
        bureau.perform(ratings.visit, "RT00000001", **said, by=CLERK)

    assert sent(bureau, "rating") == []
    assert lines(bureau)[0].reply_key in ("", None)


def test_hostile_words_are_kept_and_cost_nobody_else(bureau: Office) -> None:
    count = take(bureau, came(1, text=HOSTILE, rater_name="\x1b[2J许海峰", channel="=x", application_ref="\0"), came(2))

    assert count == 2
    assert "等了很久" in lines(bureau)[1].text
    assert lines(bureau)[1].subject == ""
