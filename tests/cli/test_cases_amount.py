"""`luqiao cases amount` as scripts call it: range, standards, hearing, decider, what must be answered, similar ones."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from tests.cli.conftest import Run
from tests.cli.test_cases import LEAD


@pytest.fixture
def number(run: Run, tmp_path: Path) -> str:
    file = tmp_path / "lead.json"
    file.write_text(json.dumps(LEAD), encoding="utf-8")
    return str(run("cases", "register", str(file), "--as", "inspector")[1][0]["number"])


def test_what_may_be_decided_is_told_whole(run: Run, number: str) -> None:
    status, (found,) = run("cases", "amount", number, "--base", "10000", "--ratio", "7.5", "--gains", "10000")

    notes: Any = found.pop("notes")
    assert notes[0].startswith("没有登记C01的裁量基准")
    assert (status, found.pop("law_on")) == (0, LEAD["acted_on"])
    assert found == {
        "number": number, "cause": "C01", "decider": "tobacco", "base": "10000.00", "bands": [], "low": "500.00",
        "high": "1000.00", "fine": "750.00", "faults": [], "similar": [], "middle": None,
        "arithmetic": "进货总额10000.00元×5%至10%=500.00元至1000.00元（《烟草专卖法实施条例》(2023)第五十六条）",
        "hearing": ["没收违法所得10000.00元，达到对公民的听证标准10000.00元"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--ratio", "4.99"], 1), (["--ratio", "4.99", "--circumstance", "confessed"], 0), (["--ratio", "10.01"], 1),
        (["--ratio", "5", "--criminal-fine", "1"], 1), (["--ratio", "200.01"], 2), (["--ratio", "x"], 2),
        (["--circumstance", "rich"], 2), (["--also", "C99"], 2), (["--also", "C08", "--ratio", "20"], 0),
    ],
)  # fmt: skip
def test_what_stands_against_a_ratio_is_told(run: Run, number: str, words: list[str], status: int) -> None:
    assert run("cases", "amount", number, "--base", "10000", *words)[0] == status


def test_without_a_base_the_option_is_named_and_the_book_names_the_step(run: Run, number: str) -> None:
    assert run.text("cases", "amount", number) == ""
    assert "请加 --base 写明计算基数（元）。" in run.noted
    assert run.text("cases", "amount", number, "--ratio", "5") == ""
    assert "请加 --base 写明计算基数（元）。" in run.noted


def test_an_english_reader_gets_no_chinese_but_the_terms_of_the_law(run: Run, number: str) -> None:
    call = ["cases", "amount", number, "--base", "1000000", "--ratio", "11", "--gains", "10000", "--lang", "en"]
    shown = run.text(*call, "--circumstance", "minor", "--also", "C08")
    left = re.sub(r"《[^》]*》\(\d+\)第[^);]*", "", shown.partition("\n")[2])

    assert "unlawful gains confiscated: 10000.00 yuan" in shown
    assert set(re.findall("[\u4e00-\u9fff]+", left)) <= {"违法销售总额", "进货总额"}


def test_people_read_it_in_both_languages(run: Run, number: str, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["cases", "amount", number, "--base", "10000", "--config", run.config]
    assert main([*call, "--ratio", "11"]) == 1
    shown = capsys.readouterr().out
    for line in (
        "可以决定的罚款：500.00元至1000.00元",
        "拟定的罚款：1100.00元",
        "由烟草专卖局决定",
        "不必告知听证",
        "近三年没有类似案件",
    ):
        assert line in shown
    assert "须答复：罚款1100.00元高于可以决定的500.00元至1000.00元" in shown
    assert main([*call, "--circumstance", "no_fault", "--lang", "en"]) == 0
    assert "no fine" in capsys.readouterr().out
