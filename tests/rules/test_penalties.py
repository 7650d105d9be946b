"""Penalties: ranges in whole fen, canonical numbers, and what cannot be right in a decision."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lawbook import lawbook
from models.values import Fen, PartyKind, yuan
from rules.casework.amounts import hearings
from rules.penalties import (
    Decision,
    Range,
    canonical_number,
    faults,
    fine_range,
    percent_of,
)

TODAY = date(2026, 11, 21)
LAW = lawbook().in_force(TODAY)
GOOD = Decision(
    document_no="厦烟处〔2026〕第12号",
    party_kind=PartyKind.SOLE_TRADER,
    party_name="厦门市思明区鹭岛便利店",
    cause="C01",
    decided_on=date(2026, 11, 20),
    uscc="92350206MA2YFAKE0X",
    kinds=("fine",),
    base=Fen(1_234_567),
    fine=Fen(100_001),
    valid_until=date(2027, 11, 20),
)


def found(**changes: Any) -> list[tuple[str, bool]]:
    """Return field and severity of every fault of the changed decision."""
    return [(fault.field, fault.warning) for fault in faults(replace(GOOD, **changes), TODAY, LAW)]


def test_a_right_decision_has_no_faults() -> None:
    assert faults(GOOD, TODAY, LAW) == ()


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("厦烟许（2026）第 12 号", "厦烟许〔2026〕第12号"),
        ("厦烟处[2026]第12号", "厦烟处〔2026〕第12号"),
        ("厦烟处【2026】第１２号\u200b", "厦烟处〔2026〕第12号"),
        ("\ufeff厦烟处〔2026〕第12号\u3000", "厦烟处〔2026〕第12号"),
    ],
)
def test_a_document_number_has_one_canonical_form(written: str, canonical: str) -> None:
    assert canonical_number(written) == canonical


@pytest.mark.parametrize(
    ("base", "percent", "sum_"), [(1_234_567, 5, 61_728), (1_234_570, 5, 61_729), (1, 50, 1), (1, 20, 0)]
)
def test_a_percentage_is_rounded_half_up_to_the_fen(base: int, percent: int, sum_: int) -> None:
    assert percent_of(Fen(base), percent) == sum_


@given(st.integers(0, 10**12), st.integers(0, 200))
def test_a_percentage_is_never_more_than_half_a_fen_off(base: int, percent: int) -> None:
    assert abs(percent_of(Fen(base), percent) * 100 - base * percent) <= 50


@pytest.mark.parametrize(
    ("cause", "base", "low", "high"),
    [
        ("C08", 1_234_567, 246_913, 617_284),
        ("C09", 100, 100, 200),
        ("C16", None, 0, 5_000_000),
        ("C16s", None, 5_000_000, 50_000_000),
    ],
)
def test_a_cause_has_its_range(cause: str, base: int | None, low: int, high: int) -> None:
    span = fine_range(LAW.causes[cause], None if base is None else Fen(base))

    assert span is not None
    assert (span.low, span.high) == (low, high)


def test_the_arithmetic_is_shown() -> None:
    assert fine_range(LAW.causes["C08"], Fen(1_234_567)) == Range(
        Fen(246_913),
        Fen(617_284),
        "违法销售总额12345.67元×20%至50%=2469.13元至6172.84元（《烟草专卖法实施条例》(2023)第五十八条）",
    )


def test_without_a_base_or_a_range_there_is_none() -> None:
    assert fine_range(LAW.causes["C08"], None) is None
    assert fine_range(LAW.causes["C19"], Fen(100)) is None


@pytest.mark.parametrize(
    ("cause", "high", "kind", "due"),
    [
        ("C01", 999_999, PartyKind.SOLE_TRADER, False),
        ("C01", 1_000_000, PartyKind.SOLE_TRADER, True),
        ("C01", 1_000_000, PartyKind.ENTERPRISE, False),
        ("C01", 10_000_000, PartyKind.ENTERPRISE, True),
        ("C08", 1, PartyKind.PERSON, True),
    ],
)
def test_a_hearing_is_due_from_the_threshold_or_when_the_business_may_be_stopped(
    cause: str, high: int, kind: PartyKind, *, due: bool
) -> None:
    assert bool(hearings(LAW.causes[cause], kind, LAW, fine=Fen(high))) is due


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"fine": Fen(61_728)}, []),
        ({"fine": Fen(61_727)}, [("fine", False)]),
        ({"fine": Fen(61_727), "lightened": True}, [("fine", True)]),
        ({"fine": Fen(123_457)}, []),
        ({"fine": Fen(123_458)}, [("fine", False)]),
        ({"base": None}, [("base", False)]),
        ({"cause": "C99"}, [("cause", False)]),
        ({"cause": "C07", "fine": Fen(400_000)}, [("cause", True)]),
        ({"cause": "C17"}, [("cause", True), ("fine", True)]),
        ({"document_no": " "}, [("document_no", False)]),
        ({"document_no": "2026-12"}, [("document_no", True)]),
        ({"document_no": "厦烟处〔2025〕第12号"}, [("document_no", True)]),
        ({"decided_on": date(2026, 11, 22)}, [("decided_on", False)]),
        ({"valid_until": date(2026, 11, 19)}, [("valid_until", False)]),
        ({"publicity_until": date(2026, 11, 19)}, [("publicity_until", False)]),
        ({"party_name": " "}, [("party_name", False)]),
        ({"uscc": "92350206MA2YFAKE0Y"}, [("uscc", False)]),
        ({"uscc": "91350203MA31ABCD0Q"}, [("uscc", False)]),
        ({"uscc": ""}, [("uscc", False)]),
        ({"uscc": "", "registration_no": "350206600123459"}, []),
        ({"uscc": "", "registration_no": "350206600123450"}, [("registration_no", False)]),
        ({"party_kind": PartyKind.ENTERPRISE}, [("uscc", False)]),
        ({"party_kind": PartyKind.PERSON}, [("party_no", False), ("uscc", False)]),
        ({"party_kind": PartyKind.PERSON, "uscc": "", "party_no": "350203199003070014"}, []),
        ({"party_kind": PartyKind.PERSON, "uscc": "", "party_no": "350203199003070015"}, [("party_no", False)]),
        ({"party_kind": PartyKind.PERSON, "uscc": "", "party_no": "E1", "id_type": "414"}, []),
        ({"kinds": ()}, [("fine", False), ("kinds", False)]),
        ({"fine": None}, [("fine", False)]),
        ({"fine": Fen(-1)}, [("fine", False), ("fine", False)]),
        ({"confiscated": Fen(1)}, [("confiscated", False)]),
        ({"kinds": ("fine", "revocation")}, [("certificate", False)]),
        ({"simple_procedure": True}, [("fine", False)]),
        ({"simple_procedure": True, "fine": Fen(20_000), "base": Fen(300_000)}, []),
    ],
    ids=str,
)
def test_what_cannot_be_right_is_named_and_what_is_only_unusual_is_a_warning(
    changes: dict[str, Any], wanted: list[tuple[str, bool]]
) -> None:
    assert found(**changes) == wanted


def test_sums_are_shown_in_yuan() -> None:
    assert [yuan(n) for n in (0, 5, 100_001, 50_000_000)] == ["0.00", "0.05", "1000.01", "500000.00"]
