"""The peers: software of the same kind in an environment of its own, run as a process with the same work."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv-peers"
PYTHON = VENV / "bin" / "python"
PATIENCE = 300.0


def install(say: Callable[[str], None]) -> None:
    """Make the environment of the peers, or bring it up to date."""
    say("peers: preparing .venv-peers …")
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        (VENV / ".gitignore").write_text("*\n", encoding="ascii")
    wanted = ["install", "-q", "--disable-pip-version-check", "-r", str(Path(__file__).with_name("peers.txt"))]
    subprocess.run([str(PYTHON), "-m", "pip", *wanted], check=True)


def has(module: str) -> bool:
    """Whether a peer is installed."""
    if not PYTHON.exists():
        return False
    found = subprocess.run([str(PYTHON), "-c", f"import {module}"], check=False, capture_output=True)
    return found.returncode == 0


def folder_of(name: str) -> Path:
    """Return a folder for the files of one comparison."""
    place = VENV / "work" / name
    place.mkdir(parents=True, exist_ok=True)
    return place


def run(script: str, words: Sequence[str], folder: Path) -> dict[str, Any]:
    """Let a peer do its work in a folder of its own and return what it measured (the last line that it prints)."""
    file = Path(__file__).with_name(script)
    answer = subprocess.run(
        [str(PYTHON), "-P", str(file), *words], check=True, capture_output=True, text=True, cwd=folder, timeout=PATIENCE
    )
    measured: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return measured
