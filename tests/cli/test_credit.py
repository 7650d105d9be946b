"""`luqiao credit` as scripts call it: what is open, the numbers of a period, differences, repairs on paper."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from cli.context import Context
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import SYSTEM_OFFICER
from ports.platforms import Feedback
from tests.cli.conftest import Run
from tests.support.licences import new_licence
from tests.support.penalties import CANONICAL, NO, PAPER
from usecases import exports, feedback
from wiring.office import open_office

OUTBOX = table_of(OutboxRow)
KEY = "xk|k|a"
PAPERS = ("--document", "厦烟更〔2026〕3号", "--dated", "2026-11-20", "--issued-by", "厦门市烟草专卖局")


def recorded(run: Run, folder: Path) -> None:
    file = folder / "penalty.json"
    file.write_text(json.dumps(PAPER), encoding="utf-8")
    assert run("penalties", "record", str(file), "--as", "inspector")[0] == 0


def test_what_is_open_and_the_numbers_are_printed_and_exported(run: Run, tmp_path: Path) -> None:
    recorded(run, tmp_path)
    words = ("credit", "numbers", "--from", "2026-11-01", "--to", "2026-11-30")

    (line,) = run("credit", "list", "--state", "late")[1]
    status, (shown,) = run(*words, "--export", str(tmp_path / "numbers.csv"))

    assert (line["document_no"], line["due_on"], line["cause"]) == (NO, "2026-11-11", "recorded_late")
    assert (status, shown["from"]) == (0, "2026-11-01")
    lines: Any = shown["lines"]
    assert [(each["month"], each["missing"]) for each in lines] == [("2026-11", 1), ("", 1)]
    header, first, _total = exports.read_csv((tmp_path / "numbers.csv").read_bytes())
    assert (header[5], first[:2], first[5]) == ("漏报", ["2026-11", "厦门市烟草专卖局"], "1")
    assert run("credit", "list", "--state", "held") == (0, [])
    assert run("credit", "numbers", "--from", "2026-12-01", "--to", "2026-11-01")[0] == 2


def test_two_officers_register_a_repair(run: Run, tmp_path: Path) -> None:
    recorded(run, tmp_path)
    paper = (
        "--reason",
        "信用网站已办结",
        "--document",
        "闽信修〔2026〕8号",
        "--dated",
        "2026-11-20",
        "--issued-by",
        "市发改委",
    )

    status, (proposed,) = run("credit", "repair", CANONICAL, *paper, "--as", "clerk")
    refused = run("credit", "repair", CANONICAL, "--as", "clerk")[0]
    _, (repaired,) = run("credit", "repair", CANONICAL, "--as", "approver")

    assert (status, proposed["state"], refused, repaired["state"]) == (0, "proposed", 1, "repaired")
    assert run("penalties", "show", CANONICAL)[1][0]["state"] == "repaired"
    assert run("credit", "list") == (0, [])


def test_a_difference_that_is_not_there_is_not_settled(run: Run) -> None:
    assert run("credit", "differences") == (0, [])
    assert run("credit", "close", "7", "--note", "对方已补录", "--as", "approver")[0] == 2


@pytest.fixture
def number(run: Run) -> str:
    """Return the number of a licence record that the receiver has confirmed."""
    office = open_office(Context(Path(run.config)).settings())
    try:
        new_licence(office, delivered=False)
        with office.engine.begin() as connection:
            values = {"state": "confirmed", "record_key": KEY, "confirmed_at": office.now()}
            connection.execute(update(OUTBOX).where(OUTBOX.c.system == "credit").values(values))
            found = connection.execute(select(OUTBOX.c.payload).where(OUTBOX.c.kind == "xk")).scalar_one()
            return str(found["document_no"])
    finally:
        office.close()


def test_two_officers_correct_a_licence_record_and_see_it_as_it_leaves(run: Run, number: str) -> None:
    words = ("credit", "correct", number, "--reason", "经营者证件号码登记有误", *PAPERS)
    wrong = run(*words, "--set", "party.uscc=1", "--as", "clerk")[0]
    unreadable = run(*words, "--set", "remark", "--as", "clerk")[0]

    status, (proposed,) = run(*words, "--set", "remark=更正经营者", "--set", "content=烟草零售", "--as", "clerk")
    alone = run("credit", "correct", number, "--as", "clerk")[0]
    _, (waiting,) = run("credit", "proposals")
    _, (done,) = run("credit", "correct", number, "--as", "approver")

    assert (wrong, unreadable, status, alone) == (2, 2, 0, 1)
    assert (waiting["deed"], waiting["subject"]) == ("licence_record.corrected", f"xk:{number}")
    columns: Any = proposed["columns"]
    assert [(row["column"], row["after"]) for row in columns] == [("XK_NR", "烟草零售"), ("BZ", "更正经营者")]
    assert (done["state"], done["columns"]) == ("corrected", columns)
    assert [row["op"] for row in run("outbox", "list", "--system", "credit")[1]] == ["upsert", "upsert"]


def test_a_proposal_is_turned_down_by_its_number(run: Run, number: str) -> None:
    run("credit", "correct", number, "--reason", "备注有误", *PAPERS, "--set", "remark=更正", "--as", "clerk")
    _, (waiting,) = run("credit", "proposals")

    status, (rejected,) = run("credit", "reject", str(waiting["id"]), "--note", "无须更正", "--as", "approver")

    assert (status, rejected["state"], run("credit", "proposals")) == (0, "rejected", (0, []))
    assert run("credit", "reject", str(waiting["id"]), "--note", "无须更正", "--as", "approver")[0] == 2


def test_two_officers_answer_a_dispute(run: Run, tmp_path: Path) -> None:
    recorded(run, tmp_path)
    office = open_office(Context(Path(run.config)).settings())
    item = Feedback("FB1", "dispute", f"cf|{CANONICAL}|11350200MB1A2B3CXA", 1, office.now(), "2026-12-06", "不服")
    office.perform(feedback.receive, "credit", [item], by=SYSTEM_OFFICER)
    office.close()

    words = ("credit", "dispute", "FB1", "--outcome", "refused", "--reason", "经核查无误", *PAPERS)
    status, (proposed,) = run(*words, "--as", "clerk")
    _, (answered,) = run("credit", "dispute", "FB1", "--as", "approver")

    assert (status, proposed["state"], answered["state"], answered["outcome"]) == (0, "proposed", "answered", "refused")
    assert run("credit", "dispute", "FB9", "--as", "approver")[0] == 2
