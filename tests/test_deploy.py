"""The service unit: accepted by systemd, and closed as far as it can be."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[1] / "deploy" / "luqiao-daemon.service"
needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


@needs_systemd
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    here = tmp_path / UNIT.name
    here.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text(encoding="utf-8")))

    done = analyze("verify", "--man=no", str(here))

    assert [line for line in done.stderr.splitlines() if UNIT.name in line] == []


@needs_systemd
def test_the_exposure_of_the_service_is_below_two() -> None:
    done = analyze("security", "--offline=true", str(UNIT))

    found = re.search(r"Overall exposure level.*?: ([0-9.]+)", done.stdout)
    assert found is not None, done.stderr
    assert float(found[1]) < 2.0


def test_the_time_to_stop_is_longer_than_what_the_daemon_takes() -> None:
    text = UNIT.read_text(encoding="utf-8")

    assert int(re.findall(r"TimeoutStopSec=(\d+)", text)[0]) > 10
    assert "Type=notify" in text
    assert "WatchdogSec=" in text
