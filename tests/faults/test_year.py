"""A small year against every credit fault but the drip: nothing lost, doubled, or back after repair or withdrawal."""

from pathlib import Path

from tests.faults.year import FAULTS, Plan, run

QUICK = FAULTS.replace("slow_drip,", "")  # a drip takes a second of everybody's time


async def test_a_small_year_with_repairs_and_withdrawals_leaves_both_sides_the_same(tmp_path: Path) -> None:
    found = await run(Plan(300, repairs=10, withdrawals=10, rate=0.1, faults=QUICK, batch=30), tmp_path)

    assert found.wrong == []
    assert sum(found.faults.values()) > 30
    assert (found.theirs["repaired"], found.theirs["withdrawn"]) == (10, 10)
