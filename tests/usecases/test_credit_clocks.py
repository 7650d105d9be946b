"""Clocks of publication: last days, how far each record got, cards, alarms, and the numbers of a month."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from daemon.jobs.recompute_deadlines import hand_out, settle
from models.tables.columns import table_of
from models.tables.outbox import AlarmRow
from models.tables.terms import CardRow
from models.values import SYSTEM_OFFICER
from ports.platforms import Feedback
from tests.conftest import NOON
from tests.support.one_kind import database_url
from tests.support.penalties import (
    APPROVER,
    CLERK,
    INSPECTOR,
    KEY,
    NO,
    OUTBOX,
    PAPER,
    PERSON,
    bureau,
    record,
)
from usecases import (
    clocks,
    credit_clocks,
    credit_numbers,
    feedback,
    outbox_desk,
    overdue_messages,
    penalties,
    proposals,
)
from usecases.credit_clocks import ClockLine
from usecases.penalty_forms import read_form

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["bureau", "database_url"]
CARDS, ALARMS = table_of(CardRow), table_of(AlarmRow)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def changed(office: "Office", **values: object) -> None:
    """Let a message be as something that is not shown here left it."""
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == f"{KEY}|v1").values(**values))


def clock(office: "Office") -> ClockLine:
    with office.reading() as session:
        return credit_clocks.open_clocks(session, known=clocks.reckoner(session, office.now()))[0]


def counted(office: "Office", month: tuple[date, date] = NOVEMBER) -> dict[str, Any]:
    with office.reading() as session:
        found = credit_numbers.numbers(session, *month, at=office.now())
    return credit_numbers.as_json(found[-1])


def test_the_clock_runs_from_the_day_of_the_decision(bureau: "Office") -> None:
    record(bureau, decided_on="2026-11-17")

    found = clock(bureau)

    assert (found.term, found.due_on, found.left, found.stage, found.card) == (
        "L25", date(2026, 11, 26), 4, "waiting", "none",
    )  # fmt: skip
    assert (found.party, found.document_no, found.office, found.provisional) == (
        "思明区鹭岛便利店",
        NO,
        "350200",
        False,
    )


@pytest.mark.parametrize(
    ("day", "left", "card"),
    [
        ("2026-11-16", 3, "warning"),
        ("2026-11-12", 1, "warning"),
        ("2026-11-09", -2, "yellow"),
        ("2026-11-02", -7, "red"),
    ],
)
def test_a_record_earns_its_cards_as_its_day_comes(bureau: "Office", day: str, left: int, card: str) -> None:
    record(bureau, decided_on=day)

    assert (clock(bureau).left, clock(bureau).card) == (left, card)


def test_a_card_goes_to_who_heads_the_office_and_a_warning_ends_with_the_confirmation(bureau: "Office") -> None:
    record(bureau, decided_on="2026-11-16")

    assert hand_out(bureau) == 1
    changed(bureau, state="confirmed", confirmed_at=NOON, sent_at=NOON)
    hand_out(bureau)

    with bureau.reading() as session:
        card = session.execute(select(CARDS)).one()
    assert (card.subject, card.term, card.kind) == ("penalty:厦烟处〔2026〕第12号", "L25", "warning")
    assert card.lifted_why == "已经办理，不再临近期限"


def test_the_last_warning_is_an_alarm_that_ends_by_itself(bureau: "Office") -> None:
    record(bureau, decided_on="2026-11-12")

    bureau.keep(overdue_messages.watch, at=bureau.now())
    with bureau.reading() as session:
        raised = session.execute(select(ALARMS.c.code, ALARMS.c.subject, ALARMS.c.closed_at)).all()
    changed(bureau, state="confirmed", confirmed_at=NOON, sent_at=NOON)
    bureau.keep(overdue_messages.watch, at=bureau.now())

    assert raised == [("publicity_due", f"{KEY}|v1", None)]
    with bureau.reading() as session:
        assert session.execute(select(ALARMS.c.closed_at)).scalar() == NOON


EARLY = datetime(2026, 11, 3, 2, tzinfo=UTC)
CAUSES: dict[str, tuple[dict[str, object], tuple[str, str]]] = {
    "recorded when it was late": ({"tries": 0}, ("ours", "recorded_late")),
    "never sent": ({"created_at": EARLY}, ("ours", "not_sent")),
    "rejected": ({"created_at": EARLY, "sent_at": EARLY, "state": "rejected"}, ("ours", "rejected")),
    "given up": ({"created_at": EARLY, "sent_at": EARLY, "state": "dead"}, ("ours", "given_up")),
    "without an answer": ({"created_at": EARLY, "sent_at": EARLY, "state": "delivered"}, ("theirs", "unconfirmed")),
    "held": (
        {"created_at": EARLY, "sent_at": EARLY, "state": "delivered", "receiver_state": "held"}, ("theirs", "held"),
    ),
    "tried in vain": ({"created_at": EARLY, "tries": 7}, ("theirs", "platform_away")),
}  # fmt: skip


@pytest.mark.parametrize(("values", "expected"), CAUSES.values(), ids=CAUSES.keys())
def test_a_delay_has_its_cause(bureau: "Office", values: dict[str, object], expected: tuple[str, str]) -> None:
    record(bureau)
    changed(bureau, **values)

    found = clock(bureau)

    assert (found.side, found.cause) == expected


def told(office: "Office", kind: str) -> None:
    item = Feedback(f"FB-{kind}", kind, KEY, 1, NOON, "2026-12-06", "对方的原话")
    office.perform(feedback.receive, "credit", [item], by=SYSTEM_OFFICER)


def test_a_dispute_is_the_cause_while_it_stops_the_record(bureau: "Office") -> None:
    record(bureau)
    changed(bureau, created_at=EARLY)
    told(bureau, "dispute")

    assert (clock(bureau).side, clock(bureau).cause, clock(bureau).hold) == ("theirs", "disputed", "disputed")


ON_TIME: dict[str, object] = {"created_at": EARLY, "sent_at": EARLY, "state": "confirmed", "confirmed_at": EARLY}


def repaired_later(office: "Office") -> None:
    changed(office, **ON_TIME)
    told(office, "repair")


Doing = Callable[["Office"], object]
NUMBERS: dict[str, tuple[Doing, dict[str, object]]] = {
    "on time": (lambda office: changed(office, **ON_TIME), {"on_time": 1, "on_time_rate": 1.0, "mean_days": 1.0}),
    "late": (
        lambda office: changed(office, **ON_TIME | {"confirmed_at": NOON}),
        {"late": 1, "on_time_rate": 0.0, "causes": {"unconfirmed": 1}},
    ),
    "missing": (
        lambda office: changed(office, created_at=EARLY), {"missing": 1, "causes": {"not_sent": 1}, "mean_days": None},
    ),
    "rejected": (
        lambda office: changed(office, created_at=EARLY, state="rejected"),
        {"missing": 1, "rejected_first": 1, "rejection_rate": 1.0, "causes": {"rejected": 1}},
    ),
    "repaired after it was published": (
        repaired_later, {"on_time": 1, "repairs": 1},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("doing", "expected"), NUMBERS.values(), ids=NUMBERS.keys())
def test_the_numbers_of_a_month_say_what_became_of_its_records(
    bureau: "Office", doing: Doing, expected: dict[str, object]
) -> None:
    record(bureau)
    doing(bureau)

    found = counted(bureau)

    assert found["to_publish"] == 1
    assert {name: found[name] for name in expected} == expected


def test_a_span_up_to_today_shows_what_is_still_running(bureau: "Office") -> None:
    record(bureau, decided_on="2026-11-17")  # its last day is 26 November
    today, yesterday = (date(2026, 11, 1), date(2026, 11, 21)), (date(2026, 11, 1), date(2026, 11, 20))

    assert (counted(bureau, today)["to_publish"], counted(bureau, today)["pending"]) == (1, 1)
    with bureau.reading() as session:
        assert credit_numbers.numbers(session, *yesterday, at=bureau.now()) == []


def test_changes_and_exclusions_are_counted_apart(bureau: "Office") -> None:
    record(bureau)
    changed(bureau, **ON_TIME)
    bureau.perform(penalties.correct, NO, read_form(PAPER | {"fine": "1600.00"}), by=INSPECTOR)
    child = PERSON | {"id_no": "350203200901010019"}
    record(bureau, document_no="厦烟处〔2026〕第13号", party=child, facts="销售。")

    found = counted(bureau)

    assert (found["to_publish"], found["on_time"], found["corrections"], found["excluded"]) == (1, 1, 1, 1)


def test_each_number_opens_its_records(bureau: "Office") -> None:
    record(bureau)
    changed(bureau, created_at=EARLY, state="rejected")
    bureau.perform(outbox_desk.release, f"{KEY}|v1", by=CLERK)

    with bureau.reading() as session:
        found = [
            len(credit_numbers.records(session, *NOVEMBER, at=bureau.now(), what=what))
            for what in ("to_publish", "rejected_first", "missing", "late", "corrections")
        ]
    assert found == [1, 1, 1, 0, 0]


def test_a_new_calendar_moves_the_last_day_of_what_is_not_published_yet(bureau: "Office") -> None:
    record(bureau, decided_on="2026-11-17")
    changed(bureau, deadline_on=date(2026, 11, 25))  # as an older calendar had it

    settle(bureau)
    again = settle(bureau)

    assert (clock(bureau).due_on, again) == (date(2026, 11, 26), 0)


@pytest.mark.parametrize("again", [outbox_desk.release, outbox_desk.replay])
def test_a_proposal_to_give_up_ends_when_the_record_is_sent_again(bureau: "Office", again: Any) -> None:
    record(bureau)
    changed(bureau, state="rejected")
    bureau.perform(outbox_desk.give_up, f"{KEY}|v1", note="不应报送", by=APPROVER)

    bureau.perform(again, f"{KEY}|v1", by=CLERK)

    with bureau.reading() as session:
        assert proposals.open_one(session, KEY, outbox_desk.GIVEN_UP) is None
