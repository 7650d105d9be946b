"""Forks daemons on demand: imports once, then each child runs `luqiao --config FILE daemon`."""

import importlib
import os
import signal
import sys

NEEDED = ("cli.__main__", "cli.daemon", "wiring.connect", "wiring.office", "wiring.logs", "daemon.service", "httpx")


def main(config: str) -> None:
    """Print the pid of a new daemon for every line of the input; end with it."""
    for name in NEEDED:
        importlib.import_module(name)
    from cli.__main__ import main as luqiao
    from daemon import service
    from daemon.jobs import poll_intake

    service.FIRST_SPREAD = 0.1  # so short a life has no time to lose
    usual = poll_intake.MANY
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number, _ in enumerate(sys.stdin):
        poll_intake.MANY = usual if number % 2 else 0  # every other one takes whatever comes through the book
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os._exit(luqiao(["--config", config, "daemon"]))
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
