"""Lists fed from a source, a folder or another office: what fails, is faulty or too much leaves the old version."""

import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from daemon.jobs import refresh_blacklists
from daemon.shift import Shift
from models.errors import Conflict, OutsideUnavailable
from ports.lists import WholeList
from tests.support.rows import OFFICERS, staffed
from usecases import blacklist, blacklist_lists, blacklist_overview, blacklist_refresh, blacklist_versions
from wiring import list_sources
from wiring.config import Lists

if TYPE_CHECKING:
    from wiring.office import Office

APPROVER = OFFICERS["approver"]
NAME, OLD = "省局名单", 1_700_000_000
FIRST = "name,reason\n" + "".join(f"第{n}户,无证\n" for n in range(10))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """On one kind of database: nothing here is said differently to the other."""
    return sqlite_url


@pytest.fixture
def folder(office: "Office", tmp_path: Path) -> Path:
    """Return the folder of a list that is fed from it."""
    made = tmp_path / "lists" / "sheng"
    made.mkdir(parents=True)
    office.settings = replace(office.settings, lists=Lists(tmp_path / "lists"))
    wording = {"feed": "source", "place": "sheng", "stale_days": 3}
    staffed(office).perform(blacklist_lists.propose, NAME, wording, by=APPROVER)
    return made


def put(folder: Path, name: str, text: str, at: int = OLD) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    os.utime(folder / name, (at, at))


async def refreshed(office: "Office") -> int:
    return (await refresh_blacklists.run(Shift.begin(office, "test"), "")).written


def state(office: "Office", days: int = 0) -> blacklist_overview.ListState:
    with office.reading() as session:
        (one,) = blacklist_overview.overview(session, date(2026, 11, 21) + timedelta(days=days))
    return one


def kinds(office: "Office") -> list[str]:
    with office.reading() as session:
        return [one.kind for one in blacklist_versions.versions(session, NAME)]


async def test_the_newest_file_of_a_folder_is_a_version_once(office: "Office", folder: Path) -> None:
    put(folder, "old.csv", "name\n旧人\n")
    put(folder, "new.csv", FIRST, OLD + 60)
    put(folder, "notes.txt", "name\n不是名单\n", OLD + 120)

    assert [await refreshed(office) for _ in range(2)] == [1, 0]

    one = state(office)
    assert (one.entries, one.age, one.fault, kinds(office)) == (10, 0, "", ["refreshed"])
    assert one.newest is not None
    assert (one.newest.source, one.newest.by) == ("new.csv", "system")


async def test_a_file_that_is_still_being_written_is_left_alone(office: "Office", folder: Path) -> None:
    (folder / "list.csv").write_text(FIRST, encoding="utf-8")

    assert await refreshed(office) == 0
    assert (state(office).entries, state(office).fault) == (0, "目录中没有名单文件。")


async def test_a_refresh_that_changes_too_much_waits_for_a_person(office: "Office", folder: Path) -> None:
    put(folder, "a.csv", FIRST)
    await refreshed(office)
    put(folder, "b.csv", "name,reason\n第1户,无证\n", OLD + 60)

    assert [await refreshed(office) for _ in range(2)] == [0, 0]
    held = state(office)
    assert (held.entries, held.held and held.held["removed"]) == (10, 9)
    assert "超过 20%" in held.fault
    new = await list_sources.fetch(office, held.worded)
    office.perform(blacklist_refresh.refresh, NAME, new, accepted=True, by=APPROVER)

    assert (state(office).entries, state(office).held, state(office).fault) == (1, None, "")
    assert kinds(office) == ["refreshed", "refreshed"]


async def test_only_what_was_looked_at_can_be_accepted(office: "Office", folder: Path) -> None:
    put(folder, "a.csv", FIRST)
    await refreshed(office)
    put(folder, "b.csv", "name\n第1户\n", OLD + 60)
    await refreshed(office)
    put(folder, "c.csv", "name\n别人\n", OLD + 90)
    new = await list_sources.fetch(office, state(office).worded)

    with pytest.raises(Conflict, match="不是待确认"):
        office.perform(blacklist_refresh.refresh, NAME, new, accepted=True, by=APPROVER)

    assert state(office).entries == 10


@pytest.mark.parametrize(
    ("text", "why"),
    [("name,number\n坏号,350203199002290015\n", "第2行 number"), ("name\n", "没有任何条目"), ("colour\n红\n", "name")],
    ids=["a wrong number", "empty", "another table"],
)
async def test_a_faulty_source_keeps_the_old_version_and_says_how_old_it_is(
    office: "Office", folder: Path, text: str, why: str
) -> None:
    put(folder, "a.csv", FIRST)
    await refreshed(office)
    put(folder, "b.csv", text, OLD + 60)

    assert await refreshed(office) == 0

    old = state(office, 4)
    assert (old.entries, old.age, old.stale) == (10, 4, True)
    assert why in old.fault


@pytest.mark.parametrize("place", ["..", "a/b", "/etc", "nothing"])
@pytest.mark.usefixtures("folder")
async def test_a_folder_lies_within_that_of_the_configuration(office: "Office", place: str) -> None:
    office.perform(blacklist_lists.propose, NAME, {"place": place}, by=APPROVER)

    assert await refreshed(office) == 0
    assert state(office).fault


class OtherOffice:
    """Gives a list in rows, or nothing."""

    def __init__(self, *names: str) -> None:
        self.names, self.down = names, False

    async def fetch(self) -> WholeList:
        """Return the whole list."""
        if self.down:
            raise OutsideUnavailable("没有答复。")
        return WholeList(tuple({"name": name, "reason": "失信"} for name in self.names), "|".join(self.names))


@pytest.mark.usefixtures("folder")
async def test_another_office_gives_a_list_and_its_silence_changes_nothing(office: "Office") -> None:
    source = OtherOffice("林海生", "王小明")
    office.outside = replace(office.outside, lists={"court": source})
    office.perform(blacklist_lists.propose, NAME, {"place": "court"}, by=APPROVER)

    first = await refreshed(office)
    source.down = True
    second = await refreshed(office)

    assert (first, second, state(office).fault) == (1, 0, "没有答复。")
    with office.reading() as session:
        assert {one.name for one in blacklist.entries(session)} == {"林海生", "王小明"}
