"""How the process of the daemon shares out its time: between its threads, and with the collector of garbage."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

TURN = 0.0005  # seconds; a thread that comes back from the database waits so long for one that computes
NEW = 20_000  # objects until the youngest are looked at: a page of rows has thousands, and none of them in a circle


USUAL = gc.get_threshold()


def settle() -> None:
    """Let short turns hold from now on; what is loaded by now stays and is not looked at again."""
    sys.setswitchinterval(TURN)
    gc.collect()
    gc.freeze()


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Collect rarely while a list is read; at rest that would keep 4 MB. Of several lists the first to end ends it."""
    gc.set_threshold(NEW, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*USUAL)
