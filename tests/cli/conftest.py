"""Commands run as scripts run them, over an initialised training bureau."""

import json
from pathlib import Path

import pytest

from cli.__main__ import main


@pytest.fixture
def config(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the configuration of an initialised training bureau."""
    file = tmp_path / "config.toml"
    assert main(["city", "config", "--base-url", "http://127.0.0.1:8800"]) == 0
    file.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["--config", str(file), "init"]) == 0
    capsys.readouterr()
    return str(file)


@pytest.fixture
def run(config: str, capsys: pytest.CaptureFixture[str]) -> "Run":
    return Run(config, capsys)


class Run:
    """Runs one command and returns its exit status and the objects that it printed."""

    def __init__(self, config: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.config, self.capsys = config, capsys

    def __call__(self, *words: str) -> tuple[int, list[dict[str, object]]]:
        status = main([*words, "--config", self.config, "--json"])
        return status, [json.loads(line) for line in self.capsys.readouterr().out.splitlines()]
