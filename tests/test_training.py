"""The configuration that `luqiao city config` prints: complete, and only for this machine with test values."""

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from cli.__main__ import main
from models.errors import InvalidInput
from wiring.config import load
from wiring.secrets import secrets_of
from wiring.training import SYSTEMS, training_config

CITY = "http://127.0.0.1:8800"


def test_the_printed_configuration_is_complete(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["city", "config", "--base-url", CITY + "/"]) == 0
    file = tmp_path / "config.toml"
    file.write_text(capsys.readouterr().out, encoding="utf-8")

    settings = load(file)

    assert settings.bureau.training
    assert settings.database.url == f"sqlite:///{tmp_path}/luqiao.db"
    assert set(settings.outside) == set(SYSTEMS)
    for name, system in settings.outside.items():
        assert system.base_url == f"{CITY}/{name}"
        assert system.every == timedelta(seconds=1)
        assert system.enabled
        assert all(secrets_of(settings, system).values())
    assert secrets_of(settings, settings.outside["case_system"]) == {
        "app_key": "luqiao-case_system",
        "secret": "luqiao-case_system-test-secret",
    }


def test_for_a_distant_city_the_secrets_are_references() -> None:
    document = tomllib.loads(training_config("https://city.example"))

    values = [value for system in document["outside"].values() for value in system["secrets"].values()]
    assert all(value.startswith("env:LUQIAO_") for value in values)


@pytest.mark.parametrize("url", ["127.0.0.1:8800", 'http://a"b', "http://a b", "ftp://x", "http://", "http://x\n"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="不是可用的地址"):
        training_config(url)
