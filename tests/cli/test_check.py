"""`luqiao check`: the JSON of the contract, words for a person, and the exit status."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cli import check
from cli.__main__ import main
from cli.context import Context
from models.errors import InvalidInput

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("words", "status", "normal"),
    [
        (["ID", "35020519880808004x"], 0, "35020519880808004X"),
        (["id", "350203900307001"], 0, "350203199003070014"),
        (["ID", "350203199002290015"], 1, "350203199002290015"),
        (["USCC", "92350206MA2YFAKE0X"], 0, "92350206MA2YFAKE0X"),
        (["REGISTRATION", "350200100001235"], 0, "350200100001235"),
        (["LICENCE", "350203 300001"], 0, "350203300001"),
        (["BARCODE", "6901028075763"], 0, "6901028075763"),
        (["CARTON", "2090112345678907", "XMYC350203100001"], 0, "2090112345678907XMYC350203100001"),
        (["CARTON", "2090112345678907\nXMYC350203100001"], 0, "2090112345678907XMYC350203100001"),
        (["USCC", ""], 1, ""),
        (["ID", "-1"], 1, "-1"),
        (["LICENCE", "--", "350203100001"], 0, "350203100001"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_an_identifier_is_answered_in_json(
    words: list[str], status: int, normal: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *words, "--json"] if "--" not in words else ["--json", "check", *words]) == status

    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["kind", "valid", "normal", "parts", "faults", "warnings"]
    assert answer["kind"] == words[0].upper()
    assert answer["normal"] == normal
    assert answer["valid"] is (status == 0) is (answer["faults"] == [])


def test_a_person_reads_faults_warnings_and_parts_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    check.run(["ID", "350202201003070017"], Context())

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "350202201003070017  无效"
    assert lines[1].startswith("  ✗ 校验码应为")
    assert "  ! 区划代码350202（厦门市鼓浪屿区）已于2003年撤销，早于该日期" in lines
    assert "  性别：男" in lines


@pytest.mark.parametrize("words", [[], ["ID"], ["PASSPORT", "E1"], ["ID", "--full", "3502"]], ids=str)
def test_a_wrong_call_says_how_to_write_it(words: list[str]) -> None:
    with pytest.raises(InvalidInput, match="命令写法有误") as error:
        check.run(words, Context())

    assert "luqiao check ID|USCC" in error.value.do_next


def test_help_shows_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.run(["--help"], Context()) == 0
    assert "BARCODE|CARTON TEXT" in capsys.readouterr().out


def test_a_check_needs_no_configuration_and_no_database() -> None:
    script = (
        "import sys; from cli.__main__ import main; main(['check', 'CARTON', 'x']);"
        "print(*sorted({name.split('.')[0] for name in sys.modules}))"
    )

    ran = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)

    loaded = set(ran.stdout.splitlines()[-1].split())
    assert not loaded & {"sqlmodel", "sqlalchemy", "httpx", "textual", "pydantic", "opencc", "pypinyin"}
