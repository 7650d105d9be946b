"""Every benchmark that needs no other program runs on a few rows and measures what it says."""

import json
import tempfile
from pathlib import Path

import pytest

from benchmarks import cases_filled
from benchmarks.catalogue import BENCHES, bench
from benchmarks.filled import cached
from benchmarks.measuring import Absent, Figure
from benchmarks.offices import office_over
from benchmarks.papers import PROTOTYPES, raw_rows
from cli.__main__ import main
from models.values import SYSTEM_OFFICER
from tests.conftest import NOON
from usecases import application_list, casework_book, casework_desk
from usecases.application_list import ApplicationFilter
from usecases.officers import register_training


def figures(name: str, rows: int | None) -> list[Figure]:
    found = list(bench(name)(rows))
    assert not any(isinstance(one, Absent) for one in found)
    return [one for one in found if isinstance(one, Figure)]


@pytest.mark.parametrize(
    ("name", "rows", "benches"),
    [
        ("screen", 200, ["screen"]),
        ("ledger", 500, ["ledger"]),
        ("help", None, ["help"]),
        ("intake", 250, ["intake-wechat", "intake-kiosk"]),
        ("intake-memory", 400, ["intake-memory", "intake-memory-growth"]),
        ("push", 60, ["push", "push-batches"]),
        ("engine", 30, ["engine"]),
        ("deadlines", 300, ["deadlines", "deadlines-clerk"]),
        ("bulk", 12, ["bulk"]),
        ("case-papers", 3, ["case-papers"]),
        ("rescreen", 200, ["rescreen", "rescreen-one"]),
        (
            "blacklist-import",
            100,
            ["blacklist-read-xlsx", "blacklist-read-csv", "blacklist-import", "blacklist-import-again"],
        ),
        ("statistics", 400, ["statistics"]),
        ("queue", 400, ["queue-page", "queue-count", "queue-search"]),
        ("numbers", 40, ["numbers"]),
        ("cartons", 100, ["cartons-judge", "cartons-history"]),
        ("names-candidates", 40, ["names-candidates", "names-memory"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_benchmark_yields_its_figures(
    name: str, rows: int | None, benches: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    found = figures(name, rows)

    assert [one.bench for one in found] == benches
    assert all(one.value > 0 and one.limit > 0 and one.ratio == one.value / one.limit for one in found)


def test_the_cases_that_are_filled_in_are_listed_and_the_thick_one_is_read(tmp_path: Path) -> None:
    office = office_over(f"sqlite:///{tmp_path / 'luqiao.db'}", tmp_path)
    office.perform(register_training, by=SYSTEM_OFFICER)
    cases_filled.fill(office, 60, interviews=2)

    with office.reading() as session:
        listed = casework_desk.page(session, casework_desk.CaseFilter(), at=office.now())
        book = casework_book.read(session, listed[0].number, at=office.now())

    office.close()
    assert len(listed) == 61
    assert len({line.number for line in listed}) == 61
    assert [step.name for step in book.detail.steps] == ["立案", "询问", "询问"]


@pytest.mark.postgres
def test_a_claim_is_timed_on_both_databases() -> None:
    found = figures("claim", 500)

    assert [one.bench for one in found] in (["claim-sqlite", "claim-postgresql"], ["claim-sqlite"])


@pytest.mark.parametrize("name", sorted(BENCHES))
def test_every_benchmark_can_be_begun(name: str) -> None:
    assert callable(bench(name))


def test_the_command_prints_a_line_a_figure(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["bench", "screen", "--rows", "50"])

    (line,) = capsys.readouterr().out.splitlines()
    assert status == 0
    assert json.loads(line)["rows"] == 50


def test_an_unknown_benchmark_is_refused_before_anything_runs(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["bench", "screen", "speed"])

    assert status == 2
    assert capsys.readouterr().out == ""


def test_a_long_list_repeats_its_papers_under_new_references() -> None:
    rows = list(raw_rows("wechat", PROTOTYPES + 2, NOON))

    assert len({json.loads(row)["apply_id"] for row in (*rows[:2], *rows[-2:])}) == 4
    assert {**json.loads(rows[-1]), "apply_id": ""} == {**json.loads(rows[1]), "apply_id": ""}


def test_a_filled_database_has_every_application_in_the_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    file = cached(300)

    office = office_over(f"sqlite:///{file}", tmp_path, fresh=False)
    with office.reading() as session:
        every = application_list.page(session, ApplicationFilter(), limit=400)
        shops = application_list.count(session, ApplicationFilter(text="厦门"))
    office.close()

    assert cached(300) == file
    assert [line.id for line in every] == list(range(1, 301))
    assert len({line.state for line in every}) > 2
    assert shops > 100
