"""`luqiao cartons` as scripts call it: a code or a file is read, every line answered; the history has a map."""

from pathlib import Path

from cli.__main__ import main
from tests.cli.conftest import Run

UPPER, LOWER = "6090112345678907", "XMYC350203199999"


def test_a_code_is_read_and_known_again(run: Run) -> None:
    place = ("--place", "思明区路边", "--district", "350203", "--as", "inspector")
    status, (first,) = run("cartons", "read", f"{LOWER} {UPPER}", *place)
    assert (status, first["code"], first["verdict"], first["preliminary"]) == (
        0,
        UPPER + LOWER,
        "LICENCE_UNKNOWN",
        True,
    )
    _, (again,) = run("cartons", "read", UPPER + LOWER, *place)
    assert (again["verdict"], again["seen_before"]) == ("DUPLICATE_SEEN", 1)
    _, (history,) = run("cartons", "history", UPPER + LOWER)
    assert (len(history["readings"]), history["districts"], history["strays"]) == (2, {"350203": 1}, 0)  # type: ignore[arg-type]
    assert run("cartons", "strays") == (0, [])


def test_every_line_of_a_file_is_answered(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "codes.txt"
    file.write_text(f"{UPPER}\n{LOWER}\n\ntorn\n{LOWER}{UPPER[:14]}51\n", encoding="utf-8")
    status, answers = run("cartons", "read", str(file), "--as", "inspector")
    told = [(one["line"], one["verdict"]) for one in answers]
    assert (status, told) == (0, [(1, "LICENCE_UNKNOWN"), (4, "UNREADABLE"), (5, "INDEX_OUT_OF_RANGE")])
    file.write_bytes(b"\xff\xfe\x00")
    assert run("cartons", "read", str(file), "--as", "inspector")[0] == 2


def test_a_file_that_is_not_there_is_no_code(run: Run) -> None:
    for name in ("/nope", "./nope", "codes.txt", "C:\\codes", "今天/codes.csv"):
        assert run.text("cartons", "read", name, "--as", "inspector") == ""
        assert f"没有文件“{name}”。 没有登记任何读数。" in run.noted
    assert run("cartons", "read", "6090 1123.4567", "--as", "inspector")[0] == 0


def test_what_is_not_known_is_refused(run: Run) -> None:
    assert run("cartons", "read", UPPER + LOWER, "--shop", "350203199999", "--as", "inspector")[0] == 2
    assert run("cartons", "read", UPPER + LOWER, "--as", "clerk")[0] == 1
    assert run("cartons", "history", "123")[0] == 2


def test_a_person_sees_the_map_and_that_nothing_is_proof(run: Run) -> None:
    def told(*words: str) -> str:
        assert main([*words, "--config", run.config]) == 0
        return run.capsys.readouterr().out

    read = told("cartons", "read", UPPER + LOWER, "--district", "350206", "--as", "inspector")
    assert "许可证不在册（初步判断，不作为证据）" in read
    history = told("cartons", "history", LOWER[4:])
    assert "│ █████ 1       │" in history
    assert "的条盒在别家店铺读到0条" in history
    assert UPPER + LOWER in history
