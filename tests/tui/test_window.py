"""The window over a keyset list always shows what a plain list would show."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.tui.fakes import Numbers
from tui.widgets.window import KEPT, PAGE, ListSource, Window


def step(window: Window[Any], by: int) -> None:
    """Move as the table does: load what is wanted, then stand."""
    target = window.cursor + by
    while window.wants(target):
        target += window.take(window.more(forward=by > 0), forward=by > 0)
    window.cursor = max(0, min(len(window.rows) - 1, target))
    window.top = max(0, window.cursor - 10)


@given(st.integers(0, 700), st.lists(st.integers(-400, 400), max_size=30))
def test_moving_in_a_window_is_moving_in_the_whole_list(length: int, steps: list[int]) -> None:
    source = Numbers(range(length))
    window = Window(source)
    window.open()
    place = 0

    for by in steps:
        step(window, by)
        place = max(0, min(length - 1, place + by))

    expected = source.rows[place] if length else None
    assert (window.current[0] if window.current else None) == expected
    assert window.position(length) in (None, place + 1)


def test_a_window_forgets_what_is_far_away() -> None:
    window = Window(Numbers(range(20 * PAGE)))
    window.open()

    for _ in range(18):
        step(window, PAGE)

    assert len(window.rows) <= KEPT + PAGE
    assert window.current == (18 * PAGE, f"第{18 * PAGE}号")
    assert window.position(None) == 18 * PAGE + 1


def test_the_end_is_read_backwards_and_counts_from_an_exact_total() -> None:
    source = Numbers(range(1000))
    window = Window(source)

    window.close(20)

    assert window.current == (999, "第999号")
    assert source.asked == 1
    assert window.position(1000) == 1000
    assert window.position(None) is None


@given(
    st.sets(st.integers(0, 600), min_size=1),
    st.sets(st.integers(0, 600)),
    st.sets(st.integers(0, 600)),
    st.integers(0, 600),
)
def test_settling_never_moves_the_row_under_the_cursor(rows: set[int], gone: set[int], new: set[int], at: int) -> None:
    source = Numbers(rows)
    window = Window(source)
    window.open()
    step(window, min(at, len(rows) - 1))
    chosen = window.rows[window.cursor][0]
    offset = window.cursor - window.top

    source.rows = sorted((rows - gone | new) | {chosen})
    window.settle(*window.around())

    assert window.current is not None
    assert window.current[0] == chosen
    above = sum(1 for n in source.rows if n < chosen)
    assert window.cursor - window.top == min(offset, above)


def test_when_the_chosen_row_leaves_the_list_the_next_one_takes_its_place() -> None:
    source = Numbers(range(50))
    window = Window(source)
    window.open()
    step(window, 20)

    source.rows.remove(20)
    window.settle(*window.around())

    assert window.current == (21, "第21号")


def test_a_list_in_memory_finds_its_row_again_in_a_new_list() -> None:
    source = ListSource(["甲", "乙", "丙"], identity=str)
    window = Window(source)
    window.open()
    step(window, 1)

    source.replace(["新", "甲", "乙", "丙"])
    window.settle(*window.around())

    assert window.current == "乙"
