"""`adapter sign --expect` and `replay --operation`: what is compared with an interface document."""

import json
from pathlib import Path

import pytest

from adapters.engine.loading import CONTENT
from cli.__main__ import main

WORDS = ["--method", "POST", "--path", "/v1/batches", "--body", '{"batch_no":"T1"}']
RIGHT = "b25c6fb43f2b913d2f298d05589047ff1035767282a6380f7b31e03ea13c81c4"
REFUSED = '<?xml version="1.0" encoding="GBK"?><RESULT><code>0409</code><msg>编号已被使用</msg></RESULT>'
PAGE = "<html><body>系统维护</body></html>"


def signed(capsys: pytest.CaptureFixture[str], expect: str) -> tuple[int, dict[str, object]]:
    secrets = ["--secret", "secret=test:demo-sk", "--secret", "app_key=test:demo-ak"]
    status = main(["adapter", "sign", "reference/credit", *WORDS, *secrets, "--expect", expect, "--json"])
    printed = capsys.readouterr().out
    assert "demo-sk" not in printed
    return status, json.loads(printed)


def test_the_signature_of_the_interface_document_is_compared(capsys: pytest.CaptureFixture[str]) -> None:
    assert signed(capsys, RIGHT) == (0, {"ok": True, "changes": []})
    assert signed(capsys, RIGHT.upper()) == (
        1,
        {"ok": False, "changes": ["签名编码为 大写十六进制（encode = “HEX”）"]},
    )
    assert signed(capsys, "00" * 32) == (1, {"ok": False, "changes": None})


def test_a_secret_is_only_given_by_reference(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["adapter", "sign", "reference/credit", "--expect", RIGHT, "--secret", "secret=demo-secret-plain"])

    assert status == 2
    assert "demo-secret-plain" not in capsys.readouterr().err


def test_an_example_is_not_compared_without_its_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["adapter", "sign", "reference/credit", *WORDS, "--secret", "secret=test:x", "--expect", RIGHT])

    assert status == 2
    assert "没有给出密钥 app_key" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "encoding", "options", "means"),
    [
        (REFUSED, "gb18030", [], ("rejected", "0409", "编号已被使用")),
        (REFUSED.replace("0409", "0000"), "gb18030", [], ("ok", "0000", "编号已被使用")),
        (REFUSED.replace("0409", "7777"), "gb18030", [], ("unknown", "7777", "编号已被使用")),
        (PAGE, "utf-8", ["--media", "text/html"], ("unknown", None, None)),
        (PAGE, "utf-8", [], ("unknown", None, None)),
        (PAGE, "utf-8", ["--status", "503", "--media", "text/html"], ("maintenance", None, None)),
    ],
    ids=["refused", "taken", "a word that no rule knows", "a page", "a page that says it is XML", "out of service"],
)
def test_recorded_bytes_are_judged_by_the_rules_of_a_profile(
    answer: str,
    encoding: str,
    options: list[str],
    means: tuple[str, str | None, str | None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "answer.xml").write_bytes(answer.encode(encoding))

    words = ["adapter", "replay", "legacy/sms_form", str(tmp_path / "answer.xml"), "--operation", "send", *options]
    status = main([*words, "--json"])

    found = json.loads(capsys.readouterr().out)
    assert (found["means"], found["code"], found["message"]) == means
    assert status == (0 if means[0] == "ok" else 1)


def test_an_operation_that_does_not_exist_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "answer.xml").write_bytes(b"<a/>")

    words = ["adapter", "replay", "legacy/sms_form", str(tmp_path / "answer.xml"), "--operation", "sent"]

    assert main(words) == 2
    assert "sent" in capsys.readouterr().err


def test_a_misspelt_secret_is_refused_with_the_nearest_name(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["adapter", "sign", "reference/credit", *WORDS, "--secret"]
    near = main([*words, "sercet=test:x"]), capsys.readouterr().err
    far = main([*words, "pin=test:x", "--lang", "en"]), capsys.readouterr().err

    assert (near[0], far[0]) == (2, 2)
    assert "没有用到名为“sercet”的密钥。 最接近的是“secret”。" in near[1]
    assert "uses no secret named “pin”. It uses these secrets: app_key, secret." in far[1]


def test_a_profile_that_names_a_secret_otherwise_than_the_configuration_is_not_signed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = (CONTENT / "reference" / "credit.toml").read_text("utf-8")
    (tmp_path / "own.toml").write_text(profile.replace('key = "secret"', 'key = "sercet"'), "utf-8")
    assert main(["city", "config", "--base-url", "http://127.0.0.1:1"]) == 0
    configured = capsys.readouterr().out.replace('"reference/credit"', '"own.toml"')
    (tmp_path / "config.toml").write_text(configured, "utf-8")

    status = main(["adapter", "sign", str(tmp_path / "own.toml"), *WORDS, "--config", str(tmp_path / "config.toml")])

    told = capsys.readouterr().err
    assert status == 2
    assert "[outside.credit.secrets] 里“secret”要写作“sercet”" in told
