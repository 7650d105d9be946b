"""How the process of the daemon shares out its time: between its threads, and with the collector of garbage."""

import gc
import sys

TURN = 0.0005  # seconds; a thread that comes back from the database waits so long for one that computes
NEW = 20_000  # objects until the youngest are looked at: a page of rows has thousands, and none of them in a circle


def settle() -> None:
    """Let short turns and few collections hold from now on; what is loaded by now stays and is not looked at again."""
    sys.setswitchinterval(TURN)
    gc.set_threshold(NEW, 20, 20)
    gc.freeze()
