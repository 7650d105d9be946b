"""`luqiao demo`: the welcome fits a small terminal in both languages."""

import pytest
from rich.cells import cell_len

from cli.demo import GONE, GONE_EN, WELCOME, WELCOME_EN


@pytest.mark.parametrize(("welcome", "gone"), [(WELCOME, GONE), (WELCOME_EN, GONE_EN)], ids=["zh", "en"])
def test_the_welcome_fits_80_columns_and_says_what_becomes_of_the_data(welcome: str, gone: str) -> None:
    assert max(map(cell_len, welcome.splitlines())) <= 78
    assert gone in welcome
