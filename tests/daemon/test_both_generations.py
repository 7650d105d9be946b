"""One licence through both generations of columns: granted, published, withdrawn, compared; the city agrees."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from models.tables.columns import table_of
from models.tables.outbox import BatchRequestRow, CrossingRow, OutboxRow
from tests.adapters.records import licence
from tests.support.licences import APPROVER, CLERK, new_licence
from tests.support.rows import OPERATOR_ID
from tests.support.ways import BOTH, IN_2015, NAMES, OLD, Way, way_to
from usecases import licence_withdrawals

if TYPE_CHECKING:
    from wiring.office import Office

OUTBOX, CROSSINGS, BODIES = table_of(OutboxRow), table_of(CrossingRow), table_of(BatchRequestRow)
HIDDEN = OPERATOR_ID[:8] + "******" + OPERATOR_ID[14:]


@pytest.fixture(params=BOTH, ids=NAMES)
async def way(request: pytest.FixtureRequest, office: "Office") -> AsyncIterator[Way]:
    """The way to the receiver of each generation, without faults."""
    async with way_to(office, *request.param) as opened:
        yield opened


async def test_a_licence_is_published_as_valid_and_withdrawn_for_good(way: Way) -> None:
    new_licence(way.office)
    await way.run()
    first = way.states()
    shown = way.held()
    key = way.records()[0].key
    way.office.perform(licence_withdrawals.propose, key, "许可决定被撤销", "厦烟许撤〔2026〕第1号", by=CLERK)
    way.office.perform(licence_withdrawals.confirm, key, by=APPROVER)
    await way.run()

    old = way.system in IN_2015
    assert first == [("confirmed", "published")]
    assert shown == ("0" if old else "1")
    assert way.states()[-1] == ("confirmed", "published" if way.system == "credit2015" else "withdrawn")
    assert way.held() == ("1" if old else "withdrawn")
    await way.agreed()


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_the_number_of_the_operator_crosses_as_the_profile_says(way: Way) -> None:
    new_licence(way.office)
    await way.run()

    with way.office.reading() as session:
        sent = [bytes(row.request) for row in session.execute(select(CROSSINGS)).all()]
        stored = session.execute(select(BODIES.c.request)).scalars().all()
    everything = b"".join([*sent, *map(bytes, stored)])
    if way.system in IN_2015:
        assert OPERATOR_ID.encode() not in everything
        assert HIDDEN.encode() in everything
    else:
        assert OPERATOR_ID.encode() in everything


FAULTS = "lost_answer,cut,html_page,empty_body,unavailable,rate_limit,slow_receipt"


def queued(way: Way, count: int) -> None:
    """Put records of known shops into the outbox."""
    people, registers = way.city.world.people, way.city.world.registers
    codes = [code for n in range(60) if (code := people.party(n).uscc) and registers.entity(code)]
    texts = dict.fromkeys(
        ("record_key", "hash", "receipt_no", "receiver_state", "code", "field", "message", "hint"), ""
    )
    moments = {"created_at": way.office.now(), "next_try_at": way.office.now()}
    with way.office.engine.begin() as connection:
        for n in range(count):
            party = {**licence()["party"], "uscc": codes[n % len(codes)]}
            payload = licence(f"厦烟许〔2026〕第{n}号", party=party)
            fixed = {"system": "credit", "key": f"k{n}", "subject": f"s{n}", "kind": "xk", "op": "upsert", "version": 1}
            row = {**fixed, **texts, **moments, "payload": payload, "state": "ready", "tries": 0, "checks": 0}
            connection.execute(insert(OUTBOX).values(row))


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("target", OLD, ids=NAMES[:2])
async def test_whatever_goes_wrong_on_the_way_every_record_is_there_once(
    office: "Office", target: tuple[str, str]
) -> None:
    async with way_to(office, *target, FAULTS, 0.4) as way:
        queued(way, 25)
        way.platform.batch_limit = 3
        await way.settled(60)
        records = way.receiver.records.by_key

        assert {state for state, _ in way.states()} == {"confirmed"}
        assert len(records) == 25
        assert {one.data["XK_ZT"] for one in records.values()} == {"0"}
        assert sum(way.city.journal.faults.values()) > 0
        assert way.city.journal.violations == []
