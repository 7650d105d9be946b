"""A scene of 500 cartons at a scanner's speed through a real terminal: lost, doubled, ms to the answer."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Figure, bounded, percentile
from benchmarks.terminal import Terminal, running
from rules.identifiers import barcode_check
from wiring.scene_journal import read_scene

SCANS, BRANDS = 500, 40
KEY, ANSWER = 0.002, 30.0  # seconds between keys; ms to the last byte of the answer
LINES, LINE = 50, b"." * 400 + b"\n"
READY, CASE = "现场清点", "C-2026-000001"


def barcode(number: int) -> str:
    """Return a made-up EAN-13."""
    body = f"690102{number:06d}"
    return body + barcode_check(body)


def catalogue(file: Path) -> None:
    """Write a catalogue of made-up brands, each with its carton."""
    rows = [f"{barcode(n)},{barcode(n + 500)},第{n}号卷烟,品牌{n % 8},{200 + n}.00" for n in range(BRANDS)]
    file.write_text("\n".join(["盒条码,条条码,品名,品牌,每条单价", *rows]) + "\n", encoding="utf-8")


def run(rows: int | None) -> Iterator[Figure]:
    """Yield what was lost and doubled of so many scans, and the 95th percentile of the answers."""
    count = rows or SCANS
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "scene.jsonl"
        catalogue(Path(folder) / "brands.csv")
        command = [
            sys.executable,
            "-m",
            "cli.__main__",
            "scene",
            "open",
            str(journal),
            "--case",
            CASE,
            "--officers",
            "a,b",
        ]
        with running([*command, "--goods", str(Path(folder) / "brands.csv")]) as terminal:
            terminal.wait_for(READY)
            began = terminal.cpu()
            answers = [scanned(terminal, barcode(500 + number % BRANDS)) for number in range(count)]
            terminal.read(0.3)
            cpu = (terminal.cpu() - began) / count * 1000
        disk = synced(Path(folder) / "line")
        scene, _ = read_scene(journal.read_bytes())
    wanted = {f"第{n}号卷烟": 10 * len(range(n, count, BRANDS)) for n in range(min(BRANDS, count))}
    found = {one.product: one.packs for one in scene.goods}
    lost = sum(max(0, packs - found.get(name, 0)) for name, packs in wanted.items()) // 10
    doubled = sum(max(0, packs - wanted.get(name, 0)) for name, packs in found.items()) // 10
    yield bounded("scan-lost", float(lost), "scans", 0.0, count)
    yield bounded("scan-doubled", float(doubled), "scans", 0.0, count)
    late = answers[-max(20, count // 5) :]  # the heap is large by then
    yield bounded("scan-answer-p95", percentile(late, 0.95), "ms", ANSWER, count,
                  median=round(percentile(late, 0.5), 2), whole_p95=round(percentile(answers, 0.95), 2),
                  cpu_ms=round(cpu, 2), disk_ms=round(disk, 2))  # fmt: skip


def synced(file: Path) -> float:
    """Return the median ms in which a line of a journal goes through to this disk: a part of every answer."""
    spent = []
    with file.open("ab", buffering=0) as opened:
        for _ in range(LINES):
            began = time.monotonic()
            opened.write(LINE)
            os.fsync(opened.fileno())
            spent.append((time.monotonic() - began) * 1000)
    return percentile(spent, 0.5)


def scanned(terminal: Terminal, code: str) -> float:
    """Send one line as a scanner does; return the ms from its Enter to the last byte of the answer."""
    for char in code:
        os.write(terminal.master, char.encode())
        time.sleep(KEY)
    terminal.read(0.0)
    began = time.monotonic()
    os.write(terminal.master, b"\r")
    last, _ = terminal.read(0.005, first=1.0)
    return (last - began) * 1000
