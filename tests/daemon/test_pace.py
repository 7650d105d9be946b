"""The daemon's process gives waiting threads short turns and collects rarely while it reads a list."""

import gc
import sys
from collections.abc import Iterator

import pytest

from daemon import pace


@pytest.fixture
def restored() -> Iterator[None]:
    turn, thresholds = sys.getswitchinterval(), gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(turn)


@pytest.mark.usefixtures("restored")
def test_what_is_loaded_is_not_looked_at_again_and_turns_are_short() -> None:
    pace.settle()

    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == pace.USUAL
    assert gc.isenabled()
    assert sys.getswitchinterval() == pytest.approx(pace.TURN)


@pytest.mark.usefixtures("restored")
def test_garbage_is_collected_rarely_only_while_a_list_is_read() -> None:
    with pace.collecting_rarely():
        assert gc.get_threshold()[0] == pace.NEW

    assert gc.get_threshold() == pace.USUAL
