"""Copies of one scene brought together: whatever each says is kept once, in the order in which it was learned."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import InvalidInput
from rules.goods import Goods, together
from rules.scene import Tally, joined, replay
from tests.rules.test_scene import HEAD, carton, counted

ONE, TWO, THREE = (counted(name, carton(packs=int(name) * 10)) for name in "123")


def said(known: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]]) -> tuple[tuple[Goods, ...], list[str]]:
    whole, apart = joined(known, replay(now))
    return whole.goods, apart


@pytest.mark.parametrize(
    ("known", "now", "packs"),
    [([HEAD, ONE], [HEAD, ONE], 10), ([HEAD, ONE], [HEAD, ONE, TWO], 30), ([HEAD, ONE, TWO], [HEAD, ONE], 30)],
    ids=["the same", "went on", "older"],
)
def test_a_copy_that_only_went_on_is_the_scene(
    known: list[dict[str, Any]], now: list[dict[str, Any]], packs: int
) -> None:
    assert said(known, now) == ((carton(packs=packs),), [])


def test_copies_that_went_on_apart_are_both_kept_and_told() -> None:
    whole, apart = joined([HEAD, ONE, TWO], replay([HEAD, ONE, THREE, counted("4", carton(packs=40))]))

    assert [event["id"] for event in whole.events] == ["0", "1", "2", "3", "4"]
    assert (whole.goods, whole.entries) == ((carton(packs=100),), 5)
    assert apart == ["同一份现场记录在两台电脑上分别接着清点，1条和2条都已记下；请核对有没有清点两遍"]


def test_what_one_copy_undid_is_undone() -> None:
    undone = {"id": "9", "at": HEAD["at"], "do": "undone", "of": "1"}

    assert said([HEAD, ONE, TWO], [HEAD, ONE, undone])[0] == (carton(packs=20),)


def test_an_event_that_copies_tell_differently_joins_nothing() -> None:
    with pytest.raises(InvalidInput, match="有1条和已经带回的不一样") as refusal:
        joined([HEAD, ONE], replay([HEAD, counted("1", carton(packs=20)), TWO]))

    assert (refusal.value.kept, refusal.value.do_next) == (
        "案件未变更。", "请用没有改动过的原文件；没有原文件的，重新清点。",
    )  # fmt: skip


def test_every_event_is_in_a_scene_once_as_it_came_first() -> None:
    again = counted("1", carton(packs=90))

    assert replay([HEAD, ONE, TWO, again]).events == (HEAD, ONE, TWO)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("counted"), st.sampled_from([10, 20]), st.sampled_from(["6901028075763", "96385074"])),
            st.tuples(st.just("changed"), st.integers(0, 5), st.sampled_from(["genuine", "smuggled"])),
            st.tuples(st.just("undone"), st.integers(0, 5), st.none()),
        ),
        max_size=12,
    )
)
def test_the_running_lines_are_always_those_of_a_new_count(deeds: list[tuple[str, int, str | None]]) -> None:
    tally, events = Tally(), [HEAD]
    for n, (do, number, word) in enumerate(deeds):
        if do == "counted":
            events.append(counted(f"{n}", carton(str(word), number)))
        else:
            events.append({"id": f"x{n}", "do": do, "of": str(number), "goods": {"nature": word}})
        tally.apply(events[-1])

        assert tally.goods == together(one.goods for one in Tally(events).entries)
