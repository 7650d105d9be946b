"""`luqiao law explain`: one document for programs, a page for people, exit status 1 where something differs."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from cli.__main__ import main
from models.tables.applications import ScreeningRow
from models.tables.columns import table_of
from models.values import SYSTEM_OFFICER, Item
from tests.cli.conftest import Run
from tests.support.evidence import clean
from tests.support.penalties import CANONICAL, PAPER
from tests.support.rows import form, receive, row
from usecases import screening
from wiring.config import load
from wiring.office import open_office

ONE = "A-2026-000001"
SCREENINGS = table_of(ScreeningRow)
A4 = '[[rule]]\nid = "A4"\nname = "一址一证"\nvalid_from = 2021-03-01\n'
STRICTER = """
[[negative]]
id = "N9"
name = "思明区暂停新办"
text = "辖区暂停新办"
items = ["new"]
when = [{ field = "form.premises.district", is = "350203" }]
outcome = "deny"
instrument = "ALL"
article = "第三十四条"
ref = "34"
valid_from = 2020-01-01
mark = "practice"
"""


@pytest.fixture
def screened(config: str) -> str:
    """Return the configuration of a bureau with one screened application."""
    office = open_office(load(Path(config)))
    receive(office, row(of=form(Item.NEW)))
    office.perform(screening.conclude, ONE, 1, clean(), by=SYSTEM_OFFICER)
    office.close()
    return config


def test_an_application_is_explained(screened: str, run: Run) -> None:
    status, (found,) = run("law", "explain", ONE)

    told: dict[str, Any] = found
    assert (status, told["kind"], told["same"], told["differences"]) == (0, "application", True, [])
    assert (told["outcome"], told["again"]) == ("review", "review")
    assert {"R1", "A1", "bar_inclusive", "r6"} <= {each["id"] for each in told["rows"]}
    assert told["terms"][0]["arithmetic"][0][0] == "起算"


def test_a_person_reads_rules_evidence_findings_and_terms(screened: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", screened, "law", "explain", ONE]) == 0

    told = capsys.readouterr().out
    for words in (
        "适用的规定",
        "第二十五条第(三)项",
        "证据来源",
        "商事登记",
        "期限 L04",
        "按现行法规结果相同",
        "完全一致",
    ):
        assert words in told


def test_an_altered_outcome_ends_with_status_1(screened: str, run: Run) -> None:
    office = open_office(load(Path(screened)))
    with office.engine.begin() as connection:
        connection.execute(update(SCREENINGS).values(outcome="pass"))
    office.close()

    status, (found,) = run("law", "explain", ONE)

    assert status == 1
    assert found["same"] is False


def test_a_penalty_is_explained_by_its_cause(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "penalty.json"
    file.write_text(json.dumps(PAPER), encoding="utf-8")
    run("penalties", "record", str(file), "--as", "inspector")

    status, (found,) = run("law", "explain", CANONICAL)

    told: dict[str, Any] = found
    assert (status, told["kind"], told["cause"]["id"]) == (0, "penalty", PAPER["cause"])
    assert "%至" in told["arithmetic"]


def test_an_unknown_decision_is_an_error(run: Run) -> None:
    status, (found,) = run("law", "explain", "没有的号")

    assert status == 2
    assert "没有“没有的号”的审查记录" in str(found)


def test_what_if_counts_first_and_then_names_each_application(screened: str, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "change.toml"
    file.write_text('[[rule]]\nid = "A6"\nname = "不再审查"\nvalid_from = 2016-07-20\nvalid_to = 2020-01-01\n', "utf-8")
    assert run("law", "what-if", str(file), "--since", "2020-01-01")[0] == 2  # a reason still speaks of it

    file.write_text(f"{A4}\n", "utf-8")
    status, printed = run("law", "what-if", str(file), "--since", "2020-01-01")

    assert status == 0
    assert (printed[0]["looked_at"], printed[0]["otherwise"], len(printed)) == (1, 0, 1)


def test_a_person_reads_what_would_change(screened: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "change.toml"
    file.write_text(STRICTER, "utf-8")

    assert main(["--config", screened, "law", "what-if", str(file), "--since", "2020-01-01"]) == 0

    told = capsys.readouterr().out.splitlines()
    assert told[0] == "审查 1 件，结果会不同 1 件"
    assert told[1] == "  须人工核对 → 否决  1 件  待受理1"
    assert told[2].startswith(f"{ONE}  ")
    assert told[2].endswith("N9 通过 → 否决")
