"""The guide's own commands connect a platform that exists only as a page: pushed, confirmed, compared, withdrawn."""

import asyncio
import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from pysqlite3 import dbapi2

from city.example import running_example
from city.front import EACH, FIRST, Front
from city.systems.example_platform import ExamplePlatform
from city.world import Settings, World
from tests.cli.conftest import Run
from tests.support.penalties import NO, PAPER

GUIDE = Path(__file__).parents[2] / "docs" / "administrators"
PERSON = {"kind": "person", "name": "陈试点", "id_no": "11010519491231002X"}


@contextmanager
def served(platform: ExamplePlatform) -> Iterator[str]:
    """Run the platform in a loop of its own, as commands have theirs."""
    ready, told, ends = threading.Event(), [""], asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with running_example(platform) as base_url:
            told[0] = base_url
            ready.set()
            await ends.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    try:
        assert ready.wait(10)
        yield told[0]
    finally:
        loop.call_soon_threadsafe(ends.set)
        thread.join(10)
        loop.close()


@pytest.fixture
def platform() -> Iterator[tuple[ExamplePlatform, str]]:
    """The practice platform, and where it listens."""
    town = ExamplePlatform(time.time, settles=0.0)
    with served(town) as base_url:
        yield town, base_url


@pytest.fixture
def connected(config: str, platform: tuple[ExamplePlatform, str]) -> str:
    """The configuration of the guide in the place of all other systems."""
    file = Path(config)
    shutil.copy(GUIDE / "example-platform.toml", file.with_name("yunwan.toml"))
    (declared,) = re.findall(
        r"```toml\n(\[outside\.yunwan\].+?)```", (GUIDE / "README.md").read_text("utf-8"), re.DOTALL
    )
    declared = declared.replace("http://127.0.0.1:8810", platform[1])
    head = file.read_text("utf-8").partition("[outside.")[0]
    file.write_text(head + declared, "utf-8")
    return config


def live(config: str) -> None:
    """End the dry run, as the guide says."""
    file = Path(config)
    file.write_text(re.sub(r"^dry_run = true.*\n", "", file.read_text("utf-8"), flags=re.MULTILINE), "utf-8")


def time_passes(config: str) -> None:
    """Let the minute pass after a dry run, and the ten seconds after which a receipt is asked for."""
    database = dbapi2.connect(Path(config).with_name("luqiao.db"))
    with database:
        database.execute("update outbox_batches set next_try_at = '2026-01-01 00:00:00.000000'")
    database.close()


def states(run: Run) -> dict[str, object]:
    return {f"{line['op']}": line["state"] for line in run("outbox", "list", "--system", "yunwan")[1]}


def test_the_page_is_connected_by_the_guide_alone(
    connected: str, run: Run, platform: tuple[ExamplePlatform, str], tmp_path: Path
) -> None:
    paper = tmp_path / "first.json"
    paper.write_text(json.dumps(PAPER | {"party": PERSON}), "utf-8")
    day = str(PAPER["decided_on"])

    checked = run("adapter", "check", str(tmp_path / "yunwan.toml"))
    probed = run("adapter", "probe", "yunwan")
    run("penalties", "record", str(paper), "--as", "inspector")
    run("daemon", "--once", "--job", "drain_outbox")
    where = run.noted
    fields, *rehearsed = sorted((tmp_path / "dry-run" / "yunwan").iterdir())
    before = dict(platform[0].records)
    live(connected)
    time_passes(connected)
    run("daemon", "--once", "--job", "drain_outbox")
    delivered = states(run)
    time_passes(connected)
    run("daemon", "--once", "--job", "follow_receipts")
    confirmed = states(run)
    reconciled = run("reconcile", "--system", "yunwan", "--date", day)

    assert (checked[0], probed[0]) == (0, 0)
    assert ([file.name[:5] for file in rehearsed], before) == (["send-"], {})
    assert f"这次写了 1 份请求，在 {tmp_path / 'dry-run' / 'yunwan'}（共 1 份）" in where
    assert b"11010519%2A%2A%2A%2A%2A%2A002X" in rehearsed[0].read_bytes()
    assert b"practice-platform-test-key" not in rehearsed[0].read_bytes() + fields.read_bytes()
    assert '"zjhm":"11010519******002X"' in fields.read_text("utf-8")
    assert (delivered, confirmed) == ({"upsert": "delivered"}, {"upsert": "confirmed"})
    assert reconciled == (0, [{"missing": [], "extra": [], "different": [], "same": 1}])

    for officer in ("clerk", "approver"):
        words = ["--reason", "复议撤销该决定", "--document", "厦烟撤〔2026〕第1号", "--as", officer]
        run("penalties", "withdraw", NO, *words)
    run("daemon", "--once", "--job", "drain_outbox")
    time_passes(connected)
    run("daemon", "--once", "--job", "follow_receipts")

    assert states(run)["withdraw"] == "confirmed"
    assert run("reconcile", "--system", "yunwan", "--date", day)[0] == 0
    (record,) = platform[0].records.values()
    assert [version.deed for version in record.versions] == ["A", "D"]
    with urlopen(platform[1]) as shown:
        assert json.load(shown)["violations"] == platform[0].violations == []


OLD = """
[outside.province]
kind = "intake"
profile = "legacy/front_tables"
base_url = "sqlite:///{folder}/front.db"
[outside.drop]
kind = "intake"
profile = "legacy/drop_folder"
base_url = "file://{folder}/drop"
"""


def test_applications_of_tables_and_files_are_received_once_acknowledged_and_answered(
    config: str, run: Run, tmp_path: Path
) -> None:
    front = Front(World(Settings(1, 60, pace=0)), tmp_path / "front")
    file = Path(config)
    head = file.read_text("utf-8").partition("[outside.")[0]
    file.write_text(head + OLD.format(folder=tmp_path / "front"), "utf-8")

    first = run("daemon", "--once", "--job", "poll_intake")[1][0]["jobs"]
    with front.tables.open() as database:  # their word of ours was lost: all comes again
        database.execute("delete from provinceinfosync")
    again = run("daemon", "--once", "--job", "poll_intake")[1][0]["jobs"]
    waiting = [str(line["id"]) for line in run("applications", "list", "--limit", "100")[1]]
    ours = [str(line["id"]) for line in run("applications", "list", "--channel", "province")[1]]
    accepted = next((one for one in ours if not run("applications", "accept", one, "--as", "clerk")[0]), "")
    run("daemon", "--once", "--job", "drain_outbox")

    assert [(job["read"], job["written"]) for job in first] == [(FIRST, FIRST), (EACH, EACH)]  # type: ignore[attr-defined]
    assert [(job["read"], job["written"]) for job in again] == [(FIRST, 0), (0, 0)]  # type: ignore[attr-defined]
    assert (len(waiting), bool(accepted)) == (FIRST + EACH, True)
    assert [each.name for each in (tmp_path / "front" / "drop" / "done").glob("*.csv")] == ["sqb_0001.csv"]
    with front.tables.open() as database:
        told = database.execute("select type, content from cityinfo").fetchall()
    assert [(kind, "<SN>FZ" in content) for kind, content in told] == [("10", True)]
