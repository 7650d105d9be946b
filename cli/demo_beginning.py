"""A mark that what the demonstration begins with is not entered whole; what an interruption left is cleared away."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from wiring.config import Settings

MARK, SIDE_FILES = "demo.beginning", ("", "-wal", "-shm", "-journal")


@contextmanager
def marked(settings: "Settings") -> "Iterator[None]":
    """Leave a mark beside the store until the body has ended well: an interruption of any kind lets it lie there."""
    mark = _mark(settings)
    mark.touch(mode=0o600)
    yield
    mark.unlink()


def clear(settings: "Settings") -> bool:
    """Remove database and store where a beginning was interrupted, and return whether one was; the keys stay.

    Nobody has worked on them: daemon and console start behind the beginning.
    """
    mark = _mark(settings)
    if not mark.exists():
        return False
    database = str(make_url(settings.database.url).database)
    for side in SIDE_FILES:
        Path(database + side).unlink(missing_ok=True)
    shutil.rmtree(settings.store.path, ignore_errors=True)
    mark.unlink()
    return True


def _mark(settings: "Settings") -> Path:
    return settings.store.path.with_name(MARK)
