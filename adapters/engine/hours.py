"""When nobody calls a system: hours of every day, and stretches that were announced, in the time of Xiamen."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.errors import InvalidInput
from models.said import said
from models.values import SHANGHAI


class Closing:
    """The declared hours and stretches of one system."""

    def __init__(self, quiet: Sequence[str], maintenance: Sequence[str], place: str) -> None:
        self._quiet = [tuple(map(_minutes, text.split("-"))) for text in quiet]
        try:
            pairs = [text.split("/") for text in maintenance]
            self._stretches = [tuple(datetime.fromisoformat(one).replace(tzinfo=SHANGHAI) for one in p) for p in pairs]
        except ValueError as error:
            raise InvalidInput(
                said("{place} limits.maintenance：不是真实的时刻（{error}）。", place=place, error=error),
                do_next="请改正。",
            ) from error
        if any(begin >= end for begin, end in self._stretches):
            raise InvalidInput(said("{place} limits.maintenance：结束早于开始。", place=place), do_next="请改正。")

    def opens_in(self, now: datetime) -> float:
        """Return the seconds until the system may be called; 0 when it may be called now."""
        here = now.astimezone(SHANGHAI)
        ends = [end for begin, end in self._stretches if begin <= here < end]
        ends += [end for one in self._quiet if (end := _end(here, *one)) is not None]
        return max([(end - here).total_seconds() for end in ends], default=0.0)


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _end(here: datetime, begin: int, end: int) -> datetime | None:
    """Return when the hours that hold now come to their end; they may reach over midnight."""
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    minute = (here - midnight).total_seconds() / 60
    if begin < end:
        return midnight + timedelta(minutes=end) if begin <= minute < end else None
    if minute >= begin:
        return midnight + timedelta(days=1, minutes=end)
    return midnight + timedelta(minutes=end) if minute < end else None
