"""The console as the program starts it; says in a file when its imports are done (run by benchmarks.console)."""

import sys
import time
from pathlib import Path

from cli.__main__ import main
from cli.console import load
from cli.starting import without_docstrings


def start(config: str, database: str, said: str) -> int:
    """Import what the console loads, say when that was done, then do what `luqiao console` does."""
    without_docstrings()
    load(database)
    Path(said).write_text(str(time.monotonic()), encoding="ascii")
    return main(["--config", config, "console", "--as", "clerk"])


if __name__ == "__main__":
    sys.exit(start(*sys.argv[1:]))
