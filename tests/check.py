"""What `python3 run.py test` runs: the linters, the types, the layers, every test, then the city without a console."""

# ruff: noqa: T201
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.support import postgres

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
WORKERS = str(min(4, os.cpu_count() or 1))
LINT = {
    "ruff check": [str(BIN / "ruff"), "check", "."],
    "ruff format": [str(BIN / "ruff"), "format", "--check", "."],
    "mypy": [str(BIN / "mypy")],
    "import-linter": [str(BIN / "lint-imports")],
}
TESTS = {
    "pytest": [sys.executable, "-m", "pytest", "-q", "-m", "not slow", "-n", WORKERS, "--dist", "loadfile"],
    "the city without a console": [sys.executable, "-m", "cli", "demo", "--headless", "--for", "60s", "--json"],
}


def get_postgres() -> None:
    """Install Debian's PostgreSQL server where that is allowed; say so where it is not."""
    if postgres.binaries() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("· installing Debian's postgresql for the tests …", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        wanted = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"]
        subprocess.run(wanted, check=False, env=environment, stdout=subprocess.DEVNULL)
    if reason := postgres.reason_for_none():
        print(f"· the PostgreSQL tests will be skipped: {reason}", flush=True)


def run(name: str, command: list[str]) -> bool:
    """Run one step, say how it went and how long it took."""
    print(f"· {name} …", flush=True)
    start = time.monotonic()
    good = subprocess.run(command, cwd=ROOT, check=False).returncode == 0
    print(f"  {'ok' if good else 'FAILED'} after {time.monotonic() - start:.0f} s", flush=True)
    return good


def main(arguments: list[str]) -> int:
    """Run every step; with `--lint-only` no tests, with other words only those for pytest."""
    start = time.monotonic()
    lint_only = "--lint-only" in arguments
    chosen = [word for word in arguments if word != "--lint-only"]
    if chosen:
        return subprocess.run([*TESTS["pytest"][:6], *chosen], cwd=ROOT, check=False).returncode
    if not lint_only:
        get_postgres()
    steps = LINT if lint_only else LINT | TESTS
    failed = [name for name, command in steps.items() if not run(name, command)]
    seconds = time.monotonic() - start
    print(f"{'FAILED: ' + ', '.join(failed) if failed else 'All green'} · {len(steps)} steps in {seconds:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
