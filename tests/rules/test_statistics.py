"""What is saved, shares and percentiles, and the months of a period."""

from collections import Counter
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from rules.statistics import COUNTS, Tally, days_saved, fen_saved, month_of, months, whole


def test_the_cost_model_of_the_study_of_2019_gives_its_figures() -> None:
    assert days_saved(4_117) == Decimal("2058.5")
    assert fen_saved(4_117) == 205_850_00


def test_shares_of_nothing_are_unknown_not_zero() -> None:
    empty = Tally()

    assert (empty.granted_share, empty.on_time_rate, empty.mean_days, empty.percentile(0.9)) == (None,) * 4


def test_percentiles_are_nearest_ranks() -> None:
    ten = Tally(days=Counter({1: 5, 3: 4, 20: 1}))

    assert [ten.percentile(part) for part in (0.5, 0.9, 0.91)] == [1, 3, 20]
    assert ten.mean_days == (5 + 12 + 20) / 10


def test_tallies_add_up() -> None:
    one = Tally(received=3, granted=2, refused=1, in_time=2, days=Counter({4: 3}))
    one.add(Tally(received=1, open=1, days=Counter({4: 1})))

    assert (one.received, one.concluded, one.decided, one.days) == (4, 3, 3, Counter({4: 4}))


def test_a_period_is_cut_into_its_months() -> None:
    parts = list(months(date(2025, 11, 15), date(2026, 3, 1)))

    assert parts == [
        (date(2025, 11, 15), date(2025, 11, 30)),
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 3, 1)),
    ]
    assert [whole(*part) for part in parts] == [False, True, True, True, False]
    assert [month_of(first) for first, _last in parts] == ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]


def test_every_count_is_added_and_has_its_share() -> None:
    one = Tally(*range(1, 11))
    one.add(Tally(*range(10, 101, 10)))

    assert [getattr(one, name) for name in COUNTS] == list(range(11, 111, 11))
    half = Tally(granted=3, refused=1, in_time=2, instant=1)
    assert (half.granted_share, half.on_time_rate, half.instant_share) == (3 / 4, 2 / 4, 1 / 3)


def test_who_counted_nothing_has_nothing() -> None:
    counts = {name: value for name, value in asdict(Tally()).items() if name != "days"}

    assert set(counts.values()) == {0}
