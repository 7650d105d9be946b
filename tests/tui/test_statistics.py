"""The statistics screen: figures by keys, plots without colour, an exported file."""

from pathlib import Path

import pytest

from tests.tui import bureau
from tests.tui.conftest import seated
from tui.widgets.bars import bar, columns
from usecases import exports
from wiring.office import Office


def test_bars_show_the_share_and_never_hide_what_is_there() -> None:
    assert [bar(value, 10, 4) for value in (0, 0.1, 5, 10, 99)] == ["", "▌", "██", "████", "████"]
    assert columns([0, 1, 4, 8]) == " ▂▅█"
    assert columns([]) == ""


async def test_the_figures_are_classified_by_keys(office: Office) -> None:
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "s")
        assert await clerk.finds("按渠道")
        assert await clerk.finds("i厦门")
        await clerk.types("d")
        assert await clerk.finds("按辖区")
        assert await clerk.finds("翔安区")
        await clerk.types("t")
        await clerk.writes("sy")
        await clerk.types("enter")
        assert await clerk.finds("这段时间没有收到申请")


async def test_the_table_is_exported_and_never_over_another_file(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with seated(office, bureau.clerk(), (120, 40)) as clerk:
        await clerk.types("g", "s", "x", "enter")
        assert await clerk.finds("已导出")
        await clerk.types("x", "enter")
        assert await clerk.finds("不能写入文件")

    (file,) = tmp_path.glob("statistics-channel-*.csv")  # noqa: ASYNC240  # the console is closed
    rows = list(exports.read_csv(file.read_bytes()))
    assert rows[-1][:2] == ["合计", "6"]
