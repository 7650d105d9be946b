"""The programs as they start: what help costs, and which heavy modules each of them loads."""

import resource
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.measuring import Figure, bounded

HELP_SECONDS = 0.25
HEAVY = ("aiohttp", "alembic", "apscheduler", "chinese_calendar", "city", "daemon", "httpx", "keyring", "openpyxl",
         "opencc", "psycopg", "pypinyin", "textual", "tui")  # fmt: skip
FORBIDDEN = {
    "tui.app": {"aiohttp", "alembic", "apscheduler", "city", "daemon", "openpyxl", "opencc", "pypinyin"},
    "daemon.service": {"aiohttp", "alembic", "city", "openpyxl", "opencc", "pypinyin", "textual", "tui"},
}
ASK = "import sys, {module}; print(*(name for name in {heavy!r} if name in sys.modules))"


def cpu_of(command: list[str]) -> float:
    """Return the processor seconds of a whole program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def help_(_rows: int | None) -> Iterator[Figure]:
    """Yield the processor seconds of `luqiao --help`, with those of a bare interpreter beside them."""
    ours = min(cpu_of([sys.executable, "-m", "cli", "--help"]) for _ in range(5))
    bare = min(cpu_of([sys.executable, "-c", ""]) for _ in range(5))
    yield bounded("help", ours, "s CPU", HELP_SECONDS, 0, bare_python=round(bare, 4))


def loaded(module: str) -> list[str]:
    """Return which heavy modules are there once a module was imported."""
    code = ASK.format(module=module, heavy=HEAVY)
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return answer.stdout.split()


def imports(_rows: int | None) -> Iterator[Figure]:
    """Yield how many modules each program loads that it has no use for; none is the goal."""
    for module, forbidden in FORBIDDEN.items():
        found = loaded(module)
        wrong = sorted(forbidden.intersection(found))
        cpu = min(cpu_of([sys.executable, "-c", f"import {module}"]) for _ in range(3))
        more: dict[str, object] = {"wrong": wrong, "heavy": found, "cpu_s": round(cpu, 3)}
        yield Figure(f"imports-{module}", len(wrong), "modules", 1.0, 0, 0.0, at_least=False, more=more)
