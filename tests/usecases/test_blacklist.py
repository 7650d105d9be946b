"""Blacklists on both databases: what an import adds, changes and lifts, and who may add and lift by hand."""

import json
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.tables.applications import HistoryRow
from models.tables.blacklist import BlacklistRow, BlacklistVersionRow
from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from models.values import Officer
from tests.support.rows import OFFICERS
from usecases import audit, blacklist, blacklist_search
from usecases.blacklist import Entry
from usecases.blacklist_files import read_list
from usecases.blacklist_import import Counts, ListToImport, import_list
from usecases.faults import Faulty

if TYPE_CHECKING:
    from wiring.office import Office

FIRST = "name,number,reason\n林海生,350203199003070014,无证\n鹭岛便利店,92350206MA2YFAKE0X,售假\n王小明,,串货\n"
CLERK, APPROVER, SUPERVISOR = OFFICERS["clerk"], OFFICERS["approver"], OFFICERS["supervisor"]


def bring(
    office: "Office", text: str, list_name: str = "重点户", *, source: str = "", by: Officer = APPROVER
) -> Counts:
    content = text.encode()
    new = ListToImport(list_name, read_list(content), sha256(content).hexdigest(), source)
    return office.perform(import_list, new, by=by)


def standing(office: "Office", *, lifted: bool = False) -> list[Entry]:
    with office.reading() as session:
        return blacklist.entries(session, lifted=lifted)[::-1]


def names_found(office: "Office", text: str) -> list[str]:
    with office.reading() as session:
        return [found.entry.name for found in blacklist_search.search(session, text)]


def test_the_first_import_adds_everything_and_says_so_in_the_ledger(office: "Office") -> None:
    counts = bring(office, FIRST, source="稽查科")

    assert counts == Counts(added=3)
    assert [(e.name, e.number, e.source) for e in standing(office)] == [
        ("林海生", "350203199003070014", "稽查科"),
        ("鹭岛便利店", "92350206MA2YFAKE0X", "稽查科"),
        ("王小明", "", "稽查科"),
    ]
    with office.reading() as session:
        entry = json.loads(session.execute(select(table_of(LedgerRow).c.body)).scalar_one())
        kept = session.execute(select(table_of(BlacklistVersionRow).c.counts, table_of(BlacklistVersionRow).c.by)).one()
        assert audit.verify(session).ok
    assert entry["deed"] == "blacklist.imported"
    assert entry["facts"]["added"] == 3
    assert entry["facts"]["sha256"] == sha256(FIRST.encode()).hexdigest()
    assert "林海生" not in json.dumps(entry, ensure_ascii=False)
    assert tuple(kept) == ({"added": 3, "changed": 0, "removed": 0, "unchanged": 0}, "approver")


def test_the_same_file_again_changes_nothing(office: "Office") -> None:
    bring(office, FIRST, source="稽查科")
    before = standing(office)

    assert bring(office, FIRST, source="第二期") == Counts(unchanged=3)
    assert standing(office) == before


def test_the_file_is_the_whole_list_so_what_is_gone_is_lifted_and_what_changed_is_replaced(office: "Office") -> None:
    bring(office, FIRST)
    bring(office, "name\n别的名单\n", "其他")
    second = "name,number,reason\n林海生,350203900307001,多次无证\n王小明,,串货\n陈一,,新\n"

    assert bring(office, second) == Counts(added=1, changed=1, removed=1, unchanged=1)

    assert {(e.name, e.reason) for e in standing(office)} == {
        ("林海生", "多次无证"),
        ("王小明", "串货"),
        ("陈一", "新"),
        ("别的名单", ""),
    }
    assert [(e.name, e.reason, e.lifted_reason) for e in standing(office, lifted=True)] == [
        ("林海生", "无证", "由第2版更新"),
        ("鹭岛便利店", "售假", "第2版中已没有"),
    ]
    assert names_found(office, "鹭岛便利店") == []
    assert names_found(office, "350203199003070014") == ["林海生"]


def test_with_one_fault_nothing_is_kept(office: "Office") -> None:
    bring(office, FIRST)

    with pytest.raises(Faulty) as refused:
        bring(office, "name,number\n新人,\n,350203199003070014\n")

    assert [(f.line, f.field) for f in refused.value.faults] == [(3, "name")]
    assert [e.name for e in standing(office)] == ["林海生", "鹭岛便利店", "王小明"]
    with office.reading() as session:
        assert session.execute(select(func.count()).select_from(table_of(BlacklistVersionRow))).scalar() == 1


@pytest.mark.parametrize("name", ["", " ", "名" * 61, "名\n单"], ids=["empty", "blank", "too long", "line break"])
def test_a_list_needs_a_proper_name(office: "Office", name: str) -> None:
    with pytest.raises(Faulty, match="名单名称"):
        bring(office, FIRST, name)


def test_an_inspector_may_not_import(office: "Office") -> None:
    with pytest.raises(Refused, match="无权办理"):
        bring(office, FIRST, by=OFFICERS["inspector"])

    assert standing(office) == []


def test_an_entry_made_by_hand_is_found_at_once_and_told(office: "Office") -> None:
    entry = office.perform(blacklist.add, "重点户", {"name": "张三丰", "reason": "屡教不改"}, by=SUPERVISOR)

    assert (entry.name, entry.added_by, entry.lifted_at) == ("张三丰", "supervisor", None)
    assert names_found(office, "张三丰") == ["张三丰"]
    with office.reading() as session:
        told = session.execute(select(table_of(HistoryRow).c.subject, table_of(HistoryRow).c.deed)).all()
    assert [tuple(row) for row in told] == [(f"blacklist:{entry.id}", "blacklist.added")]


@pytest.mark.parametrize(
    "values",
    [{"name": "林生", "number": "350203900307001"}, {"name": "王 小明"}],
    ids=["same number", "same name without number"],
)
def test_nobody_stands_in_a_list_twice(office: "Office", values: dict[str, object]) -> None:
    bring(office, FIRST)

    with pytest.raises(Conflict, match="已有此人"):
        office.perform(blacklist.add, "重点户", values, by=APPROVER)
    assert office.perform(blacklist.add, "其他", values, by=APPROVER).list_name == "其他"


def test_a_faulty_entry_by_hand_says_every_fault(office: "Office") -> None:
    values = {"name": " ", "number": "350203199003070015", "kind": "shop"}

    with pytest.raises(Faulty) as refused:
        office.perform(blacklist.add, "重点户", values, by=APPROVER)

    assert {fault.field for fault in refused.value.faults} == {"name", "number", "kind"}


def test_lifting_needs_a_reason_and_the_right_and_happens_once(office: "Office") -> None:
    bring(office, FIRST)
    entry = standing(office)[0]

    with pytest.raises(InvalidInput, match="理由"):
        office.perform(blacklist.lift, entry.id, "  ", by=APPROVER)
    with pytest.raises(Refused, match="无权办理"):
        office.perform(blacklist.lift, entry.id, "到期", by=CLERK)
    lifted = office.perform(blacklist.lift, entry.id, "到期", by=APPROVER)
    with pytest.raises(Conflict, match="已经解除"):
        office.perform(blacklist.lift, entry.id, "到期", by=APPROVER)
    with pytest.raises(NotFound):
        office.perform(blacklist.lift, 999, "到期", by=APPROVER)

    assert (lifted.lifted_by, lifted.lifted_reason) == ("approver", "到期")
    assert names_found(office, "林海生") == []


def test_lists_are_named_once_and_read_in_pages(office: "Office") -> None:
    bring(office, "name\n" + "\n".join(f"第{n}户" for n in range(7)), "乙")
    bring(office, FIRST, "甲")

    with office.reading() as session:
        assert sorted(blacklist.lists(session)) == ["乙", "甲"]
        seen: list[str] = []
        after = None
        while page := blacklist.entries(session, list_name="乙", limit=3, after=after):
            seen, after = [*seen, *(entry.name for entry in page)], page[-1].id
    assert seen == [f"第{n}户" for n in range(6, -1, -1)]


def test_what_is_lifted_leaves_the_name_index(office: "Office") -> None:
    bring(office, FIRST)
    for text in ("name\n甲方\n", FIRST, "name\n乙方\n"):
        bring(office, text)

    with office.reading() as session:
        c = table_of(BlacklistRow).c
        assert session.execute(select(func.count()).where(c.lifted_at.is_(None))).scalar() == 1
    assert names_found(office, "乙方") == ["乙方"]
    assert names_found(office, "小明") == []


def test_a_file_that_would_remove_most_of_a_long_list_is_asked_about(office: "Office") -> None:
    bring(office, "name\n" + "".join(f"第{n}户\n" for n in range(60)))

    with pytest.raises(Conflict, match=r"现有 60 条，导入后将移出其中 59 条；可能是另一份名单的文件"):
        bring(office, "name\n第1户\n")
    assert len(standing(office)) == 50
    content = "name\n第1户\n".encode()
    new = ListToImport("重点户", read_list(content), sha256(content).hexdigest(), accepted=True)

    assert office.perform(import_list, new, by=APPROVER).removed == 59


class Stopped(BaseException):
    """Somebody pressed Ctrl+C."""


def test_an_import_that_is_stopped_in_the_middle_leaves_the_old_version_in_force(office: "Office") -> None:
    bring(office, FIRST)
    before, told = standing(office), list[int]()

    def stop(written: int) -> None:
        told.append(written)
        raise Stopped

    file = read_list(("name\n" + "\n".join(f"第{n}户" for n in range(1500))).encode())
    with pytest.raises(Stopped):
        office.perform(import_list, ListToImport("重点户", file, "0" * 64, accepted=True, told=stop), by=APPROVER)

    assert told == [1000]
    assert standing(office) == before
    assert standing(office, lifted=True) == []
    assert names_found(office, "第7户") == []
