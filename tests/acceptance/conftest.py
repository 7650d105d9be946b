"""One city and one bureau for all tests of the contract: set up once, by the commands themselves."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.program import LUQIAO, Ran, luqiao

APPLICATIONS = "24"  # over all four channels
DONE = {"confirmed", "cancelled"}
PASSES = 12  # of the daemon, at most, until everything is confirmed


@dataclass(frozen=True)
class Bureau:
    """A configured bureau in its folder, and the city that it talks to."""

    folder: Path
    city: str

    def __call__(self, *words: str, given: str | bytes = b"") -> Ran:
        """Run one call in the bureau's folder."""
        return luqiao(*words, cwd=self.folder, given=given)

    def applications(self, *words: str) -> list[dict[str, Any]]:
        """Return the listed applications."""
        return self("applications", "list", "--json", *words).lines

    def until_confirmed(self) -> None:
        """Let the daemon work until no message waits."""
        for _ in range(PASSES):
            assert self("daemon", "--once", "--job", "drain_outbox", "--job", "follow_receipts").status == 0
            if {message["state"] for message in self("outbox", "list", "--json").lines} <= DONE:
                return
        pytest.fail("some messages were never confirmed")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder, without a configuration."""
    return tmp_path_factory.mktemp("nowhere")


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a running reference city."""
    words = [*LUQIAO, "city", "--port", "0", "--applications", APPLICATIONS]
    with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=tmp_path_factory.mktemp("city")) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["listening"]
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def bureau(city: str, tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    """A bureau that has read, fetched and screened everything once."""
    home = Bureau(tmp_path_factory.mktemp("bureau"), city)
    printed = home("city", "config", "--base-url", city)
    (home.folder / "config.toml").write_text(printed.out, encoding="utf-8")
    assert home("init", "--json").json["created"] is True
    first = home("daemon", "--once", "--json")
    assert first.status == 0, first.err
    assert {job["outcome"] for job in first.json["jobs"]} == {"ok"}
    return home
