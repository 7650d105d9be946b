"""`luqiao city`: a wrong call is said like every other error, before anything listens."""

import json
import socket

import pytest

from cli import __main__ as entry


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["--port", "x"], 2, "--port 应为整数"),
        (["--port", "70000"], 2, "--port 须在 0 到 65535 之间"),
        (["--fault-rate", "2"], 2, "--fault-rate 须在 0 到 1 之间"),
        (["--fault-rate", "nan"], 2, "--fault-rate 须在 0 到 1 之间"),
        (["--applications", "-1"], 2, "--applications"),
        (["--faults", "nonsense"], 2, "nonsense"),
        (["nonsense"], 2, "不认识“nonsense”"),
        (["config"], 2, "缺少 --base-url"),
        (["config", "--base-url", "ftp://x"], 2, "不是可用的地址"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_call_is_one_error(
    capsys: pytest.CaptureFixture[str], words: list[str], status: int, says: str
) -> None:
    assert entry.main(["city", *words, "--json"]) == status

    out, err = capsys.readouterr()
    assert says in json.loads(out)["error"]["message"]
    assert err.count("\n") == 1


def test_a_port_that_is_taken_is_an_outside_trouble(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        assert entry.main(["city", "--port", str(taken.getsockname()[1]), "--json"]) == 3

    assert "端口已被占用" in json.loads(capsys.readouterr().out)["error"]["message"]
