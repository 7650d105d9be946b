"""Pruning: what ended goes, what is still in use stays."""

from typing import TYPE_CHECKING

from daemon.once import run_once
from tests.support.rows import OFFICERS
from usecases import case_locks

if TYPE_CHECKING:
    from wiring.office import Office


async def test_claims_that_ended_are_forgotten_and_others_stay(office: "Office") -> None:
    clerk, now = OFFICERS["clerk"], office.now()
    office.keep(case_locks.take, "A-2026-000001", clerk, at=now - 2 * case_locks.LASTS)
    office.keep(case_locks.take, "A-2026-000002", clerk, at=now)

    await run_once(office, ["prune"])

    with office.reading() as session:
        kept = case_locks.holders(session, at=now - 3 * case_locks.LASTS)
    assert list(kept) == ["A-2026-000002"]
