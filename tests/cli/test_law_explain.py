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
