"""The register on the screen: found while it is typed, filtered, opened with its life, imported by those who may."""

from datetime import date
from pathlib import Path

import pytest

from models.values import SYSTEM_OFFICER
from tests.support.penalties import PAPER
from tests.support.register import csv_of, holder
from tests.support.rows import OFFICERS
from tests.tui import bureau
from tests.tui.conftest import Clerk, seated
from tui.screens.licence import standing
from usecases import evaluations, penalties
from usecases.penalty_forms import read_form
from wiring.office import Office

FINED = {
    "cause": "C01", "base": "10000.00", "fine": "1000.00", "kinds": ["fine"], "confiscated": None, "content": "罚款。",
}  # fmt: skip
ROWS = [
    holder(0, 负责人="林海声", 有效期自="2021-12-02", 有效期至="2026-12-01"),
    holder(1),
    holder(4, 状态="停业", 停业自="2026-10-01", 停业至="2027-03-31"),
    holder(6, 有效期至="2029-02-29"),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of four licences, the last one faulty."""
    written = tmp_path / "licences.csv"
    written.write_bytes(csv_of(*ROWS))
    return written


async def import_file(clerk: Clerk, file: Path) -> None:
    await clerk.types("g", "l", "I")
    await clerk.writes(str(file))
    await clerk.types("enter")


async def test_an_import_says_what_it_did_and_the_licences_are_there(office: Office, file: Path) -> None:
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await import_file(clerk, file)
        assert await clerk.finds("有错未导入")
        assert "第5行 有效期至" in clerk.sees
        await clerk.types("enter")

        assert "350203100000" in clerk.sees
        assert "林海声" in clerk.sees
        await clerk.types("s")
        await clerk.writes("ty")
        await clerk.types("enter")
        assert "350212100004" in clerk.sees
        assert "350203100000" not in clerk.sees


async def test_a_licence_is_found_while_it_is_typed_and_shows_its_life(office: Office, file: Path) -> None:
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await import_file(clerk, file)
        assert await clerk.finds("有错未导入")
        await clerk.types("enter", "slash")
        await clerk.writes("lhs")
        await clerk.types("enter", "enter")

        assert await clerk.finds("350203100000")
        assert "还有 10 天" in clerk.sees
        assert "导入" in clerk.sees
        assert "3502**" in clerk.sees
        await clerk.types("o")
        assert "没有这张许可证的申请。" in clerk.sees


async def test_home_counts_what_ends_soon_and_leads_there(office: Office, file: Path) -> None:
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await import_file(clerk, file)
        assert await clerk.finds("有错未导入")
        await clerk.types("enter", "g", "h")
        assert await clerk.finds("30天内到期：许可证 1 张")


async def test_a_clerk_sees_the_register_but_no_key_to_import(office: Office) -> None:
    async with seated(office, bureau.clerk()) as clerk:
        await clerk.types("g", "l", "I")

        assert "路径" not in clerk.sees
        assert "还没有记录" in clerk.sees


@pytest.mark.parametrize(("day", "shown"), [(30, "已准予停业"), (1, "停业")])
def test_a_granted_suspension_is_one_from_its_first_day_on(day: int, shown: str) -> None:
    first, last = date(2026, 12, 1), date(2027, 2, 28)
    row = {"status": "suspended", "status_since": date(2026, 11, 22), "import_warnings": 0,
           "suspended_from": first, "suspended_to": last}  # fmt: skip
    today = date(2026, 12 if day == 1 else 11, day)

    assert standing(row, today) == f"{shown}  2026-12-01 — 2027-02-28"


async def test_a_licence_shows_its_evaluation_and_a_dispute_is_noted_and_answered(office: Office, file: Path) -> None:
    async with seated(office, bureau.approver(), (120, 40)) as clerk:
        await import_file(clerk, file)
        assert await clerk.finds("有错未导入")
        party = {"kind": "person", "name": ROWS[1]["负责人"], "id_no": ROWS[1]["身份证号"]}
        office.perform(penalties.record, [read_form(PAPER | FINED | {"party": party})], by=OFFICERS["inspector"])
        office.perform(evaluations.renew, by=SYSTEM_OFFICER)
        await clerk.types("enter", "slash")
        await clerk.writes("350205100001")
        await clerk.types("enter", "enter", "end")
        assert await clerk.finds("B 较好")
        assert await clerk.finds("B  85 分  计入：-15")
        await clerk.types("e", "enter")
        await clerk.writes("罚的是另一家店")
        await clerk.types("f2")
        assert await clerk.finds("异议：厦烟处〔2026〕第12号")
        await clerk.types("e")
        assert await clerk.finds("答复异议：厦烟处〔2026〕第12号")
