"""Faults of our own machine: disk, lock, version, key, profile, network; one clear message each, nothing half done."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import select

from city.server import City, city_in_thread
from city.world import Settings as CitySettings
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.outbox import AlarmRow, SystemRow
from tests.support.desk import Desk
from wiring import database
from wiring.config import load
from wiring.office import open_office

APPLICATIONS = table_of(ApplicationRow)


HOLD = """
from pysqlite3 import dbapi2
held = dbapi2.connect({!r}, isolation_level=None)
held.execute("begin immediate")
print("locked", flush=True)
input()
"""


@pytest.fixture
def city() -> Iterator[City]:
    """A small city without faults, for every test of this file."""
    with city_in_thread(CitySettings(1, 24, pace=0)) as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, city: City, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A bureau of its own, initialised."""
    found = Desk(tmp_path, city.base_url, capsys)
    assert found("init")[0] == 0
    return found


def one_message(said: str) -> bool:
    """Whether something is one short message and no trace."""
    return len(said.splitlines()) == 1 and "Traceback" not in said and 10 < len(said) < 400


ALL = [
    ("applications", "list"),
    ("daemon", "--once"),
    ("daemon",),
    ("outbox", "list"),
    ("reconcile",),
    ("audit", "verify"),
]


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_a_missing_database_is_said_and_none_is_made(desk: Desk, words: tuple[str, ...]) -> None:
    for file in desk.folder.glob("luqiao.db*"):
        file.unlink()

    status, said = desk(*words)

    assert status == 3
    assert one_message(said)
    assert "luqiao init" in said
    assert not list(desk.folder.glob("luqiao.db*"))


@pytest.mark.parametrize("words", [*ALL, ("init",)], ids=" ".join)
def test_a_database_of_a_newer_program_is_left_alone(desk: Desk, words: tuple[str, ...]) -> None:
    with dbapi2.connect(str(desk.database)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    before = desk.digest()

    status, said = desk(*words)

    assert status == 3
    assert one_message(said)
    assert "9999" in said
    assert desk.digest() == before


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_a_file_that_is_no_database_is_said_and_left_alone(desk: Desk, words: tuple[str, ...]) -> None:
    for file in desk.folder.glob("luqiao.db*"):
        file.unlink()
    desk.database.write_bytes(b"this is not a database" * 100)

    status, said = desk(*words)

    assert status == 3
    assert one_message(said)
    assert desk.database.read_bytes() == b"this is not a database" * 100


@pytest.fixture
def locked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A bureau whose database another process is writing to."""
    assert desk("daemon", "--once", "--job", "poll_intake")[0] == 0
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.3)
    program = HOLD.format(str(desk.database))
    holder = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"locked\n"
    yield desk
    holder.communicate(b"\n")


def test_a_locked_database_is_one_message_and_nothing_is_half_done(locked: Desk) -> None:
    before = locked.digest()
    number = "A-2026-000001"

    tries = [
        locked("applications", "accept", number, "--as", "clerk"),
        locked("applications", "correct", number, "--material", "x", "--as", "clerk"),
        locked("daemon", "--once"),
        locked("init"),
    ]

    assert [status for status, _ in tries[:3]] == [3, 3, 3]
    assert all(one_message(said) for status, said in tries if status)
    assert "占用" in tries[0][1]
    assert locked.digest() == before
    assert locked("applications", "list")[0] == 0  # readers never wait for a writer


SECRETS: dict[str, tuple[Callable[[Desk], None], str]] = {}


def spoiled(name: str, said: str) -> Callable[[Callable[[Desk], None]], Callable[[Desk], None]]:
    """Add one way in which a secret may be wrong."""

    def add(spoil: Callable[[Desk], None]) -> Callable[[Desk], None]:
        SECRETS[name] = spoil, said
        return spoil

    return add


@spoiled("the ledger key is gone", "ledger.key")
def _no_ledger_key(desk: Desk) -> None:
    (desk.folder / "ledger.key").unlink()


@spoiled("others may read the ledger key", "chmod 600")
def _open_ledger_key(desk: Desk) -> None:
    (desk.folder / "ledger.key").chmod(0o644)


@spoiled("the vault key is gone", "vault.key")
def _no_vault_key(desk: Desk) -> None:
    (desk.folder / "vault.key").unlink()


OF_A_SYSTEM = (
    "a variable is missing", "others may read a secret", "a secret is empty", "no secret is named",
    "a profile is missing", "a profile is broken",
)  # fmt: skip


@spoiled("a variable is missing", "LUQIAO_NO_SUCH")
def _no_variable(desk: Desk) -> None:
    desk.change('"test:luqiao-credit-test-secret"', '"env:LUQIAO_NO_SUCH"')


@spoiled("others may read a secret", "chmod 600")
def _open_secret(desk: Desk) -> None:
    (desk.folder / "secret").write_text("abc")
    (desk.folder / "secret").chmod(0o640)
    desk.change('"test:luqiao-credit-test-secret"', '"file:secret"')


@spoiled("a secret is empty", "空")
def _empty_secret(desk: Desk) -> None:
    (desk.folder / "secret").write_text("")
    (desk.folder / "secret").chmod(0o600)
    desk.change('"test:luqiao-credit-test-secret"', '"file:secret"')


@spoiled("no secret is named", "secret")
def _unnamed_secret(desk: Desk) -> None:
    desk.change('secret = "test:luqiao-credit-test-secret"\n', "")


@spoiled("a profile is missing", "reference/credit")
def _no_profile(desk: Desk) -> None:
    desk.change('profile = "reference/credit"', 'profile = "reference/kredit"')


@spoiled("a profile is broken", "第 3 行")
def _broken_profile(desk: Desk) -> None:
    (desk.folder / "own.toml").write_text('[adapter]\nkind = "intake"\ncontrakt = "x"\n', encoding="utf-8")
    desk.change('profile = "reference/kiosk"', 'profile = "own.toml"')


@spoiled("a key is misspelt", "bureau.nmae")
def _wrong_key(desk: Desk) -> None:
    desk.change('name = "厦门市烟草专卖局"', 'nmae = "厦门市烟草专卖局"')


@spoiled("the configuration is no TOML", "行")
def _no_toml(desk: Desk) -> None:
    desk.change("[bureau]", "[bureau")


@pytest.mark.parametrize("name", [name for name in SECRETS if name not in OF_A_SYSTEM])
def test_a_wrong_key_or_configuration_is_named_before_anything_is_done(desk: Desk, name: str) -> None:
    spoil, said = SECRETS[name]
    spoil(desk)
    before = desk.digest()

    tries = [desk("daemon", "--once"), desk("daemon")]

    for status, told in tries:
        assert status == 2
        assert one_message(told)
        assert said in told
        assert "luqiao-credit-test-secret" not in told
    assert desk.digest() == before


@pytest.mark.parametrize("name", OF_A_SYSTEM)
def test_a_system_without_its_secret_or_profile_is_named_and_the_others_work(desk: Desk, name: str) -> None:
    spoil, said = SECRETS[name]
    spoil(desk)
    system = "kiosk" if name == "a profile is broken" else "credit"
    status, told = desk("daemon", "--once")

    office = open_office(load(desk.config))
    with office.reading() as session:
        state = dict(session.execute(select(table_of(SystemRow).c.name, table_of(SystemRow).c.state)).all())
        alarms = list(session.execute(select(table_of(AlarmRow).c.system, table_of(AlarmRow).c.text)).all())
        channels = set(session.execute(select(APPLICATIONS.c.channel)).scalars())
    office.close()
    assert (status, state[system]) == (3, "unconfigured")
    assert any(alarm.system == system and said in alarm.text for alarm in alarms)
    assert channels == {"wechat", "website", "ixiamen", "kiosk"} - {system}
    assert "luqiao-credit-test-secret" not in told


def test_a_wrong_secret_stops_its_system_with_an_alarm_and_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.change('"test:luqiao-kiosk-test-secret"', '"test:not-the-secret"')
    status, _ = desk("daemon", "--once", "--job", "poll_intake")

    office = open_office(load(desk.config))
    with office.reading() as session:
        state = dict(session.execute(select(table_of(SystemRow).c.name, table_of(SystemRow).c.state)).all())
        alarms = session.execute(select(table_of(AlarmRow).c.system, table_of(AlarmRow).c.code)).all()
        channels = set(session.execute(select(APPLICATIONS.c.channel)).scalars())
    office.close()
    assert status == 3
    assert state["kiosk"] == "stopped"
    assert ("kiosk", "stopped") in [tuple(alarm) for alarm in alarms]
    assert channels == {"wechat", "website", "ixiamen"}


def test_an_unreachable_system_costs_nothing_but_itself(desk: Desk) -> None:
    url = re.search(r'base_url = "(.*)/kiosk"', desk.config.read_text(encoding="utf-8"))
    assert url
    desk.change(f"{url[1]}/kiosk", "http://127.0.0.1:9/kiosk")
    desk.change(f"{url[1]}/credit", "http://127.0.0.1:9/credit")

    status, said = desk("daemon", "--once")

    assert status == 3
    assert "Traceback" not in said
    assert desk.received() > 0
    assert desk("audit", "verify")[0] == 0


def test_a_full_database_takes_nothing_in_half_and_everything_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = int(dbapi2.connect(str(desk.database)).execute("pragma page_count").fetchone()[0])
    whole = database.PRAGMAS
    monkeypatch.setattr(database, "PRAGMAS", (*whole, f"max_page_count={pages + 12}"))
    status, _ = desk("daemon", "--once")
    full = desk.received()
    verified = desk("audit", "verify")[0]
    stopped = alarmed(desk)

    monkeypatch.setattr(database, "PRAGMAS", whole)
    later, said = desk("daemon", "--once")

    assert status == 3
    assert full < 24
    assert verified == 0
    assert stopped == set()  # our own disk is no fault of another office
    assert later == 0, said
    assert desk.received() == 24
    assert desk("audit", "verify")[0] == 0


def alarmed(desk: Desk) -> set[str]:
    """Return the systems with an open alarm, or that are said not to answer."""
    office = open_office(load(desk.config))
    with office.reading() as session:
        failing = select(table_of(SystemRow).c.name).where(table_of(SystemRow).c.state != "ok")
        found = set(session.execute(failing).scalars()) | set(
            session.execute(select(table_of(AlarmRow).c.system)).scalars()
        )
    office.close()
    return found


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 8 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be mounted by root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_loses_nothing_and_is_said(
    small_disk: Path, city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(small_disk, city.base_url, capsys)
    assert desk("init")[0] == 0
    assert desk("daemon", "--once", "--job", "poll_intake:website")[0] == 0
    before, ballast = desk.received(), small_disk / "ballast"
    fill(ballast)

    status, said = desk("applications", "accept", "A-2026-000001", "--as", "clerk")
    polled, _ = desk("daemon", "--once")
    ballast.unlink()
    verified = desk("audit", "verify")[0]
    kept = desk.received()
    later = [desk("daemon", "--once", "--job", job)[0] for job in ("poll_intake", "fetch_attachments")]

    assert (status, polled) == (3, 3)
    assert one_message(said)
    assert "磁盘" in said
    assert verified == 0
    assert before <= kept
    assert later == [0, 0]
    assert desk.received() == 24
    assert not list((small_disk / "store").rglob(".new-*"))


def fill(ballast: Path) -> None:
    """Leave no room on a disk."""
    with ballast.open("wb", buffering=0) as out:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    out.write(b"x" * size)
            except OSError:
                continue


def test_bytes_of_a_file_are_whole_or_not_there_when_the_store_cannot_write(desk: Desk, tmp_path: Path) -> None:
    store = tmp_path / "store"
    for folder in store.iterdir() if store.exists() else ():
        folder.rmdir()
    store.rmdir()
    store.write_bytes(b"in the way")
    assert desk("daemon", "--once", "--job", "poll_intake")[0] == 0

    status, said = desk("daemon", "--once", "--job", "fetch_attachments")
    store.unlink()
    later, _ = desk("daemon", "--once", "--job", "fetch_attachments")

    assert status == 3
    assert "Traceback" not in said
    assert later == 0
    assert desk("audit", "verify")[0] == 0
