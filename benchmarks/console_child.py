"""The console as the program starts it; says in a file when its imports are done (run by benchmarks.console)."""

import importlib
import sys
import time
from pathlib import Path

from cli.__main__ import main

NEEDED = ("cli.console", "tui.app", "wiring.office", "usecases.application_list", "usecases.home")


def start(config: str, said: str) -> int:
    """Import what the console loads, say when that was done, then do what `luqiao console` does."""
    for name in NEEDED:
        importlib.import_module(name)
    Path(said).write_text(str(time.monotonic()), encoding="ascii")
    return main(["--config", config, "console", "--as", "clerk"])


if __name__ == "__main__":
    sys.exit(start(*sys.argv[1:]))
