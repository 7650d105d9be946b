"""Who we are among daemons, and whether another one is surely gone."""

import hashlib
import os
import socket
from pathlib import Path

PLACES = ("/etc/machine-id", "/proc/sys/kernel/random/boot_id")


def here() -> str:
    """Return a short name of this machine, this boot and this process space: only here a process can be asked for."""
    parts = [socket.gethostname()]
    for place in PLACES:
        try:
            parts.append(Path(place).read_text(encoding="ascii").strip())
        except OSError:
            parts.append("")
    try:
        parts.append(str(Path("/proc/self/ns/pid").stat().st_ino))
    except OSError:
        parts.append("")
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def started(pid: int) -> str:
    """Return when a process of this machine started (kernel ticks), "" when there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    after_name = stat.rpartition(")")[2].split()
    return "" if after_name[0] in {"Z", "X"} else after_name[19]


def own_name() -> str:
    """Return the name of this process as a holder of leases: place, pid, start."""
    return f"{here()}:{os.getpid()}:{started(os.getpid())}"


def surely_gone(owner: str) -> bool:
    """Whether a holder was a process of this machine that does not run any more; False where that cannot be told."""
    place, _, process = owner.partition(":")
    pid, _, start = process.partition(":")
    return place == here() and pid.isdigit() and started(int(pid)) != start
