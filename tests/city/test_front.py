"""The legacy side of the city without a service: what lies there at first, and how it answers."""

import asyncio
from pathlib import Path

from city.front import EACH, FIRST, Front
from city.world import Settings, World


async def test_the_tables_and_the_folder_are_filled_once_and_answered_until_told_to_stop(tmp_path: Path) -> None:
    world, stop = World(Settings(1, 60, pace=0)), asyncio.Event()
    Front(world, tmp_path)
    front = Front(world, tmp_path)  # as after a restart
    with front.tables.open() as database:
        put = "insert into cityinfo values ('k', 1, 'I', '40', 'B1', 'h', '2026-11-20', 'now', 'a', 'b', '<x/>')"
        database.execute(put)

    working = asyncio.create_task(front.work(stop))
    while not list((tmp_path / "drop" / "held").glob("xk_*.csv.ok")):  # noqa: ASYNC110  another thread writes it
        await asyncio.sleep(0.01)
    stop.set()
    await working

    with front.tables.open() as database:
        assert database.execute("select count(*) from provinceinfo").fetchone() == (FIRST,)
        assert database.execute("select unid, state from cityresult").fetchall() == [("k", "1")]
    rows = (tmp_path / "drop" / "in" / "sqb_0001.csv").read_bytes().decode("gb18030").splitlines()
    assert len(rows) == EACH + 1
