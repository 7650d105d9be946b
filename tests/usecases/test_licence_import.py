"""Existing licences come into the register: every fault with its line, good rows kept, a cut import goes on."""

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select, update

from models.errors import Conflict, Refused
from models.tables.columns import table_of
from models.tables.ledger import LedgerRow
from models.tables.licences import LicenceEventRow, LicenceRow
from tests.support.register import begin, csv_of, faults, holder, take_in
from tests.support.rows import OFFICERS, staffed
from usecases import licence_import, register
from usecases.faults import Faulty
from usecases.licence_files import read_licences
from usecases.licence_rows import LicenceLine
from usecases.register import LicenceFilter
from wiring.database import unit_of_work

if TYPE_CHECKING:
    from wiring.office import Office

LICENCES, EVENTS, LEDGER = table_of(LicenceRow), table_of(LicenceEventRow), table_of(LedgerRow)
TODAY = date(2026, 11, 21)


@pytest.fixture
def bureau(office: "Office") -> "Office":
    return staffed(office)


def kept(office: "Office", *columns: str) -> list[tuple[Any, ...]]:
    with office.reading() as session:
        rows = session.execute(select(*(LICENCES.c[name] for name in columns)).order_by(LICENCES.c.licence_no))
        return [tuple(row) for row in rows]


def read(content: bytes) -> list[LicenceLine]:
    """Check the rows of a file without a bureau."""
    return [line for chunk in licence_import.chunks(read_licences(content), TODAY) for line in chunk]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_in_any_usual_encoding_is_taken_in_normal_form(encoding: str) -> None:
    one = holder(3, 有效期自="2024年3月1日", 有效期至="2029/2/28", 区="集美")
    (line,) = read(csv_of(one, encoding=encoding))

    assert line.columns is not None
    assert [line.columns[name] for name in ("holder_name", "district", "valid_from", "valid_to", "shop_initials")] == [
        "吴晓芸", "350211", date(2024, 3, 1), date(2029, 2, 28), "ld3hszd",
    ]  # fmt: skip


def test_a_spreadsheet_with_a_title_and_english_names_is_read_too(bureau: "Office") -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["零售许可证台账"])
    sheet.append(
        ["licence_no", "shop_name", "operator", "id_no", "address", "valid_from", "valid_to", "status", "备注"]
    )
    one = holder(1)
    sheet.append(
        [350205100001, "鹭岛", "张伟", one["身份证号"], "海沧", date(2024, 3, 1), date(2029, 2, 28), "active", "x"]
    )
    content = io.BytesIO()
    book.save(content)

    done = take_in(bureau, content.getvalue())

    assert (done.added, done.faulty) == (1, 0)
    assert faults(bureau, done, "warning") == [(2, "备注")]
    assert kept(bureau, "licence_no", "valid_to") == [("350205100001", date(2029, 2, 28))]


BAD = [
    ({"许可证号": "35020310000"}, "licence_no"),
    ({"许可证号": ""}, "licence_no"),
    ({"身份证号": "350203199003070015"}, "id_no"),
    ({"统一社会信用代码": "92350203MA0000000I"}, "uscc"),
    ({"有效期至": "2029-02-29"}, "valid_to"),
    ({"有效期至": "2024-02-29"}, "valid_to"),
    ({"有效期至": "长期"}, "valid_to"),
    ({"状态": "营业"}, "status"),
    ({"区": "鼓楼区"}, "district"),
    ({"经营地址": " "}, "address"),
    ({"负责人": "林\x07"}, "operator"),
    ({"经营范围": "烟" * 501}, "scope"),
]


@pytest.mark.parametrize(("change", "field"), BAD, ids=[f"{field}-{n}" for n, (_, field) in enumerate(BAD)])
def test_a_faulty_row_is_named_and_the_good_ones_are_kept(bureau: "Office", change: dict[str, str], field: str) -> None:
    done = take_in(bureau, csv_of(holder(0), holder(6, **change), holder(12)))

    assert (done.added, done.faulty) == (2, 1)
    assert faults(bureau, done) == [(3, field)]
    assert kept(bureau, "licence_no") == [("350203100000",), ("350203100012",)]


def test_a_number_twice_in_a_file_is_a_fault_of_the_second_line_even_in_another_chunk(bureau: "Office") -> None:
    rows = [holder(6 * n) for n in range(5)] + [holder(0, 负责人="另一人")]

    done = take_in(bureau, csv_of(*rows), size=2)

    assert faults(bureau, done) == [(7, "licence_no")]
    assert kept(bureau, "holder_name")[0] == ("林海生",)


UNUSUAL = [
    ({"许可证号": "350203900001"}, "licence_no"),
    ({"有效期至": "2029-03-01"}, "valid_to"),
    ({"有效期至": "2026-11-20"}, "status"),
    ({"电话": "0592-2223334"}, "mobile"),
    ({"状态": "停业"}, "suspended_from"),
    ({"状态": "停业", "停业自": "2025-11-01", "停业至": "2026-11-02"}, "suspended_to"),
    ({"身份证号": "", "统一社会信用代码": ""}, "id_no"),
]


@pytest.mark.parametrize(("change", "field"), UNUSUAL, ids=[field for _, field in UNUSUAL])
def test_what_is_only_unusual_is_a_warning_and_is_kept(change: dict[str, str], field: str) -> None:
    (line,) = read(csv_of(holder(0, **change)))

    assert line.columns is not None
    assert field in {remark.field for remark in line.remarks}
    assert line.columns["import_warnings"] == len(line.remarks)


@pytest.mark.parametrize(("end", "status"), [("2026-11-20", "expired"), ("2026-11-21", "active")])
def test_what_ended_yesterday_is_taken_as_ended(end: str, status: str) -> None:
    (line,) = read(csv_of(holder(0, 有效期自="2021-11-22", 有效期至=end)))

    assert line.columns is not None
    assert line.columns["status"] == status


def test_a_second_licence_at_an_address_is_a_warning(bureau: "Office") -> None:
    place = "福建省厦门市思明区厦禾路 1 号"
    done = take_in(bureau, csv_of(holder(0, 经营地址=place), holder(6, 经营地址=place)), size=1)

    assert (3, "address") in faults(bureau, done, "warning")


def test_the_same_file_again_changes_nothing_and_a_corrected_one_only_what_it_corrects(bureau: "Office") -> None:
    take_in(bureau, csv_of(holder(0), holder(6, 身份证号="350203199003070015")))
    again = take_in(bureau, csv_of(holder(0), holder(6)))
    renamed = take_in(bureau, csv_of(holder(0, 负责人="林海声"), holder(6)))

    assert (again.added, again.changed, again.unchanged) == (1, 0, 1)
    assert (renamed.added, renamed.changed, renamed.unchanged) == (0, 1, 1)
    with bureau.reading() as session:
        found = [register.search(session, LicenceFilter(text=name), TODAY) for name in ("林海声", "林海生")]
        acts = session.execute(select(EVENTS.c.act, EVENTS.c.detail).order_by(EVENTS.c.id)).all()
    assert [len(lines) for lines in found] == [1, 1]
    assert found[1][0].licence_no == "350203100006"
    assert [act for act, _ in acts] == ["imported"] * 3
    assert acts[-1].detail["holder_name"] == ["林海生", "林海声"]


def test_what_we_decided_ourselves_is_not_overwritten_by_a_file(bureau: "Office") -> None:
    take_in(bureau, csv_of(holder(0)))
    with unit_of_work(bureau.engine) as session:
        session.execute(update(LICENCES).values(application_id=7, shop_name="新字号"))

    done = take_in(bureau, csv_of(holder(0)))

    assert (done.changed, done.faulty) == (0, 1)
    assert faults(bureau, done) == [(2, "shop_name")]
    assert kept(bureau, "shop_name") == [("新字号",)]


def test_every_chunk_is_one_entry_with_its_digest_and_no_personal_data(bureau: "Office") -> None:
    with bureau.reading() as session:
        before = session.execute(select(func.count()).select_from(LEDGER)).scalar_one()
    take_in(bureau, csv_of(*(holder(n) for n in range(5))), size=2)

    with bureau.reading() as session:
        bodies = [bytes(row.body) for row in session.execute(select(LEDGER.c.body).where(LEDGER.c.seq > before))]
    assert len(bodies) == 5  # begun, three chunks, done
    assert all(b"digest" in body for body in bodies[1:])
    assert not any("林海生".encode() in body for body in bodies)


def test_an_import_that_was_cut_off_goes_on_and_two_at_once_do_not_double(bureau: "Office") -> None:
    content = csv_of(*(holder(n) for n in range(7)))
    run = begin(bureau, content)
    (first, *_) = licence_import.chunks(read_licences(content), TODAY, size=3)
    bureau.perform(licence_import.take, run, first, by=OFFICERS["approver"])

    with pytest.raises(Conflict, match="另一个窗口"):
        bureau.perform(licence_import.take, run, first, by=OFFICERS["approver"])
    done = take_in(bureau, content, size=3)

    assert (done.id, done.position, done.added, done.unchanged) == (run.id, 7, 7, 0)
    assert len(kept(bureau, "id")) == 7


def test_a_file_that_breaks_off_keeps_what_came_before(bureau: "Office") -> None:
    content = csv_of(holder(0), holder(6)) + b'"350203100012,"x\n'

    done = take_in(bureau, content)

    assert (done.state, done.added, done.faulty) == ("done", 2, 1)
    assert faults(bureau, done) == [(4, "")]


@pytest.mark.parametrize(
    ("content", "field"),
    [(b"a,b\n1,2\n", "licence_no"), ("许可证号,地址\n1,2\n".encode(), "shop_name"), (b"PK\x03\x04nothing", "")],
    ids=["no licence number", "columns missing", "no spreadsheet"],
)
def test_a_file_without_the_needed_columns_is_refused_whole(content: bytes, field: str) -> None:
    with pytest.raises(Faulty) as refusal:
        read_licences(content)

    assert refusal.value.faults[0].field == field


def test_a_clerk_may_not_import(bureau: "Office") -> None:
    with pytest.raises(Refused, match="无权"):
        bureau.perform(licence_import.begin, "0" * 64, "x", [], by=OFFICERS["clerk"])
