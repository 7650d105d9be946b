"""Nothing that a test sets for the whole process is left to the next one."""

import gc
import logging
import os
import sys
from pathlib import Path

from daemon import pace
from tests.support.isolation import as_it_was, umask


def state() -> tuple[object, ...]:
    root = logging.getLogger()
    collecting = gc.get_threshold(), gc.get_freeze_count() > 0
    return umask(), Path.cwd(), *collecting, sys.getswitchinterval(), root.handlers[:], root.level


def test_a_daemon_or_a_command_leaves_the_process_as_it_was(tmp_path: Path) -> None:
    before = state()

    with as_it_was():
        pace.settle()
        gc.set_threshold(pace.NEW)
        os.umask(0o077 if umask() != 0o077 else 0o022)
        os.chdir(tmp_path)
        logging.getLogger().handlers[:] = [logging.NullHandler()]
        logging.getLogger().setLevel(logging.DEBUG)
        during = state()

    assert all(was != is_ for was, is_ in zip(before, during, strict=True))
    assert state() == before
