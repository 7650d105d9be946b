"""Records go into a front-end table once, and its result table confirms, refuses and takes them back."""

from datetime import date

from adapters import build
from city.systems.legacy_tables import LegacyTables
from ports.exchanges import Crossing, Verdict
from ports.platforms import Outgoing
from tests.adapters.frontend.conftest import NOON, Reach
from tests.adapters.records import BUREAU, licence, message, penalty

PROFILE = "legacy/front_push"


def withdrawal(number: str, version: int = 2) -> Outgoing:
    """Return the message that takes a penalty back."""
    record = {
        "document_no": number,
        "agency_code": BUREAU["agency_code"],
        "reason": "决定已被撤销",
        "authority_no": "厦烟撤1号",
    }
    return message(record, "cf", key="w", op="withdraw", version=version)


async def test_a_record_is_pushed_confirmed_reconciled_and_taken_back(tables: LegacyTables, reach: Reach) -> None:
    credit = build.credit(reach(PROFILE, tables.url))
    prepared = credit.prepare(
        [message(penalty("1号"), "cf", key="a"), message(penalty("2号"), "cf", key="b")], batch_no="B1", at=NOON
    )

    sent = await credit.send(prepared)
    before = await credit.receipt(sent.receipt_no)
    tables.judge(NOON.timestamp())
    after = await credit.receipt(sent.receipt_no)
    back = credit.prepare([withdrawal("1号")], batch_no="B2", at=NOON)
    taken = await credit.send(back)
    tables.judge(NOON.timestamp())
    gone = await credit.receipt(taken.receipt_no)
    held = await credit.held("cf", date(2026, 11, 20))
    digest = await credit.held_digest("cf", date(2026, 11, 20))

    assert before is not None
    assert after is not None
    assert gone is not None
    assert ([row.state for row in before.rows], before.done) == (["received"] * 2, False)
    assert ([row.state for row in after.rows], after.done) == (["published"] * 2, True)
    assert [row.state for row in gone.rows] == ["withdrawn"]
    assert {row.record_key: (row.version, row.state) for row in held} == {
        prepared.record_keys[0]: (2, "withdrawn"),
        prepared.record_keys[1]: (1, "published"),
    }
    assert {row.hash for row in held} == set(prepared.hashes)
    assert digest.digest == credit.digest_of(held)


async def test_the_same_batch_twice_is_one_and_other_content_under_its_key_is_refused(
    tables: LegacyTables, reach: Reach
) -> None:
    credit = build.credit(reach(PROFILE, tables.url))
    prepared = credit.prepare([message(licence("1号"))], batch_no="B1", at=NOON)
    other = credit.prepare([message(licence("1号", content="雪茄烟零售"))], batch_no="B2", at=NOON)

    first, again, clash = [await credit.send(one) for one in (prepared, prepared, other)]

    verdicts = [sent.alike.verdict for sent in (first, again, clash) if sent.alike]
    assert verdicts == [Verdict.OK, Verdict.DUPLICATE, Verdict.REJECTED]
    with tables.open() as database:
        assert database.execute("select count(*) from cityinfo").fetchone() == (1,)


async def test_a_batch_of_which_nothing_is_known_is_asked_for_before_it_goes_again(
    tables: LegacyTables, reach: Reach
) -> None:
    credit = build.credit(reach(PROFILE, tables.url))
    prepared = credit.prepare([message(licence("1号"))], batch_no="B1", at=NOON)

    never = await credit.inquire(prepared)
    await credit.send(prepared)
    asked = await credit.inquire(prepared)

    assert never is None
    assert asked is not None
    assert [(row.verdict, row.state) for row in asked.rows] == [(Verdict.OK, "received")]


async def test_a_locked_database_is_no_answer_and_nothing_was_written(
    tables: LegacyTables, reach: Reach, crossings: list[Crossing]
) -> None:
    credit = build.credit(reach(PROFILE, tables.url, lock="50ms"))
    prepared = credit.prepare([message(licence("1号"))], batch_no="B1", at=NOON)
    with tables.open() as other:
        other.execute("begin immediate")

        sent = await credit.send(prepared)

    assert sent.answer.verdict is Verdict.RETRY
    assert crossings[-1].request == prepared.request
    with tables.open() as database:
        assert database.execute("select count(*) from cityinfo").fetchone() == (0,)
