"""The bureau's own law folder: laid over the built-in rows, refused whole when it has a fault, put away again."""

from datetime import date
from pathlib import Path

import pytest

from content.lawbook import lawbook, texts, use_folder
from models.errors import InvalidInput
from tests.support.lawfiles import COMING


def test_a_switch_is_turned_by_a_file_from_its_day_on(tmp_path: Path) -> None:
    built_in = lawbook()
    (tmp_path / "r6.toml").write_text(COMING, encoding="utf-8")

    use_folder(tmp_path)

    assert not lawbook().in_force(date(2027, 1, 1)).settings.r6
    assert lawbook().in_force(date(2026, 12, 31)).settings.r6
    assert "+r6.toml" in texts()
    assert lawbook().digest != built_in.digest
    use_folder(None)
    assert lawbook() is built_in


def test_a_folder_with_a_fault_changes_nothing(tmp_path: Path) -> None:
    before = lawbook()
    (tmp_path / "r6.toml").write_text(
        COMING.replace("valid_to = 2026-12-31", "valid_to = 2027-01-01"), encoding="utf-8"
    )

    with pytest.raises(InvalidInput, match=r"r6\.toml第2行.*和r6\.toml第7行"):
        use_folder(tmp_path)
    assert lawbook() is before


def test_a_folder_that_is_not_there_or_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="没有法规目录"):
        use_folder(tmp_path / "none")
    (tmp_path / "gb.toml").write_bytes("规".encode("gb18030"))
    with pytest.raises(InvalidInput, match="读不了"):
        use_folder(tmp_path)
