"""The daemon's process gives waiting threads short turns and collects rarely while it reads a list."""

import gc
import sys

import pytest

from daemon import pace


def test_what_is_loaded_is_not_looked_at_again_and_turns_are_short() -> None:
    pace.settle()

    assert gc.get_freeze_count() > 0
    assert gc.get_threshold() == pace.USUAL
    assert gc.isenabled()
    assert sys.getswitchinterval() == pytest.approx(pace.TURN)


def test_garbage_is_collected_rarely_only_while_a_list_is_read() -> None:
    with pace.collecting_rarely():
        assert gc.get_threshold()[0] == pace.NEW

    assert gc.get_threshold() == pace.USUAL
