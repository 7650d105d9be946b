"""What is wrong with a profile, said in English: file, line, key, nearest name, and not a word of Chinese."""

import re
from pathlib import Path

import pytest

from adapters.engine.loading import CONTENT, all_faults
from cli.__main__ import main
from cli.context import Context
from models.said import said

CREDIT = (CONTENT / "reference" / "credit.toml").read_text("utf-8")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BROKEN = {
    "an unknown key": ("digest =", "digets ="),
    "a wrong word": ('algorithm = "hmac-sha256"', 'algorithm = "hmac-sha265"'),
    "a wrong kind": ('key = "secret"', "key = 5"),
    "a wrong form": ('rate = "', 'rate = "about '),
    "a missing key": ('contract = "', '# contract = "'),
    "no generation": ('generation = "424-2018"', ""),
    "an unknown generation": ('generation = "424-2018"', 'generation = "424-2081"'),
    "the other generation": ('generation = "424-2018"', 'generation = "2015"'),
    "what cannot be seen": ('key = "secret"', 'key = "secret\u200b"'),
    "a blank": ('key = "secret"', 'key = " secret"'),
    "no TOML": ('key = "secret"', "key = "),
    "a table that is not there": ("[tables]", "[tables.x]"),
    "a secret beside another": ("{secret:app_key}", "{secrte:app_key}"),
}


@pytest.mark.parametrize("fault", BROKEN, ids=list(BROKEN))
def test_every_fault_of_a_profile_is_told_in_english(
    fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = BROKEN[fault]
    assert old in CREDIT
    (tmp_path / "own.toml").write_text(CREDIT.replace(old, new, 1), "utf-8")

    status = main(["adapter", "check", str(tmp_path / "own.toml"), "--lang", "en"])

    told = capsys.readouterr().out
    assert (status, told.startswith("✗ ")) == (1, True)
    assert not CHINESE.search(told), told


def test_file_line_key_and_nearest_name_are_the_same_in_both_languages() -> None:
    (fault,) = all_faults(CREDIT.replace("digest =", "digets =", 1), "own.toml")
    line = CREDIT[: CREDIT.index("digest =")].count("\n") + 1

    assert f"own.toml 第 {line} 行：不认识的键“sign.digets”。" == fault.message
    assert Context(lang="en").told(fault.message) == f"own.toml, line {line}: unknown key “sign.digets”."
    assert Context(lang="en").told(fault.do_next) == "The nearest key is “digest”."


def test_a_text_within_a_text_is_said_again_too() -> None:
    text = said("{where}：缺少键“{key}”。", where=said("{source} 第 {line} 行", source="a", line=1), key="b")

    assert Context(lang="en").told(text) == "a, line 1: the key “b” is missing."
