"""What the law office keeps without a programmer: law, calendars, templates, as files of this package."""

from pathlib import Path

HERE = Path(__file__).parent


def read_text(path: str) -> str:
    """Return the text of a file of this package: "law/terms.toml"."""
    return (HERE / path).read_text(encoding="utf-8")
