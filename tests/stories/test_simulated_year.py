"""A year at the desk: no card without a cause, none missing, none twice, and the same share in time by a recount."""

from pathlib import Path

import pytest

from tests.stories.simulated_year import Year, compare, handed_out, opened


@pytest.mark.parametrize("seed", [7])
def test_a_simulated_year_has_the_cards_and_the_share_in_time_of_an_independent_recount(
    seed: int, tmp_path: Path
) -> None:
    year = Year(opened(tmp_path), seed, 200)

    year.run()

    assert compare(year) == []
    assert {kind for _, _, _, kind, _ in handed_out(year.office)} == {"warning", "yellow", "red"}
    assert {term for _, term, _, _, _ in handed_out(year.office)} >= {"L01", "L04", "L15"}
    year.office.close()
