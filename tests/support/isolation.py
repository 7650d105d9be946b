"""What a command or a daemon sets for its whole process, put back behind every test: one process runs them all."""

import gc
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from content import lawbook


@contextmanager
def as_it_was() -> Iterator[None]:
    """Put back the umask, the folder, how garbage is collected, how threads take turns, where logs go, and the law."""
    mask, folder = umask(), os.open(".", os.O_PATH)
    thresholds, turn = gc.get_threshold(), sys.getswitchinterval()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    law = dict(lawbook._beside)
    try:
        yield
    finally:
        os.umask(mask)
        os.fchdir(folder)
        os.close(folder)
        gc.unfreeze()
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(turn)
        root.handlers[:] = handlers
        root.setLevel(level)
        lawbook._beside.clear()
        lawbook._beside.update(law)


def umask() -> int:
    """Return the umask, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
