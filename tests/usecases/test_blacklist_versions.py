"""Versions of a list on both databases: what a day or a comparison says, and what an undo restores or refuses."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from models.errors import Conflict, InvalidInput, NotFound, Refused
from tests.support.rows import OFFICERS
from usecases import blacklist, blacklist_overview, blacklist_search, blacklist_undo, blacklist_versions
from usecases.blacklist_files import read_list
from usecases.blacklist_import import Counts, ListToImport, import_list

if TYPE_CHECKING:
    from wiring.office import Office

APPROVER, CLERK = OFFICERS["approver"], OFFICERS["clerk"]
FIRST = "name,number,reason\n林海生,350203199003070014,无证\n王小明,,串货\n鹭岛便利店,92350206MA2YFAKE0X,售假\n"
SECOND = "name,number,reason\n林海生,350203199003070014,多次无证\n王小明,,串货\n陈一,,新\n"


def bring(office: "Office", text: str, list_name: str = "重点户") -> Counts:
    content = text.encode()
    new = ListToImport(list_name, read_list(content), sha256(content).hexdigest(), "稽查科")
    return office.perform(import_list, new, by=APPROVER)


def said(office: "Office", list_name: str = "重点户") -> set[tuple[str, str]]:
    with office.reading() as session:
        return {(one.name, one.reason) for one in blacklist.entries(session, list_name=list_name)}


def undo(office: "Office", number: int) -> blacklist_versions.Version:
    return office.perform(blacklist_undo.undo, "重点户", number, "导错了文件", by=APPROVER)


def test_every_change_is_a_version_with_who_and_what(office: "Office") -> None:
    bring(office, FIRST)
    office.perform(blacklist.add, "重点户", {"name": "张三丰", "reason": "屡教不改"}, by=APPROVER)
    bring(office, FIRST, "另一份")

    with office.reading() as session:
        newest, first = blacklist_versions.versions(session, "重点户")
    assert (first.number, first.kind, first.counts["added"], first.by) == (1, "imported", 3, "approver")
    assert first.file_sha256 == sha256(FIRST.encode()).hexdigest()
    assert (newest.number, newest.kind, newest.counts) == (2, "added", {"added": 1})


def test_two_versions_are_compared_field_by_field_in_either_direction(office: "Office") -> None:
    bring(office, FIRST)
    bring(office, SECOND)

    with office.reading() as session:
        forth = {(c.what, c.name, c.fields) for c in blacklist_versions.compare(session, "重点户", 1, 2)}
        back = {(c.what, c.name) for c in blacklist_versions.compare(session, "重点户", 2, 1)}
        same = list(blacklist_versions.compare(session, "重点户", 2, 2))
        with pytest.raises(NotFound, match="第 3 版"):
            list(blacklist_versions.compare(session, "重点户", 1, 3))
    assert forth == {
        ("changed", "林海生", (("reason", "无证", "多次无证"),)),
        ("removed", "鹭岛便利店", ()),
        ("added", "陈一", ()),
    }
    assert back == {("changed", "林海生"), ("added", "鹭岛便利店"), ("removed", "陈一")}
    assert same == []


def test_what_a_list_said_on_a_day_can_be_asked(office: "Office") -> None:
    bring(office, FIRST)
    office.clock = lambda: datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # the 25th in Xiamen
    bring(office, SECOND)

    with office.reading() as session:
        days = {day: blacklist.entries_on(session, "重点户", date(2026, 11, day)) for day in (20, 21, 24, 25)}
        with pytest.raises(InvalidInput, match="哪一份"):
            blacklist.entries_on(session, "", date(2026, 11, 21))
    assert days[20] == []
    assert {one.name for one in days[21]} == {one.name for one in days[24]} == {"林海生", "王小明", "鹭岛便利店"}
    assert {(one.name, one.reason) for one in days[25]} == said(office)


def test_an_undo_is_a_new_version_that_says_what_stood_before(office: "Office") -> None:
    bring(office, FIRST)
    before = said(office)
    bring(office, SECOND)

    version = undo(office, 2)

    assert (version.number, version.kind, version.undoes, version.reason) == (3, "undone", 2, "导错了文件")
    assert version.counts == {"added": 1, "changed": 1, "removed": 1, "unchanged": 0}
    assert said(office) == before
    with office.reading() as session:
        assert [f.entry.reason for f in blacklist_search.search(session, "350203199003070014")] == ["无证"]
        assert blacklist_search.search(session, "陈一") == []
        assert list(blacklist_versions.compare(session, "重点户", 1, 3)) == []


def test_an_undo_can_be_undone(office: "Office") -> None:
    bring(office, FIRST)
    bring(office, SECOND)
    after = said(office)
    undo(office, 2)

    undo(office, 3)

    assert said(office) == after


def test_an_undo_is_refused_where_a_later_version_touched_the_same_and_names_it(office: "Office") -> None:
    bring(office, FIRST)
    bring(office, SECOND)
    bring(office, SECOND.replace("多次无证", "三次无证"))

    with pytest.raises(Conflict, match=r"1 个对象：林海生（第3版），不能撤销第 2 版"):
        undo(office, 2)

    undo(office, 3)
    assert ("林海生", "多次无证") in said(office)
    with pytest.raises(Conflict, match="第4版"):
        undo(office, 2)


def test_what_later_versions_did_to_others_stays(office: "Office") -> None:
    bring(office, FIRST)
    bring(office, SECOND)
    office.perform(blacklist.add, "重点户", {"name": "张三丰", "reason": "屡教不改"}, by=APPROVER)

    undo(office, 2)

    assert said(office) == {("林海生", "无证"), ("王小明", "串货"), ("鹭岛便利店", "售假"), ("张三丰", "屡教不改")}


def test_what_cannot_be_undone_says_why(office: "Office") -> None:
    bring(office, FIRST)
    bring(office, FIRST)
    office.perform(blacklist.add, "重点户", {"name": "张三丰", "reason": "屡教不改"}, by=APPROVER)

    with pytest.raises(Conflict, match="没有改动任何条目"):
        undo(office, 2)
    with pytest.raises(Refused, match="单条"):
        undo(office, 3)
    with pytest.raises(InvalidInput, match="理由"):
        office.perform(blacklist_undo.undo, "重点户", 1, " ", by=APPROVER)
    with pytest.raises(Refused, match="无权办理"):
        office.perform(blacklist_undo.undo, "重点户", 1, "错", by=CLERK)
    assert len(said(office)) == 4


def test_a_list_that_is_closed_frees_everybody_in_it_and_stays_readable(office: "Office") -> None:
    bring(office, FIRST)

    office.perform(blacklist_undo.close, "重点户", "依据已失效", by=APPROVER)

    assert said(office) == set()
    with office.reading() as session:
        assert blacklist_overview.overview(session, date(2026, 11, 21)) == []
        assert {one.name for one in blacklist.entries(session, lifted=True)} == {"林海生", "王小明", "鹭岛便利店"}
        assert [one.kind for one in blacklist_versions.versions(session, "重点户")] == ["closed", "imported"]
