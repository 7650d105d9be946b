"""`luqiao law fine` as scripts call it: sums in yuan, who decides, the hearing, the articles of the day."""

import json
from typing import Any

import pytest

from cli.__main__ import main

Output = pytest.CaptureFixture[str]


def asked(output: Output, *words: str) -> dict[str, Any]:
    assert main(["law", "fine", *words, "--on", "2026-11-20", "--json"]) == 0
    found: dict[str, Any] = json.loads(output.readouterr().out)
    return found


def test_the_range_of_a_fine_is_told_with_its_arithmetic(capsys: Output) -> None:
    assert asked(capsys, "--cause", "C08", "--base", "12345.67") == {
        "cause": "C08", "low": "2469.13", "high": "6172.84", "decider": "tobacco", "hearing": True,
        "articles": [
            "实施条例第二十五条、第三十八条第一款",
            "《烟草专卖法实施条例》(2023)第五十八条[TML_IR 58]",
            "《行政处罚法》(2021)第六十三条[APL 63]",
        ],
        "arithmetic": "违法销售总额12345.67元×20%至50%=2469.13元至6172.84元（《烟草专卖法实施条例》(2023)第五十八条）",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "low", "high", "decider", "hearing"),
    [
        (["C01", "--base", "99999.99", "--party", "citizen"], "5000.00", "10000.00", "tobacco", True),
        (["C01", "--base", "99999.94", "--party", "citizen"], "5000.00", "9999.99", "tobacco", False),
        (["C01", "--base", "99999.99", "--party", "organisation"], "5000.00", "10000.00", "tobacco", False),
        (["C01", "--base", "99999.99"], "5000.00", "10000.00", "tobacco", False),  # an organisation unless given
        (["C01", "--base", "999999.94"], "50000.00", "99999.99", "tobacco", False),
        (["C01", "--base", "999999.99"], "50000.00", "100000.00", "tobacco", True),
        (["c02", "--serious", "--base", "9999.99", "--party", "citizen"], None, None, "tobacco", False),
        (["C02", "--serious", "--base", "10000", "--party", "citizen"], None, None, "tobacco", True),
        (["C02", "--serious", "--base", "99999.99"], None, None, "tobacco", False),
        (["C02", "--serious"], None, None, "tobacco", False),
        (["C07", "--base", "100.5"], "20.10", "50.25", "market_supervision", True),
        (["C16"], "0.00", "50000.00", "tobacco", True),
        (["C16", "--serious"], "50000.00", "500000.00", "tobacco", True),
        (["C16s", "--serious"], "50000.00", "500000.00", "tobacco", True),
        (["C19"], None, None, "customs", False),
        (["C20"], "0.00", "1000.00", "tobacco", False),
    ],
)
def test_each_cause_has_its_ends(
    capsys: Output, words: list[str], low: str | None, high: str | None, decider: str, *, hearing: bool
) -> None:
    found = asked(capsys, "--cause", *words)

    assert (found["low"], found["high"], found["decider"], found["hearing"]) == (low, high, decider, hearing)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--cause", "C99"], "没有案由"),
        (["--cause", "C08"], "违法销售总额的比例计算。 什么都没有做。 请加 --base 写明"),
        (["--cause", "C08", "--base", "1", "--serious"], "没有情节严重的规定"),
        (["--cause", "C08", "--base", "1.005"], "无法识别"),
        (["--cause", "C08", "--base", "-1"], ""),
        (["--cause", "C08", "--base", "1", "--on", "2026-02-30"], "不存在"),
        (["--base", "1"], ""),
    ],
)
def test_what_cannot_be_reckoned_is_said(capsys: Output, words: list[str], why: str) -> None:
    assert main(["law", "fine", *words]) == 2
    assert why in capsys.readouterr().err


def test_people_read_who_decides_and_why_a_hearing_is_offered(capsys: Output) -> None:
    assert main(["law", "fine", "--cause", "C01", "--base", "1000000", "--on", "2026-11-20"]) == 0
    shown = capsys.readouterr().out
    assert "由烟草专卖局决定" in shown
    assert "应当告知听证：罚款100000.00元，达到对单位的听证标准100000.00元" in shown
    assert main(["law", "fine", "--cause", "C01", "--base", "1", "--on", "2026-11-20", "--lang", "en"]) == 0
    assert "no hearing is offered" in capsys.readouterr().out
