"""Before a dispute is answered the officer sees what its receiver is told of it, in its own codes alone."""

import pytest
from sqlalchemy import insert, update

from models.tables.columns import table_of
from models.tables.generations import GenerationRow
from models.tables.outbox import OutboxRow
from models.values import SYSTEM_OFFICER
from ports.platforms import Feedback
from tests.conftest import NOON
from tests.support.penalties import INSPECTOR, KEY, ORDER, PAPER
from tests.tui import bureau
from tests.tui.conftest import seated
from usecases import credit_disputes, feedback, penalties
from usecases.penalty_forms import read_form
from wiring.office import Office

OUTBOX, GENERATIONS = table_of(OutboxRow), table_of(GenerationRow)
OLD, NEW = ("对方的状态", "CF_ZT = 2（异议）  待送出", "改回 CF_ZT = 0（正常）"), ("对方收 424-2018 代栏目",)


@pytest.mark.parametrize(("generation", "words"), [("2015", OLD), ("424-2018", NEW)], ids=["2015", "2018"])
async def test_what_the_receiver_is_told_is_seen_before_the_answer(
    office: Office, generation: str, words: tuple[str, ...]
) -> None:
    office.perform(penalties.record, [read_form(PAPER)], by=INSPECTOR)
    published = {"state": "confirmed", "receiver_state": "published", "record_key": KEY}
    noted = {"system": "credit", "generation": generation, "since": NOON, "switched_by": "sysadmin", "note": "通知"}
    with office.engine.begin() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.key == f"{KEY}|v1").values(published))
        connection.execute(insert(GENERATIONS).values(noted))
    item = Feedback("FB1", "dispute", KEY, 1, NOON, "2026-12-06", "不服")
    office.perform(feedback.receive, "credit", [item], by=SYSTEM_OFFICER)
    office.perform(credit_disputes.propose, "FB1", "refused", "经核查金额无误", ORDER, by=INSPECTOR)

    async with seated(office, bureau.approver()) as clerk:
        await clerk.types("g", "f")
        assert [word for word in words if not await clerk.finds(word)] == []
        await clerk.types("a")
        assert await clerk.finds("确认答复异议")
        assert [word for word in words if word not in clerk.sees] == []
        others = {"2015": "424-2018", "424-2018": "CF_ZT"}
        assert others[generation] not in clerk.sees
