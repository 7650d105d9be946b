"""A scene of 500 cartons in 40 brands, played in tmux from the first scan to its case, and accounted for.

python -m tests.faults.scene_play --cartons 500 --brands 40
"""

# ruff: noqa: T201
import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.measuring import percentile
from benchmarks.scan import barcode
from models.casework import Nature
from models.values import shanghai_date, utc_now
from rules.scene import Tally
from tests.faults.scene_window import Window, window
from tests.support.pictures import save_ansi
from wiring.scene_journal import read_events

COMMAND = (sys.executable, "-m", "cli.__main__")
TEAM = ["inspector", "inspector2"]
LEAD = {
    "source": "report", "summary": "举报某仓库存放来路不明的卷烟", "place": "厦门市思明区湖滨南路1号",
    "district": "350203", "cause": "C01", "party": {"kind": "person", "name": "林海生", "number": "350203199003070014"},
}  # fmt: skip
FILED = {"officers": TEAM, "reason": "有证据证明违法"}
TOTALS = r"(\d+)种  ([\d,]+)支"
NATURES = {  # every twentieth scan and some behind it
    5: ("j", Nature.COUNTERFEIT), 10: ("s", Nature.SMUGGLED), 15: ("f", Nature.DIVERTED), 19: ("z", Nature.GENUINE),
}  # fmt: skip
SENDING = 30.0  # seconds (issue 5)
BURST = 40  # scans that come at once when the lid is closed
AGAIN = r"已有(\d+)条记录"
REFUSED = re.compile(r"(\d+)次扫描没有登记")

Line = tuple[str, int, Nature]  # product, packs


@dataclass
class Report:
    """What a play came to; `wrong` is empty when every promise was kept."""

    cartons: int
    brands: int
    lost: int = 0
    doubled: int = 0
    refused: int = 0  # and told so on the screen
    resumed_with: int = 0
    answer_ms: dict[str, float] = field(default_factory=dict)
    send_s: float = 0.0
    again_s: float = 0.0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


class Heap:
    """The goods as they lie there: what the journal has to say in the end, line by line."""

    def __init__(self, brands: int) -> None:
        self.brands = brands
        self.lines: list[Line] = []

    def code(self, number: int) -> str:
        """Return what the scanner reads on the carton of this number; on every thirty-third it finds a pack only."""
        return barcode(number % self.brands + (0 if number % 33 == 32 else 50_000))

    def took(self, number: int) -> None:
        """Count the carton of this number."""
        packs = 1 if number % 33 == 32 else 10
        self.lines.append((f"第{number % self.brands}号卷烟", packs, Nature.UNKNOWN))

    def then(self, number: int) -> Iterator[str]:
        """Yield what the officer types behind the scan of this number, and do it to the heap."""
        product, packs, nature = self.lines[-1]
        if number % 25 == 24:
            cartons = number % 7 + 2
            packs = cartons * 10
            yield f"{cartons}x"
        if number % 20 in NATURES:
            key, nature = NATURES[number % 20]
            yield key
        self.lines[-1] = (product, packs, nature)
        if number % 50 == 49:
            self.lines.pop()
            yield "u"

    def catalogue(self, file: Path) -> None:
        """Write the made-up catalogue of these brands."""
        rows = [f"{barcode(n)},{barcode(50_000 + n)},第{n}号卷烟,品牌{n % 8},{200 + n}.05" for n in range(self.brands)]
        file.write_text("\n".join(["盒条码,条条码,品名,品牌,每条单价", *rows]) + "\n", encoding="utf-8")


class Bureau:
    """A training bureau in a folder, driven by its commands alone."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "config.toml"
        made = subprocess.run([*COMMAND, "city", "config", "--base-url", "http://127.0.0.1:9"], check=True,
                              capture_output=True, text=True)  # fmt: skip
        self.file.write_text(made.stdout, encoding="utf-8")
        self.file.chmod(0o600)
        self.told("init")

    def told(self, *words: str) -> list[dict[str, Any]]:
        """Return the objects that a command printed; raises AssertionError with what it said when it failed."""
        done = subprocess.run([*COMMAND, *words, "--config", str(self.file), "--json"], check=False,
                              capture_output=True, text=True)  # fmt: skip
        assert done.returncode == 0, f"{words}: {done.stderr or done.stdout}"
        return [json.loads(line) for line in done.stdout.splitlines()]

    def filed(self) -> str:
        """Register a lead and file it; return the number of the case."""
        acted_on = (shanghai_date(utc_now()) - timedelta(days=1)).isoformat()
        for name, values in (("lead", LEAD | {"acted_on": acted_on}), ("filed", FILED)):
            (self.folder / f"{name}.json").write_text(json.dumps(values), encoding="utf-8")
        number = str(self.told("cases", "register", str(self.folder / "lead.json"), "--as", "inspector")[0]["number"])
        self.told("cases", "propose", number, "case.filed", str(self.folder / "filed.json"), "--as", "inspector")
        self.told("cases", "confirm", number, "--as", "approver")
        return number


class Player:
    """Plays one scene and writes its report."""

    def __init__(self, folder: Path, cartons: int, brands: int, pictures: Path | None) -> None:
        self.folder, self.pictures = folder, pictures
        self.heap, self.report = Heap(brands), Report(cartons, brands)
        self.journal = folder / "scene.jsonl"
        self.bureau = Bureau(folder)
        self.heap.catalogue(folder / "brands.csv")
        self.bureau.told("goods", "import", str(folder / "brands.csv"), "--as", "inspector")
        self.number = self.bureau.filed()

    def play(self) -> Report:
        """Count, close the lid in the middle, go on, end; then bring the scene into its case, twice."""
        began = time.monotonic()
        half = self.report.cartons // 2
        with window(self.folder, self._opened()) as shown:
            shown.wait_for("请扫描条码")
            answers = [self._counted(shown, number) for number in range(half)]
            resumed = self._lid(shown, half)
            for number in range(resumed, self.report.cartons):
                self._counted(shown, number, wait=number % 2 == 0)
            self._seen(shown)
        self.report.answer_ms = {name: round(percentile(answers, share), 1) for name, share in
                                 (("median", 0.5), ("p95", 0.95), ("most", 1.0))}  # fmt: skip
        self._judge_journal()
        self._send()
        self.report.seconds = round(time.monotonic() - began, 1)
        return self.report

    def _opened(self) -> list[str]:
        goods = ("--goods", str(self.folder / "brands.csv"))
        return [*COMMAND, "scene", "open", str(self.journal), "--case", self.number, "--place", "湖滨南路1号",
                "--officers", ",".join(TEAM), *goods]  # fmt: skip

    def _counted(self, shown: Window, number: int, *, wait: bool = True) -> float:
        """Scan one carton and type what belongs to it; return the ms of the answer, 0 where nobody waited."""
        spent = shown.answered(self.heap.code(number)) if wait else 0.0
        if not wait:
            shown.scan(self.heap.code(number))
        self.heap.took(number)
        for keys in self.heap.then(number):
            shown.type(keys)
        return spent

    def _lid(self, shown: Window, number: int) -> int:
        """Kill the laptop in the middle of a burst; return the first scan that it does not know any more."""
        before = len(self.heap.lines)
        last = min(number + BURST, self.report.cartons)
        shown.close_the_lid("\r".join(self.heap.code(each) for each in range(number, last)))
        shown.again(self._opened())
        known = self.report.resumed_with = int(shown.wait_for(AGAIN).group(1))
        if not before <= known <= before + BURST:
            self.report.wrong.append(f"{before} were shown, {known} after the lid was closed")
        for each in range(number, number + known - before):
            self.heap.took(each)
        return number + known - before

    def _seen(self, shown: Window) -> None:
        """Compare the totals on the screen, draw it at both sizes, end and leave."""
        shown.type("e")
        shown.wait_for("清点已结束")
        refused = REFUSED.search(shown.screen())
        self.report.refused = int(refused.group(1)) if refused else 0
        kinds, sticks = shown.wait_for(TOTALS).groups()
        if (int(kinds), int(sticks.replace(",", ""))) != (len(Counter(self._kinds())), 20 * self._packs()):
            self.report.wrong.append(f"on the screen: {kinds} kinds, {sticks} sticks")
        for width, height in ((80, 24), (120, 40)):
            shown.resize(width, height)
            if self.pictures is not None:
                save_ansi(shown.coloured(), (width, height), self.pictures / f"scene_{width}x{height}.png")
        shown.type("q")
        end = time.monotonic() + 10
        while not shown.ended and time.monotonic() < end:
            time.sleep(0.02)

    def _judge_journal(self) -> None:
        """Compare the journal with the heap, line by line and in order."""
        events, _ = read_events(self.journal.read_bytes())
        found = [(one.goods.product, one.goods.packs, one.goods.nature) for one in Tally(events).entries]
        self.report.lost = (Counter(self.heap.lines) - Counter(found)).total()
        self.report.doubled = (Counter(found) - Counter(self.heap.lines)).total()
        if found != self.heap.lines:
            self.report.wrong.append("the journal says something else, or in another order")

    def _send(self) -> None:
        """Bring the scene into its case, twice, and compare the goods of the case."""
        words = ("scene", "send", str(self.journal), "--as", "inspector")
        (first,), self.report.send_s = self._timed(*words)
        (again,), self.report.again_s = self._timed(*words)
        (case,) = self.bureau.told("cases", "show", self.number)
        found = {(one["product"], one["nature"]): one["packs"] for one in case["goods"]}
        if found != self._kinds() or case["goods_total"]["packs"] != self._packs():
            self.report.wrong.append("the case says something else")
        if (again["new"], again["totals"]) != (0, first["totals"]):
            self.report.wrong.append(f"sent twice: {again}")
        if self.report.send_s > SENDING:
            self.report.wrong.append(f"sending took {self.report.send_s} s")
        self.bureau.told("audit", "verify")

    def _timed(self, *words: str) -> tuple[list[dict[str, Any]], float]:
        began = time.monotonic()
        return self.bureau.told(*words), round(time.monotonic() - began, 2)

    def _packs(self) -> int:
        return sum(packs for _, packs, _ in self.heap.lines)

    def _kinds(self) -> dict[tuple[str, str], int]:
        """Return the packs of each product and nature."""
        found: Counter[tuple[str, str]] = Counter()
        for product, packs, nature in self.heap.lines:
            found[product, nature.value] += packs
        return dict(found)


def play(folder: Path, cartons: int, brands: int, *, pictures: Path | None = None) -> Report:
    """Play a scene in a folder and return what was found."""
    return Player(folder, cartons, brands, pictures).play()


def main() -> int:
    """Play it from the command line; exit status 1 when anything was lost, doubled or wrong."""
    parser = argparse.ArgumentParser("tests.faults.scene_play", description=__doc__)
    parser.add_argument("--cartons", type=int, default=500)
    parser.add_argument("--brands", type=int, default=40)
    parser.add_argument("--pictures", type=Path, help="a folder for the screen at both sizes")
    options = parser.parse_args()
    if shutil.which("tmux") is None:
        print(json.dumps({"play": "scene", "skipped": "tmux is not installed"}))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="luqiao-scene-"))
    if options.pictures is not None:
        options.pictures.mkdir(parents=True, exist_ok=True)
    report = play(folder, options.cartons, options.brands, pictures=options.pictures)
    bad = bool(report.wrong or report.lost or report.doubled)
    if not bad:
        shutil.rmtree(folder)
    print(json.dumps({"play": "scene"} | asdict(report) | ({"kept": str(folder)} if bad else {})))
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
