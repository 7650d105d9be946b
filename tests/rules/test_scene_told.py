"""People and times of a scene: what was said last counts, a wrong clock is mended beside what it said."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.errors import InvalidInput
from rules.scene_told import LONGEST, MOST_SHIFT, clock_faults, end_faults, team_faults, told

HEAD: dict[str, Any] = {
    "id": "0", "do": "begun", "at": "2026-11-02T09:00:00+08:00", "place": "湖滨南路1号", "officers": ["a", "b"],
}  # fmt: skip
NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)
TEAM = [("a", "35020026001"), ("b", "35020026002")]


def at(minute: int, **more: Any) -> dict[str, Any]:
    return {"id": str(minute), "at": f"2026-11-02T09:{minute:02}:00+08:00"} | more


def test_what_only_the_head_says_counts_until_somebody_says_more() -> None:
    found = told([HEAD, at(5)])

    assert found.people == (("a", ""), ("b", ""))
    assert (found.place, found.present, found.certificates_shown) == ("湖滨南路1号", "", False)
    assert (found.started_at, found.ended_at) == ("2026-11-02T09:00:00+08:00", "2026-11-02T09:05:00+08:00")
    assert (found.shift, found.clock_in_words, found.backward) == (0, "", ())


def test_team_start_and_end_are_what_was_said_last() -> None:
    team = at(1, do="team", people=[["a", "1"], ["c", "2"]], place="仓库", started_at="2026-11-02T08:50+08:00")
    again = at(2, do="team", people=[["a", "1"], ["b", "2"]], place="", started_at="")
    end = at(9, do="ended", ended_at="2026-11-02T09:08+08:00", present="店员李思远", certificates_shown=True)

    found = told([HEAD, team, end])
    assert found.people == (("a", "1"), ("c", "2"))
    assert (found.place, found.started_at, found.ended_at) == (
        "仓库", "2026-11-02T08:50+08:00", "2026-11-02T09:08+08:00",
    )  # fmt: skip
    assert (found.present, found.certificates_shown) == ("店员李思远", True)
    assert (found.raw_started_at, found.raw_ended_at) == (HEAD["at"], end["at"])
    later = told([HEAD, team, again, end, at(10, do="ended"), at(11)])
    assert (later.people, later.place, later.started_at) == ((("a", "1"), ("b", "2")), "湖滨南路1号", HEAD["at"])
    assert (later.ended_at, later.present, later.certificates_shown) == ("2026-11-02T09:10:00+08:00", "", False)


@pytest.mark.parametrize(
    ("minutes", "way", "ended"), [(60, "慢", "10:09"), (1, "慢", "09:10"), (-1, "快", "09:08"), (-30, "快", "08:39")]
)
def test_a_wrong_clock_is_mended_and_what_it_said_stays(minutes: int, way: str, ended: str) -> None:
    found = told([HEAD, at(9, do="clock", minutes=minutes, why="没有电池"), at(9, do="ended")])

    assert found.ended_at == f"2026-11-02T{ended}:00+08:00"
    assert found.raw_ended_at == "2026-11-02T09:09:00+08:00"
    assert found.clock_in_words == (
        f"电脑时间{way}{abs(minutes)}分钟（没有电池），电脑所记为2026-11-02 09:00至2026-11-02 09:09，已更正"
    )


def test_a_moment_that_a_person_wrote_is_not_moved_with_the_clock() -> None:
    team = at(1, do="team", people=[], place="", started_at="2026-11-02T08:50+08:00")
    end = at(9, do="ended", ended_at="2026-11-02T09:08+08:00")

    found = told([HEAD, team, at(3, do="clock", minutes=60, why="慢"), end])

    assert (found.started_at, found.ended_at) == ("2026-11-02T08:50+08:00", "2026-11-02T09:08+08:00")


def test_a_clock_that_goes_back_is_marked() -> None:
    assert told([HEAD, at(9), at(5), at(5), {"id": "9"}, at(8)]).backward == (
        "电脑时间倒退：2026-11-02 09:09以后是2026-11-02 09:05",
    )


@pytest.mark.parametrize(
    "bad",
    [
        {"do": "team", "people": [["a"]]},
        {"do": "team", "people": 5},
        {"do": "clock", "minutes": "spät"},
        {"do": "clock", "minutes": 10**12, "why": "w"},
        {"at": "gestern"},
    ],
)
def test_what_cannot_be_read_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="读不懂的人员或者时间"):
        told([HEAD, at(1), bad])


@pytest.mark.parametrize(
    ("people", "began", "keys"),
    [
        (TEAM, "", []),
        (TEAM, "2026-11-02T12:00+08:00", []),
        (TEAM, "2026-11-02T12:01+08:00", ["started_at"]),
        ([TEAM[0], TEAM[0]], "", ["second"]),
        ([TEAM[0]], "", ["second"]),
        ([TEAM[0], ("", "1")], "", ["second"]),
        ([("a", ""), ("b", "")], "", ["first_no", "second_no"]),
        ([("a", "1" * LONGEST), ("b", "1" * (LONGEST + 1))], "", ["second_no"]),
    ],
)
def test_two_officers_are_named_with_their_certificates(
    people: list[tuple[str, str]], began: str, keys: list[str]
) -> None:
    assert [key for key, _ in team_faults(people, began, NOON)] == keys


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        ("", []), ("2026-11-02T09:00+08:00", []), ("2026-11-02T12:00+08:00", []),
        ("2026-11-02T08:59+08:00", ["结束时间不能早于开始时间"]), ("2026-11-02T12:01+08:00", ["结束时间不能晚于现在"]),
    ],
)  # fmt: skip
def test_a_scene_ends_behind_its_start_and_not_in_time_to_come(ended: str, words: list[str]) -> None:
    assert [why for _, why in end_faults(ended, HEAD["at"], NOON)] == words


@pytest.mark.parametrize(
    ("shift", "why", "keys"),
    [
        (0, "慢", []), (MOST_SHIFT, "慢", []), (-MOST_SHIFT, "慢", []), (MOST_SHIFT + 1, "慢", ["now"]),
        (5, " ", ["why"]), (5, "慢" * LONGEST, []), (5, "慢" * (LONGEST + 1), ["why"]),
    ],
)  # fmt: skip
def test_a_clock_is_mended_with_a_reason(shift: int, why: str, keys: list[str]) -> None:
    assert [key for key, _ in clock_faults(shift, why)] == keys
