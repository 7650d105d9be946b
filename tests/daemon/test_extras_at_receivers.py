"""A record that a receiver of 2015 holds and we never sent: asked back, withdrawn whole by two officers, compared."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from models.errors import Refused
from models.tables.columns import table_of
from models.tables.outbox import BatchRequestRow
from models.tables.publications import DifferenceRow
from tests.adapters.records import OPERATOR_NO
from tests.support.licences import APPROVER, APPROVER2
from tests.support.ways import NAMES, OLD, Way, way_to
from usecases import credit_extras, differences
from usecases.withdrawals import Authority

if TYPE_CHECKING:
    from wiring.office import Office

DIFFERENCES, BODIES = table_of(DifferenceRow), table_of(BatchRequestRow)
KEY = "xk|误报1号|11350200MB1A2B3CXA"
PAPER = Authority("厦烟撤〔2026〕第9号")
STRANGE = {
    "XK_WSH": "误报1号", "XK_XMMC": "烟草专卖零售许可证", "XK_BM": "350200-YC-XK-009", "XK_SPLB": "普通",
    "XK_NR": "零售 & <批发>",
    "XK_XDR": "某便利店", "XK_XDR_SFZ": OPERATOR_NO, "XK_JDRQ": "2026/11/21", "XK_XZJG": "某局", "XK_ZT": "0",
    "DFBM": "350200", "SJC": "2026/11/21", "BZ": "他人误报",
}  # fmt: skip
FAULTS = "lost_answer,cut,html_page,empty_body,unavailable"


@pytest.fixture(params=OLD, ids=NAMES[:2])
async def way(request: pytest.FixtureRequest, office: "Office") -> AsyncIterator[Way]:
    """The way to a receiver that holds a record of somebody else's under our number."""
    async with way_to(office, *request.param) as opened:
        opened.city.world.timing.credit_validate_after = 0.0
        opened.receiver.records.take("xk", {"id": KEY, "version": 3, "data": STRANGE}, opened.city.world.now())
        yield opened


def open_one(way: Way) -> Any:
    with way.office.reading() as session:
        return session.execute(select(DIFFERENCES).where(DIFFERENCES.c.closed_at.is_(None))).first()


def withdraw(way: Way) -> None:
    for by in (APPROVER, APPROVER2):
        way.office.perform(credit_extras.withdraw, open_one(way).id, "我局从未作出这份决定", PAPER, by=by)


async def test_what_the_receiver_returned_goes_back_revoked_and_with_the_number_hidden(way: Way) -> None:
    found = await way.compared()
    kept = open_one(way).their_record
    withdraw(way)
    await way.run()

    held = way.receiver.records.by_key[KEY]
    assert found.extra == (KEY,)
    assert (held.newest, held.data) == (4, STRANGE | {"XK_ZT": "1", "XK_XDR_SFZ": "11010519******002X"})
    assert (await way.compared()).clean
    assert open_one(way) is None
    assert [one.state for one in way.records()] == ["confirmed"]
    with way.office.reading() as session:
        sent, after = (session.execute(select(c)).scalar_one() for c in (BODIES.c.request, DIFFERENCES.c.their_record))
    assert (OPERATOR_NO.encode() in kept, OPERATOR_NO.encode() in sent, after) == (True, False, b"")
    assert way.city.journal.violations == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_a_withdrawal_whose_answer_was_lost_is_asked_about_and_there_once(way: Way) -> None:
    await way.compared()
    withdraw(way)
    way.city.world.chance.switch(frozenset(FAULTS.split(",")), 0.6)
    await way.settled()
    way.city.world.chance.switch(frozenset(), 0.0)

    held = way.receiver.records.by_key[KEY]
    assert (held.newest, held.data["XK_ZT"], len(way.receiver.records.by_key)) == (4, "1", 1)
    assert sum(way.city.journal.faults.values()) > 0
    assert (await way.compared()).clean
    assert way.city.journal.violations == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("way", OLD[:1], indirect=True, ids=NAMES[:1])
@pytest.mark.parametrize(
    ("returned", "words"), [({}, "没有返回这条记录的内容"), (None, "还没有取回")], ids=["nothing", "not yet"]
)
async def test_what_the_receiver_does_not_return_cannot_be_taken_back(
    way: Way, returned: dict[str, str] | None, words: str
) -> None:
    await way.compared()
    way.office.keep(differences.keep_returned, "credit", {KEY: returned})

    with pytest.raises(Refused, match=words) as refusal:
        withdraw(way)

    assert refusal.value.do_next
    assert way.records() == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("way", OLD[:1], indirect=True, ids=NAMES[:1])
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"XK_XDR_LB": "个体工商户"}, "column_unknown"),
        ({"XK_WSH": "别的号"}, "key_mismatch"),
        ({"BZ": "a\u202eb"}, "character_forbidden"),
    ],
    ids=["column of 2018", "another record", "invisible"],
)
async def test_what_they_returned_amiss_waits_for_a_person(way: Way, changes: dict[str, str], code: str) -> None:
    await way.compared()
    way.office.keep(differences.keep_returned, "credit", {KEY: STRANGE | changes})
    withdraw(way)
    await way.run()

    assert [(one.state, one.code) for one in way.records()] == [("rejected", code)]
    assert way.receiver.records.by_key[KEY].data == STRANGE


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("way", OLD[:1], indirect=True, ids=NAMES[:1])
async def test_a_daemon_that_died_after_it_sent_the_withdrawal_is_asked_for_and_sends_no_second(way: Way) -> None:
    await way.compared()
    withdraw(way)
    left, batches = await way.dies_after_sending(), len(way.receiver.by_batch)
    await way.run()

    assert (left, batches, len(way.receiver.by_batch)) == (1, 1, 1)
    assert [one.state for one in way.records()] == ["confirmed"]
    assert way.receiver.records.by_key[KEY].data["XK_ZT"] == "1"
    assert (await way.compared()).clean
    assert way.city.journal.violations == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("way", OLD[:1], indirect=True, ids=NAMES[:1])
async def test_who_has_not_returned_a_record_is_asked_again_and_the_new_ones_come_first(way: Way) -> None:
    others = [f"xk|误报{n}号|11350200MB1A2B3CXA" for n in (2, 3)]
    for key, number in zip(others, ("误报2号", "误报3号"), strict=True):
        row = {"id": key, "version": 1, "data": STRANGE | {"XK_WSH": number}}
        way.receiver.records.take("xk", row, way.city.world.now())
    await way.compared()
    everything = way.office.keep(differences.want_records, "credit", most=9)
    way.office.keep(differences.keep_returned, "credit", {others[0]: {}, others[1]: None})

    assert everything == {}
    assert way.office.keep(differences.want_records, "credit", most=1) == {others[1]: 1}
    assert way.office.keep(differences.want_records, "credit", most=9) == {others[1]: 1, others[0]: 1}
