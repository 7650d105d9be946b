"""The launcher says what it is doing while it prepares the environment, and why where it cannot."""

import sys

import pytest

import run


def test_a_step_is_named_and_its_noise_is_not_shown(capfd: pytest.CaptureFixture[str]) -> None:
    run.step("2/4 安装", [sys.executable, "-S", "-c", "print('WARNING: noise')"])

    said = capfd.readouterr()
    assert said.err.startswith("  2/4 安装: ")
    assert "noise" not in said.err
    assert said.out == ""


def test_a_step_that_fails_shows_its_words_and_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run.step("2/4 安装", [sys.executable, "-S", "-c", "import sys; sys.exit('no such package')"])

    assert "no such package" in capfd.readouterr().err
    assert ended.value.code == run.FAILED
    assert "请检查网络" in run.FAILED
