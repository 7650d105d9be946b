"""The random walk over both state models, and proof that it would see what it looks for."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from models.errors import Refused
from models.values import ApplicationState, LicenceStatus
from rules import applications, licences
from tests.rules.walk import Broken, Walk, walk


@pytest.mark.parametrize("seed", [1, 2])
def test_a_random_walk_finds_no_dead_end_no_way_round_and_no_two_states(seed: int) -> None:
    one = walk(5000, seed)

    assert one.born > 50
    assert one.numbers > 2


def test_from_every_state_the_end_can_be_reached() -> None:
    def reach(tables: Sequence[Mapping[Any, Any]], start: object) -> set[object]:
        seen, waiting = {start}, [start]
        while waiting:
            now = waiting.pop()
            new = {table[now] for table in tables if now in table} - seen
            seen |= new
            waiting += new
        return seen

    papers = [step.to for step in applications.STEPS.values()]
    lives = [step.to for step in licences.STEPS.values()]
    assert all(ApplicationState.CLOSED in reach(papers, state) for state in ApplicationState)
    assert all(LicenceStatus.CANCELLED in reach(lives, status) for status in LicenceStatus)
    assert reach(papers, ApplicationState.RECEIVED) == set(ApplicationState)
    assert reach(lives, None) - {None} == set(LicenceStatus)


def test_the_walk_sees_a_gap_in_the_life_of_a_licence() -> None:
    one = Walk(walk(1, 1).dice)
    one.status = licences.ACTIVE
    one.line = [
        ("licence.granted", None, licences.PENDING),
        ("licence.renewed", licences.ACTIVE, licences.ACTIVE),
    ]

    with pytest.raises(Broken, match="begins at"):
        one._hold()


def test_the_walk_sees_a_decision_without_its_required_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.rules.walk.Walk._may", lambda _self, deed, _case: deed != "application.deemed_renewed")

    with pytest.raises((Broken, Refused)):
        walk(2500, 1)
