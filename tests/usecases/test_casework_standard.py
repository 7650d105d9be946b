"""An imported discretion standard binds the fine of a case, and its papers say how the fine was reckoned."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from content.lawbook import use_folder
from models.errors import Refused
from tests.rules.test_casework_amounts import INSTRUMENT, band
from tests.support.casework import CHIEF, Clock, confirmed, did, noticed
from tests.support.one_kind import database_url
from usecases import casework_rows, documents

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
SAID: dict[str, Any] = {"kinds": ["fine"], "base": 3_000_000, "facts": "从外地进货", "content": "罚款"}
OFF = {"fine": 180_001, "deviation": "两年内再次违法"}
RANGE = "进货总额30000.00元×5%至10%=1500.00元至3000.00元（《烟草专卖法实施条例》(2023)第五十六条）"
STANDARD = "裁量基准“第1档”（《裁量基准》(2026)第三条）"


@pytest.fixture(autouse=True)
def standard(tmp_path: Path) -> Iterator[None]:
    """Let a folder of the bureau's own narrow C01 to 5 to 6 per cent."""
    rows = INSTRUMENT + band("1", "low_percent = 5\nhigh_percent = 6")
    (tmp_path / "bands.toml").write_text(rows, encoding="utf-8")
    use_folder(tmp_path)
    yield
    use_folder(None)


def paper(office: "Office", number: str, kind: str) -> dict[str, Any]:
    with office.reading() as session:
        papers: dict[str, dict[str, Any]] = {
            each["kind"]: each["data"] for each in documents.of_subject(session, number)
        }
    return papers[kind]


def test_a_fine_off_the_standard_says_why_and_is_deliberated(bureau: "Office", clock: Clock) -> None:
    with pytest.raises(Refused, match=r"罚款1800\.01元超出裁量基准“第1档”的1500\.00元至1800\.00元"):
        noticed(bureau, fine=180_001)
    number = noticed(bureau, fine=180_000)
    did(bureau, number, "case.noticed", **SAID | OFF)
    did(bureau, number, "case.notice_served", way="直接送达", receiver="林海生")
    clock.to(date(2026, 11, 6))
    with pytest.raises(Refused, match="应当由负责人集体讨论决定"):
        confirmed(bureau, number, "case.decided", **SAID | OFF)

    did(
        bureau,
        number,
        "case.deliberated",
        by=CHIEF,
        votes=[["张炜", "同意"], ["吴佩琪", "同意"]],
        conclusion="同意",
        agreed=True,
    )
    with pytest.raises(Refused, match="须写明偏离的理由"):
        confirmed(bureau, number, "case.decided", **SAID | {"fine": 180_001})
    confirmed(bureau, number, "case.decided", **SAID | OFF)
    told = f"{RANGE}；{STANDARD}；两年内再次违法"
    assert [paper(bureau, number, kind)["reckoning"] for kind in ("prior_notice", "penalty_decision")] == [told] * 2


def test_the_papers_cite_the_law_that_counts(bureau: "Office", tmp_path: Path) -> None:
    """From 1 November 2026 on the article is another one and the range is heavier or lighter than before."""
    for high, article in ((11, "第五十六条"), (9, "第六十六条")):
        (tmp_path / "later.toml").write_text(later(high), encoding="utf-8")
        use_folder(tmp_path)
        number = noticed(bureau, fine=150_000)
        assert paper(bureau, number, "prior_notice")["article"].endswith(article)


def later(high: int) -> str:
    """Return C01 as it might read from November 2026 on, the row in force ending before."""
    return f"""
[[cause]]
id = "C01"
valid_from = 2021-11-10
valid_to = 2026-10-31

[[cause]]
id = "C01"
name = "未在当地烟草专卖批发企业进货"
violated = "实施条例第二十三条第二款"
instrument = "TML_IR"
article = "第六十六条"
ref = "66"
low_percent = 5
high_percent = {high}
base = "进货总额"
may = true
decider = "tobacco"
heavy = false
measures = "没收违法所得，可以并处罚款"
valid_from = 2026-11-01
mark = "law"
"""


def test_what_the_law_lightens_is_said_in_the_decision(bureau: "Office", clock: Clock) -> None:
    number = noticed(bureau, fine=150_000)
    did(bureau, number, "case.defence_waived")
    merit = "配合查处违法行为有立功表现：应当从轻或者减轻行政处罚（《行政处罚法》(2021)第三十二条第(四)项）"
    confirmed(bureau, number, "case.decided", **SAID, fine=100_000, circumstances=["merit"])

    said = paper(bureau, number, "penalty_decision")
    assert (said["mitigation"], said["reckoning"]) == (merit, f"{RANGE}；{STANDARD}；{merit}")
    with bureau.reading() as session:
        step = casework_rows.read(session, number).standing.taken[-1]
    assert (step.said["arithmetic"], step.said["weighing"]) == (RANGE, [STANDARD, merit])
