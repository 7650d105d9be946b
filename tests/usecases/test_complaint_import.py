"""A hotline's list: read whole or not at all, each number once, newer versions supplement, nobody named by a fault."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from models.complaints import HotlineKind, HotlineWay
from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.complaints import ComplaintRow
from models.tables.ledger import LedgerRow
from tests.support.casework import INSPECTOR, START, Clock, at_work
from tests.support.complaints import CLERK, REPORTER, SECRETS, SUPERVISOR
from tests.support.one_kind import database_url
from usecases import complaint_import, complaint_rows, complaints, complaints_desk, running_terms
from usecases.complaint_files import HEADERS, HotlineFile, read_items
from usecases.complaint_import import Counts
from usecases.faults import Faulty

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
COMPLAINTS, LEDGER = table_of(ComplaintRow), table_of(LedgerRow)
ROW = {
    "编号": "XM2026110200017", "种类": "举报", "事项": "销售假烟、走私烟", "内容": "某便利店夜间销售假烟",
    "被反映人": "鹭岛便利店", "地点": "厦门市思明区湖滨南路1号", "区": "思明区", "行为日期": "2026-10-30",
    "收到日期": "2026-11-01", "来件人": REPORTER.name, "电话": REPORTER.phone, "可认出的字样": "白色面包车司机",
    "原话": "看见他后半夜卸货",
}  # fmt: skip


@pytest.fixture
def bureau(office: "Office") -> "Office":
    return at_work(office, Clock(START))


def csv_of(*rows: dict[str, str], headers: tuple[str, ...] = tuple(HEADERS)) -> bytes:
    lines = [",".join(headers), *(",".join(row.get(name, "") for name in headers) for row in rows)]
    return "\r\n".join(lines).encode()


def jsonl_of(*rows: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def taken(office: "Office", content: bytes, source: str = "12345") -> Counts:
    file = read_items(content, source, START)
    return office.perform(complaint_import.import_items, source, file, "digest", by=CLERK)


def row_of(office: "Office", number: str) -> dict[str, Any]:
    with office.reading() as session:
        return dict(complaint_rows.read(session, number).row)


def how_many(office: "Office") -> int:
    with office.reading() as session:
        return int(session.execute(select(func.count()).select_from(COMPLAINTS)).scalar_one())


@pytest.mark.parametrize("content", [csv_of(ROW), jsonl_of(ROW), csv_of(ROW).decode().encode("gb18030")],
                         ids=["CSV", "JSONL", "GB18030"])  # fmt: skip
def test_a_list_is_noted_with_its_terms_and_its_reporters_in_the_drawer(bureau: "Office", content: bytes) -> None:
    assert taken(bureau, content) == Counts(added=1)

    row = row_of(bureau, "H-2026-000001")
    assert (row["kind"], row["way"], row["matter"], row["district"]) == (
        "report",
        HotlineWay.PASSED_ON,
        "fake",
        "350203",
    )
    assert (row["source"], row["reference"], row["revision"]) == ("12345", ROW["编号"], 1)
    assert (row["acted_on"], row["received_on"], row["named"]) == (date(2026, 10, 30), date(2026, 11, 1), True)
    with bureau.reading() as session:
        reporter = complaint_rows.reporter_of(session, row["id"])
        terms = [(term["term"], term["from_on"]) for term in running_terms.of_subject(session, row["number"])]
        entries = [bytes(body).decode() for body in session.execute(select(LEDGER.c.body)).scalars()]
    assert (terms, reporter and reporter.phone) == ([("K01", date(2026, 11, 1))], REPORTER.phone)
    assert [entry for entry in entries if any(secret in entry for secret in SECRETS)] == []
    assert any("complaint.imported" in entry for entry in entries)


def test_the_same_list_again_changes_nothing_and_another_hotline_has_its_own_numbers(bureau: "Office") -> None:
    taken(bureau, csv_of(ROW))

    assert taken(bureau, csv_of(ROW)) == Counts(unchanged=1)
    assert taken(bureau, csv_of(ROW), "12313省中心") == Counts(added=1)
    assert how_many(bureau) == 2


def test_a_newer_version_supplements_what_is_open_and_an_older_one_is_passed_over(bureau: "Office") -> None:
    taken(bureau, csv_of(ROW))
    number = bureau.perform(complaints.accept, "H-2026-000001", by=SUPERVISOR)
    newer = ROW | {"版本": "3", "内容": "又来电：后门也在卖", "来件人": "", "电话": "", "可认出的字样": "", "原话": ""}

    assert taken(bureau, csv_of(newer)) == Counts(supplemented=1)
    assert taken(bureau, csv_of(ROW | {"版本": "2", "内容": "较早的"})) == Counts(unchanged=1)

    row = row_of(bureau, number)
    assert (row["gist"], row["revision"], row["state"], row["named"]) == ("又来电：后门也在卖", 3, "accepted", True)
    with bureau.reading() as session:
        terms = {term["term"]: term["done_at"] is None for term in running_terms.of_subject(session, number)}
        reporter = complaint_rows.reporter_of(session, row["id"])
        last = complaints_desk.detail(session, number).steps[-1]
    assert (terms, reporter and reporter.name) == ({"K01": False, "K02": True}, REPORTER.name)
    assert (last.deed, last.note) == ("complaint.supplemented", "又来电：后门也在卖")


def test_a_version_without_a_number_is_the_next_one_and_may_name_who_was_unknown(bureau: "Office") -> None:
    unknown = {"来件人": "", "电话": "", "可认出的字样": "", "原话": ""}
    taken(bureau, csv_of(ROW | unknown))
    assert row_of(bureau, "H-2026-000001")["named"] is False

    assert taken(bureau, csv_of(ROW)) == Counts(supplemented=1)

    row = row_of(bureau, "H-2026-000001")
    assert (row["revision"], row["named"]) == (2, True)


def test_what_comes_after_the_end_is_a_new_item(bureau: "Office") -> None:
    taken(bureau, csv_of(ROW))
    bureau.perform(complaints.accept, "H-2026-000001", by=SUPERVISOR)
    bureau.perform(complaints.answer, "H-2026-000001", "经查属实，已经处理。", by=INSPECTOR)

    assert taken(bureau, csv_of(ROW | {"内容": "不满意，要求重新办理"})) == Counts(added=1)

    row = row_of(bureau, "H-2026-000002")
    assert (row["state"], row["revision"], row["reference"]) == ("received", 2, ROW["编号"])
    assert row_of(bureau, "H-2026-000001")["gist"] == ROW["内容"]
    assert taken(bureau, csv_of(ROW | {"内容": "不满意，要求重新办理"})) == Counts(unchanged=1)


FAULTS = [
    ({"编号": ""}, "reference", "没有填写"),
    ({"收到日期": ""}, "received_on", "没有填写"),
    ({"种类": "欧阳望潮"}, "kind", "无法识别"),
    ({"事项": "欧阳望潮"}, "matter", "无法识别"),
    ({"区": "13905920077"}, "district", "无法识别"),
    ({"行为日期": "2026-02-30"}, "acted_on", "无法识别"),
    ({"版本": "0"}, "revision", "无法识别"),
    ({"版本": "第2版"}, "revision", "无法识别"),
    ({"编号": "9" * 65}, "reference", "无法识别"),
    ({"收到日期": "2026-11-03"}, "", "收到的日期在今天之后。"),
    ({"内容": "欧阳望潮说有假烟"}, "", "“内容”中写有能够认出举报人的内容：姓名。"),
]


@pytest.mark.parametrize(("changes", "field", "message"), FAULTS, ids=[f"{f[1]} {n}" for n, f in enumerate(FAULTS)])
def test_every_fault_has_its_line_names_nobody_and_nothing_is_kept(
    bureau: "Office", changes: dict[str, str], field: str, message: str
) -> None:
    good = ROW | {"编号": "XM1"}

    with pytest.raises(Faulty) as refused:
        taken(bureau, csv_of(good, ROW | changes))

    assert [(fault.line, fault.field, str(fault.message)) for fault in refused.value.faults] == [(3, field, message)]
    assert [secret for secret in SECRETS if secret in str(refused.value)] == []
    assert how_many(bureau) == 0


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (csv_of(ROW, headers=("编号", "种类")), 1, "标题行缺少 matter 列"),
        (csv_of(ROW, headers=("编号", "编号")), 1, "有不认识或者重复的列"),
        (b"name,colour\r\n", 1, "有不认识或者重复的列"),
        (csv_of(ROW) + b",,x", 2, "比标题长"),
        (csv_of(), 1, "文件里没有来件"),
        (b"", 1, "标题行缺少 reference 列"),
        (csv_of(ROW, ROW), 3, "编号与第2行相同"),
        (b"{\xe4", 1, "编码既不是"),
        (b'{"reference": 1\n', 1, "合格的 JSON 对象"),
        (b"{}\n[1]\n", 2, "不是一个 JSON 对象"),
        (b'{"colour": "red"}\n', 1, "有不认识或者重复的列"),
        (b'{"reference": "1", "\xe7\xbc\x96\xe5\x8f\xb7": "2"}\n', 1, "有不认识或者重复的列"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(content: bytes, line: int, message: str) -> None:
    faults = read_items(content, "12345", START).faults

    assert [fault for fault in faults if fault.line == line and message in fault.message]


def test_an_empty_line_is_no_item_and_a_great_file_is_refused() -> None:
    assert len(read_items(csv_of(ROW, {}), "12345", START).items) == 1
    assert len(read_items(jsonl_of(ROW) + b"\n\n", "12345", START).items) == 1
    assert "16MB" in read_items(b" " * (16 * 2**20 + 1), "12345", START).faults[0].message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"版本": "1", "内容": "另一内容"}, "版本相同，内容不同"),
        ({"版本": "2", "种类": "投诉", "具体请求": "退款"}, "种类不同"),
    ],
)
def test_a_version_that_cannot_be_is_refused(bureau: "Office", changes: dict[str, str], message: str) -> None:
    taken(bureau, csv_of(ROW | {"版本": "1"}))

    with pytest.raises(Faulty, match=message):
        taken(bureau, csv_of(ROW | changes))

    assert row_of(bureau, "H-2026-000001")["gist"] == ROW["内容"]


@pytest.mark.parametrize("source", ["", "一" * 21])
def test_a_hotline_has_a_name(bureau: "Office", source: str) -> None:
    with pytest.raises(InvalidInput, match="热线名称"):
        bureau.perform(complaint_import.import_items, source, HotlineFile(), "digest", by=CLERK)


def test_a_supplement_tells_neither_reporter_and_ends_with_the_item(bureau: "Office") -> None:
    taken(bureau, csv_of(ROW))
    (item,) = read_items(csv_of(ROW | {"版本": "2"}), "12345", START).items
    other = replace(REPORTER, name="司徒望潮")
    for gist, who in (("欧阳望潮又来电", other), ("司徒望潮又来电", other)):
        with pytest.raises(InvalidInput, match="能够认出举报人"):
            supplemented(bureau, replace(item.intake, gist=gist), who)
    bureau.perform(complaints.accept, "H-2026-000001", by=SUPERVISOR, grace=timedelta(minutes=5))
    supplemented(bureau, replace(item.intake, gist="补充"), other)
    with pytest.raises(Refused):
        bureau.undo("H-2026-000001", by=SUPERVISOR)
    bureau.perform(complaints.answer, "H-2026-000001", "经查属实，已经处理。", by=INSPECTOR)

    with pytest.raises(Refused, match="不能补充"):
        supplemented(bureau, item.intake, None)

    assert item.intake.kind is HotlineKind.REPORT


def supplemented(office: "Office", intake: Any, reporter: Any) -> None:
    office.perform(complaint_import.supplement, "H-2026-000001", intake, reporter, by=CLERK)
