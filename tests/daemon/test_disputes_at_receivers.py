"""A disputed licence: what a receiver of each generation is sent, until the answer; the city agrees."""

import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from daemon.jobs import take_feedback
from daemon.shift import Shift
from models.errors import Refused
from models.tables.columns import table_of
from models.tables.outbox import BatchRequestRow, OutboxRow
from tests.support import penalties as papers
from tests.support.licences import APPROVER, APPROVER2, CLERK, new_licence
from tests.support.penalties import INSPECTOR
from tests.support.rows import OFFICERS, OPERATOR_ID
from tests.support.ways import BOTH, NAMES, OLD, Way, way_to
from usecases import credit_disputes, dispute_marks, licence_withdrawals, outbox_desk, penalties
from usecases.dispute_marks import Mark
from usecases.penalty_forms import read_form
from usecases.withdrawals import Authority

if TYPE_CHECKING:
    from wiring.office import Office

OUTBOX, BODIES = table_of(OutboxRow), table_of(BatchRequestRow)
ADMIN = OFFICERS["sysadmin"]
ON_SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
PAPER = Authority("厦烟异〔2026〕第1号", None, "厦门市烟草专卖局")
FAULTS = "lost_answer,cut,html_page,empty_body,unavailable"


@pytest.fixture(params=BOTH, ids=NAMES)
async def way(request: pytest.FixtureRequest, office: "Office") -> AsyncIterator[Way]:
    """The way to a receiver that holds one published licence."""
    async with way_to(office, *request.param) as opened:
        new_licence(opened.office)
        await opened.run()
        yield opened


async def disputed(way: Way) -> str:
    """Let the party dispute the record, and take that in; return the number of the dispute."""
    number: str = way.receiver.feedback.create(way.records()[0].record_key, "dispute")["id"]
    await take_feedback.run(Shift.begin(way.office, "test"), "credit")
    return number


def answered(way: Way, number: str, outcome: str) -> None:
    paper = Authority(PAPER.number, way.office.now().date(), PAPER.issued_by)
    way.office.perform(credit_disputes.propose, number, outcome, "经核查答复如下", paper, by=APPROVER)
    way.office.perform(credit_disputes.confirm, number, by=APPROVER2)


def ops(way: Way) -> list[tuple[str, int, str]]:
    return [(one.op, one.version, one.state) for one in way.records()]


def marked(way: Way) -> Mark:
    with way.office.reading() as session:
        return dispute_marks.of(session, "credit", way.records()[0].record_key)


FIRST = ("upsert", 1, "confirmed")
MARKED = ("dispute", 1, "confirmed")


async def test_a_receiver_says_disputed_until_a_refusal_makes_the_record_valid_again(way: Way) -> None:
    old = way.system != "credit"
    number = await disputed(way)
    await way.run()
    shown, sent, told = way.held(), ops(way), marked(way)
    answered(way, number, "refused")
    await way.run()

    assert (shown, way.held()) == (("2", "0") if old else ("1", "1"))
    assert sent == ([FIRST, MARKED] if old else [FIRST])
    assert ops(way) == ([FIRST, MARKED, FIRST] if old else [FIRST])
    assert told == (Mark("2015", "XK_ZT", "2", "0", "sent") if old else Mark("424-2018", "", "", "", ""))
    assert codes_sent(way) == ([b"0", b"2", b"0"] if old else [b"1"])
    await way.agreed()


def codes_sent(way: Way) -> list[bytes]:
    """Return the state in each request, in the order in which they left."""
    with way.office.reading() as session:
        bodies = session.execute(select(BODIES.c.request).order_by(BODIES.c.batch_id)).scalars().all()
    assert any(OPERATOR_ID.encode() in body for body in bodies) is (way.system == "credit")
    return [code for body in bodies for code in re.findall(rb"XK_ZT(?:\":\"|>)([0-9])", body)]


@ON_SQLITE
@pytest.mark.parametrize("way", OLD[:1], indirect=True, ids=NAMES[:1])
async def test_an_upheld_dispute_stays_marked_until_the_withdrawal_is_there(way: Way) -> None:
    number = await disputed(way)
    await way.run()
    answered(way, number, "withdrawal")
    await way.run()
    between = way.held()
    way.office.perform(licence_withdrawals.confirm, way.records()[0].key, by=APPROVER2)
    await way.run()

    assert (between, way.held()) == ("2", "1")
    assert ops(way)[2:] == [("withdraw", 2, "confirmed")]
    await way.agreed()


@ON_SQLITE
@pytest.mark.parametrize("way", OLD[:1], indirect=True, ids=NAMES[:1])
async def test_a_dispute_that_is_answered_before_its_mark_left_marks_nothing(way: Way) -> None:
    number = await disputed(way)
    before = ops(way), marked(way).standing
    answered(way, number, "refused")
    await way.run()

    assert before == ([FIRST, ("dispute", 1, "ready")], "waiting")
    assert ops(way) == [FIRST, ("dispute", 1, "cancelled")]
    assert way.held() == "0"


@ON_SQLITE
@pytest.mark.parametrize("way", OLD[:1], indirect=True, ids=NAMES[:1])
async def test_what_waits_behind_the_dispute_lets_the_mark_pass_and_says_then_how_the_record_stands(way: Way) -> None:
    key = way.records()[0].key
    way.office.perform(licence_withdrawals.propose, key, "许可决定被撤销", "厦烟许撤〔2026〕第1号", by=CLERK)
    way.office.perform(licence_withdrawals.confirm, key, by=APPROVER)
    number = await disputed(way)
    await way.run()
    between = way.held(), ops(way)
    answered(way, number, "refused")
    await way.run()

    assert between == ("2", [FIRST, ("withdraw", 2, "blocked"), MARKED])
    assert (way.held(), ops(way)[1:]) == ("1", [("withdraw", 2, "confirmed"), MARKED])
    await way.agreed()


@ON_SQLITE
@pytest.mark.parametrize("way", OLD[:1], indirect=True, ids=NAMES[:1])
async def test_two_disputes_are_one_mark_and_both_must_be_answered(way: Way) -> None:
    first, second = await disputed(way), await disputed(way)
    await way.run()
    answered(way, first, "refused")
    await way.run()
    between = way.held()
    answered(way, second, "refused")
    await way.run()

    assert (between, way.held()) == ("2", "0")
    assert ops(way) == [FIRST, MARKED, FIRST]


@ON_SQLITE
@pytest.mark.parametrize("way", OLD[:1], indirect=True, ids=NAMES[:1])
async def test_a_repair_ends_the_mark_that_did_not_leave_and_nothing_comes_back(way: Way) -> None:
    number = await disputed(way)
    way.receiver.feedback.create(way.records()[0].record_key, "repair")
    await take_feedback.run(Shift.begin(way.office, "test"), "credit")
    answered(way, number, "refused")
    await way.run()

    assert ops(way) == [FIRST, ("dispute", 1, "dead")]
    assert way.city.journal.violations == []


@ON_SQLITE
@pytest.mark.parametrize("target", OLD, ids=NAMES[:2])
async def test_a_mark_whose_answer_was_lost_is_asked_about_and_there_once(
    office: "Office", target: tuple[str, str]
) -> None:
    async with way_to(office, *target) as way:
        new_licence(way.office)
        await way.run()
        number = await disputed(way)
        way.city.world.chance.switch(frozenset(FAULTS.split(",")), 0.6)
        for outcome in ("", "refused"):
            if outcome:
                answered(way, number, outcome)
            await way.settled()
        way.city.world.chance.switch(frozenset(), 0.0)

        assert (way.held(), ops(way)) == ("0", [FIRST, MARKED, FIRST])
        assert sum(way.city.journal.faults.values()) > 0
        await way.agreed()


@ON_SQLITE
@pytest.mark.parametrize("target", OLD[1:], ids=NAMES[1:2])
async def test_a_penalty_whose_dispute_was_upheld_is_disputed_until_it_is_corrected(
    office: "Office", target: tuple[str, str]
) -> None:
    async with way_to(office, *target) as way:
        papers.record(way.office)
        await way.run()
        number = await disputed(way)
        await way.run()
        answered(way, number, "correction")
        await way.run()
        between = way.held()
        way.office.perform(penalties.correct, papers.NO, read_form(papers.PAPER | {"fine": "1600.00"}), by=INSPECTOR)
        await way.run()

        (record,) = way.receiver.records.by_key.values()
        credit = [one for one in way.records() if one.kind == "cf"]
        assert [(one.op, one.version, one.state) for one in credit] == [FIRST, MARKED, ("upsert", 2, "confirmed")]
        assert (between, way.held(), record.newest) == ("2", "0", 2)
        assert way.city.journal.violations == []


@ON_SQLITE
@pytest.mark.parametrize("way", OLD[:1], indirect=True, ids=NAMES[:1])
async def test_an_old_mark_is_never_sent_again_after_the_answer(way: Way) -> None:
    number = await disputed(way)
    await way.run()
    answered(way, number, "refused")
    await way.run()

    for old in way.records()[:2]:
        with pytest.raises(Refused, match="之后又报送过"):
            way.office.perform(outbox_desk.replay, old.key, note="重发", by=ADMIN)
    way.office.perform(outbox_desk.replay, way.records()[2].key, note="重发", by=ADMIN)
    await way.run()

    assert way.held() == "0"
    await way.agreed()


@ON_SQLITE
@pytest.mark.parametrize("way", OLD[:1], indirect=True, ids=NAMES[:1])
async def test_a_mark_that_was_refused_holds_up_no_withdrawal_after_the_answer(way: Way) -> None:
    number = await disputed(way)
    with way.office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.op == "dispute").values(state="rejected", code="30001"))
    answered(way, number, "withdrawal")
    way.office.perform(licence_withdrawals.confirm, way.records()[0].key, by=APPROVER2)
    await way.run()

    assert ops(way)[1:] == [("dispute", 1, "cancelled"), ("withdraw", 2, "confirmed")]
    assert way.held() == "1"


@ON_SQLITE
@pytest.mark.parametrize("way", OLD[1:], indirect=True, ids=NAMES[1:2])
async def test_a_daemon_that_died_after_it_sent_the_mark_leaves_no_second_one(way: Way) -> None:
    number = await disputed(way)
    left, batches = await way.dies_after_sending(), len(way.receiver.by_batch)
    answered(way, number, "refused")
    queued = ops(way)
    await way.run()
    await way.run()

    assert (left, queued) == (1, [FIRST, ("dispute", 1, "sending"), ("upsert", 1, "blocked")])
    assert (way.held(), ops(way)) == ("0", [FIRST, MARKED, FIRST])
    assert len(way.receiver.by_batch) == batches + 1
    await way.agreed()


@ON_SQLITE
@pytest.mark.parametrize(
    ("decided", "left"),
    [
        ("given up", [FIRST, ("upsert", 2, "dead"), MARKED, FIRST]),
        ("released", [FIRST, ("upsert", 2, "confirmed"), MARKED, ("upsert", 1, "cancelled")]),
    ],
    ids=["given up", "released"],
)
async def test_after_the_answer_a_rejected_correction_decides_how_the_record_stands(
    office: "Office", decided: str, left: list[tuple[str, int, str]]
) -> None:
    async with way_to(office, *OLD[0]) as way:
        papers.record(way.office)
        await way.run()
        way.office.perform(penalties.correct, papers.NO, read_form(papers.PAPER | {"fine": "1600.00"}), by=INSPECTOR)
        newer = (OUTBOX.c.kind == "cf", OUTBOX.c.version == 2)
        with way.office.engine.begin() as connection:
            connection.execute(update(OUTBOX).where(*newer).values(state="rejected", code="10004"))
        number = await disputed(way)
        await way.run()
        marked_as = way.held()
        answered(way, number, "refused")
        key = next(one.key for one in way.records() if one.kind == "cf" and one.version == 2)
        if decided == "released":
            way.office.perform(outbox_desk.release, key, note="对方已改正", by=ADMIN)
        for by in (APPROVER, APPROVER2) if decided == "given up" else ():
            way.office.perform(outbox_desk.give_up, key, note="不再更正", by=by)
        await way.run()
        await way.run()

        assert [(one.op, one.version, one.state) for one in way.records() if one.kind == "cf"] == left
        assert (marked_as, way.held(), way.city.journal.violations) == ("2", "0", [])
