"""`luqiao doctor` names the secret that a profile uses and the configuration lacks, and where it has to stand."""

from pathlib import Path
from typing import Any

from tests.cli.conftest import Run


def checks(run: Run) -> dict[str, Any]:
    return {check["name"]: check for check in run("doctor")[1][0]["checks"]}  # type: ignore[attr-defined]


def change(config: str, old: str, new: str) -> None:
    file = Path(config)
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_a_missing_and_a_misspelt_secret_are_named_with_their_system_and_their_place(config: str, run: Run) -> None:
    change(config, 'secret = "test:luqiao-police-test-secret"\n', "")
    change(config, "api_key =", "api_kye =")
    change(config, 'profile = "reference/sms"', 'profile = "reference/smss"')

    found = checks(run)

    police, website = found["secrets.police"], found["secrets.website"]
    assert (police["state"], website["state"], found["secrets.wechat"]["state"]) == ("fail", "fail", "ok")
    assert "police 的对接规范用到密钥“secret”" in police["detail"]
    assert f"在 {config} 的 [outside.police.secrets] 写 secret" in police["next"]
    assert "“api_kye”要写作“api_key”" in website["next"]
    assert (found["secrets.sms"]["state"], "reference/smss" in found["secrets.sms"]["detail"]) == ("fail", True)


def test_a_credit_platform_without_its_secret_hides_no_other_check(config: str, run: Run) -> None:
    change(config, 'secret = "test:luqiao-credit-test-secret"\n', "")

    found = checks(run)

    assert (found["secrets.credit"]["state"], "generations" in found) == ("fail", False)
