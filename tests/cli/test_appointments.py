"""`luqiao appointments` and `luqiao catalogue`, as scripts call them."""

import json
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.support.desk import Desk
from tests.support.rows import staffed


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    made = Desk(tmp_path, "http://127.0.0.1:9", capsys)
    assert made("init")[0] == 0
    office = made.open()
    staffed(office)
    office.close()
    return made


def test_slots_are_opened_booked_listed_and_cancelled(desk: Desk) -> None:
    assert desk("appointments", "open", "hall-350203", "--as", "clerk")[0] == 0
    assert desk("--json", "appointments", "list", "--slots", "--hall", "hall-350203")[0] == 0
    slot = json.loads(desk.printed.splitlines()[-1])
    assert slot["free"] == slot["capacity"] == 4
    wanted = ("--name", "林\x1b海生", "--mobile", "13900000001", "--item", "new", "--as", "clerk")
    assert desk("appointments", "book", str(slot["id"]), *wanted)[0] == 2
    wanted = ("--name", "林海生", *wanted[2:])
    assert desk("--json", "appointments", "book", str(slot["id"]), *wanted)[0] == 0
    number = json.loads(desk.printed)["number"]
    assert desk("--json", "appointments", "list", "--state", "booked")[0] == 0
    listed = json.loads(desk.printed)
    assert (listed["number"], listed["mobile"], listed["person"]) == (number, "1390*****01", "林海生")
    assert desk("appointments", "cancel", number, "--as", "clerk")[0] == 0
    assert desk("appointments", "cancel", number, "--as", "clerk")[0] == 1
    assert desk("appointments", "list", "--day", "2026-02-30")[0] == 2


def test_the_catalogue_is_listed_shown_and_published(desk: Desk, tmp_path: Path) -> None:
    assert desk("--json", "catalogue", "list", "--on", "2026-11-23")[0] == 0
    assert [json.loads(line)["item"] for line in desk.printed.splitlines()] == [
        "new", "renew", "change", "suspend", "resume", "close", "reissue",
    ]  # fmt: skip
    assert desk("catalogue", "show", "new")[0] == 0
    assert "自2021-03-01起的变更" in desk.printed
    assert desk("catalogue", "guide", "new", "--out", str(tmp_path / "new.md"))[0] == 0
    assert "办事指南" in (tmp_path / "new.md").read_text(encoding="utf-8")
    assert desk("catalogue", "guide", "new", "--out", str(tmp_path / "new.pdf"))[0] == 0
    assert "办理依据" in "".join(page.extract_text() for page in PdfReader(tmp_path / "new.pdf").pages)
    assert desk("catalogue", "guide", "new", "--out", str(tmp_path / "new.doc"))[0] == 2
    assert desk("catalogue", "show", "new", "--on", "2026-02-30")[0] == 2
