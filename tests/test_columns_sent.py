"""A record is shown in its receiver's columns before it leaves, masked as the profile says, and nothing is sent."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.errors import InvalidInput
from tests.adapters.records import licence
from tests.conftest import training_settings
from wiring.columns_sent import columns_sent, compared
from wiring.config import OutsideSystem, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return a bureau with a receiver of each generation; neither has a secret, and nobody is there."""
    profiles = {"new": "reference/credit", "old": "municipal-2015/credit"}
    systems = {name: OutsideSystem(name, "credit", p, "http://127.0.0.1:9") for name, p in profiles.items()}
    return replace(training_settings(f"sqlite:///{tmp_path}/luqiao.db", tmp_path), outside=systems)


def record(**changes: Any) -> dict[str, Any]:
    return dict(licence(valid=True, updated_on="2026-11-20", **changes))


def test_a_number_is_shown_as_hidden_as_it_will_leave(settings: Settings) -> None:
    number = record()["party"]["legal_rep_id_no"]

    new, old = (columns_sent(settings, name, "xk", record()) for name in ("new", "old"))

    assert new["XK_FR_ZJHM"] == number
    assert old["XK_XDR_SFZ"] == number[:8] + "******" + number[14:]


def test_what_a_receiver_refuses_is_said_with_its_column(settings: Settings) -> None:
    with pytest.raises(InvalidInput, match=r"XK_NR .*too_long"):
        columns_sent(settings, "new", "xk", record(content="字" * 4001))


@pytest.mark.parametrize(("system", "kind"), [("nobody", "xk"), ("new", "event")])
def test_a_receiver_that_is_not_there_is_named(settings: Settings, system: str, kind: str) -> None:
    with pytest.raises(InvalidInput, match=f"“{system}”"):
        columns_sent(settings, system, kind, record())


def test_only_what_differs_is_compared_in_the_receivers_order() -> None:
    before, after = {"A": "1", "B": "2", "C": "3"}, {"D": "4", "B": "5", "A": "1"}

    assert compared(before, after) == [("D", "", "4"), ("B", "2", "5"), ("C", "3", "")]
