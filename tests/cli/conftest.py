"""Commands run as scripts run them, over an initialised training bureau."""

import io
import json
import shutil
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from tests.support.isolation import as_it_was


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an initialised training bureau, whose configuration names no place outside it."""
    folder, printed = tmp_path_factory.mktemp("initialised"), io.StringIO()
    file = folder / "config.toml"
    with as_it_was(), redirect_stdout(printed):
        assert main(["city", "config", "--base-url", "http://127.0.0.1:8800"]) == 0
        file.write_text(printed.getvalue(), encoding="utf-8")
        assert main(["--config", str(file), "init"]) == 0
    return folder


@pytest.fixture
def config(initialised: Path, tmp_path: Path) -> str:
    """Return the configuration of a training bureau of the test's own."""
    shutil.copytree(initialised, tmp_path, dirs_exist_ok=True)
    return str(tmp_path / "config.toml")


@pytest.fixture
def run(config: str, capsys: pytest.CaptureFixture[str]) -> "Run":
    return Run(config, capsys)


@pytest.fixture
def said(tmp_path: Path) -> Any:
    """Return what keeps values in a file and gives its name."""

    def kept(values: object) -> str:
        file = tmp_path / "said.json"
        file.write_text(json.dumps(values), encoding="utf-8")
        return str(file)

    return kept


class Run:
    """Runs one command and returns its exit status and the objects that it printed; `noted` is what else it said."""

    def __init__(self, config: str, capsys: pytest.CaptureFixture[str]) -> None:
        self.config, self.capsys, self.noted = config, capsys, ""

    def __call__(self, *words: str) -> tuple[int, list[dict[str, object]]]:
        status = main([*words, "--config", self.config, "--json"])
        out, self.noted = self.capsys.readouterr()
        return status, [json.loads(line) for line in out.splitlines()]

    def text(self, *words: str) -> str:
        """Run one command for a person and return what it answered; `noted` is what else it said."""
        main([*words, "--config", self.config])
        out, self.noted = self.capsys.readouterr()
        return out
