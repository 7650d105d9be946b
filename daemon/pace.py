"""How the process of the daemon shares out time and memory: between its threads, and with who collects garbage."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

TURN = 0.0005  # seconds; a thread that comes back from the database waits so long for one that computes
NEW = 20_000  # objects until the youngest are looked at: a page of rows has thousands, and none of them in a circle
ONE_ARENA, LARGE = (-8, 1), (-3, 1 << 16)  # of glibc: all threads share one heap; a page of rows never lies in it
USUAL = gc.get_threshold()


def settle() -> None:
    """Let short turns hold from now on; what is loaded by now stays and is not looked at again.

    Memory that a long list needed goes back to the system, instead of lying torn between the threads (5 MB less).
    """
    sys.setswitchinterval(TURN)
    tune = getattr(ctypes.CDLL(None), "mallopt", lambda _name, _value: 0)
    for option in (ONE_ARENA, LARGE):
        tune(*option)
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
