"""`luqiao cards` and `luqiao law recompute`: what was handed out, the answers, and what a calendar would change."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.__main__ import main
from daemon.jobs.recompute_deadlines import recompute, settle
from tests.support.desk import Desk
from tests.support.rows import OFFICERS, receive, row
from tests.usecases.test_deadlines import official_2027
from usecases import applications
from wiring.office import Office

ONE = "A-2026-000001"


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a bureau whose one application was accepted on 2026-12-04: due on 2027-01-04, a provisional day."""
    desk = Desk(tmp_path, "http://127.0.0.1:1", capsys)
    assert desk("init")[0] == 0
    office = desk.open()
    at(office, 2026, 12, 4)
    receive(office, row())
    office.perform(applications.accept, ONE, by=OFFICERS["clerk"])
    office.close()
    return desk


def at(office: Office, year: int, month: int, day: int) -> None:
    office.clock = lambda: datetime(year, month, day, 4, 0, tzinfo=UTC)


def lines(desk: Desk, *words: str) -> list[dict[str, object]]:
    assert desk(*words, "--json")[0] == 0
    return [json.loads(line) for line in desk.printed.splitlines()]


def test_cards_are_listed_and_answered(desk: Desk) -> None:
    office = desk.open()
    at(office, 2027, 1, 5)
    recompute(office)
    settle(office)
    office.close()

    (found,) = lines(desk, "cards", "list", "--kind", "yellow", "--officer", "clerk")
    assert (found["subject"], found["due_on"], found["state"]) == (ONE, "2027-01-04", "open")
    assert desk("cards", "answer", str(found["id"]), "--reason", "等补充材料", "--as", "clerk2")[0] == 1
    (answered,) = lines(desk, "cards", "answer", str(found["id"]), "--reason", "等补充材料", "--as", "clerk")

    assert (answered["state"], answered["answered_by"], answered["reason"]) == ("answered", "clerk", "等补充材料")
    assert lines(desk, "cards", "list", "--state", "open") == []
    (figures,) = lines(desk, "cards", "figures", "--from", "2026-01-01", "--to", "2027-12-31")
    assert (figures["given"], figures["on_time_rate"]) == ({"yellow": 1}, None)


def test_a_calendar_is_loaded_and_its_difference_is_shown_before_it_is_written(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text(official_2027(), encoding="utf-8")
    assert desk("law", "recompute", "--preview")[0] == 0
    assert desk("law", "calendar", str(file), "--source", "国办发明电〔2026〕7号", "--as", "sysadmin")[0] == 0

    status, _ = desk("law", "recompute", "--preview", "--json")
    found = json.loads(desk.printed)
    assert desk("law", "recompute")[0] == 1  # nobody said who
    assert desk("law", "recompute", "--as", "supervisor")[0] == 0
    assert "2027-01-04 → 2027-01-05" in desk.printed
    after = desk("law", "recompute", "--preview")[0]

    assert (status, after) == (1, 0)
    assert (found["changed"], found["before"]["provisional"], found["after"]["provisional"]) == (1, 1, 0)
    assert found["changes"][0]["due_to"] == "2027-01-05"


def test_a_day_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str], desk: Desk) -> None:
    assert main(["--config", str(desk.config), "cards", "list", "--since", "2026-02-30"]) == 2
    assert "2026-02-30" in capsys.readouterr().err
