"""The command line itself: options anywhere, errors in three parts, exit statuses, quick help."""

import gc
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from cli import __main__ as entry
from cli.context import Context
from cli.parser import Parser
from models.errors import Conflict, InvalidInput, NotFound, OutsideRejected, OutsideUnavailable, Refused

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LUQIAO_CONFIG", "LUQIAO_LANG"):
        monkeypatch.delenv(name, raising=False)


def use(monkeypatch: pytest.MonkeyPatch, run: Callable[[list[str], Context], int]) -> None:
    """Let `luqiao doctor` be the given function."""
    monkeypatch.setitem(sys.modules, "cli.doctor", SimpleNamespace(run=run))


@dataclass
class Seen:
    """A command that only remembers how it was called."""

    argv: list[list[str]] = field(default_factory=list)
    contexts: list[Context] = field(default_factory=list)

    def run(self, argv: list[str], context: Context) -> int:
        self.argv.append(argv)
        self.contexts.append(context)
        return 0


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    command = Seen()
    use(monkeypatch, command.run)
    return command


def parsing(argv: list[str], _context: Context) -> int:
    Parser("luqiao doctor").parse_args(argv)
    return 0


@pytest.mark.parametrize(
    "argv",
    [
        ["--config", "c.toml", "--json", "--lang", "en", "--debug", "doctor", "x", "--full"],
        ["doctor", "x", "--full", "--config=c.toml", "--json", "--lang=en", "--debug"],
        ["--json", "doctor", "x", "--lang", "en", "--full", "--debug", "--config", "c.toml"],
    ],
    ids=["before the command", "after the command", "both"],
)
def test_global_options_may_stand_anywhere(seen: Seen, argv: list[str]) -> None:
    status = entry.main(argv)

    assert status == 0
    assert seen.argv == [["x", "--full"]]
    assert seen.contexts == [Context(Path("c.toml"), json=True, lang="en", debug=True, lang_given=True)]


def test_after_two_dashes_everything_belongs_to_the_command(seen: Seen) -> None:
    entry.main(["doctor", "--", "--json"])

    assert seen.argv == [["--", "--json"]]
    assert not seen.contexts[0].json


def test_variables_stand_in_for_options(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LUQIAO_CONFIG", "v.toml")
    monkeypatch.setenv("LUQIAO_LANG", "en")

    entry.main(["doctor"])
    entry.main(["doctor", "--config", "o.toml", "--lang", "zh"])

    assert [(each.config, each.lang) for each in seen.contexts] == [(Path("v.toml"), "en"), (Path("o.toml"), "zh")]


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (InvalidInput("坏"), 2, "invalid_input"),
        (NotFound("坏"), 2, "not_found"),
        (Refused("坏"), 1, "refused"),
        (Conflict("坏"), 1, "conflict"),
        (OutsideUnavailable("坏"), 3, "outside_unavailable"),
        (OutsideRejected("坏"), 1, "outside_rejected"),
        (OperationalError("select secret", {}, Exception("database is locked")), 3, "outside_unavailable"),
        (OSError(28, "No space left on device"), 3, "outside_unavailable"),
        (FileNotFoundError(2, "No such file", "x.csv"), 2, "invalid_input"),
        (ZeroDivisionError("secret"), 1, "error"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_an_error_is_one_short_message_and_its_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, status: int, kind: str
) -> None:
    def run(_argv: list[str], _context: Context) -> int:
        raise error

    use(monkeypatch, run)

    assert entry.main(["doctor", "--json"]) == status

    out, err = capsys.readouterr()
    said = json.loads(out)["error"]
    assert said["kind"] == kind
    assert set(said) == {"kind", "message", "kept", "next"}
    assert said["message"]
    assert err.count("\n") == 1
    assert "Traceback" not in err + out
    assert "secret" not in err + out


@pytest.mark.parametrize(
    ("lang", "why"),
    [("zh", "打不开“x.csv”：没有这个文件或文件夹。"), ("en", "“x.csv” cannot be opened: there is no such file")],
)
def test_the_system_s_own_words_are_said_in_the_language_of_the_call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str, why: str
) -> None:
    def run(_argv: list[str], _context: Context) -> int:
        raise FileNotFoundError(2, "No such file or directory", "x.csv")

    use(monkeypatch, run)

    assert entry.main(["doctor", "--lang", lang]) == 2

    assert capsys.readouterr().err.startswith(why)


def test_a_stack_trace_is_shown_only_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, lambda _argv, _context: 1 // 0)

    entry.main(["doctor", "--debug"])

    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_wrong_option_of_a_command_is_status_2_in_the_same_form(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use(monkeypatch, parsing)

    assert entry.main(["doctor", "--nonsense", "--json"]) == 2

    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "invalid_input"


def test_the_help_of_a_command_is_status_0(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, parsing)

    assert entry.main(["doctor", "--help"]) == 0


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["doktor"], "是不是 doctor"),
        ([], "没有写命令"),
        (["doctor", "--lang", "fr"], "zh 或 en"),
        (["doctor", "--config"], "缺少文件名"),
    ],
    ids=["a misspelt command", "no command", "an unknown language", "no file"],
)
def test_a_wrong_call_is_status_2(capsys: pytest.CaptureFixture[str], argv: list[str], said: str) -> None:
    assert entry.main(argv) == 2

    assert said in capsys.readouterr().err


def test_ctrl_c_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_argv: list[str], _context: Context) -> int:
        raise KeyboardInterrupt

    use(monkeypatch, run)

    assert entry.main(["doctor"]) == 130


def test_json_keeps_chinese_and_escapes_only_what_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    name = "厦门\x1b[31m\x9b\u202e𠮷\x00"

    Context(json=True).emit({"name": name})

    out = capsys.readouterr().out
    assert json.loads(out)["name"] == name
    assert "厦门" in out
    assert "𠮷" in out
    assert not {"\x1b", "\x9b", "\u202e", "\x00"} & set(out)


def test_plain_text_shows_controls_as_signs(capsys: pytest.CaptureFixture[str]) -> None:
    Context().say("店\x1b]0;x\x07\x9b")

    assert capsys.readouterr().out == "店<U+001B>]0;x<U+0007><U+009B>\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    script = f"{sys.executable} -m cli --help | head -c 1"

    done = subprocess.run(["bash", "-c", f"set -o pipefail; {script}"], cwd=ROOT, capture_output=True, check=False)

    assert done.stderr == b""


def test_rare_collecting_ends_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    usual, during = gc.get_threshold(), []

    def run(_argv: list[str], _context: Context) -> int:
        during.append(gc.get_threshold())
        raise ValueError

    use(monkeypatch, run)
    entry.main(["doctor"])

    assert during != [usual]
    assert gc.get_threshold() == usual


def test_every_command_in_the_table_has_its_module() -> None:
    missing = [name for name in entry.COMMANDS if not (ROOT / "cli" / f"{name}.py").exists()]

    assert missing == []


def test_help_takes_less_than_a_quarter_second_of_cpu() -> None:
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-m", "cli", "--help"], cwd=ROOT, env=environment, check=True, capture_output=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "cli", "--help"], cwd=ROOT, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.25
