"""Papers that may be used again: through the last month of the table, and never behind their own end."""

from datetime import date

import pytest

from rules.basis import LegalBasis, without_key
from rules.lawrows import PaperRule
from rules.papers import last_day, usable

BASIS = LegalBasis("国务院关于在线政务服务的若干规定", "国务院令第716号", "第七条", "ONLINE 7")
YEAR, WITHOUT_LIMIT = PaperRule("id_card", 12, BASIS), PaperRule("id_card", 0, BASIS)
RECEIVED = date(2025, 11, 22)


@pytest.mark.parametrize(
    ("rule", "received_on", "last"),
    [
        (YEAR, RECEIVED, date(2026, 11, 22)),
        (YEAR, date(2024, 2, 29), date(2025, 2, 28)),
        (PaperRule("premises_proof", 1, BASIS), RECEIVED, date(2025, 12, 22)),
        (WITHOUT_LIMIT, RECEIVED, None),
    ],
)
def test_a_paper_may_be_used_so_many_months_or_for_ever(rule: PaperRule, received_on: date, last: date | None) -> None:
    assert last_day(rule, received_on) == last


@pytest.mark.parametrize(
    ("rule", "valid_to", "on", "may"),
    [
        (YEAR, None, "2025-11-21", False),
        (YEAR, None, "2025-11-22", True),
        (YEAR, None, "2026-11-22", True),
        (YEAR, None, "2026-11-23", False),
        (YEAR, date(2026, 6, 30), "2026-06-30", True),
        (YEAR, date(2026, 6, 30), "2026-07-01", False),
        (YEAR, date(2027, 6, 30), "2026-11-23", False),
        (WITHOUT_LIMIT, None, "2099-01-01", True),
        (WITHOUT_LIMIT, date(2026, 6, 30), "2026-06-30", True),
        (WITHOUT_LIMIT, date(2026, 6, 30), "2026-07-01", False),
        (None, None, "2025-11-22", False),
    ],
)
def test_a_paper_is_used_from_its_receipt_through_the_earlier_of_both_ends(
    rule: PaperRule | None, valid_to: date | None, on: str, *, may: bool
) -> None:
    assert usable(rule, RECEIVED, valid_to, date.fromisoformat(on)) is may


def test_an_article_is_printed_with_and_without_its_short_key() -> None:
    shown = "《国务院关于在线政务服务的若干规定》(国务院令第716号)第七条"

    assert (str(BASIS), BASIS.with_key()) == (shown, f"{shown}[ONLINE 7]")
    assert LegalBasis("行政许可法", 2019, "第七条").with_key() == "《行政许可法》(2019)第七条"
    assert without_key(BASIS.with_key()) == without_key(shown) == shown
