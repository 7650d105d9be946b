"""Figures: their lines are those of the contract, and whether a goal is reached follows from value and limit."""

import sys

import pytest

from benchmarks.catalogue import BENCHES, bench, described
from benchmarks.measuring import Absent, Figure, Pair, Spent, bounded, percentile
from benchmarks.terminal import running

CONTRACT = ["bench", "value", "unit", "limit", "ratio", "rows"]


def test_a_line_begins_with_the_keys_of_the_contract() -> None:
    line = Figure("intake", 7500.0, "rows/s", 15000.0, 200, 0.5, more={"cpu": 3}).as_json()

    assert list(line)[:6] == CONTRACT
    assert line["ratio"] == 0.5
    assert line["ok"] is True
    assert line["cpu"] == 3


@pytest.mark.parametrize(("value", "ok"), [(4.9, True), (5.0, True), (5.1, False)])
def test_a_bound_may_be_reached_but_not_passed(value: float, ok: bool) -> None:
    assert bounded("claim", value, "ms", 5.0, 100).ok is ok


@pytest.mark.parametrize(("value", "ok"), [(49.0, False), (50.0, True)])
def test_a_rate_must_reach_its_share_of_the_limit(value: float, ok: bool) -> None:
    assert Figure("intake", value, "rows/s", 100.0, 1, 0.5).ok is ok


def test_what_cannot_be_compared_has_no_figures_but_a_reason() -> None:
    line = Absent("intake-dlt", "not installed").as_json()

    assert list(line)[:6] == CONTRACT
    assert line["value"] is None
    assert line["why"] == "not installed"


def test_a_pair_tells_the_medians_of_both() -> None:
    pair = Pair([Spent(3.0, 1.0), Spent(9.0, 2.0), Spent(4.0, 3.0)], [Spent(1.0, 0.5)] * 3)

    assert pair.wall() == (4.0, 1.0)
    assert pair.cpu() == (2.0, 0.5)


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 3), (0.95, 5), (1.0, 5)])
def test_a_percentile_is_one_of_the_values(share: float, value: float) -> None:
    assert percentile([5, 1, 4, 2, 3], share) == value


@pytest.mark.parametrize("name", BENCHES)
def test_every_benchmark_is_there_and_says_what_it_measures(name: str) -> None:
    assert callable(bench(name))
    assert described()[name]


def test_a_key_on_a_terminal_is_timed_to_its_last_byte() -> None:
    echo = "import sys, tty; tty.setraw(0); print('ready', flush=True); sys.stdout.write(sys.stdin.read(1) * 500)"

    with running([sys.executable, "-c", echo + "; sys.stdout.flush(); sys.stdin.read(1)"]) as terminal:
        terminal.wait_for("ready")
        repaint = terminal.press(b"x")

    assert repaint.size == 500
    assert 0 < repaint.seconds < 10
    assert repaint.cpu_ms > 0
