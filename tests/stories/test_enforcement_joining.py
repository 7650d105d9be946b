"""Cases that become one and cases that are split: goods, alarm and parties end where they belong."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from models.casework import Nature
from models.errors import NotFound, Refused
from rules.goods import Goods
from tests.stories.casework import DRIVER, Story
from tests.stories.test_enforcement_otherwise import LEAD, bureau, clock
from tests.support.casework import CHIEF, INSPECTOR, Clock, row_of
from tests.support.one_kind import database_url
from usecases import casework_goods, casework_rows, casework_steps, undo

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["bureau", "clock", "database_url"]


def test_two_cases_of_one_party_become_one_and_look_like_a_crime_together(bureau: "Office", clock: Clock) -> None:
    first, second = Story(bureau, clock, LEAD), Story(bureau, clock, LEAD)
    stranger = Story(bureau, clock, replace(LEAD, party=DRIVER))
    first.seen([Goods("假冒牌", 5_000, nature=Nature.COUNTERFEIT)])
    second.seen([Goods("假冒牌", 5_000, nature=Nature.COUNTERFEIT)])
    with pytest.raises(Refused, match="当事人不同"):
        stranger.agreed("case.joined", into=first.number, reason="同一批货")
    with pytest.raises(Refused, match="不能并入自己"):
        first.agreed("case.joined", into=first.number, reason="同一批货")
    nameless = [
        Story(bureau, clock, replace(LEAD, party={"kind": "person", "name": name})) for name in ("甲某", "乙某")
    ]
    nameless[1].seen([Goods("假冒牌", 10)])
    with pytest.raises(Refused, match="当事人不同"):
        nameless[0].agreed("case.joined", into=nameless[1].number, reason="同一批货")
    assert first.row["alarm"] == ""

    second.agreed("case.joined", into=first.number, reason="同一当事人的同一批货")
    assert (second.row["stage"], second.row["due_on"]) == ("joined", None)
    assert first.row["alarm"] == "卷烟200000支，达到200000支"
    assert first.steps[-2:] == ["case.taken_in", "case.alarm_raised"]
    with pytest.raises(Refused, match="只能并入正在调查的案件"):
        first.agreed("case.joined", into=second.number, reason="同一批货")


def test_what_was_joined_is_two_cases_again_when_it_is_undone(bureau: "Office", clock: Clock) -> None:
    first, second = Story(bureau, clock, LEAD), Story(bureau, clock, LEAD)
    first.seen([Goods("假冒牌", 5_000)])
    second.seen([Goods("假冒牌", 5_000)])
    before = [story.row for story in (first, second)]
    said = {"into": first.number, "reason": "同一批货"}
    bureau.perform(casework_steps.propose, second.number, "case.joined", said, by=INSPECTOR)
    waits = timedelta(seconds=15)
    bureau.perform(casework_steps.confirm, second.number, by=CHIEF, grace=waits)
    bureau.perform(undo.undo_last, second.number, by=CHIEF)
    assert [story.row | {"changed_at": None} for story in (first, second)] == [
        row | {"changed_at": None} for row in before
    ]
    assert first.steps[-1] == "case.scene_recorded"
    with bureau.reading() as session:
        goods = casework_goods.of_case(session, casework_rows.read(session, first.number))
    assert [one.packs for one in goods] == [5_000]

    bureau.perform(casework_steps.confirm, second.number, by=CHIEF, grace=waits)
    other = [Goods("另一牌", 1)]
    bureau.perform(casework_goods.list_goods, first.number, other, by=INSPECTOR, grace=waits)
    with pytest.raises(Refused):
        bureau.perform(undo.undo_last, second.number, by=CHIEF)
    assert second.row["stage"] == "joined"


def test_another_party_is_split_off_into_a_lead_of_its_own(bureau: "Office", clock: Clock) -> None:
    story = Story(bureau, clock, LEAD)
    story.seen()
    story.later(3)
    said: dict[str, Any] = {
        "party_kind": "person",
        "party_name": "陈建国",
        "party_no": DRIVER["number"],
        "cause": "C03",
    }
    said |= {"summary": "陈建国承运假烟", "reason": "另一当事人的另一违法行为"}
    by, waits = INSPECTOR, timedelta(seconds=15)
    bureau.perform(casework_steps.TAKE["case.split"], story.number, said, by=by, grace=waits)
    other = row_of(bureau, "C-2026-000002")
    assert (other["stage"], other["party_name"], other["cause"]) == ("lead", "陈建国", "C03")
    assert (other["found_on"], other["acted_on"], other["source_ref"]) == (clock.today, LEAD.acted_on, story.number)
    assert (story.row["stage"], story.said("case.split")["into"]) == ("investigating", other["number"])

    bureau.perform(undo.undo_last, story.number, by=by)
    with pytest.raises(NotFound):
        row_of(bureau, other["number"])
    assert story.steps[-1] == "case.scene_recorded"
    story.did("case.split", **said)
    assert row_of(bureau, "C-2026-000002")["party_name"] == "陈建国"
