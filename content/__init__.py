"""What the law office keeps without a programmer: law, calendars, templates, as files of this package."""

from importlib.resources import files


def read_text(path: str) -> str:
    """Return the text of a file of this package: "law/terms.toml"."""
    return files(__name__).joinpath(path).read_text(encoding="utf-8")
