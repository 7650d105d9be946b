"""The look that a terminal gets is one that it can show."""

from typing import Any, cast

import pytest

from models.errors import InvalidInput
from tests.tui.fakes import SmallOffice
from tui.app import run
from tui.themes import suitable

RICH = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("environ", "wanted", "given"),
    [
        (RICH, "light", "light"),
        (RICH, "", "dark"),
        (RICH, "unknown", "dark"),
        ({"TERM": "linux"}, "dark", "ansi"),
        ({"TERM": "linux"}, "mono", "mono"),
        ({"TERM": "linux", "COLORTERM": "truecolor"}, "dark", "dark"),
        (RICH | {"NO_COLOR": ""}, "dark", "mono"),
    ],
)
def test_a_theme_is_given_where_the_terminal_can_show_it(environ: dict[str, str], wanted: str, given: str) -> None:
    assert suitable(environ, wanted) == given


def test_a_dumb_terminal_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")

    with pytest.raises(InvalidInput) as refusal:
        run(cast("Any", SmallOffice()))

    assert "普通终端" in refusal.value.do_next
